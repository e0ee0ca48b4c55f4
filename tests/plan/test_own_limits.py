"""What the person sets, and the floor: the lower of two own ceilings, and a floor that asks for little on bad days."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from andante.anatomy import MUSCLE_GROUPS
from andante.everyday import shares_of
from andante.plan import guards
from andante.plan.guards import caps, floor_of
from andante.plan.guards.shared import week_step
from andante.plan.limits import Limits
from andante.plan.planner import recommend

GROUP = "neck_shoulders"
MALAISE = [Limits(me_cfs=True), Limits(post_exertional_malaise=True), Limits(pem_screen={"mind_tires": (2, 3)})]


@pytest.mark.parametrize(("own", "whole", "most"), [(4.0, 40.0, 4.0), (30.0, 40.0, 10.0), (10.0, 40.0, 10.0)])
def test_of_the_ceiling_of_the_group_and_that_of_the_whole_the_lower_holds(build, own, whole, most):
    load = {GROUP: [20.0] * 49, "lower_legs": [60.0] * 49}
    question = build.question(Limits(ceilings={GROUP: own, "whole_body": whole}), load=load)
    assert guards.own_ceiling(question, GROUP).most == pytest.approx(most)


@pytest.mark.parametrize("limits", [Limits(hours=8.0), Limits(ceilings={"whole_body": 80.0})])
@pytest.mark.parametrize("legs", [[None] * 47 + [9.0] * 2, [0.0] * 49])
def test_a_group_without_a_usual_day_has_a_share_of_hours_and_of_the_whole(build, limits, legs):
    """It had none, and then nothing was planned that touches it: of five groups no walk, no housework."""
    load = {group: [20.0] * 49 for group in MUSCLE_GROUPS} | {"lower_legs": legs}
    plan = recommend(build.question(limits, load=load), build.flat_risk(0.03))
    assert all(room.ceiling >= 5.0 for room in plan.envelope.values())
    assert len({one.activity for one in plan.schedule}) >= 3
    if "whole_body" in limits.ceilings:
        assert sum(room.ceiling for room in plan.envelope.values()) <= 80.0


@pytest.mark.parametrize("most", [0.0, 5.0])
def test_a_ceiling_for_a_group_that_the_diary_does_not_track_is_said_not_to_be_kept(build, most):
    """It was said beside loads of the whole body alone; and a walk was planned for legs that were to have none."""
    limits = Limits(ceilings={"lower_legs": most}, valued=("walking",))
    plan = recommend(build.question(limits, load={"hips_thighs": [20.0] * 49, "arms_hands": [20.0] * 49}), None)
    assert [why.numbers["group"] for why in plan.why if why.code == "ceiling-not-kept"] == ["lower_legs"]
    legs = [one.activity for one in plan.schedule if (shares_of(one.activity) or {}).get("lower_legs", 0.0) >= 0.25]
    assert bool(legs) is (most > 0)
    assert plan.schedule


@pytest.mark.parametrize("most", [0.04, 0.5, 2.0])
def test_what_is_valued_stays_within_a_small_ceiling_of_ones_own_also_where_it_loads_it_a_little(build, most):
    """Half an hour of walking was planned, 1.4 effort-minutes for a back that was to have 0.04."""
    load = {group: [20.0] * 49 for group in MUSCLE_GROUPS}
    plan = recommend(build.question(Limits(ceilings={"trunk": most}, valued=("walking",)), load=load), None)
    borne = sum((shares_of(one.activity) or {}).get("trunk", 0.0) * one.effort_minutes for one in plan.schedule)
    assert borne <= most
    if most < 0.1:
        assert "walking" in next(why for why in plan.why if why.code == "valued-later").text
    assert plan.schedule or most < 0.1


@pytest.mark.parametrize(("hours", "desk"), [(None, None), (24.0, None), (None, 480.0), (3.0, None)])
def test_no_plan_holds_more_than_a_waking_day(build, hours, desk):
    """Up to 32 hours with the rests were planned for one day, without a word."""
    limits = Limits(hours=hours, must_do={} if desk is None else {"desk work": desk})
    plan = recommend(build.question(limits, load={group: [300.0] * 49 for group in MUSCLE_GROUPS}), None)
    bouts = [bout for one in (*plan.schedule, *plan.must_do) for bout in one.bouts]
    assert plan.schedule
    assert sum(bout.minutes + bout.rest for bout in bouts) <= 60.0 * min(hours or 16.0, 16.0)
    if hours != 3.0:
        assert [why.numbers["hours"] for why in plan.why if why.code == "hours-end"] == [16.0]


class TestFloor:
    """0.8 of a usual day of 20, and of the ceiling where that is less; half on bad days; none in a flare."""

    @pytest.mark.parametrize(("ceiling", "floor"), [(22.0, 16.0), (20.0, 16.0), (10.0, 8.0), (0.0, 0.0)])
    def test_it_is_a_share_of_the_lower_of_a_usual_day_and_the_ceiling(self, build, ceiling, floor):
        assert floor_of(build.question(), GROUP, ceiling) == pytest.approx(floor)

    def test_after_two_worse_days_it_is_half(self, build):
        question = build.question(pain=[4.0] * 47 + [6.0, 6.0])
        assert floor_of(question, GROUP, 16.0) == pytest.approx(8.0)

    def test_in_a_flare_it_is_none_and_half_where_movement_is_wanted(self, build):
        flares = (build.flare(2, None),)
        assert floor_of(build.question(flares=flares), GROUP, 5.0) == 0.0
        assert floor_of(build.question(Limits(flare_movement=True), flares=flares), GROUP, 5.0) == pytest.approx(2.5)

    def test_in_soreness_that_was_to_be_expected_it_is_half(self, build):
        load = [20.0] * 46 + [22.0, 20.0, 20.0]
        question = build.question(load=load, pain=[4.0] * 47 + [6.0, 6.0], flares=(build.flare(1, None),))
        assert floor_of(question, GROUP, 10.0) == pytest.approx(5.0)

    def test_where_no_usual_day_is_known_it_is_a_share_of_the_ceiling(self, build):
        assert floor_of(build.question(load=[None] * 49), GROUP, 2.0) == pytest.approx(1.6)

    def test_where_the_persons_wish_keeps_steps_out_it_is_lower(self, build):
        assert floor_of(build.question(Limits(no_progression=True)), GROUP, 20.0) == pytest.approx(14.0)

    @pytest.mark.parametrize("limits", MALAISE)
    def test_with_malaise_after_effort_nothing_has_to_be_reached(self, build, limits):
        """It said "at least", and that some movement beats none, to who pays for it for days."""
        plan = recommend(build.question(limits), build.flat_risk(0.02))
        assert {room.floor for room in plan.envelope.values()} == {0.0}
        said = {each.code: each.text for each in plan.why}
        assert "floor" not in said
        assert "stopping early is right" in said["no-floor"]
        assert {one.tier for one in plan.schedule} >= {"least"}  # a day still begins with a part of it
        plain = recommend(build.question(Limits(no_progression=True)), build.flat_risk(0.02))
        assert plan.schedule == plain.schedule
        assert "no-floor" not in {each.code for each in plain.why}

    def test_in_a_flare_rest_comes_first_and_no_more_is_said_of_it(self, build):
        limits = Limits(me_cfs=True, flare_movement=True)
        plan = recommend(build.question(limits, flares=(build.flare(2, None),)), build.flat_risk(0.02))
        assert plan.envelope[GROUP].floor == 0.0
        assert "no-floor" not in {each.code for each in plan.why}


class TestOneWorseDay:
    """With malaise after effort the plan of the morning after a crash was that of the day before."""

    @pytest.mark.parametrize("limits", MALAISE)
    def test_a_clearly_worse_day_is_enough(self, build, limits):
        plan = recommend(build.question(limits, pain=[4.0] * 48 + [6.0]), build.flat_risk(0.02))
        assert (plan.mode, plan.step) == ("careful", "down")
        assert plan.envelope[GROUP].ceiling == pytest.approx(16.0)
        assert "one-worse-day" in {each.code for each in plan.why}

    def test_so_is_one_of_exhaustion(self, build):
        rated = {build.on - dt.timedelta(days=i): 6.0 if i == 1 else 4.0 for i in range(1, 50)}
        question = build.question(Limits(me_cfs=True), fatigue=rated)
        assert guards.worse_days(question, GROUP).most == pytest.approx(16.0)
        assert guards.worse_days(build.question(fatigue=rated), GROUP) is None

    @pytest.mark.parametrize(
        ("tail", "this_morning", "most"),
        [
            ([5.0], None, None),
            ([6.0, 4.0], None, None),
            ([6.0, None], None, 16.0),
            ([4.0], 6.0, 16.0),
            ([6.0], 4.0, 16.0),
        ],
    )
    def test_it_is_of_the_last_day_and_this_morning_counts(self, build, tail, this_morning, most):
        question = build.question(Limits(me_cfs=True), pain=[4.0] * (49 - len(tail)) + tail)
        situation = question.situation
        if this_morning is not None:
            situation = replace(situation, pain={**situation.pain, situation.on: this_morning})
        cap = guards.worse_days(replace(question, situation=situation), GROUP)
        assert (None if cap is None else cap.most) == most

    def test_after_a_week_that_was_too_much_it_goes_below_what_the_week_leaves(self, build):
        """A full week had already narrowed the day; the crash after it then changed nothing."""
        about = {"load": [20.0] * 46 + [20.0, 40.0, 20.0]}
        before = build.question(Limits(me_cfs=True), **about)
        after = build.question(Limits(me_cfs=True), pain=[4.0] * 48 + [8.0], **about)
        week = caps(before, GROUP)[0]
        assert week.code == "full-week"
        assert caps(after, GROUP)[0].most == pytest.approx(0.8 * week.most)

    def test_the_plain_wish_for_no_steps_asks_for_two(self, build):
        question = build.question(Limits(no_progression=True), pain=[4.0] * 48 + [9.0])
        assert guards.worse_days(question, GROUP) is None


def test_a_level_that_fell_takes_nothing_from_the_week(build):
    question = build.question(load=[20.0] * 30 + [10.0] * 30, pain=[4.0] * 59 + [5.0])
    assert (set(question.locks), guards.granted_step(question, GROUP)) == ({"worse-day"}, 0.0)
    assert week_step(question, GROUP) == 0.0


@pytest.mark.parametrize(
    ("load", "most"),
    [
        ([None] * 46 + [1.5, 1.0, 0.5], 1.5),  # in the first days, than the most of them
        ([None] * 47 + [0.7, 1.5], 1.5),
        ([None] * 46 + [20.0] * 3, 16.0),  # who does more from the start: a fifth less of it
        ([1.0] * 10 + [None] * 37 + [2.0] * 2, 1.0),  # later, than the level of the person
    ],
)
def test_what_is_known_of_the_person_is_the_measure_of_the_safe_default(build, load, most):
    assert guards.unknown_load(build.question(load=load), GROUP).most == pytest.approx(most)


def test_the_least_of_uneven_days_is_no_more_than_an_average_one(build):
    """Of days of 10 and 40 a usual one is 40, and 32 of it was "enough for a hard day": more than two days of three."""
    load = [40.0, 10.0, 10.0] * 28
    question = build.question(load=load, pain=[4.0] * len(load))
    plan = recommend(question, build.flat_risk(0.02))
    room = plan.envelope[GROUP]
    assert room.floor <= question.situation.used_to(GROUP) == pytest.approx(20.0, abs=1.5)
    assert room.floor >= 0.9 * question.situation.used_to(GROUP)
    even = recommend(build.question(load=[20.0] * 84, pain=[4.0] * 84), build.flat_risk(0.02))
    assert even.envelope[GROUP].floor == pytest.approx(16.0)
