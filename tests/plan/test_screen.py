"""The screen for malaise after effort: its rule, what is unknown, its words, and the lock it makes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.errors import LimitsError
from andante.plan.limits import Limits
from andante.plan.planner import recommend
from andante.plan.screen import ITEMS, screened

ALL_NO = dict.fromkeys(ITEMS, (0, 0))


@pytest.mark.parametrize(
    ("often", "strong", "positive"),
    [(2, 2, True), (1, 4, False), (4, 1, False), (2, 1, False), (1, 2, False), (4, 4, True)],
)
@pytest.mark.parametrize("item", list(ITEMS))
def test_one_item_that_is_often_and_strong_enough_is_positive(item, often, strong, positive):
    found = screened({**ALL_NO, item: (often, strong)})
    assert found.positive is positive
    assert found.because == ((item,) if positive else ())


def test_often_in_one_and_strong_in_another_is_not_positive():
    assert screened({**ALL_NO, "mind_tires": (4, 1), "drained_or_ill_after": (1, 4)}).positive is False


def test_what_is_not_answered_is_not_no():  # acceptance 16
    assert screened({}).positive is None
    assert screened(dict.fromkeys(list(ITEMS)[:4], (0, 0))).positive is None
    assert screened({"mind_tires": (3, 3)}).positive is True


def test_how_long_it_lasts_decides_nothing_and_is_said():
    assert screened({**ALL_NO, "how_long": 4}).positive is False
    positive = {**ALL_NO, "mind_tires": (3, 3)}
    assert "a day or more" in screened({**positive, "how_long": 3}).text
    assert "a day or more" not in screened({**positive, "how_long": 2}).text


def test_words_are_calm_and_no_diagnosis():
    for answers in ({}, ALL_NO, {**ALL_NO, "mind_tires": (3, 3)}):
        text = screened(answers).text
        assert "!" not in text
        assert "you have" not in text.lower()


def test_the_answers_come_with_the_limits_of_a_file():
    limits = Limits.from_toml("[pem_screen]\nmind_tires = [2, 3]\nhow_long = 4\n")
    assert screened(limits.pem_screen).positive is True


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("pem_screen = 3", "pem_screen: found 3, allowed is a table"),
        ("[pem_screen]\nmind = [1, 1]", "pem_screen.mind: unknown question"),
        ("[pem_screen]\nmind_tires = [1]", "pem_screen.mind_tires: found [1], allowed is [how often, how strong]"),
        ("[pem_screen]\nmind_tires = [1, 5]", "pem_screen.mind_tires: found [1, 5]"),
        ("[pem_screen]\nmind_tires = [true, 1]", "pem_screen.mind_tires: found [True, 1]"),
        ("[pem_screen]\nmind_tires = 3", "pem_screen.mind_tires: found 3, allowed is [how often, how strong]"),
        ("[pem_screen]\nhow_long = 2.5", "pem_screen.how_long: found 2.5"),
    ],
)
def test_wrong_answers_say_what_is_allowed(text, message):
    with pytest.raises(LimitsError, match=r"my\.toml") as error:
        Limits.from_toml(text, "my.toml")
    assert message in str(error.value)


def test_a_positive_screen_locks_every_step_up(build):
    free = recommend(build.question(Limits(pem_screen=ALL_NO)), build.flat_risk(0.02))
    locked = recommend(build.question(Limits(pem_screen={"mind_tires": (2, 2)})), build.flat_risk(0.02))
    assert (free.mode, free.step) == ("usual", "up")
    assert (locked.mode, locked.step) == ("careful", "hold")
    assert "pem-screen" in {why.code for why in locked.why}


grade = st.integers(0, 4)


@settings(deadline=None, max_examples=60)
@given(answers=st.dictionaries(st.sampled_from(list(ITEMS)), st.tuples(grade, grade)), more=st.tuples(grade, grade))
def test_more_answers_never_turn_a_positive_screen(answers, more):
    before = screened(answers)
    for item in ITEMS:
        after = screened({**answers, item: tuple(map(max, answers.get(item, (0, 0)), more))})
        assert before.positive is not True or after.positive is True
