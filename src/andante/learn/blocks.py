"""The likelihood of a diary many ratings at a time: the same numbers as the filter's, row by row, in a third of the time.

Given the parameters, the ratings of a block of rows and the linear state after it are jointly Gaussian, so the state is
conditioned on the whole block at once. That is the same arithmetic as a Kalman filter's, done by products of small
matrices instead of one sweep over the covariance for each rating: a core does them several times as fast, because what
it reads it uses often (compare the block forms of Golub & Van Loan 2013, section 1.6, of matrix algebra).

Only parameters that are new need this: the moves of the particles. The filter itself goes row by row (`particles`), as
it must give a forecast after each. Arrays carry the particles on their first axis here, as products of matrices want.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np

from andante.arrays import Array, Bool, Float, PerParticle, jax, jnp
from andante.learn import model
from andante.learn.model import CENTRE_MEMORY, KERNEL_RATES, KERNEL_SHARES, State, Theta
from andante.learn.priors import EFFECTS, PersonPrior, Shape

BLOCK = 16  # rows conditioned on at once: the quickest of 8, 16 and 32
LOG_2_PI = float(np.log(2.0 * np.pi))


class Rows(NamedTuple):
    """Rows of a diary, cut into blocks, and what of the running means does not depend on the particles.

    time (B, K): days since the block began; rating, written (B, K): the rating (0 where none) and whether there is one;
    exposure (B, J, K); active (B, I, K): whether an input counts, known and not for the first time;
    before (B, I, K, K + 1): the running mean before a row as shares of that at the block's start and of its inputs;
    after (B, I, K + 1): the same at its end.
    """

    time: Float[Array, "blocks rows"]
    rating: Float[Array, "blocks rows"]
    written: Float[Array, "blocks rows"]
    exposure: Float[Array, "blocks exposures rows"]
    active: Bool[Array, "blocks inputs rows"]
    before: Float[Array, "blocks inputs rows shares"]
    after: Float[Array, "blocks inputs shares"]


class Walk(NamedTuple):
    """Where the filter stands: mean (N, D), cov (N, D, D), fast, centre, spread (N, I), decayed (N, I, 8), and the log
    likelihood (N,) so far.
    """

    mean: Float[Array, "particles states"]
    cov: Float[Array, "particles states states"]
    fast: Float[Array, "particles inputs"]
    decayed: Float[Array, "particles inputs rates"]
    centre: Float[Array, "particles inputs"]
    spread: Float[Array, "particles inputs"]
    likelihood: PerParticle


def rows_of(
    gap: Array, rating: Array, exposure: Array, known: Array, steps: int | Array, loads: int
) -> tuple[Rows, Array]:
    """The first `steps` rows in blocks, and how often each input was known in them (I,).

    A row after those is one in which no time passes and nothing is written: it changes nothing.
    """
    inside = jnp.arange(gap.shape[0]) < steps
    blocks = (gap.shape[0] // BLOCK, BLOCK)
    rating = jnp.where(inside, rating, jnp.nan)
    known = known & inside[:, None]
    is_known = jnp.concatenate([known[:, :loads], known], axis=1)
    seen = jnp.cumsum(is_known, axis=0)
    gain = jnp.where(is_known, 1.0 / jnp.clip(seen, 1.0, CENTRE_MEMORY), 0.0)
    active = is_known & (seen > 1)
    before, after = _shares(_cut(gain, blocks))
    rows = Rows(
        time=jnp.cumsum(jnp.where(inside, gap, 0.0).reshape(blocks), axis=1),
        rating=jnp.nan_to_num(rating).reshape(blocks),
        written=(~jnp.isnan(rating)).reshape(blocks).astype(float),
        exposure=_cut(exposure, blocks),
        active=_cut(active, blocks),
        before=before,
        after=after,
    )
    return rows, seen[-1].astype(float)


def _cut(columns: Array, blocks: tuple[int, int]) -> jax.Array:
    """Columns (rows, C) as (B, C, K)."""
    return jnp.moveaxis(jnp.asarray(columns).reshape(*blocks, columns.shape[1]), 1, 2)


def _shares(gain: Array) -> tuple[jax.Array, jax.Array]:
    """A running mean that moves by `gain` (B, I, K) of the way to each new value, written as a weighted sum."""
    names = jnp.eye(BLOCK + 1)

    def one(share: jax.Array, row: tuple[jax.Array, jax.Array]) -> tuple[jax.Array, jax.Array]:
        gain_t, value = row
        return share + gain_t[..., None] * (value - share), share

    first = jnp.broadcast_to(names[0], (*gain.shape[:2], BLOCK + 1))
    after, before = jax.lax.scan(one, first, (jnp.moveaxis(gain, 2, 0), names[1:]))
    return jnp.moveaxis(before, 0, 2), after


def _inputs(exposure: Array, theta: Theta) -> jax.Array:
    """The model's inputs (N, I, K) from exposures (J, K): loads, what of them lies above capacity, and the others."""
    loads, count = theta.capacity.shape
    above = jnp.maximum(exposure[None, :loads] - theta.capacity.T[:, :, None], 0.0)
    whole = jnp.broadcast_to(exposure[None], (count, *exposure.shape))
    return jnp.concatenate([whole[:, :loads], above, whole[:, loads:]], axis=1)


