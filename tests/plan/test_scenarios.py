"""Scenario JSON to plan JSON: each file is replayed whole, and what must be true of it is checked by itself."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[1] / "scenarios" / "plan"
FILES = sorted(HOME.glob("*.json"))


@pytest.fixture(scope="module")
def make():
    return runpy.run_path(str(HOME / "make.py"))


def test_there_are_scenarios_and_each_has_its_file(make):
    assert {path.stem for path in FILES} == set(make["SCENARIOS"])
    assert len(FILES) >= 12


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_scenario(make, path):
    scenario = json.loads(path.read_text(encoding="utf-8"))
    found = json.loads(json.dumps(make["answer"](scenario), allow_nan=False))
    must = scenario["must"]
    assert (found["mode"], found["step"]) == (must["mode"], must["step"])
    assert set(must["codes"]) <= {why["code"] for why in found["why"]}
    assert found == scenario["answer"]
