"""Everyday activities: which muscles they load and how, and where they can be done. One home for these facts, read from
`activities.csv`. They are estimates for a healthy adult woman: not a measurement of anybody, not a dictionary of all
there is, and no advice.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final, Literal, TypeVar, get_args

from andante.anatomy import MUSCLE_GROUP_OF, MUSCLE_GROUPS, MUSCLES
from andante.errors import Fault

Kind = Literal["sleep", "rest", "self-care", "home", "care", "work", "transport", "leisure", "exercise"]
Position = Literal["sitting", "standing", "walking", "lying", "as it suits"]
Work = Literal["static", "rhythmic", "rest"]
Sides = Literal["both", "dominant"]

ANY_POSITION: Final = "as it suits"
TABLE: Final = "activities.csv"
COLUMNS: Final = (
    *("name", "kind", "position", "other_positions", "work", "duty", "effort"),
    *("neck", "shoulder", "elbow", "grip", "trunk", "hip", "knee", "ankle", "posture", "sides", "source"),
)
LARGEST_EFFORT: Final = 10.0
LARGEST_LOAD: Final = 0.6
NOTICED_SHARE: Final = 0.4
"""A muscle group counts as loaded from this share of the most loaded group's load on ..."""
NOTICED_LOAD: Final = 0.02
"""... and from this share of maximal strength on."""

_KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_POSITIONS: Final[tuple[Position, ...]] = get_args(Position)
_WORKS: Final[tuple[Work, ...]] = get_args(Work)
_SIDES: Final[tuple[Sides, ...]] = get_args(Sides)
_Word = TypeVar("_Word", bound=str)


@dataclass(frozen=True, slots=True)
class Everyday:
    """One activity as a healthy adult woman does it. All numbers are estimates.

    position: the usual one; other_positions: further ones, the likelier first. duty: share of the time (0-1) that the
    muscles are on. effort: CR10 (0-10). load: for each of MUSCLES, in their order, the share (0-0.6) of its maximal
    voluntary contraction while it is on. posture: how much (0-1) a still, held position strains. sides: whether both
    sides work alike or mostly the dominant one.
    """

    name: str
    kind: Kind
    position: Position
    other_positions: tuple[Position, ...]
    work: Work
    duty: float
    effort: float
    load: Mapping[str, float] = field(hash=False)
    posture: float
    sides: Sides

    @property
    def positions(self) -> tuple[Position, ...]:
        """All positions in which it can be done, the usual one first."""
        return (self.position, *self.other_positions)

    @property
    def groups(self) -> tuple[str, ...]:
        """The muscle groups (keys of `anatomy.MUSCLE_GROUPS`) that it loads noticeably, the most loaded first.

        A group's load is that of its most loaded muscle. Empty for rest.
        """
        loads = self._by_group()
        least = max(NOTICED_LOAD, NOTICED_SHARE * max(loads.values()))
        return tuple(sorted((group for group in loads if loads[group] >= least), key=lambda group: -loads[group]))

    @property
    def shares(self) -> dict[str, float]:
        """How much (0-1) each muscle group has to do, against the one that has the most. Empty for rest."""
        loads = self._by_group()
        most = max(loads.values())
        return {group: load / most for group, load in loads.items() if load > 0.0}

    def _by_group(self) -> dict[str, float]:
        loads = dict.fromkeys(MUSCLE_GROUPS, 0.0)
        for muscle, load in self.load.items():
            group = MUSCLE_GROUP_OF[muscle]
            loads[group] = max(loads[group], load)
        return loads


@cache
def catalogue() -> dict[str, Everyday]:
    """The packaged activities by name, in the order of the file. Raises Fault when the table is wrong."""
    with (files("andante") / TABLE).open(encoding="utf-8") as table:
        return read_catalogue(table)


def find(name: str) -> Everyday | None:
    """The activity of that name, whatever its case and spaces; None for one that the catalogue does not know."""
    return catalogue().get(_plain(name))


def loads_of(
    shares: Mapping[str, float], *, effort_0_10: float | None, minutes: float | None
) -> dict[str, float | None]:
    """What an activity loads each muscle group with, in effort-minutes: share x effort / 10 x minutes.

    shares: by muscle group, 0-1, the most loaded one 1 (`Everyday.shares`, or a person's own). The effort as rated is
    that of the most loaded group. None while effort or minutes are unknown, unless the other is zero; the groups that
    the activity does not load are absent.
    """
    whole = load_effort_min(effort_0_10, minutes)
    return {group: None if whole is None else round(share * whole, 2) for group, share in shares.items() if share > 0}


