"""The packaged priors, and the shape of the model of one diary. Plain tables: no JAX is loaded for them."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

MODEL_VERSION = "2"
BASE = ("noise_sd", "carry_sd", "carry_days", "level_rate")
EFFECTS = 3  # of each input: fast, next, later
EXPOSED = ("effect_size", "effect_drift", "fast_days")


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
    """What the model of one diary is made of: `loads` exposures are cut at a capacity, `plain` ones are not.

    `inputs` = 2 x loads + plain; each has three effects. The state is (level, carry, fast..., next..., later...).
    `evening`: a row's rating was made after that row's exposures.
    """

    loads: int = 0
    plain: int = 0
    evening: bool = True

    @property
    def inputs(self) -> int:
        """Inputs after loads are cut into the parts below and above capacity."""
        return 2 * self.loads + self.plain

    @property
    def states(self) -> int:
        """Length of the linear state."""
        return 2 + EFFECTS * self.inputs

    @property
    def names(self) -> tuple[str, ...]:
        """The nonlinear parameters, in the order of the particle vector."""
        if not self.inputs:
            return BASE
        return (*BASE, *EXPOSED, *(f"capacity.{i}" for i in range(self.loads)))

    def log_prior(self) -> tuple[np.ndarray, np.ndarray]:
        """Mean and SD (each of shape (parameters,)) of the logarithms of the nonlinear parameters."""
        rows = [priors()[name.split(".")[0]] for name in self.names]
        return np.log([row.median for row in rows]), np.array([row.log_sd for row in rows])


@cache
def model_digest() -> str:
    """A digest of model version and priors: answers with another digest are answers of another model."""
    table = (files("andante.learn") / "priors.csv").read_bytes()
    return hashlib.sha256(MODEL_VERSION.encode() + table).hexdigest()[:16]
