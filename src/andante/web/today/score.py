"""Whether the forecasts have beaten "same as last time" on this person's own past days. Pure arithmetic, no database.

The score is the mean pinball loss over the seven quantiles (Koenker & Bassett 1978, doi 10.2307/1913643), doubled: in
the units of the rating, and for a bare number its plain miss. Rivals: the last rating alone, and the last rating with
the spread that its own misses have had so far. Both use only what came before the origin.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

FEWEST_SCORED = 14


@dataclass(frozen=True)
class Score:
    """Mean losses over `scored` forecasts, in the units of the rating."""

    scored: int
    forecast: float | None
    last_value: float | None
    last_value_with_spread: float | None

    @property
    def beaten(self) -> bool:
        """Whether the forecasts may be shown."""
        if self.forecast is None or self.last_value is None or self.last_value_with_spread is None:
            return False
        return self.scored >= FEWEST_SCORED and self.forecast < min(self.last_value, self.last_value_with_spread)

    def answer(self) -> dict[str, Any]:
        """The score as stored."""
        return asdict(self)


def score_of(rows: Sequence[Mapping[str, Any]], rated: Sequence[tuple[dt.date, float]]) -> Score:
    """The score of prequential `rows`; `rated` are the (day, value) pairs of the target, in order."""
    days = np.array([day.toordinal() for day, _ in rated])
    values = np.array([value for _, value in rated], dtype=float)
    losses: list[tuple[float, float, float]] = []
    misses: dict[int, list[tuple[int, float]]] = {}
    for row in rows:
        if row["observed"] is None:
            continue
        origin = dt.date.fromisoformat(row["origin"]).toordinal()
        last = float(values[np.searchsorted(days, origin, side="right") - 1])
        quantiles = {float(level): float(value) for level, value in row["quantiles"].items()}
        levels = np.array(sorted(quantiles))
        earlier = misses.setdefault(row["horizon"], [])
        # A miss is known at an origin only when its day had come by then.
        known = [miss for day, miss in earlier if day <= origin]
        spread = last + np.quantile(known, levels) if len(known) >= FEWEST_SCORED else np.full(len(levels), last)
        observed = float(row["observed"])
        earlier.append((dt.date.fromisoformat(row["for"]).toordinal(), observed - last))
        own = np.array([quantiles[level] for level in levels])
        bare = np.full(len(levels), last)
        losses.append((_loss(levels, own, observed), _loss(levels, bare, observed), _loss(levels, spread, observed)))
    if not losses:
        return Score(0, None, None, None)
    mean = np.mean(losses, axis=0)
    return Score(len(losses), float(mean[0]), float(mean[1]), float(mean[2]))


def _loss(levels: np.ndarray, quantiles: np.ndarray, observed: float) -> float:
    """Twice the mean pinball loss."""
    miss = observed - quantiles
    return float(2.0 * np.mean(np.maximum(levels * miss, (levels - 1.0) * miss)))
