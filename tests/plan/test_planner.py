"""The plan as a whole: modes, steps, the choice under a limit of risk, the reasons, and the answer."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import numpy as np
import pytest

from andante.errors import InputError
from andante.plan import Plan
from andante.plan.answer import Room
from andante.plan.candidates import Wishes, choose
from andante.plan.doubts import Doubt
from andante.plan.guards import Question, gentle_default
from andante.plan.limits import Limits
from andante.plan.planner import recommend
from andante.plan.red_flags import HELP, RED_FLAGS, help_text, worst_level
from andante.plan.sentences import in_word
from andante.plan.situation import Situation

GROUP = "neck_shoulders"


def codes(plan):
    return [why.code for why in plan.why]


def test_level_weeks_and_a_low_risk_step_up_a_little(build):
    plan = recommend(build.question(), build.flat_risk(0.04))
    assert (plan.mode, plan.step) == ("usual", "up")
    assert plan.envelope[GROUP] == Room(16.0, 22.0)
    assert plan.risk.p_flare_within_3_days == 0.04
    assert "step-up" in codes(plan)


def test_every_reason_has_words_and_its_numbers_are_in_them(build):  # acceptance 25
    plan = recommend(build.question(Limits(valued=("gardening",))), build.flat_risk(0.04))
    for why in plan.why:
        assert why.text
        assert "{" not in why.text
        assert "!" not in why.text
        for key, number in why.numbers.items():
            if key not in ("group", "step_percent", "reached"):
                assert in_word(key, number) in why.text


class TestRisk:
    def test_the_worthiest_plan_within_the_limit(self, build):
        plan = recommend(build.question(Limits(step=0.05)), build.rising_risk(0.0, 0.01))
        assert plan.envelope[GROUP].ceiling == pytest.approx(10.0)
        assert plan.risk.p_flare_within_3_days <= 0.10
        assert plan.risk.if_unchanged == pytest.approx(0.20)
        assert "risk-bound" in codes(plan)
        assert "step-up" not in codes(plan)  # it did not bind

    def test_below_the_floor_when_only_that_is_within_the_limit(self, build):
        plan = recommend(build.question(), build.rising_risk(0.0, 0.02))
        room = plan.envelope[GROUP]
        assert room.ceiling == pytest.approx(5.0)
        assert room.floor <= room.ceiling

    def test_when_even_rest_breaks_the_limit_the_least_risk_and_it_says_so(self, build):
        plan = recommend(build.question(), build.rising_risk(0.30, 0.01))
        assert plan.envelope[GROUP].ceiling == 0.0
        assert plan.mode == "careful"
        assert "least-risk" in codes(plan)
        assert "30 in 100" in next(why.text for why in plan.why if why.code == "least-risk")

    def test_above_the_limit_no_muscle_group_has_more_than_a_usual_day(self, build):
        """More of one group looked better by one in 100, and was planned beside a risk of 34 with a limit of 10."""
        load = {GROUP: [20.0, 24.0, 20.0] * 17, "trunk": [20.0, 24.0, 20.0] * 17}
        question = build.question(load=load, pain=[4.0] * 51)
        plan = recommend(
            question, lambda planned: 0.5 - 0.01 * (planned["load.trunk"] - 0.1 * planned[f"load.{GROUP}"])
        )
        assert "least-risk" in codes(plan)
        for group, room in plan.envelope.items():
            assert room.ceiling <= question.usual_load(group) + 1e-9

    def test_above_the_limit_a_flare_still_has_no_least(self, build):
        plan = recommend(build.question(flares=(build.flare(2, None),)), build.rising_risk(0.30, 0.01))
        assert plan.envelope[GROUP].ceiling == 0.0

    def test_a_risk_that_load_does_not_move_is_no_reason_to_stop_and_none_for_more_than_usual(self, build):
        """Differences below one chance in 100 do not decide over a day. A plan that calls a quiet day wise held a step
        up.
        """
        plan = recommend(build.question(), build.rising_risk(0.151, 0.0001))
        assert 19.0 <= plan.envelope[GROUP].ceiling <= 20.0  # a usual day; 22 is its ceiling
        assert "least-risk" in codes(plan)
        (told,) = [why.text for why in plan.why if why.code == "least-risk"]
        assert "with rest" not in told  # this is no plan of rest
        assert recommend(build.question(Limits(caution=0.2)), build.rising_risk(0.151, 0.0001)).step == "up"

    def test_a_step_that_the_risk_holds_half_way_is_told(self, build):
        """It was "One small step up", and no reason said what of."""
        plan = recommend(build.question(), build.rising_risk(-0.11, 0.01))
        assert 20.0 < plan.envelope[GROUP].ceiling < 22.0
        assert plan.step == "up"
        assert "step-up" not in codes(plan)
        assert "step-part" in codes(plan)
        whole = recommend(build.question(), build.flat_risk(0.02))
        assert (whole.step, whole.envelope[GROUP].ceiling) == ("up", 22.0)
        assert "step-up" in codes(whole)
        assert "step-part" not in codes(whole)

    def test_what_is_done_today_is_part_of_the_risk(self, build):
        seen = []

        def risk(planned):
            seen.append(planned["load.neck_shoulders"].min())
            return np.full(len(planned["load.neck_shoulders"]), 0.01)

        question = build.question()
        loads = {GROUP: {**question.situation.loads[GROUP], build.on: 13.0}}
        question = dataclasses.replace(question, situation=dataclasses.replace(question.situation, loads=loads))
        plan = recommend(question, risk)
        assert seen == [13.0]
        assert plan.envelope[GROUP].done == 13.0
        assert sum(one.effort_minutes for one in plan.schedule) <= 22.0 - 13.0 + 1e-9

    def test_a_risk_that_is_no_number_is_taken_for_certain(self, build):
        plan = recommend(build.question(), build.flat_risk(float("nan")))
        assert plan.risk.p_flare_within_3_days == 1.0
        json.dumps(plan.answer(), allow_nan=False)

    def test_no_flare_is_ever_ruled_out(self, build):
        plan = recommend(build.question(), build.flat_risk(0.0))
        assert plan.risk.p_flare_within_3_days == 0.01

    def test_without_a_risk_no_more_than_a_usual_day(self, build):
        plan = recommend(build.question(), None)
        assert plan.envelope[GROUP].ceiling <= 20.0
        assert (plan.mode, plan.step) == ("careful", "hold")
        assert plan.risk.p_flare_within_3_days is None

    def test_what_is_valued_gets_the_room_first(self, build):
        load = {GROUP: [20.0] * 49, "trunk": [20.0] * 49, "lower_legs": [20.0] * 49}
        plain = recommend(build.question(Limits(), load=load), build.rising_risk(0.0, 0.0025))
        valued = recommend(build.question(Limits(valued=("walking",)), load=load), build.rising_risk(0.0, 0.0025))
        rooms = {group: room.ceiling for group, room in valued.envelope.items()}
        assert rooms["lower_legs"] > 1.5 * max(rooms[GROUP], rooms["trunk"])
        assert rooms["lower_legs"] >= plain.envelope["lower_legs"].ceiling
        assert valued.schedule[0].activity == "walking"


class TestModes:
    def test_red_flags_lead_and_nothing_is_planned(self, build):  # acceptance 35
        plan = recommend(build.question(red_flags=("chest_pain", "fever")), build.flat_risk(0.01))
        assert plan.mode == "safe-default"
        assert plan.schedule == ()
        assert plan.envelope[GROUP] == Room(0.0, 0.0)
        assert plan.why[0].code == "red-flag"
        assert HELP["now"] in plan.why[0].text

    def test_too_young_a_diary(self, build):  # acceptance 26
        plan = recommend(build.question(load=[20.0] * 9, pain=[4.0] * 9), build.flat_risk(0.01))
        assert (plan.mode, plan.step) == ("safe-default", "hold")
        assert plan.envelope[GROUP].ceiling == 16.0  # a fifth less than lived: no step, and no full stop
        assert "first-days" in [why.code for why in plan.why]
        assert "Tuesday, 10 March" in " ".join(why.text for why in plan.why)
        assert plan.risk.p_flare_within_3_days is None

    def test_pain_not_rated_for_weeks_is_no_usual_day(self, build):  # acceptance 32
        rows = {build.on - dt.timedelta(days=i): {"load.trunk": 20.0} for i in range(90, 0, -1)}
        for at in [at for at in rows if (build.on - at).days > 45]:
            rows[at]["pain"] = 4.0
        situation = Situation.from_diary(build.diary(rows), build.on)
        plan = recommend(Question(situation), build.flat_risk(0.02))
        assert (plan.mode, plan.step) == ("safe-default", "hold")
        assert plan.risk.p_flare_within_3_days is None
        assert "stale" in codes(plan)

    @pytest.mark.parametrize(("rated", "mode"), [(10, "usual"), (9, "careful"), (3, "careful")])
    def test_too_few_ratings_of_late_say_no_chance_and_do_not_step_up(self, build, rated, mode):
        pain = [4.0] * 35 + [None] * (14 - rated) + [4.0] * rated
        plan = recommend(build.question(pain=pain), build.flat_risk(0.04))
        assert plan.mode == mode
        assert (plan.risk.p_flare_within_3_days is None) == (rated < 10)
        assert plan.step == "hold" or rated == 10
        assert ("rarely-rated" in codes(plan)) == (rated < 10)

    def test_a_risk_from_few_ratings_may_hold_back_without_a_number(self, build):
        pain = [4.0] * 35 + [None] * 7 + [4.0] * 7
        plan = recommend(build.question(pain=pain), build.rising_risk(0.0, 0.01))
        assert plan.envelope[GROUP].ceiling == pytest.approx(10.0)
        assert plan.risk.if_unchanged is None
        assert "risk-held" in codes(plan)

    def test_no_load_in_the_diary(self, build):
        plan = recommend(build.question(load={"whole_body": []}), build.flat_risk(0.01))
        assert plan.mode == "safe-default"
        assert plan.envelope["whole_body"].ceiling == 9.0
        assert plan.schedule

    @pytest.mark.parametrize(
        "about",
        [
            {"last_rated_h": 60.0},
            {"doubts": (Doubt("contradictory", dt.date(2026, 3, 4), "pain", {"one": 1.0, "other": 8.0}),)},
            {"doubts": (Doubt("implausible", dt.date(2026, 3, 4), GROUP, {"load": 990.0, "full_day": 20.0}),)},
        ],
    )
    def test_input_in_doubt_falls_back_and_never_steps_up(self, build, about):  # acceptance 32
        sound = recommend(build.question(on=build.on), build.flat_risk(0.01))
        earlier = dataclasses.replace(sound, on=build.on - dt.timedelta(days=1))
        default = recommend(build.question(**about), build.flat_risk(0.01))
        fallen = recommend(build.question(last_safe=earlier, **about), build.flat_risk(0.01))
        assert default.mode == fallen.mode == "safe-default"
        assert default.envelope[GROUP].ceiling == gentle_default(GROUP)
        assert gentle_default(GROUP) < fallen.envelope[GROUP].ceiling <= 20.0
        assert {default.step, fallen.step} == {"hold"}
        assert "last-safe-plan" in codes(fallen)
        assert "safe-default" in codes(default)

    def test_a_last_safe_plan_for_other_muscle_groups_is_not_said_to_be_this_one(self, build):
        """From loads of the whole body to activities: the ceiling was the safe default, and told to be that plan's."""
        earlier = recommend(build.question(load={"whole_body": [20.0] * 49}), build.flat_risk(0.01))
        earlier = dataclasses.replace(earlier, on=build.on - dt.timedelta(days=1))
        plan = recommend(build.question(last_safe=earlier, last_rated_h=60.0), build.flat_risk(0.01))
        assert plan.envelope[GROUP].ceiling == gentle_default(GROUP)
        assert "last-safe-plan" not in codes(plan)
        assert "safe-default" in codes(plan)

    def test_flare(self, build):
        plan = recommend(build.question(flares=(build.flare(2, None),)), build.flat_risk(0.6))
        assert (plan.mode, plan.step) == ("flare", "down")
        assert plan.envelope[GROUP].floor == 0.0
        assert plan.envelope[GROUP].ceiling <= 5.0
        assert {one.tier for one in plan.schedule} <= {"usual"}

    def test_a_diary_of_rest_says_what_the_plan_can_grow_from(self, build):  # acceptance 25
        plan = recommend(build.question(load=[0.0] * 49), build.flat_risk(0.01))
        assert plan.envelope[GROUP].ceiling == gentle_default(GROUP)
        assert 0 < plan.envelope[GROUP].floor < gentle_default(GROUP)
        assert plan.schedule
        assert plan.step == "hold"
        assert "gentle-start" in codes(plan)
        locked = recommend(build.question(Limits(me_cfs=True), load=[0.0] * 49), build.flat_risk(0.01))
        assert locked.envelope[GROUP].ceiling == 0.0
        assert "builds-on-notes" in codes(locked)

    def test_flare_with_movement_wanted(self, build):
        plan = recommend(
            build.question(Limits(flare_movement=True), flares=(build.flare(2, None),)), build.flat_risk(0.6)
        )
        assert 0 < plan.envelope[GROUP].floor <= plan.envelope[GROUP].ceiling
        assert "flare-movement" in codes(plan)

    @pytest.mark.parametrize("movement", [True, False])
    def test_movement_in_a_flare_is_told_of_only_where_some_is_planned(self, build, movement):
        """It was said to stay in the plan where what has to be done had taken the room."""
        limits = Limits(flare_movement=movement, must_do={"desk work": 480})
        plan = recommend(build.question(limits, flares=(build.flare(2, None),)), build.flat_risk(0.6))
        assert plan.mode == "flare"
        assert not plan.schedule
        assert "flare-movement" not in codes(plan)

    def test_re_entry(self, build):
        plan = recommend(build.question(flares=(build.flare(7, 2),)), build.flat_risk(0.05))
        assert (plan.mode, plan.step) == ("re-entry", "down")
        assert "re-entry" in codes(plan)

    def test_two_worse_days(self, build):
        plan = recommend(build.question(pain=[4.0] * 47 + [6.0, 6.0]), build.flat_risk(0.05))
        assert (plan.mode, plan.step) == ("careful", "down")
        assert plan.envelope[GROUP].ceiling == 16.0

    def test_good_day(self, build):
        plan = recommend(build.question(pain=[4.0] * 48 + [1.0]), build.flat_risk(0.05))
        assert plan.step == "hold"
        assert plan.envelope[GROUP].ceiling <= 20.0
        assert "good-day" in codes(plan)

    def test_a_ceiling_that_the_diary_cannot_tell_is_said(self, build):
        """A ceiling for the trunk beside a diary of whole days: it was passed over without a word."""
        limits = Limits(ceilings={"trunk": 3.0, "whole_body": 12.0})
        whole, parts = (build.question(limits, load={group: [20.0] * 49}) for group in ("whole_body", "trunk"))
        said = [why for why in recommend(whole, build.flat_risk(0.05)).why if why.code == "ceiling-not-kept"]
        assert [why.text.partition(":")[0] for why in said] == ["Back and trunk"]
        assert "ceiling-not-kept" not in codes(recommend(parts, build.flat_risk(0.05)))

    def test_what_rounding_leaves_over_is_no_step_up(self, build):
        load = 0.7 * 3  # 2.0999999999999996, told as 2.1
        plan = recommend(build.question(load=[load] * 49, pain=[4.0] * 48 + [1.0]), build.flat_risk(0.05))
        assert plan.envelope[GROUP].ceiling == 2.1
        assert plan.step == "hold"

    def test_a_day_of_a_flare_that_the_risk_holds_lower_says_so(self, build):
        question = build.question(pain=[4.0] * 46 + [9.0] * 3, flares=(build.flare(3, None),))
        held, free = (recommend(question, risk) for risk in (build.rising_risk(0.05, 0.02), build.flat_risk(0.05)))
        assert held.mode == free.mode == "flare"
        assert held.envelope[GROUP].ceiling < free.envelope[GROUP].ceiling
        assert "risk-held" in codes(held)
        assert "risk-held" not in codes(free)


