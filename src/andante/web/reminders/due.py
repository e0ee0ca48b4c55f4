"""Which reminders are due now: silent once the day is written down, and in an open flare unless asked for."""

from __future__ import annotations

import datetime as dt

from andante.web.accounts.models import Reminder, User
from andante.web.diary.answers import FLARE
from andante.web.diary.models import Entry

WINDOW = dt.timedelta(hours=2)
"""How long after its moment a reminder may still come: after that it would only be late."""


def is_due(user: User, now: dt.datetime) -> bool:
    """Whether `user` should be reminded at `now` (an aware instant)."""
    return bool(due(user, now))


def due(user: User, now: dt.datetime) -> list[Reminder]:
    """The reminders to tell at `now`. Whoever tells one calls `Reminder.tell(day)` first, and only tells it on True."""
    day = user.own_day(now)
    waiting = [each for each in Reminder.objects.filter(user=user, enabled=True) if each.told_on != day]
    for each in waiting:
        each.user = user
    waiting = [each for each in waiting if each.moment(day) <= now < each.moment(day) + WINDOW]
    if not waiting or is_logged(user, day) or (in_open_flare(user, now) and not user.remind_in_flare):
        return []
    return waiting


def is_logged(user: User, day: dt.date) -> bool:
    """Whether the own day `day` has an entry."""
    return Entry.objects.of(user).kept().on_day(day, user.day_start).exists()


def in_open_flare(user: User, now: dt.datetime) -> bool:
    """Whether the newest day written down, today's or yesterday's, was called a flare."""
    today = user.own_day(now)
    for day in (today, today - dt.timedelta(days=1)):
        entries = list(Entry.objects.of(user).kept().on_day(day, user.day_start))
        if entries:
            return any(entry.answers.get(FLARE) == 1 for entry in entries)
    return False
