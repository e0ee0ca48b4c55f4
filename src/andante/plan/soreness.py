"""Soreness that is to be expected after something new, told from a flare. It lowers the day, less than a flare does.

After a load that is new, or a small step above all of the four weeks before, muscles may be sore for some days: the
window is the three days after it. The rule of flares (`learn.flares`) would call that a flare. It is none here while
all of this holds: the person has not marked it as one, it began and lies within the window, and it stays within three
points of the usual. What goes on after the window is a flare from its first day. A boom is no new programme, and what
follows it stays a flare; so does what follows a day that is high only as days go up and down (see RAISED_LEAST). The
window, the steps and the points are careful choices, not measured ones.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from andante.plan.situation import RECENT_DAYS, Flare, Situation

WINDOW_DAYS: Final = 3
RAISED_LEAST: Final = 1.04
"""A load is raised from this share of the highest of four weeks on, in a life as even as EVEN says. Where days go up
and down more, a new highest day comes by chance, and says nothing.
"""
RAISED_MOST: Final = 1.25
"""More than this above the highest of four weeks is a boom, not a step."""
EVEN: Final = 1.25
"""The highest of four weeks at most so many times the middle."""
NEW_MOST: Final = 15.0
"""A muscle group not used for four weeks, up to so many effort-minutes, is a new activity; above, a boom."""
FEWEST_KNOWN: Final = 10
MOST_POINTS: Final = 3.0


@dataclass(frozen=True, slots=True)
class Soreness:
    """The window of expected soreness: `raised` is the day with the new load, `until` the last day of the window."""

    raised: dt.date
    until: dt.date
    groups: tuple[str, ...]


def soreness_of(situation: Situation, flare: Flare) -> Soreness | None:
    """The window that explains `flare` as expected soreness; None when it is a flare."""
    last = flare.end or situation.on
    inside = [flare.start + dt.timedelta(days=i) for i in range((last - flare.start).days + 1)]
    if len(inside) > WINDOW_DAYS or situation.marked.intersection(inside):
        return None
    if not _mild(situation, flare, inside):
        return None
    for ago in range(1, WINDOW_DAYS + 1):
        raised = flare.start - dt.timedelta(days=ago)
        until = raised + dt.timedelta(days=WINDOW_DAYS)
        groups = _raised_on(situation, raised)
        if groups and last <= until:
            return Soreness(raised, until, groups)
    return None


def _mild(situation: Situation, flare: Flare, inside: Sequence[dt.date]) -> bool:
    """Whether no day of it, the first high one among them, was more than three points above the usual: a flare is dated
    from its second high rating.
    """
    before = (flare.start - dt.timedelta(days=i) for i in range(2, RECENT_DAYS + 2))  # the first high day left out
    usual = [situation.pain[day] for day in before if day in situation.pain and not situation.in_flare(day)]
    high = (flare.start - dt.timedelta(days=1), *inside)
    rated = [situation.pain[day] for day in high if day in situation.pain]
    return bool(usual and rated) and max(rated) <= median(usual) + MOST_POINTS


def _raised_on(situation: Situation, day: dt.date) -> tuple[str, ...]:
    """The muscle groups whose load on `day` was new, or a small step up; none when any of them had a boom."""
    found: list[str] = []
    for group in situation.loads:
        load = situation.trusted(group).get(day)
        known = situation.known_loads(group, ago=(situation.on - day).days)
        if load is None or len(known) < FEWEST_KNOWN:
            continue
        highest = max(known)
        if load > (RAISED_MOST * highest if highest else NEW_MOST):
            return ()
        if load > 0.0 and load >= RAISED_LEAST * highest and highest <= EVEN * median(known):
            found.append(group)
    return tuple(found)
