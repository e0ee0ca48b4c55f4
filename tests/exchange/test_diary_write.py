"""Writing: one canonical form, byte-stable, whole or not at all, and only what can be read back."""

from __future__ import annotations

import datetime as dt
import io
import os
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from andante.errors import DiaryError, InputError
from andante.exchange import diary_write
from andante.exchange.diary_csv import diary_text, parse_scales, read_diary, read_people, write_diary
from andante.records import Diary, Entry, Scale

CANONICAL = (
    "at,person,pain,load.trunk,event.fall,note\n"
    "2026-03-04,zoe,3,,0,\n"
    '2026-03-05T08:30+01:00,zoe,3.25,14.5,,"a, ""b""\nc"\n'
    "2026-03-05T21:30:05-03:00,zoe,,0,1,=1+1\n"
    "2026-03-04,ann,10,0.1,,+\n"
)
ONE = Diary((Entry(dt.date(2026, 3, 4), {"pain": 3.0}),), ("pain",))


def test_a_canonical_file_comes_back_byte_for_byte(file):
    assert diary_text(read_people(file(CANONICAL))) == CANONICAL


def test_the_canonical_form_of_another_file(file):
    text = (
        "pain,at,person,note,load\r\n"
        '4.0,2026-03-05T08:30:00+01:00,"zoe","x",1e2\r\n'
        "-0,2026-03-05T07:00Z, ann ,,0.50\r\n"
        "03,2026-03-04,zoe,,\r\n"
        "\r\n"
    )
    assert diary_text(read_people(file(text))) == (
        "at,person,pain,note,load\n"
        "2026-03-04,zoe,3,,\n"
        "2026-03-05T08:30+01:00,zoe,4,x,100\n"
        "2026-03-05T07:00+00:00,ann,0,,0.5\n"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (3.0, "3"),
        (0.1, "0.1"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e-7, "0.0000001"),
        (1e9, "1000000000"),
        (5e-324, "0." + "0" * 323 + "5"),
    ],
)
def test_numbers_are_written_plainly_and_read_back_as_the_same_float(tmp_path, value, text):
    diary = Diary((Entry(dt.date(2026, 3, 4), {"treatment.x": value}),), ("treatment.x",))
    assert diary_text(diary) == f"at,treatment.x\n2026-03-04,{text}\n"
    write_diary(diary, tmp_path / "d.csv")
    assert read_diary(tmp_path / "d.csv").entries[0].values["treatment.x"] == value


def test_a_whole_number_of_python_is_written_too():
    assert diary_text(Diary((Entry(dt.date(2026, 3, 4), {"steps": 7}),), ("steps",))) == "at,steps\n2026-03-04,7\n"


def test_the_order_of_writing_does_not_hang_on_when_the_day_was_rated(file):
    text = "at,pain\n2026-03-04T12:00+00:00,3\n2026-03-04,4\n"
    assert diary_text(read_diary(file(text), rated="morning")) == text
    assert diary_text(read_diary(file(text), rated="evening")) == text


def test_values_are_written_in_the_scale_of_the_file(file):
    text = "at,pain\n2026-03-04,9\n"
    assert diary_text(read_diary(file(text), scales=parse_scales(["pain=0:9"]))) == text


def test_people_with_different_columns_share_one_header():
    ann = Diary((Entry(dt.date(2026, 3, 4), {"pain": 3.0}),), ("pain",), "ann")
    bob = Diary((Entry(dt.date(2026, 3, 4), {"load": 9.0}, "x"),), ("load", "note"), "bob")
    assert diary_text([ann, bob]) == "at,person,pain,load,note\n2026-03-04,ann,3,,\n2026-03-04,bob,,9,x\n"


def entry(
    value: float = 3.0, *, at: dt.date = dt.date(2026, 3, 4), column: str = "pain", note: str | None = None
) -> Entry:
    return Entry(at, {column: value}, note)


FORMS = "a date such as 2026-03-04, or a date-time with its offset such as 2026-03-04T21:30+01:00"
NO_NAME = "found a name that cannot be read back, allowed are printable characters, no spaces at the ends"
NO_NOTE = "found a note without its column or not fit for a file, allowed is text without NUL"


