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

from andante.learn.innovations import Gains, Wander, gains, innovations
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
BLOCK = 128
"""Steps tried at once."""
STILL = 0.25
"""How fast the level wanders between changes, against the prior of a level that takes them in its stride."""
LONGEST_WANDER = 14.0
"""Days: over a longer break without a rating the level is taken to wander no further. Else a break of years washes out
what was before it: a bad week at its edge passes for a new level, and a true one across it is not seen.
"""


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
    least = max(LEAST_POINTS, LEAST_SDS * float(rating.std()))
    scale = diary.scale(target)
    points = (scale.high - scale.low) / 10.0
    answer = []
    for at, by, error in sorted(_clearest(rating, steps, _gains(time), least)):
        low, high = by - 1.96 * error, by + 1.96 * error
        answer.append(LevelChange(days[at], *(round(points * size, 2) for size in (by, low, high))))
    return tuple(answer)


def _gains(time: np.ndarray) -> Gains:
    row = priors()
    wandered = (STILL * row["level_rate"].median) ** 2 * np.minimum(np.diff(time, prepend=time[0]), LONGEST_WANDER)
    noise, carry = row["noise_sd"].median ** 2, row["carry_sd"].median ** 2
    return gains(time, Wander(noise, carry, row["carry_days"].median, wandered))


def _against(steps: np.ndarray, by: Gains, column: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of the innovations of each step: their product with `column` (T,), and with themselves; both (steps,).

    All steps at once would be a square of the diary's length: 0.4 gigabytes for ten years of days.
    """
    products, squares = np.empty((2, len(steps)))
    rows = np.arange(len(column))[:, None]
    for at in range(0, len(steps), BLOCK):
        some = steps[at : at + BLOCK]
        tried = innovations((rows >= some).astype(float), by, int(some[0]))
        products[at : at + BLOCK] = tried.T @ column
        squares[at : at + BLOCK] = (tried**2).sum(axis=0)
    return products, squares


def _clearest(rating: np.ndarray, steps: np.ndarray, by: Gains, least: float) -> list[tuple[int, float, float]]:
    """Steps (index of the first rating, size, standard error) that stand out, the clearest first.

    Each that is found is taken out of the ratings and, by Gram and Schmidt, out of all other steps.
    """
    ratings = innovations(rating[:, None], by)[:, 0]
    across, power = _against(steps, by, ratings)
    found: list[tuple[int, float, float]] = []
    taken: list[np.ndarray] = []
    open_ = np.ones(len(steps), bool)
    while len(found) < MOST and open_.any():
        size = across / np.maximum(power, 1e-9)
        left = (ratings**2).sum() - across * size
        error = np.sqrt(np.maximum(left, 1e-12) / (len(ratings) - 2 - len(found)) / np.maximum(power, 1e-9))
        clear = np.where(open_ & (power > 1e-6), np.abs(size) / error, 0.0)
        best = int(np.argmax(clear))
        if clear[best] < CLEAR or abs(size[best]) < least:
            break
        found.append((int(steps[best]), float(size[best]), float(error[best])))
        step = np.arange(len(rating))[:, None] >= steps[best]
        chosen = innovations(step.astype(float), by)[:, 0]
        for each in taken:
            chosen = chosen - each * (each @ chosen) / (each @ each)
        shared = _against(steps, by, chosen)[0]
        ratings = ratings - size[best] * chosen
        across, power = across - size[best] * shared, power - shared**2 / (chosen @ chosen)
        taken.append(chosen)
        open_ &= np.abs(steps - steps[best]) >= SIDE
    return found
