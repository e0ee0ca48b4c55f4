"""Every picture, for page, report and README alike: a value goes in, an SVG text comes out.

Not a home for numbers: nothing is learned, smoothed or filled in here. A day without an entry is a gap in the picture.

    days.py      one's days: pain over the range that was expected; forecasts against what happened
    effects.py   learned effects with their intervals
    frame.py     colours, rendering, the key, and the words for those who do not see the picture
"""

from andante.charts.days import ChartDay, forecasts_against_happened, pain_with_band
from andante.charts.effects import EffectBar, effects_chart
from andante.charts.frame import PALETTES, WIDTH, Theme

__all__ = [
    "PALETTES",
    "WIDTH",
    "ChartDay",
    "EffectBar",
    "Theme",
    "effects_chart",
    "forecasts_against_happened",
    "pain_with_band",
]
