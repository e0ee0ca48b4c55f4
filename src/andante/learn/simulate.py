"""A virtual person drawn from the response model's own prior. Not a body: until there is one, this is the demo's year.

The diary has the form of a real one: whole numbers, missing days (likelier when bad), loads by muscle group that follow
the weekdays and a tendency to do more on good days.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from andante.anatomy import MUSCLE_GROUPS
from andante.learn.priors import priors
from andante.records import Diary, Entry

USUAL_LOAD = {"neck_shoulders": 18.0, "arms_hands": 22.0, "trunk": 14.0, "hips_thighs": 24.0, "lower_legs": 20.0}
MISSING_SHARE = 0.08
PAIN_LEVEL = 4.6  # a quiet usual level somewhat below the 5.6 of the published sample's mean, so that flares show
SPREAD_OF_PRIOR = 0.3  # how much of the prior's spread a drawn person takes: the demo shows a believable one


@dataclass(frozen=True)
class Truth:
    """What moves the virtual person's pain: points per own unit of load, fast and slow, and of sleep and stress."""

    parameters: dict[str, float]
    load_fast: dict[str, float]
    load_slow: dict[str, float]
    sleep: float
    stress: float


def draw_truth(rng: np.random.Generator) -> Truth:
    """A person's response drawn from the packaged priors."""
    parameters = {
        name: prior.median * float(np.exp(SPREAD_OF_PRIOR * prior.log_sd * rng.standard_normal()))
        for name, prior in priors().items()
    }
    size = 2.0 * parameters["effect_size"]
    return Truth(
        parameters,
        {group: size * float(rng.standard_normal()) for group in MUSCLE_GROUPS},
        {group: size * float(abs(rng.standard_normal())) for group in MUSCLE_GROUPS},
        -abs(float(rng.normal(0.25, 0.1))),
        abs(float(rng.normal(0.2, 0.1))),
    )


def virtual_year(seed: int, last_day: dt.date, *, days: int = 365, missing_share: float = MISSING_SHARE) -> Diary:
    """The diary of `days` days ending on `last_day` that a person drawn with `seed` would have kept."""
    rng = np.random.default_rng(seed)
    truth = draw_truth(rng)
    felt = _Felt(truth, rng)
    entries = []
    for i in range(days):
        day = last_day - dt.timedelta(days=days - 1 - i)
        values = felt.live(day)
        # Bad days are likelier to be blank; the last two weeks are kept whole so that the demo has a plan to show.
        missing = missing_share * (1.0 + max(values["pain"] - PAIN_LEVEL, 0.0) / 2.0)
        if rng.random() > missing or i == 0 or i >= days - 14:
            entries.append(Entry(day, values))
    columns = ("pain", "fatigue", "sleep", "stress", *(f"load.{group}" for group in MUSCLE_GROUPS))
    return Diary(tuple(entries), columns)


class _Felt:
    """The state of the virtual person from day to day."""

    def __init__(self, truth: Truth, rng: np.random.Generator) -> None:
        self.truth, self.rng = truth, rng
        self.level, self.carry, self.felt = PAIN_LEVEL, 0.0, PAIN_LEVEL
        self.fast = dict.fromkeys(MUSCLE_GROUPS, 0.0)
        self.slow = dict.fromkeys(MUSCLE_GROUPS, 0.0)
        self.flare_days = 0

    def live(self, day: dt.date) -> dict[str, float]:
        """One day: what was done, slept and felt, as it would be written."""
        p, rng = self.truth.parameters, self.rng
        sleep = float(np.clip(5.5 - 0.35 * (self.felt - PAIN_LEVEL) + 1.6 * rng.standard_normal(), 0, 10))
        stress = float(np.clip(3.2 + 1.7 * rng.standard_normal() + (0.6 if day.weekday() < 5 else -0.8), 0, 10))
        loads = self._do(day)
        pain = self.level + self.carry + self.truth.sleep * (sleep - 5.5) + self.truth.stress * (stress - 3.2)
        for group, load in loads.items():
            unit = load / (1.3 * USUAL_LOAD[group]) - 0.75
            self.fast[group] = self.fast[group] * np.exp(-1.0 / p["fast_days"]) + unit
            self.slow[group] = self.slow[group] * np.exp(-1.0 / p["slow_days"]) + unit
            delayed = self.slow[group] - self.fast[group]
            pain += self.truth.load_fast[group] * self.fast[group] + self.truth.load_slow[group] * delayed
        pain += self._flare()
        phi = np.exp(-1.0 / p["carry_days"])
        self.carry = phi * self.carry + p["carry_sd"] * np.sqrt(1 - phi**2) * rng.standard_normal()
        self.level = float(np.clip(self.level + p["level_rate"] * rng.standard_normal(), 3.0, 6.0))
        self.felt = float(np.clip(pain + p["noise_sd"] * rng.standard_normal(), 0, 10))
        fatigue = float(np.clip(0.7 * self.felt + 1.9 + rng.standard_normal(), 0, 10))
        written = {"pain": self.felt, "fatigue": fatigue, "sleep": sleep, "stress": stress}
        return {
            **{name: float(round(value)) for name, value in written.items()},
            **{f"load.{group}": float(round(load)) for group, load in loads.items()},
        }

    def _do(self, day: dt.date) -> dict[str, float]:
        """Effort-minutes per muscle group: more on good days, now and then far too much."""
        mood = 1.0 - 0.10 * (self.felt - PAIN_LEVEL) + (0.15 if day.weekday() == 5 else 0.0)
        boom = 1.9 if self.rng.random() < 0.06 and self.felt < PAIN_LEVEL else 1.0
        spread = np.exp(0.3 * self.rng.standard_normal(len(USUAL_LOAD)))
        return {
            group: float(np.clip(usual * mood * boom * s, 0.0, 120.0))
            for (group, usual), s in zip(USUAL_LOAD.items(), spread, strict=True)
        }

    def _flare(self) -> float:
        """Extra pain of a flare: about two a half year, some days to two weeks long."""
        if self.flare_days > 0:
            self.flare_days -= 1
            return 2.6
        if self.rng.random() < 1.0 / 75.0:
            self.flare_days = int(self.rng.integers(4, 12))
        return 0.0
