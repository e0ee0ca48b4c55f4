"""The daily copy while `andante serve` runs. Not what a copy is (`exchange.copies`)."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

from andante import __version__
from andante.cli.options import say
from andante.errors import InputError

LOOK_EVERY_S = 900.0


def keep_copies(folder: Path) -> None:
    """Look every quarter of an hour whether today's copy is there, for as long as this process lives."""
    threading.Thread(target=_keep, args=(folder,), daemon=True, name="daily copies").start()


def _keep(folder: Path) -> None:
    from andante.exchange.copies import keep_copy

    said: str | None = None
    while True:
        try:
            keep_copy(folder, version=__version__, now=dt.datetime.now().astimezone())
            said = None
        except (InputError, OSError) as error:
            if str(error) != said:  # once for each thing that is wrong
                say(f"No copy of today could be made: {error}")
            said = str(error)
        threading.Event().wait(LOOK_EVERY_S)
