"""A protocol as a value: holds, cycles, rests and probes in order. Not how it is read from a file (`studies`) and not
how it is lived through (`laboratory`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Group = Literal["healthy", "fm", "local"]
GROUPS: Final[tuple[Group, ...]] = ("healthy", "fm", "local")
Side = Literal["left", "right", "both"]
LONGEST_HOLD_S: Final = 3600.0
"""A hold until failure is broken off after this time when its step does not say otherwise: some loads never fail."""


@dataclass(frozen=True, slots=True)
class Probe:
    """Pressure pain thresholds (kPa) at `sites`, `at_s` seconds after the step before it ended."""

    sites: tuple[str, ...]
    at_s: tuple[float, ...] = (0.0,)


@dataclass(frozen=True, slots=True)
class Measured:
    """Thresholds taken while a hold or cycles go on: at seconds from its start, or at shares (0-1) of the own time."""

    sites: tuple[str, ...]
    at_s: tuple[float, ...] = ()
    at_share: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Rest:
    """`seconds` without a load."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Work:
    """A contraction: a sustained hold, or cycles of `on_s` and `off_s` seconds when `off_s` is above zero.

    The load is `load`, a fraction of the own maximal voluntary contraction (of the healthy mean with
    `same_absolute_load`), or `newton`, the same force for everybody. It lasts `seconds` (rests between contractions
    included), or until failure when that is None, and never longer than `cap_s`.
    """

    muscle: str
    side: Side = "right"
    load: float | None = None
    newton: float | None = None
    seconds: float | None = None
    cap_s: float = LONGEST_HOLD_S
    on_s: float = 0.0
    off_s: float = 0.0
    same_absolute_load: bool = False
    measured: Measured | None = None

    @property
    def cycles(self) -> bool:
        """Whether contractions alternate with rests."""
        return self.off_s > 0.0


Step = Work | Rest | Probe


@dataclass(frozen=True, slots=True)
class Protocol:
    """What is done, and by how many virtual people of each group."""

    title: str
    groups: dict[Group, int]
    steps: tuple[Step, ...]
