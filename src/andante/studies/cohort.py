"""Virtual people living through the weeks of a study, many at a time, with only what the study writes down kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from andante.body.archetypes import archetypes
from andante.body.central import Draws
from andante.body.day import SLOT_MIN, SLOTS
from andante.body.doing import loads
from andante.body.life import Day, Life, begin, spend, wake
from andante.body.parameters import Table
from andante.body.people import People, draw
from andante.body.protocol import Group
from andante.body.simulate import FIRST_DAY, as_lived, people_living

TYPICAL: Final = ("desk-worker", "boom-and-bust", "wary-beginner", "all-day-stander", "weeks-in-bed")
"""Ways of living in a sample of volunteers: without those that stand for rare cases."""
SETTLING_DAYS: Final = 21
STEP_MIN: Final = 5.0
AT_ONCE: Final = 2048

Kept = Callable[[Life, Day, Draws], dict[str, np.ndarray]]


@dataclass(frozen=True)
class Session:
    """Exercise that is added to a day: what, on which days of the week, from hour `start` for `minutes`, reached from
    `first_share` of them within `ramp_days`.
    """

    do: str
    weekdays: tuple[int, ...]
    start: float
    minutes: float
    first_share: float = 0.4
    ramp_days: int = 42

    def minutes_on(self, number: int) -> float:
        """Minutes on day `number` of the programme."""
        share = self.first_share + (1.0 - self.first_share) * min(number / self.ramp_days, 1.0)
        return self.minutes * share


def lived(
    group: Group, count: int, days: int, keep: Kept, *, seed: int, table: Table, sessions: tuple[Session, ...] = ()
) -> dict[str, np.ndarray]:
    """`count` people of `group` living `days` days; what `keep` gives of each day, stacked: (days, ..., people)."""
    parts = []
    for start in range(0, count, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, count))
        people = draw(group, numbers, seed=seed, table=table)
        parts.append(_lived(people, days, keep, sessions))
    return {name: np.concatenate([part[name] for part in parts], axis=-1) for name in parts[0]}


def _lived(people: People, days: int, keep: Kept, sessions: tuple[Session, ...]) -> dict[str, np.ndarray]:
    ways = tuple(TYPICAL[number % len(TYPICAL)] for number in people.numbers)
    life = begin(people_living(ways, people))
    stops_at = np.array([archetypes()[way].stops_at for way in ways])
    found: dict[str, list[np.ndarray]] = {}
    for number in range(-SETTLING_DAYS, days):
        woken, morning, draws = wake(life)
        weekday = (FIRST_DAY + dt.timedelta(days=number)).weekday()
        activity = as_lived(woken, morning, draws, ways, weekday)
        if number >= 0:
            activity = _with(activity, sessions, weekday, number)
        life, day = spend(woken, morning, activity, stops_at=stops_at, step_min=STEP_MIN)
        if number >= 0:
            for name, values in keep(life, day, draws).items():
                found.setdefault(name, []).append(values)
    return {name: np.stack(rows) for name, rows in found.items()}


def _with(activity: np.ndarray, sessions: tuple[Session, ...], weekday: int, number: int) -> np.ndarray:
    hours = np.arange(SLOTS) * SLOT_MIN / 60.0
    for one in sessions:
        if weekday in one.weekdays:
            within = (hours >= one.start - 1e-9) & (hours < one.start + one.minutes_on(number) / 60.0 - 1e-9)
            activity = activity.copy()
            activity[within] = loads().row(one.do)
    return activity


def prompts(day: Day, hours: tuple[float, ...]) -> np.ndarray:
    """Momentary pain at hours of the day: (hours, people), 0-10."""
    return day.pain[[round(hour * 60 / SLOT_MIN) for hour in hours]]


def intraclass(values: np.ndarray) -> float:
    """Share of variance between people (one-way random effects): `values` (occasions, people)."""
    count = values.shape[0]
    between = count * np.var(values.mean(axis=0), ddof=1)
    within = float(np.mean(np.var(values, axis=0, ddof=1)))
    of_people = max((float(between) - within) / count, 0.0)
    return float(of_people / (of_people + within))
