"""Pictures of days: what was written over the range expected, forecasts against what happened. Nothing is computed."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from andante.charts.day_axis import DENSE, Span, named
from andante.charts.frame import HATCH, PALETTES, Canvas, Sign, Theme, empty, framed, rendered
from andante.charts.words import ENGLISH, Words

if TYPE_CHECKING:
    import altair as alt

    from andante.records import Scale

_HEIGHT: Final = 190
_PLOT_WIDTH: Final = 325  # near enough, for the width of one day


@dataclass(frozen=True, slots=True)
class ChartDay:
    """One day, in the scale that the picture is drawn in. `low`, `middle` and `high` are what was expected of it before
    it came. None is missing.
    """

    day: dt.date
    observed: float | None
    low: float | None = None
    middle: float | None = None
    high: float | None = None
    in_flare: bool = False

    @property
    def has_band(self) -> bool:
        """Whether a range was expected."""
        return self.low is not None and self.high is not None

    @property
    def inside(self) -> bool:
        """Whether what was written lies in the range that was expected; False where one of them is missing."""
        if self.observed is None or self.low is None or self.high is None:
            return False
        return self.low <= self.observed <= self.high


def pain_with_band(
    days: Sequence[ChartDay], *, scale: Scale, title: str, theme: Theme = "light", words: Words = ENGLISH
) -> str:
    """What was written, day by day, over the range that was expected of each day; flares hatched. Gives an SVG text.

    Values are in `scale`. Days that are missing or hold no value are gaps: no line crosses them. Without any value the
    picture says what will come.
    """
    known = _known(days)
    if not known:
        return empty(title, words.no_days, theme)
    span, canvas = Span.of([day.day for day in known]), Canvas(PALETTES[theme], words)
    layers = [*_flares(known, span, canvas), *_band(known, span, scale, canvas), *_observed(known, span, canvas)]
    key: list[tuple[Sign, str]] = [("dot", words.written)]
    if any(day.has_band for day in known):
        key.append(("band", words.expected_before))
    if any(day.in_flare for day in known):
        key.append(("hatch", words.flare))
    svg = rendered(_over_days(layers, span, scale, canvas), height=_HEIGHT, title=title, subtitle="", canvas=canvas)
    return framed(svg, title=title, said=_in_words(known, words), key=key, palette=canvas.palette)


def forecasts_against_happened(
    rows: Sequence[ChartDay], *, scale: Scale, title: str, theme: Theme = "light", words: Words = ENGLISH
) -> str:
    """The range forecast for each day against what was written: a dot inside it, a diamond outside. Gives an SVG text.

    Values are in `scale`. Only days with both a forecast and a value are drawn, each by itself.
    """
    known = [day for day in _known(rows) if day.has_band and day.observed is not None]
    if not known:
        return empty(title, words.no_forecasts, theme)
    span, canvas = Span.of([day.day for day in known]), Canvas(PALETTES[theme], words)
    said = words.fell_inside.format(inside=sum(day.inside for day in known), days=words.count_days(len(known)))
    drawing = _over_days(_against(known, span, scale, canvas), span, scale, canvas)
    svg = rendered(drawing, height=_HEIGHT, title=title, subtitle=said, canvas=canvas)
    key: list[tuple[Sign, str]] = [("bar", words.expected), ("dot", words.inside), ("diamond", words.outside)]
    return framed(svg, title=title, said=said, key=key, palette=canvas.palette)


def _known(days: Iterable[ChartDay]) -> list[ChartDay]:
    """The days that hold something to draw, in order."""
    drawn = (day for day in days if day.observed is not None or day.has_band or day.in_flare)
    ordered = sorted(drawn, key=lambda day: day.day)
    for day in ordered:
        numbers = (day.observed, day.low, day.middle, day.high)
        assert all(number is None or math.isfinite(number) for number in numbers), (
            f"{day.day}: missing is None, not NaN"
        )
    return ordered


def _runs(days: Iterable[ChartDay]) -> list[list[ChartDay]]:
    """`days` cut wherever a day is missing between two."""
    cut = groupby(enumerate(days), key=lambda pair: pair[1].day.toordinal() - pair[0])
    return [[day for _, day in run] for _, run in cut]


def _over_days(layers: Sequence[alt.Chart], span: Span, scale: Scale, canvas: Canvas) -> alt.LayerChart:
    """`layers` over the axis of days and the person's scale."""
    import altair as alt

    days = span.ticks(canvas.words)
    marks = {value: canvas.words.number(value) for value in _scale_ticks(scale)}
    x = alt.X(
        "x:Q",
        scale=alt.Scale(domain=[-0.5, span.length - 0.5], nice=False, zero=False),
        axis=alt.Axis(**named(days), grid=False, labelOverlap=True),
        title=None,
    )
    y = alt.Y(
        "y:Q",
        scale=alt.Scale(domain=[scale.low, scale.high], nice=False, zero=False),
        axis=alt.Axis(**named(marks), domain=False, ticks=False),
        title=None,
    )
    # An unseen first layer carries both axes, so that each other layer says only what it draws.
    corner = canvas.over([{"x": -0.5, "y": scale.low}])
    return alt.LayerChart(layer=[corner.mark_point(opacity=0, size=0).encode(x=x, y=y), *layers])


