"""Exposures that nearly always come together. No diary can tell which of them it is that helps or makes it worse: the
model shares an effect out among them, and mostly none of them gets a word. Found here, so that it can be said.
"""

from __future__ import annotations

from itertools import combinations
from typing import Final

import numpy as np
from scipy.sparse.csgraph import connected_components

from andante.learn.effects import FEWEST_DAYS
from andante.learn.timeline import Timeline

ALIKE: Final = 0.95
"""Correlation from which on two are inseparable: what is then left of one beside the other is a tenth of its variance,
and a diary would have to be ten times as long.
"""


def inseparable(line: Timeline) -> tuple[tuple[str, ...], ...]:
    """The sets of exposures of which each nearly always comes with another of its set; in the order of the diary.

    Of the entries in which both are known, a fortnight of days or more. What always comes instead of another is not
    looked for.
    """
    count = len(line.exposures)
    alike = np.zeros((count, count), bool)
    for i, j in combinations(range(count), 2):
        alike[i, j] = _alike(line, i, j)
    of = connected_components(alike, directed=False)[1]
    sets: dict[int, list[str]] = {}
    for name, each in zip(line.exposures, of.tolist(), strict=True):
        sets.setdefault(each, []).append(name)
    return tuple(tuple(names) for names in sets.values() if len(names) > 1)


def _alike(line: Timeline, i: int, j: int) -> bool:
    steps = np.flatnonzero(line.known[:, i] & line.known[:, j])
    if len({line.day[step] for step in steps}) < FEWEST_DAYS:
        return False
    one, other = (line.exposure[steps, each] - line.exposure[steps, each].mean() for each in (i, j))
    size = float(np.sqrt((one @ one) * (other @ other)))
    return size > 0.0 and float(one @ other) >= ALIKE * size
