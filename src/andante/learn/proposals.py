"""Where the moves of the particles propose to go: a fit to the particles themselves. No likelihood and no replay here.

What the posterior looks like was seen in a year of 8 exposures: of the 19 logarithms only the first four, those of the
plain model, hang together, and noise and carry-over lie along a bend, since each can explain what the other does. All
others are nearly independent and nearly normal. So the four are looked at as the spread of noise and carry-over
together and the ratio of the two, which is nearly straight, and fitted by one Student t; each of the others has a
normal of its own. A covariance of all 19, from particles that are worth some 100, would be mostly error.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from andante.learn.priors import BASE

TIED = len(BASE)  # parameters fitted together; noise_sd and carry_sd are the first two
TAIL = 8.0  # degrees of freedom: the proposal's tails are heavier than those of the posterior
LEAST_VAR = 1e-8
LEAST_WORTH = 5.0 * TIED  # particles, below which a fit to them would be a guess
LEAST_POWER = 2.0**-40


def straight(logs: np.ndarray) -> np.ndarray:
    """Logarithms (parameters, N) with those of noise and carry-over replaced by those of the root of the sum of their
    squares and of their ratio. No volume is gained or lost, so densities need no factor.
    """
    out = np.array(logs)
    out[0] = 0.5 * np.logaddexp(2.0 * logs[0], 2.0 * logs[1])
    out[1] = logs[0] - logs[1]
    return out


def bent(along: np.ndarray) -> np.ndarray:
    """The logarithms of which `straight` made `along`."""
    out = np.array(along)
    out[1] = along[0] - 0.5 * np.logaddexp(0.0, 2.0 * along[1])
    out[0] = out[1] + along[1]
    return out


class Fit(NamedTuple):
    """A Student t over the first four of `straight` and a normal over each other one: `centre` (parameters,) and a
    `root` (parameters, parameters) of the scale, which is diagonal beyond the first four.
    """

    centre: np.ndarray
    root: np.ndarray

    def draw(self, rng: np.random.Generator, count: int) -> np.ndarray:
        """Independent draws (parameters, count) of the logarithms."""
        z = rng.standard_normal((len(self.centre), count))
        z[:TIED] /= np.sqrt(rng.chisquare(TAIL, count) / TAIL)
        return bent(self.centre[:, None] + self.root @ z)

    def near(self, rng: np.random.Generator, logs: np.ndarray) -> np.ndarray:
        """The usual random walk (Roberts, Gelman & Gilks 1997) from each of `logs` (parameters, N); symmetric."""
        size = 2.38 / np.sqrt(len(self.centre))
        return bent(straight(logs) + size * (self.root @ rng.standard_normal(logs.shape)))

    def log_density(self, logs: np.ndarray) -> np.ndarray:
        """Log density (N,) of a draw, but for a constant."""
        z = np.linalg.solve(self.root, straight(logs) - self.centre[:, None])
        squares = z**2
        tied = -0.5 * (TAIL + TIED) * np.log1p(squares[:TIED].sum(axis=0) / TAIL)
        return np.asarray(tied - 0.5 * squares[TIED:].sum(axis=0))


def fit_to(logs: np.ndarray, log_weight: np.ndarray) -> Fit:
    """The fit to particles `logs` (parameters, N) of `log_weight` (N,).

    A rating that nobody expected leaves weight to a few particles, which say nothing of a spread: weights are then
    flattened until they are worth enough.
    """
    power = 1.0
    weight = _weights(log_weight)
    while LEAST_WORTH * (weight**2).sum() > 1.0 and power > LEAST_POWER:
        power /= 2.0
        weight = _weights(power * log_weight)
    along = straight(logs)
    centre = along @ weight
    gap = along - centre[:, None]
    root = np.diag(np.sqrt((gap**2) @ weight + LEAST_VAR))
    tied = gap[:TIED]
    root[:TIED, :TIED] = np.linalg.cholesky((weight * tied) @ tied.T + LEAST_VAR * np.eye(TIED))
    return Fit(centre, root)


def _weights(logs: np.ndarray) -> np.ndarray:
    weight = np.exp(logs - logs.max())
    return np.asarray(weight / weight.sum())
