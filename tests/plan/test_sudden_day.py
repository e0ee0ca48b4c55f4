"""No day of much more than the days of late have held on average (decision 028)."""

from __future__ import annotations

import math

import pytest

from andante.plan.guards import caps, gentle_default
from andante.plan.guards.lately import SUDDEN_TIMES, even_day, sudden_day
from andante.plan.planner import recommend

GROUP = "neck_shoulders"


def test_a_day_of_three_weeks_ago_counts_a_third(build):
    """A slow twin: one load among days of none, by hand."""
    for ago in (0, 7, 21, 60):
        load = [0.0] * 84
        load[-1 - ago] = 100.0
        expected = 100.0 * math.exp(-ago / 21) / sum(math.exp(-i / 21) for i in range(84))
        assert build.situation(load=load).used_to(GROUP) == pytest.approx(expected)


def test_even_days_never_meet_it(build):
    assert sudden_day(build.question(), GROUP).most == pytest.approx(SUDDEN_TIMES * 20.0)
    assert caps(build.question(), GROUP)[0].code != "sudden-day"


def test_blanks_count_neither_as_rest_nor_as_load(build):
    some = build.situation(load=[20.0, None, None] * 20)
    assert some.used_to(GROUP) == pytest.approx(20.0)
    assert sudden_day(build.question(load=[None] * 49), GROUP) is None


def test_in_the_first_days_there_is_nothing_that_one_is_used_to(build):
    assert sudden_day(build.question(load=[20.0] * 6), GROUP) is None
    assert sudden_day(build.question(load=[20.0] * 7), GROUP) is not None


def test_it_never_takes_what_is_safe_for_nearly_everyone(build):
    assert sudden_day(build.question(load=[0.5] * 49), GROUP).most == gentle_default(GROUP)
    assert sudden_day(build.question(load=[0.0] * 49), GROUP).most == gentle_default(GROUP)


def test_after_weeks_in_bed_the_usual_day_of_before_is_a_big_one(build):
    """The level and the usual day pass over days of flares and of the way back; the body does not."""
    load = [20.0] * 56 + [2.0] * 28 + [10.0 + 10.0 * i / 14 for i in range(14)]
    pain = [4.0] * 56 + [8.0] * 28 + [4.0] * 14
    question = build.question(load=load, pain=pain, flares=(build.flare(42, 15),))
    assert question.usual_load(GROUP) == pytest.approx(20.0)
    plan = recommend(question, build.flat_risk(0.03))
    assert 16.0 < plan.envelope[GROUP].ceiling < 18.0
    assert "sudden-day" in {each.code for each in plan.why}
    assert plan.step != "up"


def test_beside_big_days_that_are_paid_for_rest_alone_is_no_usual_day_to_go_above(build):
    """Each fifth day is big and two worse ones follow it: nothing above the safe default, not a fifth more than it."""
    load, pain = [40.0, 0.0, 0.0, 0.0, 0.0] * 17, [4.0, 7.0, 7.0, 4.0, 4.0] * 17
    question = build.question(load=load, pain=pain)
    assert "delayed-worsening" in question.locks
    assert question.rests_beside_big_days(GROUP)
    cap = even_day(question, GROUP)
    assert (cap.code, cap.most) == ("rest-beside-big-days", gentle_default(GROUP))
    some = build.question(load=[40.0, 10.0, 10.0, 10.0, 10.0] * 17, pain=pain)
    assert not some.rests_beside_big_days(GROUP)
    assert (even_day(some, GROUP).code, even_day(some, GROUP).most) == ("even-day", pytest.approx(12.0))
    level = build.question(load=load)
    assert not level.rests_beside_big_days(GROUP)


def test_it_lets_go_as_days_grow(build):
    """After six weeks of little, who does each day what it allows is back at the usual day after weeks, not days."""
    load = [20.0] * 40 + [3.0] * 44
    grown = []
    for _day in range(60):
        grown.append(min(sudden_day(build.question(load=load), GROUP).most, 20.0))
        load = [*load[1:], grown[-1]]
    assert grown == sorted(grown)
    assert grown[0] < 10.0
    assert 20.0 not in grown[:14]
    assert 20.0 in grown[:42]
