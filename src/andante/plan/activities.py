"""What the planner calls activity of a muscle group, and the positions it is done in. The facts about each activity are
in the catalogue (`andante.activities`), not here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from andante.activities import ANY_POSITION, NOTICED_SHARE, Position, find
from andante.everyday import everyday, shares_of
from andante.plan.limits import WHOLE_BODY

GROUP_WORDS: Final[dict[str, str]] = {
    "neck_shoulders": "neck and shoulders",
    "arms_hands": "arms and hands",
    "trunk": "back and trunk",
    "hips_thighs": "hips and thighs",
    "lower_legs": "lower legs",
    WHOLE_BODY: "whole body",
}


COUNTED_SHARE: Final = 0.25
"""A muscle group that bears less than this of what the most loaded one bears holds no valued activity back."""


@lru_cache(maxsize=4096)
def touched(activity: str) -> tuple[str, ...]:
    """The muscle groups that an activity loads noticeably, the most loaded first; empty for one that is unknown, and
    for rest.
    """
    known = find(activity)
    if known is not None:
        return known.groups
    shares = shares_of(activity) or {}
    return tuple(sorted((group for group in shares if shares[group] >= NOTICED_SHARE), key=lambda g: -shares[g]))


@lru_cache(maxsize=4096)
def share_on(group: str, activity: str, planned_for: str) -> float:
    """How much (0-1) of an activity's effort-minutes, planned for one muscle group, `group` has to bear as well."""
    if group == planned_for:
        return 1.0
    return 0.0 if planned_for == WHOLE_BODY else (shares_of(activity) or {}).get(group, 0.0)


def positions_of(activity: str) -> tuple[Position, ...]:
    """The positions in which `activity` can be done; what nobody knows is left to the person."""
    words, known = everyday(activity), find(activity)
    if words is not None:
        return words.positions
    return (ANY_POSITION,) if known is None else known.positions


def values_of(group: str, valued: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the valued activities that load `group`. An unknown one may load any; the whole body is loaded by all
    but rest.
    """
    moving = [one for one in valued if find(one) is None or touched(one)]
    return tuple(one for one in moving if group == WHOLE_BODY or find(one) is None or group in touched(one))
