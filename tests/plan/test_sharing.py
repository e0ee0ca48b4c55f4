"""Everyday words share the room of several muscle groups: none above its own, as full as can be, in hours that a day
has.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.activities import catalogue
from andante.anatomy import MUSCLE_GROUPS
from andante.everyday import EVERYDAY, everyday, everyday_of, shares_of
from andante.plan import breaks
from andante.plan.activities import COUNTED_SHARE, positions_of, share_on
from andante.plan.answer import Room
from andante.plan.limits import Limits
from andante.plan.planner import recommend
from andante.plan.sharing import A_LITTLE, together

OF_GROUPS = [words for words in EVERYDAY if words.group in MUSCLE_GROUPS]
rooms_of_a_day = st.dictionaries(st.sampled_from(tuple(MUSCLE_GROUPS)), st.floats(0, 120), min_size=1)


def held(chosen, group, least=0.0):
    """What `group` bears of them, shares below `least` left out."""
    each = ((amount, share_on(group, words.name, words.group)) for words, amount in chosen)
    return math.fsum(amount * share for amount, share in each if share >= least)


@settings(deadline=None, max_examples=100)
@given(rooms_of_a_day)
def test_no_group_comes_to_more_than_its_room_and_none_that_is_alone_is_left(rooms):
    chosen = together(rooms)
    for group, room in rooms.items():
        assert held(chosen, group) <= max(room, A_LITTLE) + 1e-6
        assert held(chosen, group, COUNTED_SHARE) <= room + 1e-6
    assert all(amount >= 0.0 for _, amount in chosen)
    if len(rooms) == 1:
        ((group, room),) = rooms.items()
        assert held(chosen, group) == pytest.approx(room if room >= 0.1 else 0.0, abs=1e-6)


def test_as_even_and_as_full_as_the_best_of_a_grid():
    """A slow twin: every mixture of three words in steps of a fiftieth of their room."""
    rooms = {"trunk": 20.0, "hips_thighs": 14.0, "lower_legs": 9.0}
    words = [one for one in OF_GROUPS if one.group in rooms]
    shares = np.array([[share_on(group, one.name, one.group) for one in words] for group in rooms])
    room = np.array([*rooms.values()])
    grids = (np.linspace(0.0, rooms[one.group], 51) for one in words)
    mixtures = np.stack([each.ravel() for each in np.meshgrid(*grids)])
    filled = (shares @ mixtures) / room[:, None]
    allowed = (filled <= 1.0 + 1e-9).all(axis=0)
    best = (len(room) * filled.min(axis=0) + filled.sum(axis=0))[allowed].max()
    mine = np.array([held(together(rooms), group) / most for group, most in rooms.items()])
    assert best - 1e-3 <= len(room) * mine.min() + mine.sum() < best + 0.2


def test_what_is_too_short_to_name_is_left_out_and_one_thing_is_left():
    small = dict.fromkeys(MUSCLE_GROUPS, 2.0)
    assert [(words.name, amount) for words, amount in together(small)] == [("light housework", pytest.approx(2.0))]
    assert all(amount >= 1.5 for _, amount in together(dict.fromkeys(MUSCLE_GROUPS, 30.0)))


def test_a_room_of_nothing_keeps_all_words_out_that_load_it():
    chosen = together({"neck_shoulders": 30.0, "lower_legs": 0.0})
    assert {words.name for words, amount in chosen if amount} == {"desk or screen work"}


class TestOneFullGroup:
    """Nearly all everyday words load the neck a little: with a full neck the whole plan was empty."""

    def planned(self, full, left=0.0, **more):
        rooms = {g: Room(0.0, 20.0, done=20.0 - left) if g == full else Room(0.0, 30.0) for g in MUSCLE_GROUPS}
        return breaks.schedule(rooms, dict.fromkeys(MUSCLE_GROUPS, 25.0), **more)

    @pytest.mark.parametrize("left", [0.0, 0.05, 0.3, 1.0])
    @pytest.mark.parametrize("full", MUSCLE_GROUPS)
    def test_leaves_what_loads_it_a_little_or_not_at_all(self, full, left):
        found = self.planned(full, left)
        assert found
        assert math.fsum(bout.minutes for one in found for bout in one.bouts) >= 15
        assert math.fsum(one.load_on(full) for one in found) <= max(left, A_LITTLE) + 1e-6
        assert math.fsum(one.counts_on(full) for one in found) <= left + 1e-6

    def test_with_a_full_neck_it_is_walking_and_shorter_than_without(self):
        short = sum(bout.minutes for one in self.planned("neck_shoulders") for bout in one.bouts)
        assert {one.activity for one in self.planned("neck_shoulders")} <= {
            "a short walk",
            "moving about, some stairs",
        }
        assert short * 0.3 * 0.12 <= A_LITTLE + 1e-6

    @pytest.mark.parametrize("full", MUSCLE_GROUPS)
    def test_hardly_any_room_left_keeps_not_much_more_from_the_day_than_none(self, full):
        """It is filled as evenly as the others, and so the others a little less."""
        filled = [
            math.fsum(one.effort_minutes for one in self.planned(full, left)) for left in (0.0, 0.05, 0.3, 1.0, 2.0)
        ]
        assert all(after >= 0.6 * filled[0] for after in filled)

    def test_a_valued_activity_that_loads_it_is_still_kept_for_another_day(self):
        found = self.planned("neck_shoulders", valued=("sewing", "walking"))
        assert "sewing" not in {one.activity for one in found}
        assert "walking" in {one.activity for one in found}

    def test_a_day_that_is_full_everywhere_stays_empty(self):
        rooms = {group: Room(0.0, 20.0, done=20.0) for group in MUSCLE_GROUPS}
        assert breaks.schedule(rooms, dict.fromkeys(MUSCLE_GROUPS, 20.0)) == ()

    def test_the_tiers_together_load_it_no_more_than_a_little(self):
        rooms = {g: Room(10.0, 30.0) for g in MUSCLE_GROUPS} | {"arms_hands": Room(0.0, 4.0, done=4.0)}
        found = breaks.schedule(rooms, dict.fromkeys(MUSCLE_GROUPS, 20.0))
        assert len({one.tier for one in found}) > 1
        assert math.fsum(one.load_on("arms_hands") for one in found) <= A_LITTLE + 1e-6


BUSY = {"neck_shoulders": 63.0, "arms_hands": 68.0, "trunk": 44.0, "hips_thighs": 28.0, "lower_legs": 38.0}
BUSIEST = {"neck_shoulders": 135.0, "arms_hands": 95.0, "trunk": 100.0, "hips_thighs": 65.0, "lower_legs": 100.0}


@pytest.mark.parametrize(("ceilings", "hours"), [(BUSY, 6.0), (BUSIEST, 14.5)])
def test_a_busy_day_has_no_more_hours_than_a_day(ceilings, hours):
    """Side by side for each muscle group these took 16 and 31 hours with their rests."""
    rooms = {group: Room(0.6 * most, most) for group, most in ceilings.items()}
    planned = breaks.schedule(rooms, {group: 0.8 * most for group, most in ceilings.items()})
    assert math.fsum(bout.minutes + bout.rest for one in planned for bout in one.bouts) < 60 * hours
    for group, room in rooms.items():
        assert 0.85 * room.ceiling < math.fsum(one.load_on(group) for one in planned) <= room.ceiling
    least = [one for one in planned if one.tier == "least"]
    for group, room in rooms.items():
        assert 0.8 * room.floor < math.fsum(one.load_on(group) for one in least) <= room.floor


@settings(deadline=None, max_examples=60)
@given(rooms_of_a_day, st.booleans())
def test_a_day_of_everyday_words_lived_and_written_down_stays_under_every_ceiling(ceilings, more):
    rooms = {group: Room(0.7 * most, most) for group, most in ceilings.items()}
    planned = breaks.schedule(rooms, {group: 0.9 * most for group, most in ceilings.items()}, more=more)
    lived = dict.fromkeys(MUSCLE_GROUPS, 0.0)
    for one in planned:
        for group, share in (shares_of(one.activity) or {}).items():
            lived[group] += share * one.effort_minutes
    assert all(lived[group] <= max(most, A_LITTLE) + 1e-6 for group, most in ceilings.items())
    assert len({(one.activity, one.tier) for one in planned}) == len(planned)


def test_everyday_words_that_are_valued_are_planned_once():
    rooms = {"lower_legs": Room(6.0, 18.0), "hips_thighs": Room(6.0, 12.0)}
    planned = breaks.schedule(
        rooms, dict.fromkeys(rooms, 10.0), valued=("A short  walk",), minutes={"A short  walk": 12.0}
    )
    named = [(everyday(one.activity), one.tier) for one in planned]
    assert (everyday("a short walk"), "least") in named
    assert len(set(named)) == len(named)


@pytest.mark.parametrize("words", EVERYDAY, ids=lambda words: words.name)
def test_words_stand_for_activities_of_the_catalogue_and_load_their_own_group_most(words):
    assert set(words.like) | set(words.lasts_like) <= set(catalogue())
    shares = shares_of(f"  {words.name.upper()} ")
    assert shares == shares_of(words.name)
    assert max(shares.values()) == 1.0 == shares.get(words.group, 1.0)
    assert all(0.0 < share <= 1.0 for share in shares.values())
    assert set(positions_of(words.name)) <= {each for like in words.like for each in catalogue()[like].positions}
    by_hand = [np.array([catalogue()[one].shares.get(group, 0.0) for group in MUSCLE_GROUPS]) for one in words.like]
    mean = dict(zip(MUSCLE_GROUPS, np.mean(by_hand, axis=0), strict=True))
    most = mean.get(words.group, max(mean.values()))
    assert shares == pytest.approx({group: min(1.0, mean[group] / most) for group in mean if mean[group] > 0})


def test_every_group_has_words_and_each_name_is_there_once():
    assert {words.group for words in EVERYDAY} == {*MUSCLE_GROUPS, "whole_body"}
    assert len({words.name for words in EVERYDAY} | set(catalogue())) == len(EVERYDAY) + len(catalogue())
    assert everyday_of("trunk") is everyday("Light  housework")
    assert everyday("piano") is None
    assert shares_of("zither") is None


class TestWhatIsBorneBeyondAFullRoom:
    GROUPS = ("neck_shoulders", "arms_hands", "trunk", "hips_thighs", "lower_legs")

    def borne(self, done: float = 33.0, ceiling: float = 33.0, **more) -> float:
        """What a day with a full neck loads it with."""
        rooms = {group: Room(0.0, 30.0) for group in self.GROUPS} | {"neck_shoulders": Room(0.0, ceiling, done=done)}
        found = breaks.schedule(rooms, dict.fromkeys(rooms, 30.0), **more)
        return math.fsum(one.load_on("neck_shoulders") for one in found)

    def test_is_a_little_in_a_day_however_often_it_is_planned_anew(self):
        done = 33.0
        for _ in range(5):
            done += self.borne(done)
        assert 33.0 < done <= 33.0 + A_LITTLE + 1e-6

    def test_is_nothing_for_a_ceiling_of_ones_own_and_where_more_than_the_room_is_done(self):
        assert self.borne(0.0, 0.0) > 0.0
        assert self.borne(0.0, 0.0, strict=("neck_shoulders",)) == 0.0
        assert self.borne(72.0) == 0.0

    def test_the_plan_keeps_a_ceiling_of_ones_own_also_in_little_things(self, build):
        load = {group: [30.0] * 49 for group in self.GROUPS}
        for limits in (Limits(ceilings={"neck_shoulders": 0.0}), Limits(ceilings={"neck_shoulders": 0.0}, me_cfs=True)):
            plan = recommend(build.question(limits, load=load), build.flat_risk(0.03))
            assert math.fsum(one.load_on("neck_shoulders") for one in plan.schedule) == 0.0

    def test_nothing_is_added_in_a_flare(self, build):
        load, flare = {group: [30.0] * 49 for group in self.GROUPS}, build.flare(3, None)
        limits = Limits(must_do={"desk work": 240.0}, flare_movement=True)
        plan = recommend(build.question(limits, load=load, flares=(flare,)), build.flat_risk(0.03))
        assert math.fsum(one.load_on("neck_shoulders") for one in plan.schedule) == 0.0

    @pytest.mark.parametrize("name", ["walking", "stairs", "sewing", "a short walk"])
    @pytest.mark.parametrize("full", GROUPS)
    def test_is_a_little_of_what_is_valued_too_however_long_it_is_wanted(self, name, full):
        """A catalogue's word was counted from a quarter on: 30 minutes of walking, in a back that was to have none."""
        rooms = {group: Room(0.0, 60.0) for group in self.GROUPS} | {full: Room(0.0, 4.0, done=4.0)}
        for strict, most in (((), A_LITTLE), ((full,), 0.0)):
            found = breaks.schedule(
                rooms, dict.fromkeys(rooms, 60.0), valued=(name,), minutes={name: 600.0}, strict=strict
            )
            assert math.fsum(one.load_on(full) for one in found) <= most + 1e-6
