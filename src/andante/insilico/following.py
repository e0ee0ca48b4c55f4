"""How a person lives an advice: imperfectly, and in the same way whoever advises.

What must be done is done. What bends is cut or lengthened until the loads of the day are the aimed ones as the person
reckons them, which is off by some; on every tenth day the advice is not followed at all. A hard morning (a point or
more above the usual) aims at the least, an easier one (above the usual) at the usual, any other at the most. Bouts and
rests are kept to in steps of five minutes; what then finds no place before the night is not done.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from scipy.special import ndtr

from andante.activities import find
from andante.anatomy import MUSCLE_GROUPS
from andante.body.archetypes import IN_BED, SLEEPS_H, WAKES_H, Archetype, Block, archetypes
from andante.body.day import SLOT_MIN, SLOTS
from andante.body.doing import REST, SLEEP, loads
from andante.insilico.faults import SURPRISE
from andante.insilico.policies import Advice, Aim

SLACK: Final = 0.15
"""SD of the logarithm of what is done over what is aimed at."""
IGNORES: Final = 0.10
HARD_POINTS: Final = 1.0
LONGEST_SLOTS: Final = 48
"""Nobody does one thing for more than four hours because an aim says so."""
GROUPS: Final = tuple(MUSCLE_GROUPS)
FIRST, END = WAKES_H * 60 // SLOT_MIN, SLEEPS_H * 60 // SLOT_MIN


@dataclass(frozen=True)
class Today:
    """One person's day before it is lived. `takes_place`: by block of the archetype. `amount`: the factor on what bends
    that the person feels like. `per_minute`: (activities, groups) effort-minutes of a minute, as the person reckons
    them. `slack`, `ignores`: how exactly, and whether, an advice is followed.
    """

    way: str
    weekday: int
    amount: float
    above: float
    takes_place: np.ndarray
    in_flare: bool
    surprise: bool
    per_minute: np.ndarray
    slack: float
    ignores: bool

    @property
    def archetype(self) -> Archetype:
        """The way of living."""
        return archetypes()[self.way]

    def blocks(self) -> list[Block]:
        """What the day holds, in the order in which later blocks lie over earlier ones."""
        found = [
            block
            for block, yes in zip(self.archetype.block, self.takes_place, strict=True)
            if yes and (block.days == "all" or (block.days == "weekend") == (self.weekday >= 5))
        ]
        return [*found, SURPRISE] if self.surprise else found

    def slots(self, block: Block, factor: float = 1.0) -> int:
        """How many slots a block takes."""
        return round(block.minutes * factor / SLOT_MIN)


def takes_place(way: str, chance: np.ndarray) -> np.ndarray:
    """Which blocks of a way of living take place, from a day's standard normals: the same as when nobody advises."""
    blocks = archetypes()[way].block
    return np.array([ndtr(chance[i % len(chance)]) < block.chance for i, block in enumerate(blocks)])


def lived(today: Today, advice: Advice) -> tuple[np.ndarray, np.ndarray]:
    """What is done in each slot (rows of the catalogue), and which slots are of what is valued: both (slots,)."""
    if today.ignores or not advice.aims:
        day, valued = _as_ever(today)
    else:
        day, valued = _paced(today, advice)
    if today.archetype.bed_in_flare and today.in_flare:
        day[:], valued[:] = row(IN_BED), False
    day[_night()], valued[_night()] = row(SLEEP), False
    return day, valued


@cache
def row(activity: str) -> int:
    """The row of the catalogue: looked up a million times in a trial."""
    return loads().row(activity)


@cache
def _night() -> np.ndarray:
    hours = np.arange(SLOTS) * SLOT_MIN / 60.0
    return np.asarray((hours < WAKES_H) | (hours >= SLEEPS_H))


def _empty() -> tuple[np.ndarray, np.ndarray]:
    return np.full(SLOTS, row(REST), dtype=np.uint8), np.zeros(SLOTS, bool)


