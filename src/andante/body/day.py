"""One day of many people, minute by minute: from what everybody does in each five minutes to the bodies in the evening.

Not what people choose to do (`archetypes`) and not sleep, stress and flares (`central`), which come in as numbers.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Any, Final, NamedTuple

import numpy as np

from andante.anatomy import MUSCLE_GROUPS
from andante.arrays import Array, jax, jnp
from andante.body import pain
from andante.body.doing import HARDEST, REST, loads
from andante.body.muscle import relative_effort
from andante.body.state import GROUP_UNITS, Constants, Doing, State, Traits

SLOT_MIN: Final = 5
SLOTS: Final = 24 * 60 // SLOT_MIN
BLOCKS: Final = (8, 32, 128, 256, 512)
"""Sizes of a block of people: few, so that little is compiled, and small enough for the processor's cache."""


class Catalogue(NamedTuple):
    """`Loads` as arrays on the device."""

    load: Array
    duty: Array
    posture: Array
    effort: Array
    can_stop: Array


class Lived(NamedTuple):
    """What a day was like: overall pain in each slot (slots, people), 0-10; effort-minutes per muscle group (groups,
    people); minutes of activity not rest, minutes broken off for pain, and the greatest relative load of each unit.
    """

    pain: np.ndarray
    effort_minutes: np.ndarray
    active_min: np.ndarray
    broken_off_min: np.ndarray
    hardest: np.ndarray


@cache
def device_catalogue(dtype: str = "float32") -> Catalogue:
    """The catalogue of activities as arrays, made once."""
    known = loads()
    fields = (known.load, known.duty, known.posture, known.effort)
    load, duty, posture, effort = (jnp.asarray(one, dtype) for one in fields)
    return Catalogue(load, duty, posture, effort, jnp.asarray(known.can_stop))


class Person(NamedTuple):
    """What a day needs of each person: traits, strength against the healthy (units, people), the pain (0-10) at which
    an activity is left for a rest, and the odds by which the centre multiplies pain, hour by hour (24, people).
    """

    traits: Traits
    strength: Array
    stops_at: Array
    central: Array


@partial(jax.jit, static_argnames=("steps_per_slot",))
def live_block(
    state: State, person: Person, k: Constants, catalogue: Catalogue, activity: Array, *, steps_per_slot: int
) -> tuple[State, Lived]:
    """One day of one block of people; `activity` (slots, people) holds rows of the catalogue."""
    rest = loads().row(REST)
    dtype = state.fatigued.dtype
    step_s = jnp.asarray(60.0 * SLOT_MIN / steps_per_slot, dtype)
    per_group = jnp.stack([jnp.mean(person.strength[GROUP_UNITS[group]], axis=0) for group in MUSCLE_GROUPS])

    def slot(now: Any, item: Any) -> tuple[Any, Any]:
        body, odds, minutes, hardest = now
        chosen, centre = item
        hurts = (pain.rating(odds * centre) >= person.stops_at) & catalogue.can_stop[chosen]
        done = jnp.where(hurts, rest, chosen)
        load = jnp.minimum(catalogue.load[done].T / person.strength, HARDEST)
        doing = Doing(load, catalogue.duty[done].T, catalogue.posture[done].T)
        body = jax.lax.fori_loop(0, steps_per_slot, lambda _, b: pain.step(b, doing, person.traits, k, step_s), body)
        odds = pain.overall_odds(pain.pain_odds(body, person.traits, k))
        minutes = minutes + SLOT_MIN * catalogue.effort[done].T / per_group
        hardest = jnp.maximum(hardest, relative_effort(body.fatigued, load))
        return (body, odds, minutes, hardest), (pain.rating(odds * centre), catalogue.can_stop[done], hurts)

    odds = pain.overall_odds(pain.pain_odds(state, person.traits, k))
    start = (state, odds, jnp.zeros_like(per_group), jnp.zeros_like(person.strength))
    hourly = jnp.repeat(person.central, SLOTS // 24, axis=0)
    walked: Any = jax.lax.scan(slot, start, (activity, hourly))
    (body, _, minutes, hardest), (felt, active, hurts) = walked
    active_min, broken_off_min = (SLOT_MIN * jnp.sum(one, axis=0, dtype=jnp.int32) for one in (active, hurts))
    return body, Lived(felt, minutes, active_min, broken_off_min, hardest)  # type: ignore[arg-type]  # NumPy outside


def live(
    state: State, person: Person, k: Constants, activity: np.ndarray, *, step_min: float = 1.0
) -> tuple[State, Lived]:
    """One day of any number of people, in blocks side by side. `step_min` divides five minutes.

    Gives the bodies at the end and `Lived`, both as NumPy arrays. A block is filled up with copies of its last person.
    """
    count = activity.shape[1]
    steps_per_slot = round(SLOT_MIN / step_min)
    catalogue = device_catalogue(np.asarray(state.fatigued).dtype.name)
    block = _block_for(count)
    starts = range(0, count, block)

    def one(start: int) -> Any:
        index = np.minimum(np.arange(start, start + block), count - 1)
        cut = jax.tree.map(lambda x: np.asarray(x)[..., index], (state, person, activity))
        done = live_block(cut[0], cut[1], k, catalogue, cut[2], steps_per_slot=steps_per_slot)
        kept = min(start + block, count) - start
        return jax.tree.map(lambda x: np.asarray(x)[..., :kept], done)

    with ThreadPoolExecutor(2) as pool:
        parts = list(pool.map(one, starts))
    whole: tuple[State, Lived] = jax.tree.map(lambda *xs: np.concatenate(xs, axis=-1), *parts)
    return whole


def _block_for(count: int) -> int:
    """The size of a block: the smallest that holds everybody, or half of them where two processors share the work."""
    if count <= BLOCKS[-2]:
        return next(size for size in BLOCKS if count <= size)
    return BLOCKS[-2] if count <= BLOCKS[-1] else BLOCKS[-1]
