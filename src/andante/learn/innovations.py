"""What is new in each row of columns, where level and carry-over wander in a known way: generalised least squares.

Not the particles' filter: one set of parameters, and any number of columns at once. Regressing the innovations of
ratings on those of what may move them is generalised least squares under the same model (de Jong 1991,
doi 10.1093/biomet/78.2.431).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

FIRST_LEVEL_VAR = 3.0**2


class Wander(NamedTuple):
    """How ratings vary by themselves: variances of the noise, of the carry-over, and of the level's steps (T,) before
    each row; `carry_days` is the time constant of the carry-over.
    """

    noise: float
    carry: float
    carry_days: float
    level: np.ndarray


class Gains(NamedTuple):
    """The Kalman filter of times (T,), which knows no ratings: what is `kept` (T,) of the carry-over, the `gain` (T, 2)
    of level and carry-over, and the `spread` (T,) of an innovation.
    """

    kept: np.ndarray
    gain: np.ndarray
    spread: np.ndarray


def gains(time: np.ndarray, wander: Wander) -> Gains:
    """The filter of rows at `time` (T,), in days."""
    noise, carry = wander.noise, wander.carry
    kept = np.exp(-np.diff(time, prepend=time[0]) / wander.carry_days)
    cov = np.diag([FIRST_LEVEL_VAR, carry])
    gain, spread = np.empty((len(time), 2)), np.empty(len(time))
    for t in range(len(time)):
        turn = np.array([1.0, kept[t]])
        cov = cov * np.outer(turn, turn) + np.diag([wander.level[t], carry * (1.0 - kept[t] ** 2)])
        across = cov.sum(axis=1)
        variance = across.sum() + noise
        gain[t], spread[t] = across / variance, np.sqrt(variance)
        cov = cov - np.outer(across, across) / variance
    return Gains(kept, gain, spread)


def innovations(columns: np.ndarray, by: Gains, first: int = 0) -> np.ndarray:
    """Standardised innovations (T, C) of columns (T, C), zero before row `first`, up to a common scale."""
    level, carry = np.zeros((2, columns.shape[1]))
    answer = np.zeros_like(columns)
    for t in range(first, len(columns)):
        carry = by.kept[t] * carry
        gap = columns[t] - level - carry
        answer[t] = gap / by.spread[t]
        level, carry = level + by.gain[t, 0] * gap, carry + by.gain[t, 1] * gap
    return answer