class TestAnswer:
    def test_has_the_promised_shape_and_comes_back(self, build):
        plan = recommend(build.question(), build.flat_risk(0.04), belief="abc")
        text = json.dumps(plan.answer(), allow_nan=False)
        answer = json.loads(text)
        assert set(answer) == {"on", "mode", "why", "envelope", "schedule", "risk", "step", "belief"}
        assert answer["on"] == "2026-03-05"
        assert answer["envelope"][GROUP]["unit"] == "effort-minutes"
        assert set(answer["schedule"][0]["bouts"][0]) == {"minutes", "rest", "position"}
        assert set(answer["risk"]) == {"p_flare_within_3_days", "if_unchanged", "limit"}
        assert Plan.from_answer(answer) == plan

    @pytest.mark.parametrize(
        "damage",
        [{"mode": "bold"}, {"on": "yesterday"}, {"envelope": {GROUP: {"floor": 9, "ceiling": 3, "unit": "x"}}}],
    )
    def test_a_damaged_plan_is_refused(self, build, damage):
        answer = recommend(build.question(), build.flat_risk(0.04)).answer()
        with pytest.raises(InputError, match="stored plan"):
            Plan.from_answer({**answer, **damage})


def test_each_tier_says_what_the_day_adds_up_to(build):
    plan = recommend(build.question(), build.flat_risk(0.04))
    assert [one.tier for one in plan.schedule] == ["least", "usual", "if it goes well"]
    sums = [plan.adds_up_to(one) for one in plan.schedule]
    assert sums == sorted(sums)
    assert sums[-1] == pytest.approx(sum(one.effort_minutes for one in plan.schedule))
    assert plan.envelope[GROUP].ceiling - 1 < sums[-1] <= plan.envelope[GROUP].ceiling
    assert [plan.more(one) for one in plan.schedule] == [False, True, True]


