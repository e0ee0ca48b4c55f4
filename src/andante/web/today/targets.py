"""What Trends asks of the engine on ratings beside overall pain: what moves each painful area, tiredness, fog and the
symptoms that somebody has added. None of it reaches a plan.

A target costs seconds of learning. Targets are worked out when the page asks, two at a time, and kept.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from andante import __version__
from andante.records import Diary
from andante.web.accounts.models import User
from andante.web.diary.answers import AREA, SYMPTOM
from andante.web.today.beliefs import SEED
from andante.web.today.digests import DiaryDigests
from andante.web.today.models import TargetEffects

if TYPE_CHECKING:
    from andante.learn.effects import Effect

RATINGS_NEEDED = 28
"""Fewer ratings of a target than this are not looked at: four weeks hold each day of the week four times."""
MOST_AREAS = 8
MOST_SYMPTOMS = 6
AT_ONCE = 2
GOOD_FOR_DAYS = 7
SUFFERED: Final = ("fatigue", "fog")
"""What everybody is asked beside pain, higher being worse, that is felt and not done. Sleep and stress move the pain;
mood is left alone: nobody is told here what is bad for it."""
Rows = list[dict[str, Any]]

_log = logging.getLogger("andante.web.today")
# Not the lock of the plan: nobody waits for a plan because of a target.
_looking = threading.Lock()


@dataclass(frozen=True)
class Target:
    """One rating that is looked at: how many ratings it has, and the effects on it."""

    column: str
    rated: int
    through: dt.date | None = None
    effects: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Targets:
    """The targets of one kind in one diary: worked out, still to be worked out, with too few ratings yet, more than are
    looked at, and those that could not be worked out.
    """

    known: tuple[Target, ...] = ()
    pending: tuple[Target, ...] = ()
    waiting: tuple[Target, ...] = ()
    left_out: tuple[Target, ...] = ()
    failed: tuple[Target, ...] = ()

    @property
    def any_rated(self) -> bool:
        """Whether any of them was ever rated above 0."""
        return any((self.known, self.pending, self.waiting, self.left_out, self.failed))


def areas_of(user: User, diary: Diary, day: dt.date, *, work: bool) -> Targets:
    """What loads do to each painful area of `diary`. Kept results hold for a week, or while nothing in the diary
    changes. With `work` the next targets that are pending are worked out first.
    """
    columns = [column for column in diary.columns if column.startswith(AREA)]
    return _looked_at(user, diary, day, (columns, MOST_AREAS), work=work)


def symptoms_of(user: User, diary: Diary, day: dt.date, *, work: bool) -> Targets:
    """What moves tiredness, fog and symptoms of one's own: as `areas_of`, with everything that may move them."""
    columns = [column for column in diary.columns if column in SUFFERED or column.startswith(SYMPTOM)]
    return _looked_at(user, diary, day, (columns, MOST_SYMPTOMS), work=work)


def _looked_at(user: User, diary: Diary, day: dt.date, wanted: tuple[Sequence[str], int], *, work: bool) -> Targets:
    columns, most = wanted
    digest = DiaryDigests(diary).through(day)
    ranked = _ranked(diary, columns)
    enough = [target for target in ranked if target.rated >= RATINGS_NEEDED]
    asked, left_out = enough[:most], enough[most:]
    found = _sorted(user, asked, day, digest)
    if work and found.pending:
        with _looking:
            found = _sorted(user, asked, day, digest)  # another request may have been faster
            for column, effects in _learned(diary, [target.column for target in found.pending[:AT_ONCE]]).items():
                _keep(user, column, effects, day, digest)
        found = _sorted(user, asked, day, digest)
    waiting = tuple(target for target in ranked if target.rated < RATINGS_NEEDED)
    return replace(found, waiting=waiting, left_out=tuple(left_out))


def _ranked(diary: Diary, columns: Iterable[str]) -> list[Target]:
    """Every one of `columns` that ever hurt, the one that hurt most often first. What is only ever 0 is nothing that
    anybody suffers from, and zeros bring none forward.
    """
    found = []
    for column in columns:
        rated = [entry.values[column] for entry in diary.entries if column in entry.values]
        found.append((sum(value > 0 for value in rated), Target(column, len(rated))))
    return [target for hurt, target in sorted(found, key=lambda each: -each[0]) if hurt]


def _sorted(user: User, asked: Sequence[Target], day: dt.date, digest: str) -> Targets:
    kept = {row.target: row for row in TargetEffects.objects.filter(user=user, **_made(user))}
    known, pending, failed = [], [], []
    for target in asked:
        row = kept.get(target.column)
        if row is None or not _holds(row, day, digest):
            pending.append(target)
        elif row.effects is None:
            failed.append(target)
        else:
            known.append(replace(target, through=row.through, effects=tuple(row.effects)))
    return Targets(tuple(known), tuple(pending), failed=tuple(failed))


def _made(user: User) -> dict[str, Any]:
    """How a result must have been made to hold at all: also by the same andante, and of ratings read the same way."""
    return {"version": __version__, "seed": SEED, "rated": user.rated_when}


def _holds(row: TargetEffects, day: dt.date, digest: str) -> bool:
    """A result holds for a week; one that could not be worked out is tried again as soon as the diary is another."""
    is_new = row.effects is not None and 0 <= (day - row.through).days <= GOOD_FOR_DAYS
    return is_new or row.digest == digest


def _learned(diary: Diary, columns: Sequence[str]) -> dict[str, Rows | None]:
    """The effects on each of `columns`, on areas those of loads alone; None where the engine fails. One target's fault
    is not another's.
    """
    if not columns:
        return {}
    from andante.learn.links import links, load_links  # noqa: PLC0415 - imported when needed, as in `services`
    from andante.learn.targets import learn_all  # noqa: PLC0415

    try:
        beliefs = learn_all(diary, columns, seed=SEED)
        return {
            column: _rows((load_links if column.startswith(AREA) else links)(belief, diary))
            for column, belief in beliefs.items()
        }
    except Exception:  # noqa: BLE001 - whatever is wrong in the engine, the page stands
        if len(columns) > 1:
            return {column: rows for each in columns for column, rows in _learned(diary, [each]).items()}
        _log.exception("no effects on a rating")  # which one is nobody's business who reads the log
        return {columns[0]: None}


def _rows(found: Iterable[Effect]) -> Rows:
    return [effect.answer() for effect in found]


def _keep(user: User, column: str, effects: Rows | None, day: dt.date, digest: str) -> None:
    made = {"through": day, "digest": digest, **_made(user), "effects": effects}
    TargetEffects.objects.update_or_create(user=user, target=column, defaults=made)
