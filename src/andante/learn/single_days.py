"""What a diary tells of each later day by itself: the second, third and fourth day after something. No words here.

The kernels that the particles learn with are wider than a day, so an effect on one later day alone is told by them as
if it were spread; by least squares (`least_squares`) each has an effect of its own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from andante.learn.effects import LATER_DAYS
from andante.learn.least_squares import Told


class SingleDays(NamedTuple):
    """The effect of a realistic contrast of each exposure on each of `LATER_DAYS`, in points on 0-10: (J, 3) both; NaN
    where there is no estimate.
    """

    mean: np.ndarray
    sd: np.ndarray


def single_days(told: Told) -> SingleDays:
    """What the diary tells of each later day, the whole calendar beside it."""
    mean, sd = zip(*(told.whole.after((day,)) for day in LATER_DAYS), strict=True)
    return SingleDays(np.column_stack(mean), np.column_stack(sd))
