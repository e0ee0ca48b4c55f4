"""What the diary pages show: days newest first, one line per entry, former versions. Reads only."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from andante.web.accounts.models import User
from andante.web.activity_words import activity_words, with_capital
from andante.web.diary.answers import (
    AREA,
    COLUMNS,
    FLARE,
    LOADS,
    RATINGS,
    SYMPTOM,
    TREATMENT,
    Answers,
    Doing,
    words_for,
)
from andante.web.diary.body_map import AREA_WORDS
from andante.web.diary.models import BROUGHT_BACK, DELETED, Entry, EntryQuerySet, EntryVersion, Remedy, Symptom
from andante.web.diary.rows import is_future
from andante.web.engine_words import short_number
from andante.web.units import HOUR_MIN, MINUTES, lengths

PAGE_DAYS = 28
AHEAD = dt.timedelta(days=2)  # as far as the clock of a traveller may be
DONE_FROM = dt.time(17)  # from then on what was done yesterday may stand for today: most of the day is behind one
WALL_CLOCK = ("local_date", "local_min")
CHANGE_WORDS = {
    "same": _("Nothing had changed."),
    "changed": _("Changed. The former version is kept."),
    "both kept": _("This entry was changed on another device too. Both are kept: please choose below."),
}
VERSION_WORDS = {
    "changed": _("changed"),
    "both kept": _("changed on two devices"),
    "deleted": _("deleted"),
    "brought back": _("brought back"),
    "settled": _("chosen of two"),
}
ORIGIN_WORDS = {
    "as usual": _("you said: about as usual"),
    "same as yesterday": _("you said: same as yesterday"),
    "timer": _("from the timer"),
}

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Words:
    """Some answers in words."""

    main: Pairs
    areas: Pairs
    loads: Pairs
    remedies: Pairs
    doings: tuple[str, ...]
    note: str | None
    nowhere_else: bool
    is_flare: bool
    is_easing: bool


@dataclass(frozen=True)
class Line:
    """One entry in words. `other` is what another device made of it, while nobody has chosen."""

    entry: Entry
    at: dt.datetime
    words: Words
    origin: str
    is_future: bool
    undo_version: int | None = None
    other: Words | None = None
    other_version: int | None = None


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


def names_of(user: User) -> dict[str, str]:
    """Columns of a person's own by name, in two queries."""
    symptoms = {f"{SYMPTOM}{each.slug}": each.name for each in Symptom.objects.of(user)}
    return symptoms | {f"{TREATMENT}{each.slug}": each.name for each in Remedy.objects.of(user)}


def written(answers: Answers, names: Mapping[str, str]) -> Words:
    """What was answered, in plain words. Blank and not asked are left out, zero is not."""
    known = {column: value for column, value in answers.values.items() if value is not None and column != FLARE}
    # What "mostly rested" and "nowhere else hurts" say is not said once more.
    unsaid = {column for column in LOADS if answers.rested and known.get(column) == 0} | {*(answers.nowhere_else or ())}
    ordered = sorted(known, key=lambda column: COLUMNS.index(column) if column in COLUMNS else len(COLUMNS))
    sorts: dict[str, list[tuple[str, str]]] = {"main": [], "areas": [], "loads": [], "remedies": []}
    for column in ordered:
        name = str(names.get(column) or AREA_WORDS.get(column.removeprefix(AREA)) or words_for(column))
        if column.startswith(TREATMENT):
            sorts["remedies"].append((name, _taken(known[column], answers.doses.get(column.removeprefix(TREATMENT)))))
        elif column not in unsaid:
            sort = "areas" if column.startswith(AREA) else "loads" if column.startswith("load") else "main"
            sorts[sort].append((name, short_number(known[column])))
    pairs = {sort: tuple(found) for sort, found in sorts.items()}
    doings = (*map(_did, answers.doings), *([gettext("Mostly rested")] if answers.rested else []))
    flare = answers.values.get(FLARE)
    ticked = answers.nowhere_else is not None
    return Words(
        **pairs, doings=doings, note=answers.note, nowhere_else=ticked, is_flare=flare == 1, is_easing=flare == 0
    )


def _taken(value: float, dose: str | None) -> str:
    if value == 0:
        return gettext("not taken")
    if dose:
        return gettext("taken, %(dose)s") % {"dose": dose}
    return gettext("taken") if value == 1 else gettext("taken, %(dose)s") % {"dose": short_number(value)}


def _did(doing: Doing) -> str:
    parts = [with_capital(activity_words(doing.activity))]
    if doing.minutes is not None:
        parts.append(_length(doing.minutes))
    if doing.effort_0_10 is not None:
        parts.append(gettext("effort %(effort)s") % {"effort": short_number(doing.effort_0_10)})
    if doing.unplanned:
        parts.append(gettext("unplanned"))
    if doing.unknown:
        parts.append(gettext("andante does not know it, so it does not count yet"))
    return ", ".join(parts)


