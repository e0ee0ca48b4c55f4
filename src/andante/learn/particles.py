"""The posterior of one model: exact Kalman filter inside, particles over the nonlinear parameters outside.

Iterated batch importance sampling (Chopin 2002, doi 10.1093/biomet/89.3.539): particles are reweighted by each rating;
when the effective sample size falls below half, they are resampled and moved by a few Metropolis steps, each of which
replays the diary so far. Proposals are independent of where a particle stands, from a fit to all of them (`proposals`):
the posterior of the logarithms is close to normal, and a random walk would need dozens of steps to cross it. Random
numbers depend on the seed and on the number of steps done alone, so working through a diary in one go or entry by entry
gives the same particles. No scales, flares or files here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from andante.compiled import beside, two_at_once
from andante.learn import model, steps
from andante.learn.model import CENTRE_MEMORY, INPUTS, KERNEL_RATES, KERNEL_SHARES, PerParticle, State
from andante.learn.priors import PersonPrior, Shape, log_prior_of
from andante.learn.proposals import Fit, fit_to
from andante.learn.steps import BINS, Ahead, Desk, Linear, Moments, Rows, Tally
from andante.learn.track import Track, stretch

PARTICLES = 256
MOVES = ("anew", "anew", "nearby")  # the random walk is for posteriors that the fit describes badly
MOVED_ENOUGH = 0.6  # share of particles that must have moved before the rest of the moves is spared
LAGS = np.arange(0.0, 16.0)  # days; after that the delayed kernels are over
DOUBT = np.stack([np.tri(17, 16, -1) * (late <= LAGS) @ model.delayed_kernels(LAGS).T ** 2 for late in (0, 1)])
"""Squares of the delayed kernels (2, rows, 3) summed over so many rows, from the first of them on or the second."""


class Particles(NamedTuple):
    """Particles after some steps: `logs` (parameters, N), normalised `log_weight` (N,), the log `likelihood` (N,) of
    all ratings so far, and their filter states.
    """

    logs: Float[np.ndarray, "parameters particles"]
    log_weight: PerParticle
    likelihood: PerParticle
    state: State


@dataclass(frozen=True, slots=True)
class Info:
    """What the work cost and how well it went: `moved_at` steps with a move, share of proposals accepted there."""

    moved_at: tuple[int, ...]
    accepted: tuple[float, ...]


def start(
    rng: np.random.Generator, shape: Shape, count: int = PARTICLES, prior: PersonPrior | None = None
) -> Particles:
    """Particles drawn from the prior, before the first row."""
    mean, sd = log_prior_of(shape, prior)
    logs = mean[:, None] + sd[:, None] * rng.standard_normal((len(mean), count))
    state = model.initial(model.theta_of(logs, shape), shape, prior)
    return Particles(logs, np.full(count, -np.log(count)), np.zeros(count), state)


def rows_of(road: Track, seen: np.ndarray, shape: Shape) -> Rows:
    """The rows of `road` for compiled loops; `seen` (I,): how often each input was known before them."""
    known = np.concatenate([road.known[:, : shape.loads], road.known], axis=1).astype(float)
    count = np.minimum(np.maximum(seen + known.cumsum(axis=0), 1.0), CENTRE_MEMORY)
    return Rows(
        gap=np.array(road.gap),
        faded=np.exp(-road.gap[:, None] * KERNEL_RATES),
        rating=np.array(road.rating),
        exposure=np.where(road.known, road.exposure, 0.0),
        gain=known / count,
        shares=KERNEL_SHARES[: shape.effects - 1].copy(),
        evening=shape.evening,
    )


def no_rows(shape: Shape) -> Rows:
    """No rows, for those who only look ahead."""
    nothing = np.zeros((0, shape.exposures))
    road = Track(np.zeros(0), np.zeros(0), nothing, nothing.astype(bool), np.zeros((0, 0)))
    return rows_of(road, np.zeros(shape.inputs), shape)


def ahead_of(days: Float[np.ndarray, "rows horizons"], shape: Shape) -> Ahead:
    """What a forecast made after each row needs to know of the `days` on which it looks.

    Rows in between are counted as one a day, at least one. A morning's rating comes before its own row's inputs.
    """
    rows, late = np.ceil(np.maximum(days, 1.0)), 0.0 if shape.evening else 1.0
    kernels = shape.effects - 1
    doubt = DOUBT[int(late), :, :kernels].take(rows.astype(int), axis=0, mode="clip")
    shares = KERNEL_SHARES[:kernels] * np.exp(-days[..., None, None] * KERNEL_RATES)
    return Ahead(np.array(days), shares, rows, doubt, late)


def desk_of(
    state: State,
    logs: np.ndarray,
    rows: Rows,
    shape: Shape,
    *,
    horizons: int = 0,
    linear: Linear | None = None,
) -> Desk:
    """A desk for the particles of `logs` (parameters, N) that are in `state`, with room for the one they come to, whose
    mean and covariance go to `linear` where that is given.
    """
    count, states, rated = logs.shape[1], shape.states, min(steps.CHUNK, len(rows.gap))
    kept, rate, swept, across = np.zeros((4, states))
    kept_ahead, swept_ahead = np.zeros((2, steps.TOGETHER, states))
    fading, scratch, densities = np.empty((3, count))
    inputs = {name: np.array(getattr(state, name)) for name in INPUTS}
    reads, ahead = np.empty((rated, count, states)), np.empty((horizons, count, states))
    into = linear or Linear(np.empty((count, states)), np.empty((count, states, states)))
    room = State(*into, **inputs, seen=np.array(state.seen))
    return Desk(
        model.theta_of(logs, shape), _only_read(state), room, rows, reads, ahead, fading, scratch,
        np.ones(count), densities, kept, rate, swept, across, kept_ahead, swept_ahead, np.zeros(1),
    )  # fmt: skip


def _only_read(state: State) -> Linear:
    """Mean and covariance as arrays that may not be written to: to Numba another kind, of which there shall be one."""
    linear = Linear(state.mean.view(), state.cov.view())
    for each in linear:
        each.setflags(write=False)
    return linear


def taken_on(
    state: State, logs: np.ndarray, road: Track, span: tuple[int, int], shape: Shape
) -> tuple[State, PerParticle]:
    """`state` after the rows of `span` and their log likelihoods (N,), for parameters `logs` (parameters, N)."""
    count, desk = logs.shape[1], desk_of(state, logs, rows_of(stretch(road, *span), state.seen, shape), shape)
    tally = tally_of(np.zeros(count), np.zeros(count), 0, 0)
    steps.advance(desk, ahead_of(np.zeros((span[1] - span[0], 0)), shape), tally, moments_of(count, 0))
    return desk.state._replace(seen=state.seen + times_known(road, span, shape)), tally.likelihood


def times_known(road: Track, span: tuple[int, int], shape: Shape) -> np.ndarray:
    """How often each input (I,) is known in the rows of `span`."""
    known = road.known[span[0] : span[1]].sum(axis=0, dtype=float)
    return np.concatenate([known[: shape.loads], known])


def replay(
    logs: np.ndarray, road: Track, count: int, shape: Shape, prior: PersonPrior | None = None
) -> tuple[State, PerParticle]:
    """Filter states and log likelihoods (N,) of the first `count` rows, for parameters `logs` (parameters, N); half of
    the particles on each of two processors.
    """

    def of_some(some: np.ndarray) -> tuple[State, PerParticle]:
        begin = model.initial(model.theta_of(some, shape), shape, prior)
        return taken_on(begin, some, road, (0, count), shape)

    states, likelihoods = zip(*two_at_once(of_some, halves(logs)), strict=True)
    return model.together(states), np.concatenate(likelihoods)


def halves(logs: np.ndarray) -> list[np.ndarray]:
    """The particles in two parts, or as they are where there is but one of them."""
    return np.array_split(logs, min(2, logs.shape[1]), axis=1)


def ahead_moments(particles: Particles, shape: Shape, days: np.ndarray) -> Moments:
    """Moments of ratings `days` (H,) on, nothing being known of the days between."""
    found = moments_of(len(particles.log_weight), len(days))
    desk = desk_of(particles.state, particles.logs, no_rows(shape), shape, horizons=len(days))
    nothing = np.zeros(found.mean.shape[1])
    steps.advance(desk, ahead_of(np.array(days, float)[None], shape), tally_of(nothing, nothing, 0, 0), found)
    return found


def casts_of(particles: Particles, shape: Shape, days: np.ndarray) -> np.ndarray:
    """Forecasts (H, BINS + 1) `days` (H,) on: the probability of each tenth of a point, what lies off the scale going
    to its ends, and in the last column the coupling with the step before.
    """
    found = np.zeros((len(days), BINS + 1), np.float32)
    steps.cast(ahead_moments(particles, shape, days), np.exp(particles.log_weight), np.zeros(BINS), found)
    return found


def ess(log_weight: np.ndarray) -> float:
    """Effective sample size of normalised log weights."""
    return float(1.0 / np.sum(np.exp(2.0 * log_weight)))


class Stretch(NamedTuple):
    """Particles taken on along some rows: the row `reached`, the `casts` (rows, H, BINS + 1) made after each of them,
    and whether they are `worn`.
    """

    reached: int
    particles: Particles
    casts: np.ndarray
    worn: bool


def advanced(particles: Particles, road: Track, begin: int, stop: int, shape: Shape) -> Stretch:
    """The particles taken on from row `begin` of `road` to `stop`, or until they are worn."""
    if stop - begin == 1:
        return arrived(*set_out(begin, (particles, road, shape)))
    here, state, horizons = stretch(road, begin, stop), particles.state, road.ahead.shape[1]
    desk = desk_of(state, particles.logs, rows_of(here, state.seen, shape), shape, horizons=horizons)
    tally = tally_of(particles.log_weight, particles.likelihood, stop - begin, horizons)
    found = moments_of(particles.log_weight.size, horizons)
    row, worn = steps.advance(desk, ahead_of(here.ahead, shape), tally, found)
    state = desk.state._replace(seen=state.seen + times_known(road, (begin, begin + row), shape))
    return Stretch(begin + row, Particles(particles.logs, *tally[:2], state), tally.casts[:row], worn)


def moments_of(count: int, horizons: int) -> Moments:
    """Room for the moments of so many particles."""
    return Moments(*np.empty((3, horizons, count)))


def tally_of(log_weight: np.ndarray, likelihood: np.ndarray, rows: int, horizons: int) -> Tally:
    """The tally of particles before so many rows that tell of their weights."""
    casts = np.zeros((rows, horizons, BINS + 1), np.float32)
    return Tally(np.array(log_weight), np.array(likelihood), casts, np.zeros(len(log_weight)), np.zeros(BINS))


class Begun(NamedTuple):
    """Particles on their way through one row, whole or in two halves: of each what it works on, what is ahead of the
    row, the tally of it, and the moments ahead; `linear`: mean and covariance of all, which are still being written;
    `worn` tells of each, once it is there, how many rows it came through and whether it is worn.
    """

    particles: Particles
    road: Track
    row: int
    shape: Shape
    linear: Linear
    parts: list[tuple[Desk, Ahead, Tally, Moments]]
    worn: list[Future[tuple[int, bool]]]


def set_out(row: int, *groups: tuple[Particles, Track, Shape]) -> list[Begun]:
    """Groups of particles, each with its road and shape, on their way through a row alone, the same numbers as among
    many rows. The half that comes last is taken here, all others by another thread, which may still be at it. (Groups
    differ in their exposures alone: they look ahead to the same days.)
    """
    _, road, shape = groups[0]
    ahead = ahead_of(road.ahead[row : row + 1], shape)
    laid = [_laid_out(row, ahead, *group) for group in groups]
    worn = iter(beside(steps.advance, [part for each in laid for part in each.parts]))
    return [each._replace(worn=list(islice(worn, len(each.parts)))) for each in laid]


def _laid_out(row: int, ahead: Ahead, particles: Particles, road: Track, shape: Shape) -> Begun:
    """What a group of particles works on in a row alone."""
    here, before, count = stretch(road, row, row + 1), particles.state, len(particles.log_weight)
    rows = rows_of(here, before.seen, shape)
    linear, horizons, parts = Linear(np.empty_like(before.mean), np.empty_like(before.cov)), road.ahead.shape[1], []
    several = shape.inputs > 0 and count > 1  # without exposures there is little to do
    for some in (slice(0, count // 2), slice(count // 2, count)) if several else (slice(0, count),):
        inputs = {name: getattr(before, name)[..., some] for name in INPUTS}
        state = State(before.mean[some], before.cov[some], **inputs, seen=before.seen)
        into = Linear(linear.mean[some], linear.cov[some])
        desk = desk_of(state, particles.logs[:, some], rows, shape, horizons=horizons, linear=into)
        tally = tally_of(particles.log_weight[some], particles.likelihood[some], 0 if several else 1, horizons)
        parts.append((desk, ahead, tally, moments_of(len(state.mean), horizons)))
    return Begun(particles, road, row, shape, linear, parts, [])


def arrived(begun: Begun) -> Stretch:
    """Where those who `set_out` have come to, once they are there."""
    before, end = begun.particles, begun.row + 1
    worn = [each.result()[1] for each in begun.worn]
    desks, _, tallies, found = zip(*begun.parts, strict=True)
    seen = before.state.seen + times_known(begun.road, (begun.row, end), begun.shape)
    inputs = {name: _joined([getattr(desk.state, name) for desk in desks]) for name in INPUTS}
    tally: Tally = tallies[0]
    if len(tallies) > 1:  # what the row tells of the weights, both halves must have come for
        moments = Moments(*map(_joined, zip(*found, strict=True)))
        likelihood = _joined([each.likelihood for each in tallies])
        tally = tally_of(before.log_weight, likelihood, 1, len(moments.mean))
        worn = [steps.told(moments, _joined([desk.logs for desk in desks]), tally, 0)]
    state = State(begun.linear.mean, begun.linear.cov, **inputs, seen=seen)
    return Stretch(end, Particles(before.logs, tally.log_weight, tally.likelihood, state), tally.casts, worn[0])


def _joined(parts: Sequence[np.ndarray]) -> np.ndarray:
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=-1)


def _resample(rng: np.random.Generator, group: Particles) -> tuple[Particles, Fit]:
    """Systematically resampled particles of even weight, and the fit to them that proposals come from."""
    logs, weight = group.logs, np.exp(group.log_weight)
    count = weight.size
    points = (np.arange(count) + rng.random()) / count
    chosen = np.minimum(np.searchsorted(np.cumsum(weight), points), count - 1)
    state = model.of_particles(group.state, chosen)
    even = np.full(count, -np.log(count))
    return Particles(logs[:, chosen], even, group.likelihood[chosen], state), fit_to(logs, group.log_weight)


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
        prior = 0.5 * (((group.logs - mean) / sd) ** 2).sum(axis=0)
        proposed = 0.0 if fit is None else fit.log_density(group.logs)
        return np.asarray(group.likelihood - prior - proposed)

    yes = np.log(rng.random(now.log_weight.size)) < density(proposal) - density(now)
    moved = Particles(
        np.where(yes, proposal.logs, now.logs),
        now.log_weight,
        np.where(yes, proposal.likelihood, now.likelihood),
        model.either(yes, proposal.state, now.state),
    )
    return moved, yes


def rejuvenated(
    rng: np.random.Generator,
    worn: Particles,
    road: Track,
    count: int,
    shape: Shape,
    *,
    prior: PersonPrior | None = None,
) -> tuple[Particles, np.ndarray, float]:
    """Resample and move each particle by Metropolis steps; also `casts_of` them, and the share of moves accepted."""
    group, fit = _resample(rng, worn)
    shares: list[float] = []
    moved = np.zeros(group.log_weight.size, dtype=bool)
    for move in MOVES:
        logs = fit.draw(rng, len(moved)) if move == "anew" else fit.near(rng, group.logs)
        state, likelihood = replay(logs, road, count, shape, prior)
        proposal = Particles(logs, group.log_weight, likelihood, state)
        group, yes = _metropolis(rng, group, proposal, log_prior_of(shape, prior), fit if move == "anew" else None)
        moved |= yes
        shares.append(float(yes.mean()))
        if moved.mean() >= MOVED_ENOUGH:
            break
    return group, casts_of(group, shape, road.ahead[count - 1]), float(np.mean(shares))


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
    begun: Begun | None = None,
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
        on = arrived(begun) if begun else advanced(particles, road, t, stop, shape)
        begun, before = None, t
        t, particles, casts[before - begin : on.reached - begin], worn = on
        if worn:
            particles, cast, share = rejuvenated(random(t), particles, road, t, shape, prior=prior)
            casts[t - 1 - begin] = cast
            moved.append(t)
            accepted.append(share)
    return particles, casts, Info(tuple(moved), tuple(accepted))
