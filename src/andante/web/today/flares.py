"""A flare as the person says it: one mark a day, and one word when it eases. Both are entries of the diary. The rule
that finds flares in the ratings is the engine's, and no mark touches it.

A day that the person marks is in a flare. Nothing is marked for them: on a new day Today asks once. When the flare
eases, a 0 is written; the day it was marked on stays what it was.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext, ngettext

from andante.records import Diary
from andante.records import Entry as Row
from andante.web.accounts.models import User
from andante.web.diary.answers import FLARE, Answers
from andante.web.diary.models import Entry, Sending
from andante.web.today.models import StoredPlan

if TYPE_CHECKING:
    from andante.plan.past_flares import PastFlare

ASKED_DAYS = 2  # a mark older than this is not asked about again: silence is no answer, and no nagging
IN_FLARE = "flare"  # the mode of a plan that rests


@dataclass(frozen=True)
class Mark:
    """The last word of the person about a flare: on which own day, and whether it was yes."""

    day: dt.date
    flaring: bool


def recent_entries(user: User, day: dt.date) -> list[Entry]:
    """The entries of the last days up to `day`, in order of time."""
    return list(Entry.objects.of(user).kept().between(day - dt.timedelta(days=ASKED_DAYS), day, user.day_start))


def last_mark(recent: Sequence[Entry], day_start: dt.time) -> Mark | None:
    """What the person last said of a flare in `recent` entries; None when they said nothing of late."""
    said = [entry for entry in recent if entry.answers.get(FLARE) is not None]
    return Mark(said[-1].own_day(day_start), said[-1].answers[FLARE] == 1) if said else None


def is_open(user: User, day: dt.date) -> bool:
    """Whether a flare is open on `day`: the last word on the newest of the last two days that have an entry, and where
    nothing was said, the plan that was shown for `day`.
    """
    for each in (day, day - dt.timedelta(days=1)):
        written = list(Entry.objects.of(user).kept().on_day(each, user.day_start))
        mark = last_mark(written, user.day_start)
        if mark is not None:
            return mark.flaring
        if written:
            break
    shown = StoredPlan.objects.filter(user=user, day=day).order_by("-made_at", "-pk").first()
    return shown is not None and shown.mode == IN_FLARE


def say(user: User, *, flaring: bool, client_id: uuid.UUID, now: dt.datetime) -> Entry:
    """Write down that a flare is here, or that it eases. The same `client_id` twice is one entry."""
    sending = Sending.here(user, client_id=client_id, now=now, kind="now")
    return Entry.write(user, user.own_day(now), Answers({FLARE: 1.0 if flaring else 0.0}), sending)[0]


def slip(recent: Sequence[Entry], day: dt.date, day_start: dt.time) -> uuid.UUID | None:
    """The `client_id` of the tap of `day` that said "I'm in a flare", while it is the last word about it: it may have
    been a slip. A mark in a check-in is none; that entry is changed in the diary.
    """
    said = [entry for entry in recent if entry.answers.get(FLARE) is not None]
    last = said[-1] if said else None
    is_tap = last is not None and last.kind == "now" and last.answers == {FLARE: 1.0} and last.note is None
    return last.client_id if last is not None and is_tap and last.own_day(day_start) == day else None


def take_back(user: User, *, client_id: uuid.UUID, day: dt.date) -> bool:
    """Take that tap back, as if it had not been: its entry is deleted, as any can be, and stays in the history. False
    where it is none of today's taps (any more).
    """
    found = slip(recent_entries(user, day), day, user.day_start)
    if found is None or found != client_id:
        return False
    Entry.objects.of(user).get(client_id=client_id).set_void(True)
    return True


def with_easing(diary: Diary, each: Diary, day: dt.date) -> Diary:
    """`diary` as the planner is to read it on `day`. A flare that was marked counts as under way until a later day is
    in the diary; when the person has said since that it eases, the day itself is put there, with nothing answered.
    """
    said = [entry.values[FLARE] for entry in each.entries if FLARE in entry.values and each.day(entry) <= day]
    if not said or said[-1] != 0 or diary.last_day >= day:
        return diary
    return replace(diary, entries=(*diary.entries, Row(at=day, values={})))


@dataclass(frozen=True)
class PastWords:
    """One past flare as the page tells it."""

    start: dt.date
    end: dt.date
    words: str


def in_words(past: Sequence[PastFlare]) -> tuple[PastWords, ...]:
    """How past flares went, in words."""
    endings = {
        "eased quickly": gettext("in the end it eased quickly"),
        "eased slowly": gettext("in the end it eased slowly"),
        "stayed": gettext("it became the usual"),
        "not known": gettext("how it ended is not written down"),
    }
    found = []
    for each in past:
        days = ngettext("%(days)s day", "%(days)s days", each.days) % {"days": each.days}
        if each.end is not None:
            found.append(PastWords(each.start, each.end, f"{days}, {endings[each.ended]}"))
    return tuple(found)
