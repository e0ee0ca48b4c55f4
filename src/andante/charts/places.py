"""Where things stand in a picture: round numbers for an axis, and places moved apart so that words do not overlap."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate, pairwise
from statistics import fmean
from typing import Final

_TIMES: Final = (3.0, 6.0, 7.0, 12.0, 24.0, 30.0, 60.0, 90.0, 120.0)
"""Steps that time is counted in: hours of a day, days of a week, seconds of a minute."""


def round_numbers(low: float, high: float, *, most: int = 6) -> list[float]:
    """Evenly spaced round numbers that hold `low` to `high`, in at most `most` steps."""
    step = _step(high - low, most)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    if last - first > most:  # both ends were rounded outward
        step = _step((last - first) * step, most)
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [_whole(number * step) for number in range(first, max(last, first + 1) + 1)]


def round_times(low: float, high: float) -> list[float]:
    """Three to eight round numbers within `low` to `high`; both ends among them where a step allows it."""
    span = high - low
    plain = _step(span, 6)
    for step in (plain, *_TIMES):
        if 2 <= span / step <= 7 and (span / step).is_integer() and (low / step).is_integer():
            return [_whole(low + number * step) for number in range(int(span / step) + 1)]
    first, last = math.ceil(low / plain - 1e-9), math.floor(high / plain + 1e-9)
    return [_whole(number * plain) for number in range(first, last + 1)]


def apart(places: Sequence[float], sizes: Sequence[float], *, low: float, high: float) -> list[float]:
    """Middles of things of `sizes`, moved from `places` as little as it takes so that none lies over another.

    They keep their order, and their middles stay within `low` to `high`; where they do not all fit they run past `low`.
    """
    if not places:
        return []
    order = sorted(range(len(places)), key=lambda index: places[index])
    gaps = [(sizes[index] + sizes[after]) / 2 for index, after in pairwise(order)]
    offsets = list(accumulate(gaps, initial=0.0))
    # With the gaps taken out, neighbours only have to stay in order: those that do not share their mean.
    pools: list[list[float]] = []
    for index, offset in zip(order, offsets, strict=True):
        pools.append([places[index] - offset])
        while len(pools) > 1 and fmean(pools[-2]) > fmean(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    levels = [fmean(pool) for pool in pools for _ in pool]
    moved = [0.0] * len(places)
    for index, offset, level in zip(order, offsets, levels, strict=True):
        moved[index] = min(max(level, low), high - offsets[-1]) + offset
    return moved


def signed(number: float) -> str:
    """`+5`, `0`, `−5`."""
    return f"{number:+g}".replace("-", "−") if number else "0"


def _step(span: float, most: int) -> float:
    """The smallest of 1, 2, 5, 10, 20 and so on of which at most `most` fill `span`."""
    assert math.isfinite(span), "missing is None, not NaN"
    if span <= 0:
        return 1.0
    unit = 10.0 ** math.floor(math.log10(span / most))
    return next(unit * times for times in (1, 2, 5, 10, 20) if span / (unit * times) <= most + 1e-9)


def _whole(number: float) -> float:
    """`number` without the dust of binary fractions."""
    return float(f"{number:.10g}") + 0.0
