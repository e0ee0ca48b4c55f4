"""Every picture, for page, report and README alike: a value goes in, an SVG text comes out.

Not a home for numbers: nothing is learned, smoothed or filled in here. A day without an entry is a gap in the picture.

    days.py        one's days: pain over the range that was expected; forecasts against what happened
    loads.py       what one muscle group did, day by day
    day_axis.py    the axis of days
    effects.py     learned effects with their intervals
    thresholds.py  pressure pain thresholds after a contraction, with the directions that were published
    course.py      lines over seconds, hours or days
    frame.py       colours, rendering, the key, and the words for those who do not see the picture
    shorter.py     the same picture in fewer bytes
    words.py       the words inside pictures of one's days
    places.py      round numbers for an axis, and places moved apart
    png.py         a finished picture as PNG
"""

from andante.charts.course import Series, course_over_time
from andante.charts.days import ChartDay, forecasts_against_happened, pain_with_band
from andante.charts.effects import EffectBar, effects_chart
from andante.charts.frame import PALETTES, WIDTH, Theme
from andante.charts.loads import LoadDay, load_by_day
from andante.charts.png import png_of
from andante.charts.thresholds import Course, Direction, Point, thresholds_over_time
from andante.charts.words import ENGLISH, MONTHS, Words

__all__ = [
    "ENGLISH",
    "MONTHS",
    "PALETTES",
    "WIDTH",
    "ChartDay",
    "Course",
    "Direction",
    "EffectBar",
    "LoadDay",
    "Point",
    "Series",
    "Theme",
    "Words",
    "course_over_time",
    "effects_chart",
    "forecasts_against_happened",
    "load_by_day",
    "pain_with_band",
    "png_of",
    "thresholds_over_time",
]
