"""The posterior of one model: exact Kalman filter inside, particles over the nonlinear parameters outside.

Iterated batch importance sampling (Chopin 2002, doi 10.1093/biomet/89.3.539): particles are reweighted by each rating;
when the effective sample size falls below half, they are resampled and moved by a few random-walk Metropolis steps,
each of which replays the diary so far. Random numbers depend on the key and on the number of steps done alone, so
working through a diary in one go or entry by entry gives the same particles. No scales, flares or files here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from andante.learn import model
from andante.learn.engine import jax, jnp
from andante.learn.model import Shape, State, Theta
from andante.learn.timeline import Timeline

PARTICLES = 256
MOVES = 3
STEP_SIZES = (1.0, 0.4, 1.0)  # shares of the usual random-walk step
LEAST_ESS = 0.5
BINS = 101  # tenths of a point, 0.0 to 10.0
EDGES = np.concatenate([[-np.inf], np.arange(0.05, 10.0, 0.1), [np.inf]])


class Particles(NamedTuple):
    """Particles after some steps: `logs` (parameters, N), normalised `log_weight` (N,), and their filter states."""

    logs: jax.Array
    log_weight: jax.Array
    state: State


class Track(NamedTuple):
    """A timeline padded to `rows`: gap (rows,), rating (rows,), exposure, known (rows, J), ahead (rows, H) in days."""

    gap: jax.Array
    rating: jax.Array
    exposure: jax.Array
    known: jax.Array
    ahead: jax.Array


@dataclass(frozen=True, slots=True)
class Info:
    """What the work cost and how well it went: `moved_at` steps with a move, share of proposals accepted there."""

    moved_at: tuple[int, ...]
    accepted: tuple[float, ...]


def padded(steps: int) -> int:
    """Rows to reserve: a power of two from 512, so that a growing diary seldom needs new compiled code."""
    return max(512, 1 << (steps - 1).bit_length()) if steps else 512


def track(line: Timeline, horizons: int) -> Track:
    """The arrays of `line`, with the days ahead of the next `horizons` steps at each step."""
    steps, rows = len(line), padded(len(line))
    gap = np.zeros(rows)
    gap[1:steps] = np.diff(line.time)
    rating = np.full(rows, np.nan)
    rating[:steps] = line.rating
    exposure, known = np.zeros((rows, len(line.exposures))), np.zeros((rows, len(line.exposures)), bool)
    exposure[:steps], known[:steps] = line.exposure, line.known
    ahead = np.zeros((rows, horizons))
    ahead[:steps] = [line.ahead(step, horizons) for step in range(steps)]
    return Track(*(jnp.asarray(a) for a in (gap, rating, exposure, known, ahead)))


def start(key: jax.Array, shape: Shape, count: int = PARTICLES) -> Particles:
    """Particles drawn from the prior."""
    mean, sd = shape.log_prior()
    logs = mean[:, None] + sd[:, None] * jax.random.normal(key, (len(mean), count))
    state = model.initial(model.theta_of(logs, shape), shape)
    return Particles(logs, jnp.full(count, -jnp.log(count)), state)


def _step(state: State, theta: Theta, road: Track, t: jax.Array, shape: Shape) -> tuple[State, jax.Array]:
    """One row: time passes; exposures and rating come in the order that the person wrote them."""
    state = model.transition(state, theta, road.gap[t])
    if shape.evening:
        return model.observe(model.absorb(state, theta, road.exposure[t], road.known[t]), theta, road.rating[t])
    after, logs = model.observe(state, theta, road.rating[t])
    return model.absorb(after, theta, road.exposure[t], road.known[t]), logs


@partial(jax.jit, static_argnames="shape")
def replay(logs: jax.Array, road: Track, steps: jax.Array, shape: Shape) -> tuple[State, jax.Array]:
    """Filter states and log likelihoods (N,) of the first `steps` rows, for parameters `logs` (parameters, N)."""
    theta = model.theta_of(logs, shape)

    def body(t: jax.Array, carry: tuple[State, jax.Array]) -> tuple[State, jax.Array]:
        state, total = carry
        state, logs_t = _step(state, theta, road, t, shape)
        return state, total + logs_t

    begin = (model.initial(theta, shape), jnp.zeros(logs.shape[1]))
    answer: tuple[State, jax.Array] = jax.lax.fori_loop(0, steps, body, begin)
    return answer


class Moments(NamedTuple):
    """Of the ratings 1..H steps ahead, per particle: mean, variance, covariance with the step before; each (H, N)."""

    mean: jax.Array
    variance: jax.Array
    with_before: jax.Array


def ahead_moments(particles: Particles, shape: Shape, ahead: jax.Array) -> Moments:
    """Moments of ratings `ahead` (H,) days on, nothing being known of the days between."""
    theta = model.theta_of(particles.logs, shape)
    begin = particles.state

    def one(
        carry: tuple[State, jax.Array, jax.Array], days: jax.Array
    ) -> tuple[tuple[State, jax.Array, jax.Array], Moments]:
        before, crossed, reached = carry
        later = model.transition(before, theta, days - reached)
        row = model.loading(later)
        keep = jnp.ones_like(row).at[1].set(model.decay(days - reached, theta.carry_days))
        with_before = jnp.sum(row * keep * crossed, axis=0)
        crossed = jnp.sum(later.cov * row[None], axis=1)
        variance = jnp.sum(row * crossed, axis=0) + theta.noise_var + unknown_inputs_var(begin, theta, days)
        return (later, crossed, days), Moments(jnp.sum(row * later.mean, axis=0), variance, with_before)

    start_at = (begin, jnp.zeros_like(begin.mean), jnp.zeros_like(ahead[0]))
    _, moments = jax.lax.scan(one, start_at, ahead)
    return moments


def coupling_of(moments: Moments, weight: jax.Array) -> jax.Array:
    """Correlation (H,) of each rating ahead with the one a step before it, over all particles; 0 for the first."""
    centre = moments.mean - jnp.sum(weight * moments.mean, axis=1, keepdims=True)
    variance = jnp.sum(weight * (moments.variance + centre**2), axis=1)
    covariance = jnp.sum(weight * (moments.with_before[1:] + centre[1:] * centre[:-1]), axis=1)
    inside = covariance / jnp.sqrt(variance[1:] * variance[:-1])
    return jnp.concatenate([jnp.zeros(1), inside])


def unknown_inputs_var(state: State, theta: Theta, days: jax.Array) -> jax.Array:
    """Variance (N,) from inputs of the days between, which nobody knows yet: effect squared x spread x kernel."""
    inputs = state.fast.shape[0]
    if not inputs:
        return jnp.zeros_like(theta.noise_var)
    count = jnp.ceil(jnp.maximum(days, 1.0))
    fast_gain = (1 - model.decay(2 * count, theta.fast_days)) / (1 - model.decay(jnp.asarray(2.0), theta.fast_days))
    slow_gain = (1 - model.decay(2 * count, theta.slow_days)) / (1 - model.decay(jnp.asarray(2.0), theta.slow_days))
    fast_sq = state.mean[2 : 2 + inputs] ** 2 + jnp.diagonal(state.cov).T[2 : 2 + inputs]
    slow_sq = state.mean[2 + inputs :] ** 2 + jnp.diagonal(state.cov).T[2 + inputs :]
    # Below one day ahead at most one row's inputs are unknown: the first of the kernel's values.
    slow_share = jnp.maximum(slow_gain - fast_gain, 0.0)
    return jnp.sum(state.spread * (fast_sq * fast_gain + slow_sq * slow_share), axis=0)


@partial(jax.jit, static_argnames="shape")
def casts_of(particles: Particles, shape: Shape, ahead: jax.Array) -> jax.Array:
    """Forecasts (H, BINS + 1) `ahead` (H,) days on: the probability of each tenth of a point, what lies off the scale
    going to its ends, and in the last column the coupling with the step before.
    """
    moments = ahead_moments(particles, shape, ahead)
    weight = jnp.exp(particles.log_weight)
    mean, sd = (a[:, None].astype(jnp.float32) for a in (moments.mean, jnp.sqrt(moments.variance)))
    z = (jnp.asarray(EDGES, jnp.float32)[None, :, None] - mean) / sd
    below = jnp.sum(jax.scipy.special.ndtr(z) * weight.astype(jnp.float32), axis=-1)
    coupling = coupling_of(moments, weight).astype(jnp.float32)
    return jnp.concatenate([jnp.diff(below, axis=1), coupling[:, None]], axis=1)


class _Walk(NamedTuple):
    t: jax.Array
    particles: Particles
    casts: jax.Array
    tired: jax.Array


def ess(log_weight: jax.Array) -> jax.Array:
    """Effective sample size of normalised log weights."""
    return 1.0 / jnp.sum(jnp.exp(2.0 * log_weight))


@partial(jax.jit, static_argnames="shape")
def _advance(
    particles: Particles, road: Track, begin: jax.Array, stop: jax.Array, shape: Shape
) -> tuple[jax.Array, Particles, jax.Array, jax.Array]:
    """Walk from `begin` until `stop` or until the particles are worn; casts (rows, H, BINS + 1) after each."""
    theta = model.theta_of(particles.logs, shape)

    def body(walk: _Walk) -> _Walk:
        state, logs = _step(walk.particles.state, theta, road, walk.t, shape)
        weight = walk.particles.log_weight + logs
        now = Particles(particles.logs, weight - jax.scipy.special.logsumexp(weight), state)
        cast = casts_of(now, shape, road.ahead[walk.t])
        worn = ess(now.log_weight) < LEAST_ESS * now.log_weight.size
        return _Walk(walk.t + 1, now, walk.casts.at[walk.t].set(cast), worn)

    casts = jnp.zeros((*road.ahead.shape, BINS + 1), jnp.float32)
    walk = jax.lax.while_loop(
        lambda w: (w.t < stop) & ~w.tired, body, _Walk(begin, particles, casts, jnp.asarray(False))
    )
    return walk.t, walk.particles, walk.casts, walk.tired


@jax.jit
def _resample(key: jax.Array, particles: Particles) -> tuple[jax.Array, jax.Array]:
    """Systematically resampled parameters (parameters, N), and a root of their covariance for proposals."""
    count = particles.log_weight.size
    weight = jnp.exp(particles.log_weight)
    gap = particles.logs - jnp.sum(weight * particles.logs, axis=1, keepdims=True)
    root = jnp.linalg.cholesky((weight * gap) @ gap.T + 1e-8 * jnp.eye(gap.shape[0]))
    points = (jnp.arange(count) + jax.random.uniform(key)) / count
    chosen = jnp.clip(jnp.searchsorted(jnp.cumsum(weight), points), 0, count - 1)
    return particles.logs[:, chosen], root


@jax.jit
def _propose(key: jax.Array, logs: jax.Array, root: jax.Array, size: jax.Array) -> jax.Array:
    step = size * 2.38 / jnp.sqrt(logs.shape[0])
    return logs + step * (root @ jax.random.normal(key, logs.shape))


class _Chain(NamedTuple):
    logs: jax.Array
    state: State
    likelihood: jax.Array


@partial(jax.jit, static_argnames="shape")
def _accept(key: jax.Array, now: _Chain, new: _Chain, shape: Shape) -> tuple[_Chain, jax.Array]:
    """Metropolis: each particle takes the proposal or stays. Also the share of particles that moved."""
    mean, sd = (jnp.asarray(a)[:, None] for a in shape.log_prior())

    def density(chain: _Chain) -> jax.Array:
        return chain.likelihood - 0.5 * jnp.sum(((chain.logs - mean) / sd) ** 2, axis=0)

    yes = jnp.log(jax.random.uniform(key, now.likelihood.shape)) < density(new) - density(now)
    # `seen` counts known rows: it has no particle axis and is the same in both.
    kept = now.state._replace(
        **{
            name: jnp.where(yes, getattr(new.state, name), getattr(now.state, name))
            for name in State._fields
            if name != "seen"
        }
    )
    chain = _Chain(jnp.where(yes, new.logs, now.logs), kept, jnp.where(yes, new.likelihood, now.likelihood))
    return chain, jnp.mean(yes)


def _rejuvenate(key: jax.Array, particles: Particles, road: Track, steps: int, shape: Shape) -> tuple[Particles, float]:
    """Resample and move each particle by Metropolis steps; also the share of proposals accepted."""
    keys = jax.random.split(key, 1 + 2 * MOVES)
    logs, root = _resample(keys[0], particles)
    chain = _Chain(logs, *replay(logs, road, jnp.asarray(steps), shape))
    shares = []
    for i, size in zip(range(MOVES), STEP_SIZES, strict=True):
        proposal = _propose(keys[1 + 2 * i], chain.logs, root, jnp.asarray(size))
        new = _Chain(proposal, *replay(proposal, road, jnp.asarray(steps), shape))
        chain, share = _accept(keys[2 + 2 * i], chain, new, shape)
        shares.append(float(share))
    count = logs.shape[1]
    return Particles(chain.logs, jnp.full(count, -np.log(count)), chain.state), float(np.mean(shares))


def work_through(
    key: jax.Array, particles: Particles, road: Track, span: tuple[int, int], shape: Shape
) -> tuple[Particles, np.ndarray, Info]:
    """Take the particles from step span[0] to span[1]; also `casts_of` after each step, and Info."""
    begin, stop = span
    casts = np.zeros((stop - begin, road.ahead.shape[1], BINS + 1), np.float32)
    moved: list[int] = []
    accepted: list[float] = []
    t = begin
    while t < stop:
        reached, particles, made, worn = _advance(particles, road, jnp.asarray(t), jnp.asarray(stop), shape)
        casts[t - begin : int(reached) - begin] = np.asarray(made)[t : int(reached)]
        t = int(reached)
        if bool(worn):
            particles, share = _rejuvenate(jax.random.fold_in(key, t), particles, road, t, shape)
            casts[t - 1 - begin] = np.asarray(casts_of(particles, shape, road.ahead[t - 1]))
            moved.append(t)
            accepted.append(share)
    return particles, casts, Info(tuple(moved), tuple(accepted))
