"""Signs that need care before any plan: how urgent each is, and where its words lead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.plan.red_flags import HELP, NO_PLAN, RED_FLAGS, help_by_level, help_text, level_of, worst_level

NOW = {
    *("numb_saddle", "bladder_bowel", "leg_weakness", "chest_pain", "breathless", "fainting", "stroke_signs"),
    *("worst_headache", "self_harm"),
}
TODAY = {
    *("fever", "new_weakness", "new_numbness", "after_fall", "hot_joint", "new_headache_over_50", "dark_urine"),
    "calf_swelling",
}


@pytest.mark.parametrize("sign", RED_FLAGS)
def test_each_sign_leads_where_its_urgency_says_and_nowhere_else(sign):  # acceptance 35
    """What threatens life or limbs leads to the emergency number; it is written down here a second time."""
    level = "now" if sign in NOW else "today" if sign in TODAY else "soon"
    assert level_of(sign) == worst_level((sign,)) == level
    text = help_text((sign,))
    assert [found for found, words in HELP.items() if words in text] == [level]
    assert ("emergency number" in text) is (level == "now")
    assert text.endswith(NO_PLAN)


def test_a_sign_that_nobody_knows_is_told_in_its_own_words_and_needs_care_today():
    text = help_text(("blue_finger_tips",))
    assert "blue finger tips" in text
    assert HELP["today"] in text


@given(st.lists(st.sampled_from([*RED_FLAGS, "blue_finger_tips"]), min_size=1, unique=True))
def test_of_several_the_most_urgent_comes_first_and_none_is_lost(signs):
    told = help_by_level(tuple(signs))
    order = ["now", "today", "soon"]
    assert [level for level, _ in told] == sorted({level_of(sign) for sign in signs}, key=order.index)
    assert told[0][0] == worst_level(tuple(signs))
    for sign in signs:
        words = dict(told)[level_of(sign)]
        assert (RED_FLAGS[sign][1] if sign in RED_FLAGS else "blue finger tips") in words
        assert HELP[level_of(sign)] in words


def test_a_line_to_call_is_named_for_thoughts_of_self_harm_alone():
    assert "988" in help_text(("chest_pain", "self_harm"))
    assert "988" not in help_text(("chest_pain",))
