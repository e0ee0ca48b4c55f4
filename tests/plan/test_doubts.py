"""Entries that cannot be relied on, at their edges: which two ratings contradict, and which load no day can hold."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.plan.doubts import find_doubts

DAY = dt.date(2026, 3, 4)
NOON = dt.datetime(2026, 3, 4, 12, tzinfo=dt.timezone(dt.timedelta(hours=1)))


def at(hours: float) -> dt.datetime:
    return NOON + dt.timedelta(hours=hours)


def contradict(build, *rated: tuple[dt.date | dt.datetime, float]) -> bool:
    diary = build.diary({when: {"pain": value} for when, value in rated})
    found = find_doubts(diary, "pain", {})
    assert {(doubt.code, doubt.day, doubt.column) for doubt in found} <= {("contradictory", DAY, "pain")}
    return bool(found)


class TestContradictions:
    @pytest.mark.parametrize(("low", "high", "seen"), [(2.0, 8.0, True), (2.0, 7.5, False), (0.0, 10.0, True)])
    def test_six_points_are_far_apart_whichever_came_first(self, build, low, high, seen):
        assert contradict(build, (at(0), low), (at(1), high)) is seen
        assert contradict(build, (at(0), high), (at(1), low)) is seen

    @pytest.mark.parametrize(("hours", "seen"), [(0.1, True), (2.0, True), (2.1, False), (6.0, False)])
    def test_two_hours_are_close(self, build, hours, seen):
        assert contradict(build, (at(0), 1.0), (at(hours), 8.0)) is seen
        assert contradict(build, (at(hours), 1.0), (at(0), 8.0)) is seen

    def test_hours_are_those_that_passed_and_not_those_on_the_clock(self, build):
        """An hour later on a clock that stands an hour back: two ratings at the same wall time."""
        west = at(1).astimezone(dt.UTC)
        assert contradict(build, (at(0), 1.0), (west, 8.0))

    def test_one_without_a_time_stands_for_the_whole_day(self, build):
        assert contradict(build, (DAY, 1.0), (at(0), 8.0))
        assert contradict(build, (DAY, 8.0), (at(0), 1.0))
        assert not contradict(build, (DAY, 4.0), (at(0), 8.0))

    def test_those_of_two_days_do_not_contradict(self, build):
        assert not contradict(build, (at(11.9), 1.0), (at(12.1), 9.0))

    def test_any_two_of_a_day_are_held_against_each_other(self, build):
        assert contradict(build, (at(0), 2.0), (at(1), 5.0), (at(2), 8.0))


def implausible(loads: list[float]) -> list[int]:
    """Which of the loads of successive days are in doubt, by number."""
    first = dt.date(2026, 1, 1)
    series = {first + dt.timedelta(days=i): load for i, load in enumerate(loads)}
    return [(doubt.day - first).days for doubt in find_doubts(_nothing(), "pain", {"trunk": series})]


def _nothing():
    from andante.records import Diary

    return Diary((), ())


class TestImplausible:
    @pytest.mark.parametrize(("load", "seen"), [(960.0, []), (960.5, [0])])
    def test_no_day_holds_more_than_sixteen_hours_at_full_effort(self, load, seen):
        assert implausible([load]) == seen

    @pytest.mark.parametrize(("load", "seen"), [(159.0, []), (161.0, [10])])
    def test_far_more_is_sixty_above_five_full_days(self, load, seen):
        assert implausible([20.0] * 10 + [load]) == seen

    @pytest.mark.parametrize(("before", "seen"), [(9, []), (10, [10])])
    def test_ten_days_before_it_are_needed_to_compare(self, before, seen):
        assert implausible([20.0] * before + [300.0]) == seen

    def test_a_full_day_is_the_middle_of_the_fuller_half(self):
        """Five quiet days and five of 40: a full day is 40, whatever the quiet ones held."""
        assert implausible([1.0, 40.0] * 5 + [255.0]) == []
        assert implausible([1.0, 40.0] * 5 + [265.0]) == [10]

    def test_after_weeks_of_rest_alone_nothing_is_a_slip(self):
        assert implausible([0.0] * 20 + [70.0]) == []

    def test_what_comes_later_does_not_judge_what_came_before(self):
        assert implausible([300.0] * 2 + [20.0] * 12) == []

    def test_rows_in_any_order_are_judged_by_day(self, build):
        first = dt.date(2026, 1, 1)
        loads = {first + dt.timedelta(days=i): 300.0 if i == 10 else 20.0 for i in range(15)}
        mixed = dict(reversed(loads.items()))
        for series in (loads, mixed):
            (found,) = find_doubts(_nothing(), "pain", {"trunk": series})
            assert (found.day, found.numbers) == (first + dt.timedelta(days=10), {"load": 300.0, "full_day": 20.0})

    @given(st.lists(st.floats(0, 1200), max_size=25), st.lists(st.floats(0, 1200), max_size=25))
    def test_doubts_come_in_order_of_day(self, trunk, arms):
        days = [DAY + dt.timedelta(days=i) for i in range(25)]
        loads = {"trunk": dict(zip(days, trunk, strict=False)), "arms_hands": dict(zip(days, arms, strict=False))}
        found = find_doubts(_nothing(), "pain", loads)
        assert all((one.day, one.column) < (other.day, other.column) for one, other in pairwise(found))
