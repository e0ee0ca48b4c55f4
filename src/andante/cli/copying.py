"""The daily copy while `andante serve` runs. Not what a copy is (`exchange.copies`)."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sys
import threading
from pathlib import Path

from andante import __version__
from andante.cli.options import say
from andante.errors import InputError

LOOK_EVERY_S = 900.0
LEAST_URGENT = 19


def keep_copies(folder: Path) -> None:
    """Look every quarter of an hour whether today's copy is there, for as long as this process lives."""
    threading.Thread(target=_keep, args=(folder,), daemon=True, name="daily copies").start()


def _keep(folder: Path) -> None:
    from andante.exchange.copies import keep_copy

    _step_back()
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


def _step_back() -> None:
    """Let whoever waits for a page go first: a copy of a large diary keeps a core busy for minutes. Only Linux can do
    that for one thread alone.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LEAST_URGENT)
