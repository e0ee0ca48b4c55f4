"""What was rated beside overall pain, by day: tiredness, fog, sleep, stress, mood, and symptoms of one's own."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext

from andante.charts import ChartDay
from andante.records import HIGHER_IS_BETTER, Diary
from andante.web.diary.answers import RATINGS, SYMPTOM
from andante.web.trends.loads import written_by_day
from andante.web.trends.targets import Names
from andante.web.trends.words import name_of

PICTURE = "rating-"
Rated = dict[str, tuple[ChartDay, ...]]


def picture_of(column: str) -> str:
    """The name of a column's picture: "rating-fatigue"."""
    return f"{PICTURE}{column}"


def ratings_of(diary: Diary, today: dt.date, span: int) -> Rated:
    """The last `span` days of each rating beside pain that was written down in them, symptoms of one's own last."""
    own = sorted(column for column in diary.columns if column.startswith(SYMPTOM))
    columns = (*(rating for rating in RATINGS if rating != "pain"), *own)
    found = written_by_day(diary, today, span, columns)
    return {column: tuple(ChartDay(*each) for each in days) for column, days in found.items()}


def title_of(column: str, own: Names) -> str:
    """ "Sleep, 0 to 10 (10 is best)"."""
    said = gettext("%(name)s, 0 to 10 (10 is best)") if column in HIGHER_IS_BETTER else gettext("%(name)s, 0 to 10")
    return said % {"name": name_of(column, own)}
