"""What holds for every diary, limit and risk. Safety is here; the guards' own numbers are in test_guards.py."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from andante.plan.answer import Plan, Risk, Room
from andante.plan.candidates import column
from andante.plan.guards import GUARDS, Question, caps, step_locks
from andante.plan.limits import Limits
from andante.plan.planner import recommend
from andante.plan.replay import Made, record, replay
from andante.plan.situation import Situation
from andante.records import Scale

ON = dt.date(2026, 3, 5)
GROUPS = ("neck_shoulders", "arms_hands", "trunk", "hips_thighs", "lower_legs")
EXAMPLES = settings(deadline=None, max_examples=40)

maybe_load = st.one_of(st.none(), st.just(0.0), st.floats(0, 60), st.floats(0, 1500))
maybe_pain = st.one_of(st.none(), st.integers(0, 10).map(float))


@st.composite
def rows(draw, days=st.integers(0, 60), groups=st.integers(0, 5)):
    """A diary as columns: (days, group -> values, pain, marked flares)."""
    count = draw(days)
    names = GROUPS[: draw(groups)] or draw(st.sampled_from([("whole_body",), ()]))
    usual = draw(st.floats(1, 40))
    calm = st.one_of(st.just(usual), maybe_load)
    loads = {name: draw(st.lists(calm, min_size=count, max_size=count)) for name in names}
    middle = float(draw(st.integers(1, 8)))
    pain = draw(st.lists(st.one_of(st.just(middle), maybe_pain), min_size=count, max_size=count))
    marks = draw(st.lists(st.sampled_from([False] * 12 + [True]), min_size=count, max_size=count))
    return loads, pain, marks


LEVEL_WEEKS = ({"neck_shoulders": [20.0] * 49}, [4.0] * 49, [False] * 49)


def diary_rows(loads, pain, marks, on=ON):
    written = {}
    for i in range(len(pain)):
        values = {column(group): series[i] for group, series in loads.items() if series[i] is not None}
        values |= {"pain": pain[i]} if pain[i] is not None else {}
        values |= {"flare": 1.0} if marks[i] else {}
        written[on - dt.timedelta(days=len(pain) - i)] = values
    return written


limits_ = st.builds(
    Limits,
    caution=st.floats(0, 1),
    step=st.floats(0, 0.10),
    no_progression=st.booleans(),
    me_cfs=st.booleans(),
    flare_movement=st.booleans(),
    ceilings=st.dictionaries(st.sampled_from([*GROUPS, "whole_body"]), st.floats(0, 50), max_size=3),
    valued=st.lists(st.sampled_from(["gardening", "piano", "my own thing"]), max_size=2).map(tuple),
    hours=st.one_of(st.none(), st.floats(0, 24)),
    valued_minutes=st.dictionaries(st.sampled_from(["gardening", "piano"]), st.floats(1, 600)),
    pem_screen=st.dictionaries(st.just("mind_tires"), st.tuples(st.integers(0, 4), st.integers(0, 4))),
)
risks = st.tuples(st.floats(0, 1), st.floats(-0.02, 0.02))


wild = st.integers(0, 2**32 - 1)
"""Seeds of risks without any order in them, some of them no numbers."""


def risk_of(drawn):
    if isinstance(drawn, int):
        return lambda planned: wild_risk(drawn, len(next(iter(planned.values()))))
    base, slope = drawn
    return lambda planned: base + slope * sum(planned.values())


def wild_risk(seed, count):
    rng = np.random.default_rng(seed)
    drawn = rng.uniform(-0.5, 1.5, count)
    return np.where(rng.random(count) < 0.1, rng.choice([np.nan, np.inf, -np.inf], count), drawn)


@EXAMPLES
@given(
    drawn=rows(),
    asked=st.tuples(limits_, st.sampled_from([(), (), ("fever",)])),
    risk=st.one_of(st.none(), risks, wild),
    stored=st.one_of(st.none(), st.floats(0, 900)),
)
def test_nothing_planned_exceeds_any_guard(build, drawn, asked, risk, stored):  # acceptance 33
    limits, flags = asked
    situation = Situation.from_diary(build.diary(diary_rows(*drawn)), ON)
    last_safe = None if stored is None else a_plan_with(situation.loads, stored)
    question = Question(situation, limits, last_safe, flags)
    plan = recommend(question, None if risk is None else risk_of(risk))
    keeps_every_guard(question, plan)
    again = Plan.from_answer(json.loads(json.dumps(plan.answer(), allow_nan=False)))
    assert again == plan
    assert plan.why
    assert plan.step != "up" or {"step-up", "step-part"} & {why.code for why in plan.why}


@settings(deadline=None, max_examples=20)
@given(drawn=rows(), limits=limits_, flags=st.sampled_from([(), (), ("fever",)]))
def test_nothing_replayed_exceeds_any_guard(build, drawn, limits, flags):
    """Of the verb itself, through the text of a saved plan and back."""
    diary = build.diary(diary_rows(*drawn))
    made = Made(diary, ON, None, limits, red_flags=flags)
    found = replay(record(made, made.plan()))
    assert found.differences == ()
    keeps_every_guard(Question(Situation.from_diary(diary, ON), limits, None, flags), found.now)


def a_plan_with(groups, ceiling):
    room = {group: Room(0.0, ceiling) for group in groups}
    return Plan(ON - dt.timedelta(days=1), "usual", (), room, (), Risk(0.05, 0.05, 0.10), "hold")


def keeps_every_guard(question, plan):
    for group, room in plan.envelope.items():
        scheduled = math.fsum(one.effort_minutes for one in plan.schedule if one.group == group)
        for guard in GUARDS:
            cap = guard(question, group)
            if cap is not None:
                assert room.ceiling <= cap.most + 1e-9, cap.code
                assert scheduled <= cap.most + 1e-9, cap.code
        assert 0.0 <= room.floor <= room.ceiling
        assert scheduled + room.done <= max(room.ceiling, room.done) + 1e-6
    takes = math.fsum(bout.minutes + bout.rest for one in plan.schedule for bout in one.bouts)
    assert question.limits.hours is None or takes <= 60.0 * question.limits.hours


@EXAMPLES
@given(
    drawn=rows(days=st.integers(20, 60), groups=st.integers(1, 1)),
    risk=risks,
    pair=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
@example(drawn=LEVEL_WEEKS, risk=(0.1599, 0.0001), pair=(0.15, 0.16))
def test_more_caution_is_never_more_load(build, drawn, risk, pair):
    situation = Situation.from_diary(build.diary(diary_rows(*drawn)), ON)
    careful, bold = (
        recommend(Question(situation, Limits(caution=caution)), risk_of(risk)).envelope[GROUPS[0]].ceiling
        for caution in sorted(pair)
    )
    assert careful <= bold


@EXAMPLES
@given(drawn=rows(), high=st.sampled_from([9.0, 100.0]))
def test_another_scale_of_pain_is_the_same_plan(build, drawn, high):
    plain = diary_rows(*drawn)
    other = {at: {k: v * high / 10 if k == "pain" else v for k, v in values.items()} for at, values in plain.items()}
    first, second = (
        recommend(Question(Situation.from_diary(diary, ON)), build.flat_risk(0.05))
        for diary in (build.diary(plain), build.diary(other, scales={"pain": Scale(0, high)}))
    )
    assert first.envelope == second.envelope
    assert (first.mode, first.step) == (second.mode, second.step)


@EXAMPLES
@given(drawn=rows(), shift=st.integers(-3000, 3000))
def test_the_same_diary_at_another_time_is_the_same_plan(build, drawn, shift):
    moved = ON + dt.timedelta(days=shift)
    first = recommend(Question(Situation.from_diary(build.diary(diary_rows(*drawn)), ON)), build.flat_risk(0.05))
    second = recommend(
        Question(Situation.from_diary(build.diary(diary_rows(*drawn, on=moved)), moved)), build.flat_risk(0.05)
    )
    assert (first.envelope, first.schedule, first.mode, first.step) == (
        second.envelope,
        second.schedule,
        second.mode,
        second.step,
    )
    assert [why.code for why in first.why] == [why.code for why in second.why]


@EXAMPLES
@given(drawn=rows(days=st.integers(30, 60), groups=st.integers(1, 2)), bad=st.integers(0, 10))
def test_an_extra_bad_day_never_raises_the_ceiling(build, drawn, bad):
    loads, pain, marks = drawn
    situation = Situation.from_diary(build.diary(diary_rows(*drawn)), ON)
    usual = situation.usual_pain
    if usual is None or bad < usual.level + usual.margin or pain[-1] is None or bad < pain[-1]:
        return  # a rating where there was none may end a stretch of stale ones: that is knowing more, not a worse day
    worse = Situation.from_diary(build.diary(diary_rows(loads, [*pain[:-1], float(bad)], marks)), ON)
    for group in situation.loads:
        before, after = caps(Question(situation), group)[0].most, caps(Question(worse), group)[0].most
        assert after <= before + 1e-9


@EXAMPLES
@given(
    drawn=rows(days=st.integers(30, 60), groups=st.integers(1, 2)),
    tired=st.lists(st.one_of(st.none(), st.just(4.0), st.integers(0, 10).map(float)), min_size=60, max_size=60),
    last=st.lists(st.one_of(st.none(), st.just(10.0)), min_size=3, max_size=3),
    malaise=st.booleans(),
)
def test_ratings_of_fatigue_never_raise_a_ceiling(build, drawn, tired, last, malaise):
    """Against the same diary without them. What is counted over twelve weeks (delayed worsening) may be seen more
    clearly with them, either way.
    """
    without = diary_rows(*drawn)
    rated = dict(zip(sorted(without), [*tired[: len(without) - 3], *last], strict=True))
    fatigue = {day: {} if value is None else {"fatigue": value} for day, value in rated.items()}
    asked = [
        Question(Situation.from_diary(build.diary(written), ON), Limits(me_cfs=malaise))
        for written in (without, {day: {**values, **fatigue[day]} for day, values in without.items()})
    ]
    if "delayed-worsening" in asked[0].locks:
        return
    for group in asked[0].situation.loads:
        before, after = (caps(question, group)[0].most for question in asked)
        assert after <= before + 1e-9


def likely(load):
    """The diary with each blank of the load written as the mean of the known days of its week; as zero without any."""
    weeks = [load[max(0, end - 7) : end] for end in range(len(load), 0, -7)]
    means = [math.fsum(known) / len(known) if (known := [x for x in week if x is not None]) else 0.0 for week in weeks]
    return [means[(len(load) - 1 - i) // 7] if value is None else value for i, value in enumerate(load)]


level_day = st.one_of(st.just(20.0), st.floats(10, 30))
SIX_WEEKS = 42


def reached_in(situation, group, days=SIX_WEEKS):
    """What three of so many days reached: a blank is passed over, and an older day stands in its place."""
    return sorted(situation.known_loads(group, days), reverse=True)[2]


@EXAMPLES
@given(load=st.lists(level_day, min_size=60, max_size=60), gone=st.sets(st.integers(8, 27)))
def test_days_that_go_missing_never_raise_the_ceiling(build, load, gone):  # acceptance 16, 17
    """Whole days of the last four weeks (the last week apart, see below) that nobody wrote down.

    Never above what was written there, or what likely would have been, but for a level that was lived on three days of
    six weeks, and a step from it where one is granted. And when the day that had lifted the level goes missing, the
    level is lower, but no longer newly risen: a step above that lower level may open, no more.
    """
    full = build.situation(load=load, pain=[4.0] * 60)
    days = {ON - dt.timedelta(days=ago) for ago in gone}
    thin = dataclasses.replace(
        full,
        loads={group: {d: v for d, v in series.items() if d not in days} for group, series in full.loads.items()},
        pain={d: v for d, v in full.pain.items() if d not in days},
    )
    blanks = [None if len(load) - i in gone else value for i, value in enumerate(load)]
    written = build.situation(load=likely(blanks), pain=[4.0] * 60)
    for group in full.loads:
        before, after = caps(Question(full), group)[0].most, caps(Question(thin), group)[0].most
        before = max(before, caps(Question(written), group)[0].most)
        step = thin.reached(group) * (1 + Limits().step) if thin.reached(group) < full.reached(group) else 0.0
        lived = reached_in(full, group) * (1 + Limits().step)
        assert after <= max(before, thin.usual_load(group), step, lived) + 1e-9
        assert thin.reached(group) <= max(full.reached(group), reached_in(full, group))


@EXAMPLES
@given(
    load=st.lists(st.one_of(st.just(20.0), st.floats(0, 60)), min_size=60, max_size=60),
    gone=st.sets(st.integers(1, 60), max_size=6),
    one=st.integers(1, 60),
)
def test_blanking_the_load_of_one_day_never_raises_a_ceiling(build, load, gone, one):  # acceptance 16, 17
    """Nor does it in a diary with blanks already: above what stood there, or what likely did (a day like the others of
    its week), but for a level that was lived on three days of six weeks, and a step from it where one is granted. Where
    that day had lifted the level, or shown a swing, the lock that it made goes with it, and a step above what is then
    the level may open.
    """
    kept = [None if len(load) - i in gone else value for i, value in enumerate(load)]
    full = Question(build.situation(load=kept, pain=[4.0] * 60))
    blank = [None if len(load) - i == one else value for i, value in enumerate(kept)]
    thin = Question(build.situation(load=blank, pain=[4.0] * 60))
    written = Question(build.situation(load=likely(blank), pain=[4.0] * 60))
    for group in full.situation.loads:
        before, after = caps(full, group)[0].most, caps(thin, group)[0].most
        before = max(before, caps(written, group)[0].most)
        locked = {lock.code for each in (full, written) for lock in step_locks(each, group)}
        gone_locks = locked - {lock.code for lock in step_locks(thin, group)}
        opened = thin.situation.reached(group) * (1 + full.limits.step) if gone_locks else 0.0
        lived = reached_in(full.situation, group) * (1 + full.limits.step)
        assert after <= max(before, thin.usual_day(group), opened, lived) + 1e-9
        if one <= 2:
            assert after <= max(min(before, full.situation.reached(group)), thin.usual_day(group)) + 1e-9


@EXAMPLES
@given(load=st.lists(level_day, min_size=60, max_size=60), gone=st.integers(1, 2))
def test_a_missing_yesterday_is_no_room_left_over(build, load, gone):  # acceptance 17
    """What was done on a missing day cannot be known; the day after holds at most a usual day, and no step."""
    full = build.situation(load=load, pain=[4.0] * 60)
    days = {ON - dt.timedelta(days=ago) for ago in range(1, gone + 1)}
    thin = dataclasses.replace(
        full,
        loads={group: {d: v for d, v in series.items() if d not in days} for group, series in full.loads.items()},
        pain={d: v for d, v in full.pain.items() if d not in days},
    )
    plan = recommend(Question(thin), build.flat_risk(0.01))
    for group, room in plan.envelope.items():
        assert room.ceiling <= thin.usual_load(group) + 1e-9


@EXAMPLES
@given(drawn=rows(days=st.integers(20, 60)), ago=st.integers(3, 30))
def test_a_diary_that_stops_never_steps_up(build, drawn, ago):  # acceptance 17, 32
    loads, pain, marks = drawn
    stopped = diary_rows(loads, pain, marks, on=ON - dt.timedelta(days=ago))
    plan = recommend(Question(Situation.from_diary(build.diary(stopped), ON)), build.flat_risk(0.01))
    assert plan.step != "up"


@EXAMPLES
@given(drawn=rows(days=st.integers(1, 60)), later=st.integers(1, 20))
def test_what_is_dated_later_changes_nothing_but_the_step(build, drawn, later):
    loads, pain, marks = drawn
    written = diary_rows(loads, pain, marks, on=ON + dt.timedelta(days=later))
    cut = {at: values for at, values in written.items() if at <= ON}
    known = Situation.from_diary(build.diary(written), ON)
    seen = Situation.from_diary(build.diary(cut), ON)
    # Groups that only later entries name are the one thing not compared: nothing is known of them on the day.
    assert dataclasses.replace(known, later=0) == seen
    plan = recommend(Question(known), build.flat_risk(0.01))
    assert plan.step != "up" or known.later == 0


@EXAMPLES
@given(
    drawn=rows(days=st.integers(20, 60), groups=st.integers(1, 3)),
    flag=st.sampled_from(["me_cfs", "post_exertional_malaise", "no_progression"]),
)
def test_a_lock_never_steps_up_and_never_raises(build, drawn, flag):
    situation = Situation.from_diary(build.diary(diary_rows(*drawn)), ON)
    free = recommend(Question(situation), build.flat_risk(0.01))
    locked = recommend(Question(situation, Limits(**{flag: True})), build.flat_risk(0.01))
    assert locked.step != "up"
    for group, room in locked.envelope.items():
        assert room.ceiling <= free.envelope[group].ceiling + 1e-9
        reached = situation.reached(group)
        assert reached is None or room.ceiling <= reached + 1e-9


@EXAMPLES
@given(load=st.lists(st.floats(5, 60), min_size=60, max_size=60), times=st.floats(1.0, 3.0))
def test_levels_scale_with_what_was_done(build, load, times):
    one = build.situation(load=load)
    other = build.situation(load=[value * times for value in load])
    assert other.reached("neck_shoulders") == pytest.approx(times * one.reached("neck_shoulders"))
    assert other.usual_load("neck_shoulders") == pytest.approx(times * one.usual_load("neck_shoulders"))
