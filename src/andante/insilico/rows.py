"""A diary as plain rows for the twin of the guards (`twin`): loads and pain by day, flares by the written rule, worse
days, weeks. Told from the diary anew; nothing of the planner or of the learning is used.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING, Final

from andante.anatomy import AREA_WORDS, lies_under
from andante.insilico.flare_rule import FEWEST, MAD_TO_SD, RECENT, Rating, days_in_flares

if TYPE_CHECKING:
    from andante.records import Diary, Entry

MORNING: Final = dt.time(7, 0)
EVENING: Final = dt.time(21, 0)
LONG: Final = 84
LEAST_MARGIN: Final = 0.7
CLEAR: Final = 1.5
FULL_DAY: Final = 960.0
"""No day holds more effort-minutes: what is written above it is a slip of the pen."""


def mean(values: Sequence[float]) -> float:
    """The mean."""
    return math.fsum(values) / len(values)


def usual_in(values: Sequence[float]) -> tuple[float, float] | None:
    """The middle of ratings and how far above it a day is worse: one own SD, 0.7 points at least. None below seven."""
    if len(values) < 7:
        return None
    level = median(values)
    return level, max(LEAST_MARGIN, MAD_TO_SD * median(abs(each - level) for each in values))


def clear(usual: tuple[float, float]) -> float:
    """What is clearly worse than `usual`, a middle and a margin: by a point and a half or one own SD."""
    return usual[0] + max(CLEAR, usual[1])


def highest(values: Sequence[float]) -> float:
    """The highest."""
    return max(values)


def third_highest(values: Sequence[float]) -> float:
    """What three of the values reach."""
    return sorted(values)[-3]


@dataclass(frozen=True)
class Rows:
    """The diary up to the day `on`. loads: effort-minutes by group and day. pain: the day's mean. ratings: each one.
    areas: by group and day the worst of the areas that lie under it. fatigue: the day's mean.
    """

    on: dt.date
    loads: Mapping[str, Mapping[dt.date, float]]
    pain: Mapping[dt.date, float]
    ratings: tuple[Rating, ...]
    marked: frozenset[dt.date]
    last_day: dt.date | None
    flare_days: frozenset[dt.date]
    rated_h_ago: float | None
    areas: Mapping[str, Mapping[dt.date, float]] = field(default_factory=dict)
    fatigue: Mapping[dt.date, float] = field(default_factory=dict)

    def known(self, group: str, first_ago: int, last_ago: int) -> list[float]:
        """The known loads of the days from `first_ago` to `last_ago` days ago."""
        series = self.loads[group]
        return [series[day] for day in self.days(first_ago, last_ago) if day in series]

    def days(self, first_ago: int, last_ago: int) -> list[dt.date]:
        """The days from `first_ago` to `last_ago` days ago, the nearest first."""
        while len(self._past) <= last_ago:
            self._past.append(self.on - dt.timedelta(days=len(self._past)))
        return self._past[first_ago : last_ago + 1]

    @cached_property
    def _past(self) -> list[dt.date]:
        """The days before `on` that were asked for so far: each is asked for many times."""
        return []

    def ordinary(self, group: str, days: int, *, until: dt.date | None = None) -> list[float]:
        """The known loads of `days` days before `until` that were neither in a flare nor on the way back."""
        series, held, ago = self.loads[group], self.held, (self.on - (until or self.on)).days
        return [series[day] for day in self.days(ago + 1, ago + days) if day in series and day not in held]

    def mean_day(self, group: str, *, until: dt.date | None = None) -> float | None:
        """The mean of `ordinary` days of two, four or twelve weeks, whichever is most; None below seven known."""
        found = [self.ordinary(group, days, until=until) for days in (LONG // 6, RECENT, LONG)]
        return max(map(mean, filter(None, found))) if len(found[-1]) >= 7 else None

    def middle_free(self, group: str, first_ago: int, last_ago: int) -> float:
        """The middle one of the known days from `first_ago` to `last_ago` days ago that were neither in a flare nor on
        the way back, of all or without the worse ones, whichever is more; 0 without any.
        """
        held, series = self.held, self.loads[group]
        free = [day for day in self.days(first_ago, last_ago) if day in series and day not in held]
        roads = (free, [day for day in free if not self.worse(day)])
        return max((median([series[day] for day in road]) for road in roads if road), default=0.0)

    @cached_property
    def held(self) -> set[dt.date]:
        """The days in flares and as many after each, three to fourteen."""
        found = set(self.flare_days)
        for start, end in self.flares_over():
            length = (end - start).days + 1
            found |= {end + dt.timedelta(days=i) for i in range(1, min(14, max(3, length)) + 1)}
        return found

    def weeks(self, group: str, first_ago: int, last_ago: int) -> list[float]:
        """What seven days in a row held, flares and ways back passed over, and once more with worse days passed over
        too: blanks as the mean of the rest where four are known, else what is written. A day may be worse than what
        is usual now and was an ordinary one then, so neither way alone is the looser. What is written
        is no week where it reaches back before the first number.
        """
        held, series = self.held, self.loads[group]
        begun = min(series, default=self.on)
        free = [day for day in self.days(first_ago, last_ago) if day not in held]
        found = []
        for road in (free, [day for day in free if not self.worse(day)]):
            for i in range(len(road) - 6):
                week = [series[day] for day in road[i : i + 7] if day in series]
                if len(week) >= 4:
                    found.append(7 * mean(week))
                elif week and min(road[i : i + 7]) >= begun:
                    found.append(math.fsum(week))
        return found

    # -- pain --------------------------------------------------------------------------------------------------------

    @cached_property
    def usual(self) -> tuple[float, float] | None:
        """The usual pain of four weeks, the last two days left out, and how far above it a day is worse."""
        return self._usual_of(RECENT, self.pain)

    @cached_property
    def long_usual(self) -> tuple[float, float] | None:
        """The same of twelve weeks."""
        return self._usual_of(LONG, self.pain)

    def _usual_of(self, days: int, series: Mapping[dt.date, float]) -> tuple[float, float] | None:
        return usual_in([series[day] for day in self.days(3, days + 2) if day in series and day not in self.flare_days])

    def margin(self) -> float:
        """How far above the usual a day is worse."""
        return LEAST_MARGIN if self.usual is None else self.usual[1]

    def worse(self, day: dt.date | None) -> bool:
        """Whether `day` is known to have been worse than usual."""
        if self.usual is None or day is None or day not in self.pain:
            return False
        return self.pain[day] >= self.usual[0] + self.usual[1]

    def crept_up(self) -> bool:
        """Whether the mean of the last fortnight lies far above that of the days 43 to 84 days ago: by a point and 1.3
        own SD.
        """
        late, before = ([self.pain[day] for day in self.days(*span) if day in self.pain and day not in self.flare_days]
                        for span in ((1, 14), (43, LONG)))  # fmt: skip
        if len(late) < FEWEST or len(before) < RECENT:
            return False
        middle = median(before)
        spread = MAD_TO_SD * median(abs(each - middle) for each in before)
        return mean(late) - mean(before) > max(1.0, 1.3 * spread)

    def area_worse(self, group: str) -> bool:
        """Whether the areas under `group`, rated on ten of 14 days or more, were worse on more than half of these or
        rise from the one week to the other.
        """
        series = self.areas.get(group, {})
        week, before = ([series[day] for day in self.days(*span) if day in series] for span in ((1, 7), (8, 14)))
        usual = self._usual_of(RECENT, series)
        if usual is None or not week or not before or len(week) + len(before) < FEWEST:
            return False
        worse = sum(each >= sum(usual) for each in (*week, *before))
        return 2 * worse > len(week) + len(before) or mean(week) - mean(before) > max(0.5, usual[1] / 2.0)

    def _worse_then(self, day: dt.date) -> bool:
        return self.long_usual is not None and self.pain.get(day, -math.inf) >= sum(self.long_usual)

    def last_rated_day(self) -> dt.date | None:
        """The last day with a rating."""
        return max(self.pain, default=None)

    def two_worse(self) -> bool:
        """Whether the last two days before `on` are both known to have been worse than usual, or clearly so in
        fatigue.
        """
        line = self._usual_of(RECENT, self.fatigue)
        return all(
            self.worse(day) or (line is not None and self.fatigue.get(day, -math.inf) >= clear(line))
            for day in self.days(1, 2)
        )

    def clearly_worse(self) -> bool:
        """Whether the last day before `on` is known to have been worse than usual by a point and a half or one own SD,
        in pain or fatigue.
        """
        day = self.on - dt.timedelta(days=1)
        for series in (self.pain, self.fatigue):
            line = self._usual_of(RECENT, series)
            if line is not None and series.get(day, -math.inf) >= clear(line):
                return True
        return False

    def tired_lately(self) -> bool:
        """Whether fatigue was clearly worse than usual in twelve weeks on both of the last two days, or on three of the
        last seven with a rating of it, in a fortnight.
        """
        line = self._usual_of(LONG, self.fatigue)
        rated = [day for day in self.days(0, 14) if day in self.fatigue][:7]
        if line is None:
            return False
        tired = [day for day in rated if self.fatigue[day] >= clear(line)]
        return len(tired) >= 3 or set(self.days(1, 2)) <= set(tired)

    # -- flares ------------------------------------------------------------------------------------------------------

    def marked_now(self) -> bool:
        """Whether the person calls the last written day a flare."""
        return self.last_day is not None and self.last_day in self.marked

    @cached_property
    def _spans(self) -> list[tuple[dt.date, dt.date]]:
        spans: list[tuple[dt.date, dt.date]] = []
        for day in sorted(self.flare_days):
            if spans and spans[-1][1] == day - dt.timedelta(days=1):
                spans[-1] = (spans[-1][0], day)
            else:
                spans.append((day, day))
        return spans

    def flare_now(self) -> dt.date | None:
        """The first day of the flare under way, if any."""
        return next((start for start, end in self._spans if end == self.last_day), None)

    def flares_over(self) -> list[tuple[dt.date, dt.date]]:
        """First and last day of each flare that is over."""
        return [(start, end) for start, end in self._spans if end != self.last_day]

    # -- what cannot be relied on, and patterns ----------------------------------------------------------------------

    def contradicts_itself(self) -> bool:
        """Whether two ratings of one of the last two days, or today, within two hours are six points apart."""
        since = self.on - dt.timedelta(days=2)
        late = [each for each in self.ratings if each[1] >= since]
        for at, day, value in late:
            for other_at, other_day, other in late:
                if day == other_day and abs(at - other_at) * 24.0 <= 2.0 and abs(value - other) >= 6.0:
                    return True
        return False

    def booms(self, group: str, times: float, points: float) -> int:
        """How many days of four weeks were big (`times` the middle) and followed within two days by a day `points`
        worse than usual; 0 unless every big day was.
        """
        known = self.known(group, 3, RECENT)
        middle = median(known) if known else 0.0
        if self.usual is None or not middle:
            return 0
        count = 0
        for ago in range(3, RECENT + 1):
            day = self.on - dt.timedelta(days=ago)
            if self.loads[group].get(day, 0.0) >= times * middle:
                after = [self.pain.get(day + dt.timedelta(days=i)) for i in (1, 2)]
                if not any(pain is not None and pain >= self.usual[0] + points for pain in after):
                    return 0
                count += 1
        return count

    def beside_big_days(self, group: str, *, swings: bool) -> float | None:
        """What three of the known days of twelve weeks reached that were not half as big again as the middle one (in
        `swings`) or the mean one; None where of four weeks hardly one is left.
        """
        series, known = self.loads[group], [load for load in self.known(group, 1, LONG) if load <= FULL_DAY]
        if not known:
            return None
        big = 1.5 * (median(known) if swings else mean(known))
        days = [day for day in self.days(1, LONG) if day in series and series[day] < big]
        left = sum(day >= self.days(0, RECENT)[-1] for day in days)
        return None if left < 3 else third_highest([series[day] for day in days])

    def delayed_worsening(self) -> bool:
        """The clear case: in twelve weeks four heavy days or more (half as much again as the mean), each followed by
        two worse days of three; and of the other stretches of three days not one in ten. Worse than what is usual now
        and in these weeks: where pain has become less, days of before were no worse ones then.
        """
        return any(self._delayed(group) for group in self.loads)

    def _delayed(self, group: str) -> bool:
        known = [load for load in self.known(group, 1, LONG) if load <= FULL_DAY]
        if len(known) < RECENT:
            return False
        big = 1.5 * mean(known)
        days = self.days(0, LONG)
        is_heavy = [FULL_DAY >= self.loads[group].get(day, 0.0) >= big for day in days]
        heavy, followed, others, other_bad, ago = 0, 0, 0, 0, LONG
        while ago > 3:
            after = (ago - 1, ago - 2, ago - 3)
            bad = sum(self.worse(days[each]) and self._worse_then(days[each]) for each in after) >= 2
            if is_heavy[ago]:
                heavy, followed, ago = heavy + 1, followed + bad, ago - 4
            elif any(is_heavy[each] for each in after):
                ago -= 1  # a heavy day is never passed over inside a stretch of others
            else:
                others, other_bad, ago = others + 1, other_bad + bad, ago - 3
        return heavy >= 4 and followed == heavy and 10 * other_bad < others


def rows_of(diary: Diary, on: dt.date) -> Rows:
    """The rows of `diary` up to `on`. Ratings of one a day are whole days apart, at whatever hour they were written."""
    hourly = not diary.through(on).is_daily
    entries = [(day, entry) for day, entry in zip(diary.own_days, diary.entries, strict=True) if day <= on]
    loads = _loads(diary, entries, on)
    ratings: list[Rating] = []
    marked: set[dt.date] = set()
    hours: list[dt.datetime] = []
    for day, entry in entries:
        if entry.values.get("flare") == 1:
            marked.add(day)
        rating = diary.value(entry, "pain")
        if rating is not None:
            at = entry.instant(diary.rated).timestamp() / 86400.0 if hourly else float(day.toordinal())
            ratings.append((at, day, rating))
            clock = MORNING if diary.rated == "morning" else EVENING
            hours.append(
                entry.at.replace(tzinfo=None) if isinstance(entry.at, dt.datetime) else dt.datetime.combine(day, clock)
            )
    last_day = max((day for day, _ in entries), default=None)
    ago = (dt.datetime.combine(on, MORNING) - max(hours)).total_seconds() / 3600.0 if hours else None
    flares = frozenset(marked | set(days_in_flares(ratings, last_day)))
    rated = {area: series for area in AREA_WORDS if (series := _rated(diary, entries, f"pain.{area}"))}
    areas = {group: _areas(rated, group) for group in loads if group != "whole_body"}
    fatigue = _rated(diary, entries, "fatigue")
    return Rows(on, loads, _daily(ratings), tuple(ratings), frozenset(marked), last_day, flares, ago, areas, fatigue)


def _loads(diary: Diary, entries: Sequence[tuple[dt.date, Entry]], on: dt.date) -> dict[str, dict[dt.date, float]]:
    """Loads by muscle group where one was written on seven of the last 28 days, or any on as many days as `load`; else
    those of the whole body, of each entry the most.
    """
    days: dict[str, set[dt.date]] = {"load": set()}
    for day, entry in entries:
        for name in entry.values:
            if name.partition(".")[0] == "load" and day < on:
                days.setdefault(name, set()).add(day)
    late = {name: {day for day in each if (on - day).days <= RECENT} for name, each in days.items()}
    whole, groups = late.pop("load"), [*late.values()]
    by_group = groups and (max(map(len, groups)) >= 7 or len(whole) <= len(set().union(*groups)))
    found: dict[str, dict[dt.date, float]] = {} if by_group else {"whole_body": {}}
    for day, entry in entries:
        written = {name: diary.value(entry, name) for name in entry.values if name.partition(".")[0] == "load"}
        known = {name.removeprefix("load."): load for name, load in written.items() if load is not None}
        if by_group:
            known.pop("load", None)
        elif known:
            known = {"whole_body": max(known.values())}
        for group, load in known.items():
            series = found.setdefault(group, {})
            series[day] = series.get(day, 0.0) + load
    return found


def _rated(diary: Diary, entries: Sequence[tuple[dt.date, Entry]], column: str) -> dict[dt.date, float]:
    """By day the mean of the ratings in `column`."""
    if column not in diary.columns:
        return {}
    found: dict[dt.date, list[float]] = {}
    for day, entry in entries:
        value = diary.value(entry, column)
        if value is not None:
            found.setdefault(day, []).append(value)
    return {day: mean(values) for day, values in found.items()}


def _areas(rated: Mapping[str, Mapping[dt.date, float]], group: str) -> dict[dt.date, float]:
    """By day the worst of the areas under `group`."""
    found: dict[dt.date, float] = {}
    for area, series in rated.items():
        if lies_under(area, group):
            for day, value in series.items():
                found[day] = max(value, found.get(day, 0.0))
    return found


def _daily(ratings: Sequence[Rating]) -> dict[dt.date, float]:
    found: dict[dt.date, list[float]] = {}
    for _, day, rating in ratings:
        found.setdefault(day, []).append(rating)
    return {day: mean(each) for day, each in found.items()}
