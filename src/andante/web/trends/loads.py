"""What was done, by muscle group and day. Days without a number stay without one, in pictures and sums alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from andante.charts import LoadDay
from andante.records import Diary
from andante.web.diary.answers import LOADS

WHOLE = "load"
COLUMNS = (*LOADS, WHOLE)


@dataclass(frozen=True)
class Week:
    """The sum of the days of one week that were written down, and how many those are; None is none of them."""

    first: dt.date
    days: int
    known: int
    load: float | None


def slug_of(column: str) -> str:
    """The name of a column's picture: "load-trunk"."""
    return column.replace(".", "-")


def column_of(slug: str) -> str | None:
    """The column of a picture's name; None when it is none."""
    return next((column for column in COLUMNS if slug_of(column) == slug), None)


def loads_of(diary: Diary, today: dt.date, span: int) -> dict[str, tuple[LoadDay, ...]]:
    """The last `span` days of each muscle group that was written down in them."""
    found = written_by_day(diary, today, span, COLUMNS)
    return {column: tuple(LoadDay(*each) for each in days) for column, days in found.items()}


def written_by_day(
    diary: Diary, today: dt.date, span: int, columns: Iterable[str]
) -> dict[str, list[tuple[dt.date, float | None]]]:
    """The last `span` days with what is written in each of `columns`, of those that were written in any of them."""
    if not diary.entries:
        return {}
    first = max(diary.first_day, today - dt.timedelta(days=span - 1))
    days = [first + dt.timedelta(days=ahead) for ahead in range((today - first).days + 1)]
    written = {diary.day(entry): entry.values for entry in diary.entries}
    found = {column: [(day, written.get(day, {}).get(column)) for day in days] for column in columns}
    return {column: each for column, each in found.items() if any(value is not None for _, value in each)}


def highest_of(loads: dict[str, tuple[LoadDay, ...]]) -> float:
    """The fullest day of any muscle group, so that all pictures have one measure."""
    return max((day.load for each in loads.values() for day in each if day.load is not None), default=0.0)


def weeks_of(days: tuple[LoadDay, ...]) -> tuple[Week, ...]:
    """The weeks from Monday on, in order; the first and the last may be short."""
    gathered: dict[dt.date, list[LoadDay]] = {}
    for day in days:
        gathered.setdefault(day.day - dt.timedelta(days=day.day.weekday()), []).append(day)
    return tuple(_week(each) for each in gathered.values())


def _week(days: list[LoadDay]) -> Week:
    known = [day.load for day in days if day.load is not None]
    return Week(days[0].day, len(days), len(known), sum(known) if known else None)
