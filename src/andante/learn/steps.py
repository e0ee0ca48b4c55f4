# Long because what is compiled together must stand together: another file's changes would not be seen (`compiled`).
"""What rows of a diary do to each particle, and what the particles then say of the days ahead, compiled.

The equations are those at the head of `model`; `state` is changed in place. Inputs go through their kernels in all
particles at once, a row of the diary at a time. Most of the work is then reading and writing the covariance (D, D),
which stays in a core's nearest memory while one particle is taken through some rows: with c = C r (r: how the rating
reads the state), s = r c + noise, the new covariance is C - c c' / s. That, and what the next rating reads off the new
one, is done in a single pass, four rows of it at a time (decision 030).
References: West & Harrison 1997, doi 10.1007/b98971; Chopin 2002, doi 10.1093/biomet/89.3.539.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from andante.compiled import compiled, inlined, part
from andante.learn.model import KERNEL_DEGREE, State, Theta

CARRY = 1  # where carry-over stands in the linear state; the level before it, effects after it
TOGETHER = 3  # ratings ahead that one pass over a covariance reads off it
CHUNK = 16  # rows of a diary that every particle is taken through before the next particle is
LEAST_ESS = 0.5  # share of the particles
BINS = 101  # tenths of a point, 0.0 to 10.0


class Rows(NamedTuple):
    """Rows of a diary, as compiled loops take them: `gap` (T,) days since the row before, `faded` (T, 8) what each
    exponential keeps over it; `rating` (T,), NaN = missing; `exposure` (T, J), loads first; `gain` (T, I) what a value
    counts for in the running mean of its input, 0 where it is not known and 1 where it is the first; `shares`
    (K, 8) of the K delayed kernels. `evening`: a row's rating was made after its exposures.
    """

    gap: np.ndarray
    faded: np.ndarray
    rating: np.ndarray
    exposure: np.ndarray
    gain: np.ndarray
    shares: np.ndarray
    evening: bool


class Ahead(NamedTuple):
    """The days that are forecast from each row: `days` (T, H) on, `shares` (T, H, K, 8) of the delayed kernels by then,
    and of the inputs between, which nobody knows yet: how many `rows` (T, H) of them, and the sum of each delayed
    kernel's squares over them, `doubt` (T, H, K). `late`: 1 where the first of these rows comes after the rating.
    """

    days: np.ndarray
    shares: np.ndarray
    rows: np.ndarray
    doubt: np.ndarray
    late: float


class Moments(NamedTuple):
    """Of the ratings 1..H steps ahead, per particle: mean, variance, covariance with the step before; each (H, N)."""

    mean: np.ndarray
    variance: np.ndarray
    with_before: np.ndarray


class Linear(NamedTuple):
    """Mean (N, D) and covariance (N, D, D) of the linear state."""

    mean: np.ndarray
    cov: np.ndarray


class Desk(NamedTuple):
    """Particles with the rows that they are taken through, and scratch paper, for compiled loops make no arrays.

    `before`: the linear state that they begin with, which is not written to; `state` has room for another.
    `reads` (CHUNK, N, D): how the ratings of some rows read the linear state, `ahead` (H, N, D): how those that are
    forecast do; `fading`, `scratch`, `ones`, `logs` (N,); for one particle at a time, each (D,): `kept`, how a rating
    reads the state before time passes, `rate`, what variance a day brings, `swept`, covariance with what `kept` reads,
    `across`, with the rating itself; `kept_ahead`, `swept_ahead` (TOGETHER, D): the same of ratings ahead;
    `untold` (1,): how certain a rating is of which the covariance has not yet learned, 0 = there is none.
    """

    theta: Theta
    before: Linear
    state: State
    rows: Rows
    reads: np.ndarray
    ahead: np.ndarray
    fading: np.ndarray
    scratch: np.ndarray
    ones: np.ndarray
    logs: np.ndarray
    kept: np.ndarray
    rate: np.ndarray
    swept: np.ndarray
    across: np.ndarray
    kept_ahead: np.ndarray
    swept_ahead: np.ndarray
    untold: np.ndarray


class Tally(NamedTuple):
    """What rows have told: log weights, log likelihoods (N,), and the `casts` (T, H, BINS + 1) after each of them;
    `weight` (N,) and `below` (BINS,) are scratch paper.
    """

    log_weight: np.ndarray
    likelihood: np.ndarray
    casts: np.ndarray
    weight: np.ndarray
    below: np.ndarray


# ── inputs, of all particles at once ─────────────────────────────────────────────────────────────────────────────────


@part
def pass_inputs(state: State, faded: np.ndarray, fast_kept: np.ndarray) -> None:
    """The inputs so far, when `faded` (8,) and `fast_kept` (N,) are left of them."""
    inputs, count = state.fast.shape
    for i in range(inputs):
        for n in range(count):
            state.fast[i, n] *= fast_kept[n]
        for k in range(KERNEL_DEGREE):
            for n in range(count):
                state.decayed[k, i, n] *= faded[k]


@part
def absorb(desk: Desk, t: int, deviation: np.ndarray) -> None:
    """Take in the exposures of row `t`; `deviation` (N,) is scratch paper.

    An unknown exposure enters as the person's usual, never as zero. Centring uses earlier rows only.
    """
    theta, state, rows = desk.theta, desk.state, desk.rows
    loads, inputs, count = theta.capacity.shape[0], state.centre.shape[0], state.centre.shape[1]
    for i in range(inputs):
        gain, counts = rows.gain[t, i], 1.0 if rows.gain[t, i] < 1.0 else 0.0
        if gain == 0.0:
            continue
        whole = i < loads or i >= 2 * loads  # else what of a load lies above capacity
        value = rows.exposure[t, i if i < loads else i - loads]
        for n in range(count):
            off = (value if whole else max(value - theta.capacity[i - loads, n], 0.0)) - state.centre[i, n]
            deviation[n] = off * counts
            state.centre[i, n] += gain * off
            state.spread[i, n] += gain * (deviation[n] ** 2 - state.spread[i, n])
            state.fast[i, n] += deviation[n]
        for k in range(KERNEL_DEGREE):
            for n in range(count):
                state.decayed[k, i, n] += deviation[n]


@part
def read_off(state: State, shares: np.ndarray, fast_kept: np.ndarray, read: np.ndarray, value: np.ndarray) -> None:
    """How a rating reads the linear state (N, D): 1 for level and carry, kernel values for the effects. `shares` (K, 8)
    and `fast_kept` (N,) say what is left of the inputs by then; `value` (N,) is scratch paper.
    """
    inputs, count = state.fast.shape
    for n in range(count):
        read[n, 0] = read[n, CARRY] = 1.0
    for i in range(inputs):
        for n in range(count):
            read[n, 2 + i] = state.fast[i, n] * fast_kept[n]
        for e in range(shares.shape[0]):
            for n in range(count):
                value[n] = 0.0
            for k in range(KERNEL_DEGREE):
                for n in range(count):
                    value[n] += shares[e, k] * state.decayed[k, i, n]
            for n in range(count):
                read[n, 2 + (e + 1) * inputs + i] = value[n]


@part
def come_to(desk: Desk, first: int, end: int) -> None:
    """Take the inputs through the rows from `first` up to `end`, and note how their ratings read the linear state."""
    state, rows, days = desk.state, desk.rows, -1.0
    ones, fast_kept, scratch = desk.ones, desk.fading, desk.scratch
    for t in range(first, end):
        if rows.gap[t] != days:
            days = rows.gap[t]
            for n in range(ones.size):
                fast_kept[n] = math.exp(-days / desk.theta.fast_days[n])
        pass_inputs(state, rows.faded[t], fast_kept)
        if rows.evening:
            absorb(desk, t, scratch)
        if not math.isnan(rows.rating[t]):
            read_off(state, rows.shares, ones, desk.reads[t - first], scratch)
        if not rows.evening:
            absorb(desk, t, scratch)


@part
def read_ahead(desk: Desk, ahead: Ahead, t: int) -> None:
    """Note how the ratings ahead of row `t` read the linear state."""
    for h in range(ahead.days.shape[1]):
        for n in range(desk.fading.size):
            desk.fading[n] = math.exp(-ahead.days[t, h] / desk.theta.fast_days[n])
        read_off(desk.state, ahead.shares[t, h], desk.fading, desk.ahead[h], desk.scratch)


# ── the linear state, one particle after the other ───────────────────────────────────────────────────────────────────


@inlined
def wander_of(theta: Theta, n: int, rate: np.ndarray) -> None:
    """The variance (D,) that a day brings to the level and to each effect; what it brings to carry is not even."""
    inputs = theta.effect_size.shape[0]
    rate[0] = theta.level_rate[n] ** 2
    rate[CARRY] = 0.0
    for i in range(inputs):
        drift = (theta.effect_size[i, n] * theta.effect_drift[n]) ** 2
        for at in range(2 + i, rate.size, inputs):
            rate[at] = drift


@inlined
def pass_linear(desk: Desk, n: int, days: float, faded: float) -> None:
    """The linear state `days` later: carry keeps the share `faded`, level and effects wander."""
    mean, cov = desk.state.mean, desk.state.cov
    mean[n, CARRY] *= faded
    for i in range(desk.rate.size):
        cov[n, CARRY, i] *= faded
        cov[n, i, CARRY] *= faded
        cov[n, i, i] += desk.rate[i] * days
    cov[n, CARRY, CARRY] += desk.theta.carry_sd[n] ** 2 * (1.0 - faded**2)


@part
def covariance_with(cov: np.ndarray, row: np.ndarray, found: np.ndarray) -> None:
    """Covariance (D,) of the linear state with what `row` (D,) reads off it."""
    states, i = row.size, 0
    for j in range(states):
        found[j] = 0.0
    while i + 4 <= states:
        r0, r1, r2, r3 = row[i], row[i + 1], row[i + 2], row[i + 3]
        for j in range(states):
            found[j] += cov[i, j] * r0 + cov[i + 1, j] * r1 + cov[i + 2, j] * r2 + cov[i + 3, j] * r3
        i += 4
    while i < states:
        r0 = row[i]
        for j in range(states):
            found[j] += cov[i, j] * r0
        i += 1


@part
def learned(cov: np.ndarray, across: np.ndarray, certainty: float, row: np.ndarray, found: np.ndarray) -> None:
    """`cov` after a rating with covariance `across` (D,) came, of variance 1 / `certainty`; and `covariance_with` the
    next `row`, read off in the same pass.
    """
    states, i = row.size, 0
    for j in range(states):
        found[j] = 0.0
    while i + 4 <= states:
        r0, r1, r2, r3 = row[i], row[i + 1], row[i + 2], row[i + 3]
        s0, s1 = certainty * across[i], certainty * across[i + 1]
        s2, s3 = certainty * across[i + 2], certainty * across[i + 3]
        for j in range(states):
            a = across[j]
            x0, x1 = cov[i, j] - s0 * a, cov[i + 1, j] - s1 * a
            x2, x3 = cov[i + 2, j] - s2 * a, cov[i + 3, j] - s3 * a
            cov[i, j], cov[i + 1, j], cov[i + 2, j], cov[i + 3, j] = x0, x1, x2, x3
            found[j] += x0 * r0 + x1 * r1 + x2 * r2 + x3 * r3
        i += 4
    while i < states:
        r0, s0 = row[i], certainty * across[i]
        for j in range(states):
            x0 = cov[i, j] - s0 * across[j]
            cov[i, j] = x0
            found[j] += x0 * r0
        i += 1


@part
def learned_ahead(cov: np.ndarray, across: np.ndarray, certainty: float, rows: np.ndarray, found: np.ndarray) -> None:
    """As `learned`, with what three `rows` (3, D) ahead read off it; nothing is learned where `certainty` is 0."""
    states, i = across.size, 0
    for j in range(states):
        found[0, j] = found[1, j] = found[2, j] = 0.0
    while i + 2 <= states:
        p0, p1, q0, q1, r0, r1 = rows[0, i], rows[0, i + 1], rows[1, i], rows[1, i + 1], rows[2, i], rows[2, i + 1]
        s0, s1 = certainty * across[i], certainty * across[i + 1]
        for j in range(states):
            x0, x1 = cov[i, j] - s0 * across[j], cov[i + 1, j] - s1 * across[j]
            cov[i, j], cov[i + 1, j] = x0, x1
            found[0, j] += x0 * p0 + x1 * p1
            found[1, j] += x0 * q0 + x1 * q1
            found[2, j] += x0 * r0 + x1 * r1
        i += 2
    if i < states:
        s0 = certainty * across[i]
        for j in range(states):
            x0 = cov[i, j] - s0 * across[j]
            cov[i, j] = x0
            for h in range(TOGETHER):
                found[h, j] += x0 * rows[h, i]


@inlined
def set_against(desk: Desk, n: int, rating: float, row: np.ndarray) -> tuple[float, float]:
    """Move the mean by a rating that `row` reads, with covariance `across`; certainty of the rating and log density."""
    mean, across, expected, variance = desk.state.mean, desk.across, 0.0, desk.theta.noise_var[n]
    for i in range(row.size):
        expected += row[i] * mean[n, i]
        variance += row[i] * across[i]
    gap, certainty = rating - expected, 1.0 / variance
    for i in range(row.size):
        mean[n, i] += across[i] * certainty * gap
    return certainty, -0.5 * (math.log(2.0 * math.pi * variance) + gap * gap * certainty)


@inlined
def before_time(row: np.ndarray, faded: float, kept: np.ndarray) -> None:
    """Into `kept` how `row` reads the state before time passes, over which carry keeps the share `faded`."""
    for i in range(row.size):
        kept[i] = row[i]
    kept[CARRY] *= faded


@inlined
def after_time(desk: Desk, n: int, time: tuple[float, float], row: np.ndarray, swept: np.ndarray) -> None:
    """Covariance with `row` after `time`: days, and what carry keeps of itself; from that before, `swept`."""
    days, faded = time
    for i in range(row.size):
        desk.across[i] = swept[i] + desk.rate[i] * days * row[i]
    gained = desk.theta.carry_sd[n] ** 2 * (1.0 - faded**2)
    desk.across[CARRY] = faded * swept[CARRY] + gained * row[CARRY]


@part
def walk_one(desk: Desk, n: int, first: int, end: int, looks: bool) -> float:
    """Take the linear state of particle `n` through the rows from `first` up to `end`, which the inputs have come to:
    the log density of what was rated there. Of the last rating the covariance does not learn where a look ahead from it
    follows (`looks`), which does both at once.
    """
    rows, cov, days = desk.rows, desk.state.cov[n], desk.rows.gap[first]
    total, certainty, faded = 0.0, 0.0, math.exp(-days / desk.theta.carry_days[n])
    wander_of(desk.theta, n, desk.rate)
    rated = not math.isnan(rows.rating[first])
    if rated:
        before_time(desk.reads[0, n], faded, desk.kept)
        covariance_with(cov, desk.kept, desk.swept)
    for t in range(first, end):
        pass_linear(desk, n, days, faded)
        if rated:
            row = desk.reads[t - first, n]
            after_time(desk, n, (days, faded), row, desk.swept)
            certainty, logs = set_against(desk, n, rows.rating[t], row)
            total += logs
        if t + 1 == end and looks:
            desk.untold[0] = certainty if rated else 0.0
            break
        more = t + 1 < end and not math.isnan(rows.rating[t + 1])
        if t + 1 < end and rows.gap[t + 1] != days:
            days = rows.gap[t + 1]
            faded = math.exp(-days / desk.theta.carry_days[n])
        if more:
            before_time(desk.reads[t + 1 - first, n], faded, desk.kept)
        if rated:
            learned(cov, desk.across, certainty, desk.kept, desk.swept)
        elif more:
            covariance_with(cov, desk.kept, desk.swept)
        rated = more
    return total


@inlined
def unknown_inputs_var(desk: Desk, n: int, ahead: Ahead, t: int, h: int) -> float:
    """Variance from inputs of the days between, which nobody knows yet: effect squared x spread x kernel squared."""
    state, total, rate = desk.state, 0.0, 2.0 / desk.theta.fast_days[n]
    inputs = state.fast.shape[0]
    of_fast = math.expm1(-rate * ahead.rows[t, h]) / math.expm1(-rate) - ahead.late
    for e in range(ahead.doubt.shape[2] + 1):
        gain = of_fast if e == 0 else ahead.doubt[t, h, e - 1]
        for i in range(inputs):
            at = 2 + e * inputs + i
            total += (state.mean[n, at] ** 2 + state.cov[n, at, at]) * gain * state.spread[i, n]
    return total


@part
def look_ahead(desk: Desk, n: int, ahead: Ahead, t: int, found: Moments) -> None:
    """The moments of the ratings ahead of row `t`, nothing being known of the days between; the covariance learns of
    the row's own rating on the way.
    """
    theta, before, horizons = desk.theta, 0.0, ahead.days.shape[1]
    for h in range(horizons):
        row, days, at = desk.ahead[h, n], ahead.days[t, h], h % TOGETHER
        faded, since = math.exp(-days / theta.carry_days[n]), math.exp(-(days - before) / theta.carry_days[n])
        if at == 0:
            for i in range(TOGETHER):
                on = min(h + i, horizons - 1)
                before_time(desk.ahead[on, n], math.exp(-ahead.days[t, on] / theta.carry_days[n]), desk.kept_ahead[i])
            learned_ahead(desk.state.cov[n], desk.across, desk.untold[0], desk.kept_ahead, desk.swept_ahead)
            desk.untold[0] = 0.0
        mean, with_before = 0.0, 0.0
        if h > 0:
            with_before = (since - 1.0) * row[CARRY] * desk.across[CARRY]
            for i in range(row.size):
                with_before += row[i] * desk.across[i]
        after_time(desk, n, (days, faded), row, desk.swept_ahead[at])
        variance = theta.noise_var[n] + unknown_inputs_var(desk, n, ahead, t, h)
        for i in range(row.size):
            mean += desk.kept_ahead[at, i] * desk.state.mean[n, i]
            variance += row[i] * desk.across[i]
        found.mean[h, n], found.variance[h, n], found.with_before[h, n] = mean, variance, with_before
        before = days


@inlined
def taken_over(desk: Desk, n: int) -> None:
    """The linear state of particle `n` as it begins. Copied where it is read next, while it is near."""
    mean, cov = desk.state.mean[n], desk.state.cov[n]
    for i in range(mean.size):
        mean[i] = desk.before.mean[n, i]
        for j in range(mean.size):
            cov[i, j] = desk.before.cov[n, i, j]


# ── all of them ──────────────────────────────────────────────────────────────────────────────────────────────────────


@part
def coupling_of(moments: Moments, weight: np.ndarray, h: int) -> float:
    """Correlation of the rating `h` with the one a step before it, over all particles; 0 for the first."""
    if h == 0:
        return 0.0
    centre, other_centre, spread, other_spread, together = 0.0, 0.0, 0.0, 0.0, 0.0
    for n in range(weight.size):
        centre += weight[n] * moments.mean[h, n]
        other_centre += weight[n] * moments.mean[h - 1, n]
    for n in range(weight.size):
        one, other = moments.mean[h, n] - centre, moments.mean[h - 1, n] - other_centre
        spread += weight[n] * (moments.variance[h, n] + one**2)
        other_spread += weight[n] * (moments.variance[h - 1, n] + other**2)
        together += weight[n] * (moments.with_before[h, n] + one * other)
    return together / math.sqrt(spread * other_spread)


@inlined
def normal(z: float) -> float:
    """Twice the standard normal distribution function at sqrt(2) z: within 3e-7 (Abramowitz & Stegun 1964, 7.1.28), in
    steps that a processor does for many numbers at once. A forecast's shares are never read beyond the sixth decimal.
    """
    x = abs(z)
    p = 1.0 + x * (0.0705230784 + x * (0.0422820123 + x * (0.0092705272 + x * (
        0.0001520143 + x * (0.0002765672 + x * 0.0000430638)))))  # fmt: skip
    p = p * p
    p = p * p
    p = p * p
    p = p * p
    return 1.0 + math.copysign(1.0 - 1.0 / p, z)


@compiled
def cast(moments: Moments, weight: np.ndarray, below: np.ndarray, found: np.ndarray) -> None:
    """Into `found` (H, BINS + 1): the probability of each tenth of a point, what lies off the scale going to its ends,
    and in the last column the coupling with the step before. `below` (BINS,) is scratch paper.
    """
    for h in range(found.shape[0]):
        for b in range(BINS):
            below[b] = 0.0
        for n in range(weight.size):
            mean, scale, half = moments.mean[h, n], math.sqrt(0.5 / moments.variance[h, n]), 0.5 * weight[n]
            for b in range(BINS - 1):
                below[b] += half * normal((0.1 * b + 0.05 - mean) * scale)
        below[BINS - 1] = 1.0
        for b in range(BINS):
            found[h, b] = below[b] - (below[b - 1] if b else 0.0)
        found[h, BINS] = coupling_of(moments, weight, h)


@part
def weigh(log_weight: np.ndarray, logs: np.ndarray, weight: np.ndarray) -> float:
    """Add `logs` (N,) to the log weights, normalised again; `weight` (N,) themselves, and their effective number."""
    highest, total, squares = -math.inf, 0.0, 0.0
    for n in range(logs.size):
        log_weight[n] += logs[n]
        highest = max(highest, log_weight[n])
    for n in range(logs.size):
        total += math.exp(log_weight[n] - highest)
    whole = highest + math.log(total)
    for n in range(logs.size):
        log_weight[n] -= whole
        weight[n] = math.exp(log_weight[n])
        squares += weight[n] ** 2
    return 1.0 / squares


@compiled
def told(moments: Moments, logs: np.ndarray, tally: Tally, t: int) -> bool:
    """Into the tally with what row `t` told of the weights and what is expected after it. Whether they are worn now."""
    effective = weigh(tally.log_weight, logs, tally.weight)
    cast(moments, tally.weight, tally.below, tally.casts[t])
    return effective < LEAST_ESS * logs.size


@compiled
def advance(desk: Desk, ahead: Ahead, tally: Tally, found: Moments) -> tuple[int, bool]:
    """Take all particles through the rows: how many, and whether they are worn by then, which ends it.

    Where `ahead` asks for days, row by row, looking ahead from each of them, or from where they stand when there is no
    row; else CHUNK rows at a time. The tally gains log densities, and weights and casts where it has room for these.
    """
    rows, looks = desk.rows.gap.size, ahead.days.shape[1] > 0
    stride = 1 if looks else CHUNK
    for first in range(0, max(rows, 1) if looks else rows, stride):
        end = min(first + stride, rows)
        come_to(desk, first, end)
        if looks:
            read_ahead(desk, ahead, first)
        for n in range(desk.logs.size):
            if first == 0:
                taken_over(desk, n)
            desk.logs[n] = walk_one(desk, n, first, end, looks) if first < end else 0.0
            tally.likelihood[n] += desk.logs[n]
            if looks:
                if first == end:
                    wander_of(desk.theta, n, desk.rate)
                look_ahead(desk, n, ahead, first, found)
        if first < tally.casts.shape[0] and told(found, desk.logs, tally, first):
            return end, True
    return rows, False
