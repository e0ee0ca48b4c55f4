"""`andante backup` and `andante restore`: everything of a data folder in one file, and back again."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from andante.cli.options import AsJson, print_json, say
from andante.cli.serve import own_folder, start
from andante.errors import InputError

Data = Annotated[Path | None, typer.Option(help="The data folder. [default: a folder of your account]")]
Out = Annotated[Path | None, typer.Option(help="The file to write. [default: andante-backup-DATE.zip, here]")]
BackupFile = Annotated[Path, typer.Argument(metavar="BACKUP.zip", help="A file that `andante backup` wrote.")]
Replace = Annotated[bool, typer.Option("--replace", help="Go on although something would be replaced.")]


def backup(*, data: Data = None, out: Out = None, replace: Replace = False, as_json: AsJson = False) -> None:
    """Everything in one file: all people, entries, plans and settings. Works while andante runs."""
    from andante import __version__
    from andante.exchange.backup import make_backup

    folder, now = data or own_folder(), dt.datetime.now().astimezone()
    path = out or Path(f"andante-backup-{now:%Y-%m-%d-%H%M}.zip")
    if path.exists() and not replace:
        raise InputError(f"--out: {path} is there already; allowed is another name, or --replace")
    manifest = make_backup(folder, path, version=__version__, now=now)
    entries = manifest.rows.get("diary_entry", 0)
    if as_json:
        print_json([{"file": str(path), "entries": entries, "rows": dict(manifest.rows), "sha256": manifest.sha256}])
    say(f"Written and read back: {path}, with {entries} diary entries. Keep it where only you can read it.")


def restore(*, backup_file: BackupFile, data: Data = None, replace: Replace = False, as_json: AsJson = False) -> None:
    """Put a backup into a data folder. What was in the folder is kept beside it as a backup of its own."""
    from andante import __version__
    from andante.exchange.backup import DATABASE, make_backup, put_in_place, unpack

    folder, now = data or own_folder(), dt.datetime.now().astimezone()
    there = (folder / DATABASE).exists()
    if there and not replace:
        raise InputError(f"--data: {folder} holds a diary already; allowed is another folder, or --replace")
    with _aside(folder) as aside:
        manifest = unpack(backup_file, aside)
        try:
            start("check", aside)  # brings its tables up to date, or says why it cannot
        except InputError as error:
            raise InputError(f"{backup_file}: {str(error).removeprefix(f'--data: {aside}: ')}") from None
        kept = folder / f"before-restore-{now:%Y-%m-%d-%H%M%S}.zip"
        if there:
            make_backup(folder, kept, version=__version__, now=now)
        put_in_place(aside / DATABASE, folder)
    start("check", folder)
    entries = manifest.rows.get("diary_entry", 0)
    if as_json:
        print_json([{"data": str(folder), "entries": entries, "made_at": manifest.made_at, "of": manifest.andante}])
    say(f"Restored {entries} diary entries of {manifest.made_at} into {folder}.")
    if there:
        say(f"What was there before is in {kept}.")


@contextlib.contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """A place within the data folder to unpack in. A data folder made for it goes again when nothing was restored."""
    from andante.exchange.backup import scratch

    fresh = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise InputError(f"--data: {folder}: cannot be made: {error.strerror}") from None
    try:
        with scratch(folder) as aside:
            yield aside
    finally:
        if fresh:
            with contextlib.suppress(OSError):
                folder.rmdir()  # only an empty one can be
