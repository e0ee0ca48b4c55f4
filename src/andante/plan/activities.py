"""Everyday activities and the muscle groups that they load most. A short list to begin with, not a dictionary of all
there is.
"""

from __future__ import annotations

from typing import Final

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
    "hips_thighs": "stairs, or getting up from a chair",
    "lower_legs": "a short walk",
    WHOLE_BODY: "everyday activity, such as light housework or a short walk",
}

ACTIVITIES: Final[dict[str, tuple[str, ...]]] = {
    "cleaning": ("arms_hands", "trunk", "neck_shoulders"),
    "computer": ("neck_shoulders", "arms_hands"),
    "cooking": ("arms_hands", "neck_shoulders"),
    "cycling": ("hips_thighs", "lower_legs"),
    "dancing": ("lower_legs", "hips_thighs"),
    "drawing": ("arms_hands", "neck_shoulders"),
    "driving": ("neck_shoulders", "trunk"),
    "gardening": ("trunk", "arms_hands", "hips_thighs"),
    "hairdressing": ("neck_shoulders", "arms_hands", "lower_legs"),
    "knitting": ("arms_hands", "neck_shoulders"),
    "painting": ("neck_shoulders", "arms_hands"),
    "piano": ("arms_hands", "neck_shoulders"),
    "sewing": ("arms_hands", "neck_shoulders"),
    "shopping": ("lower_legs", "arms_hands"),
    "swimming": ("neck_shoulders", "hips_thighs"),
    "walking": ("lower_legs", "hips_thighs"),
    "yoga": ("trunk", "hips_thighs"),
}


def touched(activity: str) -> tuple[str, ...]:
    """The muscle groups of an activity, the most loaded first; empty for one that the list does not know."""
    return ACTIVITIES.get(activity.strip().lower(), ())


def values_of(group: str, valued: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the valued activities that load `group`. The whole body is loaded by all, and so is what an unknown
    one may load.
    """
    return tuple(one for one in valued if group == WHOLE_BODY or not touched(one) or group in touched(one))


def name_for(group: str, valued: tuple[str, ...]) -> str:
    """What to call activity of `group`: the dearest valued activity known to load it, else everyday words."""
    known = [one for one in values_of(group, valued) if touched(one) or group == WHOLE_BODY]
    return known[0] if known else EVERYDAY[group]
