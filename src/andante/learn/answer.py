"""The learned response as one plain answer: what `andante learn` shows and prints as JSON."""

from __future__ import annotations

from typing import Any

import numpy as np

from andante.learn.belief import Belief
from andante.learn.changes import level_changes
from andante.learn.effects import FEWEST_RATINGS, effects, mixture_quantiles
from andante.learn.model import theta_of
from andante.learn.scale_use import COMPONENTS
from andante.records import Diary


def usual(belief: Belief) -> dict[str, float | None]:
    """The person's usual: level and SD in the diary's own scale, and how long pain carries over, in days. A level is
    None without any rating, the others with fewer than two: what is believed of anybody is no finding about this one.
    """
    weight = np.exp(belief.level.log_weight)
    points = (belief.scale.high - belief.scale.low) / 10.0
    several = belief.entries >= FEWEST_RATINGS
    level = float(np.clip(weight @ belief.level.state.mean[:, 0], 0.0, 10.0))
    return {
        "level": round(belief.scale.from_0_10(level), 3) if belief.entries else None,
        "sd": round(points * belief.rating_sd, 3) if several else None,
        "carry_over_days": round(float(weight @ np.exp(belief.level.logs[2])), 2) if several else None,
    }


def model_weights(belief: Belief) -> dict[str, float]:
    """How much the next forecast trusts each way of forecasting; sums to 1."""
    shares = belief.use.weights(1, belief.use.alike)
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
    return {
        "person": belief.person,
        "target": belief.target,
        "scale": str(belief.scale),
        "entries": belief.entries,
        "days": belief.days,
        "effects": [effect.answer() for effect in effects(belief)],
        "usual": usual(belief),
        "capacity": capacity(belief),
        "flares": [
            {"from": span.start.isoformat(), "to": span.end.isoformat() if span.end else None} for span in belief.flares
        ],
        "changes": [change.answer() for change in level_changes(diary, belief.target)],
        "model_weights": model_weights(belief),
        "belief": belief.digest,
    }
