"""The Kalman filter against a slow exact twin: one dense joint Gaussian over everything that is ever rated.

The twin is built with NumPy from the equations at the head of `andante.learn.model`, step by step and without any
recursion over the covariance.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.learn import model
from andante.learn.model import State
from andante.learn.particles import Particles, ahead_moments, replay, taken_on
from andante.learn.priors import Shape
from andante.learn.track import Track

ROWS = 48
N = 5
SHAPES = [Shape(), Shape(1, 1, evening=True), Shape(1, 1, evening=False), Shape(1, 1, hourly=True)]


def draw_track(seed, shape):
    """A diary of up to ROWS rows at uneven times, ratings and exposures missing here and there; and its length."""
    rng = np.random.default_rng(seed)
    steps = int(rng.integers(1, 40))
    exposures = shape.loads + shape.plain
    gap = np.zeros(ROWS)
    gap[1:steps] = rng.choice([0.0, 0.3, 1.0, 1.0, 1.0, 2.0, 9.0], steps - 1)
    rating = np.full(ROWS, np.nan)
    rating[:steps] = np.where(rng.random(steps) < 0.25, np.nan, rng.uniform(0, 10, steps))
    exposure, known = np.zeros((ROWS, exposures)), np.zeros((ROWS, exposures), bool)
    exposure[:steps] = rng.gamma(2.0, 0.7, (steps, exposures))
    known[:steps] = rng.random((steps, exposures)) < 0.8
    logs = shape.log_prior()[0][:, None] + 0.7 * rng.standard_normal((len(shape.names), N))
    return Track(gap, rating, exposure, known, np.zeros((ROWS, 1))), steps, logs


class Twin:
    """One particle's diary as one Gaussian vector. Everything is written out for each pair of moments."""

    def __init__(self, road, steps, logs, shape):
        self.shape = shape
        values = dict(zip(shape.names, np.exp(logs), strict=True))
        self.values = values
        self.noise_var = values["noise_sd"] ** 2 + 0.1**2 / 12
        self.time = np.cumsum(road.gap[:steps])
        self.pushes = self.deviations(road, steps)
        self.rating = road.rating[:steps]

    def deviations(self, road, steps):
        """(time, input, deviation from the running mean of earlier values) of each known exposure."""
        loads, capacity = self.shape.loads, [self.values.get(f"capacity.{j}") for j in range(self.shape.loads)]
        seen = [[] for _ in range(self.shape.inputs)]
        centre = [0.0] * self.shape.inputs
        pushes = []
        for t in range(steps):
            for j in range(loads + self.shape.plain):
                if not road.known[t, j]:
                    continue
                x = road.exposure[t, j]
                inputs = [(j, x), (loads + j, max(x - capacity[j], 0.0))] if j < loads else [(loads + j, x)]
                for i, value in inputs:
                    if seen[i]:
                        pushes.append((t, i, value - centre[i]))
                    seen[i].append(value)
                    centre[i] += (value - centre[i]) / min(len(seen[i]), 60)
        return pushes

    def row(self, time, step):
        """How the rating of `step` at `time` reads (level, carry, fast, next, later and hours' effects)."""
        inputs = self.shape.inputs
        row = np.zeros(2 + 4 * inputs)
        row[:2] = 1.0
        for t, i, deviation in self.pushes:
            if t > step or (t == step and not self.shape.evening):
                continue
            ago = time - self.time[t]
            x = np.exp(-ago / 1.25)
            row[2 + i] += deviation * np.exp(-ago / self.values["fast_days"])
            row[2 + inputs + i] += deviation * (x * (1 - x)) ** 4 / 0.5**8
            row[2 + 2 * inputs + i] += deviation * x * (1 - x) ** 7 / (0.125 * 0.875**7)
            row[2 + 3 * inputs + i] += deviation * x**7 * (1 - x) / (0.125 * 0.875**7)
        return row[: 2 + (4 if self.shape.hourly else 3) * inputs]

    def between(self, one, other):
        """Covariance of the linear states at two times, from the equations."""
        early = min(one, other)
        v, inputs = self.values, self.shape.inputs
        level = 3.0**2 + v["level_rate"] ** 2 * early
        carry = v["carry_sd"] ** 2 * np.exp(-abs(one - other) / v["carry_days"])
        if not inputs:
            return np.diag([level, carry])
        loads = [v[f"effect_size.{j}"] for j in range(self.shape.loads)]
        plain = [v[f"effect_size.{self.shape.loads + j}"] for j in range(self.shape.plain)]
        wander = 1.0 + v["effect_drift"] ** 2 * early
        effects = [size**2 * wander for size in (*loads, *loads, *plain)]
        return np.diag([level, carry, *effects * (4 if self.shape.hourly else 3)])

    def posterior(self, times):
        """Log likelihood of all ratings, and mean and covariance of the states at `times`, given them."""
        rated = np.flatnonzero(~np.isnan(self.rating))
        rows = np.array([self.row(self.time[t], t) for t in rated]).reshape(len(rated), self.shape.states)
        prior = np.zeros(self.shape.states)
        prior[0] = 4.0
        S = np.array(
            [
                [rows[a] @ self.between(self.time[s], self.time[t]) @ rows[b] for b, t in enumerate(rated)]
                for a, s in enumerate(rated)
            ]
        ).reshape(len(rated), len(rated)) + self.noise_var * np.eye(len(rated))
        miss = self.rating[rated] - rows @ prior
        sign, log_det = np.linalg.slogdet(S)
        assert sign > 0
        log_likelihood = -0.5 * (len(rated) * np.log(2 * np.pi) + log_det + miss @ np.linalg.solve(S, miss))
        states = self.shape.states
        C = np.zeros((states * len(times), len(rated)))
        for k, time in enumerate(times):
            for b, t in enumerate(rated):
                C[k * states : (k + 1) * states, b] = self.between(time, self.time[t]) @ rows[b]
        before = np.block([[self.between(a, b) for b in times] for a in times])
        mean = np.tile(prior, len(times)) + C @ np.linalg.solve(S, miss)
        return log_likelihood, mean, before - C @ np.linalg.solve(S, C.T)


