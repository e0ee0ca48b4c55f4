"""A plan answers to what was done, and life to the plan: nobody is carried up or down by that alone."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from andante.insilico.rows import Rows
from andante.plan import guards
from andante.plan.guards import caps, first_part, step_locks
from andante.plan.habits import held_level, most_by_steps, stepped
from andante.plan.limits import Limits
from andante.plan.planner import recommend
from andante.plan.question import Question
from andante.plan.situation import Situation
from andante.plan.worse import crept_up

GROUP = "neck_shoulders"
BASE, BEFORE = 40.0, 56
ME_CFS, NO_STEP = Limits(me_cfs=True), Limits(step=0.0)


def ceiling_after(days, life, limits, seed=1):
    """The mean ceiling of the last of `days` weeks, as a share of the level of the eight weeks before."""
    rng = np.random.default_rng(seed)
    begin, loads, pain, found = dt.date(2025, 1, 1), {}, {}, []
    for i in range(BEFORE + days):
        on, done = begin + dt.timedelta(days=i), BASE * float(np.exp(0.12 * rng.standard_normal()))
        if i >= BEFORE:
            about = Situation(on=on, loads={GROUP: dict(loads)}, pain=dict(pain), last_rated_h=10.0)
            most = caps(Question(about, limits), GROUP)[0].most
            done = life(most, first_part(Question(about, limits), GROUP, most), i, rng)
            found.append(most)
        loads[on], pain[on] = round(float(done), 1), float(np.round(4.0 + 0.5 * rng.standard_normal()))
    return float(np.mean(found[-7:])) / BASE


@pytest.mark.slow
@pytest.mark.parametrize("limits", [ME_CFS, NO_STEP], ids=["me_cfs", "no_step"])
class TestWithoutSteps:
    """Before, half a year of double days on every third took the ceiling from 43 to 330 and 1,290 effort-minutes."""

    def test_what_is_overdone_does_not_carry_it_up(self, limits):
        doubled = ceiling_after(182, lambda most, first, day, rng: most * (1 if day % 3 else 2), limits)
        assert 0.8 <= doubled <= 1.4

    @pytest.mark.parametrize("spread", [0.15, 0.30])
    def test_nor_does_what_scatters_around_it(self, limits, spread):
        scattered = ceiling_after(
            182, lambda most, first, day, rng: max(0.0, most * (1 + spread * rng.standard_normal())), limits
        )
        assert 0.8 <= scattered <= 1.4

    def test_who_only_begins_each_day_keeps_half_of_it_for_half_a_year(self, limits):
        """Before, 0.15 and 0.3 of it were left."""
        assert 0.5 <= ceiling_after(182, lambda most, first, day, rng: first, limits) <= 1.2

    def test_after_a_quiet_month_the_old_level_is_back_within_weeks(self, limits):
        """Before, a month of half of it left half of it for good."""
        quiet = ceiling_after(182, lambda most, first, day, rng: most * (0.5 if 112 <= day < 140 else 1.0), limits)
        assert 0.6 <= quiet <= 1.2


@pytest.mark.slow
def test_with_steps_it_grows_by_steps_alone():
    """Before, to 32 times the level."""
    doubled = ceiling_after(182, lambda most, first, day, rng: most * (1 if day % 3 else 2), Limits())
    assert doubled <= 1.3 * 1.1**13 * 1.5


class TestHeldLevel:
    def test_a_quiet_month_is_no_new_level(self, build):
        about = build.situation(load=[20.0] * 140 + [16.0] * 28, pain=[4.0] * 168)
        assert about.reached(GROUP) == 16.0
        assert held_level(about, GROUP) == pytest.approx(17.6)
        plan = recommend(Question(about, NO_STEP), build.flat_risk(0.03))
        assert (plan.step, plan.envelope[GROUP].ceiling) == ("hold", 17.6)
        assert "held-level" in {cap.code for cap in caps(Question(about, NO_STEP), GROUP) if cap.most <= 17.6 + 1e-9}

    def test_it_comes_back_by_a_tenth_at_a_time_and_never_after_rest(self, build):
        assert held_level(build.situation(load=[20.0] * 140 + [9.0] * 28, pain=[4.0] * 168), GROUP) == pytest.approx(
            9.9
        )
        assert held_level(build.situation(load=[20.0] * 140 + [0.0] * 40, pain=[4.0] * 180), GROUP) == 0.0

    def test_half_a_year_makes_the_quiet_level_the_own_one(self, build):
        about = build.situation(load=[20.0] * 60 + [16.0] * 190, pain=[4.0] * 250)
        assert held_level(about, GROUP) == 16.0

    def test_coming_back_is_no_step_and_no_step_comes_on_top(self, build):
        question = build.question(load=[20.0] * 140 + [16.0] * 28, pain=[4.0] * 168)
        assert guards.granted_step(question, GROUP) > 0
        assert guards.recent_maximum(question, GROUP).most == pytest.approx(17.6)
        assert recommend(question, build.flat_risk(0.03)).step == "hold"


class TestSteps:
    @pytest.mark.parametrize(
        ("level", "step", "then"),
        [(20.0, 0.1, 22.0), (20.0, 0.0, 20.0), (0.5, 0.1, 0.6), (0.5, 0.0, 0.5), (9.0, 0.01, 9.09)],
    )
    def test_a_step_of_very_little_is_a_tenth_of_an_effort_minute(self, level, step, then):
        assert stepped(level, step) == pytest.approx(then)

    def test_over_months_the_second_lowest_level_and_a_step_a_fortnight(self, build):
        load = [10.0] * 112 + [8.0] * 28 + [30.0] * 28
        about = build.situation(load=load, pain=[4.0] * 168)
        assert most_by_steps(about, GROUP, 0.0) == 10.0
        assert most_by_steps(about, GROUP, 0.1) == pytest.approx(10.0 * 1.1**4)
        assert most_by_steps(build.situation(load=[10.0] * 30), GROUP, 0.1) is None

    def test_the_plan_says_so_in_numbers(self, build):
        about = {"load": [10.0] * 140 + [20.0] * 49, "pain": [4.0] * 189}
        plan = recommend(build.question(Limits(me_cfs=True), **about), build.flat_risk(0.03))
        (why,) = [each for each in plan.why if each.code == "lasting-rise"]
        assert plan.envelope[GROUP].ceiling == 10.0
        assert why.text.startswith("Neck and shoulders: at most 10 effort-minutes. Without steps up")


class TestCreeping:
    def rising(self, build, a_day, days=182, **about):
        return build.situation(pain=[3.0 + a_day * day for day in range(days)], load=[20.0] * days, **about)

    @pytest.mark.parametrize(
        ("a_day", "seen"), [(0.0, False), (0.005, False), (0.013, True), (0.02, True), (0.03, True)]
    )
    def test_pain_that_rises_by_hundredths_a_day_is_seen(self, build, a_day, seen):
        """`level_pain` sees none of them."""
        about = self.rising(build, a_day)
        question = Question(about, Limits())
        assert ("pain-crept-up" in question.locks) is seen
        assert "pain-rising" not in question.locks
        assert (guards.granted_step(question, GROUP) == 0.0) is seen

    def test_what_is_told_is_true(self, build):
        (lock,) = step_locks(Question(self.rising(build, 0.02), Limits()), GROUP)
        assert lock.numbers == {"rise": pytest.approx(1.1), "weeks": 8}
        plan = recommend(Question(self.rising(build, 0.02), Limits()), build.flat_risk(0.03))
        assert "No step up: your pain has crept up. It is 1.1 points higher than about 8 weeks ago." in {
            why.text for why in plan.why
        }

    def test_few_ratings_or_a_short_diary_say_nothing(self, build):
        assert crept_up(self.rising(build, 0.03, days=56)) is None
        pain = [3.0 + 0.02 * day if day % 3 == 0 else None for day in range(182)]
        assert crept_up(build.situation(pain=pain)) is None

    def test_flares_are_on_neither_side(self, build):
        pain = [4.0] * 100 + [4.0] * 10 + [9.0] * 10 + [4.0] * 20
        assert crept_up(build.situation(pain=pain, flares=(build.flare(30, 21),))) is None
        assert crept_up(build.situation(pain=pain)) is not None

    def test_a_twin_sees_the_clear_ones(self, build):
        about = self.rising(build, 0.03)
        rows = Rows(about.on, about.loads, about.pain, (), frozenset(), None, frozenset(), 10.0)
        assert rows.crept_up()
        assert not Rows(
            about.on, about.loads, self.rising(build, 0.0).pain, (), frozenset(), None, frozenset(), 10.0
        ).crept_up()
