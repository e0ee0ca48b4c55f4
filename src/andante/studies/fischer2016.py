"""Stress leads pain by some hours, and pain does not lead stress: six ratings a day for two weeks in 32 women."""

from __future__ import annotations

import numpy as np
from scipy import stats

from andante.body.central import Draws
from andante.body.life import Day, Life
from andante.studies.cohort import lived, prompts
from andante.studies.statistics import ALPHA
from andante.studies.study import Measures, Size, Study, Target

DAYS, HOURS = 14, (8.0, 10.5, 13.0, 15.5, 18.0, 20.5)
STRESS_NOISE = 0.45
TARGETS = (
    Target("C20 lead", "replications in which stress leads the next rating of pain (P < .05)", 0.80),
    Target("C20 reverse", "replications in which pain does not lead the next rating of stress", 0.80),
)


def _kept(life: Life, day: Day, draws: Draws) -> dict[str, np.ndarray]:
    z = draws["written"]
    noise = life.people.get("rating_noise")
    pain = prompts(day, HOURS) + noise * z[: len(HOURS)]
    stress = day.stress[[int(hour) for hour in HOURS]] + STRESS_NOISE * z[len(HOURS) : 2 * len(HOURS)]
    return {"pain": pain, "stress": stress}


def lead(cause: np.ndarray, effect: np.ndarray) -> float:
    """t of `cause` for the next `effect`, given its two latest values, within people: (days, prompts, people)."""
    parts = (cause[:, 1:-1], effect[:, 1:-1], effect[:, :-2], effect[:, 2:])
    *causes, y = (_within(part).ravel() for part in parts)
    x = np.stack(causes, axis=1)
    inverse = np.linalg.inv(x.T @ x)
    slope = inverse @ (x.T @ y)
    left = y - x @ slope
    variance = left @ left / (len(y) - cause.shape[-1] - x.shape[1])
    return float(slope[0] / np.sqrt(variance * inverse[0, 0]))


def _within(values: np.ndarray) -> np.ndarray:
    return np.asarray(values - values.mean(axis=(0, 1)))


def measure(size: Size) -> Measures:
    """Both directions in each replication."""
    found = lived("fm", size.total("fm"), DAYS, _kept, seed=size.seed, table=size.table)
    pain, stress = (size.by_replication("fm", found[name]) for name in ("pain", "stress"))
    bound = float(stats.norm.ppf(1.0 - ALPHA / 2.0))
    forward = np.array([lead(stress[:, :, rep], pain[:, :, rep]) for rep in range(size.reps)])
    backward = np.array([lead(pain[:, :, rep], stress[:, :, rep]) for rep in range(size.reps)])
    return Measures(
        {"C20 lead": float(np.mean(forward > bound)), "C20 reverse": float(np.mean(np.abs(backward) <= bound))}
    )


STUDY = Study(
    "fischer2016",
    "Stress leads pain by hours",
    "Fischer S, Mewes R, et al. Psychoneuroendocrinology 2016 (32 women with fibromyalgia)",
    {"fm": 32},
    TARGETS,
    measure,
    reps=40,
)
