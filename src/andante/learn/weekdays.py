"""How far the days of a person's week lie from what the plain model expects, shrunken to nothing while little is known.

Days count from the first entry, in sevens, so that nothing depends on which weekday a diary begins on.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

WEEK = 7
MEMORY = 0.998  # per rating
SHRINKAGE = 8.0  # ratings on a weekday before half of what was seen is believed


def phase_of(days: float) -> int:
    """Which day of the person's week lies `days` after the first entry."""
    return int(np.floor(days + 1e-6)) % WEEK


@dataclass(frozen=True)
class Weekdays:
    """Discounted sums (7,) of misses of the plain model on each day, in points, and how many they are."""

    missed: np.ndarray = field(default_factory=lambda: np.zeros(WEEK))
    count: np.ndarray = field(default_factory=lambda: np.zeros(WEEK))

    def step(self, phase: int, miss: float) -> Weekdays:
        """After a rating on day `phase` that lay `miss` points above what the plain model expected."""
        here = np.arange(WEEK) == phase
        return replace(self, missed=MEMORY * self.missed + here * miss, count=MEMORY * self.count + here)

    @property
    def deviations(self) -> np.ndarray:
        """How many points each day (7,) lies above the mean of the week, as far as can be believed."""
        believed = self.missed / (self.count + SHRINKAGE)
        return np.asarray(believed - believed.mean())
