"""What Trends asks of the engine on the past: big days and what follows them, levels reached, flares that are over.

None of it reaches a plan.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from andante.records import Diary
from andante.web.today.beliefs import TARGET

if TYPE_CHECKING:
    from andante.plan.borne import Borne
    from andante.plan.past_flares import PastFlare
    from andante.plan.steps import StepUp

LOAD_DAYS_NEEDED = 28

_log = logging.getLogger("andante.web.today")


@dataclass(frozen=True)
class BigDay:
    """A day of much more than usual: its load in effort-minutes, and whether a bust followed; None when not known."""

    day: dt.date
    load: float
    bust: bool | None


@dataclass(frozen=True)
class BigDays:
    """The big days of one muscle group in twelve weeks, and what followed them, against other stretches of days.

    `group` is None for all groups together. `bad` of `counted` big days were followed by a bust within `span` days;
    `other_bad` of `other` other stretches of as many days were busts. `is_pattern`: the planner takes it for one.
    `unbroken`: how many of the biggest days of four weeks were each followed by a clearly worse one, where that
    is what the pattern rests on; else 0.
    """

    group: str | None
    usual: float
    times: float
    days: tuple[BigDay, ...]
    bad: int
    counted: int
    other_bad: int
    other: int
    is_pattern: bool
    unbroken: int = 0


@dataclass(frozen=True)
class Patterns:
    """Big days, what bouts said, rises of levels and past flares of one diary. `big` is None while too few days
    hold a load (`load_days`).
    """

    big: BigDays | None
    load_days: int
    steps: tuple[StepUp, ...] = ()
    flares: tuple[PastFlare, ...] = ()
    flares_said: str = ""
    borne: Borne | None = None
    fault: bool = False


def patterns_of(diary: Diary, each: Diary, day: dt.date) -> Patterns:
    """Big days, rises of levels and past flares through `day`, all newest first. `each`: the diary entry by entry."""
    if not diary.entries:
        return Patterns(None, 0)
    from andante.plan.borne import borne_of  # noqa: PLC0415 - as above
    from andante.plan.past_flares import past_flares, summary  # noqa: PLC0415 - as above
    from andante.plan.steps import steps_up  # noqa: PLC0415

    try:
        big, load_days = _big_days(diary, each, day)
        flares = past_flares(diary, day, TARGET)
        steps = steps_up(diary, day, TARGET)
        return Patterns(big, load_days, steps[::-1], flares[::-1], summary(flares, say=gettext), borne_of(each, day))
    except Exception:  # noqa: BLE001 - as above
        _log.exception("no patterns for %s", day)
        return Patterns(None, 0, fault=True)


def _big_days(diary: Diary, each: Diary, day: dt.date) -> tuple[BigDays | None, int]:
    from andante.plan.limits import WHOLE_BODY  # noqa: PLC0415 - as above
    from andante.plan.situation import Situation  # noqa: PLC0415
    from andante.plan.swings import BOOM_DAYS, HEAVY_TIMES, clear_swing, swings  # noqa: PLC0415

    situation = Situation.from_diary(diary, day, TARGET, entries=each)
    load_days = sum(one in situation.whole for one in situation.past(BOOM_DAYS))
    found = swings(situation)
    if load_days < LOAD_DAYS_NEEDED or not found:
        return None, load_days
    clear = clear_swing(found)
    shown = clear or found[-1]  # without a pattern: all groups together, which come last
    count = shown.count
    days = tuple(BigDay(one, situation.burdens[shown.group][one], bust) for one, bust in reversed(count.days))
    group = None if shown.group == WHOLE_BODY else shown.group
    numbers = (count.bad, count.heavy, count.other_bad, count.other)
    unbroken = 0 if clear is None or clear.is_by_count else clear.unbroken
    big = BigDays(group, shown.usual, HEAVY_TIMES, days, *numbers, is_pattern=clear is not None, unbroken=unbroken)
    return big, load_days
