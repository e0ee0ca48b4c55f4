"""Bouts, rests and positions inside a day, in a simple first form. Not how much a day holds: that is capped before
(`guards`).

Bouts last at most 20 minutes, less at a higher effort or a low capacity; the rest after each is at least as long as the
bout; positions change from bout to bout. Units: minutes, effort as a share of full effort (0-1), effort-minutes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import cycle, islice
from typing import Final

from andante.plan.activities import name_for
from andante.plan.answer import Activity, Bout, Position, Room, Tier
from andante.plan.guards import GENTLE_EFFORT

LONGEST_BOUT_MIN: Final = 20.0
SHORTEST_BOUT_MIN: Final = 2.0
FULL_CAPACITY: Final = 15.0
"""From this ceiling on (effort-minutes) bouts may have their full length."""
MOST_BOUTS: Final = 12
HIGHEST_EFFORT: Final = 0.6
POSITIONS: Final[tuple[Position, ...]] = ("sitting", "standing", "lying", "walking")
_SHIFT: Final[Mapping[Tier, int]] = {"least": 0, "usual": 1, "if it goes well": 2}


def longest_bout(effort: float, ceiling: float) -> float:
    """The longest bout in minutes at `effort`, for someone whose day holds `ceiling` effort-minutes."""
    length = LONGEST_BOUT_MIN * min(1.0, GENTLE_EFFORT / effort) * min(1.0, ceiling / FULL_CAPACITY)
    return max(SHORTEST_BOUT_MIN, math.floor(length))


def rest_after(minutes: float, effort: float) -> float:
    """The rest after a bout: as long as the bout at a gentle effort, longer in proportion above it."""
    return round(minutes * max(1.0, effort / GENTLE_EFFORT), 1)


def effort_for(amount: float) -> float:
    """The effort at which `amount` effort-minutes fit into twelve bouts: gentle when it can be, at most 6 of 10."""
    needed = amount / (MOST_BOUTS * LONGEST_BOUT_MIN)
    return min(HIGHEST_EFFORT, max(GENTLE_EFFORT, math.ceil(needed * 10) / 10))


def bouts_for(amount: float, effort: float, ceiling: float, *, first: int = 0) -> tuple[Bout, ...]:
    """`amount` effort-minutes at `effort` in bouts; never more than the amount, less when twelve bouts cannot hold
    it.
    """
    minutes = amount / effort
    if minutes < 1.0:
        return ()
    longest = longest_bout(effort, ceiling)
    count = min(MOST_BOUTS, math.ceil(minutes / longest - 1e-9))
    each = math.floor(min(longest, minutes / count) * 10 + 1e-9) / 10
    positions = islice(cycle(POSITIONS), first, first + count)
    return tuple(Bout(each, rest_after(each, effort), position) for position in positions)


def schedule(
    rooms: Mapping[str, Room],
    usual: Mapping[str, float | None],
    *,
    valued: tuple[str, ...] = (),
    more: bool = True,
) -> tuple[Activity, ...]:
    """The day in tiers. Per muscle group, what is done and what is scheduled together never pass the ceiling.

    The floor is the least tier, a usual day the next, the rest of the room is for when it goes well; without `more`
    there is no such third tier. Valued activities come first within a tier.
    """
    found: list[Activity] = []
    for group, room in rooms.items():
        middle = room.ceiling if not more else min(room.ceiling, max(room.floor, usual[group] or room.ceiling))
        spent = room.done
        tiers: tuple[tuple[Tier, float], ...] = (
            ("least", room.floor),
            ("usual", middle),
            ("if it goes well", room.ceiling),
        )
        for tier, bound in tiers:
            amount = max(0.0, bound - spent)
            effort = effort_for(amount)
            bouts = bouts_for(amount, effort, room.ceiling, first=_SHIFT[tier])
            spent = max(spent, bound)
            if bouts:
                found.append(Activity(name_for(group, valued), bouts, tier, group, effort))
    return tuple(sorted(found, key=lambda one: (_SHIFT[one.tier], one.activity not in valued)))
