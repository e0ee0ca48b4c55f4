"""The past as Trends was last shown it, kept in this process while the diary stays as it is.

The page, its pictures and its tables are requests of their own, and each of them needs the same: without this, every
picture goes through the whole diary again. Nothing is kept that waits, or that failed.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Hashable

from django.utils import timezone

from andante.web.accounts.models import User
from andante.web.diary.rows import stamp_of
from andante.web.today.services import Past, past_of
from andante.web.trends import drawings

MOST = 8  # people at once; of each the newest alone

_kept: OrderedDict[int, tuple[Hashable, Past]] = OrderedDict()
_lock = threading.Lock()


def past_for(user: User, day: dt.date, *, wait: bool = True) -> Past:
    """`past_of(user, day)`, or what it gave before when nothing that it rests on has changed since."""
    stamp = stamp_of(user, timezone.now())
    if stamp is None:  # an entry waits for its hour: the diary will change without anybody writing
        return past_of(user, day, wait=wait)
    key = (day, stamp, user.day_start, user.rated, user.zone, user.date_joined)
    with _lock:
        kept = _kept.get(user.pk)
    if kept is not None and kept[0] == key:
        return kept[1]
    past = past_of(user, day, wait=wait)
    if not past.pending and not past.fault:
        with _lock:
            _kept[user.pk] = (key, past)
            _kept.move_to_end(user.pk)
            while len(_kept) > MOST:
                _kept.popitem(last=False)
    return past


def forget() -> None:
    """Keep nothing of anybody."""
    with _lock:
        _kept.clear()
    drawings.forget()
