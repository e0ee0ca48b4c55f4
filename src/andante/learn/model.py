"""The response model, in the language of the book: parameters, state, kernels, prior. No data and no inference.

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

What a row of a diary does to the state is in `steps`. Arrays carry the particles on their last axis, N of them; but the
linear state on its first, so that the covariance of one particle lies together in a core's nearest memory.
Reference: West & Harrison 1997, doi 10.1007/b98971 (dynamic linear models).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from andante.learn.priors import LEVEL_PRIOR_MEAN, LEVEL_PRIOR_SD, PersonPrior, Shape

KERNEL_DEGREE = 8
KERNEL_RATES = np.arange(1, KERNEL_DEGREE + 1) / 1.25  # per day
CENTRE_MEMORY = 60.0  # values; the usual amount of an exposure follows the person over some months
ROUNDING_VAR = 0.1**2 / 12.0  # ratings are written to a tenth of a point at the finest

PerParticle = Float[np.ndarray, " particles"]
PerInput = Float[np.ndarray, "inputs particles"]


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
    capacity: Float[np.ndarray, "loads particles"]


def theta_of(logs: Float[np.ndarray, "parameters particles"], shape: Shape) -> Theta:
    """The parameters behind a matrix of logarithms."""
    values = np.exp(logs)
    one = np.ones_like(values[0])
    drift, fast = values[4:6] if shape.inputs else (0.0 * one, one)
    size = values[6 : 6 + shape.exposures]
    return Theta(
        noise_var=values[0] ** 2 + ROUNDING_VAR,
        carry_sd=values[1],
        carry_days=values[2],
        level_rate=values[3],
        effect_size=np.concatenate([size[: shape.loads], size]),
        effect_drift=drift,
        fast_days=fast,
        capacity=values[6 + shape.exposures :],
    )


class State(NamedTuple):
    """Filtered state of all particles after some steps.

    mean (N, D) and cov (N, D, D) of the linear state; `fast` (I, N): inputs passed through the fast kernel; `decayed`
    (8, I, N): inputs passed through the exponentials that the other kernels are made of;
    `centre` (I, N) and `spread` (I, N): running mean and variance of each input; `seen` (I,): how often it was known.
    """

    mean: Float[np.ndarray, "particles states"]
    cov: Float[np.ndarray, "particles states states"]
    fast: PerInput
    decayed: Float[np.ndarray, "rates inputs particles"]
    centre: PerInput
    spread: PerInput
    seen: Float[np.ndarray, " inputs"]


INPUTS = ("fast", "decayed", "centre", "spread")
PARTICLES_ON = {"mean": 0, "cov": 0, **dict.fromkeys(INPUTS, -1)}
"""The particles' axis in each array of a state that has one; what was `seen` is the same for all."""


def of_particles(state: State, which: np.ndarray) -> State:
    """The state of those particles alone, by their indices, in that order."""
    chosen = {name: np.take(getattr(state, name), which, axis) for name, axis in PARTICLES_ON.items()}
    return state._replace(**chosen)


def together(states: Sequence[State]) -> State:
    """The states of several groups of particles as one."""
    joined = {
        name: np.concatenate([getattr(state, name) for state in states], axis) for name, axis in PARTICLES_ON.items()
    }
    return states[0]._replace(**joined)


def either(yes: np.ndarray, one: State, other: State) -> State:
    """Of each particle the state in `one` where it says `yes` (N,), else that in `other`."""
    mixed = {}
    for name, axis in PARTICLES_ON.items():
        first, second = getattr(one, name), getattr(other, name)
        those = yes.reshape([-1 if at == axis % first.ndim else 1 for at in range(first.ndim)])
        mixed[name] = np.where(those, first, second)
    return one._replace(**mixed)


def initial(theta: Theta, shape: Shape, prior: PersonPrior | None = None) -> State:
    """The state before the first entry; with `prior`, as other people make it likely."""
    count, states, inputs = theta.noise_var.size, shape.states, shape.inputs
    mean, var = np.zeros((count, states)), np.empty((count, states))
    mean[:, 0], var[:, 0], var[:, 1] = LEVEL_PRIOR_MEAN, LEVEL_PRIOR_SD**2, theta.carry_sd**2
    var[:, 2:] = np.tile(theta.effect_size.T**2, shape.effects)
    if prior is not None:  # the level, and those effects that other people tell of, are where they put them
        told = np.isfinite(prior.effect_sd)
        mean[:, 0], var[:, 0] = prior.level_mean, prior.level_sd**2
        mean[:, 2:] = np.where(told, prior.effect_mean, 0.0)
        var[:, 2:] = np.where(told, prior.effect_sd**2, var[:, 2:])
    cov = np.zeros((count, states, states))
    np.einsum("nii->ni", cov)[:] = var
    fast, centre, spread = np.zeros((3, inputs, count))
    return State(mean, cov, fast, np.zeros((KERNEL_DEGREE, inputs, count)), centre, spread, np.zeros(inputs))


def kernels(theta: Theta, lags: np.ndarray, shape: Shape) -> np.ndarray:
    """The kernels (effects, lags, N) so many days after an exposure (at least 0)."""
    fast = np.exp(-lags[:, None] / theta.fast_days)
    delayed = delayed_kernels(lags)[: shape.effects - 1]
    return np.stack([fast, *(np.broadcast_to(each[:, None], fast.shape) for each in delayed)])
