"""Effects in words and numbers: what moves the target, by how much, how surely. Reads a belief, learns nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
from scipy.special import ndtr, ndtri

from andante.anatomy import lies_under
from andante.learn.belief import Belief
from andante.learn.model import kernels, theta_of
from andante.learn.priors import log_prior_of
from andante.learn.waits import HALF_OF_95, LONGEST_WAIT_DAYS, first_likely, word_chances
from andante.records import HIGHER_IS_BETTER

Verdict = Literal["helps", "worsens", "no clear link", "not enough yet"]
CALLED: tuple[Verdict, ...] = ("helps", "worsens")
NO_LINK: Verdict = "no clear link"
NOT_YET: Verdict = "not enough yet"
SURE = 0.95
SURE_SDS = float(ndtri(SURE))
FEWEST_RATINGS = 2
FEWEST_DAYS = 14  # with a rating since an exposure takes part, before there is a word for it
TOLD = 0.7  # of the SD before any diary: what lies narrower was said by the diary and not by the prior
LEAST_POINTS = 0.5
LEAST_SDS = 0.3
NODES = ndtri((np.arange(100) + 0.5) / 100.0)  # stratified standard normal draws per particle
LATER_DAYS = (2.0, 3.0, 4.0)
Where = Literal["local", "remote", "general"]
Calendar = Literal["weekday", "time of day"]
AT_ONCE = ("same day", "same entry")
BEFORE_THE_DAY = ("sleep", "minutes.sleep")  # of the night before
When = tuple[str, tuple[float, ...]]  # its words, and the days after the exposure over which it is averaged


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect of a realistic contrast of one exposure on the target, in points of the diary's own scale.

    `low`, `high`: 95 % interval; `p_worse`: probability that it makes the target worse. `more_days_needed` is 0 when
    there is a verdict, otherwise after how many more days there is one more likely than not (`waits`), and None when no
    number of days in sight would do. `where`: `local` for
    the load of a muscle group on an area it lies under, `remote` on another area, `general` for all else. Where there
    is no estimate yet, `per` is empty and the numbers mean nothing; `answer` leaves them out.
    `may_be_reversed`: the rating may have moved the exposure instead. On a bad day people do less, feel more stress and
    take what eases, so within a day no diary can tell which came first; a night's sleep did (reverse causation and
    confounding by indication, as in Hernán & Robins 2020, Causal Inference: What If, chapter 7).
    `maybe_small`: there is no word yet though the direction is clear, for the effect may be too small to matter.
    `goes_with`: there is none though the effect is clear, for it mostly goes with the weekday or with the time of day.
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
    where: Where
    maybe_small: bool = False
    goes_with: Calendar | None = None

    @property
    def may_be_reversed(self) -> bool:
        """Whether the rating may have moved the exposure instead."""
        return self.when in AT_ONCE and self.exposure not in BEFORE_THE_DAY

    def answer(self) -> dict[str, Any]:
        """The effect as a JSON-ready object; None for each number that nobody knows yet."""
        said = {**asdict(self), "may_be_reversed": self.may_be_reversed}
        return said if self.per else {**said, **dict.fromkeys(NUMBERS)}


NUMBERS = ("mean", "low", "high", "p_worse")


def where_of(exposure: str, target: str) -> Where:
    """Whether the painful area of `target` belongs to the muscle group that `exposure` loads."""
    kind, _, group = exposure.partition(".")
    suffered, _, area = target.partition(".")
    if kind != "load" or not group or suffered != "pain" or not area:
        return "general"
    return "local" if lies_under(area, group) else "remote"


def effects(belief: Belief) -> tuple[Effect, ...]:
    """Every effect of `belief`, in the order of the exposures; those not yet known are there too, and say so."""
    found: list[Effect] = []
    for j, name in enumerate(belief.exposures):
        for part in _parts(belief, j):
            found += [_effect(belief, (j, name), part, when) for when in _whens(belief)]
    return tuple(found)


def load_effects(belief: Belief) -> tuple[Effect, ...]:
    """The effects of each muscle group's load as a whole, the next day and 2 to 4 days later.

    From the low to the high end of the person's own contrast; what of it lies above the capacity counts at its
    own price, particle by particle.
    """
    capacity = theta_of(belief.exposed.logs, belief.shape).capacity
    found: list[Effect] = []
    for j, name in enumerate(belief.exposures):
        if not name.startswith("load."):
            continue
        contrast, above = belief.contrasts[j], belief.shape.loads + j
        for when in (NEXT_DAY, LATER):
            if contrast is None or not _is_known(belief, j, j):
                found.append(_unknown(belief, (j, name), "whole", when[0]))
                continue
            low, high = belief.in_own_units(j, np.array([contrast.low, contrast.high]))
            beyond = np.maximum(high - capacity[j], 0.0) - np.maximum(low - capacity[j], 0.0)
            amounts = {j: np.asarray(high - low), above: beyond}
            found.append(_told(belief, (j, "whole", contrast.words), when, amounts))
    return tuple(found)


HOURS: When = ("4 hours later", (4.0 / 24.0,))
NEXT_DAY: When = ("next day", (1.0,))
LATER: When = ("2 to 4 days later", LATER_DAYS)
LAGS = dict((*((at_once, (0.0,)) for at_once in AT_ONCE), HOURS, NEXT_DAY, LATER))
"""The days over which each effect is averaged, by its words."""


def _whens(belief: Belief) -> tuple[When, ...]:
    at_once = AT_ONCE[0] if belief.daily else AT_ONCE[1]
    same = ((at_once, LAGS[at_once]),) if belief.shape.evening else ()
    hours = () if belief.daily else (HOURS,)
    return (*same, *hours, NEXT_DAY, LATER)


def _parts(belief: Belief, j: int) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """The parts of exposure j, and the model's inputs whose effects add up to each."""
    loads = belief.shape.loads
    if j < loads:
        return (("below capacity", (j,)), ("above capacity", (j, loads + j)))
    return (("whole", (loads + j,)),)


