"""What calibration aims at in the studies of days, weeks and months: each target as a smooth residual."""

from __future__ import annotations

import numpy as np

from andante.body.central import Draws
from andante.body.life import Day, Life
from andante.body.parameters import Table
from andante.body.written import chance_written
from andante.studies import exercise2023, fischer2016, gomez2022, hakkinen2002, harris2005, michaud2024, mun2019
from andante.studies.cohort import intraclass, lived, prompts
from andante.studies.study import Size

DAY_TOUCHES = {
    "tonic_pain@fm": ("diary", "flares", "training"),
    "tonic_pain.spread@fm": ("diary", "training"),
    "drift_sd@fm": ("diary", "flares", "training"),
    "drift_sd.spread@fm": ("diary", "training"),
    "stress_pain@fm": ("diary",),
    "sleep_sd": ("diary", "flares"),
    "completion": ("diary",),
    "completion_prompt": ("diary",),
    "flare_rate@fm": ("diary", "flares", "training"),
    "flare_overexertion": ("flares", "training"),
    "pem_gain@fm": ("flares", "training"),
    "trainability@healthy": ("strength",),
    "trainability@fm": ("strength",),
    "training_relief@fm": ("training",),
    "dropout_rate": ("training",),
}
"""Constants that the studies of days, weeks and months set, and the parts that each moves."""
SEED = 20262
DIARY_PEOPLE, FLARE_PEOPLE, ARM, TRAINED = 512, 256, 128, 16
USUAL_PAIN, USUAL_WIDTH = 5.4, 0.4
"""No target of the set: a plausible mean of daily pain, so that the scale is used where people use it."""


def _kept(life: Life, day: Day, draws: Draws) -> dict[str, np.ndarray]:
    noise, z = life.people.get("rating_noise"), draws["written"]
    hours = harris2005.HOURS
    return {
        **mun2019.kept(life, day, draws),
        "moments": np.clip(np.round(prompts(day, hours) + noise * z[: len(hours)]), 0.0, 10.0),
        "felt": prompts(day, fischer2016.HOURS) + noise * z[: len(fischer2016.HOURS)],
        "stress": day.stress[[int(hour) for hour in fischer2016.HOURS]],
        "kept": chance_written(life, day),
    }


def _diary(table: Table) -> dict[str, float]:
    found = lived("fm", DIARY_PEOPLE, mun2019.DAYS, _kept, seed=SEED, table=table)
    spread, stable = harris2005.of_sds(found["moments"][: harris2005.DAYS])
    per_group = np.sqrt(DIARY_PEOPLE / 32.0)
    lead = fischer2016.lead(found["stress"], found["felt"]) / per_group
    back = fischer2016.lead(found["felt"], found["stress"]) / per_group
    return {
        "usual": (float(found["pain"].mean()) - USUAL_PAIN) / USUAL_WIDTH,
        "C17 pain": (intraclass(found["pain"]) - 0.51) / 0.04,
        "C17 sleep": (intraclass(found["sleep"]) - 0.30) / 0.04,
        "C18": (spread - 0.41) / 0.05,
        "C19": (stable - 0.66) / 0.05,
        "C20 lead": min(lead - 4.0, 0.0) / 1.0,
        "C20 reverse": max(abs(back) - 0.5, 0.0) / 0.5,
        "C21 prompts": (100.0 * float(found["answered"].mean()) - 82.0) / 3.0,
        "C21 days": (100.0 * float(found["kept"].mean()) - 85.0) / 3.0,
    }


def _flares(table: Table) -> dict[str, float]:
    def kept(life: Life, day: Day, draws: Draws) -> dict[str, np.ndarray]:
        return {**gomez2022.kept(life, day, draws), **michaud2024.kept(life, day, draws)}

    found = lived("fm", FLARE_PEOPLE, gomez2022.DAYS, kept, seed=SEED, table=table)
    counts = found["begins"].sum(axis=0)
    score = michaud2024.screen_score(found["worse"][: michaud2024.DAYS])
    one_in_five = max(float(np.quantile(score, 0.80)), 1e-3)
    return {
        "C22 mean": (float(counts.mean()) - 2.0) / 0.25,
        "C22 share": (float(np.mean(counts > 0)) - 0.70) / 0.10,
        "C23": (float(found["after"].sum() / max(found["begins"].sum(), 1)) - 0.37) / 0.05,
        # A share moves in steps; the score that one in five passes does not.
        "C24": float(np.log(one_in_five)) / 0.15,
    }


def _training(table: Table) -> dict[str, float]:
    active, control = exercise2023.arms(Size({"fm": 2 * ARM}, 1, SEED, table), same_people=True)
    return {
        "C26": (exercise2023.standardised_difference(active, control) + 0.62) / 0.08,
        "C28": (exercise2023.leaving_percent(active) - 19.2) / 1.2,
    }


def _strength(table: Table) -> dict[str, float]:
    force = hakkinen2002.measure(Size({"fm": 2 * TRAINED, "healthy": TRAINED}, 1, SEED, table)).values
    aims = {"fm": (18.0, 3.0), "healthy": (22.0, 3.5), "untrained": (0.0, 1.5)}
    return {f"C27 {name}": (float(force[f"C27 {name}"]) - aim) / width for name, (aim, width) in aims.items()}  # type: ignore[arg-type]


DAY_PARTS = {"diary": _diary, "flares": _flares, "training": _training, "strength": _strength}
