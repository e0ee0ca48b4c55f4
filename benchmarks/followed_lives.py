"""How a plan's ceiling moves over a year in lives that answer to it, each by one simple rule, with level pain; and how
often pain that creeps up is seen, and where there is none. The caps of the planner alone, without a belief:

    python benchmarks/followed_lives.py
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np

from andante.plan.guards import caps, first_part
from andante.plan.limits import Limits
from andante.plan.question import Question
from andante.plan.situation import Situation
from andante.plan.worse import crept_up

GROUP: Final = "whole_body"
BEGIN: Final = dt.date(2025, 1, 1)
BEFORE, YEAR, BASE = 56, 364, 43.0
SHOWN: Final = (7, 91, 182, 364)
SEEDS: Final = (1, 2, 3, 4)
DIARIES: Final = 400


class Day(NamedTuple):
    """What a plan leaves of a day, effort-minutes, the day's number under plans, and a die."""

    most: float
    first: float
    number: int
    rng: np.random.Generator


Life = Callable[[Day], float]
"""What is done of it."""

LIVES: Final[dict[str, Life]] = {
    "as lived, whatever is told": lambda day: BASE * float(np.exp(0.25 * day.rng.standard_normal())),
    "around the ceiling, 15 %": lambda day: day.most * (1 + 0.15 * day.rng.standard_normal()),
    "around the ceiling, 30 %": lambda day: max(0.0, day.most * (1 + 0.30 * day.rng.standard_normal())),
    "twice the ceiling each third day": lambda day: day.most * (1 if day.number % 3 else 2),
    "between least and most": lambda day: day.first + (day.most - day.first) * day.rng.random(),
    "three quarters of the ceiling": lambda day: 0.75 * day.most,
    "the first part alone": lambda day: day.first,
    "half of it for one month": lambda day: day.most * (0.5 if 56 <= day.number < 84 else 1.0),
}
PEOPLE: Final = {"steps of 10 %": Limits(), "no steps (step = 0)": Limits(step=0.0), "ME/CFS": Limits(me_cfs=True)}


def ceilings(life: Life, limits: Limits, seed: int) -> np.ndarray:
    """(days,) effort-minutes: the ceiling of each day of a year that follows eight weeks as lived."""
    rng = np.random.default_rng(seed)
    loads: dict[dt.date, float] = {}
    pain: dict[dt.date, float] = {}
    found = []
    for i in range(BEFORE + YEAR):
        day = BEGIN + dt.timedelta(days=i)
        done = BASE * float(np.exp(0.12 * rng.standard_normal()))
        if i >= BEFORE:
            asked = Question(Situation(on=day, loads={GROUP: dict(loads)}, pain=dict(pain), last_rated_h=10.0), limits)
            most = caps(asked, GROUP)[0].most
            done = life(Day(most, first_part(asked, GROUP, most), i - BEFORE, rng))
            found.append(most)
        loads[day] = round(done, 1)
        pain[day] = float(np.clip(np.round(4.0 + 0.5 * rng.standard_normal()), 0, 10))
    return np.array(found)


def creeping_share(rise: float, sd: float, memory: float) -> float:
    """The share of diaries of 26 weeks in which a rise is seen on the last day: pain of 4 with an AR(1) of `sd` and
    `memory`, rising by `rise` points a day.
    """
    seen = 0
    for seed in range(DIARIES):
        rng = np.random.default_rng(seed)
        noise, values = 0.0, []
        for day in range(182):
            noise = memory * noise + sd * float(np.sqrt(1 - memory**2) * rng.standard_normal())
            values.append(float(np.clip(np.round(4.0 + rise * day + noise), 0, 10)))
        pain = {BEGIN + dt.timedelta(days=day): value for day, value in enumerate(values)}
        situation = Situation(on=BEGIN + dt.timedelta(days=182), loads={}, pain=pain, last_rated_h=10.0)
        seen += crept_up(situation) is not None
    return seen / DIARIES


def main() -> None:
    """Prints both tables."""
    print("Mean ceiling of the week before, effort-minutes, after", ", ".join(map(str, SHOWN)), "days (4 seeds)")
    for person, limits in PEOPLE.items():
        for name, life in LIVES.items():
            runs = np.array([ceilings(life, limits, seed) for seed in SEEDS])
            shown = "  ".join(f"{runs[:, day - 7 : day].mean():6.0f}" for day in SHOWN)
            print(f"{person:20} {name:34} {shown}", flush=True)
    print(f"\nPain that crept up, seen on the last of 182 days, in 100 of {DIARIES} diaries (0.00 a day: falsely)")
    for sd, memory in ((0.5, 0.5), (1.0, 0.5), (1.5, 0.5), (1.0, 0.8), (1.5, 0.8)):
        shares = "  ".join(f"{rise:.2f}: {100 * creeping_share(rise, sd, memory):3.0f}" for rise in (0.0, 0.01, 0.02))
        print(f"SD {sd}, memory {memory}   a day {shares}")


if __name__ == "__main__":
    main()
