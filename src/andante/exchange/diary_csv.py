"""The diary file, read and written: CSV, UTF-8, a header row, one row per entry. Not other programs' files.

A file is read whole or not at all: whatever is wrong in it stops with one `DiaryError` that lists
`file:line: column: what was found, what is allowed`. Writing gives one canonical form, so that what is read from it and
written again is the same, byte for byte.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol, TypedDict, Unpack, get_args

from andante import days
from andante.errors import DiaryError, InputError
from andante.exchange.diary_bytes import Problems, rows_of, text_of
from andante.exchange.diary_columns import check_scales, column_problem, nearest, parse_scales
from andante.exchange.diary_rows import Header, People, Row, read_header
from andante.exchange.diary_write import diary_text
from andante.exchange.files import replace_file
from andante.records import SCALE_0_10, Diary, Entry, Rated, Scale

__all__ = ["column_problem", "diary_text", "nearest", "parse_scales", "read_diary", "read_people", "write_diary"]

NAMES_SHOWN = 20
LONG_GAP_DAYS = 3 * 365


class ReadOptions(TypedDict, total=False):
    """How a file is to be read: see `read_people`."""

    scales: Mapping[str, Scale] | None
    rated: Rated
    merge: bool
    ignore_unknown: bool
    day_start: dt.time
    say: Callable[[str], None] | None


class TextStream(Protocol):
    """Anything that text can be written to."""

    def write(self, text: str, /) -> object:
        """Take `text`."""


def read_diary(path: str | os.PathLike[str], **options: Unpack[ReadOptions]) -> Diary:
    """The diary of the one person in the file at `path`; the options are those of `read_people`.

    Raises DiaryError when the file is not as it must be, or holds several people.
    """
    people = read_people(path, **options)
    if len(people) > 1:
        names = ", ".join(str(diary.person) for diary in people[:NAMES_SHOWN])
        more = f" and {len(people) - NAMES_SHOWN} more" if len(people) > NAMES_SHOWN else ""
        found = f"found {len(people)} people ({names}{more})"
        raise DiaryError([f"{os.fspath(path)}:1: person: {found}, allowed is one person here"])
    return people[0]


# More than six arguments: each is one promise of the file format, and all are by keyword.
def read_people(
    path: str | os.PathLike[str],
    *,
    scales: Mapping[str, Scale] | None = None,
    rated: Rated = "evening",
    merge: bool = False,
    ignore_unknown: bool = False,
    day_start: dt.time = days.MIDNIGHT,
    say: Callable[[str], None] | None = None,
) -> list[Diary]:
    """The people of the file at `path` in order of first appearance, entries in order of time, values as written.

    scales: ratings that are not on 0-10, by column. rated: whether a daily row's ratings came before or after the day.
    merge: rows of the same person and time become one, the later filling what the earlier left blank. ignore_unknown:
    pass over unknown columns and say so through `say`. day_start: when the person's day begins, 00:00 to 06:00.

    Raises DiaryError for the file, InputError for an option; nothing is half-read.
    """
    if rated not in get_args(Rated):
        raise InputError(f"--rated: found {rated!r}, allowed is morning or evening")
    days.check_day_start(day_start)
    declared = check_scales(scales or {})
    problems = Problems(os.fspath(path))
    rows = rows_of(text_of(path, problems), problems)
    _, names = next(rows, (1, [""]))
    header = read_header(names, declared, problems, ignore_unknown=ignore_unknown)
    found = People(header, problems, merge=merge)
    found.read(rows)
    problems.raise_if_any()
    if not found.rows:
        raise problems.fatal(1, "file", "found a header and no entry, allowed is one row per entry below the header")
    if header.unknown and say is not None:
        say(_passed_over(problems.file, header))
    other = {name: scale for name, scale in declared.items() if scale != SCALE_0_10}
    people = [
        Diary(_in_order(entries, rated), header.columns, person, other, rated, day_start)
        for person, entries in found.rows.items()
    ]
    if say is not None:
        for line in _long_gaps(problems.file, people):
            say(line)
    return people


def _long_gaps(file: str, people: Iterable[Diary]) -> Iterator[str]:
    """A line for each gap of years: the diary is taken as it stands, but a year is easily mistyped."""
    for diary in people:
        who = "" if diary.person is None else f"{diary.person}: "
        for before, after in itertools.pairwise(diary.own_days):
            if (after - before).days > LONG_GAP_DAYS:
                yield (
                    f"{file}: {who}nothing between {before} and {after}; if a year is mistyped, correct it, for each "
                    "day of a gap takes its time"
                )


def _passed_over(file: str, header: Header) -> str:
    names = ", ".join(header.unknown[:NAMES_SHOWN])
    more = f" and {len(header.unknown) - NAMES_SHOWN} more" if len(header.unknown) > NAMES_SHOWN else ""
    return f"{file}:1: passed over {len(header.unknown)} unknown column(s): {names}{more}"


def _in_order(rows: Mapping[dt.date, Row], rated: Rated) -> tuple[Entry, ...]:
    entries = [Entry(row.at, row.values, "\n".join(row.notes) if row.notes else None) for row in rows.values()]
    # A date and a date-time may fall on the same instant: the date goes first.
    return tuple(sorted(entries, key=lambda entry: (entry.instant(rated), isinstance(entry.at, dt.datetime))))


def write_diary(people: Diary | Sequence[Diary], target: str | os.PathLike[str] | TextStream) -> None:
    """Write the diary of one person, or of several, to a path (all of it or nothing) or to a text stream.

    Raises DiaryError when there is nothing to write or a diary could not be read back, InputError when the path cannot
    be written to.
    """
    text = diary_text(people)
    if isinstance(target, str | os.PathLike):
        replace_file(target, text)
    else:
        target.write(text)
