"""Where the time of learning a year goes, and how far that is from what the machine can do.

    python benchmarks/learn_profile.py

A year of one entry a day and 8 exposures, both models one after the other here. Seconds are of processor time. The
arithmetic counted is that of the covariances alone (D states, N particles, a row with a rating): 4 D^2 N for the pass
that takes the rating in and reads off the next one; in a row alone 2 D^2 N to read off its own, as much to take it in,
and as much for each horizon of a forecast. The limits beside it are NumPy's product of two large matrices and a copy of
an array larger than the caches, measured here.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from andante.learn import filter as learning
from andante.learn import learn, particles, steps
from andante.learn.ladder import LEARN_HORIZONS
from andante.learn.timeline import timeline
from andante.learn.track import stretch, track
from learn_speed import year_of_8

PARTS = {
    "moves": (particles, "rejuvenated"),
    "row by row": (particles, "advanced"),
    "fold": (learning, "_passed"),
    "pool": (learning, "_told"),
}
WORDS = {
    "moves": "moves: the diary replayed for new parameters",
    "row by row": "row by row: both models, and every day's forecasts",
    "fold": "use of the scale, flares, marks",
    "pool": "the rungs of every day's forecasts, and their pool",
}


class OneByOne:
    """In place of the two threads of the models."""

    map = staticmethod(map)


@contextmanager
def watched(spent: dict[str, float]) -> Iterator[None]:
    """Within it the seconds of each part are added to `spent`."""

    def timed(name: str, do: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **options: Any) -> Any:
            begin_s = time.process_time()
            answer = do(*args, **options)
            spent[name] = spent.get(name, 0.0) + time.process_time() - begin_s
            return answer

        return wrapped

    kept = {name: getattr(*where) for name, where in PARTS.items()}
    cores = learning._two_cores
    learning._two_cores = OneByOne
    for name, (module, attribute) in PARTS.items():
        setattr(module, attribute, timed(name, kept[name]))
    try:
        yield
    finally:
        learning._two_cores = cores
        for name, (module, attribute) in PARTS.items():
            setattr(module, attribute, kept[name])


def seconds(do: Callable[[], Any], repeats: int = 9) -> float:
    """The least processor time of some runs."""
    do()
    spent = []
    for _ in range(repeats):
        begin_s = time.process_time()
        do()
        spent.append(time.process_time() - begin_s)
    return min(spent)


def limits() -> tuple[float, float]:
    """What a core does: 10^9 operations a second, and 10^9 bytes a second read and written."""
    square, large = np.random.default_rng(0).standard_normal((600, 600)), np.zeros(8_000_000)
    into = np.ones_like(large)
    product_s = seconds(lambda: square @ square)
    copy_s = seconds(lambda: np.copyto(into, large))
    return 2 * 600**3 / product_s / 1e9, 2 * large.nbytes / copy_s / 1e9


def covariance_work() -> list[tuple[str, float, float, float]]:
    """Of the model with exposures: what, seconds, 10^9 operations and 10^9 bytes of covariances."""
    line = timeline(year_of_8(), "pain")
    road, shape, count = track(line, LEARN_HORIZONS), line.shape, particles.PARTICLES
    group = particles.start(learning.randomness_of(0, None, 1)(0), shape)
    replay_s = seconds(lambda: particles.replay(group.logs, road, len(line), shape), 5)
    row, cells, rated = stretch(road, 1, 2), shape.states**2 * count, int((~np.isnan(road.rating)).sum())
    assert not np.isnan(row.rating[0]), "without a rating a row is nearly free"
    rows = particles.rows_of(row, group.state.seen, shape)
    desk = particles.desk_of(group.state, group.logs, rows, shape, horizons=LEARN_HORIZONS)
    tally, found = particles.tally_of(*group[1:3], 0, 0), particles.moments_of(count, LEARN_HORIZONS)
    ahead = particles.ahead_of(row.ahead, shape)
    row_s = seconds(lambda: steps.advance(desk, ahead, tally, found), 50)
    swept, looked = 4 * cells, 2 * cells * (2 + LEARN_HORIZONS)
    return [
        ("a replay of the year", replay_s, rated * swept / 1e9, rated * 2 * 8 * cells / 1e9),
        ("a row with forecasts", row_s, looked / 1e9, 5 * 8 * cells / 1e9),
    ]


def main() -> None:
    """Measure and print."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    diary = year_of_8()
    spent: dict[str, float] = {}
    with watched({}):
        learn(diary)  # compiles
    with watched(spent):
        begin_s = time.process_time()
        learn(diary)
        whole_s = time.process_time() - begin_s
    for name, words in WORDS.items():
        print(f"{words:<55}{spent[name]:8.2f} s  {spent[name] / whole_s:6.0%}")
    print(f"{'the rest':<55}{whole_s - sum(spent.values()):8.2f} s  {1.0 - sum(spent.values()) / whole_s:6.0%}")
    operations, moved = limits()
    print(f"a core here: {operations:.0f} x 10^9 operations a second; copies {moved:.0f} x 10^9 bytes a second")
    for what, took_s, done, through in covariance_work():
        share = f"{done / took_s / operations:.0%} of the limit"
        print(f"{what}: {1000.0 * took_s:.2f} ms; {done / took_s:.1f} x 10^9 operations a second ({share}),")
        print(f"  {through / took_s:.1f} x 10^9 bytes of covariances a second")


if __name__ == "__main__":
    main()
