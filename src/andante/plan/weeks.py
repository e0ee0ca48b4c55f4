"""A week's total load: what the last weeks held, what is left of one, and when it eases. No cap is made here."""

from __future__ import annotations

from collections.abc import Sequence

from andante.plan.situation import Situation


def week_totals(situation: Situation, group: str) -> list[float]:
    """Totals of the last four weeks, the highest first; weeks without any number are left out."""
    loads = situation.trusted(group)
    weeks = [[loads[day] for day in situation.past(7, 7 * i) if day in loads] for i in range(4)]
    return sorted((sum(week) for week in weeks if week), reverse=True)


def left_of(week: float, last: Sequence[float], least: float) -> float:
    """What `week` still holds after the six days `last` (the nearest first), and `least` at the least."""
    return max(week - sum(last[:6]), least)


def days_to_ease(last: Sequence[float], week: float, usual_day: float, *, least: float) -> int:
    """In how many days (1-7) the week has room for a usual day again, when each day until then is used to its cap."""
    lived = list(last)
    for ahead in range(1, 7):
        lived.insert(0, min(usual_day, left_of(week, lived, least)))
        if left_of(week, lived, least) >= usual_day:
            return ahead
    return 7