def kernel_weights(belief: Belief, lags: tuple[float, ...]) -> np.ndarray:
    """What each effect of an input (effects, N) contributes `lags` days after the exposure, averaged over the lags."""
    theta = theta_of(belief.exposed.logs, belief.shape)
    return np.asarray(kernels(theta, np.array(lags), belief.shape).mean(axis=1))


def _is_known(belief: Belief, j: int, index: int) -> bool:
    """Whether the diary says anything of it: with fewer than two ratings all that is believed is said by the prior."""
    learned = belief.entries >= FEWEST_RATINGS and not math.isnan(belief.unit[j])
    return learned and bool(belief.exposed.state.seen[index])


def _unknown(belief: Belief, exposure: tuple[int, str], part: str, when: str) -> Effect:
    (j, name), where = exposure, where_of(exposure[1], belief.target)
    # What was always the same, or never written, tells nothing however many more such days there are.
    days = belief.takes_part_in[j] + FEWEST_DAYS - belief.rated_days[j]
    more = max(math.ceil(days), 1) if days <= LONGEST_WAIT_DAYS else None
    return Effect(name, belief.target, part, when, "", 0.0, 0.0, 0.0, 0.5, NOT_YET, more, where)


def _effect(belief: Belief, exposure: tuple[int, str], of: tuple[str, tuple[int, ...]], when: When) -> Effect:
    (j, _), (part, summed) = exposure, of
    contrast = belief.contrasts[j]
    if contrast is None or not _is_known(belief, j, summed[-1]):
        return _unknown(belief, exposure, part, when[0])
    low, high = belief.in_own_units(j, np.array([contrast.low, contrast.high]))
    return _told(belief, (j, part, contrast.words), when, dict.fromkeys(summed, np.asarray(high - low)))


