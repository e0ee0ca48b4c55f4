"""Loads that a day could hold, their worth to the person, and the choice among them under a limit of risk. No guard
lives here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from andante.plan.limits import WHOLE_BODY
from andante.plan.valued import costs, minutes_within, wanted_min

Loads = NDArray[np.float64]
RiskOf = Callable[[Mapping[str, np.ndarray]], np.ndarray]
"""Load column -> (candidates,) effort-minutes, to (candidates,) chance (0-1) of a flare within three days."""

LEVELS: Final = {1: 501, 2: 21, 3: 8, 4: 5, 5: 3}
"""How many levels each of so many muscle groups takes in the grid of all their combinations."""
ALONE: Final = 21
"""How many levels one group takes while the others stay at their ceiling, or at their floor."""
TOGETHER: Final = 101
BELOW_FLOOR: Final = 0.7
"""The choice may go so far below the floor of one muscle group for another that is worth more, or for less risk."""
BEYOND_USUAL: Final = 0.25
VALUED_WEIGHT: Final = 3.0
"""What a muscle group of a valued activity counts, against 1 for the others; and so much the wanted minutes of all
valued activities count together.
"""
TENTH: Final = 10.0
HUNDREDTH: Final = 100.0


@dataclass(frozen=True)
class Choice:
    """The chosen loads by muscle group, their risk, that of an unchanged day, and how it came about.

    within: whether the risk is within the limit. bound: whether the risk kept it below the caps. compared: how many
    candidates there were.
    """

    loads: Mapping[str, float]
    p_flare: float | None = None
    if_unchanged: float | None = None
    within: bool = True
    bound: bool = False
    compared: int = 0


@dataclass(frozen=True)
class Wishes:
    """What makes a day worth more: weights by muscle group, and valued activities with the minutes wanted of them."""

    weights: Mapping[str, float]
    valued: tuple[str, ...] = ()
    minutes: Mapping[str, float] = field(default_factory=dict)

    def worth(self, loads: Loads, groups: Sequence[str], usual: Sequence[float], done: Sequence[float]) -> Loads:
        """The worth (n,) of candidates (n, groups): the load, and the wanted minutes that it has room for beside what
        is done.
        """
        value = worth(loads, usual, [self.weights[group] for group in groups])
        counted = [one for one in self.valued if costs(one)]
        if not counted:
            return value
        wanted = np.array([wanted_min(one, self.minutes) for one in counted])
        room = minutes_within(loads - np.asarray(done), groups, counted, self.minutes)
        return np.asarray(value + VALUED_WEIGHT * (room / wanted).mean(axis=1))


def down(value: float) -> float:
    """To a tenth, below one effort-minute to a hundredth, never upwards: rounding may not lift anything above a cap,
    nor take every step of a tenth from who does little. Less than a tenth is nothing.
    """
    if value < 1.0 / TENTH - 1e-9:
        return 0.0
    parts = HUNDREDTH if value < 1.0 - 1e-9 else TENTH
    return math.floor(value * parts + 1e-9) / parts


def _all_down(values: Loads) -> Loads:
    """The same of many."""
    parts = np.where(values < 1.0 - 1e-9, HUNDREDTH, TENTH)
    return np.where(values < 1.0 / TENTH - 1e-9, 0.0, np.floor(values * parts + 1e-9) / parts)


def column(group: str) -> str:
    """The diary column of a muscle group's load."""
    return "load" if group == WHOLE_BODY else f"load.{group}"


def grid(floors: Sequence[float], ceilings: Sequence[float]) -> Loads:
    """Candidates (n, groups): each combination of a few levels per group between floor and ceiling; finer levels of one
    group with the others at their ceiling or at their floor; and all groups together from rest to ceiling.
    """
    low, high = np.asarray(floors), np.asarray(ceilings)
    size = len(low)
    shares = np.array(list(product(np.linspace(0.0, 1.0, LEVELS[size]), repeat=size)))
    fine = np.linspace(0.0, 1.0, ALONE)
    lines = [np.full((2 * ALONE, size), np.repeat([0.0, 1.0], ALONE)[:, None]) for _ in range(size)]
    for group, line in enumerate(lines):
        line[:, group] = np.tile(fine, 2)
    mixed = low + np.vstack([shares, *lines]) * (high - low)
    together = np.linspace(0.0, 1.0, TOGETHER)[:, None] * high
    every = np.vstack([together, mixed, low, high])
    return np.unique(np.minimum(_all_down(every), high), axis=0)


