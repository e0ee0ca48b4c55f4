"""How a command writes a picture: SVG as it is, or as PNG. What is drawn comes from `charts`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from andante.errors import InputError

KINDS: Final = (".svg", ".png")


def check_picture(path: Path) -> None:
    """Raise InputError, before any work is done, when `path` cannot be a picture."""
    if path.suffix.lower() not in KINDS:
        raise InputError(f"--chart: found {str(path)!r}, allowed is a file ending in {' or '.join(KINDS)}")
    if not path.parent.is_dir():
        raise InputError(f"--chart: found {str(path)!r}, but there is no folder {str(path.parent)!r}")


def save_picture(path: Path, svg: str) -> None:
    """Write an SVG text to `path`, as PNG where the name says so. Raises InputError when it cannot be written."""
    from andante.charts import png_of

    data = svg.encode() if path.suffix.lower() == ".svg" else png_of(svg)
    try:
        path.write_bytes(data)
    except OSError as error:
        raise InputError(f"--chart: {path}: cannot be written: {error.strerror or error}") from None
