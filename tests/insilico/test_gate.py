"""The safety gate passes and fails when it should, intervals are over seeds, and the answer tells M of N."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from andante.insilico.answer import answer_of
from andante.insilico.gate import benefit, failures, gate
from andante.insilico.picture import trial_picture
from andante.insilico.scoring import OUTCOMES, Score, Table, spread_over_seeds

WAYS = ("desk-worker", "age-79")
SEEDS = 6


def score(way: str, seed: int, policy: str, **more: object) -> Score:
    numbers = dict.fromkeys(OUTCOMES, 10.0) | {"flare_days": 10.0 + seed, "pain_median": 4.0}
    fields: dict[str, object] = {"fault": "none", "state": "done", "numbers": numbers, **more}
    return Score(f"{way} {seed + 1}", way, seed, 0, policy, **fields)  # type: ignore[arg-type]


def trial(policies: tuple[str, ...] = ("as-lived", "quota", "andante"), faults: tuple[str, ...] = ("none",)) -> Table:
    """Two archetypes and six seeds, everybody as well off under every policy."""
    return Table(tuple(score(w, s, p, fault=f) for f in faults for w in WAYS for s in range(SEEDS) for p in policies))


def changed(table: Table, policy: str, by: dict[str, float], **where: object) -> Table:
    """The same with the outcomes of `policy` moved, in some group."""

    def moved(one: Score) -> Score:
        if one.policy != policy or any(getattr(one, name) != value for name, value in where.items()):
            return one
        numbers = {name: value + by.get(name, 0.0) for name, value in one.numbers.items()}
        return Score(one.person, one.archetype, one.number, one.seed, one.policy, one.fault, one.state, numbers)

    return Table(tuple(moved(one) for one in table.scores))


def test_nobody_worse_off_passes_also_within_the_tolerance():
    assert gate(trial())["pass"] is True
    assert gate(changed(trial(), "andante", {"pain_median": 0.1, "flare_days": 0.5}))["pass"] is True
    assert gate(changed(trial(), "andante", {"pain_median": -2.0, "flare_days": -5.0}))["pass"] is True


# acceptance 34
@pytest.mark.parametrize(("outcome", "by", "what"), [("pain_median", 0.11, "pain"), ("flare_days", 0.51, "flare_days")])
@pytest.mark.parametrize("where", [{"archetype": "age-79"}, {"fault": "wrong-clock"}])
def test_one_group_worse_off_fails_and_is_named(outcome, by, what, where):
    table = changed(trial(faults=("none", "wrong-clock")), "andante", {outcome: by}, **where)
    found = gate(table)
    assert found["pass"] is False
    assert {one["what"] for one in found["failures"]} == {what}
    assert all(value in (one["group"], one["fault"]) for one in found["failures"] for value in where.values())
    assert gate(changed(trial(), "quota", {outcome: 5.0}))["pass"] is True  # another policy is not judged


def test_a_seed_is_a_group_where_enough_people_share_it():
    ways = ("boom-and-bust", "desk-worker", "age-79", "flare-prone", "weeks-in-bed")
    table = Table(tuple(score(w, s, p) for w in ways for s in range(9) for p in ("as-lived", "andante")))
    (one,) = failures(changed(table, "andante", {"flare_days": 2.0}, number=3))
    assert (one.group, one.by) == ("seed 4", 2.0)
    # Of two archetypes alone a seed holds two people: the same rise is within everybody's tolerance.
    assert failures(changed(trial(), "andante", {"flare_days": 2.0}, number=3)) == []


def test_what_the_die_did_is_told_apart_from_what_the_days_made_likely():
    lucky = gate(changed(trial(), "andante", {"flare_days": 2.0}, archetype="age-79"))
    assert lucky["pass"] is False and lucky["expected"] == []  # luck is said, and is no excuse
    made = gate(changed(trial(), "andante", {"flare_days_expected": 2.0}, archetype="age-79"))
    assert made["pass"] is True
    assert {(one["group"], one["by"]) for one in made["expected"]} >= {("age-79", 2.0)}
    other = gate(changed(trial(), "quota", {"flare_days": 2.0}, archetype="age-79"))
    assert other["pass"] is True and other["others"] == {"quota": 2}  # the archetype, and everybody
    assert other["groups"] == 1 + len(WAYS)


def test_a_single_broken_guard_or_failed_run_fails_the_gate():
    broken = Table((*trial().scores, score("desk-worker", 7, "andante", guard_breaks=("2026-03-05: week-total",))))
    assert [one.what for one in failures(broken)] == ["guard broken"]
    failed = Table((*trial().scores, score("desk-worker", 7, "andante", state="failed", numbers={}, why="no idea")))
    assert [(one.what, one.words) for one in failures(failed)] == [("run failed", "no idea")]


def test_a_trial_with_nothing_done_does_not_pass_and_one_without_andante_is_not_judged():
    empty = Table(tuple(score("age-79", 0, p, state="empty", numbers={}) for p in ("as-lived", "andante")))
    assert [one.what for one in failures(empty)] == ["nothing to judge"]
    assert gate(trial(("as-lived", "quota")))["pass"] is None
    assert benefit(trial(("as-lived", "quota"))) is None


# acceptance 37
def test_the_answer_says_m_of_n_and_tells_empty_from_failed_worst_case_first():
    table = changed(trial(faults=("none", "double-entry")), "quota", {"flare_days": 4.0}, archetype="age-79", number=2)
    odd = (
        score("age-79", 8, "andante", state="empty", numbers={}),
        score("age-79", 9, "andante", state="failed", numbers={}, why="ValueError: x"),
    )
    answer = answer_of(Table((*table.scores, *odd)), 182)
    assert answer["policies"]["andante"]["runs"] == {"done": 12, "failed": 1, "empty": 1}
    assert answer["failed"] == [{"person": "age-79 10", "policy": "andante", "fault": "none", "why": "ValueError: x"}]
    assert [one["person"] for one in answer["empty"]] == ["age-79 9"]
    assert answer["worst"][0]["policy"] == "quota" and answer["worst"][0]["more_flare_days"] == 4.0
    assert list(answer["by_fault"]) == ["double-entry"] and set(answer["by_archetype"]) == set(WAYS)
    json.dumps(answer, allow_nan=False)


def test_benefit_needs_fewer_flare_days_or_more_valued_minutes_than_the_best_other():
    less = changed(trial(), "andante", {"flare_days": -6.0})
    assert benefit(less)["reached"] == {"fewer flare days": True, "more valued minutes": False}
    assert benefit(changed(less, "andante", {"valued_minutes_per_day": -1.0}))["reached"]["fewer flare days"] is False
    more = changed(trial(), "andante", {"valued_minutes_per_day": 2.5})
    assert benefit(more)["reached"] == {"fewer flare days": False, "more valued minutes": True}
    assert benefit(changed(more, "andante", {"flare_days": 0.1}))["reached"]["more valued minutes"] is False
    assert benefit(trial())["reached"] == {"fewer flare days": False, "more valued minutes": False}
    assert benefit(more)["best_other"] == "quota"


def test_what_must_not_be_comes_first_and_then_the_worst():
    table = changed(trial(faults=("none", "wrong-clock")), "andante", {"flare_days": 2.0}, archetype="age-79")
    table = changed(table, "andante", {"flare_days": 3.0}, archetype="desk-worker", fault="wrong-clock")
    broken = Table((*table.scores, score("desk-worker", 7, "andante", guard_breaks=("2026-03-05: week-total",))))
    found = failures(broken)
    assert found[0].what == "guard broken"
    by = [one.by for one in found[1:]]
    assert by == sorted(by, reverse=True) and by[0] == 3.0 and len(set(by)) > 1


def test_few_people_are_judged_as_everybody_and_in_no_smaller_group():
    few = Table(tuple(score("age-79", s, p) for s in range(4) for p in ("as-lived", "andante")))
    assert [one.group for one in failures(changed(few, "andante", {"flare_days": 1.0}))] == ["everybody"]


def test_fewer_flare_days_have_to_be_fewer_than_as_lived_and_than_the_best_other():
    """As lived 12.5 flare days on the mean; the best other 9: 30 % fewer than the one and 20 % than the other."""
    table = changed(trial(("as-lived", "quota", "energy-envelope", "andante")), "quota", {"flare_days": -3.5})
    for days, reached in ((6.9, True), (7.5, False), (8.9, False)):
        found = benefit(changed(table, "andante", {"flare_days": days - 12.5}))
        assert found["best_other"] == "quota"
        assert found["reached"]["fewer flare days"] is reached
    helped = changed(changed(trial(), "quota", {"flare_days": 4.0}), "andante", {"flare_days": -1.0})
    assert benefit(helped)["reached"]["fewer flare days"] is False  # far fewer than the other, and not than as lived


def test_strength_is_held_against_quota_pacing_where_it_took_part():
    stronger = changed(trial(), "andante", {"strength_change_percent": 2.0})
    assert benefit(stronger)["strength_percent_points_to_quota"]["mean"] == 2.0
    without = Table(tuple(replace(each, policy="energy-envelope") if each.policy == "quota" else each
                          for each in stronger.scores))  # fmt: skip
    assert "strength_percent_points_to_quota" not in benefit(without)
    assert "of_those_who_may_progress" not in benefit(without)


def test_strength_of_those_who_may_progress_leaves_out_whom_steps_are_closed_to():
    """The people of one archetype are stronger by two points; the others' steps were out in half of their plans."""
    table = changed(trial(), "andante", {"strength_change_percent": 2.0}, archetype="age-79")
    told = {"age-79": 0.49, "desk-worker": 0.5}
    table = Table(tuple(
        replace(each, barred_share=told[each.archetype]) if each.policy == "andante" else each for each in table.scores
    ))  # fmt: skip
    found = benefit(table)
    assert found["strength_percent_points_to_quota"]["mean"] == 1.0
    free = found["of_those_who_may_progress"]
    assert (free["people"], free["strength_percent_points_to_quota"]["mean"]) == (SEEDS, 2.0)


def test_intervals_are_over_seeds_whole():
    rows = [(seed, (float(seed),)) for seed in range(10) for _ in range(50)]
    wide = spread_over_seeds(rows, lambda means: means[..., 0])
    assert wide["mean"] == 4.5
    low, high = wide["ci95"]
    # The error of a mean of 10 numbers with SD 2.87, and not of 500.
    assert 2.4 < low < 3.2 and 5.8 < high < 6.6
    assert spread_over_seeds(rows[:50], lambda means: means[..., 0])["ci95"] == [None, None]
    assert spread_over_seeds([], lambda means: means[..., 0]) == {"mean": None, "ci95": [None, None]}
    twice = [(seed, (2.0 * seed, float(seed))) for seed in range(10)]
    assert spread_over_seeds(twice, lambda m: m[..., 0] / m[..., 1])["ci95"] == [2.0, 2.0]


def test_the_picture_names_every_policy_and_what_it_found():
    drawn = trial_picture(changed(trial(), "andante", {"flare_days": -3.0}), 182)
    assert drawn.startswith("<svg") and "helps" in drawn and "andante: +0 valued minutes" in " ".join(drawn.split())
    assert "quota" in drawn and "as-lived:" not in drawn
