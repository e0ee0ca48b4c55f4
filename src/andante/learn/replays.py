"""A whole diary replayed for many parameters at once: the filter of `model`, taken some rows at a time.

Ratings of a few rows are conditioned on together. Their covariance with each other and with the state follows from the
state before the first of them, so the covariances of the state, which are most of what is read, are read once and
written once for all of these rows, by products of matrices instead of one sweep a row. The numbers are those of
`model.observe` row by row, but for rounding (decision 013). Nothing here knows of weights or moves.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import NamedTuple

import numpy as np

from andante.array_types import Array, PerParticle
from andante.learn import model
from andante.learn.model import CENTRE_MEMORY, KERNEL_DEGREE, KERNEL_RATES, State, Theta
from andante.learn.priors import PersonPrior, Shape
from andante.learn.products import diagonals, less_products, particles_first, particles_last
from andante.learn.timeline import Track

ROWS = 12  # taken at a time
PIECE = 128  # particles
LEAF = 8  # largest matrix whose root is taken element by element


class Rows(NamedTuple):
    """Some rows as the replay needs them, the same for every particle; R of them, B with a rating.

    `passed` (R,): days since the row before the first; `gap` (R,); `inputs` (I, R): exposures in own units, of loads
    also once more for what lies above capacity; `through` (I, 3 R + 9, R + 9): what kernel values are made of, see
    `_through`; `spread` (I, R + 1): how the spread comes about; `rated` (B,) rows with a `rating` (B,).
    """

    passed: np.ndarray
    gap: np.ndarray
    inputs: np.ndarray
    through: np.ndarray
    spread: np.ndarray
    rated: np.ndarray
    rating: np.ndarray


def rows_of(road: Track, steps: int, shape: Shape) -> tuple[list[Rows], np.ndarray]:
    """The first `steps` rows of `road`, some at a time, and how often each input (I,) was known in them.

    The last rows are filled up with some on which nothing passes and nothing is known.
    """
    if not steps:
        return [], np.zeros(shape.inputs)
    lots = -(-steps // ROWS)
    more = (0, lots * ROWS - steps)
    gap = np.pad(road.gap[:steps], more).reshape(lots, ROWS)
    rating = np.pad(road.rating[:steps], more, constant_values=np.nan).reshape(lots, ROWS)
    exposure, known = (np.pad(part[:steps], (more, (0, 0))).reshape(lots, ROWS, shape.exposures) for part in road[2:4])
    both = [*range(shape.loads), *range(shape.exposures)]
    inputs, is_known = (part[:, :, both].transpose(0, 2, 1) for part in (exposure, known))
    passed = np.cumsum(gap, axis=1)
    seen = np.cumsum(is_known.sum(axis=2), axis=0)
    centring, gains = _centring(is_known, seen - is_known.sum(axis=2))
    through, spread = _through(passed, centring, evening=shape.evening), _fading(gains)
    made = []
    for lot, written in enumerate(~np.isnan(rating)):
        rated = np.flatnonzero(written)
        of_all = (passed[lot], gap[lot], inputs[lot], through[lot], spread[lot])
        made.append(Rows(*of_all, rated, rating[lot, rated]))
    return made, seen[-1].astype(float)


def _centring(known: np.ndarray, seen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Deviations from the running mean of earlier values, and the mean afterwards, as a matrix (K, I, R + 1, R + 1)
    that acts on that mean before and the R inputs; and the gains (K, I, R) of the mean.
    """
    lots, inputs, rows = known.shape
    matrix, gains = np.zeros((lots, inputs, rows + 1, rows + 1)), np.zeros(known.shape)
    centre = np.zeros((lots, inputs, rows + 1))
    centre[:, :, 0] = 1.0
    for t in range(rows):
        here = known[:, :, t]
        away = -centre
        away[:, :, t + 1] += 1.0
        matrix[:, :, t] = np.where((here & (seen > 0))[:, :, None], away, 0.0)
        seen = seen + here
        gains[:, :, t] = np.where(here, 1.0 / np.clip(seen, 1.0, CENTRE_MEMORY), 0.0)
        centre = centre + gains[:, :, t, None] * away
    matrix[:, :, rows] = centre
    return matrix, gains


