"""`python -m andante.cli.one_copy FOLDER`: today's copy of a data folder, in a process of its own (see `copying`)."""

from __future__ import annotations

import datetime as dt
import os
import sys
import threading
from pathlib import Path

from andante import __version__
from andante.cli.ending import end_by_signal
from andante.errors import InputError
from andante.exchange.copies import keep_copy

LEAST_URGENT = 19


def main(folder: Path) -> None:
    """Make the copy behind whoever waits for a page: a large diary keeps a core busy for minutes. A signal ends it at
    once and clears away what was begun, for it is waited for here and made beside.
    """
    end_by_signal()
    if hasattr(os, "nice"):
        os.nice(LEAST_URGENT)
    work = threading.Thread(target=_copy, args=(folder,), daemon=True)
    work.start()
    while work.is_alive():
        work.join(0.2)


def _copy(folder: Path) -> None:
    """Make it, or print what stands in the way."""
    try:
        keep_copy(folder, version=__version__, now=dt.datetime.now().astimezone())
    except (InputError, OSError) as error:
        print(error)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
