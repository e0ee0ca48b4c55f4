"""Handgrip at 30 % of the maximum for 90 s: thresholds of both forearms near its end rise in the healthy and fall in
fibromyalgia, on the working side and on the other.
"""

from __future__ import annotations

from andante.body.protocol import Measured, Protocol, Work
from andante.studies.statistics import log_changes, percent
from andante.studies.study import Measures, Size, Study, Target, in_laboratory

NEAR_THE_END_S = 80.0
PROTOCOL = Protocol(
    "Handgrip at 30 % of the maximum for 90 s",
    {"fm": 12, "healthy": 12},
    (Work("grip", load=0.30, seconds=90.0, measured=Measured(("forearm", "forearm_left"), at_s=(NEAR_THE_END_S,))),),
)
TARGETS = (
    Target("C10 healthy local", "healthy, working forearm: change, %", 0.0),
    Target("C10 healthy remote", "healthy, other forearm: change, %", 0.0),
    Target("C10 fm local", "fibromyalgia, working forearm: change, %", None, 0.0),
    Target("C10 fm remote", "fibromyalgia, other forearm: change, %", None, 0.0),
)


def measure(size: Size) -> Measures:
    """Group means on both sides."""
    records = in_laboratory(PROTOCOL, size)
    values: dict[str, float | tuple[float, float]] = {}
    for group, record in records.items():
        changes = log_changes(record)
        values[f"C10 {group} local"] = percent(changes["forearm", 0, NEAR_THE_END_S])
        values[f"C10 {group} remote"] = percent(changes["forearm_left", 0, NEAR_THE_END_S])
    return Measures(values, records)


STUDY = Study(
    "staud2005",
    "Handgrip: opposite effects on the two forearms' sensitivity",
    "Staud R, et al. Pain 2005 (November), isometric exercise in fibromyalgia and health",
    PROTOCOL.groups,
    TARGETS,
    measure,
    PROTOCOL,
    note="The number of people is not in the abstract; 12 in each group are taken.",
)
