"""Virtual people living: through days under a policy, with the diary they would have kept and what went on inside.

Two doors: `simulate` for a cohort, `virtual_people` for people one can live day by day. Not a planner.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from andante.anatomy import MUSCLE_GROUPS
from andante.body.archetypes import archetypes, filled, named
from andante.body.central import Draws, Morning
from andante.body.day import SLOT_MIN, SLOTS
from andante.body.doing import REST, SLEEP, loads
from andante.body.life import Day, Life, begin, morning_pain, spend, strength, wake
from andante.body.parameters import Table, packaged
from andante.body.people import People, draw
from andante.body.protocol import GROUPS, Group
from andante.body.state import GROUP_UNITS
from andante.body.written import COLUMNS, entry, written
from andante.errors import InputError
from andante.records import Diary, Entry

FIRST_DAY: Final = dt.date(2026, 1, 5)
"""A Monday: simulated days need a date, and no clock is read."""
SETTLING_DAYS: Final = 28
"""Days lived before the first one that is shown, so that habits and usual levels are known."""


@dataclass(frozen=True)
class Cohort:
    """What a simulation left: one diary per person, and the truth by name, each (days, people)."""

    diaries: tuple[Diary, ...]
    truth: dict[str, np.ndarray]
    ways: tuple[str, ...]
    first_day: dt.date


def group_named(name: str) -> Group:
    """The group of that name. Raises InputError for another."""
    if name not in GROUPS:
        raise InputError(f"group: found {name!r}, allowed are {', '.join(GROUPS)}")
    return name


def people_living(ways: Sequence[str], people: People) -> People:
    """`people` as their ways of living make them: weaker in old age, with more flares where that is the way."""
    strong = np.array([archetypes()[way].strength_factor for way in ways])
    flaring = np.array([archetypes()[way].flare_factor for way in ways])
    spread = {
        **people.spread,
        "strength_common": people.get("strength_common") * strong,
        "flare_rate": people.get("flare_rate") * flaring,
    }
    return replace(people, spread=spread)


def as_lived(life: Life, found: Morning, draws: Draws, ways: tuple[str, ...], weekday: int) -> np.ndarray:
    """What people do today when nobody advises them: (slots, people)."""
    above = np.nan_to_num(morning_pain(life, found) - life.centre.usual_pain)
    return filled(ways, draws, weekday=weekday, above=above, in_flare=life.centre.flare_day > 0.0)


def days_of(
    life: Life, ways: tuple[str, ...], first_day: dt.date, count: int, *, step_min: float = 1.0
) -> Iterator[tuple[Life, Day, Draws]]:
    """Day after day as lived; each time the life after the day, the day, and its random numbers."""
    stops_at = np.array([archetypes()[way].stops_at for way in ways])
    for number in range(count):
        woken, found, draws = wake(life)
        weekday = (first_day + dt.timedelta(days=number)).weekday()
        activity = as_lived(woken, found, draws, ways, weekday)
        life, day = spend(woken, found, activity, stops_at=stops_at, step_min=step_min)
        yield life, day, draws


def simulate(
    count: int,
    days: int,
    *,
    policy: str = "as-lived",
    group: str = "fm",
    seed: int = 0,
    first_day: dt.date = FIRST_DAY,
    numbers: Sequence[int] | None = None,
    whole_days: int = 0,
    table: Table | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Cohort:
    """`count` people of `group` living `days` days under `policy`, after weeks that are not shown.

    `numbers` picks people other than the first ones; on the last `whole_days` nobody leaves out the diary. Raises
    InputError for an unknown policy or group.
    """
    if count < 1 or days < 1:
        raise InputError(f"people and days: found {count} and {days}, allowed are whole numbers from 1 on")
    who = range(count) if numbers is None else numbers
    if len(who) != count:
        raise InputError(f"numbers: found {len(who)} for {count} people, allowed is one for each")
    ways = named(policy, who)
    drawn = draw(group_named(group), who, seed=seed, table=table or packaged())
    life = begin(people_living(ways, drawn))
    start = first_day - dt.timedelta(days=SETTLING_DAYS)
    entries: list[list[Entry]] = [[] for _ in range(count)]
    truth: dict[str, list[np.ndarray]] = {}
    for number, (after, day, draws) in enumerate(days_of(life, ways, start, SETTLING_DAYS + days)):
        if number >= SETTLING_DAYS:
            row = written(after, day, draws, certain=number >= SETTLING_DAYS + days - whole_days)
            _keep(entries, row, first_day + dt.timedelta(days=number - SETTLING_DAYS))
            for name, values in truths(after, day).items():
                truth.setdefault(name, []).append(values)
        if progress is not None:
            progress(number + 1, SETTLING_DAYS + days)
    width = len(str(count))
    diaries = tuple(Diary(tuple(rows), COLUMNS, person=f"v{index + 1:0{width}}") for index, rows in enumerate(entries))
    return Cohort(diaries, {name: np.stack(rows) for name, rows in truth.items()}, ways, first_day)


def _keep(entries: list[list[Entry]], row: dict[str, np.ndarray], on: dt.date) -> None:
    for person, rows in enumerate(entries):
        one = entry(row, person, on)
        if one is not None:
            rows.append(one)


def truths(life: Life, day: Day) -> dict[str, np.ndarray]:
    """What went on inside on a day, by name, each (people,). `life` is the one after the day."""
    able = strength(life)
    centre = life.centre
    found = {
        "pain": day.rating,
        "pain_most": day.pain.max(axis=0),
        "sleep": day.sleep,
        "stress": day.stress.mean(axis=0),
        "flare": day.in_flare.astype(float),
        "flare_begins": day.flare_begins.astype(float),
        "overexertion": day.overexertion,
        "delayed_worsening": day.delayed,
        "active_min": day.active_min.astype(float),
        "broken_off_min": day.broken_off_min.astype(float),
        "centre_drift": centre.drift,
        "centre_level": centre.level,
        "fitness": centre.fitness,
        "facilitation": np.asarray(life.bodies.facilitation, float),
    }
    found |= {f"load.{group}": minutes for group, minutes in zip(MUSCLE_GROUPS, day.effort_minutes, strict=True)}
    for group, units in GROUP_UNITS.items():
        found[f"soreness.{group}"] = np.asarray(life.bodies.sore, float)[units].mean(axis=0)
        found[f"sensitised.{group}"] = np.asarray(life.bodies.sensitised, float)[units].mean(axis=0)
        found[f"strength.{group}"] = able[units].mean(axis=0)
    return found


def virtual_year(seed: int, last_day: dt.date, *, days: int = 365, whole_days: int = 14) -> Diary:
    """The diary, ending on `last_day`, of about `days` days that one virtual person would have kept: person number
    `seed`, who lives in the way that is theirs.

    It begins on a Monday, so that the same person has the same days whenever it is asked for; up to six days more than
    `days`. On the last `whole_days` nothing is left out, so that there is a plan to show.
    """
    first = last_day - dt.timedelta(days=days - 1)
    first -= dt.timedelta(days=first.weekday())
    way = tuple(archetypes())[seed % len(archetypes())]
    count = (last_day - first).days + 1
    cohort = simulate(1, count, policy=way, seed=YEAR_SEED, first_day=first, numbers=(seed,), whole_days=whole_days)
    return replace(cohort.diaries[0], person=None)


YEAR_SEED: Final = 0


# ── one person, day by day ────────────────────────────────────────────────────────────────────────────────────────────

DayPlan = Sequence[tuple[str, float, float]]
"""What a day holds: (activity, start hour, minutes), later ones over earlier ones; rest between, sleep from 23 to 7."""


@dataclass(frozen=True)
class VirtualPerson:
    """A simulated person on the morning of `today`. A value: `live` gives the same person one day later.

    `entry` is what the diary shows of the day just lived (None: nothing was written, or no day was lived yet) and
    `truth` what went on inside.
    """

    life: Life
    way: str
    today: dt.date
    entry: Entry | None = None
    truth: dict[str, float] = field(default_factory=dict)

    @property
    def traits(self) -> dict[str, float]:
        """The drawn parameters of this person, by name."""
        return {name: float(values[0]) for name, values in self.life.people.spread.items()}

    def live(self, day_plan: DayPlan | None = None, *, stops_at: float | None = None) -> VirtualPerson:
        """One day under `day_plan`, or as this person lives by themselves. `stops_at` is the pain (0-10) at which an
        activity is left for a rest.

        Raises InputError for an activity that the catalogue has not, or a time outside the day.
        """
        woken, found, draws = wake(self.life)
        if day_plan is None:
            activity = as_lived(woken, found, draws, (self.way,), self.today.weekday())
        else:
            activity = planned(day_plan)
        limit = archetypes()[self.way].stops_at if stops_at is None else stops_at
        after, day = spend(woken, found, activity, stops_at=np.array([limit]))
        row = written(after, day, draws)
        truth = {name: float(values[0]) for name, values in truths(after, day).items()}
        next_day = self.today + dt.timedelta(days=1)
        return replace(self, life=after, today=next_day, entry=entry(row, 0, self.today), truth=truth)


def planned(day_plan: DayPlan) -> np.ndarray:
    """A day plan in slots: (slots, 1), rows of the catalogue."""
    known = loads()
    hours = np.arange(SLOTS) * SLOT_MIN / 60.0
    activity = np.where((hours < 7) | (hours >= 23), known.row(SLEEP), known.row(REST)).astype(np.uint8)[:, None]
    for name, start, minutes in day_plan:
        if name not in known.names:
            raise InputError(f"day plan: found {name!r}, allowed are the activities of the catalogue")
        if not (0.0 <= start < 24.0 and 0.0 <= minutes <= (24.0 - start) * 60.0):
            raise InputError(
                f"day plan: {name}: found hour {start:g} for {minutes:g} minutes, allowed is within one day"
            )
        activity[(hours >= start - 1e-9) & (hours < start + minutes / 60.0 - 1e-9)] = known.row(name)
    return activity


def virtual_people(
    n: int, group: str = "fm", seed: int = 0, *, first_day: dt.date = FIRST_DAY
) -> tuple[VirtualPerson, ...]:
    """`n` simulated people of `group` (healthy, fm, local) on the morning of `first_day`, after weeks of living as they
    do. The same seed gives the same people whatever `n` is.

    Raises InputError for an unknown group or fewer than one person.
    """
    if n < 1:
        raise InputError(f"virtual_people: found {n}, allowed are whole numbers from 1 on")
    ways = named("as-lived", range(n))
    life = begin(people_living(ways, draw(group_named(group), range(n), seed=seed, table=packaged())))
    start = first_day - dt.timedelta(days=SETTLING_DAYS)
    *_, (settled, _, _) = days_of(life, ways, start, SETTLING_DAYS)
    return tuple(VirtualPerson(settled.part(i, i + 1), ways[i], first_day) for i in range(n))
