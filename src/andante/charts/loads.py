"""The picture of what was done: effort-minutes of one muscle group by day. Nothing is computed, and a day that was not
written down is not a day of nothing.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from andante.charts.day_axis import Span, named
from andante.charts.frame import PALETTES, Canvas, Theme, empty, framed, rendered
from andante.charts.words import ENGLISH, Words

if TYPE_CHECKING:
    import altair as alt

_HEIGHT: Final = 90
_PLOT_WIDTH: Final = 325


@dataclass(frozen=True, slots=True)
class LoadDay:
    """The effort-minutes of one day; None is not written down, 0 is nothing done."""

    day: dt.date
    load: float | None


def load_by_day(
    days: Sequence[LoadDay], *, highest: float, title: str, theme: Theme = "light", words: Words = ENGLISH
) -> str:
    """A bar for each day that was written down, a dot on the ground for a day of nothing, a gap for a day without a
    number. `highest` is the top of the axis in effort-minutes, so that several muscle groups can be held side by side.
    Gives an SVG text.
    """
    known = sorted((day for day in days if day.load is not None), key=lambda day: day.day)
    if not known:
        return empty(title, words.no_loads, theme)
    span, canvas = Span.of(sorted(day.day for day in days)), Canvas(PALETTES[theme], words)
    drawing = _drawn(known, span, _round_up(highest), canvas)
    svg = rendered(drawing, height=_HEIGHT, title=title, subtitle="", canvas=canvas)
    return framed(svg, title=title, said=_in_words(known, span, words), key=[], palette=canvas.palette)


def _drawn(known: Sequence[LoadDay], span: Span, top: float, canvas: Canvas) -> alt.LayerChart:
    import altair as alt

    x = alt.X(
        "x:Q",
        scale=alt.Scale(domain=[-0.5, span.length - 0.5], nice=False, zero=False),
        axis=alt.Axis(**named(span.ticks(canvas.words)), grid=False, labelOverlap=True),
        title=None,
    )
    marks = {0.0: "0", top / 2: canvas.words.number(top / 2), top: canvas.words.number(top)}
    y = alt.Y(
        "y:Q",
        scale=alt.Scale(domain=[0.0, top], nice=False),
        axis=alt.Axis(**named(marks), domain=False, ticks=False),
        title=None,
    )
    wide = max(0.6, min(12.0, 0.7 * _PLOT_WIDTH / span.length))
    bars = canvas.over([{"x": span.at(day.day), "y": day.load} for day in known if day.load])
    none = canvas.over([{"x": span.at(day.day), "y": 0.0} for day in known if not day.load])
    colour = canvas.palette.accent
    return alt.LayerChart(
        layer=[
            bars.mark_bar(color=colour, size=wide).encode(x=x, y=y),
            none.mark_point(color=canvas.palette.quiet, filled=True, size=max(4.0, 2 * wide)).encode(x=x, y=y),
        ]
    )


def _round_up(highest: float) -> float:
    """The next number whose half is round too."""
    if highest <= 0:
        return 10.0
    power = 10.0 ** math.floor(math.log10(highest))
    return next(step * power for step in (1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10) if step * power >= highest - 1e-9)


def _in_words(known: Sequence[LoadDay], span: Span, words: Words) -> str:
    loads = [day.load for day in known if day.load is not None]
    return words.loads_said.format(
        dates=words.span(span.first, span.last),
        written=len(loads),
        days=words.count_days(span.length),
        middle=f"{sorted(loads)[len(loads) // 2]:.0f}",
        fullest=f"{max(loads):.0f}",
    )
