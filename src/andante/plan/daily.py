"""A diary's rows as numbers by own day: loads, ratings, pain by muscle group. No statistics of them (`situation`).

A day without a number is absent, and is never read as zero.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from andante.anatomy import AREA_WORDS, MUSCLE_GROUPS, lies_under
from andante.errors import InputError
from andante.learn.flares import burden
from andante.learn.timeline import exposures_of
from andante.plan.limits import WHOLE_BODY
from andante.records import refusal

if TYPE_CHECKING:
    from andante.records import Diary, Scale

Series = Mapping[dt.date, float]
COUNTED_DAYS: Final = 28
GROUP_DAYS: Final = 7
"""With so many of these days by muscle group a plan can be one's own."""


def refuse_no_numbers(diary: Diary) -> None:
    """Raise InputError for what no diary file can hold and no guard can count with: a value that is no finite number
    (NaN is neither more nor less than a cap), a load below zero.
    """
    for day, entry in zip(diary.own_days, diary.entries, strict=True):
        values = entry.values.values()
        if math.isfinite(sum(values)) and min(values, default=0.0) >= 0.0:  # years of days are looked at for each plan
            continue
        for name, value in entry.values.items():
            if (refused := refusal(name, value)) is not None:
                raise InputError(f"diary, {day}: {refused}; what is not known is left out")


def lived_through(diary: Diary, on: dt.date, target: str) -> Diary:
    """What of `diary` a belief for the plan of `on` is learned from: all up to `on` once that day has a rating of
    `target` or a mark, else the days before it (where there are any). To a belief a day that it has been through is
    over: the flare that a day may still bring, whose first minutes are noted, would be counted no more.

    A morning's rating stands before what the day holds: then the rating is all that is learned of today, for what is
    done already is part of what the plan is for.
    """
    before = diary.through(on - dt.timedelta(days=1))
    today = [entry for day, entry in zip(diary.own_days, diary.entries, strict=True) if day == on]
    told = any(entry.get(name) is not None for entry in today for name in (target, "flare"))
    if not told and before.entries:
        return before
    if diary.rated == "morning" and before.entries:
        lately = set(exposures_of(diary.columns, target))
        rated = tuple(replace(entry, values={name: value for name, value in entry.values.items() if name not in lately})
                      for entry in today)  # fmt: skip
        return replace(before, entries=(*before.entries, *(entry for entry in rated if entry.values)))
    return diary.through(on)


def load_columns(diary: Diary, on: dt.date) -> dict[str, str]:
    """Muscle group -> column of the groups by which the day `on` is planned; `whole_body` -> `load` when it is by the
    whole body (also when nobody ever wrote a load: its series is then empty).

    By groups, once one of them is known on seven of the 28 days before, or where `load` is known on no more days than
    they are: a single entry by group must not throw away the diary of months. The day itself says nothing of it: a
    plan by groups would turn what was planned this morning into more than planned.
    """
    groups = {group: f"load.{group}" for group in MUSCLE_GROUPS if _is_known(diary, f"load.{group}")}
    days: dict[str, set[dt.date]] = {column: set() for column in ("load", *groups.values())}
    ever = False
    for day, entry in zip(diary.own_days, diary.entries, strict=True):
        there = [column for column in days if column in entry.values] if day < on else []
        ever = ever or any(column != "load" for column in there)
        for column in there if (on - day).days <= COUNTED_DAYS else ():
            days[column].add(day)
    whole = days.pop("load")
    enough = max(map(len, days.values()), default=0) >= GROUP_DAYS
    return groups if ever and (enough or len(whole) <= len(set().union(*days.values()))) else {WHOLE_BODY: "load"}


def _is_known(diary: Diary, column: str) -> bool:
    return any(column in entry.values for entry in diary.entries)


def daily_loads(known: Diary, each: Diary, on: dt.date) -> dict[str, Series]:
    """Effort-minutes by muscle group and own day; `each`: the diary entry by entry.

    Planned by the whole body, an entry with loads of muscle groups counts by the most loaded of them, as its activity
    was counted in the plan.
    """
    columns = load_columns(known, on)
    if WHOLE_BODY not in columns:
        return {group: daily_series(known, column, total=True) for group, column in columns.items()}
    every, whole = ("load", *(f"load.{group}" for group in MUSCLE_GROUPS)), dict[dt.date, float]()
    for day, entry in zip(each.own_days, each.entries, strict=True):
        loads = [load for name in every if (load := each.value(entry, name)) is not None]
        if loads:
            whole[day] = whole.get(day, 0.0) + max(loads)
    return {WHOLE_BODY: {**daily_series(known, "load", total=True), **whole}}


def area_pain(diary: Diary, groups: Iterable[str]) -> dict[str, Series]:
    """By muscle group and own day the worst of the areas under it that were rated. The worst, not a mean: which of them
    are rated changes from day to day.
    """
    found: dict[str, Series] = {}
    for group in set(groups) - {WHOLE_BODY}:
        worst: dict[dt.date, float] = {}
        for column in diary.columns:
            kind, _, area = column.partition(".")
            if kind == "pain" and area in AREA_WORDS and lies_under(area, group):
                for day, value in daily_series(diary, column, total=False).items():
                    worst[day] = max(value, worst.get(day, value))
        found[group] = worst
    return found


def area_scales(diary: Diary, groups: Iterable[str]) -> dict[str, Scale]:
    """By muscle group the scale in which the areas under it are written; absent where they are on several."""
    found: dict[str, set[Scale]] = {}
    for column in diary.columns:
        kind, _, area = column.partition(".")
        for group in groups if kind == "pain" and area in AREA_WORDS else ():
            if group != WHOLE_BODY and lies_under(area, group):
                found.setdefault(group, set()).add(diary.scale(column))
    return {group: scales.pop() for group, scales in found.items() if len(scales) == 1}


def daily_series(diary: Diary, column: str, *, total: bool) -> dict[dt.date, float]:
    """`column` by own day in the engine's units: the day's sum with `total`, else its mean. Unknown days are absent."""
    values = ((day, diary.value(entry, column)) for day, entry in zip(diary.own_days, diary.entries, strict=True))
    known = [(day, value) for day, value in values if value is not None]
    if diary.is_daily:
        return dict(known)
    gathered: dict[dt.date, list[float]] = {}
    for day, value in known:
        gathered.setdefault(day, []).append(value)
    return {day: sum(each) if total else sum(each) / len(each) for day, each in gathered.items()}


def daily_burden(diary: Diary, target: str) -> dict[dt.date, float]:
    """How bad each own day was by its ratings of `target` (0-10): their mean, turned round where high is good."""
    return {day: burden(value, target) for day, value in daily_series(diary, target, total=False).items()}
