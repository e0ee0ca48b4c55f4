"""What Trends asks of the engine beside the belief of today's plan: effects on areas of the body, big days and what
follows them, steps up so far. The second of the two modules that call the engine's verbs; none of it reaches a plan.

Effects on areas cost seconds for each area. They are worked out when the page asks, two areas at a time, and kept.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from andante import __version__
from andante.records import Diary
from andante.web.accounts.models import User
from andante.web.diary.answers import AREA
from andante.web.today.beliefs import SEED, TARGET
from andante.web.today.digests import DiaryDigests
from andante.web.today.models import AreaEffects

if TYPE_CHECKING:
    from andante.learn.effects import Effect
    from andante.plan.past_flares import PastFlare
    from andante.plan.steps import StepUp

RATINGS_NEEDED = 28
"""Fewer ratings of an area than this are not looked at: four weeks hold each day of the week four times."""
MOST_AREAS = 8
AT_ONCE = 2
GOOD_FOR_DAYS = 7
LOAD_DAYS_NEEDED = 28
Rows = list[dict[str, Any]]

_log = logging.getLogger("andante.web.today")
# Not the lock of the plan: nobody waits for a plan because of an area.
_looking = threading.Lock()


@dataclass(frozen=True)
class Area:
    """One painful area: how many ratings it has, and the effects of each muscle group's load on it."""

    column: str
    rated: int
    through: dt.date | None = None
    effects: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Areas:
    """The areas of one diary: worked out, still to be worked out, with too few ratings yet, more than are looked at,
    and those that could not be worked out.
    """

    known: tuple[Area, ...] = ()
    pending: tuple[Area, ...] = ()
    waiting: tuple[Area, ...] = ()
    left_out: tuple[Area, ...] = ()
    failed: tuple[Area, ...] = ()

    @property
    def any_rated(self) -> bool:
        """Whether any area was ever rated."""
        return any((self.known, self.pending, self.waiting, self.left_out, self.failed))


def areas_of(user: User, diary: Diary, day: dt.date, *, work: bool) -> Areas:
    """What loads do to each area of `diary`. Kept results hold for a week, or while nothing in the diary changes. With
    `work` the next areas that are pending are worked out first.
    """
    digest = DiaryDigests(diary).through(day)
    ranked = _ranked(diary)
    enough = [area for area in ranked if area.rated >= RATINGS_NEEDED]
    asked, left_out = enough[:MOST_AREAS], enough[MOST_AREAS:]
    areas = _sorted(user, asked, day, digest)
    if work and areas.pending:
        with _looking:
            areas = _sorted(user, asked, day, digest)  # another request may have been faster
            for column, effects in _learned(diary, [area.column for area in areas.pending[:AT_ONCE]]).items():
                _keep(user, column, effects, day, digest)
        areas = _sorted(user, asked, day, digest)
    waiting = tuple(area for area in ranked if area.rated < RATINGS_NEEDED)
    return replace(areas, waiting=waiting, left_out=tuple(left_out))


def _ranked(diary: Diary) -> list[Area]:
    """Every area that ever hurt, the one that hurt most often first. One that is only ever 0 is no painful area, and
    zeros bring none forward.
    """
    found = []
    for column in (column for column in diary.columns if column.startswith(AREA)):
        rated = [entry.values[column] for entry in diary.entries if column in entry.values]
        found.append((sum(value > 0 for value in rated), Area(column, len(rated))))
    return [area for hurt, area in sorted(found, key=lambda each: -each[0]) if hurt]


def _sorted(user: User, asked: Sequence[Area], day: dt.date, digest: str) -> Areas:
    kept = {row.area: row for row in AreaEffects.objects.filter(user=user, **_made(user))}
    known, pending, failed = [], [], []
    for area in asked:
        row = kept.get(area.column)
        if row is None or not _holds(row, day, digest):
            pending.append(area)
        elif row.effects is None:
            failed.append(area)
        else:
            known.append(replace(area, through=row.through, effects=tuple(row.effects)))
    return Areas(tuple(known), tuple(pending), failed=tuple(failed))


def _made(user: User) -> dict[str, Any]:
    """How a result must have been made to hold at all: also by the same andante, and of ratings read the same way."""
    return {"version": __version__, "seed": SEED, "rated": user.rated_when}


def _holds(row: AreaEffects, day: dt.date, digest: str) -> bool:
    """A result holds for a week; one that could not be worked out is tried again as soon as the diary is another."""
    is_new = row.effects is not None and 0 <= (day - row.through).days <= GOOD_FOR_DAYS
    return is_new or row.digest == digest


