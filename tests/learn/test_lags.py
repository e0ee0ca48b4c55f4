"""Whether an effect is found on the day on which it comes: diaries with known lags, and entries several times a day."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import numpy as np
import pytest
from tests.learn.conftest import FIRST, daily

from andante.learn import learn
from andante.learn.effects import effects
from andante.records import Diary, Entry

LAGS = {"same day": (0,), "next day": (1,), "2 to 4 days later": (2, 3, 4)}
DIARIES = 20


def ratings(rng, pushes):
    """Pain near 4.5 that carries over, moved by `pushes` and written in whole points; one in twenty is missing."""
    carry, pain = 0.0, []
    for push in pushes:
        carry = 0.6 * carry + 0.6 * rng.standard_normal()
        pain.append(float(np.clip(np.round(4.5 + carry + push + 0.7 * rng.standard_normal()), 0, 10)))
    return [value if rng.random() > 0.05 else None for value in pain]


def known(seed, exposures):
    """A diary of 120 to 200 days: each exposure costs a point per contrast (its quartiles) at its own lag alone."""
    rng = np.random.default_rng(seed)
    days = 120 + seed * 37 % 81
    pushes, columns = np.zeros(days), {}
    for name, when in exposures.items():
        amounts = np.round(rng.gamma(4.0, 5.0, days)) if name == "load" else rng.integers(0, 11, days).astype(float)
        low, high = np.quantile(amounts, [0.25, 0.75])
        for lag in LAGS[when]:
            pushes[lag:] += ((amounts - amounts.mean()) / (high - low))[: days - lag]
        columns[name] = amounts.tolist()
    return daily({"pain": ratings(rng, pushes), **columns})


def judged(exposures):
    """Shares of diaries whose interval covers the truth (exposure, when), and whose largest mean is at its lag."""
    covered, right = Counter(), Counter()
    for seed in range(DIARIES):
        found = effects(learn(known(seed, exposures)))
        for name, truth in exposures.items():
            # For a load, the part below the capacity: most days are there.
            mine = [e for e in found if e.exposure == name and e.part != "above capacity"]
            for effect in mine:
                covered[name, effect.when] += (effect.low <= (effect.when == truth) <= effect.high) / DIARIES
            right[name] += (max(mine, key=lambda effect: effect.mean).when == truth) / DIARIES
    return covered, right


@pytest.mark.slow
@pytest.mark.parametrize(
    "exposures",
    [
        {"exertion.mental": "same day"},
        {"exertion.mental": "next day"},
        {"exertion.mental": "2 to 4 days later"},
        {"load": "next day"},
        {"exertion.mental": "same day", "exertion.social": "next day", "exertion.physical": "2 to 4 days later"},
    ],
    ids=["same", "next", "later", "load", "three at once"],
)
def test_an_effect_is_found_on_the_day_on_which_it_comes(exposures):
    covered, right = judged(exposures)
    assert len(covered) == 3 * len(exposures)
    assert min(covered.values()) >= 0.8 if len(exposures) > 1 else min(covered.values()) >= 0.85
    assert min(right.values()) >= 0.8


def four_times_a_day(seed, cost, days=60):
    """Entries at 8, 12, 16 and 20 o'clock; a point of mental effort costs `cost` at the next entry, four hours on."""
    rng = np.random.default_rng(seed)
    hours = (8, 12, 16, 20)
    effort = rng.integers(0, 11, 4 * days).astype(float)
    pushes = np.zeros(4 * days)
    pushes[1:] = np.where(np.arange(1, 4 * days) % 4 > 0, cost * (effort[:-1] - 5.0), 0.0)
    entries = []
    for i, pain in enumerate(ratings(rng, pushes)):
        at = dt.datetime.combine(FIRST + dt.timedelta(days=i // 4), dt.time(hours[i % 4]), tzinfo=dt.UTC)
        values = {"exertion.mental": float(effort[i])}
        entries.append(Entry(at, values if pain is None else {**values, "pain": pain}))
    return Diary(tuple(entries), ("pain", "exertion.mental"))


@pytest.mark.slow
@pytest.mark.parametrize("cost", [0.25, -0.25])
def test_what_comes_four_hours_later_is_found_with_its_sign(cost):
    sure = []
    for seed in range(4):
        found = effects(learn(four_times_a_day(seed, cost)))
        (hours,) = (effect for effect in found if effect.when == "4 hours later")
        assert np.sign(hours.mean) == np.sign(cost)
        sure.append(hours.p_worse if cost > 0 else 1.0 - hours.p_worse)
    assert np.median(sure) > 0.95
