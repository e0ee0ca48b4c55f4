"""Compiling all that learning needs ahead of the first diary. Nobody has to: what is not ready by then is compiled when
it is asked for, once on a machine.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import sys
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import IO

import numpy as np

from andante.caches import compiled_folder
from andante.records import Diary, Entry

if sys.platform != "win32":
    import fcntl

COMPILED = ("learn/steps.py", "learn/ladder.py", "learn/moved.py", "compiled.py")
DAYS = 12
SILENT_DAY = 8


def make_ready() -> bool:
    """Compile what is not compiled yet, and keep it. Whether there was anything to do that nobody else is doing."""
    folder = Path(os.environ.get("NUMBA_CACHE_DIR") or compiled_folder())
    done = folder / f"ready-{_state()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "ready.lock").open("w") as lock:
            if done.exists() or not _taken(lock):
                return False
            work_once()
            done.touch()
    except OSError:  # no folder that could be written to: then nothing is kept either
        return False
    return True


def _taken(lock: IO[str]) -> bool:
    """Whether `lock` is ours now, until it is closed. On Windows two may compile the same at once."""
    if sys.platform != "win32":
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def work_once() -> None:
    """Learn from a few made-up days in every way that there is."""
    from andante.learn import forecast, learn, update  # noqa: PLC0415 - loads Numba, which is not needed to look
    from andante.learn.risk import flare_risk  # noqa: PLC0415

    rng, first = np.random.default_rng(0), dt.date(2026, 1, 1)
    entries = tuple(
        Entry(first + dt.timedelta(days=day), {
            **({} if day == SILENT_DAY else {"pain": float(rng.integers(0, 11))}),
            "load": float(rng.integers(1, 90)), "stress": float(rng.integers(0, 11)),
        })
        for day in range(DAYS)
    )  # fmt: skip
    diary = Diary(entries, ("pain", "load", "stress"))
    belief = update(learn(replace(diary, entries=entries[:-1])), diary)
    forecast(belief, DAYS)
    flare_risk(belief, {"load": np.array([0.0, 60.0])}, on=belief.through + dt.timedelta(days=1))


def _state() -> str:
    """Of what compiled code hangs on: Numba keeps it for a file as old as this one, and throws it away for another."""
    package = Path(__file__).parents[1]
    files = [(name, (package / name).stat().st_mtime_ns) for name in COMPILED]
    told = repr((sys.version, version("numba"), version("llvmlite"), files))
    return hashlib.sha256(told.encode()).hexdigest()[:16]
