"""Dose of a hold in healthy people: elbow flexion at 25 % to failure relieves the other hand more than 2 min of it."""

from __future__ import annotations

import numpy as np

from andante.body.protocol import Probe, Protocol, Work
from andante.studies.statistics import log_changes
from andante.studies.study import Measures, Size, Study, Target, in_laboratory


def _protocol(seconds: float | None) -> Protocol:
    return Protocol(
        "Elbow flexion at 25 % of the maximum",
        {"healthy": 20},
        (Work("elbow", load=0.25, seconds=seconds), Probe(("finger_left",), (10.0,))),
    )


TARGETS = (Target("C12", "healthy, other hand: rise after failure less rise after 2 min, % points", 0.01),)


def measure(size: Size) -> Measures:
    """Both doses in the same people, on two occasions."""
    means = []
    for occasion, seconds in enumerate((None, 120.0)):
        record = in_laboratory(_protocol(seconds), size, occasion=occasion)["healthy"]
        changes = log_changes(record)["finger_left", 1, 10.0]
        means.append(size.by_replication("healthy", changes).mean(axis=-1))
    gain = 100.0 * (np.expm1(means[0]) - np.expm1(means[1]))
    return Measures({"C12": (float(gain.mean()), float(np.mean(gain > 0.0)))})


STUDY = Study(
    "hoegerbement2008",
    "Dose of an isometric hold and relief at the other hand",
    "Hoeger Bement MK, et al. Med Sci Sports Exerc 2008;40:1880. doi 10.1249/MSS.0b013e31817eeecc",
    {"healthy": 20},
    TARGETS,
    measure,
    _protocol(None),
)
