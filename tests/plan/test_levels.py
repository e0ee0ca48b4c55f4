"""What the levels are taken from: ranks among days that neither pain nor a flare held down."""

from __future__ import annotations

import numpy as np
import pytest

from andante.plan import guards
from andante.plan.guards import caps, step_locks
from andante.plan.limits import Limits
from andante.plan.question import Question
from andante.plan.situation import SHORT_BOUT, usual_day_of

GROUP = "neck_shoulders"


def test_a_usual_day_is_a_rank_and_a_week_of_a_boom_is_none():
    assert usual_day_of([20.0] * 20 + [22.0] * 8) == 22.0
    assert usual_day_of([20.0] * 21 + [60.0] * 7) == pytest.approx(22.0)
    assert usual_day_of([20.0, 20.0]) is None


@pytest.mark.parametrize("seed", range(20))
def test_days_missing_by_chance_do_not_move_it(seed):
    """Of 84 days six in ten are written: the usual day is that of all, within a fifth of the spread of the days."""
    rng = np.random.default_rng(seed)
    load = rng.gamma(16.0, 1.0, 84)
    assert usual_day_of(load[rng.random(84) < 0.6].tolist()) == pytest.approx(
        usual_day_of(load.tolist()), abs=0.35 * 4.0
    )


def test_of_a_few_days_the_others_count_as_not_reached():
    load = [float(10 + each) for each in range(14)]
    assert usual_day_of(load) == 21.0
    assert usual_day_of(load[4:]) == 21.0
    assert usual_day_of(load[:10]) == 17.0


def test_days_below_a_short_bout_are_not_told_apart_and_never_above_what_was_reached():
    assert usual_day_of([0.0] * 20 + [5.0] * 8) == SHORT_BOUT
    assert usual_day_of([0.0] * 24 + [5.0] * 4) == SHORT_BOUT
    assert usual_day_of([1.0] * 28) == 1.0


def test_days_that_pain_held_down_do_not_lower_the_next(build):
    """Each third day of six weeks worse than usual and nearly without activity."""
    bad = [i % 3 == 1 for i in range(42)]
    load, pain = [4.0 if worse else 20.0 for worse in bad], [7.0 if worse else 4.0 for worse in bad]
    assert build.situation(load=load, pain=pain).usual_load(GROUP) == 20.0
    question = build.question(Limits(no_progression=True), load=load, pain=pain)
    assert guards.recent_maximum(question, GROUP).most == 20.0


def test_two_missing_days_of_six_leave_what_the_week_holds_and_three_a_usual_day(build):
    load = [*([16.0, 24.0] * 21), 20.0, 10.0, 10.0, 10.0, 20.0, 20.0, 20.0]
    two, three = [*load], [*load]
    two[-3] = two[-4] = None
    three[-3] = three[-4] = three[-5] = None
    assert guards.week_total(build.question(load=two), GROUP).code != "week-unknown"
    cap = guards.week_total(build.question(load=three), GROUP)
    assert cap.code == "week-unknown"
    assert cap.most <= build.situation(load=three).usual_load(GROUP)


def test_no_day_is_far_above_the_others(build):
    load = [20.0] * 44 + [60.0, 20.0, 60.0, 20.0, 60.0]
    question = build.question(load=load)
    assert guards.even_day(question, GROUP).most == pytest.approx(1.2 * question.usual_day(GROUP))
    assert caps(question, GROUP)[0].most <= 1.2 * question.usual_day(GROUP)
    assert guards.even_day(build.question(load=[None] * 49), GROUP) is None


def test_single_high_days_are_no_step_and_a_level_that_lasts_is_one(build):
    scattered = build.question(load=[20.0] * 35 + [21.5 if i in (2, 6, 11) else 20.0 for i in range(14)])
    lasting = build.question(load=[20.0] * 42 + [21.5] * 7)
    assert [lock.code for lock in step_locks(scattered, GROUP)] == []
    assert [lock.code for lock in step_locks(lasting, GROUP)] == ["risen-lately"]
    # The rise is held to one step in fourteen days all the same.
    assert guards.rise_limit(scattered, GROUP).most == pytest.approx(22.0)


def test_where_steps_are_locked_for_good_a_week_is_what_was_lived(build):
    load = [26.0, 14.0, 14.0, 14.0, 26.0, 14.0, 14.0] * 7
    locked = guards.week_total(build.question(Limits(me_cfs=True), load=load), GROUP)
    assert locked.numbers["week"] == pytest.approx(sum(load[:7]))
    assert locked.numbers["week"] < 7 * build.situation(load=load).usual_load(GROUP)


def test_a_flare_of_months_is_no_reason_to_know_no_level(build):
    """Twelve weeks of a flare with days of 10 and one of 60, over since yesterday: never above the level of these."""
    load = [10.0] * 84
    load[-20] = 60.0
    question = Question(build.situation(load=load, pain=[4.0] * 84, flares=(build.flare(84, 1),)))
    assert question.situation.reached(GROUP) is None
    assert question.level(GROUP) == 10.0
    assert guards.recent_maximum(question, GROUP).most == 10.0  # the one day of 60 is no level, and no step is open
    assert caps(question, GROUP)[0].most <= 10.0
    assert guards.rise_limit(question, GROUP).most == pytest.approx(11.0)


def test_two_worse_days_go_down_also_where_loads_are_known_of_a_flare_alone(build):
    load, pain = [10.0] * 55 + [None] * 29, [4.0] * 82 + [9.0] * 2
    question = Question(build.situation(load=load, pain=pain, flares=(build.flare(84, 30),)))
    assert question.situation.usual_load(GROUP) is None
    assert guards.worse_days(question, GROUP).most == pytest.approx(8.0)
