"""The picture of a course over time: plain lines, each named at its right end. Nothing is computed here."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from andante.charts.frame import PALETTES, WIDTH, Canvas, Palette, Theme, empty, framed, printable, rendered
from andante.charts.places import apart, round_numbers, round_times, signed
from andante.figures import figures

if TYPE_CHECKING:
    import altair as alt

_HEIGHT: Final = 200
_LETTER: Final = 6.4  # a wide guess: the reader's font is not known
_LINE: Final = 14
_LOOKS: Final[tuple[tuple[Literal["ink", "accent", "flare"], tuple[float, ...]], ...]] = (
    ("ink", (1, 0)),
    ("accent", (6, 3)),
    ("flare", (2, 2)),
    ("ink", (8, 3, 2, 3)),
    ("accent", (12, 3)),
    ("flare", (8, 2, 2, 2, 2, 2)),
)


@dataclass(frozen=True, slots=True)
class Series:
    """One line: `ys` at `xs`, both finite and in the units of the picture's axes."""

    label: str
    xs: Sequence[float]
    ys: Sequence[float]


def course_over_time(
    series: Sequence[Series], *, title: str, x_title: str, y_title: str, theme: Theme = "light"
) -> str:
    """Up to six lines over one axis, told apart by dash and colour, each with its label at its end. Gives an SVG text.

    The scale begins at 0 unless a value lies below it.
    """
    known = [line for line in series if len(line.xs)]
    if not known:
        return empty(title, "Nothing to show yet. Lines appear here once there are numbers to draw.", theme)
    assert len(known) <= len(_LOOKS), f"{len(known)} lines: a picture tells at most {len(_LOOKS)} apart"
    for line in known:
        assert len(line.xs) == len(line.ys), f"{line.label}: each x has its y"
        assert all(map(math.isfinite, (*line.xs, *line.ys))), f"{line.label}: numbers are finite"
    canvas, layout = Canvas(PALETTES[theme]), _Layout.of(known, printable(x_title))
    layers = [*_lines(known, layout, canvas), *_labels(known, layout, canvas)]
    drawing = _over_time(layers, layout, canvas)
    svg = rendered(drawing, height=_HEIGHT, title=title, subtitle=y_title, canvas=canvas)
    said = f"{printable(y_title)} over {printable(x_title)}. {_said(known)}"
    return framed(svg, title=title, said=said, key=(), palette=canvas.palette)


@dataclass(frozen=True)
class _Layout:
    """The axes, and the room for labels to their right."""

    x_title: str
    start: float
    end: float
    times: tuple[float, ...]
    marks: tuple[float, ...]
    labels: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, known: Sequence[Series], x_title: str) -> _Layout:
        xs = [x for line in known for x in line.xs]
        ys = [y for line in known for y in line.ys]
        start, end = float(min(xs)), float(max(xs))
        end = end if end > start else start + 1
        marks = round_numbers(float(min(0.0, *ys)), float(max(0.0, *ys)), most=5)
        labels = (textwrap.wrap(printable(line.label), 16, max_lines=2, placeholder="…") or [""] for line in known)
        return cls(x_title, start, end, tuple(round_times(start, end)), tuple(marks), tuple(map(tuple, labels)))

    @property
    def room(self) -> float:
        """How wide the labels are, in the picture's own units."""
        return 14 + _LETTER * max(len(text) for label in self.labels for text in label)

    @property
    def unit(self) -> float:
        """So much of the x axis is one of the picture's own units."""
        widest = max(len(signed(mark)) for mark in self.marks)
        return (self.end - self.start) / (WIDTH - 16 - _LETTER * widest - self.room)

    @property
    def reach(self) -> float:
        """How far the x axis goes with the labels."""
        return self.end + self.unit * self.room

    @property
    def per_value(self) -> float:
        """How tall one unit of the y axis is, in the picture's own units."""
        return _HEIGHT / (self.marks[-1] - self.marks[0])

    def heights(self, values: Sequence[float]) -> list[float]:
        """Where labels for these last values stand, on the y axis, without overlaps."""
        high = self.marks[-1]
        sizes = [_LINE * len(label) + 2.0 for label in self.labels]
        wanted = [(high - value) * self.per_value for value in values]
        return [high - place / self.per_value for place in apart(wanted, sizes, low=0, high=_HEIGHT)]


