"""Entries that cannot be relied on: two that contradict each other, loads that no day can hold. Nothing is changed
or dropped here.
"""

from __future__ import annotations

import datetime as dt
from bisect import insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from andante.records import Diary, Entry

CONTRADICTION_POINTS: Final = 6.0
CONTRADICTION_H: Final = 2.0
DAY_HOLDS: Final = 960.0
"""Sixteen waking hours at full effort, in effort-minutes."""
OUTLIER_TIMES: Final = 5.0
OUTLIER_MORE: Final = 60.0
FEWEST_TO_COMPARE: Final = 10


@dataclass(frozen=True, slots=True)
class Doubt:
    """An entry that cannot be relied on: `code` is contradictory or implausible; `column` the target or the muscle
    group.
    """

    code: str
    day: dt.date
    column: str
    numbers: Mapping[str, float]


def find_doubts(diary: Diary, target: str, loads: Mapping[str, Mapping[dt.date, float]]) -> tuple[Doubt, ...]:
    """All doubts of a diary, in order of day. `loads` are its daily loads by muscle group."""
    found = [*_contradictions(diary, target)]
    for group, series in loads.items():
        found.extend(_implausible(group, series))
    return tuple(sorted(found, key=lambda doubt: (doubt.day, doubt.code, doubt.column)))


def _contradictions(diary: Diary, target: str) -> list[Doubt]:
    """Two ratings of the same thing within two hours of one day that lie six points or more apart."""
    found: list[Doubt] = []
    for day, entries in diary.by_day().items() if not diary.is_daily else ():
        rated = [(entry, value) for entry in entries if (value := diary.value(entry, target)) is not None]
        for i, (first, low) in enumerate(rated):
            for second, high in rated[i + 1 :]:
                if abs(high - low) >= CONTRADICTION_POINTS and _hours_apart(first, second) <= CONTRADICTION_H:
                    written = {"one": first.values[target], "other": second.values[target]}
                    found.append(Doubt("contradictory", day, target, written))
    return found


def _hours_apart(first: Entry, second: Entry) -> float:
    if isinstance(first.at, dt.datetime) and isinstance(second.at, dt.datetime):
        return abs((second.at - first.at).total_seconds()) / 3600.0
    return 0.0  # a bare date stands for the whole day, so for the same hours as well


def _implausible(group: str, series: Mapping[dt.date, float]) -> list[Doubt]:
    """More than a day can hold, or far more than the days before it: 60 effort-minutes above five times a full day.

    A full day is the middle of the upper half of all known days before; below ten of them nothing is compared.
    """
    found: list[Doubt] = []
    before: list[float] = []
    for day in sorted(series):
        load = series[day]
        # The middle of the upper half: what a full day of this person's looks like, untouched by single peaks.
        full_day = _middle_of_upper_half(before) if len(before) >= FEWEST_TO_COMPARE else None
        outlier = full_day is not None and full_day > 0 and load > OUTLIER_TIMES * full_day + OUTLIER_MORE
        if load > DAY_HOLDS or outlier:
            known = {"full_day": full_day} if full_day else {}
            found.append(Doubt("implausible", day, group, {"load": load, **known}))
        insort(before, load)
    return found


def _middle_of_upper_half(ordered: Sequence[float]) -> float:
    """The median of the upper half of `ordered`, by index: sorting and copying them each day takes too long."""
    low = len(ordered) // 2
    size = len(ordered) - low
    return float(ordered[low + size // 2] + ordered[low + (size - 1) // 2]) / 2.0
