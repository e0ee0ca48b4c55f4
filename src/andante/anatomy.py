"""Body areas, the regions of the widespread pain index, muscle groups and what they touch. No state and no inference.

Areas are those of the 2016 fibromyalgia criteria (Wolfe et al. 2016, doi 10.1016/j.semarthrit.2016.08.012): 19 areas in
five regions, and further areas outside the score.
"""

from __future__ import annotations

from typing import Final

REGIONS: Final[dict[str, tuple[str, ...]]] = {
    "left upper": ("jaw_left", "shoulder_girdle_left", "upper_arm_left", "lower_arm_left"),
    "right upper": ("jaw_right", "shoulder_girdle_right", "upper_arm_right", "lower_arm_right"),
    "left lower": ("hip_buttock_left", "upper_leg_left", "lower_leg_left"),
    "right lower": ("hip_buttock_right", "upper_leg_right", "lower_leg_right"),
    "axial": ("neck", "upper_back", "lower_back", "chest", "abdomen"),
}

WPI_AREAS: Final[tuple[str, ...]] = tuple(area for areas in REGIONS.values() for area in areas)

EXTRA_AREAS: Final[tuple[str, ...]] = (
    "head",
    "face",
    *(f"{part}_{side}" for part in ("hand", "foot", "knee", "breast") for side in ("left", "right")),
)

AREAS: Final[tuple[str, ...]] = (*WPI_AREAS, *EXTRA_AREAS)

SIDELESS: Final[dict[str, tuple[str, ...]]] = {
    part: (f"{part}_left", f"{part}_right")
    for part in (
        "knee",
        "hand",
        "foot",
        "breast",
        "jaw",
        "shoulder_girdle",
        "upper_arm",
        "lower_arm",
        "hip_buttock",
        "upper_leg",
        "lower_leg",
    )
}


def _both(*parts: str) -> tuple[str, ...]:
    return tuple(f"{part}_{side}" for part in parts for side in ("left", "right"))


COARSE: Final[dict[str, tuple[str, ...]]] = {
    "arm": _both("upper_arm", "lower_arm"),
    "leg": _both("upper_leg", "lower_leg"),
    "hip": _both("hip_buttock"),
    "back": ("upper_back", "lower_back"),
    "shoulder": _both("shoulder_girdle"),
    "finger": _both("hand"),
    "eyes": ("face",),
}

MUSCLE_GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "neck_shoulders": ("neck", "upper_back", *_both("shoulder_girdle")),
    "arms_hands": _both("upper_arm", "lower_arm", "hand"),
    "trunk": ("lower_back", "chest", "abdomen"),
    "hips_thighs": _both("hip_buttock", "upper_leg", "knee"),
    "lower_legs": _both("lower_leg", "foot"),
}
"""Muscle groups that carry load, and the areas they lie under."""

MUSCLES: Final = ("shoulder", "elbow", "grip", "trunk", "hip", "knee", "ankle", "neck")
"""Muscles of the simulated body, by the joint they move."""

MUSCLE_GROUP_OF: Final[dict[str, str]] = {
    "neck": "neck_shoulders",
    "shoulder": "neck_shoulders",
    "elbow": "arms_hands",
    "grip": "arms_hands",
    "trunk": "trunk",
    "hip": "hips_thighs",
    "knee": "hips_thighs",
    "ankle": "lower_legs",
}
"""The group of the diary that each muscle's load counts for."""


def covers(area: str) -> tuple[str, ...]:
    """The areas that a word for a body area covers: itself, both sides, or the parts of a coarse word.

    Raises KeyError for a word that is no body area.
    """
    if area in AREAS:
        return (area,)
    return SIDELESS[area] if area in SIDELESS else COARSE[area]


def lies_under(area: str, group: str) -> bool:
    """Whether a word for a body area names at least one area that the muscle group lies under.

    Raises KeyError for a word that is no body area, and for a group that is none.
    """
    return not set(covers(area)).isdisjoint(MUSCLE_GROUPS[group])


AREA_WORDS: Final[tuple[str, ...]] = (*AREAS, *SIDELESS, *COARSE)
