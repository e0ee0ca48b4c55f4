"""Every rule for one cell: what is read, and the words for what is not."""

from __future__ import annotations

import datetime as dt

import pytest

from andante.anatomy import AREA_WORDS, MUSCLE_GROUPS
from andante.exchange.diary_cells import AT_FORMS
from andante.exchange.diary_csv import read_diary

PLUS_ONE = dt.timezone(dt.timedelta(hours=1))


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-03-04", dt.date(2026, 3, 4)),
        ("2024-02-29", dt.date(2024, 2, 29)),
        (" 2026-03-04 ", dt.date(2026, 3, 4)),
        ("2026-03-04T21:30+01:00", dt.datetime(2026, 3, 4, 21, 30, tzinfo=PLUS_ONE)),
        ("2026-03-04T21:30:15+01:00", dt.datetime(2026, 3, 4, 21, 30, 15, tzinfo=PLUS_ONE)),
        ("2026-03-04T21:30Z", dt.datetime(2026, 3, 4, 21, 30, tzinfo=dt.UTC)),
        ("2026-03-04T21:30-00:00", dt.datetime(2026, 3, 4, 21, 30, tzinfo=dt.UTC)),
        ("2026-03-04T21:30-09:30", dt.datetime(2026, 3, 4, 21, 30, tzinfo=dt.timezone(-dt.timedelta(hours=9.5)))),
        ("1900-01-01", dt.date(1900, 1, 1)),
        ("2200-12-31", dt.date(2200, 12, 31)),
    ],
)
def test_a_date_or_a_date_time_with_offset_is_read(file, text, at):
    entry = read_diary(file(f"at,pain\n{text},3\n")).entries[0]
    assert entry.at == at
    assert type(entry.at) is type(at)
    if isinstance(at, dt.datetime):
        assert entry.at.utcoffset() == at.utcoffset()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "found nothing, allowed is {forms}"),
        ("2026-03-04T21:30", "found '2026-03-04T21:30', which has no offset, allowed is {forms}"),
        ("2026-03-04T21:30:00", "found '2026-03-04T21:30:00', which has no offset, allowed is {forms}"),
        # acceptance 22: never guessed
        ("03/04/2024", "found '03/04/2024', which can be read in more than one way, allowed is {forms}"),
        ("3/4/24", "found '3/4/24', which can be read in more than one way, allowed is {forms}"),
        ("03.04.2024", "found '03.04.2024', which can be read in more than one way, allowed is {forms}"),
        ("03-04-2024 21:30", "found '03-04-2024 21:30', which can be read in more than one way, allowed is {forms}"),
        ("2024/04/03", "found '2024/04/03', allowed is {forms}"),
        ("4 March 2024", "found '4 March 2024', allowed is {forms}"),
        ("20240304", "found '20240304', allowed is {forms}"),
        ("45355", "found '45355', allowed is {forms}"),
        ("2026-3-4", "found '2026-3-4', allowed is {forms}"),
        ("2026-03-04 21:30+01:00", "found '2026-03-04 21:30+01:00', allowed is {forms}"),
        ("2026-03-04T21:30:15.5Z", "found '2026-03-04T21:30:15.5Z', allowed is {forms}"),
        ("٢٠٢٦-٠٣-٠٤", "found '٢٠٢٦-٠٣-٠٤', allowed is {forms}"),
        ("2026-02-30", "found '2026-02-30', which is no day of the calendar, allowed is {forms}"),
        ("2026-13-01", "found '2026-13-01', which is no day of the calendar, allowed is {forms}"),
        ("0000-01-01", "found '0000-01-01', which is no day of the calendar, allowed is {forms}"),
        ("2026-03-04T24:00Z", "found '2026-03-04T24:00Z', which is no time of day, allowed is 00:00 to 23:59:59"),
        ("2026-03-04T23:59:60Z", "found '2026-03-04T23:59:60Z', which is no time of day, allowed is 00:00 to 23:59:59"),
        ("2026-03-04T21:30+15:00", "found the offset +15:00, allowed is -14:00 to +14:00"),
        ("2026-03-04T21:30+01:60", "found the offset +01:60, allowed is -14:00 to +14:00"),
        ("1899-12-31", "found the year 1899, allowed is a year from 1900 to 2200"),
        ("2201-01-01", "found the year 2201, allowed is a year from 1900 to 2200"),
        ("x" * 50, f"found '{'x' * 40}'... (50 characters), allowed is {{forms}}"),
    ],
)
def test_any_other_date_is_refused_with_the_form_that_is_allowed(problems, text, said):
    assert problems(f"at,pain\n{text},3\n") == ["d.csv:2: at: " + said.format(forms=AT_FORMS)]


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0.0), ("10", 10.0), ("3.5", 3.5), ("03.50", 3.5), (" 7 ", 7.0), ("-0", 0.0), ("1e+00", 1.0), ("5E-1", 0.5)],
)
def test_a_plain_number_is_read(file, text, value):
    read = read_diary(file(f"at,pain\n2026-03-04,{text}\n")).entries[0].values["pain"]
    assert read == value
    assert str(read) == str(value)  # no minus before a zero


