"""Forecasts of one model: what its particles expect of the next steps, as probabilities of the tenths of the scale.

How the forecasts of the models are joined is the affair of `scale_use`.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from scipy.special import log_ndtr

from andante.array_types import Array, Float, PerParticle, Scalar, arrays_of
from andante.learn import model
from andante.learn.model import State, Theta
from andante.learn.priors import EFFECTS, Shape
from andante.learn.products import with_each

BINS = 101  # tenths of a point, 0.0 to 10.0
INNER_EDGES = np.arange(0.05, 10.0, 0.1, dtype=np.float32)


class Moments(NamedTuple):
    """Of the ratings 1..H steps ahead, per particle: mean, variance, covariance with the step before; each (H, N)."""

    mean: Float[Array, "horizons particles"]
    variance: Float[Array, "horizons particles"]
    with_before: Float[Array, "horizons particles"]


def ahead_moments(state: State, theta: Theta, shape: Shape, ahead: Float[Array, " horizons"]) -> Moments:
    """Moments of ratings `ahead` (H,) days on, nothing being known of the days between."""
    ahead = np.asarray(ahead)
    row, keep, added, unknown = (
        np.stack(each)
        for each in zip(
            *(
                (
                    model.loading(state, theta, days),
                    *model.passage(theta, days, shape.states),
                    unknown_inputs_var(state, theta, days, evening=shape.evening),
                )
                for days in ahead
            ),
            strict=True,
        )
    )
    kept = keep * row
    crossed = keep * with_each(state.cov, kept) + added * row
    since = np.stack([model.passage(theta, days, shape.states).keep for days in np.diff(ahead, prepend=0.0)])
    before = np.concatenate([np.zeros_like(crossed[:1]), crossed[:-1]])
    return Moments(
        mean=(kept * state.mean).sum(axis=1),
        variance=(row * crossed).sum(axis=1) + theta.noise_var + unknown,
        with_before=(row * since * before).sum(axis=1),
    )


def coupling_of(moments: Moments, weight: PerParticle) -> Float[Array, " horizons"]:
    """Correlation (H,) of each rating ahead with the one a step before it, over all particles; 0 for the first."""
    centre = moments.mean - (moments.mean @ weight)[:, None]
    variance = (moments.variance + centre**2) @ weight
    covariance = (moments.with_before[1:] + centre[1:] * centre[:-1]) @ weight
    return np.concatenate([np.zeros(1), covariance / np.sqrt(variance[1:] * variance[:-1])])


LAGS = np.arange(0.0, 16.0)  # days; after that the delayed kernels are over
DELAYED_SQ = model.delayed_kernels(LAGS) ** 2


def unknown_inputs_var(state: State, theta: Theta, days: Scalar, *, evening: bool = True) -> PerParticle:
    """Variance (N,) from inputs of the days between, which nobody knows yet: effect squared x spread x kernel squared.

    Rows are counted as one a day, at least one. A morning's rating comes before its own row's inputs.
    """
    xp = arrays_of(theta.noise_var)
    inputs = state.fast.shape[0]
    if not inputs:
        return xp.zeros_like(theta.noise_var)
    rows = np.ceil(np.maximum(days, 1.0))
    first = 0.0 if evening else 1.0
    rate = 2.0 / theta.fast_days
    fast_gain = (1.0 - xp.exp(-rate * rows)) / (1.0 - xp.exp(-rate)) - first
    next_gain, later_gain = (DELAYED_SQ * ((first <= LAGS) & (rows > LAGS))).sum(axis=1)
    own = xp.diagonal(state.cov).T[2:]
    effect_sq = (state.mean[2:] ** 2 + own).reshape(EFFECTS, inputs, -1)
    doubt = effect_sq[0] * fast_gain + effect_sq[1] * next_gain + effect_sq[2] * later_gain
    return (state.spread * doubt).sum(axis=0)


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
    odds = np.full_like(square, _bell()[-1])
    for coefficient in _bell()[-2::-1]:
        odds *= square
        odds += np.float32(coefficient)
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
