"""The copies that a data folder keeps of itself: one a day, thinned out with age. Not how one is made (`backup`)."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from andante.exchange.backup import SCRATCH, make_backup

FOLDER: Final = "copies"
DAYS, WEEKS, MONTHS = 7, 4, 6
LEFTOVER_AFTER: Final = dt.timedelta(days=1)
_NAME = re.compile(r"andante-(\d{4}-\d{2}-\d{2})\.zip")


def to_keep(days: Iterable[dt.date]) -> set[dt.date]:
    """Of copies made on `days`: the newest seven, and the newest one of each of four more weeks and six more months."""
    newest_first = sorted(set(days), reverse=True)
    kept = set(newest_first[:DAYS])
    kept |= _one_of_each(newest_first, kept, lambda day: day.isocalendar()[:2], WEEKS)
    kept |= _one_of_each(newest_first, kept, lambda day: (day.year, day.month), MONTHS)
    return kept


def _one_of_each(
    newest_first: list[dt.date], kept: set[dt.date], span: Callable[[dt.date], tuple[int, ...]], most: int
) -> set[dt.date]:
    """The newest day of each of the next `most` spans that `kept` has no day of."""
    have = {span(day) for day in kept}
    found: dict[tuple[int, ...], dt.date] = {}
    for day in newest_first:
        if span(day) not in have:
            found.setdefault(span(day), day)
    return set(list(found.values())[:most])


def copies(data: Path) -> dict[dt.date, Path]:
    """The copies of the data folder by day, oldest first."""
    found: dict[dt.date, Path] = {}
    for path in sorted((data / FOLDER).glob("andante-*.zip")):
        named = _NAME.fullmatch(path.name)
        if named:
            found[dt.date.fromisoformat(named[1])] = path
    return found


def keep_copy(data: Path, *, version: str, now: dt.datetime) -> Path | None:
    """Make the copy of the day of `now` unless there is one, and thin out the older ones. None when there was one.

    Raises InputError when it cannot be made; the older copies then all stay.
    """
    day = now.date()
    if day in copies(data):
        return None
    folder = data / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    for place in (data, folder):
        forget_leftovers(place, before=now - LEFTOVER_AFTER)
    path = folder / f"andante-{day}.zip"
    make_backup(data, path, version=version, now=now)
    found = copies(data)
    for each in set(found) - to_keep(found):
        found[each].unlink(missing_ok=True)
    return path


def forget_copies(data: Path) -> int:
    """Erase all copies: for who asked to be erased is in them too. Gives their number."""
    found = copies(data)
    for path in found.values():
        path.unlink(missing_ok=True)
    forget_leftovers(data / FOLDER)
    return len(found)


def forget_leftovers(folder: Path, begins: str = SCRATCH, before: dt.datetime | None = None) -> None:
    """Erase the files and folders of `folder` whose names begin so: what was killed half-way left them, and a diary is
    in them. With `before`, only what has not been touched since: another copy may be at work.
    """
    for path in folder.glob(f"{begins}*"):
        with contextlib.suppress(OSError):
            if before is None or path.stat().st_mtime < before.timestamp():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
