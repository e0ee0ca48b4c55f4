"""How often of late a person rates and marks a day, counted by own days. What a step of a diary of several entries a
day tells of that is another thing: forecasts for days must not take a row of loads for a day without a rating.
"""

from __future__ import annotations

import datetime as dt
import math

from andante.learn.marks import MarkCounts
from andante.learn.timeline import Timeline

RATED_MEMORY = 0.95


def share_after(share: float, *, rated: bool) -> float:
    """The share of days (or steps) with a rating of late, after one more."""
    return RATED_MEMORY * share + (1.0 - RATED_MEMORY) * rated


def by_own_day(line: Timeline) -> tuple[float, MarkCounts]:
    """The share of own days with a rating of late, and the counts of the person's marks: a day is rated, or marked, if
    any of its entries is.
    """
    rated, marked = _told_on(line)
    share, counts, first = 1.0, MarkCounts(), min(rated, default=dt.date.max)
    for number in range(min(line.day).toordinal(), max(line.day).toordinal() + 1):
        day = dt.date.fromordinal(number)
        if day > first:
            share = share_after(share, rated=day in rated)
        counts = counts.step(marked.get(day))
    return share, counts


def _told_on(line: Timeline) -> tuple[set[dt.date], dict[dt.date, bool]]:
    """The own days with a rating, and those with a mark, yes or no."""
    rated: set[dt.date] = set()
    marked: dict[dt.date, bool] = {}
    for day, rating, mark in zip(line.day, line.rating.tolist(), line.mark.tolist(), strict=True):
        if not math.isnan(rating):
            rated.add(day)
        if not math.isnan(mark):
            marked[day] = marked.get(day, False) or mark == 1.0
    return rated, marked
