"""Everyday activities and the muscle groups that they load most, and the positions they
are done in. A short list to begin with, not a dictionary of all
there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from andante.plan.answer import ANY_POSITION, Position
from andante.plan.limits import WHOLE_BODY

GROUP_WORDS: Final[dict[str, str]] = {
    "neck_shoulders": "neck and shoulders",
    "arms_hands": "arms and hands",
    "trunk": "back and trunk",
    "hips_thighs": "hips and thighs",
    "lower_legs": "lower legs",
    WHOLE_BODY: "whole body",
}

EVERYDAY: Final[dict[str, str]] = {
    "neck_shoulders": "desk work or reaching up",
    "arms_hands": "kitchen work",
    "trunk": "light housework",
    "hips_thighs": "moving about, some stairs",
    "lower_legs": "a short walk",
    WHOLE_BODY: "everyday activity, such as light housework or a short walk",
}

_EVERYDAY_POSITIONS: Final[dict[str, tuple[Position, ...]]] = {
    "neck_shoulders": ("sitting", "standing"),
    "arms_hands": ("standing", "sitting"),
    "trunk": ("standing", "walking"),
    "hips_thighs": ("walking",),
    "lower_legs": ("walking",),
    WHOLE_BODY: ("standing", "walking"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an activity: the muscle groups it loads, the most loaded first, and where it can be done."""

    groups: tuple[str, ...]
    positions: tuple[Position, ...]


ACTIVITIES: Final[dict[str, Known]] = {
    "cleaning": Known(("arms_hands", "trunk", "neck_shoulders"), ("standing", "walking")),
    "computer": Known(("neck_shoulders", "arms_hands"), ("sitting", "standing")),
    "cooking": Known(("arms_hands", "neck_shoulders"), ("standing", "sitting")),
    "cycling": Known(("hips_thighs", "lower_legs"), ("sitting",)),
    "dancing": Known(("lower_legs", "hips_thighs"), ("standing",)),
    "drawing": Known(("arms_hands", "neck_shoulders"), ("sitting", "standing")),
    "driving": Known(("neck_shoulders", "trunk"), ("sitting",)),
    "gardening": Known(("trunk", "arms_hands", "hips_thighs"), ("standing", "sitting")),
    "hairdressing": Known(("neck_shoulders", "arms_hands", "lower_legs"), ("standing", "sitting")),
    "knitting": Known(("arms_hands", "neck_shoulders"), ("sitting",)),
    "painting": Known(("neck_shoulders", "arms_hands"), ("standing", "sitting")),
    "piano": Known(("arms_hands", "neck_shoulders"), ("sitting",)),
    "sewing": Known(("arms_hands", "neck_shoulders"), ("sitting",)),
    "shopping": Known(("lower_legs", "arms_hands"), ("walking",)),
    "swimming": Known(("neck_shoulders", "hips_thighs"), (ANY_POSITION,)),
    "walking": Known(("lower_legs", "hips_thighs"), ("walking",)),
    "yoga": Known(("trunk", "hips_thighs"), ("standing", "sitting", "lying")),
}


def touched(activity: str) -> tuple[str, ...]:
    """The muscle groups of an activity, the most loaded first; empty for one that the list does not know."""
    known = ACTIVITIES.get(activity.strip().lower())
    return () if known is None else known.groups


def positions_of(activity: str, group: str) -> tuple[Position, ...]:
    """The positions in which `activity` can be done; what nobody knows is left to the person."""
    if activity == EVERYDAY[group]:
        return _EVERYDAY_POSITIONS[group]
    known = ACTIVITIES.get(activity.strip().lower())
    return (ANY_POSITION,) if known is None else known.positions


def values_of(group: str, valued: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the valued activities that load `group`. The whole body is loaded by all, and so is what an unknown
    one may load.
    """
    return tuple(one for one in valued if group == WHOLE_BODY or not touched(one) or group in touched(one))


def name_for(group: str, valued: tuple[str, ...]) -> str:
    """What to call activity of `group`: the dearest valued activity known to load it, else everyday words."""
    known = [one for one in values_of(group, valued) if touched(one) or group == WHOLE_BODY]
    return known[0] if known else EVERYDAY[group]
