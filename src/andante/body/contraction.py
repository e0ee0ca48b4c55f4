"""A contraction and a rest, step by step, for many people at once: each on their own clock, and stopped where they end.

Time steps: at most half a second while a muscle works, longer and longer ones in rest. Not what is done in which order
(`laboratory`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from andante.arrays import Array, jax, jnp
from andante.body import pain
from andante.body.muscle import failing, held
from andante.body.people import People
from andante.body.protocol import Work
from andante.body.sites import UNITS, units_of
from andante.body.state import Constants, Doing, State, Traits, constants_of, rested, traits_of

WORK_STEP_S: Final = 0.5
REST_STEPS_S: Final = ((60.0, 0.5), (1200.0, 5.0), (7200.0, 60.0), (np.inf, 600.0))
"""Longest steps of a rest, by the time since it began: muscles recover in a minute, soreness in days."""
_CHUNK: Final = 64
NOT_YET, CAPACITY, TOLERANCE = 0, 1, 2
Steps = tuple[Array, Array]
"""Seconds of each step, and whether it is lived: what fills the last chunk up is not."""


class Going(NamedTuple):
    """People in a contraction: how long they have held, and whether and why each has ended."""

    state: State
    clock: Array
    ended: Array
    pain: Array
    effort: Array


class Task(NamedTuple):
    """What is held, by whom: load of each unit (units, people), which units work (units, 1), and the pain (0-10) at
    which each person stops.
    """

    load: Array
    units: Array
    limit: Array


def starting(state: State) -> Going:
    """Everybody at the start of a contraction."""
    people, dtype = state.facilitation.shape[0], state.facilitation.dtype
    nothing = jnp.zeros(people, dtype)
    return Going(state, nothing, jnp.zeros(people, jnp.int32), nothing, nothing)


def quiet_times(seconds: float, scale: float) -> np.ndarray:
    """Steps of a rest, longer and longer."""
    parts, begun = [], 0.0
    for until, longest in REST_STEPS_S:
        parts.append(even(min(seconds, until) - begun, longest * scale))
        begun = min(seconds, until)
    return np.concatenate(parts)


def even(seconds: float, longest: float) -> np.ndarray:
    """Equal steps of at most `longest` that fill `seconds`."""
    count = int(np.ceil(seconds / longest - 1e-9))
    return np.full(count, seconds / count) if count > 0 else np.zeros(0)


def grid(times: np.ndarray) -> Iterator[Steps]:
    """Steps in chunks of one size, so that nothing is compiled again; what fills the last chunk up is not lived."""
    for start in range(0, len(times), _CHUNK):
        part = times[start : start + _CHUNK]
        filled = np.ones(_CHUNK)
        filled[: len(part)] = part
        yield jnp.asarray(filled), jnp.arange(_CHUNK) < len(part)


def pattern(work: Work, total: float, scale: float) -> Iterator[tuple[Steps, Array]]:
    """Chunks of steps, and whether the muscle is on in each."""
    longest = WORK_STEP_S * scale
    if work.cycles:
        turn = np.concatenate([even(work.on_s, longest), even(work.off_s, longest)])
        on = np.arange(len(turn)) < len(even(work.on_s, longest))
        count = int(np.ceil(total / (work.on_s + work.off_s) - 1e-9))
        times, ons = np.tile(turn, count), np.tile(on, count)
        times = np.diff(np.minimum(np.cumsum(times), total), prepend=0.0)  # the last turn may be cut short
        times, ons = times[times > 1e-9], ons[times > 1e-9]
    else:
        times = even(total, longest)
        ons = np.ones(len(times), bool)
    for index, chunk in enumerate(grid(times)):
        part = ons[index * _CHUNK : (index + 1) * _CHUNK]
        yield chunk, jnp.asarray(np.concatenate([part, np.zeros(_CHUNK - len(part), bool)]))


@jax.jit
def idle(state: State, doing: Doing, traits: Traits, k: Constants, steps: Steps) -> State:
    """The bodies after a chunk of steps of the same doing, whoever can or cannot go on."""

    def one(now: State, item: Steps) -> tuple[State, None]:
        step_s, lived = item
        after = pain.step(now, doing, traits, k, step_s.astype(now.fatigued.dtype))
        return jax.tree.map(lambda old, new: jnp.where(lived, new, old), now, after), None

    return jax.lax.scan(one, state, steps)[0]


@jax.jit
def contract(
    going: Going, task: Task, traits: Traits, k: Constants, course: tuple[Steps, Array], reach: Array
) -> tuple[Going, Array]:
    """A chunk of a contraction; also the change of log threshold at the measured sites after each step."""

    def one(now: Going, item: tuple[Steps, Array]) -> tuple[Going, Array]:
        (step_s, lived), on = item
        here = jnp.where(on, task.load, 0.0)
        doing = Doing(here, jnp.where(here > 0.0, 1.0, 0.0).astype(here.dtype), jnp.zeros_like(here))
        after = _stepped(now, doing, task, traits, k, step_s.astype(here.dtype))
        frozen = ~lived | (now.ended != NOT_YET)
        kept = jax.tree.map(lambda old, new: jnp.where(frozen, old, new), now, after)
        return kept, pain.log_threshold_change(kept.state, here, traits, k, reach)

    return jax.lax.scan(one, going, course)


def _stepped(now: Going, doing: Doing, task: Task, traits: Traits, k: Constants, step_s: Array) -> Going:
    """One step for everybody, cut short where somebody ends within it."""
    after = pain.step(now.state, doing, traits, k, step_s)
    capacity = _share_until_failure(now.state, after, doing, task, traits, step_s)
    tolerance = _share_until_tolerance(now.state, after, doing, task, traits, k)
    share = jnp.minimum(jnp.minimum(capacity, tolerance), 1.0)
    failed = jnp.where(capacity <= 1.0, CAPACITY, NOT_YET)
    ended = jnp.where(tolerance < capacity, TOLERANCE, failed).astype(now.ended.dtype)
    state = jax.tree.map(lambda old, new: old + share * (new - old), now.state, after)
    working = jnp.any(doing.load > 0.0, axis=0)
    effort = jnp.where(working, pain.rated_effort(state, doing, traits), now.effort)
    return Going(state, now.clock + share * step_s, ended, _hurts(state, task, traits, k), effort)


NEVER: Final = 2.0
"""A share of the step that is not reached within it."""


def _share_until_failure(before: State, after: State, doing: Doing, task: Task, traits: Traits, step_s: Array) -> Array:
    """The share of the step after which the first pool comes to its end."""
    room = 1.0 - doing.load - before.fatigued
    gone = held(before.fatigued, doing, traits, step_s).end - before.fatigued
    reached = task.units & failing(after.fatigued, doing.load)
    share = jnp.where(reached, room / jnp.maximum(gone, 1e-9), NEVER)
    return jnp.clip(jnp.min(share, axis=0), 0.0, NEVER)


def _share_until_tolerance(
    before: State, after: State, doing: Doing, task: Task, traits: Traits, k: Constants
) -> Array:
    """The share of the step after which felt pain reaches the person's limit."""
    was, then = _hurts(before, task, traits, k), _hurts(after, task, traits, k)
    reached = jnp.any(doing.load > 0.0, axis=0) & (then >= task.limit)
    share = (task.limit - was) / jnp.maximum(then - was, 1e-6)
    return jnp.where(reached, jnp.clip(share, 0.0, 1.0), NEVER)


