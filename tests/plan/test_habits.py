"""A plan answers to what was done, and life to the plan: nobody is carried up or down by that alone."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from andante.insilico.rows import Rows
from andante.plan import guards
from andante.plan.guards import caps, first_part, step_locks
from andante.plan.habits import lasting_level
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
class TestLivesThatAnswerToThePlan:
    """Half a year each; before, as shares of the level: 33 and 8.2, 3 and 2, 0.3 and 0.5."""

    @pytest.mark.parametrize(("limits", "bound"), [(NO_STEP, 3.0), (ME_CFS, 2.5)], ids=["no_step", "me_cfs"])
    def test_what_is_overdone_does_not_carry_it_up(self, limits, bound):
        assert ceiling_after(182, lambda most, first, day, rng: most * (1 if day % 3 else 2), limits) <= bound

    @pytest.mark.parametrize(("limits", "bound"), [(NO_STEP, 2.0), (ME_CFS, 1.5)], ids=["no_step", "me_cfs"])
    def test_nor_does_what_scatters_around_it(self, limits, bound):
        scattered = ceiling_after(
            182, lambda most, first, day, rng: max(0.0, most * (1 + 0.3 * rng.standard_normal())), limits
        )
        assert 0.8 <= scattered <= bound

    @pytest.mark.parametrize("limits", [NO_STEP, Limits()], ids=["no_step", "steps"])
    def test_who_only_does_the_least_keeps_half_of_it(self, limits):
        assert 0.5 <= ceiling_after(182, lambda most, first, day, rng: first, limits) <= 1.2


@pytest.mark.slow
def test_with_steps_it_grows_by_steps_alone():
    """Before, to 32 times the level."""
    doubled = ceiling_after(182, lambda most, first, day, rng: most * (1 if day % 3 else 2), Limits())
    assert doubled <= 1.3 * 1.1**13 * 1.5


class TestLastingLevel:
    def of(self, build, load, step=0.0, **more):
        return lasting_level(build.situation(load=load, pain=[4.0] * len(load)), GROUP, step, 3.9, **more)

    def test_without_steps_that_of_most_of_five_months(self, build):
        assert self.of(build, [10.0] * 112 + [30.0] * 28) == 10.0
        assert self.of(build, [10.0] * 112 + [30.0] * 28 * 4) == 30.0  # lived for months, it is one's own

    def test_where_energy_is_saved_that_of_most_of_a_year(self, build):
        load = [10.0] * 196 + [30.0] * 28 * 5
        assert self.of(build, load) == 30.0
        assert self.of(build, load, saving=True) == 10.0
        assert self.of(build, [15.0] * 70 + [40.0] * 280, saving=True) == 40.0
        assert self.of(build, [30.0] * 224 + [10.0] * 112, saving=True) == 10.0  # more care is never more load

    def test_with_steps_the_second_lowest_and_a_step_a_fortnight(self, build):
        load = [10.0] * 112 + [8.0] * 28 + [30.0] * 28
        assert self.of(build, load, 0.1) == pytest.approx(10.0 * 1.1**4)

    @pytest.mark.parametrize("rest", [28, 56, 70])
    @pytest.mark.parametrize("step", [0.0, 0.1])
    def test_months_of_rest_take_no_level_of_before_and_after_away(self, build, rest, step):
        """Each month of rest held everything after it to the safe default for most of a year."""
        for since in range(40, 300, 7):
            assert self.of(build, [40.0] * 200 + [0.0] * rest + [40.0] * since, step) >= 40.0

    def test_a_short_diary_says_nothing(self, build):
        assert self.of(build, [10.0] * 30, 0.1) is None

    def test_the_plan_says_so_in_numbers(self, build):
        about = {"load": [10.0] * 140 + [20.0] * 49, "pain": [4.0] * 189}
        plan = recommend(build.question(Limits(me_cfs=True), **about), build.flat_risk(0.03))
        (why,) = [each for each in plan.why if each.code == "lasting-rise"]
        assert plan.envelope[GROUP].ceiling == 10.0
        assert why.text.startswith(
            "Neck and shoulders: at most 10 effort-minutes. That is what your last months bear out"
        )


class TestWhatIsAlwaysDone:
    def floors(self, build, limits=None, **about):
        question = build.question(limits or Limits(), **about)
        room = recommend(question, build.flat_risk(0.03)).envelope[GROUP]
        return room.floor, room.ceiling

    def test_the_least_is_not_made_smaller_by_being_done(self, build):
        load = [20.0] * 60 + [16.0, 16.0, 16.0, 17.6] * 7
        floor, ceiling = self.floors(build, load=load, pain=[4.0] * 88)
        assert floor == pytest.approx(min(16.0, 0.9 * ceiling), abs=0.1)

    def test_even_days_say_nothing_of_it(self, build):
        floor, ceiling = self.floors(build)
        assert (floor, ceiling) == (pytest.approx(16.0), pytest.approx(22.0))

    @pytest.mark.parametrize("limits", [ME_CFS, Limits(no_progression=True)])
    def test_who_wants_or_needs_no_steps_begins_with_seven_tenths(self, build, limits):
        question = build.question(limits, load=[20.0] * 60 + [16.0, 16.0, 16.0, 17.6] * 7, pain=[4.0] * 88)
        assert first_part(question, GROUP, 17.0) <= 0.7 * 17.0 + 1e-9

    def test_on_the_way_back_after_a_flare_it_is_no_measure(self, build):
        question = build.question(flares=(build.flare(14, 5),))
        most = caps(question, GROUP)[0].most
        assert guards.re_entry(question, GROUP) is not None
        assert first_part(question, GROUP, most) == pytest.approx(0.8 * most)


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
