"""What a person bears, and how bouts that were rated move it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.errors import InputError
from andante.plan.breaks import breaks_for
from andante.plan.tolerance import EXPECTED_RISE_0_10, LEAST_GAIN, MOST_GAIN, Tolerance, after_bout, with_capacity
from breaks_lived import lived, middle, minutes_of

ratings = st.floats(0.0, 10.0)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"usual_pain_0_10": 11.0}, "usual_pain_0_10: found 11.0, allowed is a number from 0 to 10"),
        ({"pain_gain": 0.0}, "pain_gain: found 0.0, allowed is a number above 0, up to 10"),
        ({"strength": -1.0}, "strength: found -1.0"),
        ({"fatigue_0_1": float("nan")}, "fatigue_0_1: found nan"),
    ],
)
def test_what_cannot_be_is_refused_with_its_name(wrong, words):
    with pytest.raises(InputError, match=words):
        Tolerance(**wrong)
    with pytest.raises(InputError, match="after_0_10: found 12"):
        after_bout(Tolerance(), before_0_10=4.0, after_0_10=12.0)


def test_more_usual_pain_makes_careful_and_none_known_is_the_middle():
    gains = [Tolerance(usual_pain_0_10=pain).person().pain_gain for pain in range(11)]
    assert gains == sorted(gains)
    middle_gain = Tolerance().person().pain_gain
    assert gains[3] < middle_gain < gains[6]


def test_a_small_capacity_makes_careful_and_a_large_one_frees_a_little():
    gains = [with_capacity(Tolerance(), each).pain_gain for each in (0.0, 1.0, 5.0, 15.0, 30.0, 500.0)]
    assert gains == sorted(gains, reverse=True)
    assert gains[3] == Tolerance().pain_gain
    assert gains[0] == 2.0 * gains[3]
    assert gains[-1] == gains[3] / 2.0


@settings(deadline=None)
@given(before=ratings, after=ratings, gain=st.floats(LEAST_GAIN, MOST_GAIN))
def test_one_rating_moves_it_by_a_bounded_step_within_bounds(before, after, gain):
    now = Tolerance(pain_gain=gain)
    then = after_bout(now, before_0_10=before, after_0_10=after)
    assert LEAST_GAIN <= then.pain_gain <= MOST_GAIN
    assert 0.97 - 1e-9 <= then.pain_gain / gain <= 1.4 + 1e-9
    assert replace(then, pain_gain=gain) == now
    if after - before > EXPECTED_RISE_0_10 + 1e-9 and gain < MOST_GAIN:
        assert then.pain_gain > gain
    if after <= before and gain > LEAST_GAIN:
        assert then.pain_gain < gain


def test_bouts_that_hurt_too_much_get_shorter_at_once_and_longer_only_slowly():
    now = Tolerance()
    hurt = after_bout(now, before_0_10=4.0, after_0_10=9.0)
    long, short = (breaks_for("washing up", 60, one)[0].minutes for one in (now, hurt))
    assert short < long
    back = hurt
    for _ in range(7):
        back = after_bout(back, before_0_10=4.0, after_0_10=5.0)
    assert back.pain_gain > now.pain_gain


@pytest.mark.parametrize(("gain", "shorter"), [(3.0, True), (0.5, False)])
def test_told_by_a_body_that_differs_it_comes_near_to_that_body(gain, shorter):
    """Bouts at a counter, rated before and after to whole points, by a body whose pain the planner does not know."""
    body, now = middle(relief=True, gain=gain), Tolerance()
    begun = breaks_for("standing at a counter", 60, now)
    for _ in range(40):
        parts = [("standing at a counter", bout) for bout in breaks_for("standing at a counter", 60, now)]
        felt = lived(body, [minutes_of(parts, 240)]).peak[0]
        now = after_bout(now, before_0_10=round(float(body.usual[0])), after_0_10=round(float(felt)))
    ended = breaks_for("standing at a counter", 60, now)
    assert (ended[0].minutes < begun[0].minutes) is shorter
    if shorter:
        parts = [("standing at a counter", bout) for bout in ended]
        first = [("standing at a counter", bout) for bout in begun]
        late, early = (float(lived(body, [minutes_of(each, 240)]).peak[0]) for each in (parts, first))
        assert late < early
