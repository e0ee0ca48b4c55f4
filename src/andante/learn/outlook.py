"""From a pooled forecast to numbers for a person: mean, spread, quantiles, chance of a flare, in the file's scale."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from andante.errors import InputError
from andante.learn.belief import Belief
from andante.learn.filter import Cast
from andante.learn.flares import burden
from andante.learn.particles import casts_of
from andante.learn.paths import PATHS, flare_paths, rating_paths
from andante.learn.scale_use import QUANTILES, phase_of, quantiles_of
from andante.records import Scale


@dataclass(frozen=True)
class CastDay:
    """The forecast of one day (or entry). `mean`, `sd` and `quantiles` are in the diary's own scale of the target.

    `p_flare`: probability that a flare is under way then; `p_onset`: that one not under way at the origin has begun.
    """

    day: dt.date | dt.datetime
    horizon: int
    mean: float
    sd: float
    quantiles: Mapping[str, float]
    p_flare: float
    p_onset: float


@dataclass(frozen=True)
class Forecast:
    """Forecasts of the days after `origin`, nearest first."""

    person: str | None
    target: str
    origin: dt.date
    scale: Scale
    days: tuple[CastDay, ...]


def forecast(belief: Belief, days: int = 3) -> Forecast:
    """The forecast of the next `days` (at least 1) own days after `belief.through`.

    Raises InputError for fewer than one day. It is the very forecast that `prequential` scores, from the same state.
    """
    if days < 1:
        raise InputError(f"days: found {days}, allowed is at least 1")
    cast = cast_from(belief, days)
    at = tuple(belief.through + dt.timedelta(days=h) for h in range(1, days + 1))
    return Forecast(belief.person, belief.target, belief.through, belief.scale, cast_days(cast, at, belief))


def cast_from(belief: Belief, days: int) -> Cast:
    """The pooled forecast (days, BINS) after the last step of `belief`."""
    assert days >= 1, "a forecast looks at least one day ahead"
    ahead = np.arange(1.0, days + 1.0)
    pools = belief.use.foreseen(days)
    if belief.coupling is not None and pools is not None:
        # Made when the last step was taken: these are the forecasts that wait for their ratings.
        mass, coupling = belief.use.recalibrated(pools), belief.coupling[: days - 1]
    else:
        mass, coupling = _made_anew(belief, ahead)
    return Cast(
        belief.steps - 1, belief.last_at, mass, ahead, coupling, belief.use.written, belief.flare,
        belief.flare_time, belief.marks, belief.rated_share, belief.entries,
    )  # fmt: skip


def _made_anew(belief: Belief, ahead: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Masses (H, BINS) and couplings (H - 1,) of the ratings `ahead` days on, from the particles."""
    level, exposed = (
        casts_of(group, shape, ahead)
        for group, shape in ((belief.level, replace(belief.shape, loads=0, plain=0)), (belief.exposed, belief.shape))
    )
    phases = tuple(phase_of(belief.last_time + day) for day in ahead)
    mass, _ = belief.use.cast(level[:, :-1], exposed[:, :-1], phases)
    return mass, level[1:, -1].astype(float)


def origin_rng(belief: Belief, at: dt.date | dt.datetime) -> np.random.Generator:
    """Random numbers of one origin: seeded by seed, person and origin."""
    text = f"{belief.seed} {belief.person!r} {at.isoformat()}"
    return np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]))


def simulated(cast: Cast, belief: Belief, count: int = PATHS) -> tuple[np.ndarray, np.ndarray]:
    """Paths of ratings (count, H) on 0-10, NaN where the person may not rate, and their times (H,) in days."""
    of_ratings, of_gaps = origin_rng(belief, cast.at).spawn(2)
    paths = rating_paths(cast.mass, cast.written, cast.coupling, of_ratings, count)
    silent = of_gaps.random(paths.shape[::-1]).T
    unrated = silent > cast.rated_share
    return np.where(unrated, np.nan, paths), cast.flare_time + cast.ahead


def flare_chances(cast: Cast, belief: Belief) -> tuple[np.ndarray, np.ndarray]:
    """`p_flare` and `p_onset` (H,) of a forecast: the rule on simulated paths, joined with the person's marks."""
    paths, times = simulated(cast, belief)
    futures = flare_paths(cast.flare, times, burden(paths, belief.target))
    rule, begun = futures.under_way.mean(axis=0), futures.begun.mean(axis=0)
    marked, marking = np.array([cast.marks.ahead(h + 1) for h in range(len(times))]).T
    already = cast.flare.under_way or bool(cast.marks.last)
    onset = begun if already else 1.0 - (1.0 - begun) * (1.0 - marking)
    return 1.0 - (1.0 - rule) * (1.0 - marked), onset


def cast_days(cast: Cast, at: tuple[dt.date | dt.datetime, ...], belief: Belief) -> tuple[CastDay, ...]:
    """The first `len(at)` days of a forecast as numbers for the person; each number rounded to 4 decimals."""
    count = len(at)
    cast = replace(cast, mass=cast.mass[:count], ahead=cast.ahead[:count], coupling=cast.coupling[: count - 1])
    values = belief.scale.low + cast.written * (belief.scale.high - belief.scale.low) / 10.0
    mass = cast.mass / cast.mass.sum(axis=1, keepdims=True)
    mean = mass @ values
    sd = np.sqrt(np.maximum(mass @ values**2 - mean**2, 0.0))
    quantiles = quantiles_of(mass, values)
    p_flare, p_onset = flare_chances(cast, belief)
    return tuple(
        CastDay(
            at[h],
            h + 1,
            round(float(mean[h]), 4),
            round(float(sd[h]), 4),
            MappingProxyType({f"{q:g}": round(float(v), 4) for q, v in zip(QUANTILES, quantiles[h], strict=True)}),
            round(float(p_flare[h]), 4),
            round(float(p_onset[h]), 4),
        )
        for h in range(count)
    )
