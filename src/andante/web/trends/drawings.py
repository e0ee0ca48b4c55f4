"""The pictures of Trends, kept in this process: drawing takes longer than all else on the page, and the same days give
the same picture.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from andante.charts import ChartDay, EffectBar, LoadDay, Words
from andante.records import SCALE_0_10

Theme = Literal["light", "dark"]


@lru_cache(maxsize=32)
def pain_days(
    kind: Literal["rated", "against"], days: tuple[ChartDay, ...], title: str, theme: Theme, *, words: Words
) -> str:
    """What was rated, with its expected range where there is one, or forecasts against what happened, as SVG."""
    from andante.charts import forecasts_against_happened, pain_with_band  # noqa: PLC0415 - only pictures need Altair

    draw = pain_with_band if kind == "rated" else forecasts_against_happened
    return draw(days, scale=SCALE_0_10, title=title, theme=theme, words=words)


@lru_cache(maxsize=8)
def effect_bars(bars: tuple[EffectBar, ...], title: str, theme: Theme, *, words: Words) -> str:
    """What moves the pain, as SVG."""
    from andante.charts import effects_chart  # noqa: PLC0415 - as above

    return effects_chart(bars, title=title, theme=theme, words=words)


@lru_cache(maxsize=64)
def load_days(days: tuple[LoadDay, ...], highest: float, title: str, theme: Theme, *, words: Words) -> str:
    """One muscle group's load by day, as SVG."""
    from andante.charts import load_by_day  # noqa: PLC0415 - as above

    return load_by_day(days, highest=highest, title=title, theme=theme, words=words)


def forget() -> None:
    """Keep no picture: each holds somebody's numbers."""
    for drawn in (pain_days, effect_bars, load_days):
        drawn.cache_clear()
