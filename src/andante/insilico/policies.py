"""The ways to be advised. Each sees the diary up to yesterday and nothing else, and says how much today should hold.

To add a policy: write an adviser, and put it into POLICIES; what it aims at is given as loads, so that people can
follow it as imperfectly as they follow the others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, median
from types import MappingProxyType
from typing import Final, Protocol

from andante.anatomy import MUSCLE_GROUPS
from andante.errors import InputError
from andante.insilico.people import Person
from andante.records import Diary

AS_LIVED: Final = "as-lived"
ANDANTE: Final = "andante"
RUN_IN_DAYS: Final = 28
QUOTA_START: Final = 0.8
QUOTA_STEP: Final = 0.10
HURTS_POINTS: Final = 1.0
ENVELOPE: Final = 0.9
ENVELOPE_PER_POINT: Final = 0.1
ENVELOPE_LEAST, ENVELOPE_MOST = 0.5, 1.1
FEWEST: Final = 3


@dataclass(frozen=True, slots=True)
class Aim:
    """Effort-minutes of one muscle group for the day: on a hard one, on one like most, and when it goes well."""

    least: float
    usual: float
    most: float


@dataclass(frozen=True)
class Advice:
    """What today should hold. `aims`: by muscle group; a group without one is left to the person, and without any the
    day is lived as ever. `bouts`: minutes of activity and of rest in turn, by muscle group. `stops_at`: the pain (0-10)
    at which an activity is left.
    """

    aims: Mapping[str, Aim] = field(default_factory=dict)
    bouts: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    stops_at: float | None = None


AS_EVER: Final = Advice()


class Adviser(Protocol):
    """One person's adviser. `broken` holds a line for each guard that a plan of it broke, `barred` for each plan
    whether steps up were out for good; nothing where no such plans are made.
    """

    broken: list[str]
    barred: list[bool]

    def advise(self, diary: Diary, on: dt.date) -> Advice:
        """The advice for `on`, from the diary up to the day before."""


@dataclass(frozen=True)
class Policy:
    """A way to be advised. `active`: whether it is one that is practised, and that andante has to be measured against.
    `hired`: gives each person an adviser of their own, from the person and the first day of advice.
    """

    name: str
    words: str
    hired: Callable[[Person, dt.date], Adviser]
    active: bool = True


@dataclass
class _Plain:
    """An adviser that is one function of diary and day."""

    rule: Callable[[Diary, dt.date], Advice]
    broken: list[str] = field(default_factory=list)
    barred: list[bool] = field(default_factory=list)

    def advise(self, diary: Diary, on: dt.date) -> Advice:
        """What the rule says."""
        return self.rule(diary, on)


def values_of(diary: Diary, column: str, since: dt.date, before: dt.date) -> list[float]:
    """What is known of `column` from `since` on and before `before`, in order."""
    pairs = zip(diary.entries, diary.own_days, strict=True)
    return [entry.values[column] for entry, day in pairs if column in entry.values and since <= day < before]


def _run_in(diary: Diary, group: str, first: dt.date) -> list[float]:
    return values_of(diary, f"load.{group}", first - dt.timedelta(days=RUN_IN_DAYS), first)


def _as_lived(person: Person, first: dt.date) -> Adviser:
    del person, first
    return _Plain(lambda _diary, _on: AS_EVER)


def _rest_only(person: Person, first: dt.date) -> Adviser:
    """Only what must be done."""
    del person, first
    return _Plain(lambda _diary, _on: Advice(dict.fromkeys(MUSCLE_GROUPS, Aim(0.0, 0.0, 0.0))))


def _quota(person: Person, first: dt.date) -> Adviser:
    """Graded activity: 80 % of the mean day of the run-in, a tenth more every week whatever the pain, up to the best
    day of the run-in, which is the goal.
    """
    del person

    def rule(diary: Diary, on: dt.date) -> Advice:
        weeks = (on - first).days // 7
        aims = {}
        for group in MUSCLE_GROUPS:
            known = _run_in(diary, group, first)
            if len(known) >= FEWEST:
                quota = min(QUOTA_START * (1.0 + QUOTA_STEP) ** weeks * fmean(known), max(known))
                aims[group] = Aim(quota, quota, quota)
        return Advice(aims)

    return _Plain(rule)


def _stop_when_it_hurts(person: Person, first: dt.date) -> Adviser:
    """Activity as ever until pain is a point above the usual of four weeks; then the activity is left for a rest."""
    del person, first

    def rule(diary: Diary, on: dt.date) -> Advice:
        known = values_of(diary, "pain", on - dt.timedelta(days=RUN_IN_DAYS), on)
        return Advice(stops_at=median(known) + HURTS_POINTS) if len(known) >= FEWEST else AS_EVER

    return _Plain(rule)


def _envelope(person: Person, first: dt.date) -> Adviser:
    """Energy envelope: what is spent stays within what is there. The envelope is nine tenths of the mean day of the
    run-in; a tenth less for each point by which the last fatigue and pain lie above their usual, or more below it.
    After Jason and others (2009, doi 10.1080/08964280903521370).
    """
    del person

    def rule(diary: Diary, on: dt.date) -> Advice:
        share = ENVELOPE * _energy(diary, on)
        aims = {}
        for group in MUSCLE_GROUPS:
            known = _run_in(diary, group, first)
            if len(known) >= FEWEST:
                aims[group] = Aim(*(share * fmean(known),) * 3)
        return Advice(aims)

    return _Plain(rule)


def _energy(diary: Diary, on: dt.date) -> float:
    """How much energy there is today, as a share of the usual."""
    since, lately = on - dt.timedelta(days=RUN_IN_DAYS), on - dt.timedelta(days=2)
    above = []
    for column in ("fatigue", "pain"):
        known, last = values_of(diary, column, since, on), values_of(diary, column, lately, on)
        if len(known) >= FEWEST and last:
            above.append(last[-1] - median(known))
    share = 1.0 - ENVELOPE_PER_POINT * fmean(above) if above else 1.0
    return min(max(share, ENVELOPE_LEAST), ENVELOPE_MOST)


def _andante(person: Person, first: dt.date) -> Adviser:
    from andante.insilico.paced import Paced  # noqa: PLC0415 - an adviser of its own, which needs this module

    del first
    return Paced(person)


def _without_guards(person: Person, first: dt.date) -> Adviser:
    from andante.insilico.paced import Unguarded  # noqa: PLC0415 - the same

    del first
    return Unguarded(person)


POLICIES: Final[Mapping[str, Policy]] = MappingProxyType(
    {
        policy.name: policy
        for policy in (
            Policy(AS_LIVED, "nobody advises: the day follows how one feels", _as_lived, active=False),
            Policy("quota", "a fixed quota, a tenth more every week whatever the pain", _quota),
            Policy("stop-when-it-hurts", "activity until pain is a point above the usual", _stop_when_it_hurts),
            Policy("energy-envelope", "the day stays within the energy that is there", _envelope),
            Policy(ANDANTE, "the plan of andante", _andante),
            Policy("andante-without-guards", "the risk alone, no guard", _without_guards, active=False),
            Policy("rest-only", "only what must be done", _rest_only, active=False),
        )
    }
)


def policies_named(names: Sequence[str]) -> tuple[Policy, ...]:
    """The policies of these names, all when none is named; as-lived is always among them, and first: it is what the
    others are measured against. Raises InputError for an unknown one.
    """
    for name in names:
        if name not in POLICIES:
            raise InputError(f"policies: found {name!r}, allowed are {', '.join(POLICIES)}")
    wanted = dict.fromkeys((AS_LIVED, *names)) if names else POLICIES
    return tuple(POLICIES[name] for name in wanted)
