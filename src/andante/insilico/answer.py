"""The result of a trial as one JSON object: worst case first, M of N. Not the words on a screen (`cli`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from andante.insilico.faults import NONE
from andante.insilico.gate import benefit, best_other, gate
from andante.insilico.policies import AS_LIVED
from andante.insilico.scoring import OUTCOMES, Score, Table

WORST: Final = 10


def answer_of(table: Table, days: int) -> dict[str, Any]:
    """The whole answer. `policies` and `by_archetype` are without faults where the trial has that; `by_fault` has the
    rest.
    """
    faults = table.values("fault")
    plain = table.where(fault=NONE) if NONE in faults else table
    return {
        "people": len(table.values("person")),
        "days": days,
        "faults": faults,
        "policies": by_policy(plain),
        "by_archetype": {kind: by_policy(plain.where(archetype=kind)) for kind in table.values("archetype")},
        "by_fault": {fault: by_policy(table.where(fault=fault)) for fault in faults if fault != NONE},
        "worst": [_case(score, before) for score, before in worst(table)],
        "gate": gate(table),
        "benefit": benefit(table),
        "failed": [
            {"person": s.person, "policy": s.policy, "fault": s.fault, "why": s.why}
            for s in table.scores if s.state == "failed"
        ],
        "empty": [
            {"person": s.person, "policy": s.policy, "fault": s.fault} for s in table.scores if s.state == "empty"
        ],
        "best_other_by_fault": {fault: best_other(table.where(fault=fault)) for fault in faults},
    }  # fmt: skip


def by_policy(table: Table) -> dict[str, Mapping[str, Any]]:
    """Each policy's outcomes with their intervals over seeds, and how many runs came to an end."""
    found: dict[str, Mapping[str, Any]] = {}
    for policy in table.values("policy"):
        mine = table.where(policy=policy)
        found[policy] = {
            **{outcome: mine.mean(outcome) for outcome in OUTCOMES},
            "guard_breaks": sum(len(score.guard_breaks) for score in mine.scores),
            "runs": mine.runs(),
        }
    return found


def worst(table: Table) -> list[tuple[Score, Score]]:
    """The runs with the most flare days above the same person's as lived, the worst first; each with the latter."""
    names = [name for name in table.values("policy") if name != AS_LIVED]
    pairs = [pair for name in names for pair in table.pairs(name, AS_LIVED)]
    return sorted(pairs, key=_worse, reverse=True)[:WORST]


def _worse(pair: tuple[Score, Score]) -> tuple[float, float]:
    mine, before = (each.numbers for each in pair)
    return mine["flare_days"] - before["flare_days"], mine["pain_median"] - before["pain_median"]


def _case(score: Score, before: Score) -> dict[str, Any]:
    numbers = score.numbers
    return {
        "person": score.person,
        "policy": score.policy,
        "fault": score.fault,
        "flare_days": numbers["flare_days"],
        "more_flare_days": numbers["flare_days"] - before.numbers["flare_days"],
        "pain_median": round(numbers["pain_median"], 2),
        "more_pain": round(numbers["pain_median"] - before.numbers["pain_median"], 2),
        "seed": score.seed,
    }
