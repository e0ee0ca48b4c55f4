"""Strength and resting thresholds of fibromyalgia against health."""

from __future__ import annotations

import numpy as np

from andante.body.people import People, draw
from andante.body.protocol import Group
from andante.body.sites import unit_of
from andante.studies.study import Measures, Size, Study, Target

STRENGTH = (
    Target("C15 knee", "strength, fibromyalgia to healthy: knee", 0.75, 0.85),
    Target("C15 elbow", "elbow", 0.59, 0.69),
    Target("C15 grip", "grip", 0.61, 0.71),
)
THRESHOLDS = (
    Target("C16 forearm", "resting threshold, fibromyalgia to healthy: forearm", 0.40, 0.60),
    Target("C16 lumbar", "lower back", 0.40, 0.60),
)


def _groups(size: Size) -> dict[Group, People]:
    return {group: draw(group, range(size.total(group)), seed=size.seed, table=size.table) for group in size.people}


def strength(size: Size) -> Measures:
    """Ratios of mean strength."""
    newton = {group: people.strength_newton().mean(axis=1) for group, people in _groups(size).items()}
    ratio = newton["fm"] / newton["healthy"]
    return Measures({f"C15 {muscle}": float(ratio[unit_of(muscle, "right")]) for muscle in ("knee", "elbow", "grip")})


def thresholds(size: Size) -> Measures:
    """Ratios of mean resting thresholds."""
    sites = ("forearm", "lumbar")
    kpa = {group: np.mean(people.ppt_kpa(sites), axis=1) for group, people in _groups(size).items()}
    ratio = kpa["fm"] / kpa["healthy"]
    return Measures({f"C16 {name}": float(value) for name, value in zip(sites, ratio, strict=True)})


STUDY = Study(
    "larsson2018",
    "Strength in fibromyalgia",
    "Larsson A, et al. BMC Musculoskelet Disord 2018. doi 10.1186/s12891-018-2047-1",
    {"fm": 118, "healthy": 93},
    STRENGTH,
    strength,
)
RESTING = Study(
    "restingppt",
    "Resting pressure pain thresholds in fibromyalgia",
    "Pressure, heat and cold thresholds in fibromyalgia. Acta Medica Medianae",
    {"fm": 23, "healthy": 22},
    THRESHOLDS,
    thresholds,
)
