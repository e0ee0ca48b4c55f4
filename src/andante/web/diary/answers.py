"""What a check-in asks, and what was answered. Not how it is stored (`models`) or shown (`forms`).

Three states, from the form to the engine: a column *not asked* is absent, a *blank* is None, a number is a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from andante.anatomy import MUSCLE_GROUPS

RATINGS = ("pain", "fatigue", "sleep", "stress")
LOADS = tuple(f"load.{group}" for group in MUSCLE_GROUPS)
FLARE = "flare"
COLUMNS = (*RATINGS, *LOADS, FLARE)

GROUP_WORDS = {
    "neck_shoulders": "Neck and shoulders",
    "arms_hands": "Arms and hands",
    "trunk": "Back and trunk",
    "hips_thighs": "Hips and thighs",
    "lower_legs": "Lower legs",
}
COLUMN_WORDS = {
    "pain": "Pain",
    "fatigue": "Tiredness",
    "sleep": "Sleep",
    "stress": "Stress",
    "flare": "Flare",
    "load": "Whole body",
    **{f"load.{group}": words for group, words in GROUP_WORDS.items()},
}

Effort = tuple[float | None, float | None]  # effort 0-10, minutes


def words_for(column: str) -> str:
    """The column in plain words."""
    return COLUMN_WORDS.get(column, column.split(".", 1)[-1].replace("_", " ").capitalize())


def load_effort_min(effort_0_10: float | None, minutes: float | None) -> float | None:
    """Effort-minutes of (effort, minutes): None while a factor is unknown, unless the other is zero."""
    if effort_0_10 == 0 or minutes == 0:
        return 0.0
    if effort_0_10 is None or minutes is None:
        return None
    return round(effort_0_10 / 10.0 * minutes, 2)


@dataclass(frozen=True)
class Answers:
    """One check-in as it was answered. `values` holds every column asked; `efforts` what stands behind a load."""

    values: Mapping[str, float | None]
    efforts: Mapping[str, Effort] = field(default_factory=dict)
    note: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was answered."""
        efforts = (number for effort in self.efforts.values() for number in effort)
        return self.note is None and all(value is None for value in (*self.values.values(), *efforts))
