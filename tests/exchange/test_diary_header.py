"""Every rule for the header row, for scales, and for columns nobody knows."""

from __future__ import annotations

import pytest

from andante.errors import DiaryError, InputError
from andante.exchange.diary_csv import column_problem, nearest, parse_scales, read_diary, read_people
from andante.records import Scale


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("pian", "found an unknown column, nearest known are pain, pain.hand, pain.leg"),
        ("Pain", "found an unknown column, nearest known are pain, "),
        ("pain.kneee", "found an unknown column, nearest known are pain.knee, "),
        ("pain.left_knee", "found an unknown column, nearest known are pain.knee_left, "),
        ("pain.Right-Hip", "found an unknown column, nearest known are pain.hip_buttock_right, "),
        ("pain.leftfoot", "found an unknown column, nearest known are pain.foot_left, "),
        ("load.neck", "found an unknown column, nearest known are load.neck_shoulders, "),
        ("load.shoulders", "found an unknown column, nearest known are load.neck_shoulders, "),
        ("exertion.spiritual", "found an unknown column, nearest known are exertion.social, "),
        ("treatments.massage", "found an unknown column, nearest known are treatment.massage, "),
        ("hr", "found an unknown column, nearest known are hrv, "),
        ("date", "found an unknown column, nearest known are at, fatigue, note"),
        ("minutes.", "found no name after the point, allowed are letters, digits, - and _ (at most 64) after minutes."),
        (
            "event.a b",
            "found a name that cannot be used, allowed are letters, digits, - and _ (at most 64) after event.",
        ),
    ],
)
def test_an_unknown_column_is_named_with_the_nearest_known_ones(problems, name, said):
    found = problems(f"at,pain.neck,{name}\n2026-03-04,3,3\n")
    assert len(found) == 1
    assert found[0].startswith(f"d.csv:1: {name}: {said}")


@pytest.mark.parametrize(
    "name",
    [
        "trait.years_ill",
        "treatment.Ibuprofen",
        "treatment.warm-bath",
        "event.Zahnärztin",
        "minutes.sleep",
        "hr.resting",
    ],
)
def test_own_names_are_letters_digits_and_dashes(file, name):
    assert column_problem(name) is None
    assert read_diary(file(f"at,{name}\n2026-03-04,\n")).columns == (name,)


def test_the_nearest_names_are_known_ones_always(problems):
    for name in ("", "x", "日記", "a" * 10_000, "pain.knee\n", "traits.x"):
        assert 1 <= len(nearest(name)) <= 3
        assert all(column_problem(near) is None for near in nearest(name))


def test_unknown_columns_are_passed_over_when_asked_and_that_is_said(file):
    said: list[str] = []
    text = "at,colour,pain,weather\n2026-03-04,blue,3,=1+1\n"
    diary = read_diary(file(text), ignore_unknown=True, say=said.append)
    assert diary.columns == ("pain",)
    assert diary.entries[0].values == {"pain": 3.0}
    assert said == ["d.csv:1: passed over 2 unknown column(s): colour, weather"]


def test_many_unknown_columns_are_passed_over_in_one_line(file):
    said: list[str] = []
    names = [f"c{index}" for index in range(30)]
    read_diary(file(f"at,{','.join(names)}\n2026-03-04{',1' * 30}\n"), ignore_unknown=True, say=said.append)
    assert said == [f"d.csv:1: passed over 30 unknown column(s): {', '.join(names[:20])} and 10 more"]


def test_nothing_is_said_when_all_is_known(file):
    said: list[str] = []
    read_diary(file("at,pain\n2026-03-04,3\n"), ignore_unknown=True, say=said.append)
    assert said == []


def test_a_column_without_a_name_is_refused_even_when_unknown_ones_are_not(problems):
    said = ["d.csv:1: column 1: found no name, allowed is a name for every column"]
    assert problems(",at,pain\n0,2026-03-04,3\n") == said
    assert problems(",at,pain\n0,2026-03-04,3\n", ignore_unknown=True) == said


def test_a_column_comes_once(problems):
    said = ["d.csv:1: pain: found as column 2 and again as 4, allowed is one column of a name"]
    assert problems("at,pain,load,pain\n2026-03-04,3,1,3\n") == said


@pytest.mark.parametrize("header", ["pain,load", "At,pain", "date,pain", "2026-03-04,3"])
def test_there_must_be_a_column_at(problems, header):
    first = header.partition(",")[0]
    said = f"found no such column, allowed is a header row that names `at` (it begins with {first!r})"
    assert problems(f"{header}\n2026-03-05,3\n") == [f"d.csv:1: at: {said}"]


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_commas_stand_between_columns(problems, mark):
    said = "found a header without commas, allowed are columns with commas between them, one of them `at`"
    assert problems(f"at{mark}pain\n2026-03-04{mark}3\n") == [f"d.csv:1: at: {said}"]


def test_spaces_around_names_do_not_matter(file):
    assert read_diary(file("at, pain , load\n2026-03-04, 3, 1\n")).entries[0].values == {"pain": 3.0, "load": 1.0}


def test_at_alone_is_a_diary(file):
    assert len(read_diary(file("at\n2026-03-04\n2026-03-05\n")).entries) == 2


