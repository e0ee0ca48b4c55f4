"""The cap of a week where weeks differ, where hardly one is known, and where days of it are blank."""

from __future__ import annotations

import pytest

from andante.plan import guards
from andante.plan.guards import caps, gentle_default
from andante.plan.guards.week import week_left
from andante.plan.limits import Limits

GROUP = "neck_shoulders"
GENTLE = gentle_default(GROUP)


class TestQuietWeeksAfterFullOnes:
    """Eight weeks of 20 a day, then four with two such days among days of 5: a usual day is still 20."""

    def asked(self, build, last_six, limits=None):
        quiet = [20.0, 5.0, 5.0, 20.0, 5.0, 5.0, 5.0] * 4
        return build.question(limits, load=[*[20.0] * 56, *quiet[:-6], *last_six], pain=[4.0] * 84)

    def test_while_no_day_is_above_a_usual_one_there_is_room_for_one(self, build):
        question = self.asked(build, [20.0, 20.0, 5.0, 5.0, 5.0, 5.0])
        assert question.usual_day(GROUP) == pytest.approx(20.0)
        cap = guards.week_total(question, GROUP)
        assert (cap.code, cap.most) == ("week-total", pytest.approx(20.0))

    def test_what_is_above_a_usual_day_has_to_fit_into_a_week_that_was_lived(self, build):
        """Lived were 65 and at most 75 a week, with a step 71.5 and 82.5; seven usual days would hold 140."""
        cap = guards.week_total(self.asked(build, [20.0, 5.0, 5.0, 5.0, 5.0, 5.0]), GROUP)
        assert 20.0 <= cap.most <= 82.5 - 45.0

    def test_with_no_step_for_good_it_is_the_week_that_was_lived(self, build):
        question = self.asked(build, [20.0, 20.0, 5.0, 5.0, 5.0, 5.0], Limits(me_cfs=True))
        cap = week_left(question, GROUP)
        assert cap.code == "full-week"
        assert cap.most == pytest.approx(0.7 * 20.0)
        assert guards.week_total(question, GROUP).most == pytest.approx(
            1.5 * (65.0 + 3 * 65.0) / 28, abs=1.0
        )  # is kept


class TestOneWeekIsKnown:
    def test_it_is_no_measure_for_more_than_a_usual_day(self, build):
        quiet = [*[None] * 42, 30.0, 30.0, 30.0, 10.0, 10.0, 10.0, 10.0]
        cap = guards.week_total(build.question(load=quiet), GROUP)
        assert cap.code == "week-unknown"
        assert cap.most <= build.situation(load=quiet).usual_load(GROUP)

    def test_two_are(self, build):
        cap = guards.week_total(build.question(load=[*[None] * 35, *[20.0] * 14]), GROUP)
        assert cap.code == "week-total"

    def test_where_it_was_overdone_less_than_a_usual_day_is_left(self, build):
        load = [*[20.0] * 43, 80.0, None, None, None, 80.0, 80.0]
        question = build.question(load=load)
        cap = guards.week_total(question, GROUP)
        assert (cap.code, cap.numbers["missing"]) == ("week-unknown", 3)
        assert cap.most == pytest.approx(0.9 * question.usual_day(GROUP))

    def test_where_all_of_it_is_longer_ago_there_is_none_and_a_plan_all_the_same(self, build):
        """Four weeks of blanks: a usual day is remembered from before, a week is not."""
        question = build.question(load=[*[20.0] * 20, *[None] * 29])
        assert question.usual_day(GROUP) == 20.0
        assert guards.week_total(question, GROUP).code == "no-week"
        assert caps(question, GROUP)[0].most <= GENTLE


def test_two_fuller_weeks_make_no_week_that_is_more_than_a_step_above_those_before(build):
    """Five weeks of 100 and two of 140: today a week may hold 110, and the last six days held more."""
    question = build.question(load=[*[100.0 / 7] * 35, *[20.0] * 14])
    cap = guards.week_total(question, GROUP)
    assert cap.numbers["week"] == pytest.approx(110.0)
    assert cap.most < 20.0
