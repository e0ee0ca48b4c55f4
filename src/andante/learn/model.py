"""The response model, in the language of the book: prior, transition, observation. No data handling and no inference.

    y(t) = level(t) + carry(t) + sum_j beta_j(t) f_j(t) + noise

`level` is a slow random walk, `carry` an Ornstein-Uhlenbeck process, `beta` drifts slowly from N(0, effect_size_j^2).
Each exposure has an effect size of its own, so that one strong effect is not drawn to zero by many that are none: a
scale mixture of normals has heavy tails (Carvalho et al. 2010, doi 10.1093/biomet/asq017). A load enters whole, and the
part above a personal capacity once more: the second effect is what a unit above capacity costs beyond one below.

Each input has three effects, one for each of three kernels of the time t since: `fast` exp(-t/fast_days), and two that
are zero at once, `next` (highest after 0.9 days) and `later` (2.6 days). With x = exp(-t/1.25 days) they are Bernstein
polynomials of degree 8, x^4 (1-x)^4 and x (1-x)^7, scaled to 1 at their highest: sums of eight exponentials, so that a
state of eight numbers carries both through gaps of any length. Where there are several entries a day, a fourth is made
of the same eight: `hours`, x^7 (1-x), zero at once and highest after 4 hours.

Arrays carry the particles on their last axis, N of them, so that each operation runs over all particles at once.
References: West & Harrison 1997, doi 10.1007/b98971 (dynamic linear models); Chopin 2002, doi 10.1093/biomet/89.3.539.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from types import ModuleType
from typing import NamedTuple

import numpy as np

from andante.arrays import Array, Bool, Covariance, Float, PerInput, PerParticle, PerState, Scalar, apart, jnp
from andante.learn.priors import EFFECTS, LEVEL_PRIOR_MEAN, LEVEL_PRIOR_SD, PersonPrior, Shape

KERNEL_DEGREE = 8
KERNEL_RATES = np.arange(1, KERNEL_DEGREE + 1) / 1.25  # per day
ROUNDING_VAR = 0.1**2 / 12.0  # ratings are written to a tenth of a point at the finest


def _bernstein(order: int) -> list[float]:
    """What x, x^2 .. x^8 count for in x^order (1-x)^(8-order), scaled to 1 at its highest, x = order/8."""
    rest = KERNEL_DEGREE - order
    highest = (order / KERNEL_DEGREE) ** order * (rest / KERNEL_DEGREE) ** rest
    return [0.0] * (order - 1) + [(-1.0) ** k * math.comb(rest, k) / highest for k in range(rest + 1)]


KERNEL_SHARES = np.array([_bernstein(4), _bernstein(1), _bernstein(7)])  # (3, 8): next, later, hours


def delayed_kernels(lags: np.ndarray) -> np.ndarray:
    """The kernels `next`, `later` and `hours` (3, lags) so many days after an input (at least 0)."""
    return np.asarray(KERNEL_SHARES @ np.exp(-np.outer(KERNEL_RATES, lags)))


class Theta(NamedTuple):
    """Nonlinear parameters of all particles, each (N,); `effect_size` is (inputs, N), `capacity` (loads, N)."""

    noise_var: PerParticle
    carry_sd: PerParticle
    carry_days: PerParticle
    level_rate: PerParticle
    effect_size: PerInput
    effect_drift: PerParticle
    fast_days: PerParticle
    capacity: Float[Array, "loads particles"]


def theta_of(logs: Float[Array, "parameters particles"], shape: Shape) -> Theta:
    """The parameters behind a matrix of logarithms."""
    return _theta(jnp.exp(logs), shape, jnp)


def host_theta(logs: Float[Array, "parameters particles"], shape: Shape) -> Theta:
    """`theta_of` as NumPy arrays, for reading a belief."""
    return _theta(np.asarray(jnp.exp(logs)), shape, np)


def _theta(values: Array, shape: Shape, arrays: ModuleType) -> Theta:
    """The parameters by name, on the device (`jnp`) or on the host (`np`)."""
    one = arrays.ones_like(values[0])
    drift, fast = values[4:6] if shape.inputs else (0.0 * one, one)
    size, capacity = values[6 : 6 + shape.exposures], values[6 + shape.exposures :]
    return Theta(
        noise_var=values[0] ** 2 + ROUNDING_VAR,
        carry_sd=values[1],
        carry_days=values[2],
        level_rate=values[3],
        effect_size=arrays.concatenate([size[: shape.loads], size]),
        effect_drift=drift,
        fast_days=fast,
        capacity=capacity,
    )


class State(NamedTuple):
    """Filtered state of all particles after some steps.

    mean (D, N) and cov (D, D, N) of the linear state; `fast` (I, N): inputs passed through the fast kernel; `decayed`
    (8, I, N): inputs passed through the exponentials that the other kernels are made of;
    `centre` (I, N) and `spread` (I, N): running mean and variance of each input; `seen` (I,): how often it was known.
    """

    mean: PerState
    cov: Covariance
    fast: PerInput
    decayed: Float[Array, "rates inputs particles"]
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
            *[theta.effect_size**2] * shape.effects,
        ]
    )
    mean = jnp.zeros((dims, n)).at[0].set(LEVEL_PRIOR_MEAN)
    cov = jnp.eye(dims)[:, :, None] * variances[None]
    zeros = jnp.zeros((inputs, n))
    decayed = jnp.zeros((KERNEL_DEGREE, inputs, n))
    state = State(mean, cov, zeros, decayed, zeros, zeros, jnp.zeros(inputs))
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
    return Passage(keep, jnp.concatenate([wander, *[drift] * _effects(states, len(drift))]))


def _effects(states: int, inputs: int) -> int:
    """How many effects each input has, seen from the length of the linear state."""
    return (states - 2) // inputs if inputs else EFFECTS


def kernels(theta: Theta, lags: np.ndarray, shape: Shape) -> np.ndarray:
    """The kernels (effects, lags, N) so many days after an exposure (at least 0), on the host."""
    fast = np.exp(-lags[:, None] / np.asarray(theta.fast_days))
    delayed = delayed_kernels(lags)[: shape.effects - 1]
    return np.stack([fast, *(np.broadcast_to(each[:, None], fast.shape) for each in delayed)])


def kernels_after(state: State, theta: Theta, days: Scalar) -> State:
    """The kernel values after `days` without any input."""
    faded = jnp.exp(-days * KERNEL_RATES)[:, None, None]
    return state._replace(fast=state.fast * decay(days, theta.fast_days), decayed=state.decayed * faded)


def transition(state: State, theta: Theta, days: Scalar) -> State:
    """The state after `days` (scalar) without any entry."""
    time = passage(theta, days, state.mean.shape[0])
    cov = state.cov * time.keep[:, None] * time.keep[None] + jnp.eye(len(time.keep))[:, :, None] * time.added[None]
    return kernels_after(state, theta, days)._replace(mean=state.mean * time.keep, cov=cov)


def loading(state: State, theta: Theta, days: Scalar = 0.0) -> PerState:
    """The observation row (D, N) `days` on: 1 for level and carry, kernel values for the effects."""
    ones = jnp.ones((2, state.mean.shape[1]))
    shares = KERNEL_SHARES[: _effects(len(state.mean), len(state.fast)) - 1]
    delayed = jnp.tensordot(shares * jnp.exp(-days * KERNEL_RATES), state.decayed, 1)
    return jnp.concatenate([ones, state.fast * decay(days, theta.fast_days), *delayed])


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
        fast=state.fast + deviation, decayed=state.decayed + deviation, centre=centre, spread=spread, seen=seen
    )


def crossed(state: State, row: PerState, time: Passage) -> PerState:
    """Covariance (D, N) of the linear state after `time` with the quantity that `row` (D, N) reads off it.

    The sum is written out row by row (covariances are symmetric), which compiles to vectors, and kept apart from what
    comes after it: a replay takes a quarter less time than with a sum over an axis (decision 013).
    """
    kept = time.keep * row
    swept: Array = apart(sum(each * by for each, by in zip(state.cov, kept, strict=True)))
    return time.keep * swept + time.added * row


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
