"""An interval drawn in one line of text, around "no difference". The numbers always stand beside it: nothing is lost to
those who do not see it, or whose terminal is too narrow.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from typing import Final, NamedTuple

WIDE, MIDDLING = 110, 96  # columns of a terminal
LEAST_REACH = 0.5  # points: a tiny effect shall not fill the line


class Strokes(NamedTuple):
    """What an interval is drawn with."""

    line: str
    mean: str
    zero: str


FINE: Final = Strokes("─", "●", "│")
PLAIN: Final = Strokes("-", "o", "|")  # for an output that has no other signs


def room() -> int:
    """Characters for a drawing here: an odd number, so that zero has the middle; 0 where the terminal is narrow."""
    columns = shutil.get_terminal_size().columns
    return 21 if columns >= WIDE else 13 if columns >= MIDDLING else 0


def strokes() -> Strokes:
    """What the standard output can show."""
    try:
        "".join(FINE).encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return PLAIN
    return FINE


def reach_of(intervals: Iterable[tuple[float, float]]) -> float:
    """How far a drawing reaches to either side of zero, to hold all `intervals`."""
    return max([LEAST_REACH, *(abs(edge) for interval in intervals for edge in interval)])


def ends_of(reach: float, width: int) -> str:
    """What stands above drawings of `width` characters: both ends, and zero above the middle."""
    left, right = f"{-reach:+.1f}", f"{reach:+.1f}"
    return f"{left}{'0'.center(width - len(left) - len(right))}{right}"


def drawn(low: float, mean: float, high: float, *, reach: float, width: int, signs: Strokes = FINE) -> str:
    """`low` to `high` as a line with `mean` as a dot on it, from -`reach` to `reach` in `width` characters.

    Zero is the stroke in the middle. What lies beyond the reach is drawn at its end.
    """
    half = width // 2

    def at(value: float) -> int:
        return half + round(half * min(max(value / reach, -1.0), 1.0))

    cells = [" "] * width
    cells[at(low) : at(high) + 1] = signs.line * (at(high) - at(low) + 1)
    cells[half] = signs.zero
    cells[at(mean)] = signs.mean
    return "".join(cells)
