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
    from andante.exchange.files import replace_file

    try:
        replace_file(path, svg if path.suffix.lower() == ".svg" else png_of(svg))
    except InputError as error:
        raise InputError(f"--chart: {error}") from None
