"""Draw the icons that phones ask for from `icon.svg`, into the static folder: `python docs/icons.py`."""

from __future__ import annotations

from pathlib import Path

import vl_convert

STATIC = Path(__file__).parent.parent / "src/andante/web/static/andante"
SIDE = 32


def main() -> None:
    """Square icons as they are; a maskable one with the edge filled, for systems cut their own shape out of it."""
    drawn = (STATIC / "icon.svg").read_text("utf-8")
    full = drawn.replace(' rx="7"', "")
    for name, svg, side_px in (
        ("icon-192.png", drawn, 192),
        ("icon-512.png", drawn, 512),
        ("maskable-512.png", full, 512),
        ("touch-180.png", full, 180),
    ):
        sized = svg.replace("<svg ", f'<svg width="{SIDE}" height="{SIDE}" ')
        (STATIC / name).write_bytes(vl_convert.svg_to_png(sized, scale=side_px / SIDE, ppi=72))


if __name__ == "__main__":
    main()
