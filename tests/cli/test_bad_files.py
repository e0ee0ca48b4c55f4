"""Bad files: exit code 2, one message per problem, nothing on standard output, no traceback."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import Done, csv, forty_days

Run = Callable[..., Done]
MESSAGE = re.compile(r"d\.csv:\d+: \S.*?: found .+[,;] (allowed|nearest) .+")
GOOD = csv(forty_days())

FILES: dict[str, str | bytes] = {
    "empty": "",
    "header only": "at,pain\n",
    "truncated in a row": GOOD[:-3],
    "truncated in a quote": 'at,pain,note\n2026-01-01,3,"well\n',
    "binary": bytes(range(256)) * 40,
    "a spreadsheet": b"PK\x03\x04" + bytes(500),
    "UTF-16": GOOD.encode("utf-16"),
    "Latin-1": "at,person,pain\n2026-01-01,Zoë,3\n".encode("latin-1"),
    "NUL bytes": b"at,pain\n2026-01-01,\x00\x00\n",
    "10,000 known columns": "at," + ",".join(f"minutes.x{i}" for i in range(9_999)) + "\n",
    "10,000 unknown columns": "at," + ",".join(f"x{i}" for i in range(9_999)) + "\n2026-01-01" + "," * 9_999 + "\n",
    "a formula": "at,pain\n2026-01-01,=1+1\n",
    "a formula as name": 'at,"=HYPERLINK(""http://x"")"\n2026-01-01,3\n',
    "nulls in words": "at,pain\n2026-01-01,null\n2026-01-02,NaN\n2026-01-03,None\n",
    "infinity": "at,pain\n2026-01-01,inf\n",
    "the same column twice": "at,pain,pain\n2026-01-01,3,4\n",
    "the same time twice": "at,pain\n2026-01-01,3\n2026-01-01,4\n",
    "dates in three styles": "at,pain\n2026-01-01,3\n02/01/2026,3\n3 Jan 2026,3\n",  # acceptance 22
    "out of range": "at,pain\n2026-01-01,11\n",
    "an impossible date": "at,pain\n2026-02-30,3\n",
    "no offset": "at,pain\n2026-02-03T21:30,3\n",
    "semicolons": "at;pain\n2026-02-03;3\n",
    "a ragged row": "at,pain\n2026-02-03,3,4\n",
    "an unknown column": "at,pian\n2026-02-03,3\n",
    "no `at`": "date,pain\n2026-02-03,3\n",
}


@pytest.mark.parametrize("command", ["learn", "forecast"])
@pytest.mark.parametrize("what", FILES)
def test_a_bad_file_ends_with_2_and_says_where(andante: Run, command: str, what: str) -> None:
    done = andante(command, "d.csv", "--json", d=FILES[what])
    assert (done.code, done.out) == (2, "")
    lines = done.err.splitlines()
    assert 1 <= len(lines) <= 21
    assert MESSAGE.fullmatch(lines[0])
    assert all(MESSAGE.fullmatch(line) or line.startswith("... and ") for line in lines)


def test_a_million_rows_are_refused(andante: Run) -> None:
    done = andante("forecast", "d.csv", "--json", d=b"at,pain\n" + b"2026-01-01,3\n" * 1_000_000)
    assert (done.code, done.out) == (2, "")
    assert MESSAGE.fullmatch(done.err.rstrip("\n"))


def test_many_problems_are_counted_not_listed(andante: Run) -> None:
    done = andante("learn", "d.csv", d="at,pain\n" + "".join(f"2026-01-{1 + i % 28:02},eleven\n" for i in range(100)))
    lines = done.err.splitlines()
    assert done.code == 2
    assert len(lines) == 21
    assert lines[-1] == "... and 80 more"


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_what_cannot_be_read_is_said(andante: Run, name: str) -> None:
    done = andante("learn", name)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"{name}: cannot be read: ")
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize("command", ["learn", "forecast", "plan"])
def test_an_empty_name_is_named_as_it_was_given(andante: Run, command: str) -> None:
    done = andante(command, "")
    assert (done.code, done.out) == (2, "")
    assert done.err == "DIARY.csv: found '', allowed is the path of a diary file\n"


def test_a_person_is_looked_for_only_where_people_are_named(andante: Run) -> None:
    done = andante("learn", "d.csv", "--person", "x", d=GOOD)
    assert (done.code, done.out, done.err) == (2, "", "--person: found 'x', but this file has no person column\n")
    done = andante("learn", "d.csv", "--person", "x", d="at,person,pain\n2026-01-01,ada,3\n2026-01-01,bo,3\n")
    assert (done.code, done.out, done.err) == (2, "", "--person: found 'x', the file has ada, bo\n")


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--scale", "pain"], "--scale"),
        (["--scale", "pain=9:0"], "--scale"),
        (["--scale", "fog=0:9"], "fog"),
        (["--day-start", "noon"], "--day-start"),
        (["--day-start", "12:00"], "--day-start"),
        (["--rated", "noon"], "--rated"),
        (["--seed", "-1"], "--seed"),
        (["--seed", "99999999999999999999"], "--seed"),
        (["--no-such-option"], "--no-such-option"),
    ],
)
def test_a_wrong_option_is_named(andante: Run, options: list[str], named: str) -> None:
    done = andante("learn", "d.csv", *options, d=GOOD)
    assert (done.code, done.out) == (2, "")
    assert named in done.err


def test_what_an_option_allows_is_read(andante: Run) -> None:
    rows = csv([{**row, "colour": 3} for row in [*forty_days(days=3), {"at": "2026-01-01", "sleep": 5}]])
    strict = andante("learn", "d.csv", "--json", d=rows.replace(",5,3", ",,3"))
    assert strict.code == 2
    done = andante("learn", "d.csv", "--json", "--ignore-unknown", "--merge")
    assert done.code == 0
    assert [answer["entries"] for answer in done.answers] == [3]
    assert "colour" in done.err


def test_a_bad_file_leaves_nothing_behind(andante: Run, tmp_path: Path) -> None:
    andante("learn", "d.csv", d=FILES["binary"])
    assert [path.name for path in tmp_path.iterdir()] == ["d.csv"]


def test_a_year_that_looks_mistyped_is_asked_about(andante: Run) -> None:
    rows = [{"at": "2023-03-04", "pain": 3}, {"at": "2026-03-05", "pain": 4}, {"at": "2026-03-06", "pain": 4}]
    done = andante("learn", "d.csv", "--json", d=csv(rows))
    assert (done.code, len(done.answers)) == (0, 1)
    assert done.err.count("nothing between 2023-03-04 and 2026-03-05; if a year is mistyped, correct it") == 1
    assert "mistyped" not in andante("learn", "d.csv", "--json", d=csv(rows[1:])).err
