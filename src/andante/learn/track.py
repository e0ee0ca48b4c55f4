"""A diary's timeline as the filter takes it, a row for each step."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from andante.learn.timeline import Timeline


class Track(NamedTuple):
    """A timeline: gap (rows,), rating (rows,), exposure, known (rows, J), ahead (rows, H) in days."""

    gap: Float[np.ndarray, " rows"]
    rating: Float[np.ndarray, " rows"]
    exposure: Float[np.ndarray, "rows exposures"]
    known: Bool[np.ndarray, "rows exposures"]
    ahead: Float[np.ndarray, "rows horizons"]


def stretch(road: Track, first: int, end: int) -> Track:
    """The rows of `road` from row `first` up to `end`."""
    return Track(*(each[first:end] for each in road))


def without_exposures(road: Track) -> Track:
    """The same rows for the model that knows no exposures."""
    return road._replace(exposure=road.exposure[:, :0], known=road.known[:, :0])


def track(line: Timeline, horizons: int) -> Track:
    """The arrays of `line`, with the days ahead of the next `horizons` steps at each step."""
    gap = np.concatenate([[0.0], line.time[1:] - line.time[:-1]])
    return Track(gap, line.rating, line.exposure, line.known, line.ahead(horizons))