def _colour(number: int, palette: Palette) -> str:
    return {"ink": palette.ink, "accent": palette.accent, "flare": palette.flare}[_LOOKS[number][0]]


def _over_time(layers: Sequence[alt.Chart], layout: _Layout, canvas: Canvas) -> alt.LayerChart:
    """`layers` over both axes; lines across end where the times end, not below the labels."""
    import altair as alt

    x = alt.X(
        "x:Q",
        scale=alt.Scale(domain=[layout.start, layout.reach], nice=False, zero=False),
        axis=alt.Axis(**_numbers(layout.times), domain=False),
        title=layout.x_title,
    )
    y = alt.Y(
        "y:Q",
        scale=alt.Scale(domain=[layout.marks[0], layout.marks[-1]], nice=False, zero=False),
        axis=alt.Axis(**_numbers(layout.marks), domain=False, ticks=False),
        title=None,
    )
    rows = [{"x": layout.start, "end": layout.end, "y": mark} for mark in layout.marks]
    grid = canvas.over(rows).mark_rule(color=canvas.palette.line, strokeWidth=1).encode(x=x, x2="end:Q", y=y)
    return alt.LayerChart(layer=[grid, *layers])


def _numbers(places: Sequence[float]) -> dict[str, Any]:
    """An axis with exactly these places, and nothing drawn across."""
    names = [f"{place:g}".replace("-", "−") for place in places]
    named = f"{names}[indexof({list(places)}, datum.value)]"
    plain = {"labelFlush": False, "labelOverlap": False, "grid": False}
    return {"values": list(places), "tickCount": len(places), "labelExpr": named, **plain}


def _lines(known: Sequence[Series], layout: _Layout, canvas: Canvas) -> list[alt.Chart]:
    import altair as alt

    layers = []
    for number, line in enumerate(known):
        rows = [{"x": float(x), "y": float(y)} for x, y in zip(line.xs, line.ys, strict=True)]
        drawn = canvas.over(rows).mark_line(
            color=_colour(number, canvas.palette), strokeWidth=1.8, strokeDash=list(_LOOKS[number][1])
        )
        layers.append(drawn.encode(x=alt.X("x:Q", title=layout.x_title), y=alt.Y("y:Q", title=None)))
    return layers


def _labels(known: Sequence[Series], layout: _Layout, canvas: Canvas) -> list[alt.Chart]:
    """Each label beside the end of its line, joined to it by fine dots."""
    import altair as alt

    heights = layout.heights([float(line.ys[-1]) for line in known])
    layers = []
    for number, (line, height) in enumerate(zip(known, heights, strict=True)):
        ends: dict[str, Any] = {"x": float(line.xs[-1]), "y": float(line.ys[-1])}
        row = ends | {"to": layout.end + 9 * layout.unit, "at": height}
        words = layout.labels[number]
        first = height + (len(words) - 1) / 2 * _LINE / layout.per_value  # Vega hangs further lines below the first
        row |= {"word": layout.end + 12 * layout.unit, "first": first, "label": list(words)}
        base = canvas.over([row])
        stroke = base.mark_rule(color=canvas.palette.quiet, strokeWidth=1, strokeDash=[1, 2])
        word = base.mark_text(align="left", baseline="middle", fontSize=12, lineHeight=_LINE, color=canvas.palette.ink)
        x, y = alt.X("x:Q", title=layout.x_title), alt.Y("y:Q", title=None)
        layers.append(stroke.encode(x=x, y=y, x2="to:Q", y2="at:Q"))
        end = base.mark_point(color=_colour(number, canvas.palette), filled=True, size=16, opacity=1)
        layers.append(end.encode(x=x, y=y))
        layers.append(
            word.encode(x=alt.X("word:Q", title=layout.x_title), y=alt.Y("first:Q", title=None), text="label:N")
        )
    return layers


def _said(known: Sequence[Series]) -> str:
    """The picture for those who do not see it."""
    told = (
        f"{line.label}: from {_short(line.ys[0])} to {_short(line.ys[-1])}, "
        f"between {_short(min(line.ys))} and {_short(max(line.ys))}"
        for line in known
    )
    return "; ".join(told) + "."


def _short(number: float) -> str:
    return figures(float(number)).replace("-", "−")
