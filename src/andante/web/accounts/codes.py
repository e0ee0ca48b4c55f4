"""QR codes as a path of an SVG, black on white in both themes: cameras want it so."""

from __future__ import annotations

from dataclasses import dataclass

import qrcode


@dataclass(frozen=True)
class Picture:
    """A QR code: `size` squares a side, and the path that draws the dark ones."""

    size: int
    path: str


def qr(text: str) -> Picture:
    """The QR code of `text`, with the quiet border that readers need."""
    code = qrcode.QRCode(border=4, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    rows = code.get_matrix()
    dark = [(x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark]
    return Picture(len(rows), "".join(f"M{x} {y}h1v1h-1z" for x, y in dark))
