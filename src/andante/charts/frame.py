"""The frame around every picture: its colours, its rendering, its key, and its words for those who do not see it.

Not a home for what is drawn inside. Altair and vl-convert are imported when the first picture is drawn, for they take a
moment. The finished SVG holds no script, no style sheet and no address, and its text is set in the reader's system
font. The same input gives the same text.
"""

from __future__ import annotations

import hashlib
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal
from xml.sax.saxutils import escape

from andante.charts.shorter import shorter
from andante.charts.words import ENGLISH, Words

if TYPE_CHECKING:
    import altair as alt

Theme = Literal["light", "dark"]
LineSign = Literal["circle line", "square line", "diamond line"]
ArrowSign = Literal["arrows", "level", "hollow arrows"]
Sign = Literal["dot", "band", "bar", "diamond", "hatch"] | LineSign | ArrowSign

WIDTH: Final = 360
"""Width of every picture in its own units: a phone held upright. On the page a picture is as wide as its column."""

HATCH: Final = "#010203"
"""Stands in a drawing where the frame then puts hatching, for which Vega has no word."""

_FONT: Final = "system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', sans-serif"
_MEASURED_IN: Final = "Liberation Sans"  # comes with vl-convert: a layout must not depend on the fonts of a machine
_KEY_ROW: Final = 22
# What vl-convert says of each part and nobody needs: the whole is one picture, told by one sentence, in one font.
_UNSAID: Final = re.compile(r' (?:class|role|aria-[a-z]+|pointer-events|font-family)="[^"]*"| opacity="1"')
_LONG: Final = re.compile(r"-?\d+\.\d{3,}")
_QUOTE: Final = '"'
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Palette:
    """The few colours of a theme. No state is told by colour alone, and pain is never red."""

    ink: str
    quiet: str
    line: str
    accent: str
    flare: str


PALETTES: Final[Mapping[Theme, Palette]] = {
    "light": Palette(ink="#33302b", quiet="#645e54", line="#ddd5c6", accent="#2c7573", flare="#a8812f"),
    "dark": Palette(ink="#ece5d8", quiet="#b5ad9f", line="#47423a", accent="#7cc0bb", flare="#d3ae62"),
}


@dataclass(frozen=True)
class Canvas:
    """What layers are drawn on: the colours, and the tables of numbers. Tables are handed to Vega by name, for Altair
    checks every number that stands in a chart itself, and that takes longer than all the rest.
    """

    palette: Palette
    words: Words = ENGLISH
    tables: dict[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)

    def over(self, rows: Sequence[Mapping[str, Any]]) -> alt.Chart:
        """A chart over `rows`, without a mark yet."""
        import altair as alt

        name = f"table {len(self.tables)}"
        self.tables[name] = rows
        return alt.Chart(alt.NamedData(name=name))


def rendered(drawing: alt.LayerChart, *, height: int, title: str, subtitle: str, canvas: Canvas) -> str:
    """`drawing` as vl-convert's SVG, `WIDTH` wide with its axes, `height` tall without them."""
    import altair as alt
    import vl_convert

    heading = alt.Title(
        textwrap.wrap(printable(title), 42) or "", subtitle=textwrap.wrap(printable(subtitle), 54) or alt.Undefined
    )
    chart = drawing.properties(
        width=WIDTH,
        height=height,
        title=heading,
        padding=3,
        background="transparent",
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
    )
    spec = chart.to_dict(validate=False) | {"config": _config(canvas.palette), "datasets": canvas.tables}
    svg = vl_convert.vegalite_to_svg(spec, show_warnings=False, allowed_base_urls=[])
    assert isinstance(svg, str), "vl-convert gives a text"
    return svg


def framed(svg: str, *, title: str, said: str, key: Sequence[tuple[Sign, str]], palette: Palette) -> str:
    """The rendered picture with its key below, as wide as its column, told in words by `title` and `said`."""
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    body = re.fullmatch(r"\s*<svg[^>]*>(.*)</svg>\s*", svg, flags=re.DOTALL)
    assert size and body, "vl-convert gives one svg element with a viewBox"
    height = float(size[2])
    inner = shorter(re.sub("<[^<>]+>", lambda tag: _LONG.sub(_tenth, _UNSAID.sub("", tag[0])), body[1]))
    legend, foot = _key(key, top=height + 4, palette=palette) if key else ("", height)
    return _svg(inner + legend, height=foot, title=title, said=said, palette=palette)


def _tenth(number: re.Match[str]) -> str:
    """A place with its long tail of digits, to a tenth: nobody sees more, and a year of them is half of the bytes."""
    return f"{round(float(number[0]), 1):g}"


def empty(title: str, sentence: str, theme: Theme) -> str:
    """A picture that has nothing to show yet, and says what will come."""
    palette = PALETTES[theme]
    frame = (
        f'<rect x="3" y="36" width="{WIDTH - 6}" height="96" rx="8" fill="none" stroke="{palette.line}" '
        'stroke-width="1.5" stroke-dasharray="5 5"/>'
    )
    heading = _text(title, x=3, y=20, size=15, colour=palette.ink, weight=600)
    lines = textwrap.wrap(sentence, 44)
    first = 88 - 9 * (len(lines) - 1)
    words = "".join(
        _text(line, x=WIDTH / 2, y=first + 19 * number, size=14, colour=palette.quiet, anchor="middle")
        for number, line in enumerate(lines)
    )
    return _svg(heading + frame + words, height=136, title=title, said=sentence, palette=palette)


def printable(text: str) -> str:
    """`text` without the characters that no XML may hold."""
    return _NO_XML.sub("", text)


