"""Every real diary beside the checkout is learned, forecast and planned from, and forecast better than by plain rivals.

None of the diaries is in this repository; `benchmarks/forecast_skill.py` holds the rivals and prints the whole table.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from andante.exchange.diary_csv import read_people
from andante.learn.answer import answer
from andante.learn.timeline import target_of
from andante.plan import Limits, plan

MOST_ENTRIES = 365
"""Of the diary of five years the first: a forecast knows nothing of what comes after it."""
HERE = Path(__file__).resolve().parents[1]
DIARIES = HERE.parent / "shared" / "data" / "diaries"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DIARIES.is_dir(), reason="the folder of real diaries is not beside the checkout"),
]


def skill() -> ModuleType:
    """The benchmark, as a module."""
    spec = importlib.util.spec_from_file_location("forecast_skill", HERE / "benchmarks" / "forecast_skill.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_real_diaries_are_forecast_better_than_by_plain_rivals():
    benchmark, losses = skill(), []
    for path in sorted(DIARIES.glob("*.csv")):
        for whole in read_people(path):
            diary = replace(whole, entries=whole.entries[:MOST_ENTRIES])
            target = target_of(diary, None)
            judged = benchmark.judge(diary, target, seed=0, folder=None)
            assert judged is not None
            losses.append(judged.losses)
            said = answer(judged.belief, diary)
            assert 0.0 <= said["usual"]["level"] <= 10.0
            assert sum(said["model_weights"].values()) == pytest.approx(1.0, abs=1e-3)
            tomorrow = diary.last_day + dt.timedelta(days=1)
            made = plan(judged.belief, diary, tomorrow, Limits())
            assert all(room.floor <= room.ceiling for room in made.envelope.values())
            assert made.why
    for rival in list(losses[0])[1:]:
        ratio = np.mean([each["andante"] / each[rival] for each in losses])
        assert ratio < 1.0, f"andante / {rival}: {ratio:.3f} on average over {len(losses)} diaries"
