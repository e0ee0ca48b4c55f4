"""Forecasts of one model: what its particles expect of the next steps, as probabilities of the tenths of the scale.

How the forecasts of the models are joined is the affair of `scale_use`.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from scipy.special import log_ndtr

from andante.array_types import Array, Covariance, Float, PerParticle
from andante.learn import model
from andante.learn.model import State, Theta
from andante.learn.priors import EFFECTS, Shape
from andante.learn.products import diagonals, particles_first

BINS = 101  # tenths of a point, 0.0 to 10.0
INNER_EDGES = np.arange(0.05, 10.0, 0.1, dtype=np.float32)


class Moments(NamedTuple):
    """Of the ratings 1..H steps ahead, per particle: mean, variance, covariance with the step before; each (H, N)."""

    mean: Float[Array, "horizons particles"]
    variance: Float[Array, "horizons particles"]
    with_before: Float[Array, "horizons particles"]


class Read(NamedTuple):
    """What K ratings read of a state, particles first: `rows` (N, K, D); `with_state` (N, K, D), its covariance with
    them; `own`, `drifted` (K, K, N): their covariances with each other, from the state as it is, and for each day that
    it drifts.
    """

    rows: np.ndarray
    with_state: np.ndarray
    own: np.ndarray
    drifted: np.ndarray


def rows_read(state: State, theta: Theta, days: np.ndarray, passed: float = 0.0) -> np.ndarray:
    """What ratings `days` (K,) after the kernels of `state` read (K, D, N) of the linear state `passed` days before."""
    inputs, count = state.fast.shape
    rows = np.empty((len(days), 2 + EFFECTS * inputs, count))
    rows[:, 0] = 1.0
    rows[:, 1] = np.exp(-(days + passed)[:, None] / theta.carry_days)
    if inputs:
        faded = np.exp(-days[:, None] / theta.fast_days)
        np.multiply(state.fast, faded[:, None], out=rows[:, 2 : 2 + inputs])
        shares = np.exp(-days[:, None, None] * model.KERNEL_RATES) * model.KERNEL_SHARES
        delayed = shares.reshape(-1, model.KERNEL_DEGREE) @ state.decayed.reshape(model.KERNEL_DEGREE, -1)
        rows[:, 2 + inputs :] = delayed.reshape(len(days), -1, count)
    return rows


def read(cov: Covariance, drift: np.ndarray, rows: np.ndarray) -> Read:
    """What is read by `rows` (K, D, N) of a state of covariance `cov` (D, D, N) that gains `drift` (N, D) in a day."""
    kinds, states, count = rows.shape
    first = np.ascontiguousarray(rows.reshape(-1, count).T).reshape(count, kinds, states)
    with_state = np.matmul(first, particles_first(cov))
    across = first.transpose(0, 2, 1)
    own = np.matmul(with_state, across)
    drifted = np.matmul(first * drift[:, None], across)
    return Read(first, with_state, own.transpose(1, 2, 0), drifted.transpose(1, 2, 0))


def ahead_moments(state: State, theta: Theta, shape: Shape, ahead: Float[Array, " horizons"]) -> Moments:
    """Moments of ratings `ahead` (H,) days on, nothing being known of the days between."""
    found = read(state.cov, model.drift_of(theta).T, rows_read(state, theta, ahead))
    mean = np.matmul(found.rows, np.ascontiguousarray(state.mean.T)[:, :, None])[:, :, 0].T
    return moments_of(state, theta, (ahead, mean, found.own, found.drifted), evening=shape.evening)


def moments_of(
    state: State, theta: Theta, seen: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray], *, evening: bool
) -> Moments:
    """Moments of ratings some days (H,) on, of which is `seen`: those days, their mean (H, N) and covariance (H, H, N)
    from `state` as it is, and what that gains in each day that the state drifts (H, H, N).
    """
    ahead, mean, own, drifted = seen
    days, each = ahead[:, None], np.arange(len(ahead))
    later, earlier = each[1:], each[:-1]
    carried = -(theta.carry_sd**2) * np.expm1(-2.0 * days / theta.carry_days)
    variance = own[each, each] + days * drifted[each, each] + carried + theta.noise_var
    variance += unknown_inputs_var(state, theta, ahead, evening=evening)
    with_before = np.zeros_like(variance)
    fade = np.exp(-np.diff(ahead)[:, None] / theta.carry_days)
    with_before[1:] = own[later, earlier] + days[:-1] * drifted[later, earlier] + carried[:-1] * fade
    return Moments(mean, variance, with_before)


def coupling_of(moments: Moments, weight: PerParticle) -> Float[Array, " horizons"]:
    """Correlation (H,) of each rating ahead with the one a step before it, over all particles; 0 for the first."""
    centre = moments.mean - (moments.mean @ weight)[:, None]
    variance = (moments.variance + centre**2) @ weight
    covariance = (moments.with_before[1:] + centre[1:] * centre[:-1]) @ weight
    return np.concatenate([np.zeros(1), covariance / np.sqrt(variance[1:] * variance[:-1])])


LAGS = np.arange(0.0, 16.0)  # days; after that the delayed kernels are over
DELAYED_SQ = model.delayed_kernels(LAGS) ** 2


def unknown_inputs_var(
    state: State, theta: Theta, ahead: Float[Array, " horizons"], *, evening: bool = True
) -> Float[Array, "horizons particles"]:
    """Variance (H, N) from inputs of the days between, which nobody knows yet: effect squared x spread x kernel
    squared.

    Rows are counted as one a day, at least one. A morning's rating comes before its own row's inputs.
    """
    inputs = state.fast.shape[0]
    if not inputs:
        return np.zeros((len(ahead), len(theta.noise_var)))
    rows = np.ceil(np.maximum(ahead, 1.0))[:, None]
    first = 0.0 if evening else 1.0
    rate = 2.0 / theta.fast_days
    fast_gain = np.expm1(-rate * rows) / np.expm1(-rate) - first
    next_gain, later_gain = ((first <= LAGS) & (rows > LAGS)).astype(float) @ DELAYED_SQ[:, :, None]
    own = diagonals(particles_first(state.cov))[:, 2:].T
    effect_sq = (state.mean[2:] ** 2 + own).reshape(EFFECTS, inputs, -1)
    doubt = (state.spread * effect_sq).sum(axis=1)
    return fast_gain * doubt[0] + next_gain * doubt[1] + later_gain * doubt[2]


FARTHEST = 5.6  # SDs; beyond them lie 10^-8
DEGREE = 6


@cache
def _bell() -> tuple[float, ...]:
    """Coefficients a of q(z) = z (a0 + a1 z^2 + ..), with which the normal distribution is (1 + tanh q(z)) / 2.

    Fitted where it matters, by weighted least squares: q is half the logarithm of the odds. The error is below 10^-7,
    and it takes a tenth of the time of the error function: most of a forecast is this.
    """
    z = np.linspace(1e-3, FARTHEST, 4001)
    odds = 0.5 * (log_ndtr(z) - log_ndtr(-z))
    square = np.polynomial.Polynomial([-1.0, 2.0 / FARTHEST**2])
    felt = z / np.cosh(odds) ** 2 + 1e-9
    fit = np.polynomial.chebyshev.chebfit(square(z**2), odds / z, DEGREE, w=felt)
    found = np.polynomial.Chebyshev(fit, domain=[0.0, FARTHEST**2]).convert(kind=np.polynomial.Polynomial)
    return tuple(map(float, found.coef))


def twice_normal(z: np.ndarray) -> np.ndarray:
    """2 F(z) - 1 of the standard normal distribution F, in single precision, within 10^-7. `z` is used up."""
    np.clip(z, -FARTHEST, FARTHEST, out=z)
    square = z * z
    highest, *others = map(np.float32, reversed(_bell()))
    odds = square * highest
    odds += others[0]
    for coefficient in others[1:]:
        odds *= square
        odds += coefficient
    odds *= z
    return np.asarray(np.tanh(odds, out=odds))


def masses(moments: Moments, weight: PerParticle) -> Float[Array, "horizons bins"]:
    """Forecasts (H, BINS + 1): the probability of each tenth of a point, what lies off the scale going to its ends,
    and in the last column the coupling with the step before.
    """
    # In single precision: a forecast's shares are never read beyond the sixth decimal.
    scale = (1.0 / np.sqrt(moments.variance)).astype(np.float32)
    shift = moments.mean.astype(np.float32) * scale
    z = INNER_EDGES[:, None] * scale[:, None]
    z -= shift[:, None]
    below = np.ones((len(z), BINS + 1), np.float32)
    below[:, 0] = -1.0
    below[:, 1:-1] = twice_normal(z) @ weight.astype(np.float32)
    made = np.empty((len(z), BINS + 1), np.float32)
    np.multiply(0.5, np.diff(below, axis=1), out=made[:, :-1])
    made[:, -1] = coupling_of(moments, weight)
    return made
