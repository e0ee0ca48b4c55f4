"""Nine plain ways to forecast a diary, each as strong as it honestly gets. No fitting by likelihood, no andante.

Every function takes `ratings` (steps,) on 0-10, one a calendar day, NaN where nothing was rated, and gives quantiles
(steps, 3, 7) of the days that follow each step, NaN before the first value. Whatever could be tuned (weights, memories
of the spread, strength of a prior) is chosen online, by the pinball loss of the past alone, apart for each horizon.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Sequence

import numpy as np
from scipy.stats import norm, t

QUANTILES = np.array([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975])
NORMAL = norm.ppf(QUANTILES)
HORIZONS = 3
SPREAD_MEMORIES = (0.95, 0.99, 1.0)
WEIGHTS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7)
RIDGES = (0.03, 0.1, 0.3)  # prior SD of the effect of one SD of an exposure, in SDs of the rating
LOSS_MEMORY = 0.98
FIRST_SD = 2.0


def last_value(ratings: np.ndarray) -> np.ndarray:
    """The last value, with a Gaussian spread from its misses so far."""
    return best([gaussian(ratings, _held(ratings), memory) for memory in SPREAD_MEMORIES], ratings)


def expanding_mean(ratings: np.ndarray) -> np.ndarray:
    """The mean of all values so far."""
    rated = ~np.isnan(ratings)
    with np.errstate(invalid="ignore"):
        centre = np.cumsum(np.where(rated, ratings, 0.0)) / np.where(np.cumsum(rated) > 0, np.cumsum(rated), np.nan)
    return best([gaussian(ratings, _each(centre), memory) for memory in SPREAD_MEMORIES], ratings)


def week_mean(ratings: np.ndarray) -> np.ndarray:
    """The mean of the last seven values."""
    centre = np.full(len(ratings), np.nan)
    known: list[float] = []
    for step, value in enumerate(ratings):
        if not np.isnan(value):
            known.append(float(value))
        if known:
            centre[step] = np.mean(known[-7:])
    return best([gaussian(ratings, _each(centre), memory) for memory in SPREAD_MEMORIES], ratings)


def ewma(ratings: np.ndarray) -> np.ndarray:
    """An exponentially weighted mean; its weight and the memory of its spread chosen online."""
    made = [
        gaussian(ratings, _each(_smoothed(ratings, weight)), memory) for weight in WEIGHTS for memory in SPREAD_MEMORIES
    ]
    return best(made, ratings)


def weekday(ratings: np.ndarray) -> np.ndarray:
    """The last value of the same day of the week, or the mean of the last four of them, whichever did better."""
    made = []
    for many in (1, 4):
        centre = np.full((len(ratings), HORIZONS), np.nan)
        for step in range(len(ratings)):
            for h in range(1, HORIZONS + 1):
                same = ratings[(step + h) % 7 : step + 1 : 7]
                same = same[~np.isnan(same)][-many:]
                centre[step, h - 1] = same.mean() if len(same) else np.nan
        centre = np.where(np.isnan(centre), _held(ratings), centre)
        made += [gaussian(ratings, centre, memory) for memory in SPREAD_MEMORIES]
    return best(made, ratings)


def climatology(ratings: np.ndarray) -> np.ndarray:
    """The quantiles of all values so far, as they stand."""
    made = np.full((len(ratings), HORIZONS, len(QUANTILES)), np.nan)
    for step in range(len(ratings)):
        known = ratings[: step + 1]
        known = known[~np.isnan(known)]
        if len(known):
            made[step] = np.quantile(known, QUANTILES)
    return made


def last_value_empirical(ratings: np.ndarray) -> np.ndarray:
    """The last value plus the quantiles of its misses so far."""
    return empirical(ratings, _held(ratings))


def ewma_empirical(ratings: np.ndarray) -> np.ndarray:
    """An exponentially weighted mean plus the quantiles of its misses so far; its weight chosen online."""
    return best([empirical(ratings, _each(_smoothed(ratings, weight))) for weight in WEIGHTS], ratings)


def autoregression(ratings: np.ndarray, exposures: np.ndarray) -> np.ndarray:
    """A Bayesian AR(1) with all exposures of the day: conjugate, updated daily, predictive Student t.

    `exposures` (steps, J), NaN where unknown, are standardised by earlier days; an unknown one counts as usual. The
    strength of the prior on their effects is chosen online.
    """
    return best([_regression(ratings, exposures, ridge) for ridge in RIDGES], ratings)


PLAIN: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "last value": last_value,
    "expanding mean": expanding_mean,
    "7-day mean": week_mean,
    "EWMA": ewma,
    "weekday": weekday,
    "climatology": climatology,
    "last value, empirical": last_value_empirical,
    "EWMA, empirical": ewma_empirical,
}


def plain(ratings: np.ndarray, exposures: np.ndarray) -> dict[str, np.ndarray]:
    """All nine."""
    made = {name: way(ratings) for name, way in PLAIN.items()}
    made["Bayesian AR(1)"] = autoregression(ratings, exposures)
    return {name: np.clip(said, 0.0, 10.0) for name, said in made.items()}


# ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _held(ratings: np.ndarray) -> np.ndarray:
    """The last value known at each step, for each horizon (steps, 3)."""
    at = np.maximum.accumulate(np.where(np.isnan(ratings), -1, np.arange(len(ratings))))
    return _each(np.where(at < 0, np.nan, ratings[at]))


def _each(centre: np.ndarray) -> np.ndarray:
    """The same for each horizon."""
    return np.repeat(centre[:, None], HORIZONS, axis=1)


def _smoothed(ratings: np.ndarray, weight: float) -> np.ndarray:
    """An exponentially weighted mean of the values known at each step; it starts as a plain mean."""
    centre, mean, seen = np.full(len(ratings), np.nan), np.nan, 0
    for step, value in enumerate(ratings):
        if not np.isnan(value):
            seen += 1
            gain = max(weight, 1.0 / seen)
            mean = value if seen == 1 else mean + gain * (value - mean)
        centre[step] = mean
    return centre


def gaussian(ratings: np.ndarray, centre: np.ndarray, memory: float) -> np.ndarray:
    """Quantiles about `centre` (steps, 3) from the discounted mean square of its misses known by then."""
    made = np.full((*centre.shape, len(QUANTILES)), np.nan)
    for h in range(1, HORIZONS + 1):
        total, weight = FIRST_SD**2, 1.0
        for step in range(len(ratings)):
            if step >= h and not np.isnan(ratings[step] - centre[step - h, h - 1]):
                total = memory * total + (ratings[step] - centre[step - h, h - 1]) ** 2
                weight = memory * weight + 1.0
            made[step, h - 1] = centre[step, h - 1] + np.sqrt(total / weight) * NORMAL
    return made


def empirical(ratings: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """Quantiles about `centre` (steps, 3): those of its misses known by then."""
    made = np.full((*centre.shape, len(QUANTILES)), np.nan)
    for h in range(1, HORIZONS + 1):
        misses: list[float] = [0.0]  # in order
        for step in range(len(ratings)):
            if step >= h and not np.isnan(ratings[step] - centre[step - h, h - 1]):
                insort(misses, float(ratings[step] - centre[step - h, h - 1]))
            last = len(misses) - 1  # as `numpy.quantile`, which would order them anew at each step
            made[step, h - 1] = centre[step, h - 1] + np.interp(QUANTILES * last, np.arange(last + 1), misses)
    return made


def losses(said: np.ndarray, ratings: np.ndarray) -> np.ndarray:
    """Mean pinball loss (steps, 3) of each forecast on the scale 0-10; NaN where nothing was said or came."""
    found = np.full(said.shape[:2], np.nan)
    for h in range(1, HORIZONS + 1):
        miss = ratings[h:, None] - np.clip(said[:-h, h - 1], 0.0, 10.0)
        found[:-h, h - 1] = np.maximum(QUANTILES * miss, (QUANTILES - 1.0) * miss).mean(axis=1)
    return found


def best(made: Sequence[np.ndarray], ratings: np.ndarray) -> np.ndarray:
    """At each step and horizon the forecasts of the way with the least discounted loss known by then."""
    ways = np.stack(made)
    lost = np.stack([losses(said, ratings) for said in made])
    chosen = np.empty_like(ways[0])
    for h in range(1, HORIZONS + 1):
        total = np.zeros(len(ways))
        for step in range(len(ratings)):
            if step >= h and not np.isnan(lost[:, step - h, h - 1]).any():
                total = LOSS_MEMORY * total + lost[:, step - h, h - 1]
            chosen[step, h - 1] = ways[total.argmin(), step, h - 1]
    return chosen


def _regression(ratings: np.ndarray, exposures: np.ndarray, ridge: float) -> np.ndarray:
    """The rating h days on, regressed on the last value and the day's exposures: normal-inverse-gamma, exact."""
    rows, held = _standardised(exposures), _held(ratings)[:, 0]
    made = np.full((len(ratings), HORIZONS, len(QUANTILES)), np.nan)
    inputs = rows.shape[1]
    for h in range(1, HORIZONS + 1):
        precision = np.diag(np.concatenate([[1.0 / 25.0, 4.0], np.full(inputs, 1.0 / ridge**2)]))
        mean = np.concatenate([[0.0, 0.5], np.zeros(inputs)])
        shape, scale = 1.0, 1.0
        root, moment = np.linalg.inv(precision), precision @ mean
        for step in range(len(ratings)):
            if step >= h and not np.isnan(ratings[step] - held[step - h]):
                row = np.concatenate([[1.0, held[step - h] - 5.0], rows[step - h]])
                y, across = ratings[step] - 5.0, root @ row
                spread = 1.0 + row @ across
                miss = y - row @ mean
                shape, scale = shape + 0.5, scale + 0.5 * miss**2 / spread
                root = root - np.outer(across, across) / spread
                moment = moment + row * y
                mean = root @ moment
            if not np.isnan(held[step]):
                row = np.concatenate([[1.0, held[step] - 5.0], rows[step]])
                wide = np.sqrt(scale / shape * (1.0 + row @ root @ row))
                made[step, h - 1] = 5.0 + row @ mean + wide * t.ppf(QUANTILES, 2.0 * shape)
    return made


def _standardised(exposures: np.ndarray) -> np.ndarray:
    """Each exposure (steps, J) less the mean of earlier days, over their SD; 0 where unknown or too new."""
    known = ~np.isnan(exposures)
    value = np.where(known, exposures, 0.0)
    count = np.maximum(np.cumsum(known, axis=0) - known, 1.0)
    mean = (np.cumsum(value, axis=0) - value) / count
    square = (np.cumsum(value**2, axis=0) - value**2) / count
    sd = np.sqrt(np.maximum(square - mean**2, 0.0))
    usable = known & (np.cumsum(known, axis=0) > 7) & (sd > 1e-9)
    return np.where(usable, np.clip((exposures - mean) / np.where(sd > 1e-9, sd, 1.0), -4.0, 4.0), 0.0)
