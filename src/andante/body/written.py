"""The diary that a person would have kept of a day: rounded, misjudged, with forgotten answers and missing days, which
are likelier when it is bad. Not the truth; that stays in `life.Day`.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import numpy as np
from scipy.special import expit, ndtr

from andante.anatomy import MUSCLE_GROUPS
from andante.body.central import Draws
from andante.body.life import EVENING_H, Day, Life
from andante.body.sites import unit_of
from andante.records import Entry

AREAS: Final = {
    "pain.neck": unit_of("neck", "middle"),
    "pain.lower_back": unit_of("trunk", "middle"),
    "pain.lower_arm": unit_of("grip", "right"),
    "pain.upper_leg": unit_of("knee", "right"),
}
"""Areas that the diary asks for, and the unit that is felt there."""
COLUMNS: Final = ("pain", "fatigue", "sleep", "stress", *AREAS, *(f"load.{group}" for group in MUSCLE_GROUPS))
FORGETS_ANSWER, FORGETS_LOAD = 0.06, 0.08
MISJUDGES_LOAD: Final = 0.20
LOAD_STEP: Final = 5.0


def written(life: Life, day: Day, draws: Draws, *, certain: bool = False) -> dict[str, np.ndarray]:
    """What everybody would write of `day`, by column, NaN where blank; all blank on a day that nobody wrote down.

    `life` is the one after the day. With `certain` nobody leaves the day out.
    """
    z = draws["written"]
    noise = life.people.get("rating_noise")
    pain = day.rating + noise * z[1]
    tired = fatigue_rating(life, day) + noise * z[2]
    stress = day.stress[7 : EVENING_H + 1].mean(axis=0) + noise * z[4]
    values = {"pain": pain, "fatigue": tired, "sleep": day.sleep + noise * z[3], "stress": stress}
    values |= {name: day.areas[unit] + noise * z[6 + i] for i, (name, unit) in enumerate(AREAS.items())}
    rated = {name: np.clip(np.round(value), 0.0, 10.0) + 0.0 for name, value in values.items()}
    forgotten = ndtr(z[10]) < FORGETS_ANSWER
    for number, name in enumerate(rated):
        if name != "pain":
            rated[name] = np.where(forgotten & (number % 2 == 0), np.nan, rated[name])
    judged = day.effort_minutes * np.exp(MISJUDGES_LOAD * z[5])
    unwritten = ndtr(z[11]) < FORGETS_LOAD
    for group, minutes in zip(MUSCLE_GROUPS, judged, strict=True):
        rated[f"load.{group}"] = np.where(unwritten, np.nan, LOAD_STEP * np.round(minutes / LOAD_STEP))
    kept = certain | (ndtr(z[0]) < chance_written(life, day))
    return {name: np.where(kept, rated[name], np.nan) for name in COLUMNS}


def chance_written(life: Life, day: Day) -> np.ndarray:
    """The chance that a day is written down, less when it was bad: (people,)."""
    above = day.rating - life.centre.usual_pain
    return np.asarray(expit(life.people.get("completion") - life.people.get("missing_when_bad") * above))


def fatigue_rating(life: Life, day: Day) -> np.ndarray:
    """Fatigue of the day, 0-10, before it is rounded."""
    people, above = life.people, day.rating - life.centre.usual_pain
    poor = people.get("fatigue_sleep") * life.centre.poor_sleep
    delayed = 2.0 * people.get("pem_gain") * day.delayed
    return np.asarray(people.get("fatigue_mean") + people.get("fatigue_pain") * above + poor + delayed)


def entry(row: dict[str, np.ndarray], person: int, on: dt.date) -> Entry | None:
    """One person's entry of a day; None when they wrote nothing."""
    values = {name: float(column[person]) for name, column in row.items() if not np.isnan(column[person])}
    return Entry(on, values) if values else None
