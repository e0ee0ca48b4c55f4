"""Fitting what is marked *fitted* in the table of constants to the CALIBRATION set, and nothing else: residuals, their
least squares with priors, and what the data pin down. Pure: the command that writes the table lives in `calibration/`.

Each residual is (value - aim) / width, so that one unit is about what the target tolerates; significance in 80 % of
replications is aimed at through the standardised change that gives it. Priors add (value - prior) / prior_sd. People
are the same at every evaluation (common random numbers), so the sum of squares is smooth and Gauss-Newton works.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares

from andante.body.parameters import Constant, Table

LEAST_SHARE = 0.05
"""What cannot be negative stays above this share of its prior."""
Residuals = Callable[[Table], Mapping[str, float]]


@dataclass(frozen=True)
class Fit:
    """A finished fit. `jacobian` (residuals, parameters) is in units of prior SDs, priors left out."""

    rows: tuple[Constant, ...]
    values: np.ndarray
    residuals: Mapping[str, float]
    jacobian: np.ndarray
    cost_before: float
    cost: float
    evaluations: int

    @property
    def posterior_covariance(self) -> np.ndarray:
        """Laplace approximation, in prior SDs: (J'J + I)^-1."""
        return np.linalg.inv(self.jacobian.T @ self.jacobian + np.eye(len(self.rows)))


ENOUGH = 3e-3
"""A step that lowers the sum of squares by less than this share is the last."""
STEP = 0.1
"""Finite differences, in prior SDs: wide enough for single precision, narrow enough to be local."""


Parts = Mapping[str, Residuals]
"""Residuals by part: groups of studies that one simulation serves."""
Touches = Mapping[str, tuple[str, ...]]
"""For each constant, the parts that it moves. What it does not move is not simulated again for its slope."""


def fit(
    table: Table,
    touches: Touches,
    parts: Parts,
    *,
    evaluations: int = 12,
    start: Mapping[str, float] | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Fit:
    """The values of the constants of `touches` that bring the residuals of `parts`, and priors, nearest to zero, from
    the priors' own values on, or from `start`.

    `evaluations` bounds the Gauss-Newton steps. `say` is told of each.
    """
    rows = tuple(table.rows[key] for key in touches)
    prior = np.array([row.prior for row in rows], float)
    sd = np.array([row.prior_sd for row in rows], float)
    signed = np.array([row.distribution == "normal" for row in rows])
    lowest = np.where(signed, -np.inf, (LEAST_SHARE - 1.0) * prior / sd)
    first = np.array([((start or {}).get(row.key, p) - p) / s for row, p, s in zip(rows, prior, sd, strict=True)])

    def data(x: np.ndarray, name: str) -> dict[str, float]:
        return dict(parts[name](table.with_values(dict(zip(touches, prior + sd * x, strict=True)))))

    def whole(x: np.ndarray) -> dict[str, float]:
        return {key: value for name in parts for key, value in data(x, name).items()}

    def off(x: np.ndarray) -> np.ndarray:
        return np.concatenate([np.fromiter(whole(x).values(), float), x])

    def slopes(x: np.ndarray) -> np.ndarray:
        here = whole(x)
        say(f"half the sum of squares: {(sum(v * v for v in here.values()) + x @ x) / 2.0:.2f}")
        columns = []
        for one, moved in zip(np.eye(len(x)), touches.values(), strict=True):
            there = here | {key: value for name in moved for key, value in data(x + STEP * one, name).items()}
            columns.append([*((there[key] - here[key]) / STEP for key in here), *one])
        return np.array(columns).T

    before = off(first)
    bounds = (lowest, np.inf)
    begin = np.maximum(first, lowest)
    done = least_squares(off, begin, jac=slopes, bounds=bounds, max_nfev=evaluations, ftol=ENOUGH)
    return Fit(
        rows,
        prior + sd * done.x,
        whole(done.x),
        np.asarray(done.jac)[: -len(rows)],
        float(before @ before) / 2.0,
        float(done.cost),
        int(done.nfev),
    )
