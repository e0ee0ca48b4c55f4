"""The same picture in fewer bytes: hundreds of equal marks become one path, each place told from the one before it.

A year of dots and bars differs from mark to mark by hardly more than a step to the right, which compression then finds.
Nothing moves: only what Vega writes mark by mark is written together. What this does not know stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

Point = tuple[float, float]

_PLACE: Final = re.compile(r'transform="translate\(([^)]*)\)"')
_RISE: Final = re.compile(r' y2="([^"]*)"')
_LINES: Final = re.compile(
    r'<line transform="[^"]*" x2="0" y2="[^"]*"( stroke="[^"]*" stroke-width="[^"]*"(?: opacity="[^"]*")?)/>'
    r'(?:<line transform="[^"]*" x2="0" y2="[^"]*"\1/>)+'
)
_DOTS: Final = re.compile(
    r'<path transform="[^"]*" (d="M([\d.]+),0A[^"]*" fill="(#[0-9a-f]{6})" stroke-width="[\d.]+")/>'
    r'(?:<path transform="[^"]*" \1/>)+'
)
_BAR: Final = re.compile(r' d="M([^"h]*)h([\d.]+)v([\d.]+)h-[\d.]+Z"')
_BARS: Final = re.compile(
    r'<path d="M[^"h]*h([\d.]+)v[\d.]+h-\1Z"( fill="#[0-9a-f]{6}")/>'
    r'(?:<path d="M[^"h]*h\1v[\d.]+h-\1Z"\2/>)+'
)
_OUTLINE: Final = re.compile(r' d="M([-\d.]+,[-\d.]+(?:L[-\d.]+,[-\d.]+){8,})Z"')


def shorter(inner: str) -> str:
    """What stands inside an svg element, with runs of lines, of bars and of dots, and outlines written shorter."""
    inner = _LINES.sub(_lines, inner)
    inner = _BARS.sub(_bars, inner)
    inner = _DOTS.sub(_dots, inner)
    return _OUTLINE.sub(_outline, inner)


def _lines(run: re.Match[str]) -> str:
    rises = [float(rise) for rise in _RISE.findall(run[0])]
    moves = _moves(_places(run[0]), lambda at: (0.0, rises[at]), lambda at: f"v{rises[at]:g}")
    return f'<path d="{moves}"{run[1]}/>'


def _bars(run: re.Match[str]) -> str:
    """Each bar from its foot: up, across, and down again. Closing it leads back to the foot."""
    found = [(_point(corner), float(height)) for corner, _wide, height in _BAR.findall(run[0])]
    feet = [(x, round(y + height, 2)) for (x, y), height in found]
    moves = _moves(feet, lambda _: (0.0, 0.0), lambda at: f"v{-found[at][1]:g}h{run[1]}v{found[at][1]:g}z")
    return f'<path d="{moves}"{run[2]}/>'


def _dots(run: re.Match[str]) -> str:
    """A dot is a line of no length with round ends."""
    moves = _moves(_places(run[0]), lambda _: (0.0, 0.0), lambda _: "h0")
    return f'<path d="{moves}" stroke="{run[3]}" stroke-width="{2 * float(run[2]):g}" stroke-linecap="round"/>'


def _outline(path: re.Match[str]) -> str:
    first, *others = [_point(text) for text in path[1].split("L")]
    steps = [_step(a, b) for a, b in zip([first, *others], others, strict=False)]
    return f' d="M{_text(first)}l{" ".join(steps)}Z"'


def _moves(places: Sequence[Point], drawn: Callable[[int], Point], mark: Callable[[int], str]) -> str:
    """A move to each place from where the mark before it ended, and the mark."""
    written, (x, y) = [], (0.0, 0.0)
    for at, place in enumerate(places):
        written.append(f"m{_step((x, y), place)}{mark(at)}")
        x, y = place[0] + drawn(at)[0], place[1] + drawn(at)[1]
    return "".join(written)


def _places(run: str) -> list[Point]:
    return [_point(text) for text in _PLACE.findall(run)]


def _point(text: str) -> Point:
    x, _comma, y = text.partition(",")
    return float(x), float(y)


def _step(start: Point, end: Point) -> str:
    # Places have two decimals at most, so the difference of two has, too: nothing drifts.
    return _text((round(end[0] - start[0], 2), round(end[1] - start[1], 2)))


def _text(point: Point) -> str:
    return f"{point[0]:g},{point[1]:g}"
