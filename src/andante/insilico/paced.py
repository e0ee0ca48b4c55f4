"""andante as a policy: its belief updated and its plan asked for every morning, and every plan checked against the
guards anew, and against the twin of them. Also the same without any guard, to see what they are good for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from andante.anatomy import MUSCLE_GROUPS
from andante.insilico.people import Person
from andante.insilico.policies import AS_EVER, Advice, Aim
from andante.insilico.twin import breaches
from andante.learn import Belief
from andante.learn.filter import update, work
from andante.learn.risk import LONGEST_GAP_DAYS, flare_risk
from andante.plan import Limits, Plan, Situation, planned
from andante.plan.activities import share_on
from andante.plan.answer import Bout
from andante.plan.candidates import column, in_hundred
from andante.plan.daily import daily_series
from andante.plan.guards import GUARDS, Question
from andante.records import Diary

PARTICLES: Final = 256
FEW_PARTICLES: Final = 64
FEW_PATHS: Final = 128
SHARES: Final = 61
ROUNDING: Final = 0.05
BEYOND_BEST: Final = 1.5


@dataclass
class Learner:
    """What is known of a person, brought up to date when something new was written."""

    particles: int = PARTICLES
    belief: Belief | None = None
    entries: int = 0

    def learned(self, diary: Diary) -> Belief | None:
        """The belief from all of `diary`; None before the first rating."""
        if len(diary.entries) != self.entries:
            self.entries = len(diary.entries)
            if self.belief is not None:
                self.belief = update(self.belief, diary)
            elif any("pain" in entry.values for entry in diary.entries):
                self.belief = work(diary, "pain", count=self.particles)[1]
        return self.belief


@dataclass
class Paced:
    """andante for one person. `broken`: a line for each guard that a plan broke. `barred`: for each plan, whether steps
    up were out for good.
    """

    person: Person
    learner: Learner = field(default_factory=Learner)
    last_safe: Plan | None = None
    broken: list[str] = field(default_factory=list)
    barred: list[bool] = field(default_factory=list)

    def advise(self, diary: Diary, on: dt.date) -> Advice:
        """The plan for `on` as aims: least, usual and most as its tiers are."""
        if not diary.entries:
            return AS_EVER
        limits = Limits(valued=self.person.valued)
        question = Question(Situation.from_diary(diary, on), limits, self.last_safe)
        made = planned(question, self.learner.learned(diary), diary)
        twin = (f"twin: {line}" for line in breaches(made, diary, limits, last_safe=self.last_safe))
        self.broken += [f"{on}: {line}" for line in (*broken_guards(made, question), *twin)]
        self.barred.append(question.locked_for_good)
        if made.mode != "safe-default":
            self.last_safe = made
        return advice_of(made, question)


def advice_of(made: Plan, question: Question) -> Advice:
    """A plan as aims and bouts."""
    aims, bouts = {}, {}
    for group, room in made.envelope.items():
        usual = question.usual_day(group)
        middle = room.ceiling if usual is None else min(room.ceiling, max(room.floor, usual))
        aims[group] = Aim(*(max(0.0, amount - room.done) for amount in (room.floor, middle, room.ceiling)))
        first = _first_bout(made, group)
        if first is not None:
            bouts[group] = (first.minutes, first.rest)
    return Advice(aims, bouts)


def _first_bout(made: Plan, group: str) -> Bout | None:
    """A bout of what loads the muscle group most, the first of those."""
    most = max(made.schedule, key=lambda one: share_on(group, one.activity, one.group), default=None)
    return None if most is None or not share_on(group, most.activity, most.group) else most.bouts[0]


def broken_guards(made: Plan, question: Question) -> Iterator[str]:
    """A line for each guard that is broken by the ceiling of a group or by what is scheduled for it.

    Every guard is asked again, one by one: not what the planner made of them.
    """
    for group, room in made.envelope.items():
        scheduled = room.done + sum(one.counts_on(group) for one in made.schedule)
        # What is done already is done: no plan can take it back.
        planned = max(room.ceiling, scheduled if scheduled > room.done else 0.0)
        for guard in GUARDS:
            cap = guard(question, group)
            if cap is not None and planned > cap.most + ROUNDING:
                yield f"{cap.code}: {group}: planned {planned:.1f}, allowed {cap.most:.1f}"


@dataclass
class Unguarded:
    """The choice by risk alone: as much of everything as the limit allows, up to half as much again as the best of
    four weeks. It learns with fewer particles and looks at fewer paths: it is there to show what guards are for, not to
    be advised by.
    """

    person: Person
    learner: Learner = field(default_factory=lambda: Learner(FEW_PARTICLES))
    broken: list[str] = field(default_factory=list)
    barred: list[bool] = field(default_factory=list)

    def advise(self, diary: Diary, on: dt.date) -> Advice:
        """The fullest day within the limit of risk."""
        belief = self.learner.learned(diary) if diary.entries else None
        if belief is None or not 0 <= (on - belief.through).days <= LONGEST_GAP_DAYS:
            return AS_EVER
        learned = [group for group in MUSCLE_GROUPS if column(group) in belief.exposures]
        written = {group: daily_series(diary, column(group), total=True) for group in learned}
        situation = Situation(on, written, pain={})  # of loads alone: nothing else is asked of it here
        known = [group for group in learned if situation.known_loads(group)]
        if not known:
            return AS_EVER

        best = [BEYOND_BEST * max(situation.known_loads(group)) for group in known]
        loads = np.linspace(0.0, 1.0, SHARES)[:, None] * best
        tried = {column(g): loads[:, i] for i, g in enumerate(known)}
        chance = in_hundred(flare_risk(belief, tried, on=on, count=FEW_PATHS))
        # As much as there is under the limit; where nothing is, the least risk, and the most that has it.
        chosen = loads[np.flatnonzero(chance <= max(Limits().caution, chance.min()))[-1]]
        return Advice({group: Aim(*(float(load),) * 3) for group, load in zip(known, chosen, strict=True)})
