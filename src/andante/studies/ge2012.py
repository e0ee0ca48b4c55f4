"""The seed's experiment: one shoulder abduction held to exhaustion, thresholds over the working trapezius and a resting
leg, in 22 women with fibromyalgia and 22 healthy ones.

The load is not stated in the abstract: taken as the arm's own weight, the same for everybody, at the fraction of the
healthy mean strength that the published endurance curve of the shoulder gives for the healthy hold time. The printed
spreads are read as standard errors (they fit the printed P values; as SDs they do not).
"""

from __future__ import annotations

import numpy as np

from andante.body.protocol import Probe, Protocol, Work
from andante.studies.statistics import log_changes, percent, share_significant
from andante.studies.study import Measures, Size, Study, Target, in_laboratory

ARM_OF_HEALTHY_MVC = 0.20
"""286 s on the curve 14.86 L^-1.83 is 19.9 % of the maximum (Frey Law & Avin 2010, doi 10.1080/00140130903389068)."""
MDC_PERCENT = 8.0

PROTOCOL = Protocol(
    "Sustained shoulder abduction to exhaustion",
    {"fm": 22, "healthy": 22},
    (
        Work("shoulder", load=ARM_OF_HEALTHY_MVC, same_absolute_load=True),
        Probe(("trapezius", "tibialis_anterior"), (0.0, 1200.0)),
    ),
)

TARGETS = (
    Target("C1", "healthy: mean hold, s", 239.0, 333.0),
    Target("C2", "fibromyalgia: mean hold, s", 83.0, 181.0),
    Target("C3", "ratio of mean holds, fibromyalgia to healthy", 0.27, 0.65),
    Target("C4 healthy", "healthy: pain at the stop, 0-10", 3.8, 6.4),
    Target("C4 fm", "fibromyalgia: pain at the stop, 0-10", 6.65, 9.85),
    Target("C5", "difference of rated fatigue at the stop, 0-10", 0.0, 1.0),
    Target("C6 0", "healthy, trapezius at 0 min: replications significantly up", 0.80),
    Target("C6 20", "healthy, trapezius at 20 min: replications significantly up", 0.80),
    Target("C6 size", "healthy, trapezius at 0 min: change, %", 10.0, 25.0),
    Target("C7 0", "fibromyalgia, trapezius at 0 min: change, %", -MDC_PERCENT, MDC_PERCENT),
    Target("C7 20", "fibromyalgia, trapezius at 20 min: change, %", -MDC_PERCENT, MDC_PERCENT),
    Target("C8 healthy 0", "healthy, tibialis anterior at 0 min: change, %", -MDC_PERCENT, MDC_PERCENT),
    Target("C8 healthy 20", "healthy, tibialis anterior at 20 min: change, %", -MDC_PERCENT, MDC_PERCENT),
    Target("C8 fm 0", "fibromyalgia, tibialis anterior at 0 min: replications significantly down", 0.80),
    Target("C8 fm 20", "fibromyalgia, tibialis anterior at 20 min: replications significantly down", 0.80),
    Target("C8 size", "fibromyalgia, tibialis anterior at 0 min: change, %", -20.0, -8.0),
)


def measure(size: Size) -> Measures:
    """Hold times, ratings and thresholds of both groups."""
    records = in_laboratory(PROTOCOL, size)
    fm, healthy = records["fm"].stops[0], records["healthy"].stops[0]
    values: dict[str, float | tuple[float, float]] = {
        "C1": float(np.mean(healthy.hold_s)),
        "C2": float(np.mean(fm.hold_s)),
        "C3": float(np.mean(fm.hold_s) / np.mean(healthy.hold_s)),
        "C4 healthy": float(np.mean(healthy.pain)),
        "C4 fm": float(np.mean(fm.pain)),
        "C5": abs(float(np.mean(fm.effort) - np.mean(healthy.effort))),
    }
    up, down = log_changes(records["healthy"]), log_changes(records["fm"])
    for minutes in (0, 20):
        trapezius, leg = ("trapezius", 1, 60.0 * minutes), ("tibialis_anterior", 1, 60.0 * minutes)
        values[f"C6 {minutes}"] = share_significant(size.by_replication("healthy", up[trapezius]), up=True)
        values[f"C7 {minutes}"] = percent(down[trapezius])
        values[f"C8 healthy {minutes}"] = percent(up[leg])
        values[f"C8 fm {minutes}"] = share_significant(size.by_replication("fm", down[leg]), up=False)
    values["C6 size"] = percent(up["trapezius", 1, 0.0])
    values["C8 size"] = percent(down["tibialis_anterior", 1, 0.0])
    return Measures(values, records)


STUDY = Study(
    "ge2012",
    "Sustained shoulder hold in fibromyalgia and health",
    "Ge HY, et al. Eur J Pain 2012;16(2):196-203",
    PROTOCOL.groups,
    TARGETS,
    measure,
    PROTOCOL,
    published={
        (group, site, at_s): direction
        for (group, site), direction in {
            ("healthy", "trapezius"): "up",
            ("fm", "trapezius"): "unchanged",
            ("healthy", "tibialis_anterior"): "unchanged",
            ("fm", "tibialis_anterior"): "down",
        }.items()
        for at_s in (0.0, 1200.0)
    },
    note="C6 size and C8 size are the ranges thought likely; the published abstract gives directions only.",
)
