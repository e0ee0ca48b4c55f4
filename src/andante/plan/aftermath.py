"""What follows heavy days, against what follows the others: plain counting, and an exact test of the difference.

Not what is made of it (`locks`). Days that follow each other resemble each other, so windows never overlap: the days
after each heavy day first, then whatever is left, in windows of the same length.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import Final

CHANCE: Final = 0.20
"""Pattern or chance: the level of the exact test, over all muscle groups together."""
FEW_OTHERS: Final = 5
SOME_HEAVY: Final = 4
MANY_HEAVY: Final = 6
NEARLY_ALL: Final = 7 / 8
Verdict = Callable[[Sequence[dt.date]], bool | None]
"""Whether a window of days was bad; None when that is not known."""


@dataclass(frozen=True, slots=True)
class Aftermath:
    """How many windows after heavy days were bad, and how many of the others."""

    bad: int
    heavy: int
    other_bad: int
    other: int
    days: tuple[tuple[dt.date, bool | None], ...] = ()
    """Each heavy day that began a window, and whether that was bad; None when it is not known."""

    @property
    def p_chance(self) -> float:
        """Fisher's exact test, one-sided: how likely (0-1) as many bad windows after heavy days are by chance alone."""
        return fisher(self.bad, self.heavy, self.other_bad, self.other)


def fisher(bad: int, count: int, other_bad: int, other: int) -> float:
    """The chance (0-1) of at least `bad` of `count` when all the bad ones fall anywhere among `count + other`."""
    worst = bad + other_bad
    ways = sum(comb(count, k) * comb(other, worst - k) for k in range(bad, min(count, worst) + 1))
    return ways / comb(count + other, worst)


def aftermath(days: Sequence[dt.date], heavy: frozenset[dt.date], span: int, verdict: Verdict) -> Aftermath:
    """Counts over `days` (in order, without gaps): the `span` days after each heavy day, and the rest in such windows.

    A heavy day in the aftermath of another starts no window of its own. Windows not known are left out. The last day
    counts after a heavy day and not among the rest: one more bad day is never a reason to see no pattern.
    """
    after: list[Sequence[dt.date]] = []
    others: list[Sequence[dt.date]] = []
    began: list[dt.date] = []
    taken: set[dt.date] = set()
    for i, day in enumerate(days):
        if day in heavy and day not in taken and i + 1 < len(days):
            window = days[i + 1 : i + 1 + span]
            began.append(day)
            after.append(window)
            taken.update((day, *window))
    run: list[dt.date] = []
    for day in days[:-1]:
        if day in taken:
            run = []
            continue
        run.append(day)
        if len(run) == span:
            others.append(run)
            run = []
    verdicts = [verdict(window) for window in after]
    found, rest = _known(verdicts), _known([verdict(window) for window in others])
    return Aftermath(sum(found), len(found), sum(rest), len(rest), tuple(zip(began, verdicts, strict=True)))


def _known(verdicts: Sequence[bool | None]) -> list[bool]:
    return [found for found in verdicts if found is not None]


def heavy_days(series: Mapping[dt.date, float], usual: float, times: float) -> frozenset[dt.date]:
    """The days of `series` with at least `times` the usual load; none when the usual is none."""
    return frozenset(day for day, load in series.items() if usual > 0 and load >= times * usual)


def beyond_chance(counts: Sequence[Aftermath], *, among: int) -> Aftermath | None:
    """The strongest of `counts` that chance alone hardly makes, with at least half of its heavy days followed by a
    bad one. `among` so many series were looked at, and the more of them, the stronger it has to be (Bonferroni).
    """
    strong = [
        each
        for each in counts
        if 2 * each.bad >= each.heavy and (each.p_chance * among <= CHANCE or _without_others(each))
    ]
    return min(strong, key=lambda each: (each.p_chance, -each.bad), default=None)


def _without_others(count: Aftermath) -> bool:
    """Whether big days come so often, or a diary is so young, that hardly a stretch is left to compare with, and nearly
    all of many were followed by bad ones, or every one of some: what the exact test cannot see.
    """
    nearly_all = count.heavy >= MANY_HEAVY and count.bad >= NEARLY_ALL * count.heavy
    return count.other < FEW_OTHERS and (nearly_all or count.bad == count.heavy >= SOME_HEAVY)