cases = st.tuples(st.integers(0, 2**32 - 1), st.sampled_from(SHAPES))


@settings(deadline=None, max_examples=25)
@given(cases)
def test_filter_is_the_joint_gaussian(case):
    seed, shape = case
    road, steps, logs = draw_track(seed, shape)
    state, likelihood = replay(logs, road, steps, shape)
    for n in range(N):
        twin = Twin(road, steps, logs[:, n], shape)
        log_likelihood, mean, cov = twin.posterior(twin.time[-1:])
        assert float(likelihood[n]) == pytest.approx(log_likelihood, rel=1e-6, abs=1e-8)
        assert state.mean[n] == pytest.approx(mean, rel=1e-6, abs=1e-8)
        assert state.cov[n] == pytest.approx(cov, rel=1e-6, abs=1e-8)


@settings(deadline=None, max_examples=15)
@given(cases)
def test_moments_ahead_are_those_of_the_joint_gaussian(case):
    seed, shape = case
    road, steps, logs = draw_track(seed, shape)
    state, likelihood = replay(logs, road, steps, shape)
    ahead = np.array([1.0, 2.0, 2.5])
    even = np.full(N, -np.log(N))
    moments = ahead_moments(Particles(logs, even, likelihood, state), shape, ahead)
    unknown = moments.variance - variances_of_the_known(state, logs, shape, ahead)
    for n in range(N):
        twin = Twin(road, steps, logs[:, n], shape)
        times = twin.time[-1] + ahead
        _, mean, cov = twin.posterior(times)
        rows = np.zeros((3, len(mean)))
        for k, time in enumerate(times):
            # A row yet to come: all that was done so far counts, nothing is known of what is done by then.
            rows[k, k * shape.states : (k + 1) * shape.states] = twin.row(time, steps)
        assert moments.mean[:, n] == pytest.approx(rows @ mean, rel=1e-6, abs=1e-8)
        joint = rows @ cov @ rows.T
        assert moments.variance[:, n] - unknown[:, n] == pytest.approx(
            np.diag(joint) + twin.noise_var, rel=1e-6, abs=1e-8
        )
        assert moments.with_before[1:, n] == pytest.approx(np.diag(joint, 1), rel=1e-6, abs=1e-8)


def variances_of_the_known(state, logs, shape, ahead):
    """Variances ahead of a person in whom nothing that is done varies: those days cannot bring anything new."""
    even, quiet = np.full(N, -np.log(N)), state._replace(spread=0.0 * state.spread)
    return ahead_moments(Particles(logs, even, even, quiet), shape, ahead).variance


