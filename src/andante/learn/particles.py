"""The posterior of one model: exact Kalman filter inside, particles over the nonlinear parameters outside.

Iterated batch importance sampling (Chopin 2002, doi 10.1093/biomet/89.3.539): particles are reweighted by each rating;
when the effective sample size falls below half, they are resampled and moved by a few Metropolis steps, each of which
replays the diary so far. Proposals are independent of where a particle stands, from a Student t fitted to all of them:
the posterior of the logarithms is close to normal, and a random walk would need dozens of steps to cross it. Random
numbers depend on the seed and on the number of steps done alone, so working through a diary in one go or entry by entry
gives the same particles. No scales, flares or files here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from andante.array_types import Array, Float, PerParticle
from andante.learn import model
from andante.learn.casts import BINS, Moments, ahead_moments, masses, moments_of, read, rows_read
from andante.learn.model import State, Theta
from andante.learn.priors import PersonPrior, Shape, log_prior_of
from andante.learn.products import diagonals, less_products, particles_first, particles_last
from andante.learn.replays import replay_all
from andante.learn.timeline import Track

PARTICLES = 256
MOVES = ("anew", "anew", "nearby")  # the random walk is for posteriors that the fit describes badly
TAIL = 8.0  # degrees of freedom: the proposal's tails are heavier than those of the posterior
MOVED_ENOUGH = 0.6  # share of particles that must have moved before the rest of the moves is spared
LEAST_ESS = 0.5


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


def casts_of(group: Particles, shape: Shape, ahead: Float[Array, " horizons"]) -> Float[Array, "horizons bins"]:
    """Forecasts (H, BINS + 1) `ahead` (H,) days on, as `casts.masses` has them."""
    theta = model.theta_of(np.asarray(group.logs), shape)
    return masses(ahead_moments(group.state, theta, shape, ahead), np.exp(group.log_weight))


def ess(log_weight: PerParticle) -> float:
    """Effective sample size of normalised log weights."""
    return float(1.0 / np.exp(2.0 * log_weight).sum())


def further(
    group: Particles, theta: Theta, road: Track, t: int, shape: Shape, *, spare: np.ndarray | None = None
) -> tuple[Particles, Moments]:
    """The particles one row on, weighed by its rating, and what they expect of the next ones.

    The same as `model.step`, but that the covariances are read once: what the rating and the forecasts read of the
    state before the row is worked out together. Exposures and rating come in the order that the person wrote them.
    `spare` (N, D, D): memory for the new covariances, else new memory is taken, which costs as much as filling it.
    """
    days, ahead = road.gap[t], road.ahead[t]
    before = model.kernels_after(group.state, theta, days)
    after = model.absorb(before, theta, road.exposure[t], road.known[t])
    if shape.evening:
        rows = rows_read(after, theta, np.concatenate([[0.0], ahead]), days)
    else:
        rows = np.concatenate([rows_read(before, theta, np.zeros(1), days), rows_read(after, theta, ahead, days)])
    mean, cov = group.state.mean, particles_first(group.state.cov)
    drift = model.drift_of(theta).T
    found = read(group.state.cov, drift, rows)
    expected = np.matmul(found.rows, np.ascontiguousarray(mean.T)[:, :, None])[:, :, 0].T
    fade, fades = rows[0, 1], np.exp(-np.concatenate([[0.0], ahead])[:, None] / theta.carry_days)
    carried = -(theta.carry_sd**2) * np.expm1(-2.0 * days / theta.carry_days)
    own = found.own + days * found.drifted + carried * fades[:, None] * fades
    gained = days * drift
    gained[:, 1] = carried
    mean = mean.copy()
    mean[1] *= fade
    logs, known = np.zeros_like(theta.noise_var), None
    if not np.isnan(road.rating[t]):
        variance, gap = own[0, 0] + theta.noise_var, road.rating[t] - expected[0]
        across = found.with_state[:, 0] + gained * found.rows[:, 0]
        across[:, 1] = found.with_state[:, 0, 1] * fade + carried
        logs = -0.5 * (np.log(2.0 * np.pi * variance) + gap**2 / variance)
        mean += across.T * (gap / variance)
        expected = expected + own[0] * (gap / variance)
        own = own - own[:, :1] * (own[:1] / variance)
        known = across / np.sqrt(variance)[:, None]
    state = after._replace(mean=mean, cov=particles_last(_changed(cov, fade, (gained, known), spare)))
    seen = (ahead, expected[1:], own[1:, 1:], found.drifted[1:, 1:])
    now = Particles(group.logs, _normalised(group.log_weight + logs), group.likelihood + logs, state)
    return now, moments_of(state, theta, seen, evening=shape.evening)


def _normalised(log_weight: PerParticle) -> PerParticle:
    most = log_weight.max()
    return log_weight - (most + np.log(np.exp(log_weight - most).sum()))


def _changed(
    cov: np.ndarray, fade: np.ndarray, news: tuple[np.ndarray, np.ndarray | None], spare: np.ndarray | None
) -> np.ndarray:
    """Covariances (N, D, D) after carry-over has faded (N,); `news`: the variance gained (N, D), and what is known
    (N, D) since the rating: that times itself is lost.
    """
    gained, known = news
    # Only one row and one column fade: that, and the rating, is one product of thin matrices.
    left, right = np.zeros((2, len(cov), 3, cov.shape[1]))
    lost = (fade - 1.0)[:, None] * cov[:, 1]
    lost[:, 1] *= 0.5 * (fade + 1.0)
    left[:, 0, 1], right[:, 0] = -1.0, lost
    left[:, 1], right[:, 1, 1] = -lost, 1.0
    if known is not None:
        left[:, 2] = right[:, 2] = known
    after = np.empty_like(cov) if spare is None else spare
    less_products(cov, left, right, after)
    own = diagonals(after)
    own += gained
    return after


class _Fit(NamedTuple):
    """Student's t over the logarithms: `centre` (parameters,) and a `root` (parameters, parameters) of its scale."""

    centre: np.ndarray
    root: np.ndarray

    def draw(self, rng: np.random.Generator, count: int) -> np.ndarray:
        """Independent draws (parameters, count)."""
        normal = rng.standard_normal((len(self.centre), count))
        return self.centre[:, None] + self.root @ (normal / np.sqrt(rng.chisquare(TAIL, count) / TAIL))

    def step(self, rng: np.random.Generator, count: int) -> np.ndarray:
        """Steps (parameters, count) of the usual random walk (Roberts, Gelman & Gilks 1997)."""
        size = 2.38 / np.sqrt(len(self.centre))
        return np.asarray(size * (self.root @ rng.standard_normal((len(self.centre), count))))

    def log_density(self, logs: Array) -> np.ndarray:
        """Log density (N,) of a draw, but for a constant."""
        z = np.linalg.solve(self.root, np.asarray(logs) - self.centre[:, None])
        return np.asarray(-0.5 * (TAIL + len(z)) * np.log1p((z**2).sum(axis=0) / TAIL))


