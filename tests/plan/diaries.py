"""Diaries of one muscle group for tests that draw many of them."""

from __future__ import annotations

import datetime as dt

import numpy as np

from andante.records import Diary, Entry

ON = dt.date(2026, 3, 5)


def written(load: np.ndarray, pain: np.ndarray, gone: np.ndarray) -> Diary:
    """What was written on the days before `ON`, (days,) each, the nearest last; nothing on those that are gone."""
    days = [ON - dt.timedelta(days=len(load) - i) for i in range(len(load))]
    ratings, loads = pain.round().clip(0, 10), np.round(load, 1)
    entries = tuple(
        Entry(day, {"pain": float(rating), "load.neck_shoulders": float(amount)})
        for day, rating, amount, is_gone in zip(days, ratings, loads, gone, strict=True)
        if not is_gone
    )
    return Diary(entries, ("pain", "load.neck_shoulders"))
