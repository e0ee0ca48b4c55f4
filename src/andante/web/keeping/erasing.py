"""Erasing a person for good: rows, sessions, free pages of the database, what pages keep in memory, and the copies that
still hold them.
"""

from __future__ import annotations

from pathlib import Path

from django.contrib.sessions.models import Session
from django.db import connection, transaction

from andante import __version__
from andante.errors import InputError
from andante.exchange.backup import SCRATCH
from andante.exchange.copies import forget_copies, forget_leftovers, keep_copy
from andante.web.accounts.models import User
from andante.web.trends import remembered

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
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    remembered.forget()
    forget_copies(data)
    for path in data.glob(f"{SAVED_BEFORE}*.zip"):
        path.unlink(missing_ok=True)
    for begins in (SCRATCH, f".{SAVED_BEFORE}"):
        forget_leftovers(data, begins)
    _copy_again(data)


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
