"""Caps that the person sets: own ceilings, and the hours there are."""

from __future__ import annotations

from typing import Final

from andante.plan.limits import WHOLE_BODY
from andante.plan.question import GENTLE_EFFORT, Cap, Question

MOVING_SHARE: Final = 0.5


def own_ceiling(question: Question, group: str) -> Cap | None:
    """The person's own ceiling for the group, or the group's share of the one for the whole body."""
    ceilings = question.limits.ceilings
    caps = [ceilings[group]] if group in ceilings else []
    if WHOLE_BODY in ceilings:
        caps.append(ceilings[WHOLE_BODY] * question.situation.usual_share(group))
    return Cap("own-ceiling", group, min(caps)) if caps else None


def hours_available(question: Question, group: str) -> Cap | None:
    """What fits into the hours there are: half of them moving, at a gentle effort. So much for the group that a usual
    day loads most, and for the others as much less as on a usual day: one activity loads several of them at once.
    """
    if (hours := question.limits.hours) is None:
        return None
    share = question.situation.usual_share
    most = hours * 60 * MOVING_SHARE * GENTLE_EFFORT * share(group) / max(map(share, question.situation.loads))
    return Cap("hours", group, most, {"hours": hours})
