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
DIARIES = 21


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


def judged(ways):
    """Shares of diaries whose interval covers the truth (exposure, when), and whose largest mean is at its lag
    (exposure, lag). The diaries take turns among `ways`: which exposure costs something when.
    """
    covered, right, count = Counter(), Counter(), Counter()
    for seed in range(DIARIES):
        exposures = ways[seed % len(ways)]
        found = effects(learn(known(seed, exposures)))
        for name, truth in exposures.items():
            # For a load, the part below the capacity: most days are there.
            mine = [e for e in found if e.exposure == name and e.part != "above capacity"]
            for effect in mine:
                covered[name, effect.when] += (effect.low <= (effect.when == truth) <= effect.high) / DIARIES
            right[name, truth] += max(mine, key=lambda effect: effect.mean).when == truth
            count[name, truth] += 1
    return covered, {which: right[which] / count[which] for which in count}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ways", "least"),
    [
        ([{"exertion.mental": lag} for lag in LAGS], 0.85),
        ([{"load": "next day"}], 0.85),
        (
            [{"exertion.mental": "same day", "exertion.social": "next day", "exertion.physical": "2 to 4 days later"}],
            0.8,
        ),
    ],
    ids=["one", "load", "three at once"],
)
def test_an_effect_is_found_on_the_day_on_which_it_comes(ways, least):
    covered, right = judged(ways)
    names = {name for way in ways for name in way}
    assert set(covered) == {(name, lag) for name in names for lag in LAGS}
    assert min(covered.values()) >= least
    assert min(right.values()) >= 0.8


ENTRIES_AT = (8, 12, 16, 20)
BY_HOURS = {
    "the same entry": {0: 1.0},
    "fading over hours": {lag: float(np.exp(-lag / 6.0)) for lag in range(0, 73, 4)},
    "some hours later": {4: 1.0, 8: 0.6, 12: 0.3},
    "nothing": {},
}
HOURS_OF = {"same entry": (0,), "4 hours later": (4,), "next day": (24,), "2 to 4 days later": (48, 72, 96)}


def four_times_a_day(seed, kernel, cost, days=60):
    """Entries at 8, 12, 16 and 20 o'clock; a point of mental effort costs `cost` x `kernel` so many hours later."""
    rng = np.random.default_rng(seed)
    hour = np.add.outer(24 * np.arange(days), ENTRIES_AT).ravel()
    effort = rng.integers(0, 11, len(hour)).astype(float)
    weight = np.vectorize(lambda lag: kernel.get(int(lag), 0.0))(hour[:, None] - hour[None])
    entries = []
    for i, pain in enumerate(ratings(rng, cost * weight @ (effort - 5.0))):
        at = dt.datetime.combine(FIRST + dt.timedelta(days=i // 4), dt.time(ENTRIES_AT[i % 4]), tzinfo=dt.UTC)
        values = {"exertion.mental": float(effort[i])}
        entries.append(Entry(at, values if pain is None else {**values, "pain": pain}))
    return Diary(tuple(entries), ("pain", "exertion.mental"))


@pytest.mark.slow
@pytest.mark.parametrize("kernel", BY_HOURS.values(), ids=BY_HOURS)
def test_hours_later_is_told_as_it_is(kernel):
    covered, missed = Counter(), Counter()
    diaries = 4
    for seed in range(diaries):
        cost = 0.25 if seed % 2 else -0.25
        for effect in effects(learn(four_times_a_day(seed, kernel, cost))):
            points = cost * float(effect.per.split()[0])
            truth = points * np.mean([kernel.get(lag, 0.0) for lag in HOURS_OF[effect.when]])
            covered[effect.when] += effect.low <= truth <= effect.high
            missed[effect.when] += (effect.mean - truth) / points / diaries
            right = "not enough yet" if truth == 0 else "worsens" if truth > 0 else "helps"
            assert effect.verdict in (right, "no clear link") or abs(truth) < 0.5
    assert min(covered.values()) >= diaries - 1
    assert max(map(abs, missed.values())) < 0.2  # of the effect at its height, on average


@pytest.mark.slow
@pytest.mark.parametrize("cost", [0.25, -0.25])
def test_what_comes_four_hours_later_and_is_gone_after_eight_is_found_there(cost):
    """No kernel is so narrow: the effect is told too small, but at its place, and no other has a word."""
    for seed in range(4):
        found = {one.when: one for one in effects(learn(four_times_a_day(seed, {4: 1.0}, cost)))}
        hours = found.pop("4 hours later")
        assert hours.verdict == ("worsens" if cost > 0 else "helps")
        assert abs(hours.mean) > 0.4 * abs(cost) * float(hours.per.split()[0])
        assert not {one.verdict for one in found.values()} & {"worsens", "helps"}
