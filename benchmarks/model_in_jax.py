"""The response model once more, in JAX: for what needs its gradient (NUTS), and for drawing diaries from it.

Written from the same equations as `andante.learn.model` and `andante.learn.steps`, all particles at once on the last
axis and nothing compiled by hand, so that the one checks the other (`tests/learn/test_against_nuts.py`).
"""

from __future__ import annotations

from typing import NamedTuple

from andante.arrays import jax, jnp
from andante.learn.model import CENTRE_MEMORY, KERNEL_DEGREE, KERNEL_RATES, KERNEL_SHARES, ROUNDING_VAR, Theta
from andante.learn.priors import LEVEL_PRIOR_MEAN, LEVEL_PRIOR_SD, Shape
from andante.learn.track import Track


class State(NamedTuple):
    """mean (D, N), cov (D, D, N), fast (I, N), decayed (8, I, N), centre (I, N), seen (I,)."""

    mean: jax.Array
    cov: jax.Array
    fast: jax.Array
    decayed: jax.Array
    centre: jax.Array
    seen: jax.Array


def theta_of(logs: jax.Array, shape: Shape) -> Theta:
    """The parameters behind a matrix of logarithms (parameters, N)."""
    values = jnp.exp(logs)
    one = jnp.ones_like(values[0])
    drift, fast = values[4:6] if shape.inputs else (0.0 * one, one)
    size, capacity = values[6 : 6 + shape.exposures], values[6 + shape.exposures :]
    size = jnp.concatenate([size[: shape.loads], size])
    return Theta(values[0] ** 2 + ROUNDING_VAR, *values[1:4], size, drift, fast, capacity)


def initial(theta: Theta, shape: Shape) -> State:
    """The state before the first entry."""
    count, inputs = theta.noise_var.shape[0], shape.inputs
    level = jnp.full((1, count), LEVEL_PRIOR_SD**2)
    variances = jnp.concatenate([level, theta.carry_sd[None] ** 2, *[theta.effect_size**2] * shape.effects])
    mean = jnp.zeros((shape.states, count)).at[0].set(LEVEL_PRIOR_MEAN)
    nothing = jnp.zeros((inputs, count))
    cov = jnp.eye(shape.states)[:, :, None] * variances[None]
    return State(mean, cov, nothing, jnp.zeros((KERNEL_DEGREE, inputs, count)), nothing, jnp.zeros(inputs))


class Passage(NamedTuple):
    """What time does to the linear state: entries are multiplied by `keep` (D, N) and gain variance `added` (D, N)."""

    keep: jax.Array
    added: jax.Array


def passage(theta: Theta, days: jax.Array, shape: Shape) -> Passage:
    """The passage of `days` (scalar): carry fades, level and effects wander."""
    phi = jnp.exp(-days / theta.carry_days)
    drift = (theta.effect_size * theta.effect_drift) ** 2 * days
    keep = jnp.concatenate([jnp.ones((1, phi.size)), phi[None], jnp.ones((shape.states - 2, phi.size))])
    wander = jnp.stack([theta.level_rate**2 * days, theta.carry_sd**2 * (1.0 - phi**2)])
    return Passage(keep, jnp.concatenate([wander, *[drift] * shape.effects]))


def kernels_after(state: State, theta: Theta, days: jax.Array) -> State:
    """The kernel values after `days` without any input."""
    faded = jnp.exp(-days * KERNEL_RATES)[:, None, None]
    return state._replace(fast=state.fast * jnp.exp(-days / theta.fast_days), decayed=state.decayed * faded)


def loading(state: State, shape: Shape) -> jax.Array:
    """The observation row (D, N): 1 for level and carry, kernel values for the effects."""
    delayed = jnp.tensordot(KERNEL_SHARES[: shape.effects - 1], state.decayed, 1)
    return jnp.concatenate([jnp.ones((2, state.mean.shape[1])), state.fast, *delayed])


def absorb(state: State, theta: Theta, exposures: jax.Array, known: jax.Array) -> State:
    """The state after one row's exposures (J,), of which only the `known` (J,) count; loads come first."""
    loads = theta.capacity.shape[0]
    whole = jnp.broadcast_to(exposures[:loads, None], theta.capacity.shape)
    above = jnp.maximum(exposures[:loads, None] - theta.capacity, 0.0)
    plain = jnp.broadcast_to(exposures[loads:, None], (exposures.shape[0] - loads, state.mean.shape[1]))
    inputs, is_known = jnp.concatenate([whole, above, plain]), jnp.concatenate([known[:loads], known])[:, None]
    deviation = jnp.where(is_known & (state.seen > 0.0)[:, None], inputs - state.centre, 0.0)
    seen = state.seen + is_known[:, 0]
    gain = 1.0 / jnp.clip(seen, 1.0, CENTRE_MEMORY)[:, None]
    centre = jnp.where(is_known, state.centre + gain * (inputs - state.centre), state.centre)
    return state._replace(
        fast=state.fast + deviation, decayed=state.decayed + deviation, centre=centre, seen=seen
    )  # fmt: skip


def observe(
    state: State, theta: Theta, rating: jax.Array, time: Passage, shape: Shape
) -> tuple[State, jax.Array]:  # fmt: skip
    """The state after `time` has passed and a rating came (scalar, NaN = missing), and its log density (N,)."""
    row, missing = loading(state, shape), jnp.isnan(rating)
    mean = time.keep * state.mean
    gap = jnp.where(missing, 0.0, rating) - jnp.sum(row * mean, axis=0)
    across = time.keep * jnp.sum(state.cov * (time.keep * row)[None], axis=1) + time.added * row
    variance = jnp.sum(row * across, axis=0) + theta.noise_var
    certainty = jnp.where(missing, 0.0, 1.0 / variance)
    cov = state.cov * time.keep[:, None] * time.keep[None] - (across * certainty)[:, None] * across[None]
    cov = cov + jnp.eye(shape.states)[:, :, None] * time.added[None]
    logs = jnp.where(missing, 0.0, -0.5 * (jnp.log(2.0 * jnp.pi * variance) + gap**2 / variance))
    return state._replace(mean=mean + across * certainty * gap, cov=cov), logs


def step(state: State, theta: Theta, row: Track, shape: Shape) -> tuple[State, jax.Array]:
    """One `row`: time passes; exposures and rating come in the order that the person wrote them."""
    time = passage(theta, row.gap, shape)
    state = kernels_after(state, theta, row.gap)
    if shape.evening:
        return observe(absorb(state, theta, row.exposure, row.known), theta, row.rating, time, shape)
    after, logs = observe(state, theta, row.rating, time, shape)
    return absorb(after, theta, row.exposure, row.known), logs
