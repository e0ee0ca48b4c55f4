"""Big days and busts that take turns, counted for each muscle group and the whole. Not what is made of it (`locks`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Final

from andante.plan.aftermath import Aftermath, aftermath, beyond_chance, heavy_days
from andante.plan.daily import Series
from andante.plan.situation import CLEARLY_LEAST, RECENT_DAYS, Situation

HEAVY_TIMES: Final = 1.5
BOOM_DAYS: Final = 84
BOOM_CYCLES: Final = 2
BOOM_SPAN: Final = 2
TWICE: Final = 2.0
UNBROKEN: Final = 5
QUIET_SHARE: Final = 0.3


@dataclass(frozen=True, slots=True)
class Swing:
    """What follows the big days of one muscle group in twelve weeks, and how often it was a bust in the last four.
    `usual`: its middle load, effort-minutes. `unbroken`: how many days of the last four weeks were twice as big as the
    middle one, when pain was clearly worse after every one of them; else 0.
    """

    group: str
    usual: float
    count: Aftermath
    lately: int
    unbroken: int = 0

    @property
    def is_by_count(self) -> bool:
        """Whether busts by count are what a verdict rests on, and not that each of the biggest days was paid for."""
        return 2 * self.count.bad >= max(1, self.count.heavy)


def big_days(situation: Situation, group: str, codes: Collection[str]) -> frozenset[dt.date]:
    """The big days of `group` in twelve weeks by the rules of those of its patterns that hold: `swings` and
    `delayed-worsening` among the `codes` of locks. None without one of them.
    """
    known = recent(situation, situation.loads[group], BOOM_DAYS)
    plausible = recent(situation, situation.trusted(group), BOOM_DAYS).values()  # a slip must not hide the others
    rules = (("swings", median), ("delayed-worsening", fmean))
    usual = [float(middle(plausible)) for code, middle in rules if code in codes and plausible]
    return heavy_days(known, min(usual), HEAVY_TIMES) if usual else frozenset()


def clear_swing(found: Sequence[Swing]) -> Swing | None:
    """The one of `swings` that `boom_and_bust` rests on; None where it sees no pattern."""
    strongest = beyond_chance([each.count for each in found if each.lately >= BOOM_CYCLES], among=len(found))
    unbroken = max(found, key=lambda each: each.unbroken, default=None)
    if strongest is None and unbroken is not None and unbroken.unbroken >= UNBROKEN:
        return unbroken
    return next((each for each in found if each.count is strongest), None)


def swings(situation: Situation) -> list[Swing]:
    """For each muscle group and the whole: how often big days were followed by a bust, against other stretches, and
    how often of late.
    """
    busts = _busts(situation)
    days = [*reversed(list(situation.past(BOOM_DAYS)))]

    def bust(window: Sequence[dt.date]) -> bool | None:
        before = busts.get(window[0] - dt.timedelta(days=1))
        verdicts = [busts[day] for day in window if day in busts]
        return any(verdicts) if verdicts and not before else None

    found: list[Swing] = []
    for name, series in situation.burdens.items():
        known = recent(situation, series, BOOM_DAYS)
        if known:
            usual = float(median(known.values()))
            heavy = heavy_days(known, usual, HEAVY_TIMES)
            lately = aftermath(days[-RECENT_DAYS:], heavy, BOOM_SPAN, bust).bad
            found.append(
                Swing(name, usual, aftermath(days, heavy, BOOM_SPAN, bust), lately, _unbroken(situation, series))
            )
    return found


def _unbroken(situation: Situation, series: Series) -> int:
    """How many days of four weeks held twice the middle load; 0 unless pain was clearly worse within two days after
    each.
    """
    usual, days = situation.usual_pain, tuple(situation.past(RECENT_DAYS - BOOM_SPAN, BOOM_SPAN))
    known = {day: series[day] for day in days if day in series}
    if usual is None or not known:
        return 0
    big = heavy_days(known, float(median(known.values())), TWICE)
    clearly = usual.level + CLEARLY_LEAST

    def paid(day: dt.date) -> bool:
        after = (situation.pain.get(day + dt.timedelta(days=i)) for i in range(1, BOOM_SPAN + 1))
        return any(pain is not None and pain >= clearly for pain in after)

    return len(big) if all(map(paid, big)) else 0


def _busts(situation: Situation) -> dict[dt.date, bool]:
    """Each known day of twelve weeks and the one before: clearly worse than usual, or nearly without activity?"""
    usual = situation.usual_pain
    whole = situation.whole
    known = recent(situation, whole, BOOM_DAYS)
    quiet = QUIET_SHARE * float(median(known.values())) if known else 0.0
    found: dict[dt.date, bool] = {}
    for day in situation.past(BOOM_DAYS + 1):
        worse = usual is not None and day in situation.pain and situation.pain[day] >= usual.level + usual.clear
        if day in situation.pain or day in whole:
            found[day] = worse or (day in whole and whole[day] < quiet)
    return found


def recent(situation: Situation, series: Series, days: int) -> dict[dt.date, float]:
    """The known loads of `series` in the last `days` days."""
    return {day: series[day] for day in situation.past(days) if day in series}
