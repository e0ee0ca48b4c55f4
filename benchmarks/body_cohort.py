"""The people of the body's benchmarks, and a day of theirs."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from andante.body.adaptation import accustomed
from andante.body.archetypes import named
from andante.body.day import Person
from andante.body.life import Life, begin, strength, wake
from andante.body.parameters import packaged
from andante.body.people import draw
from andante.body.simulate import FIRST_DAY, as_lived, days_of, people_living
from andante.body.state import Constants, State

PEOPLE = 1000
CORES = 2


def timed(work: Callable[[], object], repeats: int) -> list[float]:
    """Seconds of each call; the first, not counted, compiles."""
    work()
    spent = []
    for _ in range(repeats):
        begin_s = time.perf_counter()
        work()
        spent.append(time.perf_counter() - begin_s)
    return spent


def cohort() -> tuple[Life, tuple[str, ...]]:
    """1,000 people with fibromyalgia, all ways of living in turn."""
    ways = named("as-lived", range(PEOPLE))
    return begin(people_living(ways, draw("fm", range(PEOPLE), seed=0, table=packaged()))), ways


class DayOf(NamedTuple):
    """All that `live` takes for one day."""

    state: State
    person: Person
    k: Constants
    activity: np.ndarray


def one_day(life: Life, ways: tuple[str, ...], stops_at: np.ndarray) -> DayOf:
    """The first day of these lives, as lived."""
    woken, found, draws = wake(life)
    activity = as_lived(woken, found, draws, ways, FIRST_DAY.weekday())
    dtype = woken.bodies.fatigued.dtype
    traits = woken.traits._replace(accustomed=accustomed(woken.training, woken.people).astype(dtype))
    person = Person(traits, strength(woken).astype(dtype), stops_at.astype(dtype), np.exp(found.log_odds).astype(dtype))
    return DayOf(woken.bodies, person, woken.constants, activity)


def whole_days(life: Life, ways: tuple[str, ...], count: int) -> list[float]:
    """Seconds of each whole day after the first."""
    spent, begin_s = [], time.perf_counter()
    for _ in days_of(life, ways, FIRST_DAY, count + 1):
        spent.append(time.perf_counter() - begin_s)
        begin_s = time.perf_counter()
    return spent[1:]
