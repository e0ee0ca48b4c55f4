"""One cell of a diary file: its text to a value and back. Not which column it stands in, and not the row.

What a number or a date looks like is decided by a pattern, never by trying: Python's own readers take `1_000`, `nan`
and digits of other scripts for numbers.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Final

from andante.exchange.diary_columns import RATINGS, Rule

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
FURTHEST_OFFSET: Final = dt.timedelta(hours=14)
LONGEST_NOTE: Final = 100_000
LONGEST_PERSON: Final = 100
SHOWN: Final = 40

_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")
_NOT_ZERO: Final = re.compile(r"[-0.]*[1-9]")
_AT: Final = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?(Z|([+-])([0-9]{2}):([0-9]{2}))?)?"
)
_YEAR_LAST: Final = re.compile(r"[0-9]{1,2}([/.-])[0-9]{1,2}\1(?:[0-9]{2}){1,2}(?:[ T].*)?")
AT_FORMS: Final = "a date such as 2026-03-04, or a date-time with its offset such as 2026-03-04T21:30+01:00"
OR_NOTHING: Final = "or nothing where it is not known"


class CellError(Exception):
    """Raised for a cell that cannot be read: what was found and what is allowed, without the place."""


def shown(text: str) -> str:
    """`text` for a message: in quotes, on one line, not too long."""
    return repr(text) if len(text) <= SHOWN else f"{text[:SHOWN]!r}... ({len(text)} characters)"


def number(text: str, rule: Rule, name: str) -> float | None:
    """The number in a cell of column `name`, None when blank. Raises CellError."""
    bare = text.strip(" \t")
    if not bare:
        return None
    if _NUMBER.fullmatch(bare):
        # "-0" is read as 0; "1e-999" is too small to be told from 0, and so no number to andante.
        value = float(bare) + 0.0
        lost = value == 0.0 and _NOT_ZERO.match(bare) is not None
        if not lost and rule.holds(value):
            return value
        if not lost and name in RATINGS and not rule.holds(value):
            raise CellError(
                f"found {bare[:SHOWN]}, allowed is {rule.allowed}, {OR_NOTHING}; another scale is declared with --scale"
            )
    raise CellError(f"found {shown(text)}, allowed is {rule.allowed}, {OR_NOTHING}")


def moment(text: str) -> dt.date | dt.datetime:
    """The local date, or date-time with offset, in a cell of `at`. Raises CellError."""
    bare = text.strip(" \t")
    if not bare:
        raise CellError(f"found nothing, allowed is {AT_FORMS}")
    match = _AT.fullmatch(bare)
    if match is None:
        doubt = ", which can be read in more than one way" if _YEAR_LAST.fullmatch(bare) else ""
        raise CellError(f"found {shown(bare)}{doubt}, allowed is {AT_FORMS}")
    try:
        day = dt.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise CellError(f"found {shown(bare)}, which is no day of the calendar, allowed is {AT_FORMS}") from None
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise CellError(f"found the year {day.year}, allowed is a year from {EARLIEST_YEAR} to {LATEST_YEAR}")
    return day if match[4] is None else _with_time(day, match)


def _with_time(day: dt.date, match: re.Match[str]) -> dt.datetime:
    if match[7] is None:
        raise CellError(f"found {shown(match[0])}, which has no offset, allowed is {AT_FORMS}")
    try:
        time = dt.time(int(match[4]), int(match[5]), int(match[6] or 0))
    except ValueError:
        raise CellError(f"found {shown(match[0])}, which is no time of day, allowed is 00:00 to 23:59:59") from None
    if match[7] == "Z":
        return dt.datetime.combine(day, time, tzinfo=dt.UTC)
    offset = dt.timedelta(hours=int(match[9]), minutes=int(match[10]))
    if offset > FURTHEST_OFFSET or int(match[10]) > 59:
        raise CellError(f"found the offset {match[7]}, allowed is -14:00 to +14:00")
    return dt.datetime.combine(day, time, tzinfo=dt.timezone(-offset if match[8] == "-" else offset))


def person(text: str) -> str:
    """The name in a cell of `person`. Raises CellError."""
    name = text.strip(" \t")
    if not name:
        raise CellError("found nothing, allowed is a name in every row once there is such a column")
    if len(name) > LONGEST_PERSON or not name.isprintable():
        raise CellError(f"found {shown(name)}, allowed is a name of at most {LONGEST_PERSON} printable characters")
    return name


def note(text: str) -> str | None:
    """The text in a cell of `note`, as it stands; None when blank. Raises CellError."""
    if len(text) > LONGEST_NOTE:
        raise CellError(f"found {len(text)} characters, allowed are at most {LONGEST_NOTE}")
    return text or None


def number_text(value: float) -> str:
    """`value` in its shortest plain form: no exponent, no point without need, and read back it is the same float."""
    value = float(value)
    return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")


def quoted(text: str) -> str:
    """`text` as one cell of a CSV row: in quotes only where it needs them."""
    needs_quotes = any(mark in text for mark in ',"\r\n')
    return '"' + text.replace('"', '""') + '"' if needs_quotes else text
