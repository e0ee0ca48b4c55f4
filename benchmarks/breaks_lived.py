"""A session of work and rest in the simulated body, minute by minute, for people who each follow a plan of their own.

Imported by `breaks.py`, which compares the plans.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from andante.activities import catalogue
from andante.arrays import jax, jnp
from andante.body import pain
from andante.body.doing import HARDEST, REST, loads, strain_of
from andante.body.life import begin, strength
from andante.body.parameters import packaged
from andante.body.people import draw
from andante.body.state import Constants, Doing, State, Traits
from andante.plan.answer import Bout

MINUTE_S = 60.0


class Bodies(NamedTuple):
    """People with fibromyalgia at rest. `usual` is what they rate without any work, 0-10: (people,)."""

    state: State
    traits: Traits
    k: Constants
    strength: np.ndarray
    usual: np.ndarray


class Lived(NamedTuple):
    """Of each person (people,): minutes worked, the highest overall pain and that of the worst area, 0-10, and the
    greatest fatigue of a muscle as a share of that at which it fails.
    """

    work_min: np.ndarray
    peak: np.ndarray
    worst_area: np.ndarray
    fatigue: np.ndarray


class Minutes(NamedTuple):
    """A plan by the minute: whether to work, whether a bout begins, and row and strain of the activity."""

    work: np.ndarray
    begins: np.ndarray
    load: np.ndarray
    duty: np.ndarray
    strain: np.ndarray


@cache
def people_of(seed: int, count: int) -> Bodies:
    """`count` virtual people, the same for the same seed."""
    life = begin(draw("fm", range(count), seed=seed, table=packaged()))
    odds = pain.overall_odds(pain.pain_odds(life.bodies, life.traits, life.constants))
    return Bodies(life.bodies, life.traits, life.constants, strength(life), np.asarray(pain.rating(odds), float))


def middle(*, relief: bool, gain: float = 1.0, strong: float = 1.0) -> Bodies:
    """The person in the middle of those with fibromyalgia, alone: pain and strength by these factors, and with or
    without the inhibition that work wakes.
    """
    table = packaged()
    person = draw("fm", [0], seed=0, table=table)
    spread = {name: np.array([table.value(name, "fm")]) for name in person.spread}
    spread["pain_gain"] = gain * spread["pain_gain"]
    spread["strength_common"] = strong * spread["strength_common"]
    if not relief:
        spread |= {f"relief_{kind}": np.zeros(1) for kind in ("sustained", "rhythmic", "general")}
    life = begin(replace(person, spread=spread), np.float64)
    usual = 10.0 * table.value("tonic_pain", "fm") / (1.0 + table.value("tonic_pain", "fm"))
    return Bodies(life.bodies, life.traits, life.constants, strength(life), np.array([usual]))


def minutes_of(parts: Sequence[tuple[str, Bout]], session_min: int) -> Minutes:
    """The plan of one person, cut or filled up with rest to `session_min` minutes."""
    known = loads()
    rest = known.row(REST)
    rows: list[tuple[bool, bool, np.ndarray, np.ndarray, np.ndarray]] = []
    quiet = (False, False, known.load[rest], known.duty[rest], known.posture[rest])
    for name, bout in parts:
        row = known.row(name)
        strain = np.array(strain_of(catalogue()[name], bout.position))
        rows += [(True, at == 0, known.load[row], known.duty[row], strain) for at in range(int(bout.minutes))]
        rows += [quiet] * int(bout.rest)
    rows = (rows + [quiet] * session_min)[:session_min]
    return Minutes(*(np.array(column) for column in zip(*rows, strict=True)))


def lived(bodies: Bodies, plans: Sequence[Minutes], line: np.ndarray | None = None) -> Lived:
    """The session of everybody. A bout is broken off for a rest once overall pain has passed `line` (people,)."""
    each = Minutes(*(np.stack(column, axis=-1) for column in zip(*plans, strict=True)))
    limit = np.full(len(plans), np.inf) if line is None else line
    dtype = np.asarray(bodies.state.fatigued).dtype
    load = np.minimum(each.load / bodies.strength, HARDEST)
    given = Minutes(each.work, each.begins, load.astype(dtype), each.duty.astype(dtype), each.strain.astype(dtype))
    worked, *felt = (np.asarray(x) for x in _walk(bodies.state, bodies.traits, bodies.k, given, limit.astype(dtype)))
    return Lived(worked.sum(axis=0), *(each.max(axis=0) for each in felt))


@jax.jit
def _walk(state: State, traits: Traits, k: Constants, plan: Minutes, limit: Any) -> Any:
    known = loads()
    strained = jnp.asarray(known.posture[known.row(REST)], state.fatigued.dtype)[:, None]
    step_s = jnp.asarray(MINUTE_S, state.fatigued.dtype)

    def minute(now: Any, item: Minutes) -> tuple[Any, Any]:
        body, felt, broken = now
        broken = jnp.where(item.begins, False, broken) | (felt > limit)
        works = item.work & ~broken
        doing = Doing(
            jnp.where(works, item.load, 0.0), jnp.where(works, item.duty, 0.0), jnp.where(works, item.strain, strained)
        )
        body = pain.step(body, doing, traits, k, step_s)
        odds = pain.pain_odds(body, traits, k)
        felt, worst = pain.rating(pain.overall_odds(odds)), jnp.max(pain.rating(odds), axis=0)
        tired = jnp.max(pain.relative_fatigue(body.fatigued, doing.load), axis=0)
        return (body, felt, broken), (works, felt, worst, tired)

    begun = pain.rating(pain.overall_odds(pain.pain_odds(state, traits, k)))
    return jax.lax.scan(minute, (state, begun, jnp.zeros(limit.shape, bool)), plan)[1]