def _start(block: Block) -> int:
    return round(block.start * 60 / SLOT_MIN)


def _as_ever(today: Today) -> tuple[np.ndarray, np.ndarray]:
    """As `archetypes.filled` has it: later blocks over earlier ones."""
    day, valued = _empty()
    for block in today.blocks():
        at = slice(_start(block), _start(block) + today.slots(block, today.amount if block.bends else 1.0))
        day[at], valued[at] = row(block.do), block.bends
    return day, valued


def _paced(today: Today, advice: Advice) -> tuple[np.ndarray, np.ndarray]:
    day, valued = _empty()
    blocks = today.blocks()
    for block in blocks:
        if not block.bends:
            day[_start(block) : _start(block) + today.slots(block)] = row(block.do)
    bending = [block for block in blocks if block.bends]
    factors = _factors(today, advice, bending, day)
    filling = _Filling(day, valued, np.zeros(SLOTS, bool))
    for block, factor in zip(bending, factors, strict=True):
        count = min(today.slots(block, factor), max(LONGEST_SLOTS, today.slots(block)))
        _place(filling, block, count, _turns(advice, block))
    return day, valued


def _factors(today: Today, advice: Advice, bending: list[Block], must: np.ndarray) -> list[float]:
    """The factor on each bending block. Each muscle group leaves a room beside what must be done, and the group that a
    block loads most decides how long it is: the mean of a day is then as aimed, where the tightest of all groups would
    leave every day below.
    """
    groups = range(len(MUSCLE_GROUPS))
    done = SLOT_MIN * today.per_minute[must].sum(axis=0)
    wanted = [block.minutes * today.per_minute[row(block.do)] for block in bending]
    every = sum(wanted, np.zeros(len(MUSCLE_GROUPS)))
    aims = [advice.aims.get(group) for group in MUSCLE_GROUPS]
    room: list[float | None] = [
        None if (aim := aims[g]) is None or every[g] <= 0.0
        else max(0.0, (aimed(aim, today.above) * today.slack - done[g]) / every[g])
        for g in groups
    ]  # fmt: skip
    found = []
    for block in bending:
        known = [one for g in _noticed(block.do) if (one := room[g]) is not None]
        found.append(known[0] if known else today.amount)
    return found


def aimed(aim: Aim, above: float) -> float:
    """What is aimed at on a morning `above` (points) the own usual pain."""
    return aim.least if above >= HARD_POINTS else aim.usual if above > 0.0 else aim.most


@cache
def _noticed(activity: str) -> tuple[int, ...]:
    known = find(activity)
    return () if known is None else tuple(GROUPS.index(group) for group in known.groups)


def _turns(advice: Advice, block: Block) -> tuple[int, int] | None:
    """Slots of activity and rest in turn, as advised for the group that the activity loads most."""
    for g in _noticed(block.do):
        bout = advice.bouts.get(GROUPS[g])
        if bout is not None:
            return max(1, round(bout[0] / SLOT_MIN)), max(1, round(bout[1] / SLOT_MIN))
    return None


@dataclass
class _Filling:
    """A day being filled: what is done, what of it is valued, and the rests that belong to a bout."""

    day: np.ndarray
    valued: np.ndarray
    resting: np.ndarray

    def free(self, at: int) -> bool:
        """Whether the slot holds nothing yet."""
        return bool(self.day[at] == row(REST)) and not self.resting[at]


def _place(filling: _Filling, block: Block, count: int, turns: tuple[int, int] | None) -> None:
    """Put `count` slots of a block where nothing else is, from its start on; a bout keeps its rest free behind it."""
    at, left = max(FIRST, _start(block)), count
    while left > 0 and at < END:
        if not filling.free(at):
            at += 1
            continue
        bout, rest = (left, 0) if turns is None else turns
        begun = at
        while at < END and filling.free(at) and at - begun < min(bout, left):
            filling.day[at], filling.valued[at] = row(block.do), True
            at += 1
        left -= at - begun
        filling.resting[at : at + rest] = True
