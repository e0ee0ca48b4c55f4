"""The chance of a flare under each of many possible days. What to do about it is the affair of `plan`.

A planned amount shifts the simulated ratings of the forecast by what each particle believes of its effect. Only the
share of the paths that the forecast's own pool gives to the model with exposures is shifted: effects that have not
earned belief move no plan.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from andante.errors import InputError
from andante.learn.belief import Belief
from andante.learn.flares import burden
from andante.learn.model import kernels, theta_of
from andante.learn.moved import counted, move, one_of_each, tell_apart
from andante.learn.outlook import cast_from, origin_rng, simulated
from andante.learn.paths import PATHS, flare_paths
from andante.learn.scale_use import COMPONENTS

LONGEST_GAP_DAYS = 14


def flare_risk(
    belief: Belief, planned: Mapping[str, np.ndarray], *, on: dt.date, days: int = 3, count: int = PATHS
) -> np.ndarray:
    """Probability (candidates,) that a flare is under way on at least one of the days `on` .. `on` + `days` - 1.

    `planned` maps an exposure column to the amounts (candidates,) of day `on`, in the column's own unit; columns not
    named stay at the person's usual. Days up to `belief.through` are past and not counted. `count` paths are simulated;
    as many as for the forecast make the two agree.
    Raises InputError when `on` lies more than 14 days after `belief.through` or `planned` is empty.
    """
    offset = (on - belief.through).days
    if offset > LONGEST_GAP_DAYS or offset + days - 1 < 1:
        allowed = f"{belief.through} to {belief.through + dt.timedelta(days=LONGEST_GAP_DAYS)}"
        raise InputError(f"on: found {on}, allowed is {allowed}: the forecast starts from the last entry")
    _check(planned)
    cast = cast_from(belief, offset + days - 1)
    paths, times = simulated(cast, belief, count)
    first = max(offset, 1) - 1  # horizons before day `on` are lived through, not counted
    shift = _shift(belief, planned, len(paths), lags=np.arange(1, offset + days) - offset)

    def in_flare(ratings: np.ndarray) -> np.ndarray:
        futures = flare_paths(cast.flare, times, burden(ratings, belief.target))
        return np.asarray(futures.under_way[:, first:].any(axis=-1))

    ruled = _ruled(belief, paths, shift, in_flare)
    # A day that the person would mark is in a flare too; joined as the forecast joins the two.
    chance: np.ndarray = 1.0 - (1.0 - ruled) * (1.0 - cast.marks.within(first + 1, len(times)))
    return chance


def _check(planned: Mapping[str, np.ndarray]) -> None:
    """Refuse what is no plan: an amount that is no number would read as a day without a rating."""
    if not planned:
        raise InputError("planned: found no column, allowed is at least one exposure")
    sizes = {name: np.shape(amounts) for name, amounts in planned.items()}
    if len(set(sizes.values())) != 1 or any(len(size) != 1 for size in sizes.values()):
        raise InputError(f"planned: found shapes {sizes}, allowed is one row of candidates, the same for each column")
    for name, amounts in planned.items():
        if not np.isfinite(np.asarray(amounts, float)).all():
            raise InputError(f"planned: {name}: found an amount that is no number")


@dataclass(frozen=True)
class _Shift:
    """How much what is planned raises the ratings of the paths `of` (indices), as sums over the planned inputs: of what
    a unit adds h days on, `gain` (inputs, H, paths), times how many there are beyond the usual, row `row` (inputs,
    candidates) of `units` (rows, paths); on 0-10.

    All other paths belong to the model without exposures: no plan moves them.
    """

    of: np.ndarray
    gain: np.ndarray
    units: np.ndarray
    row: np.ndarray


def _shift(belief: Belief, planned: Mapping[str, np.ndarray], count: int, lags: np.ndarray) -> _Shift:
    rng = origin_rng(belief, belief.through).spawn(3)[2]  # the first two are the forecast's own
    chosen = _draw(belief, count, rng)
    inputs, candidates = belief.shape.inputs, len(next(iter(planned.values())))
    normal = rng.standard_normal((count, belief.shape.effects * inputs))
    of = np.flatnonzero(rng.random(count) < _share_of_exposures(belief, steps=max(1 - int(lags[0]), 1)))
    chosen = chosen[of]
    effects = _effects(belief, chosen, normal[of])
    theta = theta_of(belief.exposed.logs[:, chosen], belief.shape)
    late = lags >= (0 if belief.shape.evening else 1)
    of_each = kernels(theta, np.maximum(lags, 0), belief.shape) * late[:, None]  # (effects, H, paths)
    gain, units, row, rows = [], [np.zeros((0, len(of)))], [], 0
    for each, deviations in _deviations(belief, planned, chosen, theta.capacity):
        for index, deviation in deviations:
            gain.append(np.einsum("pk,khp->hp", effects[:, index::inputs], of_each))
            units.append(deviation)
            row.append(rows + each)
            rows += len(deviation)
    shape = (len(gain), len(lags), len(of))
    return _Shift(
        of, np.array(gain).reshape(shape), np.concatenate(units), np.array(row, int).reshape(len(gain), candidates)
    )


STEPS = (20, 10, 5, 2)  # tenths of a point between the values that people use
MOSTLY = 0.95
MOST_CODES = 4_000_000
Verdict = Callable[[np.ndarray], np.ndarray]
"""Ratings (paths, H) to whether each path is in a flare (paths,)."""


def _ruled(belief: Belief, paths: np.ndarray, shift: _Shift, in_flare: Verdict) -> np.ndarray:
    """The share of paths (count, H) in a flare for each candidate, their ratings moved by `shift`, still on the values
    that this person uses.

    A third of a step moves one rating in three by a whole step. Moving all by a third would tip every rating that lies
    right at the line of a flare, and none beside it. Candidates move a path in few different ways, and people use few
    values: each different path is judged once.
    """
    step, others = _step_of(belief), np.delete(paths, shift.of, axis=0)
    chance = origin_rng(belief, belief.through).spawn(4)[3].random(paths.shape[::-1])[:, shift.of]
    codes, size, days = _told_apart(paths[shift.of], _moves(shift, step, chance), step)
    one_of = np.empty(size, np.int64)
    one_of_each(codes.ravel(), one_of)
    there = one_of >= 0
    candidate, path = np.divmod(one_of[there], max(len(shift.of), 1))
    alike = np.stack([every[which[path], moves[candidate, path]] for every, which, moves in days], axis=-1)
    bad = in_flare(np.concatenate([alike, others]))
    bad_codes, worse = np.zeros(size, bool), np.empty(len(codes), np.int64)
    bad_codes[there] = bad[: len(alike)]
    counted(codes, bad_codes, worse)
    return np.asarray((worse + bad[len(alike) :].sum()) / len(paths))


def _step_of(belief: Belief) -> float:
    """The points between the values that this person uses."""
    used, tenths = belief.use.used, np.arange(len(belief.use.used))
    return next((s for s in STEPS if used[tenths % s == 0].sum() >= MOSTLY * used.sum() > 0.0), 1) / 10.0


def _moves(shift: _Shift, step: float, chance: np.ndarray) -> np.ndarray:
    """By how many steps the rating of each path moves (H, candidates, paths)."""
    moves = np.empty((len(chance), shift.row.shape[1], len(shift.of)), np.int64)
    move((shift.gain, shift.units, shift.row), step, np.ascontiguousarray(chance), np.empty(len(shift.of)), moves)
    most = math.ceil(10.0 / step)  # further than the whole scale is all the same
    return np.clip(moves, -most, most, out=moves)


Day = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Of a day ahead: `every` rating by what was told and how far it moved; what each path was told; how far it moved."""


