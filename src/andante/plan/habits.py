"""What has been the level of a muscle group for months: neither what was overdone of late nor what was done by halves
is to carry a plan away, for each next plan is made of what the last one led to. No cap is made here (`guards`).
"""

from __future__ import annotations

from statistics import median_low
from typing import Final

from andante.plan.limits import LARGEST_STEP
from andante.plan.situation import FEWEST_RANKED, RECENT_DAYS, SLOW_SHARE, USUAL_OF, Situation

MONTHS: Final = 12
FEWEST_MONTHS: Final = 3
STEPS_A_MONTH: Final = 2
LEAST_STEP: Final = 0.1
BACK_TIMES: Final = 1 + LARGEST_STEP


def held_level(situation: Situation, group: str, ago: int = 0) -> float | None:
    """The recent maximum of `ago` days ago, or 0.95 of the level of most of the twelve months before where that is
    more, as far as a tenth above what was reached of late: who stopped early for a while comes back in days and not in
    fortnights, and after weeks of rest no old level comes back at once. None where no level is known.
    """
    reached = situation.reached(group, ago)
    if not reached:
        return reached
    months = _levels_before(situation, group, ago)
    if len(months) < FEWEST_MONTHS:
        return reached
    return max(reached, min(SLOW_SHARE * median_low(months), BACK_TIMES * reached))


def stepped(level: float, step: float) -> float:
    """`level` with one step of the share `step`; where it is below one effort-minute, of a tenth of one: plans are
    rounded down to tenths, and so little would else never grow.
    """
    return level + max(step * level, LEAST_STEP if step and level < 1 else 0.0)


def most_by_steps(situation: Situation, group: str, step: float) -> float | None:
    """What steps of the share `step`, one a fortnight, could have made of the levels of the months before: the second
    lowest over a year of them, so that one quiet month counts for nothing. None with fewer than two known.
    """
    found = [
        level * (1 + step) ** (STEPS_A_MONTH * month)
        for month in range(1, MONTHS + 1)
        if (level := situation.reached(group, month * RECENT_DAYS)) is not None
    ]
    return sorted(found)[1] if len(found) > 1 else None


def always_done(situation: Situation, group: str) -> float | None:
    """What three of four days of four weeks held, and more (`level_loads`); None below a fortnight of known ones."""
    known = sorted(situation.level_loads(group))
    return known[len(known) // USUAL_OF] if len(known) >= FEWEST_RANKED else None


def _levels_before(situation: Situation, group: str, ago: int) -> list[float]:
    found = (situation.reached(group, ago + month * RECENT_DAYS) for month in range(1, MONTHS + 1))
    return [level for level in found if level is not None]
