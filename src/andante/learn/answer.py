"""The learned response as one plain answer: what `andante learn` shows and prints as JSON."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from andante.learn.belief import Belief
from andante.learn.changes import level_changes
from andante.learn.effects import FEWEST_RATINGS, mixture_quantiles
from andante.learn.inseparable import inseparable
from andante.learn.links import links
from andante.learn.model import Theta, theta_of
from andante.learn.scale_use import COMPONENTS
from andante.learn.timeline import timeline
from andante.records import Diary

LEFT = 1.0 / 3.0  # of a difference: what is told is after how many days so much of it is still there
ALIKE_SD = 1e-9  # of ratings: less is what another scale does to the last digits of equal ones


def usual(belief: Belief) -> dict[str, float | None]:
    """The person's usual: level and spread around it in the diary's own scale, and after how many days a third of a
    difference from it is left. A level is None without any rating, the others with fewer than two: what is believed of
    anybody is no finding about this one. Ratings all alike have no spread, and no difference that could last.
    """
    weight = np.exp(belief.level.log_weight)
    level = float(np.clip(weight @ belief.level.state.mean[:, 0], 0.0, 10.0))
    several = belief.entries >= FEWEST_RATINGS
    differ = several and belief.rating_sd > ALIKE_SD
    # Not the SD of all ratings: after a change for good that is mostly the change.
    theta = theta_of(belief.level.logs, replace(belief.shape, loads=0, plain=0))
    sd = math.sqrt(weight @ (theta.carry_sd**2 + theta.noise_var)) if differ else 0.0
    return {
        "level": round(belief.scale.from_0_10(level), 3) if belief.entries else None,
        "sd": round(belief.points * sd, 3) if several else None,
        "carry_over_days": round(_days_until_a_third(theta, weight), 2) if differ else None,
    }


def _days_until_a_third(theta: Theta, weight: np.ndarray) -> float:
    """Days until a third of a difference from the usual is left; 0 where most of it is noise, which is gone at once."""
    carries = weight * theta.carry_sd**2 / (theta.carry_sd**2 + theta.noise_var)
    if carries.sum() <= LEFT:
        return 0.0
    low, high = 0.0, float(theta.carry_days.max()) * math.log(1.0 / LEFT)  # by then no particle leaves more
    for _ in range(50):
        middle = (low + high) / 2.0
        low, high = (middle, high) if carries @ np.exp(-middle / theta.carry_days) > LEFT else (low, middle)
    return low


def model_weights(belief: Belief) -> dict[str, float]:
    """How much the next forecast trusts each way of forecasting; sums to 1."""
    shares = belief.use.weights(belief.use.since + 1, belief.use.alike)
    return {name: round(float(share), 4) for name, share in zip(COMPONENTS, shares, strict=True)}


def capacity(belief: Belief) -> dict[str, dict[str, Any]]:
    """The load per muscle group above which its price may change: mean and 95 % interval, in effort-minutes. None of
    them with fewer than two ratings.
    """
    if belief.entries < FEWEST_RATINGS:
        return {}
    theta = theta_of(belief.exposed.logs, belief.shape)
    weight = np.exp(belief.exposed.log_weight)
    found: dict[str, dict[str, Any]] = {}
    for j in range(belief.shape.loads):
        if np.isnan(belief.unit[j]):
            continue
        values = theta.capacity[j] * belief.unit[j]
        low, high = mixture_quantiles(values, np.full_like(values, 1e-9), weight, (0.025, 0.975))
        name = belief.exposures[j].partition(".")[2] or "whole_body"
        found[name] = {
            "mean": round(float(weight @ values), 2),
            "low": round(low, 2),
            "high": round(high, 2),
            "unit": "effort-minutes",
        }
    return found


def answer(belief: Belief, diary: Diary) -> dict[str, Any]:
    """The learned response to `diary` as a JSON-ready object, in the diary's own scale."""
    bound = inseparable(timeline(diary, belief.target))
    return {
        "person": belief.person,
        "target": belief.target,
        "scale": str(belief.scale),
        "entries": belief.entries,
        "days": belief.days,
        "effects": [effect.answer() for effect in links(belief, diary)],
        "inseparable": [list(names) for names in bound.together],
        "instead": [list(names) for names in bound.instead],
        "usual": usual(belief),
        "capacity": capacity(belief),
        "flares": [
            {"from": span.start.isoformat(), "to": span.end.isoformat() if span.end else None} for span in belief.flares
        ],
        "changes": [change.answer() for change in level_changes(diary, belief.target)],
        "model_weights": model_weights(belief),
        "belief": belief.digest,
    }
