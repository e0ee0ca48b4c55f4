"""From an instant to the person's own day."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.days import LATEST_DAY_START, MIDNIGHT, at_text, check_day_start, own_day
from andante.errors import InputError

DAY_STARTS = st.times(MIDNIGHT, LATEST_DAY_START).map(lambda time: time.replace(second=0, microsecond=0, fold=0))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


@pytest.mark.parametrize("offset", ["+02:00", "-07:00", "+13:45"])
def test_an_entry_keeps_its_local_date_wherever_it_is_read(offset):  # acceptance 1
    assert own_day(at(f"2026-03-28T23:50{offset}")) == dt.date(2026, 3, 28)


def test_a_date_is_its_own_day_whenever_the_day_starts():
    assert own_day(dt.date(2026, 3, 28), dt.time(6)) == dt.date(2026, 3, 28)


@pytest.mark.parametrize(
    ("clock", "day_start", "day"),
    [
        ("01:30", "00:00", 5),
        ("01:30", "01:30", 5),
        ("01:30", "01:31", 4),
        ("01:30", "04:00", 4),
        ("03:59:59", "04:00", 4),
        ("04:00", "04:00", 5),
        ("05:59", "06:00", 4),
        ("23:59", "06:00", 5),
    ],
)
def test_an_entry_after_midnight_counts_for_the_chosen_day(clock, day_start, day):  # acceptance 2
    assert own_day(at(f"2026-03-05T{clock}+01:00"), dt.time.fromisoformat(day_start)) == dt.date(2026, 3, day)


def test_the_day_before_the_first_of_a_year_is_in_the_year_before():
    assert own_day(at("2026-01-01T01:30+01:00"), dt.time(4)) == dt.date(2025, 12, 31)


@pytest.mark.parametrize("text", ["00:00", "04:30", "06:00"])
def test_a_day_may_start_from_midnight_to_six(text):
    assert check_day_start(dt.time.fromisoformat(text)) == dt.time.fromisoformat(text)


@pytest.mark.parametrize("text", ["06:01", "12:00", "23:59", "04:00:01", "04:00:00.000001", "04:00+01:00"])
def test_a_day_starts_at_no_other_time(text):  # acceptance 2
    time = dt.time.fromisoformat(text)
    with pytest.raises(InputError) as caught:
        check_day_start(time, "day_start")
    assert str(caught.value) == f"day_start: found {time.isoformat()}, allowed is a time from 00:00 to 06:00"


def test_both_passes_of_a_repeated_hour_count_for_one_day():  # acceptance 3
    assert own_day(at("2026-10-25T02:30+02:00")) == own_day(at("2026-10-25T02:30+01:00")) == dt.date(2026, 10, 25)


@settings(deadline=None, max_examples=100)
@given(st.datetimes(dt.datetime(1970, 1, 2), dt.datetime(2037, 12, 30)), DAY_STARTS)  # noqa: DTZ001 - made aware below
def test_an_instant_lies_in_its_own_day(moment, day_start):
    begin = dt.datetime.combine(own_day(moment.replace(tzinfo=dt.UTC), day_start), day_start)
    assert begin <= moment < begin + dt.timedelta(days=1)


@pytest.mark.parametrize("day_start", [MIDNIGHT, dt.time(4)])
@pytest.mark.parametrize(
    ("zone", "date"),
    [
        ("Europe/Berlin", "2026-03-28"),
        ("Europe/Berlin", "2026-10-24"),
        ("America/New_York", "2026-03-07"),
        ("Australia/Lord_Howe", "2026-04-04"),
        ("America/Sao_Paulo", "2018-11-03"),  # there is no midnight in that night
    ],
)
def test_no_quarter_of_an_hour_falls_back_a_day_when_the_clocks_change(zone, date, day_start):  # acceptance 3
    here, first = ZoneInfo(zone), dt.date.fromisoformat(date)
    noon = dt.datetime.combine(first, dt.time(12), here).astimezone(dt.UTC)
    moments = [(noon + dt.timedelta(minutes=15 * n)).astimezone(here) for n in range(4 * 24)]
    assert len({moment.utcoffset() for moment in moments}) == 2
    days = [own_day(moment, day_start) for moment in moments]
    assert days == sorted(days)
    assert set(days) == {first, first + dt.timedelta(days=1)}


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (dt.date(2026, 3, 4), "2026-03-04"),
        (at("2026-03-04T21:30+01:00"), "2026-03-04T21:30+01:00"),
        (at("2026-03-04T21:30:05-09:30"), "2026-03-04T21:30:05-09:30"),
        (at("2026-03-04T21:30Z"), "2026-03-04T21:30+00:00"),
    ],
)
def test_a_moment_is_written_as_a_diary_writes_it(moment, text):
    assert at_text(moment) == text
