"""How variable momentary pain is within a person: how much people differ in that, and how stable it is in each."""

from __future__ import annotations

import numpy as np

from andante.body.central import Draws
from andante.body.life import Day, Life
from andante.studies.cohort import lived, prompts
from andante.studies.study import Measures, Size, Study, Target

DAYS, HOURS = 14, (9.0, 12.0, 15.0, 18.0, 21.0)
"""The length of the diary is not in the abstract: two weeks with five ratings a day are taken."""
TARGETS = (
    Target("C18", "SD of people's own SDs over their mean", 0.30, 0.50),
    Target("C19", "correlation of the own SD in two halves", 0.55, 0.75),
)


def _kept(life: Life, day: Day, draws: Draws) -> dict[str, np.ndarray]:
    z = draws["written"][: len(HOURS)]
    noise = life.people.get("rating_noise")
    return {"pain": np.clip(np.round(prompts(day, HOURS) + noise * z), 0.0, 10.0)}


def of_sds(pain: np.ndarray) -> tuple[float, float]:
    """Both quantities from ratings (days, prompts, people)."""
    halves = [np.std(half.reshape(-1, pain.shape[-1]), axis=0, ddof=1) for half in np.array_split(pain, 2)]
    own = np.std(pain.reshape(-1, pain.shape[-1]), axis=0, ddof=1)
    return float(np.std(own, ddof=1) / np.mean(own)), float(np.corrcoef(halves)[0, 1])


def measure(size: Size) -> Measures:
    """Means over replications."""
    pain = size.by_replication(
        "fm", lived("fm", size.total("fm"), DAYS, _kept, seed=size.seed, table=size.table)["pain"]
    )
    found = np.array([of_sds(pain[:, :, rep]) for rep in range(size.reps)])
    return Measures({"C18": float(found[:, 0].mean()), "C19": float(found[:, 1].mean())})


STUDY = Study(
    "harris2005",
    "Variability of pain within people",
    "Harris RE, et al. Arthritis Rheum 2005;52(11). doi 10.1002/art.21407",
    {"fm": 125},
    TARGETS,
    measure,
    reps=20,
)
