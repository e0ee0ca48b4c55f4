"""A realistic contrast of each exposure for one person: what an effect is stated per. Not the effect itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from andante.learn.timeline import Timeline

UNITS = {"load": "effort-minutes", "minutes": "minutes", "steps": "steps", "hrv": "ms", "hr": "beats a minute"}


@dataclass(frozen=True)
class Contrast:
    """From `low` to `high`, in the column's own unit: the 25th and 75th percentile, or 0 and 1 for yes or no."""

    low: float
    high: float
    words: str

    @property
    def width(self) -> float:
        """High less low."""
        return self.high - self.low


def contrasts_of(line: Timeline) -> tuple[Contrast | None, ...]:
    """The contrast of each exposure of `line`; None while its values do not differ."""
    return tuple(
        _contrast(name, values[~np.isnan(values)]) for name, values in zip(line.exposures, line.written.T, strict=True)
    )


def _contrast(name: str, values: np.ndarray) -> Contrast | None:
    if not values.size or values.min() == values.max():
        return None
    if np.isin(values, (0.0, 1.0)).all():
        return Contrast(0.0, 1.0, "yes instead of no")
    for share in (0.25, 0.1, 0.0):
        low, high = (float(q) for q in np.quantile(values, [share, 1.0 - share]))
        if high > low:
            unit = UNITS.get(name.split(".", 1)[0], "points" if name in ("sleep", "stress") else "units")
            return Contrast(low, high, f"{high - low:.3g} {unit}")
    raise AssertionError("two different values have a largest and a smallest")
