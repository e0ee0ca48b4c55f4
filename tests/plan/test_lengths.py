"""How long bouts and rests may be: careful in every direction, for every activity."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.activities import catalogue
from andante.everyday import EVERYDAY
from andante.plan.activities import positions_of
from andante.plan.lengths import BOUT_MIN, HARD_REST_MIN, MOST_REST, REST_MIN, SHARE_OF_RISE, lengths
from andante.plan.tolerance import Tolerance

MOVING = [name for name, one in catalogue().items() if one.work != "rest"]
names = st.sampled_from([*MOVING, *(words.name for words in EVERYDAY), "my own thing"])
tolerances = st.builds(
    Tolerance,
    usual_pain_0_10=st.one_of(st.none(), st.integers(0, 10)),
    strength=st.floats(0.5, 1.3),
    pain_gain=st.floats(0.6, 4.0),
    rise_0_10=st.floats(0.5, 6.0),
    fatigue_0_1=st.floats(0.1, 1.0),
)


def of(name, tolerance, work_min=60, effort=None):
    one = catalogue().get(name)
    positions = positions_of(name) if one is None else one.positions
    return lengths(name, tolerance, work_min=work_min, effort=effort, positions=positions)


def test_the_lists_go_together():
    assert len(BOUT_MIN) == len(MOST_REST) == len(SHARE_OF_RISE)
    assert sorted(BOUT_MIN) == list(BOUT_MIN)
    assert sorted(SHARE_OF_RISE, reverse=True) == list(SHARE_OF_RISE)
    assert max(MOST_REST) <= max(REST_MIN) == HARD_REST_MIN


@settings(deadline=None, max_examples=60)
@given(name=names, tolerance=tolerances, effort=st.one_of(st.none(), st.floats(0.1, 0.6)))
def test_every_answer_is_one_of_the_lengths_and_rests_never_shorten(name, tolerance, effort):
    how = of(name, tolerance, effort=effort)
    assert how.longest in BOUT_MIN
    rests = [how.rest_after(minutes) for minutes in range(1, how.longest + 1)]
    assert rests == sorted(rests)
    assert set(rests) <= set(REST_MIN)
    assert how.positions


WORSE = {
    "strength": lambda one: replace(one, strength=0.8 * one.strength),
    "gain": lambda one: replace(one, pain_gain=1.3 * one.pain_gain),
    "rise": lambda one: replace(one, rise_0_10=0.8 * one.rise_0_10),
    "fatigue": lambda one: replace(one, fatigue_0_1=0.8 * one.fatigue_0_1),
    "pain": lambda one: replace(one, usual_pain_0_10=min(10, (one.usual_pain_0_10 or 0) + 2)),
}


@pytest.mark.parametrize("way", WORSE)
@settings(deadline=None, max_examples=25)
@given(name=names, tolerance=tolerances)
def test_whoever_bears_less_never_gets_longer_bouts(way, name, tolerance):
    if way == "pain":
        tolerance = replace(tolerance, usual_pain_0_10=tolerance.usual_pain_0_10 or 0)
    assert of(name, WORSE[way](tolerance)).longest <= of(name, tolerance).longest


@settings(deadline=None, max_examples=40)
@given(name=names, tolerance=tolerances, low=st.floats(0.1, 0.6), more=st.floats(0.0, 0.5))
def test_a_higher_effort_never_makes_bouts_longer(name, tolerance, low, more):
    assert of(name, tolerance, effort=low + more).longest <= of(name, tolerance, effort=low).longest


@settings(deadline=None, max_examples=40)
@given(name=names, tolerance=tolerances, one=st.integers(1, 600), other=st.integers(1, 600))
def test_more_hours_of_it_never_make_bouts_longer(name, tolerance, one, other):
    few, many = sorted((one, other))
    assert of(name, tolerance, work_min=many).longest <= of(name, tolerance, work_min=few).longest


def test_an_unknown_activity_is_cut_up_like_the_hardest_of_usual_ones():
    usual = [of(name, Tolerance()).longest for name in ("cleaning", "standing at a counter", "walking")]
    assert of("my own thing", Tolerance()).longest <= min(usual)


def test_light_things_last_and_hard_ones_do_not():
    ordered = ("watching television", "reading", "cooking", "gardening", "digging")
    found = [of(name, Tolerance(), work_min=120).longest for name in ordered]
    assert found == sorted(found, reverse=True)
    assert found[0] == 30
    assert found[-1] <= 4