def _fading(gains: np.ndarray) -> np.ndarray:
    """What the spread before and each squared deviation count for in the spread afterwards (K, I, R + 1)."""
    left = np.cumprod((1.0 - gains)[:, :, ::-1], axis=2)[:, :, ::-1]
    after = np.concatenate([left[:, :, 1:], np.ones((*gains.shape[:2], 1))], axis=2)
    return np.concatenate([left[:, :, :1], gains * after], axis=2)


def _through(passed: np.ndarray, centring: np.ndarray, *, evening: bool) -> np.ndarray:
    """A matrix (K, I, 3 R + 9, R + 9) from what was before (8 decayed sums, the mean) and the R inputs to: the kernels
    `next` and `later` at each row (2 R), each row's deviation (R), and decayed sums (8) and mean (1) afterwards.
    """
    (lots, rows), inputs = passed.shape, centring.shape[1]
    lag = np.maximum(passed[:, :, None] - passed[:, None], 0.0)
    delayed = np.moveaxis(model.delayed_kernels(lag.ravel()).reshape(2, lots, rows, rows), 0, 1)
    delayed = delayed * np.tri(rows, rows, 0 if evening else -1)
    carried = model.KERNEL_SHARES[:, None] * np.exp(-passed[:, None, :, None] * KERNEL_RATES)
    ends = np.exp(-KERNEL_RATES[:, None] * (passed[:, None, -1:] - passed[:, None]))
    matrix = np.zeros((lots, inputs, 3 * rows + KERNEL_DEGREE + 1, rows + KERNEL_DEGREE + 1))
    each = np.broadcast_to(np.eye(rows), (lots, rows, rows))
    of_inputs = np.concatenate([delayed.reshape(lots, 2 * rows, rows), each, ends], axis=1)
    matrix[:, :, :-1, KERNEL_DEGREE:] = of_inputs[:, None] @ centring[:, :, :-1]
    matrix[:, :, : 2 * rows, :KERNEL_DEGREE] = carried.reshape(lots, 1, 2 * rows, KERNEL_DEGREE)
    matrix[:, :, 3 * rows : -1, :KERNEL_DEGREE] = (
        np.exp(-passed[:, -1:] * KERNEL_RATES)[:, :, None] * np.eye(KERNEL_DEGREE)
    )[:, None]
    matrix[:, :, -1, KERNEL_DEGREE:] = centring[:, :, -1]
    return matrix


# ── the particles ─────────────────────────────────────────────────────────────────────────────────────────────────────


class _Inside(NamedTuple):
    """The filter between two lots of rows, particles first: mean (N, D), cov (N, D, D); the rest as in State."""

    mean: np.ndarray
    cov: np.ndarray
    fast: np.ndarray
    decayed: np.ndarray
    centre: np.ndarray
    spread: np.ndarray


class _Fade(NamedTuple):
    """What carry-over does within a lot, particles first. `own` (N, B, B): covariance of the ratings from carry-over
    that came within the lot and from noise; `fade` (N, B) to each rating, `faded` (N,) to the last row; `to_end`
    (N, B): covariance of carry-over at the last row with what came of it by each rating; `gained` (N,) by the last row.
    """

    own: np.ndarray
    fade: np.ndarray
    faded: np.ndarray
    to_end: np.ndarray
    gained: np.ndarray


def replay(
    logs: Array, road: Track, steps: int, shape: Shape, prior: PersonPrior | None = None
) -> tuple[State, PerParticle]:
    """Filter states and log likelihoods (N,) of the first `steps` rows, for parameters `logs` (parameters, N)."""
    return _replay(np.ascontiguousarray(logs), rows_of(road, steps, shape), shape, prior)


