"""Iterated batch importance sampling against a long plain importance sampler, and the same however work is cut."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.special import logsumexp
from tests.learn.conftest import daily, drawn

from andante.learn import model, particles
from andante.learn.filter import randomness_of
from andante.learn.particles import (
    BINS,
    PARTICLES,
    casts_of,
    ess,
    replay,
    start,
    taken_on,
    work_through,
)
from andante.learn.priors import Shape
from andante.learn.steps import LEAST_ESS, advance, cast, told
from andante.learn.timeline import timeline
from andante.learn.track import track
from drawn_from_model import drawn_diary

SHAPE, WITH_INPUTS = Shape(), Shape(2, 1)
SEEDS = range(8)


@pytest.fixture(scope="module")
def road():
    """Thirty days of pain, some missing, for the model without exposures."""
    diary = drawn(5, 30, missing=0.15)
    line = timeline(daily({"pain": [entry.get("pain") for entry in diary.entries]}), "pain")
    return track(line, 3), len(line)


def ibis(road, seed, pieces=None):
    """Particles after the whole road, worked through in one go or in pieces; casts and all Info."""
    arrays, steps = road
    random = randomness_of(seed, None, 0)
    group = start(random(0), SHAPE)
    cuts = [0, *(pieces or ()), steps]
    casts, infos = [], []
    for span in itertools.pairwise(cuts):
        group, made, info = work_through(random, group, arrays, span, shape=SHAPE)
        casts.append(made)
        infos.append(info)
    return group, np.concatenate(casts), infos


@pytest.fixture(scope="module")
def runs(road):
    return [ibis(road, seed) for seed in SEEDS]


@pytest.fixture(scope="module")
def reference(road):
    """Draws from the prior and their weights: exact but for Monte Carlo error, and no code of IBIS in it."""
    arrays, steps = road
    mean, sd = SHAPE.log_prior()
    rng = np.random.default_rng(12)
    logs, likelihood = [], []
    for _ in range(150):
        batch = mean[:, None] + sd[:, None] * rng.standard_normal((4, PARTICLES))
        logs.append(batch)
        likelihood.append(replay(batch, arrays, steps, SHAPE)[1])
    log_weight = np.concatenate(likelihood)
    return np.concatenate(logs, axis=1), np.exp(log_weight - logsumexp(log_weight))


def test_the_posterior_is_that_of_plain_importance_sampling(runs, reference):
    logs, weight = reference
    assert 1.0 / (weight**2).sum() > 1000  # the reference itself can be trusted
    exact = logs @ weight
    spread = np.sqrt(((logs - exact[:, None]) ** 2) @ weight)
    means = np.array([np.asarray(group.logs) @ np.exp(np.asarray(group.log_weight)) for group, _, _ in runs])
    error = means.std(axis=0, ddof=1) / np.sqrt(len(runs)) + spread / np.sqrt(1.0 / (weight**2).sum())
    assert (np.abs(means.mean(axis=0) - exact) < 4.0 * error).all()
    # And the error of one run is a small part of the posterior's spread.
    assert (means.std(axis=0, ddof=1) < 0.25 * spread).all()
    # Over all parameters a run is worth a good share of its particles: a random walk alone gives a tenth of them.
    worth = 1.0 / np.mean(means.var(axis=0, ddof=1) / spread**2)
    assert worth > PARTICLES / 4
    spreads = np.array(
        [
            np.sqrt(((np.asarray(g.logs) - m[:, None]) ** 2) @ np.exp(np.asarray(g.log_weight)))
            for (g, _, _), m in zip(runs, means, strict=True)
        ]
    )
    assert spreads.mean(axis=0) == pytest.approx(spread, rel=0.15)
    prior = SHAPE.log_prior()
    assert (np.abs(exact - prior[0]) > 4.0 * error).any()  # the diary taught something to compare


def test_the_same_seed_gives_the_same_and_another_seed_another(road, runs):
    again, casts, _ = ibis(road, 0)
    assert (np.asarray(again.logs) == np.asarray(runs[0][0].logs)).all()
    assert (casts == runs[0][1]).all()
    assert (np.asarray(runs[1][0].logs) != np.asarray(runs[0][0].logs)).any()


@pytest.mark.parametrize("pieces", [(1,), (7, 8, 21), tuple(range(1, 30))])
def test_work_in_pieces_is_work_in_one_go(road, runs, pieces):
    assert runs[0][2][0].moved_at, "the comparison must go across a move"
    group, casts, infos = ibis(road, 0, pieces)
    whole, whole_casts, whole_infos = runs[0]
    for name in ("logs", "log_weight", "likelihood"):
        assert (np.asarray(getattr(group, name)) == np.asarray(getattr(whole, name))).all()
    for name in group.state._fields:
        assert (np.asarray(getattr(group.state, name)) == np.asarray(getattr(whole.state, name))).all()
    assert (casts == whole_casts).all()
    assert sum((info.moved_at for info in infos), ()) == whole_infos[0].moved_at


def test_weights_are_normalised_and_worn_particles_are_renewed(road, runs):
    for group, _, (info,) in runs:
        assert logsumexp(np.asarray(group.log_weight)) == pytest.approx(0.0, abs=1e-9)
        assert float(ess(group.log_weight)) >= LEAST_ESS * PARTICLES
        assert len(info.moved_at) == len(info.accepted) >= 1
        assert list(info.moved_at) == sorted(set(info.moved_at))
        assert all(1 <= t <= road[1] for t in info.moved_at)
        assert all(0.05 < share < 0.8 for share in info.accepted)  # moves that move, and do not creep


def test_kept_likelihoods_and_states_are_those_of_a_replay(road, runs):
    group = runs[0][0]
    state, likelihood = replay(np.asarray(group.logs), road[0], road[1], SHAPE)
    assert np.asarray(group.likelihood) == pytest.approx(np.asarray(likelihood), rel=1e-9)
    assert np.asarray(group.state.mean) == pytest.approx(np.asarray(state.mean), rel=1e-9)
    assert np.asarray(group.state.cov) == pytest.approx(np.asarray(state.cov), rel=1e-7, abs=1e-12)


def test_casts_are_masses_over_the_tenths_of_the_scale(road, runs):
    group, casts, _ = runs[0]
    assert casts.shape == (road[1], 3, BINS + 1)
    assert casts[:, :, :BINS].min() >= -1e-6
    assert casts[:, :, :BINS].sum(axis=-1) == pytest.approx(1.0, abs=1e-5)
    assert (np.abs(casts[:, 1:, BINS]) <= 1.0).all()
    last = np.asarray(casts_of(group, SHAPE, road[0].ahead[road[1] - 1]))
    assert last == pytest.approx(casts[-1], abs=1e-6)


def test_a_cast_is_the_mixture_of_the_particles(road, runs):
    from scipy.special import ndtr

    from andante.learn.particles import ahead_moments

    group = runs[0][0]
    ahead = road[0].ahead[road[1] - 1]
    moments = ahead_moments(group, SHAPE, ahead)
    mean, sd = np.asarray(moments.mean)[0], np.sqrt(np.asarray(moments.variance)[0])
    weight = np.exp(np.asarray(group.log_weight))
    mass = np.asarray(casts_of(group, SHAPE, ahead))[0]
    inside = weight @ (ndtr((4.05 - mean) / sd) - ndtr((3.95 - mean) / sd))
    assert mass[40] == pytest.approx(inside, abs=1e-5)
    assert mass[0] == pytest.approx(weight @ ndtr((0.05 - mean) / sd), abs=1e-5)  # what lies below goes to the end
    assert mass[100] == pytest.approx(weight @ ndtr(-(9.95 - mean) / sd), abs=1e-5)


@pytest.mark.parametrize("count", [1, 2, 7])
def test_the_two_halves_of_the_particles_are_the_whole(count):
    drawn = drawn_diary(3, 100, WITH_INPUTS)
    logs = start(np.random.default_rng(0), WITH_INPUTS, count).logs
    state, likelihood = replay(logs, drawn.road, 100, WITH_INPUTS)
    begin = model.initial(model.theta_of(logs, WITH_INPUTS), WITH_INPUTS)
    whole, likelihood_of_whole = taken_on(begin, logs, drawn.road, (0, 100), WITH_INPUTS)
    assert likelihood == pytest.approx(likelihood_of_whole, rel=1e-12)
    for mine, at_once in zip(state, whole, strict=True):
        assert mine == pytest.approx(at_once, rel=1e-9, abs=1e-12)


def test_particles_one_by_one_come_to_the_same():
    """No particle knows of another, and the blocks that a covariance is worked through in are no part of the answer."""
    drawn = drawn_diary(7, 60, WITH_INPUTS)
    logs = start(np.random.default_rng(0), WITH_INPUTS, 5).logs
    state, likelihood = replay(logs, drawn.road, 60, WITH_INPUTS)
    for n in range(5):
        alone, told = replay(logs[:, [n]], drawn.road, 60, WITH_INPUTS)
        assert told[0] == pytest.approx(likelihood[n], rel=1e-12)
        assert alone.cov[0] == pytest.approx(state.cov[n], rel=1e-9, abs=1e-12)


def test_what_a_belief_holds_is_never_written_to(road):
    """States are changed in place; who continues from one keeps it as it was, and may hold it read-only."""
    arrays, steps = road
    group = start(np.random.default_rng(0), SHAPE)
    for array in (group.logs, group.log_weight, group.likelihood, *group.state):
        array.setflags(write=False)
    before = [np.array(array) for array in group.state]
    for span in ((0, 1), (0, steps)):
        work_through(np.random.default_rng, group, arrays, span, shape=SHAPE)
    casts_of(group, SHAPE, np.ones(1))
    for was, now in zip(before, group.state, strict=True):
        assert (was == now).all()


def test_a_row_at_a_time_is_many_at_once_bit_for_bit_also_when_begun_before():
    """One more row is taken on two threads, and whoever sets out may be waited for later."""
    drawn = drawn_diary(6, 70, WITH_INPUTS)
    begin = start(np.random.default_rng(0), WITH_INPUTS, 32)
    whole, casts, info = work_through(np.random.default_rng, begin, drawn.road, (0, 70), shape=WITH_INPUTS)
    group, made = begin, []
    for step in range(70):
        (begun,) = particles.set_out(step, (group, drawn.road, WITH_INPUTS))
        group, cast, _ = work_through(
            np.random.default_rng, group, drawn.road, (step, step + 1), shape=WITH_INPUTS, begun=begun
        )
        made.append(cast)
    assert info.moved_at
    assert (np.concatenate(made) == casts).all()
    for mine, at_once in zip((*group[:3], *group.state), (*whole[:3], *whole.state), strict=True):
        assert (np.asarray(mine) == np.asarray(at_once)).all()


def test_what_is_not_known_of_the_days_ahead_is_summed_over_the_rows_between():
    """A day at a time or many at once; of a morning's rating without its own row; beyond 16 days nothing is added."""
    days = np.array([0.3, 1.0, 4.0, 15.0, 40.0])
    kernels = model.delayed_kernels(np.arange(60.0)) ** 2
    for shape, late in ((Shape(1, 1), 0), (Shape(1, 1, evening=False), 1), (Shape(0, 1, hourly=True), 0)):
        found = particles.ahead_of(days[None], shape).doubt[0]
        for day, doubt in zip(days, found, strict=True):
            rows = max(1, int(np.ceil(day)))
            assert doubt == pytest.approx(kernels[: shape.effects - 1, late:rows].sum(axis=1), abs=1e-6)
            assert (particles.ahead_of(np.array([[day]]), shape).doubt[0, 0] == doubt).all()


def test_what_is_compiled_for_one_diary_serves_every_other():
    """With or without exposures, in the morning or by the hour, learned at once, taken on or replayed."""
    for shape in (SHAPE, WITH_INPUTS, Shape(1, 0, evening=False), Shape(0, 2, hourly=True)):
        drawn = drawn_diary(8, 40, shape)
        group = start(np.random.default_rng(0), shape, 8)
        for span in ((0, 39), (39, 40)):
            group, _, _ = work_through(np.random.default_rng, group, drawn.road, span, shape=shape)
            for array in (group.logs, group.log_weight, group.likelihood, *group.state):
                array.setflags(write=False)  # as in a belief
        casts_of(group, shape, np.arange(1.0, 6.0))
        replay(group.logs, drawn.road, 40, shape)
    assert [len(loop.signatures) for loop in (advance, told, cast)] == [1, 1, 1]