def _length(minutes: float) -> str:
    """ "12.5 min", "1 h 30 min": to the digit that was written."""
    if minutes < HOUR_MIN or lengths() == MINUTES:
        return gettext("%(minutes)s min") % {"minutes": short_number(minutes)}
    hours, rest = divmod(minutes, HOUR_MIN)
    if not rest:
        return gettext("%(hours)s h") % {"hours": short_number(hours)}
    return gettext("%(hours)s h %(minutes)s min") % {"hours": short_number(hours), "minutes": short_number(rest)}


def with_newest_change(entries: EntryQuerySet) -> EntryQuerySet:
    """Each entry with what was last done to it, and to its answers, in the same query."""
    newest = EntryVersion.objects.filter(entry=OuterRef("pk")).order_by("-version").values("what")
    answered = newest.exclude(what__in=(DELETED, BROUGHT_BACK))
    return entries.annotate(newest_change=Subquery(newest[:1]), newest_answer=Subquery(answered[:1]))


def lines(entries: Iterable[Entry], names: Mapping[str, str], now: dt.datetime) -> list[Line]:
    """Entries (of `with_newest_change`) in words; of those changed on two devices both, in one query more."""
    entries = list(entries)
    torn = [entry.pk for entry in entries if getattr(entry, "newest_answer", None) == "both kept"]
    others: dict[uuid.UUID, EntryVersion] = {}
    kept = EntryVersion.objects.filter(entry__in=torn, what="both kept").order_by("version")
    for version in kept if torn else ():
        others[version.entry_id] = version
    return [_line(entry, names, now, others.get(entry.pk)) for entry in entries]


def _change(entry: Entry) -> str | None:
    return getattr(entry, "newest_change", None)


def _line(entry: Entry, names: Mapping[str, str], now: dt.datetime, other: EntryVersion | None) -> Line:
    return Line(
        entry,
        entry.local_at,
        written(entry.given, names),
        str(ORIGIN_WORDS.get(entry.origin, "")),
        is_future(entry, now),
        entry.version - 1 if _change(entry) == "changed" else None,
        written(other.given, names) if other else None,
        other.version if other else None,
    )


def page(user: User, last: dt.date) -> Page:
    """The four weeks that end with `last`, in a handful of queries whatever their number of entries. With today comes
    what was written on a journey east, where it is tomorrow already.
    """
    now_day = user.today()
    first = last - dt.timedelta(days=PAGE_DAYS - 1)
    mine = Entry.objects.of(user).kept()
    by_day: dict[dt.date, list[Line]] = {}
    until = last if last < now_day else now_day + AHEAD
    shown_entries = with_newest_change(mine.between(first, until, user.day_start))
    for line in lines(shown_entries, names_of(user), timezone.now()):
        by_day.setdefault(line.entry.own_day(user.day_start), []).append(line)
    # A deleted entry counts: its day is listed, and there it can be brought back.
    begun = Entry.objects.of(user).order_by(*WALL_CLOCK).only(*WALL_CLOCK).first()
    oldest = begun.own_day(user.day_start) if begun else None
    begin = max(first, oldest) if oldest else last
    newest = max([last, *by_day])
    shown = [newest - dt.timedelta(days=back) for back in range((newest - begin).days + 1)]
    newer = min(last + dt.timedelta(days=PAGE_DAYS), now_day) if last < now_day else None
    return Page(
        days=tuple(DayLines(day, tuple(by_day.get(day, ()))) for day in shown if day in by_day or last >= day),
        older=first - dt.timedelta(days=1) if oldest and oldest < first else None,
        newer=newer,
        is_empty=oldest is None,
    )


def can_copy(user: User, day: dt.date, written: Iterable[Entry] | None = None) -> uuid.UUID | None:
    """A fresh id for "same as yesterday" when the day before has an entry and this day has none. How it was at some
    moment is no such entry; a bout is one, for what was done would be counted twice. `written`: the entries of both
    days, where they are known already.
    """
    before = day - dt.timedelta(days=1)
    if written is None:
        written = Entry.objects.of(user).kept().between(before, day, user.day_start).only("kind", *WALL_CLOCK)
    known = [(each.own_day(user.day_start), each.kind) for each in written]
    has_before = any(own_day == before for own_day, _ in known)
    has_this = any(own_day == day and kind != "now" for own_day, kind in known)
    return uuid.uuid4() if has_before and not has_this else None


def is_before_evening(user: User, day: dt.date) -> bool:
    """Whether `day` is too young to say that the same was done as on the day before: by the person's own clock it is
    not 17:00 yet. After midnight, in a day that starts later, it is its evening still; a day of the past is over.
    """
    return timezone.now() < dt.datetime.combine(day, DONE_FROM, tzinfo=user.zone_info)


def ratings_in(values: Mapping[str, float]) -> dict[str, float]:
    """How it was, of the values of a day: its ratings, areas and symptoms. Not what was done, taken or happened."""
    felt = {column: value for column, value in values.items() if column in RATINGS}
    return felt | {column: value for column, value in values.items() if column.startswith((AREA, SYMPTOM))}


def versions(entry: Entry, names: Mapping[str, str]) -> list[tuple[EntryVersion, str, Words]]:
    """Former versions, newest first: what happened to it, and how it read."""
    return [
        (former, str(VERSION_WORDS.get(former.what, former.what)), written(former.given, names))
        for former in entry.history.all()
    ]
