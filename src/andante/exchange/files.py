"""Writing a file whole or not at all. Not what stands in it."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from andante.errors import InputError


def replace_file(path: str | os.PathLike[str], content: str | bytes) -> None:
    """Put `content` (text as UTF-8) in the place of the file at `path`, whole or not at all. Raises InputError when it
    cannot.
    """
    data = content.encode() if isinstance(content, str) else content
    target = Path(path)
    if target.exists() and not target.is_file():
        try:
            target.write_bytes(data)  # a pipe or a terminal has nothing to replace
        except OSError as error:
            raise _unwritable(path, error) from None
        return
    with replacing(path) as file:
        file.write(data)


@contextlib.contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """A file to write into, beside `path`; it takes that place once the block has ended well. Raises InputError when it
    cannot be written, and leaves what was there.
    """
    target = Path(os.path.realpath(path))  # a link stays a link
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
        try:
            with os.fdopen(handle, "w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            if target.exists():
                shutil.copymode(target, name)
            Path(name).replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path: str | os.PathLike[str], error: OSError) -> InputError:
    return InputError(f"{path}: cannot be written: {error.strerror or error}")
