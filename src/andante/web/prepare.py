"""Has learning compiled beside a server that has just begun: `python -m andante.web.prepare`, begun by `andante serve`
and `andante demo`. It gives way to everything else, so no page waits for it; who learns before it is done compiles too.
"""

from __future__ import annotations

import os

from andante.web.parent import end_with_parent

GIVES_WAY = 10  # of 19


def main() -> None:
    """Compile, unless that was done before."""
    end_with_parent()
    if hasattr(os, "nice"):  # not on Windows
        os.nice(GIVES_WAY)
    from andante.learn.ready import make_ready  # noqa: PLC0415 - loads NumPy, and already gives way

    make_ready()


if __name__ == "__main__":
    main()
