"""People living day after day: bodies, centre and training together as one value, and one day's step of it.

What they do comes from outside, as rows of the catalogue in slots of five minutes. The same seed and person give the
same random numbers on the same day, whoever else is in the batch and however the days were cut.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final
from zlib import crc32

import numpy as np

from andante.arrays import Array, jax
from andante.body import pain
from andante.body.adaptation import Training, accustomed, trained, untrained
from andante.body.central import DRAWS, Centre, Done, Draws, Morning, evening, morning, settled
from andante.body.day import SLOT_MIN, Person, live
from andante.body.doing import loads
from andante.body.flares import tonight
from andante.body.people import People
from andante.body.sites import UNITS
from andante.body.state import Constants, State, Traits, constants_of, rested, traits_of

WAKING: Final = slice(7 * 60 // SLOT_MIN, 23 * 60 // SLOT_MIN)
MORNING_H, EVENING_H = 7, 21
NEVER_STOPS: Final = 99.0
_STRENGTH_FLOOR: Final = 0.2
_odds = jax.jit(pain.pain_odds)  # whole: bit by bit it would be some thirty programs, for each number of people


@jax.jit
def _overall_odds(bodies: State, traits: Traits, k: Constants) -> Array:
    return pain.overall_odds(pain.pain_odds(bodies, traits, k))


@dataclass(frozen=True)
class Life:
    """A batch of people on the morning of `day` (0 is the first)."""

    people: People
    traits: Traits
    constants: Constants
    bodies: State
    centre: Centre
    training: Training
    day: int = 0

    def __len__(self) -> int:
        return len(self.people)

    def part(self, start: int, stop: int) -> Life:
        """The people from `start` to `stop` of the batch."""
        cut = jax.tree.map(
            lambda x: np.asarray(x)[..., start:stop], (self.traits, self.bodies, self.centre, self.training)
        )
        return replace(
            self, people=self.people.part(start, stop), traits=cut[0], bodies=cut[1], centre=cut[2], training=cut[3]
        )


@dataclass(frozen=True)
class Day:
    """What a day was like, for everybody: numbers a diary may show, and what went on inside.

    pain: (slots, people), 0-10; effort_minutes: (groups, people); stress: (hours, people); the rest (people,).
    """

    number: int
    sleep: np.ndarray
    stress: np.ndarray
    pain: np.ndarray
    effort_minutes: np.ndarray
    exercise_effort_minutes: np.ndarray
    active_min: np.ndarray
    broken_off_min: np.ndarray
    in_flare: np.ndarray
    flare_begins: np.ndarray
    overexertion: np.ndarray
    delayed: np.ndarray
    areas: np.ndarray
    """Felt pain of each unit in the evening, 0-10: (units, people)."""
    rating: np.ndarray
    """The person's own rating of the day before it is rounded, 0-10: the mean of waking, with some of its worst."""


def begin(people: People, dtype: Any = np.float32) -> Life:
    """People on the first morning of what we see of their lives."""
    traits = traits_of(people, dtype)
    traits = traits._replace(size=np.broadcast_to(traits.size, traits.fatigue_rate.shape))
    return Life(
        people,
        traits,
        constants_of(people, dtype),
        rested(len(people), dtype),
        settled(people, day_draws(people, -1)),
        untrained(len(people)),
    )


def day_draws(people: People, day: int | np.ndarray) -> Draws:
    """The random numbers of that day, each person's own. `day` may be another for each: (people,)."""
    key = (people.seed, crc32(people.group.encode()), 77)
    days = np.broadcast_to(np.asarray(day, int) + 1, len(people))
    of = zip(days.tolist(), people.numbers.tolist(), strict=True)
    return Draws(np.stack([np.random.default_rng((*key, *each)).standard_normal(DRAWS) for each in of], axis=1))


def flare_draws(people: People, places: np.ndarray, numbers: np.ndarray) -> Draws:
    """The random numbers of the flare to come after `numbers` (from 1 on) have begun, of the people at `places`.

    They are the two that the day of that number keeps for a flare; the first flare has those of the day before all
    (`settled`). So no two flares share any.
    """
    return day_draws(people.take(places), numbers)


def wake(life: Life) -> tuple[Life, Morning, Draws]:
    """The morning of the day: what the night left, and what the hours will bring."""
    draws = day_draws(life.people, life.day)
    centre, found = morning(life.centre, life.people, draws)
    return replace(life, centre=centre), found, draws


