"""Lasting changes of the usual level: found where there is one, with its size; none where there is none."""

from __future__ import annotations

import datetime as dt
import tracemalloc

import numpy as np
import pytest
from tests.learn.conftest import FIRST, daily

from andante.learn import changes, forecast, learn
from andante.learn.changes import LevelChange, level_changes
from andante.records import Scale

DAYS, AT = 180, 100


YEARS = (100, 830)  # the days of a break of two years
LONG = {"days": 930, "away": range(*YEARS)}


def restless(seed: int, *, by: float = 0.0, days: int = DAYS, at: int = AT, flare: int | None = None, away=range(0)):
    """A person whose pain carries over; from day `at` on it is `by` points higher; perhaps with a week's flare from day
    `flare` on, and with nothing written on the days `away`.
    """
    rng = np.random.default_rng(seed)
    carry, pain = 0.0, []
    for day in range(days):
        carry = 0.5 * carry + 0.7 * rng.standard_normal()
        bad = 3.0 if flare is not None and flare <= day < flare + 7 else 0.0
        pain.append(float(np.clip(np.round(4.0 + carry + bad + by * (day >= at) + 0.7 * rng.standard_normal()), 0, 10)))
    return daily({"pain": [None if day in away else value for day, value in enumerate(pain)]})


@pytest.mark.parametrize("by", [2.5, -2.5])
def test_a_lasting_change_is_found_near_its_day_with_its_size(by):
    found = [level_changes(restless(seed, by=by), "pain") for seed in range(20)]
    near = [
        [one for one in each if abs((one.on - FIRST).days - AT) <= 7 and one.low <= by <= one.high and one.by * by > 0]
        for each in found
    ]
    assert sum(map(bool, near)) >= 15
    assert sum(len(each) for each in found) <= 26


@pytest.mark.parametrize("flare", [None, 60])
def test_without_a_change_hardly_any_diary_shows_one(flare):
    found = [level_changes(restless(seed, flare=flare), "pain") for seed in range(40)]
    assert sum(map(bool, found)) <= 3


@pytest.mark.parametrize("flare", [YEARS[0] - 7, YEARS[1]])
def test_a_flare_at_the_edge_of_a_break_of_two_years_is_no_new_level(flare):
    found = [level_changes(restless(seed, flare=flare, **LONG), "pain") for seed in range(40)]
    assert sum(map(bool, found)) <= 1


@pytest.mark.parametrize("at", [YEARS[0], sum(YEARS) // 2])
def test_a_change_in_a_break_of_two_years_is_found_at_its_end(at):
    found = [level_changes(restless(seed, by=2.5, at=at, **LONG), "pain") for seed in range(20)]
    near = [
        [one for one in each if 0 <= (one.on - FIRST).days - YEARS[1] <= 7 and one.low <= 2.5 <= one.high]
        for each in found
    ]
    assert sum(map(bool, near)) >= 15
    assert sum(len(each) for each in found) <= 26


def test_two_weeks_on_each_side_are_needed():
    assert level_changes(restless(1, by=4.0, days=27, at=14), "pain") == ()
    assert level_changes(restless(1, by=4.0, days=DAYS, at=DAYS - 3), "pain") == ()


def test_sizes_are_in_the_scale_of_the_file():
    diary = restless(3, by=3.0)
    tenfold = daily(
        {"pain": [10.0 * entry.values["pain"] for entry in diary.entries]}, scales={"pain": Scale(0.0, 100.0)}
    )
    (small,), (large,) = level_changes(diary, "pain"), level_changes(tenfold, "pain")
    assert large.on == small.on
    assert large.by == pytest.approx(10.0 * small.by, abs=0.1)


@pytest.mark.parametrize("block", [33, 10_000])
def test_steps_tried_in_blocks_are_the_same(block, monkeypatch):
    pain = [entry.values["pain"] for entry in restless(5, by=2.5).entries]
    diary = daily({"pain": [*pain, *pain, *pain]})
    whole = level_changes(diary, "pain")
    assert len(whole) >= 3
    monkeypatch.setattr(changes, "BLOCK", block)
    assert level_changes(diary, "pain") == whole


def test_memory_goes_with_the_length_of_a_diary_and_not_with_its_square():
    diary = restless(1, days=2500)
    level_changes(diary, "pain")
    tracemalloc.start()
    level_changes(diary, "pain")
    peak_mb = tracemalloc.get_traced_memory()[1] / 2.0**20
    tracemalloc.stop()
    assert peak_mb < 25.0  # a square of so many days takes 48 MB


def test_as_json():
    change = LevelChange(dt.date(2026, 3, 4), 1.5, 0.9, 2.1)
    assert change.answer() == {"on": "2026-03-04", "by": 1.5, "low": 0.9, "high": 2.1}


def test_forecasts_follow_the_new_level_within_five_weeks():
    gaps = []
    for seed in range(4):
        told = forecast(learn(restless(seed, by=2.5, days=AT + 35)), 1).days[0]
        gaps.append(told.mean - 6.5)
    assert abs(np.mean(gaps)) < 0.6