def _told_apart(paths: np.ndarray, moves: np.ndarray, step: float) -> tuple[np.ndarray, int, list[Day]]:
    """Codes (candidates, paths), alike for `paths` (count, H) that are alike once moved; how many there can be; and
    each day.
    """
    codes, size, days = np.zeros(moves.shape[1:], np.int64), 1, []
    for at, moved in zip(paths.T, moves, strict=True):
        told, which = np.unique(at, return_inverse=True)
        least, furthest = moved.min(initial=0), moved.max(initial=0)
        on = moved - least
        every = np.clip(told[:, None] + step * np.arange(least, furthest + 1), 0.0, 10.0)
        seen, place = np.unique(every, return_inverse=True)
        tell_apart(codes, on, which, place.reshape(every.shape))
        days.append((every, which, on))
        size *= max(len(seen), 1)
        if size > MOST_CODES:
            alike, back = np.unique(codes, return_inverse=True)
            codes, size = back.reshape(codes.shape), max(len(alike), 1)
    return codes, size, days


def _draw(belief: Belief, count: int, rng: np.random.Generator) -> np.ndarray:
    """Indices (count,) of particles, systematically by weight, in random order."""
    weight = np.exp(belief.exposed.log_weight)
    points = (np.arange(count) + rng.random()) / count
    at = np.searchsorted(np.cumsum(weight), points)
    return rng.permutation(np.minimum(at, len(weight) - 1))


def _effects(belief: Belief, chosen: np.ndarray, normal: np.ndarray) -> np.ndarray:
    """One draw (paths, effects x inputs) of the effects from each chosen particle, out of standard `normal` numbers."""
    state = belief.exposed.state
    different, which = np.unique(chosen, return_inverse=True)  # heavy particles are chosen many times
    cov = state.cov[different, 2:, 2:]
    root = np.linalg.cholesky(cov + 1e-10 * np.eye(cov.shape[1]))
    drawn: np.ndarray = state.mean[chosen, 2:] + np.einsum("nij,nj->ni", root[which], normal)
    return drawn


def _share_of_exposures(belief: Belief, steps: int) -> float:
    """How much the forecast's pool, so many `steps` ahead, believes in the model with exposures, against the one
    without.
    """
    weights = belief.use.weights(belief.use.since + steps, belief.use.alike)
    exposed = weights[COMPONENTS.index("with exposures")]
    return float(exposed / (exposed + weights[COMPONENTS.index("level and carry-over")]))


def _deviations(
    belief: Belief, planned: Mapping[str, np.ndarray], chosen: np.ndarray, capacity: np.ndarray
) -> list[tuple[np.ndarray, list[tuple[int, np.ndarray]]]]:
    """For each planned column: which of its different amounts each candidate has (candidates,), and for each of its
    inputs the index and how far (amounts, paths) those are from the usual, in own units.
    """
    centre = belief.exposed.state.centre[:, chosen]
    seen = belief.exposed.state.seen
    found: list[tuple[np.ndarray, list[tuple[int, np.ndarray]]]] = []
    for name, amounts in planned.items():
        if name not in belief.exposures:
            continue
        j = belief.exposures.index(name)
        loads = belief.shape.loads
        if np.isnan(belief.unit[j]) or not seen[j if j < loads else loads + j]:
            continue
        values, each = np.unique(np.asarray(amounts, float), return_inverse=True)
        own = belief.in_own_units(j, values)[:, None]
        if j >= loads:
            found.append((each, [(loads + j, own - centre[loads + j])]))
            continue
        above = np.maximum(own - capacity[j], 0.0) - centre[loads + j]
        found.append((each, [(j, own - centre[j]), (loads + j, above)]))
    return found