def _replay(
    logs: np.ndarray, read: tuple[list[Rows], np.ndarray], shape: Shape, prior: PersonPrior | None
) -> tuple[State, np.ndarray]:
    theta = model.theta_of(logs, shape)
    begin = model.initial(theta, shape, prior)
    now = _Inside(
        np.ascontiguousarray(begin.mean.T), particles_first(begin.cov), begin.fast, begin.decayed, begin.centre,
        begin.spread,
    )  # fmt: skip
    lots, seen = read
    total = np.zeros(logs.shape[1])
    drift = np.ascontiguousarray(model.drift_of(theta).T)
    fades: dict[bytes, _Fade] = {}  # most lots have their ratings on the same days
    for rows in lots:
        key = rows.passed[[*rows.rated, -1]].tobytes()
        if key not in fades:
            fades[key] = _faded(theta, rows)
        values = np.empty((logs.shape[1], len(rows.rated), shape.states))
        values[:, :, 0] = 1.0
        values[:, :, 1] = fades[key].fade
        now = _kernels(now, theta, rows, values[:, :, 2:], shape)
        mean, log_density = _conditioned(now, rows, values, drift, fades[key])
        now, total = now._replace(mean=mean), total + log_density
    mean = np.ascontiguousarray(now.mean.T)
    return State(mean, particles_last(now.cov), now.fast, now.decayed, now.centre, now.spread, seen), total


def _faded(theta: Theta, rows: Rows) -> _Fade:
    days, end = rows.passed[rows.rated], rows.passed[-1]
    slow, var = theta.carry_days[:, None], theta.carry_sd[:, None] ** 2
    fade = np.exp(-days / slow)
    own = np.exp(-np.abs(days[:, None] - days) / slow[:, None]) - fade[:, :, None] * fade[:, None]
    own *= var[:, None]
    own += np.eye(len(days)) * theta.noise_var[:, None, None]
    to_end = var * (np.exp((days - end) / slow) - np.exp(-(days + end) / slow))
    return _Fade(own, fade, np.exp(-end / slow)[:, 0], to_end, -(var * np.expm1(-2.0 * end / slow))[:, 0])


def _kernels(now: _Inside, theta: Theta, rows: Rows, values: np.ndarray, shape: Shape) -> _Inside:
    """The filter with the inputs of these rows taken in. What each rating reads of the effects goes into `values`
    (N, B, 3 I).
    """
    (inputs, count), particles = rows.inputs.shape, len(now.mean)
    if not inputs:
        return now
    loads, before = shape.loads, KERNEL_DEGREE + 1
    known = np.empty((inputs, before + count, particles))
    known[:, :KERNEL_DEGREE] = now.decayed.transpose(1, 0, 2)
    known[:, KERNEL_DEGREE] = now.centre
    known[:, before:] = rows.inputs[:, :, None]
    above = known[loads : 2 * loads, before:]
    np.maximum(above - theta.capacity[:, None], 0.0, out=above)
    made = np.matmul(rows.through, known)
    deviation = made[:, 2 * count : 3 * count]
    fast = np.empty((count, inputs, particles))
    last = now.fast
    for t, fade in enumerate(np.exp(-rows.gap[:, None] / theta.fast_days)):
        np.multiply(last, fade, out=fast[t])
        last = fast[t] + deviation[:, t]
        if shape.evening:
            fast[t] = last
    values[:, :, :inputs] = fast[rows.rated].transpose(2, 0, 1)
    values[:, :, inputs : 2 * inputs] = made[:, rows.rated].transpose(2, 1, 0)
    values[:, :, 2 * inputs :] = made[:, count + rows.rated].transpose(2, 1, 0)
    spread = rows.spread[:, :1] * now.spread + np.matmul(rows.spread[:, None, 1:], deviation**2)[:, 0]
    decayed = np.ascontiguousarray(made[:, 3 * count : -1].transpose(1, 0, 2))
    return now._replace(fast=last, decayed=decayed, centre=made[:, -1].copy(), spread=spread)