def _loading(walk: Walk, rows: Rows, theta: Theta, *, evening: bool) -> tuple[jax.Array, Walk]:
    """The observation rows (N, K, D) of a block, and the walk with its kernels and running means taken to its end."""
    time, end = rows.time, rows.time[-1]
    inputs = _inputs(rows.exposure, theta)
    usual = walk.centre[:, :, None] * rows.before[None, :, :, 0] + jnp.einsum("nil,ikl->nik", inputs, rows.before[:, :, 1:])
    deviation = jnp.where(rows.active, inputs - usual, 0.0)
    since = time[:, None] - time[None]
    order = jnp.tril(jnp.ones((BLOCK, BLOCK), bool), 0 if evening else -1)
    safe = jnp.where(order, since, 0.0)
    fades = jnp.where(order, jnp.exp(-safe / theta.fast_days[:, None, None]), 0.0)
    fast = walk.fast[:, :, None] * jnp.exp(-time / theta.fast_days[:, None])[:, None] + jnp.einsum(
        "nil,nkl->nik", deviation, fades
    )
    shares = KERNEL_SHARES[:, :, None, None] * jnp.where(order, jnp.exp(-safe * KERNEL_RATES[:, None, None]), 0.0)
    left = KERNEL_SHARES[:, :, None] * jnp.exp(-time * KERNEL_RATES[:, None])
    delayed = jnp.einsum("nil,ekl->neik", deviation, shares.sum(axis=1)) + jnp.einsum("nir,erk->neik", walk.decayed, left)
    ones = jnp.ones((len(walk.fast), 2, BLOCK))
    loading = jnp.concatenate([ones, fast, delayed[:, 0], delayed[:, 1]], axis=1)
    to_end = jnp.exp(-(end - time) / theta.fast_days[:, None])
    rates_to_end = jnp.exp(-(end - time)[:, None] * KERNEL_RATES)
    after = walk._replace(
        fast=walk.fast * jnp.exp(-end / theta.fast_days)[:, None] + jnp.einsum("nil,nl->ni", deviation, to_end),
        decayed=walk.decayed * jnp.exp(-end * KERNEL_RATES) + jnp.einsum("nil,lr->nir", deviation, rates_to_end),
        centre=walk.centre * rows.after[None, :, 0] + jnp.sum(inputs * rows.after[None, :, 1:], axis=2),
        spread=walk.spread * rows.after[None, :, 0] + jnp.sum(deviation**2 * rows.after[None, :, 1:], axis=2),
    )
    return jnp.swapaxes(loading, 1, 2), after


