"""A diary as the arrays the filter walks along. Not the model: nothing here depends on its parameters.

Everything at step t is computed from rows up to t only, so that later rows cannot change an earlier forecast.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from operator import call, is_
from weakref import ref

import numpy as np

from andante.anatomy import MUSCLE_GROUPS
from andante.errors import InputError
from andante.learn.priors import Shape
from andante.records import Diary, Entry, refusal

LOADS = ("load", *(f"load.{group}" for group in MUSCLE_GROUPS))
PLAIN_WORDS = ("sleep", "stress", "steps", "hrv", "hr.resting")
PLAIN_PREFIXES = ("treatment.", "exertion.", "event.", "minutes.")
MOST_EXPOSURES = 16
RATED = ("pain", "fatigue", "stress", "fog", "sleep", "mood")
FEWEST_KNOWN = 7  # an exposure takes part from its 7th known value, when its own unit is known
FEWEST_DIFFERING = 3  # of them, from the commonest one
CLIP = 6.0  # own units; a slip of the finger must not swing a forecast
HIGHER = 1.5  # of the highest so far: what is no slip, but lasts, is believed within some days


def target_of(diary: Diary, target: str | None) -> str:
    """The column to learn: the one named; else `pain`; else, without a rating of it, the pain area that the person
    began to rate first.

    Raises InputError when the diary has no such column.
    """
    ratings = [c for c in diary.columns if c in RATED or c.startswith(("pain.", "symptom."))]
    if target is not None:
        if target not in ratings:
            raise InputError(f"--target: found {target!r}, this diary has {', '.join(ratings) or 'no rating'}")
        return target
    if any("pain" in entry.values for entry in diary.entries):
        return "pain"
    areas = [c for c in ratings if c.startswith("pain.")]
    for entry in diary.entries:
        for area in areas:
            if area in entry.values:
                return area
    if "pain" in diary.columns:
        return "pain"  # asked, and never answered: that nothing is known of it can be said
    found = "found no column 'pain' and no 'pain.<area>' with a value"
    raise InputError(
        f"--target: {found}; name another with --target, this diary has {', '.join(ratings) or 'no rating'}"
    )


def exposures_of(columns: Sequence[str], target: str) -> tuple[str, ...]:
    """The columns that may move the target, loads first, at most 16; chosen by name alone, so no later row matters."""
    known = set(columns)
    loads = [c for c in LOADS if c in known]
    plain = [c for c in columns if c in PLAIN_WORDS and c != target]
    for prefix in PLAIN_PREFIXES:
        plain += [c for c in columns if c.startswith(prefix)]
    return (*loads, *plain)[:MOST_EXPOSURES]


def shape_of(exposures: Sequence[str]) -> Shape:
    """The shape of the model with these exposures."""
    loads = sum(name in LOADS for name in exposures)
    return Shape(loads, len(exposures) - loads)


@dataclass(frozen=True)
class Timeline:
    """T steps: calendar days for a daily diary, entries otherwise.

    `at` names each step; `time` (T,) is in days from the first; `rating` (T,) on 0-10, NaN when missing;
    `exposure` (T, J) is in the person's own units, `known` (T, J) where it takes part; `unit`, `zero` (J,): exposure =
    (written - zero) / unit, NaN while not known, cut at `limit` (J,) own units by the end; `mark` (T,) holds the
    person's own flare marks (NaN when missing), `day` the own day of each step, `written` (T, J) the exposures as
    written.
    """

    at: tuple[dt.date | dt.datetime, ...]
    time: np.ndarray
    rating: np.ndarray
    exposure: np.ndarray
    known: np.ndarray
    unit: np.ndarray
    zero: np.ndarray
    limit: np.ndarray
    daily: bool
    exposures: tuple[str, ...]
    mark: np.ndarray
    day: tuple[dt.date, ...]
    written: np.ndarray
    target: str

    def __len__(self) -> int:
        return len(self.at)

    @property
    def shape(self) -> Shape:
        """The model's shape."""
        return replace(shape_of(self.exposures), hourly=not self.daily)

    def without_exposures(self) -> Timeline:
        """The same steps for the model that knows no exposures."""
        return replace(
            self, exposure=self.exposure[:, :0], known=self.known[:, :0], unit=self.unit[:0], zero=self.zero[:0],
            limit=self.limit[:0], exposures=(),
        )  # fmt: skip

    def rated_days(self) -> np.ndarray:
        """On how many own days there is a rating since each exposure takes part (J,)."""
        rated = np.flatnonzero(~np.isnan(self.rating))
        if not self.daily:  # of each day the last
            rated = np.array(sorted({self.day[step]: step for step in rated.tolist()}.values()), int)
        begun = np.where(self.known.any(axis=0), self.known.argmax(axis=0), len(self))
        return np.asarray(len(rated) - np.searchsorted(rated, begun))

    def takes_part_in(self) -> np.ndarray:
        """In how many days, going on as so far, each exposure will take part (J,): 0 = it does, NaN = not in sight."""
        waits = np.zeros(len(self.unit))
        for j in np.flatnonzero(np.isnan(self.unit)):
            known = np.flatnonzero(~np.isnan(self.written[:, j]))
            days = (max(self.day) - self.day[known[0] if len(known) else 0]).days + 1
            waits[j] = _takes_part_in(self.written[known, j], days)
        return waits

    def flare_time(self, step: int) -> float:
        """The time of `step` as the flare rule counts it: own days in a daily diary, real days otherwise."""
        return float(self.time[step])

    def ahead(self, horizons: int) -> np.ndarray:
        """Days from each step to the `horizons` following ones (T, H); past the end, calendar days after the last."""
        steps, time = len(self), np.concatenate([self.time, self.time[-1] + np.arange(1, horizons + 1)])
        ahead = np.empty((steps, horizons))
        for h in range(horizons):
            np.subtract(time[h + 1 : h + 1 + steps], self.time, out=ahead[:, h])
        return ahead

    def digest(self, steps: int) -> str:
        """Digest of all that a belief learns from in the first `steps` steps, and of how it is read."""
        # Days that follow one upon the other are told by the first of them.
        days = () if self.daily else tuple(day.toordinal() for day in self.day[:steps])
        told = hashlib.sha256(repr((self.exposures, self.daily, self.at[:1], self.unit.shape, days)).encode())
        told.update(self._told[:steps].data)
        return told.hexdigest()

    @cached_property
    def _told(self) -> np.ndarray:
        """All numbers that a belief learns from, step by step (T, J + 3)."""
        told = np.empty((len(self), len(self.unit) + 3))
        told[:, 0], told[:, 1], told[:, 2], told[:, 3:] = self.time, self.rating, self.mark, self.written
        return told


