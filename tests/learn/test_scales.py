"""Scales of few, halved or uneven steps: whether forecasts stay on their values and are honest there.

The people are drawn from the model (level, carry-over, noise), and what they feel is written as the nearest value of
their scale.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.stats import kstest
from tests.learn.conftest import daily

from andante.learn.filter import work
from andante.learn.scale_use import bin_of
from andante.records import Scale

PEOPLE, DAYS = 6, 150
WARM, USED_TO = 30, 60  # entries: before judging, and before the scale must be known
SCALES = {
    "0-3": np.arange(4.0),
    "1-5": np.arange(1.0, 6.0),
    "0-9": np.arange(10.0),
    "half points": np.arange(0.0, 10.1, 0.5),
    "uneven": np.array([0.0, 1.0, 2.0, 4.0, 7.0, 10.0]),
}


def felt(seed):
    """What one person feels each day, on 0-10."""
    rng = np.random.default_rng(seed)
    level = rng.uniform(2.5, 6.0) + np.cumsum(0.08 * rng.standard_normal(DAYS))
    carry, kept = 0.0, np.exp(-1.0 / 1.5)
    days = []
    for each in level:
        carry = kept * carry + np.sqrt(1.0 - kept**2) * rng.standard_normal()
        days.append(each + carry + rng.standard_normal())
    return np.array(days)


@dataclass(frozen=True)
class Judged:
    """Of the forecasts of one scale: mass on its values, PIT for the next day and the same a step too low."""

    on_scale: np.ndarray
    pit: np.ndarray
    too_low: np.ndarray
    inside: np.ndarray


def judge(values):
    low, high = values[0], values[-1]
    tenths = [bin_of(10.0 * (value - low) / (high - low)) for value in values]
    rng = np.random.default_rng(7)
    on_scale, pits, too_low, inside = [], [], [], []
    for person in range(PEOPLE):
        nearest = np.abs(low + felt(300 + person)[:, None] * (high - low) / 10.0 - values).argmin(axis=1)
        ratings = [values[at] if rng.random() > 0.05 else None for at in nearest]
        casts, _ = work(daily({"pain": ratings}, scales={"pain": Scale(low, high)}), "pain")
        for cast in casts[: len(ratings) - 1]:
            mass = cast.mass / cast.mass.sum(axis=1, keepdims=True)
            if cast.entries >= USED_TO:
                on_scale.extend(mass[:, tenths].sum(axis=1))
            if cast.entries < WARM or cast.step + 1 >= len(ratings) or ratings[cast.step + 1] is None:
                continue
            at, draw = nearest[cast.step + 1], rng.random()
            pits.append(pit(mass[0], tenths[at], draw))
            too_low.append(pit(mass[0], tenths[min(at + 1, len(tenths) - 1)], draw))
            reached = np.cumsum(mass[0])
            inside.append(reached[tenths[at]] > 0.1 - 1e-12 and reached[tenths[at]] - mass[0, tenths[at]] < 0.9)
    return Judged(*(np.array(each) for each in (on_scale, pits, too_low, inside)))


def pit(mass, at, draw):
    """Where what came fell in the forecast, 0-1: the share below it and a random part of its own."""
    return mass[:at].sum() + draw * mass[at]


@pytest.fixture(scope="module", params=SCALES)
def judged(request):
    return request.param, judge(SCALES[request.param])


@pytest.mark.slow
def test_after_sixty_entries_forecasts_lie_on_the_values_of_the_scale(judged):
    name, found = judged
    assert len(found.on_scale) > 1000
    assert found.on_scale.mean() >= 0.97
    # Between 4 and 7 there is room for a forecast to be in doubt: there it may be a little less.
    assert (found.on_scale >= 0.95).mean() >= (0.97 if name == "uneven" else 0.995)


@pytest.mark.slow
def test_what_came_falls_evenly_into_what_was_forecast(judged):
    _, found = judged
    assert len(found.pit) > 300
    # What 300 forecasts allow: the distance that a right forecaster passes in one of twenty tries.
    assert kstest(found.pit, "uniform").statistic < 1.36 / np.sqrt(300)
    assert kstest(found.too_low, "uniform").statistic > 1.36 / np.sqrt(300)


@pytest.mark.slow
def test_eighty_in_a_hundred_fall_into_the_interval_of_eighty(judged):
    _, found = judged
    assert 0.7 <= ((found.pit >= 0.1) & (found.pit <= 0.9)).mean() <= 0.9
    # Whole values can only hold more than asked: the ends of the interval are values themselves.
    assert found.inside.mean() >= 0.8
