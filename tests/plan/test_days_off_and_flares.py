"""Who is active on some days of the week, or in flares over and over, is not held down further by each next plan
(decision 038).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plan.diaries import ON, written

from andante.insilico.twin import breaches
from andante.plan.guards import GUARDS, caps, flare_rest, re_entry, sudden_day
from andante.plan.limits import Limits
from andante.plan.often import often_in_flare, settled
from andante.plan.planner import recommend
from andante.plan.question import Question
from andante.plan.situation import Situation

GROUP = "neck_shoulders"
SAVING = {
    "me_cfs": Limits(me_cfs=True),
    "malaise": Limits(post_exertional_malaise=True),
    "screen": Limits(pem_screen={"sore_or_tired_next_day": (3, 3)}),
}


class TestASuddenDay:
    @staticmethod
    def weeks(count, days=(0, 2, 4), amount=30.0):
        return [amount if day % 7 in days else 0.0 for day in range(7 * count)]

    def test_three_days_of_seven_are_as_usual_as_ever(self, build):
        load = self.weeks(20)
        question = build.question(load=load, pain=[4.0] * len(load))
        assert sudden_day(question, GROUP).most == pytest.approx(30.0, rel=0.1)

    @pytest.mark.parametrize("limits", SAVING.values(), ids=SAVING)
    def test_but_where_energy_is_to_be_saved(self, build, limits):
        load = self.weeks(20)
        question = build.question(limits, load=load, pain=[4.0] * len(load))
        used_to = question.situation.used_to(GROUP)
        assert sudden_day(question, GROUP).most == pytest.approx(1.6 * used_to)

    def test_or_big_days_are_paid_for(self, build):
        load = self.weeks(20, days=(0,), amount=60.0)
        load = [value or 10.0 for value in load]
        pain = [8.0 if day % 7 in (1, 2) else 4.0 for day in range(140)]
        question = build.question(load=load, pain=pain)
        assert question.pays_for_big_days
        assert sudden_day(question, GROUP).most == pytest.approx(1.6 * question.situation.used_to(GROUP))

    def test_half_a_year_of_them_stays(self, build):
        load = self.weeks(12)
        for day in range(182):
            most = caps(build.question(load=load[-364:], pain=[4.0] * len(load[-364:])), GROUP)[0].most
            load.append(min(30.0, most) if day % 7 in (0, 2, 4) else 0.0)
        assert max(load[-7:]) > 0.8 * 30.0

    def test_after_weeks_of_little_a_usual_day_of_before_is_still_a_sudden_one(self, build):
        load = [20.0] * 63 + [2.0] * 21
        question = build.question(load=load, pain=[4.0] * 84)
        assert sudden_day(question, GROUP).most < 0.8 * 20.0


class TestFlaresOverAndOver:
    @staticmethod
    def often(build, count=6, **more):
        """Flares of five days, every fortnight; the last is under way."""
        flares = (*(build.flare(14 * i + 4, 14 * i) for i in range(1, count + 1)), build.flare(1, None))
        return build.question(load=[20.0] * 140, pain=[4.0] * 140, flares=flares, **more)

    def test_leave_half_a_usual_day(self, build):
        cap = flare_rest(self.often(build), GROUP)
        assert (cap.code, cap.most) == ("flare-often", pytest.approx(10.0))
        assert cap.numbers == {"days": 2, "flare_days": 29, "of_days": 84}

    def test_and_a_way_back_from_three_quarters(self, build):
        question = self.often(build)
        flares = (*question.situation.flares[:-1], build.flare(5, 1))
        question = replace(question, situation=replace(question.situation, flares=flares))
        assert re_entry(question, GROUP).numbers["percent"] == 75

    def test_one_long_flare_is_not_often(self, build):
        flares = (build.flare(60, 20), build.flare(1, None))
        question = build.question(load=[20.0] * 140, pain=[4.0] * 140, flares=flares)
        assert flare_rest(question, GROUP).code == "flare"

    def test_nor_are_few_days(self, build):
        flares = (*(build.flare(25 * i + 3, 25 * i) for i in range(1, 4)), build.flare(1, None))
        question = build.question(load=[20.0] * 140, pain=[4.0] * 140, flares=flares)
        assert flare_rest(question, GROUP).most == pytest.approx(5.0)

    def test_what_the_person_marks_is_their_own_word(self, build):
        marked = self.often(build, marked=frozenset({ON - dt.timedelta(days=30)}))
        assert flare_rest(marked, GROUP).code == "flare"

    @pytest.mark.parametrize("limits", SAVING.values(), ids=SAVING)
    def test_with_energy_to_save_rest_stays_rest(self, build, limits):
        question = replace(self.often(build), limits=limits)
        assert flare_rest(question, GROUP).code == "flare"

    def test_where_pain_has_crept_up_rest_is_right(self, build):
        situation = replace(self.often(build).situation, pain=build.situation(pain=[4.0] * 80 + [6.0] * 60).pain)
        question = Question(situation)
        assert "pain-crept-up" in question.locks
        assert flare_rest(question, GROUP).code == "flare"

    def test_a_lock_that_held_a_fortnight_ago_is_not_forgotten(self, build):
        """What pain crept up by is no longer seen once a fortnight is calm, or in flares."""
        pain = [4.0] * 66 + [6.0] * 46 + [4.0] * 28
        situation = replace(self.often(build).situation, pain=build.situation(pain=pain).pain)
        question = Question(situation)
        assert "pain-crept-up" not in question.locks
        assert "pain-crept-up" in Question(settled(situation)).locks
        assert flare_rest(question, GROUP).code == "flare"

    def test_flares_of_the_last_fortnight_do_not_count(self, build):
        """A flare more today is no reason for more today."""
        before = tuple(build.flare(14 * i + 4, 14 * i) for i in range(2, 7))
        late = (build.flare(13, 9), build.flare(5, 3))
        for flares in (before, before + late):
            situation = build.situation(load=[20.0] * 140, pain=[4.0] * 140, flares=flares)
            assert often_in_flare(settled(situation)) is None


def swinging(seed):
    """A diary of three to ten months: pain in waves or swings, load that answers to it or not."""
    rng = np.random.default_rng(seed)
    days = int(rng.integers(84, 300))
    sd, memory = rng.choice([0.5, 1.5, 3.0]), rng.choice([0.3, 0.9])
    noise = np.zeros(days)
    for i in range(1, days):
        noise[i] = memory * noise[i - 1] + sd * np.sqrt(1 - memory**2) * rng.normal()
    pain = (rng.choice([3.0, 5.0, 7.0]) + noise).round().clip(0, 10)
    share = np.repeat(rng.choice([0.2, 0.5, 0.8, 1.0, 1.2], days // 25 + 1), 25)[:days]
    load = 20.0 * share * rng.lognormal(0, rng.choice([0.0, 0.3]), days)
    load = np.where(pain > pain.mean() + 1.0, load * rng.choice([0.0, 0.5, 1.0]), load)
    return written(load, pain, rng.random(days) < rng.choice([0.0, 0.05]))


@settings(deadline=None, max_examples=150)
@given(seed=st.integers(0, 2**32 - 1))
def test_no_plan_of_who_swings_breaks_a_guard_or_a_rule_of_the_twin_and_care_is_never_more(seed):
    diary = swinging(seed)
    situation = Situation.from_diary(diary, ON)
    most = {}
    for name, limits in (("steps", Limits()), ("none", Limits(no_progression=True)), ("me_cfs", Limits(me_cfs=True))):
        question = Question(situation, limits)
        plan = recommend(question, lambda loads: 0.03 + 0.0 * sum(loads.values()))
        assert breaches(plan, diary, limits) == []
        most[name] = plan.envelope[GROUP].ceiling
        allowed = [cap.most for guard in GUARDS if (cap := guard(question, GROUP)) is not None]
        assert most[name] <= min(allowed) + 1e-9
    assert most["me_cfs"] <= most["none"] + 1e-9 <= most["steps"] + 2e-9


@settings(deadline=None, max_examples=100)
@given(seed=st.integers(0, 2**32 - 1), worse=st.integers(1, 10), days=st.integers(1, 7))
def test_worse_last_days_make_flares_no_more_frequent(seed, worse, days):
    """One to seven of the last days, each by so many points: what is done in flares is not decided by them."""
    diary = swinging(seed)
    late = [
        replace(entry, values={**entry.values, "pain": min(10.0, entry.values["pain"] + worse)})
        for entry in diary.entries[-days:]
    ]
    changed = replace(diary, entries=(*diary.entries[:-days], *late))
    before, after = (often_in_flare(settled(Situation.from_diary(each, ON))) for each in (diary, changed))
    assert before == after
