"""What no plan may do: one small pure function per cap, and the lowest cap wins. Not the choice below the caps
(`planner`).

Every guard takes the question and a muscle group and answers None, or a cap in effort-minutes for the whole planning
day. Nothing later may raise what a guard has capped: the planner only ever takes the least of `caps`.

To add a guard: write the function where its kin are, add it to GUARDS, give its code a sentence in `sentences.py`, and
test it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from andante.plan.guards.lately import (
    boom_cap,
    even_day,
    highest_day,
    lasting_rise,
    missing_days,
    recent_maximum,
    rise_limit,
    sudden_day,
)
from andante.plan.guards.pain import (
    expected_soreness,
    flare_rest,
    marked_in_a_row,
    re_entry,
    steps_down,
    two_worse_days,
    worse_days,
)
from andante.plan.guards.shared import granted_step, step_locks
from andante.plan.guards.unsure import (
    ENOUGH_DAYS,
    STALE_H,
    doubt,
    not_enough,
    red_flag,
    unknown_load,
    unreliable,
    usable_last_safe,
)
from andante.plan.guards.week import week_total
from andante.plan.guards.wishes import hours_available, own_ceiling
from andante.plan.habits import always_done, highest_level
from andante.plan.question import GENTLE_EFFORT, Cap, Question, gentle_default
from andante.plan.situation import SLOW_SHARE

__all__ = [
    "ENOUGH_DAYS",
    "GENTLE_EFFORT",
    "GUARDS",
    "STALE_H",
    "Cap",
    "Question",
    "caps",
    "doubt",
    "first_part",
    "floor_of",
    "gentle_default",
    "granted_step",
    "marked_in_a_row",
    "step_locks",
    "steps_down",
    "two_worse_days",
    "usable_last_safe",
]

FLOOR_SHARE: Final = 0.8
CAREFUL_FLOOR_SHARE: Final = 0.7
LOW_FLOOR_SHARE: Final = 0.5
MOST_FLOOR_SHARE: Final = 0.9

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
    lasting_rise,
    highest_day,
    even_day,
    sudden_day,
)
"""In the order in which they are named when two caps are equal: safety, pain, the person's wish, habit."""


def caps(question: Question, group: str) -> tuple[Cap, ...]:
    """Every cap on `group`, the lowest first."""
    found = (guard(question, group) for guard in GUARDS)
    return tuple(sorted((cap for cap in found if cap is not None), key=lambda cap: cap.most))


def floor_of(question: Question, group: str, ceiling: float) -> float:
    """The floor: the first part of a day, so that a hard morning is no lost day. None with ME/CFS or malaise after
    effort: there stopping early is right, and nothing has to be reached (NICE NG206).
    """
    return 0.0 if question.saves_energy else first_part(question, group, ceiling)


def first_part(question: Question, group: str, ceiling: float) -> float:
    """What a day begins with: 0.8 of a usual day, or of the ceiling where that is less; 0.7 where the person's own word
    keeps steps out (ME/CFS, malaise, the wish for none), else also what is always done (`_falling`) as far as 0.9 of
    the ceiling; where the plan keeps room for who does less than it allows, such a share of that, as far as it is
    always done; half after worse days (`steps_down`). In a flare nothing, unless the person wants gentle movement then.
    Never more than an average day of late, but where the plan keeps more or what was done is falling; not even then
    while big days are paid for.
    """
    flare = question.flare_now
    sore = flare is not None and question.soreness(flare) is not None
    if flare is not None and not sore and not question.limits.flare_movement:
        return 0.0
    usual = question.usual_day(group)
    share = CAREFUL_FLOOR_SHARE if question.held_by_word else FLOOR_SHARE
    if flare is not None or steps_down(question):
        share = LOW_FLOOR_SHARE
    first = share * (ceiling if usual is None else min(ceiling, usual))
    # The usual day is one that is reached on a fifth of the days: of uneven days most are less than four fifths of it.
    first = min(first, question.situation.used_to(group) or first)
    if question.pays_for_big_days:
        return first
    if question.kept(group) is not None:
        first = max(first, min(share * ceiling, _nearly_always(question, group)))
    return max(first, min(MOST_FLOOR_SHARE * ceiling, _falling(question, group))) if share == FLOOR_SHARE else first


def _nearly_always(question: Question, group: str) -> float:
    """What is done on nearly all days, no more than a usual one: who only ever begins each day would else begin with
    less each month, as each is a share of a usual day that the last ones made.
    """
    usual, always = question.usual_day(group), always_done(question.situation, group)
    return 0.0 if usual is None or always is None else min(usual, always)


def _falling(question: Question, group: str) -> float:
    """The same where the months before held clearly more, and no flare is over for less than its way back."""
    always, before = always_done(question.situation, group), highest_level(question.situation, group)
    if always is None or before is None or always >= SLOW_SHARE * before:
        return 0.0
    return _nearly_always(question, group) if re_entry(question, group) is None else 0.0
