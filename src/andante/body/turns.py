"""Bouts and rests in turn, in closed form: how tired and how painful they leave a body when they go on and on.

The equations of `muscle` and `pain` for one person doing one thing in equal bouts. Every state is a relaxation with a
constant rate within a bout and within a rest, so the cycle that repeats itself is found without stepping through time:
a whole grid of lengths costs a millisecond. NumPy alone, so that a plan waits for no compiler. Not in it: inhibition,
which differs between people in sign.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

import numpy as np

from andante.anatomy import MUSCLES
from andante.body.doing import HARDEST, REST_LOAD
from andante.body.parameters import packaged
from andante.body.sites import UNIT_MUSCLE

PerUnit = np.ndarray  # (units,)
Grid = np.ndarray  # (bouts, rests), or (units, bouts, rests) before the worst unit is taken
_CONSTANTS: Final = (
    *("ischaemia_on_s", "ischaemia_off_s", "ischaemia_load", "rhythmic_nociception"),
    *("posture_rise_min", "posture_fall_min", "posture_nociception", "sensitise_rate", "sensitise_h"),
    *("facilitation_rate", "facilitation_min", "pain_sensitised", "pain_relief", "pain_sore"),
    *("soreness_rise_h", "soreness_fall_h", "soreness_rate", "soreness_half", "soreness_accustomed"),
)


@dataclass(frozen=True)
class Somebody:
    """What the closed form needs of one person. Rates in 1/s; `strength` is the share of the healthy mean."""

    fatigue_rate: PerUnit
    recovery_rate: PerUnit
    rest_multiplier: PerUnit
    strength: PerUnit
    size: PerUnit
    facilitation: float
    tonic_pain: float
    pain_gain: float
    soreness_gain: float


@cache
def constants() -> dict[str, float]:
    """The constants of the table that everybody shares and the closed form needs."""
    return {name: packaged().value(name) for name in _CONSTANTS}


@cache
def middle_of(group: str) -> Somebody:
    """The person in the middle of `group`: every parameter at its median (mean where it is spread evenly)."""
    table = packaged()

    def units(name: str) -> PerUnit:
        return np.asarray(np.array([table.value(f"{name}.{muscle}", group) for muscle in MUSCLES])[UNIT_MUSCLE])

    def one(name: str) -> float:
        return table.value(name, group)

    return Somebody(
        units("fatigue_rate") * one("fatigability"),
        units("recovery_rate") * one("fatigability"),
        units("rest_multiplier"),
        units("strength_ratio") * one("strength_common"),
        units("size"),
        *(one(name) for name in ("facilitation", "tonic_pain", "pain_gain", "soreness_gain")),
    )


@dataclass(frozen=True)
class Task:
    """What is done: `load` (units,) as a share of the healthy maximum, `duty` (0-1), the strain of each position that
    takes its turn (positions, units) and of the rest (units,), 0-1.
    """

    load: PerUnit
    duty: float
    strains: np.ndarray
    rest_strain: PerUnit


class Peak(NamedTuple):
    """The worst moment of the repeating cycle, per length of bout and rest: (bouts, rests).

    fatigue: share (0-1) of that at which the load fails, in the most tired unit. worst, overall: pain of the worst
    area and overall, above that without any work, points of 10.
    """

    fatigue: Grid
    worst: Grid
    overall: Grid


def peak(who: Somebody, task: Task, *, bout_min: np.ndarray, rest_min: np.ndarray, work_min: float) -> Peak:
    """The peak when `work_min` minutes are done in bouts of `bout_min` (bouts,) and rests of `rest_min` (rests,).

    Exact for fatigue and posture in the cycle that repeats itself, which is no better than any before it; nociception
    is taken to follow at once (it lags by seconds); sensitisation and facilitation by the mean of a cycle.
    """
    on = 60.0 * np.asarray(bout_min, float)[:, None]
    off = 60.0 * np.asarray(rest_min, float)[None, :]
    load = np.minimum(task.load / who.strength, HARDEST)
    load = np.where(load > REST_LOAD, load, 0.0)
    tired, tired_mean = _fatigue(who, load, task.duty, on, off)
    strained, strained_mean = _posture(task, on, off)
    k = constants()
    source = _source(load, task.duty, k)
    share = on / (on + off)
    noxious = source * tired + k["posture_nociception"] * strained
    mean = share * source * tired_mean + k["posture_nociception"] * strained_mean
    elapsed = 60.0 * np.maximum(work_min, bout_min)[:, None] / share
    harm = _column(k["soreness_rate"] * task.duty * np.maximum(load - k["soreness_accustomed"], 0.0))
    sore = _soreness(harm * share, elapsed, k)
    odds = _odds(who, noxious, mean, sore, elapsed)
    pain, rest = 10.0 * _saturated(odds), 10.0 * _saturated(np.array(who.tonic_pain))
    overall = 10.0 * _saturated(np.cbrt(np.mean(odds**3, axis=0)))
    return Peak(tired.max(axis=0), pain.max(axis=0) - rest, overall - rest)


def _saturated(x: np.ndarray) -> np.ndarray:
    return np.asarray(x / (1.0 + x))


def _column(values: np.ndarray) -> Grid:
    return np.asarray(values, float)[:, None, None]


def _fatigue(who: Somebody, load: PerUnit, duty: float, on: Grid, off: Grid) -> tuple[Grid, Grid]:
    """Relative fatigue (0-1) of each unit at the end of a bout, and its mean over a bout: (units, bouts, rests)."""
    share = np.where(load > 0.0, duty, 0.0)
    rate = _column(who.recovery_rate * (share + who.rest_multiplier * (1.0 - share)))
    towards = _column(share * who.fatigue_rate * load) / rate
    kept = np.exp(-rate * on)
    rested = np.exp(-_column(who.rest_multiplier * who.recovery_rate) * off)
    bound = _column(1.0 - load)
    end = np.minimum(towards * (1.0 - kept) / (1.0 - kept * rested), bound)
    begin = end * rested
    mean = np.minimum(towards + (begin - towards) * (1.0 - kept) / (rate * on), bound)
    return np.minimum(end / bound, 1.0), np.minimum(mean / bound, 1.0)


def _source(load: PerUnit, duty: float, k: dict[str, float]) -> Grid:
    """The nociception of each unit when it is fully tired under its load, with the flow of blood that goes with it."""
    squeezed = np.minimum(1.0, (load / k["ischaemia_load"]) ** 2)
    rise, fall = duty / k["ischaemia_on_s"], (1.0 - duty) / k["ischaemia_off_s"]
    flow = squeezed * rise / (rise + fall)
    rhythmic = k["rhythmic_nociception"]
    return _column(rhythmic * squeezed + (1.0 - rhythmic) * flow)


def _posture(task: Task, on: Grid, off: Grid) -> tuple[Grid, Grid]:
    """Strain at the end of the worst bout of the cycle, and its mean over the cycle: (units, bouts, rests).

    One turn of every position and the rests between is a chain of relaxations; its fixed point starts the cycle.
    """
    legs = [leg for strain in task.strains for leg in ((strain, on), (task.rest_strain, off))]
    steps = [_leg(strain, seconds) for strain, seconds in legs]
    kept, reached = np.ones(1), np.zeros(1)
    for towards, fraction, _ in steps:
        kept, reached = kept * fraction, towards + (reached - towards) * fraction
    now = reached / (1.0 - kept)
    worst = area = 0.0
    for (towards, fraction, rate), (_, seconds) in zip(steps, legs, strict=True):
        area = area + towards * seconds + (now - towards) * (1.0 - fraction) / rate
        now = towards + (now - towards) * fraction
        worst = np.maximum(worst, now)
    return np.asarray(worst), np.asarray(area / (len(task.strains) * (on + off)))


def _leg(strain: PerUnit, seconds: Grid) -> tuple[Grid, Grid, Grid]:
    """Where strain goes, the share of the way that is left after `seconds`, and the rate."""
    k = constants()
    rise, fall = 60.0 * k["posture_rise_min"], 60.0 * k["posture_fall_min"]
    rate = _column(strain / rise + (1.0 - strain) / fall)
    return _column(strain / rise) / rate, np.exp(-rate * seconds), rate


def _soreness(harm: Grid, elapsed: Grid, k: dict[str, float]) -> Grid:
    """What is sore after `elapsed` seconds of a steady harm per second: two stages one after the other."""
    rise, fall = 3600.0 * k["soreness_rise_h"], 3600.0 * k["soreness_fall_h"]
    first, second = np.exp(-elapsed / rise), np.exp(-elapsed / fall)
    return np.asarray(harm * (fall * (1.0 - second) - (first - second) / (1.0 / fall - 1.0 / rise)))


def _odds(who: Somebody, noxious: Grid, mean: Grid, sore: Grid, elapsed: Grid) -> Grid:
    """Felt pain of each unit at its worst, as odds of 10."""
    k = constants()
    sensitise, faded = 3600.0 * k["sensitise_h"], 60.0 * k["facilitation_min"]
    sensitised = k["sensitise_rate"] * mean * sensitise * -np.expm1(-elapsed / sensitise)
    arriving = np.sum(_column(who.size) * mean, axis=0)
    facilitated = who.facilitation * _saturated(k["facilitation_rate"] * arriving * faded * -np.expm1(-elapsed / faded))
    soreness = who.soreness_gain * _saturated(sore / k["soreness_half"])
    work = noxious + k["pain_sensitised"] * _saturated(sensitised) + k["pain_sore"] * soreness
    return np.asarray((who.tonic_pain + who.pain_gain * work) * np.exp(k["pain_relief"] * facilitated))
