"""The reasons as a person is told them: each once, none lost, nothing added."""

from __future__ import annotations

import datetime as dt
import re
import string

import pytest

from andante.plan.limits import Limits
from andante.plan.planner import recommend
from andante.plan.sentences import SENTENCES, effort_minutes, sentence
from andante.plan.together import TOGETHER
from andante.plan.told import told, told_of

GROUPS = ("neck_shoulders", "arms_hands", "trunk", "hips_thighs", "lower_legs")


def fields(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_every_reason_about_a_group_can_be_told_of_several_with_numbers_it_has():
    about = {code for code, template in SENTENCES.items() if fields(template) & {"Group", "group"}}
    assert set(TOGETHER) == about
    for code, template in TOGETHER.items():
        assert fields(template) - {"Groups", "groups"} <= fields(SENTENCES[code])


@pytest.mark.parametrize(
    ("limits", "about"),
    [
        (Limits(), {}),
        (Limits(hours=2.0, ceilings={"trunk": 3.0}), {}),
        (Limits(), {"pain": [4.0] * 47 + [6.0, 6.0]}),
        (Limits(), {"pain": [4.0] * 9}),
        (Limits(), {"last_rated_h": 60.0}),
    ],
)
def test_one_sentence_each_and_no_reason_lost(build, limits, about):
    load = {group: [20.0 + i] * 49 for i, group in enumerate(GROUPS)}
    plan = recommend(build.question(limits, load=load, **about), build.flat_risk(0.04))
    answer = plan.answer()
    sentences = told(answer, forecast_shown=True)
    texts = [each.text for each in sentences]
    assert len(texts) == len(set(texts))
    assert len(texts) <= 8
    stood_for = [why for each in sentences for why in each.of]
    left = [why for why in answer["why"] if why not in stood_for]
    assert {why["code"] for why in left} <= {"unchanged", "swings"}
    assert "floor" not in [each.code for each in sentences[:-3]]
    assert any(text.startswith("All muscle groups: some movement") for text in texts)
    for group in GROUPS:
        assert [each.of[0] for each in told_of(answer, group)] == [
            why for why in answer["why"] if why["numbers"].get("group") == group
        ]


@pytest.mark.parametrize("limits", [Limits(me_cfs=True), Limits(no_progression=True)])
def test_where_steps_are_out_none_is_promised(build, limits):
    load = {group: [20.0] * 41 + [40.0] * 8 for group in GROUPS}
    for asked, promised in ((Limits(), True), (limits, False)):
        answer = recommend(build.question(asked, load=load), build.flat_risk(0.04)).answer()
        assert "risen-lately" in [why["code"] for why in answer["why"]]
        said = [*told(answer, forecast_shown=True), *told_of(answer, "trunk")]
        assert any("No step up yet" in each.text for each in said) == promised
        assert any("No step up" in each.text for each in said)


def test_weeks_that_ease_on_different_days_are_one_sentence(build):
    late, soon = [20.0] * 45 + [90.0, 20.0, 20.0, 20.0], [20.0] * 43 + [90.0] + [20.0] * 5
    load = {"trunk": late, "neck_shoulders": soon, "lower_legs": [20.0] * 49}
    plan = recommend(build.question(Limits(no_progression=True), load=load), build.flat_risk(0.04))
    (week,) = [each for each in told(plan.answer(), forecast_shown=True) if each.code == "full-week"]
    days = sorted(why["numbers"]["eases"] for why in week.of)
    assert len(set(days)) == 2
    for day in days:
        assert f"{dt.date.fromisoformat(day):%A}" in week.text
    assert "lower legs" not in week.text.lower()


@pytest.mark.parametrize(("value", "words"), [(20.7, "20"), (10.0, "10"), (9.99, "9.9"), (4.5, "4.5"), (0.0, "0")])
def test_effort_minutes_are_rounded_down(value, words):
    assert effort_minutes(value) == words


def test_without_a_record_no_chance_is_told_only_that_the_risk_held_back(build):  # acceptance 29
    bound = recommend(build.question(), build.rising_risk(0.0, 0.01)).answer()
    least = recommend(build.question(), build.rising_risk(0.30, 0.01)).answer()
    kept = recommend(build.question(), build.flat_risk(0.04)).answer()
    for answer, held in ((bound, True), (least, True), (kept, False)):
        assert any("in 100" in each.text for each in told(answer, forecast_shown=True))
        unsaid = told(answer, forecast_shown=False)
        assert not any("in 100" in each.text or "p" in each.of[0]["numbers"] for each in unsaid)
        assert ("risk-held" in [each.code for each in unsaid]) == held


@pytest.mark.parametrize(
    ("code", "numbers"),
    [
        ("missing-days", {"most": 9.0, "missing": 1}),
        ("hours", {"most": 9.0, "hours": 1}),
        ("not-enough-yet", {"most": 2.0, "known": 1, "needed": 14, "earliest": "2026-03-18"}),
        ("little-load", {"most": 2.0, "known": 1, "needed": 7}),
        ("pem-screen", {"answers": 1}),
        ("too-few-entries-to-step", {"known": 1, "needed": 10, "days": 14}),
        ("rarely-rated", {"known": 1, "days": 14}),
    ],
)
def test_a_sentence_is_right_for_one_as_well(code, numbers):
    """ "1 of the last two days have no numbers" is no English."""
    for template in (SENTENCES[code], TOGETHER.get(code, SENTENCES[code])):
        said = sentence(template, numbers, ("trunk",))
        assert not re.search(r"\b1 (of (the|your) [a-z0-9 ]+ (have|say|look)|hours|rated days)\b", said), said
