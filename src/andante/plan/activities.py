"""What the planner calls activity of a muscle group, and the positions it is done in. The facts about each activity are
in the catalogue (`andante.activities`), not here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from andante.activities import ANY_POSITION, EVERYDAY, Position, find, shares_of
from andante.plan.limits import WHOLE_BODY

GROUP_WORDS: Final[dict[str, str]] = {
    "neck_shoulders": "neck and shoulders",
    "arms_hands": "arms and hands",
    "trunk": "back and trunk",
    "hips_thighs": "hips and thighs",
    "lower_legs": "lower legs",
    WHOLE_BODY: "whole body",
}

_EVERYDAY_POSITIONS: Final[dict[str, tuple[Position, ...]]] = {
    "neck_shoulders": ("sitting", "standing"),
    "arms_hands": ("standing", "sitting"),
    "trunk": ("standing", "walking"),
    "hips_thighs": ("walking",),
    "lower_legs": ("walking",),
    WHOLE_BODY: ("standing", "walking"),
}


@lru_cache(maxsize=4096)
def touched(activity: str) -> tuple[str, ...]:
    """The muscle groups of an activity, the most loaded first; empty for one that is unknown, and for rest."""
    known = find(activity)
    return () if known is None else known.groups


@lru_cache(maxsize=4096)
def share_on(group: str, activity: str, planned_for: str) -> float:
    """How much (0-1) of an activity's effort-minutes, planned for one muscle group, `group` has to bear as well."""
    if group == planned_for:
        return 1.0
    return 0.0 if planned_for == WHOLE_BODY else (shares_of(activity) or {}).get(group, 0.0)


def positions_of(activity: str, group: str) -> tuple[Position, ...]:
    """The positions in which `activity` can be done; what nobody knows is left to the person."""
    if activity == EVERYDAY[group]:
        return _EVERYDAY_POSITIONS[group]
    known = find(activity)
    return (ANY_POSITION,) if known is None else known.positions


def values_of(group: str, valued: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the valued activities that load `group`. An unknown one may load any; the whole body is loaded by all
    but rest.
    """
    moving = [one for one in valued if find(one) is None or touched(one)]
    return tuple(one for one in moving if group == WHOLE_BODY or find(one) is None or group in touched(one))