def load_effort_min(effort_0_10: float | None, minutes: float | None) -> float | None:
    """Effort-minutes of (effort, minutes): None while a factor is unknown, unless the other is zero."""
    if effort_0_10 == 0 or minutes == 0:
        return 0.0
    if effort_0_10 is None or minutes is None:
        return None
    return round(effort_0_10 / 10.0 * minutes, 2)


def read_catalogue(lines: Iterable[str]) -> dict[str, Everyday]:
    """The activities of a table with COLUMNS. Raises Fault that names line and column, what is found and allowed."""
    reader = csv.reader(lines)
    header = tuple(next(reader, ()))
    if header != COLUMNS:
        place = next((i for i, (one, other) in enumerate(zip(header, COLUMNS, strict=False)) if one != other), None)
        column = "columns" if place is None else f"column {place + 1}"
        raise Fault(f"{TABLE}: line 1: {column}: found {', '.join(header)}; allowed is {', '.join(COLUMNS)}")
    found: dict[str, Everyday] = {}
    for cells in reader:
        row = _Row(reader.line_num, tuple(cells))
        activity = row.activity()
        if activity.name in found:
            raise row.wrong("name", "a name that no line before has")
        found[activity.name] = activity
    return found


def _plain(name: str) -> str:
    return " ".join(name.lower().split())


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: tuple[str, ...]

    def activity(self) -> Everyday:
        if len(self.cells) != len(COLUMNS):
            last = COLUMNS[min(len(self.cells), len(COLUMNS) - 1)]
            counts = f"found {len(self.cells)} cells, allowed are {len(COLUMNS)}"
            raise Fault(f"{TABLE}: line {self.line}: {last}: {counts}")
        for column, allowed in (("name", "lower case words"), ("source", "where it comes from, at least: estimate")):
            cell = self.cell(column)
            if not cell or (column == "name" and cell != _plain(cell)):
                raise self.wrong(column, allowed)
        work, duty = self.work()
        return Everyday(
            name=self.cell("name"),
            kind=self.word("kind", _KINDS),
            position=self.word("position", _POSITIONS),
            other_positions=self.other_positions(),
            work=work,
            duty=duty,
            effort=self.number("effort", LARGEST_EFFORT),
            load={muscle: self.number(muscle, 0.0 if work == "rest" else LARGEST_LOAD) for muscle in MUSCLES},
            posture=self.number("posture", 1.0),
            sides=self.word("sides", _SIDES),
        )

    def cell(self, column: str) -> str:
        return self.cells[COLUMNS.index(column)]

    def wrong(self, column: str, allowed: str) -> Fault:
        return Fault(f"{TABLE}: line {self.line}: {column}: found {self.cell(column)!r}, allowed is {allowed}")

    def word(self, column: str, allowed: tuple[_Word, ...]) -> _Word:
        for one in allowed:
            if one == self.cell(column):
                return one
        raise self.wrong(column, ", ".join(allowed))

    def number(self, column: str, most: float) -> float:
        allowed = f"a number from 0 to {most:g}" if most else "0 in rest"
        try:
            number = float(self.cell(column))
        except ValueError:
            raise self.wrong(column, allowed) from None
        if not 0.0 <= number <= most:
            raise self.wrong(column, allowed)
        return number

    def work(self) -> tuple[Work, float]:
        """Static work is on all the time, rhythmic work in turns, and in rest nothing is on."""
        work, duty = self.word("work", _WORKS), self.number("duty", 1.0)
        fits = {"static": duty == 1.0, "rhythmic": 0.0 < duty < 1.0, "rest": duty == 0.0}
        if not fits[work]:
            raise self.wrong("duty", "1 for static, between 0 and 1 for rhythmic, 0 for rest")
        return work, duty

    def other_positions(self) -> tuple[Position, ...]:
        written = [one for one in self.cell("other_positions").split(";") if one]
        others = tuple(position for one in written for position in _POSITIONS if position == one)
        taken = {self.cell("position"), ANY_POSITION}
        alone = self.cell("position") == ANY_POSITION
        if len({*others} - taken) != len(written) or (alone and written):
            raise self.wrong("other_positions", "further positions, each once, with ; between; none with as it suits")
        return others