@pytest.mark.parametrize(
    ("people", "said"),
    [
        # acceptance 8: never an empty file with a success message
        ([], "diary: found no entry to write, allowed is at least one for each person"),
        (replace(ONE, entries=()), "diary: found no entry to write, allowed is at least one for each person"),
        (
            [ONE, replace(ONE, person="a")],
            "diary: found people without a name or with the same one, allowed are several people each with their own",
        ),
        (
            [replace(ONE, person="a"), replace(ONE, person="a")],
            "diary: found people without a name or with the same one, allowed are several people each with their own",
        ),
        (
            replace(ONE, columns=("pain", "at")),
            "diary: at: found among the columns, which leave it out",
        ),
        (replace(ONE, columns=("pain", "pain")), "diary: found a column twice, allowed is one column of a name"),
        (
            [replace(ONE, person="a"), replace(ONE, person="b", scales={"pain": Scale(0, 9)})],
            "diary: pain: found several scales, allowed is one for a column",
        ),
        (
            replace(ONE, person=" a"),
            f"diary of ' a': {NO_NAME}",
        ),
        (
            replace(ONE, person=""),
            f"diary of '': {NO_NAME}",
        ),
        (
            replace(ONE, entries=(entry(11.0),)),
            "diary, 2026-03-04: pain: found 11.0, allowed is a number from 0 to 10",
        ),
        (
            replace(ONE, entries=(entry(float("nan")),)),
            "diary, 2026-03-04: pain: found nan, allowed is a number from 0 to 10",
        ),
        (
            replace(ONE, entries=(entry(column="load"),)),
            "diary, 2026-03-04: load: found a value without its column, allowed are the columns of the diary",
        ),
        (
            replace(ONE, entries=(entry(), entry(4.0))),
            "diary, 2026-03-04: at: found again, allowed is one entry for a time",
        ),
        (
            replace(ONE, entries=(entry(at=dt.datetime(2026, 3, 4, 21, 30)),)),  # noqa: DTZ001 - the fault under test
            f"diary, 2026-03-04 21:30:00: at: found a time that cannot be written, allowed is {FORMS}",
        ),
        (
            replace(ONE, entries=(entry(at=dt.datetime(2026, 3, 4, 21, 30, 0, 5, tzinfo=dt.UTC)),)),
            f"diary, 2026-03-04 21:30:00.000005+00:00: at: found a time that cannot be written, allowed is {FORMS}",
        ),
        (replace(ONE, entries=(entry(note="x"),)), f"diary, 2026-03-04: note: {NO_NOTE}"),
        *(
            (replace(ONE, columns=("pain", "note"), entries=(entry(note=note),)), f"diary, 2026-03-04: note: {NO_NOTE}")
            for note in ("", "a\0b", "\ud800", "x" * 100_001)
        ),
    ],
)
def test_what_could_not_be_read_back_is_not_written(people, said, tmp_path):
    with pytest.raises(DiaryError) as caught:
        write_diary(people, tmp_path / "d.csv")
    assert str(caught.value) == said
    assert list(tmp_path.iterdir()) == []


def test_a_trait_that_changes_is_not_written():
    entries = (entry(40.0, column="trait.age"), entry(41.0, column="trait.age", at=dt.date(2026, 3, 5)))
    with pytest.raises(DiaryError) as caught:
        diary_text(replace(ONE, columns=("trait.age",), entries=entries))
    said = "found 41.0 after 40.0, allowed is one value for a person"
    assert str(caught.value) == f"diary, 2026-03-05: trait.age: {said}"


def test_too_many_rows_are_not_written(monkeypatch):
    monkeypatch.setattr(diary_write, "MAX_ROWS", 3)
    days = tuple(entry(at=dt.date(2026, 3, day)) for day in range(1, 5))
    assert diary_text(replace(ONE, entries=days[:3])).count("\n") == 4
    with pytest.raises(DiaryError, match=r"^diary: found 4 rows, allowed are at most 3 in 64 MiB$"):
        diary_text(replace(ONE, entries=days))


def test_an_unknown_column_is_not_written():
    with pytest.raises(DiaryError, match=r"^diary: pian: found an unknown column, nearest known are pain, "):
        diary_text(replace(ONE, columns=("pain", "pian")))


def test_too_many_columns_are_not_written():
    columns = ("pain", *(f"event.e{index}" for index in range(498)))
    with pytest.raises(DiaryError, match=r"^diary: found 499 columns, allowed are at most 498 beside at and person$"):
        diary_text(replace(ONE, columns=columns))


def test_a_file_is_replaced_whole_and_keeps_its_rights(tmp_path):
    path = tmp_path / "d.csv"
    path.write_text("old")
    path.chmod(0o640)
    write_diary(ONE, path)
    assert path.read_bytes() == b"at,pain\n2026-03-04,3\n"
    assert list(tmp_path.iterdir()) == [path]
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_new_file_is_for_its_owner_alone(tmp_path):
    write_diary(ONE, str(tmp_path / "d.csv"))
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "d.csv").stat().st_mode) == 0o600


def test_a_failure_on_the_way_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "d.csv"
    path.write_text("old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError) as caught:
        write_diary(ONE, path)
    assert str(caught.value) == f"{path}: cannot be written: No space left on device"
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_said_plainly(tmp_path):
    path = tmp_path / "no" / "d.csv"
    with pytest.raises(InputError) as caught:
        write_diary(ONE, path)
    assert str(caught.value) == f"{path}: cannot be written: No such file or directory"


def test_a_link_stays_a_link(tmp_path):
    link, path = tmp_path / "link.csv", tmp_path / "d.csv"
    path.write_text("old")
    link.symlink_to(path)
    write_diary(ONE, link)
    assert link.is_symlink()
    assert path.read_text().startswith("at,pain\n")


def test_a_stream_can_be_written_to():
    stream = io.StringIO()
    write_diary([ONE], stream)
    assert stream.getvalue() == "at,pain\n2026-03-04,3\n"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
def test_a_pipe_can_be_written_to():
    reading, writing = os.pipe()
    write_diary(ONE, f"/dev/fd/{writing}")
    os.close(writing)
    with os.fdopen(reading) as pipe:
        assert pipe.read() == "at,pain\n2026-03-04,3\n"


def test_the_last_day_is_in_the_file(tmp_path):  # acceptance 7
    days = tuple(Entry(dt.date(2026, 1, 1) + dt.timedelta(days=n), {"pain": n % 11}) for n in range(400))
    write_diary(replace(ONE, entries=days), tmp_path / "d.csv")
    assert read_diary(Path(tmp_path / "d.csv")).entries == days
