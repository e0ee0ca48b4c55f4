"""The caps from pain at their edges: this morning, the top of a flare, two ways back, and where no load is known."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from andante.plan import guards
from andante.plan.guards import caps, gentle_default
from andante.plan.limits import Limits
from andante.plan.planner import recommend

GROUP = "neck_shoulders"
GENTLE = gentle_default(GROUP)
LEVEL = [4.0] * 49
BLANK = [None] * 49


class TestThisMorning:
    """A rating of the planning day itself is the newest there is: a bad one beside a bad yesterday is two."""

    def asked(self, build, yesterday, this_morning):
        question = build.question(pain=[*LEVEL[:-1], yesterday])
        situation = question.situation
        return replace(question, situation=replace(situation, pain={**situation.pain, situation.on: this_morning}))

    @pytest.mark.parametrize(
        ("yesterday", "this_morning", "most"),
        [(6.0, 6.0, 16.0), (4.0, 6.0, None), (6.0, 4.0, None), (None, 6.0, 16.0)],
    )
    def test_it_counts_with_the_day_before_it(self, build, yesterday, this_morning, most):
        cap = guards.worse_days(self.asked(build, yesterday, this_morning), GROUP)
        assert (None if cap is None else cap.most) == most

    def test_the_plan_of_the_day_goes_down_with_it(self, build):
        plan = recommend(self.asked(build, 6.0, 6.0), build.flat_risk(0.02))
        assert (plan.mode, plan.step) == ("careful", "down")
        assert plan.envelope[GROUP].ceiling <= 16.0


class TestAFlareThatIsNoLongerMarked:
    """It was over with the first day without a mark, though that day was rated 9: the room doubled on it."""

    def asked(self, build, since, *, today=None, marked=True, limits=None, pain=4.0, ago=12, **more):
        """A flare of ten days that ended as many days ago as there are ratings in `since`; `today` this morning's."""
        last = 1 + len(since)
        series = [*[pain] * (49 - ago), *[9.0] * (ago - len(since)), *since]
        marks = {build.on - dt.timedelta(days=last + i) for i in range(10)} if marked else set()
        question = build.question(
            limits, pain=series, flares=(build.flare(ago, last),), marked=frozenset(marks), **more
        )
        situation = question.situation
        if today is None:
            return question
        return replace(question, situation=replace(situation, pain={**situation.pain, situation.on: today}))

    @pytest.mark.parametrize(
        ("since", "today", "goes_on"),
        [
            ((), None, False),
            ((), 9.0, True),
            ((), 5.5, True),
            ((), 5.4, False),
            ((9.0,), None, True),
            ((9.0,), 9.0, True),
            ((9.0,), 4.0, False),
            ((4.0,), 9.0, False),
            ((None,), 9.0, True),
            ((9.0, None, None), None, True),
            ((None, None), None, False),
        ],
    )
    def test_goes_on_while_each_rating_since_is_clearly_worse_than_usual(self, build, since, today, goes_on):
        question = self.asked(build, since, today=today)
        plan = recommend(question, build.flat_risk(0.02))
        cap = caps(question, GROUP)[0]
        assert (plan.mode == "flare") is goes_on
        assert (cap.code, cap.most) == ("flare-goes-on", pytest.approx(5.0)) if goes_on else cap.code == "re-entry"
        assert ("flare-goes-on" in {why.code for why in plan.why}) is goes_on

    def test_one_that_was_not_marked_does_not(self, build):
        assert guards.flare_rest(self.asked(build, (), today=9.0, marked=False), GROUP) is None

    def test_no_longer_than_the_way_back(self, build):
        """By then the rule of flares has called it one of its own, or the ratings are the new usual."""
        for days, goes_on in ((9, True), (10, False)):
            question = self.asked(build, [9.0] * days, today=9.0, ago=days + 10)
            assert (guards.flare_rest(question, GROUP) is not None) is goes_on

    def test_the_way_back_begins_after_the_last_bad_day(self, build):
        """A flare of one day has a way back of three: after two more bad ones it would be over by now."""
        marked = frozenset({build.on - dt.timedelta(days=4)})
        pain = [*[4.0] * 45, 9.0, 9.0, 9.0, 4.0]
        cap = guards.re_entry(build.question(pain=pain, flares=(build.flare(4, 4),), marked=marked), GROUP)
        assert (cap.numbers["day"], cap.numbers["days"]) == (2, 3)

    def test_without_a_usual_as_bad_as_half_of_it_is_as_bad(self, build):
        short = build.question(pain=[8.0, 9.0, 7.0, 9.0], flares=(build.flare(4, 1),), load=[20.0] * 4)
        marked = frozenset({build.on - dt.timedelta(days=1)})
        for today, goes_on in ((8.5, True), (8.4, False)):
            situation = replace(short.situation, marked=marked, pain={**short.situation.pain, build.on: today})
            cap = guards.flare_rest(replace(short, situation=situation), GROUP)
            assert (cap is not None) is goes_on

    @pytest.mark.parametrize(("today", "goes_on"), [(10.0, True), (9.0, False)])
    def test_at_the_top_of_the_scale_as_bad_as_in_it_is_bad(self, build, today, goes_on):
        """Nothing is clearly worse than a usual of 10: the plan doubled on a day of 10 that was not marked."""
        pain = [10.0] * 49
        marked = frozenset({build.on - dt.timedelta(days=1)})
        question = build.question(pain=pain, flares=(build.flare(1, 1),), marked=marked)
        situation = replace(question.situation, pain={**question.situation.pain, build.on: today})
        assert (guards.flare_rest(replace(question, situation=situation), GROUP) is not None) is goes_on

    def test_has_no_floor_and_is_none_of_the_past_ones(self, build):
        question = self.asked(build, (9.0,))
        plan = recommend(question, build.flat_risk(0.02))
        assert plan.envelope[GROUP].floor == 0.0
        assert "past-flares" not in {why.code for why in plan.why}
        moving = recommend(self.asked(build, (9.0,), limits=Limits(flare_movement=True)), build.flat_risk(0.02))
        assert 0.0 < moving.envelope[GROUP].floor <= 2.5


