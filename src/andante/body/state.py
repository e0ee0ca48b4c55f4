"""What changes in a body, and what the equations need of a person: named arrays for JAX. No equations here.

Units are muscles by side (`sites.UNITS`); every array has the people on its last axis.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from jaxtyping import Float

from andante.anatomy import MUSCLE_GROUP_OF, MUSCLE_GROUPS
from andante.arrays import Array
from andante.body.people import People
from andante.body.sites import UNITS

PerUnit = Float[Array, "units people"]
PerPerson = Float[Array, " people"]


class State(NamedTuple):
    """The state of the bodies of a batch."""

    fatigued: PerUnit
    """Fatigued share of each motor-unit pool, 0-1 (M_F of 3CC-r)."""
    ischaemia: PerUnit
    """How far blood flow is stopped by a sustained contraction, 0-1."""
    posture: PerUnit
    """Strain of a position that is held, 0-1."""
    nociception: PerUnit
    """Nociceptive drive, 1 at the failure of a sustained hold."""
    sensitised: PerUnit
    """Peripheral sensitisation by work, above the lasting one."""
    damage: PerUnit
    """What will be sore (first stage of delayed soreness)."""
    sore: PerUnit
    """What is sore (second stage)."""
    relief_fast: PerUnit
    """Segmental inhibition woken by each unit, fast part, log units of threshold."""
    relief_slow: PerUnit
    """The slow part."""
    relief_general: PerPerson
    """General inhibition, log units of threshold."""
    facilitation: PerPerson
    """Facilitation, before it saturates."""


class Traits(NamedTuple):
    """What the equations need of each person; it does not change while they run."""

    fatigue_rate: PerUnit
    recovery_rate: PerUnit
    rest_multiplier: PerUnit
    size: PerUnit
    relief_sustained: PerPerson
    relief_rhythmic: PerPerson
    relief_general: PerPerson
    facilitation: PerPerson
    tonic_sensitised: PerUnit
    soreness_gain: PerPerson
    accustomed: PerUnit
    pain_gain: PerPerson
    tonic_pain: PerUnit
    central_fatigue: PerPerson
    effort_most: PerPerson


class Constants(NamedTuple):
    """Constants shared by everybody, in the units of their names (rates in 1/s)."""

    ischaemia_on_s: Array
    ischaemia_off_s: Array
    ischaemia_load: Array
    rhythmic_nociception: Array
    nociception_s: Array
    posture_rise_min: Array
    posture_fall_min: Array
    posture_nociception: Array
    sensitise_rate: Array
    sensitise_h: Array
    soreness_rise_h: Array
    soreness_fall_h: Array
    soreness_rate: Array
    soreness_half: Array
    relief_fast_s: Array
    relief_slow_s: Array
    relief_slow_share: Array
    relief_general_s: Array
    painful_relief: Array
    facilitation_rate: Array
    facilitation_min: Array
    local_sensitivity: Array
    sensitised_ppt: Array
    largest_change: Array
    pain_sensitised: Array
    pain_sore: Array
    pain_relief: Array


class Doing(NamedTuple):
    """What each unit does: `load` while it is on (fraction of the own maximum), the share of time it is on (`duty`),
    and how much the position strains it (`posture`, 0-1).
    """

    load: PerUnit
    duty: PerUnit
    posture: PerUnit


def rested(people: int, dtype: type = np.float32) -> State:
    """The state of people at rest."""
    unit: np.ndarray = np.zeros((len(UNITS), people), dtype)
    person: np.ndarray = np.zeros(people, dtype)
    return State(*(person if name in ("relief_general", "facilitation") else unit for name in State._fields))


def constants_of(people: People, dtype: type = np.float32) -> Constants:
    """The shared constants of the table that `people` were drawn from."""
    return Constants(*(np.asarray(people.table.value(name), dtype) for name in Constants._fields))


def _where_it_hurts(people: People) -> np.ndarray:
    """Which units hurt without a load (units, 1): in local pain the neck and shoulders, else all."""
    local = people.group == "local"
    hurts = [not local or muscle in ("neck", "shoulder") for muscle, _ in UNITS]
    return np.array(hurts, dtype=float)[:, None]


def traits_of(people: People, dtype: type = np.float32) -> Traits:
    """What the equations need of `people`."""
    pace = people.get("fatigability")
    hurts, units = _where_it_hurts(people), np.ones((len(UNITS), 1))
    values = {
        "fatigue_rate": people.units("fatigue_rate") * pace,
        "recovery_rate": people.units("recovery_rate") * pace,
        "rest_multiplier": people.units("rest_multiplier"),
        "size": people.units("size"),
        "tonic_sensitised": hurts * people.get("tonic_sensitised"),
        "tonic_pain": hurts * people.get("tonic_pain"),
        "accustomed": units * people.get("soreness_accustomed"),
    }
    return Traits(*(np.asarray(values[name] if name in values else people.get(name), dtype) for name in Traits._fields))


GROUP_UNITS: Final[dict[str, np.ndarray]] = {
    group: np.array([i for i, (muscle, _) in enumerate(UNITS) if MUSCLE_GROUP_OF[muscle] == group])
    for group in MUSCLE_GROUPS
}
"""Rows of the units of each muscle group of the diary."""
