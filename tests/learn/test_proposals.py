"""Where moves propose to go: densities are those of the draws, no volume is gained, few particles are no certainty."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from andante.learn.proposals import LEAST_WORTH, TAIL, TIED, bent, fit_to, straight

MEANS = np.array([-0.4, -0.3, 0.4, -2.5, -3.9, -1.0, -1.6])


@pytest.fixture(scope="module")
def logs():
    """Particles along the bend: the noise and the carry-over share one sum of squares."""
    rng = np.random.default_rng(3)
    along = straight(MEANS[:, None]) + rng.standard_normal((7, 400)) * np.array([[0.1], [0.9], *[[0.5]] * 5])
    return bent(along)


@pytest.fixture(scope="module")
def fit(logs):
    return fit_to(logs, np.full(400, -np.log(400.0)))


def test_straight_and_bent_undo_each_other_far_out_too(logs):
    wide = np.concatenate([logs, 20.0 * logs, -20.0 * logs], axis=1)
    assert bent(straight(wide)) == pytest.approx(wide, abs=1e-9)
    sum_of_squares = np.exp(2.0 * logs[0]) + np.exp(2.0 * logs[1])
    assert np.exp(2.0 * straight(logs)[0]) == pytest.approx(sum_of_squares)


def test_no_volume_is_gained_or_lost(logs):
    step = 1e-6
    for one in logs.T[:20]:
        columns = [(straight((one + step * e)[:, None]) - straight((one - step * e)[:, None]))[:, 0] for e in np.eye(7)]
        assert abs(np.linalg.det(np.array(columns).T / (2.0 * step))) == pytest.approx(1.0, abs=1e-6)


def test_the_density_is_that_of_a_t_and_normals_side_by_side(logs, fit):
    along = straight(logs).T
    scale = fit.root @ fit.root.T
    expected = stats.multivariate_t(fit.centre[:TIED], scale[:TIED, :TIED], df=TAIL).logpdf(along[:, :TIED])
    expected = expected + stats.norm(fit.centre[TIED:], np.sqrt(np.diag(scale)[TIED:])).logpdf(along[:, TIED:]).sum(
        axis=1
    )
    gap = fit.log_density(logs) - expected
    assert gap == pytest.approx(gap[0], abs=1e-9)  # but for a constant


def test_draws_have_the_density_that_is_said_of_them(fit):
    """Weighted by a normal over the density, draws tell that normal's mean and spread."""
    drawn = fit.draw(np.random.default_rng(1), 40_000)
    along = straight(drawn)
    mean, sd = fit.centre + 0.2 * np.sqrt(np.diag(fit.root @ fit.root.T)), 0.7 * np.sqrt(np.diag(fit.root @ fit.root.T))
    weight = np.exp(stats.norm(mean[:, None], sd[:, None]).logpdf(along).sum(axis=0) - fit.log_density(drawn))
    weight /= weight.sum()
    assert 1.0 / (weight**2).sum() > 2000
    told = along @ weight
    assert np.abs((told - mean) / sd).max() < 0.1
    assert np.sqrt(((along - told[:, None]) ** 2) @ weight) == pytest.approx(sd, rel=0.07)


def test_a_fit_knows_the_spread_of_what_it_was_fitted_to(logs, fit):
    spread = np.cov(straight(logs))
    assert (fit.root @ fit.root.T)[:TIED, :TIED] == pytest.approx(spread[:TIED, :TIED], rel=0.01, abs=1e-3)
    assert np.diag(fit.root)[TIED:] == pytest.approx(np.sqrt(np.diag(spread)[TIED:]), rel=0.01)
    assert (fit.root[TIED:, :TIED] == 0.0).all()


@pytest.mark.parametrize("left", [1, 3])
def test_particles_that_a_surprise_left_few_of_are_no_certainty(logs, fit, left):
    weight = np.full(400, -900.0 - 3.0 * np.arange(400))
    weight[:left] = 0.0
    found = fit_to(logs, weight - np.log(np.exp(weight).sum()))
    assert (np.diag(found.root) > 0.3 * np.diag(fit.root)).all()
    assert np.isfinite(found.log_density(logs)).all()


def test_weights_that_are_worth_enough_are_taken_as_they_are(logs):
    weight = np.where(np.arange(400) < 2 * LEAST_WORTH, 0.0, -60.0)
    few = logs[:, : int(2 * LEAST_WORTH)]
    found = fit_to(logs, weight - np.log(np.exp(weight).sum()))
    assert found.centre == pytest.approx(straight(few).mean(axis=1))
