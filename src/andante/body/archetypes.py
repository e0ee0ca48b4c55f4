"""Ways of living: how each fills a day, and how the day bends with pain. Read from `archetypes.toml`; no state."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal

import numpy as np
from scipy.special import ndtr

from andante.body.central import Draws
from andante.body.day import SLOT_MIN, SLOTS
from andante.body.doing import REST, SLEEP, loads
from andante.errors import Fault, InputError

Days = Literal["all", "weekdays", "weekend"]
IN_BED: Final = "resting lying down"
WAKES_H, SLEEPS_H = 7, 23


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a day: `minutes` of an activity from hour `start` on."""

    do: str
    start: float
    minutes: float
    bends: bool = False
    days: Days = "all"
    chance: float = 1.0


@dataclass(frozen=True)
class Archetype:
    """A way of living. `good_day` and `bad_day` are factors on what bends, without pain and at the worst."""

    name: str
    words: str
    good_day: float
    bad_day: float
    stops_at: float
    spread: float
    block: tuple[Block, ...]
    flare_factor: float = 1.0
    strength_factor: float = 1.0
    bed_in_flare: bool = False


@cache
def archetypes() -> dict[str, Archetype]:
    """All of them, by name. Raises Fault when the packaged file is wrong."""
    table = tomllib.loads((files("andante.body") / "archetypes.toml").read_text("utf-8"))
    found = {}
    for name, row in table.items():
        try:
            blocks = tuple(Block(**block) for block in row.pop("block"))
            found[name] = Archetype(name, block=blocks, **row)
            for block in blocks:
                loads().row(block.do)
        except (TypeError, KeyError, ValueError) as error:
            raise Fault(f"archetypes.toml: {name}: {error}") from None
    return found


AS_LIVED: Final = "as-lived"
"""Everybody in the way that is theirs: the archetypes in turn."""


def named(policy: str, numbers: Sequence[int]) -> tuple[str, ...]:
    """The archetype of each person, by their number, under `policy`. Raises InputError for an unknown one."""
    known = tuple(archetypes())
    if policy == AS_LIVED:
        return tuple(known[number % len(known)] for number in numbers)
    if policy not in known:
        raise InputError(f"policy: found {policy!r}, allowed are {', '.join((AS_LIVED, *known))}")
    return (policy,) * len(numbers)


def filled(ways: tuple[str, ...], draws: Draws, *, weekday: int, above: np.ndarray, in_flare: np.ndarray) -> np.ndarray:
    """What everybody does in each slot: (slots, people), rows of the catalogue.

    `above` is how far this morning's pain lies above the own usual, in points: what bends becomes less with it.
    """
    known = loads()
    activity = np.full((SLOTS, len(ways)), known.row(REST), dtype=np.uint8)
    for name in dict.fromkeys(ways):
        who = np.flatnonzero(np.array(ways) == name)
        activity[:, who] = _of_one_kind(
            archetypes()[name], who, draws, weekday=weekday, above=above[who], in_flare=in_flare[who]
        )
    hours = np.arange(SLOTS) * SLOT_MIN / 60.0
    activity[(hours < WAKES_H) | (hours >= SLEEPS_H)] = known.row(SLEEP)
    return activity


def _of_one_kind(
    way: Archetype, who: np.ndarray, draws: Draws, *, weekday: int, above: np.ndarray, in_flare: np.ndarray
) -> np.ndarray:
    known = loads()
    day = np.full((SLOTS, len(who)), known.row(REST), dtype=np.uint8)
    amount = bent(way, above) * np.exp(way.spread * draws["amount"][who])
    chance = draws["choice"][:, who]
    slot = np.arange(SLOTS)[:, None]
    for number, block in enumerate(way.block):
        if block.days != "all" and (block.days == "weekend") != (weekday >= 5):
            continue
        takes_place = ndtr(chance[number % len(chance)]) < block.chance
        minutes = block.minutes * (amount if block.bends else 1.0)
        start = round(block.start * 60 / SLOT_MIN)
        length = np.where(takes_place, np.round(minutes / SLOT_MIN), 0)
        day = np.where((slot >= start) & (slot < start + length), known.row(block.do), day)
    if way.bed_in_flare:
        day = np.where(in_flare, known.row(IN_BED), day)
    return day.astype(np.uint8)


def bent(way: Archetype, above: np.ndarray) -> np.ndarray:
    """The factor on what bends: `good_day` three points below the own usual, 1 at it, `bad_day` three points above."""
    better, worse = np.clip(-above / 3.0, 0.0, 1.0), np.clip(above / 3.0, 0.0, 1.0)
    return np.asarray(way.good_day**better * way.bad_day**worse)
