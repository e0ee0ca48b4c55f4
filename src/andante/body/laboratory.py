"""A protocol lived through by virtual people: every step in order, each person on their own clock, with the thresholds,
hold times and ratings that a laboratory would write down. Not whole days (`day`), and no statistics.

A hold ends at the earlier of capacity (the pool cannot give the load) and tolerance (felt pain reaches the person's
limit). Time is walked through in `contraction`.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import Any, Final
from zlib import crc32

import numpy as np

from andante.arrays import Array, jax, jnp
from andante.body import pain
from andante.body.contraction import (
    CAPACITY,
    NOT_YET,
    TOLERANCE,
    Going,
    Steps,
    Task,
    contract,
    grid,
    idle,
    load_of,
    pattern,
    quiet_times,
    starting,
)
from andante.body.people import People
from andante.body.protocol import Measured, Probe, Protocol, Rest, Work
from andante.body.sites import UNITS, Site, closeness, site, units_of
from andante.body.state import Constants, Doing, State, Traits, constants_of, rested, traits_of

_BLOCK: Final = 1024
"""People in one block: small enough for its arrays to stay near the processor."""
_SIZES: Final = (16, 64, 256, _BLOCK)
_OCCASIONAL: Final = ("relief_sustained", "relief_rhythmic", "relief_general", "facilitation")
ENDED: Final = ("time", "capacity", "tolerance", "cap")
"""Why a contraction ended: its time was over, the muscle failed, the person stopped, or `cap_s` was reached."""
assert ENDED[CAPACITY] == "capacity" and ENDED[TOLERANCE] == "tolerance", "the walk counts in the same order"


@dataclass(frozen=True)
class Reading:
    """Thresholds of one site at one moment: `ppt_kpa` (people,), NaN where the person had stopped before.

    `step` is the place of the probe in the protocol; `moment` says when: seconds, or a share of the own time.
    """

    site: str
    step: int
    moment: float
    shared: bool
    ppt_kpa: np.ndarray


@dataclass(frozen=True)
class Stop:
    """How a contraction ended: each array is (people,). `ended` holds places in ENDED."""

    step: int
    hold_s: np.ndarray
    ended: np.ndarray
    pain: np.ndarray
    effort: np.ndarray


@dataclass(frozen=True)
class Rating:
    """Felt pain at a moment of a probe, 0-10: overall and in the worst place, each (people,)."""

    step: int
    moment: float
    overall: np.ndarray
    worst: np.ndarray


@dataclass(frozen=True)
class Record:
    """All that the laboratory wrote down: thresholds and pain before anything, then all in order."""

    before_kpa: dict[str, np.ndarray]
    before_pain: Rating
    readings: tuple[Reading, ...]
    ratings: tuple[Rating, ...]
    stops: tuple[Stop, ...]


@dataclass(frozen=True)
class Setting:
    """How a protocol is run: `occasion` numbers the day of the test; steps and precision are for checks of them."""

    seed: int = 0
    occasion: int = 0
    step_scale: float = 1.0
    dtype: Any = np.float32


_threshold_change = jax.jit(pain.log_threshold_change)


@jax.jit
def _felt(state: State, traits: Traits, k: Constants) -> tuple[Array, Array]:
    """Overall and worst pain, 0-10."""
    odds = pain.pain_odds(state, traits, k)
    return pain.rating(pain.overall_odds(odds)), jnp.max(pain.rating(odds), axis=0)


def run(protocol: Protocol, people: People, setting: Setting = Setting()) -> Record:
    """`people` (of one group) live through `protocol`. Who is in the batch changes nobody's result."""
    parts = [people.part(start, start + _BLOCK) for start in range(0, len(people), _BLOCK)]

    def record(part: People) -> Record:
        # Filled up with copies of the last person to one of few sizes, so that little is compiled.
        size = next(size for size in _SIZES if len(part) <= size)
        filled = part.take(np.minimum(np.arange(size), len(part) - 1))
        return _first(_Session(protocol, filled, setting).record(), len(part))

    with ThreadPoolExecutor(2) as pool:
        records = list(pool.map(record, parts))
    return records[0] if len(records) == 1 else _joined(records)


def _first(record: Record, count: int) -> Record:
    """The record of the first `count` people."""

    def cut(value: Any) -> Any:
        if isinstance(value, np.ndarray):
            return value[..., :count]
        if isinstance(value, dict):
            return {name: cut(one) for name, one in value.items()}
        if isinstance(value, tuple):
            return tuple(cut(one) for one in value)
        return (
            replace(value, **{f.name: cut(getattr(value, f.name)) for f in fields(value)})
            if _is_record(value)
            else value
        )

    found: Record = cut(record)
    return found


def _is_record(value: Any) -> bool:
    return isinstance(value, Record | Reading | Rating | Stop)


