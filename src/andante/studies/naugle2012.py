"""How large relief by exercise is in healthy people: standardised changes of the threshold after isometric, dynamic
resistance and aerobic exercise (meta-analysis).

The published sizes pool many protocols; one typical protocol stands for each kind. They must rest on the spread of
changes, not on that between people's thresholds, or they would mean changes of half the threshold.
"""

from __future__ import annotations

from andante.body.protocol import Probe, Protocol, Work
from andante.studies.statistics import log_changes, standardised
from andante.studies.study import Measures, Size, Study, Target, in_laboratory

ISOMETRIC = Protocol(
    "Isometric: knee extension at 30 % for 3 min", {"healthy": 25},
    (Work("knee", load=0.30, seconds=180.0), Probe(("quadriceps",), (10.0,))),
)  # fmt: skip
DYNAMIC = Protocol(
    "Dynamic resistance: three sets of ten at 65 %", {"healthy": 25},
    (
        *(Work("knee", "both", load=0.65, on_s=2.0, off_s=2.0, seconds=40.0, cap_s=40.0) for _ in range(3)),
        Probe(("quadriceps",), (10.0,)),
    ),
)  # fmt: skip
AEROBIC = Protocol(
    "Aerobic: 20 min of cycling", {"healthy": 25},
    (Work("knee", "both", load=0.25, on_s=0.5, off_s=0.5, seconds=1200.0), Probe(("quadriceps", "forearm"), (10.0,))),
)  # fmt: skip
TARGETS = (
    Target("C11 isometric", "healthy: standardised rise after isometric work", 0.72, 1.32),
    Target("C11 dynamic", "after dynamic resistance work", 0.53, 1.13),
    Target("C11 aerobic", "after aerobic work (mean of a working and a resting site)", 0.11, 0.71),
    Target("C11 order", "smaller of the two steps down in the order isometric, dynamic, aerobic", 0.0),
)


def sizes(size: Size) -> dict[str, float]:
    """The three standardised changes."""
    found = {}
    for name, protocol in (("isometric", ISOMETRIC), ("dynamic", DYNAMIC), ("aerobic", AEROBIC)):
        changes = log_changes(in_laboratory(protocol, size)["healthy"])
        found[name] = sum(standardised(one) for one in changes.values()) / len(changes)
    return found


def measure(size: Size) -> Measures:
    """The three sizes and their order."""
    d = sizes(size)
    values: dict[str, float | tuple[float, float]] = {f"C11 {name}": value for name, value in d.items()}
    values["C11 order"] = min(d["isometric"] - d["dynamic"], d["dynamic"] - d["aerobic"])
    return Measures(values)


STUDY = Study(
    "naugle2012",
    "Size of exercise-induced relief in the healthy, by kind of exercise",
    "Naugle KM, Fillingim RB, Riley JL. J Pain 2012;13:1139. doi 10.1016/j.jpain.2012.09.006",
    {"healthy": 25},
    TARGETS,
    measure,
)
