"""The planner against a second count of its rules (`andante.insilico.twin`), made from the design and not from the
guards: no plan breaks one. And the twin against plans that do.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from andante.insilico.rows import rows_of
from andante.insilico.twin import breaches
from andante.plan import guards
from andante.plan.answer import Plan, Room
from andante.plan.guards import Question, caps
from andante.plan.limits import Limits
from andante.plan.planner import recommend
from andante.plan.situation import Situation
from andante.records import Diary, Entry

ON = dt.date(2026, 3, 5)
GROUP = "neck_shoulders"
GROUPS = (GROUP, "arms_hands", "lower_legs")


def diary_of(pain, loads, marks=(), neck=None, tired=None):
    """A diary up to the day before ON; NaN is a blank. marks: days so many days ago that the person calls a flare.
    neck: ratings of an area under GROUP. tired: those of fatigue.
    """
    entries, days = [], len(pain)
    for i in range(days):
        values = {f"load.{group}": float(load[i]) for group, load in loads.items() if not np.isnan(load[i])}
        values |= {} if np.isnan(pain[i]) else {"pain": float(pain[i])}
        values |= {} if neck is None or np.isnan(neck[i]) else {"pain.neck": float(neck[i])}
        values |= {} if tired is None or np.isnan(tired[i]) else {"fatigue": float(tired[i])}
        values |= {"flare": 1.0} if days - i in marks else {}
        if values:
            entries.append(Entry(ON - dt.timedelta(days=days - i), values))
    return Diary(tuple(entries), tuple(dict.fromkeys(name for entry in entries for name in entry.values)))


def lived(rng, days, way):
    """Loads of one muscle group: even, uneven, big or small, booms and busts in turn, drifting, at rest."""
    usual, turn = rng.uniform(1, 60), int(rng.integers(3, 9))
    place = np.arange(days) % turn
    return {
        "even": lambda: np.full(days, usual),
        "uneven": lambda: usual * rng.lognormal(0, rng.uniform(0.2, 0.9), days),
        "big or small": lambda: np.where(rng.random(days) < rng.uniform(0.1, 0.5), 3 * usual, usual),
        "booms": lambda: np.where(place == 0, 3 * usual, np.where(place == 1, 0.2 * usual, usual)),
        "drifting": lambda: usual * np.exp(np.cumsum(rng.normal(0, 0.06, days))),
        "at rest": lambda: np.where(rng.random(days) < 0.05, usual, 0.0),
    }[way]()


WAYS = ("even", "uneven", "big or small", "booms", "drifting", "at rest")


def a_life(rng, way):
    """A diary of up to five months: pain with noise, flares, after big days; blanks, days cut off at its end, marks."""
    days = int(rng.integers(1, 150))
    loads = {group: lived(rng, days, way).round(1) for group in GROUPS[: rng.integers(1, 4)]}
    pain = rng.integers(1, 7) + rng.choice([0.0, 1.0]) * rng.normal(0, 1, days)
    for start in np.flatnonzero(rng.random(days) < rng.choice([0.0, 0.03])):
        pain[start : start + rng.integers(2, 15)] += rng.uniform(2, 4)
    if way == "booms" or rng.random() < 0.3:
        big = np.flatnonzero(loads[GROUP][:-1] > 1.4 * np.median(loads[GROUP]))
        pain[big + 1] += rng.uniform(1.5, 4)
    pain = pain.round().clip(0, 10)
    gone, end = rng.choice([0.0, 0.1, 0.3]), days - int(rng.choice([0, 0, 0, 1, 2, 3, 5]))
    for series in (pain, *loads.values()):
        series[rng.random(days) < gone] = np.nan
        series[end:] = np.nan
    marks = set(rng.integers(1, 60, rng.integers(0, 3)).tolist())
    neck = pain + np.where(np.arange(days) >= days - rng.choice([0, 7, 14]), rng.choice([0.0, 1.0, 3.0]), 0.0)
    neck = neck.clip(0, 10) if rng.random() < 0.5 else None
    tired = (4 + rng.choice([0.0, 1.0]) * rng.normal(0, 1, days)).round().clip(0, 10)
    tired[days - int(rng.choice([0, 0, 2, 7])) :] += rng.uniform(1, 6)
    tired[rng.random(days) < gone] = np.nan
    return diary_of(pain, loads, marks, neck, tired.clip(0, 10) if rng.random() < 0.5 else None)


limits_ = st.builds(
    Limits,
    step=st.sampled_from([0.0, 0.05, 0.10]),
    no_progression=st.sampled_from([False, False, True]),
    me_cfs=st.sampled_from([False, False, True]),
    flare_movement=st.booleans(),
    ceilings=st.dictionaries(st.sampled_from([GROUP, "whole_body"]), st.floats(0, 50), max_size=1),
    hours=st.sampled_from([None, None, 0.0, 1.0, 6.0]),
    pem_screen=st.sampled_from([{}, {"mind_tires": (2, 3)}, {"mind_tires": (1, 4)}]),
)


def planned(diary, limits, *, risk=lambda loads: 0.03 + 0.0 * sum(loads.values()), last_safe=None, flags=()):
    return recommend(Question(Situation.from_diary(diary, ON), limits, last_safe, flags), risk)


@settings(deadline=None, max_examples=80)
@given(
    life=st.tuples(st.integers(0, 2**32 - 1), st.sampled_from(WAYS)),
    limits=limits_,
    slope=st.sampled_from([0.0, 0.0, 0.002, -0.001]),
    flags=st.sampled_from([(), (), (), ("fever",)]),
    stored=st.sampled_from([None, 3.0, 400.0]),
)
@example(life=(13, "booms"), limits=Limits(), slope=0.0, flags=(), stored=None)
@example(life=(191, "booms"), limits=Limits(step=0.0), slope=0.0, flags=(), stored=None)
def test_no_plan_breaks_a_rule_of_the_twin(life, limits, slope, flags, stored):  # acceptance 33
    seed, way = life
    diary = a_life(np.random.default_rng(seed), way)
    if not diary.entries:
        return
    rooms = {group: Room(0.0, stored or 0.0) for group in (*GROUPS, "whole_body")}
    blank = planned(diary, limits)
    last_safe = None if stored is None else replace(blank, on=ON - dt.timedelta(days=3), envelope=rooms)
    plan = planned(
        diary, limits, risk=lambda loads: 0.03 + slope * sum(loads.values()), last_safe=last_safe, flags=flags
    )
    assert breaches(plan, diary, limits, red_flags=flags, last_safe=last_safe) == []


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 2**32 - 1), way=st.sampled_from(WAYS))
@example(seed=501, way="big or small")  # closed after 28 days on a calm one, and another begins
def test_flares_of_the_twin_are_those_of_the_written_rule(seed, way):
    """Two readings of the same rule, written apart."""
    diary = a_life(np.random.default_rng(seed), way)
    found = rows_of(diary, ON)
    days = {
        flare.start + dt.timedelta(days=i)
        for flare in Situation.from_diary(diary, ON).flares
        for i in range(((flare.end or diary.last_day) - flare.start).days + 1)
    }
    assert found.flare_days == days


@pytest.mark.parametrize("seed", [7, 8, 9])
@pytest.mark.parametrize("plain", [0.0, 0.5], ids=["all with an hour", "half of them plain dates"])
def test_flares_of_the_twin_are_those_of_the_rule_at_whatever_hour_a_day_was_written(seed, plain):
    """One entry a day counts in days: an hour more or less puts nothing outside of four weeks."""
    rng = np.random.default_rng(seed)
    diary = diary_of(rng.choice([0.0, 3.0, 10.0], 120), {GROUP: np.full(120, 20.0)})
    hours = [dt.time(int(hour), tzinfo=dt.UTC) for hour in rng.integers(6, 11, 120)]
    entries = tuple(
        entry if rng.random() < plain else replace(entry, at=dt.datetime.combine(entry.at, hour))
        for entry, hour in zip(diary.entries, hours, strict=True)
    )
    assert rows_of(replace(diary, entries=entries), ON).flare_days == rows_of(diary, ON).flare_days


LEVEL = ([4.0] * 90, [20.0] * 90)
# Every tenth day twice the load; on the second and third day after it pain is worse.
WORSENED = ([*[4.0] * 8, 7.0, 7.0] * 9, [*[20.0] * 6, 40.0, *[20.0] * 3] * 9)


def rules(pain, load, *, ceiling, limits=None, marks=(), neck=None, tired=None, mode=None, step=None, **asked):
    """The rules that a plan breaks whose ceiling was set by somebody else."""
    limits = limits or Limits()
    diary = diary_of(np.array(pain, float), {GROUP: np.array(load, float)}, marks, neck, tired)
    plan = planned(diary, limits)
    room = Room(min(plan.envelope[GROUP].floor, ceiling), ceiling, done=plan.envelope[GROUP].done)
    changed: Plan = replace(plan, envelope={GROUP: room}, schedule=(), mode=mode or plan.mode, step=step or plan.step)
    return {line.split(":")[0] for line in breaches(changed, diary, limits, **asked)}


@pytest.mark.parametrize(
    ("about", "rule"),
    [
        ({"ceiling": 22.2}, "recent maximum"),
        ({"ceiling": 20.2, "limits": Limits(me_cfs=True)}, "recent maximum"),
        ({"ceiling": 20.2, "pain": [4.0] * 83 + [5.0] * 7}, "recent maximum"),
        ({"ceiling": 20.2, "neck": [3.0] * 83 + [5.0] * 7}, "recent maximum"),
        ({"ceiling": 30.0, "load": [20.0] * 80 + [30.0] * 10}, "one step in 14 days"),
        ({"ceiling": 30.0, "load": [30.0, 10.0, 10.0] * 28 + [30.0] * 6}, "week"),
        ({"ceiling": 19.0, "pain": [4.0] * 88 + [7.0] * 2}, "two worse days"),
        ({"ceiling": 19.0, "tired": [4.0] * 88 + [7.0] * 2}, "two worse days"),
        ({"ceiling": 20.2, "tired": [4.0] * 83 + [7.0, 4.0, 7.0, 4.0, 7.0, 4.0, 4.0]}, "recent maximum"),
        ({"ceiling": 19.0, "pain": [4.0] * 89 + [7.0], "limits": Limits(me_cfs=True)}, "one worse day"),
        ({"ceiling": 19.0, "tired": [4.0] * 89 + [7.0], "limits": Limits(me_cfs=True)}, "one worse day"),
        ({"ceiling": 11.0, "marks": (1, 2), "mode": "flare"}, "flare"),
        ({"ceiling": 19.0, "pain": [4.0] * 78 + [8.0] * 9 + [4.0] * 3}, "way back"),
        ({"ceiling": 17.0, "pain": [4.0] * 13, "load": [20.0] * 13}, "not enough yet"),
        ({"ceiling": 8.0, "limits": Limits(ceilings={GROUP: 7.0})}, "own ceiling"),
        ({"ceiling": 8.0, "limits": Limits(ceilings={"whole_body": 7.0})}, "own ceiling"),
        ({"ceiling": 20.0, "pain": [4.0] * 87 + [np.nan] * 3}, "safe default"),
        ({"ceiling": 20.0, "red_flags": ("fever",)}, "red flag"),
        ({"ceiling": 20.0, "pain": [4.0] * 87 + [np.nan] * 3, "mode": "usual"}, "doubt"),
        ({"ceiling": 20.0, "limits": Limits(me_cfs=True), "mode": "usual"}, "lock"),
        ({"ceiling": 20.0, "pain": WORSENED[0], "load": WORSENED[1], "mode": "usual"}, "lock"),
        ({"ceiling": 20.0, "limits": Limits(no_progression=True), "step": "up"}, "step up"),
        ({"ceiling": 4.0, "marks": (1, 2), "mode": "usual"}, "marked flare"),
        ({"ceiling": 50.0, "load": [60, 5, 20] * 30, "pain": [4, 8, 4] * 30}, "booms and busts"),
        ({"ceiling": 30.0, "load": [60, 5, 20] * 30, "pain": [4, 8, 4] * 30}, "big days as usual ones"),
        ({"ceiling": 30.0, "pain": WORSENED[0], "load": WORSENED[1]}, "big days as usual ones"),
        ({"ceiling": 23.0, "load": [5.0] * 40 + [20.0] * 20 + [10.0] * 30}, "highest day"),
    ],
)
def test_the_twin_sees_a_plan_that_breaks_a_rule(about, rule):
    """A twin that never says no would agree with anything."""
    pain, load = about.pop("pain", LEVEL[0]), about.pop("load", LEVEL[1])
    assert rule in rules(pain, load, **about)


def test_the_twin_counts_heavy_days_wherever_they_lie():
    """Four heavy days with worse ones after them, then as many with none: once a walk in threes met only the first."""
    pain, load = np.full(90, 4.0), np.full(90, 20.0)
    for ago in (84, 74, 64, 54):
        load[-ago], pain[-ago + 2], pain[-ago + 3] = 40.0, 7.0, 7.0
    assert rows_of(diary_of(pain, {GROUP: load}), ON).delayed_worsening()
    load[[-79, -69, -59, -49]] = 40.0
    assert not rows_of(diary_of(pain, {GROUP: load}), ON).delayed_worsening()


def test_a_week_of_before_counts_though_its_days_would_be_worse_ones_now():
    """Twelve weeks of more pain, then better ones of less: what was lived then is still a week that was lived."""
    diary = diary_of(np.array([8.0] * 70 + [4.0] * 28), {GROUP: np.array([20.0] * 70 + [0.0] * 28)})
    assert max(rows_of(diary, ON).weeks(GROUP, 15, 98)) == pytest.approx(140.0)


def test_of_a_week_with_three_numbers_what_is_written_was_lived():
    load = np.full(90, np.nan)
    load[[-30, -29, -28]] = 20.0
    assert max(rows_of(diary_of(np.full(90, 4.0), {GROUP: load}), ON).weeks(GROUP, 15, 98)) == pytest.approx(60.0)


@pytest.mark.parametrize(("after", "seen"), [(5.3, False), (7.0, True)])
def test_days_that_only_four_even_weeks_make_look_bad_are_no_delayed_worsening(after, seen):
    """Pain went up and down by two points and is even now: 5.3 is worse than usual now, and was not then."""
    pain, load = np.array([3.0, 5.1] * 31 + [4.5] * 28), np.full(90, 20.0)
    for ago in (84, 74, 64, 54):
        load[-ago], pain[-ago + 2], pain[-ago + 3] = 40.0, after, after
    rows = rows_of(diary_of(pain, {GROUP: load}), ON)
    assert rows.worse(ON - dt.timedelta(days=81))
    assert rows.delayed_worsening() is seen


@pytest.mark.parametrize(("load", "mode"), [(1200.0, "safe-default"), (20.0, "flare")])
def test_a_slip_of_the_pen_beside_a_marked_flare_is_no_breach(load, mode):
    diary = diary_of(np.full(90, 4.0), {GROUP: np.array([20.0] * 89 + [load])}, {1})
    plan = planned(diary, Limits())
    assert plan.mode == mode
    assert breaches(plan, diary, Limits()) == []
    assert "marked flare" in {line.split(":")[0] for line in breaches(replace(plan, mode="usual"), diary, Limits())}


class WithBigDays(Question):
    """As if no pattern made big days less usual."""

    def big_days(self, group):
        return frozenset()

    @property
    def pays_for_big_days(self):
        return False


class TestBigDaysThatComeOften:
    """What the twin found: where big days were many, they became the usual days, and no swing was seen."""

    TURN = ([60.0, 5.0, 20.0, 60.0, 5.0, 20.0, 20.0], [4.0, 7.0, 4.0, 4.0, 7.0, 4.0, 4.0])

    def asked(self, build, limits=None):
        load, pain = ([*each] * 12 for each in self.TURN)
        return build.question(limits, load=load, pain=pain)

    def test_two_booms_a_week_each_with_a_bust_are_a_swing_and_no_step_up(self, build):
        question = self.asked(build)
        assert "swings" in question.locks
        plan = recommend(question, build.flat_risk(0.03))
        assert (plan.mode, plan.step) == ("careful", "hold")

    def test_and_the_day_is_held_near_the_mean_one_not_at_the_boom(self, build):
        load = self.TURN[0]
        assert caps(self.asked(build), GROUP)[0].most <= 1.3 * sum(load) / 7 + 1e-9

    def test_a_week_of_some_big_days_does_not_become_one_of_big_days(self, build):
        """Two days of 30 and five of 10 a week, level pain; then lived to the ceiling: at most a step in 14 days."""
        load, pain = [30.0, 10.0, 10.0, 30.0, 10.0, 10.0, 10.0] * 12, [4.0] * 84
        for day in range(28):
            question = build.question(load=load[-84:], pain=pain)
            load.append(max(caps(question, GROUP)[0].most, 10.0))
            assert sum(load[-7:]) <= 110.0 * 1.10 ** (1 + day // 14) + 20.0

    def test_while_they_are_paid_for_big_days_are_no_usual_ones(self, build):
        """The morning after the sixth big day of 28, at least 14 stood where it had been 4.4."""
        before = self.weekly(build)
        after = self.weekly(build, 60.0)
        assert {"swings", "delayed-worsening"} & set(before.locks)
        assert {"swings", "delayed-worsening"} & set(after.locks)
        assert after.situation.usual_load(GROUP) == 60.0
        assert before.usual_load(GROUP) == after.usual_load(GROUP) == 5.0
        for question in (before, after):
            plan = recommend(question, build.flat_risk(0.02))
            assert plan.envelope[GROUP].ceiling <= 6.0
            assert plan.envelope[GROUP].floor <= 0.8 * 5.0

    def weekly(self, build, *last):
        """Even days of 5, one of 60 each week, a bad and empty day after it; and what came last."""
        load, pain = [*[5.0, 5.0, 5.0, 5.0, 60.0, 0.0, 0.0] * 11, *[5.0] * 4], [*[4.0] * 5, 6.0, 6.0] * 12
        load, pain = [*load, *last], pain[: len(load) + len(last)]
        flares = tuple(build.flare(ago + len(last), ago + len(last) - 1) for ago in (47, 40, 33))
        return build.question(load=load, pain=pain, flares=flares)

    def test_the_way_back_does_not_start_from_them(self, build):
        load = [5.0, 60.0, 60.0, 5.0, 0.0, 5.0, 5.0] * 12
        pain = [4.0, 4.0, 4.0, 7.0, 7.0, 4.0, 4.0] * 12
        question = build.question(load=load, pain=pain, flares=(build.flare(4, 3),))
        assert {"swings", "delayed-worsening"} & set(question.locks)
        assert guards.re_entry(question, GROUP).numbers["before"] <= 5.5

    def test_no_floor_lies_above_an_average_day_of_late(self, build):
        load = [*[20.0, 20.0, 20.0, 60.0, 0.0, 0.0, 20.0] * 11, *[2.0] * 7]
        pain = [*[4.0, 4.0, 4.0, 4.0, 7.0, 7.0, 4.0] * 11, *[4.0] * 7]
        question = build.question(load=load, pain=pain)
        assert question.pays_for_big_days
        assert guards.floor_of(question, GROUP, 100.0) <= question.situation.used_to(GROUP)

    @settings(deadline=None, max_examples=60)
    @given(seed=st.integers(0, 2**32 - 1))
    def test_leaving_them_out_only_ever_lowers(self, seed):
        diary = a_life(np.random.default_rng(seed), "booms")
        if not diary.entries:
            return
        situation = Situation.from_diary(diary, ON)
        kept, left = WithBigDays(situation), Question(situation)
        for group in situation.loads:
            most, before = caps(left, group)[0].most, caps(kept, group)[0].most
            assert most <= before + 1e-9
            assert guards.floor_of(left, group, most) <= guards.floor_of(kept, group, before) + 1e-9

    @pytest.mark.parametrize("days", [1, 8])
    def test_a_flare_after_such_weeks_is_rest(self, build, days):
        load = [30.0, 10.0, 10.0, 30.0, 10.0, 10.0, 10.0] * 12
        pain = [4.0] * (84 - days) + [9.0] * (days - 1) + [7.0]
        question = build.question(load=load, pain=pain, flares=(build.flare(days, None),))
        assert caps(question, GROUP)[0].most <= 0.7 * 110.0 / 7

    def test_two_worse_days_after_such_weeks_step_down_to_about_a_mean_day(self, build):
        load = [30.0, 10.0, 10.0, 30.0, 10.0, 10.0, 10.0] * 12
        question = build.question(load=load, pain=[4.0] * 82 + [6.0, 6.0])
        assert caps(question, GROUP)[0].most <= 1.05 * 110.0 / 7
