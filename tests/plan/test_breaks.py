"""Bouts, rests and positions of a day and of any activity."""

from __future__ import annotations

import itertools
import math
import time
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.activities import catalogue
from andante.anatomy import MUSCLE_GROUPS
from andante.everyday import EVERYDAY, shares_of
from andante.plan import breaks
from andante.plan.activities import COUNTED_SHARE, positions_of, touched, values_of
from andante.plan.answer import Plan, Position, Room
from andante.plan.lengths import BOUT_MIN, SHARE_OF_RISE, Lengths
from andante.plan.tolerance import Tolerance
from breaks import compared
from breaks_lived import lived, middle, minutes_of, people_of

amounts = st.floats(0, 40, allow_nan=False) | st.floats(0, 2000, allow_nan=False)
known_lengths = st.builds(
    lambda count, rests, positions: Lengths(BOUT_MIN[count - 1], tuple(sorted(rests[:count])), positions),
    st.integers(1, len(BOUT_MIN)),
    st.lists(st.integers(1, 6), min_size=len(BOUT_MIN), max_size=len(BOUT_MIN)),
    st.sampled_from([("walking",), ("standing", "walking"), ("standing", "sitting", "lying")]),
)
TWENTY = Lengths(20, (1, 1, 2, 2, 2, 3, 3, 3, 3), ("walking",))
JOBS = ("desk work", "standing at a counter", "washing up")


@settings(deadline=None, max_examples=80)
@given(amount=amounts, effort=st.floats(0.3, 0.6), how=known_lengths, first=st.integers(0, 3))
def test_bouts_are_short_enough_positions_change_and_the_amount_holds(amount, effort, how, first):
    bouts = breaks.bouts_for(amount, effort, how, first=first)
    assert math.fsum(bout.minutes for bout in bouts) * effort <= amount + 1e-6
    assert len(bouts) <= breaks.MOST_BOUTS
    if bouts and len(bouts) < breaks.MOST_BOUTS:  # what is left over makes no further bout
        assert math.floor(amount / effort + 1e-9) - sum(bout.minutes for bout in bouts) < bouts[0].minutes
    for bout in bouts:
        assert 0 < bout.minutes <= how.longest
        assert bout.rest >= 1
        assert isinstance(bout.minutes, int)
        assert isinstance(bout.rest, int)
        assert bout.position in how.positions
    if len(how.positions) > 1:
        assert all(one.position != other.position for one, other in itertools.pairwise(bouts))


@pytest.mark.parametrize("name", [*(words.name for words in EVERYDAY), *catalogue(), "my own thing"])
def test_every_bout_is_in_a_position_in_which_the_activity_can_be_done(name):
    allowed = {
        "a short walk": {"walking"},
        "moving about, some stairs": {"walking"},
        "desk or screen work": {"sitting", "standing"},
        "work with the hands at a table": {"sitting"},
        "kitchen work": {"sitting", "standing"},
        "light housework": {"standing", "walking"},
        "shopping": {"walking"},
        "piano": {"sitting"},
        "my own thing": {"as it suits"},
    }
    positions = set(positions_of(name))
    assert positions
    assert positions <= set(get_args(Position))
    assert positions <= allowed.get(name, positions)


@pytest.mark.parametrize(
    ("minutes", "first", "expected"),
    [(3, 0, (3,)), (1, 0, (1,)), (1, 2, ()), (35, 0, (17, 17)), (34, 2, (17, 17)), (60, 0, (20, 20, 20))],
)
def test_whole_minutes_and_no_single_minute_on_top(minutes, first, expected):
    bouts = breaks.bouts_for(0.3 * minutes, 0.3, TWENTY, first=first)
    assert tuple(bout.minutes for bout in bouts) == expected


@pytest.mark.parametrize("group", ["trunk", "neck_shoulders", "arms_hands", "lower_legs"])
def test_bouts_of_a_day_are_shorter_where_the_capacity_is_small(group):
    def longest(ceiling):
        least = breaks.schedule({group: Room(5.0, ceiling)}, {group: 5.0}, more=False)[0]
        assert least.effort == 0.3
        return least.bouts[0].minutes

    assert longest(5.0) < longest(15.0) < longest(60.0)


