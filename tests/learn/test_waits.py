"""After how many more days an effect has a word: the chances against made-up futures, the promise against diaries."""

from __future__ import annotations

import numpy as np
import pytest

import waiting
from andante.learn.waits import AHEAD, HALF_OF_95, LIKELY, first_likely, joined, word_chances

SURE = 1.645


@pytest.mark.parametrize(("mean", "sd"), [(0.0, 0.3), (0.3, 0.2), (-0.45, 0.3), (0.8, 0.6), (-0.2, 0.05)])
@pytest.mark.parametrize("more", [30.0, 200.0])
def test_the_chances_are_those_of_made_up_futures(mean, sd, more):
    """An effect as likely as it is believed now, told once more by new days as sharply as by those so far."""
    days, matters, rng = 60, 0.4, np.random.default_rng(1)
    at = int(np.argmin(np.abs(AHEAD - more)))
    more = AHEAD[at]
    effect = mean + sd * rng.standard_normal(100_000)
    new_sd = sd * np.sqrt(days / more)
    new = effect + new_sd * rng.standard_normal(100_000)
    precision = 1.0 / sd**2 + 1.0 / new_sd**2
    middle, then = (mean / sd**2 + new / new_sd**2) / precision, precision**-0.5
    called = (np.abs(middle) >= matters) & (np.abs(middle) >= SURE * then)
    small = np.abs(middle) + HALF_OF_95 * then < matters
    said = word_chances((mean, sd), matters, days, SURE)
    assert [each[at] for each in said] == pytest.approx([called.mean(), small.mean()], abs=0.006)
    same = word_chances((mean, sd), matters, days, SURE, truth=(mean, sd))
    assert np.array_equal(same, said)


def test_where_more_is_believed_than_a_day_tells_it_is_guessed_from_that():
    day, more, days, rng = (0.3, 0.3), AHEAD[60], 60, np.random.default_rng(2)
    truth = joined(day, (0.0, 0.1))
    assert truth == pytest.approx((0.03, 0.3 * 0.1 / np.hypot(0.3, 0.1)))
    effect = truth[0] + truth[1] * rng.standard_normal(100_000)
    new_sd = day[1] * np.sqrt(days / more)
    new = effect + new_sd * rng.standard_normal(100_000)
    precision = day[1] ** -2 + new_sd**-2
    middle, then = (day[0] / day[1] ** 2 + new / new_sd**2) / precision, precision**-0.5
    small = np.abs(middle) + HALF_OF_95 * then < 0.5
    assert word_chances(day, 0.5, days, SURE, truth=truth)[1][60] == pytest.approx(small.mean(), abs=0.006)


def test_what_lies_on_the_edge_waits_longest_and_what_is_out_of_sight_is_said():
    def wait(mean: float) -> int | None:
        return first_likely(sum(word_chances((mean, 0.1), 0.4, 60, SURE)))

    assert wait(0.0) == wait(0.9) == 1
    assert 1 < wait(0.25) < wait(0.3) < wait(0.36)
    assert wait(0.38) > 60 and wait(0.5) == 1
    assert first_likely(np.full(len(AHEAD), LIKELY - 1e-6)) is None


@pytest.mark.slow
def test_a_number_of_days_is_kept_more_often_than_not():
    found = [each for each in waiting.waited(4, 5) if each[0] is not None and each[0] <= 365]
    assert len(found) > 30
    assert np.mean([kept for _, _, kept in found]) >= 0.5
