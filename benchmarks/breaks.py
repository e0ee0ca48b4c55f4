"""The planner's breaks against a kitchen timer, in the simulated body: minutes of work at the same peak pain.

    python benchmarks/breaks.py                  5 seeds of 40 people
    python benchmarks/breaks.py --first-seed 100 other people

Virtual people with fibromyalgia work for three hours. They follow the breaks of `andante.plan`, which knows of each no
more than the usual pain, rounded. The highest overall pain of that session is the person's line. The same person then
works by a timer, or without breaks, and leaves off for a rest as soon as pain passes the line: until the timer calls
the next bout, without breaks for good. Rests are spent sitting, whatever the plan. The bodies are those of
`andante.body` in steps of a minute; nothing else moves (no stress, no flare).
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from rich.console import Console
from rich.table import Table

from andante.activities import catalogue
from andante.plan.answer import Bout
from andante.plan.breaks import breaks_for
from andante.plan.tolerance import Tolerance
from breaks_lived import Bodies, Lived, Minutes, lived, minutes_of, people_of
from judged import Row, report

SESSION_MIN = 180
PEOPLE = 40
SEEDS = 5
JOBS = ("desk work", "standing at a counter", "washing up", "gardening", "vacuuming")
TIMER_MIN = 20
PAIRS = (("desk work", "walking slowly"), ("washing up", "walking slowly"))
Parts = list[tuple[str, Bout]]


def ours(activity: str, usual: float) -> Parts:
    """The planner's bouts for a person whose usual pain is known to the point."""
    return [(activity, bout) for bout in breaks_for(activity, SESSION_MIN, Tolerance(usual_pain_0_10=round(usual)))]