def _told(belief: Belief, named: tuple[int, str, str], when: When, amounts: Mapping[int, np.ndarray]) -> Effect:
    """The effect of `amounts` (N,) or one for all, in own units, of inputs by index; `named`: exposure, part, per."""
    (j, part, per), (words, lags) = named, when
    name = belief.exposures[j]
    state, weights = belief.exposed.state, kernel_weights(belief, lags)
    rows = np.concatenate([2 + belief.shape.inputs * np.arange(len(weights)) + index for index in amounts])
    gain = np.concatenate([weights * amount for amount in amounts.values()])
    mean = (gain * state.mean[:, rows].T).sum(axis=0)
    variance = np.einsum("in,nij,jn->n", gain, state.cov[:, rows[:, None], rows], gain)
    sd = np.sqrt(np.maximum(variance, 1e-18))
    weight = np.exp(belief.exposed.log_weight)
    low, high = mixture_quantiles(mean, sd, weight, (0.025, 0.975))
    centre = float(weight @ mean)
    p_up = float(weight @ ndtr(mean / sd))
    p_worse = 1.0 - p_up if belief.target in HIGHER_IS_BETTER else p_up
    spread = math.sqrt(float(weight @ (variance + (mean - centre) ** 2)))
    told = spread / _sd_before(belief, j, gain, rows)
    word = verdict_of(centre, (low, high), p_worse, belief)
    verdict, more = _only_if_told(word, told, belief, j)
    small = word[0] == NOT_YET and not low <= 0.0 <= high and bool(belief.rated_days[j] >= FEWEST_DAYS)
    if not state.spread[list(amounts)].any():  # begun for good: what never differs again is told by no more days
        more = None
    in_points = [round(belief.points * x, 4) for x in (centre, low, high)]
    return Effect(
        name, belief.target, part, words, per, in_points[0], in_points[1], in_points[2], round(p_worse, 4), verdict,
        more, where_of(name, belief.target), small,
    )  # fmt: skip


def _sd_before(belief: Belief, j: int, gain: np.ndarray, rows: np.ndarray) -> float:
    """The SD before any diary of an effect that `gain` (rows, N) makes of the linear states `rows`; exposure `j`."""
    prior = None if belief.population is None else belief.population.prior_of(belief.shape, belief.exposures, {})
    log_mean, log_sd = log_prior_of(belief.shape, prior)
    at = belief.shape.names.index(f"effect_size.{j}")
    variance = np.full(len(rows), np.exp(2.0 * log_mean[at] + 2.0 * log_sd[at] ** 2))
    if prior is not None:
        own = prior.effect_sd[rows - 2]
        variance = np.where(np.isnan(own), variance, own**2)
    return math.sqrt(max(float(np.exp(belief.exposed.log_weight) @ (gain**2 * variance[:, None]).sum(axis=0)), 1e-18))


def _only_if_told(found: tuple[Verdict, int | None], told: float, belief: Belief, j: int) -> tuple[Verdict, int | None]:
    """The word for an effect where the diary says it, and not only what was believed before: there are days enough, and
    for "no clear link" the SD is now no more than a share of what it was, `told`.
    """
    (verdict, more), days = found, int(belief.rated_days[j])
    waits = FEWEST_DAYS - days
    if waits > 0:
        return NOT_YET, None if more is None else max(waits, more)
    if verdict == NO_LINK and told > TOLD:
        gained = 1.0 / told**2 - 1.0  # precision, in that before any diary
        more = math.ceil(days * ((1.0 / TOLD**2 - 1.0) / gained - 1.0)) if gained > 0.0 else LONGEST_WAIT_DAYS + 1
        return NOT_YET, max(more, 1) if more <= LONGEST_WAIT_DAYS else None
    return verdict, more


def in_numbers(belief: Belief, mean: float, sd: float) -> tuple[float, float, float, float]:
    """`mean`, `low`, `high` and `p_worse` of an effect of this mean and SD in points on 0-10, as `Effect` has them."""
    p_up = float(ndtr(mean / sd))
    middle, low, high = (round(belief.points * (mean + sign * HALF_OF_95 * sd), 4) for sign in (0.0, -1.0, 1.0))
    p_worse = 1.0 - p_up if belief.target in HIGHER_IS_BETTER else p_up
    return middle, low, high, round(p_worse, 4)


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
        return NO_LINK, 0
    called, small = word_chances((mean, (high - low) / 2.0 / HALF_OF_95), matters, belief.days, SURE_SDS)
    return NOT_YET, first_likely(called + small)