class TestRedFlagWords:
    @pytest.mark.parametrize("code", sorted(RED_FLAGS))
    def test_each_leads_to_help(self, code):  # acceptance 35
        text = help_text((code,))
        assert RED_FLAGS[code][1] in text
        assert any(words in text for words in HELP.values())

    def test_the_most_urgent_wins_and_an_unknown_sign_is_taken_seriously(self):
        assert worst_level(("weight_loss", "fever", "chest_pain")) == "now"
        assert worst_level(("something_new",)) == "today"

    def test_thoughts_of_self_harm_name_a_line_to_call(self):
        assert "988" in help_text(("self_harm",))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("next_to_nothing", [2e-156, 5e-324, 0.01])
def test_a_usual_day_of_next_to_nothing_is_no_measure_of_a_day(build, next_to_nothing):
    """Divided by 1e-156 its room weighed more than all else, and of the other group half a day was chosen."""
    groups = {GROUP: 17.5, "trunk": 6.1}
    usual = {GROUP: 17.5, "trunk": next_to_nothing}
    found = choose(
        dict.fromkeys(groups, 0.0), groups, usual, wishes=Wishes(dict.fromkeys(groups, 1.0)),
        done=dict.fromkeys(groups, 0.0), risk=build.flat_risk(0.01), caution=0.1,
    )  # fmt: skip
    assert dict(found.loads) == groups
