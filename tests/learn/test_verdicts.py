"""Words for effects are right as often as they must be, and exposures that add nothing cost nothing: small versions.

`benchmarks/verdicts.py` measures the words on more diaries.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import verdicts
from andante.learn.prequential import prequential
from andante.learn.scale_use import QUANTILES
from andante.learn.scores import pinball

DAYS = 90

pytestmark = pytest.mark.slow


def test_where_nothing_has_an_effect_hardly_anything_is_called():
    found = verdicts.without_effect(16, DAYS, seed=5)
    assert sum(found.called) <= 0.05 * sum(found.looked)


def test_an_effect_of_a_point_is_found_within_three_months():
    outcome = verdicts.with_effect(72, DAYS, seed=5)
    every = [one for many in outcome.values() for one in many]
    assert len(outcome) == 8
    # 80 % over many diaries; among 72 fewer than 70 % would be bad luck once in fifty times.
    assert sum(right for right, _ in every) >= 0.7 * len(every)
    assert sum(wrong for _, wrong in every) <= 0.1 * len(every)


def test_what_follows_pain_is_called_for_the_same_day_alone():
    """Nobody can tell there which came first, so it is said beside the word; the days after are not led astray."""
    at_once, called, looked = verdicts.following(12, DAYS, seed=5, follows=0.5)
    assert at_once >= 4, "else this test shows nothing"
    assert called <= 0.05 * looked


def loss(diary) -> float:
    """Mean pinball loss over horizons 1 to 3 from the 14th rating on."""
    rows = [row for row in prequential(diary) if row["observed"] is not None]
    said = np.array([[row["quantiles"][f"{q:g}"] for q in QUANTILES] for row in rows])
    return float(np.mean([pinball(QUANTILES, own, row["observed"]) for own, row in zip(said, rows, strict=True)]))


def bare(diary):
    """The same ratings alone."""
    rated = [entry for entry in diary.entries if "pain" in entry.values]
    entries = tuple(replace(entry, values={"pain": entry.values["pain"]}) for entry in rated)
    return replace(diary, entries=entries, columns=("pain",))


def test_exposures_that_add_nothing_cost_nothing():
    ratios = []
    for seed in range(5):
        diary = verdicts.diary(np.random.default_rng([9, seed]), 120)
        ratios.append(loss(diary) / loss(bare(diary)))
    assert np.mean(ratios) < 1.01, ratios


def test_exposures_that_matter_pay():
    ratios = []
    for seed in range(4):
        diary = verdicts.diary(np.random.default_rng([10, seed]), 200, ("stress", 1), size=2.5)
        ratios.append(loss(diary) / loss(bare(diary)))
    assert np.mean(ratios) < 0.95, ratios
