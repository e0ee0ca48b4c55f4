"""The bytes of a diary file to rows of text cells, each with its line. Not what the cells mean (`diary_rows`).

Everything that keeps a file from being a CSV in UTF-8 is found here, before the first cell is looked at.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from andante.errors import DiaryError

MAX_MIB: Final = 64
MAX_BYTES: Final = MAX_MIB * 1024 * 1024
MAX_ROWS: Final = 500_000
GIVEN_UP_AFTER: Final = 1_000
"""After so many problems nobody gains from more of them, and reading stops."""

_SIGNATURES: Final = (
    (codecs.BOM_UTF16_LE, "UTF-16 text"),
    (codecs.BOM_UTF16_BE, "UTF-16 text"),
    (b"PK\x03\x04", "a zip archive or a spreadsheet"),
    (b"\x1f\x8b", "a compressed file"),
    (b"%PDF", "a PDF"),
    (b"SQLite format 3", "a SQLite database"),
)
_CSV_UTF8: Final = "allowed is a CSV file in UTF-8"
_BROKEN_ROWS: Final = (
    # How the reader's own words begin, and ours.
    ("unexpected end of data", "found a quote that is never closed, allowed are quotes in pairs"),
    ("field larger", "found a cell without end (is a quote never closed?), allowed are at most 100000 characters"),
    ("new-line", "found a carriage return on its own, allowed are lines that end in LF or CRLF"),
    ("',' expected", "found text after a closing quote, allowed is a comma or a line end (a quote inside is doubled)"),
)


class Problems:
    """What is wrong with one file so far: the first few in words, the rest counted."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.shown: list[str] = []
        self.found = 0

    def add(self, line: int, column: str, what: str) -> None:
        """Note one problem. Raises DiaryError when there are so many that reading on is no use."""
        self.found += 1
        if len(self.shown) < DiaryError.SHOWN:
            self.shown.append(f"{self.file}:{line}: {column}: {what}")
        if self.found >= GIVEN_UP_AFTER:
            raise DiaryError(self.shown, self.found, stopped=True)

    def fatal(self, line: int, column: str, what: str) -> DiaryError:
        """The error to raise when reading cannot go on after one more problem."""
        self.add(line, column, what)
        return DiaryError(self.shown, self.found)

    def raise_if_any(self) -> None:
        """Raise DiaryError when a problem was found."""
        if self.found:
            raise DiaryError(self.shown, self.found)


def text_of(path: str | os.PathLike[str], problems: Problems) -> bytes:
    """The bytes of the file, known to be UTF-8 text of a bearable size, without a byte order mark."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise DiaryError([f"{problems.file}: cannot be read: {error.strerror or error}"]) from None
    except ValueError as error:  # a NUL in the path
        raise DiaryError([f"{problems.file!r}: cannot be read: {error}"]) from None
    if len(data) > MAX_BYTES:
        raise problems.fatal(1, "file", f"found more than {MAX_MIB} MiB, allowed are at most {MAX_MIB} MiB")
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise problems.fatal(1, "file", f"found {what}, {_CSV_UTF8}")
    data = data.removeprefix(codecs.BOM_UTF8)
    nul = data.find(b"\0")
    if nul >= 0:
        raise problems.fatal(_line_at(data, nul), "file", f"found a NUL byte (binary data, or UTF-16), {_CSV_UTF8}")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        what = f"found the byte 0x{data[error.start]:02X}, which is not UTF-8, {_CSV_UTF8}"
        raise problems.fatal(_line_at(data, error.start), "file", what) from None
    if not data.strip():
        raise problems.fatal(1, "file", "found nothing in it, allowed is a header row and one row per entry")
    return data


def _line_at(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def rows_of(data: bytes, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """The rows with the line that each begins on; empty lines are passed over.

    Raises DiaryError where a row is no CSV, and before the first row when there are too many of them.
    """
    if data.count(b"\n") > MAX_ROWS:
        _refuse_too_many_rows(data, problems)
    reader = csv.reader(_lines(data), strict=True)
    line = 1
    try:
        for row in reader:
            if row:
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise problems.fatal(line, "row", _in_words(str(error))) from None


def _lines(data: bytes) -> Iterable[str]:
    # Lines end at LF alone: a carriage return inside a quoted note is part of the note and no line.
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="\n")


def _refuse_too_many_rows(data: bytes, problems: Problems) -> None:
    # Many line ends are not many rows (a note may hold them), but a look without reading cells is quick.
    rows = -1
    reader = csv.reader(_lines(data), strict=True)
    try:
        for row in reader:
            rows += bool(row)
            if rows > MAX_ROWS:
                what = f"found more than {MAX_ROWS} rows, allowed are at most {MAX_ROWS} below the header"
                raise problems.fatal(reader.line_num, "file", what)
    except csv.Error:
        return  # said with its line when the rows are read


def _in_words(reason: str) -> str:
    for begins, words in _BROKEN_ROWS:
        if reason.startswith(begins):
            return words
    return f"found a row that is no CSV ({reason}), allowed are cells with commas between them"
