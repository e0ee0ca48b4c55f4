"""What the diary pages show: days newest first, one line per entry, former versions. Reads only."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from andante.web.accounts.models import User
from andante.web.diary.answers import COLUMNS, FLARE, Answers, words_for
from andante.web.diary.models import Entry
from andante.web.diary.rows import day_values, is_future

PAGE_DAYS = 28
LOOK_BACK_DAYS = 28
CHANGE_WORDS = {
    "same": "Nothing had changed.",
    "changed": "Changed. The former version is kept.",
    "both kept": "This entry was changed on another device too. Yours is shown; the other is under former versions.",
}


@dataclass(frozen=True)
class Line:
    """One entry in words."""

    entry: Entry
    at: dt.datetime
    main: tuple[tuple[str, str], ...]
    loads: tuple[tuple[str, str], ...]
    is_flare: bool
    is_future: bool


@dataclass(frozen=True)
class DayLines:
    """One day of the list; no lines when nothing was written."""

    day: dt.date
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Page:
    """Some weeks of the diary."""

    days: tuple[DayLines, ...]
    older: dt.date | None
    newer: dt.date | None
    is_empty: bool


def written(values: Mapping[str, float | None]) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """The answered columns in plain words: ratings, then loads. Blank and not asked are left out, zero is not."""
    known = {column: value for column, value in values.items() if value is not None and column != FLARE}
    ordered = sorted(known, key=lambda column: COLUMNS.index(column) if column in COLUMNS else len(COLUMNS))
    pairs = [(column, words_for(column), f"{known[column]:g}") for column in ordered]
    main = tuple((words, number) for column, words, number in pairs if not column.startswith("load"))
    return main, tuple((words, number) for column, words, number in pairs if column.startswith("load"))


def line(entry: Entry, now: dt.datetime) -> Line:
    """One entry in words."""
    main, loads = written(entry.answers)
    return Line(entry, entry.local_at, main, loads, entry.answers.get(FLARE) == 1, is_future(entry, now))


def page(user: User, last: dt.date) -> Page:
    """The four weeks that end with `last`, in three queries whatever their number of entries."""
    now_day = user.today()
    first = last - dt.timedelta(days=PAGE_DAYS - 1)
    mine = Entry.objects.of(user).kept()
    by_day: dict[dt.date, list[Line]] = {}
    now = timezone.now()
    for entry in mine.between(first, last, user.day_start):
        by_day.setdefault(entry.own_day(user.day_start), []).append(line(entry, now))
    oldest = mine.order_by("local_date").values_list("local_date", flat=True).first()
    begin = max(first, oldest - dt.timedelta(days=1)) if oldest else last
    shown = [last - dt.timedelta(days=back) for back in range((last - begin).days + 1)]
    newer = min(last + dt.timedelta(days=PAGE_DAYS), now_day) if last < now_day else None
    return Page(
        days=tuple(
            DayLines(day, tuple(by_day.get(day, ()))) for day in shown if day in by_day or day >= (oldest or last)
        ),
        older=first - dt.timedelta(days=1) if oldest and oldest < first else None,
        newer=newer,
        is_empty=oldest is None,
    )


def last_known(user: User, day: dt.date) -> dict[str, float]:
    """The last rating known before `day`, where the - and + buttons begin. Never filled in by itself."""
    entries = Entry.objects.of(user).kept().between(day - dt.timedelta(days=LOOK_BACK_DAYS), day, user.day_start)
    return day_values(entries)


def can_copy(user: User, day: dt.date) -> uuid.UUID | None:
    """A fresh id for "same as yesterday" when the day before has an entry and this day has none."""
    mine = Entry.objects.of(user).kept()
    before = mine.on_day(day - dt.timedelta(days=1), user.day_start).exists()
    return uuid.uuid4() if before and not mine.on_day(day, user.day_start).exists() else None


def versions(entry: Entry) -> list[tuple[str, dt.datetime, Answers, tuple[tuple[str, str], ...]]]:
    """Former versions, newest first: what happened to it, when, and how it read."""
    found = []
    for former in entry.history.all():
        main, loads = written(former.answers)
        found.append((former.what, former.replaced_at, former.given, (*main, *loads)))
    return found