def test_effort_is_gentle_when_the_amount_fits_and_no_harder_than_it_must_be():
    def planned(amount):
        return breaks.schedule({"trunk": Room(amount, amount)}, {"trunk": amount})[0]

    assert planned(20.0).effort == 0.3
    assert [planned(amount).effort for amount in (20.0, 60.0, 90.0, 200.0)] == sorted(
        planned(amount).effort for amount in (20.0, 60.0, 90.0, 200.0)
    )
    for amount in (20.0, 60.0, 90.0, 200.0, 1000.0):
        one = planned(amount)
        assert one.effort_minutes <= amount
        assert len(one.bouts) <= 24


def test_many_short_bouts_hold_what_they_can():
    """70 minutes in bouts of at most 3 were 24 of 2: 22 minutes were lost to whole numbers, and with them the floor."""
    how = Lengths(3, (2,), ("standing",))
    for minutes in range(1, 200):
        bouts = breaks.bouts_for(0.3 * minutes, 0.3, how)
        total = sum(bout.minutes for bout in bouts)
        assert min(minutes, 24 * 3) - 2 <= total <= minutes
        assert len(bouts) <= 24


def test_a_body_that_is_known_to_hurt_more_gets_shorter_bouts_and_more_of_them():
    rooms, usual = {"arms_hands": Room(8.0, 16.0)}, {"arms_hands": 12.0}
    calm, sore = (
        breaks.schedule(rooms, usual, tolerance=Tolerance(usual_pain_0_10=pain))[0].bouts for pain in (2.0, 8.0)
    )
    assert sore[0].minutes < calm[0].minutes
    assert len(sore) > len(calm)


def test_tiers_fill_the_room_and_no_more():
    room = {"trunk": Room(6.0, 18.0)}
    activities = breaks.schedule(room, {"trunk": 12.0})
    assert [one.tier for one in activities] == ["least", "usual", "if it goes well"]
    assert 17.0 < sum(one.effort_minutes for one in activities) <= 18.0
    assert [one.effort_minutes for one in activities] == pytest.approx([6.0, 6.0, 6.0], abs=0.6)


def test_what_is_done_already_is_not_scheduled_again():
    activities = breaks.schedule({"trunk": Room(6.0, 18.0, done=13.0)}, {"trunk": 12.0})
    assert [one.tier for one in activities] == ["if it goes well"]
    assert 13.0 + sum(one.effort_minutes for one in activities) <= 18.0


def test_no_third_tier_when_there_is_no_room_for_more():
    activities = breaks.schedule({"trunk": Room(6.0, 18.0)}, {"trunk": 12.0}, more=False)
    assert {one.tier for one in activities} == {"least", "usual"}


def test_valued_activities_come_first_and_carry_their_name():
    rooms = {"neck_shoulders": Room(4.0, 8.0), "trunk": Room(4.0, 8.0), "lower_legs": Room(8.0, 12.0)}
    usual = {"neck_shoulders": 8.0, "trunk": 8.0, "lower_legs": 12.0}
    activities = breaks.schedule(rooms, usual, valued=("gardening",))
    assert activities[0].activity == "gardening"
    assert activities[0].group == "trunk"
    assert activities[1].activity == "a short walk"


def test_a_minute_is_the_least_that_is_planned():
    assert breaks.schedule({"trunk": Room(0.0, 0.2)}, {"trunk": None}) == ()


def test_a_valued_activity_loads_its_own_groups_an_unknown_one_may_load_any_and_rest_loads_none():
    valued = ("resting lying down", "Playing with  Children", "my own thing", "dog walking")
    assert touched("dog walking") == touched(" Dog  walking") == ("lower_legs", "hips_thighs")
    assert touched("my own thing") == touched("resting lying down") == ()
    assert values_of("lower_legs", valued) == values_of("whole_body", valued) == valued[1:]
    assert values_of("arms_hands", valued) == valued[1:3]


