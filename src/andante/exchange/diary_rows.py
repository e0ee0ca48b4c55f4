"""Rows of text cells to people and their entries: header, cells, rows that belong together. Not bytes and not files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from andante.days import at_text
from andante.errors import DiaryError
from andante.exchange import diary_cells as cells
from andante.exchange.diary_bytes import Problems
from andante.exchange.diary_columns import NAME_COMPARED, TEXT_COLUMNS, Rule, column_problem, rule_of
from andante.records import SCALE_0_10, Scale

MAX_COLUMNS: Final = 500
REMEMBERED: Final = 20_000

Moment = dt.date | dt.datetime


@dataclass(slots=True)
class Row:
    """One entry while the file is being read. `lines` says where a merged value came from, when not from `line`."""

    at: Moment
    values: dict[str, float]
    notes: tuple[str, ...]
    line: int
    lines: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class NumberColumn:
    """A column of numbers. `known` remembers texts that were read before: diaries repeat themselves."""

    index: int
    name: str
    rule: Rule
    known: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Header:
    """Which column stands where. `unknown` are those passed over."""

    width: int
    at: int
    person: int | None
    note: int | None
    numbers: list[NumberColumn]
    columns: tuple[str, ...]
    unknown: list[str]


def read_header(names: list[str], scales: Mapping[str, Scale], problems: Problems, *, ignore_unknown: bool) -> Header:
    """The header row understood. Problems that leave the rows readable are noted; the others raise DiaryError."""
    if len(names) > MAX_COLUMNS:
        raise problems.fatal(1, "header", f"found {len(names)} columns, allowed are at most {MAX_COLUMNS}")
    names = [name.strip(" \t") for name in names]
    places = _places(names, problems)
    if "at" not in places:
        raise problems.fatal(1, "at", _no_at(names))
    unknown = [name for name in places if name not in TEXT_COLUMNS and rule_of(name) is None]
    for name in unknown:
        del places[name]
        if not ignore_unknown:
            # Looking for the nearest names costs a moment, and only the first few are shown.
            wordy = problems.found < DiaryError.SHOWN
            problems.add(1, _safe(name), (column_problem(name) or "") if wordy else "found an unknown column")
    for name in scales:
        if name not in places:
            problems.add(1, name, "found no such column, allowed is a --scale for a column of the file")
    return _header(len(names), places, scales, [_safe(name) for name in unknown])


def _places(names: list[str], problems: Problems) -> dict[str, int]:
    """Where each name stands, the first time; a name that is missing or comes again is noted."""
    places: dict[str, int] = {}
    for index, name in enumerate(names):
        if not name:
            problems.add(1, f"column {index + 1}", "found no name, allowed is a name for every column")
        elif name in places:
            what = f"found as column {places[name] + 1} and again as {index + 1}, allowed is one column of a name"
            problems.add(1, _safe(name), what)
        else:
            places[name] = index
    return places


def _header(width: int, places: Mapping[str, int], scales: Mapping[str, Scale], unknown: list[str]) -> Header:
    rules = {name: rule_of(name, scales.get(name, SCALE_0_10)) for name in places}
    return Header(
        width=width,
        at=places["at"],
        person=places.get("person"),
        note=places.get("note"),
        numbers=[NumberColumn(places[name], name, rule) for name, rule in rules.items() if rule is not None],
        columns=tuple(name for name in places if name not in ("at", "person")),
        unknown=unknown,
    )


def _safe(name: str) -> str:
    return name if name.isprintable() and len(name) <= NAME_COMPARED else cells.shown(name)


def _no_at(names: list[str]) -> str:
    if len(names) == 1 and any(mark in names[0] for mark in ";\t|"):
        return "found a header without commas, allowed are columns with commas between them, one of them `at`"
    return f"found no such column, allowed is a header row that names `at` (it begins with {cells.shown(names[0])})"


class People:
    """The people of a file, row by row: in order of first appearance, each with entries by moment."""

    def __init__(self, header: Header, problems: Problems, *, merge: bool) -> None:
        self.header = header
        self.problems = problems
        self.merge = merge
        self.rows: dict[str | None, dict[Moment, Row]] = {}
        self._moments: dict[str, Moment] = {}
        self._has_traits = any(column.name.startswith("trait.") for column in header.numbers)
        self._traits: dict[tuple[str | None, str], tuple[float, int]] = {}

    def read(self, rows: Iterator[tuple[int, list[str]]]) -> None:
        """Read every row; what is wrong is noted and the row left out."""
        width = self.header.width
        for line, row in rows:
            if len(row) == width:
                self._add(line, row)
            else:
                hint = "; a comma inside a cell needs quotes around it" if len(row) > width else ""
                self.problems.add(line, "row", f"found {len(row)} cells, allowed are {width} as in the header{hint}")

    def _add(self, line: int, row: list[str]) -> None:
        before = self.problems.found
        header = self.header
        at = self._moment(line, row)
        person = None if header.person is None else self._text(line, row, header.person, "person")
        note = None if header.note is None else self._text(line, row, header.note, "note")
        values: dict[str, float] = {}
        for column in header.numbers:
            text = row[column.index]
            if text:
                value = column.known.get(text)
                if value is None:
                    value = self._number(line, row, column)
                if value is not None:
                    values[column.name] = value
        if at is None or self.problems.found > before:
            return
        if self._has_traits:
            self._check_traits(person, values, line)
        entries = self.rows.setdefault(person, {})
        at_line = _line_of(line, row, header.at)
        # Date-times are equal when their instants are: 21:30+01:00 is 20:30Z. A date is never equal to a date-time.
        first = entries.get(at)
        if first is None:
            entries[at] = Row(at, values, () if note is None else (note,), at_line)
        elif self.merge:
            self._merge(first, values, note, at_line)
        else:
            what = f"found {at_text(at)} again, line {first.line} has it too; allowed is one row for a time, or --merge"
            self.problems.add(at_line, "at", what)

    def _moment(self, line: int, row: list[str]) -> Moment | None:
        text = row[self.header.at]
        at = self._moments.get(text)
        if at is None:
            try:
                at = cells.moment(text)
            except cells.CellError as error:
                self.problems.add(_line_of(line, row, self.header.at), "at", str(error))
            else:
                if len(self._moments) < REMEMBERED:
                    self._moments[text] = at
        return at

    def _text(self, line: int, row: list[str], index: int, name: str) -> str | None:
        try:
            return cells.person(row[index]) if name == "person" else cells.note(row[index])
        except cells.CellError as error:
            self.problems.add(_line_of(line, row, index), name, str(error))
            return None

    def _number(self, line: int, row: list[str], column: NumberColumn) -> float | None:
        text = row[column.index]
        try:
            value = cells.number(text, column.rule, column.name)
        except cells.CellError as error:
            self.problems.add(_line_of(line, row, column.index), column.name, str(error))
            return None
        if value is not None and len(column.known) < REMEMBERED:
            column.known[text] = value
        return value

    def _check_traits(self, person: str | None, values: Mapping[str, float], line: int) -> None:
        for name, value in values.items():
            if not name.startswith("trait."):
                continue
            first, first_line = self._traits.setdefault((person, name), (value, line))
            if first != value:
                found = f"found {cells.number_text(value)}, line {first_line} has {cells.number_text(first)}"
                self.problems.add(line, name, f"{found}; allowed is one value for a person, a trait stays the same")

    def _merge(self, row: Row, values: Mapping[str, float], note: str | None, line: int) -> None:
        for name, value in values.items():
            if name not in row.values:
                row.values[name] = value
                row.lines[name] = line
            elif row.values[name] != value:
                found = f"found {cells.number_text(value)} for {at_text(row.at)}"
                there = f"line {row.lines.get(name, row.line)} has {cells.number_text(row.values[name])}"
                self.problems.add(line, name, f"{found}, {there}; allowed is the same number in rows that are merged")
        if note is not None and note not in row.notes:
            # No word is lost: what several rows say of the same time stands one below the other.
            row.notes = (*row.notes, note)
            length = sum(map(len, row.notes)) + len(row.notes) - 1
            if length > cells.LONGEST_NOTE:
                what = f"found {length} characters in merged notes, allowed are at most {cells.LONGEST_NOTE}"
                self.problems.add(line, "note", what)


def _line_of(line: int, row: list[str], index: int) -> int:
    # Cells before this one may hold line breaks of their own.
    return line + sum(cell.count("\n") for cell in row[:index]) if index else line
