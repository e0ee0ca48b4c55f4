"""What a check-in asks, and what was answered. Not how it is stored (`models`) or shown (`forms`).

Three states, from the form to the engine: a column *not asked* is absent, a *blank* is None, a number is a number.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from andante.activities import load_effort_min, loads_of
from andante.anatomy import AREA_WORDS, MUSCLE_GROUPS
from andante.everyday import shares_of

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

RATINGS: Final = ("pain", "fatigue", "sleep", "stress", "fog", "mood")
LOADS: Final = tuple(f"load.{group}" for group in MUSCLE_GROUPS)
FLARE: Final = "flare"
COLUMNS: Final = (*RATINGS, *LOADS, FLARE)
AREA, SYMPTOM, TREATMENT = "pain.", "symptom.", "treatment."
MARKS: Final = (TREATMENT, "event.", FLARE)
"""Columns, or their beginnings, that say yes (1) or no (0)."""
MOST_MINUTES: Final = 1440
MOST_DOINGS: Final = 40
LONGEST_NOTE: Final = 4000
LONGEST_NAME: Final = 60

GROUP_WORDS: dict[str, StrPromise] = {
    "neck_shoulders": _("Neck and shoulders"),
    "arms_hands": _("Arms and hands"),
    "trunk": _("Back and trunk"),
    "hips_thighs": _("Hips and thighs"),
    "lower_legs": _("Lower legs"),
}
COLUMN_WORDS: dict[str, StrPromise] = {
    "pain": _("Pain"),
    "fatigue": _("Tiredness"),
    "sleep": _("Sleep"),
    "stress": _("Stress"),
    "fog": _("Fog in the head"),
    "mood": _("Mood"),
    "flare": _("Flare"),
    "load": _("Whole body"),
    "steps": _("Steps"),
    "hr.resting": _("Resting heart rate"),
    "hrv": _("Heart rate variability"),
    "exertion.physical": _("Physical effort"),
    "exertion.mental": _("Mental effort"),
    "exertion.emotional": _("Emotional effort"),
    "exertion.social": _("Effort with people"),
    # Areas that a diary from elsewhere may name without a side, or coarsely.
    "pain.knee": _("Knee"),
    "pain.hand": _("Hand"),
    "pain.foot": _("Foot"),
    "pain.breast": _("Breast"),
    "pain.jaw": _("Jaw"),
    "pain.shoulder_girdle": _("Shoulder"),
    "pain.upper_arm": _("Upper arm"),
    "pain.lower_arm": _("Lower arm"),
    "pain.hip_buttock": _("Hip or buttock"),
    "pain.upper_leg": _("Upper leg"),
    "pain.lower_leg": _("Lower leg"),
    "pain.arm": _("Arm"),
    "pain.leg": _("Leg"),
    "pain.hip": _("Hip"),
    "pain.back": pgettext_lazy("area of the body", "Back"),
    "pain.shoulder": _("Shoulder"),
    "pain.finger": _("Fingers"),
    "pain.eyes": _("Eyes"),
    **{f"load.{group}": words for group, words in GROUP_WORDS.items()},
}

Effort = tuple[float | None, float | None]  # effort 0-10, minutes


def words_for(column: str) -> str:
    """The column in plain words."""
    known = COLUMN_WORDS.get(column)
    return str(known) if known else column.split(".", 1)[-1].replace("_", " ").capitalize()


@dataclass(frozen=True)
class Rule:
    """What the answer to one question may be: a number from 0 to `highest` in steps of `step`."""

    highest: float
    step: float

    @property
    def allowed(self) -> str:
        """The rule in words."""
        return gettext("Please give a number from 0 to %(highest)s, or leave it empty.") % {
            "highest": f"{self.highest:g}"
        }

    def holds(self, value: float) -> bool:
        """Whether `value` may be an answer."""
        return 0 <= value <= self.highest and (value / self.step).is_integer()  # nothing that is no number is between


RATING = Rule(10, 0.5)
MINUTES = Rule(MOST_MINUTES, 1)
MARK = Rule(1, 1)


def rule_of(column: str) -> Rule | None:
    """The rule of a question that a person answers; None for what is no question (loads are worked out)."""
    if column in RATINGS or column.startswith(SYMPTOM):
        return RATING
    if column.startswith(AREA):
        return RATING if column.removeprefix(AREA) in AREA_WORDS else None
    return MARK if column.startswith(MARKS) else None


@dataclass(frozen=True)
class Doing:
    """Something done: which activity, for how long, how hard it felt. `planned`: it stood in the plan; `unplanned`: it
    came unasked for. Neither is so for what was simply done. `position` where it is known. `unknown`: nobody knew the
    activity when it was written, so that it may have loaded any muscle, and counts for none until it is written anew.
    """

    activity: str
    minutes: float | None = None
    effort_0_10: float | None = None
    planned: bool = False
    unplanned: bool = False
    position: str | None = None
    unknown: bool = False

    def to_json(self) -> dict[str, Any]:
        """As it is kept in an entry."""
        kept: dict[str, Any] = {
            "activity": self.activity,
            "minutes": self.minutes,
            "effort_0_10": self.effort_0_10,
            "planned": self.planned,
            "unplanned": self.unplanned,
        }
        more = {"position": self.position, "unknown": self.unknown or None}  # only where there is something to say
        return kept | {name: value for name, value in more.items() if value is not None}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Doing:
        """From an entry, or a bout."""
        return cls(**kept)


@dataclass(frozen=True)
class Answers:
    """One check-in as it was answered. `values` holds every column asked; `efforts` and `doings` what stands behind a
    load; `doses` the person's own words for what was taken, by remedy; `rested` whether they mostly rested, as they say
    (None: not asked, and only a form asks), which stands behind loads of 0; `nowhere_else` the areas that got their 0
    from "nowhere else hurts" (None: not said).
    """

    values: Mapping[str, float | None]
    efforts: Mapping[str, Effort] = field(default_factory=dict)
    note: str | None = None
    doings: tuple[Doing, ...] = ()
    doses: Mapping[str, str] = field(default_factory=dict)
    rested: bool | None = None
    nowhere_else: tuple[str, ...] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was answered."""
        efforts = (number for effort in self.efforts.values() for number in effort)
        blank = all(value is None for value in (*self.values.values(), *efforts))
        is_ticked = self.rested or self.nowhere_else is not None
        return self.note is None and blank and not self.doings and not self.doses and not is_ticked

    def stored(self) -> dict[str, Any]:
        """The columns of an entry that keep these answers."""
        return {
            "answers": dict(self.values),
            "efforts": {group: list(pair) for group, pair in self.efforts.items()},
            "note": self.note,
            "doings": [doing.to_json() for doing in self.doings],
            "doses": dict(self.doses),
            "rested": bool(self.rested),
            "nowhere_else": None if self.nowhere_else is None else list(self.nowhere_else),
        }


