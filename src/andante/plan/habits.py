"""What has been done for months: neither what was overdone of late nor what was done by halves is to carry a plan away,
for each next plan is made of what the last one led to. No cap is made here (`guards`).
"""

from __future__ import annotations

from statistics import median_low
from typing import Final

from andante.plan.situation import FEWEST_RANKED, RECENT_DAYS, USUAL_OF, Situation

MONTHS: Final = 12
LIVED_MONTHS: Final = 5
LIVED_MONTHS_SAVING: Final = 11
STEPS_A_MONTH: Final = 2
NEAR_MONTHS: Final = 3


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
