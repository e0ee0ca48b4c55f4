"""Thresholds of the working quadriceps during and after a hold at 22 % of the maximum, at most 5 minutes: healthy rise,
fibromyalgia falls by mid-contraction, is near the start right after it, and lower again minutes later.
"""

from __future__ import annotations

import numpy as np

from andante.body.protocol import Measured, Probe, Protocol, Work
from andante.studies.statistics import log_changes, share_of_sign, share_significant
from andante.studies.study import Measures, Size, Study, Target, in_laboratory

JUST_AFTER_S = 5.0
"""A threshold takes some seconds to take."""
PROTOCOL = Protocol(
    "Quadriceps hold at 22 % of the maximum",
    {"fm": 14, "healthy": 14},
    (
        Work("knee", load=0.22, cap_s=300.0, measured=Measured(("quadriceps",), at_share=(0.5, 1.0))),
        Probe(("quadriceps",), (JUST_AFTER_S, 150.0, 300.0)),
    ),
)
_MOMENTS = {"mid": (0, 0.5), "end": (0, 1.0), "0": (1, JUST_AFTER_S), "2.5": (1, 150.0), "5": (1, 300.0)}
_WORDS = {
    "mid": "in mid-contraction",
    "end": "at its end",
    "0": "right after",
    "2.5": "2.5 min after",
    "5": "5 min after",
}

TARGETS = (
    *(Target(f"C9 healthy {m}", f"healthy {_WORDS[m]}: replications above the start", 0.80) for m in _MOMENTS),
    *(
        Target(f"C9 fm {m}", f"fibromyalgia {_WORDS[m]}: replications significantly below the start", 0.80)
        for m in ("mid", "end", "2.5", "5")
    ),
    Target("C9 fm 0", "fibromyalgia right after: replications without a significant change", 0.80),
)


def measure(size: Size) -> Measures:
    """Signs of the change at each moment."""
    records = in_laboratory(PROTOCOL, size)
    healthy, fm = log_changes(records["healthy"]), log_changes(records["fm"])
    values: dict[str, float | tuple[float, float]] = {}
    for name, (step, moment) in _MOMENTS.items():
        key = ("quadriceps", step, moment)
        values[f"C9 healthy {name}"] = share_of_sign(size.by_replication("healthy", healthy[key]), up=True)
        changes = size.by_replication("fm", fm[key])
        down = share_significant(changes, up=False)
        values[f"C9 fm {name}"] = 1.0 - down - share_significant(changes, up=True) if name == "0" else down
    return Measures(values, records)


def mean_changes(size: Size) -> dict[tuple[str, str], tuple[float, float]]:
    """Mean and SD of the log change by group and moment: what calibration looks at."""
    records = in_laboratory(PROTOCOL, size)
    found: dict[tuple[str, str], tuple[float, float]] = {}
    for group, record in records.items():
        changes = log_changes(record)
        for name, (step, moment) in _MOMENTS.items():
            own = changes["quadriceps", step, moment]
            found[group, name] = (float(np.nanmean(own)), float(np.nanstd(own)))
    return found


STUDY = Study(
    "kosek1996",
    "Thresholds during and after a quadriceps hold",
    "Kosek E, Ekholm J, Hansson P. Pain 1996;64:415. doi 10.1016/0304-3959(95)00112-3",
    PROTOCOL.groups,
    TARGETS,
    measure,
    PROTOCOL,
    published={
        **{("healthy", "quadriceps", at_s): "up" for at_s in (JUST_AFTER_S, 150.0, 300.0)},
        ("fm", "quadriceps", JUST_AFTER_S): "unchanged",
        **{("fm", "quadriceps", at_s): "down" for at_s in (150.0, 300.0)},
    },
)
