"""Caps from what was done lately: levels, their rise, swings, blanks. The week is in `week`."""

from __future__ import annotations

from statistics import fmean
from typing import Final

from andante.plan.answer import Number
from andante.plan.guards.shared import granted_step, keeps
from andante.plan.habits import lasting_level
from andante.plan.limits import LARGEST_STEP
from andante.plan.locks import LEVEL_DAYS
from andante.plan.question import Cap, Question, gentle_default
from andante.plan.situation import LEVEL_SEARCH_DAYS, REACHED_DAYS, RECENT_DAYS

EVEN_DAY: Final = 1.2
SUDDEN_TIMES: Final = 1.6
AS_EVER: Final = 0.9


@keeps
def recent_maximum(question: Question, group: str) -> Cap | None:
    """Never above the recent maximum (reached on three of 28 days), plus a step when one is granted."""
    reached = question.level(group)
    if reached is None or question.is_new(group):
        return None
    if question.starts_gently(group):
        return Cap("gentle-start", group, gentle_default(group))
    step = granted_step(question, group)
    numbers: dict[str, Number] = {"reached": reached, "step_percent": 100 * step}
    return Cap("step-up" if step else "recent-maximum", group, reached * (1 + step), numbers)


@keeps
def highest_day(question: Question, group: str) -> Cap | None:
    """Never more than a tenth above the highest day of the last 28: a level from before a flare is climbed to."""
    known = question.situation.known_loads(group)
    if len(known) < REACHED_DAYS or not any(known):
        return None
    return Cap("highest-day", group, (1 + LARGEST_STEP) * max(known), {"highest": max(known)})


@keeps
def even_day(question: Question, group: str) -> Cap | None:
    """No day far above the others: a fifth above a usual day at the most, whatever single days were like. Where beside
    the big days that are paid for there is rest alone, the safe default stands for that day, and nothing is above it.
    """
    usual = question.usual_day(group)
    if usual and question.rests_beside_big_days(group):
        return Cap("rest-beside-big-days", group, usual)
    return None if not usual else Cap("even-day", group, EVEN_DAY * usual, {"usual": usual})


def sudden_day(question: Question, group: str) -> Cap | None:
    """No day of much more than the days of late have held on average, whatever single days reached: after days that
    pain or rest kept small, the usual one of before is a big one. A usual day is none while days are as ever.
    """
    used_to = question.situation.used_to(group)
    if used_to is None or question.is_new(group):
        return None
    most = max(SUDDEN_TIMES * used_to, gentle_default(group))
    usual = _as_ever(question, group, used_to)
    return Cap("as-ever", group, usual) if usual > most else Cap("sudden-day", group, most, {"used_to": used_to})


def _as_ever(question: Question, group: str, used_to: float) -> float:
    """A usual day, as far as the days of late hold nine tenths of what those of twelve weeks held on average, flares
    and ways back left out of these: who swims on three days of a week would else be allowed less each month for the
    four between. Not where energy is to be saved, nor while big days are paid for.
    """
    usual, days = question.usual_load(group), question.situation.ordinary_loads(group, LEVEL_SEARCH_DAYS)
    if not usual or len(days) < RECENT_DAYS or not any(days) or question.saves_energy or question.pays_for_big_days:
        return 0.0
    return usual * min(1.0, used_to / (AS_EVER * fmean(days)))


@keeps
def rise_limit(question: Question, group: str) -> Cap | None:
    """Never more than one step above the recent maximum of 14 days ago; no step where steps are locked for good."""
    before = question.level(group, ago=LEVEL_DAYS)
    if before is None or question.is_new(group, ago=LEVEL_DAYS):
        return None
    if question.starts_gently(group):
        before = max(before, gentle_default(group))
    step = question.lasting_step
    grows: dict[str, Number] = {"step_percent": 100 * step} if step else {}
    numbers: dict[str, Number] = {"before": before, **grows, "days": LEVEL_DAYS}
    return Cap("rise-limit", group, before * (1 + step), numbers)


@keeps
def lasting_rise(question: Question, group: str) -> Cap | None:
    """Never above what months bear out (`lasting_level`): what is done beyond the plans is else the level of the next
    ones, fortnight by fortnight.
    """
    step, least = question.lasting_step, gentle_default(group)
    most = lasting_level(question.situation, group, step, least, saving=question.saves_energy)
    return None if most is None or question.starts_gently(group) else Cap("lasting-rise", group, most)


def missing_days(question: Question, group: str) -> Cap | None:
    """After a day without numbers (one of the last two): no more than a usual day. What is unknown is no room left
    over.
    """
    situation = question.situation
    usual = question.usual_day(group)
    missing = sum(day not in situation.loads[group] for day in situation.past(2))
    if usual is None or not missing:
        return None
    return Cap("missing-days", group, usual, {"missing": missing, "usual": usual})


def boom_cap(question: Question, group: str) -> Cap | None:
    """While the days swing between booms and busts: no more than a usual day, above all on a good day."""
    usual = question.bounded_usual(group)
    lock = question.locks.get("swings")
    if usual is None or lock is None:
        return None
    return Cap("boom-and-bust", group, usual, {**lock.numbers, "usual": usual})
