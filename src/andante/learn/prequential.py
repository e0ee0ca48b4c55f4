"""Forecasts of a whole diary, each made before the fact, beside what was written then; the same code as `forecast`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from andante.days import at_text, own_day
from andante.learn.belief import Belief
from andante.learn.filter import Cast, work
from andante.learn.outlook import cast_days
from andante.learn.populations import Population
from andante.learn.timeline import target_of
from andante.records import Diary


def prequential(
    diary: Diary,
    target: str | None = None,
    *,
    horizon: int = 3,
    warmup: int = 14,
    seed: int = 0,
    population: Population | None = None,
) -> Iterator[dict[str, Any]]:
    """The forecasts of `diary`, made at each origin from what was written at or before it, and from `population`.

    Origins are calendar days for a diary of at most one entry a day, with or without an entry, and entries otherwise;
    the first is the one of the `warmup`-th observed value. Horizons 1..`horizon` count the same steps. A diary that
    begins with one entry a day and later has several is forecast by days until its first day with two entries and by
    entries from then on, so that what comes later changes no earlier forecast. Gives one JSON-ready object per origin
    and target time: person, origin, for, horizon, target, scale, mean, sd, quantiles, p_flare, p_onset, observed (None
    when missing), all in the diary's own scale.
    """
    yield from all_forecasts(diary, target, horizon=horizon, warmup=warmup, seed=seed, population=population)[0]


def all_forecasts(
    diary: Diary,
    target: str | None = None,
    *,
    horizon: int,
    warmup: int,
    seed: int,
    population: Population | None = None,
) -> tuple[list[dict[str, Any]], Belief]:
    """The objects of `prequential`, and the belief at the end of the diary: for who needs both, worked out once."""
    column = target_of(diary, target)
    turn = diary.several_from
    rows: list[dict[str, Any]] = []
    if turn is not None and turn > diary.first_day:
        before = diary.through(turn - dt.timedelta(days=1))
        casts, belief = work(before, column, seed=seed, horizons=horizon, population=population)
        rows += forecasts(diary, casts, belief, horizon=horizon, warmup=warmup)
    casts, belief = work(diary, column, seed=seed, horizons=horizon, population=population)
    if turn is not None:
        casts = [cast for cast in casts if own_day(cast.at, diary.day_start) >= turn]
    return [*rows, *forecasts(diary, casts, belief, horizon=horizon, warmup=warmup)], belief


def forecasts(
    diary: Diary, casts: list[Cast], belief: Belief, *, horizon: int, warmup: int
) -> Iterator[dict[str, Any]]:
    """The objects of `prequential` of casts of one kind of step, days or entries: work that is already done."""
    observed = _observed(diary, belief)
    for cast in casts:
        if cast.entries < max(warmup, 1):
            continue
        at = _following(diary, cast, belief, horizon)
        for day in cast_days(cast, at, belief) if at else ():
            written = observed.get(day.day)
            if not belief.daily and written is None:
                continue
            yield {
                "person": belief.person,
                "origin": at_text(cast.at),
                "for": at_text(day.day),
                "horizon": day.horizon,
                "target": belief.target,
                "scale": str(belief.scale),
                "mean": day.mean,
                "sd": day.sd,
                "quantiles": dict(day.quantiles),
                "p_flare": day.p_flare,
                "p_onset": day.p_onset,
                "observed": written,
            }


def _observed(diary: Diary, belief: Belief) -> dict[dt.date | dt.datetime, float]:
    """What was written of the target, by step, in the file's own scale."""
    return {
        diary.day(entry) if belief.daily else entry.at: value
        for entry in diary.entries
        if (value := entry.get(belief.target)) is not None
    }


def _following(diary: Diary, cast: Cast, belief: Belief, horizon: int) -> tuple[dt.date | dt.datetime, ...]:
    """The steps that a forecast made at `cast` is for: calendar days, or the entries that follow."""
    if not belief.daily:
        return tuple(entry.at for entry in diary.entries[cast.step + 1 : cast.step + 1 + horizon])
    assert not isinstance(cast.at, dt.datetime), "a daily diary steps by calendar days"
    return tuple(cast.at + dt.timedelta(days=h) for h in range(1, horizon + 1))
