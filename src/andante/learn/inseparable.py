"""Exposures that nearly always come together, or one instead of the other. No diary can tell which of them it is that
helps or makes it worse: the model shares an effect out among them, and mostly none of them gets a word. Found here, so
that it can be said.
"""

from __future__ import annotations

from itertools import combinations
from typing import Final, NamedTuple

import numpy as np
from scipy.sparse.csgraph import connected_components

from andante.learn.effects import FEWEST_DAYS
from andante.learn.timeline import Timeline

ALIKE: Final = 0.95
"""Correlation, either way, from which on two are inseparable: what is then left of one beside the other is a tenth of
its variance, and a diary would have to be ten times as long.
"""
Sets = tuple[tuple[str, ...], ...]


class Inseparable(NamedTuple):
    """Sets of exposures, each in the order of the diary. `together`: each nearly always comes with another of its set.
    `instead`: each nearly always comes with another of its set or instead of it, and there are some of the latter.
    """

    together: Sets
    instead: Sets

    @property
    def names(self) -> frozenset[str]:
        """All exposures of any set."""
        return frozenset(name for names in (*self.together, *self.instead) for name in names)


def inseparable(line: Timeline) -> Inseparable:
    """What cannot be told apart, from the entries in which both are known, a fortnight of days or more."""
    count = len(line.exposures)
    alike = np.zeros((count, count))
    for i, j in combinations(range(count), 2):
        alike[i, j] = alike[j, i] = _alike(line, i, j)
    bound = _sets(line.exposures, alike != 0.0)
    other_way = {name for name, row in zip(line.exposures, alike, strict=True) if (row < 0.0).any()}
    return Inseparable(
        _sets(line.exposures, alike > 0.0), tuple(names for names in bound if not other_way.isdisjoint(names))
    )


def _sets(exposures: tuple[str, ...], joined: np.ndarray) -> Sets:
    """The sets of two exposures and more that are joined, directly or over others."""
    of = connected_components(joined, directed=False)[1]
    sets: dict[int, list[str]] = {}
    for name, each in zip(exposures, of.tolist(), strict=True):
        sets.setdefault(each, []).append(name)
    return tuple(tuple(names) for names in sets.values() if len(names) > 1)


def _alike(line: Timeline, i: int, j: int) -> float:
    """1 where the one nearly always comes with the other, -1 where instead of it, else 0."""
    steps = np.flatnonzero(line.known[:, i] & line.known[:, j])
    if len({line.day[step] for step in steps}) < FEWEST_DAYS:
        return 0.0
    one, other = (line.exposure[steps, each] - line.exposure[steps, each].mean() for each in (i, j))
    size, shared = float(np.sqrt((one @ one) * (other @ other))), float(one @ other)
    return float(np.sign(shared)) if size > 0.0 and abs(shared) >= ALIKE * size else 0.0