@pytest.mark.parametrize("name", ["jogging", "digging", "hill walking", "resistance training hard", "Gardening"])
@pytest.mark.parametrize("load", [8.0, 20.0, 80.0, 400.0])
def test_what_is_valued_is_planned_no_gentler_than_it_is_and_does_not_vanish(name, load):
    """What is harder than gentle was passed over, though the plan said that it comes first."""
    groups = ("trunk", "hips_thighs", "lower_legs", "arms_hands", "neck_shoulders")
    rooms = {group: Room(load / 2, load) for group in groups}
    planned = breaks.schedule(rooms, dict.fromkeys(groups, load), valued=(name,))
    named = [one for one in planned if one.activity == name]
    assert named
    known = catalogue()[name.lower()]
    assert all(known.effort / 10 - 0.1 <= one.effort <= 0.6 for one in named)
    for group in groups:
        assert sum(one.counts_on(group) for one in planned) <= load + 1e-9


@pytest.mark.parametrize("name", ["reading", "walking", "Phone call"])
def test_what_is_less_than_gentle_is_planned_at_its_own_effort(name):
    """Reading in ten bouts of three minutes, as if it were as hard as housework."""
    rooms = {"whole_body": Room(16.0, 20.0)}
    planned = breaks.schedule(rooms, {"whole_body": 20.0}, valued=(name,), minutes={name: 30.0})
    named = [one for one in planned if one.activity == name]
    assert {one.effort for one in named} == {catalogue()[name.lower()].effort / 10.0}
    assert sum(bout.minutes for one in named for bout in one.bouts) == 30.0
    own = max(bout.minutes for bout in breaks.breaks_for(name, 30.0))
    assert max(bout.minutes for one in named for bout in one.bouts) >= own - 1.0
    assert sum(one.counts_on("whole_body") for one in planned) <= 20.0 + 1e-9


def test_activities_for_other_muscles_take_turns_within_their_tier():
    rooms = {"neck_shoulders": Room(4.0, 8.0), "hips_thighs": Room(3.0, 4.5), "lower_legs": Room(4.0, 8.0)}
    planned = breaks.schedule(rooms, {group: room.ceiling for group, room in rooms.items()})
    for tier in ("least", "usual"):
        walking, sitting = (one for one in planned if one.tier == tier)
        assert (walking.activity, sitting.activity) == ("a short walk", "desk or screen work")
        assert walking.alternate_with == sitting.activity
        assert sitting.alternate_with == walking.activity
    # Walking about loads hips and legs alike, and so does a short walk: those do not take turns.
    assert set(touched("a short walk")) == set(touched("moving about, some stairs")) == {"hips_thighs", "lower_legs"}
    # Gardening loads trunk and arms: nothing that loads either takes turns with it, and nothing with the whole body.
    both = {"trunk": Room(4.0, 4.0), "arms_hands": Room(4.0, 4.0), "whole_body": Room(4.0, 4.0)}
    planned = breaks.schedule(both, dict.fromkeys(both, 4.0), valued=("gardening",))
    assert {one.alternate_with for one in planned} == {None}


def test_taking_turns_stands_in_the_answer_and_in_a_plan_read_from_it():
    rooms = {group: Room(4.0, 8.0) for group in ("neck_shoulders", "lower_legs")}
    planned = breaks.schedule(rooms, dict.fromkeys(rooms, 8.0))
    stored = {
        "on": "2026-03-05", "mode": "usual", "why": [], "envelope": {}, "schedule": [], "belief": None, "step": "hold",
        "risk": {"p_flare_within_3_days": None, "if_unchanged": None, "limit": 0.1},
    }  # fmt: skip
    plan = Plan.from_answer(stored)
    plan = Plan.from_answer({**stored, "schedule": [*_answered(plan, planned)]})
    assert plan.schedule == planned
    old = _answered(plan, planned)
    for one in old:
        del one["alternate_with"]  # a plan stored before there was such a thing
    assert {one.alternate_with for one in Plan.from_answer({**stored, "schedule": old}).schedule} == {None}