def timer(activity: str, rest_min: float, bout_min: int = TIMER_MIN) -> Parts:
    """A bout in the usual position, then a rest, again and again. Rests of broken minutes even out."""
    position, rests = catalogue()[activity].position, []
    for at in range(1, SESSION_MIN // bout_min + 1):
        rests.append(round(at * rest_min) - sum(rests))
    return [(activity, Bout(bout_min, rest, position)) for rest in rests]


def no_breaks(activity: str) -> Parts:
    """All of it at once."""
    return [(activity, Bout(SESSION_MIN, 0, catalogue()[activity].position))]


def of_all(bodies: Bodies, parts: Callable[[int], Parts]) -> list[Minutes]:
    """The plan of each person by the minute."""
    return [minutes_of(parts(person), SESSION_MIN) for person in range(len(bodies.usual))]


def compared(activity: str, bodies: Bodies) -> dict[str, tuple[Lived, Lived]]:
    """For each way of working: the session without a line, and with the line of our peak."""
    plans = of_all(bodies, lambda person: ours(activity, bodies.usual[person]))
    mine = lived(bodies, plans)
    shares = [plan.work.mean() for plan in plans]
    peers: dict[str, Callable[[int], Parts]] = {
        "timer, same share": lambda person: timer(activity, TIMER_MIN * (1.0 / shares[person] - 1.0)),
        "timer 20/5": lambda _: timer(activity, 5),
        "timer 20/20": lambda _: timer(activity, 20),
        "timer 10/2": lambda _: timer(activity, 2, 10),
        "no breaks": lambda _: no_breaks(activity),
    }
    found = {"ours": (mine, mine)}
    for name, parts in peers.items():
        plans = of_all(bodies, parts)
        found[name] = lived(bodies, plans), lived(bodies, plans, mine.peak)
    return found


def interval(values: list[float]) -> str:
    """Mean over seeds, and the lowest and highest seed."""
    return f"{np.mean(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def in_turn(bodies: Bodies, one: str, other: str) -> tuple[float, float]:
    """How much higher pain peaks, points, when the bouts of two activities take turns: than one activity after the
    other (the worse order), and the same without the rests after every other bout, which the other muscles fill.
    """

    def bouts(name: str, person: int) -> Parts:
        body = Tolerance(usual_pain_0_10=round(bodies.usual[person]))
        return [(name, bout) for bout in breaks_for(name, SESSION_MIN // 3, body)]

    def mixed(person: int) -> Parts:
        pairs = itertools.zip_longest(bouts(one, person), bouts(other, person))
        return [part for pair in pairs for part in pair if part is not None]

    def fuller(person: int) -> Parts:
        return [(name, bout if at % 2 else replace(bout, rest=0)) for at, (name, bout) in enumerate(mixed(person))]

    def peak(parts: Callable[[int], Parts]) -> np.ndarray:
        return lived(bodies, of_all(bodies, parts)).peak

    after = peak(lambda person: bouts(one, person) + bouts(other, person))
    before = peak(lambda person: bouts(other, person) + bouts(one, person))
    worse = np.maximum(after, before)
    return float(np.mean(peak(mixed) - worse)), float(np.mean(peak(fuller) - worse))


def one_position(activity: str, bodies: Bodies) -> float:
    """How much higher pain peaks, points, when our bouts are all done in the usual position."""
    position = catalogue()[activity].position

    def stiff(person: int) -> Parts:
        return [(name, replace(bout, position=position)) for name, bout in ours(activity, bodies.usual[person])]

    turns = lived(bodies, of_all(bodies, lambda person: ours(activity, bodies.usual[person])))
    return float(np.mean(lived(bodies, of_all(bodies, stiff)).peak - turns.peak))


def job(activity: str, seeds: range, people: int, table: Table) -> list[Row]:
    """All ways of working at `activity`: a line each in the table, and what is judged."""
    runs = [compared(activity, people_of(seed, people)) for seed in seeds]
    rows = []
    for name in runs[0]:
        free = [run[name][0] for run in runs]
        rise = np.mean([one.peak - people_of(seed, people).usual for one, seed in zip(free, seeds, strict=True)])
        work = np.mean([one.work_min for one in free])
        kept = [float(run[name][1].work_min.mean()) for run in runs]
        ratios = [float(run["ours"][0].work_min.mean()) / each for run, each in zip(runs, kept, strict=True)]
        mine = name == "ours"
        shown = (f"{work:.0f}", f"{rise:.2f}", f"{np.mean(kept):.0f}", "" if mine else interval(ratios))
        table.add_row(activity if mine else "", name, *shown)
        if name.startswith("timer"):
            target = "above 1, every seed" if f"{TIMER_MIN}" in name or "same" in name else ""
            met = min(ratios) > 1.0 if target else None
            rows.append(Row(f"{activity}: work at the same peak, ours / {name}", interval(ratios), target, met))
    return rows


def main() -> None:
    """Compare and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--first-seed", type=int, default=0)
    asked.add_argument("--seeds", type=int, default=SEEDS)
    asked.add_argument("--people", type=int, default=PEOPLE)
    given = asked.parse_args()
    seeds = range(given.first_seed, given.first_seed + given.seeds)
    console = Console(width=120)
    table = Table("", "plan", "work, min", "peak, rise", "work at our peak", "ours / it", box=None, pad_edge=False)
    rows = [row for activity in JOBS for row in job(activity, seeds, given.people, table)]
    console.print(table)
    for activity in ("desk work", "washing up"):
        kept = [one_position(activity, people_of(seed, given.people)) for seed in seeds]
        rows.append(Row(f"{activity}, always in the usual position: peak higher by, points", interval(kept)))
    for one, other in PAIRS:
        turns = [in_turn(people_of(seed, given.people), one, other) for seed in seeds]
        for what, found in zip(("in turn", "in turn with half the rests"), zip(*turns, strict=True), strict=True):
            rows.append(Row(f"{one} and {other}, {what}: peak higher by, points", interval(list(found))))
    report(rows, console)


if __name__ == "__main__":
    main()
