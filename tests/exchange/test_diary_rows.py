"""Every rule for rows: their shape, their order, rows of the same time, several people, and the options."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from andante.errors import DiaryError, InputError
from andante.exchange.diary_csv import diary_text, read_diary, read_people


def test_rows_of_another_length_are_refused(problems):
    found = problems('at,pain,note\n2026-03-04,3\n2026-03-05,3,"a, b"\n2026-03-06,3,a, b\n')
    assert found == [
        "d.csv:2: row: found 2 cells, allowed are 3 as in the header",
        "d.csv:4: row: found 4 cells, allowed are 3 as in the header; a comma inside a cell needs quotes around it",
    ]


def test_empty_lines_are_passed_over_and_counted(problems, file):
    assert len(read_diary(file("at,pain\n\n2026-03-04,3\n\n\n")).entries) == 1
    assert problems("at,pain\n\n2026-03-04,3\n\n2026-03-05,x\n")[0].startswith("d.csv:5: pain: found 'x'")


def test_lines_are_those_of_the_file_also_after_a_note_of_several(problems):
    found = problems('at,note,pain\n2026-03-04,"one\r\ntwo\nthree",x\n2026-03-05,,11\n2026-03-06,"a\n')
    assert [line.partition(" ")[0] for line in found] == ["d.csv:4:", "d.csv:5:", "d.csv:6:"]
    assert found[2] == "d.csv:6: row: found a quote that is never closed, allowed are quotes in pairs"


def test_every_problem_of_a_row_is_said_in_order(problems):
    found = problems("at,person,pain,load\n4.3.26,,eleven,-1\n")
    assert [line.split(":")[2].strip() for line in found] == ["at", "person", "pain", "load"]
    assert all(line.startswith("d.csv:2: ") for line in found)


def test_twenty_problems_are_shown_of_all_that_were_found(problems):
    found = problems("at,pain\n" + "2026-03-04,11\n" * 100)
    assert len(found) == 21
    assert found[19].startswith("d.csv:21: pain: found 11")
    assert found[20] == "... and 80 more"


def test_exactly_twenty_are_shown_without_a_last_word(problems):
    assert len(problems("at,pain\n" + "2026-03-04,11\n" * 20)) == 20


def test_reading_is_given_up_after_a_thousand_problems(file):
    with pytest.raises(DiaryError) as caught:
        read_people(file("at,pain\n" + "2026-03-04,11\n" * 5_000))
    assert caught.value.found == 1_000
    assert len(caught.value.problems) == 20
    assert str(caught.value).endswith("\n... and at least 980 more")


def test_rows_may_come_in_any_order(file):
    diary = read_diary(file("at,pain\n2026-03-06,3\n2026-03-04,1\n2026-03-05,2\n"))
    assert [entry.get("pain") for entry in diary.entries] == [1.0, 2.0, 3.0]


def test_entries_stand_in_order_of_their_instants(file):
    text = "at,pain\n2026-03-05T00:04+02:00,2\n2026-03-04T22:05Z,1\n2026-03-04T23:00-03:00,3\n"
    assert [entry.get("pain") for entry in read_diary(file(text)).entries] == [2.0, 1.0, 3.0]


def test_dates_and_date_times_may_mix(file):
    text = "at,pain\n2026-03-05T08:00Z,2\n2026-03-04,1\n2026-03-05,3\n"
    assert [entry.get("pain") for entry in read_diary(file(text)).entries] == [1.0, 2.0, 3.0]
    assert [entry.get("pain") for entry in read_diary(file(text), rated="morning").entries] == [1.0, 3.0, 2.0]


def test_people_come_in_order_of_first_appearance(file):
    text = "at,person,pain\n2026-03-05,zoe,1\n2026-03-04,ann,2\n2026-03-04,zoe,3\n"
    people = read_people(file(text))
    assert [diary.person for diary in people] == ["zoe", "ann"]
    assert [entry.get("pain") for entry in people[0].entries] == [3.0, 1.0]
    assert read_people(file("at,pain\n2026-03-04,1\n"))[0].person is None


def test_read_diary_is_for_one_person(file):
    text = "at,person,pain\n2026-03-04,zoe,1\n2026-03-04,ann,2\n"
    with pytest.raises(DiaryError) as caught:
        read_diary(file(text))
    assert str(caught.value) == "d.csv:1: person: found 2 people (zoe, ann), allowed is one person here"
    many = "at,person\n" + "".join(f"2026-03-04,p{index}\n" for index in range(25))
    with pytest.raises(DiaryError, match=r"found 25 people \(p0, .*, p19 and 5 more\)"):
        read_diary(file(many))


# Rows of the same time


def test_the_same_time_twice_is_refused_with_both_lines(problems):
    said = "found 2026-03-04 again, line 2 has it too; allowed is one row for a time, or --merge"
    assert problems("at,pain\n2026-03-04,3\n2026-03-05,3\n2026-03-04,3\n") == [f"d.csv:4: at: {said}"]


def test_times_are_compared_as_instants(problems, file):
    said = "found 2026-03-04T20:30+00:00 again, line 2 has it too; allowed is one row for a time, or --merge"
    assert problems("at,pain\n2026-03-04T21:30+01:00,3\n2026-03-04T20:30Z,3\n") == [f"d.csv:3: at: {said}"]
    assert len(read_diary(file("at,pain\n2026-03-04T21:30+01:00,3\n2026-03-04T21:30Z,3\n2026-03-04,3\n")).entries) == 3


def test_two_people_may_share_a_time(file):
    assert len(read_people(file("at,person\n2026-03-04,a\n2026-03-04,b\n"))) == 2


def test_merged_rows_fill_each_others_blanks(file):
    text = "at,pain,load,note\n2026-03-04,3,,a\n2026-03-04,,0,\n2026-03-04,3.0,,b\n2026-03-04,,,a\n"
    diary = read_diary(file(text), merge=True)
    assert len(diary.entries) == 1
    assert diary.entries[0].values == {"pain": 3.0, "load": 0.0}
    assert diary.entries[0].note == "a\nb"


def test_merging_a_file_with_itself_changes_nothing(file):  # acceptance 21
    text = "at,pain,note\n2026-03-04,3,a\n2026-03-05T21:30+01:00,,b\n2026-03-05T22:30+02:00,,b\n"
    once = read_diary(file(text), merge=True)
    assert read_diary(file(text + text.partition("\n")[2]), merge=True) == once
    assert len(once.entries) == 2


def test_merged_rows_that_disagree_are_refused_with_both_lines(problems):
    text = "at,pain,load\n2026-03-04,3,\n2026-03-04,,5\n2026-03-04,4,6\n"
    assert problems(text, merge=True) == [
        "d.csv:4: pain: found 4 for 2026-03-04, line 2 has 3; allowed is the same number in rows that are merged",
        "d.csv:4: load: found 6 for 2026-03-04, line 3 has 5; allowed is the same number in rows that are merged",
    ]


def test_merged_notes_have_an_end(problems):
    text = f"at,note\n2026-03-04,{'a' * 60_000}\n2026-03-04,{'b' * 60_000}\n"
    said = "found 120001 characters in merged notes, allowed are at most 100000"
    assert problems(text, merge=True) == [f"d.csv:3: note: {said}"]


def test_a_trait_stays_the_same_for_a_person(problems, file):
    text = "at,person,trait.age,pain\n2026-03-04,a,40,1\n2026-03-05,a,,2\n2026-03-06,b,50,3\n2026-03-07,a,41,4\n"
    said = "found 41, line 2 has 40; allowed is one value for a person, a trait stays the same"
    assert problems(text) == [f"d.csv:5: trait.age: {said}"]
    assert len(read_people(file(text.replace("41", "40.0")))) == 2


# Options


@pytest.mark.parametrize("text", ["06:01", "23:00", "04:00:30"])
def test_a_day_starts_between_midnight_and_six(file, text):  # acceptance 2
    with pytest.raises(InputError) as caught:
        read_diary(file("at,pain\n2026-03-04,3\n"), day_start=dt.time.fromisoformat(text))
    shown = text if len(text) > 5 else f"{text}:00"
    assert str(caught.value) == f"--day-start: found {shown}, allowed is a time from 00:00 to 06:00"


def test_an_entry_after_midnight_counts_for_the_chosen_day(file):  # acceptance 2
    text = "at,pain\n2026-03-05T01:30+01:00,3\n2026-03-05T04:00+01:00,4\n"
    at_four = read_diary(file(text), day_start=dt.time(4))
    assert [at_four.day(entry) for entry in at_four.entries] == [dt.date(2026, 3, 4), dt.date(2026, 3, 5)]
    assert at_four.is_daily
    at_midnight = read_diary(file(text))
    assert list(at_midnight.by_day()) == [dt.date(2026, 3, 5)]
    assert not at_midnight.is_daily


def test_rated_is_morning_or_evening(file):
    assert read_diary(file("at,pain\n2026-03-04,3\n"), rated="morning").rated == "morning"
    with pytest.raises(InputError, match=r"^--rated: found 'noon', allowed is morning or evening$"):
        read_diary(file("at,pain\n2026-03-04,3\n"), rated="noon")  # type: ignore[arg-type]


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system cannot change its zone in a test")
@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles", "UTC"])
def test_the_zone_of_the_machine_changes_nothing(file, monkeypatch, zone):  # acceptance 1
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        text = "at,pain\n2026-03-28T23:50+01:00,3\n"
        diary = read_diary(file(text))
        assert diary.day(diary.entries[0]) == dt.date(2026, 3, 28)
        assert diary_text(diary) == text
    finally:
        monkeypatch.undo()
        time.tzset()
