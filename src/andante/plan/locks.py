"""What forbids a step up: one small function per lock. Not caps (`guards`); a lock only says "not now", and why.

A step up is offered to a muscle group only when no lock holds. Each lock answers None, or its reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Final

from andante.plan.aftermath import aftermath, beyond_chance, heavy_days
from andante.plan.answer import Number
from andante.plan.daily import Series
from andante.plan.limits import LARGEST_STEP, Limits
from andante.plan.screen import screened
from andante.plan.situation import Situation, Usual
from andante.plan.soreness import soreness_of
from andante.plan.swings import HEAVY_TIMES, clear_swing, recent, swings
from andante.plan.worse import crept_up, tired_lately, worse_days

WORST: Final = 10.0
LEVEL_DAYS: Final = 14
LEVEL_KNOWN: Final = 10
LEVEL_NOT_GOOD: Final = 5
LEVEL_NOT_GOOD_LATELY: Final = 3
TREND_SHARE: Final = 0.5
"""Pain rises when the last week is higher by more than this share of what makes a day worse than usual."""
RISEN: Final = 1.04
LASTING_DAYS: Final = 5
DELAYED_DAYS: Final = 84
DELAYED_TIMES: Final = 3
DELAYED_SPAN: Final = 3
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


def pem_screen_positive(situation: Situation, limits: Limits) -> Lock | None:
    """The screen for malaise after effort is positive (see `screen`): energy management only."""
    del situation
    found = screened(limits.pem_screen)
    return Lock("pem-screen", {"answers": len(found.because)}) if found.positive else None


def delayed_worsening(situation: Situation, limits: Limits) -> Lock | None:
    """Heavy days are followed, a day or more later, by worse days: three times or more in twelve weeks, at least half
    the time, and clearly more often than other days are (exact test, see `aftermath.beyond_chance`).
    Where hardly a stretch is left to compare with: each of four, or nearly all of six.

    A day is heavy at 1.5 x the mean load of one muscle group or of the whole. It was followed by worsening when pain
    or fatigue was worse than usual on at least two of the three days after it. Heavy days whose aftermath is unknown
    count on neither side.

    Measured as in `boom_and_bust`: 0.3 to 1.3 % of diaries without a pattern; 58 to 66 % where 80 % of the heavy days,
    10 to 17 days apart, were followed by three worse days. Thirty virtual years: none.
    """
    del limits
    days = [*reversed(list(situation.past(DELAYED_DAYS)))]
    worse = worse_days(situation, days)

    def worsened(window: Sequence[dt.date]) -> bool | None:
        verdicts = [worse[day] for day in window if day in worse]
        bad, good = sum(verdicts), len(verdicts) - sum(verdicts)
        return bad >= 2 if max(bad, good) >= 2 else None  # one of each: the third day decides, once it is there

    loads = {name: recent(situation, series, DELAYED_DAYS) for name, series in situation.burdens.items()}
    heavy = {name: heavy_days(each, situation.mean_burden(name), HEAVY_TIMES) for name, each in loads.items() if each}
    counts = [aftermath(days, found, DELAYED_SPAN, worsened) for found in heavy.values()]
    found = beyond_chance([each for each in counts if each.bad >= DELAYED_TIMES], among=len(counts))
    return None if found is None else Lock("delayed-worsening", {"times": found.bad, "heavy_days": found.heavy})


def level_pain(situation: Situation, limits: Limits) -> Lock | None:
    """Pain has not been level for 14 days: too few entries, a flare, too many days not known to be good, or a rise.

    A missing day never counts as good: at least 10 of 14 days are known, at most 5 are worse or missing, at most 3
    of them in the last week; and the last week's mean, missing days taken as just worse than usual, is at most half
    the margin of a worse day (0.35 points or more) above the week before. Nor is pain level that could not be written
    down as worse than it is.
    """
    del limits
    window = list(situation.past(LEVEL_DAYS))
    known = situation.rated_days(LEVEL_DAYS)
    if rarely_rated(situation):
        return Lock("too-few-entries-to-step", {"known": known, "needed": LEVEL_KNOWN, "days": LEVEL_DAYS})
    lately_in = [flare for flare in situation.flares if (flare.end or situation.on) >= window[-1]]
    if lately_in:
        sore = all(soreness_of(situation, flare) is not None for flare in lately_in)
        return Lock("soreness-lately" if sore else "flare-lately", {"days": LEVEL_DAYS})
    if situation.usual_pain is not None and _is_at_the_top(situation.usual_pain):
        return Lock("pain-near-the-top")
    not_good = [day for day in window if situation.worse(day) is not False]
    if _too_many(not_good, window):
        return Lock("pain-not-level", {"not_good": len(not_good), "days": LEVEL_DAYS})
    rise = _rise(situation.pain, situation.usual_pain, window)
    points = round(situation.scale.width_from_0_10(rise), 1)
    return None if rise <= _most_rise(situation.usual_pain) else Lock("pain-rising", {"rise": points})


def area_not_level(situation: Situation, group: str) -> Lock | None:
    """Pain in the areas that lie under `group` has not been level for 14 days, by the same numbers as `level_pain`.

    Areas are rated when there is something to say of them, so a day without one counts neither way; asked for are 10 of
    14 days, as for pain overall, and without them nothing is said.
    """
    series, window = situation.areas.get(group, {}), list(situation.past(LEVEL_DAYS))
    usual = situation.usual_in(series)
    if usual is None or sum(day in series for day in window) < LEVEL_KNOWN:
        return None
    if _is_at_the_top(usual):
        return Lock("area-near-the-top", group=group)
    worse = [day for day in window if day in series and series[day] >= usual.level + usual.margin]
    if _too_many(worse, window):
        return Lock("area-not-level", {"worse": len(worse), "days": LEVEL_DAYS}, group)
    rise = _rise(series, usual, [day for day in window if day in series], since=window[6])
    return None if rise <= _most_rise(usual) else Lock("area-rising", {"rise": situation.points_of(group, rise)}, group)


def _too_many(not_good: Sequence[dt.date], window: Sequence[dt.date]) -> bool:
    lately = sum(day in window[:7] for day in not_good)
    return len(not_good) > LEVEL_NOT_GOOD or lately > LEVEL_NOT_GOOD_LATELY


def _is_at_the_top(usual: Usual) -> bool:
    """Whether no rating could be worse than usual: then nothing would show that a step was too much."""
    return usual.level + usual.margin > WORST


def _most_rise(usual: Usual | None) -> float:
    return 0.0 if usual is None else TREND_SHARE * usual.margin


def rarely_rated(situation: Situation) -> bool:
    """Whether fewer than 10 of the last 14 days have a rating: too few to say how likely a flare is, or to step up."""
    return situation.rated_days(LEVEL_DAYS) < LEVEL_KNOWN


def creeping_pain(situation: Situation, limits: Limits) -> Lock | None:
    """Pain has risen over months, each fortnight too little for `level_pain` to see: whether it comes of doing more or
    not, it is no time for more.
    """
    del limits
    found = crept_up(situation)
    if found is None:
        return None
    return Lock("pain-crept-up", {"rise": round(situation.scale.width_from_0_10(found[0]), 1), "weeks": found[1]})


def tired(situation: Situation, limits: Limits) -> Lock | None:
    """Fatigue was worse than usual on both of the last two days, or on three or more of the last seven that have a
    rating of it: an exhaustion without pain is no time for more, either.
    """
    del limits
    found = tired_lately(situation)
    return None if found is None else Lock("tired-lately", {"tired": found[0], "known": found[1]})


def swing_today(situation: Situation, limits: Limits) -> Lock | None:
    """The last known day was clearly better or worse than usual: a good day is not a licence, and a bad one no time
    for more.
    """
    del limits
    last = max(situation.pain, default=None)
    if last is None:
        return None
    said = round(situation.scale.from_0_10(situation.pain[last]), 1)
    numbers: dict[str, Number] = {"pain": said} if situation.is_of_pain else {}
    if situation.good(last):
        return Lock("good-day", numbers)
    return Lock("worse-day", numbers) if situation.worse(last) else None


def boom_and_bust(situation: Situation, limits: Limits) -> Lock | None:
    """The days swing between booms and busts: twice or more in four weeks a big day was followed within two days by a
    bust; and over twelve weeks at least half of the big days were, clearly more often than other days (exact test,
    see `aftermath.beyond_chance`).

    And without a test, where in four weeks five days or more were twice as big as the middle one, and after every one
    of them pain was clearly worse within two days.

    A big day is 1.5 x the middle load of one muscle group or of the whole. A bust is a day clearly worse than usual
    (by 1.5 points or one own SD) or with less than 0.3 of the middle load, after a day that was neither. A day
    without a number is no bust.

    Measured on 300 diaries each of 120 days with 8 % missing: loads and pain drawn independently (one group or five,
    load varying by 40 or 70 %, pain with a memory of 0, 0.5 or 0.8): 0 to 4.3 %. Big days of 1.6 to 2.5 x usual every
    5 to 8 days, 85 % of them followed by three more points of pain or a day of 8 % of the load: 64 to 73 %; all of
    them followed: 78 to 83 %; every 8 to 11 days: 51 to 57 %. Thirty virtual years: none.
    """
    del limits
    found = clear_swing(swings(situation))
    if found is None:
        return None
    # What is told is what the verdict rests on.
    counted = {"times": found.count.bad, "heavy_days": found.count.heavy}
    return Lock("swings", counted if found.is_by_count else {"heavy_days": found.unbroken})


def later_entries(situation: Situation, limits: Limits) -> Lock | None:
    """Entries dated after the planning day: a clock or a date may be wrong."""
    del limits
    return Lock("later-entries", {"entries": situation.later}) if situation.later else None


FOR_GOOD: Final = frozenset({"energy-management", "pem-screen", "delayed-worsening", "no-progression"})
"""Codes of the locks with which steps up are out, not only now."""
OF_AREAS: Final = frozenset({"area-not-level", "area-rising", "area-near-the-top"})
"""Codes of the locks of `area_not_level`."""
LOCKS: Final[tuple[Callable[[Situation, Limits], Lock | None], ...]] = (
    energy_management,
    pem_screen_positive,
    delayed_worsening,
    asked_for,
    later_entries,
    boom_and_bust,
    level_pain,
    creeping_pain,
    tired,
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
    if now > before * (1 + LARGEST_STEP) or (now > before * RISEN and not _scatter(situation, group, before)):
        return Lock("risen-lately", {"now": round(now, 1), "before": round(before, 1), "days": LEVEL_DAYS}, group)
    return None


def _scatter(situation: Situation, group: str, before: float) -> bool:
    """Whether fewer than five of the last 14 days were above the level `before`: then a higher level is the scatter
    of single days and no step, and `rise_limit` holds what comes of it to one step.
    """
    return sum(load > before for load in situation.known_loads(group, LEVEL_DAYS)) < LASTING_DAYS


def person_locks(situation: Situation, limits: Limits) -> tuple[Lock, ...]:
    """All locks that hold for the whole person, the weightiest first."""
    return tuple(found for lock in LOCKS if (found := lock(situation, limits)) is not None)


def _rise(series: Series, usual: Usual | None, window: Sequence[dt.date], since: dt.date | None = None) -> float:
    """By how much the week from `since` on (default: the first seven of `window`) lies above the one before; a missing
    day of `window` in it counts as just worse than usual.
    """
    if usual is None:
        return float("inf")
    begins = window[6] if since is None else since
    late = [series.get(day, usual.level + usual.margin) for day in window if day >= begins]
    early = [series[day] for day in window if day < begins and day in series]
    return fmean(late) - fmean(early) if late and early else float("inf")
