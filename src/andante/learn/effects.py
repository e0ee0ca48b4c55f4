"""Effects in words and numbers: what moves the target, by how much, how surely. Reads a belief, learns nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import ndtr, ndtri

from andante.learn.belief import Belief
from andante.learn.model import delayed_kernels, host_theta
from andante.learn.timeline import FEWEST_KNOWN
from andante.records import HIGHER_IS_BETTER

Verdict = Literal["helps", "worsens", "no clear link", "not enough yet"]
SURE = 0.95
LEAST_POINTS = 0.5
LEAST_SDS = 0.3
NODES = ndtri((np.arange(100) + 0.5) / 100.0)  # stratified standard normal draws per particle
LATER_DAYS = (2.0, 3.0, 4.0)
LONGEST_WAIT_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect of a realistic contrast of one exposure on the target, in points of the diary's own scale.

    `low`, `high`: 95 % interval; `p_worse`: probability that it makes the target worse. `more_days_needed` is 0 when
    there is a verdict, an estimate otherwise, and None when no number of days in sight would do.
    """

    exposure: str
    on: str
    part: str
    when: str
    per: str
    mean: float
    low: float
    high: float
    p_worse: float
    verdict: Verdict
    more_days_needed: int | None


def effects(belief: Belief) -> tuple[Effect, ...]:
    """Every effect of `belief`, in the order of the exposures; those not yet known are there too, and say so."""
    found: list[Effect] = []
    for j, name in enumerate(belief.exposures):
        for part, index in _parts(belief, j):
            found += [_effect(belief, (j, name), (part, index), when) for when in _whens(belief)]
    return tuple(found)


def _whens(belief: Belief) -> tuple[tuple[str, tuple[float, ...]], ...]:
    same = (("same day" if belief.daily else "same entry", (0.0,)),) if belief.shape.evening else ()
    return (*same, ("next day", (1.0,)), ("2 to 4 days later", LATER_DAYS))


def _parts(belief: Belief, j: int) -> tuple[tuple[str, int], ...]:
    """The parts of exposure j and the index of each among the model's inputs."""
    loads = belief.shape.loads
    if j < loads:
        return (("below capacity", j), ("above capacity", loads + j))
    return (("whole", loads + j),)


def kernel_weights(belief: Belief, lags: tuple[float, ...]) -> np.ndarray:
    """What each effect of an input (3, N) contributes `lags` days after the exposure, averaged over the lags."""
    fast_days = np.asarray(host_theta(np.asarray(belief.exposed.logs), belief.shape).fast_days)
    fast = np.mean([np.exp(-lag / fast_days) for lag in lags], axis=0)
    delayed = delayed_kernels(np.array(lags)).mean(axis=1)
    return np.stack([fast, *(np.full_like(fast, share) for share in delayed)])


def _effect(
    belief: Belief, exposure: tuple[int, str], of: tuple[str, int], when: tuple[str, tuple[float, ...]]
) -> Effect:
    (j, name), (part, index) = exposure, of
    words, lags = when
    contrast = belief.contrasts[j]
    if contrast is None or math.isnan(belief.unit[j]) or not belief.exposed.state.seen[index]:
        return Effect(name, belief.target, part, words, "", 0.0, 0.0, 0.0, 0.5, "not enough yet", FEWEST_KNOWN)
    weights = kernel_weights(belief, lags)
    rows = 2 + belief.shape.inputs * np.arange(len(weights)) + index
    state = belief.exposed.state
    gain = weights * contrast.width / belief.unit[j]
    mean = (gain * state.mean[rows]).sum(axis=0)
    variance = np.einsum("in,ijn,jn->n", gain, state.cov[np.ix_(rows, rows)], gain)
    sd = np.sqrt(np.maximum(variance, 1e-18))
    weight = np.exp(belief.exposed.log_weight)
    points = (belief.scale.high - belief.scale.low) / 10.0
    low, high = mixture_quantiles(mean, sd, weight, (0.025, 0.975))
    centre = float(weight @ mean)
    p_up = float(weight @ ndtr(mean / sd))
    p_worse = 1.0 - p_up if belief.target in HIGHER_IS_BETTER else p_up
    verdict, more = verdict_of(centre, (low, high), p_worse, belief)
    mean_low_high = [round(points * x, 4) for x in (centre, low, high)]
    return Effect(
        name, belief.target, part, words, contrast.words, mean_low_high[0], mean_low_high[1], mean_low_high[2],
        round(p_worse, 4), verdict, more,
    )  # fmt: skip


def mixture_quantiles(mean: np.ndarray, sd: np.ndarray, weight: np.ndarray, levels: tuple[float, ...]) -> list[float]:
    """Quantiles of a mixture of normals with means, SDs and weights (N,)."""
    draws = (mean[:, None] + sd[:, None] * NODES).ravel()
    order = np.argsort(draws)
    reached = np.cumsum(np.repeat(weight / len(NODES), len(NODES))[order])
    at = np.minimum(np.searchsorted(reached, levels), len(draws) - 1)
    return [float(x) for x in draws[order][at]]


def smallest_of_interest(rating_sd: float) -> float:
    """The least effect that matters, in 0-10 points: half a point, or 0.3 of the own SD when that is less."""
    return min(LEAST_POINTS, LEAST_SDS * rating_sd) if rating_sd > 0 else LEAST_POINTS


def verdict_of(
    mean: float, interval: tuple[float, float], p_worse: float, belief: Belief
) -> tuple[Verdict, int | None]:
    """The word for an effect (0-10 points) and how many more days would do (0 when the word is final)."""
    matters = smallest_of_interest(belief.rating_sd)
    low, high = interval
    if max(p_worse, 1.0 - p_worse) >= SURE and abs(mean) >= matters:
        return ("worsens" if p_worse >= SURE else "helps"), 0
    if -matters < low and high < matters:
        return "no clear link", 0
    half = (high - low) / 2.0
    # The interval shrinks with the square root of the days: until it lies inside, or clear of zero.
    room = max(matters - abs(mean), abs(mean) * (abs(mean) >= matters))
    if room <= 0.0:
        return "not enough yet", None
    more = math.ceil(belief.days * ((half / room) ** 2 - 1.0))
    return "not enough yet", max(more, 1) if more <= LONGEST_WAIT_DAYS else None
