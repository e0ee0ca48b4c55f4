"""Big days that are paid for are no usual days, also where each week holds one, a flare and its way back; and three big
days of the first six are no level.
"""

from __future__ import annotations

import datetime as dt

import pytest

from andante.insilico.rows import rows_of
from andante.insilico.twin import breaches
from andante.plan.guards import Question, caps
from andante.plan.limits import Limits
from andante.plan.planner import recommend
from andante.plan.situation import Situation
from andante.records import Diary, Entry

GROUP = "neck_shoulders"
ON = dt.date(2026, 3, 5)


def weeks(week: list[float], days: int) -> Diary:
    """`week` over and over, for `days` days; the two days after its second are four points worse."""
    loads = [week[i % len(week)] for i in range(days)]
    pain = [6.0 if i % 7 in (2, 3) else 2.0 for i in range(days)]
    return lived(loads, pain)


def lived(loads: list[float], pain: list[float]) -> Diary:
    first = ON - dt.timedelta(days=len(pain))
    known = [None] * (len(pain) - len(loads)) + loads
    entries = [
        Entry(first + dt.timedelta(days=i), {"pain": rated} | ({} if load is None else {f"load.{GROUP}": load}))
        for i, (load, rated) in enumerate(zip(known, pain, strict=True))
    ]
    return Diary(tuple(entries), (f"load.{GROUP}", "pain"))


def plan_of(build, diary: Diary, limits: Limits):
    question = Question(Situation.from_diary(diary, ON), limits)
    return question, recommend(question, build.flat_risk(0.02))


@pytest.mark.parametrize("limits", [Limits(), Limits(me_cfs=True)])
@pytest.mark.parametrize("cut", range(7))
def test_a_big_day_each_week_with_a_flare_after_it_is_not_what_the_others_are_to_reach(build, limits, cut):
    """All other days lay in flares or on the way back, so the usual day was 60, and plans 37 to 43 of a mean of 26."""
    diary = weeks([0.0, 60.0, 25.0, 25.0, 25.0, 25.0, 25.0], 182 - cut)
    question, plan = plan_of(build, diary, limits)
    assert question.pays_for_big_days
    assert question.usual_day(GROUP) == pytest.approx(25.0)
    assert plan.envelope[GROUP].ceiling <= (7.0 if plan.mode == "flare" else 25.0)
    assert breaches(plan, diary, limits) == []


def test_the_twin_counts_the_days_beside_them_though_pain_held_them_down(build):
    diary = weeks([0.0, 60.0, 25.0, 25.0, 25.0, 25.0, 25.0], 180)
    assert rows_of(diary, ON).beside_big_days(GROUP, swings=False) == 25.0
    assert rows_of(weeks([60.0, 0.0], 180), ON).beside_big_days(GROUP, swings=False) == 0.0
    assert rows_of(weeks([60.0], 180), ON).beside_big_days(GROUP, swings=False) == 60.0


@pytest.mark.parametrize(
    ("loads", "pain", "limits", "most"),
    [
        ([20.0] * 6, [4.0] * 6, Limits(), 16.0),
        ([60.0, 60.0, 60.0, 5.0, 5.0, 5.0], [4.0] * 6, Limits(), 1.3 * 32.5),
        ([60.0, 60.0, 60.0, 5.0, 5.0, 5.0], [4.0] * 6, Limits(me_cfs=True), 32.5),
        ([60.0, 0.0, 60.0, 0.0, 60.0, 0.0], [4.0] * 6, Limits(), 1.3 * 30.0),
        ([20.0] * 6, [4.0] * 40, Limits(), 16.0),
        ([20.0] * 6, [*[4.0] * 38, 8.0, 9.0], Limits(), 12.8),
        ([20.0] * 6, [*[4.0] * 39, 9.0], Limits(me_cfs=True), 12.8),
        ([4.0] * 6, [*[4.0] * 38, 8.0, 9.0], Limits(), 3.9),
    ],
)
def test_the_first_days_are_not_planned_by_their_biggest_and_step_down_after_worse_ones(
    build, loads, pain, limits, most
):
    question, plan = plan_of(build, lived(loads, pain), limits)
    own = next(cap for cap in caps(question, GROUP) if cap.code in ("not-enough-yet", "little-load"))
    assert own.most == pytest.approx(most)
    assert plan.envelope[GROUP].ceiling <= most


def test_without_steps_nothing_is_said_to_grow(build):
    """ "14 days ago your level was 20, and in that time it may grow by 0 % at most."""
    load = [20.0] * 35 + [30.0] * 8 + [10.0] * 6
    plan = recommend(build.question(Limits(no_progression=True), load=load), build.flat_risk(0.02))
    (said,) = [why for why in plan.why if why.code == "rise-limit"]
    assert "step_percent" not in said.numbers
    assert "0 %" not in said.text
    assert "as 14 days ago: then your level was 20, and no step up is planned." in said.text
