"""Bouts, rests and positions."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.plan import breaks
from andante.plan.answer import Room

amounts = st.floats(0, 2000, allow_nan=False)


@settings(deadline=None, max_examples=80)
@given(amount=amounts, effort=st.floats(0.3, 0.6), ceiling=amounts, first=st.integers(0, 3))
def test_bouts_are_short_rests_long_enough_positions_change_and_the_amount_holds(amount, effort, ceiling, first):
    bouts = breaks.bouts_for(amount, effort, ceiling, first=first)
    assert math.fsum(bout.minutes for bout in bouts) * effort <= amount + 1e-9
    assert len(bouts) <= breaks.MOST_BOUTS
    for bout in bouts:
        assert 0 < bout.minutes <= 20
        assert bout.rest >= bout.minutes
    assert all(one.position != other.position for one, other in itertools.pairwise(bouts))


def test_bouts_are_shorter_at_a_higher_effort_and_a_lower_capacity():
    assert breaks.longest_bout(0.3, 40.0) == 20
    assert breaks.longest_bout(0.6, 40.0) == 10
    assert breaks.longest_bout(0.3, 6.0) == 8
    assert breaks.longest_bout(0.3, 0.5) == 2


def test_tiers_fill_the_room_and_no_more():
    room = {"trunk": Room(6.0, 18.0)}
    activities = breaks.schedule(room, {"trunk": 12.0})
    assert [one.tier for one in activities] == ["least", "usual", "if it goes well"]
    assert [one.effort_minutes for one in activities] == pytest.approx([6.0, 6.0, 6.0], abs=0.1)


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
