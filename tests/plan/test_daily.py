"""Rows of a diary by own day: sums of what was done, means of how it was, the worst of the areas under a group."""

from __future__ import annotations

import datetime as dt

import pytest

import andante
from andante.insilico.rows import rows_of
from andante.plan.daily import area_pain, daily_burden, daily_loads, daily_series, lived_through
from andante.records import Scale

DAY = dt.date(2026, 3, 4)
MORNING, EVENING = (dt.datetime.fromisoformat(f"2026-03-04T{hour}:00+01:00") for hour in ("08", "20"))


class TestAreas:
    @pytest.mark.parametrize("order", [("pain.neck", "pain.upper_back"), ("pain.upper_back", "pain.neck")])
    @pytest.mark.parametrize("worst", ["pain.neck", "pain.upper_back"])
    def test_the_worst_counts_in_whatever_order_they_stand(self, build, order, worst):
        diary = build.diary({DAY: {name: 6.0 if name == worst else 3.0 for name in order}})
        assert area_pain(diary, ["neck_shoulders"]) == {"neck_shoulders": {DAY: 6.0}}

    def test_of_several_ratings_of_a_day_it_is_the_mean(self, build):
        diary = build.diary({MORNING: {"pain.neck": 2.0}, EVENING: {"pain.neck": 6.0}})
        assert area_pain(diary, ["neck_shoulders"]) == {"neck_shoulders": {DAY: 4.0}}

    def test_nothing_but_pain_counts_and_the_whole_body_has_no_area(self, build):
        diary = build.diary({DAY: {"symptom.neck": 9.0, "pain": 8.0, "pain.knee": 7.0}})
        assert area_pain(diary, ["neck_shoulders", "whole_body"]) == {"neck_shoulders": {}}


def test_loads_add_up_ratings_are_means_and_scales_are_turned(build):
    rows = {MORNING: {"pain": 20.0, "load": 4.0, "sleep": 7.0}, EVENING: {"pain": 60.0, "load": 6.0}}
    diary = build.diary(rows, scales={"pain": Scale(0, 100)})
    assert daily_series(diary, "load", total=True) == {DAY: 10.0}
    assert daily_burden(diary, "pain") == {DAY: 4.0}
    assert daily_burden(diary, "sleep") == {DAY: 3.0}


def test_the_first_day_of_loads_by_group_counts_its_own_entries_alone(build):
    """Yesterday was one of the whole body; today's bouts are the first by muscle group."""
    later = EVENING + dt.timedelta(days=1)
    rows = {
        EVENING: {"load": 9.0},
        later - dt.timedelta(hours=9): {"load.trunk": 2.0, "load.arms_hands": 5.0},
        later: {"pain": 3.0, "load.trunk": 4.0},
    }
    diary = build.diary(rows)
    today = DAY + dt.timedelta(days=1)
    assert daily_loads(diary, diary, today) == {"whole_body": {DAY: 9.0, today: 9.0}}


def test_a_day_of_both_kinds_of_loads_holds_the_same_today_and_tomorrow(build):
    """Mornings of `load`, and of late bouts by muscle group: the day after, only the mornings were counted."""
    days, rows = [DAY + dt.timedelta(days=i) for i in range(9)], {}
    for day in days:
        at = EVENING + (day - DAY)
        rows[at - dt.timedelta(hours=9)] = {"load": 20.0}
        rows[at] = {"pain": 4.0, **({"load.hips_thighs": 60.0} if day in days[5:8] else {})}
    diary = build.diary(rows)
    for on in days[5:]:
        known = diary.through(on)
        (found,) = daily_loads(known, known, on).values()
        assert found == {day: 80.0 if day in days[5:8] else 20.0 for day in days if day <= on}
        assert found == rows_of(diary, on).loads["whole_body"]


def by_day(whole, groups, count=60):
    """Rows of `count` days up to yesterday: loads of the whole body and of the trunk on the days so many days ago."""
    return {
        DAY - dt.timedelta(days=ago): {
            "pain": 4.0,
            **({"load": 30.0} if ago in whole else {}),
            **({"load.trunk": 6.0} if ago in groups else {}),
        }
        for ago in range(count, 0, -1)
    }


