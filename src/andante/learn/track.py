"""A diary's timeline as the filter's compiled code takes it, in whole stretches of rows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from andante.arrays import Array, Bool, Float
from andante.learn.timeline import Timeline

REPLAYED = 512  # rows, a multiple of particles.CHUNK: code is compiled for so many, however long a diary is


class Track(NamedTuple):
    """A timeline padded to `rows`: gap (rows,), rating (rows,), exposure, known (rows, J), ahead (rows, H) in days."""

    gap: Float[Array, " rows"]
    rating: Float[Array, " rows"]
    exposure: Float[Array, "rows exposures"]
    known: Bool[Array, "rows exposures"]
    ahead: Float[Array, "rows horizons"]


def padded(steps: int) -> int:
    """Rows to reserve: whole stretches of REPLAYED, one at least."""
    return REPLAYED * max(1, -(-steps // REPLAYED))


def stretch(road: Track, first: int, rows: int) -> Track:
    """The `rows` of `road` from row `first` on."""
    return Track(*(each[first : first + rows] for each in road))


def without_exposures(road: Track) -> Track:
    """The same rows for the model that knows no exposures."""
    return road._replace(exposure=road.exposure[:, :0], known=road.known[:, :0])


def track(line: Timeline, horizons: int) -> Track:
    """The arrays of `line`, with the days ahead of the next `horizons` steps at each step."""
    steps, rows = len(line), padded(len(line))
    gap = np.zeros(rows)
    gap[1:steps] = np.diff(line.time)
    rating = np.full(rows, np.nan)
    rating[:steps] = line.rating
    exposure, known = np.zeros((rows, len(line.exposures))), np.zeros((rows, len(line.exposures)), bool)
    exposure[:steps], known[:steps] = line.exposure, line.known
    ahead = np.zeros((rows, horizons))
    ahead[:steps] = line.ahead(horizons)
    return Track(gap, rating, exposure, known, ahead)
