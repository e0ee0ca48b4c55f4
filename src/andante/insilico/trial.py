"""The whole trial: all people under all policies and faults, in pieces on several processors. The answer is the same
however many there are.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from multiprocessing.queues import SimpleQueue
from typing import Final

from andante.body.simulate import SETTLING_DAYS
from andante.insilico.faults import FAULTS, Fault
from andante.insilico.living import live
from andante.insilico.people import Person
from andante.insilico.policies import RUN_IN_DAYS, Policy, policies_named
from andante.insilico.scoring import Score, Table, scores_of
from andante.workers import begun

MOST_LIVES: Final = 128
"""Lives side by side in one piece: a block of the body's."""
LOOK_S: Final = 0.5
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Trial:
    """What is to be tried: every person under every policy and fault for `days` days."""

    persons: tuple[Person, ...]
    policies: tuple[Policy, ...]
    faults: tuple[Fault, ...]
    days: int

    def pieces(self, jobs: int) -> Iterator[tuple[tuple[Person, ...], Fault]]:
        """The trial cut into pieces; what is in which piece changes no number."""
        most = max(1, MOST_LIVES // len(self.policies))
        size = max(1, min(most, -(-len(self.persons) // jobs)))
        for fault in self.faults:
            for start in range(0, len(self.persons), size):
                yield self.persons[start : start + size], fault

    @property
    def piece_days(self) -> int:
        """Days that are lived in each piece."""
        return SETTLING_DAYS + RUN_IN_DAYS + self.days


def conduct(trial: Trial, *, jobs: int = 1, progress: Progress = lambda _done, _total: None) -> Table:
    """Everybody lives; the score of each run, in the order of faults, people and policies."""
    pieces = list(trial.pieces(jobs))
    total = len(pieces) * trial.piece_days
    if jobs == 1 or len(pieces) == 1:
        done = _alone(trial, pieces, lambda days: progress(days, total))
    else:
        done = _together(trial, pieces, jobs, lambda days: progress(days, total))
    return Table(tuple(score for scores in done for score in scores))


def _alone(
    trial: Trial, pieces: Sequence[tuple[tuple[Person, ...], Fault]], progress: Callable[[int], None]
) -> list[list[Score]]:
    days = 0

    def tick() -> None:
        nonlocal days
        days += 1
        progress(days)

    return [scores_of(live(persons, trial.policies, fault, trial.days, tick=tick)) for persons, fault in pieces]


def _together(
    trial: Trial, pieces: Sequence[tuple[tuple[Person, ...], Fault]], jobs: int, progress: Callable[[int], None]
) -> list[list[Score]]:
    ticks: SimpleQueue[int] = multiprocessing.get_context("spawn").SimpleQueue()
    names = tuple(policy.name for policy in trial.policies)
    days = 0
    with begun(min(jobs, len(pieces)), _told_at, ticks) as pool:
        futures = [pool.submit(_piece, persons, names, fault.name, trial.days) for persons, fault in pieces]
        waiting: set[Future[list[Score]]] = set(futures)
        while waiting:
            waiting = wait(waiting, timeout=LOOK_S).not_done
            while not ticks.empty():
                days += ticks.get()
            progress(days)
        return [future.result() for future in futures]


_TICKS: list[SimpleQueue[int]] = []
"""In a process of the pool: where each day that was lived is told."""


def _told_at(ticks: SimpleQueue[int]) -> None:
    _TICKS[:] = [ticks]


def _piece(persons: tuple[Person, ...], policies: tuple[str, ...], fault: str, days: int) -> list[Score]:
    # By name: what a policy does is a function, and a process need not send what the other has.
    chosen = policies_named(policies)
    return scores_of(live(persons, chosen, FAULTS[fault], days, tick=lambda: _TICKS[0].put(1)))