def timeline(diary: Diary, target: str) -> Timeline:
    """The steps of `diary` for `target`.

    Raises InputError for what no diary file can hold: entries out of order, numbers that are none or off the scale,
    loads below zero.
    """
    exposures = exposures_of(diary.columns, target)
    entries, daily = diary.entries, diary.is_daily
    at: tuple[dt.date | dt.datetime, ...]
    rows = _rows(diary)
    if daily:
        at = day = _each_day(diary)
        time = np.arange(len(day), dtype=float)
    else:
        day, at = diary.own_days, tuple(entry.at for entry in entries)
        seconds = np.array([entry.instant(diary.rated).timestamp() for entry in entries])
        time = (seconds - seconds[0]) / 86400.0
        if (np.diff(time) < 0.0).any():
            raise InputError("diary: found entries out of order, allowed are entries in order of time")
    names = (target, *exposures, "flare")
    raw = np.full((len(at), len(names)), np.nan)
    raw[rows] = _cells(entries, names)
    for column, name in enumerate(names):
        if name in diary.scales:
            raw[:, column] = _on_0_10(raw[:, column], diary, name)
    _check(raw[:, 0], diary, target)
    if np.isinf(raw).any():
        endless = [name for name, column in zip(names, raw.T, strict=True) if np.isinf(column).any()]
        raise InputError(f"{endless[0]}: found an infinite number, allowed are finite ones")
    loads = shape_of(exposures).loads
    if (raw[:, 1 : 1 + loads] < 0.0).any():
        name, load = next((name, load) for name, load in zip(exposures, raw.T[1:], strict=False) if (load < 0.0).any())
        raise InputError(refusal(name, float(load[load < 0.0][0])))
    own = in_own_units(raw[:, 1:-1], loads)
    return Timeline(at, time, raw[:, 0], *own, daily, exposures, raw[:, -1], day, raw[:, 1:-1], target)


