"""Looking back on one's own flares: their days, their worst, their end, and what is said of them."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.learn.flares import flare_record
from andante.plan.flare_words import past_flares_words
from andante.plan.past_flares import course, past_flares, summary
from andante.records import Diary, Scale

ON = dt.date(2026, 3, 5)
CALM, LOAD = [4.0] * 40, 20.0
FLARE = [8.0, 8.0, 8.0, 8.0]


def written(build, pain, load=None, marks=(), **more) -> Diary:
    first = ON - dt.timedelta(days=len(pain))
    rows = {}
    for i, value in enumerate(pain):
        values = {} if value is None else {"pain": value}
        if load is not None and load[i] is not None:
            values["load.trunk"] = load[i]
        if i in marks:
            values["flare"] = 1.0
        rows[first + dt.timedelta(days=i)] = values
    return build.diary(rows, **more)


def test_no_flare_is_nothing_to_look_back_on(build):
    assert past_flares(written(build, CALM), ON) == ()
    assert past_flares(Diary((), ()), ON) == ()
    assert summary(()) == ""


def test_of_another_rating_than_pain_no_pain_is_told(build):
    (one,) = past_flares(written(build, [*CALM, *FLARE, *CALM]), ON)
    assert one.eased_days is not None
    assert "the pain took" in summary((one,))
    assert "pain" not in summary((one,), of_pain=False)
    assert "From near its worst it took" in summary((one,), of_pain=False)


def test_a_flare_that_eased_quickly(build):
    pain = [*CALM, *FLARE, 4.0, 4.0, 4.0, 4.0, 4.0]
    load = [LOAD] * 40 + [4.0] * 4 + [4.0, 10.0, 10.0, 19.0, 20.0]
    (one,) = past_flares(written(build, pain, load), ON)
    first = ON - dt.timedelta(days=len(pain) - 40)
    # The rule starts it on the second high value and ends it on the second calm one: the first calm day is its last.
    assert (one.start, one.end, one.days) == (first + dt.timedelta(days=1), first + dt.timedelta(days=4), 4)
    assert (one.peak_0_10, one.ended, one.eased_days, one.marked) == (8.0, "eased quickly", 1, False)
    assert one.days_to_usual_load == 3  # 19 of 20 is nine tenths and more
    assert summary((one,)) == (
        "Your last flare lasted 4 days, and it eased. From near its worst the pain took one day to ease. "
        "A usual day of activity was back 3 days after."
    )


def test_a_flare_that_eased_slowly_counts_from_near_its_worst(build):
    pain = [*CALM, 8.0, 9.0, 8.0, 7.0, 7.0, 7.0, 5.0, 4.0, 4.0]
    (one,) = past_flares(written(build, pain), ON)
    assert (one.peak_0_10, one.ended, one.eased_days) == (9.0, "eased slowly", 4)


def test_a_rebound_is_no_easing(build):
    pain = [*CALM, 8.0, 8.0, 4.0, 8.0, 8.0, 4.0, 4.0, 4.0]
    (one,) = past_flares(written(build, pain), ON)
    assert one.eased_days == 1
    assert one.end == ON - dt.timedelta(days=3)


def test_one_under_way_has_no_end_and_is_not_summed_up(build):
    (one,) = past_flares(written(build, [*CALM, *FLARE]), ON)
    assert (one.end, one.ended, one.eased_days, one.days_to_usual_load) == (None, "under way", None, None)
    assert summary((one,)) == ""


def test_a_marked_flare_without_ratings_says_only_what_is_known(build):
    pain = [*CALM, None, None, None, 4.0, 4.0, 4.0]
    (one,) = past_flares(written(build, pain, marks=(40, 41, 42)), ON)
    assert (one.days, one.peak_0_10, one.ended, one.marked) == (3, None, "not known", True)
    assert summary((one,)) == "Your last flare lasted 3 days."


def test_one_that_stayed_is_not_said_to_have_eased(build):
    (one,) = past_flares(written(build, [*CALM, *[8.0] * 45]), ON)
    assert (one.days, one.ended) == (28, "stayed")
    two = summary((one, one))
    assert "eased" not in two
    assert "2 went on so long" not in summary((one,))
    assert "2 went on so long that the new level became your usual" in two


def test_missing_days_after_a_flare_are_no_usual_load(build):
    pain = [*CALM, *FLARE, 4.0, 4.0, 4.0, 4.0]
    (one,) = past_flares(written(build, pain, [LOAD] * 40 + [4.0] * 5 + [None] * 3), ON)
    assert one.days_to_usual_load is None
    assert "usual day of activity" not in summary((one,))


def test_the_last_four_in_words(build):
    pain = [*CALM]
    for days in (7, 2, 3, 5, 4):
        pain += [8.0] * (days + 1) + [4.0] * 20
    found = past_flares(written(build, pain), ON)
    assert [one.days for one in found] == [8, 3, 4, 6, 5]
    assert summary(found).startswith("Your last 4 flares lasted 3 to 6 days, and each one eased.")
    assert summary(found, last=1).startswith("Your last flare lasted 5 days, and it eased.")


def test_the_words_come_of_plain_numbers_alone(build):
    """So that a plan that was stored can be told in another language."""
    pain = [*CALM, *FLARE, *[4.0] * 20, 8.0, 9.0, 8.0, 7.0, 7.0, 7.0, 5.0, 4.0, 4.0]
    load = [LOAD] * 40 + [4.0] * 5 + [LOAD] * 19 + [4.0] * 8 + [LOAD]
    found = past_flares(written(build, pain, load), ON)
    numbers = json.loads(json.dumps(course(found)))
    assert numbers == {
        "flares": 2,
        "shortest": 4,
        "longest": 7,
        "eased": 2,
        "stayed": 0,
        "eased_from": 1,
        "eased_to": 4,
        "back_from": 1,
        "back_to": 1,
    }
    assert past_flares_words(numbers) == summary(found)
    assert course(found[:0]) == {}


def test_of_numbers_without_ends_no_end_is_told():
    assert past_flares_words({"flares": 3, "shortest": 2, "longest": 5}) == "Your last 3 flares lasted 2 to 5 days."
    assert past_flares_words({"flares": 1, "shortest": 2, "longest": 2}) == "Your last flare lasted 2 days."


def test_turned_scales_and_other_scales_look_back_alike(build):
    pain = [*CALM, *FLARE, 4.0, 4.0, 4.0]
    plain = past_flares(written(build, pain), ON)
    hundred = past_flares(written(build, [10 * one for one in pain], scales={"pain": Scale(0, 100)}), ON)
    first = ON - dt.timedelta(days=len(pain))
    turned = build.diary({first + dt.timedelta(days=i): {"mood": 10.0 - one} for i, one in enumerate(pain)})
    assert plain == hundred == past_flares(turned, ON, "mood")


@settings(deadline=None, max_examples=40)
@given(
    pain=st.lists(st.one_of(st.none(), st.integers(0, 10).map(float), st.just(4.0)), max_size=120),
    marks=st.sets(st.integers(0, 119), max_size=6),
    ago=st.integers(0, 40),
)
def test_it_tells_the_same_flares_as_the_rule_and_nothing_of_later_days(build, pain, marks, ago):
    diary, day = written(build, pain, marks=marks), ON - dt.timedelta(days=ago)
    known = diary.through(day)
    found = past_flares(diary, day)
    spans = flare_record(known, "pain").spans if known.entries else ()
    assert [(one.start, one.end) for one in found] == [(span.start, span.end) for span in spans]
    assert found == past_flares(known, day)
    for one in found:
        assert one.days == ((one.end or day) - one.start).days + 1
        assert (one.ended == "under way") == (one.end is None)
        assert (one.eased_days is not None) == one.ended.startswith("eased")
    text = summary(found)
    assert "{" not in text
    assert "!" not in text
    assert ("each one eased" in text) <= all(o.ended.startswith("eased") for o in found[-4:] if o.end)


@pytest.mark.parametrize("pain", [[4.0], [None], [8.0, 8.0]])
def test_short_diaries(build, pain):
    assert past_flares(written(build, pain), ON) == ()
