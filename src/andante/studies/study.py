"""What a study is: citation, groups, targets as data, and a function that measures them on virtual people. The frame
that all share; no study of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from andante.body.laboratory import Record, Setting, run
from andante.body.parameters import Table
from andante.body.people import draw
from andante.body.protocol import Group, Protocol

REPLICATIONS = 200


@dataclass(frozen=True, slots=True)
class Target:
    """One published quantity: met when the value lies from `low` to `high` (None: no bound on that side).

    `tried` says what was tried when the model does not reach it.
    """

    id: str
    what: str
    low: float | None = None
    high: float | None = None
    tried: str = ""

    def met_by(self, value: float) -> bool:
        """Whether `value` meets the target; a value that could not be computed does not."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True, slots=True)
class Found:
    """What came out for a target. `share`: in how many of the replications it held at the study's own size."""

    target: Target
    value: float
    share: float | None = None

    @property
    def passed(self) -> bool:
        """Whether the target is met."""
        return self.target.met_by(self.value)


@dataclass(frozen=True)
class Size:
    """How a study is run: people per group in one replication, replications, seed, and the table of constants."""

    people: Mapping[Group, int]
    reps: int
    seed: int
    table: Table

    def total(self, group: Group) -> int:
        """People of a group in all replications."""
        return self.people[group] * self.reps

    def by_replication(self, group: Group, values: np.ndarray) -> np.ndarray:
        """Values of all people (..., people) as (..., replications, people of one)."""
        return values.reshape(*values.shape[:-1], self.reps, self.people[group])


@dataclass(frozen=True)
class Measures:
    """What a run of a study found: value (and share of replications) by target, and laboratory records by group."""

    values: Mapping[str, float | tuple[float, float]]
    records: Mapping[Group, Record] = field(default_factory=dict)


@dataclass(frozen=True)
class Study:
    """A published experiment. `measure` gives a value for each target."""

    name: str
    title: str
    citation: str
    groups: Mapping[Group, int]
    targets: tuple[Target, ...]
    measure: Callable[[Size], Measures]
    protocol: Protocol | None = None
    note: str = ""
    published: Mapping[tuple[str, str, float], str] = field(default_factory=dict)
    """Published direction (up, down, unchanged) by (group, site, seconds after the contraction)."""
    reps: int = REPLICATIONS
    """Replications unless other ones are asked for; fewer for studies of months."""


@dataclass(frozen=True)
class Answer:
    """A study that was run."""

    study: Study
    size: Size
    found: tuple[Found, ...]
    records: Mapping[Group, Record]

    @property
    def passed(self) -> bool:
        """Whether every target is met."""
        return all(one.passed for one in self.found)


def conduct(study: Study, size: Size) -> Answer:
    """Run `study`."""
    measures = study.measure(size)
    found = []
    for target in study.targets:
        value = measures.values[target.id]
        one, share = value if isinstance(value, tuple) else (value, None)
        found.append(Found(target, float(one), share))
    return Answer(study, size, tuple(found), measures.records)


def in_laboratory(protocol: Protocol, size: Size, **setting: Any) -> dict[Group, Record]:
    """`protocol` lived through by everybody of every group, all replications at once."""
    return {
        group: run(
            protocol,
            draw(group, range(size.total(group)), seed=size.seed, table=size.table),
            Setting(seed=size.seed, **setting),
        )
        for group in size.people
    }
