"""The clock and lengths of time as a person reads them: 24 hours, or 12 with am and pm; hours and minutes, or minutes
alone. These are all the units that pages show: effort-minutes and 0 to 10 are andante's own, and nothing is weighed.

What a person settled holds while their page is made (`units_of`); elsewhere the clock is that of the language. What is
kept and exported is never in these words, and a field for a time is drawn by the browser, with the browser's own clock.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.utils.translation import get_language, gettext, ngettext, pgettext

HOUR_MIN = 60
NOON_H = 12
TWELVE, TWENTY_FOUR = "12", "24"
MINUTES, HOURS = "minutes", "hours"
CLOCKS = {"en": TWELVE}
"""The clock of a language where nobody chose one, as CLDR has it; every other language reads 24 hours."""


@dataclass(frozen=True)
class Units:
    """How one person reads times. An empty `clock` is that of the language."""

    clock: str = ""
    lengths: str = HOURS


_now: ContextVar[Units | None] = ContextVar("andante_units", default=None)


@contextmanager
def units_of(person: object) -> Iterator[None]:
    """Within this, times are told as `person` (a user, or nobody in particular) settled."""
    before = _now.set(Units(getattr(person, "clock", ""), getattr(person, "lengths", HOURS)))
    try:
        yield
    finally:
        _now.reset(before)


def _held() -> Units:
    return _now.get() or Units()


def clock() -> str:
    """Which clock holds just now: "12" or "24"."""
    return _held().clock or CLOCKS.get((get_language() or "en").partition("-")[0], TWENTY_FOUR)


def lengths() -> str:
    """How lengths are told just now: "hours" or "minutes"."""
    return _held().lengths


def half_words() -> tuple[str, str]:
    """The words for before and after noon."""
    return pgettext("clock", "am"), pgettext("clock", "pm")


def clock_words(at: dt.time | dt.datetime, kind: str = "") -> str:
    """ "20:15", or "8:15 pm": the wall time of `at` as it stands, in no other zone. `kind` instead of the clock that
    holds.
    """
    if (kind or clock()) == TWENTY_FOUR:
        return f"{at:%H:%M}"
    half = half_words()[at.hour >= NOON_H]
    return f"{at.hour % NOON_H or NOON_H}:{at:%M} {half}"


def length_words(minutes: int) -> str:
    """ "6 minutes", "1 hour", "1 h 30 min"; or "90 minutes" for who reads minutes alone."""
    if minutes < HOUR_MIN or lengths() == MINUTES:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours, rest = divmod(minutes, HOUR_MIN)
    if not rest:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return gettext("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}


def in_lengths(text: str) -> str:
    """`text`, made elsewhere in the language of the page, with its counts of minutes as `length_words` has them."""
    for found in sorted(set(re.findall(r"\d+", text)), key=int):
        said = ngettext("%(n)s minute", "%(n)s minutes", int(found)) % {"n": found}
        text = re.sub(rf"(?<![\d.,]){re.escape(said)}\b", length_words(int(found)), text)
    return text


def script_words() -> dict[str, str]:
    """The same for the scripts of a page (`static/andante/units.js`)."""
    return {
        "minute": ngettext("%(n)s minute", "%(n)s minutes", 1),
        "minutes": ngettext("%(n)s minute", "%(n)s minutes", 2),
        "hour": ngettext("%(n)s hour", "%(n)s hours", 1),
        "hours": ngettext("%(n)s hour", "%(n)s hours", 2),
        "hours_minutes": gettext("%(hours)s h %(minutes)s min"),
    }
