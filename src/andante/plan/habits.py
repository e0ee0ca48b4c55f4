"""What has been done for months: neither what was overdone of late nor what was done by halves is to carry a plan away,
for each next plan is made of what the last one led to. No cap is made here (`guards`).
"""

from __future__ import annotations

from statistics import fmean, median_low
from typing import Final

from andante.plan.situation import FEWEST_RANKED, RECENT_DAYS, USUAL_OF, Situation

MONTHS: Final = 12
LIVED_MONTHS: Final = 5
LIVED_MONTHS_SAVING: Final = 11
STEPS_A_MONTH: Final = 2
NEAR_MONTHS: Final = 3
KEPT_DAYS: Final = 24 * RECENT_DAYS
KNOWN_OF_MONTH: Final = 20
LATELY: Final = 3
"""Of so many times 28 days, a fortnight apart, the quietest counts."""
KEPT_TIMES: Final = 1.5
"""A day that begins with 0.7 of its room is then no reason for less room."""
PAUSE_SHARE: Final = 0.25


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
    this one that were borne (`_borne`), and no more than 1.5 times the mean day of the quietest four weeks of the last
    eight. None for who does as much as that, and where fewer months are known. Four weeks of less than a quarter of it
    were a pause: what was done before one counts no more, and what comes after one begins small.
    """
    spans = _borne(situation, group)
    held: float | None = None
    for last in range(5, len(spans) + 1, 2):
        fuller = sorted(spans[2:last:2])[-2]
        if min(spans[:last]) < PAUSE_SHARE * fuller:
            break
        held = fuller
    # Who does more needs nothing kept, and is not to be carried up by it.
    return None if held is None or spans[0] >= held else min(held, KEPT_TIMES * min(spans[:LATELY]))


def _borne(situation: Situation, group: str) -> list[float]:
    """The mean day of each 28 days, every fortnight and the nearest first, back to the first in which there was a
    flare, or clearly less pain than now, or few numbers: what was done before that is no measure of what is borne now.
    """
    found: list[float] = []
    usual, now = situation.usual_pain, _pain(situation, 0)
    for ago in range(0, KEPT_DAYS, RECENT_DAYS // 2):
        known, then = situation.known_loads(group, RECENT_DAYS, ago), _pain(situation, ago)
        if usual is None or now is None or then is None or now - then >= usual.margin or len(known) < KNOWN_OF_MONTH:
            break
        if any(map(situation.in_flare, situation.past(RECENT_DAYS, ago))):
            break
        found.append(fmean(known))
    return found


def _pain(situation: Situation, ago: int) -> float | None:
    """The mean rating of the month that ended `ago` days ago; None where few of its days are rated."""
    known = [situation.pain[day] for day in situation.past(RECENT_DAYS, ago) if day in situation.pain]
    return fmean(known) if len(known) >= KNOWN_OF_MONTH else None
