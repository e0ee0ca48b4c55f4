"""What holds of every diary and of every file: round trips, order, a slow twin, and bytes of any kind."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from andante.anatomy import AREA_WORDS, MUSCLE_GROUPS
from andante.errors import DiaryError
from andante.exchange.diary_columns import rule_of
from andante.exchange.diary_csv import diary_text, read_people
from andante.records import Diary, Entry

QUIET = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
COLUMNS = [
    *("pain", "fatigue", "stress", "fog", "sleep", "mood", "load", "steps", "hr.resting", "hrv", "flare", "note"),
    *(f"pain.{area}" for area in AREA_WORDS),
    *(f"load.{group}" for group in MUSCLE_GROUPS),
    *("exertion.social", "minutes.screen", "treatment.heat", "event.fall"),
]

NOTES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20) | st.sampled_from(
    ["=1+1", "@x", "-", '"', '""', ",", "\r", "\n", "\r\n", " ", "\ufeff"]
)
NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8).filter(
    lambda name: name.isprintable() and name == name.strip()
)
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))
DATES = st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31))
TIMES = st.times().map(lambda time: time.replace(microsecond=0, fold=0))
MOMENTS = DATES | st.builds(dt.datetime.combine, DATES, TIMES, OFFSETS)


@st.composite
def diaries(draw: st.DrawFn, person: str | None = None) -> Diary:
    columns = draw(st.lists(st.sampled_from(COLUMNS), unique=True, max_size=6))
    entries = []
    for at in draw(st.lists(MOMENTS, unique=True, min_size=1, max_size=6)):
        values = {}
        for name in columns:
            rule = rule_of(name)
            if rule is None or draw(st.booleans()):
                continue
            number = st.integers(int(rule.low), int(rule.high)) if rule.whole else st.floats(rule.low, rule.high)
            values[name] = float(draw(number)) + 0.0
        entries.append(Entry(at, values, draw(st.none() | NOTES) if "note" in columns else None))
    return Diary(tuple(entries), tuple(columns), person)


@st.composite
def peoples(draw: st.DrawFn) -> list[Diary]:
    names = draw(st.lists(NAMES, unique=True, max_size=3))
    return [draw(diaries(name)) for name in names] or [draw(diaries())]


def read_text(text: str | bytes, folder: Path, **options: object) -> list[Diary]:
    path = folder / "d.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_people(path, **options)  # type: ignore[arg-type]


@QUIET
@given(peoples(), st.sampled_from(["morning", "evening"]))
def test_what_is_written_is_read_back_and_written_the_same(tmp_path, people, rated):
    text = diary_text(people)
    again = read_text(text, tmp_path, rated=rated)
    assert diary_text(again) == text
    assert [diary.person for diary in again] == [diary.person for diary in people]
    for before, after in zip(people, again, strict=True):
        by_moment = {repr(entry.at): entry for entry in before.entries}
        assert {repr(entry.at): entry for entry in after.entries} == by_moment
        assert len(after.entries) == len(before.entries)
        assert set(before.columns) <= set(after.columns)


@QUIET
@given(peoples(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_in_a_persons_diary(tmp_path, people, random):
    text = diary_text(
        [replace(diary, entries=tuple(replace(entry, note=None) for entry in diary.entries)) for diary in people]
    )
    header, *rows = text.splitlines(keepends=True)
    random.shuffle(rows)
    straight = {diary.person: diary for diary in read_text(text, tmp_path)}
    shuffled = {diary.person: diary for diary in read_text(header + "".join(rows), tmp_path)}
    assert shuffled == straight


def slow_twin(text: str) -> dict[str | None, list[tuple[object, dict[str, float], str | None]]]:
    """The plainest reader of a valid diary there is: everything by the standard library, nothing remembered."""
    people: dict[str | None, list[tuple[object, dict[str, float], str | None]]] = {}
    for row in csv.DictReader(io.StringIO(text, newline="")):
        at = row.pop("at")
        moment = dt.datetime.fromisoformat(at) if "T" in at else dt.date.fromisoformat(at)
        person, note = row.pop("person", None), row.pop("note", None)
        people.setdefault(person, []).append(
            (moment, {name: float(cell) for name, cell in row.items() if cell}, note or None)
        )
    return people


@QUIET
@given(peoples())
def test_the_reader_agrees_with_its_slow_twin(tmp_path, people):
    text = diary_text(people)
    read = {
        diary.person: [(entry.at, dict(entry.values), entry.note) for entry in diary.entries]
        for diary in read_text(text, tmp_path)
    }
    assert read == slow_twin(text)


@QUIET
@given(diaries(), st.data())
def test_a_merge_of_two_halves_is_the_whole(tmp_path, diary, data):
    halves: tuple[list[Entry], list[Entry]] = ([], [])
    for entry in diary.entries:
        left = {name: value for name, value in entry.values.items() if data.draw(st.booleans())}
        right = {name: value for name, value in entry.values.items() if name not in left}
        halves[0].append(replace(entry, values=left))
        halves[1].append(replace(entry, values=right, note=None))
    first, second = (diary_text(replace(diary, entries=tuple(half))) for half in halves)
    body = second[second.index("\n") + 1 :]
    whole = read_text(first + body, tmp_path, merge=True)
    assert diary_text(whole) == diary_text(diary)


def problems_of(content: bytes, folder: Path) -> tuple[str, ...]:
    """The problems of a file, none when it is a diary that can be written and read again."""
    try:
        people = read_text(content, folder, ignore_unknown=True)
    except DiaryError as error:
        return error.problems or ("",)
    text = diary_text(people)
    assert diary_text(read_text(text, folder)) == text
    return ()


def diary_or_error(content: bytes, folder: Path) -> None:
    """Either a diary, or a DiaryError with lines of the promised form; never another exception."""
    for line in problems_of(content, folder):
        assert re.fullmatch(re.escape(f"{folder / 'd.csv'}:") + r"[1-9][0-9]*: .+: found .+, allowed (is|are) .+", line)


@settings(QUIET, max_examples=200)
@given(st.binary(max_size=200))
@example(b"at\n2026-03-04\r\r\n")
@example(b'at\n"2026-03-04"\r')
@example(b"\xef\xbb\xbf\xef\xbb\xbfat\n2026-03-04")
def test_any_bytes_are_a_diary_or_an_error(tmp_path, content):
    diary_or_error(content, tmp_path)


PIECES = [
    *(
        b'"',
        b",",
        b"\n",
        b"\r",
        b"\r\n",
        b"\0",
        b"\xff",
        b"\xef\xbb\xbf",
        b"nan",
        b"-",
        b"1e999",
        b"=",
        b" ",
        b"T",
        b"Z",
    ),
    *(b"2026-03-04", b"at", b"pain", b"person", b";", b"0", "ä".encode(), b"+01:00", b".", b"99", b"\t"),
]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    content = diary_text(draw(peoples())).encode()
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = draw(st.integers(start, min(len(content), start + 10)))
        content = content[:start] + draw(st.sampled_from([b"", *PIECES])) + content[end:]
    return content if draw(st.booleans()) else content[: draw(st.integers(0, len(content)))]


@settings(QUIET, max_examples=200)
@given(mutated())
def test_a_damaged_file_is_a_diary_or_an_error(tmp_path, content):
    diary_or_error(content, tmp_path)


@QUIET
@given(st.text(max_size=12), st.sampled_from(["pain", "load", "steps", "flare", "hrv"]))
def test_no_text_becomes_a_number_that_python_would_read_otherwise(tmp_path, text, column):
    quoted = '"' + text.replace('"', '""') + '"'
    try:
        people = read_text(f"at,{column}\n2026-03-04,{quoted}\n".encode("utf-8", "surrogatepass"), tmp_path)
    except DiaryError:
        return
    value = people[0].entries[0].get(column)
    assert value == (float(text) if text.strip() else None)


@pytest.mark.parametrize("text", ["at,pain\n2026-03-04,3\n"])
def test_the_twin_itself_reads(text):
    assert slow_twin(text) == {None: [(dt.date(2026, 3, 4), {"pain": 3.0}, None)]}
