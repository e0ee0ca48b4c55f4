"""The packaged priors, and the shape of the model of one diary. Plain tables: no JAX is loaded for them."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np

MODEL_VERSION = "6"
BASE = ("noise_sd", "carry_sd", "carry_days", "level_rate")
EFFECTS = 3  # of each input: fast, next, later; a fourth, hours, in diaries of several entries a day
EXPOSED = ("effect_drift", "fast_days")
LEVEL_PRIOR_MEAN, LEVEL_PRIOR_SD = 4.0, 3.0  # points; wide: anything that a person may rate


@dataclass(frozen=True, slots=True)
class Prior:
    """A log-normal prior: median in `unit`, and SD of the logarithm, with its source."""

    name: str
    median: float
    log_sd: float
    unit: str
    source: str


@cache
def priors() -> dict[str, Prior]:
    """The packaged table of priors."""
    with (files("andante.learn") / "priors.csv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    return {
        row["name"]: Prior(row["name"], float(row["median"]), float(row["log_sd"]), row["unit"], row["source"])
        for row in rows
    }


@dataclass(frozen=True, slots=True)
class Shape:
    """What the model of one diary is made of: `loads` exposures have a price above a capacity, `plain` ones have not.

    Inputs are the loads, what of them lies above capacity, and the plain ones; each has three effects, or four. The
    state is (level, carry, fast..., next..., later..., hours...).
    `evening`: a row's rating was made after that row's exposures. `hourly`: several entries a day.
    """

    loads: int = 0
    plain: int = 0
    evening: bool = True
    hourly: bool = False

    @property
    def exposures(self) -> int:
        """Exposures, each with a size of effects of its own."""
        return self.loads + self.plain

    @property
    def inputs(self) -> int:
        """Inputs of the model: each exposure, and of each load the part above capacity once more."""
        return 2 * self.loads + self.plain

    @property
    def effects(self) -> int:
        """Effects of each input: what comes some hours later shows where several entries a day are."""
        return EFFECTS + self.hourly

    @property
    def states(self) -> int:
        """Length of the linear state."""
        return 2 + self.effects * self.inputs

    @property
    def names(self) -> tuple[str, ...]:
        """The nonlinear parameters, in the order of the particle vector."""
        if not self.inputs:
            return BASE
        sizes = (f"effect_size.{j}" for j in range(self.exposures))
        return (*BASE, *EXPOSED, *sizes, *(f"capacity.{i}" for i in range(self.loads)))

    def log_prior(self) -> tuple[np.ndarray, np.ndarray]:
        """Mean and SD (each of shape (parameters,)) of the logarithms of the nonlinear parameters."""
        rows = [priors()[name.split(".")[0]] for name in self.names]
        return np.log([row.median for row in rows]), np.array([row.log_sd for row in rows])


class PersonPrior(NamedTuple):
    """What is believed of one person before their first entry, learned from other people.

    `log_mean`, `log_sd` (parameters,): of the logarithms of the nonlinear parameters; `level_mean`, `level_sd`: of the
    level at the first entry, in points; `effect_mean`, `effect_sd` (3 x inputs,): of the fast effects, then those of
    the next day, then the later ones, in points per own unit. An `effect_sd` of NaN leaves that effect its shared size,
    as without other people.
    """

    log_mean: np.ndarray
    log_sd: np.ndarray
    level_mean: np.ndarray
    level_sd: np.ndarray
    effect_mean: np.ndarray
    effect_sd: np.ndarray


def log_prior_of(shape: Shape, prior: PersonPrior | None) -> tuple[np.ndarray, np.ndarray]:
    """Mean and SD (each (parameters,)) of the logarithms: those learned from other people, or the packaged ones."""
    return shape.log_prior() if prior is None else (prior.log_mean, prior.log_sd)


@cache
def model_digest() -> str:
    """A digest of model version and priors: answers with another digest are answers of another model."""
    table = (files("andante.learn") / "priors.csv").read_bytes()
    return hashlib.sha256(MODEL_VERSION.encode() + table).hexdigest()[:16]
