"""What forbids a step up: one small function per lock. Not caps (`guards`); a lock only says "not now", and why.

A step up is offered to a muscle group only when no lock holds. Each lock answers None, or its reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Final

from andante.plan.answer import Number
from andante.plan.limits import Limits
from andante.plan.situation import JUDGED_DAYS, Series, Situation, Usual, usual_of

LEVEL_DAYS: Final = 14
LEVEL_KNOWN: Final = 10
LEVEL_NOT_GOOD: Final = 4
LEVEL_NOT_GOOD_LATELY: Final = 2
TREND_POINTS: Final = 0.3
RISEN: Final = 1.02
HEAVY_TIMES: Final = 1.5
DELAYED_DAYS: Final = 84
DELAYED_TIMES: Final = 3
BOOM_CYCLES: Final = 2
FEWEST_AGO: Final = 10


@dataclass(frozen=True, slots=True)
class Lock:
    """A reason against a step up. `group` is None when it holds for the whole person."""

    code: str
    numbers: Mapping[str, Number] = field(default_factory=dict)
    group: str | None = None


def asked_for(situation: Situation, limits: Limits) -> Lock | None:
    """The person wants no step up."""
    del situation
    return Lock("no-progression") if limits.no_progression else None


def energy_management(situation: Situation, limits: Limits) -> Lock | None:
    """ME/CFS or post-exertional malaise is reported: energy management only (NICE NG206, 2021)."""
    del situation
    return Lock("energy-management") if limits.me_cfs or limits.post_exertional_malaise else None


def delayed_worsening(situation: Situation, limits: Limits) -> Lock | None:
    """Heavy days are followed, a day or more later, by worse days: three times or more in twelve weeks, and at least
    half the time.

    A day is heavy at 1.5 x the mean load of its muscle group. It was followed by worsening when pain or fatigue was
    worse than usual on at least two of the three days after it. Heavy days whose aftermath is unknown count on
    neither side.
    """
    del limits
    yardsticks = [(series, _long_usual(situation, series)) for series in (situation.pain, situation.fatigue)]
    after = [found for day in _heavy_days(situation) if (found := _aftermath(day, yardsticks)) is not None]
    hits = sum(after)
    if hits < DELAYED_TIMES or 2 * hits < len(after):
        return None
    return Lock("delayed-worsening", {"times": hits, "heavy_days": len(after)})


def level_pain(situation: Situation, limits: Limits) -> Lock | None:
    """Pain has not been level for 14 days: too few entries, a flare, too many days not known to be good, or a rise.

    A missing day never counts as good: at least 10 of 14 days are known, at most 4 are worse or missing, at most 2
    of them in the last week; and the last week's mean, missing days taken as just worse than usual, is at most 0.3
    points above the week before.
    """
    del limits
    window = list(situation.past(LEVEL_DAYS))
    known = sum(day in situation.pain for day in window)
    if known < LEVEL_KNOWN:
        return Lock("too-few-entries-to-step", {"known": known, "needed": LEVEL_KNOWN, "days": LEVEL_DAYS})
    if any(situation.in_flare(day) for day in [situation.on, *window]):
        return Lock("flare-lately", {"days": LEVEL_DAYS})
    not_good = [day for day in window if situation.worse(day) is not False]
    lately = sum(day in window[:7] for day in not_good)
    if len(not_good) > LEVEL_NOT_GOOD or lately > LEVEL_NOT_GOOD_LATELY:
        return Lock("pain-not-level", {"not_good": len(not_good), "days": LEVEL_DAYS})
    rise = _rise(situation, window)
    return None if rise <= TREND_POINTS else Lock("pain-rising", {"rise": round(rise, 1)})


def swing_today(situation: Situation, limits: Limits) -> Lock | None:
    """The last known day was clearly better or worse than usual: a good day is not a licence, and a bad one no time
    for more.
    """
    del limits
    last = max(situation.pain, default=None)
    if last is None:
        return None
    if situation.good(last):
        return Lock("good-day", {"pain": round(situation.pain[last], 1)})
    if situation.worse(last):
        return Lock("worse-day", {"pain": round(situation.pain[last], 1)})
    return None


def boom_and_bust(situation: Situation, limits: Limits) -> Lock | None:
    """The last 28 days swing between booms and busts."""
    del limits
    cycles = sum(boom_cycles(situation, group) for group in situation.loads)
    return Lock("swings", {"times": cycles}) if cycles >= BOOM_CYCLES else None


def later_entries(situation: Situation, limits: Limits) -> Lock | None:
    """Entries dated after the planning day: a clock or a date may be wrong."""
    del limits
    return Lock("later-entries", {"entries": situation.later}) if situation.later else None


FOR_GOOD: Final = frozenset({"energy-management", "delayed-worsening", "no-progression"})
"""Codes of the locks with which steps up are out, not only now."""
LOCKS: Final[tuple[Callable[[Situation, Limits], Lock | None], ...]] = (
    energy_management,
    delayed_worsening,
    asked_for,
    later_entries,
    boom_and_bust,
    level_pain,
    swing_today,
)


def risen_lately(situation: Situation, group: str) -> Lock | None:
    """The recent maximum of `group` has risen within 14 days, or it is not known what it was then.

    Nothing but the diary is asked: "not more often than every 14 days" is read from what was done, never from what
    was planned.
    """
    now, before = situation.reached(group), situation.reached(group, ago=LEVEL_DAYS)
    if now is None or before is None or len(situation.known_loads(group, ago=LEVEL_DAYS)) < FEWEST_AGO:
        return Lock("level-unknown", {"days": LEVEL_DAYS}, group)
    if now > before * RISEN:
        return Lock("risen-lately", {"now": round(now, 1), "before": round(before, 1), "days": LEVEL_DAYS}, group)
    return None


def person_locks(situation: Situation, limits: Limits) -> tuple[Lock, ...]:
    """All locks that hold for the whole person, the weightiest first."""
    return tuple(found for lock in LOCKS if (found := lock(situation, limits)) is not None)


def boom_cycles(situation: Situation, group: str) -> int:
    """How often in 28 days a boom of `group` (1.5 x its usual day) was followed within three days by a bust: a worse
    day, or two days running of less than half a usual day. A day without a number is no bust.
    """
    usual = situation.usual_load(group)
    if usual is None or usual <= 0:
        return 0
    loads = situation.loads[group]
    cycles, free_from = 0, dt.date.min
    for day in reversed(list(situation.past(28))):
        if day < free_from or loads.get(day, 0.0) < HEAVY_TIMES * usual:
            continue
        after = [day + dt.timedelta(days=i) for i in range(1, 4)]
        low = [later < situation.on and loads.get(later, usual) < 0.5 * usual for later in after]
        if any(situation.worse(later) for later in after) or low[0:2] == [True, True] or low[1:3] == [True, True]:
            cycles, free_from = cycles + 1, after[-1]
    return cycles


def _rise(situation: Situation, window: list[dt.date]) -> float:
    usual = situation.usual_pain
    if usual is None:
        return float("inf")
    late = [situation.pain.get(day, usual.level + usual.margin) for day in window[:7]]
    early = [situation.pain[day] for day in window[7:] if day in situation.pain]
    return fmean(late) - fmean(early) if early else float("inf")


def _heavy_days(situation: Situation) -> list[dt.date]:
    days: set[dt.date] = set()
    for series in situation.loads.values():
        recent = {day: series[day] for day in situation.past(DELAYED_DAYS) if day in series}
        middle = fmean(recent.values()) if recent else 0.0
        days |= {day for day, load in recent.items() if middle > 0 and load >= HEAVY_TIMES * middle}
    return sorted(days)


def _aftermath(day: dt.date, yardsticks: Sequence[tuple[Series, Usual | None]]) -> bool | None:
    """Whether two of the three days after `day` were worse; None when fewer than two are known."""
    verdicts: list[bool] = []
    for later in (day + dt.timedelta(days=i) for i in (1, 2, 3)):
        worse = [
            series[later] >= usual.level + usual.margin
            for series, usual in yardsticks
            if usual is not None and later in series
        ]
        if worse:
            verdicts.append(any(worse))
    return sum(verdicts) >= 2 if len(verdicts) >= 2 else None


def _long_usual(situation: Situation, series: Series) -> Usual | None:
    days = situation.past(DELAYED_DAYS, JUDGED_DAYS)  # the days under judgement do not move their own yardstick
    return usual_of([series[day] for day in days if day in series and not situation.in_flare(day)])
