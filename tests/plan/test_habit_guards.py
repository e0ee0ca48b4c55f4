"""The caps from what was done lately, at their edges: rest among other days, small loads, groups without numbers."""

from __future__ import annotations

import pytest

from andante.plan import guards
from andante.plan.candidates import down
from andante.plan.guards import caps, gentle_default
from andante.plan.limits import Limits
from andante.plan.planner import recommend

GROUP = "neck_shoulders"
GENTLE = gentle_default(GROUP)
DOWN = [20.0] * 40 + [5.0] * 44
"""Before a flare 20, since then 5."""


class TestHighestDay:
    def asked(self, build, last):
        load = [*DOWN[:-28], *last]
        return build.question(load=load, pain=[4.0] * 84, flares=(build.flare(44, 15),))

    @pytest.mark.parametrize(
        ("last", "most"),
        [
            ([5.0] * 27 + [8.0], 8.8),  # the highest, not a low or a middle one
            ([8.0] + [5.0] * 27, 8.8),  # the 28th day back counts
            ([0.0] + [5.0] * 27, 5.5),  # a day of rest among them is no reason for more
            ([0.0, 5.0] * 14, 5.5),
        ],
    )
    def test_is_a_tenth_above_the_highest_of_four_weeks(self, build, last, most):
        question = self.asked(build, last)
        assert guards.highest_day(question, GROUP).most == pytest.approx(most)
        assert caps(question, GROUP)[0].most <= most + 1e-9

    def test_a_day_of_five_weeks_ago_does_not_count(self, build):
        load = [*DOWN[:-29], 50.0, *[5.0] * 28]
        question = build.question(load=load, pain=[4.0] * 84, flares=(build.flare(44, 15),))
        assert guards.highest_day(question, GROUP).most == pytest.approx(5.5)


def test_who_does_little_rises_by_little(build):
    """A level of half a unit that became one and a half: the gentle start is for who rests, not for who does little."""
    question = build.question(load=[0.5] * 35 + [1.5] * 14)
    assert guards.rise_limit(question, GROUP).most == pytest.approx(0.55)
    assert caps(question, GROUP)[0].most <= 0.55 + 1e-9


def test_who_has_rested_for_weeks_starts_gently_and_not_where_they_left_off(build):
    question = build.question(load=[20.0] * 7 + [0.0] * 42)
    assert guards.recent_maximum(question, GROUP).code == "gentle-start"
    assert caps(question, GROUP)[0].most == GENTLE


def test_a_gentle_start_that_is_followed_does_not_take_itself_away(build):
    """Three days as planned made a level of one's own, and a tenth above the rest of a fortnight ago was nothing."""
    load = [0.0] * 40
    for _ in range(21):
        question = build.question(load=load, pain=[4.0] * len(load))
        plan = recommend(question, build.flat_risk(0.01))
        assert plan.envelope[GROUP].ceiling >= GENTLE
        assert plan.step != "up" or question.situation.reached(GROUP, 14)  # the start itself is no step
        load = [*load, plan.envelope[GROUP].ceiling]


def test_the_third_day_back_is_no_longer_a_day_missing_now(build):
    assert guards.missing_days(build.question(load=[20.0] * 46 + [None, 20.0, 20.0]), GROUP) is None


def test_the_step_is_told_as_it_is_added(build):
    for step, told in ((0.10, 10.0), (0.05, 5.0)):
        question = build.question(Limits(step=step))
        for guard in (guards.recent_maximum, guards.rise_limit):
            assert guard(question, GROUP).numbers["step_percent"] == pytest.approx(told)


def test_a_group_without_numbers_has_no_cap_from_the_swings_of_another(build):
    load, pain = [20.0] * 84, [4.0] * 84
    for day in (50, 57, 64, 71, 78):
        load[day], pain[day + 1] = 60.0, 6.5
    question = build.question(load={GROUP: load, "lower_legs": [None] * 84}, pain=pain)
    assert "swings" in question.locks
    assert guards.boom_cap(question, GROUP) is not None
    assert guards.boom_cap(question, "lower_legs") is None
    assert caps(question, "lower_legs")[0].most == gentle_default("lower_legs")


class TestLessThanOneEffortMinute:
    """A tenth of it was rounded away: a level of half a unit stayed one for good."""

    def followed(self, build, level, limits=None, days=140):
        load, found = [level] * 49, []
        for _ in range(days):
            plan = recommend(build.question(limits, load=load, pain=[4.0] * len(load)), build.flat_risk(0.01))
            found.append(plan.envelope[GROUP].ceiling)
            load = [*load, found[-1]]
        return found

    @pytest.mark.parametrize("level", [0.1, 0.3, 0.5, 0.85, 0.95])
    def test_grows_by_steps_and_never_by_more_than_one_in_a_fortnight(self, build, level):
        found = [*[level] * 15, *self.followed(build, level)]
        assert found[-1] >= 1.3 * level
        for day in range(14, len(found)):
            assert found[day] <= 1.1 * found[day - 14] + 1e-9

    @pytest.mark.parametrize("limits", [Limits(me_cfs=True), Limits(no_progression=True), Limits(step=0.0)])
    def test_and_not_where_there_are_none(self, build, limits):
        assert max(self.followed(build, 0.5, limits, days=60)) <= 0.5

    def test_what_is_told_is_what_is_planned(self, build):
        plan = recommend(build.question(load=[0.5] * 49, pain=[4.0] * 49), build.flat_risk(0.01))
        (why,) = [each for each in plan.why if each.code == "step-up"]
        assert (plan.step, plan.envelope[GROUP].ceiling, why.numbers["most"]) == ("up", 0.55, 0.55)
        assert "at most 0.55 effort-minutes, a small step of 10 % above 0.5:" in why.text

    def test_rounding_is_never_up_and_less_than_a_tenth_is_nothing(self):
        for value in [i / 997 for i in range(3000)]:
            assert down(value) <= value
            assert down(value) > value - (0.1 if value >= 1 or value < 0.1 else 0.01) - 1e-9
            assert down(down(value)) == down(value)
        assert (down(0.099), down(0.109), down(0.999), down(1.09)) == (0.0, 0.1, 0.99, 1.0)