def worth(loads: Loads, usual: Sequence[float], weights: Sequence[float]) -> Loads:
    """The worth (n,) of candidates: each group's share of its usual day; beyond the usual, more counts a quarter."""
    share = loads / np.asarray(usual)
    each = np.minimum(share, 1.0) + BEYOND_USUAL * np.maximum(share - 1.0, 0.0)
    return np.asarray(each @ np.asarray(weights))


def in_hundred(chance: Loads) -> Loads:
    """Chances rounded up to whole chances in 100, at least one: no flare is ever ruled out.

    Finer differences are within the error of the estimate. Rounding before choosing keeps such differences from
    deciding over somebody's day, and keeps the rule exact: what is chosen is within the limit, and more caution
    never means more load.
    """
    known = np.where(np.isfinite(chance), np.clip(chance, 0.0, 1.0), 1.0)
    return np.asarray(np.maximum(np.ceil(known * 100 - 1e-9), 1.0) / 100)


def choose(
    floors: Mapping[str, float],
    ceilings: Mapping[str, float],
    usual: Mapping[str, float | None],
    *,
    wishes: Wishes,
    done: Mapping[str, float],
    risk: RiskOf | None,
    caution: float,
) -> Choice:
    """The worthiest candidate whose risk is within `caution`; when none is, the worthiest of those with the least risk
    among days that are no more than a usual one.

    Without a risk the worthiest candidate is the usual day, or the ceiling where that is lower.
    """
    groups = list(ceilings)
    # A usual day of less than a tenth of an effort-minute is none to measure by: all else would weigh nothing.
    scale = [one if (one := usual[group] or 0.0) >= 1.0 / TENTH else max(ceilings[group], 1.0) for group in groups]
    if risk is None:
        return Choice({g: down(min(ceilings[g], usual[g] or ceilings[g])) for g in groups})
    loads = grid([down(BELOW_FLOOR * floors[g]) for g in groups], [ceilings[g] for g in groups])
    unchanged = np.array([[usual[g] or 0.0 for g in groups]])
    # What is done today is done: a candidate cannot be less than it.
    lived = np.maximum(np.vstack([loads, unchanged]), [done[g] for g in groups])
    chance = in_hundred(np.asarray(risk({column(g): lived[:, i] for i, g in enumerate(groups)}), dtype=float))
    p, p_unchanged = chance[:-1], float(chance[-1])
    spent = [done[g] for g in groups]
    values = wishes.worth(loads, groups, scale, spent)
    within = bool(p.min() <= caution + 1e-9)
    least = _least(loads, p, [usual[g] for g in groups])
    allowed = np.flatnonzero(p <= caution + 1e-9 if within else least)
    # Among equals in worth the lower risk, then the lower load.
    order = np.lexsort((loads[allowed].sum(axis=1), p[allowed], -np.round(values[allowed], 9)))
    best = allowed[order[0]]
    top = float(wishes.worth(np.array([[ceilings[g] for g in groups]]), groups, scale, spent)[0])
    return Choice(
        loads={g: float(loads[best, i]) for i, g in enumerate(groups)},
        p_flare=float(p[best]),
        if_unchanged=p_unchanged,
        within=within,
        bound=bool(values[best] < top - 1e-6),
        compared=len(loads),
    )


def _least(loads: Loads, p: Loads, usual: Sequence[float | None]) -> NDArray[np.bool_]:
    """Which candidates have the least risk, of those that are no more than a usual day in any muscle group (of all,
    where there is none such).

    What keeps no limit is no reason for more than usual: an estimate that more is better is then extrapolated from few
    days.
    """
    calm = (loads <= [each + 1e-9 if each else math.inf for each in usual]).all(axis=1)
    found = calm if calm.any() else np.ones(len(loads), dtype=bool)
    return np.asarray(found & (p == p[found].min()))
