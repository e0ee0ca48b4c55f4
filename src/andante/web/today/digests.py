"""Digests of what a belief or a plan was made from, so that anything changed makes it stale. No database."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from andante.learn.timeline import exposures_of
from andante.records import Diary


class DiaryDigests:
    """The digest of a diary's beginning up to any day, all from one pass."""

    def __init__(self, diary: Diary, target: str = "pain") -> None:
        # Of the columns only those that the model takes for causes: a first rating of the neck, or a symptom of one's
        # own asked from today, changes nothing in what was learned of the days before.
        causes = exposures_of(diary.columns, target)
        running = hashlib.sha256(json.dumps([causes, diary.rated, str(diary.day_start)]).encode())
        self._days: list[dt.date] = []
        self._digests = [running.hexdigest()]
        for entry in diary.entries:
            row = [entry.at.isoformat(), sorted(entry.values.items())]
            running.update(json.dumps(row).encode())
            self._days.append(diary.day(entry))
            self._digests.append(running.hexdigest())

    def through(self, day: dt.date) -> str:
        """The digest of all entries up to the end of `day`."""
        return self._digests[bisect_right(self._days, day)]


def digest_of(parts: Mapping[str, Any]) -> str:
    """The digest of some named values."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()
