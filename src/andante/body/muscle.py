"""Fatigue of a muscle (3CC-r), ischaemia under a held force, and strain of a held position, over one step of time.

Not pain. The three-compartment model of Xia and Frey-Law with a rest multiplier (Looft 2018,
doi 10.1016/j.jbiomech.2018.06.005) in the limit of fast recruitment: the active share equals the load while the pool
can give it, so what is left is one linear equation per regime, which is solved exactly within a step:

    held      dM_F/dt = d F L - R' M_F            R' = R (d + r (1 - d))
    failing   dM_F/dt = d F (1 - M_F) - R' M_F    when M_F >= 1 - L
    resting   dM_F/dt = - r R M_F                 when L <= 0.01

with load L, duty d (share of time that the muscle is on), and M_A + M_F + M_R = 1.
"""

from __future__ import annotations

from typing import NamedTuple

from andante.arrays import Array, jnp
from andante.body.doing import REST_LOAD
from andante.body.state import Constants, Doing, PerUnit, Traits


class Relaxed(NamedTuple):
    """A quantity after a step, and its mean over the step."""

    end: PerUnit
    mean: PerUnit


def relaxed(now: PerUnit, *, towards: PerUnit, rate: PerUnit | Array, step_s: Array) -> Relaxed:
    """x after `step_s` of dx/dt = rate (towards - x), and its mean: exact while both are constant."""
    x = rate * step_s
    kept = jnp.exp(-x)
    gap = now - towards
    return Relaxed(towards + gap * kept, towards + gap * (-jnp.expm1(-x)) / x)


def compartments(fatigued: PerUnit, load: PerUnit) -> tuple[PerUnit, PerUnit, PerUnit]:
    """Active, fatigued and resting shares of the pool under `load`; they sum to 1."""
    active = jnp.minimum(jnp.where(load > REST_LOAD, load, 0.0), 1.0 - fatigued)
    return active, fatigued, 1.0 - fatigued - active


def failing(fatigued: PerUnit, load: PerUnit) -> PerUnit:
    """Whether the pool can no longer give `load`."""
    return (load > REST_LOAD) & (fatigued >= 1.0 - load)


def relative_effort(fatigued: PerUnit, load: PerUnit) -> PerUnit:
    """The load as a share of what can still be given, 0-1."""
    return jnp.clip(load / jnp.maximum(1.0 - fatigued, 1e-3), 0.0, 1.0)


def held(fatigued: PerUnit, doing: Doing, traits: Traits, step_s: Array) -> Relaxed:
    """The fatigued share after a step, as if a pool could not come to its end within it."""
    on = doing.load > REST_LOAD
    duty = jnp.where(on, doing.duty, 0.0)
    broken = failing(fatigued, doing.load)
    recovery = traits.recovery_rate * (duty + traits.rest_multiplier * (1.0 - duty))
    source = duty * traits.fatigue_rate
    rate = recovery + jnp.where(broken, source, 0.0)
    towards = source * jnp.where(broken, 1.0, doing.load) / rate
    return relaxed(fatigued, towards=towards, rate=rate, step_s=step_s)


def fatigue(fatigued: PerUnit, doing: Doing, traits: Traits, step_s: Array) -> Relaxed:
    """The fatigued share after a step, and its mean. A pool that comes to its end stays there until the next step."""
    after = held(fatigued, doing, traits, step_s)
    able = (doing.load > REST_LOAD) & ~failing(fatigued, doing.load)
    bound = jnp.where(able, 1.0 - doing.load, 1.0)
    return Relaxed(jnp.minimum(after.end, bound), jnp.minimum(after.mean, bound))


def squeezed(load: PerUnit, k: Constants) -> PerUnit:
    """How far a load stops the flow of blood when it is held, 0-1: hardly at the low loads of everyday life, whose
    fatigue in 3CC-r says nothing about pain.
    """
    return jnp.minimum(1.0, (load / k.ischaemia_load) ** 2)


def ischaemia(now: PerUnit, doing: Doing, k: Constants, step_s: Array) -> Relaxed:
    """How far flow is stopped after a step: it rises under a sustained force and falls quickly after release."""
    duty = jnp.where(doing.load > REST_LOAD, doing.duty, 0.0)
    rise, fall = duty / k.ischaemia_on_s, (1.0 - duty) / k.ischaemia_off_s
    towards = squeezed(doing.load, k) * rise / (rise + fall)
    return relaxed(now, towards=towards, rate=rise + fall, step_s=step_s)


def posture(now: PerUnit, doing: Doing, k: Constants, step_s: Array) -> Relaxed:
    """Strain of a held position after a step: it grows for an hour and falls in minutes after a change."""
    rise = doing.posture / (60.0 * k.posture_rise_min)
    fall = (1.0 - doing.posture) / (60.0 * k.posture_fall_min)
    return relaxed(now, towards=rise / (rise + fall), rate=rise + fall, step_s=step_s)
