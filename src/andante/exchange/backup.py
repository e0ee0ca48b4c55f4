"""A whole data folder in one file, and out of it again. Not one person's archive (`archive`), and no choice of when.

The file is a zip of two: `andante.sqlite3`, a sound copy of the database at one moment (also while andante runs), and
`manifest.json`, which says what it is and holds its checksum. Left out are the beliefs kept between two pages: they are
learned again from the diary within seconds, and weigh more than everything else. So is the key of the data folder: it
signs people in, and a restored folder gets a new one.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Final

from andante.errors import InputError
from andante.exchange.files import replacing

DATABASE: Final = "andante.sqlite3"
MANIFEST: Final = "manifest.json"
SCRATCH: Final = ".andante-"
"""What the names of folders begin with in which a backup is put together or unpacked; and, as they are named like it,
those of the files that become a copy of the day."""
MADE_AGAIN: Final = ("today_beliefsnapshot",)
FORMAT: Final = 1
WAIT_S: Final = 20.0
_CHUNK: Final = 1 << 20
_NO_ZIP: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `rows`: how many rows each table holds; `sha256`: of the database in it."""

    andante: str
    made_at: str
    rows: Mapping[str, int]
    bytes: int
    sha256: str
    format: int = FORMAT


def make_backup(data: Path, out: Path, *, version: str, now: dt.datetime) -> Manifest:
    """Write everything of the data folder `data` to the file `out`, and read it back before it counts.

    Raises InputError when there is no database, when it is damaged, or when `out` cannot be written.
    """
    source = data / DATABASE
    if not source.is_file():
        raise InputError(f"{data}: found no database ({DATABASE}), allowed is a data folder of andante")
    with scratch(out.parent) as folder:
        whole, aside = folder / "whole.sqlite3", folder / DATABASE
        with _opened(source) as live, _opened(whole) as copy:
            # Read back below and gone afterwards: waiting for the disk here would only make others wait for it too.
            copy.execute("PRAGMA synchronous = OFF")
            _copy(live, copy, source)
            _write_without(_sound(copy, source), aside)
            rows = _row_counts(copy)
        whole.unlink()
        manifest = Manifest(version, now.isoformat(timespec="seconds"), rows, aside.stat().st_size, _digest(aside))
        with replacing(out) as file:
            _pack(file, aside, manifest)
            file.seek(0)
            _checked(file, out)
    return manifest


def read_manifest(path: Path) -> Manifest:
    """What the backup at `path` holds, after a check of every byte. Raises InputError that says what is wrong."""
    try:
        with path.open("rb") as file:
            return _checked(file, path)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None


def unpack(path: Path, folder: Path) -> Manifest:
    """Put the checked database of the backup at `path` into the empty `folder`. Raises InputError as above."""
    manifest = read_manifest(path)
    with zipfile.ZipFile(path) as packed, packed.open(DATABASE) as inside, (folder / DATABASE).open("wb") as out:
        while chunk := inside.read(_CHUNK):
            out.write(chunk)
    with _opened(folder / DATABASE) as database:
        _sound(database, path)
    return manifest


def put_in_place(database: Path, data: Path) -> None:
    """Let the database of `data` hold exactly what the file `database` holds: in one transaction, so that a reader sees
    the old or the new, also while andante runs. Raises InputError when it stays locked or the disk is full.
    """
    with _opened(database) as source, _opened(data / DATABASE) as live:
        _copy(source, live, data / DATABASE)


def _pack(file: IO[bytes], database: Path, manifest: Manifest) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        packed.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1, sort_keys=True) + "\n")
        packed.write(database, DATABASE)


def _checked(file: IO[bytes], path: Path) -> Manifest:
    allowed = "allowed is a backup that andante made"
    try:
        with zipfile.ZipFile(file) as packed:
            manifest = _manifest(json.loads(packed.read(MANIFEST)))
            digest, size = hashlib.sha256(), 0
            with packed.open(DATABASE) as inside:
                while chunk := inside.read(_CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
    except (*_NO_ZIP, KeyError, ValueError, TypeError) as error:
        raise InputError(f"{path}: found no whole backup ({error}), {allowed}") from None
    if manifest.format > FORMAT:
        raise InputError(f"{path}: found format {manifest.format} of andante {manifest.andante}, allowed is {FORMAT}")
    if (size, digest.hexdigest()) != (manifest.bytes, manifest.sha256):
        raise InputError(f"{path}: found a database that is not the one backed up (its checksum differs), {allowed}")
    return manifest


def _manifest(written: Any) -> Manifest:
    found = Manifest(**written)
    if not (isinstance(found.format, int) and isinstance(found.bytes, int) and isinstance(found.rows, dict)):
        raise TypeError(f"{MANIFEST} has parts of the wrong kind")
    return found


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, path: Path) -> None:
    try:
        source.backup(target)
    except sqlite3.Error as error:
        raise InputError(f"{path}: cannot be copied: {error}") from None


def _write_without(copy: sqlite3.Connection, out: Path) -> None:
    """Write `copy` to `out` without what is made again, and without the pages that this leaves free."""
    try:
        for name in MADE_AGAIN:
            if copy.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)).fetchone():
                copy.execute(f'DELETE FROM "{name}"')  # noqa: S608 - a name from above
        copy.commit()
        copy.execute("VACUUM INTO ?", (str(out),))
    except sqlite3.Error as error:
        raise InputError(f"{out}: cannot be written: {error}") from None


def _sound(database: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    try:
        found = [row[0] for row in database.execute("PRAGMA integrity_check(3)")]
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    if found != ["ok"]:
        raise InputError(f"{path}: the database in it is damaged: {'; '.join(found)}")
    return database


def _row_counts(database: sqlite3.Connection) -> dict[str, int]:
    tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608 - names from the file itself


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        database = sqlite3.connect(path, timeout=WAIT_S)
    except sqlite3.Error as error:
        raise InputError(f"{path}: cannot be opened: {error}") from None
    try:
        yield database
    finally:
        database.close()


@contextlib.contextmanager
def scratch(beside: Path) -> Iterator[Path]:
    """A folder in `beside`, on the disk that has room for the result; readable by its owner alone, and gone afterwards.
    What is killed half-way leaves it there, where erasing looks (`copies.forget_leftovers`), and not somewhere else.
    """
    try:
        folder = tempfile.TemporaryDirectory(prefix=SCRATCH, dir=beside)
    except OSError as error:
        raise InputError(f"{beside}: cannot be written to: {error.strerror or os.strerror(error.errno or 0)}") from None
    with folder as name:
        yield Path(name)
