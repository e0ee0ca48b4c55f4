"""Simulated futures of a rating, and the flares in them. Not a model of its own: it takes the forecasts as they are.

The forecasts of single days are joined into paths by a Gaussian copula (a chain whose correlation is that of the plain
model), so each day of a path has exactly the forecast's distribution (compare Schefzik et al. 2013,
doi 10.1214/13-STS443). The flare rule is then run along every path.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from andante.learn.flares import (
    FEWEST_VALUES,
    LEAST_MARGIN,
    LONGEST_DAYS,
    MAD_TO_SD,
    MARGIN_SDS,
    TOGETHER_DAYS,
    WINDOW_DAYS,
    FlareState,
    calm_below,
    high_from,
)
from andante.learn.ladder import BINS

PATHS = 256


def rating_paths(
    mass: np.ndarray, values: np.ndarray, coupling: np.ndarray, rng: np.random.Generator, count: int = PATHS
) -> np.ndarray:
    """Paths (count, H) of ratings on 0-10 with the marginals `mass` (H, BINS) over `values` (BINS,).

    `coupling` (H - 1,): correlation of each day with the day before it. Draws for a day do not
    depend on how many days follow, so a longer look ahead changes nothing nearer.
    """
    horizons = len(mass)
    normal = rng.standard_normal((horizons, count)).T
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
    window = _Window(state, times, ratings)
    for h, now in enumerate(times):
        value = ratings[..., h]
        rated = ~np.isnan(value)
        closed = now - since >= LONGEST_DAYS
        window.close(closed, since)
        since = np.where(closed, np.nan, since)
        level, margin = window.usual(h)
        in_flare = ~np.isnan(since)
        calm = rated & in_flare & (value < calm_line)
        ends = calm & was_calm
        high = rated & ~in_flare & (value >= high_from(level, margin))
        starts = high & (now - last_high <= TOGETHER_DAYS)
        was_calm = np.where(rated, calm & ~ends, was_calm)
        last_high = np.where(high & ~starts, now, np.where(rated | closed, np.nan, last_high))
        since = np.where(starts, now, np.where(ends, np.nan, since))
        calm_line = np.where(starts, calm_below(level, margin), calm_line)
        window.flaring[..., window.before + h] = ~np.isnan(since)
        begun = begun | starts
        under_way[..., h], has_begun[..., h] = ~np.isnan(since), begun
    return FlarePaths(under_way, has_begun)


class _Window:
    """The values that the usual is taken from, those of the past and those of the paths: (..., past + H)."""

    def __init__(self, state: FlareState, times: np.ndarray, ratings: np.ndarray) -> None:
        past = [row for row in state.recent if row[0] >= times[0] - WINDOW_DAYS]
        self.before = len(past)
        shape = (*ratings.shape[:-1], self.before + len(times))
        self.at = np.array([*(row[0] for row in past), *times])
        self.values, self.flaring = np.empty(shape), np.zeros(shape, bool)
        self.values[..., : self.before] = [row[1] for row in past]
        self.values[..., self.before :] = ratings
        self.flaring[..., : self.before] = [row[2] for row in past]

    def close(self, closed: np.ndarray, since: np.ndarray) -> None:
        """Values of a flare that has lasted its 28 days go back to the usual."""
        if closed.any():
            self.flaring &= ~(closed[..., None] & (self.at >= since[..., None]))

    def usual(self, h: int) -> tuple[np.ndarray, np.ndarray]:
        """Level and margin (...) before step h of the paths; infinite with fewer than ten values outside a flare."""
        now = self.at[self.before + h]
        seen = np.flatnonzero((now - WINDOW_DAYS <= self.at) & (self.at < now))
        values = np.where(self.flaring[..., seen], np.nan, self.values[..., seen])
        if h == 0 and values.ndim > 1:  # the paths have not parted yet
            values = values[(0,) * (values.ndim - 1)]
        count = (~np.isnan(values)).sum(axis=-1)
        if not seen.size or count.max() < FEWEST_VALUES:
            return np.asarray(np.inf), np.asarray(np.inf)
        level = _median(values, count)
        sd = MAD_TO_SD * _median(np.abs(values - level[..., None]), count)
        enough = count >= FEWEST_VALUES
        return np.where(enough, level, np.inf), np.where(enough, np.maximum(LEAST_MARGIN, MARGIN_SDS * sd), np.inf)


def _median(values: np.ndarray, count: np.ndarray) -> np.ndarray:
    """The median along the last axis of the `count` values that are not NaN (anything where there are none)."""
    ordered = np.sort(values, axis=-1)  # NaN goes last
    middle = np.stack([np.maximum(count - 1, 0) // 2, count // 2], axis=-1)
    both = np.take_along_axis(ordered, np.minimum(middle, values.shape[-1] - 1), axis=-1)
    return np.asarray(both.sum(axis=-1) / 2.0)
