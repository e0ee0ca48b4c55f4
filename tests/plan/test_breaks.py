"""Bouts, rests and positions."""

from __future__ import annotations

import itertools
import math
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.activities import catalogue
from andante.plan import breaks
from andante.plan.activities import EVERYDAY, name_for, positions_of, touched, values_of
from andante.plan.answer import Position, Room

amounts = st.floats(0, 2000, allow_nan=False)


@settings(deadline=None, max_examples=80)
@given(
    amount=amounts,
    effort=st.floats(0.3, 0.6),
    ceiling=amounts,
    first=st.integers(0, 3),
    positions=st.sampled_from([("walking",), ("standing", "walking"), ("standing", "sitting", "lying")]),
)
def test_bouts_are_short_rests_long_enough_positions_change_and_the_amount_holds(
    amount, effort, ceiling, first, positions
):
    bouts = breaks.bouts_for(amount, effort, ceiling, positions=positions, first=first)
    assert math.fsum(bout.minutes for bout in bouts) * effort <= amount + 1e-6
    assert len(bouts) <= breaks.MOST_BOUTS
    for bout in bouts:
        assert 0 < bout.minutes <= 20
        assert bout.rest >= bout.minutes
        assert isinstance(bout.minutes, int)
        assert isinstance(bout.rest, int)
        assert bout.position in positions
    if len(positions) > 1:
        assert all(one.position != other.position for one, other in itertools.pairwise(bouts))


@pytest.mark.parametrize("name", [*EVERYDAY.values(), *catalogue(), "my own thing"])
def test_every_bout_is_in_a_position_in_which_the_activity_can_be_done(name):
    allowed = {
        "a short walk": {"walking"},
        "moving about, some stairs": {"walking"},
        "desk work or reaching up": {"sitting", "standing"},
        "kitchen work": {"sitting", "standing"},
        "light housework": {"standing", "walking"},
        "shopping": {"walking"},
        "piano": {"sitting"},
        "my own thing": {"as it suits"},
    }
    group = next((group for group, each in EVERYDAY.items() if each == name), "whole_body")
    positions = set(positions_of(name, group))
    assert positions
    assert positions <= set(get_args(Position))
    assert positions <= allowed.get(name, positions)


@pytest.mark.parametrize(
    ("minutes", "first", "expected"),
    [(3, 0, (3,)), (1, 0, (1,)), (1, 2, ()), (35, 0, (17, 17)), (34, 2, (17, 17)), (60, 0, (20, 20, 20))],
)
def test_whole_minutes_and_no_single_minute_on_top(minutes, first, expected):
    bouts = breaks.bouts_for(0.3 * minutes, 0.3, 15.0, positions=("walking",), first=first)
    assert tuple(bout.minutes for bout in bouts) == expected


def test_bouts_of_a_small_capacity_last_at_least_two_minutes():
    bouts = breaks.bouts_for(0.9, 0.3, 1.5, positions=("walking",))
    assert [bout.minutes for bout in bouts] == [2]


def test_bouts_are_shorter_at_a_higher_effort_and_a_lower_capacity():
    assert breaks.longest_bout(0.3, 40.0) == 20
    assert breaks.longest_bout(0.6, 40.0) == 10
    assert breaks.longest_bout(0.3, 6.0) == 8
    assert breaks.longest_bout(0.3, 0.5) == 2


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
    rooms = {"neck_shoulders": Room(4.0, 8.0), "trunk": Room(4.0, 8.0)}
    usual = {"neck_shoulders": 8.0, "trunk": 8.0}
    activities = breaks.schedule(rooms, usual, valued=("gardening",))
    assert activities[0].activity == "gardening"
    assert activities[0].group == "trunk"
    assert activities[1].activity == "desk work or reaching up"


def test_a_minute_is_the_least_that_is_planned():
    assert breaks.schedule({"trunk": Room(0.0, 0.2)}, {"trunk": None}) == ()


def test_a_valued_activity_loads_its_own_groups_an_unknown_one_may_load_any_and_rest_loads_none():
    valued = ("resting lying down", "Playing with  Children", "my own thing", "dog walking")
    assert touched("dog walking") == touched(" Dog  walking") == ("lower_legs", "hips_thighs")
    assert touched("my own thing") == touched("resting lying down") == ()
    assert values_of("lower_legs", valued) == values_of("whole_body", valued) == valued[1:]
    assert values_of("arms_hands", valued) == valued[1:3]
    assert name_for("lower_legs", valued[2:]) == "dog walking"
    assert name_for("trunk", valued[2:]) == name_for("trunk", valued[:1]) == EVERYDAY["trunk"]
    assert name_for("whole_body", valued[:1]) == EVERYDAY["whole_body"]