def _nth(kind: str, i: int, record: Record) -> Any:
    return getattr(record, kind)[i]


def _joined(records: list[Record]) -> Record:
    """The records of blocks as the one of all their people."""
    first = records[0]

    def together(pick: Callable[[Record], Any], like: Any) -> Any:
        values = {
            name: np.concatenate([getattr(pick(record), name) for record in records])
            for name in (one.name for one in fields(like))
            if isinstance(getattr(like, name), np.ndarray)
        }
        return replace(like, **values)

    def all_of(kind: str) -> tuple[Any, ...]:
        return tuple(together(partial(_nth, kind, i), like) for i, like in enumerate(getattr(first, kind)))

    return Record(
        {name: np.concatenate([r.before_kpa[name] for r in records]) for name in first.before_kpa},
        together(lambda record: record.before_pain, first.before_pain),
        all_of("readings"), all_of("ratings"), all_of("stops"),
    )  # fmt: skip


def working_side(protocol: Protocol) -> str:
    """The side on which sites without a side lie: that of the first contraction, the right one when it is both."""
    sides = [step.side for step in protocol.steps if isinstance(step, Work)]
    return "left" if sides and sides[0] == "left" else "right"


def sites_of(protocol: Protocol) -> tuple[str, ...]:
    """All sites that the protocol asks for, in order."""
    names: list[str] = []
    for step in protocol.steps:
        if isinstance(step, Probe):
            names.extend(step.sites)
        elif isinstance(step, Work) and step.measured is not None:
            names.extend(step.measured.sites)
    return tuple(dict.fromkeys(names))


@dataclass
class _Session:
    """One block of people on one occasion."""

    protocol: Protocol
    people: People
    setting: Setting
    readings: list[Reading] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)

    def __post_init__(self) -> None:
        dtype, count = self.setting.dtype, len(self.people)
        side = working_side(self.protocol)
        self.sites = [site(name, side) for name in sites_of(self.protocol)]
        self.noise = _Noise(self.people, self.setting)
        self.traits = traits_of(_on_occasion(self.people, self.noise), dtype)
        self.k = constants_of(self.people, dtype)
        self.limit = np.asarray(10.0 / (1.0 + np.exp(-self.people.get("pain_limit"))), dtype)
        self.state = rested(count, dtype)
        kinds = [one.kind for one in self.sites]
        self.resting = self.people.ppt_kpa(kinds) if kinds else np.zeros((0, count))
        self.load = np.zeros((len(UNITS), count), dtype)

    def record(self) -> Record:
        """Everything in order."""
        before = dict(zip((one.name for one in self.sites), self._thresholds(self.sites), strict=True))
        pain_before = self._rating(-1, 0.0)
        for number, step in enumerate(self.protocol.steps):
            if isinstance(step, Work):
                self._work(number, step)
            elif isinstance(step, Rest):
                self._rest(step.seconds)
            else:
                self._probe(number, step)
        return Record(before, pain_before, tuple(self.readings), tuple(self.ratings), tuple(self.stops))

    def _reach(self, sites: list[Site]) -> Array:
        units = np.array([one.unit for one in sites], dtype=int)
        both = np.stack([closeness()[units], np.eye(len(UNITS))[units]])
        return np.asarray(both, self.setting.dtype)

    def _thresholds(self, sites: list[Site]) -> np.ndarray:
        """Thresholds now, each with its own error: (sites, people), kPa."""
        if not sites:
            return np.zeros((0, len(self.people)))
        rows = [self.sites.index(one) for one in sites]
        change = _threshold_change(self.state, self.load, self.traits, self.k, self._reach(sites))
        return np.asarray(self.resting[rows] * np.exp(np.asarray(change, float) + self.noise.probe(len(sites))))

    def _probe(self, number: int, step: Probe) -> None:
        sites, before = [one for one in self.sites if one.name in step.sites], 0.0
        for at in sorted(step.at_s):
            self._rest(at - before)
            before = at
            for one, kpa in zip(sites, self._thresholds(sites), strict=True):
                self.readings.append(Reading(one.name, number, at, False, kpa))
            self.ratings.append(self._rating(number, at))

    def _rating(self, number: int, at: float) -> Rating:
        overall, worst = _felt(self.state, self.traits, self.k)
        return Rating(number, at, np.asarray(overall, float), np.asarray(worst, float))

    def _rest(self, seconds: float) -> None:
        if seconds > 0.0:
            nothing = np.zeros_like(self.load)
            for steps in grid(quiet_times(seconds, self.setting.step_scale)):
                self.state = idle(self.state, Doing(nothing, nothing, nothing), self.traits, self.k, steps)

    def _work(self, number: int, work: Work) -> None:
        self.load = np.asarray(load_of(work, self.people), self.setting.dtype)
        working = [row in units_of(work.muscle, work.side) for row in range(len(UNITS))]
        task = Task(self.load, np.asarray(working)[:, None], self.limit)
        measured = [one for one in self.sites if work.measured and one.name in work.measured.sites]
        reach, going = self._reach(measured), starting(self.state)
        course = _Course(_threshold_change(self.state, self.load, self.traits, self.k, reach))
        total = work.cap_s if work.seconds is None else min(work.seconds, work.cap_s)
        for steps in pattern(work, total, self.setting.step_scale):
            going, change = contract(going, task, self.traits, self.k, steps, reach)
            course.add(steps[0], change)
            if bool(jnp.all(going.ended != NOT_YET)):
                break
        self.state = going.state
        stop = _stop(number, work, going)
        self.stops.append(stop)
        if work.measured is not None:
            self._measure(stop, work.measured, measured, course)
        self.load = np.zeros_like(self.load)

    def _measure(self, stop: Stop, asked: Measured, sites: list[Site], course: _Course) -> None:
        """Thresholds while the contraction went on, read from the course of their change."""
        hold = stop.hold_s
        moments = [(share, share * hold, True) for share in asked.at_share]
        moments += [(s, np.where(s <= hold + 1e-6, s, np.nan), False) for s in asked.at_s]
        resting = self.resting[[self.sites.index(one) for one in sites]]
        for moment, when, shared in moments:
            kpa = resting * np.exp(course.at(when) + self.noise.probe(len(sites)))
            self.readings += [
                Reading(one.name, stop.step, moment, shared, value) for one, value in zip(sites, kpa, strict=True)
            ]


