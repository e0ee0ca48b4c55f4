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

from andante.learn import forecast, learn
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


def after_silence(seed, gap):
    """The forecast of the first day after `gap` days without a rating, and what is felt then, in whole points."""
    rng = np.random.default_rng(seed)
    level = 5.0 + np.cumsum(0.08 * rng.standard_normal(40))
    pain = np.clip(np.round(level + 0.7 * rng.standard_normal(40)), 0.0, 10.0)
    back = level[-1] + 0.08 * np.sqrt(gap) * rng.standard_normal() + 0.7 * rng.standard_normal()
    columns = {"pain": [*pain, *[None] * (gap - 1)], "sleep": [5.0] * (39 + gap)}
    return forecast(learn(daily(columns)), 1).days[0], float(np.clip(np.round(back), 0.0, 10.0))


def test_after_a_long_silence_a_forecast_is_as_wide_as_it_was_long():
    """Levels that wander as the prior has it: of 12 ratings after 240 days nearly all lie within 95 %."""
    found = [after_silence(seed, 240) for seed in range(12)]
    assert sum(day.quantiles["0.025"] <= rating <= day.quantiles["0.975"] for day, rating in found) >= 11
    assert sum(day.quantiles["0.1"] <= rating <= day.quantiles["0.9"] for day, rating in found) >= 7
    soon = [after_silence(seed, 2)[0].sd for seed in range(3)]
    assert all(day.sd > 1.5 * sd for (day, _), sd in zip(found, soon, strict=False))
