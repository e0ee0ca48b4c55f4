"""What a person wrote: Entry and Diary. Not how it is read from or written to a file (`exchange`), and no inference.

Three states are never confused: *not asked* (the diary has no such column), *blank* (asked or not, no answer: the key
is absent from the entry) and a number, zero included.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import attrgetter, lt
from typing import Literal

from andante import days

HIGHER_IS_BETTER = ("sleep", "mood")  # of all ratings, the two whose high end is the good one
Rated = Literal["morning", "evening"]
State = Literal["not asked", "blank", "answered"]


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale a column is written in; mapped linearly to 0-10 inside andante."""

    low: float = 0.0
    high: float = 10.0

    def to_0_10(self, value: float) -> float:
        """`value` of this scale on 0-10."""
        return 10.0 * (value - self.low) / (self.high - self.low)

    def from_0_10(self, value: float) -> float:
        """A 0-10 value on this scale."""
        return self.low + value * (self.high - self.low) / 10.0

    def width_from_0_10(self, width: float) -> float:
        """A width (a standard deviation, a difference) of 0-10 on this scale."""
        return width * (self.high - self.low) / 10.0

    def __str__(self) -> str:
        return f"{self.low:g}:{self.high:g}"


SCALE_0_10 = Scale()


def refusal(column: str, value: float) -> str | None:
    """What is wrong with a `value` that no diary file can hold and nobody can count with: no finite number, or a load
    below zero. None where it can be counted with.
    """
    is_load = column.partition(".")[0] == "load"
    if math.isfinite(value) and not (is_load and value < 0.0):
        return None
    allowed = "a finite number" + (", 0 or more" if is_load else "")
    return f"{column}: found {value}, allowed is {allowed}"


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Entry:
    """One row of a diary. `at` is a local date, or a local date-time with offset; `values` holds answers only, in the
    file's own scale.
    """

    at: dt.date | dt.datetime
    values: Mapping[str, float]
    note: str | None = None

    def get(self, column: str) -> float | None:
        """The number written under `column`, None when missing."""
        return self.values.get(column)

    def instant(self, rated: Rated = "evening") -> dt.datetime:
        """The moment of the entry (aware, UTC). A bare date is read as 21:00, or 07:00 when rated in the morning, UTC:
        no zone is known for it, and only differences between entries are used.
        """
        if isinstance(self.at, dt.datetime):
            return self.at.astimezone(dt.UTC)
        return dt.datetime.combine(self.at, dt.time(7 if rated == "morning" else 21), tzinfo=dt.UTC)


@dataclass(frozen=True)
class Diary:
    """One person's entries in order of time.

    `columns` are the columns of the file in its order, without `at` and `person`, also those nobody filled in (`note`
    is one of them; its text stands in `Entry.note`).
    `scales` names only the columns that are not on 0-10. `has_person_column` is kept so that a diary is written back as
    it came.
    """

    entries: tuple[Entry, ...]
    columns: tuple[str, ...]
    person: str | None = None
    scales: Mapping[str, Scale] = field(default_factory=dict)
    rated: Rated = "evening"
    day_start: dt.time = days.MIDNIGHT

    @property
    def has_person_column(self) -> bool:
        """Whether the file named a person."""
        return self.person is not None

    def scale(self, column: str) -> Scale:
        """The scale that `column` is written in (0-10 unless declared)."""
        return self.scales.get(column, SCALE_0_10)

    def state(self, entry: Entry, column: str) -> State:
        """Whether `column` was not asked, left blank, or answered in `entry`."""
        if column not in self.columns:
            return "not asked"
        answered = entry.note is not None if column == "note" else column in entry.values
        return "answered" if answered else "blank"

    def value(self, entry: Entry, column: str) -> float | None:
        """The value of `column` in `entry` in the engine's units (ratings on 0-10), None when missing."""
        written = entry.values.get(column)
        if written is None or column not in self.scales:
            return written
        return self.scales[column].to_0_10(written)

    def day(self, entry: Entry) -> dt.date:
        """The person's own day of `entry`."""
        return days.own_day(entry.at, self.day_start)

    @cached_property
    def own_days(self) -> tuple[dt.date, ...]:
        """The person's own day of each entry."""
        at = tuple(map(attrgetter("at"), self.entries))
        if {*map(type, at)} <= {dt.date}:
            return at  # a plain date is its own day, and most diaries have nothing else
        return tuple(each if type(each) is dt.date else days.own_day(each, self.day_start) for each in at)

    @cached_property
    def in_order(self) -> bool:
        """Whether each entry is of a later own day than the one before. (A journey west can turn the calendar back.)"""
        return all(map(lt, self.own_days, self.own_days[1:]))

    @cached_property
    def first_day(self) -> dt.date:
        """The earliest own day. Not simply the first entry's, but where entries are in order."""
        return self.own_days[0] if self.in_order else min(self.own_days)

    @cached_property
    def last_day(self) -> dt.date:
        """The latest own day."""
        return self.own_days[-1] if self.in_order else max(self.own_days)

    @cached_property
    def is_daily(self) -> bool:
        """Whether no day holds more than one entry."""
        return self.in_order or len(set(self.own_days)) == len(self.entries)

    @cached_property
    def several_from(self) -> dt.date | None:
        """The first own day with a second entry: from it on steps are entries. None in a diary of one entry a day."""
        return min((day for day, count in Counter(self.own_days).items() if count > 1), default=None)

    def through(self, day: dt.date) -> Diary:
        """The diary as it stood at the end of the person's `day`."""
        kept = tuple(entry for entry, own in zip(self.entries, self.own_days, strict=True) if own <= day)
        if len(kept) == len(self.entries):
            return self
        return replace(self, entries=kept)

    def by_day(self) -> Mapping[dt.date, tuple[Entry, ...]]:
        """Entries grouped by the person's own day: days in order, and in each day the entries in order of time."""
        grouped: dict[dt.date, list[Entry]] = {}
        for day, entry in zip(self.own_days, self.entries, strict=True):
            grouped.setdefault(day, []).append(entry)
        return {day: tuple(grouped[day]) for day in sorted(grouped)}
