"""Erasing a person for good: rows, sessions, free pages of the database, what pages keep in memory, and the copies that
still hold them.
"""

from __future__ import annotations

import logging
from pathlib import Path

from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction

from andante import __version__
from andante.errors import InputError
from andante.exchange.backup import SCRATCH
from andante.exchange.copies import forget_copies, forget_leftovers, keep_copy
from andante.web.accounts.models import User
from andante.web.trends import remembered

_log = logging.getLogger("andante.web.keeping")
SAVED_BEFORE = "before-restore-"  # what `andante restore` lays aside


def erase(user: User, data: Path) -> None:
    """Erase all that is kept of `user`, in the database and in the data folder's own copies of it.

    The copies hold everybody: all of them go, and one of those who stay is made anew. Files that were downloaded or
    written elsewhere are out of reach.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA secure_delete = ON")
        with transaction.atomic():
            _end_sessions(user)
            user.delete()
        remembered.forget()
        _forget_files(data)  # before what needs room on the disk and may fail: nobody could ask for it once more
        if connection.vendor == "sqlite":
            try:
                cursor.execute("VACUUM")
            except DatabaseError:  # what was deleted just now is overwritten; former versions of a page may be there
                _log.exception("erased, but the free room of the database could not be cleared")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    _copy_again(data)


def _forget_files(data: Path) -> None:
    forget_copies(data)
    for path in data.glob(f"{SAVED_BEFORE}*.zip"):
        path.unlink(missing_ok=True)
    for begins in (SCRATCH, f".{SAVED_BEFORE}"):
        forget_leftovers(data, begins)


def _copy_again(data: Path) -> None:
    from django.utils import timezone  # noqa: PLC0415 - the clock is looked at where it is used

    if not User.objects.exists():
        return
    try:
        keep_copy(data, version=__version__, now=timezone.localtime())
    except InputError:
        return  # the next daily copy will say what is wrong; erasing is done


def _end_sessions(user: User) -> None:
    mine = str(user.pk)
    ended = [each.pk for each in Session.objects.iterator() if each.get_decoded().get("_auth_user_id") == mine]
    Session.objects.filter(pk__in=ended).delete()
