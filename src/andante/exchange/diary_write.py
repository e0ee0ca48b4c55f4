"""Diaries to the bytes of a diary file. Not reading, and no choice of what to write.

The canonical form: LF, `at` first, `person` second when there is one, the other columns in the diary's order, people
one after the other, rows in order of time, numbers in their shortest plain form, quotes only where needed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from andante.days import at_text
from andante.errors import DiaryError
from andante.exchange import diary_cells as cells
from andante.exchange.diary_bytes import MAX_BYTES, MAX_MIB, MAX_ROWS
from andante.exchange.diary_columns import Rule, column_problem, rule_of
from andante.exchange.diary_rows import MAX_COLUMNS
from andante.records import Diary, Entry


def diary_text(people: Diary | Sequence[Diary]) -> str:
    """The text of a diary file that holds `people`. Raises DiaryError for what could not be read back from it."""
    diaries = [people] if isinstance(people, Diary) else list(people)
    problems = list(_problems(diaries))
    if problems:
        raise DiaryError(problems)
    columns = tuple(dict.fromkeys(name for diary in diaries for name in diary.columns))
    named = diaries[0].has_person_column
    lines = [",".join(("at", "person", *columns) if named else ("at", *columns))]
    for diary in diaries:
        start = [cells.quoted(diary.person)] if diary.person is not None else []
        lines.extend(",".join([at_text(entry.at), *start, *_cells(entry, columns)]) for entry in _in_order(diary))
    text = "\n".join(lines) + "\n"
    if len(lines) - 1 > MAX_ROWS or len(text.encode()) > MAX_BYTES:
        raise DiaryError([f"diary: found {len(lines) - 1} rows, allowed are at most {MAX_ROWS} in {MAX_MIB} MiB"])
    return text


def _cells(entry: Entry, columns: Sequence[str]) -> Iterator[str]:
    for name in columns:
        if name == "note":
            yield cells.quoted(entry.note or "")
        else:
            value = entry.values.get(name)
            yield "" if value is None else cells.number_text(value)


def _in_order(diary: Diary) -> list[Entry]:
    # The order must not hang on `rated`, which the file does not hold: a date always counts as an evening here.
    return sorted(diary.entries, key=lambda entry: (entry.instant("evening"), isinstance(entry.at, dt.datetime)))


def _problems(diaries: Sequence[Diary]) -> Iterator[str]:
    if not diaries or any(not diary.entries for diary in diaries):
        yield "diary: found no entry to write, allowed is at least one for each person"
    persons = [diary.person for diary in diaries]
    if len(set(persons)) < len(persons) or (None in persons and len(persons) > 1):
        yield "diary: found people without a name or with the same one, allowed are several people each with their own"
    columns = {name for diary in diaries for name in diary.columns}
    if len(columns) + 2 > MAX_COLUMNS:
        yield f"diary: found {len(columns)} columns, allowed are at most {MAX_COLUMNS - 2} beside at and person"
    for name in sorted(columns):
        problem = "found among the columns, which leave it out" if name in ("at", "person") else column_problem(name)
        if problem is not None:
            yield f"diary: {name}: {problem}"
        elif len({diary.scale(name) for diary in diaries if name in diary.columns}) > 1:
            yield f"diary: {name}: found several scales, allowed is one for a column"
    for diary in diaries:
        yield from _problems_of(diary)


def _problems_of(diary: Diary) -> Iterator[str]:
    who = "diary" if diary.person is None else f"diary of {diary.person!r}"
    if len(set(diary.columns)) < len(diary.columns):
        yield f"{who}: found a column twice, allowed is one column of a name"
    if diary.person is not None and not _reads_back(diary.person):
        yield f"{who}: found a name that cannot be read back, allowed are printable characters, no spaces at the ends"
    rules = {name: rule for name in diary.columns if (rule := rule_of(name, diary.scale(name))) is not None}
    seen: set[dt.date] = set()
    traits: dict[str, float] = {}
    for entry in diary.entries:
        where = f"{who}, {entry.at}"
        if not _is_moment(entry.at):
            yield f"{where}: at: found a time that cannot be written, allowed is {cells.AT_FORMS}"
        elif entry.at in seen:
            yield f"{where}: at: found again, allowed is one entry for a time"
        seen.add(entry.at)
        for name, value in entry.values.items():
            if name.startswith("trait.") and traits.setdefault(name, value) != value:
                yield f"{where}: {name}: found {value} after {traits[name]}, allowed is one value for a person"
        yield from _problems_in(entry, rules, where)
        if entry.note is not None and ("note" not in diary.columns or not _is_note(entry.note)):
            yield f"{where}: note: found a note without its column or not fit for a file, allowed is text without NUL"


def _problems_in(entry: Entry, rules: dict[str, Rule], where: str) -> Iterator[str]:
    for name, value in entry.values.items():
        if name not in rules:
            yield f"{where}: {name}: found a value without its column, allowed are the columns of the diary"
        elif not rules[name].holds(float(value)):
            yield f"{where}: {name}: found {value}, allowed is {rules[name].allowed}"


def _reads_back(person: str) -> bool:
    try:
        return cells.person(person) == person
    except cells.CellError:
        return False


def _is_moment(at: dt.date | dt.datetime) -> bool:
    try:
        return cells.moment(at_text(at)) == at and getattr(at, "microsecond", 0) == 0
    except cells.CellError:
        return False


def _is_note(note: str) -> bool:
    lone_surrogate = any("\ud800" <= mark <= "\udfff" for mark in note)  # there is no UTF-8 for those
    return bool(note) and len(note) <= cells.LONGEST_NOTE and "\0" not in note and not lone_surrogate
