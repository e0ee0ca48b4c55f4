"""Caps from pain: two worse days, a flare, soreness that was to be expected, the way back."""

from __future__ import annotations

import datetime as dt
from itertools import count, takewhile
from typing import Final

from andante.plan.answer import Number
from andante.plan.guards.shared import safe_amount
from andante.plan.guards.week import week_left
from andante.plan.locks import LEVEL_DAYS
from andante.plan.question import UNEVEN_TIMES, Cap, Question
from andante.plan.situation import RECENT_DAYS, Flare, Situation, climb_days, usual_day_of
from andante.plan.worse import clearly_worse_lately, worse_or_tired

STEP_DOWN: Final = 0.8
FLARE_SHARE: Final = 0.25
FLARE_REST_DAYS: Final = 3
FLARE_CLIMB: Final = 0.05
EASED_POINTS: Final = 1.0
SORENESS_SHARE: Final = 0.5
RE_ENTRY_START: Final = 0.5
OFTEN_SHARE: Final = 0.5
RE_ENTRY_START_OFTEN: Final = 0.75


def worse_days(question: Question, group: str) -> Cap | None:
    """Two days running worse than usual, in pain or fatigue: a step down to 0.8 of a usual day. A missing day beside a
    bad one counts with it. With malaise after effort one clearly worse day is enough, and the step is from what the
    week leaves where that is less: it would else be no lower than the day that was too much.
    """
    usual, pairs = question.bounded_usual(group) or question.level(group), _worse_pairs(question.situation)
    if usual is None or not steps_down(question):
        return None
    if _one_is_enough(question):
        week = week_left(question, group)
        most = usual if week is None else min(usual, week.most)
        return Cap("one-worse-day", group, STEP_DOWN * most, {"usual": usual})
    blanks: dict[str, Number] = {} if any(map(all, pairs)) else {"missing": 1}
    return Cap("worse-days", group, STEP_DOWN * usual, {"usual": usual, "percent": 100 * STEP_DOWN, **blanks})


def steps_down(question: Question) -> bool:
    """Whether worse days ask for less today: two of them, or a clearly worse one with malaise after effort."""
    return two_worse_days(question.situation) or _one_is_enough(question)


def _one_is_enough(question: Question) -> bool:
    return question.saves_energy and clearly_worse_lately(question.situation)


def two_worse_days(situation: Situation) -> bool:
    """Whether the last two days, today included once it is rated, were worse than usual or missing, and one is known
    worse.
    """
    return bool(_worse_pairs(situation))


def _worse_pairs(situation: Situation) -> list[list[bool | None]]:
    """The last two days, and those before today once it is rated, as far as they are so (None: missing)."""
    last = 0 if situation.on in situation.pain or worse_or_tired(situation, situation.on) else 1
    pairs = [[worse_or_tired(situation, situation.on - dt.timedelta(days=first + i)) for i in (0, 1)]
             for first in {last, 1}]  # fmt: skip
    return [pair for pair in pairs if any(pair) and False not in pair]


def flare_rest(question: Question, group: str) -> Cap | None:
    """A flare is under way: rest, with room for a quarter of a usual day for what has to be done. One that goes on and
    eases gets a little more from the fourth day on, up to half: weeks of rest weaken. Not while the person marks it,
    until they have done so for four weeks running: no rating ends it then. Who is in one on a third of the days has
    half a usual day from the first: rest on so many days weakens. One that is no longer marked, but no better, goes on.
    """
    situation, flare = question.situation, question.flare_now
    if flare is None or question.soreness(flare) is not None:
        return None
    usual, days = _before(question, flare, group), flare.days(situation.on)
    calm = safe_amount(question, group) if usual is None else usual
    if situation.flare_now is None:
        return Cap("flare-goes-on", group, FLARE_SHARE * calm)
    held = 0 < marked_in_a_row(situation) <= RECENT_DAYS
    eased = 0 if held else min(days - FLARE_REST_DAYS, _eased_days(situation, flare))
    share = min(RE_ENTRY_START, FLARE_SHARE + FLARE_CLIMB * max(0, eased))
    often = question.often_in_flare
    if often is not None and usual is not None:
        told: dict[str, Number] = {"days": days, "flare_days": often[0], "of_days": often[1]}
        return Cap("flare-often", group, OFTEN_SHARE * usual, told)
    most = share * calm
    numbers: dict[str, Number] = {"days": days, "since": flare.start.isoformat()}
    if share == FLARE_SHARE or usual is None:
        return Cap("flare", group, most, numbers)
    return Cap("flare-easing", group, most, {**numbers, "percent": round(100 * share)})


