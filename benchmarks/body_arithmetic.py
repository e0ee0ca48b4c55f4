"""Arithmetic of the body's minute as XLA counts it, and the most that this machine does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

import numpy as np

from andante.arrays import jax
from andante.body import pain
from andante.body.day import device_catalogue
from andante.body.sites import UNITS
from andante.body.state import Constants, Doing, State, Traits
from body_cohort import CORES, DayOf, timed


class Arithmetic(NamedTuple):
    """Of one unit of one person in one minute: operations, exp and the like, and bytes if nothing stayed in a cache."""

    operations: float
    transcendentals: float
    bytes_: float


def arithmetic(day: DayOf, people: int = 256) -> Arithmetic:
    """What a second minute costs more than the first, as XLA counts: what does not change is worked out once a slot."""
    catalogue, rows = device_catalogue(), day.activity[len(day.activity) // 2, :people]
    doing = Doing(*(np.asarray(x)[rows].T for x in (catalogue.load, catalogue.duty, catalogue.posture)))
    state, traits = jax.tree.map(lambda x: np.asarray(x)[..., :people], (day.state, day.person.traits))

    def minutes(count: int) -> np.ndarray:
        def steps(state: State, doing: Doing, traits: Traits, k: Constants, step_s: jax.Array) -> State:
            for _ in range(count):
                state = pain.step(state, doing, traits, k, step_s)
            return state

        cost = jax.jit(steps).lower(state, doing, traits, day.k, np.float32(60.0)).compile().cost_analysis()
        return np.array([cost["flops"], cost["transcendentals"], cost["bytes accessed"]])

    return Arithmetic(*((minutes(2) - minutes(1)) / (len(UNITS) * people)))


@partial(jax.jit, static_argnames=("chain", "loops"))
def multiply_add(x: jax.Array, a: jax.Array, b: jax.Array, *, chain: int, loops: int) -> jax.Array:
    """x a + b, `chain` times in each of `loops` passes over x."""

    def one_pass(_: int, x: jax.Array) -> jax.Array:
        for _ in range(chain):
            x = x * a + b
        return x

    return jax.lax.fori_loop(0, loops, one_pass, x)


def peak_gflops(repeats: int) -> float:
    """The most that fused multiply-adds in float32 reach on all cores, over some shapes that fit the first cache."""
    best = 0.0
    with ThreadPoolExecutor(CORES) as pool:
        for size, chain in ((1024, 4), (1024, 8), (2048, 4), (4096, 4), (4096, 8)):
            loops = round(1e9 / (size * chain))
            run = partial(multiply_add, a=np.float32(0.999), b=np.float32(0.001), chain=chain, loops=loops)
            each = [np.full(size, 1.0 + core, np.float32) for core in range(CORES)]
            spent = timed(
                lambda run=run, each=each: list(pool.map(lambda x: run(x).block_until_ready(), each)), repeats
            )
            best = max(best, 2.0 * CORES * loops * size * chain / min(spent) / 1e9)
    return best


def copy_gb_s(repeats: int) -> float:
    """The most that copies of arrays far larger than the caches reach, read and written bytes together."""
    sources = [np.ones(2**25, np.float32) for _ in range(CORES)]
    copies = [np.empty_like(source) for source in sources]
    with ThreadPoolExecutor(CORES) as pool:
        spent = timed(lambda: list(pool.map(np.copyto, copies, sources)), repeats)
    return 2.0 * CORES * sources[0].nbytes / min(spent) / 1e9
