"""Bouts, rests and positions inside a day, in a simple first form. Not how much a day holds: that is capped before
(`guards`).

Bouts last at most 20 minutes, less at a higher effort or a low capacity; the rest after each is at least as long as the
bout; positions change from bout to bout among those in which the activity can be done. Units: whole minutes, effort as
a share of full effort (0-1), effort-minutes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import cycle, islice
from typing import Final

from andante.plan.activities import name_for, positions_of
from andante.plan.answer import Activity, Bout, Position, Room, Tier
from andante.plan.guards import GENTLE_EFFORT

LONGEST_BOUT_MIN: Final = 20
SHORTEST_BOUT_MIN: Final = 2
FULL_CAPACITY: Final = 15.0
"""From this ceiling on (effort-minutes) bouts may have their full length."""
MOST_BOUTS: Final = 12
HIGHEST_EFFORT: Final = 0.6
_SHIFT: Final[Mapping[Tier, int]] = {"least": 0, "usual": 1, "if it goes well": 2}


def longest_bout(effort: float, ceiling: float) -> int:
    """The longest bout in minutes at `effort`, for someone whose day holds `ceiling` effort-minutes."""
    length = LONGEST_BOUT_MIN * min(1.0, GENTLE_EFFORT / effort) * min(1.0, ceiling / FULL_CAPACITY)
    return max(SHORTEST_BOUT_MIN, math.floor(length))


def rest_after(minutes: float, effort: float) -> int:
    """The rest after a bout: as long as the bout at a gentle effort, longer in proportion above it."""
    return math.ceil(minutes * max(1.0, effort / GENTLE_EFFORT) - 1e-9)


def effort_for(amount: float) -> float:
    """The effort at which `amount` effort-minutes fit into twelve bouts: gentle when it can be, at most 6 of 10."""
    needed = amount / (MOST_BOUTS * LONGEST_BOUT_MIN)
    return min(HIGHEST_EFFORT, max(GENTLE_EFFORT, math.ceil(needed * 10) / 10))


def bouts_for(
    amount: float, effort: float, ceiling: float, *, positions: tuple[Position, ...], first: int = 0
) -> tuple[Bout, ...]:
    """`amount` effort-minutes at `effort` in equal bouts of whole minutes; never more than the amount, and less when
    the minutes do not divide evenly or twelve bouts cannot hold it.

    Positions take turns; `first` bouts are planned before these.
    """
    minutes = math.floor(amount / effort + 1e-9)
    if minutes < (SHORTEST_BOUT_MIN if first else 1):
        return ()  # a single minute on top of what is planned is not worth getting up for
    longest = longest_bout(effort, ceiling)
    count = min(MOST_BOUTS, math.ceil(minutes / longest), max(1, minutes // SHORTEST_BOUT_MIN))
    each = min(longest, minutes // count)
    turns = islice(cycle(positions), first, first + count)
    return tuple(Bout(each, rest_after(each, effort), position) for position in turns)


def schedule(
    rooms: Mapping[str, Room],
    usual: Mapping[str, float | None],
    *,
    valued: tuple[str, ...] = (),
    more: bool = True,
) -> tuple[Activity, ...]:
    """The day in tiers, each on top of the one before. Per muscle group, what is done and what is scheduled together
    never pass the ceiling.

    The least tier leads to the floor, the next to a usual day, and what is left of the room is for when it goes well;
    without `more` there is no such third tier. What whole minutes leave over goes to the next tier. Valued activities
    come first within a tier.
    """
    found: list[Activity] = []
    for group, room in rooms.items():
        middle = room.ceiling if not more else min(room.ceiling, max(room.floor, usual[group] or room.ceiling))
        tiers: tuple[tuple[Tier, float], ...] = (
            ("least", room.floor),
            ("usual", middle),
            ("if it goes well", room.ceiling),
        )
        name = name_for(group, valued)
        spent, used, positions = room.done, 0, positions_of(name, group)
        for tier, bound in tiers:
            amount = max(0.0, bound - spent)
            effort = effort_for(amount)
            bouts = bouts_for(amount, effort, room.ceiling, positions=positions, first=used)
            if bouts:
                found.append(Activity(name, bouts, tier, group, effort))
                spent, used = spent + found[-1].effort_minutes, used + len(bouts)
    return tuple(sorted(found, key=lambda one: (_SHIFT[one.tier], one.activity not in valued)))
