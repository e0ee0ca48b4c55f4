"""When pain was in a flare: the written rule, one step at a time. Not a forecast; `paths.py` runs the same steps on
simulated futures.

A value is *high* when it is at least `max(1.5, 1.5 x own SD)` above the own usual level, both taken from the 28 days
before it (median, and 1.4826 x MAD, of the observed values not in a flare; fewer than 10: no flare is called). A flare
starts on the second of two successive high values at most 3 days apart, keeps the level and margin of that moment, and
ends on the second of two successive values below half the margin. One that has lasted 28 days is closed and becomes the
usual. A day that the person marks is in a flare without touching the state of the rule: neither the run of high values
nor the window of the usual knows of marks. Where higher is better (sleep, mood) the scale is turned round first.
Units: 0-10 points and days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING, TypeVar

from andante.records import HIGHER_IS_BETTER

if TYPE_CHECKING:
    import numpy as np

    from andante.records import Diary

Rows = tuple[tuple[float, float, bool], ...]
Ratings = TypeVar("Ratings", float, "np.ndarray")
Points = TypeVar("Points", float, "np.ndarray")
WINDOW_DAYS = 28.0
LONGEST_DAYS = 28.0
TOGETHER_DAYS = 3.0
FEWEST_VALUES = 10
LEAST_MARGIN = 1.5
MARGIN_SDS = 1.5
MAD_TO_SD = 1.4826
ROUNDING = 1e-9  # points: 1.9 + 1.5 is a little more than 3.4 for a computer, and for nobody else


def high_from(level: Points, margin: Points) -> Points:
    """The least value that is high."""
    least: Points = level + margin - ROUNDING
    return least


def calm_below(level: Points, margin: Points) -> Points:
    """A value below this is calm again."""
    half: Points = 0.5 * margin
    return high_from(level, half)


@dataclass(frozen=True, slots=True)
class Usual:
    """The own usual level before some moment, and how far above it a value is high (points on 0-10)."""

    level: float
    margin: float

    @property
    def high(self) -> float:
        """The least value that is high."""
        return high_from(self.level, self.margin)

    @property
    def calm(self) -> float:
        """A value below this is calm again."""
        return calm_below(self.level, self.margin)


@dataclass(frozen=True, slots=True)
class FlareState:
    """The rule after some values. `recent` holds (time, value, in flare) of the last 28 days; times are in days."""

    recent: Rows = ()
    since: float | None = None
    kept: Usual | None = None
    last_high_at: float | None = None
    last_was_calm: bool = False

    @property
    def under_way(self) -> bool:
        """Whether a flare was under way after the last value."""
        return self.since is not None

    def usual(self, now: float) -> Usual | None:
        """The usual from the 28 days before `now`; None with fewer than ten values outside a flare."""
        return self._usual_of(self._window(now))

    def _window(self, now: float) -> list[float]:
        since = now - WINDOW_DAYS
        return [value for at, value, flaring in self.recent if since <= at < now and not flaring]

    @staticmethod
    def _usual_of(window: list[float]) -> Usual | None:
        if len(window) < FEWEST_VALUES:
            return None
        level = median(window)
        sd = MAD_TO_SD * median([abs(value - level) for value in window])
        return Usual(level, max(LEAST_MARGIN, MARGIN_SDS * sd))

    def at(self, now: float) -> FlareState:
        """The state as time passes to `now`: a flare that has lasted 28 days is closed and becomes the usual."""
        if self.since is None or now - self.since < LONGEST_DAYS:
            return self
        since = self.since
        recent = tuple((at, value, flaring and at < since) for at, value, flaring in self.recent)
        return replace(self, recent=recent, since=None, kept=None, last_high_at=None, last_was_calm=False)

    def step(self, now: float, value: float) -> FlareState:
        """The state after one more value at time `now` (not before any earlier one)."""
        state = self.at(now)
        kept_from = now - WINDOW_DAYS - LONGEST_DAYS  # a closed flare gives its values back to the usual
        old = 0
        while old < len(state.recent) and state.recent[old][0] < kept_from:
            old += 1
        kept = state.recent[old:]
        return state._in_flare(kept, now, value) if state.under_way else state._outside(kept, now, value)

    # The states are made whole rather than by `replace`, which takes longer than all the rest of a step.

    def _in_flare(self, rows: Rows, now: float, value: float) -> FlareState:
        assert self.kept is not None, "a flare under way keeps its usual"
        calm = value < self.kept.calm
        ends = calm and self.last_was_calm
        recent = (*rows, (now, value, not ends))
        if ends:
            return FlareState(recent)
        return FlareState(recent, self.since, self.kept, self.last_high_at, calm)

    def _outside(self, rows: Rows, now: float, value: float) -> FlareState:
        window = self._window(now)
        # A high value lies the least margin above the middle, so above half of the window: mostly that settles it.
        well_below = sum(high_from(one, LEAST_MARGIN) <= value for one in window)
        usual = self._usual_of(window) if 2 * well_below >= len(window) else None
        if usual is None or value < usual.high:
            return FlareState((*rows, (now, value, False)), last_was_calm=self.last_was_calm)
        starts = self.last_high_at is not None and now - self.last_high_at <= TOGETHER_DAYS
        recent = (*rows, (now, value, starts))
        if starts:
            return FlareState(recent, since=now, kept=usual)
        return FlareState(recent, last_high_at=now, last_was_calm=self.last_was_calm)


@dataclass(frozen=True, slots=True)
class Span:
    """A flare in the person's own days. `end` is its last day, None while it is under way."""

    start: dt.date
    end: dt.date | None