def _learned(diary: Diary, columns: Sequence[str]) -> dict[str, Rows | None]:
    """The effects on each of `columns`; None where the engine fails. One area's fault is not another's."""
    if not columns:
        return {}
    from andante.learn.effects import load_effects  # noqa: PLC0415 - imported when first needed, as in `services`
    from andante.learn.targets import learn_all  # noqa: PLC0415

    try:
        beliefs = learn_all(diary, columns, seed=SEED)
        return {column: _rows(load_effects(belief)) for column, belief in beliefs.items()}
    except Exception:  # noqa: BLE001 - whatever is wrong in the engine, the page stands
        if len(columns) > 1:
            return {column: rows for each in columns for column, rows in _learned(diary, [each]).items()}
        _log.exception("no effects on an area")  # which one is nobody's business who reads the log
        return {columns[0]: None}


def _rows(effects: Iterable[Effect]) -> Rows:
    return [effect.answer() for effect in effects]


def _keep(user: User, column: str, effects: Rows | None, day: dt.date, digest: str) -> None:
    made = {"through": day, "digest": digest, **_made(user), "effects": effects}
    AreaEffects.objects.update_or_create(user=user, area=column, defaults=made)


# -- big days, steps, flares -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BigDay:
    """A day of much more than usual: its load in effort-minutes, and whether a bust followed; None when not known."""

    day: dt.date
    load: float
    bust: bool | None


@dataclass(frozen=True)
class BigDays:
    """The big days of one muscle group in twelve weeks, and what followed them, against other stretches of days.

    `group` is None for all groups together. `bad` of `counted` big days were followed by a bust within `span` days;
    `other_bad` of `other` other stretches of as many days were busts. `is_pattern`: the planner takes it for one.
    `unbroken`: how many of the biggest days of four weeks were each followed by a clearly worse one, where that
    is what the pattern rests on; else 0.
    """

    group: str | None
    usual: float
    times: float
    days: tuple[BigDay, ...]
    bad: int
    counted: int
    other_bad: int
    other: int
    is_pattern: bool
    unbroken: int = 0


@dataclass(frozen=True)
class Patterns:
    """Big days, steps up and past flares of one diary. `big` is None while too few days hold a load (`load_days`)."""

    big: BigDays | None
    load_days: int
    steps: tuple[StepUp, ...] = ()
    flares: tuple[PastFlare, ...] = ()
    flares_said: str = ""
    fault: bool = False


def patterns_of(diary: Diary, each: Diary, day: dt.date) -> Patterns:
    """Big days, steps up so far and past flares through `day`, all newest first. `each`: the diary entry by entry."""
    if not diary.entries:
        return Patterns(None, 0)
    from andante.plan.past_flares import past_flares, summary  # noqa: PLC0415 - as above
    from andante.plan.steps import steps_up  # noqa: PLC0415

    try:
        big, load_days = _big_days(diary, each, day)
        flares = past_flares(diary, day, TARGET)
        steps = steps_up(diary, day, TARGET)
        return Patterns(big, load_days, steps[::-1], flares[::-1], summary(flares, say=gettext))
    except Exception:  # noqa: BLE001 - as above
        _log.exception("no patterns for %s", day)
        return Patterns(None, 0, fault=True)


def _big_days(diary: Diary, each: Diary, day: dt.date) -> tuple[BigDays | None, int]:
    from andante.plan.limits import WHOLE_BODY  # noqa: PLC0415 - as above
    from andante.plan.locks import BOOM_DAYS, HEAVY_TIMES, clear_swing, swings  # noqa: PLC0415
    from andante.plan.situation import Situation  # noqa: PLC0415

    situation = Situation.from_diary(diary, day, TARGET, entries=each)
    load_days = sum(one in situation.whole for one in situation.past(BOOM_DAYS))
    found = swings(situation)
    if load_days < LOAD_DAYS_NEEDED or not found:
        return None, load_days
    clear = clear_swing(found)
    shown = clear or found[-1]  # without a pattern: all groups together, which come last
    count = shown.count
    days = tuple(BigDay(one, situation.burdens[shown.group][one], bust) for one, bust in reversed(count.days))
    group = None if shown.group == WHOLE_BODY else shown.group
    numbers = (count.bad, count.heavy, count.other_bad, count.other)
    unbroken = 0 if clear is None or clear.is_by_count else clear.unbroken
    big = BigDays(group, shown.usual, HEAVY_TIMES, days, *numbers, is_pattern=clear is not None, unbroken=unbroken)
    return big, load_days
