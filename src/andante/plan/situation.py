"""What the diary says on the planning day, and plain statistics of it. Not the rules made of them (`guards`, `locks`).

A day without a number is unknown: it is absent from every mapping here, and is never read as zero.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from statistics import fmean, median
from typing import TYPE_CHECKING, Final

from andante.learn.flares import flare_record, marked_days
from andante.plan.daily import Series, area_pain, area_scales, daily_burden, daily_loads, daily_series
from andante.plan.doubts import DAY_HOLDS, Doubt, find_doubts
from andante.plan.limits import WHOLE_BODY
from andante.plan.remembered import remembered
from andante.records import SCALE_0_10, Scale

if TYPE_CHECKING:
    from andante.records import Diary, Entry

MORNING: Final = dt.time(7, 0)
"""A plan is taken to be asked for at this time of the planning day; the age of the last rating is counted to it."""
RECENT_DAYS: Final = 28
REACHED_DAYS: Final = 3
"""A level counts as reached when it was reached on this many days: one boom day or a slip of the pen is no level.

The k-th highest was taken rather than a high quantile: a quantile rises when low days go missing. A blank is passed
over (`level_loads`), so it can lift the level no further than what older days of six weeks reached.
"""
LEVEL_SEARCH_DAYS: Final = 84
COUNTS: Final = [math.exp(-ago / 21.0) for ago in range(LEVEL_SEARCH_DAYS)]
"""What each day counts in the mean of what one is used to, the nearest first."""
USUAL_OF: Final = 4
OFTEN_OF: Final = 5
OFTEN_MOST: Final = 1.1
SHORT_BOUT: Final = 5.0
"""Effort-minutes: about a quarter of an hour of gentle movement. Levels below it are not told apart in a diary."""
SLOW_SHARE: Final = 0.95
DAYS_KEPT: Final = 200
RE_ENTRY_MOST_DAYS: Final = 14
RE_ENTRY_LEAST_DAYS: Final = 3
WORSE_LEAST: Final = 0.7
CLEARLY_LEAST: Final = 1.5
JUDGED_DAYS: Final = 2
FEWEST_FOR_USUAL: Final = 7
FEWEST_RANKED: Final = 14
MAD_TO_SD: Final = 1.4826


@dataclass(frozen=True, slots=True)
class Flare:
    """A flare in own days; `end` is its last day, None while it is under way."""

    start: dt.date
    end: dt.date | None

    def days(self, through: dt.date) -> int:
        """How many days it has lasted, counted to `through` while under way."""
        return ((self.end or through) - self.start).days + 1


@dataclass(frozen=True, slots=True)
class Usual:
    """The own usual pain (0-10), and how far above it a day is worse than usual (`margin`) and clearly so (`clear`)."""

    level: float
    margin: float
    clear: float


@dataclass(frozen=True)
class Situation:
    """Everything the guards look at, as of the morning of `on`; nothing dated later is in it.

    loads: effort-minutes by muscle group and own day, as written. pain, fatigue: the day's mean on 0-10, high is bad;
    `pain` is the rating that is planned by, `target`: sleep and mood are turned round.
    last_rated_h: hours from the last rating to the morning of `on`, None without any. later: entries dated after
    `on`. marked: the days that the person calls a flare. areas: by muscle group the worst rating (0-10) of the areas
    that lie under it. scale: what the rating that is planned by is written in, for what is told of it; area_scales: the
    same of the areas under a muscle group.
    """

    on: dt.date
    loads: Mapping[str, Series]
    pain: Series
    fatigue: Series = field(default_factory=dict)
    flares: tuple[Flare, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    last_rated_h: float | None = None
    later: int = 0
    marked: frozenset[dt.date] = frozenset()
    target: str = "pain"
    areas: Mapping[str, Series] = field(default_factory=dict)
    scale: Scale = SCALE_0_10
    area_scales: Mapping[str, Scale] = field(default_factory=dict)

    @classmethod
    def from_diary(cls, diary: Diary, on: dt.date, target: str = "pain", entries: Diary | None = None) -> Situation:
        """The situation of `diary` on the morning of `on`. Only entries of own days up to `on` are used.

        entries: the same diary entry by entry, where `diary` has those of a day put together.
        """
        known, each = diary.through(on), diary if entries is None else entries
        each_known = each.through(on)
        daily = daily_loads(known, each_known, on)
        flares: tuple[Flare, ...] = ()
        if known.entries:
            spans = flare_record(known, target).spans_on(on)
            flares = tuple(Flare(span.start, span.end) for span in spans)
        # Steps and loads alone say nothing of how the person is.
        rated_at = (_wall_clock(entry, diary.rated) for entry in known.entries if target in entry.values)
        return cls(
            on=on,
            loads=daily,
            pain=daily_burden(known, target),
            fatigue=daily_series(known, "fatigue", total=False),
            flares=flares,
            doubts=find_doubts(each_known, target, daily),
            last_rated_h=_hours_before(on, max(rated_at, default=None)),
            later=len(each.entries) - len(each_known.entries),
            marked=marked_days(known),
            target=target,
            areas=area_pain(known, daily),
            scale=diary.scale(target),
            area_scales=area_scales(known, daily),
        )

    # -- windows -----------------------------------------------------------------------------------------------------

    def past(self, days: int, ago: int = 0) -> Iterator[dt.date]:
        """The `days` days before the day that lies `ago` days before `on`, the nearest first. `on` is not among
        them.
        """
        if ago + days > DAYS_KEPT:
            return (self.on - dt.timedelta(days=ago + i) for i in range(1, days + 1))
        return iter(self._days_before[ago : ago + days])

    @cached_property
    def _days_before(self) -> tuple[dt.date, ...]:
        """The days before `on`, the nearest first: asked for many thousand times in a plan."""
        return tuple(self.on - dt.timedelta(days=i) for i in range(1, DAYS_KEPT + 1))

    def trusted(self, group: str) -> Series:
        """The loads of `group` without implausible ones. For levels; what was done is always counted in full."""
        return self._trusted[group]

    @cached_property
    def _trusted(self) -> Mapping[str, Series]:
        doubted = {(doubt.column, doubt.day) for doubt in self.doubts if doubt.code == "implausible"}
        return {
            group: {day: load for day, load in series.items() if (group, day) not in doubted} if doubted else series
            for group, series in self.loads.items()
        }

    # -- load --------------------------------------------------------------------------------------------------------

    @remembered
    def known_loads(self, group: str, days: int = RECENT_DAYS, ago: int = 0) -> tuple[float, ...]:
        """The known, plausible loads of `group` in `days` days, the nearest first."""
        loads = self.trusted(group)
        return tuple([loads[day] for day in self.past(days, ago) if day in loads])

    def level_loads(
        self, group: str, days: int = RECENT_DAYS, ago: int = 0, without: frozenset[dt.date] = frozenset()
    ) -> list[float]:
        """The known, plausible loads of the last `days` known days that were neither in a flare, nor on the way back
        after one, nor worse than usual, the nearest first; looked for in twelve weeks. What pain or a plan held down
        is no level to hold the next plan to.

        Blanks are passed over as far as half as many days again: counted as not reached, they let the level of those
        who write on six days in ten sink month by month, for it was then the cap of days that were counted again.
        without: days that are passed over as well.
        """
        loads = self.trusted(group)
        known = (day for day in self.level_days(days + days // 2, ago) if day in loads and day not in without)
        return [loads[day] for day in islice(known, days)]

    @remembered
    def level_days(self, days: int, ago: int = 0) -> tuple[dt.date, ...]:
        """The last `days` days that were neither in a flare nor on the way back, nor worse than usual."""
        held = self._held_days | self._bad_days
        free = (day for day in self.past(LEVEL_SEARCH_DAYS, ago) if day not in held)
        return tuple(islice(free, days))

    def ordinary_days(self, days: int, ago: int = 0) -> tuple[dt.date, ...]:
        """The last `days` days that were neither in a flare nor on the way back; days worse than usual among them."""
        free = (day for day in self.past(LEVEL_SEARCH_DAYS, ago) if day not in self._held_days)
        return tuple(islice(free, days))

    def ordinary_loads(self, group: str, days: int = RECENT_DAYS, ago: int = 0) -> list[float]:
        """The known, plausible loads of `days` days that were neither in a flare nor on the way back: days worse than
        usual are among them.
        """
        loads = self.trusted(group)
        return [loads[day] for day in self.past(days, ago) if day in loads and day not in self._held_days]

    @remembered
    def mean_day(self, group: str, ago: int = 0) -> float | None:
        """The mean of the known days that were neither in a flare nor on the way back, worse ones among them: of two,
        four or twelve weeks, whichever is most. None without any.
        """
        found = [self.ordinary_loads(group, days, ago) for days in (RECENT_DAYS // 2, RECENT_DAYS, LEVEL_SEARCH_DAYS)]
        return max((fmean(known) for known in found if known), default=None)

    @remembered
    def used_to(self, group: str) -> float | None:
        """What the days of late have held on average, flares and rest among them: the mean of the known days of twelve
        weeks in which a day of three weeks ago counts e times less than yesterday. None without any.
        """
        loads = self.trusted(group)
        known = [(count, day) for count, day in zip(COUNTS, self.past(LEVEL_SEARCH_DAYS), strict=True) if day in loads]
        if not known:
            return None
        return math.fsum(count * loads[day] for count, day in known) / math.fsum(count for count, _ in known)

    @remembered
    def reached(self, group: str, ago: int = 0) -> float | None:
        """The recent maximum: the level reached on at least three of 28 known days (`level_loads`); None with fewer
        known ones.
        """
        known = sorted(self.level_loads(group, ago=ago), reverse=True)
        return known[REACHED_DAYS - 1] if len(known) >= REACHED_DAYS else None

    @remembered
    def usual_load(self, group: str, ago: int = 0, without: frozenset[dt.date] = frozenset()) -> float | None:
        """The usual day (`usual_day_of`) of the last 28 days that were no reason to do less, or 0.95 of that of twelve
        weeks where that is more: weeks that were held down are remembered slowly. without: as in `level_loads`.
        """
        spans = (RECENT_DAYS, LEVEL_SEARCH_DAYS)
        now, long = (usual_day_of(self.level_loads(group, days, ago, without)) for days in spans)
        return now if now is None or long is None else max(now, SLOW_SHARE * long)

    @cached_property
    def whole(self) -> Series:
        """The load of all groups together, on the days on which any is known."""
        return _summed(self.loads)

    @cached_property
    def burdens(self) -> Mapping[str, Series]:
        """The loads of each group that a day can hold, and of the whole where there are several groups."""
        loads = {
            group: {day: load for day, load in series.items() if load <= DAY_HOLDS}
            for group, series in self.loads.items()
        }
        return loads if len(loads) == 1 else {**loads, WHOLE_BODY: _summed(loads)}

    def mean_burden(self, name: str) -> float:
        """The mean of the plausible ones of `burdens` in twelve weeks: a single slip of the pen would lift the mean
        beyond every other day. Infinite where none is known.
        """
        known = self._trusted[name] if name in self._trusted else _summed(self._trusted)
        return fmean([known[day] for day in self.past(LEVEL_SEARCH_DAYS) if day in known] or [math.inf])

    def done(self, group: str) -> float:
        """What the diary already holds for the planning day itself."""
        return self.loads[group].get(self.on, 0.0)

    # -- pain --------------------------------------------------------------------------------------------------------

    def in_flare(self, day: dt.date) -> bool:
        """Whether `day` lies in a flare."""
        return day in self._flare_days

    @cached_property
    def _flare_days(self) -> frozenset[dt.date]:
        return frozenset(
            flare.start + dt.timedelta(days=i) for flare in self.flares for i in range(flare.days(self.on))
        )

    @cached_property
    def _held_days(self) -> frozenset[dt.date]:
        """The days in flares, and those on the way back after them."""
        back = {
            flare.end + dt.timedelta(days=i)
            for flare in self.flares
            if flare.end is not None
            for i in range(1, climb_days(flare, self.on) + 1)
        }
        return self._flare_days | back

    @cached_property
    def _bad_days(self) -> frozenset[dt.date]:
        """The days that were worse than usual, the two under judgement apart: pain, not the person, said how much."""
        judged = frozenset(self.past(JUDGED_DAYS))
        return frozenset(day for day in self.pain if day not in judged and self.worse(day))

    def points_of(self, group: str, rise: float) -> float:
        """`rise` (0-10) of the areas under `group` in the points that they are written in."""
        return round(self.area_scales.get(group, SCALE_0_10).width_from_0_10(rise), 1)

    @property
    def is_of_pain(self) -> bool:
        """Whether `pain` is pain, of the whole body or an area, and not another rating that is planned by."""
        return self.target.partition(".")[0] == "pain"

    @property
    def flare_now(self) -> Flare | None:
        """The flare under way, if any."""
        return next((flare for flare in self.flares if flare.end is None), None)

    @cached_property
    def usual_pain(self) -> Usual | None:
        """The usual pain of the 28 days before the two under judgement (flares left out); None with too few days."""
        return self.usual_in(self.pain)

    @cached_property
    def usual_fatigue(self) -> Usual | None:
        """The same of fatigue."""
        return self.usual_in(self.fatigue)

    def usual_in(self, series: Series) -> Usual | None:
        """The same of any daily ratings."""
        days = self.past(RECENT_DAYS, JUDGED_DAYS)
        return usual_of([series[day] for day in days if day in series and not self.in_flare(day)])

    def worse(self, day: dt.date) -> bool | None:
        """Whether `day` was worse than usual; None when it or the usual is unknown."""
        usual = self.usual_pain
        if usual is None or day not in self.pain:
            return None
        return self.pain[day] >= usual.level + usual.margin

    def good(self, day: dt.date) -> bool:
        """Whether `day` is known to have been clearly better than usual."""
        usual = self.usual_pain
        return usual is not None and day in self.pain and self.pain[day] <= usual.level - usual.margin

    def rated_days(self, days: int) -> int:
        """How many of the `days` days before `on` have a rating."""
        return sum(day in self.pain for day in self.past(days))

    @property
    def pain_days(self) -> int:
        """Days with a known rating, the planning day left out."""
        return sum(day < self.on for day in self.pain)


def _summed(loads: Mapping[str, Series]) -> Series:
    whole: dict[dt.date, float] = {}
    for series in loads.values():
        for day, load in series.items():
            whole[day] = whole.get(day, 0.0) + load
    return whole


def climb_days(flare: Flare, on: dt.date) -> int:
    """Over how many days the way back after `flare` leads: as many as it lasted, 3 at least and 14 at most."""
    return min(RE_ENTRY_MOST_DAYS, max(RE_ENTRY_LEAST_DAYS, flare.days(on)))


def usual_day_of(loads: Sequence[float]) -> float | None:
    """The usual day: the level reached on more than a fifth of the known days (6 of 28), and at most a tenth above that
    reached on more than a quarter (8 of 28), so that one week of a boom in four is none; None below three known days.

    Ranks, not a mean: days that a plan or a hard morning held down lower a mean, and a cap at the mean then lowers the
    next. Of fewer than 14 known days the others count as not reached.
    """
    if len(loads) < REACHED_DAYS:
        return None
    known, days = sorted(loads, reverse=True), max(FEWEST_RANKED, len(loads))
    often, usual = (known[min(len(known), max(REACHED_DAYS, days // of + 1)) - 1] for of in (OFTEN_OF, USUAL_OF))
    return min(max(min(often, usual * OFTEN_MOST), SHORT_BOUT), known[REACHED_DAYS - 1])


def usual_of(values: list[float]) -> Usual | None:
    """Middle and margins of ratings; None below seven values.

    Worse is 0.7 points or one own SD (1.4826 x MAD) above the middle, whichever is more; clearly worse is 1.5 points
    or one own SD.
    """
    if len(values) < FEWEST_FOR_USUAL:
        return None
    level = float(median(values))
    spread = MAD_TO_SD * float(median(abs(value - level) for value in values))
    return Usual(level, max(WORSE_LEAST, spread), max(CLEARLY_LEAST, spread))


def _wall_clock(entry: Entry, rated: str) -> dt.datetime:
    at = entry.at
    if isinstance(at, dt.datetime):
        return at.replace(tzinfo=None)  # the wall clock of the person: only their own days are compared
    return dt.datetime.combine(at, dt.time(7 if rated == "morning" else 21))


def _hours_before(on: dt.date, at: dt.datetime | None) -> float | None:
    if at is None:
        return None
    return max(0.0, (dt.datetime.combine(on, MORNING) - at).total_seconds() / 3600.0)