def spans_of(days: Iterable[dt.date], last_day: dt.date) -> tuple[Span, ...]:
    """Successive days in a flare, joined; the last span is open when it reaches `last_day`."""
    spans: list[Span] = []
    for day in sorted(days):
        if spans and spans[-1].end == day - dt.timedelta(days=1):
            spans[-1] = Span(spans[-1].start, day)
        else:
            spans.append(Span(day, day))
    if spans and spans[-1].end == last_day:
        spans[-1] = Span(spans[-1].start, None)
    return tuple(spans)


@dataclass(frozen=True)
class FlareRecord:
    """All flares of a diary, by rule and by the person's own mark, and the state of the rule after the last value."""

    days: frozenset[dt.date]
    last_day: dt.date
    state: FlareState

    def under_way(self, day: dt.date) -> bool:
        """Whether `day` was in a flare."""
        return day in self.days

    @property
    def spans(self) -> tuple[Span, ...]:
        """The flares as spans of days."""
        return spans_of(self.days, self.last_day)

    def spans_on(self, day: dt.date) -> tuple[Span, ...]:
        """The same as of `day`: when nothing was written for 28 days, the last is over with the last day written."""
        silent = (day - self.last_day).days >= LONGEST_DAYS
        return tuple(Span(each.start, each.end or self.last_day) for each in self.spans) if silent else self.spans


def marked_days(diary: Diary) -> frozenset[dt.date]:
    """The days that the person calls a flare."""
    return frozenset(day for day, entry in zip(diary.own_days, diary.entries, strict=True) if entry.get("flare") == 1)


def burden(rating: Ratings, target: str) -> Ratings:
    """How bad a 0-10 rating (or an array of them) is: as it is, or turned round where higher is better."""
    return 10.0 - rating if target in HIGHER_IS_BETTER else rating


def timed_values(diary: Diary, target: str) -> list[tuple[dt.date, float, float]]:
    """(own day, time in days, burden on 0-10) of each observed target. Times count own days when no day holds two
    entries, and real elapsed time otherwise.
    """
    daily = diary.is_daily
    rows: list[tuple[dt.date, float, float]] = []
    for day, entry in zip(diary.own_days, diary.entries, strict=True):
        value = diary.value(entry, target)
        if value is None:
            continue
        time = float(day.toordinal()) if daily else entry.instant(diary.rated).timestamp() / 86400.0
        rows.append((day, time, burden(value, target)))
    return sorted(rows) if daily else rows  # a journey west can turn the calendar back between two entries


def flare_record(diary: Diary, target: str) -> FlareRecord:
    """The flares of `target` in `diary`, day by day, by the rule of this module and by the person's marks."""
    state = FlareState()
    days: set[dt.date] = set(marked_days(diary))
    before: tuple[dt.date, FlareState] | None = None
    for day, time, value in timed_values(diary, target):
        state = state.step(time, value)
        days.update(_days_between(before, day))
        if state.under_way:
            days.add(day)
        before = (day, state)
    days.update(_days_between(before, diary.last_day + dt.timedelta(days=1)))
    return FlareRecord(frozenset(days), diary.last_day, state)


def _days_between(before: tuple[dt.date, FlareState] | None, until: dt.date) -> list[dt.date]:
    """Days after a value and before `until` on which its flare was still under way: it closes after 28 days."""
    if before is None or (since := before[1].since) is None:
        return []
    day, state = before
    last_time = max(at for at, _, _ in state.recent)
    between = [day + dt.timedelta(days=i) for i in range(1, (until - day).days)]
    return [later for later in between if last_time + (later - day).days - since < LONGEST_DAYS]
