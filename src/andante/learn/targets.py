"""Several targets of one diary at once: overall pain, pain by area, fatigue. One alone is the affair of `filter`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType

from andante.errors import InputError
from andante.learn.belief import Belief
from andante.learn.filter import work
from andante.learn.populations import Population
from andante.learn.timeline import Timeline, exposures_of, target_of, timeline, with_target
from andante.records import Diary

SIDE_BY_SIDE = 2  # cores


def able_targets(diary: Diary) -> tuple[str, ...]:
    """The columns that say what a person suffers from: `pain`, its areas as the file has them, `fatigue`."""
    wanted = ("pain", *(c for c in diary.columns if c.startswith("pain.")), "fatigue")
    return tuple(name for name in wanted if name in diary.columns)


def targets_of(diary: Diary) -> tuple[str, ...]:
    """`able_targets` that have a value. Raises InputError when there is none."""
    written = {name for entry in diary.entries for name in entry.values}
    found = tuple(name for name in able_targets(diary) if name in written)
    if not found:
        raise InputError("--target all: found no rating of 'pain', 'pain.<area>' or 'fatigue'; name another column")
    return found


def learn_all(
    diary: Diary,
    targets: Sequence[str] | None = None,
    *,
    seed: int = 0,
    populations: Mapping[str, Population] | None = None,
) -> Mapping[str, Belief]:
    """What `diary` tells of the response of each of `targets` (default: `targets_of`), in their order.

    Each belief is bit for bit that of `learn(diary, target, seed=seed)`. What does not depend on the target (steps,
    exposures, units) is worked out once, and two targets are learned side by side. No rating of one target is an
    exposure of another, but for sleep and stress, which are exposures of all others.
    `populations`: by target, what other people's diaries make likely; the packaged prior holds where none is given.
    Raises InputError when the diary has no entry, or not such a column.
    """
    if not diary.entries:
        raise InputError("diary: found no entry, at least one is needed to learn from")
    columns = targets_of(diary) if targets is None else tuple(target_of(diary, name) for name in dict.fromkeys(targets))
    lines: dict[tuple[str, ...], Timeline] = {}
    for name in columns:
        exposures = exposures_of(diary.columns, name)
        if exposures not in lines:
            lines[exposures] = timeline(diary, name)

    def one(name: str) -> Belief:
        line = with_target(lines[exposures_of(diary.columns, name)], diary, name)
        return work(diary, name, seed=seed, line=line, population=(populations or {}).get(name), keep=False)[1]

    pool = ThreadPoolExecutor(SIDE_BY_SIDE)
    try:
        return MappingProxyType(dict(zip(columns, pool.map(one, columns), strict=True)))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # Ctrl-C does not wait for what is still being learned
