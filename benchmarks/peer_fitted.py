"""Forecasts by models that are fitted by maximum likelihood: a local level, AutoETS, AutoARIMA. Runs without andante.

    python peer_fitted.py IN.npz OUT.npz

IN: `ratings` (steps,) on 0-10, one a calendar day, NaN where nothing was rated. OUT: for each model its quantiles
(steps, 3, 7), NaN before the first forecast. Needs statsmodels and statsforecast; `forecast_peers.py` sees to that.

Each model is fitted anew every 7th day in the first half year and every quarter after that, and fed with each day's
new value between fits. The local level is fitted to all that was written so far and takes a day without a rating as no
update. The other two know no gaps: they are given the values that were rated, one after the other (the last 250 for
AutoETS and 200 for AutoARIMA, as choosing among models costs seconds on each fit), so a horizon counts ratings. AutoETS
may choose a weekly season where hardly a day is missing; for AutoARIMA a weekly season costs minutes a series.
"""

from __future__ import annotations

import sys
import warnings

import numpy as np
from scipy.stats import norm
from statsforecast.models import AutoARIMA, AutoETS
from statsmodels.tsa.statespace.structural import UnobservedComponents

QUANTILES = np.array([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975])
NORMAL = norm.ppf(QUANTILES)
HORIZONS = 3
FIRST_VALUES = 14
REFIT_DAYS, HALF_YEAR = 7, 182
WINDOWS = {AutoETS: 250, AutoARIMA: 200}  # values
LEAST_VAR = 1e-6
# Two-sided intervals in percent whose ends are the quantiles.
LEVELS = [95.0, 80.0, 50.0]


def local_level(ratings: np.ndarray) -> np.ndarray:
    """A random walk seen through noise: variances by maximum likelihood, the level by a Kalman filter."""
    made = np.full((len(ratings), HORIZONS, len(QUANTILES)), np.nan)
    noise_var, walk_var, fitted_at = 1.0, 0.1, None
    level, var, seen = 5.0, 1e6, 0
    for t, value in enumerate(ratings):
        seen += not np.isnan(value)
        if seen >= FIRST_VALUES and (fitted_at is None or due(t, fitted_at)):
            noise_var, walk_var = _level_variances(ratings[: t + 1])
            fitted_at = t
            level, var = 5.0, 1e6
            for earlier in ratings[:t]:
                level, var = _level_step(level, var, earlier, noise_var, walk_var)
        level, var = _level_step(level, var, value, noise_var, walk_var)
        if seen >= FIRST_VALUES:
            ahead = np.sqrt(var + np.arange(1, HORIZONS + 1) * walk_var + noise_var)
            made[t] = level + ahead[:, None] * NORMAL
    return made


def _level_variances(past: np.ndarray) -> tuple[float, float]:
    """Of the noise and of a day's walk."""
    found = UnobservedComponents(past, "llevel").fit(disp=False, maxiter=100)
    noise_var, walk_var = (max(float(v), LEAST_VAR) for v in found.params)
    return noise_var, walk_var


def _level_step(level: float, var: float, value: float, noise_var: float, walk_var: float) -> tuple[float, float]:
    """The level and its variance after a day's walk and a value (NaN = none)."""
    var += walk_var
    if np.isnan(value):
        return level, var
    gain = var / (var + noise_var)
    return level + gain * (value - level), var * (1.0 - gain)


def automatic(model_of: type, ratings: np.ndarray) -> np.ndarray:
    """A model of statsforecast, chosen and fitted as often as `due` says."""
    made = np.full((len(ratings), HORIZONS, len(QUANTILES)), np.nan)
    days = np.flatnonzero(~np.isnan(ratings))
    model, fitted_at, said = None, 0, None
    for t in range(days[FIRST_VALUES - 1], len(ratings)):
        known = days[: np.searchsorted(days, t, side="right")][-WINDOWS[model_of] :]
        past = ratings[known]
        if known[-1] < t and said is not None:
            made[t] = said  # nothing new was written
            continue
        if model is None or due(t, fitted_at):
            model, fitted_at = _fitted(model_of, past, known[-1] - known[0] + 1), t
        made[t] = said = _said(model, past)
    return made


def due(t: int, fitted_at: int) -> bool:
    """Whether a model is fitted anew on day `t`: weekly in the first half year, then every quarter."""
    return t - fitted_at >= (REFIT_DAYS if t < HALF_YEAR else 13 * REFIT_DAYS)


def _fitted(model_of: type, past: np.ndarray, days: int) -> object:
    """Fitted with a weekly season for AutoETS where hardly a day is missing; else, and where that fails, without."""
    weekly = model_of is AutoETS and len(past) >= max(0.85 * days, 21)
    try:
        return model_of(season_length=7 if weekly else 1).fit(past)
    except (ValueError, ZeroDivisionError, IndexError, np.linalg.LinAlgError):
        return model_of(season_length=1).fit(past)


def _said(model: object, past: np.ndarray) -> np.ndarray:
    """Quantiles (3, 7) after `past`, with the parameters as fitted."""
    said = model.forward(past, h=HORIZONS, level=LEVELS)  # type: ignore[attr-defined]
    low = [said[f"lo-{level:g}"] if f"lo-{level:g}" in said else said[f"lo-{level}"] for level in LEVELS]
    high = [said[f"hi-{level:g}"] if f"hi-{level:g}" in said else said[f"hi-{level}"] for level in LEVELS]
    rows = np.stack([*low, said["mean"], *high[::-1]], axis=1)
    return np.sort(np.where(np.isfinite(rows), rows, past[-1]), axis=1)


def main() -> None:
    """Forecast the whole series by each model."""
    warnings.simplefilter("ignore")
    ratings = np.load(sys.argv[1])["ratings"]
    made = {
        "local level": local_level(ratings),
        "AutoETS": automatic(AutoETS, ratings),
        "AutoARIMA": automatic(AutoARIMA, ratings),
    }
    np.savez_compressed(sys.argv[2], **{name: np.clip(said, 0.0, 10.0) for name, said in made.items()})


if __name__ == "__main__":
    main()