def _stop(number: int, work: Work, going: Going) -> Stop:
    over = "time" if work.seconds is not None and work.seconds <= work.cap_s else "cap"
    ended = np.asarray(going.ended)
    ended = np.where(ended == NOT_YET, ENDED.index(over), ended)
    clock, pains, efforts = (np.asarray(one, float) for one in (going.clock, going.pain, going.effort))
    return Stop(number, clock, ended, pains, efforts)


class _Course:
    """How the log thresholds of the measured sites changed during a contraction."""

    def __init__(self, at_first: Array) -> None:
        self._steps: list[np.ndarray] = []
        self._changes: list[np.ndarray] = [np.asarray(at_first)[None]]

    def add(self, steps: Steps, change: Array) -> None:
        """A chunk: its steps, and the change after each (steps, sites, people)."""
        live = np.asarray(steps[1])
        self._steps.append(np.asarray(steps[0])[live])
        self._changes.append(np.asarray(change)[live])

    def at(self, when: np.ndarray) -> np.ndarray:
        """The change at each person's own moment: (sites, people). NaN stays NaN."""
        times = np.cumsum(np.concatenate(self._steps))
        return _interpolated(np.concatenate(self._changes), np.concatenate([[0.0], times]), when)


def _interpolated(course: np.ndarray, at: np.ndarray, when: np.ndarray) -> np.ndarray:
    """The course (times, sites, people) at each person's own moment: (sites, people); NaN stays NaN."""
    known = np.where(np.isnan(when), 0.0, when)
    right = np.clip(np.searchsorted(at, known), 1, len(at) - 1)
    share = np.clip((known - at[right - 1]) / (at[right] - at[right - 1]), 0.0, 1.0)
    people = np.arange(course.shape[2])
    value = course[right - 1, :, people] * (1.0 - share)[:, None] + course[right, :, people] * share[:, None]
    return np.where(np.isnan(when), np.nan, value.T)


class _Noise:
    """Each person's own random numbers of this occasion, in the order in which they are asked for."""

    def __init__(self, people: People, setting: Setting) -> None:
        key = (setting.seed, setting.occasion, crc32(people.group.encode()))
        self.draws = [np.random.default_rng((*key, people.seed, int(number))) for number in people.numbers]
        self.size = people.table.value("probe_noise")

    def normals(self, count: int) -> np.ndarray:
        """(count, people) standard normals."""
        return np.stack([rng.standard_normal(count) for rng in self.draws], axis=1)

    def probe(self, count: int) -> np.ndarray:
        """Errors of `count` thresholds, in log units."""
        return self.size * self.normals(count)


def _on_occasion(people: People, noise: _Noise) -> People:
    """The people as they are on this occasion: gains that can have either sign differ from day to day."""
    z = noise.normals(len(_OCCASIONAL))
    share = people.table.value("occasion_noise")
    moved = {
        name: people.get(name) + share * people.table.spread(people.table.constant(name, people.group)) * own
        for name, own in zip(_OCCASIONAL, z, strict=True)
    }
    return People(people.group, people.seed, people.numbers, people.table, {**people.spread, **moved})
