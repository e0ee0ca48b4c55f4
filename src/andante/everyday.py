"""Everyday words: what activity is called where none is named, and what each muscle group bears in it. Each stands for
activities of the catalogue (`andante.activities`), whose estimates it takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

from andante.activities import Position, catalogue, find
from andante.anatomy import MUSCLE_GROUPS


@dataclass(frozen=True, slots=True)
class Words:
    """Words for everyday activity of a muscle group, or of `whole_body`.

    like: the catalogue's activities whose middle it is; lasts_like: those that say how long a bout of it may be, the
    hardest of them at every length; positions: those in which it can be done, the usual one first.
    """

    name: str
    group: str
    like: tuple[str, ...]
    lasts_like: tuple[str, ...]
    positions: tuple[Position, ...]


EVERYDAY: Final = (
    Words("desk or screen work", "neck_shoulders", ("desk work", "computer"), ("dusting",), ("sitting", "standing")),
    Words("reaching up, such as dusting", "neck_shoulders", ("dusting",), ("dusting",), ("standing", "walking")),
    Words("kitchen work", "arms_hands", ("cooking", "baking"), ("baking",), ("standing", "sitting")),
    Words("work with the hands at a table", "arms_hands", ("crafting", "sewing"), ("crafting",), ("sitting",)),
    Words("light housework", "trunk", ("making beds", "tidying up"), ("cleaning",), ("standing", "walking")),
    Words("moving about, some stairs", "hips_thighs", ("stairs", "walking"), ("walking",), ("walking",)),
    Words("a short walk", "lower_legs", ("walking",), ("walking",), ("walking",)),
    Words(
        "everyday activity, such as light housework or a short walk",
        "whole_body",
        ("tidying up", "walking"),
        ("cleaning", "walking"),
        ("standing", "walking"),
    ),
)


@cache
def _named() -> dict[str, Words]:
    return {words.name: words for words in EVERYDAY}


def everyday(name: str) -> Words | None:
    """The everyday words of that name, whatever its case and spaces; None for other activities."""
    return _named().get(" ".join(name.lower().split()))


def everyday_of(group: str) -> Words:
    """The first everyday words for a muscle group, or for `whole_body`."""
    return next(words for words in EVERYDAY if words.group == group)


@lru_cache(maxsize=4096)
def shares_of(name: str) -> Mapping[str, float] | None:
    """How much (0-1) each muscle group has to do in the activity or the everyday words of that name, against the group
    that has the most, or that the words are for. Empty for rest; None for what nobody knows.
    """
    known, words = find(name), everyday(name)
    if known is not None:
        return MappingProxyType(known.shares)
    return None if words is None else MappingProxyType(_middle(words))


def _middle(words: Words) -> dict[str, float]:
    """The mean of several activities' shares, with 1 for the group that the words are for and at most 1 for others."""
    shares: Sequence[dict[str, float]] = [catalogue()[each].shares for each in words.like]
    mean = {group: sum(each.get(group, 0.0) for each in shares) / len(shares) for group in MUSCLE_GROUPS}
    most = mean.get(words.group, max(mean.values()))
    return {group: min(1.0, share / most) for group, share in mean.items() if share > 0.0}
