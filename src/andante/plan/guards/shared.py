"""What guards share: whether a step is open, and the written safe default. No cap is made here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from andante.plan.locks import LEVEL_DAYS, OF_AREAS, Lock
from andante.plan.question import Cap, Question, gentle_default

Guard = Callable[[Question, str], Cap | None]


def keeps(guard: Guard) -> Guard:
    """`guard`, a cap from what was done of late, but never below what the plan keeps (`Question.kept`): who does less
    than it allows would else be allowed less each month, for ever (docs/decisions/037).
    """

    @wraps(guard)
    def kept(question: Question, group: str) -> Cap | None:
        cap, least = guard(question, group), question.kept(group)
        return cap if cap is None or least is None or least <= cap.most else Cap("kept", group, least)

    return kept


def granted_step(question: Question, group: str) -> float:
    """The step up (a share, 0-0.10) that `group` may take now; 0 while any lock holds."""
    return 0.0 if step_locks(question, group) else question.limits.step


def week_step(question: Question, group: str) -> float:
    """What the step adds to a week (a share): the one granted now, or the one just taken, so that a level reached by
    steps is not taken back by the sum of the weeks before it. Never more than one step, and none beside another lock of
    the whole person or of the areas under the group.
    """
    granted = granted_step(question, group)
    now, before = question.situation.reached(group), question.situation.reached(group, ago=LEVEL_DAYS)
    areas = {lock.code for lock in question.locks_of_groups[group]} & OF_AREAS
    if granted or not now or not before or areas or set(question.locks) - {"good-day", "worse-day"}:
        return granted
    return max(0.0, min(question.limits.step, now / before - 1.0))


def step_locks(question: Question, group: str) -> tuple[Lock, ...]:
    """What keeps `group` from a step up now."""
    return (*question.locks.values(), *question.locks_of_groups[group])


def safe_amount(question: Question, group: str) -> float:
    """The written safe default of `group`, and never more than the level of the person; in the first days, than the
    most that is known of them. Days of rest alone are no such measure, unless in a flare or where steps up are out for
    good.
    """
    situation, default = question.situation, gentle_default(group)
    if question.starts_gently(group):
        return default
    reached = situation.reached(group)
    if reached is None or question.is_new(group):
        reached = max(situation.known_loads(group), default=default)
    return min(default, reached)
