"""Where things are in the simulated body: units of muscle by side, the spinal segments they share, and the sites where
a pressure pain threshold is taken. Facts only; no state.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Final

import numpy as np

from andante.anatomy import MUSCLES
from andante.errors import InputError

AXIAL: Final = ("trunk", "neck")
"""Muscles without a side."""

UNITS: Final[tuple[tuple[str, str], ...]] = tuple(
    (muscle, side) for muscle in MUSCLES for side in (("middle",) if muscle in AXIAL else ("left", "right"))
)
"""Each muscle of each side: the rows of every array of the body."""

UNIT_MUSCLE: Final = np.array([MUSCLES.index(muscle) for muscle, _ in UNITS])

_SEGMENT: Final = {
    "neck": 3.5, "shoulder": 5.0, "elbow": 6.0, "grip": 8.0,
    "trunk": 17.0, "hip": 22.5, "knee": 23.0, "ankle": 25.0,
}  # fmt: skip
"""Spinal segment of a muscle's main root, counted from C1 = 1 (C8 = 8, T12 = 20, L5 = 25)."""
_REACH_SEGMENTS: Final = 1.5
_OTHER_SIDE: Final = 0.45

SITES: Final[dict[str, str]] = {
    "trapezius": "shoulder",
    "deltoid": "shoulder",
    "infraspinatus": "shoulder",
    "supraspinatus": "shoulder",
    "neck": "neck",
    "biceps": "elbow",
    "triceps": "elbow",
    "elbow": "elbow",
    "forearm": "grip",
    "hand": "grip",
    "thumb": "grip",
    "finger": "grip",
    "lumbar": "trunk",
    "abdomen": "trunk",
    "gluteal": "hip",
    "quadriceps": "knee",
    "hamstring": "knee",
    "knee": "knee",
    "tibialis_anterior": "ankle",
    "calf": "ankle",
    "foot": "ankle",
}
"""Sites of the pressure pain threshold, and the muscle under each. `_left` or `_right` may follow; bare means the side
that works, or the right one.
"""


@dataclass(frozen=True, slots=True)
class Site:
    """A place where a threshold is taken."""

    name: str
    kind: str
    unit: int


def site(name: str, side: str = "right") -> Site:
    """The site of that name; a bare one lies on `side`. Raises InputError for an unknown one."""
    kind = name
    for suffix in ("left", "right"):
        if name.endswith(f"_{suffix}"):
            kind, side = name.removesuffix(f"_{suffix}"), suffix
    if kind not in SITES:
        near = ", ".join(difflib.get_close_matches(kind, SITES, n=3, cutoff=0.0))
        raise InputError(f"site: found {name!r}, nearest known are {near}")
    return Site(name, kind, unit_of(SITES[kind], side))


def unit_of(muscle: str, side: str) -> int:
    """The row of a muscle; `side` does not matter for one in the middle."""
    return UNITS.index((muscle, "middle" if muscle in AXIAL else side))


def units_of(muscle: str, side: str) -> tuple[int, ...]:
    """The rows that work when `muscle` works on `side` (left, right or both)."""
    sides = ("left", "right") if side == "both" else (side,)
    return tuple(dict.fromkeys(unit_of(muscle, one) for one in sides))


def closeness() -> np.ndarray:
    """How much of the segmental inhibition of a working unit (column) reaches a unit (row): (units, units), 0-1.

    1 for the unit itself; it falls with the distance of the spinal segments, and across the midline.
    """
    reach = np.empty((len(UNITS), len(UNITS)))
    for row, (here, side) in enumerate(UNITS):
        for column, (there, other) in enumerate(UNITS):
            near = np.exp(-abs(_SEGMENT[here] - _SEGMENT[there]) / _REACH_SEGMENTS)
            crossed = "middle" not in (side, other) and side != other
            reach[row, column] = near * (_OTHER_SIDE if crossed else 1.0)
    return reach
