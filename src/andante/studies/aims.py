"""What calibration aims at in the laboratory studies: each target as a smooth residual, (value - aim) / width."""

from __future__ import annotations

import numpy as np

from andante.body.parameters import Table
from andante.studies import dasilva2018, ge2012, hoegerbement2008, kosek1996, naugle2012, staud2005
from andante.studies.statistics import log_changes, percent
from andante.studies.study import Size, in_laboratory

_ALL = ("laboratory",)
LABORATORY_TOUCHES = dict.fromkeys(
    (
        "rhythmic_nociception", "soreness_fall_h", "soreness_rate", "relief_slow_share",
        "relief_sustained@healthy", "relief_sustained.spread@healthy", "relief_sustained@fm",
        "relief_sustained.spread@fm", "relief_rhythmic@healthy", "relief_rhythmic.spread@healthy",
        "relief_general@healthy", "facilitation_rate", "facilitation@fm", "facilitation.spread@fm", "local_sensitivity",
        "pain_gain@healthy", "pain_gain@fm", "pain_limit@fm", "pain_sore", "pain_relief", "central_fatigue@fm",
    ),
    _ALL,
)  # fmt: skip
"""Constants that the laboratory studies set."""
PEOPLE = 300
SEED = 20261
SURE_14, SURE_22 = 0.95, 0.78
"""Standardised changes that are significant in nine of ten samples of 14 and of 22 people."""


def _size(table: Table, **people: int) -> Size:
    return Size(people, 1, SEED, table)  # type: ignore[arg-type]


def _above(value: float, least: float, width: float) -> float:
    return min(value - least, 0.0) / width


def laboratory(table: Table) -> dict[str, float]:
    """All residuals of the laboratory studies."""
    both = _size(table, fm=PEOPLE, healthy=PEOPLE)
    found = {**_ge(both), **_kosek(both), **_staud(both), **_naugle(_size(table, healthy=PEOPLE))}
    gain = hoegerbement2008.measure(_size(table, healthy=PEOPLE)).values["C12"]
    found["C12"] = _above(gain[0] if isinstance(gain, tuple) else gain, 2.0, 1.0)
    return {**found, **_dasilva(_size(table, fm=PEOPLE // 3))}


def _ge(size: Size) -> dict[str, float]:
    values = ge2012.measure(size).values
    number = {name: value[0] if isinstance(value, tuple) else value for name, value in values.items()}
    records = in_laboratory(ge2012.PROTOCOL, size)
    changes = {group: log_changes(record) for group, record in records.items()}
    found = {
        "C1": (number["C1"] - 286.2) / 20.0,
        "C2": (number["C2"] - 132.4) / 20.0,
        "C4 healthy": (number["C4 healthy"] - 5.1) / 0.5,
        "C4 fm": (number["C4 fm"] - 8.25) / 0.5,
        "C5": number["C5"] / 0.5,
        "C6 size": (number["C6 size"] - 15.0) / 3.0,
        "C8 size": (number["C8 size"] + 10.5) / 2.0,
    }
    for minutes in (0, 20):
        trapezius, leg = ("trapezius", 1, 60.0 * minutes), ("tibialis_anterior", 1, 60.0 * minutes)
        found[f"C6 {minutes}"] = _above(_d(changes["healthy"][trapezius]), SURE_22, 0.1)
        found[f"C7 {minutes}"] = percent(changes["fm"][trapezius]) / 3.0
        found[f"C8 healthy {minutes}"] = percent(changes["healthy"][leg]) / 4.0
        found[f"C8 fm {minutes}"] = _above(-_d(changes["fm"][leg]), SURE_22, 0.1)
    return found


def _d(changes: np.ndarray) -> float:
    return float(np.nanmean(changes) / np.nanstd(changes))


def _kosek(size: Size) -> dict[str, float]:
    found = {}
    for (group, moment), (mean, sd) in kosek1996.mean_changes(size).items():
        if group == "healthy":
            found[f"C9 healthy {moment}"] = _above(mean / sd, 0.35, 0.1)
        elif moment == "0":
            found["C9 fm 0"] = (mean / sd + 0.05) / 0.1
        else:
            found[f"C9 fm {moment}"] = _above(-mean / sd, SURE_14, 0.1)
    return found


def _staud(size: Size) -> dict[str, float]:
    values = staud2005.measure(size).values
    return {
        name: _above(float(value) if "healthy" in name else -float(value), 2.0, 1.0)  # type: ignore[arg-type]
        for name, value in values.items()
    }


def _naugle(size: Size) -> dict[str, float]:
    aims = {"isometric": 1.02, "dynamic": 0.83, "aerobic": 0.41}
    return {f"C11 {name}": (value - aims[name]) / 0.12 for name, value in naugle2012.sizes(size).items()}


def _dasilva(size: Size) -> dict[str, float]:
    mean = dasilva2018.courses(size).mean(axis=(2, 3))
    rise = mean.mean(axis=0)
    return {
        "C25 up": (rise[0] - 1.2) / 0.4,
        "C25 falling": _above(rise[0] - rise[2], 0.3, 0.15),
        "C25 later": _above(rise[2] - rise[4], 0.15, 0.1),
        "C25 still": (rise[4] - 0.25) / 0.1,
        "C25 alike": max(float(np.max(np.ptp(mean, axis=0))) - 0.4, 0.0) / 0.15,
    }


LABORATORY_PARTS = {"laboratory": laboratory}
