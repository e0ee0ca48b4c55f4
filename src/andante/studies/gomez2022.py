"""Flares in six months: how many people have one, how many, and how often overexertion came before."""

from __future__ import annotations

import numpy as np

from andante.body.central import Draws
from andante.body.life import Day, Life
from andante.studies.cohort import lived
from andante.studies.study import Measures, Size, Study, Target

DAYS = 182
OVER_EXERTED = 0.25
"""Overexertion of the last days that a person would name: about one day of a quarter more than is free."""
TARGETS = (
    Target("C22 share", "people with at least one flare in 6 months", 0.50, 0.80),
    Target("C22 mean", "flares in 6 months, mean", 1.5, 2.5),
    Target("C23", "flares that began after overexertion", 0.27, 0.47),
)


def kept(_: Life, day: Day, __: Draws) -> dict[str, np.ndarray]:
    """Flares that begin, and those that begin after overexertion."""
    return {"begins": day.flare_begins, "after": day.flare_begins & (day.overexertion > OVER_EXERTED)}


def measure(size: Size) -> Measures:
    """Counts over all people."""
    found = lived("fm", size.total("fm"), DAYS, kept, seed=size.seed, table=size.table)
    counts = found["begins"].sum(axis=0)
    return Measures(
        {
            "C22 share": float(np.mean(counts > 0)),
            "C22 mean": float(np.mean(counts)),
            "C23": float(found["after"].sum() / max(found["begins"].sum(), 1)),
        }
    )


STUDY = Study(
    "gomez2022",
    "Flares in half a year and what came before them",
    "Gomez-Arguelles JM, et al. Reumatologia 2022;60:242. doi 10.5114/reum.2022.118677",
    {"fm": 69},
    TARGETS,
    measure,
    reps=10,
)
