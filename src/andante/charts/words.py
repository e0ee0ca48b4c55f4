"""The words inside pictures of one's own days, in English. Whoever draws for a page in another language gives others.

Sentences hold their numbers by name. What a picture is called (its title) is given by whoever draws it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Words:
    """What a picture says. `decimal` stands before the decimals of a number."""

    decimal: str = "."
    months: tuple[str, ...] = MONTHS
    date: str = "{day} {month} {year}"
    day_and_month: str = "{day} {month}"
    dates: str = "{first} to {last}"
    one_day: str = "{n} day"
    days: str = "{n} days"
    one_flare: str = "{n} flare"
    flares: str = "{n} flares"
    # Days
    no_days: str = "Nothing to show yet. Your first entry appears here as soon as it is saved."
    written: str = "written"
    expected_before: str = "range expected before"
    flare: str = "flare"
    days_said: str = "{dates}: {written} of {days} written"
    between: str = "between {low} and {high}"
    # Forecasts
    no_forecasts: str = "Nothing to compare yet. Forecasts begin once some days are written down."
    fell_inside: str = "{inside} of {days} fell inside the expected range."
    expected: str = "expected range"
    inside: str = "inside it"
    outside: str = "outside it"
    # Loads
    no_loads: str = "Nothing is written down for these muscles yet."
    loads_said: str = (
        "{dates}: {written} of {days} written down. Effort-minutes: a middle day {middle}, the fullest {fullest}."
    )
    # Effects
    no_effects: str = "Nothing learned yet. After some weeks of entries the first answers appear here."
    less: str = "less pain"
    more: str = "more pain"
    no_difference: str = "no difference"
    verdicts: tuple[tuple[str, str], ...] = ()
    """Each verdict in other words; without, it is told by its own name."""

    def number(self, value: float) -> str:
        """ "4", "4.5"."""
        return f"{value:g}".replace(".", self.decimal)

    def count_days(self, number: int) -> str:
        """ "1 day", "2 days"."""
        return (self.one_day if number == 1 else self.days).format(n=number)

    def count_flares(self, number: int) -> str:
        """ "1 flare", "2 flares"."""
        return (self.one_flare if number == 1 else self.flares).format(n=number)

    def long_date(self, day: dt.date) -> str:
        """ "3 Mar 2026"."""
        return self.date.format(day=day.day, month=self.months[day.month - 1], year=day.year)

    def span(self, first: dt.date, last: dt.date) -> str:
        """ "3 Mar 2026 to 9 Mar 2026", or the one day."""
        long = self.long_date(first)
        return long if first == last else self.dates.format(first=long, last=self.long_date(last))

    def verdict(self, name: str) -> str:
        """The verdict as it is told."""
        return dict(self.verdicts).get(name, name)


ENGLISH: Final = Words()
