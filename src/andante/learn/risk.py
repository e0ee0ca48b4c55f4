"""The chance of a flare under each of many possible days. What to do about it is the affair of `plan`.

A planned amount shifts the simulated ratings of the forecast by what each particle believes of its effect. Only the
share of the paths that the forecast's own pool gives to the model with exposures is shifted: effects that have not
earned belief move no plan.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np

from andante.errors import InputError
from andante.learn.belief import Belief
from andante.learn.flares import burden
from andante.learn.model import host_theta, kernels
from andante.learn.outlook import cast_from, origin_rng, simulated
from andante.learn.paths import flare_paths
from andante.learn.scale_use import COMPONENTS
from andante.learn.timeline import CLIP

LONGEST_GAP_DAYS = 14


def flare_risk(belief: Belief, planned: Mapping[str, np.ndarray], *, on: dt.date, days: int = 3) -> np.ndarray:
    """Probability (candidates,) that a flare is under way on at least one of the days `on` .. `on` + `days` - 1.

    `planned` maps an exposure column to the amounts (candidates,) of day `on`, in the column's own unit; columns not
    named stay at the person's usual. Days up to `belief.through` are past and not counted.
    Raises InputError when `on` lies more than 14 days after `belief.through` or `planned` is empty.
    """
    offset = (on - belief.through).days
    if offset > LONGEST_GAP_DAYS or offset + days - 1 < 1:
        allowed = f"{belief.through} to {belief.through + dt.timedelta(days=LONGEST_GAP_DAYS)}"
        raise InputError(f"on: found {on}, allowed is {allowed}: the forecast starts from the last entry")
    _check(planned)
    cast = cast_from(belief, offset + days - 1)
    paths, times = simulated(cast, belief)
    first = max(offset, 1) - 1  # horizons before day `on` are lived through, not counted
    shift = _shift(belief, planned, paths.shape[0], lags=np.arange(1, offset + days) - offset)
    futures = flare_paths(cast.flare, times, burden(_moved(belief, paths, shift), belief.target))
    ruled = futures.under_way[..., first:].any(axis=-1).mean(axis=-1)
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


def _shift(belief: Belief, planned: Mapping[str, np.ndarray], count: int, lags: np.ndarray) -> np.ndarray:
    """How much higher each path's ratings are on each day (candidates, count, H) for what is planned, on 0-10."""
    rng = origin_rng(belief, belief.through).spawn(3)[2]  # the first two are the forecast's own
    chosen = _draw(belief, count, rng)
    effects = _draw_effects(belief, chosen, rng)
    believed = rng.random(count) < _share_of_exposures(belief)
    theta = host_theta(np.asarray(belief.exposed.logs)[:, chosen], belief.shape)
    late = lags >= (0 if belief.shape.evening else 1)
    of_each = kernels(theta, np.maximum(lags, 0)) * late[:, None]  # (3, H, count)
    inputs = belief.shape.inputs
    size = len(next(iter(planned.values())))
    total = np.zeros((size, count, len(lags)))
    for index, deviation in _deviations(belief, planned, chosen, np.asarray(theta.capacity)):
        gain = sum(effects[:, k * inputs + index] * each for k, each in enumerate(of_each))
        total += deviation[:, :, None] * gain.T[None]
    return total * believed[None, :, None]


STEPS = (20, 10, 5, 2)  # tenths of a point between the values that people use
MOSTLY = 0.95


def _moved(belief: Belief, paths: np.ndarray, shift: np.ndarray) -> np.ndarray:
    """Ratings (candidates, count, H) of paths (count, H) moved by `shift`, still on the values that this person uses.

    A third of a step moves one rating in three by a whole step. Moving all by a third would tip every rating that lies
    right at the line of a flare, and none beside it.
    """
    used, tenths = belief.use.used, np.arange(len(belief.use.used))
    step = next((s for s in STEPS if used[tenths % s == 0].sum() >= MOSTLY * used.sum() > 0.0), 1) / 10.0
    chance = origin_rng(belief, belief.through).spawn(4)[3].random(paths.shape[::-1]).T
    return np.asarray(np.clip(paths[None] + step * np.floor(shift / step + chance[None]), 0.0, 10.0))


def _draw(belief: Belief, count: int, rng: np.random.Generator) -> np.ndarray:
    """Indices (count,) of particles, systematically by weight, in random order."""
    weight = np.exp(belief.exposed.log_weight)
    points = (np.arange(count) + rng.random()) / count
    at = np.searchsorted(np.cumsum(weight), points)
    return rng.permutation(np.minimum(at, len(weight) - 1))


def _draw_effects(belief: Belief, chosen: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One draw (count, 3 x inputs) of the effects from each chosen particle."""
    state = belief.exposed.state
    cov = np.moveaxis(np.asarray(state.cov)[2:, 2:], -1, 0)
    root = np.linalg.cholesky(cov + 1e-10 * np.eye(cov.shape[1]))
    normal = rng.standard_normal((len(chosen), cov.shape[1]))
    drawn: np.ndarray = state.mean[2:, chosen].T + np.einsum("nij,nj->ni", root[chosen], normal)
    return drawn


def _share_of_exposures(belief: Belief) -> float:
    """How much the forecast's pool believes in the model with exposures, against the one without."""
    weights = belief.use.weights(1, belief.use.alike)
    exposed = weights[COMPONENTS.index("with exposures")]
    return float(exposed / (exposed + weights[COMPONENTS.index("level and carry-over")]))


def _deviations(
    belief: Belief, planned: Mapping[str, np.ndarray], chosen: np.ndarray, capacity: np.ndarray
) -> list[tuple[int, np.ndarray]]:
    """For each planned input: its index, and how far (candidates, count) the plan is from the usual, in own units."""
    centre = belief.exposed.state.centre[:, chosen]
    seen = belief.exposed.state.seen
    found: list[tuple[int, np.ndarray]] = []
    for name, amounts in planned.items():
        if name not in belief.exposures:
            continue
        j = belief.exposures.index(name)
        loads = belief.shape.loads
        if np.isnan(belief.unit[j]) or not seen[j if j < loads else loads + j]:
            continue
        own = np.clip((np.asarray(amounts, float) - belief.zero[j]) / belief.unit[j], -CLIP, CLIP)[:, None]
        if j >= loads:
            found.append((loads + j, own - centre[loads + j]))
            continue
        found.append((j, own - centre[j]))
        found.append((loads + j, np.maximum(own - capacity[j], 0.0) - centre[loads + j]))
    return found
