"""Exercise for weeks: pain against people who go on as they were, and how many leave."""

from __future__ import annotations

import numpy as np

from andante.body.central import Draws
from andante.body.life import Day, Life
from andante.studies.cohort import Session, lived
from andante.studies.study import Measures, Size, Study, Target

DAYS, LAST_DAYS = 84, 14
MIXED = (
    Session("brisk walking", (0, 4), 17.0, 35.0),
    Session("resistance training light", (2,), 17.0, 40.0),
)
"""Trials of 8 to 16 weeks, two to three times a week, aerobic and resistance."""
TARGETS = (Target("C26", "pain after 12 weeks against no exercise, standardised", -0.78, -0.46),)
DROPOUT_TARGETS = (Target("C28", "people who leave the exercise arm, %", 16.9, 21.8),)


def _kept(life: Life, day: Day, draws: Draws) -> dict[str, np.ndarray]:
    noise = life.people.get("rating_noise")
    people, above = life.people, day.rating - life.centre.usual_pain
    hazard = people.get("dropout_rate") / 7.0 * np.exp(people.get("dropout_pain") * np.clip(above, -3.0, 5.0))
    return {"pain": day.rating + noise * draws["written"][1], "hazard": hazard}


Arm = dict[str, np.ndarray]


def arms(size: Size, *, same_people: bool = False) -> tuple[Arm, Arm]:
    """Days of those who exercise and of those who go on as they were: half of the people each; or the same people
    twice, as only virtual ones can, which leaves the luck of the draw out of the difference.
    """
    half = size.total("fm") // 2
    others = size.seed if same_people else size.seed + 1
    active = lived("fm", half, DAYS, _kept, seed=size.seed, table=size.table, sessions=MIXED)
    return active, lived("fm", half, DAYS, _kept, seed=others, table=size.table)


def standardised_difference(active: Arm, control: Arm) -> float:
    """Difference of mean pain of the last two weeks over the pooled SD between people."""
    ends = [arm["pain"][-LAST_DAYS:].mean(axis=0) for arm in (active, control)]
    pooled = np.sqrt(np.mean([np.var(end, ddof=1) for end in ends]))
    return float((ends[0].mean() - ends[1].mean()) / pooled)


def leaving_percent(arm: Arm) -> float:
    """Expected share who leave within the programme, from each person's own hazard day by day, %."""
    return 100.0 * float(np.mean(-np.expm1(-arm["hazard"].sum(axis=0))))


def measure(size: Size) -> Measures:
    """Exercise against none."""
    return Measures({"C26": standardised_difference(*arms(size))})


def measure_dropout(size: Size) -> Measures:
    """Those who leave the exercise arm."""
    found = lived("fm", size.total("fm"), DAYS, _kept, seed=size.seed, table=size.table, sessions=MIXED)
    return Measures({"C28": leaving_percent(found)})


STUDY = Study(
    "exercise2023",
    "Pain after exercise programmes",
    "Front Physiol 2023, meta-analysis of dose and type of exercise. doi 10.3389/fphys.2023.1170621",
    {"fm": 80},
    TARGETS,
    measure,
    note="68 trials of many kinds; one typical programme stands for them, in 40 people an arm.",
    reps=10,
)
DROPOUT = Study(
    "vancampfort2024",
    "Leaving an exercise programme",
    "Vancampfort D, et al. Arch Phys Med Rehabil 2024;105. doi 10.1016/j.apmr.2023.06.002",
    {"fm": 30},
    DROPOUT_TARGETS,
    measure_dropout,
    reps=20,
)
