"""The steps up of a life, read from the diary: when each muscle group's level grew, and by how much. They are what was
done, and were not granted by a plan. No cap is made here.

The level is the recent maximum of the guards: reached on three of 28 days. Planned steps are none until they are done.
While hardly a week of loads is known there is no level, as for the guards: what a diary's first days add is no growth.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from andante.plan.daily import Series
from andante.plan.locks import LEVEL_DAYS, RISEN
from andante.plan.question import ENOUGH_LOADS
from andante.plan.situation import LEVEL_SEARCH_DAYS, REACHED_DAYS, RECENT_DAYS, Situation

if TYPE_CHECKING:
    from andante.records import Diary


@dataclass(frozen=True, slots=True)
class StepUp:
    """On the own day `day` the level of `group` had grown from `before` to `now` effort-minutes."""

    day: dt.date
    group: str
    before: float
    now: float


def steps_up(diary: Diary, on: dt.date, target: str = "pain") -> tuple[StepUp, ...]:
    """All steps up of the diary before the own day `on`, in order of day; growth within 14 days is one step.

    Where the level falls first, what comes back is a step from where it had fallen to. Implausible loads are left out.
    """
    situation = Situation.from_diary(diary, on, target)
    found = [step for group in situation.loads for step in _of_group(group, situation.trusted(group), on)]
    return tuple(sorted(found, key=lambda step: (step.day, step.group)))


def _of_group(group: str, loads: Series, on: dt.date) -> list[StepUp]:
    steps: list[StepUp] = []
    base: float | None = None
    day = min(loads, default=on)
    while day < on:
        level = _level(loads, day)
        if level is not None:
            base = _grown(steps, StepUp(day, group, level if base is None else base, level))
        day += dt.timedelta(days=1)
    return steps


def _grown(steps: list[StepUp], seen: StepUp) -> float:
    """The level to compare with from `seen.day` on; a growth is added to `steps`, or to the last of them."""
    if seen.now <= seen.before * RISEN:
        return min(seen.before, seen.now)
    last = steps[-1] if steps else None
    if last is not None and (seen.day - last.day).days < LEVEL_DAYS and last.now == seen.before:
        steps[-1] = replace(last, now=seen.now)
    else:
        steps.append(seen)
    return seen.now


def _level(loads: Series, day: dt.date) -> float | None:
    """The level through `day`: reached on three of the 28 days that end with it. None while it is new (as
    `Question.is_new` counts it), and its own first days would be steps.
    """
    if len(_known(loads, day, LEVEL_SEARCH_DAYS)) < ENOUGH_LOADS:
        return None
    known = sorted(_known(loads, day, RECENT_DAYS), reverse=True)
    return known[REACHED_DAYS - 1] if len(known) >= REACHED_DAYS else None


def _known(loads: Series, day: dt.date, days: int) -> list[float]:
    """The known loads of the `days` days that end with `day`."""
    window = (day - dt.timedelta(days=i) for i in range(days))
    return [loads[one] for one in window if one in loads]