def _answered(plan, planned):
    return Plan(plan.on, plan.mode, (), {}, planned, plan.risk, plan.step).answer()["schedule"]


# ── a timer for anything ──────────────────────────────────────────────────────────────────────────────────────────────


@settings(deadline=None, max_examples=60)
@given(name=st.sampled_from([*catalogue(), "my own thing"]), minutes=st.floats(0, 700, allow_nan=False))
def test_any_activity_has_its_breaks_and_no_minute_is_lost_or_added(name, minutes):
    bouts = breaks.breaks_for(name, minutes)
    assert sum(bout.minutes for bout in bouts) == math.floor(minutes + 1e-9)
    known = catalogue().get(name)
    if known is not None and known.work == "rest":
        assert [bout.rest for bout in bouts] == [0] * (minutes >= 1)
        return
    positions = ("as it suits",) if known is None else known.positions
    for bout in bouts:
        assert 0 < bout.minutes <= BOUT_MIN[-1]
        assert bout.rest >= 1
        assert bout.position in positions
    in_order = sorted(bouts, key=lambda bout: bout.minutes)
    assert [bout.rest for bout in in_order] == sorted(bout.rest for bout in bouts)


def test_the_desk_changes_between_sitting_and_standing_with_rests():
    day = breaks.breaks_for("Desk  work", 180)
    assert {bout.position for bout in day} == {"sitting", "standing"}
    assert all(one.position != other.position for one, other in itertools.pairwise(day))
    assert max(bout.minutes for bout in day) <= 10
    assert 0.6 < 180 / sum(bout.minutes + bout.rest for bout in day) < 0.9


def test_the_counter_where_only_standing_is_possible_has_rests_and_the_sink_a_stool():
    assert {bout.position for bout in breaks.breaks_for("standing at a counter", 120)} == {"standing"}
    assert {bout.position for bout in breaks.breaks_for("washing up", 30)} == {"standing", "sitting"}


@pytest.mark.parametrize("name", JOBS)
@pytest.mark.parametrize("usual", [3.0, None, 7.0])
def test_walked_minute_by_minute_the_careful_body_stays_under_its_limits(name, usual):
    body = Tolerance(usual_pain_0_10=usual)
    bouts = breaks.breaks_for(name, 120, body)
    gain = body.person().pain_gain / Tolerance(pain_gain=1.0).person().pain_gain
    whole = middle(relief=False, gain=gain, strong=body.strength)
    found = lived(whole, [minutes_of([(name, bout) for bout in bouts], 240)])
    share = SHARE_OF_RISE[next(i for i, length in enumerate(BOUT_MIN) if length >= bouts[0].minutes)]
    assert found.worst_area[0] - whole.usual[0] <= share * body.rise_0_10 + 0.05
    assert found.fatigue[0] <= body.fatigue_0_1 + 0.01
    # And they are no more careful than the limits ask for: without a rest between them they would not hold.
    at_once = lived(whole, [minutes_of([(name, breaks.Bout(120, 0, bouts[0].position))], 240)])
    assert at_once.worst_area[0] > found.worst_area[0] + 0.1


@pytest.mark.parametrize("name", ["desk work", "washing up", "gardening"])
def test_more_work_than_by_a_twenty_minute_timer_at_the_same_peak_pain(name):
    """People that no number here was chosen with; `benchmarks/breaks.py` measures it at size."""
    found = compared(name, people_of(2026, 12))
    mine, _ = found["ours"]
    for timer in ("timer, same share", "timer 20/5", "timer 20/20"):
        freely, at_our_peak = found[timer]
        assert mine.work_min.mean() > 1.05 * at_our_peak.work_min.mean()
        assert np.all(at_our_peak.work_min <= freely.work_min)
    same_share, _ = found["timer, same share"]
    assert abs(same_share.work_min.mean() - mine.work_min.mean()) < 6.0
    assert mine.peak.mean() < same_share.peak.mean()


