"""People living in a trial: the same as ever, the same luck for all policies, the same whoever else takes part. And
the safety gate on a small trial, with and without faults; a harmful policy fails it.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from andante.anatomy import MUSCLE_GROUPS
from andante.body.archetypes import archetypes
from andante.body.simulate import FIRST_DAY, SETTLING_DAYS, days_of
from andante.insilico.faults import FAULTS, faults_named
from andante.insilico.gate import failures, gate
from andante.insilico.living import live
from andante.insilico.paced import broken_guards
from andante.insilico.people import born, cohort
from andante.insilico.policies import AS_EVER, POLICIES, RUN_IN_DAYS, Advice, Aim, Policy, _Plain, policies_named
from andante.insilico.scoring import Table, scores_of
from andante.insilico.trial import Trial, conduct
from andante.insilico.twin import breaches
from andante.plan import Limits, Situation, plan
from andante.plan.guards import Question
from andante.records import Diary

PLAIN = policies_named(["quota", "stop-when-it-hurts", "energy-envelope", "rest-only"])
NONE = FAULTS["none"]


@pytest.fixture(scope="module")
def seven() -> Table:
    """Each archetype once, three weeks under the policies that do not learn."""
    return Table(tuple(scores_of(live(cohort(7), PLAIN, NONE, 21))))


def test_as_lived_is_the_life_that_the_body_lives_by_itself():
    people = cohort(3)
    ways = tuple(person.archetype for person in people)
    start = FIRST_DAY - dt.timedelta(days=SETTLING_DAYS)
    pains = [day.rating for _, day, _ in days_of(born(people), ways, start, SETTLING_DAYS + RUN_IN_DAYS + 5)]
    course = live(people, policies_named(["as-lived"]), NONE, 5)
    np.testing.assert_allclose(course.pain, pains[-5:], atol=1e-4)


def test_nobody_depends_on_who_else_takes_part_or_on_other_policies(seven):
    alone = live(cohort(7)[2:3], policies_named(["energy-envelope"]), NONE, 21)
    mine = next(score for score in scores_of(alone) if score.policy == "energy-envelope")
    same = seven.where(person=mine.person, policy="energy-envelope").scores[0]
    for name, value in mine.numbers.items():
        assert same.numbers[name] == pytest.approx(value, abs=1e-3), name


@pytest.mark.slow
def test_flare_days_expected_are_those_that_happen_but_for_luck():
    course = live(cohort(128, ["flare-prone"], seed=3), policies_named(["as-lived"]), NONE, 40)
    # Flares that were under way on the first day were begun before it.
    fresh = course.in_flare & (np.cumsum(~course.in_flare, axis=0) > 0)
    happened, expected = fresh.sum(axis=0), course.flares_to_come.sum(axis=0)
    error = np.std(happened - expected, ddof=1) * len(happened) ** 0.5
    assert abs(happened.sum() - expected.sum()) < 3.0 * error
    assert 0.5 * happened.sum() > 3.0 * error, "enough people for the comparison to say something"
    assert np.std(expected) < np.std(happened)


def test_pieces_in_processes_give_what_one_process_gives():
    trial = Trial(cohort(3, seed=5), policies_named(["quota"]), (NONE,), 3)
    told: list[tuple[int, int]] = []
    together = conduct(trial, jobs=2, progress=lambda done, total: told.append((done, total)))
    alone = conduct(trial)
    assert [(s.person, s.policy) for s in together.scores] == [(s.person, s.policy) for s in alone.scores]
    for one, other in zip(together.scores, alone.scores, strict=True):
        assert one.numbers == pytest.approx(other.numbers, abs=1e-3)
    assert told[-1][0] == told[-1][1] == 2 * trial.piece_days
    other_seed = conduct(replace(trial, persons=cohort(3, seed=6)))
    assert other_seed.scores[0].numbers != alone.scores[0].numbers


def test_peers_do_what_they_are_for(seven):
    minutes = {name: seven.where(policy=name).mean("valued_minutes_per_day")["mean"] for name in seven.values("policy")}
    load = {name: seven.where(policy=name).mean("load_per_day")["mean"] for name in seven.values("policy")}
    assert minutes["rest-only"] < 0.25 * minutes["as-lived"]  # one day in ten nobody listens
    assert minutes["energy-envelope"] < minutes["as-lived"]
    assert load["rest-only"] < load["energy-envelope"] < load["as-lived"]
    assert minutes["stop-when-it-hurts"] <= minutes["as-lived"]
    assert seven.runs() == {"done": 35, "failed": 0, "empty": 0}


@dataclass
class Overdo:
    """Three times the usual on one day, nothing on the next: what no one should be told."""

    broken: list[str] = field(default_factory=list)
    barred: list[bool] = field(default_factory=list)

    def advise(self, diary: Diary, on: dt.date) -> Advice:
        """Booms and busts by order."""
        known = {g: [e.values[f"load.{g}"] for e in diary.entries if f"load.{g}" in e.values] for g in MUSCLE_GROUPS}
        times = 3.0 if on.toordinal() % 2 else 0.0
        return Advice({g: Aim(*(times * sum(loads) / len(loads),) * 3) for g, loads in known.items() if loads})


class Lost(Overdo):
    """An adviser that breaks down."""

    def advise(self, diary: Diary, on: dt.date) -> Advice:
        """Nothing."""
        raise ValueError("lost the thread")


HARMFUL = Policy("andante", "harm", lambda person, first: Overdo())


def test_a_harmful_policy_fails_the_gate():
    people = cohort(10, ["boom-and-bust", "flare-prone"])
    table = Table(tuple(scores_of(live(people, (POLICIES["as-lived"], HARMFUL), NONE, 42))))
    found = gate(table)
    assert found["pass"] is False
    assert {one["what"] for one in found["failures"]} & {"pain", "flare_days"}


def test_an_adviser_that_breaks_down_is_a_failed_run_and_not_the_end_of_the_trial():
    policies = (POLICIES["as-lived"], Policy("andante", "breaks down", lambda person, first: Lost()))
    table = Table(tuple(scores_of(live(cohort(1), policies, NONE, 2))))
    assert table.runs() == {"done": 1, "failed": 1, "empty": 0}
    assert failures(table)[0].words == "2026-02-02: ValueError: lost the thread"


# acceptance 34
def test_the_safety_gate_holds_on_a_small_trial():
    """Each archetype once for three weeks: everybody together is no worse off, no guard is broken, no run fails."""
    table = Table(tuple(scores_of(live(cohort(7), policies_named(["andante"]), NONE, 21))))
    mine = table.where(policy="andante")
    assert mine.runs() == {"done": 7, "failed": 0, "empty": 0}
    assert all(0.0 <= score.barred_share < 1.0 for score in mine.scores)
    assert {score.barred_share for score in table.where(policy="as-lived").scores} == {None}
    assert failures(table) == [], json.dumps(gate(table), indent=1)


def test_andante_lives_with_every_fault_and_breaks_no_guard():
    """Two days with each fault, both clocks: no guard is broken and no run fails."""
    people = cohort(2, ["boom-and-bust"])
    for fault in faults_named(["all"]):
        table = Table(tuple(scores_of(live(people, policies_named(["andante"]), fault, 2))))
        assert table.runs()["failed"] == 0, (fault.name, table.scores)
        assert not [one for one in failures(table) if one.what == "guard broken"], fault.name


def test_nobody_is_advised_from_an_entry_whose_evening_has_not_come():
    """Of a clock a day ahead: what was written last night stands under today, and was not done this morning."""
    seen = []

    def look(diary, on):
        seen.append((on, diary.own_days[-1]))
        return AS_EVER

    looking = Policy("looking", "looks and says nothing", lambda person, first: _Plain(look))
    people = [person for person in cohort(6, ["desk-worker"]) if person.number in (3, 5)]  # who write each evening
    course = live(people, [looking], FAULTS["wrong-clock"], 3)
    ahead = [one for one in course.ones if one.entries[-1].at > FIRST_DAY + dt.timedelta(days=RUN_IN_DAYS + 2)]
    assert len(ahead) == len(people) == 2
    assert len(seen) == 6
    assert all(last == on - dt.timedelta(days=1) for on, last in seen)


def test_the_risk_alone_also_gives_an_advice():
    table = Table(tuple(scores_of(live(cohort(1), policies_named(["andante-without-guards"]), NONE, 2))))
    assert table.runs() == {"done": 2, "failed": 0, "empty": 0}


def test_a_plan_above_a_guard_is_seen():
    course = live(cohort(1, list(archetypes())[:1]), policies_named(["as-lived"]), NONE, 1)
    on = FIRST_DAY + dt.timedelta(days=RUN_IN_DAYS)
    diary = course.ones[0].diary(on)
    made = plan(None, diary, on)
    question = Question(Situation.from_diary(diary, on), Limits())
    assert list(broken_guards(made, question)) == []
    room = made.envelope["trunk"]
    higher = replace(made, envelope={**made.envelope, "trunk": replace(room, ceiling=3.0 * room.ceiling + 5.0)})
    found = list(broken_guards(higher, question))
    assert found and all("trunk" in line for line in found)
    # The twin asks no guard, and sees it too.
    assert breaches(made, diary, Limits()) == []
    assert any("trunk" in line for line in breaches(higher, diary, Limits()))