def _svg(inner: str, *, height: float, title: str, said: str, palette: Palette) -> str:
    title, said = printable(title), printable(said)
    # Several pictures may stand on one page, so each needs a name of its own for its hatching.
    name = "hatch-" + hashlib.sha256((inner + palette.ink).encode()).hexdigest()[:12]
    hatch = ""
    if HATCH in inner:
        inner = inner.replace(f'fill="{HATCH}"', f'fill="url(#{name})"')
        hatch = (
            f'<defs><pattern id="{name}" width="5" height="5" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(45)">'
            f'<rect width="5" height="5" fill="{palette.flare}" fill-opacity="0.16"/>'
            f'<path d="M0,0V5" stroke="{palette.flare}" stroke-width="2" stroke-opacity="0.55"/></pattern></defs>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" width="100%" role="img" '
        f'font-family="{_FONT}" '
        f'aria-label="{escape(f"{title}. {said}", {_QUOTE: "&quot;"})}">'
        f"<title>{escape(title)}</title><desc>{escape(said)}</desc>{hatch}{inner}</svg>"
    )


def _key(key: Sequence[tuple[Sign, str]], *, top: float, palette: Palette) -> tuple[str, float]:
    """What each sign means, side by side while there is room, and how far down that reaches."""
    parts = []
    x, y = 3.0, top + 10
    for sign, word in key:
        wide = 24 + 6.9 * len(word)  # a wide guess: the reader's font is not known
        if x > 3 and x + wide > WIDTH:
            x, y = 3.0, y + _KEY_ROW
        parts.append(_sign(sign, x=x, y=y, palette=palette))
        parts.append(_text(word, x=x + 24, y=y + 4, size=12, colour=palette.quiet))
        x += wide + 14
    return "".join(parts), y + 12


def _sign(sign: Sign, *, x: float, y: float, palette: Palette) -> str:
    middle = x + 9
    match sign:
        case "dot":
            return f'<circle cx="{middle:g}" cy="{y:g}" r="3.5" fill="{palette.ink}"/>'
        case "band":
            return f'<rect x="{x:g}" y="{y - 6:g}" width="18" height="12" fill="{palette.accent}" fill-opacity="0.24"/>'
        case "bar":
            return (
                f'<path d="M{middle:g},{y - 7:g}v14" stroke="{palette.accent}" stroke-opacity="0.45" stroke-width="5" '
                'fill="none"/>'
            )
        case "diamond":
            outline = f"M{middle:g},{y - 5:g}l4,5l-4,5l-4,-5Z"
            return f'<path d="{outline}" stroke="{palette.ink}" stroke-width="1.5" fill="none"/>'
        case "hatch":
            return f'<rect x="{x:g}" y="{y - 6:g}" width="18" height="12" fill="{HATCH}"/>'
        case _:
            return _study_sign(sign, x=x, y=y, palette=palette)


def _study_sign(sign: LineSign | ArrowSign, *, x: float, y: float, palette: Palette) -> str:
    """What pictures of studies need: a group's line, or the arrows of published directions."""
    match sign:
        case "arrows" | "level" | "hollow arrows":
            return _arrow_sign(sign, x=x, y=y, palette=palette)
        case _:
            return _line_sign(sign, x=x, y=y, palette=palette)


def _line_sign(sign: LineSign, *, x: float, y: float, palette: Palette) -> str:
    """A line with its mark, told apart by both and by colour."""
    match sign:
        case "circle line":
            colour, dash, mark = palette.ink, "", "m-3.5,0a3.5,3.5 0 1 1 7,0a3.5,3.5 0 1 1 -7,0Z"
        case "square line":
            colour, dash, mark = palette.accent, ' stroke-dasharray="5 3"', "m-3.5,-3.5h7v7h-7Z"
        case "diamond line":
            colour, dash, mark = palette.flare, ' stroke-dasharray="2 2"', "m0,-5l5,5l-5,5l-5,-5Z"
    line = f'<path d="M{x - 1:g},{y:g}h20" stroke="{colour}" stroke-width="1.5"{dash} fill="none"/>'
    return line + f'<path d="M{x + 9:g},{y:g}{mark}" fill="{colour}"/>'


def _arrow_sign(sign: ArrowSign, *, x: float, y: float, palette: Palette) -> str:
    """Up and down beside each other, or a level bar."""
    if sign == "level":
        return f'<rect x="{x + 4:g}" y="{y - 2:g}" width="10" height="4" fill="{palette.quiet}"/>'
    outline = f"M{x:g},{y + 3.5:g}h8l-4,-7Zm10,-7h8l-4,7Z"
    filled, width = (palette.quiet, 0) if sign == "arrows" else ("none", 1.2)
    return f'<path d="{outline}" fill="{filled}" stroke="{palette.quiet}" stroke-width="{width}"/>'


def _text(
    words: str,
    *,
    x: float,
    y: float,
    size: int,
    colour: str,
    anchor: Literal["start", "middle"] = "start",
    weight: int = 400,
) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}px" font-weight="{weight}" fill="{colour}" '
        f'text-anchor="{anchor}">{escape(printable(words))}</text>'
    )


def _config(palette: Palette) -> dict[str, Any]:
    return {
        "aria": False,
        "font": _MEASURED_IN,
        "view": {"stroke": None},
        "title": {
            "anchor": "start",
            "frame": "bounds",
            "offset": 12,
            "color": palette.ink,
            "fontSize": 15,
            "fontWeight": 600,
            "subtitleColor": palette.quiet,
            "subtitleFontSize": 13,
            "subtitlePadding": 5,
        },
        "axis": {
            "domainColor": palette.line,
            "gridColor": palette.line,
            "tickColor": palette.line,
            "labelColor": palette.quiet,
            "labelFontSize": 12,
            "labelPadding": 5,
            "titleColor": palette.quiet,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
        },
    }
