"""Flares by the written rule, found anew for the twin of the guards (`twin`). Nothing of the learning is used here."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Final

RECENT: Final = 28
LONGEST_FLARE: Final = 28
TOGETHER_DAYS: Final = 3.0
FEWEST: Final = 10
MAD_TO_SD: Final = 1.4826
SLACK: Final = 1e-9  # points: 1.9 + 1.5 is a little more than 3.4 for a computer
Rating = tuple[float, dt.date, float]
"""When (in days), on which own day, how much (0-10)."""


def days_in_flares(ratings: Sequence[Rating], last_day: dt.date | None) -> Iterator[dt.date]:
    """The days in flares by the rule of the contract: a value is high at max(1.5, 1.5 SD) above the middle of the 28
    days before (ten values outside flares at least). The second of two high values in a row, three days apart at most,
    begins one; the second of two in a row below half the margin ends it, or 28 days do.
    """
    outside: list[tuple[float, float]] = []
    inside: list[tuple[float, float]] = []
    flare: tuple[float, dt.date, float] | None = None
    high_at, was_calm, before = None, False, dt.date.min
    for at, day, value in sorted(ratings, key=lambda each: each[0]):
        if flare is not None:
            yield from _between(before, day, flare[1])
            if at - flare[0] >= LONGEST_FLARE:
                outside, inside, flare, was_calm = outside + inside, [], None, False
        before = day
        if flare is not None:
            is_calm = value < flare[2] - SLACK
            if is_calm and was_calm:
                outside, inside, flare, was_calm = [*outside, (at, value)], [], None, False
            else:
                inside.append((at, value))
                was_calm = is_calm
                yield day
            continue
        outside = [each for each in outside if each[0] >= at - RECENT]  # what is older is asked for no more
        level, margin = _usual_before(outside, at)
        is_high = value >= level + margin - SLACK
        if is_high and high_at is not None and at - high_at <= TOGETHER_DAYS:
            flare, inside, high_at = (at, day, level + margin / 2.0), [(at, value)], None
            yield day
        else:
            outside.append((at, value))
            high_at = at if is_high else None
    if flare is not None and last_day is not None:
        yield from _between(before, last_day + dt.timedelta(days=1), flare[1])


def _between(first: dt.date, last: dt.date, since: dt.date) -> Iterator[dt.date]:
    """The days between two days, up to the 28th of a flare."""
    for ago in range(1, (last - first).days):
        day = first + dt.timedelta(days=ago)
        if (day - since).days < LONGEST_FLARE:
            yield day


def _usual_before(outside: Sequence[tuple[float, float]], at: float) -> tuple[float, float]:
    """Middle and margin of what lies before `at` in 28 days; nothing is high with fewer than ten values."""
    window = [value for when, value in outside if when < at]
    if len(window) < FEWEST:
        return math.inf, 0.0
    level = median(window)
    return level, max(1.5, 1.5 * MAD_TO_SD * median(abs(value - level) for value in window))
