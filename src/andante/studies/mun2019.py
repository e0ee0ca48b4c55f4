"""Four ratings a day for three weeks in 220 people with fibromyalgia: how much of pain and of sleep differs between
people, and how many prompts are answered.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from andante.body.central import Draws
from andante.body.life import Day, Life
from andante.body.written import chance_written
from andante.studies.cohort import intraclass, lived, prompts
from andante.studies.study import Measures, Size, Study, Target

DAYS, HOURS = 21, (10.0, 13.0, 16.0, 20.0)
WEEKS_12 = 84
TARGETS = (
    Target("C17 pain", "share of the variance of daily pain between people", 0.43, 0.59),
    Target("C17 sleep", "the same of the quality of sleep", 0.22, 0.38),
    Target("C21 prompts", "prompts answered at 4 a day, %", 76.0, 88.0),
)
TARGETS_DIARY = (Target("C21 days", "days written down over 12 weeks, %", 79.0, 91.0),)


def kept(life: Life, day: Day, draws: Draws) -> dict[str, np.ndarray]:
    """Daily pain (mean of the prompts) and sleep as rated, and the chance that a prompt is answered."""
    noise = life.people.get("rating_noise")
    z = draws["written"]
    people, above = life.people, day.rating - life.centre.usual_pain
    ready = people.get("completion") - people.table.value("completion")  # how much readier than the median person
    chance = expit(people.get("completion_prompt") + ready - people.get("missing_when_bad") * above)
    pain = prompts(day, HOURS).mean(axis=0) + noise / np.sqrt(len(HOURS)) * z[1]
    return {"pain": np.clip(pain, 0.0, 10.0), "sleep": np.clip(day.sleep + noise * z[3], 0.0, 10.0), "answered": chance}


def by_replication(size: Size, values: np.ndarray) -> np.ndarray:
    """(days, replications, people)."""
    return size.by_replication("fm", values)


def measure(size: Size) -> Measures:
    """Shares between people, each the mean over replications."""
    found = lived("fm", size.total("fm"), DAYS, kept, seed=size.seed, table=size.table)
    values: dict[str, float | tuple[float, float]] = {}
    for name in ("pain", "sleep"):
        own = by_replication(size, found[name])
        values[f"C17 {name}"] = float(np.mean([intraclass(own[:, rep]) for rep in range(size.reps)]))
    values["C21 prompts"] = 100.0 * float(found["answered"].mean())
    return Measures(values)


def _kept_days(life: Life, day: Day, _: Draws) -> dict[str, np.ndarray]:
    return {"kept": chance_written(life, day)}


def measure_diary(size: Size) -> Measures:
    """Days written down over twelve weeks."""
    found = lived("fm", size.total("fm"), WEEKS_12, _kept_days, seed=size.seed, table=size.table)
    return Measures({"C21 days": 100.0 * float(found["kept"].mean())})


STUDY = Study(
    "mun2019",
    "Daily pain and sleep of 220 people for three weeks",
    "Mun CJ, et al. J Pain 2019. doi 10.1016/j.jpain.2019.09.001",
    {"fm": 220},
    TARGETS,
    measure,
    reps=10,
)
DIARY = Study(
    "diary2004",
    "Keeping a diary for twelve weeks",
    "Clin J Pain 2004;20:348, pain assessment: methods for trials. doi 10.1097/00002508-200409000-00010",
    {"fm": 60},
    TARGETS_DIARY,
    measure_diary,
    reps=10,
)
