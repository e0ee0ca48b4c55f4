"""Diaries drawn from the prior and the model itself, with what is true of each kept. No inference here.

Everything is drawn: the nonlinear parameters from their prior, level, carry-over and effects as they wander, the noise
of each rating. What a person did, and which cells were left blank, are drawn without regard to any of it. Ratings are
neither rounded nor cut at the ends of the scale: the model knows of neither.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np

import model_in_jax as model
from andante.arrays import jax, jnp
from andante.learn.priors import Shape
from andante.learn.track import Track, stretch
from model_in_jax import State

DRAWN = 512  # rows are drawn in whole stretches of so many, whatever is used of them: lives are compiled for once


class Drawn(NamedTuple):
    """A drawn diary: its `road` of `steps` days, and what is true of it.

    `logs` (parameters,): logarithms of the nonlinear parameters; `linear` (states,): level, carry and effects on the
    last day; `rating` (steps,): every rating, also where the diary has a blank.
    """

    shape: Shape
    road: Track
    steps: int
    logs: np.ndarray
    linear: np.ndarray
    rating: np.ndarray


def exposures_and_blanks(
    rng: np.random.Generator, steps: int, shape: Shape, missing: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Exposures (steps, J) in own units, where they are known (steps, J), and which ratings are written (steps,).

    Loads are above zero and skewed, with the 75th percentile near 1; the others are standard normal.
    """
    exposure = rng.standard_normal((steps, shape.loads + shape.plain))
    exposure[:, : shape.loads] = rng.gamma(2.0, 0.37, (steps, shape.loads))
    known = rng.random(exposure.shape) >= missing
    return np.where(known, exposure, 0.0), known, rng.random(steps) >= missing


def drawn_diary(seed: int, steps: int, shape: Shape, *, missing: float = 0.1) -> Drawn:
    """The diary of this `seed`: one row a day, a share `missing` of all cells left blank."""
    rng = np.random.default_rng([seed, steps])
    mean, sd = shape.log_prior()
    logs = mean + sd * rng.standard_normal(len(mean))
    exposure, known, written = exposures_and_blanks(rng, steps, shape, missing)
    rows = DRAWN * max(1, -(-steps // DRAWN))
    road = Track(
        gap=np.where((np.arange(rows) > 0) & (np.arange(rows) < steps), 1.0, 0.0),
        rating=np.full(rows, np.nan),
        exposure=np.pad(exposure, ((0, rows - steps), (0, 0))),
        known=np.pad(known, ((0, rows - steps), (0, 0))),
        ahead=np.tile(np.arange(1.0, 4.0), (rows, 1)),
    )
    shocks = rng.standard_normal((rows + 1, shape.states))
    noise = rng.standard_normal(rows)
    linear, rating = map(np.asarray, _lived(logs[:, None], road, shocks, noise, shape))
    road.rating[:steps] = np.where(written, rating[:steps], np.nan)
    return Drawn(shape, stretch(road, 0, steps), steps, logs, linear[steps - 1], rating[:steps])


class _Life(NamedTuple):
    """The linear state (D, 1) as it truly is, and the kernels, which stand in a State whose mean and cov are unused."""

    linear: jax.Array
    kernels: State


@partial(jax.jit, static_argnames="shape")
def _lived(
    logs: np.ndarray, road: Track, shocks: np.ndarray, noise: np.ndarray, shape: Shape
) -> tuple[jax.Array, jax.Array]:
    """True linear states (rows, D) and ratings (rows,), from standard normal shocks (rows + 1, D) and noise (rows,)."""
    theta = model.theta_of(jnp.asarray(logs), shape)
    begin = model.initial(theta, shape)
    spread = jnp.sqrt(jnp.diagonal(begin.cov).T)

    def day(life: _Life, row: tuple[jax.Array, ...]) -> tuple[_Life, tuple[jax.Array, jax.Array]]:
        gap, exposure, known, shock, noise_t = row
        time = model.passage(theta, gap, shape)
        linear = time.keep * life.linear + jnp.sqrt(time.added) * shock[:, None]
        before = model.kernels_after(life.kernels, theta, gap)
        after = model.absorb(before, theta, exposure, known)
        loading = model.loading(after if shape.evening else before, shape)
        rating = jnp.sum(loading * linear) + jnp.sqrt(theta.noise_var[0]) * noise_t
        return _Life(linear, after), (linear[:, 0], rating)

    life = _Life(begin.mean + spread * jnp.asarray(shocks)[0][:, None], begin)
    rows = (road.gap, road.exposure, road.known, shocks[1:], noise)
    return jax.lax.scan(day, life, tuple(map(jnp.asarray, rows)))[1]
