"""Rows of the database -> the engine's `Diary`. The one place where that happens; no inference.

The engine gets one row per own day: ratings as last answered that day, loads added up, a flare, a remedy or an event
when any entry says so. How it is at some moment ("now", at night) is the day's rating only while no check-in gives one.
(One more entry on a day then changes that day alone, and never what the model takes a step to be.) What looks as if it
were in the future, after travel or a wrong clock, is kept in the diary and left out here. A column is part of the
diary once it was asked; days without an entry are simply missing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Sequence

from andante.records import Diary, Rated
from andante.records import Entry as Row
from andante.web.accounts.models import User
from andante.web.diary.answers import COLUMNS, MARKS, untold
from andante.web.diary.models import CHECK_IN, Entry, OwnActivity

CLOCK_SLACK = dt.timedelta(minutes=10)


def is_future(entry: Entry, now: dt.datetime) -> bool:
    """Whether the entry's moment has not come yet."""
    return entry.instant > now + CLOCK_SLACK


def stamp_of(user: User, now: dt.datetime) -> tuple[int, int] | None:
    """Two numbers that are others after any change of the diary. None while an entry is kept whose moment has not come
    yet: the diary will then change by itself.
    """
    entries, versions, waiting = Entry.objects.of(user).stamp(now + CLOCK_SLACK)
    return None if waiting else (entries, versions)


def diary_of(user: User, now: dt.datetime) -> Diary:
    """The person's diary as it stands at `now`."""
    return diaries_of(user, now)[0]


def diaries_of(user: User, now: dt.datetime) -> tuple[Diary, Diary]:
    """The person's diary as it stands at `now`, and the same entry by entry, with what is dated after today."""
    entries = list(Entry.objects.of(user).kept())
    return diary_from(entries, user.day_start, now, user.rated_when), _each(entries, user, now)


def _each(entries: Iterable[Entry], user: User, now: dt.datetime) -> Diary:
    """Every entry for itself, so that two which contradict each other are seen. What is to come later today waits."""
    today = user.own_day(now)
    known = [entry for entry in entries if not is_future(entry, now) or entry.own_day(user.day_start) > today]
    rows = tuple(Row(at=entry.local_at, values=_answered(entry)) for entry in known)
    columns = tuple(column for column in COLUMNS if any(column in entry.answers for entry in known))
    return Diary(entries=rows, columns=columns, rated=user.rated_when, day_start=user.day_start)


def _answered(entry: Entry) -> dict[str, float]:
    return {column: value for column, value in entry.answers.items() if value is not None}


def diary_from(entries: Iterable[Entry], day_start: dt.time, now: dt.datetime, rated: Rated = "evening") -> Diary:
    """The diary of these entries (in order of time). `rated`: whether a day's ratings came before or after the day."""
    by_day: dict[dt.date, list[Entry]] = {}
    asked: set[str] = set()
    for entry in entries:
        if is_future(entry, now):
            continue
        asked.update(entry.answers)
        by_day.setdefault(entry.own_day(day_start), []).append(entry)
    rows = tuple(Row(at=day, values=day_values(by_day[day])) for day in sorted(by_day))
    known = tuple(column for column in COLUMNS if column in asked)
    return Diary(entries=rows, columns=(*known, *sorted(asked - set(COLUMNS))), rated=rated)


def add(day: dict[str, float], entry: Entry, unknown: Container[str] = ()) -> None:
    """Join one more entry to its day. "Nowhere else hurts" is no word on an area that is known otherwise, nor "mostly
    rested" on loads that are `unknown` of that day.
    """
    filled = entry.nowhere_else or ()
    for column, value in entry.answers.items():
        if value is None or (column in filled and column in day):
            continue
        if entry.rested and value == 0.0 and column in unknown:
            continue
        if column == "load" or column.startswith("load."):
            day[column] = day.get(column, 0.0) + value
        elif column.startswith(MARKS):
            day[column] = max(day.get(column, 0.0), value)
        else:
            day[column] = value


def day_values(entries: Iterable[Entry]) -> dict[str, float]:
    """What is known of one day from its entries (in order of time)."""
    values: dict[str, float] = {}
    entries = list(entries)
    unknown = _done_and_untold(entries) if any(entry.rested for entry in entries) else frozenset()
    for entry in sorted(entries, key=lambda entry: entry.kind == CHECK_IN):  # a check-in has the last word
        add(values, entry, unknown)
    return values


def _done_and_untold(entries: Sequence[Entry]) -> frozenset[str]:
    own = OwnActivity.objects.filter(user=entries[0].user_id, name__in={
        doing["activity"] for entry in entries for doing in entry.doings
    }) if any(entry.doings for entry in entries) else ()  # fmt: skip
    return untold((entry.given for entry in entries), {each.name: dict(each.groups) for each in own})


def nowhere_else_of(entries: Iterable[Entry]) -> tuple[str, ...] | None:
    """The areas of one day that are 0 by "nowhere else hurts" alone; None where no entry says so."""
    entries = list(entries)
    said = [entry.nowhere_else for entry in entries if entry.nowhere_else is not None]
    known = {column for entry in entries for column in _answered(entry) if column not in (entry.nowhere_else or ())}
    return tuple(dict.fromkeys(column for each in said for column in each if column not in known)) if said else None
