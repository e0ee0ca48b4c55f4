"""Caps where too little is known, where entries cannot be relied on, and where help comes first."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from statistics import fmean
from typing import Final

from andante.plan.answer import Number, Plan
from andante.plan.guards.pain import STEP_DOWN, steps_down
from andante.plan.guards.shared import safe_amount
from andante.plan.question import ENOUGH_LOADS, UNEVEN_TIMES, Cap, Question
from andante.plan.situation import RECENT_DAYS, Situation

ENOUGH_DAYS: Final = 14
STALE_H: Final = 48.0
DAYS_FROM: Final = 4
"""From so many days on a rating is told to be days old: nobody counts a thousand hours."""
LAST_SAFE_DAYS: Final = 28
OWN_SHARE: Final = 0.8
MOST_OF_DAYS: Final = 2 / 3


def not_enough(question: Question, group: str) -> Cap | None:
    """Fewer than 14 days with a rating: the safe default, or a fifth less than what was done (`_own`)."""
    known = question.situation.pain_days
    if known >= ENOUGH_DAYS:
        return None
    earliest = question.situation.on + dt.timedelta(days=ENOUGH_DAYS - known)
    # A day that is rated already counts with the next ones, and is told as known.
    rated = len(question.situation.pain)
    numbers: dict[str, Number] = {"known": rated, "needed": ENOUGH_DAYS, "earliest": earliest.isoformat()}
    return _careful(question, group, "not-enough-yet", numbers)


def unknown_load(question: Question, group: str) -> Cap | None:
    """Fewer than 7 days with a load for this muscle group in four weeks: the same."""
    situation = question.situation
    known = len(situation.known_loads(group))
    if known >= ENOUGH_LOADS:
        return None
    code = "no-load" if not situation.loads[group] else "little-load"
    return _careful(question, group, code, {"known": known, "needed": ENOUGH_LOADS})


def _careful(question: Question, group: str, code: str, numbers: Mapping[str, Number]) -> Cap:
    """The safe default, or a fifth less than what is one's own (`reached`), whichever is more."""
    safe, own = safe_amount(question, group), _own(question, group)
    if own is None or (most := _fifth_less(question, group, own)) <= safe:
        return Cap(code, group, safe, numbers)
    return Cap(code, group, most, {**numbers, "reached": own})


def _fifth_less(question: Question, group: str, own: float) -> float:
    """A fifth less than the level `own`, and after worse days once more: no usual day is known yet to step down from.
    Never far above an average day, nor above it where energy is to be saved: three big days are no level of six.
    """
    average = fmean(question.situation.known_loads(group))
    most = min(OWN_SHARE * own, average if question.saves_energy else UNEVEN_TIMES * average)
    return STEP_DOWN * most if steps_down(question) else most


def _own(question: Question, group: str) -> float | None:
    """The level of who has written down most of their days since the first: to tell them half an hour would be to tell
    them to stop. None where a load is the exception: then the days without one may have been days of rest.
    """
    known = question.situation.trusted(group)
    days = [day for day in question.situation.past(RECENT_DAYS) if day in known]
    if not days or len(days) < MOST_OF_DAYS * (question.situation.on - min(days)).days:
        return None
    return question.situation.reached(group)


def unreliable(question: Question, group: str) -> Cap | None:
    """Stale, contradictory or implausible entries: the last safe plan, or the safe default when there is none."""
    reason = doubt(question.situation)
    if reason is None:
        return None
    code, numbers = reason
    stored = usable_last_safe(question)
    if stored is not None and group in stored.envelope:
        return Cap(code, group, stored.envelope[group].ceiling, {**numbers, "plan_of": stored.on.isoformat()})
    return Cap(code, group, safe_amount(question, group), numbers)


def doubt(situation: Situation) -> tuple[str, dict[str, Number]] | None:
    """Why the last 48 hours of the diary cannot be relied on, if so."""
    if (hours := situation.last_rated_h) is not None and hours > STALE_H:
        days = int(hours // 24)
        return "stale", {"days": days} if days >= DAYS_FROM else {"hours": math.ceil(hours), "days": days}
    since = situation.on - dt.timedelta(days=2)
    for found in situation.doubts:
        if found.day >= since:
            return found.code, {"day": found.day.isoformat(), "column": found.column, **found.numbers}
    return None


def usable_last_safe(question: Question) -> Plan | None:
    """The last safe plan, when it is of the last 28 days and not of the planning day or later."""
    stored = question.last_safe
    if stored is None:
        return None
    return stored if 0 < (question.situation.on - stored.on).days <= LAST_SAFE_DAYS else None


def red_flag(question: Question, group: str) -> Cap | None:
    """A red flag was answered with yes: help first, and no plan around it."""
    return Cap("red-flag", group, 0.0) if question.red_flags else None
