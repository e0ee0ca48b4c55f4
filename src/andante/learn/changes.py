"""When the usual level changed for good: a new medicine, an accident, another phone. Looks back over a whole diary.

Each day is tried as the first of a new level. Under the level-and-carry model with the shape of the priors the step's
size is a generalised least squares estimate: one Kalman filter runs over the ratings and over all steps at once, and
their innovations are regressed on each other (de Jong 1991, doi 10.1093/biomet/78.2.431; intervention analysis after
Harvey & Koopman 1992, doi 10.1080/07350015.1992.10509913). The overall spread is judged with the step in, so that a
change does not hide itself by making the diary look restless. The clearest day is kept and the search goes on.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np

from andante.learn.priors import priors
from andante.learn.timeline import timeline
from andante.records import Diary

CLEAR = 5.0
"""Standard errors from zero that the clearest of all days must reach: 4 are often reached by chance among a year's."""
LEAST_POINTS, LEAST_SDS = 1.0, 0.75
"""A change is at least so large, on 0-10 and in SDs of the ratings."""
SIDE = 14
"""Ratings needed before and after: a flare is no new level."""
MOST = 6
FIRST_LEVEL_VAR = 3.0**2
STILL = 0.25
"""How fast the level wanders between changes, against the prior of a level that takes them in its stride."""


@dataclass(frozen=True, slots=True)
class LevelChange:
    """From `on` the usual level was higher by `by` points of the diary's own scale; `low`, `high`: 95 % interval."""

    on: dt.date
    by: float
    low: float
    high: float

    def answer(self) -> dict[str, Any]:
        """As JSON."""
        return {"on": self.on.isoformat(), "by": self.by, "low": self.low, "high": self.high}


def level_changes(diary: Diary, target: str) -> tuple[LevelChange, ...]:
    """The lasting changes of the usual level of `target`, in order of time; empty for fewer than 28 ratings."""
    line = timeline(diary, target)
    rated = ~np.isnan(line.rating)
    rating, time = line.rating[rated], line.time[rated]
    days = [day for day, there in zip(line.day, rated, strict=True) if there]
    if len(rating) < 2 * SIDE:
        return ()
    steps = np.arange(SIDE, len(rating) - SIDE + 1)
    columns = np.concatenate([rating[:, None], np.arange(len(rating))[:, None] >= steps[None]], axis=1)
    least = max(LEAST_POINTS, LEAST_SDS * float(rating.std()))
    scale = diary.scale(target)
    points = (scale.high - scale.low) / 10.0
    found = _clearest(_innovations(columns.astype(float), time), steps, least)
    answer = []
    for at, by, error in sorted(found):
        low, high = by - 1.96 * error, by + 1.96 * error
        answer.append(LevelChange(days[at], *(round(points * size, 2) for size in (by, low, high))))
    return tuple(answer)


def _innovations(columns: np.ndarray, time: np.ndarray) -> np.ndarray:
    """Standardised innovations (T, C) of columns (T, C) at times (T,) in days, up to a common scale."""
    row = priors()
    noise, carry = row["noise_sd"].median ** 2, row["carry_sd"].median ** 2
    level = (STILL * row["level_rate"].median) ** 2
    kept = np.exp(-np.diff(time, prepend=time[0]) / row["carry_days"].median)
    wandered = level * np.diff(time, prepend=time[0])
    mean = np.zeros((2, columns.shape[1]))
    cov = np.diag([FIRST_LEVEL_VAR, carry])
    answer = np.empty_like(columns)
    for t, values in enumerate(columns):
        turn = np.array([1.0, kept[t]])
        mean = turn[:, None] * mean
        cov = cov * np.outer(turn, turn) + np.diag([wandered[t], carry * (1.0 - kept[t] ** 2)])
        across = cov.sum(axis=1)
        variance = across.sum() + noise
        gap = values - mean.sum(axis=0)
        answer[t] = gap / np.sqrt(variance)
        mean = mean + np.outer(across / variance, gap)
        cov = cov - np.outer(across, across) / variance
    return answer


def _clearest(innovations: np.ndarray, steps: np.ndarray, least: float) -> list[tuple[int, float, float]]:
    """Steps (index of the first rating, size, standard error) that stand out, the clearest first."""
    ratings, tried = innovations[:, 0].copy(), innovations[:, 1:].copy()
    found: list[tuple[int, float, float]] = []
    open_ = np.ones(len(steps), bool)
    while len(found) < MOST and open_.any():
        power = (tried**2).sum(axis=0)
        across = tried.T @ ratings
        size = across / np.maximum(power, 1e-9)
        left = (ratings**2).sum() - across * size
        error = np.sqrt(np.maximum(left, 1e-12) / (len(ratings) - 2 - len(found)) / np.maximum(power, 1e-9))
        clear = np.where(open_ & (power > 1e-6), np.abs(size) / error, 0.0)
        best = int(np.argmax(clear))
        if clear[best] < CLEAR or abs(size[best]) < least:
            break
        found.append((int(steps[best]), float(size[best]), float(error[best])))
        chosen = tried[:, best].copy()
        ratings = ratings - size[best] * chosen
        tried = tried - np.outer(chosen, chosen @ tried / power[best])
        open_ &= np.abs(steps - steps[best]) >= SIDE
    return found