class TestTheTopOfAFlare:
    """A flare has eased when the last rated day lies a point or more below its worst: of its own days."""

    def share(self, build, tail, *, days, **more):
        pain = [*LEVEL[: 49 - len(tail)], *tail]
        cap = guards.flare_rest(build.question(pain=pain, flares=(build.flare(days, None),), **more), GROUP)
        return cap.most / 20.0

    @pytest.mark.parametrize(("last", "share"), [(8.0, 0.30), (8.1, 0.25), (7.0, 0.30)])
    def test_a_whole_point_below_it_has_eased(self, build, last, share):
        assert self.share(build, [9.0] * 5 + [last], days=6) == pytest.approx(share)

    def test_its_first_day_is_one_of_them(self, build):
        assert self.share(build, [9.0, 9.0, 7.0, 7.0, 7.0, 7.0], days=6) == pytest.approx(0.45)

    @pytest.mark.parametrize("peak", [0, 1, 4])
    def test_one_day_that_is_worse_than_all_others_makes_no_flare_ease(self, build, peak):
        """Eight days of 7 left a quarter of a usual day; the same with one of 10 left half of it."""
        tail = [10.0 if i == peak else 7.0 for i in range(8)]
        assert self.share(build, tail, days=8) == pytest.approx(0.25)

    def test_what_was_worse_before_it_is_no_measure(self, build):
        assert self.share(build, [10.0, 4.0, 4.0, 7.0, 7.0, 7.0, 7.0, 7.0, 7.0], days=6) == pytest.approx(0.25)

    def test_its_first_three_days_are_days_of_rest_whatever_it_does(self, build):
        for days in (1, 2):
            assert self.share(build, [9.0] * days + [4.0], days=days) == pytest.approx(0.25)

    def test_nor_is_a_quarter_cut_further_by_a_good_morning(self, build):
        question = build.question(pain=[*LEVEL[:48], 9.0], flares=(build.flare(1, None),))
        situation = question.situation
        rated = replace(situation, pain={**situation.pain, situation.on: 4.0})
        cap = guards.flare_rest(replace(question, situation=rated), GROUP)
        assert (cap.code, cap.most) == ("flare", pytest.approx(5.0))

    def test_without_any_rating_of_it_there_is_a_quarter(self, build):
        assert self.share(build, [None] * 6, days=6) == pytest.approx(0.25)

    @pytest.mark.parametrize(("ago", "share"), [(0, 0.25), (1, 0.25), (2, 0.25), (3, 0.30)])
    def test_a_mark_of_today_or_of_the_two_days_before_keeps_it_at_a_quarter(self, build, ago, share):
        marked = frozenset({build.on - dt.timedelta(days=ago)})
        assert self.share(build, [9.0] * 5 + [7.0], days=6, marked=marked) == pytest.approx(share)

    def test_the_share_is_said_as_it_is_planned(self, build):
        question = build.question(pain=[*LEVEL[:43], *[9.0] * 5, 7.0], flares=(build.flare(6, None),))
        assert guards.flare_rest(question, GROUP).numbers["percent"] == 30