@pytest.mark.parametrize(
    ("whole", "groups", "by"),
    [
        (range(1, 61), [1], "whole_body"),  # 60 known days were thrown away for one
        (range(7, 61), range(1, 7), "whole_body"),
        (range(8, 61), range(1, 8), "trunk"),
        (range(1, 61), range(1, 8), "trunk"),
        (range(1, 61), range(40, 50), "whole_body"),  # groups were written down long ago
        (range(30, 61), [1], "trunk"),
        ([], [50], "trunk"),
        ([], [], "whole_body"),
    ],
)
def test_muscle_groups_are_planned_by_once_they_are_known(build, whole, groups, by):
    diary = build.diary(by_day(whole, groups))
    assert set(daily_loads(diary, diary, DAY)) == {by}
    assert set(rows_of(diary, DAY).loads) == {by}


def test_an_entry_by_group_leaves_the_plan_ones_own_and_is_no_blank(build):
    diary = build.diary(by_day(range(4, 61), range(1, 4)))
    found = daily_loads(diary, diary, DAY)["whole_body"]
    assert [found[DAY - dt.timedelta(days=ago)] for ago in (1, 3, 4)] == [6.0, 6.0, 30.0]
    assert rows_of(diary, DAY).loads["whole_body"] == found
    plan = andante.plan(None, build.diary(by_day(range(1, 61), [1])), DAY)
    assert plan.mode != "safe-default"
    assert plan.envelope["whole_body"].ceiling == 30.0


def test_an_entry_without_a_load_adds_none_on_that_day(build):
    rows = {MORNING: {"pain": 3.0}, EVENING: {"load.trunk": 4.0}}
    diary = build.diary(rows)
    assert daily_loads(diary, diary, DAY) == {"whole_body": {DAY: 4.0}}


class TestLivedThrough:
    BEFORE = DAY - dt.timedelta(days=1)

    @pytest.mark.parametrize(
        ("today", "through"),
        [
            ({}, BEFORE),
            ({"load": 4.0}, BEFORE),  # its first minutes: the day is not over
            ({"load": 4.0, "sleep": 6.0}, BEFORE),
            ({"pain": 5.0}, DAY),
            ({"load": 4.0, "flare": 1.0}, DAY),
            ({"flare": 0.0}, DAY),
        ],
    )
    def test_a_day_is_over_once_it_is_rated_or_marked(self, build, today, through):
        rows = {
            self.BEFORE: {"pain": 4.0},
            **({DAY: today} if today else {}),
            DAY + dt.timedelta(days=1): {"pain": 1.0},
        }
        assert lived_through(build.diary(rows), DAY, "pain") == build.diary(rows).through(through)

    def test_of_a_day_rated_in_the_morning_the_rating_alone_is_lived_through(self, build):
        """What is done since then is part of what the plan is for; a stray row of it is none at all."""
        rows = {self.BEFORE: {"pain": 4.0, "load": 9.0, "stress": 2.0},
                MORNING: {"pain": 6.0, "fatigue": 5.0, "load": 4.0, "stress": 3.0},
                EVENING: {"load": 2.0}, DAY + dt.timedelta(days=1): {"pain": 1.0}}  # fmt: skip
        known = lived_through(build.diary(rows, rated="morning"), DAY, "pain")
        assert [dict(entry.values) for entry in known.entries] == [rows[self.BEFORE], {"pain": 6.0, "fatigue": 5.0}]
        assert (known.columns, known.rated) == (build.diary(rows).columns, "morning")
        unrated = build.diary({self.BEFORE: {"pain": 4.0}, MORNING: {"load": 4.0}}, rated="morning")
        assert lived_through(unrated, DAY, "pain") == unrated.through(self.BEFORE)

    def test_of_the_first_day_there_is_nothing_before(self, build):
        diary = build.diary({DAY: {"load": 4.0}})
        assert lived_through(diary, DAY, "pain") == diary
