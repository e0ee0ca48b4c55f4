"""The picture of learned effects: each with its interval around "no difference". Nothing is computed here."""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from andante.charts.frame import PALETTES, WIDTH, Canvas, Theme, empty, framed, printable, rendered
from andante.charts.words import ENGLISH, Words

if TYPE_CHECKING:
    import altair as alt

Verdict = Literal["helps", "worsens", "no clear link", "not enough yet"]

_SHAPES: Final[dict[str, str]] = {
    "helps": "triangle-down",
    "worsens": "triangle-up",
    "no clear link": "circle",
    "not enough yet": "circle",  # hollow
}


@dataclass(frozen=True, slots=True)
class EffectBar:
    """One learned effect: `mean` with the 95 % interval `low` to `high`, in points of the target's scale."""

    label: str
    mean: float
    low: float
    high: float
    verdict: Verdict


def effects_chart(
    effects: Sequence[EffectBar],
    *,
    title: str,
    theme: Theme = "light",
    words: Words = ENGLISH,
) -> str:
    """Each effect with its interval, the verdict beside it as word and shape. Gives an SVG text.

    The axis is in points of the target's scale.
    """
    if not effects:
        return empty(title, words.no_effects, theme)
    canvas = Canvas(PALETTES[theme], words)
    rows, height = _rows(effects, words)
    drawing = _drawing(rows, height, reach=_reach(effects), canvas=canvas)
    svg = rendered(drawing, height=height, title=title, subtitle="", canvas=canvas)
    said = "; ".join(f"{effect.label}: {words.verdict(effect.verdict)}" for effect in effects) + "."
    return framed(svg, title=title, said=said, key=(), palette=canvas.palette)


def _rows(effects: Sequence[EffectBar], words: Words) -> tuple[list[dict[str, Any]], int]:
    """Where each effect's words and bar stand, from the top, and the height of them all."""
    rows: list[dict[str, Any]] = []
    top = 6
    for effect in effects:
        lines = textwrap.wrap(printable(effect.label), 33) or [""]
        bar = top + 17 * len(lines) + 9
        place = {"label_y": top, "bar_y": bar, "known": effect.verdict != "not enough yet"}
        numbers = {"mean": effect.mean, "low": effect.low, "high": effect.high}
        rows.append(
            {"label": lines, "verdict": effect.verdict, "said": words.verdict(effect.verdict), **numbers, **place}
        )
        top = bar + 20
    return rows, top


def _drawing(rows: Sequence[dict[str, Any]], height: int, *, reach: float, canvas: Canvas) -> alt.LayerChart:
    import altair as alt

    x = alt.X(
        "zero:Q",
        scale=alt.Scale(domain=[-reach, reach], nice=False),
        axis=alt.Axis(
            values=[-reach, 0, reach], tickCount=3, labelExpr=_ends(reach, canvas.words), labelFlush=True, grid=False
        ),
        title=None,
    )
    y = alt.Y("bar_y:Q", scale=alt.Scale(domain=[height, 0], nice=False, zero=False), axis=None)
    # "No difference" is drawn beside each bar, and not through the words between them.
    zeros = [{"zero": 0, "bar_y": row["bar_y"] - 9, "end": row["bar_y"] + 9} for row in rows]
    line = canvas.over(zeros).mark_rule(color=canvas.palette.quiet, strokeWidth=1)
    ground = line.encode(x=x, y=y, y2="end:Q")
    base = canvas.over(rows)
    return alt.LayerChart(layer=[ground, *_bars(base, canvas), *_words(base, canvas)])


def _bars(base: alt.Chart, canvas: Canvas) -> list[alt.Chart]:
    import altair as alt

    y = alt.Y("bar_y:Q", title=None)
    interval = base.mark_rule(color=canvas.palette.accent, strokeWidth=3, strokeCap="round", opacity=0.6)
    shape = alt.Shape("verdict:N", scale=alt.Scale(domain=list(_SHAPES), range=list(_SHAPES.values())), legend=None)
    points = base.encode(x=alt.X("mean:Q", title=None), y=y, shape=shape)
    known = points.transform_filter("datum.known")
    open_yet = points.transform_filter("!datum.known")
    return [
        interval.encode(x=alt.X("low:Q", title=None), x2="high:Q", y=y),
        known.mark_point(color=canvas.palette.ink, filled=True, size=90, opacity=1),
        open_yet.mark_point(color=canvas.palette.ink, filled=False, size=70, strokeWidth=1.5, opacity=1),
    ]


def _words(base: alt.Chart, canvas: Canvas) -> list[alt.Chart]:
    import altair as alt

    words = base.encode(y=alt.Y("label_y:Q", title=None))
    label = words.mark_text(align="left", baseline="top", fontSize=13, color=canvas.palette.ink, lineHeight=17)
    verdict = words.mark_text(
        align="right", baseline="top", fontSize=13, fontStyle="italic", color=canvas.palette.quiet
    )
    return [
        label.encode(x=alt.value(0), text="label:N"),
        verdict.encode(x=alt.value(WIDTH - 8), text="said:N"),
    ]


def _reach(effects: Sequence[EffectBar]) -> float:
    """How far the axis goes to both sides: a round number that holds every interval, at least half a point."""
    most = max(0.5, *(abs(edge) for effect in effects for edge in (effect.low, effect.high)))
    unit = 10.0 ** math.floor(math.log10(most))
    return next(unit * step for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if unit * step >= most * 0.999)


def _ends(reach: float, words: Words) -> str:
    """The three names of the axis, as an expression: both ends say which way they lie."""
    far = words.number(reach)
    left, middle, right = [f"−{far}", words.less], ["0", words.no_difference], [f"+{far}", words.more]
    return f"datum.value == 0 ? {json.dumps(middle)} : datum.value < 0 ? {json.dumps(left)} : {json.dumps(right)}"
