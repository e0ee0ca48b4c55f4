"""The response model, in the language of the book: prior, transition, observation. No data handling and no inference.

    y(t) = level(t) + carry(t) + sum_j beta_j(t) f_j(t) + noise

`level` is a slow random walk, `carry` an Ornstein-Uhlenbeck process, `beta` drifts slowly from N(0, effect_size_j^2).
Each exposure has an effect size of its own, so that one strong effect is not drawn to zero by many that are none: a
scale mixture of normals has heavy tails (Carvalho et al. 2010, doi 10.1093/biomet/asq017). Each input passes through a
fast kernel exp(-t/fast_days) and a slow one, exp(-t/slow_days) - exp(-t/fast_days) scaled to a largest value of 1: it
is zero at once. A load enters whole, and the part above a personal capacity once more: the second effect is what a unit
above capacity costs beyond one below.

Arrays carry the particles on their last axis, N of them, so that each operation runs over all particles at once.
References: West & Harrison 1997, doi 10.1007/b98971 (dynamic linear models); Chopin 2002, doi 10.1093/biomet/89.3.539.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from andante.arrays import Array, Bool, Covariance, Float, PerInput, PerParticle, PerState, Scalar, jnp
from andante.learn.priors import LEVEL_PRIOR_MEAN, LEVEL_PRIOR_SD, PersonPrior, Shape

ROUNDING_VAR = 0.1**2 / 12.0  # ratings are written to a tenth of a point at the finest


class Theta(NamedTuple):
    """Nonlinear parameters of all particles, each of shape (N,); `effect_size` is (inputs, N), `capacity` (loads, N).
    `slow_gain` scales the slow kernel to a largest value of 1.
    """

    noise_var: PerParticle
    carry_sd: PerParticle
    carry_days: PerParticle
    level_rate: PerParticle
    effect_size: PerInput
    effect_drift: PerParticle
    fast_days: PerParticle
    slow_days: PerParticle
    slow_gain: PerParticle
    capacity: Float[Array, "loads particles"]


def theta_of(logs: Float[Array, "parameters particles"], shape: Shape) -> Theta:
    """The parameters behind a matrix of logarithms."""
    values = jnp.exp(logs)
    one = jnp.ones_like(values[0])
    drift, fast, slow = values[4:7] if shape.inputs else (0.0 * one, one, 2.0 * one)
    slow = jnp.maximum(slow, fast * 1.05)  # the slow kernel stays the slower one
    size, capacity = values[7 : 7 + shape.exposures], values[7 + shape.exposures :]
    return Theta(
        noise_var=values[0] ** 2 + ROUNDING_VAR,
        carry_sd=values[1],
        carry_days=values[2],
        level_rate=values[3],
        effect_size=jnp.concatenate([size[: shape.loads], size]),
        effect_drift=drift,
        fast_days=fast,
        slow_days=slow,
        slow_gain=1.0 / slow_peak(fast, slow),
        capacity=capacity,
    )


def slow_peak(fast: PerParticle, slow: PerParticle) -> PerParticle:
    """Largest value of exp(-t/slow) - exp(-t/fast)."""
    at = jnp.log(slow / fast) * slow * fast / (slow - fast)
    return jnp.exp(-at / slow) - jnp.exp(-at / fast)


def host_theta(logs: Float[Array, "parameters particles"], shape: Shape) -> Theta:
    """`theta_of` as NumPy arrays, for reading a belief."""
    return Theta(*(np.asarray(field) for field in theta_of(logs, shape)))


class State(NamedTuple):
    """Filtered state of all particles after some steps.

    mean (D, N) and cov (D, D, N) of the linear state; `fast`, `slow` (I, N): inputs passed through the kernels;
    `centre` (I, N) and `spread` (I, N): running mean and variance of each input; `seen` (I,): how often it was known.
    """

    mean: PerState
    cov: Covariance
    fast: PerInput
    slow: PerInput
    centre: PerInput
    spread: PerInput
    seen: Float[Array, " inputs"]


def each_particle(change: Callable[..., Array], *states: State) -> State:
    """`change` applied to every field that has a particle axis; `seen` has none and is the same for all."""
    changed = {name: change(*(getattr(state, name) for state in states)) for name in State._fields if name != "seen"}
    return states[0]._replace(**changed)


def initial(theta: Theta, shape: Shape, prior: PersonPrior | None = None) -> State:
    """The state before the first entry; with `prior`, as other people make it likely."""
    n = theta.noise_var.shape[0]
    dims, inputs = shape.states, shape.inputs
    variances = jnp.concatenate(
        [
            jnp.full((1, n), LEVEL_PRIOR_SD**2),
            theta.carry_sd[None] ** 2,
            theta.effect_size**2,
            theta.effect_size**2,
        ]
    )
    mean = jnp.zeros((dims, n)).at[0].set(LEVEL_PRIOR_MEAN)
    cov = jnp.eye(dims)[:, :, None] * variances[None]
    zeros = jnp.zeros((inputs, n))
    state = State(mean, cov, zeros, zeros, zeros, zeros, jnp.zeros(inputs))
    return state if prior is None else _as_of_others(state, prior)


def _as_of_others(state: State, prior: PersonPrior) -> State:
    """`state` with the level, and those effects that other people tell of, where their prior puts them."""
    told = jnp.isfinite(prior.effect_sd)
    mean = jnp.concatenate([jnp.stack([prior.level_mean, 0.0]), jnp.where(told, prior.effect_mean, 0.0)])
    own = jnp.diagonal(state.cov).T
    var = own.at[0].set(prior.level_sd**2)
    var = var.at[2:].set(jnp.where(told[:, None], prior.effect_sd[:, None] ** 2, own[2:]))
    cov = jnp.eye(own.shape[0])[:, :, None] * var[None]
    return state._replace(mean=jnp.broadcast_to(mean[:, None], own.shape), cov=cov)


def decay(days: Scalar, time_constant: PerParticle) -> PerParticle:
    """exp(-days / time_constant)."""
    return jnp.exp(-days / time_constant)


class Passage(NamedTuple):
    """What time does to the linear state: entries are multiplied by `keep` (D, N) and gain variance `added` (D, N)."""

    keep: PerState
    added: PerState


def passage(theta: Theta, days: Scalar, states: int) -> Passage:
    """The passage of `days` (scalar): carry fades, level and effects wander."""
    phi = decay(days, theta.carry_days)
    drift = (theta.effect_size * theta.effect_drift) ** 2 * days
    keep = jnp.concatenate([jnp.ones((1, phi.size)), phi[None], jnp.ones((states - 2, phi.size))])
    wander = jnp.stack([theta.level_rate**2 * days, theta.carry_sd**2 * (1.0 - phi**2)])
    return Passage(keep, jnp.concatenate([wander, drift, drift]))


def kernels(theta: Theta, days: Scalar) -> tuple[PerParticle, PerParticle]:
    """The fast and the slow kernel (N,), `days` after the exposure."""
    fast = decay(days, theta.fast_days)
    return fast, (decay(days, theta.slow_days) - fast) * theta.slow_gain


def kernels_after(state: State, theta: Theta, days: Scalar) -> State:
    """The kernel values after `days` without any input."""
    return state._replace(
        fast=state.fast * decay(days, theta.fast_days), slow=state.slow * decay(days, theta.slow_days)
    )


def transition(state: State, theta: Theta, days: Scalar) -> State:
    """The state after `days` (scalar) without any entry."""
    time = passage(theta, days, state.mean.shape[0])
    cov = state.cov * time.keep[:, None] * time.keep[None] + jnp.eye(len(time.keep))[:, :, None] * time.added[None]
    return kernels_after(state, theta, days)._replace(mean=state.mean * time.keep, cov=cov)


def loading(state: State, theta: Theta) -> PerState:
    """The observation row (D, N): 1 for level and carry, kernel values for the effects."""
    ones = jnp.ones((2, state.mean.shape[1]))
    return jnp.concatenate([ones, state.fast, (state.slow - state.fast) * theta.slow_gain])


CENTRE_MEMORY = 60.0  # values; the usual amount of an exposure follows the person over some months


def absorb(
    state: State, theta: Theta, exposures: Float[Array, " exposures"], known: Bool[Array, " exposures"]
) -> State:
    """The state after one row's exposures (J,), of which only the `known` (J,) count; loads come first.

    An unknown exposure enters as the person's usual, never as zero. Centring uses earlier rows only.
    """
    loads = theta.capacity.shape[0]
    whole = jnp.broadcast_to(exposures[:loads, None], theta.capacity.shape)
    above = jnp.maximum(exposures[:loads, None] - theta.capacity, 0.0)
    plain = jnp.broadcast_to(exposures[loads:, None], (exposures.shape[0] - loads, state.mean.shape[1]))
    inputs = jnp.concatenate([whole, above, plain])
    is_known = jnp.concatenate([known[:loads], known])[:, None]
    first = (state.seen == 0.0)[:, None]
    deviation = jnp.where(is_known & ~first, inputs - state.centre, 0.0)
    seen = state.seen + is_known[:, 0]
    gain = 1.0 / jnp.clip(seen, 1.0, CENTRE_MEMORY)[:, None]
    centre = jnp.where(is_known, state.centre + gain * (inputs - state.centre), state.centre)
    spread = jnp.where(is_known, state.spread + gain * (deviation**2 - state.spread), state.spread)
    return state._replace(
        fast=state.fast + deviation, slow=state.slow + deviation, centre=centre, spread=spread, seen=seen
    )


def crossed(state: State, row: PerState, time: Passage) -> PerState:
    """Covariance (D, N) of the linear state after `time` with the quantity that `row` (D, N) reads off it."""
    return time.keep * jnp.sum(state.cov * (time.keep * row)[None], axis=1) + time.added * row


def observe(state: State, theta: Theta, rating: Scalar, time: Passage | None = None) -> tuple[State, PerParticle]:
    """The state after `time` has passed and a rating came (scalar, 0-10; NaN = missing), and its log density (N,).

    Kalman update. Passage and update are done in one sweep over the covariance, which is most of the work:
    with c = K P K r + Q r, the new covariance is K P K + Q - c c' / s (K = diag(keep), Q = diag(added), r the loading).
    """
    row = loading(state, theta)
    keep, added = (jnp.ones_like(row), jnp.zeros_like(row)) if time is None else time
    missing = jnp.isnan(rating)
    mean = keep * state.mean
    gap = jnp.where(missing, 0.0, rating) - jnp.sum(row * mean, axis=0)
    across = crossed(state, row, Passage(keep, added))
    variance = jnp.sum(row * across, axis=0) + theta.noise_var
    # A missing rating is an update of no weight: the same sweep, no branch.
    certainty = jnp.where(missing, 0.0, 1.0 / variance)
    cov = state.cov * keep[:, None] * keep[None] - (across * certainty)[:, None] * across[None]
    cov = cov + jnp.eye(row.shape[0])[:, :, None] * added[None]
    logs = jnp.where(missing, 0.0, -0.5 * (jnp.log(2.0 * jnp.pi * variance) + gap**2 / variance))
    return state._replace(mean=mean + across * certainty * gap, cov=cov), logs
