"""Files that are no diary at all, or too much of one: they end with words, soon, and with nothing half-read."""

from __future__ import annotations

import gzip
import os
import sys
import time
from pathlib import Path

import pytest

from andante.errors import DiaryError
from andante.exchange.diary_csv import read_diary, read_people

GOOD = "at,pain,note\n2026-03-04,3,später\n2026-03-05,4,ok\n"


@pytest.mark.parametrize(
    "content", [GOOD, "\ufeff" + GOOD, GOOD.replace("\n", "\r\n"), GOOD.rstrip("\n"), GOOD + "\n\n"]
)
def test_lf_and_crlf_a_byte_order_mark_and_the_last_line_end_make_no_difference(file, content):
    assert read_diary(file(content)) == read_diary(file(GOOD))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "1: file: found nothing in it, allowed is a header row and one row per entry"),
        (b"\xef\xbb\xbf", "1: file: found nothing in it, allowed is a header row and one row per entry"),
        (b"\n\r\n  \n", "1: file: found nothing in it, allowed is a header row and one row per entry"),
        (b"at,pain\n", "1: file: found a header and no entry, allowed is one row per entry below the header"),
        (GOOD.encode("utf-16"), "1: file: found UTF-16 text, allowed is a CSV file in UTF-8"),
        (
            GOOD.encode("utf-16-be"),
            "1: file: found a NUL byte (binary data, or UTF-16), allowed is a CSV file in UTF-8",
        ),
        (GOOD.encode("latin-1"), "2: file: found the byte 0xE4, which is not UTF-8, allowed is a CSV file in UTF-8"),
        (b"at,pain\n1,\x00\n", "2: file: found a NUL byte (binary data, or UTF-16), allowed is a CSV file in UTF-8"),
        (b"PK\x03\x04rest", "1: file: found a zip archive or a spreadsheet, allowed is a CSV file in UTF-8"),
        (gzip.compress(GOOD.encode(), mtime=0), "1: file: found a compressed file, allowed is a CSV file in UTF-8"),
        (b"%PDF-1.7", "1: file: found a PDF, allowed is a CSV file in UTF-8"),
        (b"SQLite format 3\x00", "1: file: found a SQLite database, allowed is a CSV file in UTF-8"),
        (
            GOOD.encode()[:-4] + b"\xc3",
            "3: file: found the byte 0xC3, which is not UTF-8, allowed is a CSV file in UTF-8",
        ),
        (
            b'at,note\n2026-03-04,x\n2026-03-05,"never\nclosed\n',
            "3: row: found a quote that is never closed, allowed are quotes in pairs",
        ),
        (
            b'at,note\n2026-03-04,"x"y\n',
            "2: row: found text after a closing quote, allowed is a comma or a line end (a quote inside is doubled)",
        ),
        (
            b"at,pain\r2026-03-04,3\r",
            "1: row: found a carriage return on its own, allowed are lines that end in LF or CRLF",
        ),
        (
            b'at,note\n2026-03-04,"' + b"word\n" * 50_000,
            "2: row: found a cell without end (is a quote never closed?), allowed are at most 100000 characters",
        ),
    ],
)
def test_what_is_no_csv_in_utf8_is_refused(problems, content, said):
    assert problems(content) == [f"d.csv:{said}"]


def test_a_truncated_row_is_refused(problems):
    assert problems(GOOD[: GOOD.rindex(",")]) == ["d.csv:3: row: found 2 cells, allowed are 3 as in the header"]


def test_a_file_that_is_not_there_is_said_plainly(tmp_path):
    for path, reason in [(tmp_path / "no.csv", "No such file or directory"), (tmp_path, "Is a directory")]:
        with pytest.raises(DiaryError) as caught:
            read_people(path)
        assert str(caught.value) == f"{path}: cannot be read: {reason}"
    with pytest.raises(DiaryError, match=r"cannot be read: embedded null byte$"):
        read_people("a\0b")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
def test_a_pipe_can_be_read():
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as pipe:
        pipe.write(GOOD)
    with os.fdopen(reading):
        assert len(read_diary(f"/dev/fd/{reading}").entries) == 2


def refused_within(problems, seconds: float, content: str | bytes) -> list[str]:
    """What was said of a bad file, once it is certain that saying it took little processor time."""
    before = time.process_time()
    said = problems(content)
    assert time.process_time() - before < seconds
    return said


def test_a_million_rows_are_refused_soon(problems):
    content = "at,pain\n" + "2026-03-04,3\n" * 1_000_000
    said = "d.csv:500002: file: found more than 500000 rows, allowed are at most 500000 below the header"
    assert refused_within(problems, 5.0, content) == [said]


def test_a_million_lines_in_one_note_are_no_rows(problems):
    content = 'at,note\n2026-03-04,"' + "\n" * 1_000_000 + '"\n'
    said = "d.csv:2: row: found a cell without end (is a quote never closed?), allowed are at most 100000 characters"
    assert refused_within(problems, 5.0, content) == [said]


def test_ten_thousand_columns_are_refused_soon(problems):
    content = ",".join(f"c{index}" for index in range(10_000)) + "\n" + ",".join("1" * 10_000) + "\n"
    said = "d.csv:1: header: found 10000 columns, allowed are at most 500"
    assert refused_within(problems, 2.0, content) == [said]


def test_five_hundred_unknown_columns_are_refused_soon(problems):
    content = "at," + ",".join(f"pain.c{index}" for index in range(499)) + "\n" + ",".join("1" * 500) + "\n"
    said = refused_within(problems, 5.0, content)
    assert len(said) == 21
    assert said[20].startswith("... and ")


def test_rows_full_of_mistakes_are_refused_soon(problems):
    assert refused_within(problems, 2.0, "at,pain\n" + "x,y\n" * 400_000)[-1] == "... and at least 980 more"


def test_a_file_beyond_bearing_is_refused_soon(tmp_path):
    path = Path(tmp_path / "large.csv")
    with path.open("wb") as file:
        file.write(b"at,pain\n")
        file.truncate(65 * 1024 * 1024)
    with pytest.raises(DiaryError) as caught:
        read_people(path)
    assert str(caught.value) == f"{path}:1: file: found more than 64 MiB, allowed are at most 64 MiB"


def test_nothing_is_half_read(problems):
    rows = "".join(f"2026-03-{day:02d},3\n" for day in range(1, 31))
    assert problems(f"at,pain\n{rows}2026-03-31,x\n")[0].startswith("d.csv:32: pain: found 'x'")


def test_a_hundred_thousand_rows_are_read_in_seconds(file):
    columns = "at,person,pain,fatigue,sleep,stress,load,load.trunk,steps,minutes.screen,hrv,note\n"
    days = [
        f"{year}-{month:02d}-{day:02d}" for year in range(1990, 2020) for month in range(1, 13) for day in range(1, 28)
    ]
    rows = "".join(
        f"{day},p{person},3,4.5,,3,12.5,0,{8_000 + person},90,41.5,ok\n" for person in range(10) for day in days
    )
    name = file(columns + rows)
    before = time.process_time()
    people = read_people(name)
    assert time.process_time() - before < 10.0
    assert sum(len(diary.entries) for diary in people) == 97_200
