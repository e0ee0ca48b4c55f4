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
from concurrent.futures import Future
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from andante.compiled import on_thread, two_at_once
from andante.learn import model, steps
from andante.learn.model import CENTRE_MEMORY, INPUTS, KERNEL_RATES, KERNEL_SHARES, PerParticle, State
from andante.learn.priors import PersonPrior, Shape, log_prior_of
from andante.learn.proposals import Fit, fit_to
from andante.learn.steps import BINS, Ahead, Desk, Moments, Rows, Tally
from andante.learn.track import Track, stretch

PARTICLES = 256
MOVES = ("anew", "anew", "nearby")  # the random walk is for posteriors that the fit describes badly
MOVED_ENOUGH = 0.6  # share of particles that must have moved before the rest of the moves is spared
LAGS = np.arange(0.0, 16.0)  # days; after that the delayed kernels are over
DELAYED_SQ = model.delayed_kernels(LAGS) ** 2


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
    count = np.clip(seen + np.cumsum(known, axis=0), 1.0, CENTRE_MEMORY)
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
    between = (late <= LAGS) & (rows[..., None] > LAGS)
    shares = KERNEL_SHARES[:kernels] * np.exp(-days[..., None, None] * KERNEL_RATES)
    return Ahead(np.array(days), shares, rows, between @ DELAYED_SQ[:kernels].T, late)


def desk_of(state: State, logs: np.ndarray, rows: Rows, shape: Shape, horizons: int = 0) -> Desk:
    """A desk for the particles of `logs` (parameters, N) in `state`, which will be written to."""
    count, states, rated = logs.shape[1], shape.states, min(steps.CHUNK, len(rows.gap))
    kept, rate, swept, across = np.zeros((4, states))
    fading, scratch, densities = np.zeros((3, count))
    return Desk(
        model.theta_of(logs, shape), state, rows, np.zeros((rated, count, states)), np.zeros((horizons, count, states)),
        fading, scratch, np.ones(count), densities, kept, rate, swept, across,
    )  # fmt: skip


def taken_on(
    state: State, logs: np.ndarray, road: Track, span: tuple[int, int], shape: Shape
) -> tuple[State, PerParticle]:
    """`state` after the rows of `span` and their log likelihoods (N,), for parameters `logs` (parameters, N)."""
    after, count = copied(state), logs.shape[1]
    desk = desk_of(after, logs, rows_of(stretch(road, *span), after.seen, shape), shape)
    tally = tally_of(np.zeros(count), np.zeros(count), 0, 0)
    steps.advance(desk, ahead_of(np.zeros((span[1] - span[0], 0)), shape), tally, moments_of(count, 0))
    return after._replace(seen=after.seen + times_known(road, span, shape)), tally.likelihood


def copied(state: State) -> State:
    """The same state in arrays of its own: a belief's are never written to."""
    return State(*map(np.array, state))


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
    desk = desk_of(copied(particles.state), particles.logs, no_rows(shape), shape, len(days))
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
        return arrived(set_out(particles, road, begin, shape))
    here, state, horizons = stretch(road, begin, stop), copied(particles.state), road.ahead.shape[1]
    desk = desk_of(state, particles.logs, rows_of(here, state.seen, shape), shape, horizons)
    tally = tally_of(particles.log_weight, particles.likelihood, stop - begin, horizons)
    found = moments_of(particles.log_weight.size, horizons)
    row, worn = steps.advance(desk, ahead_of(here.ahead, shape), tally, found)
    state = state._replace(seen=state.seen + times_known(road, (begin, begin + row), shape))
    return Stretch(begin + row, Particles(particles.logs, *tally[:2], state), tally.casts[:row], worn)


def moments_of(count: int, horizons: int) -> Moments:
    """Room for the moments of so many particles."""
    return Moments(*np.zeros((3, horizons, count)))


def tally_of(log_weight: np.ndarray, likelihood: np.ndarray, rows: int, horizons: int) -> Tally:
    """The tally of particles before so many rows that tell of their weights."""
    casts = np.zeros((rows, horizons, BINS + 1), np.float32)
    return Tally(np.array(log_weight), np.array(likelihood), casts, np.zeros(len(log_weight)), np.zeros(BINS))


class Begun(NamedTuple):
    """Particles on their way through one row, in two parts; of each part the state, which is still being changed, the
    tally of the row and the moments ahead. `reached`: the row after; `seen` (I,) by then.
    """

    particles: Particles
    linear: list[np.ndarray]
    parts: list[tuple[State, Tally, Moments]]
    reached: int
    seen: np.ndarray
    waiting: list[Future[tuple[int, bool]]]


def set_out(particles: Particles, road: Track, row: int, shape: Shape) -> Begun:
    """The particles on their way through a row alone, on other threads: the same numbers as among many rows. Nothing of
    Python is left to do there, for which a thread would have to wait until this one has nothing to do.
    """
    here, before = stretch(road, row, row + 1), particles.state
    rows, ahead = rows_of(here, before.seen, shape), ahead_of(here.ahead, shape)
    linear, seen = [np.array(each) for each in before[:2]], np.array(before.seen)
    parts, waiting, count, horizons = [], [], len(linear[0]), road.ahead.shape[1]
    for some in (slice(0, count // 2), slice(count // 2, count)):
        inputs = {name: np.array(getattr(before, name)[..., some]) for name in INPUTS}
        state = State(mean=linear[0][some], cov=linear[1][some], seen=seen, **inputs)
        nothing, found = np.zeros(len(state.mean)), moments_of(len(state.mean), horizons)
        desk, tally = desk_of(state, particles.logs[:, some], rows, shape, horizons), tally_of(nothing, nothing, 0, 0)
        waiting.append(on_thread(steps.advance, desk, ahead, tally, found))
        parts.append((state, tally, found))
    return Begun(particles, linear, parts, row + 1, before.seen + times_known(road, (row, row + 1), shape), waiting)


def arrived(begun: Begun) -> Stretch:
    """Where those who `set_out` have come to, once they are there."""
    for each in begun.waiting:
        each.result()
    states, tallies, found = zip(*begun.parts, strict=True)
    inputs = {name: np.concatenate([getattr(state, name) for state in states], axis=-1) for name in INPUTS}
    state = State(mean=begun.linear[0], cov=begun.linear[1], seen=begun.seen, **inputs)
    moments = Moments(*(np.concatenate(parts, axis=1) for parts in zip(*found, strict=True)))
    logs, before = np.concatenate([tally.likelihood for tally in tallies]), begun.particles
    tally = tally_of(before.log_weight, before.likelihood + logs, 1, len(moments.mean))
    worn = steps.told(moments, logs, tally, 0)
    return Stretch(begun.reached, Particles(before.logs, *tally[:2], state), tally.casts, worn)


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