def _hurts(state: State, task: Task, traits: Traits, k: Constants) -> Array:
    """Felt pain of the working units, the worst of them."""
    return jnp.max(jnp.where(task.units, pain.felt_pain(state, traits, k), 0.0), axis=0)


def load_of(work: Work, people: People) -> np.ndarray:
    """The load on each unit while it works, as a fraction of the own maximum: (units, people), at most 1."""
    load = np.zeros((len(UNITS), len(people)))
    rows = list(units_of(work.muscle, work.side))
    own = people.strength_newton()[rows]
    if work.newton is not None:
        load[rows] = work.newton / own
    elif work.same_absolute_load:
        load[rows] = (work.load or 0.0) * people.table.value(f"strength_newton.{work.muscle}") / own
    else:
        load[rows] = work.load or 0.0
    return np.minimum(load, 1.0)


def kept_up(work: Work, people: People) -> np.ndarray:
    """The fatigued share of the working muscle (people,) after cycles that go on to their end, whoever can or cannot
    give the load: 1 less it is what is left of the greatest torque.
    """
    assert work.cycles and work.seconds is not None, "cycles of a given length"
    k, traits = constants_of(people), traits_of(people)
    load = jnp.asarray(load_of(work, people), jnp.float32)
    nothing = jnp.zeros_like(load)
    state = rested(len(people))
    turns = ((Doing(load, jnp.ones_like(load), nothing), work.on_s), (Doing(nothing, nothing, nothing), work.off_s))
    for _ in range(round(work.seconds / (work.on_s + work.off_s))):
        for doing, seconds in turns:
            for steps in grid(even(seconds, WORK_STEP_S)):
                state = idle(state, doing, traits, k, steps)
    rows = list(units_of(work.muscle, work.side))
    return np.asarray(np.asarray(state.fatigued)[rows].mean(axis=0))
