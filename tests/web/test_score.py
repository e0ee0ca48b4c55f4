"""The score of the forecasts against "same as last time"."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.web.today.score import FEWEST_SCORED, score_of

LEVELS = ("0.025", "0.1", "0.25", "0.5", "0.75", "0.9", "0.975")
FIRST = dt.date(2026, 1, 1)


def rated(values: list[float]) -> list[tuple[dt.date, float]]:
    return [(FIRST + dt.timedelta(days=day), value) for day, value in enumerate(values)]


def rows(values: list[float], forecast) -> list[dict]:
    days = rated(values)
    return [
        {
            "origin": origin.isoformat(),
            "for": day.isoformat(),
            "horizon": 1,
            "quantiles": dict.fromkeys(LEVELS, forecast(last, value)),
            "observed": value,
        }
        for (origin, last), (day, value) in pairwise(days)
    ]


WAVE = [float(day % 5) for day in range(40)]


def test_a_bare_number_scores_its_plain_miss():
    score = score_of(rows([1.0, 4.0], lambda last, value: last), rated([1.0, 4.0]))
    assert score.forecast == score.last_value == pytest.approx(3.0)


def test_knowing_better_beats_the_rivals():
    assert score_of(rows(WAVE, lambda last, value: value), rated(WAVE)).beaten


def test_saying_the_last_value_beats_nothing():
    score = score_of(rows(WAVE, lambda last, value: last), rated(WAVE))
    assert score.forecast == score.last_value
    assert not score.beaten


def test_too_few_forecasts_beat_nothing():
    few = WAVE[:FEWEST_SCORED]
    score = score_of(rows(few, lambda last, value: value), rated(few))
    assert score.scored == FEWEST_SCORED - 1
    assert not score.beaten
    assert not score_of([], []).beaten


def test_days_without_a_rating_are_not_scored():
    unknown = [{**row, "observed": None} for row in rows(WAVE, lambda last, value: value)]
    assert score_of(unknown, rated(WAVE)).scored == 0


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 10).map(float), min_size=20, max_size=50), st.floats(0.5, 4.0))
def test_scores_follow_the_unit_of_the_rating(values, unit):
    plain = score_of(rows(values, lambda last, value: last + 1), rated(values))
    scaled = [value * unit for value in values]
    other = score_of(rows(scaled, lambda last, value: last + unit), rated(scaled))
    for name in ("forecast", "last_value", "last_value_with_spread"):
        assert getattr(other, name) == pytest.approx(unit * getattr(plain, name), abs=1e-9)
