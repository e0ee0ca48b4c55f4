"""The posterior of one model: exact Kalman filter inside, particles over the nonlinear parameters outside.

Iterated batch importance sampling (Chopin 2002, doi 10.1093/biomet/89.3.539): particles are reweighted by each rating;
when the effective sample size falls below half, they are resampled and moved by a few Metropolis steps, each of which
replays the diary so far. Proposals are independent of where a particle stands, from a fit to all of them (`proposals`):
the posterior of the logarithms is close to normal, and a random walk would need dozens of steps to cross it. Random
numbers depend on the seed and on the number of steps done alone, so working through a diary in one go or entry by entry
gives the same particles. No scales, flares or files here.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from andante.arrays import Array, Float, PerParticle, Scalar, jax, jnp
from andante.learn import model
from andante.learn.model import State, Theta
from andante.learn.priors import PersonPrior, Shape, log_prior_of
from andante.learn.proposals import Fit, fit_to
from andante.learn.track import REPLAYED, Track, stretch

PARTICLES = 256
MOVES = ("anew", "anew", "nearby")  # the random walk is for posteriors that the fit describes badly
MOVED_ENOUGH = 0.6  # share of particles that must have moved before the rest of the moves is spared
LEAST_ESS = 0.5
CHUNK = 64  # rows handed to compiled code at a time, where there is more than one
PIECE_BYTES = 600_000
MOST_PIECES = 16
ROWS_AT_ONCE = 4  # of a covariance, in the sweep of a forecast
BINS = 101  # tenths of a point, 0.0 to 10.0
EDGES = np.concatenate([[-np.inf], np.arange(0.05, 10.0, 0.1), [np.inf]])


class Particles(NamedTuple):
    """Particles after some steps: `logs` (parameters, N), normalised `log_weight` (N,), the log `likelihood` (N,) of
    all ratings so far, and their filter states.
    """

    logs: Float[Array, "parameters particles"]
    log_weight: PerParticle
    likelihood: PerParticle
    state: State


@dataclass(frozen=True, slots=True)
class Info:
    """What the work cost and how well it went: `moved_at` steps with a move, share of proposals accepted there."""

    moved_at: tuple[int, ...]
    accepted: tuple[float, ...]


def start(
    rng: np.random.Generator, shape: Shape, road: Track, count: int = PARTICLES, prior: PersonPrior | None = None
) -> Particles:
    """Particles drawn from the prior, before the first row of `road`."""
    mean, sd = log_prior_of(shape, prior)
    logs = mean[:, None] + sd[:, None] * rng.standard_normal((len(mean), count))
    state, likelihood = replay_all(logs, road, 0, shape, prior)
    return Particles(logs, np.full(count, -np.log(count)), likelihood, state)


def _step(state: State, theta: Theta, road: Track, t: Array, shape: Shape) -> tuple[State, Array]:
    """One row: time passes; exposures and rating come in the order that the person wrote them."""
    time = model.passage(theta, road.gap[t], shape.states)
    state = model.kernels_after(state, theta, road.gap[t])
    if shape.evening:
        return model.observe(model.absorb(state, theta, road.exposure[t], road.known[t]), theta, road.rating[t], time)
    after, logs = model.observe(state, theta, road.rating[t], time)
    return model.absorb(after, theta, road.exposure[t], road.known[t]), logs


@partial(jax.jit, static_argnames="shape")
def replay(
    logs: Array, road: Track, steps: int | Array, shape: Shape, prior: PersonPrior | None = None
) -> tuple[State, Array]:
    """Filter states and log likelihoods (N,) of the first `steps` rows, for parameters `logs` (parameters, N)."""
    theta = model.theta_of(logs, shape)
    return _replayed((model.initial(theta, shape, prior), jnp.zeros(logs.shape[1])), theta, road, steps, shape)


def _replayed(
    now: tuple[State, Array], theta: Theta, road: Track, steps: int | Array, shape: Shape
) -> tuple[State, Array]:
    def body(t: Array, carry: tuple[State, Array]) -> tuple[State, Array]:
        state, total = carry
        state, logs_t = _step(state, theta, road, t, shape)
        return state, total + logs_t

    answer: tuple[State, Array] = jax.lax.fori_loop(0, steps, body, now)
    return answer


@partial(jax.jit, static_argnames="shape")
def _replay_on(
    now: tuple[State, Array], logs: Array, road: Track, steps: int | Array, shape: Shape
) -> tuple[State, Array]:
    """`replay` taken up again: the first `steps` rows of a further stretch."""
    return _replayed(now, model.theta_of(logs, shape), road, steps, shape)


def _replay_long(
    logs: np.ndarray, road: Track, steps: int, shape: Shape, prior: PersonPrior | None
) -> tuple[State, np.ndarray]:
    """`replay`, one stretch of REPLAYED rows after the other; arrays on the host."""
    now = replay(logs, stretch(road, 0, REPLAYED), min(steps, REPLAYED), shape, prior)
    for first in range(REPLAYED, steps, REPLAYED):
        now = _replay_on(now, logs, stretch(road, first, REPLAYED), min(steps - first, REPLAYED), shape)
    answer: tuple[State, np.ndarray] = jax.tree.map(np.asarray, now)
    return answer


def replay_all(
    logs: Array, road: Track, steps: int, shape: Shape, prior: PersonPrior | None = None
) -> tuple[State, np.ndarray]:
    """`replay` with the particles in pieces, two at a time on two cores; arrays on the host.

    A piece is small enough for its covariances to stay in a core's own memory: a fifth quicker. Pieces are halves of
    halves, all of one width, for each other width would be compiled for.
    """
    pieces = 2
    while pieces < MOST_PIECES and logs.shape[1] * 8 * shape.states**2 > pieces * PIECE_BYTES:
        pieces *= 2
    cut = np.array_split(np.asarray(logs), pieces, axis=1)
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda piece: _replay_long(piece, road, steps, shape, prior), cut))
    states, likelihoods = zip(*done, strict=True)
    return model.each_particle(lambda *parts: np.concatenate(parts, axis=-1), *states), np.concatenate(likelihoods)


class Moments(NamedTuple):
    """Of the ratings 1..H steps ahead, per particle: mean, variance, covariance with the step before; each (H, N)."""

    mean: Float[Array, "horizons particles"]
    variance: Float[Array, "horizons particles"]
    with_before: Float[Array, "horizons particles"]


def ahead_moments(particles: Particles, shape: Shape, ahead: Array) -> Moments:
    """Moments of ratings `ahead` (H,) days on, nothing being known of the days between."""
    theta, state = model.theta_of(particles.logs, shape), particles.state
    days = jnp.asarray(ahead)
    row, keep, added, inputs_var = jax.vmap(
        lambda after: (
            model.loading(state, theta, after),
            *model.passage(theta, after, shape.states),
            unknown_inputs_var(state, theta, after, evening=shape.evening),
        )
    )(days)
    since = jax.vmap(lambda gap: model.passage(theta, gap, shape.states).keep)(jnp.diff(days, prepend=0.0))
    # One sweep over the covariances for all horizons, and no more: they are most of what is read here. Added up row by
    # row (they are symmetric), which compiles to vectors; a sum over an axis takes twice the processor time. Some rows
    # at a time: the sums, three times as long as a row, are then written and read again less often.
    kept = jnp.swapaxes(keep * row, 0, 1)
    swept = jax.lax.fori_loop(
        0, len(kept), lambda j, sums: sums + state.cov[j][:, None] * kept[j], jnp.zeros_like(kept), unroll=ROWS_AT_ONCE
    )
    crossed = jnp.asarray(keep * jnp.swapaxes(swept, 0, 1) + added * row)
    before = jnp.concatenate([jnp.zeros_like(crossed[:1]), crossed[:-1]])
    return Moments(
        mean=jnp.sum(row * keep * state.mean, axis=1),
        variance=jnp.sum(row * crossed, axis=1) + theta.noise_var + inputs_var,
        with_before=jnp.sum(row * since * before, axis=1),
    )


def coupling_of(moments: Moments, weight: Array) -> Array:
    """Correlation (H,) of each rating ahead with the one a step before it, over all particles; 0 for the first."""
    centre = moments.mean - jnp.sum(weight * moments.mean, axis=1, keepdims=True)
    variance = jnp.sum(weight * (moments.variance + centre**2), axis=1)
    covariance = jnp.sum(weight * (moments.with_before[1:] + centre[1:] * centre[:-1]), axis=1)
    inside = covariance / jnp.sqrt(variance[1:] * variance[:-1])
    return jnp.concatenate([jnp.zeros(1), inside])


LAGS = np.arange(0.0, 16.0)  # days; after that the delayed kernels are over
DELAYED_SQ = model.delayed_kernels(LAGS) ** 2


def unknown_inputs_var(state: State, theta: Theta, days: Scalar, *, evening: bool = True) -> Array:
    """Variance (N,) from inputs of the days between, which nobody knows yet: effect squared x spread x kernel squared.

    Rows are counted as one a day, at least one. A morning's rating comes before its own row's inputs.
    """
    inputs = state.fast.shape[0]
    if not inputs:
        return jnp.zeros_like(theta.noise_var)
    rows = jnp.ceil(jnp.maximum(days, 1.0))
    first = 0.0 if evening else 1.0
    rate = 2.0 / theta.fast_days
    fast_gain = (1.0 - jnp.exp(-rate * rows)) / (1.0 - jnp.exp(-rate)) - first
    delayed_gain = (DELAYED_SQ * ((first <= LAGS) & (rows > LAGS))).sum(axis=1)
    fast, *delayed = (state.mean[2:] ** 2 + jnp.diagonal(state.cov).T[2:]).reshape(-1, inputs, fast_gain.size)
    doubt = fast * fast_gain + sum(one * gain for one, gain in zip(delayed, delayed_gain, strict=False))
    return jnp.sum(state.spread * doubt, axis=0)


@partial(jax.jit, static_argnames="shape")
def casts_of(particles: Particles, shape: Shape, ahead: Array) -> Array:
    """Forecasts (H, BINS + 1) `ahead` (H,) days on: the probability of each tenth of a point, what lies off the scale
    going to its ends, and in the last column the coupling with the step before.
    """
    moments = ahead_moments(particles, shape, ahead)
    weight = jnp.exp(particles.log_weight)
    # In single precision: a forecast's shares are never read beyond the sixth decimal.
    mean, scale = (a.astype(jnp.float32) for a in (moments.mean, jnp.sqrt(0.5 / moments.variance)))
    z = jnp.asarray(EDGES[1:-1], jnp.float32)[:, None, None] * scale - mean * scale
    inner = jax.lax.erf(z) @ weight.astype(jnp.float32)
    below = 0.5 + 0.5 * jnp.pad(inner.T, ((0, 0), (1, 1)), constant_values=(-1.0, 1.0))
    coupling = coupling_of(moments, weight).astype(jnp.float32)
    return jnp.concatenate([jnp.diff(below, axis=1), coupling[:, None]], axis=1)


class _Walk(NamedTuple):
    t: Array
    particles: Particles
    casts: jax.Array
    tired: Array


def ess(log_weight: Array) -> Array:
    """Effective sample size of normalised log weights."""
    return 1.0 / jnp.sum(jnp.exp(2.0 * log_weight))


class Stretch(NamedTuple):
    """Particles taken on along a stretch of road: which of its rows they `reached`, the `casts` (CHUNK, H, BINS + 1)
    made after each row, and whether they are `worn`.
    """

    reached: Array
    particles: Particles
    casts: Array
    worn: Array


def set_out(particles: Particles, road: Track, t: int, stop: int, shape: Shape, *, alone: bool = False) -> Stretch:
    """The particles taken on from row `t` of `road` to `stop`, the end of the CHUNK, or until they are worn; `alone`:
    the row `t` and no other.

    The answer is given at once and still being worked out: who reads it waits.
    """
    first = t - t % CHUNK
    chunk, stop = stretch(road, first, CHUNK), min(stop - first, CHUNK)
    on: Stretch = _advance(particles, chunk, t - first, stop, shape=shape, alone=alone)
    return on


@partial(jax.jit, static_argnames=("shape", "alone"))
def _advance(
    particles: Particles, road: Track, begin: int | Array, stop: int | Array, *, shape: Shape, alone: bool
) -> Stretch:
    """Walk `road`, of CHUNK rows, from row `begin` until `stop`, one row at least, or until the particles are worn.

    A loop copies what it is given, covariances too: one more entry, a row `alone`, is spared that, and a whole diary is
    spared the compiling of code for a row outside the loop.
    """
    theta = model.theta_of(particles.logs, shape)

    def body(walk: _Walk) -> _Walk:
        state, logs = _step(walk.particles.state, theta, road, walk.t, shape)
        weight = walk.particles.log_weight + logs
        weight = weight - jax.scipy.special.logsumexp(weight)
        now = Particles(particles.logs, weight, walk.particles.likelihood + logs, state)
        cast = casts_of(now, shape, road.ahead[walk.t])
        worn = ess(now.log_weight) < LEAST_ESS * now.log_weight.size
        return _Walk(walk.t + 1, now, walk.casts.at[walk.t].set(cast), worn)

    casts = jnp.zeros((CHUNK, road.ahead.shape[1], BINS + 1), jnp.float32)
    walk = _Walk(jnp.asarray(begin), particles, casts, jnp.asarray(False))
    walk = body(walk) if alone else jax.lax.while_loop(lambda w: (w.t < stop) & ~w.tired, body, walk)
    return Stretch(walk.t, walk.particles, walk.casts, walk.tired)


def _resample(rng: np.random.Generator, group: Particles) -> tuple[Particles, Fit]:
    """Systematically resampled particles of even weight, and the fit to them that proposals come from."""
    logs, weight = np.asarray(group.logs), np.exp(np.asarray(group.log_weight))
    count = weight.size
    points = (np.arange(count) + rng.random()) / count
    chosen = np.minimum(np.searchsorted(np.cumsum(weight), points), count - 1)
    state = model.each_particle(lambda a: np.asarray(a)[..., chosen], group.state)
    even = np.full(count, -np.log(count))
    return Particles(logs[:, chosen], even, np.asarray(group.likelihood)[chosen], state), fit_to(
        logs, np.asarray(group.log_weight)
    )


def _metropolis(
    rng: np.random.Generator,
    now: Particles,
    proposal: Particles,
    log_prior: tuple[np.ndarray, np.ndarray],
    fit: Fit | None,
) -> tuple[Particles, np.ndarray]:
    """Each particle takes its proposal, drawn from `fit` or by a symmetric step, or stays. Also which of them moved."""
    mean, sd = (a[:, None] for a in log_prior)

    def density(group: Particles) -> np.ndarray:
        prior = 0.5 * (((np.asarray(group.logs) - mean) / sd) ** 2).sum(axis=0)
        proposed = 0.0 if fit is None else fit.log_density(group.logs)
        return np.asarray(group.likelihood - prior - proposed)

    yes = np.log(rng.random(now.log_weight.size)) < density(proposal) - density(now)
    moved = Particles(
        np.where(yes, proposal.logs, now.logs),
        now.log_weight,
        np.where(yes, proposal.likelihood, now.likelihood),
        model.each_particle(lambda old, new: np.asarray(np.where(yes, new, old)), now.state, proposal.state),
    )
    return moved, yes


def rejuvenated(
    rng: np.random.Generator,
    worn: Particles,
    road: Track,
    steps: int,
    shape: Shape,
    *,
    prior: PersonPrior | None = None,
) -> tuple[Particles, np.ndarray, float]:
    """Resample and move each particle by Metropolis steps; also `casts_of` them, and the share of moves accepted."""
    group, fit = _resample(rng, worn)
    shares: list[float] = []
    count = group.log_weight.size
    moved = np.zeros(count, dtype=bool)
    for move in MOVES:
        logs = fit.draw(rng, count) if move == "anew" else fit.near(rng, np.asarray(group.logs))
        state, likelihood = replay_all(logs, road, steps, shape, prior)
        proposal = Particles(logs, group.log_weight, likelihood, state)
        group, yes = _metropolis(rng, group, proposal, log_prior_of(shape, prior), fit if move == "anew" else None)
        moved |= yes
        shares.append(float(yes.mean()))
        if moved.mean() >= MOVED_ENOUGH:
            break
    return group, np.asarray(casts_of(group, shape, road.ahead[steps - 1])), float(np.mean(shares))


Randomness = Callable[[int], np.random.Generator]
"""Random numbers for the move after so many steps: the same however the work was cut into pieces."""


def work_through(
    random: Randomness,
    particles: Particles,
    road: Track,
    span: tuple[int, int],
    *,
    shape: Shape,
    prior: PersonPrior | None = None,
    begun: Stretch | None = None,
) -> tuple[Particles, np.ndarray, Info]:
    """Take the particles from step span[0] to span[1]; also `casts_of` after each step, and Info.

    begun: how they `set_out` from span[0], where they did.
    """
    begin, stop = span
    casts = np.zeros((stop - begin, road.ahead.shape[1], BINS + 1), np.float32)
    moved: list[int] = []
    accepted: list[float] = []
    t = begin
    while t < stop:
        reached, particles, made, worn = begun or set_out(particles, road, t, stop, shape, alone=stop - begin == 1)
        begun, before, first = None, t, t - t % CHUNK
        t = first + int(reached)
        casts[before - begin : t - begin] = np.asarray(made)[before - first : t - first]
        if bool(worn):
            particles, cast, share = rejuvenated(random(t), particles, road, t, shape, prior=prior)
            casts[t - 1 - begin] = cast
            moved.append(t)
            accepted.append(share)
    return particles, casts, Info(tuple(moved), tuple(accepted))
