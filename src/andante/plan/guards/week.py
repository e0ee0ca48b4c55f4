"""The cap of a week's total."""

from __future__ import annotations

import datetime as dt
from statistics import fmean, median
from typing import Final, NamedTuple

from andante.plan.answer import Number
from andante.plan.guards.shared import week_step
from andante.plan.locks import LEVEL_DAYS
from andante.plan.question import Cap, Question, gentle_default
from andante.plan.situation import LEVEL_SEARCH_DAYS
from andante.plan.weeks import FEW_MISSING, WEEK, days_to_ease, last_six, left_of, second_highest, week_totals

WEEK_LEAST: Final = 0.7
WEEK_EASY: Final = 0.9
MEAN_TIMES: Final = 1.15
EVEN_TIMES: Final = 1.2
"""A usual day of even days is at most so much above the middle one. Where single days are big, seven of them are no
week of that person's."""


class Week(NamedTuple):
    """What seven days may hold, effort-minutes: `any_day` for any day, `usual_days` while none is above a usual one."""

    any_day: float
    usual_days: float


def week_total(question: Question, group: str) -> Cap | None:
    """What `week_left` says; but no less than the plan keeps (`Question.kept`) where the last six days leave all of
    that in seven such days.
    """
    cap, kept = week_left(question, group), question.kept(group)
    if cap is None or kept is None or cap.code == "week-unknown" or kept <= cap.most:
        return cap
    last, _ = last_six(question.situation, group, kept)
    return Cap("kept", group, kept) if sum(last) <= (WEEK - 1) * kept else cap


def week_left(question: Question, group: str) -> Cap | None:
    """The seven days that end today stay within the usual week (`_usual_week`).

    What was overdone is done: it narrows the day to a mean one (0.7 to 0.9 of a usual day), not to nothing, so that the
    plan itself never turns a boom into a bust. Below a usual day (`full-week`), `eases` is the first day that holds one
    again when each day until then is used to its cap; where none does, only quieter days make room, and none is named.

    A day without a number counts as a usual or a mean one, whichever is more, many of them as mean ones (`last_six`);
    and no more than a usual day is left while three of six are missing, or while only one week is known
    (`week-unknown`); a mean day while a level is known and no week is (`no-week`).
    """
    situation = question.situation
    if question.is_new(group):
        return None
    usual_day = question.usual_day(group)
    weeks = week_totals(situation, group)
    if usual_day is None or not weeks:
        return _no_week(question, group)
    least = _least(question, group, usual_day)
    # What is not known may have been as much as ever, also where big days are no usual ones now.
    last, missing = last_six(situation, group, max(usual_day, situation.usual_load(group) or 0.0))
    week = _usual_week(question, group, usual_day, weeks)
    most = max(left_of(week.any_day, last, least), min(left_of(week.usual_days, last, least), usual_day))
    numbers: dict[str, Number] = {"week": max(week), "done": sum(last)}
    blanks: dict[str, Number] = {"missing": missing} if missing else {}
    if missing > FEW_MISSING or len(weeks) < 2:
        many = blanks if missing > FEW_MISSING else {}  # else it is not the blanks that leave a week unknown
        return Cap("week-unknown", group, min(most, usual_day), {**numbers, **many})
    if most >= usual_day - 1e-9:
        # Of the two weeks the one that this day was held to, so that the numbers told add up.
        return Cap("week-total", group, most, {**numbers, **blanks, "week": min(max(week), most + sum(last))})
    days = days_to_ease(last, max(week), usual_day, least=least)
    eases: dict[str, Number] = {} if days is None else {"eases": (situation.on + dt.timedelta(days=days)).isoformat()}
    return Cap("full-week", group, most, {**numbers, **blanks, **eases})


def _no_week(question: Question, group: str) -> Cap | None:
    """A mean day, where flares and blanks have left a level and no week to hold it to."""
    average = question.situation.mean_day(group)
    if average is None or question.level(group) is None or question.starts_gently(group):
        return None
    return Cap("no-week", group, average)


def _usual_week(question: Question, group: str, usual_day: float, weeks: list[tuple[float, float]]) -> Week:
    """The second highest of four weeks, plus a step that is granted or was just taken, or the highest as far as seven
    usual days go; seven usual days while no day is above one. And never above what was a full week 14 days ago
    (`_before`): many big days in a week make no week of big days.

    Where steps are locked for good it is what was lived: the second highest of four weeks.
    """
    seven, share = WEEK * usual_day, 1 + week_step(question, group)
    written, filled = (share * second_highest(totals) for totals in zip(*weeks, strict=True))
    if not question.locked_for_good:
        written = max(written, min(seven, max(total for total, _ in weeks)))
    # Weeks mostly without numbers, and seven usual days, are reasons for a usual day, never for more.
    even = filled if question.locked_for_good else max(filled, seven)
    before = _before(question, group)
    found = Week(*(min(each, most) for each, most in zip((written, even), before, strict=True)))
    return Week(*(max(each, seven) for each in found)) if question.starts_gently(group) else found


def _before(question: Question, group: str) -> Week:
    """What a week may hold by what was 14 days ago, and one step: the highest of the four weeks up to then; for usual
    days also seven of the usual ones of then, each at most 1.2 of the middle day of twelve weeks: what pain cut short
    of the last weeks would else be taken from every next one (docs/decisions/032). Not where there are no steps at all.
    """
    situation, step = question.situation, 1 + question.lasting_step
    totals = [filled for _, filled in week_totals(situation, group, ago=LEVEL_DAYS)]
    if not totals:
        return Week(float("inf"), float("inf"))
    highest, usual = max(totals), situation.usual_load(group, ago=LEVEL_DAYS)
    if not question.lasting_step or not usual:
        return Week(step * highest, step * highest)
    days = situation.level_loads(group, LEVEL_SEARCH_DAYS, LEVEL_DAYS)
    even = min(usual, EVEN_TIMES * median(days), MEAN_TIMES * fmean(days))
    return Week(step * highest, step * max(highest, WEEK * even))


def _least(question: Question, group: str, usual_day: float) -> float:
    """What a full week leaves: a mean day, no more than before the week, 0.7 to 0.9 of a usual one; where the person's
    own word keeps steps out (ME/CFS, malaise, the wish for none), 0.7.
    """
    usual = question.bounded_usual(group) or usual_day
    if question.held_by_word:
        return WEEK_LEAST * usual
    average = min(question.situation.mean_day(group, ago=ago) or 0.0 for ago in (0, 6))
    gentle = min(usual, gentle_default(group))
    return max(WEEK_LEAST * usual, min(WEEK_EASY * usual, average), gentle)