def _resample(rng: np.random.Generator, group: Particles) -> tuple[Particles, _Fit]:
    """Systematically resampled particles of even weight, and the fit to them that proposals come from."""
    logs, weight = np.asarray(group.logs), np.exp(np.asarray(group.log_weight))
    count = weight.size
    centre = logs @ weight
    gap = logs - centre[:, None]
    root = np.linalg.cholesky((weight * gap) @ gap.T + 1e-8 * np.eye(len(logs)))
    points = (np.arange(count) + rng.random()) / count
    chosen = np.minimum(np.searchsorted(np.cumsum(weight), points), count - 1)
    state = chosen_of(group.state, chosen)
    even = np.full(count, -np.log(count))
    return Particles(logs[:, chosen], even, np.asarray(group.likelihood)[chosen], state), _Fit(centre, root)


def _metropolis(
    rng: np.random.Generator,
    now: Particles,
    proposal: Particles,
    log_prior: tuple[np.ndarray, np.ndarray],
    fit: _Fit | None,
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
        _where(yes, proposal.state, now.state),
    )
    return moved, yes


def chosen_of(state: State, chosen: np.ndarray) -> State:
    """The states of the particles `chosen` (indices)."""
    cov = particles_last(particles_first(state.cov)[chosen])
    return model.each_particle(lambda a: np.asarray(a)[..., chosen], state._replace(cov=state.mean))._replace(cov=cov)


def _where(yes: np.ndarray, new: State, old: State) -> State:
    """The `new` state of those particles that say `yes` (N,), the `old` one of the others."""
    cov = particles_first(old.cov).copy()
    cov[yes] = particles_first(new.cov)[yes]
    both = new._replace(cov=new.mean), old._replace(cov=old.mean)
    state = model.each_particle(lambda a, b: np.asarray(np.where(yes, a, b)), *both)
    return state._replace(cov=particles_last(cov))


def _rejuvenate(
    rng: np.random.Generator,
    worn: Particles,
    road: Track,
    steps: int,
    shape: Shape,
    *,
    prior: PersonPrior | None = None,
) -> tuple[Particles, float]:
    """Resample and move each particle by Metropolis steps; also the share of proposals accepted."""
    group, fit = _resample(rng, worn)
    shares: list[float] = []
    count = group.log_weight.size
    moved = np.zeros(count, dtype=bool)
    for move in MOVES:
        logs = fit.draw(rng, count) if move == "anew" else group.logs + fit.step(rng, count)
        state, likelihood = replay_all(logs, road, steps, shape, prior)
        proposal = Particles(logs, group.log_weight, likelihood, state)
        group, yes = _metropolis(rng, group, proposal, log_prior_of(shape, prior), fit if move == "anew" else None)
        moved |= yes
        shares.append(float(yes.mean()))
        if moved.mean() >= MOVED_ENOUGH:
            break
    return group, float(np.mean(shares))


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
) -> tuple[Particles, np.ndarray, Info]:
    """Take the particles from step span[0] to span[1]; also `casts_of` after each step, and Info."""
    begin, stop = span
    casts = np.zeros((stop - begin, road.ahead.shape[1], BINS + 1), np.float32)
    moved: list[int] = []
    accepted: list[float] = []
    theta = model.theta_of(np.asarray(particles.logs), shape)
    mine: np.ndarray | None = None  # covariances made here, which nobody else holds
    for t in range(begin, stop):
        before, spare = particles_first(particles.state.cov), mine if t > begin + 1 else None
        particles, moments = further(particles, theta, road, t, shape, spare=spare)
        mine = before if t > begin else None
        if ess(particles.log_weight) < LEAST_ESS * particles.log_weight.size:
            particles, share = _rejuvenate(random(t + 1), particles, road, t + 1, shape, prior=prior)
            theta = model.theta_of(np.asarray(particles.logs), shape)
            moments = ahead_moments(particles.state, theta, shape, road.ahead[t])
            moved.append(t + 1)
            accepted.append(share)
        casts[t - begin] = masses(moments, np.exp(particles.log_weight))
    return particles, casts, Info(tuple(moved), tuple(accepted))
