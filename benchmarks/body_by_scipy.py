"""The body's equations once more, for SciPy: one person at a time, from one change of activity to the next."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy.integrate import solve_ivp

from andante.body.day import HARDEST, SLOT_MIN, live
from andante.body.doing import loads
from andante.body.life import NEVER_STOPS, Life
from andante.body.muscle import REST_LOAD
from andante.body.pain import HOUR_S, saturated
from andante.body.sites import UNITS
from andante.body.state import Constants, Doing, Traits
from body_cohort import PEOPLE, DayOf, one_day

PER_UNIT = 9  # of the 11 states, those that each unit has; the last two are the person's
STATES = PER_UNIT * len(UNITS) + 2
Slope = Callable[[float, np.ndarray], np.ndarray]


def slope(doing: Doing, traits: Traits, k: Constants) -> Slope:
    """The right-hand side of one person's equations while they do one thing; every unit of an array (units, 1).

    What does not change is worked out beforehand, so that SciPy is not slowed by it. Takes many states at once too:
    the implicit methods ask for a Jacobian, column by column.
    """
    load, duty, strain = doing
    on = load > REST_LOAD
    held, working = np.where(on, load, 0.0), np.where(on, duty, 0.0)
    tires = working * traits.fatigue_rate
    recovers = traits.recovery_rate * (working + traits.rest_multiplier * (1.0 - working))
    stops, squeezed = working / k.ischaemia_on_s, np.minimum(1.0, (load / k.ischaemia_load) ** 2)
    flow_rate, stopped = stops + (1.0 - working) / k.ischaemia_off_s, stops * squeezed
    strains = strain / (60.0 * k.posture_rise_min)
    strain_rate = strains + (1.0 - strain) / (60.0 * k.posture_fall_min)
    harm = k.soreness_rate * duty * np.maximum(load - traits.accustomed, 0.0)
    sensitise_s, rise_s, fall_s = (HOUR_S * x for x in (k.sensitise_h, k.soreness_rise_h, k.soreness_fall_h))
    failing_at = np.maximum(1.0 - load, 1e-3)
    flowing = k.rhythmic_nociception * squeezed
    size = traits.size.T

    def right_hand_side(_: float, y: np.ndarray) -> np.ndarray:
        y_many = y.reshape(STATES, -1)
        tired, flow, posture, noxious, sensitised, damage, sore, fast, slow = _units(y_many)
        aching = np.minimum(1.0, tired / failing_at)
        drive = duty * np.clip(load / np.maximum(1.0 - tired, 1e-3), 0.0, 1.0)
        gain = flow * traits.relief_sustained + (1.0 - flow) * traits.relief_rhythmic
        relief = drive * gain * (1.0 - k.painful_relief * saturated(traits.tonic_sensitised + sensitised))
        source = aching * (flowing + (1.0 - k.rhythmic_nociception) * flow)
        change = np.empty_like(y_many)
        into = _units(change)
        into[0] = tires * np.minimum(held, 1.0 - tired) - recovers * tired
        into[1] = stopped - flow_rate * flow
        into[2] = strains - strain_rate * posture
        into[3] = (source + k.posture_nociception * posture - noxious) / k.nociception_s
        into[4] = k.sensitise_rate * noxious - sensitised / sensitise_s
        into[5] = harm - damage / rise_s
        into[6] = damage / rise_s - sore / fall_s
        into[7] = (relief - fast) / k.relief_fast_s
        into[8] = (relief - slow) / k.relief_slow_s
        change[-2] = (traits.relief_general * (size @ drive) - y_many[-2]) / k.relief_general_s
        change[-1] = k.facilitation_rate * (size @ noxious) - y_many[-1] / (60.0 * k.facilitation_min)
        return change.reshape(y.shape)

    return right_hand_side


def _units(y: np.ndarray) -> np.ndarray:
    return y[:-2].reshape(PER_UNIT, len(UNITS), -1)


def scipy_day(day: DayOf, who: int, options: dict[str, object]) -> tuple[np.ndarray, np.ndarray]:
    """The states of one person at midnight, and the largest of each kind at the changes of activity: (states,) each."""
    known, rows = loads(), day.activity[:, who]
    traits = Traits(*(np.asarray(x, float)[..., who : who + 1] for x in day.person.traits))
    k = Constants(*(float(x) for x in day.k))
    able = np.asarray(day.person.strength, float)[:, who : who + 1]
    y, largest = np.zeros(STATES), np.zeros(STATES)
    cuts = [0, *(np.flatnonzero(np.diff(rows)) + 1), len(rows)]
    for start, stop in pairwise(cuts):
        row = rows[start]
        load = np.minimum(known.load[row][:, None] / able, HARDEST)
        doing = Doing(load, known.duty[row][:, None], known.posture[row][:, None])
        span = (60.0 * SLOT_MIN * start, 60.0 * SLOT_MIN * stop)
        y = solve_ivp(slope(doing, traits, k), span, y, t_eval=span[1:], **options).y[:, -1]
        largest = np.maximum(largest, np.abs(y))
    of_kind = np.broadcast_to(_units(largest).max(axis=1, keepdims=True), (PER_UNIT, len(UNITS), 1))
    return y, np.concatenate([of_kind.ravel(), largest[-2:]])


def gap(found: np.ndarray, exact: np.ndarray, largest: np.ndarray) -> float:
    """The largest difference as a share of the exact value, or of a ten-thousandth of that state's most of the day."""
    return float(np.max(np.abs(found - exact) / np.maximum(np.abs(exact), 1e-4 * largest + 1e-9)))


METHODS: dict[str, dict[str, object]] = {
    "LSODA": {"method": "LSODA", "rtol": 1e-4},
    "LSODA, steps to 60 s": {"method": "LSODA", "rtol": 1e-4, "max_step": 60.0},
    "BDF, vectorised": {"method": "BDF", "rtol": 1e-4, "vectorized": True},
}


class Solved(NamedTuple):
    """Seconds of each person-day by method, the largest difference of its evenings from exact ones, and andante's."""

    spent: dict[str, list[float]]
    gaps: dict[str, float]
    own_gap: float


def solved(life: Life, ways: tuple[str, ...], count: int) -> Solved:
    """`count` person-days, each a different way of living, by SciPy; nobody stops for pain, so that all do the same."""
    day = one_day(life, ways, np.full(PEOPLE, NEVER_STOPS))
    ours, _ = live(*day)
    spent: dict[str, list[float]] = {name: [] for name in METHODS}
    gaps = dict.fromkeys(METHODS, 0.0)
    own_gap = 0.0
    for who in range(count):
        exact, largest = scipy_day(day, who, {"method": "LSODA", "rtol": 1e-9, "atol": 1e-13})
        mine = np.concatenate([np.asarray(x, float)[..., who].ravel() for x in ours])
        own_gap = max(own_gap, gap(mine, exact, largest))
        for name, options in METHODS.items():
            begin_s = time.perf_counter()
            found, _ = scipy_day(day, who, options)
            spent[name].append(time.perf_counter() - begin_s)
            gaps[name] = max(gaps[name], gap(found, exact, largest))
    return Solved(spent, gaps, own_gap)
