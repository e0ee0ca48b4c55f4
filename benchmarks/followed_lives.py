"""How a plan's ceiling moves over a year in lives that answer to it, each by one simple rule, with level pain; what a
week of big and small days becomes, and sessions on three days of a week; how often a full week eases on the day that is
told; and how often pain that creeps up is seen, and where there is none. The caps of the planner alone, without a
belief:

    python benchmarks/followed_lives.py
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np

from andante.plan.daily import Series
from andante.plan.guards import caps, first_part
from andante.plan.guards.week import week_total
from andante.plan.limits import Limits
from andante.plan.question import Question
from andante.plan.situation import Situation
from andante.plan.worse import crept_up

GROUP: Final = "whole_body"
BEGIN: Final = dt.date(2025, 1, 1)
BEFORE, YEAR, BASE = 56, 364, 43.0
SHOWN: Final = (7, 91, 182, 300, 364)
SESSIONS: Final = (0, 2, 4)
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
    "three quarters, scatter 30 %": lambda day: max(0.0, 0.75 * day.most * (1 + 0.30 * day.rng.standard_normal())),
    "three fifths of the ceiling": lambda day: 0.6 * day.most,
    "the first part alone": lambda day: day.first,
    "three days of each seven, nothing between": lambda day: day.most * (day.number % 7 in SESSIONS),
    "half of it for one month": lambda day: day.most * (0.5 if 56 <= day.number < 84 else 1.0),
    "half of it for two months of six": lambda day: day.most * (0.5 if day.number % 182 >= 120 else 1.0),
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
            asked = asked_on(day, loads, pain, limits)
            most = caps(asked, GROUP)[0].most
            done = life(Day(most, first_part(asked, GROUP, most), i - BEFORE, rng))
            found.append(most)
        loads[day] = round(done, 1)
        pain[day] = float(np.clip(np.round(4.0 + 0.5 * rng.standard_normal()), 0, 10))
    return np.array(found)


def weeks_to_the_full(big: float, small: float, count: int) -> list[float]:
    """What three weeks in a row hold that follow each plan to the full, in weeks of sixteen before: of `count` days of
    `big` and the others of `small` times the same day.
    """
    rng = np.random.default_rng(1)
    loads: dict[dt.date, float] = {}
    pain: dict[dt.date, float] = {}
    for i in range(112 + 21):
        day = BEGIN + dt.timedelta(days=i)
        done = BASE * (big if i % 7 < count else small) * float(np.exp(0.08 * rng.standard_normal()))
        if i >= 112:
            done = caps(asked_on(day, loads, pain), GROUP)[0].most
        loads[day], pain[day] = round(done, 1), float(np.round(4.0 + 0.5 * rng.standard_normal()))
    done_by_week = np.array([*loads.values()]).reshape(-1, 7).sum(axis=1)
    return [float(each) for each in done_by_week[16:] / done_by_week[:16].mean()]


def sessions_as_ever(limits: Limits, seed: int) -> np.ndarray:
    """(sessions,) effort-minutes: the ceiling of each session of a year in which on three days of a week as much is
    done as ever, as far as the plan goes, and nothing on the others; as in the twenty weeks before.
    """
    rng = np.random.default_rng(seed)
    loads: dict[dt.date, float] = {}
    pain: dict[dt.date, float] = {}
    found = []
    for i in range(140 + YEAR):
        day, is_one = BEGIN + dt.timedelta(days=i), i % 7 in SESSIONS
        done = BASE * float(np.exp(0.12 * rng.standard_normal())) if is_one else 0.0
        if i >= 140 and is_one:
            found.append(caps(asked_on(day, loads, pain, limits), GROUP)[0].most)
            done = min(done, found[-1])
        loads[day], pain[day] = round(done, 1), float(np.round(4.0 + 0.5 * rng.standard_normal()))
    return np.array(found)


def eased_as_told(people: int = 400) -> tuple[int, int]:
    """Of how many full weeks, in lives of days that scatter, the day that was told as the likely one on which they ease
    was one: lived to the full of the plans until then; and of how many it was told.
    """
    right = told = 0
    for seed in range(people):
        rng = np.random.default_rng(seed)
        spread, days = (0.2, 0.4, 0.6)[seed % 3], 70 + seed % 40
        on = BEGIN + dt.timedelta(days=days)
        dates = [BEGIN + dt.timedelta(days=i) for i in range(days)]
        loads = {day: round(BASE * float(np.exp(spread * rng.standard_normal())), 1) for day in dates}
        pain = {day: float(np.round(4.0 + 0.7 * rng.standard_normal())) for day in dates}
        cap = week_total(asked_on(on, loads, pain), GROUP)
        if cap is None or "eases" not in cap.numbers:
            continue
        while on.isoformat() < str(cap.numbers["eases"]):
            loads[on], pain[on] = round(caps(asked_on(on, loads, pain), GROUP)[0].most, 1), 4.0
            on += dt.timedelta(days=1)
        then = week_total(asked_on(on, loads, pain), GROUP)
        told, right = told + 1, right + (then is None or then.code != "full-week")
    return right, told


def asked_on(day: dt.date, loads: Series, pain: Series, limits: Limits | None = None) -> Question:
    """The question of that day."""
    return Question(
        Situation(on=day, loads={GROUP: dict(loads)}, pain=dict(pain), last_rated_h=10.0), limits or Limits()
    )


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
    print("\nThree sessions a week of 43, as ever: the ceiling of a session, four weeks after 0, 3, 6, 9 and 12 months")
    for person, limits in PEOPLE.items():
        runs = np.array([sessions_as_ever(limits, seed) for seed in SEEDS])
        print(f"{person:20} " + "  ".join(f"{runs[:, at : at + 12].mean():6.0f}" for at in (0, 36, 72, 108, 144)))
    print("\nThree weeks to the full, in weeks of before: big days, times the same day, and the others")
    for big, small, count in ((1.4, 0.3, 4), (1.0, 0.0, 5), (1.2, 0.5, 4), (1.0, 1.0, 7)):
        shown = "  ".join(f"{each:.2f}" for each in weeks_to_the_full(big, small, count))
        print(f"{count} of {big} and {7 - count} of {small}   {shown}")
    right, told = eased_as_told()
    print(
        f"\nA full week eased on the day that was told in {right} of {told} lives that followed the plans to the full"
    )
    print(f"\nPain that crept up, seen on the last of 182 days, in 100 of {DIARIES} diaries (0.00 a day: falsely)")
    for sd, memory in ((0.5, 0.5), (1.0, 0.5), (1.5, 0.5), (1.0, 0.8), (1.5, 0.8)):
        shares = "  ".join(f"{rise:.2f}: {100 * creeping_share(rise, sd, memory):3.0f}" for rise in (0.0, 0.01, 0.02))
        print(f"SD {sd}, memory {memory}   a day {shares}")


if __name__ == "__main__":
    main()