def strength(life: Life) -> np.ndarray:
    """Strength of each unit now, as a share of the healthy mean: (units, people)."""
    healthy = np.array([life.people.table.value(f"strength_newton.{m}") for m, _ in UNITS])[:, None]
    able = life.people.strength_newton() / healthy * np.exp(life.training.strength)
    return np.asarray(np.maximum(able, _STRENGTH_FLOOR))


def spend(
    life: Life, found: Morning, activity: np.ndarray, *, stops_at: np.ndarray, step_min: float = 1.0
) -> tuple[Life, Day]:
    """The day from the morning on, doing `activity` (slots, people) until it hurts `stops_at` (people,), 0-10."""
    dtype = life.bodies.fatigued.dtype
    able = strength(life)
    traits = life.traits._replace(accustomed=accustomed(life.training, life.people).astype(dtype))
    person = Person(traits, able.astype(dtype), stops_at.astype(dtype), np.exp(found.log_odds).astype(dtype))
    bodies, lived = live(life.bodies, person, life.constants, activity, step_min=step_min)
    rating = day_rating(lived.pain, life.people)
    exercise = _of_exercise(activity, able)
    in_flare = life.centre.flare_day > 0.0
    done = Done(lived.effort_minutes.sum(axis=0), exercise, rating)
    after = evening(life.centre, life.people, done)
    centre, begins = tonight(after, life.people, partial(flare_draws, life.people))
    dose, use = _load_minutes(activity, able, life.people.table.value("training_load"))
    training = trained(life.training, life.people, dose=dose, use=use, greatest=lived.hardest)
    day = Day(
        life.day, found.sleep, found.stress, lived.pain, lived.effort_minutes, exercise, lived.active_min,
        lived.broken_off_min, in_flare, begins, centre.overexertion, centre.delayed,
        _felt(bodies, traits, life.constants, found.log_odds[EVENING_H]), rating,
    )  # fmt: skip
    return replace(life, bodies=bodies, centre=centre, training=training, day=life.day + 1), day


def _felt(bodies: State, traits: Traits, k: Constants, log_odds: np.ndarray) -> np.ndarray:
    """Felt pain of each unit with the centre as it is, 0-10."""
    return np.asarray(pain.rating(np.asarray(_odds(bodies, traits, k)) * np.exp(log_odds)), float)


def morning_pain(life: Life, found: Morning) -> np.ndarray:
    """Overall pain on waking up, 0-10: (people,)."""
    odds = np.asarray(_overall_odds(life.bodies, life.traits, life.constants))
    return np.asarray(pain.rating(odds * np.exp(found.log_odds[MORNING_H])), float)


def day_rating(pain: np.ndarray, people: People) -> np.ndarray:
    """How a person sums up the pain of waking hours: its mean, and a share of its worst hour."""
    waking = pain[WAKING]
    hourly = waking.reshape(-1, 60 // SLOT_MIN, waking.shape[1]).mean(axis=1)
    share = people.get("memory_of_worst")
    return np.asarray((1.0 - share) * hourly.mean(axis=0) + share * hourly.max(axis=0))


def _minutes_of(activity: np.ndarray) -> np.ndarray:
    """Minutes of each activity: (activities, people)."""
    count = len(loads().names)
    people = activity.shape[1]
    flat = activity.astype(np.int64) + count * np.arange(people)
    return SLOT_MIN * np.bincount(flat.ravel(), minlength=count * people).reshape(people, count).T


def _of_exercise(activity: np.ndarray, able: np.ndarray) -> np.ndarray:
    """Effort-minutes of exercise, of the whole body: (people,)."""
    known = loads()
    minutes = _minutes_of(activity)[known.exercise]
    return np.asarray((known.effort[known.exercise].mean(axis=1) @ minutes) / able.mean(axis=0))


def _load_minutes(activity: np.ndarray, able: np.ndarray, threshold: float) -> tuple[np.ndarray, np.ndarray]:
    """Training (minutes on, times load above the threshold as its share) and use (load-minutes): (units, people)."""
    known = loads()
    minutes = _minutes_of(activity)
    use = (known.duty * known.load).T @ minutes / able
    heavy = known.exercise & minutes.any(axis=1)
    load = known.load[heavy][:, :, None] / able
    above = np.maximum(load / threshold - 1.0, 0.0) * known.duty[heavy][:, :, None]
    return np.einsum("aup,ap->up", above, minutes[heavy]), use
