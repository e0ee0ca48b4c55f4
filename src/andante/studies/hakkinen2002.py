"""Strength training twice a week for 21 weeks, in fibromyalgia and health, and fibromyalgia without it."""

from __future__ import annotations

import numpy as np

from andante.body.central import Draws
from andante.body.life import Day, Life
from andante.body.protocol import Group
from andante.body.sites import units_of
from andante.studies.cohort import Session, lived
from andante.studies.study import Measures, Size, Study, Target

DAYS = 147
TRAINING = (Session("resistance training moderate", (1, 4), 17.0, 60.0),)
TARGETS = (
    Target("C27 fm", "fibromyalgia, trained: change of greatest force, %", 12.0, 24.0),
    Target("C27 healthy", "healthy, trained: change of greatest force, %", 15.0, 29.0),
    Target("C27 untrained", "fibromyalgia, untrained: change, %", -3.0, 3.0),
)


def _kept(life: Life, _: Day, __: Draws) -> dict[str, np.ndarray]:
    return {"log": life.training.strength[list(units_of("knee", "both"))].mean(axis=0)}


def change(group: Group, count: int, size: Size, *, training: tuple[Session, ...], seed: int) -> float:
    """Mean change of knee extension force over 21 weeks, %."""
    found = lived(group, count, DAYS, _kept, seed=seed, table=size.table, sessions=training)["log"]
    return 100.0 * float(np.mean(np.expm1(found[-1] - found[0])))


def measure(size: Size) -> Measures:
    """The three arms; half of the people with fibromyalgia train."""
    half = size.total("fm") // 2
    return Measures(
        {
            "C27 fm": change("fm", half, size, training=TRAINING, seed=size.seed),
            "C27 healthy": change("healthy", size.total("healthy"), size, training=TRAINING, seed=size.seed),
            "C27 untrained": change("fm", half, size, training=(), seed=size.seed + 1),
        }
    )


STUDY = Study(
    "hakkinen2002",
    "Strength training for 21 weeks",
    "Häkkinen A, et al. Ann Rheum Dis 2001;60:21. doi 10.1136/ard.60.1.21; Häkkinen K, et al. J Rheumatol 2002;29:1287",
    {"fm": 22, "healthy": 12},
    TARGETS,
    measure,
    reps=5,
)