NO_NUMBERS = [
    *(
        "nan",
        "NaN",
        "inf",
        "-inf",
        "Infinity",
        "1e999",
        "-1e999",
        "1e-999",
        "0x1A",
        "1_0",
        "1 0",
        "=SUM(A1)",
        "=3",
        "+3",
    ),
    *(
        "NULL",
        "None",
        "N/A",
        "NA",
        "null",
        "-",
        "?",
        "three",
        "3.",
        ".5",
        "3..5",
        "1e",
        "3%",
        "٣",
        "①",
        "½",
        "true",
        "'3'",
    ),
]


@pytest.mark.parametrize("text", NO_NUMBERS)
@pytest.mark.parametrize(("column", "allowed"), [("load", "effort-minutes from 0 to 14400"), ("event.fall", "0 or 1")])
def test_what_is_no_number_is_refused_by_cell(problems, text, column, allowed):
    said = f"d.csv:3: {column}: found {text!r}, allowed is {allowed}, or nothing where it is not known"
    assert problems(f"at,{column}\n2026-03-04,1\n2026-03-05,{text}\n") == [said]


@pytest.mark.parametrize("text", ["3,5", "1,000", "1.000,5"])
def test_a_comma_is_no_part_of_a_number(problems, text):
    said = f"d.csv:2: load: found {text!r}, allowed is effort-minutes from 0 to 14400, or nothing where it is not known"
    assert problems(f'at,load\n2026-03-04,"{text}"\n') == [said]


RATINGS = [
    *("pain", "fatigue", "stress", "fog", "sleep", "mood"),
    *(f"pain.{area}" for area in AREA_WORDS),
    *(f"exertion.{kind}" for kind in ("physical", "mental", "emotional", "social")),
]
LOADS = ["load", *(f"load.{group}" for group in MUSCLE_GROUPS)]
RANGES = [
    *((name, "0", "10", "10.1", "a number from 0 to 10") for name in RATINGS),
    *((name, "0", "14400", "14400.5", "effort-minutes from 0 to 14400") for name in LOADS),
    ("steps", "0", "300000", "300001", "a whole number from 0 to 300000"),
    ("minutes.driving", "0", "1500", "1500.5", "minutes from 0 to 1500"),
    ("hr.resting", "20", "250", "251", "beats a minute from 20 to 250"),
    ("hrv", "1", "1000", "1001", "milliseconds from 1 to 1000"),
    ("trait.age", "-1000000000", "1000000000", "1000000001", "a number from -1000000000 to 1000000000"),
    ("treatment.magnesium", "0", "1000000000", "1000000001", "a number from 0 to 1000000000"),
    ("event.visit", "0", "1", "2", "0 or 1"),
    ("flare", "0", "1", "2", "0 or 1"),
]