def a_state(seed=3, shape=SHAPES[1]):
    road, steps, logs = draw_track(seed, shape)
    return replay(logs, road, steps, shape)[0], logs, shape


def one_more(state, logs, shape, *, days=0.0, rating=np.nan, done=None):
    """`state` after one more row, and the log density of its rating; `done`: its exposures, all of them known."""
    known = np.full((1, shape.exposures), done is not None)
    exposure = np.full((1, shape.exposures), np.nan) if done is None else np.array([done], float)
    road = Track(np.array([days]), np.array([rating]), exposure, known, np.ones((1, 1)))
    return taken_on(state, logs, road, (0, 1), shape)


def same(one, other, **tolerance):
    for name in State._fields:
        assert getattr(one, name) == pytest.approx(getattr(other, name), **tolerance)


@pytest.mark.parametrize("rating", [3.0, np.nan])
@pytest.mark.parametrize("days", [0.0, 0.4, 3.0])
def test_passing_time_while_observing_is_passing_it_before(rating, days):
    state, logs, shape = a_state()
    slow, slow_logs = one_more(one_more(state, logs, shape, days=days)[0], logs, shape, rating=rating)
    fast, fast_logs = one_more(state, logs, shape, days=days, rating=rating)
    assert fast_logs == pytest.approx(slow_logs, rel=1e-12)
    same(fast, slow, rel=1e-10, abs=1e-12)


def test_time_in_two_parts_is_time_in_one():
    state, logs, shape = a_state()
    parts = one_more(one_more(state, logs, shape, days=1.2)[0], logs, shape, days=1.5)[0]
    same(parts, one_more(state, logs, shape, days=2.7)[0], rel=1e-10, abs=1e-12)


def test_a_missing_rating_changes_nothing():  # acceptance 16
    state, logs, shape = a_state()
    after, told = one_more(state, logs, shape)
    assert (told == 0.0).all()
    same(after, state, rel=0.0)


def test_an_unknown_exposure_is_the_usual_and_not_zero():  # acceptance 16
    state, logs, shape = a_state()
    zero = one_more(state, logs, shape, done=[0.0, 0.0])[0]
    assert (zero.fast[0] < state.fast[0]).all()  # nothing done is less than the usual
    assert (zero.seen == state.seen + 1).all()


def test_each_exposure_is_set_against_earlier_ones_alone():
    _, logs, shape = a_state()
    first = one_more(model.initial(model.theta_of(logs, shape), shape), logs, shape, done=[1.0, 5.0])[0]
    assert (first.fast == 0.0).all()  # the first value is itself the usual
    second = one_more(first, logs, shape, done=[1.0, 7.0])[0]
    assert second.fast[2] == pytest.approx(2.0)
    assert second.centre[2] == pytest.approx(6.0)


def test_the_delayed_effects_are_zero_at_once_and_highest_on_their_own_days():
    _, logs, shape = a_state()
    one = one_more(model.initial(model.theta_of(logs, shape), shape), logs, shape, done=[1.0, 0.0])[0]
    pushed = one_more(one, logs, shape, done=[1.0, 1.0])[0]
    days = np.array([0.0, 0.25, 1.0, 2.0, 3.0, 4.0, 7.0, 30.0])
    waited = [one_more(pushed, logs, shape, days=each)[0].decayed[:, 2, 0] for each in days]
    following, later = model.KERNEL_SHARES[:2] @ np.transpose(waited)
    assert np.array([following, later]) == pytest.approx(model.delayed_kernels(days)[:2], abs=1e-9)
    # What a forecast reads off is what stands there once the time has passed.
    for each, kept in zip(days[1:], waited[1:], strict=True):
        sure = pushed._replace(mean=np.zeros_like(pushed.mean), cov=0.0 * pushed.cov)
        sure.mean[:, [5 + 2, 8 + 2]] = [1.0, 10.0]
        told = ahead_moments(Particles(logs, np.zeros(N), np.zeros(N), sure), shape, np.array([each])).mean[0, 0]
        assert told == pytest.approx([1.0, 10.0] @ (model.KERNEL_SHARES[:2] @ kept), abs=1e-9)
    assert [following[0], later[0]] == pytest.approx([0.0, 0.0], abs=1e-9)
    assert days[following.argmax()] == 1.0
    assert following[2] > 0.9
    assert (following[3:] < 0.2).all()
    assert days[later.argmax()] == 3.0
    assert (later[3:6] > 0.6).all()
    assert (later[[1, 2, 6, 7]] < 0.2).all()
    hours = model.delayed_kernels(np.array([0.0, 1.0, 4.0, 8.0, 24.0]) / 24.0)[2]
    assert hours == pytest.approx([0.0, 0.53, 1.0, 0.73, 0.04], abs=0.01)
    assert max(following.max(), later.max()) <= 1.0