def test_a_day_is_quickly_planned():
    rooms = {group: Room(6.0, 18.0) for group in ("neck_shoulders", "arms_hands", "trunk", "hips_thighs", "lower_legs")}
    breaks.schedule(rooms, dict.fromkeys(rooms, 12.0), valued=("gardening",))
    begun = time.perf_counter()
    for _ in range(5):
        breaks.schedule(rooms, dict.fromkeys(rooms, 12.0), valued=("gardening",))
    assert (time.perf_counter() - begun) / 5 < 0.1


@settings(deadline=None, max_examples=60)
@given(
    ceilings=st.dictionaries(st.sampled_from(tuple(MUSCLE_GROUPS)), st.floats(0, 90), min_size=1),
    valued=st.lists(st.sampled_from(sorted(catalogue())), min_size=1, max_size=3, unique=True),
    wanted=st.floats(5, 120),
    more=st.booleans(),
)
def test_a_valued_activity_counts_for_every_group_that_it_loads(ceilings, valued, wanted, more):
    """What a diary would hold once all of it is done: an hour of gardening was planned for the back, one for the arms
    and one for the hips, and a day lived by the plan came to nearly three times its own ceilings.
    """
    rooms = {group: Room(0.7 * most, most) for group, most in ceilings.items()}
    usual = {group: 0.9 * most for group, most in ceilings.items()}
    minutes = dict.fromkeys(valued, wanted)
    planned = breaks.schedule(rooms, usual, valued=tuple(valued), minutes=minutes, more=more)
    lived = dict.fromkeys(rooms, 0.0)
    for one in planned:
        for group, share in (shares_of(one.activity) or {one.group: 1.0}).items():
            if group in lived and (group == one.group or share >= COUNTED_SHARE):
                lived[group] += share * one.effort_minutes
    for group, load in lived.items():
        assert load <= rooms[group].ceiling + 1e-6
    for name in valued:
        assert math.fsum(b.minutes for one in planned if one.activity == name for b in one.bouts) <= wanted + 1e-6
    assert len({(one.activity, one.tier) for one in planned}) == len(planned)


def test_what_a_valued_activity_leaves_is_filled_with_everyday_ones():
    rooms = {"trunk": Room(20.0, 20.0), "arms_hands": Room(20.0, 20.0)}
    planned = breaks.schedule(rooms, dict.fromkeys(rooms, 20.0), valued=("gardening",), minutes={"gardening": 30.0})
    found = {one.activity: math.fsum(bout.minutes for bout in one.bouts) for one in planned}
    assert found["gardening"] == 30.0
    assert set(found) > {"gardening"}
    for group, room in rooms.items():
        assert 18.0 < math.fsum(one.load_on(group) for one in planned) <= room.ceiling


def test_of_the_whole_body_a_thing_of_ones_own_is_named_and_rest_is_not():
    rooms = {"whole_body": Room(6.0, 9.0)}
    for name, named in (("my own thing", True), ("gardening", True), ("resting lying down", False)):
        planned = breaks.schedule(rooms, {"whole_body": 9.0}, valued=(name,))
        assert ({one.activity for one in planned} == {name}) is named


def test_of_a_day_that_is_longer_than_its_hours_the_first_bouts_are_kept():
    rooms = {"trunk": Room(20.0, 60.0), "lower_legs": Room(20.0, 60.0)}
    day = breaks.schedule(rooms, {"trunk": 40.0, "lower_legs": 40.0})
    whole = sum(bout.minutes + bout.rest for one in day for bout in one.bouts) / 60.0
    assert breaks.in_hours(day, None) == breaks.in_hours(day, whole) == day
    assert breaks.in_hours(day, 0.0) == ()
    for share in (0.9, 0.5, 0.2):
        kept = breaks.in_hours(day, share * whole)
        assert 0.0 < sum(bout.minutes + bout.rest for one in kept for bout in one.bouts) <= 60.0 * share * whole
        for one, before in zip(kept, day, strict=False):
            assert (one.activity, one.tier) == (before.activity, before.tier)
            assert one.bouts == before.bouts[: len(one.bouts)]
            named = {other.activity for other in kept if other.tier == one.tier}
            assert one.alternate_with is None or one.alternate_with in named
