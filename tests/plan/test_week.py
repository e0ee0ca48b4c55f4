"""The cap of a week's total, and what a step adds to it."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from andante.plan import guards
from andante.plan.guards import caps
from andante.plan.guards.shared import week_step
from andante.plan.limits import Limits
from andante.plan.situation import Flare
from andante.plan.weeks import last_six, week_totals

GROUP, ON = "neck_shoulders", dt.date(2026, 3, 5)


class TestWeekTotal:
    def test_what_is_left_of_the_usual_week(self, build):
        load = [20.0] * 43 + [25.0, 20.0, 20.0, 20.0, 20.0, 20.0]
        cap = guards.week_total(build.question(Limits(no_progression=True), load=load), GROUP)
        assert cap.numbers["week"] == 140.0
        assert cap.most == pytest.approx(15.0)
        assert cap.numbers["eases"] == "2026-03-06"  # tomorrow the 25 of six days ago lies outside the week

    def test_a_usual_day_is_no_full_week(self, build):
        cap = guards.week_total(build.question(Limits(no_progression=True)), GROUP)
        assert (cap.code, cap.most) == ("week-total", 20.0)
        assert "eases" not in cap.numbers

    def test_says_on_which_day_a_usual_day_fits_again(self, build):
        """An overdone day narrows each day until it is a week ago: a usual day fits again where sums say so."""
        load = [20.0] * 45 + [60.0, 20.0, 20.0, 20.0]
        cap = guards.week_total(build.question(Limits(no_progression=True), load=load), GROUP)
        week = cap.numbers["week"]
        lived, usual = load[-6:], build.situation(load=load).usual_load(GROUP)
        days = 0
        while max(week - sum(lived[-6:]), usual / 2) < usual:
            lived.append(max(week - sum(lived[-6:]), usual / 2))
            days += 1
        assert 0 < days <= 7
        assert cap.numbers["eases"] == (build.on + dt.timedelta(days=days)).isoformat()

    def test_a_boom_week_does_not_become_the_usual_week(self, build):
        load = [20.0] * 28 + [60.0] * 7 + [20.0] * 14
        cap = guards.week_total(build.question(load=load), GROUP)
        assert cap.numbers["week"] <= 140.0 * 1.10

    @pytest.mark.parametrize(("me_cfs", "share"), [(False, 1.0), (True, 0.7)])
    def test_a_week_of_gentle_days_is_never_full(self, build, me_cfs, share):
        load = [3.0] * 45 + [30.0, 3.0, 3.0, 3.0]
        cap = guards.week_total(build.question(Limits(me_cfs=me_cfs), load=load), GROUP)
        assert cap.most == pytest.approx(share * 3.0)
        more = [8.0] * 45 + [80.0, 8.0, 8.0, 8.0]  # a usual day above the safe default
        assert guards.week_total(build.question(load=more), GROUP).most == pytest.approx(0.9 * 8.0)

    @pytest.mark.parametrize(
        ("load", "limits", "share"),
        [
            ([20.0] * 45 + [200.0, 20.0, 20.0, 20.0], Limits(), 0.9),
            ([20.0] * 45 + [200.0, 20.0, 20.0, 20.0], Limits(me_cfs=True), 0.7),
            ([20.0, 20.0, 0.0] * 15 + [200.0, 20.0, 20.0, 20.0], Limits(), 0.7),
            ([20.0, 20.0, 13.6] * 15 + [200.0, 20.0, 20.0, 20.0], Limits(), 0.897),
        ],
    )
    def test_an_overdone_week_narrows_the_day_to_a_mean_one_and_not_to_none(self, build, load, limits, share):
        """And the boom itself does not raise the mean that the day is narrowed to."""
        question = build.question(limits, load=load)
        most = guards.week_total(question, GROUP).most
        assert most == pytest.approx(share * question.situation.usual_load(GROUP), rel=2e-3)

    def test_the_highest_of_four_weeks_counts_as_far_as_seven_usual_days(self, build):
        """A week of 24 each day lies three weeks back; the others hold 16 and 24 in turn, a usual day 24."""
        load = [16.0, 24.0] * 14 + [24.0] * 7 + [16.0, 24.0] * 7
        cap = guards.week_total(build.question(load=load), GROUP)
        assert cap.numbers["week"] == pytest.approx(7 * 24.0)
        boom = [*load]
        boom[28:35] = [60.0] * 7
        assert guards.week_total(build.question(load=boom), GROUP).numbers["week"] <= 7 * 24.0 * 1.1 + 1e-9

    @pytest.mark.parametrize("ago", [1, 3, 6])
    def test_a_day_without_a_number_counts_as_a_usual_one_not_as_none(self, build, ago):  # acceptance 16
        """Twice a usual day five days ago and blanks since: what is not known is no room."""
        load = [20.0] * 44 + [60.0, 20.0, 20.0, 20.0, 20.0]
        known = guards.week_total(build.question(load=load), GROUP)
        load[-ago] = None
        cap = guards.week_total(build.question(load=load), GROUP)
        assert cap.numbers["done"] >= sum(each for each in load[-6:] if each is not None) + 20.0
        assert cap.most <= max(known.most, 20.0)

    def test_where_few_days_hold_much_it_counts_as_a_mean_one(self, build):  # acceptance 16
        """Every seventh day 120, the others 10: a usual day is 10, and what nobody knows may have been the 120."""
        situation = build.situation(load=[*([120.0, *[10.0] * 6] * 6), 120.0, *[10.0] * 5, None])
        usual, known = situation.usual_load(GROUP), [10.0] * 5
        last, missing = last_six(situation, GROUP, usual)
        assert (usual, missing, last[1:]) == (10.0, 1, known)
        assert last[0] == pytest.approx(situation.mean_day(GROUP))
        assert last[0] > 2 * usual

    def test_a_boom_that_was_blanked_leaves_a_usual_day_at_most(self, build):  # acceptance 16, 17
        load = [20.0, 60.0] * 23 + [10.0, None, 10.0]
        question = build.question(load=load)
        assert caps(question, GROUP)[0].most <= question.situation.usual_load(GROUP)


class TestSevenUsualDays:
    """Of even days a week may hold seven usual ones of a fortnight ago and a step, whatever pain cut short since."""

    USUAL = [20.0, 20.0, 24.0] * 14  # no week holds seven of the usual days, of 24

    @pytest.mark.parametrize("rest", [[24.0] * 7, [12.0] * 7])
    def test_a_week_of_them_is_never_full(self, build, rest):
        question = build.question(load=[*self.USUAL, *rest])
        usual = question.usual_day(GROUP)
        assert guards.week_total(question, GROUP).most >= min(usual, 7 * 24.0 - sum(rest[1:])) - 1e-9

    def test_and_no_more_than_one_step_above_what_they_were(self, build):
        """A fortnight of 48 after days of 20: the usual day is higher now, and the week is not yet."""
        question = build.question(load=[20.0] * 42 + [48.0] * 14)
        cap = guards.week_total(question, GROUP)
        assert cap.numbers["week"] == pytest.approx(1.1 * 7 * 20.0)
        assert cap.code == "full-week"

    def test_where_single_days_are_big_it_is_what_was_lived(self, build):
        """Days of 10, and every third 60: seven usual days would be a week that nobody lived."""
        load = [60.0, 10.0, 10.0] * 16 + [10.0]
        question = build.question(load=load)
        lived = max(filled for _, filled in week_totals(question.situation, GROUP, ago=14))
        assert question.situation.usual_load(GROUP, ago=14) == 60.0
        assert guards.week_total(question, GROUP).numbers["week"] <= 1.1 * lived + 1e-9

    @pytest.mark.parametrize("limits", [Limits(me_cfs=True), Limits(no_progression=True), Limits(step=0.0)])
    def test_not_where_there_are_no_steps(self, build, limits):
        load = [*self.USUAL, *[24.0] * 6]
        lived = max(filled for _, filled in week_totals(build.situation(load=load), GROUP))
        held = guards.week_total(build.question(limits, load=load), GROUP)
        assert held.numbers["week"] <= lived + 1e-9
        assert held.code == "full-week"
        assert guards.week_total(build.question(load=load), GROUP).most >= 24.0


class TestWeekStep:
    """What a step adds to a week: so that a level reached by it is not taken back by the weeks before it."""

    RISEN = [20.0] * 41 + [21.0] * 8

    def test_a_step_just_taken_counts_in_the_week_as_it_does_in_the_day(self, build):
        question = build.question(load=self.RISEN)
        assert guards.granted_step(question, GROUP) == 0.0
        assert week_step(question, GROUP) == pytest.approx(0.05)
        assert guards.week_total(question, GROUP).most == pytest.approx(141.0 * 1.05 - 126.0)
        assert caps(question, GROUP)[0].most >= 21.0

    def test_it_is_never_more_than_one_step(self, build):
        assert week_step(build.question(load=[20.0] * 42 + [40.0] * 7), GROUP) == pytest.approx(0.10)

    @pytest.mark.parametrize(
        "about",
        [
            {"limits": Limits(no_progression=True)},
            {"limits": Limits(me_cfs=True)},
            {"pain": [4.0] * 47 + [5.5, 5.5]},
            {"pain": [4.0] * 39 + [None] * 9 + [4.0]},
        ],
    )
    def test_beside_another_lock_there_is_none(self, build, about):
        limits = about.pop("limits", None)
        assert week_step(build.question(limits, load=self.RISEN, **about), GROUP) == 0.0

    @pytest.mark.parametrize("neck", [[3.0] * 42 + [3.5] * 7, [3.0] * 35 + [5.0, 3.0] * 7])
    def test_beside_a_lock_of_the_areas_under_the_group_there_is_none(self, build, neck):
        areas = {GROUP: {ON - dt.timedelta(days=49 - i): value for i, value in enumerate(neck)}}
        held = build.question(load=self.RISEN, areas=areas)
        assert week_step(held, GROUP) == 0.0
        assert guards.week_total(held, GROUP).most == pytest.approx(21.0)  # a usual day, and not a step above it
        elsewhere = build.question(load=self.RISEN, areas={"lower_legs": areas[GROUP]})
        assert week_step(elsewhere, GROUP) == pytest.approx(0.05)
        assert guards.week_total(elsewhere, GROUP).most == pytest.approx(141.0 * 1.05 - 126.0)

    def test_weeks_do_not_grow_by_more_than_a_step_in_two_weeks(self, build):
        """Lived to the ceiling each day for twelve weeks: at most one step in any fourteen days."""
        load, pain = [20.0] * 49, [4.0] * 49
        first = week_totals(build.situation(load=load, pain=pain), GROUP)[0][0]
        totals = []
        for _ in range(12 * 7):
            load.append(caps(build.question(load=load[-60:], pain=pain), GROUP)[0].most)
            totals.append(sum(load[-7:]))
        for day, total in enumerate(totals):
            assert total <= first * 1.10 ** (1 + day // 14) + 1e-6
        assert totals[-1] > 1.15 * first


def test_the_rest_of_the_days_is_no_week_where_there_is_a_whole_one(build):
    """Four days with a big one among them between a long flare and two weeks of 70 a day: seven times their mean is no
    week lived. Where they are all there is, they are what is known of a week.
    """
    rest = [150.0, 60.0, 60.0, 60.0]

    def after_a_flare(load):
        end = ON - dt.timedelta(days=len(load) + 15)
        flare = Flare(end - dt.timedelta(days=90), end)
        return dataclasses.replace(build.situation(load=[70.0] * 100 + load), flares=(flare,))

    assert week_totals(after_a_flare(rest + [70.0] * 14), GROUP) == [(490.0, 490.0), (490.0, 490.0)]
    assert week_totals(after_a_flare(rest), GROUP) == [(330.0, pytest.approx(577.5))]


class TestWeeksThatHardlyAre:
    """After long flares, with worse days and blanks, hardly a day is left to tell a week by."""

    def test_a_few_days_between_worse_ones_are_no_week(self, build):
        pain = [4.0 if ago <= 16 or ago in (30, 44, 45) else 9.0 for ago in range(45, 0, -1)]
        load = [25.0 if ago in (15, 16, 30, 44, 45) else 10.0 for ago in range(45, 0, -1)]
        situation = build.situation(load=load, pain=pain, flares=(build.flare(98, 60),))
        assert len(situation.level_days(28, 14)) == 5
        assert max(week_totals(situation, GROUP, ago=14)) == (100.0, 100.0)

    def test_where_no_week_is_known_a_mean_day_is_left(self, build):
        load = [None] * 34 + [30.0, 40.0, 30.0] + [5.0] * 2 + [None] * 24 + [20.0, None, None, None, 10.0]
        question = build.question(load=load, pain=[4.0] * 68, flares=(build.flare(50, 20),))
        assert question.usual_day(GROUP) is None
        assert (question.level(GROUP), question.situation.mean_day(GROUP)) == (30.0, 15.0)
        found = next(cap for cap in guards.caps(question, GROUP) if "week" in cap.code)
        assert (found.code, found.most) == ("no-week", 15.0)
