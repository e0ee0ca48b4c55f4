"""Each guard for itself: when it caps, how low, and when it stays silent."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools

import numpy as np
import pytest

from andante.anatomy import MUSCLE_GROUPS
from andante.errors import LimitsError
from andante.insilico import twin
from andante.plan import breaks, guards
from andante.plan.answer import Plan, Risk, Room
from andante.plan.doubts import Doubt
from andante.plan.guards import caps, gentle_default
from andante.plan.limits import Limits
from andante.plan.planner import recommend
from andante.plan.sentences import SENTENCES
from andante.plan.situation import climb_days

GROUP = "neck_shoulders"


def test_lowest_cap_wins(build):
    question = build.question(Limits(ceilings={GROUP: 7.0}), flares=(build.flare(1, None),))
    found = caps(question, GROUP)
    assert found[0].most == min(cap.most for cap in found)
    assert {"own-ceiling", "flare", "recent-maximum"} <= {cap.code for cap in found}


def test_every_guard_has_a_sentence_for_its_code():
    codes = {"red-flag", "recent-maximum", "step-up", "rise-limit", "week-total", "missing-days", "boom-and-bust"}
    codes |= {"gentle-start", "full-week", "week-unknown", "no-week"}
    codes |= {
        "worse-days",
        "one-worse-day",
        "flare",
        "re-entry",
        "not-enough-yet",
        "no-load",
        "little-load",
        "stale",
        "contradictory",
    }
    codes |= {"implausible", "own-ceiling", "hours"}
    assert codes - set(SENTENCES) == {"red-flag"}  # its words depend on the signs, see red_flags.py


class TestRecentMaximum:
    def test_is_the_level_reached_on_three_days(self, build):
        load = [20.0] * 46 + [30.0, 31.0, 32.0]
        cap = guards.recent_maximum(build.question(load=load), GROUP)
        assert cap.most == 30.0
        assert cap.code == "recent-maximum"

    @pytest.mark.parametrize("boom", [21.0, 80.0, 900.0])
    def test_one_or_two_boom_days_do_not_raise_it(self, build, boom):
        load = [20.0] * 44 + [boom, 20.0, boom, 20.0, 20.0]
        question = build.question(Limits(no_progression=True), load=load)
        assert guards.recent_maximum(question, GROUP).most == 20.0

    def test_adds_one_step_after_fourteen_level_days(self, build):  # acceptance 33
        cap = guards.recent_maximum(build.question(), GROUP)
        assert cap.code == "step-up"
        assert cap.most == pytest.approx(22.0)

    def test_step_is_never_above_a_tenth(self, build):  # acceptance 33
        cap = guards.recent_maximum(build.question(Limits(step=0.05)), GROUP)
        assert cap.most == pytest.approx(21.0)
        with pytest.raises(LimitsError):
            Limits(step=0.11)

    def test_zero_is_zero_and_missing_is_missing(self, build):  # acceptance 16
        zeros = guards.recent_maximum(build.question(load=[0.0] * 49), GROUP)
        missing = guards.recent_maximum(build.question(load=[None] * 49), GROUP)
        assert (zeros.code, zeros.most) == ("gentle-start", gentle_default(GROUP))
        assert missing is None


class TestRiseLimit:
    def test_a_level_that_grew_by_itself_is_held_to_one_step_above_that_of_14_days_ago(self, build):
        load = [20.0] * 35 + [40.0] * 14
        question = build.question(load=load)
        assert guards.rise_limit(question, GROUP).most == pytest.approx(22.0)
        assert caps(question, GROUP)[0].most <= 22.0

    def test_allows_no_rise_at_all_where_steps_are_locked_for_good(self, build):
        question = build.question(Limits(me_cfs=True), load=[20.0] * 35 + [40.0] * 14)
        assert guards.rise_limit(question, GROUP).most == 20.0

    def test_silent_when_that_time_is_unknown(self, build):
        assert guards.rise_limit(build.question(load=[20.0] * 14), GROUP) is None


class TestMissingDays:
    @pytest.mark.parametrize("tail", [[None, 20.0], [20.0, None], [None, None]])
    def test_no_more_than_a_usual_day_after_a_day_without_numbers(self, build, tail):  # acceptance 16, 17
        load = [10.0, 30.0] * 23 + [20.0, *tail]
        question = build.question(load=load)
        assert guards.missing_days(question, GROUP).most == pytest.approx(question.situation.usual_load(GROUP))

    def test_silent_when_both_days_are_known_even_as_zero(self, build):
        assert guards.missing_days(build.question(load=[20.0] * 47 + [0.0, 0.0]), GROUP) is None


class TestWorseDays:
    def test_two_days_running_step_down(self, build):
        cap = guards.worse_days(build.question(pain=[4.0] * 47 + [6.0, 6.0]), GROUP)
        assert cap.most == pytest.approx(16.0)

    def test_one_worse_day_does_not(self, build):
        assert guards.worse_days(build.question(pain=[4.0] * 48 + [6.0]), GROUP) is None

    @pytest.mark.parametrize("tail", [[6.0, None], [None, 6.0]])
    def test_a_missing_day_beside_a_bad_one_counts_with_it(self, build, tail):  # acceptance 17
        assert guards.worse_days(build.question(pain=[4.0] * 47 + tail), GROUP) is not None

    @pytest.mark.parametrize(
        ("pain", "fatigue", "most"),
        [
            ([4.0, 4.0], [6.0, 6.0], 16.0),
            ([4.0, 6.0], [6.0, 4.0], 16.0),
            ([None, 4.0], [6.0, 6.0], 16.0),
            ([None, 6.0], [4.0, 4.0], 16.0),
            ([4.0, 4.0], [4.0, 6.0], None),
            ([4.0, 6.0], [4.0, 4.0], None),
            ([None, None], [4.0, 4.0], None),
        ],
    )
    def test_a_day_of_exhaustion_is_a_worse_one(self, build, pain, fatigue, most):
        """And a calm rating of fatigue is no word on a day whose pain is not known."""
        rated = {build.on - dt.timedelta(days=49 - i): value for i, value in enumerate([4.0] * 47 + fatigue)}
        question = build.question(pain=[4.0] * 47 + pain, fatigue=rated)
        cap = guards.worse_days(question, GROUP)
        assert (None if cap is None else cap.most) == (None if most is None else pytest.approx(most))

    def test_two_missing_days_are_not_called_worse(self, build):
        assert guards.worse_days(build.question(pain=[4.0] * 47 + [None, None]), GROUP) is None

    def test_a_good_morning_after_two_bad_days_does_not_lift_it(self, build):
        pain = [4.0] * 47 + [6.0, 6.0]
        situation = build.situation(pain=pain)
        today = build.situation(pain=[*pain, 2.0], on=build.on + dt.timedelta(days=1))
        assert guards.two_worse_days(situation)
        moved = {**situation.pain, situation.on: 2.0}
        assert guards.two_worse_days(type(situation)(on=situation.on, loads=situation.loads, pain=moved))
        assert not guards.two_worse_days(today)  # a whole good day later it ends


class TestFlareAndReEntry:
    def test_flare_leaves_a_quarter_of_the_day_before_it(self, build):
        cap = guards.flare_rest(build.question(flares=(build.flare(3, None),)), GROUP)
        assert cap.most == pytest.approx(5.0)
        assert cap.numbers["days"] == 4

    def test_rest_in_the_flare_does_not_shrink_it_further(self, build):
        load = [20.0] * 39 + [2.0] * 10
        cap = guards.flare_rest(build.question(load=load, flares=(build.flare(10, None),)), GROUP)
        assert cap.most == pytest.approx(5.0)

    def test_floor_in_a_flare_only_when_wanted(self, build):
        flares = (build.flare(2, None),)
        assert guards.floor_of(build.question(flares=flares), GROUP, 5.0) == 0.0
        assert 0 < guards.floor_of(build.question(Limits(flare_movement=True), flares=flares), GROUP, 5.0) <= 5.0

    def test_re_entry_starts_below_the_last_level_and_climbs_in_a_line(self, build):
        """A flare of ten days; the load before it was 20, in it 2."""
        shares = []
        for day in range(1, 13):
            load = [20.0] * (39 - day + 1) + [2.0] * 10 + [10.0] * (day - 1)
            cap = guards.re_entry(build.question(load=load, flares=(build.flare(day + 9, day),)), GROUP)
            shares.append(None if cap is None else cap.most / 20.0)
        assert shares[0] == 0.5
        climbing = shares[:10]
        steps = {round(after - before, 9) for before, after in itertools.pairwise(climbing)}
        assert steps == {0.05}
        assert max(climbing) < 1.0
        assert shares[10:] == [None, None]

    @pytest.mark.parametrize(("length", "days"), [(1, 3), (3, 3), (9, 9), (14, 14), (40, 14)])
    def test_way_back_is_as_long_as_the_flare_at_most_14(self, build, length, days):
        flare = build.flare(length, 1)
        assert climb_days(flare, build.on) == days

    def test_two_flares_close_together_count_both(self, build):
        flares = (build.flare(14, 8), build.flare(4, 2))
        both = guards.re_entry(build.question(flares=flares), GROUP)
        assert both.most == min(guards.re_entry(build.question(flares=(one,)), GROUP).most for one in flares[1:])


class TestNotKnown:
    def test_fewer_than_14_rated_days_say_when_there_will_be_more(self, build):  # acceptance 26
        cap = guards.not_enough(build.question(load=[4.0] * 9, pain=[4.0] * 9), GROUP)
        assert cap.most == gentle_default(GROUP)
        assert cap.numbers == {"known": 9, "needed": 14, "earliest": "2026-03-10"}

    @pytest.mark.parametrize("guard", [guards.not_enough, guards.unknown_load])
    def test_who_does_more_is_told_a_fifth_less_and_not_to_stop(self, build, guard):
        few = build.question(load=[25.0, 20.0, 30.0, 22.0], pain=[4.0] * 4)
        assert guard(few, GROUP).most == pytest.approx(0.8 * 22.0)  # the third highest
        assert guard(few, GROUP).numbers["reached"] == 22.0
        two = build.question(load=[25.0, 30.0], pain=[4.0] * 2)
        assert guard(two, GROUP).most == gentle_default(GROUP)  # two days are no level

    @pytest.mark.parametrize("guard", [guards.not_enough, guards.unknown_load])
    def test_where_a_load_is_the_exception_the_days_without_may_have_been_rest(self, build, guard):
        sparse = build.question(
            load=[30.0, None, None, 30.0, None, None, 30.0, None, 30.0, None, None], pain=[4.0] * 11
        )
        assert guard(sparse, GROUP).most == gentle_default(GROUP)

    def test_a_boom_and_busts_in_the_first_days_are_no_level(self, build):
        assert caps(build.question(load=[60.0, 3.0, 60.0, 3.0], pain=[4.0] * 4), GROUP)[0].most <= gentle_default(GROUP)

    def test_a_rating_of_the_day_itself_does_not_count_yet(self, build):
        situation = build.situation(pain=[4.0] * 14)
        assert situation.pain_days == 14

    def test_no_load_at_all_is_a_written_safe_default(self, build):
        cap = guards.unknown_load(build.question(load={"whole_body": []}), "whole_body")
        assert (cap.code, cap.most) == ("no-load", gentle_default("whole_body"))

    def test_safe_default_is_never_above_the_most_or_the_level_that_is_known(self, build):
        first_days = build.question(load=[1.5, 0.5] + [None] * 5)
        assert guards.unknown_load(first_days, GROUP).most == 1.5
        level = build.question(load=[2.0, 1.5, 1.5, *[1.0] * 6, *[None] * 25])
        assert guards.unknown_load(level, GROUP).most == 1.5

    def test_in_a_flare_of_the_first_days_it_is_a_quarter_of_that(self, build):
        question = build.question(load=[3.0, 1.0], pain=[4.0] * 2, flares=(build.flare(1, None),))
        assert caps(question, GROUP)[0].code == "flare"
        assert caps(question, GROUP)[0].most == pytest.approx(0.25 * 3.0)

    @pytest.mark.parametrize("load", [[0.0, 0.0], [0.0] * 5, [0.0] * 49, [0.0] * 47 + [9.0, 0.0]])
    def test_rest_alone_is_no_reason_to_plan_none(self, build, load):
        for pain in ([4.0] * 49, [4.0] * 9, [4.0] * 47 + [6.0, 6.0]):
            assert 0 < caps(build.question(load=load, pain=pain), GROUP)[0].most <= gentle_default(GROUP)

    def test_in_a_flare_and_where_steps_up_are_out_rest_stays_rest(self, build):
        for question in (
            build.question(load=[0.0] * 49, flares=(build.flare(2, None),)),
            build.question(Limits(me_cfs=True), load=[0.0] * 49),
            build.question(Limits(no_progression=True), load=[0.0] * 49),
        ):
            assert caps(question, GROUP)[0].most == 0.0

    def test_two_worse_days_step_down_from_the_gentle_start_too(self, build):
        question = build.question(load=[0.0] * 49, pain=[4.0] * 47 + [6.0, 6.0])
        assert caps(question, GROUP)[0].most == pytest.approx(0.8 * gentle_default(GROUP))


class TestUnreliable:
    @staticmethod
    def last_safe(on: dt.date, ceiling: float) -> Plan:
        room = {GROUP: Room(1.0, ceiling)}
        return Plan(on, "usual", (), room, (), Risk(0.05, 0.05, 0.10), "hold")

    def test_48_hours_are_fresh_and_more_are_stale(self, build):  # acceptance 32
        assert guards.unreliable(build.question(last_rated_h=48.0), GROUP) is None
        assert guards.unreliable(build.question(last_rated_h=48.1), GROUP).code == "stale"

    def test_falls_back_to_the_last_safe_plan_and_never_above_it(self, build):  # acceptance 32
        stored = self.last_safe(build.on - dt.timedelta(days=3), 12.0)
        question = build.question(last_rated_h=60.0, last_safe=stored)
        assert guards.unreliable(question, GROUP).most == 12.0
        assert caps(question, GROUP)[0].most == 12.0

    def test_last_safe_plan_cannot_lift_another_cap(self, build):
        stored = self.last_safe(build.on - dt.timedelta(days=3), 500.0)
        assert caps(build.question(last_rated_h=60.0, last_safe=stored), GROUP)[0].most <= 22.0

    @pytest.mark.parametrize("ago", [0, -1, 29])
    def test_a_plan_of_today_of_later_or_of_long_ago_is_not_the_last_safe_one(self, build, ago):
        stored = self.last_safe(build.on - dt.timedelta(days=ago), 12.0)
        assert guards.unreliable(build.question(last_rated_h=60.0, last_safe=stored), GROUP).most == gentle_default(
            GROUP
        )

    @pytest.mark.parametrize("code", ["contradictory", "implausible"])
    def test_entries_in_doubt_count_for_two_days(self, build, code):  # acceptance 32
        def asked(ago):
            doubt = Doubt(code, build.on - dt.timedelta(days=ago), "other", {"load": 1.0})
            return guards.unreliable(build.question(doubts=(doubt,)), GROUP)

        assert asked(1).code == asked(2).code == code
        assert asked(3) is None


class TestOwnLimits:
    def test_ceiling_of_the_group_and_share_of_the_whole(self, build):
        load = {GROUP: [20.0] * 49, "lower_legs": [60.0] * 49}
        one = build.question(Limits(ceilings={GROUP: 4.0}), load=load)
        whole = build.question(Limits(ceilings={"whole_body": 40.0}), load=load)
        assert guards.own_ceiling(one, GROUP).most == 4.0
        assert guards.own_ceiling(one, "lower_legs") is None
        assert guards.own_ceiling(whole, GROUP).most == pytest.approx(10.0)
        assert guards.own_ceiling(whole, "lower_legs").most == pytest.approx(30.0)

    def test_hours(self, build):
        assert guards.hours_available(build.question(Limits(hours=0.0)), GROUP).most == 0.0
        assert guards.hours_available(build.question(Limits(hours=2.0)), GROUP).most == pytest.approx(18.0)
        assert guards.hours_available(build.question(), GROUP) is None

    def test_hours_of_several_groups_are_the_same_hours(self, build):
        """One activity loads several groups at once: shared out among them, six hours were little more than one."""
        question = build.question(Limits(hours=2.0), load={GROUP: [20.0] * 49, "lower_legs": [60.0] * 49})
        assert guards.hours_available(question, "lower_legs").most == pytest.approx(18.0)
        assert guards.hours_available(question, GROUP).most == pytest.approx(6.0)


def test_boom_and_bust_caps_at_a_usual_day(build):
    pain = [4.0] * 49
    load = [20.0] * 49
    for day in (24, 31, 38):
        load[day], pain[day + 1] = 60.0, 6.5
    question = build.question(load=load, pain=pain)
    cap = guards.boom_cap(question, GROUP)
    assert cap.numbers["times"] == 3
    assert cap.most == pytest.approx(question.situation.usual_load(GROUP))


def test_red_flag_leaves_no_plan(build):  # acceptance 35
    assert caps(build.question(red_flags=("chest_pain",)), GROUP)[0] == guards.Cap("red-flag", GROUP, 0.0)


def test_floor_keeps_a_bad_week_from_becoming_none_and_stays_below_the_ceiling(build):
    question = build.question(load=[20.0] * 42 + [0.0] * 7)
    assert guards.floor_of(question, GROUP, 20.0) > 0
    assert guards.floor_of(question, GROUP, 3.0) <= 3.0


class TestNoRatchet:
    """What a plan held down is no level to hold the next one to."""

    def test_living_to_the_ceiling_with_blanks_and_hard_mornings_keeps_the_level(self, build):
        """Twelve weeks: 15 % of days without a load, every fourth day lived at half, the others as the plan has it, a
        little more or less.
        """
        rng = np.random.default_rng(3)
        load, pain = list(rng.normal(20.0, 2.0, 56)), [4.0] * 56
        start = build.situation(load=load, pain=pain).usual_load(GROUP)
        for day in range(84):
            question = build.question(Limits(no_progression=True), load=load[-112:], pain=pain)
            most = caps(question, GROUP)[0].most
            lived = most * (0.5 if day % 4 == 0 else float(rng.lognormal(0.0, 0.1)))
            load.append(None if rng.random() < 0.15 else lived)
        assert build.situation(load=load, pain=pain).usual_load(GROUP) > 0.9 * start

    def test_who_writes_six_days_in_ten_keeps_most_of_what_daily_writing_keeps(self, build):
        """Half a year without steps; every other day as the plan has it and a little more or less, the others less.
        Blanks that counted as not reached left 0.63 of it.
        """

        def kept(share, seed):
            rng = np.random.default_rng(seed)
            load = list(rng.normal(20.0, 2.0, 84))
            for day in range(182):
                question = build.question(Limits(step=0.0), load=load[-112:], pain=[4.0] * 112)
                most = min(caps(question, GROUP)[0].most, question.situation.usual_load(GROUP))
                today = most * (0.8 if day % 2 else 1.0) * float(rng.lognormal(0.0, 0.15))
                load.append(today if rng.random() < share else None)
            return build.situation(load=load[-112:], pain=[4.0] * 112).usual_load(GROUP)

        shares = [kept(0.6, seed) / kept(1.0, seed) for seed in range(4)]
        assert np.mean(shares) > 0.75
        assert max(shares) < 1.0

    def test_a_blank_is_passed_over_but_not_further_than_six_weeks(self, build):
        load = [40.0] * 42 + [20.0] * 42
        thin = [None if i >= 42 and i % 2 else each for i, each in enumerate(load)]
        assert build.situation(load=thin).reached(GROUP) == 20.0
        thin[41] = 20.0
        assert build.situation(load=[40.0] * 3 + thin[45:]).reached(GROUP) == 40.0

    def test_a_long_flare_does_not_become_the_level(self, build):
        load = [20.0] * 40 + [5.0] * 30 + [10.0] * 14
        question = build.question(load=load, pain=[4.0] * 84, flares=(build.flare(44, 15),))
        assert question.situation.reached(GROUP) == 20.0
        assert question.situation.usual_load(GROUP) == 20.0
        assert guards.week_total(question, GROUP).most >= 14.0

    def test_but_it_is_climbed_to_and_not_jumped_to(self, build):
        load = [20.0] * 40 + [5.0] * 44
        question = build.question(load=load, pain=[4.0] * 84, flares=(build.flare(44, 15),))
        assert question.situation.reached(GROUP) == 20.0
        assert guards.highest_day(question, GROUP).most == pytest.approx(5.5)
        assert caps(question, GROUP)[0].most <= 5.5
        assert guards.highest_day(build.question(load=[0.0] * 49), GROUP) is None

    def test_nor_does_the_flare_itself_count_before_the_next(self, build):
        load = [20.0] * 40 + [5.0] * 10 + [8.0] * 6
        question = build.question(
            load=load, pain=[4.0] * 54 + [9.0] * 2, flares=(build.flare(16, 7), build.flare(1, None))
        )
        assert guards.flare_rest(question, GROUP).most == pytest.approx(5.0)

    def test_a_quarter_then_more_while_a_flare_eases_and_never_more_than_half(self, build):
        def share(days, last, eased=1):
            pain = [4.0] * (49 - days) + [9.0] * (days - eased) + [last] * eased
            cap = guards.flare_rest(build.question(pain=pain, flares=(build.flare(days, None),)), GROUP)
            return cap.code, round(cap.most / 20.0, 2)

        assert share(2, 7.0) == ("flare", 0.25)
        assert share(6, 9.0) == ("flare", 0.25)  # it has not eased
        assert share(6, 7.0) == ("flare-easing", 0.3)  # one calmer day is no reason to do twice as much
        assert share(6, 7.0, eased=3) == ("flare-easing", 0.4)
        assert share(6, 7.0, eased=2) == ("flare-easing", 0.35)
        assert share(25, 7.0, eased=10) == ("flare-easing", 0.5)
        assert share(2, 7.0, eased=2) == ("flare", 0.25)

    def test_a_flare_that_the_person_marks_stays_at_a_quarter(self, build):
        marked = frozenset({build.on - dt.timedelta(days=1)})
        about = {"pain": [4.0] * 39 + [9.0] * 9 + [6.0], "flares": (build.flare(10, None),)}
        assert guards.flare_rest(build.question(**about), GROUP).code == "flare-easing"
        assert guards.flare_rest(build.question(**about, marked=marked), GROUP).most == pytest.approx(5.0)

    def marked_for(self, build, days, last=4.0):
        """A flare that is marked on each of its days, with pain at 9 until it eased to `last` ten days ago."""
        marked = frozenset(build.on - dt.timedelta(days=ago) for ago in range(1, days + 1))
        pain = [4.0] * (84 - days) + [9.0] * (days - 10) + [last] * 10
        return build.question(pain=pain, load=[20.0] * 84, flares=(build.flare(days, None),), marked=marked)

    @pytest.mark.parametrize(
        ("days", "last", "told"),
        [(28, 4.0, ("flare", 5.0)), (29, 4.0, ("flare-easing", 10.0)), (60, 9.0, ("flare", 5.0))],
    )
    def test_marks_of_four_weeks_running_stand_against_no_easing_any_more(self, build, days, last, told):
        question = self.marked_for(build, days, last)
        cap = guards.flare_rest(question, GROUP)
        assert (cap.code, round(cap.most, 1)) == told
        plan = recommend(question, build.flat_risk(0.05))
        assert plan.mode == "flare"
        assert [why.numbers["days"] for why in plan.why if why.code == "flare-long"] == ([days] if days > 28 else [])

    def test_a_mark_never_makes_more_of_a_flare_than_none(self, build):
        for days in (20, 29, 60):
            for last in (4.0, 9.0):
                question = self.marked_for(build, days, last)
                without = dataclasses.replace(question.situation, marked=frozenset())
                marked, plain = (
                    guards.flare_rest(dataclasses.replace(question, situation=each), GROUP).most
                    for each in (question.situation, without)
                )
                assert marked <= plain

    def test_marks_with_a_gap_are_counted_from_it(self, build):
        marked = frozenset(build.on - dt.timedelta(days=ago) for ago in (1, 2, 3, 5, 6))
        assert guards.marked_in_a_row(build.situation(marked=marked)) == 3
        assert guards.marked_in_a_row(build.situation(marked=frozenset({build.on - dt.timedelta(days=3)}))) == 0


def test_the_safe_default_is_the_same_half_hour_however_loads_are_written_down():
    """Of the whole body, or by muscle group; and the twin, which is written by hand, has the same numbers."""
    of_groups = {group: gentle_default(group) for group in MUSCLE_GROUPS}
    assert {"whole_body": 9.0, **of_groups} == twin.GENTLE
    assert gentle_default("whole_body") == 30 * 0.3
    rooms = {group: Room(0.0, most) for group, most in of_groups.items()}
    planned = breaks.schedule(rooms, dict.fromkeys(rooms, 0.0), more=False)
    assert 25 <= sum(bout.minutes for one in planned for bout in one.bouts) <= 35