def loads_by_group(
    doings: Iterable[Doing], efforts: Mapping[str, Effort], shares: Mapping[str, Mapping[str, float]]
) -> dict[str, float | None]:
    """Effort-minutes by column `load.<group>` of what was done; `shares` by name of the activity.

    A part of unknown length or effort adds nothing: the sum is then what is known at least, and None when none of it
    is. A group that nothing was done with is absent.
    """
    parts = [
        loads_of(shares.get(doing.activity, {}), effort_0_10=doing.effort_0_10, minutes=doing.minutes)
        for doing in doings
    ]
    parts += [{group: load_effort_min(*effort)} for group, effort in efforts.items()]
    sums: dict[str, float | None] = {}
    for group in MUSCLE_GROUPS:
        loads = [part[group] for part in parts if group in part]
        known = [load for load in loads if load is not None]
        if loads:
            sums[f"load.{group}"] = round(math.fsum(known), 2) if known else None
    return sums


def untold(written: Iterable[Answers], own_shares: Mapping[str, Mapping[str, float]]) -> frozenset[str]:
    """The loads for which something of `written` was done, and nobody knows how much. own_shares: by name of the
    person's own activities.
    """
    found: set[str] = set()
    for each in written:
        names = {doing.activity for doing in each.doings}
        shares = {name: own_shares.get(name, shares_of(name) or {}) for name in names}
        loads = loads_by_group(each.doings, each.efforts, shares)
        found |= {column for column, load in loads.items() if load is None} | untold_by(each.doings)
    return frozenset(found)


def untold_by(doings: Iterable[Doing]) -> frozenset[str]:
    """The loads that are not known because an activity among `doings` is none that anybody knows: all, then."""
    return frozenset(LOADS) if any(doing.unknown for doing in doings) else frozenset()


def loads_after(
    former: Answers | None,
    doings: tuple[Doing, ...],
    efforts: Mapping[str, Effort],
    shares: Mapping[str, Mapping[str, float]],
) -> dict[str, float | None]:
    """The loads of an entry that held `former` (None: a new one) once these were done; `shares` knows both.

    A load that came without (copied, imported) is not lost by a change elsewhere, and what was written stays as it was
    while nothing that was done is changed.
    """
    before = {column: value for column, value in (former.values if former else {}).items() if column in LOADS}
    if former and (doings, efforts) == (former.doings, former.efforts):
        return before
    found = loads_by_group(doings, efforts, shares)
    explained = loads_by_group(former.doings, former.efforts, shares) if former else {}
    kept = {column: None if column in explained else value for column, value in before.items()}
    if former and _holds_renamed(former.doings, doings, shares):
        for column, value in before.items():
            rest = (value or 0.0) - (explained.get(column) or 0.0)
            if rest > 0:  # what an activity that has another name by now made of it
                found[column] = round((found.get(column) or 0.0) + rest, 2)
    return kept | found


def with_zeros(
    values: Mapping[str, float | None],
    columns: Iterable[str],
    *,
    said: bool,
    was_said: bool = False,
    told: Container[str] = (),
) -> dict[str, float | None]:
    """Of `columns` what one tick makes of `values`: 0 for each of which nothing is written. Taken back (`was_said`),
    such a 0 is unknown again. What is `told` otherwise stays as it is, though nobody may know how much it is, and so
    does every other number. A column that was not asked and gets no 0 is absent.
    """

    def after(column: str) -> float | None:
        value = values.get(column)
        if column in told:
            return value
        if said:
            return 0.0 if value is None else value
        return None if was_said and value == 0 else value

    found = {column: after(column) for column in columns}
    return {column: value for column, value in found.items() if column in values or value is not None}


def _holds_renamed(
    former: tuple[Doing, ...], doings: tuple[Doing, ...], shares: Mapping[str, Mapping[str, float]]
) -> bool:
    """Whether activities of which nobody knows the muscles any more stand there as they stood."""
    strange = [doing for doing in former if not (doing.unknown or shares.get(doing.activity))]
    return bool(strange) and all(doing in doings for doing in strange)
