"""The first five weeks of somebody who lives by the plan: it holds its measure, and does not shrink from day to day
because only a part of it was done.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
import statistics

import pytest

from andante.anatomy import MUSCLE_GROUPS
from andante.everyday import shares_of
from andante.insilico.twin import breaches
from andante.plan import Limits, planned
from andante.plan.planner import recommend
from andante.plan.question import Question, gentle_default
from andante.plan.situation import Situation
from andante.records import Diary, Entry

FIRST = dt.date(2026, 3, 1)
COLUMNS = ("pain", *(f"load.{group}" for group in MUSCLE_GROUPS))


def lived(does, days=35, seed=1):
    """The plan of each morning, when of it `does(activity, day, chance)` is done and written down in the evening."""
    chance, entries, plans = random.Random(seed), [], []
    for number in range(days):
        on = FIRST + dt.timedelta(days=number)
        diary = Diary(tuple(entries), COLUMNS)
        plans.append(planned(Question(Situation.from_diary(diary, on)), None, diary))
        assert breaches(plans[-1], diary, Limits()) == []
        loads = dict.fromkeys(MUSCLE_GROUPS, 0.0)
        for one in plans[-1].schedule:
            if does(one, number + 1, chance):
                for group, share in shares_of(one.activity).items():
                    loads[group] += share * one.effort_minutes
        written = {f"load.{group}": round(load, 2) for group, load in loads.items()}
        entries.append(Entry(on, {"pain": 4.0 + chance.choice([-1, 0, 0, 1]), **written}))
    return plans


def minutes(plan):
    return sum(bout.minutes for one in plan.schedule for bout in one.bouts)


def test_who_does_all_of_it_keeps_the_half_hour():
    plans = lived(lambda one, day, chance: True)
    assert minutes(plans[0]) == 30
    assert all(24 <= minutes(plan) <= 36 for plan in plans)
    assert all(plan.envelope[group].ceiling <= gentle_default(group) for plan in plans[1:14] for group in MUSCLE_GROUPS)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_who_does_most_of_it_keeps_more_than_half_of_it(seed):
    plans = lived(lambda one, day, chance: chance.random() < 0.8, seed=seed)
    assert all(minutes(plan) >= 14 for plan in plans)
    assert statistics.fmean(minutes(plan) for plan in plans) > 17


def test_who_does_the_least_each_day_is_not_led_down_from_day_to_day():
    plans = lived(lambda one, day, chance: one.tier == "least", days=29)
    assert all(minutes(plan) >= 14 for plan in plans)


@pytest.mark.parametrize("rested", [1, 2, 3, 6, 9])
def test_one_day_of_rest_never_makes_a_plan_of_nothing(rested):
    plans = lived(lambda one, day, chance: day != rested)
    assert all(minutes(plan) >= 14 for plan in plans)


def test_a_day_of_rest_among_the_first_ones_takes_nothing_away():
    plans = lived(lambda one, day, chance: chance.random() < 0.7 if one.tier == "least" else True, days=12, seed=5)
    for before, after in itertools.pairwise(plans[1:7]):
        for group in MUSCLE_GROUPS:
            assert after.envelope[group].ceiling >= before.envelope[group].ceiling - 1e-9


def test_who_lives_an_ordinary_life_from_the_start_is_not_told_that_it_was_too_much_all_the_time():
    """Cooking, a walk and the desk, an hour and a half of them, and nothing done for the plan's sake."""
    chance, entries, ceilings = random.Random(1), [], []
    for number in range(16):
        on = FIRST + dt.timedelta(days=number)
        diary = Diary(tuple(entries), COLUMNS)
        made = planned(Question(Situation.from_diary(diary, on)), None, diary)
        assert breaches(made, diary, Limits()) == []
        ceilings.append(dict.fromkeys(MUSCLE_GROUPS, 0.0) | {g: room.ceiling for g, room in made.envelope.items()})
        loads = dict.fromkeys(MUSCLE_GROUPS, 0.0)
        for name, effort, minutes_of_it in (("cooking", 0.2, 30), ("walking", 0.3, 20), ("desk work", 0.2, 40)):
            for group, share in shares_of(name).items():
                loads[group] += share * effort * minutes_of_it * chance.uniform(0.8, 1.2)
        entries.append(Entry(on, {"pain": 4.0, **{f"load.{group}": round(load, 2) for group, load in loads.items()}}))
    usual = {group: statistics.median(entry.values[f"load.{group}"] for entry in entries) for group in MUSCLE_GROUPS}
    for day in ceilings[4:14]:
        assert all(
            0.6 * usual[group] <= day[group] <= 0.9 * usual[group] or day[group] <= gentle_default(group)
            for group in usual
        )
    assert all(ceilings[15][group] >= 0.85 * usual[group] for group in usual)


@pytest.mark.parametrize("limits", [Limits(me_cfs=True), Limits()])
def test_after_a_long_pause_a_few_small_days_are_no_level_that_a_step_was_made_from(build, limits):
    """The group's cap was that of a level of before the pause: a plan with ME/CFS was called a step up."""
    load = {"neck_shoulders": [20.0] * 143, "arms_hands": [*[0.7] * 60, *[None] * 80, 0.3, 0.8, 0.3]}
    question = build.question(limits, load=load, pain=[4.0] * 143)
    assert question.is_new("arms_hands") and question.situation.reached("arms_hands") == 0.3
    plan = recommend(question, None)
    assert plan.envelope["arms_hands"].ceiling > 0.3
    assert plan.step == "hold"
    assert "step-part" not in {why.code for why in plan.why}
