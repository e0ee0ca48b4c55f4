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
    assert len(FILES) >= 40


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_scenario(make, path):
    scenario = json.loads(path.read_text(encoding="utf-8"))
    found = json.loads(json.dumps(make["answer"](scenario), allow_nan=False))
    must = scenario["must"]
    assert (found["mode"], found["step"]) == (must["mode"], must["step"])
    codes = {why["code"] for why in found["why"]}
    assert set(must["codes"]) <= codes
    assert not codes & set(must.get("not_codes", ()))
    for group, (low, high) in must.get("ceilings", {}).items():
        assert low <= found["envelope"][group]["ceiling"] <= high, group
    named = {one["activity"] for one in found["schedule"]}
    assert set(must.get("named", ())) <= named
    assert not named & set(must.get("not_named", ()))
    assert found == scenario["answer"]


def test_what_must_be_true_is_the_same_in_the_files_and_by_hand(make):
    for name, scenario in make["SCENARIOS"].items():
        kept = json.loads((HOME / f"{name}.json").read_text(encoding="utf-8"))
        assert kept["must"] == json.loads(json.dumps(scenario["must"])), name


def test_all_modes_and_steps_are_among_them(make):
    musts = [scenario["must"] for scenario in make["SCENARIOS"].values()]
    assert {must["mode"] for must in musts} == {"usual", "careful", "flare", "re-entry", "safe-default"}
    assert {must["step"] for must in musts} == {"hold", "up", "down"}
