"""Numbers in words for people: as many figures as tell something, and never an exponent. Not the language of a page."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache


def figures(value: float, most: int = 3) -> str:
    """`value` to `most` figures in its plain form: "0.25", "22.5", "4500" and not "4.5e+03"."""
    return format(Decimal(f"{value:.{most}g}"), "f")


def singular(text: str, pairs: str) -> str:
    """`text` with "1 days" as "1 day": `pairs` are those of a language, "many = one | many = one"."""
    for many, one in _pairs(pairs):
        if many in text:
            text = re.sub(rf"(?<![\d.,]){re.escape(many)}(?!\w)", one, text)
    return text


@cache
def _pairs(pairs: str) -> tuple[tuple[str, str], ...]:
    return tuple((many, one) for many, _, one in (pair.partition(" = ") for pair in pairs.split(" | ")))
