"""What is asked of the planner, and what a guard answers. Not the guards themselves (`guards`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Final

from andante.everyday import everyday_of, shares_of
from andante.plan.answer import Number, Plan
from andante.plan.habits import kept_day
from andante.plan.limits import WHOLE_BODY, Limits
from andante.plan.locks import (
    FOR_GOOD,
    LEVEL_DAYS,
    OF_AREAS,
    Lock,
    area_not_level,
    boom_and_bust,
    creeping_pain,
    delayed_worsening,
    person_locks,
    risen_lately,
)
from andante.plan.often import SETTLED, often_in_flare, settled
from andante.plan.remembered import remembered
from andante.plan.situation import LEVEL_SEARCH_DAYS, REACHED_DAYS, RECENT_DAYS, Flare, Situation, usual_day_of
from andante.plan.soreness import Soreness, soreness_of
from andante.plan.swings import big_days
from andante.plan.unmarked import with_what_goes_on

GENTLE_EFFORT: Final = 0.3
ENOUGH_LOADS: Final = 7
SAFE_WHOLE_BODY: Final = 9.0
"""The written safe default: half an hour of gentle everyday movement (3 of 10)."""
UNEVEN_TIMES: Final = 1.3
"""A usual day of lognormal days is about so much above their mean; of days that are big or small it may be twice it."""


@cache
def gentle_default(group: str) -> float:
    """The written safe default of `group` in effort-minutes: its share of that half hour, whichever way loads are
    written down.
    """
    shares = shares_of(everyday_of(WHOLE_BODY).name) or {}
    return SAFE_WHOLE_BODY if group == WHOLE_BODY else round(SAFE_WHOLE_BODY * shares[group], 1)


SAYS_NOTHING_AGAINST: Final = frozenset(
    {"energy-management", "pem-screen", "no-progression", "good-day", "worse-day", "pain-rising"}
)
"""Locks on steps up that do not speak against what months have borne: one worse day alone does not, and two step down
by a cap of their own."""


REST_IS_RIGHT: Final = frozenset({"swings", "delayed-worsening", "pain-crept-up"})


@dataclass(frozen=True)
class Question:
    """What is asked of the planner: the situation, the person's limits, the last safe plan, red flags answered with
    yes.
    """

    situation: Situation
    limits: Limits = field(default_factory=Limits)
    last_safe: Plan | None = None
    red_flags: tuple[str, ...] = ()

    @cached_property
    def locks(self) -> Mapping[str, Lock]:
        """The locks on steps up that hold for the whole person, by code."""
        return {lock.code: lock for lock in person_locks(self.situation, self.limits)}

    @cached_property
    def locks_of_groups(self) -> Mapping[str, tuple[Lock, ...]]:
        """The locks on steps up of one muscle group alone."""
        found = {group: (risen_lately(self.situation, group), area_not_level(self.situation, group))
                 for group in self.situation.loads}  # fmt: skip
        return {group: tuple(lock for lock in both if lock is not None) for group, both in found.items()}

    @property
    def locked_for_good(self) -> bool:
        """Whether steps up are out, not only now: by wish, ME/CFS, malaise, or repeated delayed worsening."""
        return bool(FOR_GOOD & set(self.locks))

    @property
    def held_by_word(self) -> bool:
        """Whether the person or their screen keeps steps out: what no day of the diary can change."""
        return bool((FOR_GOOD - {"delayed-worsening"}) & set(self.locks))

    @property
    def saves_energy(self) -> bool:
        """Whether only energy is to be saved, by the person's word or screen (`Limits.saves_energy`)."""
        return self.limits.saves_energy

    @cached_property
    def flares(self) -> tuple[Flare, ...]:
        """The flares, one that is no longer marked but no better as going on (`unmarked`)."""
        return with_what_goes_on(self.situation)

    @cached_property
    def flare_now(self) -> Flare | None:
        """The flare under way, if any, as `flares` has it."""
        return next((flare for flare in self.flares if flare.end is None), None)

    def soreness(self, flare: Flare) -> Soreness | None:
        """The window that explains `flare` as soreness that was to be expected. With ME/CFS, malaise after effort or a
        positive screen there is none: worse after effort is what these are about.
        """
        return None if self.saves_energy else soreness_of(self.situation, flare)

    @remembered
    def starts_gently(self, group: str) -> bool:
        """Whether weeks of rest are no reason to plan none: the level is zero, or was a fortnight ago and is no more
        than the written safe default now; no flare is under way, and steps up are not out for good. Then that default
        stands in for the level: the first days of a gentle start must not take it away again.
        """
        return self._rested(group) and self.flare_now is None and not self.locked_for_good

    def _rested(self, group: str) -> bool:
        reached, known = self.situation.reached(group), self.situation.known_loads(group)
        return reached == 0.0 or (reached is None and known != () and not any(known)) or self._begins(group, reached)

    def _begins(self, group: str, reached: float | None) -> bool:
        """Whether the level `reached` is the gentle start itself, after rest."""
        small = reached is not None and reached <= gentle_default(group)
        return small and self.situation.reached(group, LEVEL_DAYS) == 0.0

    def is_new(self, group: str, ago: int = 0) -> bool:
        """Whether hardly a week of loads of `group` was known `ago` days ago: a plan's own first days are no level yet
        to hold the next ones to. Each would be smaller than the last.
        """
        return len(self.situation.known_loads(group, LEVEL_SEARCH_DAYS, ago)) < ENOUGH_LOADS

    def level(self, group: str, ago: int = 0) -> float | None:
        """The recent maximum; where hardly a day of twelve weeks was free of flares and ways back, that of all days: a
        flare of months is no reason to know no level.
        """
        reached = self.situation.reached(group, ago)
        if reached is not None:
            return reached
        known = sorted(self.situation.known_loads(group, LEVEL_SEARCH_DAYS, ago), reverse=True)
        return known[REACHED_DAYS - 1] if len(known) >= REACHED_DAYS else None

    @remembered
    def usual_day(self, group: str) -> float | None:
        """The usual day of `group`, or the gentle start in its place."""
        return gentle_default(group) if self.starts_gently(group) else self.usual_load(group)

    def usual_load(self, group: str) -> float | None:
        """The usual day of `group` as lived; none in the first days."""
        if self.is_new(group):
            return None
        usual, big = self.situation.usual_load(group), self.big_days(group)
        return self.calmer(group, usual, self.situation.usual_load(group, without=big)) if big else usual

    @remembered
    def kept(self, group: str) -> float | None:
        """What the plan keeps of `group` for who does less than it allows (`kept_day`); None where anything speaks
        against it, or weeks of rest are just over.
        """
        areas = {lock.code for lock in self.locks_of_groups[group]} & OF_AREAS
        if areas or set(self.locks) - SAYS_NOTHING_AGAINST or self.is_new(group) or self._rested(group):
            return None
        return kept_day(self.situation, group)

    @property
    def pays_for_big_days(self) -> bool:
        """Whether big days take turns with bad ones, or are followed by worse ones."""
        return bool({"swings", "delayed-worsening"} & set(self.locks))

    @remembered
    def big_days(self, group: str) -> frozenset[dt.date]:
        """The big days that are no usual ones while they take turns with bad days, or while worse days follow them."""
        return big_days(self.situation, group, self.locks)

    def rests_beside_big_days(self, group: str) -> bool:
        """Whether beside the big days, while they are no usual ones, there is rest alone."""
        big = self.big_days(group)
        usual = self.situation.usual_load(group, without=big) if big else None
        return bool(big) and (self._held_down(group, 0) if usual is None else usual) == 0.0

    def calmer(self, group: str, usual: float | None, without: float | None, ago: int = 0) -> float | None:
        """The lower of a usual day and the same `without` big days; the safe default where without them there is rest
        alone, and no usual day to go by. ago: of how many days ago they are.
        """
        without = self._held_down(group, ago) if without is None else without
        return usual if usual is None or without is None else min(usual, without or gentle_default(group))

    def _held_down(self, group: str, ago: int) -> float | None:
        """The usual day of all days of four weeks but the big ones. Where each week holds a big day, a flare and its
        way back, the big ones alone are held down by nothing: what pain held down is what is usual beside them.
        """
        big, loads = self.big_days(group), self.situation.trusted(group)
        days = self.situation.past(RECENT_DAYS, ago) if big else ()
        return usual_day_of([loads[day] for day in days if day in loads and day not in big])

    def bounded_usual(self, group: str) -> float | None:
        """The usual day, and at most 1.3 of the mean one: where big days are many they are the usual ones, and no
        measure of what to go down to.
        """
        usual, average = self.usual_day(group), self.situation.mean_day(group)
        return usual if usual is None or not average else min(usual, UNEVEN_TIMES * average)

    @cached_property
    def often_in_flare(self) -> tuple[int, int] | None:
        """On how many of how many rated days there was a flare (`often_in_flare`), where to rest in each of them would
        be to rest for months; None else. None where energy is to be saved; nor where big days are paid for or pain has
        crept up, now or a fortnight ago (more pain since may hide it): rest is right then. Nor where the person called
        a day of these, or one since, a flare: that is their own word.
        """
        now = self.situation
        marked = not now.marked.isdisjoint({now.on, *now.past(SETTLED + LEVEL_SEARCH_DAYS)})
        if marked or self.saves_energy or REST_IS_RIGHT & set(self.locks):
            return None
        before = settled(now)
        often = often_in_flare(before)
        if often is None or any(
            lock(before, self.limits) for lock in (delayed_worsening, boom_and_bust, creeping_pain)
        ):
            return None
        return often

    @property
    def lasting_step(self) -> float:
        """What may be added in 14 days at the most (a share), however it comes about; none where steps are locked for
        good.
        """
        return 0.0 if self.locked_for_good else self.limits.step


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `most` effort-minutes for `group` on the planning day."""

    code: str
    group: str
    most: float
    numbers: Mapping[str, Number] = field(default_factory=dict)
