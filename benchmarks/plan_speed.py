"""How long a plan takes, warm, on a virtual person's year: the whole of it, and its parts.

    python benchmarks/plan_speed.py [--repeats 20] [--particles 512]

Prints milliseconds of wall clock and of the processor, the least and the middle of some repeats: of the whole plan; of
reading the diary (levels, flares, doubts); of caps, modes and words without a risk; and of the risk alone, for the
candidates of this plan over three days. `--particles` learns with so many particles; each of as many paths draws one.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from andante.body.simulate import virtual_year
from andante.learn import risk
from andante.learn.filter import learn
from andante.learn.model import of_particles
from andante.learn.particles import Particles
from andante.plan import plan
from andante.plan.candidates import column, grid
from andante.plan.guards import Question
from andante.plan.planner import recommend
from andante.plan.situation import Situation

LAST_DAY = dt.date(2026, 11, 21)


def spent(name: str, run: Callable[[], object], repeats: int) -> None:
    """Print how long `run` takes once it is warm."""
    run()
    wall, processor = [], []
    for _ in range(repeats):
        begin, begun = time.perf_counter(), time.process_time()
        run()
        processor.append(1000.0 * (time.process_time() - begun))
        wall.append(1000.0 * (time.perf_counter() - begin))
    cells = (f"{part(times):7.1f}" for times in (wall, processor) for part in (min, statistics.median))
    print(f"{name:34s}", *cells)


def widened(group: Particles, count: int) -> Particles:
    """The same belief as `count` particles, drawn again by weight."""
    weight = np.exp(np.asarray(group.log_weight, float))
    points = (np.arange(count) + 0.5) / count
    chosen = np.minimum(np.searchsorted(np.cumsum(weight / weight.sum()), points), len(weight) - 1)
    return Particles(
        logs=group.logs[:, chosen],
        log_weight=np.full(count, -np.log(count)),
        likelihood=group.likelihood[chosen],
        state=of_particles(group.state, chosen),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--particles", type=int, default=512)
    options = parser.parse_args()
    count = options.particles
    diary = virtual_year(1, LAST_DAY)
    belief = learn(diary)
    belief = replace(belief, level=widened(belief.level, count), exposed=widened(belief.exposed, count))
    risk.flare_risk = partial(risk.flare_risk, count=count)  # the plan's own: as many paths as particles
    on = diary.last_day + dt.timedelta(days=1)
    made = plan(belief, diary, on)
    ceilings = [max(room.ceiling, 1.0) for room in made.envelope.values()]
    loads = grid([0.5 * one for one in ceilings], ceilings)
    asked = {column(group): loads[:, i] for i, group in enumerate(made.envelope)}
    compared = next((why.numbers["days"] for why in made.why if why.code == "compared"), "?")
    print(f"{len(diary.entries)} entries; {compared} candidates x {count} particles x 3 days")
    print(f"{'milliseconds':34s}   wall: least, middle; processor: least, middle")
    spent("the whole plan", lambda: plan(belief, diary, on), options.repeats)
    spent("  reading the diary", lambda: Situation.from_diary(diary, on), options.repeats)
    situation = Situation.from_diary(diary, on)
    spent("  caps, mode, choice and words", lambda: recommend(Question(replace(situation)), None), options.repeats)
    spent(f"  risk of {len(loads)} candidates", lambda: risk.flare_risk(belief, asked, on=on), options.repeats)


if __name__ == "__main__":
    main()