def marked_in_a_row(situation: Situation) -> int:
    """How many days in a row the person calls a flare, up to the last marked one of the planning day and the two before
    it; 0 without one of these.
    """
    last = next((day for day in (situation.on, *situation.past(2)) if day in situation.marked), None)
    if last is None:
        return 0
    run = takewhile(situation.marked.__contains__, (last - dt.timedelta(days=i) for i in count()))
    return sum(1 for _ in run)


def _eased_days(situation: Situation, flare: Flare) -> int:
    """How many of the last rated days in a row were a point or more below the second worst of `flare`: one calmer day
    alone is no reason to do twice as much, nor is one that was worse than all others.
    """
    rated = [pain for day, pain in sorted(situation.pain.items()) if day >= flare.start]
    worst = sorted(rated)[-2:]
    eased = takewhile(lambda pain: pain <= worst[0] - EASED_POINTS, reversed(rated))
    return sum(1 for _ in eased)


def expected_soreness(question: Question, group: str) -> Cap | None:
    """Soreness that was to be expected after something new: half a usual day while its window is open."""
    flare = question.flare_now
    sore = None if flare is None else question.soreness(flare)
    if flare is None or sore is None:
        return None
    usual = _before(question, flare, group)
    most = SORENESS_SHARE * (safe_amount(question, group) if usual is None else usual)
    numbers: dict[str, Number] = {"since": sore.raised.isoformat(), "until": sore.until.isoformat()}
    return Cap("expected-soreness", group, most, numbers)


def re_entry(question: Question, group: str) -> Cap | None:
    """After a flare: from half the level before it, back in a straight line over as many days as it lasted (3 to
    14). From three quarters where flares are so often that half a usual day is left in them (`flare_rest`).
    """
    caps = [_climb(question, flare, group) for flare in question.flares]
    return min((cap for cap in caps if cap is not None), key=lambda cap: cap.most, default=None)


def _climb(question: Question, flare: Flare, group: str) -> Cap | None:
    situation = question.situation
    if flare.end is None or question.soreness(flare) is not None:
        return None
    day, days = (situation.on - flare.end).days, climb_days(flare, situation.on)
    if not 1 <= day <= days:
        return None
    before = _before(question, flare, group)
    level = before or safe_amount(question, group)
    start = RE_ENTRY_START_OFTEN if before and question.often_in_flare else RE_ENTRY_START
    share = start + (1 - start) * (day - 1) / days
    known: dict[str, Number] = {"before": before} if before else {}
    return Cap("re-entry", group, share * level, {"day": day, "days": days, **known, "percent": round(100 * share)})


def _before(question: Question, flare: Flare, group: str) -> float | None:
    """The usual day of the 14 days before `flare` that no other flare held down, else the usual day of now; without big
    days while they are none (`Question.big_days`).
    """
    situation, big = question.situation, question.big_days(group)
    ago = (situation.on - flare.start).days
    each = [usual_day_of(situation.level_loads(group, LEVEL_DAYS, ago, without)) for without in (frozenset(), big)]
    if each[0] is None:
        each = [situation.usual_load(group, without=without) for without in (frozenset(), big)]
    before = question.calmer(group, each[0], each[1], ago)
    average = situation.mean_day(group, ago=ago)
    return before if before is None or not average else min(before, UNEVEN_TIMES * average)
