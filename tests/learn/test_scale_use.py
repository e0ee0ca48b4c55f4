"""Whether forecasts learn how a person uses the scale, and whether past the fact they were calibrated."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr
from scipy.stats import kstest
from tests.learn import ladder_in_numpy
from tests.learn.conftest import daily, drawn

from andante.learn import scale_use
from andante.learn.filter import work
from andante.learn.ladder import BINS, GAPS, gap_class
from andante.learn.scale_use import COMPONENTS, QUANTILES, ScaleUse, bin_of, quantiles_of
from andante.learn.scores import pinball

GRID = np.arange(BINS) / 10.0
WHOLE = np.arange(BINS) % 10 == 0


def bell(mean, sd):
    """What a plain model says: a Gaussian in tenths, what lies off the scale going to its ends."""
    edges = np.concatenate([[-np.inf], np.arange(0.05, 10.0, 0.1), [np.inf]])
    return np.diff(ndtr((edges - mean) / sd))


def taught(ratings, sd=1.5, horizons=3):
    """The use of the scale after `ratings` (None = missing), the models saying the same bell throughout."""
    known = [rating for rating in ratings if rating is not None]
    mass = np.tile(bell(float(np.mean(known)), sd), (horizons, 1))
    use, waiting = ScaleUse.empty(), None
    for rating in ratings:
        use = use.passed(rating, waiting)
        made, kept = use.cast(mass, mass)
        use, waiting = use.waiting(kept), mass[0]
    return use, made


def test_a_coarse_grid_is_learned():
    rng = np.random.default_rng(1)
    ratings = [float(value) for value in np.clip(np.round(rng.normal(4, 1.5, 120)), 0, 10)]
    for count, share in ((30, 0.9), (60, 0.95), (120, 0.97)):
        assert (taught(ratings[:count])[1][:, WHOLE].sum(axis=1) >= share).all()


def test_a_grid_of_halves_and_a_fine_one_are_learned_too():
    rng = np.random.default_rng(2)
    halves = np.arange(BINS) % 5 == 0
    _, made = taught([float(value) for value in np.clip(np.round(2 * rng.normal(4, 1.5, 80)) / 2, 0, 10)])
    assert (made[:, halves].sum(axis=1) >= 0.95).all()
    assert (made[:, halves & ~WHOLE].sum(axis=1) >= 0.25).all()
    _, made = taught([float(value) for value in np.clip(np.round(rng.normal(4, 1.5, 80), 1), 0, 10)])
    assert (made[:, WHOLE].sum(axis=1) < 0.3).all()


def test_before_anything_was_rated_the_model_speaks():
    mass = np.tile(bell(4.0, 1.5), (3, 1))
    made, _ = ScaleUse.empty().cast(mass, mass)
    assert made.sum(axis=1) == pytest.approx(1.0)
    assert GRID @ made[0] == pytest.approx(4.0, abs=0.5)


def test_ratings_that_stick_are_expected_to_stick():
    use, made = taught([3.0] * 60)
    assert made[0, bin_of(3.0)] > 0.9
    assert use.weights(1, 1)[COMPONENTS.index("last value")] > use.weights(1, 1)[COMPONENTS.index("with exposures")]
    rng = np.random.default_rng(4)
    _, lively = taught([float(value) for value in rng.integers(1, 8, 60)])
    assert lively[0].max() < 0.5


def test_the_value_last_written_in_a_tenth_is_what_is_forecast():
    use, _ = taught([10 / 3] * 30)
    assert use.written[bin_of(10 / 3)] == 10 / 3
    assert (np.diff(use.written) > 0).all()


rating = st.one_of(st.none(), st.integers(0, 10).map(float), st.floats(0, 10))


@settings(deadline=None, max_examples=60)
@given(st.lists(rating, min_size=1, max_size=40), st.floats(-2, 12), st.floats(0.05, 4), st.floats(-2, 12))
def test_a_forecast_is_a_distribution_whatever_came(ratings, mean, sd, other):
    level, exposed = np.tile(bell(mean, sd), (3, 1)), np.tile(bell(other, sd), (3, 1))
    use, waiting = ScaleUse.empty(), None
    for each in ratings:
        use = use.passed(each, waiting)
        made, kept = use.cast(level, exposed)
        use, waiting = use.waiting(kept), level[0]
        assert made.min() >= 0.0
        assert made.sum(axis=1) == pytest.approx(1.0)
        quantiles = quantiles_of(made, use.written)
        assert (np.diff(quantiles, axis=1) >= 0.0).all()
        assert quantiles.min() >= 0.0
        assert quantiles.max() <= 10.0
    for gap in (1, 2, 7):
        for alike in (0, 1):
            weights = use.weights(gap, alike)
            assert weights.min() > 0.0
            assert weights.sum() == pytest.approx(1.0)


def test_a_missing_rating_teaches_nothing():  # acceptance 16
    use, _ = taught([4.0, 5.0, 4.0])
    after = use.passed(None, bell(4.0, 1.0))
    for name in ("used", "expected", "recent", "written", "counts", "usual", "regret"):
        assert (getattr(after, name) == getattr(use, name)).all()
    assert (after.last, after.since) == (use.last, use.since + 1)


def test_weights_go_to_the_component_that_was_right():
    rng = np.random.default_rng(6)
    use, waiting = ScaleUse.empty(), None
    level = np.tile(bell(5.0, 2.5), (3, 1))
    truth = np.clip(np.round(rng.normal(5, 2.5, 150)), 0, 10)
    for t, each in enumerate(truth):
        use = use.passed(float(each), waiting)
        ahead = truth[np.minimum(np.arange(t + 1, t + 4), len(truth) - 1)]
        exposed = np.stack([bell(float(value), 0.4) for value in ahead])  # it knows what comes
        _, kept = use.cast(level, exposed)
        use, waiting = use.waiting(kept), level[0]
    for gap in (1, 2, 3):
        assert use.weights(gap, 0)[COMPONENTS.index("with exposures")] > 0.6


@pytest.mark.parametrize(
    ("steps", "found"), [(1, 0), (2, 1), (3, 2), (4, 3), (5, 3), (6, 4), (9, 4), (10, 5), (400, 5)]
)
def test_gaps_fall_into_six_classes(steps, found):
    assert gap_class(steps) == found < GAPS


def test_quantiles_are_the_least_values_that_reach_the_share():
    mass = np.zeros(BINS)
    mass[[20, 30, 70]] = 0.25, 0.5, 0.25
    assert quantiles_of(mass, GRID).tolist() == [2.0, 2.0, 2.0, 3.0, 3.0, 7.0, 7.0]
    assert quantiles_of(mass[None], GRID).shape == (1, len(QUANTILES))


# ── randomised PIT of whole forecasts, made before the fact ──────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def fallen():
    """Where each rating of six simulated diaries fell in the forecasts made for it, one row per horizon."""
    rng = np.random.default_rng(7)
    rows = [[], [], []]
    shifted = []
    for seed in range(6):
        diary = drawn(100 + seed, 150)
        pain = daily({"pain": [entry.get("pain") for entry in diary.entries]})
        casts, _ = work(pain, "pain")
        observed = [entry.get("pain") for entry in diary.entries]
        for cast in casts[20:]:
            for h in range(3):
                # Only one in h + 1 origins, so that the forecasts do not overlap and the values are independent.
                at = cast.step + h + 1
                if at >= len(observed) or observed[at] is None or cast.step % (h + 1):
                    continue
                rows[h].append(pit(cast.mass[h], observed[at], rng))
                if h == 0:
                    shifted.append(pit(np.roll(cast.mass[h], 10), observed[at], rng))
    return rows, shifted


def pit(mass, observed, rng):
    """A uniform number if the forecast is right: the share below what came, ties broken at random."""
    at = bin_of(observed)
    low = mass[:at].sum()
    return (low + rng.random() * mass[at]) / mass.sum()


def test_what_came_fell_evenly_into_what_was_forecast(fallen):
    rows, _ = fallen
    for values in rows:
        assert len(values) > 150
        assert kstest(values, "uniform").pvalue > 0.005


def test_the_check_would_find_a_forecast_that_is_off_by_a_point(fallen):
    _, shifted = fallen
    assert kstest(shifted, "uniform").pvalue < 1e-6


# ── single rungs, and what they cost where they have nothing to say ──────────────────────────────────────────────────


def test_a_rating_between_two_tenths_falls_into_the_same_one_on_any_scale():
    for value in np.arange(1, 200) / 20:
        assert bin_of(10 * (value * 0.9) / 9) == bin_of(10 * (value * 0.3) / 3) == bin_of(value)


def loss_of_next(ratings, bell_of, *, weekly):
    """Mean pinball loss of the forecasts of each next rating after 60 days, by a plain model that says `bell_of`(t)."""
    use, waiting, lost = ScaleUse.empty(), None, []
    for t, rating in enumerate(ratings[:-1]):
        use = use.passed(float(rating), waiting, t % 7 if weekly else None)
        mass = np.tile(bell_of(t), (3, 1))
        made, kept = use.cast(mass, mass, tuple((t + h) % 7 for h in (1, 2, 3)) if weekly else None)
        use, waiting = use.waiting(kept), mass[0]
        if t >= 60:
            lost.append(pinball(QUANTILES, quantiles_of(made[0], use.written), float(ratings[t + 1])))
    return float(np.mean(lost)), use


@pytest.mark.parametrize("raised", [2.0, 0.0])
def test_weekdays_earn_their_place_or_cost_nothing(raised):
    ratios, shares = [], []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        usual = 4.0 + raised * (np.arange(240) % 7 >= 5)
        ratings = np.clip(np.round(2.0 * (usual + rng.normal(0, 0.8, 240))) / 2.0, 0, 10)
        centre, sd = float(ratings.mean()), float(ratings.std())
        (with_days, use), (without, _) = (
            loss_of_next(ratings, lambda _, m=centre, s=sd: bell(m, s), weekly=weekly) for weekly in (True, False)
        )
        ratios.append(with_days / without)
        shares.append(use.weights(1, 0)[COMPONENTS.index("with weekdays")])
    if raised:
        assert np.mean(ratios) < 0.9
        assert np.mean(shares) > 0.25
    else:
        assert np.mean(ratios) < 1.01
        assert np.mean(shares) < 0.25


def test_what_a_rung_begins_with_are_shares():
    assert scale_use.FIRST_SHARES.shape[1] == len(COMPONENTS)
    assert scale_use.FIRST_SHARES.sum(axis=1) == pytest.approx(1.0)
    assert scale_use.FIRST_SHARES.min() > 0.0
    first = [ScaleUse.empty().weights(gap, 0) for gap in (1, 2, 3, 4, 12)]
    assert (np.diff([shares[COMPONENTS.index("last value")] for shares in first[:3]]) < 0.0).all()
    assert (first[2] == first[3]).all()
    assert (first[2] == first[4]).all()


def losses_of_stickers(stay, seeds=8, days=70):
    """Mean pinball losses (3 horizons) of people on five steps who stay at a value from one day to the next with chance
    `stay`, and else take one as usual; the plain model knows what is usual.
    """
    lost = []
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        steps, usual = np.arange(5) * 2.5, rng.dirichlet([0.3, 1.0, 3.0, 2.0, 0.5])
        ratings = [rng.choice(steps, p=usual)]
        while len(ratings) < days:
            ratings.append(ratings[-1] if rng.random() < stay else rng.choice(steps, p=usual))
        mass = np.tile(bell(float(usual @ steps), float(np.std(ratings)) + 0.3), (3, 1))
        use, waiting = ScaleUse.empty(), None
        for t, rating in enumerate(ratings[:-3]):
            use = use.passed(float(rating), waiting)
            made, kept = use.cast(mass, mass)
            use, waiting = use.waiting(kept), mass[0]
            if t >= 13:
                lost.append(pinball(QUANTILES, quantiles_of(made, use.written), np.array(ratings[t + 1 : t + 4])))
    return np.mean(lost, axis=0)


def test_the_last_value_counts_for_less_the_further_ahead(monkeypatch):
    """Better for people who stick than shares that are alike for all horizons, and no worse for those who do not."""
    sticky, fickle = losses_of_stickers(0.5), losses_of_stickers(0.0)
    monkeypatch.setattr(scale_use, "FIRST_SHARES", np.array([[0.04, 0.08, 0.45, 0.08, 0.19, 0.08, 0.08]]))
    assert (sticky / losses_of_stickers(0.5) < [0.995, 1.005, 1.005]).all()
    assert (fickle / losses_of_stickers(0.0) < 1.01).all()


def after_a_jump(days, seed):
    """The mean that is forecast some days after a jump by 3.5 points of which the plain model never hears."""
    rng = np.random.default_rng(seed)
    ratings = np.clip(np.round(np.repeat([3.0, 6.5], [120, days]) + rng.normal(0, 0.7, 120 + days)), 0, 10)
    use, waiting = ScaleUse.empty(), None
    mass = np.tile(bell(3.0, 0.8), (3, 1))
    for each in ratings:
        use = use.passed(float(each), waiting)
        made, kept = use.cast(mass, mass)
        use, waiting = use.waiting(kept), mass[0]
    return float(GRID @ made[0])


@pytest.mark.parametrize("days", [4, 10])
def test_a_jump_of_the_level_takes_belief_from_the_usual_days(monkeypatch, days):
    """At once, and for as long as they lag behind: not only until the rest of the pool has followed."""
    heard = np.mean([after_a_jump(days, seed) for seed in range(4)])
    monkeypatch.setattr(scale_use, "DOUBT", 0.0)
    unheard = np.mean([after_a_jump(days, seed) for seed in range(4)])
    assert heard > unheard + 0.2


# ── the compiled ladder beside its twin in NumPy ─────────────────────────────────────────────────────────────────────


def both(ratings, level, exposed, phases):
    """Forecasts and shares after each rating (None = missing) by the ladder and by its slow twin, on days `phases`."""
    use, twin, waiting = ScaleUse.empty(), ladder_in_numpy.ScaleUse.empty(), None
    for t, rating in enumerate(ratings):
        days = None if phases is None else [(t + h) % 7 for h in range(1, 1 + len(level[t]))]
        use = use.passed(rating, waiting, None if phases is None else t % 7)
        twin = twin.passed(rating, waiting, None if phases is None else t % 7)
        (mass, kept), (other, its) = use.cast(level[t], exposed[t], days), twin.cast(level[t], exposed[t], days)
        use, twin, waiting = use.waiting(kept), twin.waiting(its), level[t][0]
        shares = [each.weights(gap, alike) for each in (use, twin) for gap in (1, 3, 12, 90) for alike in (0, 1)]
        yield mass, other, np.reshape(shares, (2, -1)), (use, twin)


people = st.sampled_from([1.0, 2.5, 0.5, 0.1, 0.013])  # steps of the scale that a person uses


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), people, st.booleans(), st.integers(3, 6), st.floats(0.0, 0.7))
def test_the_ladder_says_what_its_twin_in_numpy_says(seed, step, weekly, horizons, silent):
    rng = np.random.default_rng(seed)
    days = 70
    level = [np.stack([bell(rng.normal(5, 3), rng.gamma(2, 0.7) + 0.05) for _ in range(horizons)]) for _ in range(days)]
    exposed = [np.stack([bell(rng.normal(5, 3), 1.0) for _ in range(horizons)]) for _ in range(days)]
    walk = np.clip(np.round((5 + rng.normal(0, 0.8, days).cumsum()) / step) * step, 0, 10)
    ratings = [None if rng.random() < silent else float(value) for value in walk]
    if seed % 3 == 0:  # a silence of weeks
        ratings[10:65] = [None] * 55
    use = twin = None
    for mass, other, shares, (use, twin) in both(ratings, level, exposed, weekly or None):  # noqa: B007 - used below
        np.testing.assert_allclose(mass, other, rtol=0.0, atol=1e-12)
        np.testing.assert_allclose(shares[0], shares[1], rtol=0.0, atol=1e-12)
    for name in ("used", "expected", "recent", "usual", "written", "counts", "regret", "loss", "fell"):
        assert getattr(use, name) == pytest.approx(getattr(twin, name), abs=1e-9)
    assert (use.last, use.alike, use.since) == (twin.last, twin.alike, twin.since)
    assert use.now[-1] == pytest.approx(twin.drift)
    assert use.levels == pytest.approx(twin.level.means, nan_ok=True)
    assert use.missed == pytest.approx(twin.level.missed, abs=1e-9)
    assert use.day_missed == pytest.approx(twin.weekdays.missed)


def test_a_step_changes_nothing_in_the_value_before():
    use, _ = taught([4.0, 5.0, None, 4.0])
    before = [np.array(each) for each in use]
    for each in use:
        each.setflags(write=False)  # as a belief keeps it
    mass = np.tile(bell(4.0, 1.0), (3, 1))
    use.passed(6.0, mass[0], 2)
    use.passed(None, mass[0])
    use.waiting(use.cast(mass, mass)[1])
    assert use.weights(1, 0).sum() == pytest.approx(1.0)
    for kept, now in zip(before, use, strict=True):
        np.testing.assert_array_equal(kept, now)