def _conditioned(
    now: _Inside, rows: Rows, read: np.ndarray, drift: np.ndarray, fade: _Fade
) -> tuple[np.ndarray, np.ndarray]:
    """Mean (N, D) after these rows and the log density (N,) of their ratings, of which each reads `read` (N, B, D) of
    the state before them; `now.cov` becomes the covariance after them.
    """
    days, end = rows.passed[rows.rated], rows.passed[-1]
    mean = now.mean.copy()
    mean[:, 1] *= fade.faded
    if not len(days):
        _change(now.cov, fade, drift * end)
        return mean, np.zeros(len(mean))
    flat = (len(read), -1)
    wandered = (read.reshape(flat) * np.tile(drift, len(days))).reshape(read.shape)
    with_state = np.matmul(read, now.cov)
    apart = np.matmul(read, with_state.transpose(0, 2, 1)) + fade.own
    apart += np.matmul(wandered, read.transpose(0, 2, 1)) * np.minimum.outer(days, days)
    with_state[:, :, 1] *= fade.faded[:, None]
    with_state[:, :, 1] += fade.to_end
    with_state += (wandered.reshape(flat) * np.repeat(days, read.shape[2])).reshape(read.shape)
    log_root, inverse = _roots(apart)
    miss = rows.rating - np.matmul(read, now.mean[:, :, None])[:, :, 0]
    whitened = np.matmul(inverse, miss[:, :, None])
    across = np.matmul(inverse, with_state)
    mean += np.matmul(whitened.transpose(0, 2, 1), across)[:, 0]
    _change(now.cov, fade, drift * end, across)
    log_density = -0.5 * (len(days) * np.log(2.0 * np.pi) + (whitened**2).sum(axis=(1, 2))) - log_root
    return mean, log_density


def _roots(matrices: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of positive definite `matrices` (N, B, B): the log determinants (N,) of their roots, and inverse roots."""
    size = matrices.shape[1]
    if size > LEAF:
        half = size // 2
        first, inverse = _roots(matrices[:, :half, :half])
        below = np.matmul(matrices[:, half:, :half], inverse.transpose(0, 2, 1))
        second, rest = _roots(matrices[:, half:, half:] - np.matmul(below, below.transpose(0, 2, 1).copy()))
        joined = np.zeros_like(matrices)
        joined[:, :half, :half], joined[:, half:, half:] = inverse, rest
        joined[:, half:, :half] = -np.matmul(np.matmul(rest, below), inverse)
        return first + second, joined
    rest = np.ascontiguousarray(matrices.transpose(1, 2, 0))
    made = np.zeros_like(rest)
    pivots = np.empty(rest.shape[1:])
    for k in range(size):
        pivots[k] = rest[k, k]
        made[k, k] = 1.0
        if k + 1 < size:
            factor = rest[k + 1 :, k] / pivots[k]
            rest[k + 1 :, k + 1 :] -= factor[:, None] * rest[k, k + 1 :]
            made[k + 1 :, : k + 1] -= factor[:, None] * made[k, : k + 1]
    root = np.sqrt(pivots)
    made /= root[:, None]
    return np.log(root).sum(axis=0), np.ascontiguousarray(made.transpose(2, 0, 1))


def _change(cov: np.ndarray, fade: _Fade, gained: np.ndarray, across: np.ndarray | None = None) -> None:
    """Change `cov` (N, D, D) to what it is after carry-over has faded, variance was `gained` (N, D) and the ratings
    are known that it goes `across` (N, B, D) with.
    """
    cov[:, 1] *= fade.faded[:, None]
    cov[:, :, 1] *= fade.faded[:, None]
    if across is not None:
        less_products(cov, across, across.copy(), cov)
    own = diagonals(cov)
    own += gained
    own[:, 1] += fade.gained


# ── on two cores ──────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def _two_cores() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2, thread_name_prefix="andante-replay")


def replay_all(
    logs: Array, road: Track, steps: int, shape: Shape, prior: PersonPrior | None = None
) -> tuple[State, np.ndarray]:
    """`replay` with the particles in pieces, two at a time on two cores."""
    logs = np.asarray(logs)
    read = rows_of(road, steps, shape)
    cut = np.array_split(logs, max(2, -(-logs.shape[1] // PIECE)), axis=1)
    done = list(_two_cores().map(lambda piece: _replay(np.ascontiguousarray(piece), read, shape, prior), cut))
    states, likelihoods = zip(*done, strict=True)
    cov = particles_last(np.concatenate([particles_first(state.cov) for state in states]))
    joined = model.each_particle(
        lambda *parts: np.concatenate(parts, axis=-1), *(s._replace(cov=s.mean) for s in states)
    )
    return joined._replace(cov=cov), np.concatenate(likelihoods)