def with_target(line: Timeline, diary: Diary, target: str) -> Timeline:
    """`timeline(diary, target)`, from the `line` of another target of the same diary with the same exposures."""
    rating = np.full(len(line), np.nan)
    rating[_rows(diary)] = [np.nan if (value := entry.get(target)) is None else value for entry in diary.entries]
    rating = _on_0_10(rating, diary, target)
    _check(rating, diary, target)
    return replace(line, rating=rating, target=target)


def _check(rating: np.ndarray, diary: Diary, target: str) -> None:
    """Refuse ratings off the scale; what another scale of the file does to the last digits is none."""
    off = rating[np.abs(rating - 5.0) > 5.0 + 1e-6]
    if off.size:
        scale = diary.scale(target)
        found = f"found {scale.from_0_10(float(off[0])):g}"
        raise InputError(f"{target}: {found}, allowed is a number from {scale.low:g} to {scale.high:g}")


def _rows(diary: Diary) -> np.ndarray:
    """The step of each entry."""
    if not diary.is_daily or _without_a_gap(diary):
        return np.arange(len(diary.entries))
    # After a journey west the first entry need not lie on the first day.
    return np.fromiter(map(dt.date.toordinal, diary.own_days), int) - diary.first_day.toordinal()


def _without_a_gap(diary: Diary) -> bool:
    """Whether every day from the first to the last has its entry, in order: nothing has to be put in its place."""
    return diary.in_order and (diary.last_day - diary.first_day).days + 1 == len(diary.entries)


def _each_day(diary: Diary) -> tuple[dt.date, ...]:
    """Every day from the first to the last."""
    if _without_a_gap(diary):
        return diary.own_days
    return tuple(map(dt.date.fromordinal, range(diary.first_day.toordinal(), diary.last_day.toordinal() + 1)))


def _on_0_10(values: np.ndarray, diary: Diary, column: str) -> np.ndarray:
    """Values of one column on 0-10, as they are where no scale is declared."""
    if column not in diary.scales:
        return values
    scale = diary.scales[column]
    return np.asarray(10.0 * (values - scale.low) / (scale.high - scale.low))


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of the diary last asked for. Its entries are held weakly: what nobody holds any more is forgotten."""

    names: tuple[str, ...] = ()
    entries: tuple[ref[Entry], ...] = ()
    cells: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))

    def holds(self, names: tuple[str, ...], entries: Sequence[Entry]) -> bool:
        """Whether it begins these `entries`: only the very same objects count, and entries never change."""
        known = map(call, self.entries)
        return self.names == names and len(self.entries) <= len(entries) and all(map(is_, known, entries))


_remembered = _Cells()


def _forget(first: ref[Entry]) -> None:
    """The diary that begins with `first` is gone: so are its numbers."""
    global _remembered  # noqa: PLW0603 - see `_cells`
    if _remembered.entries[:1] == (first,):
        _remembered = _Cells()


def _cells(entries: tuple[Entry, ...], names: tuple[str, ...]) -> np.ndarray:
    """What is written under `names` in each entry (entries, names), NaN where nothing is.

    The cells of the diary last asked for are remembered: one more entry then costs one more row.
    """
    global _remembered  # noqa: PLW0603 - one slot, replaced whole; what is computed does not depend on it
    before = _remembered
    if not before.holds(names, entries):
        before = _Cells(names, (), np.zeros((0, len(names))))
    later = entries[len(before.entries) :]
    new = [list(map(entry.values.get, names)) for entry in later]
    cells = np.concatenate([before.cells, np.array(new, dtype=float).reshape(-1, len(names))])  # None becomes NaN
    _remembered = _Cells(names, (*before.entries, *(ref(entry, _forget) for entry in later)), cells)
    return cells


def in_own_units(raw: np.ndarray, loads: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Exposures (T, J; NaN = missing) in own units, where they take part, their units, zeros and limits.

    The unit is fixed from the first values, at least 7 of them and not all alike: for loads the 75th percentile of
    those above zero, for others their SD. Values before that are left out: nothing is known of them yet. What lies far
    off is cut (`_cut`), for the first values may have been those of a week in bed.
    """
    own = [_own_unit(column, load=j < loads) for j, column in enumerate(raw.T)]
    unit, zero, begins = np.array(own).reshape(-1, 3).T
    known = ~np.isnan(raw) & (np.arange(len(raw))[:, None] >= begins)
    exposure = np.where(known, (raw - zero) / unit, 0.0)
    furthest = np.abs(exposure).max(axis=0, initial=0.0)
    for j in np.flatnonzero(furthest > CLIP):
        furthest[j] = _cut(exposure[:, j])
    return exposure, known, unit, zero, np.array(list(map(_limit, furthest.tolist())))


