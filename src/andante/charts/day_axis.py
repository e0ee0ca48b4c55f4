"""The axis of days: which days are drawn, where each stands, and which are named. No drawing of its own.

Each day is a whole number from the first one, so that no clock and no zone can shift a point.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from andante.charts.words import Words

DENSE: Final = 100
"""More days than this on one phone's width are drawn with less ink."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days between the first and the last drawn."""

    first: dt.date
    last: dt.date

    @classmethod
    def of(cls, days: Sequence[dt.date]) -> Span:
        return cls(days[0], days[-1])

    def at(self, day: dt.date) -> int:
        return (day - self.first).days

    @property
    def length(self) -> int:
        return self.at(self.last) + 1

    @property
    def dot(self) -> float:
        """Area of a dot: smaller where many days share the width."""
        return 42.0 if self.length <= 31 else 22.0 if self.length <= DENSE else 7.0

    def ticks(self, words: Words) -> dict[int, list[str]]:
        """At most seven days to name, and the lines of their names."""
        whole = [self.first + dt.timedelta(days=step) for step in range(self.length)]
        if self.length <= 12:
            chosen = whole[:: math.ceil(self.length / 5)]
        elif self.length <= 62:
            mondays = [day for day in whole if day.weekday() == 0]
            chosen = mondays[:: math.ceil(len(mondays) / 5)]
        else:
            firsts = [day for day in whole if day.day == 1]
            months = next(step for step in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if len(firsts) <= 6 * step)
            chosen = [day for day in firsts if (day.year * 12 + day.month - 1) % months == 0]
        return {
            self.at(day): self._name(day, before, words) for day, before in zip(chosen, [None, *chosen], strict=False)
        }

    def _name(self, day: dt.date, before: dt.date | None, words: Words) -> list[str]:
        month = words.months[day.month - 1]
        if self.length <= 62:
            return [words.day_and_month.format(day=day.day, month=month)]
        return [month] if before and before.year == day.year else [month, str(day.year)]


def named(names: Mapping[int, list[str]] | Mapping[float, str]) -> dict[str, Any]:
    """An axis with exactly these places, each under its own name."""
    places = list(names)
    return {
        "values": places,
        "tickCount": len(places),
        "labelExpr": f"{json.dumps(list(names.values()))}[indexof({places}, datum.value)]",
    }