@pytest.mark.parametrize("column_range", RANGES, ids=[name for name, *_ in RANGES])
def test_each_column_has_its_range(file, problems, column_range):
    column, low, high, beyond, allowed = column_range
    for text in (low, high):
        assert read_diary(file(f"at,{column}\n2026-03-04,{text}\n")).entries[0].values == {column: float(text)}
    said = f"allowed is {allowed}, or nothing where it is not known"
    if column in RATINGS:
        found, said = beyond, f"{said}; another scale is declared with --scale"
    else:
        found = repr(beyond)
    assert problems(f"at,{column}\n2026-03-04,{beyond}\n") == [f"d.csv:2: {column}: found {found}, {said}"]
    below = f"{float(low) - 1:.0f}"
    assert f"d.csv:2: {column}: found " in problems(f"at,{column}\n2026-03-04,{below}\n")[0]


@pytest.mark.parametrize("column", ["steps", "event.visit", "flare"])
def test_some_columns_hold_whole_numbers(file, problems, column):
    assert read_diary(file(f"at,{column}\n2026-03-04,1.0\n")).entries[0].values == {column: 1.0}
    assert f"d.csv:2: {column}: found '0.5', allowed is " in problems(f"at,{column}\n2026-03-04,0.5\n")[0]


def test_blank_zero_and_not_asked_are_three_things(file):  # acceptance 16, and 9 for a remedy
    diary = read_diary(file("at,treatment.heat,flare\n2026-03-04,0,\n2026-03-05,,1\n2026-03-06, ,0\n"))
    taken = [(entry.get("treatment.heat"), diary.state(entry, "treatment.heat")) for entry in diary.entries]
    assert taken == [(0.0, "answered"), (None, "blank"), (None, "blank")]
    assert [entry.get("flare") for entry in diary.entries] == [None, 1.0, 0.0]
    assert diary.state(diary.entries[0], "treatment.cold") == "not asked"


def test_a_note_is_kept_as_it_stands(file):
    notes = [
        "=1+1",
        "+49 89",
        "-",
        "@home",
        '5" pipe',
        "a, b",
        "two\nlines",
        "Schmerz ü 痛み 🙂",
        "  spaces  ",
        "NULL",
        "\r\n",
    ]
    rows = "".join(
        f'2026-03-{day:02d},"{note.replace(chr(34), chr(34) * 2)}"\n' for day, note in enumerate(notes, start=1)
    )
    diary = read_diary(file("at,note\n" + rows))
    assert [entry.note for entry in diary.entries] == notes
    assert diary.columns == ("note",)


def test_a_blank_note_is_no_note_and_a_note_has_an_end(file, problems):
    diary = read_diary(file("at,note\n2026-03-04,\n"))
    assert diary.entries[0].note is None
    assert diary.state(diary.entries[0], "note") == "blank"
    text = "at,note\n2026-03-04," + "x" * 100_001
    assert problems(text) == ["d.csv:2: note: found 100001 characters, allowed are at most 100000"]


def test_a_person_is_named_in_every_row(problems):
    said = "found nothing, allowed is a name in every row once there is such a column"
    assert problems("at,person,pain\n2026-03-04,p1,3\n2026-03-05,,3\n2026-03-06, ,3\n") == [
        f"d.csv:3: person: {said}",
        f"d.csv:4: person: {said}",
    ]


@pytest.mark.parametrize("name", ["x" * 101, "a\x07b", "a\nb"])
def test_a_person_has_a_printable_name(problems, name):
    found = problems(f'at,person,pain\n2026-03-04,"{name}",3\n')
    assert len(found) == 1
    assert found[0].startswith("d.csv:2: person: found ")
    assert found[0].endswith("allowed is a name of at most 100 printable characters")
