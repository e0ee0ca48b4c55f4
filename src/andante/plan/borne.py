"""What bouts were borne: overall pain rated right after a bout, beside the rating before it, moves the tolerance.
Only ratings with a time of day can say so. Not what a rating does to it (`tolerance.after_bout`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from andante.plan.tolerance import EXPECTED_RISE_0_10, Tolerance, after_bout
from andante.records import Diary, Entry

PAIN: Final = "pain"
RIGHT_AFTER: Final = dt.timedelta(minutes=20)
NOT_LONG_BEFORE: Final = dt.timedelta(hours=6)
REMEMBERED: Final = dt.timedelta(days=56)
"""Older bouts say little of what is borne now."""


@dataclass(frozen=True, slots=True)
class Borne:
    """What the bouts of the last eight weeks said: how many have a rating before and right after, of how many pain rose
    by more than `EXPECTED_RISE_0_10` points, and the tolerance that comes of it.
    """

    bouts: int
    hurt_more: int
    tolerance: Tolerance


def borne_of(entries: Diary, on: dt.date) -> Borne:
    """The careful tolerance, moved by each bout of the last eight weeks up to `on` that has a rating before and right
    after it, in order of time. `entries` is the diary entry by entry; a diary by days leaves the tolerance careful.
    """
    found, rated = Tolerance(), tuple(ratings_around_bouts(entries, on))
    for before, after in rated:
        found = after_bout(found, before_0_10=before, after_0_10=after)
    hurt_more = sum(after - before > EXPECTED_RISE_0_10 for before, after in rated)
    return Borne(len(rated), hurt_more, replace(found, pain_gain=round(found.pain_gain, 2)))


def tolerance_of(entries: Diary, on: dt.date) -> Tolerance:
    """The tolerance of `borne_of`."""
    return borne_of(entries, on).tolerance


def ratings_around_bouts(entries: Diary, on: dt.date) -> Iterator[tuple[float, float]]:
    """Pain (0-10) before and right after each bout that has both: a bout is an entry of load alone, with its time. The
    rating before is the last of that own day within six hours, the one after the first within twenty minutes.
    """
    timed = [entry for entry in entries.entries if isinstance(entry.at, dt.datetime)]
    known = sorted((each for each in timed if entries.day(each) <= on), key=lambda each: each.instant())
    for place, bout in enumerate(known):
        if not _is_bout(entries, bout) or on - entries.day(bout) > REMEMBERED:
            continue
        before = next((each for each in reversed(known[:place]) if entries.value(each, PAIN) is not None), None)
        after = next((each for each in known[place + 1 :] if entries.value(each, PAIN) is not None), None)
        if before is None or after is None or entries.day(before) != entries.day(bout):
            continue
        is_near = (
            bout.instant() - before.instant() <= NOT_LONG_BEFORE and after.instant() - bout.instant() <= RIGHT_AFTER
        )
        first, then = entries.value(before, PAIN), entries.value(after, PAIN)
        if is_near and first is not None and then is not None:
            yield first, then


def _is_bout(entries: Diary, entry: Entry) -> bool:
    has_load = any(value > 0 for column, value in entry.values.items() if column.startswith("load"))
    return has_load and entries.value(entry, PAIN) is None
