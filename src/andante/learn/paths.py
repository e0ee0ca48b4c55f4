"""Simulated futures of a rating, and the flares in them. Not a model of its own: it takes the forecasts as they are.

The forecasts of single days are joined into paths by a Gaussian copula (a chain whose correlation is that of the plain
model), so each day of a path has exactly the forecast's distribution (compare Schefzik et al. 2013,
doi 10.1214/13-STS443). The flare rule is then run along every path.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from andante.learn.flares import LONGEST_DAYS, TOGETHER_DAYS, FlareState
from andante.learn.scale_use import BINS

PATHS = 256


def rating_paths(
    mass: np.ndarray, values: np.ndarray, coupling: np.ndarray, rng: np.random.Generator, count: int = PATHS
) -> np.ndarray:
    """Paths (count, H) of ratings on 0-10 with the marginals `mass` (H, BINS) over `values` (BINS,).

    `coupling` (H - 1,): correlation of each day with the day before it. Draws are stratified on the first day.
    """
    horizons = len(mass)
    normal = rng.standard_normal((count, horizons))
    z = np.empty_like(normal)
    z[:, 0] = normal[:, 0]
    for h in range(1, horizons):
        c = coupling[h - 1]
        z[:, h] = c * z[:, h - 1] + np.sqrt(1.0 - c * c) * normal[:, h]
    cumulated = np.cumsum(mass, axis=1) / mass.sum(axis=1, keepdims=True)
    uniform = ndtr(z)
    bins = np.stack([np.searchsorted(cumulated[h], uniform[:, h]) for h in range(horizons)], axis=1)
    return np.asarray(values[np.minimum(bins, BINS - 1)])


@dataclass(frozen=True)
class FlarePaths:
    """Whether a flare is under way (..., H), and whether one has begun since the origin (..., H), along paths."""

    under_way: np.ndarray
    begun: np.ndarray


def flare_paths(state: FlareState, times: np.ndarray, ratings: np.ndarray) -> FlarePaths:
    """Run the flare rule from `state` along paths of `ratings` (..., H; NaN = no rating) at `times` (H,), in days."""
    where = ratings.shape[:-1]
    since = np.full(where, np.nan if state.since is None else state.since)
    calm_line = np.full(where, np.nan if state.kept is None else state.kept.calm)
    last_high = np.full(where, np.nan if state.last_high_at is None else state.last_high_at)
    was_calm = np.full(where, state.last_was_calm)
    begun = np.zeros(where, dtype=bool)
    under_way, has_begun = np.empty(ratings.shape, bool), np.empty(ratings.shape, bool)
    for h, now in enumerate(times):
        value = ratings[..., h]
        rated = ~np.isnan(value)
        usual = state.at(now).usual(now)
        closed = now - since >= LONGEST_DAYS
        since = np.where(closed, np.nan, since)
        in_flare = ~np.isnan(since)
        calm = rated & in_flare & (value < calm_line)
        ends = calm & was_calm
        high = rated & ~in_flare & (value >= (np.inf if usual is None else usual.high))
        starts = high & (now - last_high <= TOGETHER_DAYS)
        was_calm = np.where(rated, calm & ~ends, was_calm)
        last_high = np.where(high & ~starts, now, np.where(rated | closed, np.nan, last_high))
        since = np.where(starts, now, np.where(ends, np.nan, since))
        calm_line = np.where(starts, np.nan if usual is None else usual.calm, calm_line)
        begun = begun | starts
        under_way[..., h], has_begun[..., h] = ~np.isnan(since), begun
    return FlarePaths(under_way, has_begun)
