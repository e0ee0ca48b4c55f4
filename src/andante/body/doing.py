"""The catalogue of everyday activities as arrays for the body: loads on units, duty, strain of position, effort.

The facts themselves stand in `andante.activities`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from andante.activities import Everyday, Position, catalogue
from andante.anatomy import MUSCLE_GROUP_OF, MUSCLE_GROUPS, MUSCLES
from andante.body.sites import UNITS

_STRAINED: Final = {
    "sitting": {"neck": 0.9, "shoulder": 0.7, "trunk": 0.9, "hip": 0.5},
    "standing": {"neck": 0.3, "trunk": 0.6, "hip": 0.5, "knee": 0.8, "ankle": 1.0},
    "lying": {"neck": 0.3, "trunk": 0.3},
    "walking": {},
    "as it suits": {},
}
"""How much a held position strains each muscle, as a share of the activity's own strain. Estimates."""

REST: Final = "resting sitting"
SLEEP: Final = "sleeping"
REST_LOAD: Final = 0.01
"""A load up to this counts as rest (as in the usual implementations of 3CC-r)."""
HARDEST: Final = 0.95
"""Nobody works above this share of the own maximum for minutes."""


@dataclass(frozen=True)
class Loads:
    """One row per activity: `load`, `duty` and `posture` (activities, units); `effort` (activities, groups), CR10 / 10.

    `can_stop`: whether a person who hurts can leave it for a rest.
    """

    names: tuple[str, ...]
    load: np.ndarray
    duty: np.ndarray
    posture: np.ndarray
    effort: np.ndarray
    exercise: np.ndarray
    can_stop: np.ndarray

    def row(self, name: str) -> int:
        """The row of an activity. Raises ValueError for one that the catalogue has not."""
        return self.names.index(name)


@cache
def loads() -> Loads:
    """The packaged catalogue."""
    known = tuple(catalogue().values())
    return Loads(
        tuple(one.name for one in known),
        np.array([_on_units(one) for one in known]),
        np.array([[one.duty if one.work != "rest" else 0.0] * len(UNITS) for one in known]),
        np.array([strain_of(one, one.position) for one in known]),
        np.array([_efforts(one) for one in known]),
        np.array([one.kind == "exercise" for one in known]),
        np.array([one.kind not in ("sleep", "rest") and one.effort > 0.0 for one in known]),
    )


def _on_units(one: Everyday) -> list[float]:
    spared = {"left"} if one.sides == "dominant" else set()
    return [0.5 * one.load[muscle] if side in spared else one.load[muscle] for muscle, side in UNITS]


def strain_of(one: Everyday, position: Position) -> list[float]:
    """How much the activity strains each unit when it is done in `position`, 0-1."""
    strained = _STRAINED[position]
    return [one.posture * strained.get(muscle, 0.0) for muscle, _ in UNITS]


def _efforts(one: Everyday) -> list[float]:
    """Effort that each group takes of the whole: the activity's, in proportion to the group's share of the load."""
    by_group = {
        group: max(one.load[muscle] for muscle in MUSCLES if MUSCLE_GROUP_OF[muscle] == group)
        for group in MUSCLE_GROUPS
    }
    most = max(by_group.values())
    return [one.effort / 10.0 * by_group[group] / most if most > 0.0 else 0.0 for group in MUSCLE_GROUPS]
