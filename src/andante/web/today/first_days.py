"""The first weeks: what andante will be able to say, and when, counted from the engine's own numbers. No promises: each
day given is the earliest one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from andante.learn.flares import FEWEST_VALUES
from andante.learn.scores import FEWEST_SCORED
from andante.plan.guards import ENOUGH_DAYS
from andante.plan.locks import LEVEL_DAYS


@dataclass(frozen=True)
class Coming:
    """One thing to come: after how many more rated days, on which day at the earliest, and what it is."""

    days_left: int
    earliest: dt.date
    words: str

    @property
    def when(self) -> str:
        """The wait in words; empty when it is over."""
        if not self.days_left:
            return ""
        return ngettext("after %(days)s more day", "after %(days)s more days", self.days_left) % {
            "days": self.days_left
        }


def coming(rated_days: int, day: dt.date, *, is_rated: bool = False, may_step: bool = True) -> tuple[Coming, ...]:
    """What is still to come for a diary with `rated_days` days with a pain rating, the soonest first. `is_rated`: `day`
    is one of them, and the next to be rated is the day after it; a plan goes by the days before its own. `may_step`:
    whether a plan may ever step up for this person; else none is promised.
    """
    step = gettext("A first small step up, if your pain stays level for two weeks and nothing is locked.")
    steps = [
        (FEWEST_VALUES, gettext("Flares: andante begins to see when a day is far above your usual.")),
        (ENOUGH_DAYS, gettext("A plan of your own, and first words on what moves your pain.")),
        *([(ENOUGH_DAYS + LEVEL_DAYS, step)] if may_step else []),
        (
            ENOUGH_DAYS + FEWEST_SCORED,
            gettext("Forecasts, if they beat “same as last time” for you. Until they do, none is shown."),
        ),
    ]
    found = []
    for needed, words in steps:
        left = max(0, needed - rated_days)
        if left:
            found.append(Coming(left, day + dt.timedelta(days=left + is_rated), words))
    return tuple(found)
