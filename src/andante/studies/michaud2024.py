"""How many people with fibromyalgia screen positive for post-exertional malaise."""

from __future__ import annotations

import numpy as np

from andante.body.central import Draws
from andante.body.life import Day, Life
from andante.studies.cohort import lived
from andante.studies.study import Measures, Size, Study, Target

DAYS = 56
NOTICED, OFTEN, MODERATE = 0.5, 0.25, 1.0
"""Points of fatigue that are noticed; share of days on which a half-yearly answer says 'about half the time'; points
that are called moderate. The screen asks for frequency and severity of at least 2 of 4.
"""
TARGETS = (Target("C24", "people who screen positive, %", 14.0, 26.0),)


def kept(life: Life, day: Day, _: Draws) -> dict[str, np.ndarray]:
    """Delayed worsening in points of fatigue."""
    return {"worse": 2.0 * life.people.get("pem_gain") * day.delayed}


def screen_score(worse: np.ndarray) -> np.ndarray:
    """How near each person is to a positive screen (1 and above), from delayed worsening (days, people) in points of
    fatigue: the lesser of how far it is noticed often enough and how far it is moderate when noticed.
    """
    often = np.quantile(worse, 1.0 - OFTEN, axis=0) / NOTICED
    noticed = worse >= NOTICED
    size = np.where(noticed, worse, 0.0).sum(axis=0) / np.maximum(noticed.sum(axis=0), 1)
    return np.asarray(np.minimum(often, size / MODERATE))


def measure(size: Size) -> Measures:
    """Share over all people."""
    found = lived("fm", size.total("fm"), DAYS, kept, seed=size.seed, table=size.table)
    return Measures({"C24": 100.0 * float(np.mean(screen_score(found["worse"]) >= 1.0))})


STUDY = Study(
    "michaud2024",
    "Post-exertional malaise in fibromyalgia",
    "Michaud K, et al. ACR Convergence 2024 (Forward Databank)",
    {"fm": 200},
    TARGETS,
    measure,
    note="The number of people who met the criteria is not in the report; 200 are taken.",
    reps=5,
)
