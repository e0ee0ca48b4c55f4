"""A week's total load: what the last weeks held, what is left of one, and when it eases. No cap is made here."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import Final

from andante.plan.situation import Situation

WEEK: Final = 7
WEEKS_DAYS: Final = 4 * WEEK
FEWEST_OF_WEEK: Final = 4
MOSTLY_KNOWN: Final = 5
FEW_MISSING: Final = 2
"""Of six days. With more, no more than a usual day is planned."""


def week_totals(situation: Situation, group: str, ago: int = 0) -> list[tuple[float, float]]:
    """The four weeks of seven days up to `ago` days ago, days that pain held down passed over (`level_days`): each as
    its total with up to two missing days like the others of it, and with up to three; where more are missing, what is
    written. Weeks without any number are left out, and so is the rest of fewer than seven days where there is a whole
    week: one big day in four is no week of them. Where there is none, days worse than usual make weeks, too.
    """
    loads = situation.trusted(group)
    days = situation.level_days(WEEKS_DAYS, ago)
    days = days if len(days) >= WEEK else situation.ordinary_days(WEEKS_DAYS, ago)
    days = days[: len(days) // WEEK * WEEK] or days
    weeks = [[loads[day] for day in days[i : i + 7] if day in loads] for i in range(0, len(days), 7)]
    return [
        (
            7 * fmean(week) if len(week) >= MOSTLY_KNOWN else sum(week),
            7 * fmean(week) if len(week) >= FEWEST_OF_WEEK else sum(week),
        )
        for week in weeks
        if week
    ]


def second_highest(totals: Sequence[float]) -> float:
    """The second highest of some weeks; the only one where there is but one."""
    return sorted(totals, reverse=True)[min(1, len(totals) - 1)]


def last_six(situation: Situation, group: str, usual_day: float) -> tuple[list[float], int]:
    """The loads of the last six days, the nearest first, and how many of them are not known.

    An unknown one counts as the mean of the known ones or as a mean day of longer, whichever is more; up to two of them
    also as `usual_day` at the least: what is unknown leaves no room over. Of many some were below it, as in the weeks
    that these are held to, and more than a usual day is not left then (`FEW_MISSING`).
    """
    loads = situation.loads[group]
    found = [loads.get(day) for day in situation.past(6)]
    known, missing = [load for load in found if load is not None], found.count(None)
    average = situation.mean_day(group)
    least = usual_day if missing <= FEW_MISSING or average is None else 0.0
    instead = max(least, fmean(known) if known else 0.0, average or 0.0)
    return [instead if load is None else load for load in found], missing


def left_of(week: float, last: Sequence[float], least: float) -> float:
    """What `week` still holds after the six days `last` (the nearest first), and `least` at the least."""
    return max(week - sum(last[:6]), least)


def days_to_ease(last: Sequence[float], week: float, usual_day: float, *, least: float) -> int | None:
    """In how many days (1-6) the week has room for a usual day again, when each day until then is used to its cap; None
    when it has not then either: by then nothing but such days lies in it.
    """
    lived = list(last)
    for ahead in range(1, 7):
        lived.insert(0, min(usual_day, left_of(week, lived, least)))
        if left_of(week, lived, least) >= usual_day - 1e-9:
            return ahead
    return None