@settings(deadline=None, max_examples=15)
@given(cases, st.floats(0.0, 30.0), st.floats(0.0, 30.0))
def test_more_time_never_narrows_what_is_forecast(case, one, other):
    seed, shape = case
    road, steps, logs = draw_track(seed, shape)
    state, likelihood = replay(logs, road, steps, shape)
    even = np.full(N, -np.log(N))
    ahead = np.array(sorted([one, other, 0.5]))
    variance = ahead_moments(Particles(logs, even, likelihood, state), shape, ahead).variance
    # With exposures a forecast may well narrow: the doubt about what a great effort costs fades with the days.
    if not shape.inputs:
        assert (np.diff(variance, axis=0) >= -1e-9).all()
    doubt = np.array([one_more(state, logs, shape, days=days)[0].cov[:, 0, 0] for days in ahead])
    assert (np.diff(doubt, axis=0) >= -1e-12).all()


def test_a_missing_day_widens_the_band():  # acceptance 16
    shape = SHAPES[0]
    road, _, logs = draw_track(11, shape)
    gap = np.where(np.arange(ROWS) > 0, 1.0, 0.0)
    rating = np.full(ROWS, np.nan)
    rating[:30] = np.random.default_rng(0).integers(2, 7, 30)
    whole = road._replace(gap=gap, rating=rating)
    holed = road._replace(gap=gap, rating=np.where(np.arange(ROWS) == 29, np.nan, rating))
    even = np.full(N, -np.log(N))
    wide, narrow = (
        ahead_moments(Particles(logs, even, *replay(logs, each, 30, shape)[::-1]), shape, np.ones(1)).variance
        for each in (holed, whole)
    )
    assert (wide > narrow).all()


def doubt_ahead(state, logs, shape, ahead):
    """What forecasts gain in variance from what may be done on the days between."""
    even = np.full(N, -np.log(N))
    variance = ahead_moments(Particles(logs, even, even, state), shape, np.array(ahead)).variance
    return variance - variances_of_the_known(state, logs, shape, np.array(ahead))


def test_days_nobody_knows_yet_widen_the_band_by_what_they_may_cost():
    state, logs, shape = a_state()
    assert (state.spread > 0).any(axis=0).all()
    doubt = doubt_ahead(state, logs, shape, [1.0, 2.0, 4.0])
    assert (doubt[0] > 0).all()
    assert (doubt[1] > doubt[0]).all()
    assert (doubt[2] > doubt[1]).all()


def test_what_days_may_cost_is_effect_times_spread_times_kernel_each_squared():
    """The sum over the days between, written out: each day one row, the rating's own row included in the evening."""
    for shape in SHAPES[1:]:
        state, logs, _ = a_state(shape=shape)
        theta = model.theta_of(logs, shape)
        inputs, late = shape.inputs, 0 if shape.evening else 1
        for days in (0.5, 1.0, 3.0):
            lags = np.arange(late, np.ceil(max(days, 1.0)))
            squared = model.kernels(theta, lags, shape) ** 2  # (effects, lags, N)
            of_each = np.einsum("nii->ni", state.cov)[:, 2:] + state.mean[:, 2:] ** 2
            of_each = of_each.reshape(N, shape.effects, inputs)
            expected = np.einsum("nei,eln,in->n", of_each, squared, state.spread)
            assert doubt_ahead(state, logs, shape, [days])[0] == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_a_morning_rating_is_not_in_doubt_over_the_day_after_it():
    state, logs, shape = a_state(shape=SHAPES[2])
    assert (doubt_ahead(state, logs, shape, [1.0]) == 0.0).all()
