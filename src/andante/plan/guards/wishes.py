"""Caps that the person sets: own ceilings, and the hours there are."""

from __future__ import annotations

from typing import Final

from andante.plan.limits import WHOLE_BODY
from andante.plan.question import GENTLE_EFFORT, Cap, Question, gentle_default

MOVING_SHARE: Final = 0.5


def own_ceiling(question: Question, group: str) -> Cap | None:
    """The person's own ceiling for the group, or the group's share of the one for the whole body."""
    ceilings = question.limits.ceilings
    caps = [ceilings[group]] if group in ceilings else []
    if WHOLE_BODY in ceilings:
        caps.append(ceilings[WHOLE_BODY] * _shares(question)[group])
    return Cap("own-ceiling", group, min(caps)) if caps else None


def hours_available(question: Question, group: str) -> Cap | None:
    """What fits into the hours there are: half of them moving, at a gentle effort. So much for the group that a usual
    day loads most, and for the others as much less as on a usual day: one activity loads several of them at once.
    """
    if (hours := question.limits.hours) is None:
        return None
    shares = _shares(question)
    most = hours * 60 * MOVING_SHARE * GENTLE_EFFORT * shares[group] / max(shares.values())
    return Cap("hours", group, most, {"hours": hours})


def _shares(question: Question) -> dict[str, float]:
    """The share (0-1) of each group in a usual day of all groups. A group without one, new in the diary or rested, has
    that of the written safe default: a share of nothing would leave no room for anything that touches it.
    """
    days = {group: question.usual_day(group) for group in question.situation.loads}
    usual = {group: gentle_default(group) if day is None else day for group, day in days.items()}
    whole = sum(usual.values())
    return {group: day / whole if whole > 0 else 1.0 / len(usual) for group, day in usual.items()}
