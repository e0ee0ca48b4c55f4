"""What has been done for months: neither what was overdone of late nor what was done by halves is to carry a plan away,
for each next plan is made of what the last one led to. No cap is made here (`guards`).
"""

from __future__ import annotations

from statistics import fmean, median_low
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from andante.plan.daily import Series
from andante.plan.situation import FEWEST_RANKED, RECENT_DAYS, USUAL_OF, Situation

MONTHS: Final = 12
LIVED_MONTHS: Final = 5
LIVED_MONTHS_SAVING: Final = 11
STEPS_A_MONTH: Final = 2
NEAR_MONTHS: Final = 3
KEPT_DAYS: Final = 24 * RECENT_DAYS
FORTNIGHT: Final = 14
KNOWN_OF_MONTH: Final = 20
LATELY_DAYS: Final = 56
"""Of these the quietest 28 count."""
BETWEEN: Final = 2 * RECENT_DAYS
KEPT_TIMES: Final = 1.5
"""A day that begins with 0.7 of its room is then no reason for less room."""
GIVEN_UP: Final = ((28, 0.25), (56, 0.6))
"""What was done is given up where so many days held less than this share of it: a pause, or a lower level of months."""


def lasting_level(situation: Situation, group: str, step: float, least: float, *, saving: bool = False) -> float | None:
    """What months bear out as a level, effort-minutes: that of most of the five months before (and of eleven where
    energy is only to be saved), or, where there are steps, what one of the share `step` each fortnight could have made
    of the levels of twelve months: of their second lowest, so that one quiet month counts for nothing. A month is 28
    days, and counts as `least` where it held less. None with fewer than two known.
    """
    months = [
        (month, max(level, least))
        for month in range(1, MONTHS + 1)
        if (level := situation.reached(group, month * RECENT_DAYS)) is not None
    ]
    spans = (LIVED_MONTHS, LIVED_MONTHS_SAVING) if saving else (LIVED_MONTHS,)
    near = [[level for month, level in months if month <= most] for most in spans]
    if len(months) < 2 or not near[0]:
        return None
    lived = min(map(median_low, near))  # more care is never more load
    by_steps = sorted(level * (1 + step) ** (STEPS_A_MONTH * month) for month, level in months)
    return max(lived, by_steps[1]) if step else lived


def highest_level(situation: Situation, group: str) -> float | None:
    """The highest level of the three months before this one; None where none is known."""
    levels = (situation.reached(group, month * RECENT_DAYS) for month in range(1, NEAR_MONTHS + 1))
    return max((level for level in levels if level is not None), default=None)


def always_done(situation: Situation, group: str) -> float | None:
    """What three of four days of four weeks held, and more (`level_loads`); None below a fortnight of known ones."""
    known = sorted(situation.level_loads(group))
    return known[len(known) // USUAL_OF] if len(known) >= FEWEST_RANKED else None


def kept_day(situation: Situation, group: str) -> float | None:
    """What the plan keeps for who does less than it allows: the mean day of the second fullest of the months before
    this one that were borne (`_borne_days`) and not given up since (`GIVEN_UP`), and no more than 1.5 times the mean
    day of the quietest four weeks of the last eight. None for who does as much as that, and where fewer months are
    known.
    """
    each = _daily(situation, group, _borne_days(situation, group))
    if len(each) < 3 * RECENT_DAYS:
        return None
    months = range(RECENT_DAYS, len(each) - RECENT_DAYS + 1, RECENT_DAYS)
    spans, given_up = _means(each, RECENT_DAYS), [(_means(each, days), days, share) for days, share in GIVEN_UP]
    held: float | None = None
    for last in months[1:]:
        # Two months further back too: a month in which it became less lies between, and is no measure either.
        fuller, before = (sorted(spans[ago] for ago in months if ago <= most)[-2] for most in (last, last + BETWEEN))
        since = last + RECENT_DAYS + 1
        if any(means[: since - days].min() < share * before for means, days, share in given_up):
            break
        held = float(fuller)
    # Who does more needs nothing kept, and is not to be carried up by it.
    if held is None or spans[0] >= held:
        return None
    return min(held, KEPT_TIMES * float(spans[: LATELY_DAYS - RECENT_DAYS + 1].min()))


def _borne_days(situation: Situation, group: str) -> int:
    """How many of the last days are a measure of what is borne now: back to the first month, every fortnight, in which
    there was a flare, or few numbers, or clearly less or more pain than now, or fatigue, or pain of its areas.
    """
    areas = situation.areas.get(group, {})
    about = [(each, _about_now(situation, each)) for each in (situation.pain, situation.fatigue, areas)]
    if about[0][1] is None:  # nobody knows what pain is now; of fatigue and areas nobody need know
        return 0
    rated = [(each, now) for each, now in about if now is not None]
    for ago in range(0, KEPT_DAYS, FORTNIGHT):
        known = len(situation.known_loads(group, RECENT_DAYS, ago)) >= KNOWN_OF_MONTH
        alike = all(_is_about(situation, each, now, ago, needed=each is situation.pain) for each, now in rated)
        if not known or not alike or any(map(situation.in_flare, situation.past(RECENT_DAYS, ago))):
            return ago - FORTNIGHT + RECENT_DAYS if ago else 0
    return KEPT_DAYS


def _about_now(situation: Situation, ratings: Series) -> tuple[float, float] | None:
    """The mean of the last month of `ratings`, and what makes a day worse than usual; None where few days are rated."""
    usual, now = situation.usual_in(ratings), _mean_of(situation, ratings, 0)
    return None if usual is None or now is None else (now, usual.margin)


def _is_about(situation: Situation, ratings: Series, now: tuple[float, float], ago: int, *, needed: bool) -> bool:
    """Whether the month that ended `ago` days ago was about as it is `now`; where few of its days are rated, whether
    they are not `needed`.
    """
    (mean, margin), then = now, _mean_of(situation, ratings, ago)
    return not needed if then is None else abs(mean - then) < margin


def _mean_of(situation: Situation, ratings: Series, ago: int) -> float | None:
    known = [ratings[day] for day in situation.past(RECENT_DAYS, ago) if day in ratings]
    return fmean(known) if len(known) >= KNOWN_OF_MONTH else None


def _daily(situation: Situation, group: str, days: int) -> np.ndarray:
    """The load of each of the last `days` days (days,), the nearest first; NaN where it is not known."""
    loads = situation.trusted(group)
    return np.array([loads.get(day, np.nan) for day in situation.past(days)])


def _means(each: np.ndarray, days: int) -> np.ndarray:
    """The mean of each `days` days in a row of `each` (D,): (D - days + 1,), at least one. A day that is not known
    counts as the lowest that is known among them: it may have been a day of rest.
    """
    windows = sliding_window_view(each, min(days, len(each)))
    unknown = np.isnan(windows)
    lowest = np.where(unknown, np.inf, windows).min(axis=1)
    return np.asarray(np.where(unknown, lowest[:, None], windows).mean(axis=1))
