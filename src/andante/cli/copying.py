"""The daily copy while `andante serve` runs, made by a process of its own. Not what a copy is (`exchange.copies`).

The server's own process must not do it: the server starts its worker by forking, and a worker forked while SQLite is at
work in another thread takes a locked lock along, and waits for it for ever.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import threading
from pathlib import Path

from andante.cli.options import say

LOOK_EVERY_S = 900.0
ONE_COPY = "andante.cli.one_copy"


def keep_copies(folder: Path) -> None:
    """Look every quarter of an hour whether today's copy is there, for as long as this process lives."""
    threading.Thread(target=_keep, args=(folder,), daemon=True, name="daily copies").start()


def _keep(folder: Path) -> None:
    said = ""
    while True:
        problem = _look(folder)
        if problem and problem != said:  # once for each thing that is wrong
            say(f"No copy of today could be made: {problem}")
        said = problem
        threading.Event().wait(LOOK_EVERY_S)


def _look(folder: Path) -> str:
    """Have today's copy made unless it is there. Gives what stood in the way, or nothing."""
    from andante.exchange.copies import copies

    try:
        if dt.datetime.now().astimezone().date() in copies(folder):
            return ""
        asked = [sys.executable, "-m", ONE_COPY, str(folder)]
        done = subprocess.run(asked, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 - our own
    except OSError as error:
        return str(error)
    return done.stdout.strip()
