"""How good forecasts were: the pinball loss, and the record against "same as last time". Makes no forecast itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

if TYPE_CHECKING:
    from andante.records import Diary

FEWEST_SCORED = 14  # forecasts, before a record says anything


def pinball(levels: ArrayLike, quantiles: ArrayLike, observed: ArrayLike) -> np.ndarray:
    """The mean pinball loss of forecast quantiles: 0 for a sure and right forecast, lower is better.

    `levels` (Q,) lie in 0-1, `quantiles` (..., Q) and `observed` (...) are in the unit of the observation, and so is
    the answer (...). Equation: mean over q of max(q (y - x_q), (q - 1) (y - x_q)); for a bare number instead of
    quantiles it is half of its miss when the levels lie evenly around one half. It is a proper score: nobody gains by
    saying other quantiles than they believe in (Gneiting & Raftery 2007, doi 10.1198/016214506000001437, section 6).
    Raises ValueError for levels outside 0-1 or shapes that do not fit.
    """
    at, said = np.asarray(levels, dtype=float), np.asarray(quantiles, dtype=float)
    if at.ndim != 1 or not at.size or not ((at > 0.0) & (at < 1.0)).all():
        raise ValueError(f"levels: found {levels!r}, allowed is a row of numbers between 0 and 1")
    if said.shape[-1:] != at.shape:
        raise ValueError(f"quantiles: found shape {said.shape}, allowed is {at.size} in the last axis")
    miss = np.asarray(observed, dtype=float)[..., None] - said
    return np.asarray(np.maximum(at * miss, (at - 1.0) * miss).mean(axis=-1))


@dataclass(frozen=True)
class Record:
    """Mean pinball losses over `scored` forecasts made before the fact, in the unit of the rating; None without any.

    `last_value`: the last rating, as a bare number. `last_value_with_spread`: the same with the quantiles of its own
    misses so far, for the rivals shall not lose only because they say nothing of how sure they are.
    """

    scored: int
    forecast: float | None = None
    last_value: float | None = None
    last_value_with_spread: float | None = None

    @property
    def enough(self) -> bool:
        """Whether there are enough forecasts to speak of a record."""
        return self.scored >= FEWEST_SCORED

    @property
    def rival(self) -> float | None:
        """The better of the two ways to say "same as last time"."""
        if self.last_value is None or self.last_value_with_spread is None:
            return None
        return min(self.last_value, self.last_value_with_spread)

    @property
    def beaten(self) -> bool:
        """Whether the forecasts have beaten "same as last time", so that one may be shown."""
        return self.enough and self.forecast is not None and self.rival is not None and self.forecast < self.rival


def record_of(rows: Iterable[Mapping[str, Any]], diary: Diary, target: str) -> Record:
    """The record of prequential `rows` of `target` in `diary`: the objects that `learn.prequential` gives, in order.

    The rivals are scored on the very same origins and target times, and know only what came by each origin. Like the
    forecasts they step by days until the first day with two entries, and by entries from then on.
    """
    place, last = _last_values(diary, target)
    misses: dict[int, list[tuple[int, float]]] = {}
    losses: list[tuple[float, float, float]] = []
    for row in rows:
        if row["observed"] is None:
            continue
        origin, observed = place[_moment(row["origin"])], float(row["observed"])
        levels = np.array(sorted(float(level) for level in row["quantiles"]))
        said = {float(level): float(value) for level, value in row["quantiles"].items()}
        earlier = misses.setdefault(row["horizon"], [])
        # A miss is known at an origin only when what it waited for had come by then.
        known = [miss for at, miss in earlier if at <= origin]
        bare = np.full(len(levels), last[origin])
        spread = last[origin] + np.quantile(known, levels) if len(known) >= FEWEST_SCORED else bare
        earlier.append((place[_moment(row["for"])], observed - last[origin]))
        rivals = np.stack([[said[float(level)] for level in levels], bare, spread])
        own, plain, with_spread = pinball(levels, rivals, np.full(3, observed))
        losses.append((float(own), float(plain), float(with_spread)))
    if not losses:
        return Record(0)
    own, plain, with_spread = (float(mean) for mean in np.mean(losses, axis=0))
    return Record(len(losses), own, plain, with_spread)


def _moment(text: str) -> dt.date:
    """The date or date-time behind its text."""
    return dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)


def _last_values(diary: Diary, target: str) -> tuple[Mapping[dt.date, int], Sequence[float]]:
    """The place of each step, and the last rating known at each step (NaN before the first)."""
    first, turn = diary.first_day, diary.several_from
    count = (diary.last_day - first).days + 1 if turn is None else (turn - first).days
    days = [first + dt.timedelta(days=i) for i in range(count)]
    own = list(zip(diary.own_days, diary.entries, strict=True))
    later = [(day, entry) for day, entry in own if turn is not None and day >= turn]
    written = {day: entry.get(target) for day, entry in own if turn is None or day < turn}
    told = [*map(written.get, days), *(entry.get(target) for _, entry in later)]
    values: list[float] = []
    for value in told:
        values.append(value if value is not None else values[-1] if values else float("nan"))
    place: dict[dt.date, int] = {step: i for i, step in enumerate([*days, *(entry.at for _, entry in later)])}
    # A forecast by days that reaches the turn waits for the last entry of its day.
    ends = {day: len(days) + i for i, (day, _) in enumerate(later)}
    return {**ends, **place}, values
