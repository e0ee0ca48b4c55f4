"""What learning believes is as often right as it says: the small version of `benchmarks/sbc.py`, with fixed seeds."""

from __future__ import annotations

import numpy as np
import pytest

import sbc
from andante.learn.priors import Shape

DIARIES, DAYS = 40, 60
LEAST_P = 0.01

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def ranks():
    return sbc.all_ranks(DIARIES, DAYS)


def test_ranks_of_the_truth_are_uniform(ranks):
    shape = Shape(1, 1)
    assert len(ranks) == len(shape.names) + shape.states + 2
    assert all(len(found) == DIARIES for name, found in ranks.items() if name != sbc.DAILY)
    assert len(ranks[sbc.DAILY]) > 0.8 * (DAYS - 2) * DIARIES / 2
    worst = {name: p.min() for name, p in sbc.corrected_p(ranks).items()}
    assert min(worst.values()) > LEAST_P, worst


def test_learning_that_reads_ratings_wrongly_is_found_out(monkeypatch):
    """The same diaries and truths, but learning reads every rating a third nearer to 4 than it was written."""

    def misread(*arguments):
        drawn = sbc.drawn_diary_as_is(*arguments)
        return drawn._replace(road=drawn.road._replace(rating=4.0 + (drawn.road.rating - 4.0) * 2.0 / 3.0))

    monkeypatch.setattr(sbc, "drawn_diary_as_is", sbc.drawn_diary, raising=False)
    monkeypatch.setattr(sbc, "drawn_diary", misread)
    found = sbc.corrected_p(sbc.all_ranks(DIARIES, DAYS))
    assert found["noise_sd"].min() < LEAST_P
    assert found["fast_days"].min() > LEAST_P  # it is the spread that is wrong, not the times


@pytest.mark.parametrize(
    ("ranks_of_one", "uniform"),
    [
        (np.linspace(0.005, 0.995, 200), True),
        (np.linspace(0.005, 0.995, 200) ** 1.5, False),
        (0.5 + 0.7 * (np.linspace(0.005, 0.995, 200) - 0.5), False),
    ],
)
def test_the_check_itself_tells_flat_from_tilted_and_humped(ranks_of_one, uniform):
    found = {"one": ranks_of_one, **{str(i): np.linspace(0.01, 0.99, 100) for i in range(18)}}
    assert (sbc.corrected_p(found)["one"].min() > LEAST_P) == uniform


def test_holm_is_holm():
    assert sbc.holm(np.array([0.01, 0.04, 0.03])) == pytest.approx([0.03, 0.06, 0.06])
