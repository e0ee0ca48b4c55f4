"""Soreness that is to be expected has its window, is no flare, and never stands against a flare the person marks."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.plan import guards
from andante.plan.guards import Question, caps
from andante.plan.limits import Limits
from andante.plan.planner import recommend
from andante.plan.situation import Situation
from andante.plan.soreness import Soreness, soreness_of

ON = dt.date(2026, 3, 5)
GROUP = "neck_shoulders"
DAY = dt.timedelta(days=1)


def asked(build, *, raised=22.0, ago=3, pain=(6.0, 6.0), marked=(), base=20.0, **more) -> Question:
    """A level life; `ago` days back the load was `raised`; `pain` are the ratings of the last days."""
    load = [base] * 49
    load[-ago] = raised
    rows = {}
    for i in range(49):
        values = {"pain": 4.0, "load.neck_shoulders": load[i]}
        if i >= 49 - len(pain):
            values["pain"] = pain[i - 49 + len(pain)]
        rows[ON - dt.timedelta(days=49 - i)] = values | ({"flare": 1.0} if 49 - i in marked else {})
    return Question(Situation.from_diary(build.diary(rows), ON), **more)


@pytest.mark.parametrize(
    "word", [{"me_cfs": True}, {"post_exertional_malaise": True}, {"pem_screen": {"mind_tires": (2, 3)}}]
)
def test_with_malaise_after_effort_it_is_a_flare(build, word):
    """Worse after effort is what these are about: it was told as "some soreness is to be expected"."""
    question = asked(build, limits=Limits(**word))
    plan = recommend(question, build.flat_risk(0.05))
    assert plan.mode == "flare"
    assert "expected-soreness" not in [why.code for why in plan.why]
    assert plan.envelope[GROUP].ceiling == pytest.approx(0.25 * 20.0, abs=1.0)


def test_after_a_small_step_it_is_soreness_with_a_named_window(build):
    question = asked(build)
    flare = question.situation.flare_now
    assert flare is not None  # the rule of flares alone would call it one
    assert soreness_of(question.situation, flare) == Soreness(ON - 3 * DAY, ON, (GROUP,))
    plan = recommend(question, build.flat_risk(0.05))
    assert (plan.mode, plan.step) == ("careful", "down")
    told = next(why.text for why in plan.why if why.code == "expected-soreness")
    assert "until Thursday, 5 March" in told
    assert "not counted as a flare" in told
    assert plan.envelope[GROUP].ceiling == pytest.approx(10.0)
    assert {"soreness-lately"} <= {why.code for why in plan.why}
    assert not {"flare", "flare-lately"} & {why.code for why in plan.why}


def test_a_new_activity_counts_as_something_new(build):
    assert "expected-soreness" in {cap.code for cap in caps(asked(build, base=0.0, raised=12.0), GROUP)}


@pytest.mark.parametrize(
    "about",
    [
        {"marked": (1,)},  # the person says it is one
        {"marked": (2,)},
        {"raised": 20.5},  # nothing new
        {"raised": 26.0},  # a boom
        {"base": 0.0, "raised": 40.0},
        {"pain": (8.0, 8.0)},  # more than soreness
        {"pain": (9.0, 6.0)},  # nor is it, when it began like that
        {"ago": 6},  # long before
        {"ago": 5, "pain": (6.0, 6.0, 6.0, 6.0)},  # longer than the window
    ],
)
def test_all_else_stays_a_flare(build, about):
    question = asked(build, **about)
    assert question.situation.flare_now is not None
    plan = recommend(question, build.flat_risk(0.05))
    assert (plan.mode, plan.step) == ("flare", "down")
    assert "expected-soreness" not in {why.code for why in plan.why}


def test_days_that_go_up_and_down_make_no_new_programme(build):
    load = [14.0, 20.0, 26.0] * 16 + [20.0]
    load[-3] = 28.0
    pain = [4.0] * 47 + [6.0, 6.0]
    question = build.question(load=load, pain=pain, flares=(build.flare(1, None),))
    assert soreness_of(question.situation, question.situation.flare_now) is None


def test_a_boom_in_one_muscle_group_is_not_excused_by_a_step_in_another(build):
    load = {GROUP: [20.0] * 46 + [22.0, 20.0, 20.0], "trunk": [20.0] * 46 + [90.0, 20.0, 20.0]}
    question = build.question(load=load, pain=[4.0] * 47 + [6.0, 6.0], flares=(build.flare(1, None),))
    assert soreness_of(question.situation, question.situation.flare_now) is None


def test_soreness_that_has_passed_needs_no_way_back(build):
    load = [20.0] * 44 + [22.0] + [20.0] * 4
    pain = [4.0] * 45 + [6.0, 6.0, 4.0, 4.0]
    question = build.question(load=load, pain=pain, flares=(build.flare(3, 2),))
    assert soreness_of(question.situation, question.situation.flares[0]) is not None
    assert guards.re_entry(question, GROUP) is None


@settings(deadline=None, max_examples=40)
@given(
    raised=st.floats(0, 60),
    ago=st.integers(1, 6),
    pain=st.lists(st.sampled_from([4.0, 5.6, 6.0, 7.0, 9.0]), min_size=1, max_size=5).map(tuple),
    marked=st.integers(1, 3),
)
def test_a_flare_that_the_person_marks_is_guarded_as_ever(build, raised, ago, pain, marked):
    """Marked: never soreness, and the cap of a flare holds. Unmarked: soreness never lifts a day above half."""
    question = asked(build, raised=raised, ago=ago, pain=pain, marked=tuple(range(1, marked + 1)))
    found = {cap.code: cap.most for cap in caps(question, GROUP)}
    assert "expected-soreness" not in found
    assert found["flare"] <= 0.25 * max(20.0, raised)
    plain = asked(build, raised=raised, ago=ago, pain=pain)
    codes = {cap.code: cap.most for cap in caps(plain, GROUP)}
    assert not {"flare", "expected-soreness"} <= set(codes)
    if plain.situation.flare_now is not None:
        assert min(codes.values()) <= 0.5 * max(20.0, raised)
