"""What a diary tells of each later day by itself: the second, third and fourth day after something. No words here.

The kernels that the particles learn with are wider than a day, so an effect on one later day alone is told by them as
if it were spread. Here each exposure has, beside the kernels of the model, an effect of its own on each of these days.
All are estimated at once by generalised least squares (`innovations`), for the parameters that the belief holds
likeliest on average, with a wide prior, and with the spread of the ratings judged by what is left of them: over all
days alike, or by each day's own where that is more (White 1980, doi:10.2307/1912934), for a few days that stand out say
little about others. Each weekday has a level of its own beside them: what is done on Wednesdays is else what makes a
Sunday worse. A load enters whole: this is its price on average, below and above capacity.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from andante.learn.belief import Belief
from andante.learn.effects import LATER_DAYS
from andante.learn.innovations import Wander, gains, innovations
from andante.learn.model import CENTRE_MEMORY, Theta, kernels, theta_of
from andante.learn.priors import Shape
from andante.learn.timeline import Timeline

LONGEST = 16.0  # days; after that the delayed kernels are over
WIDER = 2.0
"""The prior's SD, of that of the model's effects: with theirs, a true effect of one point was told as 0.8, and the 95 %
interval held it in 75 % of diaries; with twice that as 0.9, in 92 %.
"""

WEEKDAY_SD = 1.5  # points on 0-10: the prior of what a weekday is above another
BELIEVED = 10.0  # ratings: so much counts the spread that the belief holds likely, beside what this diary leaves


class SingleDays(NamedTuple):
    """The effect of a realistic contrast of each exposure on each of `LATER_DAYS`, in points on 0-10: (J, 3) both; NaN
    where there is no estimate.
    """

    mean: np.ndarray
    sd: np.ndarray


def single_days(belief: Belief, line: Timeline) -> SingleDays:
    """What `line`, the diary that `belief` was learned from, tells of each later day."""
    mean, sd = np.full((2, len(line.exposures), len(LATER_DAYS)), np.nan)
    widths = _widths(belief)
    told = np.flatnonzero(~np.isnan(widths))
    rated = np.flatnonzero(~np.isnan(line.rating))
    reads = _parts(_average(belief), np.array(LATER_DAYS), belief.shape)
    if not told.size or not rated.size:
        return SingleDays(mean, sd)
    columns = _columns(belief, line, told)[rated]
    weekdays = np.array([line.day[step].weekday() for step in rated])[:, None] == np.arange(1, 7)
    solved, cov = _solved(belief, line.time[rated], np.column_stack([line.rating[rated], weekdays, columns]))
    for j, own in zip(told, 6 + np.arange(columns.shape[1]).reshape(len(told), -1), strict=True):
        mean[j] = widths[j] * (reads.T @ solved[own])
        sd[j] = widths[j] * np.sqrt(np.einsum("kd,kl,ld->d", reads, cov[np.ix_(own, own)], reads))
    return SingleDays(mean, sd)


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


def _parts(theta: Theta, lags: np.ndarray, shape: Shape) -> np.ndarray:
    """What each part of an exposure's effect counts for (K, lags) so many days after: the kernels of the model, and
    each later day, all of it on the day and none a day off.
    """
    days = np.maximum(1.0 - np.abs(np.array(LATER_DAYS)[:, None] - lags), 0.0)
    return np.concatenate([kernels(theta, lags, shape)[..., 0], days])


def _columns(belief: Belief, line: Timeline, told: Sequence[int] | np.ndarray) -> np.ndarray:
    """How each step reads the parts of the exposures `told`: (T, told x K), exposure by exposure."""
    theta, shape = _average(belief), belief.shape
    off = _deviations(line)[:, told]
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


def _solved(belief: Belief, time: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The effects (C - 1,) behind the ratings at `time`, the first of `columns` (T, C), and their covariance. The next
    six are of weekdays.
    """
    theta = _average(belief)
    wandered = theta.level_rate[0] ** 2 * np.diff(time, prepend=time[0])
    wander = Wander(float(theta.noise_var[0]), float(theta.carry_sd[0]) ** 2, float(theta.carry_days[0]), wandered)
    new = innovations(columns, gains(time, wander))
    rating, told = new[:, 0], new[:, 1:]
    log_mean, log_sd = belief.shape.log_prior()
    at = belief.shape.names.index("effect_size.0")
    prior = np.full(told.shape[1], WIDER**2 * math.exp(2.0 * log_mean[at] + 2.0 * log_sd[at] ** 2))
    prior[:6] = WEEKDAY_SD**2
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
