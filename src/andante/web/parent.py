"""A process of andante ends when the command that started it is gone, however that went. No keeper of processes."""

from __future__ import annotations

import os
import threading
import time

PARENT = "ANDANTE_PARENT"  # the process id of the command; set by it, and by nobody else
LOOK_EVERY_S = 0.5


def end_with_parent() -> None:
    """Watch, beside everything else, for the end of the command; do nothing where none is named.

    A command that is killed outright can tell nobody. Who is left would keep the port and answer on it.
    """
    named = os.environ.get(PARENT, "")
    # Elsewhere than on POSIX a process keeps the number of a parent that is gone, so there is nothing to see.
    if os.name == "posix" and named.isdecimal():
        threading.Thread(target=_watch, args=(int(named),), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY_S)
    os._exit(1)  # at once, from any thread; the database is made for that
