"""What goes wrong: with what is written of a day, or with the day itself. Not how andante meets it (`plan.guards`).

A fault takes what a person would have written and gives what stands in the diary instead. Its random numbers depend on
seed, person and day alone.

To add a fault: write the function, and put it into FAULTS.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from zlib import crc32

import numpy as np

from andante.anatomy import MUSCLE_GROUPS
from andante.body.archetypes import Block
from andante.errors import InputError
from andante.insilico.people import Person
from andante.records import Entry

LOADS: Final = tuple(f"load.{group}" for group in MUSCLE_GROUPS)
NONE: Final = "none"
LEAVES_OUT: Final = 0.30
LEAVES_OUT_BAD: Final = 0.80
BAD_POINTS: Final = 1.0
TWICE: Final = 0.20
WRONG_GROUP: Final = 1 / 3
UNPLANNED: Final = 0.07
HALF: Final = 0.5


@dataclass(frozen=True)
class Note:
    """What a person is about to write on the evening of `on`; `above`: points of the day above their usual."""

    person: Person
    on: dt.date
    values: Mapping[str, float]
    above: float
    rng: np.random.Generator

    def entry(self, values: Mapping[str, float], on: dt.date | None = None) -> Entry | None:
        """The entry with these values; None without any."""
        return Entry(on or self.on, MappingProxyType(dict(values))) if values else None


@dataclass(frozen=True)
class Fault:
    """`writes`: from a note to the entry in the diary, None when nothing is kept. `reckons`: what share of the load a
    person counts, when writing as when following. `unplanned`: how likely a day brings work that nobody planned.
    """

    name: str
    words: str
    writes: Callable[[Note], Entry | None]
    reckons: float = 1.0
    unplanned: float = 0.0


def _as_it_is(note: Note) -> Entry | None:
    return note.entry(note.values)


def _leaves_out(note: Note) -> Entry | None:
    return None if note.rng.random() < LEAVES_OUT else note.entry(note.values)


def _leaves_out_bad(note: Note) -> Entry | None:
    bad = note.above >= BAD_POINTS
    return None if bad and note.rng.random() < LEAVES_OUT_BAD else note.entry(note.values)


def _felt(name: str) -> bool:
    return name in ("pain", "fatigue", "stress") or name.startswith("pain.")


def _exaggerates(note: Note) -> Entry | None:
    """A point more on any day, three on a bad one."""
    more = 3.0 if note.above >= BAD_POINTS else 1.0
    return note.entry({k: min(v + more, 10.0) if _felt(k) else v for k, v in note.values.items()})


def _even_numbers(note: Note) -> Entry | None:
    return note.entry({k: v if k in LOADS else 2.0 * round(v / 2.0) for k, v in note.values.items()})


def _wrong_clock(note: Note) -> Entry | None:
    """The clock is a day ahead for every other person, a day behind for the rest."""
    return note.entry(note.values, note.on + dt.timedelta(days=1 if note.person.number % 2 else -1))


def _twice(note: Note) -> Entry | None:
    """What was done is entered a second time, so that the day's loads stand there doubled."""
    times = 2.0 if note.rng.random() < TWICE else 1.0
    return note.entry({k: v * times if k in LOADS else v for k, v in note.values.items()})


def _wrong_group(note: Note) -> Entry | None:
    """On a third of the days the loads stand under the neighbouring muscle group."""
    if note.rng.random() >= WRONG_GROUP:
        return note.entry(note.values)
    moved = {LOADS[(i + 1) % len(LOADS)]: note.values[k] for i, k in enumerate(LOADS) if k in note.values}
    return note.entry({**{k: v for k, v in note.values.items() if k not in LOADS}, **moved})


def _half(note: Note) -> Entry | None:
    """Half the load is written: from a third to two thirds of it."""
    share = HALF * (1.0 + (note.rng.random() - 0.5) * 2.0 / 3.0)
    return note.entry({k: v * share if k in LOADS else v for k, v in note.values.items()})


FAULTS: Final[Mapping[str, Fault]] = MappingProxyType(
    {
        fault.name: fault
        for fault in (
            Fault(NONE, "a diary as people keep it", _as_it_is),
            Fault("missing-days", "30 % of the days are left out", _leaves_out),
            Fault("missing-when-bad", "four of five bad days are left out", _leaves_out_bad),
            Fault("exaggerating", "ratings a point too high, three on bad days", _exaggerates),
            Fault("even-numbers", "ratings are rounded to even numbers", _even_numbers),
            Fault("wrong-clock", "entries are dated a day ahead, or a day behind", _wrong_clock),
            Fault("double-entry", "the loads of every fifth day are entered twice", _twice),
            Fault("unplanned-load", "every fortnight an hour and a half of cleaning that nobody planned", _as_it_is,
                  unplanned=UNPLANNED),
            Fault("wrong-muscle-group", "the loads of every third day stand under the wrong group", _wrong_group),
            Fault("half-the-load", "half the load is written down, and counted when following", _half, reckons=HALF),
        )
    }
)  # fmt: skip

SURPRISE: Final = Block("cleaning", start=14.0, minutes=90)
"""The work that nobody planned."""


def faults_named(names: Sequence[str]) -> tuple[Fault, ...]:
    """The faults of these names, `all` for all of them. Raises InputError for an unknown one."""
    wanted = tuple(FAULTS) if "all" in names else tuple(dict.fromkeys(names))
    for name in wanted:
        if name not in FAULTS:
            raise InputError(f"faults: found {name!r}, allowed are all, {', '.join(FAULTS)}")
    return tuple(FAULTS[name] for name in wanted)


def luck(person: Person, about: str, day: int) -> np.random.Generator:
    """The random numbers of one person and day about one thing, whoever else takes part."""
    return np.random.default_rng((person.seed, person.number, crc32(about.encode()), day + 1000))


def kept(fault: Fault, person: Person, entry: Entry | None, *, above: float, day: int) -> Entry | None:
    """What stands in the diary of what a person would have written on `day`."""
    if entry is None or isinstance(entry.at, dt.datetime):
        return entry
    return fault.writes(Note(person, entry.at, entry.values, above, luck(person, fault.name, day)))


def surprised(fault: Fault, person: Person, day: int) -> bool:
    """Whether the day brings work that nobody planned."""
    return fault.unplanned > 0.0 and luck(person, "unplanned", day).random() < fault.unplanned
