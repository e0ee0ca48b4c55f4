"""The virtual person's year that the demo shows: the same for the same seed, and like a diary of somebody."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np
import pytest

from andante.body.simulate import virtual_year
from andante.cli.demo import DEMO_PERSON
from andante.exchange.diary_csv import column_problem
from andante.learn.flares import flare_record

LAST = dt.date(2026, 3, 1)


@cache
def year(seed):
    return virtual_year(seed, LAST)


def test_a_seed_is_a_person():
    assert virtual_year(3, LAST, days=10) == virtual_year(3, LAST, days=10)
    assert virtual_year(3, LAST, days=10) != virtual_year(4, LAST, days=10)


@pytest.mark.slow
def test_the_year_reads_like_a_diary_whose_last_two_weeks_are_whole():
    diary = year(DEMO_PERSON)
    assert (diary.last_day, diary.is_daily, diary.person) == (LAST, True, None)
    assert 365 <= (LAST - diary.first_day).days + 1 <= 371
    assert [name for name in diary.columns if column_problem(name)] == []
    written = {diary.day(entry) for entry in diary.entries}
    assert {LAST - dt.timedelta(days=i) for i in range(14)} <= written
    assert 0.02 <= 1.0 - len(written) / 365 <= 0.30
    for entry in diary.entries:
        assert all(value == round(value) and value >= 0.0 for value in entry.values.values())


@pytest.mark.slow
def test_the_year_of_the_demo_has_a_story_and_ends_quietly():
    diary = year(DEMO_PERSON)
    pain = np.array([entry.values["pain"] for entry in diary.entries if "pain" in entry.values])
    assert 3.0 <= pain.mean() <= 7.0
    assert 0.8 <= pain.std() <= 2.5
    record = flare_record(diary, "pain")
    assert 1 <= len(record.spans) <= 4
    assert not record.under_way(LAST)
    assert (LAST - max(record.days)).days > 28


@pytest.mark.slow
def test_the_story_is_the_same_on_any_day_of_the_week():
    """The year begins on a Monday whatever day it is asked for on: only its end grows."""
    sunday, saturday = (virtual_year(DEMO_PERSON, LAST - dt.timedelta(days=back), days=60) for back in (0, 1))
    days = {sunday.day(entry): entry.values.get("pain") for entry in sunday.entries}
    for entry in saturday.entries[:-14]:
        assert days[saturday.day(entry)] == entry.values.get("pain")
    assert saturday.day(saturday.entries[0]) == sunday.day(sunday.entries[0])
