"""Slow changes over weeks: strength that grows with training and goes with disuse, and loads that one is used to.

Not pain. Strength S (log of the factor on the untrained maximum) approaches where the present training would lead:

    dS/dt = (T (sat(training / half) + h max(0, use / habit - 1)) - d max(0, 1 - use / habit) - S) / tau,

with a longer tau while it only falls back to the habit's.

Training is exercise with loads above a threshold; use is all load. What a person's days held at first is their habit,
at which strength stays.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from andante.body.central import faded
from andante.body.people import People
from andante.body.sites import UNITS


class Training(NamedTuple):
    """The slow state of each unit (units, people)."""

    strength: np.ndarray
    """Log factor on the untrained maximum."""
    dose: np.ndarray
    """Training of the last weeks: minutes on a day, times the load above the threshold (as a share of it)."""
    use: np.ndarray
    """Load-minutes a day of the last two weeks."""
    habit: np.ndarray
    """Load-minutes a day at which strength stays; NaN before the first day."""
    days: np.ndarray
    """Days lived, (people,)."""
    greatest: np.ndarray
    """The usual greatest load of a day, as a share of what could be given."""


FIRST_DAYS: Final = 28
"""So many days show what a person's habit is."""
HABIT_DAYS: Final = 365.0


def untrained(people: int) -> Training:
    """People who do not train."""
    nothing = np.zeros((len(UNITS), people))
    unknown = np.full_like(nothing, np.nan)
    return Training(nothing, nothing, unknown, unknown, np.zeros(people), nothing)


def trained(now: Training, people: People, *, dose: np.ndarray, use: np.ndarray, greatest: np.ndarray) -> Training:
    """The state after a day with that much training, use and greatest relative load (units, people)."""
    lately = faded(np.where(np.isnan(now.use), use, now.use), use, 14.0)
    # At first the habit is the mean of the days so far; later it moves within a year: weeks in bed become no habit.
    pace = np.where(now.days < FIRST_DAYS, 1.0 / (now.days + 1.0), 1.0 / HABIT_DAYS)
    habit = np.where(np.isnan(now.habit), use, now.habit)
    habit = habit + pace * (use - habit)
    ratio = lately / np.maximum(habit, 1e-6)
    doses = faded(now.dose, dose, 14.0)
    stimulus = doses / (doses + people.get("training_half")) + people.get("training_by_use") * np.clip(
        ratio - 1.0, 0.0, 1.0
    )
    towards = people.get("trainability") * stimulus - people.get("disuse") * np.clip(1.0 - ratio, 0.0, 1.0)
    # What training built goes slowly; what is not used at all goes as fast as it came.
    kept = (towards < now.strength) & (towards >= 0.0)
    pace_days = np.where(kept, people.get("detraining_days"), people.get("training_days"))
    settled = now.days < FIRST_DAYS  # nothing is lost or won against a habit that is not known yet
    return Training(
        np.where(settled & (doses <= 0.0), now.strength, faded(now.strength, towards, pace_days)),
        doses,
        lately,
        habit,
        now.days + 1.0,
        # One bout protects for weeks: what one is used to rises quickly and falls slowly.
        np.where(
            greatest > now.greatest,
            now.greatest + people.get("accustomed_share") * (greatest - now.greatest),
            faded(now.greatest, greatest, people.get("accustomed_days")),
        ),
    )


def accustomed(now: Training, people: People) -> np.ndarray:
    """The load (of the own maximum) below which nothing gets sore: (units, people)."""
    return np.asarray(people.get("soreness_accustomed") + people.get("accustomed_gain") * now.greatest)
