"""What a diary tells of its exposures by generalised least squares: a second look beside the particles. No words here.

Each exposure has, beside the kernels of the model, an effect of its own on each of `LATER_DAYS`. All are estimated at
once (`innovations`), for the parameters that the belief holds likeliest on average, with a wide prior, and with the
spread of the ratings judged by what is left of them: over all days alike, or by each day's own where that is more
(White 1980, doi:10.2307/1912934), for a few days that stand out say little about others. A load enters whole: this is
its price on average, below and above capacity.

The calendar stands beside them or not: each weekday, and of several entries a day each two hours of the day, with a
level of their own. What always happens on Wednesdays is else what makes a Thursday worse.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from andante.learn.belief import Belief
from andante.learn.effects import LATER_DAYS, Calendar
from andante.learn.innovations import Wander, gains, innovations
from andante.learn.model import CENTRE_MEMORY, Theta, kernels, theta_of
from andante.learn.priors import Shape
from andante.learn.timeline import Timeline

LONGEST = 16.0  # days; after that the delayed kernels are over
WIDER = 2.0
"""The prior's SD, of that of the model's effects: with theirs, a true effect of one point was told as 0.8, and the 95 %
interval held it in 75 % of diaries; with twice that as 0.9, in 92 %.
"""
CALENDAR_SD = 5.0
"""Points on 0-10: the prior of what a weekday, or two hours of the day, are above another. Wide, for one that holds it
small gives to what is done then what belongs to the day.
"""
EVENING = 21  # the hour of an entry that names none
BELIEVED = 10.0  # ratings: so much counts the spread that the belief holds likely, beside what this diary leaves


class Estimated(NamedTuple):
    """The parts (J, K) of each exposure's effect, in points on 0-10 per realistic contrast, and their covariances
    (J, K, K); NaN where there is no estimate. `theta` and `shape` say how they are read.
    """

    mean: np.ndarray
    cov: np.ndarray
    theta: Theta
    shape: Shape

    def after(self, lags: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
        """Mean and SD (J,) of the effect so many days later, averaged over `lags`."""
        reads = _parts(self.theta, np.array(lags), self.shape).mean(axis=1)
        return self.mean @ reads, np.sqrt(np.einsum("k,jkl,l->j", reads, self.cov, reads))


class Told(NamedTuple):
    """The estimates by what of the calendar stands beside them: nothing (), each part of it, all of it (the longest).
    `within` (J,): how much of what each exposure differs by lies within weekdays and hours, from 0 to 1.
    """

    by: Mapping[tuple[Calendar, ...], Estimated]
    within: np.ndarray

    @property
    def plain(self) -> Estimated:
        """Without the calendar."""
        return self.by[()]

    @property
    def whole(self) -> Estimated:
        """With all of it."""
        return self.by[max(self.by, key=len)]


def told_of(belief: Belief, line: Timeline) -> Told:
    """What `line`, the diary that `belief` was learned from, tells of every exposure."""
    widths, theta = _widths(belief), _average(belief)
    known, rated = np.flatnonzero(~np.isnan(widths)), np.flatnonzero(~np.isnan(line.rating))
    if not known.size or not rated.size:
        nothing = _per_contrast(belief, widths, known[:0], (np.zeros(0), np.zeros((0, 0))))
        return Told({(): nothing}, np.ones(len(widths)))
    beside = _calendar(line, rated)
    parts = _columns(belief, line, known)[rated]
    blocks = [line.rating[rated][:, None], *beside.values(), parts]
    new = np.split(_innovations(theta, line.time[rated], np.column_stack(blocks)), _ends(blocks), axis=1)
    rating, of_parts = new[0][:, 0], new[-1]
    of_calendar = dict(zip(beside, new[1:-1], strict=True))
    found: dict[tuple[Calendar, ...], Estimated] = {}
    for kinds in dict.fromkeys([(), *((kind,) for kind in beside), tuple(beside)]):
        columns = np.column_stack([of_parts, *(of_calendar[kind] for kind in kinds)])
        solved = _solved(belief, rating, columns, calendar=columns.shape[1] - of_parts.shape[1])
        found[kinds] = _per_contrast(belief, widths, known, solved)
    return Told(found, _within(line))


def _within(line: Timeline) -> np.ndarray:
    """Of what each exposure differs by, the share (J,) that the calendar says nothing of; 1 where none differs."""
    days = np.column_stack([np.ones(len(line)), *_calendar(line, np.arange(len(line))).values()])
    share = np.ones(len(line.exposures))
    for j, known in enumerate(line.known.T):
        each, beside = line.exposure[known, j], days[known]
        total = float(((each - each.mean()) ** 2).sum()) if each.size else 0.0
        if total > 0.0:
            left = each - beside @ np.linalg.lstsq(beside, each, rcond=None)[0]
            share[j] = float(left @ left) / total
    return share


def _ends(blocks: Sequence[np.ndarray]) -> list[int]:
    return list(accumulate(block.shape[1] for block in blocks[:-1]))


def _widths(belief: Belief) -> np.ndarray:
    """The realistic contrast of each exposure (J,) in own units; NaN where there is none yet."""
    widths = np.full(len(belief.exposures), np.nan)
    for j, contrast in enumerate(belief.contrasts):
        if contrast is not None:
            low, high = belief.in_own_units(j, np.array([contrast.low, contrast.high]))
            widths[j] = high - low
    return widths


def _average(belief: Belief) -> Theta:
    """The parameters of the averaged logarithms, as one particle."""
    weight = np.exp(belief.exposed.log_weight)
    return theta_of((belief.exposed.logs @ weight)[:, None], belief.shape)


def _calendar(line: Timeline, steps: np.ndarray) -> dict[Calendar, np.ndarray]:
    """Which weekday it is at each of `steps` (T, 6), and of several entries a day which two hours of the day, as far as
    there are entries then; the first of each is where none of its columns is 1.
    """
    weekday = np.array([line.day[step].weekday() for step in steps])
    found: dict[Calendar, np.ndarray] = {"weekday": (weekday[:, None] == np.arange(1, 7)).astype(float)}
    if not line.daily:
        hours = np.array([getattr(line.at[step], "hour", EVENING) // 2 for step in steps])
        found["time of day"] = (hours[:, None] == np.unique(hours)[1:]).astype(float)
    return found


def _parts(theta: Theta, lags: np.ndarray, shape: Shape) -> np.ndarray:
    """What each part of an exposure's effect counts for (K, lags) so many days after: the kernels of the model, and
    each later day, all of it on the day and none a day off.
    """
    days = np.maximum(1.0 - np.abs(np.array(LATER_DAYS)[:, None] - lags), 0.0)
    return np.concatenate([kernels(theta, lags, shape)[..., 0], days])


def _columns(belief: Belief, line: Timeline, known: np.ndarray) -> np.ndarray:
    """How each step reads the parts of the exposures `known`: (T, known x K), exposure by exposure."""
    theta, shape = _average(belief), belief.shape
    off = _deviations(line)[:, known]
    found = np.zeros((*off.shape, shape.effects + len(LATER_DAYS)))
    for back in range(0 if shape.evening else 1, len(line)):
        lags = line.time[back:] - line.time[: len(line) - back]
        near = np.flatnonzero(lags <= LONGEST)
        if not near.size:
            break
        found[back + near] += off[near][:, :, None] * _parts(theta, lags[near], shape).T[:, None]
    return found.reshape(len(line), -1)


def _deviations(line: Timeline) -> np.ndarray:
    """Each exposure (T, J) off the running mean of its earlier values, as the model takes it in; 0 where unknown."""
    known = line.known.astype(float)
    share = known / np.clip(known.cumsum(axis=0), 1.0, CENTRE_MEMORY)
    centre, off = np.zeros(known.shape[1]), np.zeros_like(known)
    for t in range(len(known)):
        off[t] = line.exposure[t] - centre
        centre = centre + share[t] * off[t]
    return np.where(line.known & (share < 1.0), off, 0.0)


def _innovations(theta: Theta, time: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """What is new in each row of `columns` (T, C), at `time`, where level and carry-over wander as `theta` has it."""
    wandered = theta.level_rate[0] ** 2 * np.diff(time, prepend=time[0])
    wander = Wander(float(theta.noise_var[0]), float(theta.carry_sd[0]) ** 2, float(theta.carry_days[0]), wandered)
    return innovations(columns, gains(time, wander))


def _solved(belief: Belief, rating: np.ndarray, told: np.ndarray, *, calendar: int) -> tuple[np.ndarray, np.ndarray]:
    """The effects (C,) behind the innovations of the ratings (T,), by those of the columns `told` (T, C), and their
    covariance. The last `calendar` columns are of weekdays and times of day.
    """
    log_mean, log_sd = belief.shape.log_prior()
    at = belief.shape.names.index("effect_size.0")
    prior = np.full(told.shape[1], WIDER**2 * math.exp(2.0 * log_mean[at] + 2.0 * log_sd[at] ** 2))
    prior[told.shape[1] - calendar :] = CALENDAR_SD**2
    power = told.T @ told
    cov = np.linalg.inv(power + np.diag(1.0 / prior))
    solved = cov @ (told.T @ rating)
    left = (rating - told @ solved)[1:]  # the first only says where the level begins
    free = max(len(left) - float(np.sum(cov * power)), 0.0)
    alike = cov * (float(left @ left) + BELIEVED) / (free + BELIEVED)
    own = told[1:] * left[:, None]
    apart = cov @ (own.T @ own) @ cov * (len(left) / max(free, 1.0))
    wider = np.sqrt(np.maximum(np.diag(apart) / np.diag(alike), 1.0))
    return solved, alike * np.outer(wider, wider)


def _per_contrast(
    belief: Belief, widths: np.ndarray, known: np.ndarray, solved: tuple[np.ndarray, np.ndarray]
) -> Estimated:
    """The effects of each exposure apart, from own units to a realistic contrast (`widths`)."""
    parts = belief.shape.effects + len(LATER_DAYS)
    mean, cov = np.full((len(widths), parts), np.nan), np.full((len(widths), parts, parts), np.nan)
    for nth, j in enumerate(known):
        own = slice(nth * parts, (nth + 1) * parts)
        mean[j], cov[j] = widths[j] * solved[0][own], widths[j] ** 2 * solved[1][own, own]
    return Estimated(mean, cov, _average(belief), belief.shape)
