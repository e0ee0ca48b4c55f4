"""What the person sets, and the floor: the lower of two own ceilings, and a floor that asks for little on bad days."""

from __future__ import annotations

import pytest

from andante.anatomy import MUSCLE_GROUPS
from andante.everyday import shares_of
from andante.plan import guards
from andante.plan.guards import floor_of
from andante.plan.guards.shared import week_step
from andante.plan.limits import Limits
from andante.plan.planner import recommend

GROUP = "neck_shoulders"


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

    @pytest.mark.parametrize("word", ["me_cfs", "post_exertional_malaise", "no_progression"])
    def test_where_the_persons_word_keeps_steps_out_it_is_lower(self, build, word):
        assert floor_of(build.question(Limits(**{word: True})), GROUP, 20.0) == pytest.approx(14.0)


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