def _limit(furthest: float) -> float:
    """How far off the next value of an exposure may lie, when the `furthest` yet lay so far off (own units)."""
    return max(CLIP, HIGHER * furthest)


def _cut(column: np.ndarray) -> float:
    """Cut each value of an exposure (T,) in own units, in place, at CLIP or, where that is more, half as much again as
    the highest before it (`_limit`); how far off the furthest then is.
    """
    furthest = 0.0
    for t, value in enumerate(column.tolist()):
        most = _limit(furthest)
        if abs(value) > most:
            column[t] = math.copysign(most, value)
        furthest = max(furthest, min(abs(value), most))
    return furthest


def _own_unit(column: np.ndarray, *, load: bool) -> tuple[float, float, float]:
    """The unit and the zero of an exposure (T,), and the row after which they are known; NaN and never while not."""
    begins = _first_varied(map(float, column))
    return (np.nan, np.nan, np.inf) if begins is None else _unit_of(column[:begins].tobytes(), load=load)


@lru_cache(maxsize=256)
def _unit_of(written: bytes, *, load: bool) -> tuple[float, float, float]:
    """Unit, zero and how many values they rest on, of the first values of a column: asked again with each new entry."""
    early = np.frombuffer(written)
    begins = len(early)
    early = early[~np.isnan(early)]
    if load:
        return quantile(np.sort(early[early > 0]), 0.75), 0.0, float(begins)
    mean, sd = spread_of(early)
    return sd, mean, float(begins)


def spread_of(values: np.ndarray) -> tuple[float, float]:
    """Mean and SD of at least one value: `mean` and `std`, which look at their arguments for as long as that takes."""
    mean = values.sum() / len(values)
    off = values - mean
    return float(mean), float(np.sqrt((off * off).sum() / len(values)))


def quantile(ordered: np.ndarray, share: float) -> float:
    """The value below which a `share` (0-1) of `ordered` (ascending, at least one) lies, interpolated linearly.

    As `numpy.quantile`, which takes a tenth of a millisecond to look at its arguments: too long for each new entry.
    """
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return float(ordered[low] + (at - low) * (ordered[high] - ordered[low]))


def _takes_part_in(values: np.ndarray, days: int) -> float:
    """In how many days an exposure takes part (`_first_varied`) that has these `values` in so many `days` since the
    first; NaN where nothing says that it ever will.
    """
    missing, so_far = FEWEST_KNOWN - len(values), len(values)
    if not so_far:
        return float(missing) if days < FEWEST_KNOWN else math.nan
    if missing <= 0:
        so_far -= int(np.unique(values, return_counts=True)[1].max())
        missing = FEWEST_DIFFERING - so_far
    return days * missing / so_far if so_far else math.nan


def _first_varied(values: Iterable[float]) -> int | None:
    """How many first values are needed until at least 7 are known (not NaN) and three differ from the commonest one."""
    counts: dict[float, int] = {}
    known = 0
    for i, value in enumerate(values):
        if math.isnan(value):
            continue
        known += 1
        counts[value] = counts.get(value, 0) + 1
        if known >= FEWEST_KNOWN and known - max(counts.values()) >= FEWEST_DIFFERING:
            return i + 1
    return None