def test_a_name_of_control_characters_reaches_no_terminal(problems):
    found = problems('at,"\x1b[31mred\nline"\n2026-03-04,3\n')
    assert len(found) == 1
    assert found[0].startswith(r"d.csv:1: '\x1b[31mred\nline': found an unknown column, nearest known are ")


def test_five_hundred_columns_are_the_most(file, problems):
    names = [f"event.e{index}" for index in range(499)]
    diary = read_diary(file(f"at,{','.join(names)}\n2026-03-04{',1' * 499}\n"))
    assert len(diary.columns) == 499
    said = ["d.csv:1: header: found 501 columns, allowed are at most 500"]
    assert problems(f"at,{','.join(names)},pain\n2026-03-04{',1' * 500}\n") == said


# Scales


def test_a_scale_is_declared_and_the_diary_keeps_what_was_written(file):
    diary = read_diary(file("at,pain,sleep\n2026-03-04,9,10\n2026-03-05,0,0\n"), scales=parse_scales(["pain=0:9"]))
    first, second = diary.entries
    assert first.values == {"pain": 9.0, "sleep": 10.0}
    assert (diary.value(first, "pain"), diary.value(second, "pain"), diary.value(first, "sleep")) == (10.0, 0.0, 10.0)
    assert diary.scales == {"pain": Scale(0, 9)}
    assert diary.scale("pain").from_0_10(10.0) == 9.0


def test_values_are_held_against_the_declared_scale(problems):
    said = "found 9.5, allowed is a number from 0 to 9, as --scale pain=0:9 says, or nothing where it is not known"
    found = problems("at,pain\n2026-03-04,9.5\n", scales={"pain": Scale(0, 9)})
    assert found == [f"d.csv:2: pain: {said}; another scale is declared with --scale"]


def test_a_scale_may_run_below_zero(file):
    diary = read_diary(file("at,mood\n2026-03-04,-3\n"), scales=parse_scales(["mood=-5:5"]))
    assert diary.value(diary.entries[0], "mood") == 2.0


def test_the_scale_that_is_meant_anyway_changes_nothing(file):
    text = "at,pain\n2026-03-04,3\n"
    assert read_diary(file(text), scales=parse_scales(["pain=0:10"])) == read_diary(file(text))


def test_a_scale_for_a_column_that_is_not_there_is_refused(problems):
    said = "d.csv:1: fatigue: found no such column, allowed is a --scale for a column of the file"
    assert problems("at,pain\n2026-03-04,3\n", scales=parse_scales(["fatigue=1:5"])) == [said]


def test_scales_are_parsed():
    assert parse_scales([]) == {}
    assert parse_scales(["pain=0:9", "pain.knee=0:100", "exertion.social=1:7.5"]) == {
        "pain": Scale(0, 9),
        "pain.knee": Scale(0, 100),
        "exertion.social": Scale(1, 7.5),
    }


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        *(
            ([text], f"--scale: found {text!r}, allowed is a column and its two ends, such as pain=0:9")
            for text in (
                "pain",
                "pain=9",
                "pain=0-9",
                "=0:9",
                "pain=0:9:9",
                "pain=nan:9",
                "pain=0:inf",
                "pain=0:1e3",
                "",
            )
        ),
        (["pain=9:0"], "--scale: found pain=9:0, allowed is a low end below the high end, such as 0:9"),
        (["pain=3:3"], "--scale: found pain=3:3, allowed is a low end below the high end, such as 0:9"),
        (["pain=0:9", "pain=0:8"], "--scale: found pain twice, allowed is one scale for a column"),
        (["load=0:9"], "--scale: found load, allowed are ratings such as pain, fatigue or pain.knee"),
        (["flare=0:9"], "--scale: found flare, allowed are ratings such as pain, fatigue or pain.knee"),
        (["note=0:9"], "--scale: found note, allowed are ratings such as pain, fatigue or pain.knee"),
    ],
)
def test_a_wrong_scale_is_refused(texts, said):
    with pytest.raises(InputError) as caught:
        parse_scales(texts)
    assert str(caught.value) == said


def test_a_scale_of_an_unknown_column_names_the_nearest():
    with pytest.raises(InputError, match=r"^--scale: pian: found an unknown column, nearest known are pain, "):
        parse_scales(["pian=0:9"])


@pytest.mark.parametrize("scale", [Scale(9, 0), Scale(0, float("nan")), Scale(0, float("inf"))])
def test_a_wrong_scale_is_refused_from_python_too(file, scale):
    with pytest.raises(InputError, match=r"^--scale: found pain=.*, allowed is a low end below the high end"):
        read_diary(file("at,pain\n2026-03-04,3\n"), scales={"pain": scale})


def test_diary_errors_are_input_errors():
    assert issubclass(DiaryError, InputError)


def test_a_gap_of_years_is_read_as_it_stands_and_said(file):
    said: list[str] = []
    rows = "1926-03-04,b,3\n2026-03-05,b,4\n2023-03-06,a,5\n2026-03-04,a,5\n"
    people = read_people(file(f"at,person,pain\n{rows}"), say=said.append)
    assert [len(diary.entries) for diary in people] == [2, 2]
    (line,) = said
    assert line.startswith("d.csv: b: nothing between 1926-03-04 and 2026-03-05; if a year is mistyped, correct it, ")
