"""What no plan may do: one small pure function per cap, and the lowest cap wins. Not the choice below the caps
(`planner`).

Every guard takes the question and a muscle group and answers None, or a cap in effort-minutes for the whole planning
day. Nothing later may raise what a guard has capped: the planner only ever takes the least of `caps`.

To add a guard: write the function, add it to GUARDS, give its code a sentence in `sentences.py`, and test it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from statistics import fmean
from typing import Final

from andante.plan.answer import Number, Plan
from andante.plan.limits import LARGEST_STEP, WHOLE_BODY
from andante.plan.locks import LEVEL_DAYS, Lock, risen_lately
from andante.plan.question import GENTLE_EFFORT as GENTLE_EFFORT  # noqa: PLC0414 - the same
from andante.plan.question import SAFE_GROUP as SAFE_GROUP  # noqa: PLC0414 - guards and their numbers are one door
from andante.plan.question import SAFE_WHOLE_BODY as SAFE_WHOLE_BODY  # noqa: PLC0414 - the same
from andante.plan.question import UNEVEN_TIMES, gentle_default
from andante.plan.question import Cap as Cap  # noqa: PLC0414 - the same
from andante.plan.question import Question as Question  # noqa: PLC0414 - the same
from andante.plan.situation import REACHED_DAYS, Flare, Situation, climb_days, usual_day_of
from andante.plan.soreness import soreness_of
from andante.plan.weeks import days_to_ease, last_six, left_of, second_highest, week_totals

ENOUGH_DAYS: Final = 14
ENOUGH_LOADS: Final = 7
STALE_H: Final = 48.0
LAST_SAFE_DAYS: Final = 28
STEP_DOWN: Final = 0.8
FLARE_SHARE: Final = 0.25
FLARE_REST_DAYS: Final = 3
FLARE_CLIMB: Final = 0.05
EASED_POINTS: Final = 1.0
SORENESS_SHARE: Final = 0.5
WEEK_LEAST: Final = 0.7
FEW_MISSING: Final = 2
EVEN_DAY: Final = 1.2
RE_ENTRY_START: Final = 0.5
FLOOR_SHARE: Final = 0.7
LOW_FLOOR_SHARE: Final = 0.5
MOVING_SHARE: Final = 0.5


def granted_step(question: Question, group: str) -> float:
    """The step up (a share, 0-0.10) that `group` may take now; 0 while any lock holds."""
    return 0.0 if step_locks(question, group) else question.limits.step


def week_step(question: Question, group: str) -> float:
    """What the step adds to a week (a share): the one granted now, or the one just taken, so that a level reached by
    steps is not taken back by the sum of the weeks before it. Never more than one step, and none beside another lock.
    """
    granted = granted_step(question, group)
    now, before = question.situation.reached(group), question.situation.reached(group, ago=LEVEL_DAYS)
    if granted or not now or not before or set(question.locks) - {"good-day", "worse-day"}:
        return granted
    return max(0.0, min(question.limits.step, now / before - 1.0))


def step_locks(question: Question, group: str) -> tuple[Lock, ...]:
    """What keeps `group` from a step up now."""
    risen = risen_lately(question.situation, group)
    return (*question.locks.values(), *([risen] if risen else []))


def safe_amount(question: Question, group: str) -> float:
    """The written safe default of `group`, and never more than the least of what is known of the person. Days of rest
    alone are not that least, unless in a flare or where steps up are out for good.
    """
    situation, default = question.situation, gentle_default(group)
    if question.starts_gently(group):
        return default
    reached = situation.reached(group)
    return min([default, *([reached] if reached is not None else situation.known_loads(group))])


# -- what was done lately -------------------------------------------------------------------------------------------


def recent_maximum(question: Question, group: str) -> Cap | None:
    """Never above the recent maximum (reached on three of 28 days), plus a step when one is granted."""
    reached = question.level(group)
    if reached is None:
        return None
    if question.starts_gently(group):
        return Cap("gentle-start", group, gentle_default(group))
    step = granted_step(question, group)
    numbers: dict[str, Number] = {"reached": reached, "step_percent": 100 * step}
    return Cap("step-up" if step else "recent-maximum", group, reached * (1 + step), numbers)


def highest_day(question: Question, group: str) -> Cap | None:
    """Never more than a tenth above the highest day of the last 28: a level from before a flare is climbed to."""
    known = question.situation.known_loads(group)
    if len(known) < REACHED_DAYS or not any(known):
        return None
    return Cap("highest-day", group, (1 + LARGEST_STEP) * max(known), {"highest": max(known)})


def even_day(question: Question, group: str) -> Cap | None:
    """No day far above the others: a fifth above a usual day at the most, whatever single days were like."""
    usual = question.usual_day(group)
    return None if not usual else Cap("even-day", group, EVEN_DAY * usual, {"usual": usual})


def rise_limit(question: Question, group: str) -> Cap | None:
    """Never more than one step above the recent maximum of 14 days ago; no step where steps are locked for good."""
    before = question.level(group, ago=LEVEL_DAYS)
    if before is None:
        return None
    if question.starts_gently(group):
        before = max(before, gentle_default(group))
    step = question.lasting_step
    numbers: dict[str, Number] = {"before": before, "step_percent": 100 * step, "days": LEVEL_DAYS}
    return Cap("rise-limit", group, before * (1 + step), numbers)


def week_total(question: Question, group: str) -> Cap | None:
    """The seven days that end today stay within the usual week: the second highest of four weeks, plus a step that is
    granted or was just taken; or seven usual days, for a day that is no more than a usual one. And within the highest
    of the four weeks up to 14 days ago, plus one step: many big days in a week make no week of big days.

    What was overdone is done: it narrows the day to 0.7 of a usual day, not to nothing, so that the plan itself never
    turns a boom into a bust. Below a usual day (`full-week`), `eases` is the first day that holds one again when each
    day until then is used to its cap.

    A day without a number counts as a usual one or as the mean of the others, whichever is more; and no more than a
    usual day is left while three of six are missing, or while only one week is known (`week-unknown`).
    """
    situation = question.situation
    usual_day = question.usual_day(group)
    weeks = week_totals(situation, group)
    if usual_day is None or not weeks:
        return None
    least = WEEK_LEAST * (question.bounded_usual(group) or usual_day)
    last, missing = last_six(situation, group, usual_day)

    def left(week: float) -> float:
        return left_of(max(week, 7 * usual_day) if question.starts_gently(group) else week, last, least)

    share = 1 + week_step(question, group)
    written, filled = (share * second_highest(totals) for totals in zip(*weeks, strict=True))
    # Weeks mostly without numbers, and seven usual days, are reasons for a usual day, never for more.
    even = filled if question.locked_for_good else max(filled, 7 * usual_day)
    before = [filled for _, filled in week_totals(situation, group, ago=LEVEL_DAYS)]
    rise = (1 + question.lasting_step) * max(before) if before else float("inf")
    week = min(max(written, even), rise)
    most = max(left(min(written, rise)), min(left(min(even, rise)), usual_day))
    numbers: dict[str, Number] = {"week": week, "done": sum(last)}
    if missing > FEW_MISSING or len(weeks) < 2:
        return Cap("week-unknown", group, min(most, usual_day), {**numbers, "missing": missing})
    if most >= usual_day - 1e-9:
        return Cap("week-total", group, most, numbers)
    eases = situation.on + dt.timedelta(days=days_to_ease(last, week, usual_day, least=least))
    return Cap("full-week", group, most, {**numbers, "eases": eases.isoformat()})


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


# -- pain -----------------------------------------------------------------------------------------------------------


def worse_days(question: Question, group: str) -> Cap | None:
    """Two days running worse than usual: a step down to 0.8 of a usual day. A missing day beside a bad one counts
    with it.
    """
    usual = question.bounded_usual(group) or question.level(group)
    if usual is None or not two_worse_days(question.situation):
        return None
    return Cap("worse-days", group, STEP_DOWN * usual, {"usual": usual, "percent": 100 * STEP_DOWN})


def two_worse_days(situation: Situation) -> bool:
    """Whether the last two days, today included once it is rated, were worse than usual or missing, and one is known
    worse.
    """
    last = 0 if situation.on in situation.pain else 1
    for first in {last, 1}:
        verdicts = [situation.worse(situation.on - dt.timedelta(days=first + i)) for i in (0, 1)]
        if any(verdicts) and False not in verdicts:
            return True
    return False


def flare_rest(question: Question, group: str) -> Cap | None:
    """A flare is under way: rest, with room for a quarter of a usual day for what has to be done. One that goes on and
    eases gets a little more from the fourth day on, up to half: weeks of rest weaken.
    """
    situation = question.situation
    flare = situation.flare_now
    if flare is None or soreness_of(situation, flare) is not None:
        return None
    usual = _before(situation, flare, group)
    share = _flare_share(situation, flare)
    most = safe_amount(question, group) if usual is None else share * usual
    numbers: dict[str, Number] = {"days": flare.days(situation.on), "since": flare.start.isoformat()}
    code = "flare" if share == FLARE_SHARE or usual is None else "flare-easing"
    return Cap(code, group, most, numbers if code == "flare" else {**numbers, "percent": round(100 * share)})


def _flare_share(situation: Situation, flare: Flare) -> float:
    """The share of a usual day in a flare: a quarter; more from the fourth day on while the last rated day is a point
    or more below the worst of the flare, and not a day of the last two is marked by the person.
    """
    rated = {day: pain for day, pain in situation.pain.items() if day >= flare.start}
    marked = any(day in situation.marked for day in (situation.on, *situation.past(2)))
    if marked or not rated or rated[max(rated)] > max(rated.values()) - EASED_POINTS:
        return FLARE_SHARE
    beyond = max(0, flare.days(situation.on) - FLARE_REST_DAYS)
    return min(RE_ENTRY_START, FLARE_SHARE + FLARE_CLIMB * beyond)


def expected_soreness(question: Question, group: str) -> Cap | None:
    """Soreness that was to be expected after something new: half a usual day while its window is open."""
    situation = question.situation
    flare = situation.flare_now
    sore = None if flare is None else soreness_of(situation, flare)
    if flare is None or sore is None:
        return None
    usual = _before(situation, flare, group)
    most = safe_amount(question, group) if usual is None else SORENESS_SHARE * usual
    numbers: dict[str, Number] = {"since": sore.raised.isoformat(), "until": sore.until.isoformat()}
    return Cap("expected-soreness", group, most, numbers)


def re_entry(question: Question, group: str) -> Cap | None:
    """After a flare: from half the level before it, back in a straight line over as many days as it lasted (3 to
    14).
    """
    caps = [_climb(question, flare, group) for flare in question.situation.flares]
    return min((cap for cap in caps if cap is not None), key=lambda cap: cap.most, default=None)


def _climb(question: Question, flare: Flare, group: str) -> Cap | None:
    situation = question.situation
    if flare.end is None or soreness_of(situation, flare) is not None:
        return None
    day, days = (situation.on - flare.end).days, climb_days(flare, situation.on)
    if not 1 <= day <= days:
        return None
    before = _before(situation, flare, group)
    level = before or safe_amount(question, group)
    share = RE_ENTRY_START + (1 - RE_ENTRY_START) * (day - 1) / days
    return Cap(
        "re-entry", group, share * level, {"day": day, "days": days, "before": level, "percent": round(100 * share)}
    )


def _before(situation: Situation, flare: Flare, group: str) -> float | None:
    """The usual day of the 14 days before `flare` that no other flare held down, else the usual day of now."""
    ago = (situation.on - flare.start).days
    before = usual_day_of(situation.level_loads(group, days=LEVEL_DAYS, ago=ago), LEVEL_DAYS)
    before = situation.usual_load(group) if before is None else before
    known = situation.ordinary_loads(group, days=LEVEL_DAYS, ago=ago)
    return before if before is None or not any(known) else min(before, UNEVEN_TIMES * fmean(known))


# -- what is not known or not sure -----------------------------------------------------------------------------------


def not_enough(question: Question, group: str) -> Cap | None:
    """Fewer than 14 days with a rating: the safe default."""
    known = question.situation.pain_days
    if known >= ENOUGH_DAYS:
        return None
    earliest = question.situation.on + dt.timedelta(days=ENOUGH_DAYS - known)
    numbers: dict[str, Number] = {"known": known, "needed": ENOUGH_DAYS, "earliest": earliest.isoformat()}
    return Cap("not-enough-yet", group, safe_amount(question, group), numbers)


def unknown_load(question: Question, group: str) -> Cap | None:
    """Fewer than 7 days with a load for this muscle group in four weeks: its safe default."""
    situation = question.situation
    known = len(situation.known_loads(group))
    if known >= ENOUGH_LOADS:
        return None
    code = "no-load" if not situation.loads[group] else "little-load"
    return Cap(code, group, safe_amount(question, group), {"known": known, "needed": ENOUGH_LOADS})


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
    if situation.last_rated_h is not None and situation.last_rated_h > STALE_H:
        return "stale", {"hours": round(situation.last_rated_h), "days": int(situation.last_rated_h // 24)}
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


# -- the person's own limits ------------------------------------------------------------------------------------------


def own_ceiling(question: Question, group: str) -> Cap | None:
    """The person's own ceiling for the group, or the group's share of the one for the whole body."""
    ceilings = question.limits.ceilings
    caps = [ceilings[group]] if group in ceilings else []
    if WHOLE_BODY in ceilings:
        caps.append(ceilings[WHOLE_BODY] * question.situation.usual_share(group))
    return Cap("own-ceiling", group, min(caps)) if caps else None


def hours_available(question: Question, group: str) -> Cap | None:
    """What fits into the hours there are: half of them moving, at a gentle effort, shared out as on a usual day."""
    if (hours := question.limits.hours) is None:
        return None
    most = hours * 60 * MOVING_SHARE * GENTLE_EFFORT * question.situation.usual_share(group)
    return Cap("hours", group, most, {"hours": hours})


GUARDS: Final[tuple[Callable[[Question, str], Cap | None], ...]] = (
    red_flag,
    unreliable,
    not_enough,
    unknown_load,
    flare_rest,
    expected_soreness,
    re_entry,
    worse_days,
    own_ceiling,
    boom_cap,
    missing_days,
    week_total,
    hours_available,
    recent_maximum,
    rise_limit,
    highest_day,
    even_day,
)
"""In the order in which they are named when two caps are equal: safety, pain, the person's wish, habit."""


def caps(question: Question, group: str) -> tuple[Cap, ...]:
    """Every cap on `group`, the lowest first."""
    found = (guard(question, group) for guard in GUARDS)
    return tuple(sorted((cap for cap in found if cap is not None), key=lambda cap: cap.most))


def floor_of(question: Question, group: str, ceiling: float) -> float:
    """The floor: 0.7 of a usual day, or of the ceiling where that is less, so that a hard morning is no lost day; half
    after two worse days. In a flare there is none, unless the person wants gentle movement then.
    """
    flare = question.situation.flare_now
    sore = flare is not None and soreness_of(question.situation, flare) is not None
    if flare is not None and not sore and not question.limits.flare_movement:
        return 0.0
    usual = question.usual_day(group)
    share = LOW_FLOOR_SHARE if flare is not None or two_worse_days(question.situation) else FLOOR_SHARE
    return share * (ceiling if usual is None else min(ceiling, usual))
