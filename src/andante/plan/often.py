"""Who is in a flare so often that resting in each would be resting for months. No cap is made here (`guards`)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from andante.plan.situation import LEVEL_SEARCH_DAYS, Flare, Situation

SETTLED: Final = 14
FEWEST_FLARES: Final = 3
FEWEST_DAYS: Final = 14
FLARES_SHARE: Final = 1 / 3


def settled(situation: Situation) -> Situation:
    """`situation` as it was a fortnight ago: nothing of the days since may leave more room, least of all bad ones."""
    on = situation.on - dt.timedelta(days=SETTLED)
    flares = (Flare(each.start, each.end if each.end and each.end < on else None) for each in situation.flares)
    return replace(situation, on=on, flares=tuple(each for each in flares if each.start < on))


def often_in_flare(before: Situation) -> tuple[int, int] | None:
    """On how many of how many rated days of the twelve weeks before that situation there was a flare, where these are a
    third of them and a fortnight or more, of three flares or more; None else.
    """
    days = [*before.past(LEVEL_SEARCH_DAYS)]
    rated = [day for day in days if day in before.pain]
    flares = sum(flare.end is None or flare.end >= days[-1] for flare in before.flares)
    count = sum(map(before.in_flare, rated))
    enough = flares >= FEWEST_FLARES and count >= max(FEWEST_DAYS, FLARES_SHARE * len(rated))
    return (count, len(rated)) if enough else None
