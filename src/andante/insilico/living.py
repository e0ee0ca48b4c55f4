"""People living side by side: each under every policy, with the same body, the same luck and the same days before.

First weeks that nobody sees, so that habits settle; then a run-in as ever, with a diary; then the days under a policy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from andante.anatomy import MUSCLE_GROUPS
from andante.body.archetypes import archetypes, bent
from andante.body.central import Draws, Morning
from andante.body.day import SLOT_MIN, SLOTS
from andante.body.doing import loads
from andante.body.flares import days_to_come
from andante.body.life import Day, Life, morning_pain, spend, strength, wake
from andante.body.simulate import FIRST_DAY, SETTLING_DAYS
from andante.body.state import GROUP_UNITS
from andante.body.written import COLUMNS, entry, written
from andante.errors import AndanteError
from andante.insilico.faults import Fault, kept, luck, surprised
from andante.insilico.following import IGNORES, SLACK, Today, lived, takes_place
from andante.insilico.people import Person, born, copied
from andante.insilico.policies import AS_EVER, RUN_IN_DAYS, Advice, Adviser, Policy
from andante.records import Diary, Entry

ADVICE_FROM: Final = FIRST_DAY + dt.timedelta(days=RUN_IN_DAYS)


@dataclass
class One:
    """One person under one policy and one fault. `wrong`: why the run came to nothing, if it did."""

    person: Person
    policy: Policy
    fault: Fault
    adviser: Adviser
    entries: list[Entry] = field(default_factory=list)
    wrong: str | None = None

    def diary(self, on: dt.date) -> Diary:
        """The diary on the morning of `on`. An entry of a clock that is ahead waits until its evening is over, as in
        the app (`web.diary.rows`): it cannot have happened yet.
        """
        whole = Diary(tuple(self.entries), COLUMNS, person=self.person.name)
        return whole.through(on - dt.timedelta(days=1))

    def advice(self, on: dt.date) -> Advice:
        """What is advised this morning; a fault of the adviser ends the run, not the trial."""
        if self.wrong is not None:
            return AS_EVER
        try:
            return self.adviser.advise(self.diary(on), on)
        except (AndanteError, ArithmeticError, AssertionError, LookupError, TypeError, ValueError) as error:
            self.wrong = f"{on}: {type(error).__name__}: {error}"
            return AS_EVER


@dataclass(frozen=True)
class Course:
    """What happened on the days under a policy: each (days, lives). `strength`: (2, lives), log of the factor on the
    untrained maximum before and after, the mean of all muscles. flares_to_come: flare days within the trial to be
    expected from each evening's hazard.
    """

    ones: tuple[One, ...]
    pain: np.ndarray
    in_flare: np.ndarray
    valued_min: np.ndarray
    load: np.ndarray
    strength: np.ndarray
    flares_to_come: np.ndarray


Tick = Callable[[], None]


def live(
    persons: Sequence[Person], policies: Sequence[Policy], fault: Fault, days: int, *, tick: Tick = lambda: None
) -> Course:
    """`persons` living `days` days under each of `policies`, after the same weeks. `tick` is called each day."""
    ones = [_hired(person, policies[0], fault) for person in persons]
    life = born(persons)
    for number in range(-SETTLING_DAYS, RUN_IN_DAYS):
        life, _, _ = _one_day(life, ones, number, [AS_EVER] * len(ones))
        tick()
    places = [i for i in range(len(persons)) for _ in policies]
    before = [tuple(one.entries) for one in ones]
    ones = [_hired(person, policy, fault) for person in persons for policy in policies]
    for one, place in zip(ones, places, strict=True):
        one.entries = list(before[place])
    life = copied(life, places)
    strong, found = [life.training.strength.mean(axis=0)], []
    for number in range(RUN_IN_DAYS, RUN_IN_DAYS + days):
        on, free = FIRST_DAY + dt.timedelta(days=number), life.centre.flare_days_left <= 0.0
        life, day, valued = _one_day(life, ones, number, [one.advice(on) for one in ones])
        to_come = np.where(free, days_to_come(life.centre, life.people, RUN_IN_DAYS + days - 1 - number), 0.0)
        found.append((day.rating, day.in_flare, valued, day.effort_minutes.sum(axis=0), to_come))
        tick()
    strong.append(life.training.strength.mean(axis=0))
    pain, in_flare, valued_min, load, to_come = (np.stack(rows) for rows in zip(*found, strict=True))
    return Course(tuple(ones), pain, in_flare, valued_min, load, np.stack(strong), to_come)


def _hired(person: Person, policy: Policy, fault: Fault) -> One:
    return One(person, policy, fault, policy.hired(person, ADVICE_FROM))


def _one_day(life: Life, ones: Sequence[One], number: int, advice: Sequence[Advice]) -> tuple[Life, Day, np.ndarray]:
    """The day `number` of everybody; also the minutes of what they value that were done (lives,)."""
    woken, found, draws = wake(life)
    on = FIRST_DAY + dt.timedelta(days=number)
    above = np.nan_to_num(morning_pain(woken, found) - woken.centre.usual_pain)
    reckoned = _per_minute(woken)
    activity, valued = np.empty((SLOTS, len(ones)), np.uint8), np.empty((SLOTS, len(ones)), bool)
    for i, one in enumerate(ones):
        today = _today(one, woken, draws, i, number=number, above=float(above[i]), per_minute=reckoned[:, :, i])
        activity[:, i], valued[:, i] = lived(today, advice[i])
    stops_at = np.array([_stops_at(one, each) for one, each in zip(ones, advice, strict=True)])
    life, day = spend(woken, found, activity, stops_at=stops_at)
    if number >= 0:
        _write(ones, written(life, day, draws), on, day.rating - woken.centre.usual_pain, number)
    done = valued & ~_broken_off(day, found, activity, stops_at)
    return life, day, SLOT_MIN * done.sum(axis=0)


def _today(
    one: One, life: Life, draws: Draws, place: int, *, number: int, above: float, per_minute: np.ndarray
) -> Today:
    way = one.person.archetype
    mood = bent(archetypes()[way], np.array([above]))[0] * np.exp(archetypes()[way].spread * draws["amount"][place])
    rng = luck(one.person, "following", number)
    return Today(
        way, (FIRST_DAY + dt.timedelta(days=number)).weekday(), float(mood), above,
        takes_place(way, draws["choice"][:, place]), bool(life.centre.flare_day[place] > 0.0),
        number >= RUN_IN_DAYS and surprised(one.fault, one.person, number), per_minute * one.fault.reckons,
        float(np.exp(SLACK * rng.standard_normal())), bool(rng.random() < IGNORES),
    )  # fmt: skip


def _per_minute(life: Life) -> np.ndarray:
    """Effort-minutes of a minute of each activity: (activities, groups, lives)."""
    able = strength(life)
    per_group = np.stack([able[GROUP_UNITS[group]].mean(axis=0) for group in MUSCLE_GROUPS])
    return np.asarray(loads().effort[:, :, None] / per_group)


def _stops_at(one: One, advice: Advice) -> float:
    """The pain at which an activity is left: the person's own, or the advised one where that is lower."""
    own = archetypes()[one.person.archetype].stops_at
    return own if advice.stops_at is None else min(own, advice.stops_at)


def _broken_off(day: Day, found: Morning, activity: np.ndarray, stops_at: np.ndarray) -> np.ndarray:
    """In which slots an activity was left for pain (slots, lives): the body's own rule, told from the pain it felt.

    What decides is the pain at the end of the slot before, as the centre of this slot's hour makes it.
    """
    before = np.clip(np.vstack([day.pain[:1], day.pain[:-1]]) / 10.0, 1e-6, 1.0 - 1e-6)
    hourly = np.repeat(found.log_odds, SLOTS // 24, axis=0)
    moved = np.log(before / (1.0 - before)) + hourly - np.vstack([hourly[:1], hourly[:-1]])
    felt = 10.0 / (1.0 + np.exp(-moved))
    return np.asarray((felt >= stops_at) & loads().can_stop[activity])


def _write(ones: Sequence[One], row: dict[str, np.ndarray], on: dt.date, above: np.ndarray, number: int) -> None:
    for i, one in enumerate(ones):
        made = kept(one.fault, one.person, entry(row, i, on), above=float(np.nan_to_num(above[i])), day=number)
        if made is not None:
            one.entries.append(made)
