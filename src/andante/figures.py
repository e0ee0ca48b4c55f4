"""Numbers in words for people: as many figures as tell something, and never an exponent. Not the language of a page."""

from __future__ import annotations

from decimal import Decimal


def figures(value: float, most: int = 3) -> str:
    """`value` to `most` figures in its plain form: "0.25", "22.5", "4500" and not "4.5e+03"."""
    return format(Decimal(f"{value:.{most}g}"), "f")
