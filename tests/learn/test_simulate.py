"""The virtual person's year: the same for the same seed, and like a diary that somebody would keep."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from andante.exchange.diary_csv import column_problem
from andante.learn.flares import flare_record
from andante.learn.simulate import virtual_year

LAST = dt.date(2026, 3, 1)
SEEDS = range(12)
DEMO_SEED = 18  # two flares, the last some months ago; sleep helps and stress worsens


@pytest.fixture(scope="module")
def years():
    return [virtual_year(seed, LAST) for seed in SEEDS]


def pain_of(diary):
    return np.array([entry.values["pain"] for entry in diary.entries if "pain" in entry.values])


def test_a_seed_is_a_person():
    assert virtual_year(3, LAST) == virtual_year(3, LAST)
    assert virtual_year(3, LAST) != virtual_year(4, LAST)


def test_the_year_reads_like_a_diary(years):
    for diary in years:
        pain = pain_of(diary)
        assert 3.0 <= pain.mean() <= 6.0
        assert 0.8 <= pain.std() <= 2.2
        missing = 1.0 - len(diary.entries) / 365
        assert 0.03 <= missing <= 0.25
        assert (diary.last_day, diary.is_daily) == (LAST, True)
        assert diary.first_day == LAST - dt.timedelta(days=364)
        assert (LAST - dt.timedelta(days=13)) in {diary.day(entry) for entry in diary.entries}


def test_every_value_is_one_that_a_person_would_write(years):
    for diary in years:
        assert [problem for column in diary.columns if (problem := column_problem(column))] == []
        for entry in diary.entries:
            assert set(entry.values) <= set(diary.columns)
            for name, value in entry.values.items():
                assert value == round(value)
                assert 0.0 <= value <= (10.0 if name[:4] != "load" else 120.0)


def test_bad_days_are_likelier_to_be_blank():  # acceptance 17
    kept = [virtual_year(seed, LAST, missing_share=0.25) for seed in range(6)]
    whole = [virtual_year(seed, LAST, missing_share=0.0) for seed in range(6)]
    assert {len(diary.entries) for diary in whole} == {365}
    # One person's random numbers are not shared between the two, so only the means of many days are compared.
    assert np.mean([pain_of(d).mean() for d in kept]) < np.mean([pain_of(d).mean() for d in whole])


def test_most_have_flares_and_none_lives_in_one(years):
    counts, days = [], []
    for diary in years:
        record = flare_record(diary, "pain")
        counts.append(len(record.spans))
        days.append(len(record.days))
    assert min(counts) >= 1
    assert np.median(counts) <= 5
    assert max(days) < 0.2 * 365


def test_the_year_of_the_demo_has_a_story_and_ends_quietly():
    record = flare_record(virtual_year(DEMO_SEED, LAST), "pain")
    assert 1 <= len(record.spans) <= 3
    assert not record.under_way(LAST)
    assert (LAST - max(record.days)).days > 28


def test_fewer_days_are_the_same_person_for_less_long():
    short = virtual_year(1, LAST, days=40)
    assert short.first_day == LAST - dt.timedelta(days=39)
    assert short.last_day == LAST
