"""Which days were worse than usual by pain or by fatigue. No lock and no cap is made of them here, and the days that
levels and weeks pass over are those of pain alone (`Situation.worse`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from statistics import fmean
from typing import Final

from andante.plan.daily import Series
from andante.plan.situation import JUDGED_DAYS, LEVEL_SEARCH_DAYS, Situation, Usual, usual_of

TIRED_SEARCH_DAYS: Final = 14
TIRED_OF: Final = 7
TIRED_MOST: Final = 2
CREEPS: Final = ((14, 42, 84), (28, 84, 126))
"""The last days, and those that they are compared with: after the one and up to the other number of days ago."""


def worse_days(situation: Situation, days: Sequence[dt.date]) -> dict[dt.date, bool]:
    """Each of `days` with a rating: whether pain or fatigue was worse than usual in twelve weeks."""
    found: dict[dt.date, bool] = {}
    for series in (situation.pain, situation.fatigue):
        for day, worse in _worse_in(situation, series, days).items():
            found[day] = found.get(day, False) or worse
    return found


def tired_lately(situation: Situation) -> tuple[int, int] | None:
    """On how many of the last seven days with a rating of fatigue, in two weeks, it was clearly worse than usual in
    twelve, and how many there are: where it was on both of the last two days, or on more than two of the seven. Else
    None.
    """
    days = (situation.on, *situation.past(TIRED_SEARCH_DAYS))
    found = dict(list(_worse_in(situation, situation.fatigue, days, clearly=True).items())[:TIRED_OF])
    both = any(found.get(days[first]) and found.get(days[first + 1]) for first in (0, 1))
    tired = sum(found.values())
    return (tired, len(found)) if both or tired > TIRED_MOST else None


def crept_up(situation: Situation) -> tuple[float, int] | None:
    """By how much (0-10) the mean rating of late lies above that of about so many weeks before, flares on neither side,
    where it is by what then made a day worse than usual (0.7 points or one own SD); None where it is not, or where
    fewer than half of the days are rated.

    Measured on 400 made-up diaries of 26 weeks each, looked at on the last day (benchmarks/followed_lives.py): of level
    pain with an SD of 0.5 to 1.5 and a memory of 0.5 from day to day 0 to 4 %, with one of 0.8 12 to 18 %; of pain that
    rises by 0.02 points a day 70 to 100 %.
    """
    for days, first, last in CREEPS:
        late, before = _calm(situation, days), _calm(situation, last - first, first)
        usual = usual_of(before)
        if usual is None or 2 * len(before) < last - first or 2 * len(late) < days:
            continue
        rise = fmean(late) - fmean(before)
        if rise >= usual.margin:
            return rise, round((first + last - days) / 2 / 7)
    return None


def _calm(situation: Situation, days: int, ago: int = 0) -> list[float]:
    """The ratings of the `days` days before the day `ago` days ago that were in no flare."""
    pain = situation.pain
    return [pain[day] for day in situation.past(days, ago) if day in pain and not situation.in_flare(day)]


def worse_or_tired(situation: Situation, day: dt.date) -> bool | None:
    """Whether pain was worse than usual on `day`, or fatigue clearly so: it goes up and down by itself more than pain.
    A day that is not known to be worse is what pain says of it: a calm rating of fatigue is no word on a day whose pain
    is not known.
    """
    usual = situation.usual_fatigue
    is_tired = usual is not None and situation.fatigue.get(day, 0.0) >= usual.level + usual.clear
    return is_tired or situation.worse(day)


def clearly_worse_lately(situation: Situation) -> bool:
    """Whether today, once it is rated, or yesterday was clearly worse than usual, in pain or in fatigue; or the day
    before, where of yesterday nothing is known: a missing day beside a bad one counts with it.
    """
    near = [situation.on, *situation.past(1)]
    days = near if near[1] in situation.pain else [*near, *situation.past(1, 1)]
    both = ((situation.usual_pain, situation.pain), (situation.usual_fatigue, situation.fatigue))
    return any(
        usual is not None and series.get(day, 0.0) >= usual.level + usual.clear
        for usual, series in both
        for day in days
    )


def _worse_in(
    situation: Situation, series: Series, days: Sequence[dt.date], *, clearly: bool = False
) -> dict[dt.date, bool]:
    """Each of `days` that `series` knows, in their order: whether it was (clearly) worse than usual in twelve weeks."""
    usual = _long_usual(situation, series)
    if usual is None:
        return {}
    worse = usual.level + (usual.clear if clearly else usual.margin)
    return {day: series[day] >= worse for day in days if day in series}


def _long_usual(situation: Situation, series: Series) -> Usual | None:
    days = situation.past(LEVEL_SEARCH_DAYS, JUDGED_DAYS)  # the days under judgement do not move their own yardstick
    return usual_of([series[day] for day in days if day in series and not situation.in_flare(day)])
