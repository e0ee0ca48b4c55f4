"""A finished picture as PNG, for places that show no SVG. On the page the SVG itself is used."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Final

from andante.charts.frame import Theme

PAPERS: Final[Mapping[Theme, str]] = {"light": "#faf6ee", "dark": "#1c1a17"}
"""The paper of the page, which an SVG leaves to the page."""

_OPENING: Final = re.compile(
    r'<svg (?P<before>[^>]*?)viewBox="0 0 (?P<width>[\d.]+) (?P<height>[\d.]+)" width="100%"(?P<after>[^>]*)>'
)


def png_of(svg: str, *, scale: float = 2.0, theme: Theme = "light") -> bytes:
    """The finished picture `svg` on the paper of its theme, as PNG: `scale` pixels for each of its own units."""
    import vl_convert

    opening = _OPENING.match(svg)
    assert opening, "a picture of this house begins with its viewBox and is as wide as its column"
    width, height = (math.ceil(float(opening[side])) for side in ("width", "height"))
    sized = (
        f'<svg {opening["before"]}viewBox="0 0 {width} {height}" width="{width}" height="{height}"{opening["after"]}>'
        f'<rect width="{width}" height="{height}" fill="{PAPERS[theme]}"/>'
    )
    png = vl_convert.svg_to_png(sized + svg[opening.end() :], scale=scale)
    assert isinstance(png, bytes), "vl-convert gives bytes"
    return png
