"""Steps up so far, as the diary shows them."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from andante.plan.situation import Situation
from andante.plan.steps import StepUp, steps_up

ON = dt.date(2026, 3, 5)


def written(build, load):
    first = ON - dt.timedelta(days=len(load))
    rows = {
        first + dt.timedelta(days=i): {"pain": 4.0, **({} if one is None else {"load.trunk": one})}
        for i, one in enumerate(load)
    }
    return build.diary(rows)


def test_a_level_life_has_none(build):
    assert steps_up(written(build, [20.0] * 60), ON) == ()


def test_a_step_counts_on_the_third_day_it_is_reached(build):
    load = [20.0] * 40 + [21.0] * 20
    assert steps_up(written(build, load), ON) == (StepUp(ON - dt.timedelta(days=18), "trunk", 20.0, 21.0),)


def test_growth_within_fourteen_days_is_one_step_and_later_growth_another(build):
    load = [20.0] * 30 + [21.0] * 3 + [22.0] * 17 + [23.0] * 10
    assert [(step.before, step.now) for step in steps_up(written(build, load), ON)] == [(20.0, 22.0), (22.0, 23.0)]


def test_two_booms_are_no_step_and_missing_days_are_no_fall(build):
    load = [20.0] * 20 + [60.0, 20.0, 60.0] + [None] * 10 + [20.0] * 20
    assert steps_up(written(build, load), ON) == ()


def test_the_first_days_of_a_diary_are_no_steps(build):
    load = [10.0, 10.0, 10.0, 15.0, 20.0, 20.0, 20.0]
    for days in range(len(load) + 1):
        assert steps_up(written(build, load[:days]), ON) == ()
    assert steps_up(written(build, [*load, *[20.0] * 30]), ON) == ()  # nor later on


def test_after_the_first_days_a_step_is_one_whatever_was_left_blank_between(build):
    load = [10.0, None, 10.0, None, 10.0, 10.0, None, *[10.0] * 6, *[15.0] * 5]
    assert [(step.before, step.now) for step in steps_up(written(build, load), ON)] == [(10.0, 15.0)]


def test_what_comes_back_is_a_step_from_where_it_had_fallen_to(build):
    load = [20.0] * 30 + [10.0] * 30 + [15.0] * 10
    assert [(step.before, step.now) for step in steps_up(written(build, load), ON)] == [(10.0, 15.0)]


@settings(deadline=None, max_examples=30)
@given(load=st.lists(st.one_of(st.none(), st.floats(0, 60)), max_size=90))
def test_each_step_grows_and_ends_at_a_level_that_was_there(build, load):
    diary = written(build, load)
    for step in steps_up(diary, ON):
        assert step.now > step.before
        assert step.now in {value for value in load if value is not None}
        assert step.day < ON
    last = [step for step in steps_up(diary, ON) if step.day == ON - dt.timedelta(days=1)]
    assert not last or last[0].now == Situation.from_diary(diary, ON).reached("trunk")
