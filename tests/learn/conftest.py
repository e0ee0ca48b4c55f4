"""Diaries for the tests of learning: small ones made by hand or drawn, never read from a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np

from andante.records import Diary, Entry

FIRST = dt.date(2026, 1, 1)


def daily(columns: Mapping[str, Sequence[float | None]], **options) -> Diary:
    """One entry a day from columns of values; None is a blank cell, and a day of blanks alone is left out."""
    rows = []
    for i, values in enumerate(zip(*columns.values(), strict=True)):
        written = {name: float(v) for name, v in zip(columns, values, strict=True) if v is not None}
        if written:
            rows.append(Entry(FIRST + dt.timedelta(days=i), written))
    return Diary(tuple(rows), tuple(columns), **options)


def blanks(values: np.ndarray, gaps: np.ndarray) -> list[float | None]:
    """`values` with blanks where `gaps`."""
    return [None if gap else float(value) for value, gap in zip(values, gaps, strict=True)]


def drawn(seed: int, days: int, *, missing: float = 0.1, effect: float = 0.0) -> Diary:
    """A person near 4 whose pain carries over; `effect` is what a point of own spread of load costs the next day."""
    rng = np.random.default_rng(seed)
    load = np.round(rng.gamma(4.0, 5.0, days))
    stress = rng.integers(0, 9, days).astype(float)
    carry, pain = 0.0, []
    for i in range(days):
        carry = 0.6 * carry + 0.6 * rng.standard_normal()
        push = effect * (load[i - 1] - 20.0) / 10.0 if i else 0.0
        pain.append(np.clip(np.round(4.0 + carry + push + 0.7 * rng.standard_normal()), 0, 10))
    gaps = rng.random((3, days)) < missing
    gaps[:, 0] = gaps[:, -1] = False
    columns = {"pain": np.array(pain), "stress": stress, "load": load}
    return daily({name: blanks(values, gap) for (name, values), gap in zip(columns.items(), gaps, strict=True)})
