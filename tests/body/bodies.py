"""Protocols in bodies without chance, for the tests of what must be true of any body."""

from __future__ import annotations

from functools import cache

import numpy as np

from andante.arrays import jax
from andante.body.laboratory import Record, run
from andante.body.parameters import Table, packaged
from andante.body.people import draw
from andante.body.protocol import GROUPS, Probe, Protocol, Rest, Work

SITES = ("trapezius", "trapezius_left", "quadriceps", "tibialis_anterior")
PROBE = Probe(SITES, (0.0,))


@cache
def quiet() -> Table:
    """No error of thresholds, and every occasion alike."""
    return packaged().with_values({"probe_noise": 1e-12, "occasion_noise": 1e-12})


@cache
def fearless() -> Table:
    """The same, and nobody is stopped by pain."""
    return quiet().with_values({f"pain_limit@{group}": 50.0 for group in GROUPS})


def protocol(*steps: Work | Rest | Probe) -> Protocol:
    return Protocol("made for a test", {"fm": 5}, steps)


def lab(*steps: Work | Rest | Probe, group: str = "fm", table: Table | None = None, people: int = 5) -> Record:
    return run(protocol(*steps), draw(group, range(people), seed=2, table=table or quiet()))


def changes(record: Record) -> dict[str, np.ndarray]:
    """Log changes of the last probe, by site."""
    last = max(one.step for one in record.readings)
    return {one.site: np.log(one.ppt_kpa / record.before_kpa[one.site]) for one in record.readings if one.step == last}


def alike(one: object, other: object, **tolerance: float) -> None:
    """Two trees of arrays are the same."""
    for left, right in zip(jax.tree.leaves(one), jax.tree.leaves(other), strict=True):
        np.testing.assert_allclose(np.asarray(left), np.asarray(right), **({"rtol": 0.0, "atol": 0.0} | tolerance))
