"""From an instant to the person's own day. Not for calendars of appointments and not for reading files.

A person's day may start after midnight ("my day starts at 04:00"): what happens at 01:30 still belongs to the evening
before. Days are local dates, whatever the clocks do on them.
"""

from __future__ import annotations

import datetime as dt

from andante.errors import InputError

MIDNIGHT = dt.time(0, 0)
LATEST_DAY_START = dt.time(6, 0)


def check_day_start(day_start: dt.time, option: str = "--day-start") -> dt.time:
    """`day_start` when it may begin a day: a wall-clock time from 00:00 to 06:00, without a zone, in whole minutes.

    Raises InputError that names `option` otherwise.
    """
    whole_minutes = day_start.second == 0 and day_start.microsecond == 0
    if day_start.tzinfo is not None or not whole_minutes or day_start > LATEST_DAY_START:
        raise InputError(f"{option}: found {day_start.isoformat()}, allowed is a time from 00:00 to 06:00")
    return day_start


def at_text(at: dt.date | dt.datetime) -> str:
    """`at` as a diary writes it: `2026-03-04`, or `2026-03-04T21:30+01:00` (seconds only where there are any)."""
    if not isinstance(at, dt.datetime):
        return at.isoformat()
    return at.isoformat(timespec="seconds" if at.second else "minutes")


def own_day(at: dt.date | dt.datetime, day_start: dt.time = MIDNIGHT) -> dt.date:
    """The local date that `at` counts for, when the person's day starts at `day_start` (wall clock)."""
    if not isinstance(at, dt.datetime):
        return at
    day = at.date()
    return day - dt.timedelta(days=1) if at.time() < day_start else day
