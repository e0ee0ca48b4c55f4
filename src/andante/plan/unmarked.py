"""A flare that is no longer marked, while the person is still as bad as in it. The written rule (`learn.flares`) knows
nothing of it: there a mark is of its own day alone. No cap is made here (`guards`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import takewhile
from statistics import median
from typing import Final

from andante.plan.situation import RECENT_DAYS, Flare, Situation, climb_days, usual_of

WORST: Final = 10.0


def with_what_goes_on(situation: Situation) -> tuple[Flare, ...]:
    """The flares of `situation`. The last, where the person marked its last day, goes on while each rating since is as
    bad (`_as_bad`), for as long as the way back would take: to the last of these ratings, or, where there is one and
    none since is better, as under way.
    """
    if not situation.flares:
        return ()
    *before, last = situation.flares
    end = last.end
    if end is None or end not in situation.marked:
        return situation.flares
    days = [end + dt.timedelta(days=i) for i in range(1, climb_days(last, situation.on) + 1)]
    rated = [day for day in days if day in situation.pain]
    bad = list(takewhile(lambda day: _as_bad(situation, last, day), rated))
    if not bad:
        return situation.flares
    under_way = len(bad) == len(rated) and situation.on <= days[-1]
    return (*before, replace(last, end=None if under_way else bad[-1]))


def _as_bad(situation: Situation, flare: Flare, day: dt.date) -> bool:
    """Whether the rating of `day` is clearly worse than was usual before `flare` or, where that is not known or no
    rating can be, no better than half of those in it.
    """
    pain = situation.pain
    before = (flare.start - dt.timedelta(days=i) for i in range(1, RECENT_DAYS + 1))
    usual = usual_of([pain[each] for each in before if each in pain and not situation.in_flare(each)])
    if usual is not None and usual.level + usual.clear <= WORST:
        return pain[day] >= usual.level + usual.clear
    within = [rating for each, rating in pain.items() if flare.start <= each <= (flare.end or situation.on)]
    return bool(within) and pain[day] >= median(within)