def _scale_ticks(scale: Scale) -> list[float]:
    """Three to eight numbers of the scale, both ends among them."""
    width = scale.high - scale.low
    parts = next((parts for parts in (5, 4, 3, 6, 7, 2) if (width / parts).is_integer()), 4)
    return [scale.low + width * step / parts for step in range(parts + 1)]


def _flares(known: Sequence[ChartDay], span: Span, canvas: Canvas) -> list[alt.Chart]:
    import altair as alt

    runs = _runs(day for day in known if day.in_flare)
    spans = [{"from": span.at(run[0].day) - 0.5, "to": span.at(run[-1].day) + 0.5} for run in runs]
    if not spans:
        return []
    x, x2 = alt.X("from:Q", title=None), alt.X2("to:Q")
    hatched = canvas.over(spans).mark_rect(color=HATCH, opacity=1).encode(x=x, x2=x2)
    wide = [{"mid": (run["from"] + run["to"]) / 2} for run in spans if (run["to"] - run["from"]) / span.length > 0.1]
    if not wide:
        return [hatched]
    word = canvas.over(wide).mark_text(text=canvas.words.flare, color=canvas.palette.ink, fontSize=12, baseline="top")
    return [hatched, word.encode(x=alt.X("mid:Q", title=None), y=alt.value(4))]


def _band(known: Sequence[ChartDay], span: Span, scale: Scale, canvas: Canvas) -> list[alt.Chart]:
    import altair as alt

    rows = []
    for number, run in enumerate(_runs(day for day in known if day.has_band)):
        # A day that stands alone would be an area without width: it is drawn as wide as most of a day.
        places = [(-0.4, run[0]), (0.4, run[0])] if len(run) == 1 else [(0.0, day) for day in run]
        rows += [
            {"x": span.at(day.day) + shift, "middle": day.middle, "run": number, **_within(day, scale)}
            for shift, day in places
        ]
    if not rows:
        return []
    x = alt.X("x:Q", title=None)
    base = canvas.over(rows).encode(x=x, detail="run:N")
    area = base.mark_area(color=canvas.palette.accent, opacity=0.24).encode(y=alt.Y("low:Q", title=None), y2="high:Q")
    if span.length > DENSE or any(row["middle"] is None for row in rows):
        return [area]
    line = base.mark_line(color=canvas.palette.accent, strokeWidth=1.2).encode(y=alt.Y("middle:Q", title=None))
    return [area, line]


def _observed(known: Sequence[ChartDay], span: Span, canvas: Canvas) -> list[alt.Chart]:
    import altair as alt

    runs = _runs(day for day in known if day.observed is not None)
    rows = [
        {"x": span.at(day.day), "observed": day.observed, "run": number}
        for number, run in enumerate(runs)
        for day in run
    ]
    base = canvas.over(rows).encode(x=alt.X("x:Q", title=None), y=alt.Y("observed:Q", title=None))
    thin = 0.8 if span.length > DENSE else 1.5
    line = base.mark_line(color=canvas.palette.ink, strokeWidth=thin, opacity=0.7).encode(detail="run:N")
    return [line, base.mark_point(color=canvas.palette.ink, filled=True, size=span.dot, opacity=1)]


def _against(known: Sequence[ChartDay], span: Span, scale: Scale, canvas: Canvas) -> list[alt.Chart]:
    import altair as alt

    rows = [
        {"x": span.at(day.day), "observed": day.observed, "inside": day.inside, **_within(day, scale)} for day in known
    ]
    base = canvas.over(rows).encode(x=alt.X("x:Q", title=None))
    stroke = max(0.9, min(6.0, 0.5 * _PLOT_WIDTH / span.length))
    bars = base.mark_rule(color=canvas.palette.accent, opacity=0.45, strokeWidth=stroke)
    inside = base.transform_filter("datum.inside").mark_point(
        color=canvas.palette.ink, filled=True, size=span.dot, opacity=1
    )
    outside = base.transform_filter("!datum.inside").mark_point(
        shape="diamond",
        color=canvas.palette.ink,
        filled=False,
        size=max(26.0, 1.6 * span.dot),
        strokeWidth=1.5,
        opacity=1,
    )
    low, observed = alt.Y("low:Q", title=None), alt.Y("observed:Q", title=None)
    return [bars.encode(y=low, y2="high:Q"), inside.encode(y=observed), outside.encode(y=observed)]


def _within(day: ChartDay, scale: Scale) -> dict[str, float]:
    """The expected range, no further than the scale goes."""
    assert day.low is not None and day.high is not None, "only days with a range are asked"
    return {"low": max(day.low, scale.low), "high": min(day.high, scale.high)}


def _in_words(known: Sequence[ChartDay], words: Words) -> str:
    """The picture for those who do not see it."""
    span = Span.of([day.day for day in known])
    written = [day.observed for day in known if day.observed is not None]
    numbers = {"written": len(written), "days": words.count_days(span.length)}
    parts = [words.days_said.format(dates=words.span(span.first, span.last), **numbers)]
    if written:
        parts.append(words.between.format(low=words.number(min(written)), high=words.number(max(written))))
    flares = len(_runs(day for day in known if day.in_flare))
    return ", ".join(parts) + (f"; {words.count_flares(flares)}." if flares else ".")