class TestTheWayBack:
    def test_of_two_at_once_the_lower_holds(self, build):
        """A flare of ten days that is over for five, and one of a day that was over yesterday."""
        long, short = build.flare(14, 5), build.flare(1, 1)
        alone = [guards.re_entry(build.question(flares=(each,)), GROUP).most for each in (long, short)]
        assert alone == [pytest.approx(0.7 * 20.0), pytest.approx(0.5 * 20.0)]
        for flares in ((long, short), (short, long)):
            assert guards.re_entry(build.question(flares=flares), GROUP).most == pytest.approx(0.5 * 20.0)

    def test_where_the_weeks_before_a_flare_are_blank_a_usual_day_of_now_is_the_measure(self, build):
        load = [*[20.0] * 24, *[None] * 25]
        under_way = build.question(load=load, pain=[*LEVEL[:45], *[9.0] * 4], flares=(build.flare(3, None),))
        over = build.question(load=load, flares=(build.flare(3, 1),))
        assert guards.flare_rest(under_way, GROUP).most == pytest.approx(0.25 * 20.0)
        assert guards.re_entry(over, GROUP).most == pytest.approx(0.5 * 20.0)

    def test_where_no_usual_day_is_known_either_it_starts_from_the_safe_default(self, build):
        question = build.question(load=[*[None] * 37, *[20.0] * 12], flares=(build.flare(40, 1),))
        assert question.situation.usual_load(GROUP) is None
        assert guards.re_entry(question, GROUP).most == pytest.approx(0.5 * GENTLE)

    def test_its_words_say_what_it_holds(self, build):
        cap = guards.re_entry(build.question(flares=(build.flare(14, 5),)), GROUP)
        assert cap.numbers == {"day": 5, "days": 10, "before": 20.0, "percent": 70}


NO_LOAD = {
    "two worse days": {"pain": [*LEVEL[:47], 6.0, 6.0]},
    "a flare": {"pain": [*LEVEL[:47], 9.0, 9.0], "flares": [(1, None)]},
    "a flare that eases": {"pain": [*LEVEL[:43], *[9.0] * 5, 7.0], "flares": [(6, None)]},
    "the way back": {"flares": [(8, 2)]},
}


class TestWhereNoLoadIsKnown:
    """Pain is rated and nothing else: the written safe default stands where a usual day would, and a plan is made."""

    @pytest.mark.parametrize("name", NO_LOAD)
    def test_there_is_a_plan_and_it_is_no_more_than_gentle(self, build, name):
        about = dict(NO_LOAD[name])
        about["flares"] = tuple(build.flare(*each) for each in about.pop("flares", ()))
        question = build.question(load=BLANK, **about)
        assert guards.worse_days(question, GROUP) is None
        assert 0.0 < caps(question, GROUP)[0].most <= GENTLE
        assert recommend(question, build.flat_risk(0.02)).envelope[GROUP].ceiling <= GENTLE

    def test_a_flare_that_eases_is_not_told_a_share_of_nothing(self, build):
        question = build.question(load=BLANK, pain=[*LEVEL[:43], *[9.0] * 5, 7.0], flares=(build.flare(6, None),))
        assert guards.flare_rest(question, GROUP).code == "flare"

    def test_soreness_in_another_group_leaves_this_one_half_its_safe_default(self, build):
        load = {GROUP: BLANK, "trunk": [20.0] * 46 + [22.0, 20.0, 20.0]}
        question = build.question(load=load, pain=[*LEVEL[:47], 6.0, 6.0], flares=(build.flare(1, None),))
        assert guards.expected_soreness(question, "trunk").most == pytest.approx(10.0)
        assert guards.expected_soreness(question, GROUP).most == pytest.approx(0.5 * GENTLE)
