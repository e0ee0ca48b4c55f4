"""One day's plan from a diary and what was learned of it. Not the learning (`andante.learn`) and not how a plan is
shown.

The guards are in `guards/` and `locks.py`; the choice in `planner.py` and `candidates.py`; the words in
`sentences.py`.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

from andante.errors import InputError
from andante.plan.answer import Activity, Block, Bout, Plan, Risk, Room, Why
from andante.plan.borne import tolerance_of
from andante.plan.candidates import column
from andante.plan.daily import lived_through, refuse_no_numbers
from andante.plan.guards import Question
from andante.plan.limits import Limits
from andante.plan.planner import recommend
from andante.plan.sentences import why
from andante.plan.situation import Situation

if TYPE_CHECKING:
    import numpy as np

    from andante.learn import Belief
    from andante.plan.candidates import RiskOf
    from andante.records import Diary

FIRST_YEAR, LAST_YEAR = 1900, 2200

__all__ = [
    "Activity", "Block", "Bout", "Limits", "Plan", "Risk", "Room", "Situation", "Why", "lived_through", "plan",
    "planned",
]  # fmt: skip


def plan(
    belief: Belief | None,
    diary: Diary,
    on: dt.date | str,
    limits: Limits | None = None,
    *,
    last_safe: Plan | None = None,
    red_flags: Sequence[str] = (),
    entries: Diary | None = None,
) -> Plan:
    """The plan for the own day `on`: envelope per muscle group in effort-minutes, tiers of bouts, risk (0-1), reasons.

    belief: what was learned of this person, from what `lived_through` gives of the diary: to a belief a day that it has
    been through is over; None when there is nothing yet, and then no risk is given. Only entries of own days up to `on`
    are used, and only they count as done: a plan never does. last_safe: the newest plan made from sound entries, kept
    to when the entries are stale, contradictory or implausible. red_flags: codes of `red_flags.py` answered with yes:
    help then comes first, and there is no plan. entries: the same diary entry by entry, where `diary` has the entries
    of a day put together: contradictions, later entries and how bouts were borne are looked for there.

    Raises InputError for a day that is none, for a value of the diary that is no finite number and a load below zero,
    and when belief and diary are of different persons.
    """
    day = _day(on)
    if belief is not None and belief.person != diary.person:
        raise InputError(
            f"plan: the belief is of {belief.person!r}, the diary of {diary.person!r}; allowed is one person"
        )
    if not red_flags:  # then no slip in the diary may stand in the way of help
        refuse_no_numbers(diary.through(day))
    situation = Situation.from_diary(diary, day, "pain" if belief is None else belief.target, entries)
    return planned(Question(situation, limits or Limits(), last_safe, tuple(red_flags)), belief, diary, entries)


def planned(question: Question, belief: Belief | None, diary: Diary, entries: Diary | None = None) -> Plan:
    """The plan that answers `question`, whose situation is that of `diary`: `plan`, for who asks it more than that."""
    day = question.situation.on
    borne = tolerance_of(entries or diary, day)
    if belief is None:
        return recommend(question, None, tolerance=borne)
    note = _out_of_step(belief, diary, day)
    notes = () if note is None else (why(note, {"through": belief.through.isoformat()}),)
    risk = None if notes else _risk(belief, diary, question.situation)
    return recommend(question, risk, belief=belief.digest, notes=notes, tolerance=borne)


def _day(on: dt.date | str) -> dt.date:
    if isinstance(on, dt.datetime):
        on = on.date()
    return day_of(on if isinstance(on, str) else on.isoformat(), "on")


def day_of(text: str, name: str) -> dt.date:
    """The day to plan, written as in a diary: YYYY-MM-DD, from 1900 to 2200. Raises InputError that names `name`."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = None
    # Python also reads 20260305 and 2026-W10-4, which no diary holds.
    if day is None or day.isoformat() != text or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InputError(
            f"{name}: found {text!r}, allowed is a date such as 2026-03-05, from {FIRST_YEAR} to {LAST_YEAR}"
        )
    return day


def _out_of_step(belief: Belief, diary: Diary, day: dt.date) -> str | None:
    """Why the belief cannot say what `day` holds: it has not seen the newest answers before it, or has seen later
    days.
    """
    if belief.through > day:
        return "belief-ahead"
    seen = (diary.day(entry) for entry in diary.entries if entry.values)
    newest = max((each for each in seen if each < day), default=belief.through)
    return "belief-behind" if newest > belief.through else None


def _risk(belief: Belief, diary: Diary, situation: Situation) -> RiskOf | None:
    """The belief's risk as a function of loads alone; None when the belief knows no load of the plan."""
    from andante.learn.risk import flare_risk  # noqa: PLC0415 - loads JAX, which only a plan needs

    groups = tuple(situation.loads)
    known = [column(group) for group in groups if column(group) in belief.exposures]
    whole = "load" in belief.exposures and "load" not in known
    if not known and not whole:
        return None
    usual = sum(situation.usual_load(group) or 0.0 for group in groups)
    usual_whole = _mean_recent(diary, situation, "load") if whole and usual > 0 else None

    def risk(planned: Mapping[str, np.ndarray]) -> np.ndarray:
        asked = {name: planned[name] for name in known}
        if usual_whole is not None:
            # A diary with loads by group and for the whole body: the whole moves with the sum of its parts.
            total: Any = sum(planned[column(group)] for group in groups)
            asked["load"] = usual_whole * total / usual
        return flare_risk(belief, asked, on=situation.on)

    return risk if known or usual_whole is not None else None


def _mean_recent(diary: Diary, situation: Situation, name: str) -> float | None:
    since = situation.on - dt.timedelta(days=28)
    totals: dict[dt.date, float] = {}
    for entry in diary.entries:
        value, day = diary.value(entry, name), diary.day(entry)
        if value is not None and since <= day < situation.on:
            totals[day] = totals.get(day, 0.0) + value
    return sum(totals.values()) / len(totals) if totals else None


class _CallablePackage(ModuleType):
    """`andante.plan` is this package and the verb of the same name: once the package has been imported, Python binds
    it over the name `plan` of `andante`. So the package itself answers the call, and both `andante.plan(...)` and
    `from andante.plan import Limits` work whatever was imported first.
    """

    def __call__(self, *args: Any, **kwargs: Any) -> Plan:
        return plan(*args, **kwargs)


sys.modules[__name__].__class__ = _CallablePackage
