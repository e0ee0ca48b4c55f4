"""What a person wrote, and that not asked, blank and zero stay three things."""

from __future__ import annotations

import datetime as dt
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.records import Diary, Entry, Scale

D1, D2, D3 = (dt.date(2026, 3, day) for day in (4, 5, 6))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def test_not_asked_blank_and_zero_are_three_things():  # acceptance 16
    entry = Entry(D1, {"pain": 0.0}, None)
    diary = Diary((entry,), ("pain", "fatigue", "note"))
    assert [diary.state(entry, column) for column in ("pain", "fatigue", "note", "fog")] == [
        "answered",
        "blank",
        "blank",
        "not asked",
    ]
    assert [diary.value(entry, column) for column in ("pain", "fatigue", "fog")] == [0.0, None, None]
    assert [entry.get(column) for column in ("pain", "fatigue", "fog")] == [0.0, None, None]


def test_a_note_is_an_answer():
    entry = Entry(D1, {}, "a hard day")
    assert Diary((entry,), ("note",)).state(entry, "note") == "answered"


def test_records_cannot_be_changed():
    entry = Entry(D1, {})
    with pytest.raises(FrozenInstanceError):
        entry.note = "x"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        Diary((entry,), ()).person = "x"  # type: ignore[misc]


@settings(deadline=None, max_examples=100)
@given(st.integers(-100, 100), st.integers(1, 200), st.floats(0, 10))
def test_a_scale_and_0_10_are_two_views_of_one_rating(low, width, value):
    scale = Scale(low, low + width)
    assert scale.to_0_10(scale.from_0_10(value)) == pytest.approx(value, abs=1e-9)
    assert (scale.to_0_10(low), scale.to_0_10(low + width)) == (0.0, 10.0)
    assert scale.width_from_0_10(value) == pytest.approx(scale.from_0_10(value) - scale.from_0_10(0.0), abs=1e-9)


def test_a_scale_shows_its_ends():
    assert str(Scale(0, 9)) == "0:9"
    assert str(Scale(-1.5, 7)) == "-1.5:7"


def test_a_value_is_on_0_10_and_the_entry_as_written():
    entry = Entry(D1, {"pain": 45.0, "load": 45.0})
    diary = Diary((entry,), ("pain", "load"), scales={"pain": Scale(0, 90)})
    assert (diary.value(entry, "pain"), diary.value(entry, "load"), entry.get("pain")) == (5.0, 45.0, 45.0)
    assert (diary.scale("pain"), diary.scale("load")) == (Scale(0, 90), Scale(0, 10))


def test_the_instant_of_a_date_is_its_evening_or_its_morning():
    assert Entry(D1, {}).instant() == at("2026-03-04T21:00Z")
    assert Entry(D1, {}).instant("morning") == at("2026-03-04T07:00Z")
    late = Entry(at("2026-03-04T23:30-02:00"), {})
    assert late.instant("morning") == at("2026-03-05T01:30Z")
    assert late.instant().utcoffset() == dt.timedelta(0)


def test_a_diary_turns_to_several_entries_on_the_first_day_that_has_two():
    assert Diary((Entry(D1, {}), Entry(D3, {})), ()).several_from is None
    twice = [Entry(at(f"2026-03-0{day}T{hour}:00Z"), {}) for day in (6, 7) for hour in ("08", "20")]
    assert Diary((Entry(D1, {}), *twice), ()).several_from == dt.date(2026, 3, 6)


def test_a_diary_of_single_days_is_daily():
    assert Diary((Entry(D1, {}), Entry(D3, {})), ()).is_daily
    assert not Diary((Entry(at("2026-03-04T08:00Z"), {}), Entry(D1, {})), ()).is_daily


def test_days_hold_their_entries_in_order():
    first, second, third = Entry(at("2026-03-04T08:00Z"), {}), Entry(at("2026-03-05T01:30Z"), {}), Entry(D3, {})
    by_day = Diary((first, second, third), (), day_start=dt.time(4)).by_day()
    assert list(by_day.items()) == [(D1, (first, second)), (D3, (third,))]


def test_a_journey_west_does_not_hide_the_last_day():
    # Over the date line: the later instant has the earlier local date.
    east, west = Entry(at("2026-03-05T10:00+12:00"), {}), Entry(at("2026-03-04T20:00-08:00"), {})
    diary = Diary((east, west), ())
    assert east.instant() < west.instant()
    assert (diary.first_day, diary.last_day, diary.in_order, diary.is_daily) == (D1, D2, False, True)
    assert Diary((west, Entry(D2, {})), ()).in_order
    assert not Diary((west, Entry(D1, {})), ()).in_order
    assert list(diary.by_day()) == [D1, D2]


def test_a_diary_can_be_cut_at_the_end_of_an_own_day():
    entries = (Entry(D1, {}), Entry(at("2026-03-06T01:30+00:00"), {}), Entry(at("2026-03-06T09:00+00:00"), {}))
    diary = Diary(entries, ("pain",), "ann", day_start=dt.time(4))
    cut = diary.through(D2)
    assert cut.entries == entries[:2]
    assert (cut.last_day, diary.last_day) == (D2, D3)
    assert (cut.person, cut.columns, cut.has_person_column) == ("ann", ("pain",), True)


def test_a_diary_without_names_has_no_person_column():
    assert not Diary((Entry(D1, {}),), ()).has_person_column
