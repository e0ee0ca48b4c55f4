"""A whole `Diary` of the engine -> rows, as if written each evening by hand. The way back is `rows`."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator

from andante.records import Diary
from andante.records import Entry as Row
from andante.web.accounts.models import User
from andante.web.diary.models import EVENING, Entry, moment


def adopt(user: User, diary: Diary, *, origin: str) -> int:
    """Write every entry of `diary` for `user` and give their number. What was asked and left blank stays blank."""
    return len(Entry.objects.bulk_create(_rows(user, diary, origin)))


def _rows(user: User, diary: Diary, origin: str) -> Iterator[Entry]:
    for row in diary.entries:
        at = _local(row, user)
        yield Entry(
            user=user,
            client_id=uuid.uuid4(),
            recorded_at=at.astimezone(dt.UTC),
            origin=origin,
            answers={column: diary.value(row, column) for column in diary.columns if column != "note"},
            note=row.note,
            **moment(at, user.zone),
        )


def _local(row: Row, user: User) -> dt.datetime:
    if isinstance(row.at, dt.datetime):
        return row.at
    return dt.datetime.combine(row.at, EVENING, tzinfo=user.zone_info)
