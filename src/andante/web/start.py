"""What happens before the server starts: the data folder, its key, the tables, the owner's link, the virtual person.

Run by the command line as a process of its own (`python -m andante.web.start`), so that the server's process starts
clean. Prints one JSON object on standard output; messages for the person go to standard error.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import secrets
import sys
import tempfile
from pathlib import Path
from typing import Any

from andante.web.parent import PARENT, end_with_parent
from andante.workers import quietly_beside

KEY_CHARACTERS = 50  # what Django itself asks of a key
WRONG_FOLDER = 4  # the exit code; 2 is that of wrong arguments
DEMO_NAME = "virtual"
TZ = os.environ.get("TZ", "")  # read before Django is set up: it puts its own "UTC" there


def say(message: str) -> None:
    """A message for the person at the terminal."""
    print(message, file=sys.stderr, flush=True)  # noqa: T201 - this module is a command


def lay_folder(data: Path) -> None:
    """Make the data folder, readable by its owner alone, and a secret key in it if there is none that can be used.

    Raises OSError when the folder cannot be made, read or written to.
    """
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(data))
    key = data / "secret_key"
    found = key.read_bytes().strip() if key.exists() else None
    if found is not None and found.isascii() and len(found) >= KEY_CHARACTERS:
        return
    # Whole or not at all: written aside first, for a start may be ended at any moment. mkstemp's file is its owner's.
    handle, aside = tempfile.mkstemp(dir=data, prefix=".secret_key-")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(handle)
        Path(aside).replace(key)
    except BaseException:
        Path(aside).unlink()
        raise
    if found is not None:
        say(f"The key in {key} could not be used and was made anew: whoever was signed in signs in again.")


def open_database() -> None:
    """Set Django up and bring the tables up to date. The file is readable by its owner alone."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "andante.web.settings")
    import django  # noqa: PLC0415 - the folder must stand before the settings are read
    from django.core.management import call_command  # noqa: PLC0415

    os.umask(0o077)
    django.setup()
    _not_newer()
    call_command("migrate", verbosity=0)


def _not_newer() -> None:
    """Stop before a database of a newer andante is touched: its tables are not those of this one."""
    from django.db import connection  # noqa: PLC0415 - after Django is set up
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415

    loader = MigrationLoader(connection)
    unknown = sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in loader.migrated_apps and (app, name) not in loader.disk_migrations
    )
    if unknown:
        raise NewerError(f"found a database of a newer andante ({', '.join(unknown)}), allowed is one of this or older")


class NewerError(Exception):
    """Raised when the database was made by a newer andante."""


def machine_zone() -> str:
    """The zone this computer's clock is in: what `TZ` names, else that of the system; UTC when it cannot be told."""
    from zoneinfo import available_timezones  # noqa: PLC0415 - reads a folder

    named = TZ.removeprefix(":")
    named = named.partition("zoneinfo/")[2] or named  # it may be the path of a zone, too
    linked = os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    known = {name for name in available_timezones() if "/" in name or name == "UTC"}
    return next((name for name in (named, linked) if name in known), "UTC")


def owner(*, new_password: bool, phone: bool = False) -> dict[str, Any]:
    """The path that the owner needs: to set up on first start, to choose a new password when asked, else home. With
    `phone` also a code that signs the owner's phone in (once there is an owner).
    """
    from andante.web.accounts.models import OneTimeLink, User  # noqa: PLC0415 - after Django is set up

    first = User.objects.order_by("pk").first()
    if first is None:
        token = OneTimeLink.objects.make(OneTimeLink.SET_UP)
        return {"path": f"/set-up/{token}/?zone={machine_zone()}", "first_start": True}
    code = {"code": OneTimeLink.objects.make_code(first)} if phone else {}
    if new_password:
        return {"path": f"/new-password/{OneTimeLink.objects.make(OneTimeLink.NEW_PASSWORD, user=first)}/", **code}
    return {"path": "/", **code}


def virtual_owner(seed: int) -> dict[str, Any]:
    """A virtual person with a year of diary, learned once, and a link that signs them in."""
    from andante.body.simulate import virtual_year  # noqa: PLC0415 - after Django is set up
    from andante.web.accounts.models import OneTimeLink, User  # noqa: PLC0415
    from andante.web.diary.adopt import adopt  # noqa: PLC0415
    from andante.web.today.services import past_of, plan_for  # noqa: PLC0415

    say("Making a virtual person's year ...")
    password = secrets.token_urlsafe(9)
    user = User.objects.create_user(DEMO_NAME, password=password, zone=machine_zone(), is_virtual=True)
    today = user.today()
    with quietly_beside("andante.web.prepare", **{PARENT: str(os.getpid())}) as preparing:
        days = adopt(user, virtual_year(seed, user.yesterday()), origin="virtual")
        preparing.wait()  # two who compile the same at once take longer than one
    say(f"Learning from {days} days. This takes a little while, once ...")
    if plan_for(user, today).fault or past_of(user, today).fault:
        raise RuntimeError("the virtual person's year could not be learned")
    token = OneTimeLink.objects.make(OneTimeLink.SIGN_IN, user=user)
    return {"path": f"/begin/{token}/", "name": DEMO_NAME, "password": password}


def main() -> None:
    """`python -m andante.web.start owner|demo DATA`. A folder that cannot be one is said instead of the answer."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("owner", "demo", "check", "archive"))
    parser.add_argument("data", type=Path)
    parser.add_argument("--new-password", action="store_true")
    parser.add_argument("--phone", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--user")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    end_with_parent()
    try:
        lay_folder(asked.data)
    except OSError as error:
        sys.stdout.write(f"found {str(asked.data)!r} ({error.strerror}), allowed is a folder that you may write in\n")
        sys.exit(WRONG_FOLDER)
    os.environ["ANDANTE_DATA"] = str(asked.data)
    try:
        open_database()
    except NewerError as error:
        sys.stdout.write(f"{asked.data}: {error}\n")
        sys.exit(WRONG_FOLDER)
    sys.stdout.write(json.dumps(_answer(asked)) + "\n")


def _answer(asked: argparse.Namespace) -> dict[str, Any]:
    if asked.what == "owner":
        return owner(new_password=asked.new_password, phone=asked.phone)
    if asked.what == "archive":
        return archive(asked.user, asked.out)
    return virtual_owner(asked.seed) if asked.what == "demo" else {}


def archive(name: str | None, out: Path) -> dict[str, Any]:
    """Write one person's archive to `out`; the only person's when none is named. `problem` says why not."""
    from andante.web.accounts.models import User  # noqa: PLC0415 - after Django is set up
    from andante.web.keeping.belongings import archive_of  # noqa: PLC0415

    users = User.objects.order_by("pk")
    found = users.filter(username=name).first() if name else users.first()
    if found is None or (name is None and users.count() > 1):
        known = ", ".join(users.values_list("username", flat=True)) or "nobody yet"
        return {"problem": f"--user: found {name!r}, allowed is one of: {known}"}
    parts = archive_of(found)
    out.write_bytes(parts.content)
    return {"entries": parts.entries, "observations": parts.observations, "sha256": parts.sha256}


if __name__ == "__main__":
    main()
