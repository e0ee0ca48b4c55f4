"""A realistic contrast of each exposure for one person: what an effect is stated per. Not the effect itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from andante.figures import figures
from andante.learn.timeline import Timeline, quantile
from andante.records import SCALE_0_10, Scale

RATINGS = ("sleep", "stress", "exertion")
UNITS = {"load": "effort-minutes", "minutes": "minutes", "steps": "steps", "hrv": "ms", "hr": "beats a minute"}


@dataclass(frozen=True)
class Contrast:
    """From `low` to `high`: the 25th and 75th percentile, or 0 and 1 for yes or no. Ratings are on 0-10 here, and in
    `words` in the file's own scale.
    """

    low: float
    high: float
    words: str

    @property
    def width(self) -> float:
        """High less low."""
        return self.high - self.low


def contrasts_of(line: Timeline, scales: Mapping[str, Scale]) -> tuple[Contrast | None, ...]:
    """The contrast of each exposure of `line`, said in the file's own scale; None while its values do not differ."""
    return tuple(
        _contrast(name, values[: values.searchsorted(np.nan)], scales.get(name, SCALE_0_10))  # NaN comes last
        for name, values in zip(line.exposures, np.sort(line.written.T), strict=True)
    )


def _contrast(name: str, values: np.ndarray, scale: Scale) -> Contrast | None:
    """The contrast of `values`, in ascending order."""
    if not values.size or values[0] == values[-1]:
        return None
    kind = name.split(".", 1)[0]
    if values[0] == 0.0 and values[-1] == 1.0 and ((values == 0.0) | (values == 1.0)).all():
        # A rating is no yes or no, though it may never have been more than 1.
        words = f"{figures(scale.width_from_0_10(1.0))} points" if kind in RATINGS else "yes instead of no"
        return Contrast(0.0, 1.0, words)
    for share in (0.25, 0.1, 0.0):
        low, high = (quantile(values, q) for q in (share, 1.0 - share))
        if high > low:
            width = scale.width_from_0_10(high - low) if kind in RATINGS else high - low
            return Contrast(low, high, f"{figures(width)} {UNITS.get(kind, 'points' if kind in RATINGS else 'units')}")
    raise AssertionError("two different values have a largest and a smallest")
