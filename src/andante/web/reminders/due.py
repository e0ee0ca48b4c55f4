"""Which reminders are due now: silent once the day is written down, and in an open flare unless asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from andante.web.accounts.models import Reminder, User
from andante.web.diary.models import CHECK_IN, Entry
from andante.web.today.flares import is_open

WINDOW = dt.timedelta(hours=2)
"""How long after its moment a reminder may still come: after that it would only be late."""


def is_due(user: User, now: dt.datetime) -> bool:
    """Whether `user` should be reminded at `now` (an aware instant)."""
    return bool(due(user, now))


@dataclass(frozen=True)
class Due:
    """A reminder, and the own day it is about. Whoever tells it does so only if `tell` gives True."""

    reminder: Reminder
    day: dt.date

    def tell(self) -> bool:
        """Mark it as told. False when another device was faster."""
        return self.reminder.tell(self.day)


def due(user: User, now: dt.datetime) -> list[Due]:
    """What to remind `user` of at `now`.

    Yesterday is looked at too: where the clocks skip an hour, a reminder just before the day's start comes just after.
    """
    today = user.own_day(now)
    waiting = []
    for reminder in Reminder.objects.filter(user=user, enabled=True):
        reminder.user = user  # the one at hand: no query for each
        for day in (today - dt.timedelta(days=1), today):
            is_told = reminder.told_on is not None and reminder.told_on >= day
            if not is_told and reminder.moment(day) <= now < reminder.moment(day) + WINDOW:
                waiting.append(Due(reminder, day))
    if not waiting or (in_open_flare(user, now) and not user.remind_in_flare):
        return []
    logged = {day: is_logged(user, day) for day in {each.day for each in waiting}}
    return [each for each in waiting if not logged[each.day]]


def is_logged(user: User, day: dt.date) -> bool:
    """Whether the own day `day` has a check-in: a bout of the timer, or a word in between, is none."""
    return Entry.objects.of(user).kept().filter(kind=CHECK_IN).on_day(day, user.day_start).exists()


def in_open_flare(user: User, now: dt.datetime) -> bool:
    """Whether the person is in a flare: as they last said themselves, or as today's plan has it from their ratings."""
    return is_open(user, user.own_day(now))
