"""`python -m andante`: the same as the command `andante`."""

from __future__ import annotations

from andante.cli import main

if __name__ == "__main__":
    main()
