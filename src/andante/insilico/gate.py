"""What must hold, and what should be reached: nobody worse off than as they live anyway, no guard broken; and the
benefit against the other policies.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from andante.insilico.faults import NONE
from andante.insilico.policies import ANDANTE, AS_LIVED, POLICIES
from andante.insilico.scoring import Table

LIMITS: Final = {"pain": 0.1, "flare_days": 0.5}
"""By how much a group's mean may be above as-lived: points of median pain, and days."""
FEWEST_PEOPLE: Final = 5
"""A group of fewer people is not judged alone: one flare more in one of them would be the whole difference."""
FEWER_THAN_AS_LIVED: Final = 30.0
FEWER_THAN_BEST: Final = 20.0
MORE_VALUED: Final = 20.0
_OUTCOME: Final = {"pain": "pain_median", "flare_days": "flare_days"}
_WITHOUT_LUCK: Final = {"flare_days": "flare_days_expected"}
OUT_SHARE: Final = 0.5
QUOTA: Final = "quota"
EVERYBODY: Final = "everybody"


@dataclass(frozen=True, slots=True)
class Failure:
    """A group in which a limit is passed, or another thing that must not be. `by` is the mean difference."""

    what: str
    group: str
    fault: str
    by: float | None = None
    words: str | None = None

    def answer(self) -> dict[str, Any]:
        """As JSON."""
        return {"what": self.what, "group": self.group, "fault": self.fault, "by": self.by, "words": self.words}


def failures(table: Table, judged: str = ANDANTE) -> list[Failure]:
    """All that keeps `judged` from passing, the worst first; none when it is safe.

    Groups are, for each fault: everybody, each archetype, and each seed (the same body in all archetypes), where these
    hold at least five people.
    """
    mine = table.where(policy=judged)
    found = [
        Failure("guard broken", score.person, score.fault, words=line)
        for score in mine.scores
        for line in score.guard_breaks
    ]
    found += [
        Failure(f"run {score.state}", score.person, score.fault, words=score.why)
        for score in mine.scores
        if score.state == "failed"
    ]
    for fault in table.values("fault"):
        if not table.where(fault=fault).pairs(judged, AS_LIVED):
            words = "no run is done under both policies"
            found.append(Failure("nothing to judge", EVERYBODY, fault, words=words))
    found += worse_off(table, judged, _OUTCOME)
    return sorted(found, key=lambda one: (one.by is not None, -(one.by or 0.0)))


def worse_off(table: Table, judged: str, outcomes: Mapping[str, str]) -> list[Failure]:
    """The groups that `judged` leaves worse off than as lived by more than a limit. outcomes: by limit, what is
    compared with it.
    """
    found = []
    for fault, name, group in judged_groups(table, judged):
        for limit, outcome in outcomes.items():
            by = group.difference(judged, AS_LIVED, outcome)["mean"]
            if by is not None and by > LIMITS[limit] + 1e-9:
                found.append(Failure(limit, name, fault, by))
    return sorted(found, key=lambda one: -(one.by or 0.0))


def judged_groups(table: Table, judged: str) -> Iterator[tuple[str, str, Table]]:
    """Fault, name and scores of each group that is large enough to be judged."""
    for fault in table.values("fault"):
        for name, group in groups_of(table.where(fault=fault)):
            if name == EVERYBODY or len(group.pairs(judged, AS_LIVED)) >= FEWEST_PEOPLE:
                yield fault, name, group


def groups_of(table: Table) -> Iterator[tuple[str, Table]]:
    """The groups that are looked at within one fault."""
    yield EVERYBODY, table
    for archetype in table.values("archetype"):
        yield archetype, table.where(archetype=archetype)
    for number in sorted(table.values("number")):
        yield f"seed {number + 1}", table.where(number=number)


def gate(table: Table, judged: str = ANDANTE) -> dict[str, Any]:
    """The gate as JSON: `pass` is None where `judged` did not take part.

    Beside the verdict stands what it is worth: how many groups were judged; in which of them flare days are more by
    the hazard that the days made, without the luck of the die (`expected`); and in how many places each other policy
    would have failed (`others`).
    """
    if judged not in table.values("policy"):
        return {"pass": None, "judged": judged, "limits": LIMITS, "failures": []}
    found = failures(table, judged)
    others = [name for name in table.values("policy") if name not in {judged, AS_LIVED}]
    return {
        "pass": not found,
        "judged": judged,
        "limits": LIMITS,
        "groups": sum(1 for _ in judged_groups(table, judged)),
        "failures": [one.answer() for one in found],
        "expected": [one.answer() for one in worse_off(table, judged, _WITHOUT_LUCK)],
        "others": {name: len(failures(table, name)) for name in others},
    }


def benefit(table: Table, judged: str = ANDANTE) -> dict[str, Any] | None:
    """What `judged` gains without faults; None where it did not take part. `reached` says which of the two aims is met:
    at least 30 % fewer flare days than as lived and 20 % fewer than the best other active policy at no fewer valued
    minutes, or no more flare days than it and at least 20 % more valued minutes.
    """
    clean = table.where(fault=NONE)
    best = best_other(clean, judged)
    if not clean.pairs(judged, AS_LIVED) or best is None:
        return None
    as_lived = clean.percent(judged, AS_LIVED, "flare_days")
    flares = clean.percent(judged, best, "flare_days")
    valued = clean.percent(judged, best, "valued_minutes_per_day")
    fewer = _at_most(as_lived, -FEWER_THAN_AS_LIVED) and _at_most(flares, -FEWER_THAN_BEST)
    more = _at_most(flares, 0.0) and not _at_most(valued, MORE_VALUED - 1e-9)
    answer = {
        "best_other": best,
        "flare_days_percent_to_as_lived": as_lived,
        "flare_days_percent_to_best": flares,
        "expected_flare_days_percent_to_as_lived": clean.percent(judged, AS_LIVED, "flare_days_expected"),
        "expected_flare_days_percent_to_best": clean.percent(judged, best, "flare_days_expected"),
        "valued_minutes_percent_to_best": valued,
        "reached": {"fewer flare days": fewer and not _at_most(valued, -1e-9), "more valued minutes": more},
    }
    if QUOTA in clean.values("policy"):
        answer |= _strength(clean, judged)
    return answer


def _strength(clean: Table, judged: str) -> dict[str, Any]:
    """Strength against quota pacing: of everybody, and of those who may progress."""
    free = may_progress(clean, judged)
    return {
        "strength_percent_points_to_quota": clean.difference(judged, QUOTA, "strength_change_percent"),
        "of_those_who_may_progress": {
            "people": len(free.values("person")),
            "strength_percent_points_to_quota": free.difference(judged, QUOTA, "strength_change_percent"),
        },
    }


def may_progress(table: Table, judged: str = ANDANTE) -> Table:
    """The runs of those people with whom steps up were out for good in fewer than half of the plans of `judged`."""
    mine = table.where(policy=judged).scores
    free = {score.person for score in mine if score.barred_share is not None and score.barred_share < OUT_SHARE}
    return Table(tuple(score for score in table.scores if score.person in free))


def best_other(table: Table, judged: str = ANDANTE) -> str | None:
    """The other active policy with the fewest flare days."""
    others = [name for name in table.values("policy") if POLICIES[name].active and name != judged]
    known = {name: table.where(policy=name).mean("flare_days")["mean"] for name in others}
    return min((name for name, mean in known.items() if mean is not None), key=lambda name: known[name], default=None)


def _at_most(spread: dict[str, Any], most: float) -> bool:
    return spread["mean"] is not None and spread["mean"] <= most
