"""The sums of a week for themselves: what a week held, what six days count with blanks among them, when it eases."""

from __future__ import annotations

import pytest

from andante.plan.weeks import days_to_ease, last_six, left_of, second_highest, week_totals

GROUP = "neck_shoulders"


class TestTotals:
    def of(self, build, last_week, **more):
        return week_totals(build.situation(load=[*[20.0] * 21, *last_week], **more), GROUP)[0]

    @pytest.mark.parametrize(
        ("blanks", "written", "filled"),
        [(0, 70.0, 70.0), (2, 70.0, 70.0), (3, 40.0, 70.0), (4, 30.0, 30.0), (6, 10.0, 10.0)],
    )
    def test_two_blanks_are_like_the_other_days_three_perhaps_and_more_are_none(self, build, blanks, written, filled):
        week = [*[None] * blanks, *[10.0] * (7 - blanks)]
        assert self.of(build, week) == (pytest.approx(written), pytest.approx(filled))

    def test_a_week_without_any_number_is_none(self, build):
        totals = week_totals(build.situation(load=[*[20.0] * 21, *[None] * 7]), GROUP)
        assert totals == [(140.0, 140.0)] * 3

    def test_they_are_those_of_four_weeks(self, build):
        totals = week_totals(build.situation(load=[*[60.0] * 21, *[20.0] * 28]), GROUP)
        assert totals == [(140.0, 140.0)] * 4
        earlier = week_totals(build.situation(load=[*[60.0] * 21, *[20.0] * 28]), GROUP, ago=14)
        assert earlier == [(140.0, 140.0)] * 2 + [(420.0, 420.0)] * 2

    def test_days_that_pain_held_down_are_passed_over(self, build):
        bad = [i % 3 == 0 for i in range(42)]
        load, pain = [4.0 if worse else 20.0 for worse in bad], [7.0 if worse else 4.0 for worse in bad]
        assert week_totals(build.situation(load=load, pain=pain), GROUP) == [(140.0, 140.0)] * 4


def test_the_second_highest_of_some_and_the_only_one_of_one():
    assert second_highest([70.0, 140.0, 100.0, 90.0]) == 100.0
    assert second_highest([90.0, 140.0]) == 90.0
    assert second_highest([90.0]) == 90.0


class TestLastSix:
    @staticmethod
    def of(build, last, *, usual=20.0, before=20.0):
        situation = build.situation(load=[*[before] * 43, *reversed(last)])
        return situation.mean_day(GROUP), last_six(situation, GROUP, usual)

    def test_they_are_the_nearest_first(self, build):
        _, found = self.of(build, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
        assert found == ([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 0)

    def test_up_to_two_blanks_count_as_a_usual_day_at_the_least(self, build):  # acceptance 16
        mean, (days, missing) = self.of(build, [10.0, None, 10.0, None, 10.0, 10.0])
        assert mean < 20.0
        assert (days, missing) == ([10.0, 20.0, 10.0, 20.0, 10.0, 10.0], 2)

    def test_three_count_as_mean_days(self, build):
        mean, (days, missing) = self.of(build, [10.0, None, 10.0, None, None, 10.0])
        assert 10.0 < mean < 20.0
        assert (days[1], missing) == (pytest.approx(mean), 3)

    @pytest.mark.parametrize("blanks", [1, 3])
    def test_and_as_the_others_of_the_week_where_these_held_more(self, build, blanks):
        mean, (days, _) = self.of(build, [*[None] * blanks, *[60.0] * (6 - blanks)])
        assert mean < 60.0
        assert days == [60.0] * 6

    def test_a_mean_day_may_be_more_than_a_usual_one(self, build):
        mean, (days, _) = self.of(build, [None, 10.0, 10.0, 10.0, 10.0, 10.0], usual=5.0)
        assert mean > 10.0
        assert days[0] == pytest.approx(mean)

    def test_where_nothing_is_known_all_are_usual_days(self, build):
        assert self.of(build, [None] * 6, usual=9.0, before=None) == (None, ([9.0] * 6, 6))


@pytest.mark.parametrize(("week", "left"), [(140.0, 40.0), (110.0, 14.0), (80.0, 14.0)])
def test_what_is_left_is_never_below_the_least(week, left):
    assert left_of(week, [20.0, 20.0, 20.0, 20.0, 10.0, 10.0, 99.0], 14.0) == left


@pytest.mark.parametrize(
    ("last", "week", "days"),
    [
        ([20.0, 20.0, 20.0, 20.0, 20.0, 60.0], 140.0, 1),  # tomorrow the 60 lies a week back
        ([20.0, 20.0, 60.0, 20.0, 20.0, 20.0], 140.0, 4),
        ([60.0, 20.0, 20.0, 20.0, 20.0, 20.0], 140.0, 6),
        ([0.0] * 6, 140.0, 1),
        ([20.0] * 6, 70.0, None),  # never, while each day is used
        ([40.0] * 6, 160.0, 4),
    ],
)
def test_a_week_eases_when_the_days_that_filled_it_are_a_week_old(last, week, days):
    assert days_to_ease(last, week, 20.0, least=14.0) == days
