"""After how many more days an effect most likely has a word. A forecast of what the diary will say, and no verdict.

More days make an interval narrower, with the square root of their number, and they move its middle: as far as the
interval says that it may still be off. So the chance of each word after so many days is that of a normal middle to land
where the interval of then gives that word (the preposterior analysis of Raiffa & Schlaifer 1961).
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

LIKELY = 0.5
"""Of made-up links more than half are told in time: most effects are smaller than an unsure belief holds possible."""
LONGEST_WAIT_DAYS = 3650
AHEAD = np.unique(np.round(np.geomspace(1.0, LONGEST_WAIT_DAYS, 120)))
HALF_OF_95 = float(ndtri(0.975))
Middle = tuple[float, float]
"""Mean and SD."""


def word_chances(
    middle: Middle, matters: float, days: int, sure: float, *, truth: Middle | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """The chance of a word either way, and that of no clear link, after each of AHEAD more days beyond `days`.

    `middle`: what is known of the effect; `matters`: the least effect that does; `sure`: in how many SD from zero its
    direction is; `truth`: what is believed of it, where more is believed than this rests on.
    """
    (mean, sd), (true_mean, true_sd) = middle, truth or middle
    old = days / (days + AHEAD)  # share of the days so far among all days of then
    then = sd * np.sqrt(old)
    moves = np.sqrt(((1.0 - old) * true_sd) ** 2 + old * (1.0 - old) * sd**2)
    lies = old * mean + (1.0 - old) * true_mean
    large, small = np.maximum(matters, sure * then), np.maximum(matters - HALF_OF_95 * then, 0.0)
    called = ndtr((lies - large) / moves) + ndtr((-lies - large) / moves)
    return called, ndtr((small - lies) / moves) - ndtr((-small - lies) / moves)


def joined(one: Middle, other: Middle) -> Middle:
    """What is believed of an effect that two tell of, each for itself."""
    first, second = one[1] ** -2, other[1] ** -2
    return (one[0] * first + other[0] * second) / (first + second), (first + second) ** -0.5


def first_likely(chance: np.ndarray) -> int | None:
    """After how many days `chance`, of each of AHEAD, is good; None where it is not in sight."""
    good = np.flatnonzero(chance >= LIKELY)
    return int(AHEAD[good[0]]) if good.size else None
