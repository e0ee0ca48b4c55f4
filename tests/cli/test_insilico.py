"""`andante insilico`: JSON as promised, words with the worst case first, 1 when the gate fails, wrong input."""

from __future__ import annotations

from pathlib import Path

import pytest

import andante.insilico.trial as trials
from andante.insilico.scoring import OUTCOMES, Score, Table


def test_a_small_trial_as_json_and_a_picture(andante):
    done = andante(
        "insilico", "--people", "2", "--days", "2", "--policies", "quota,rest-only", "--faults", "none,unplanned-load",
        "--seed", "3", "--jobs", "1", "--chart", "trial.svg", "--json",
    )  # fmt: skip
    assert done.code == 0, done.err
    (answer,) = done.answers
    assert (answer["people"], answer["days"], answer["seed"]) == (2, 2, 3)
    assert answer["faults"] == ["none", "unplanned-load"]
    assert list(answer["policies"]) == ["as-lived", "quota", "rest-only"]
    assert answer["policies"]["quota"]["runs"] == {"done": 2, "failed": 0, "empty": 0}
    assert {"mean", "ci95"} == set(answer["policies"]["quota"]["flare_days"])
    assert set(answer["by_archetype"]) == {"boom-and-bust", "all-day-stander"}
    assert set(answer["by_fault"]) == {"unplanned-load"}
    assert answer["gate"]["pass"] is None and {"andante", "model", "body"} <= set(answer)
    assert Path("trial.svg").read_text("utf-8").startswith("<svg")


def _table(more: float) -> Table:
    def score(policy: str, flare_days: float) -> Score:
        numbers = dict.fromkeys(OUTCOMES, 5.0) | {"flare_days": flare_days}
        barred = 0.1 if policy == "andante" else None
        return Score("age-79 1", "age-79", 0, 0, policy, "none", "done", numbers, barred_share=barred)

    failed = Score("age-79 2", "age-79", 1, 0, "quota", "none", "failed", {}, (), "ValueError: lost")
    empty = Score("age-79 3", "age-79", 2, 0, "quota", "none", "empty", {})
    return Table((score("as-lived", 10.0), score("quota", 11.0), score("andante", 10.0 + more), failed, empty))


# acceptance 37
def test_words_begin_with_the_gate_and_the_worst_and_say_m_of_n(andante, monkeypatch):
    monkeypatch.setattr(trials, "conduct", lambda trial, **_: _table(0.0))
    done = andante("insilico", "--people", "1", "--days", "1")
    assert done.code == 0, done.err
    assert done.out.index("Safety gate: passed") < done.out.index("The worst runs") < done.out.index("Policies")
    assert "1 of 3" in done.out
    assert ", 1 day, seed" in done.out
    assert "Failed: age-79 2, quota: ValueError: lost" in done.out
    assert "Empty: age-79 3, quota: nothing was ever written" in done.out
    assert "Strength against quota, of the 1 who may progress: 0.0 points\nBenefit aimed at: not reached" in done.out


def test_a_failed_gate_ends_with_1_and_says_where(andante, monkeypatch):
    monkeypatch.setattr(trials, "conduct", lambda trial, **_: _table(3.0))
    done = andante("insilico", "--people", "1", "--days", "1")
    assert done.code == 1
    assert "Safety gate: FAILED" in done.out and "flare_days: everybody (fault: none): +3.00" in done.out
    assert andante("insilico", "--people", "1", "--days", "1", "--json").code == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--policies", "pray"), "policies: found 'pray', allowed are as-lived, quota"),
        (("--faults", "ghosts"), "faults: found 'ghosts', allowed are all, none, missing-days"),
        (("--archetypes", "saint"), "archetypes: found 'saint', allowed are boom-and-bust"),
        (("--policies", ","), "--policies: found ','"),
        (("--people", "0"), "--people"),
        (("--people", "10000", "--days", "1000"), "person-days"),
        (("--chart", "trial.gif"), "found 'trial.gif'"),
    ],
)
def test_wrong_input_ends_with_2_and_names_what_is_allowed(andante, arguments, said):
    done = andante("insilico", *arguments)
    assert done.code == 2
    assert said in " ".join(done.err.split())