def _conditioned(walk: Walk, rows: Rows, loading: Array, theta: Theta) -> Walk:
    """The walk after the ratings of a block, its rows of observation being `loading` (N, K, D)."""
    time, end, written = rows.time, rows.time[-1], rows.written
    drift = (theta.effect_size * theta.effect_drift).T ** 2
    rate = jnp.concatenate([theta.level_rate[:, None] ** 2, jnp.zeros_like(theta.level_rate)[:, None], *[drift] * EFFECTS], axis=1)
    phi = jnp.exp(-time / theta.carry_days[:, None])
    phi_end = phi[:, -1]
    stays = jnp.where(jnp.arange(walk.mean.shape[1]) == 1, phi_end[:, None], 1.0)
    loading = loading * written[:, None]
    carry = jnp.arange(loading.shape[2]) == 1
    seen_now = jnp.where(carry, loading * phi[:, :, None], loading)  # what the rows read off the state at the start
    across = walk.cov @ jnp.swapaxes(seen_now, 1, 2)
    between = theta.carry_sd[:, None, None] ** 2 * (
        jnp.exp(-jnp.abs(time[:, None] - time[None]) / theta.carry_days[:, None, None]) - phi[:, :, None] * phi[:, None]
    )
    together = jnp.minimum(time[:, None], time[None])
    wander = (loading * rate[:, None]) @ jnp.swapaxes(loading, 1, 2)
    both = written[:, None] * written[None]
    spread = seen_now @ across + together * wander + both * between
    spread = spread + jnp.eye(BLOCK) * (written * theta.noise_var[:, None] + (1.0 - written))[:, None]
    root = jnp.linalg.cholesky(spread)
    inverse = jax.scipy.linalg.solve_triangular(root, jnp.broadcast_to(jnp.eye(BLOCK), root.shape), lower=True)
    gap = written * rows.rating - jnp.einsum("nkd,nd->nk", seen_now, walk.mean)
    z = jnp.einsum("nkl,nl->nk", inverse, gap)
    logs = -0.5 * jnp.sum(z**2, axis=1) - jnp.sum(jnp.log(jnp.sum(root * jnp.eye(BLOCK), axis=2)), axis=1)
    # Of the state at the block's end with each of its ratings.
    with_end = stays[:, :, None] * across + rate[:, :, None] * jnp.swapaxes(loading, 1, 2) * time
    carried = theta.carry_sd[:, None] ** 2 * (
        jnp.exp(-(end - time) / theta.carry_days[:, None]) - phi_end[:, None] * phi
    )
    with_end = with_end + carry[:, None] * (written * carried)[:, None]
    x = inverse @ jnp.swapaxes(with_end, 1, 2)
    added = rate * end + carry * (theta.carry_sd**2 * (1.0 - phi_end**2))[:, None]
    cov = walk.cov * stays[:, :, None] * stays[:, None] + jnp.eye(added.shape[1]) * added[:, None]
    return walk._replace(
        mean=stays * walk.mean + jnp.einsum("nkd,nk->nd", x, z),
        cov=cov - jnp.swapaxes(x, 1, 2) @ x,
        likelihood=walk.likelihood + logs - 0.5 * LOG_2_PI * written.sum(),
    )


def walked(
    logs: Float[Array, "parameters particles"],
    columns: tuple[Array, Array, Array, Array],
    steps: int | Array,
    shape: Shape,
    prior: PersonPrior | None = None,
) -> tuple[State, Array]:
    """Filter states and log likelihoods (N,) of the first `steps` rows, for parameters `logs`.

    `columns`: gap and rating (rows,), exposure and known (rows, J); as many rows as are reserved, a multiple of BLOCK.
    """
    theta = model.theta_of(logs, shape)
    rows, seen = rows_of(*columns, steps, shape.loads)
    begin = model.initial(theta, shape, prior)
    walk = Walk(
        mean=begin.mean.T, cov=jnp.moveaxis(begin.cov, 2, 0), fast=begin.fast.T,
        decayed=jnp.moveaxis(begin.decayed, (0, 1, 2), (2, 1, 0)), centre=begin.centre.T, spread=begin.spread.T,
        likelihood=jnp.zeros(logs.shape[1]),
    )  # fmt: skip

    def body(block: Array, walk: Walk) -> Walk:
        here = jax.tree.map(lambda a: a[block], rows)
        loading, after = _loading(walk, here, theta, evening=shape.evening)
        return _conditioned(after, here, loading, theta)

    end: Walk = jax.lax.fori_loop(0, (steps + BLOCK - 1) // BLOCK, body, walk)
    state = State(
        mean=end.mean.T, cov=jnp.moveaxis(end.cov, 0, 2), fast=end.fast.T,
        decayed=jnp.moveaxis(end.decayed, (0, 1, 2), (2, 1, 0)), centre=end.centre.T, spread=end.spread.T, seen=seen,
    )  # fmt: skip
    return state, end.likelihood


replay = partial(jax.jit, static_argnames="shape")(walked)
