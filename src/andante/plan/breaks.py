"""Bouts, rests and positions inside a day. Not how much a day holds: that is capped before (`guards`); and not how
long bout and rest may be, which the body says (`lengths`).

Positions change from bout to bout among those in which the activity can be done, where that is better for the body;
activities for different muscles take turns. Units: whole minutes, effort as a share of full effort (0-1),
effort-minutes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import cycle, islice
from typing import Final

from andante.activities import ANY_POSITION, find
from andante.anatomy import MUSCLE_GROUPS
from andante.plan.activities import name_for, positions_of, touched
from andante.plan.answer import Activity, Bout, Room, Tier
from andante.plan.guards import GENTLE_EFFORT
from andante.plan.lengths import Lengths, lengths
from andante.plan.limits import WHOLE_BODY
from andante.plan.tolerance import Tolerance, with_capacity

MOST_BOUTS: Final = 24
"""More bouts than this of one activity in a tier nobody keeps count of."""
SHORTEST_BOUT_MIN: Final = 2
EFFORTS: Final = (GENTLE_EFFORT, 0.4, 0.5, 0.6)
"""Gentle when the amount fits into 24 bouts, else no harder than it must be, and at most 6 of 10."""
WORTH_HARDER: Final = 1.25
HARDER_BY: Final = 0.1
"""An activity that healthy people find this much harder than planned may still be named: it can be done gently."""
_SHIFT: Final[Mapping[Tier, int]] = {"least": 0, "usual": 1, "if it goes well": 2}


def bouts_for(amount: float, effort: float, how: Lengths, *, first: int = 0) -> tuple[Bout, ...]:
    """`amount` effort-minutes at `effort` in equal bouts of whole minutes; never more than the amount, and less by what
    makes no further bout, or when 24 bouts cannot hold it.

    Positions take turns; `first` bouts are planned before these.
    """
    minutes = math.floor(amount / effort + 1e-9)
    if minutes < (SHORTEST_BOUT_MIN if first else 1):
        return ()  # a single minute on top of what is planned is not worth getting up for
    count = min(MOST_BOUTS, math.ceil(minutes / how.longest), max(1, minutes // SHORTEST_BOUT_MIN))
    each = min(how.longest, minutes // count)
    count = min(MOST_BOUTS, minutes // each)  # what whole minutes leave over may make another
    turns = islice(cycle(how.positions), first, first + count)
    return tuple(Bout(each, how.rest_after(each), position) for position in turns)


def breaks_for(activity: str, minutes: float, body: Tolerance | None = None) -> tuple[Bout, ...]:
    """Bouts and rests for `minutes` of any activity, also one without effort to speak of, such as desk work, standing
    at a counter or washing up: whole minutes, together as many as asked for.

    activity: of the catalogue; one that nobody knows is cut up as the hardest of some usual ones. Rest and sleep are
    one bout without a rest. body: what the person bears; careful when not given.
    """
    whole = math.floor(minutes + 1e-9)
    if whole < 1:
        return ()
    known = find(activity)
    if known is not None and known.work == "rest":
        return (Bout(whole, 0, known.position),)
    name, positions = (activity, (ANY_POSITION,)) if known is None else (known.name, known.positions)
    how = lengths(name, body or Tolerance(), work_min=whole, positions=positions)
    count = math.ceil(whole / how.longest)
    each, longer = divmod(whole, count)
    found = [each + (at < longer) for at in range(count)]
    turns = zip(found, cycle(how.positions), strict=False)
    return tuple(Bout(length, how.rest_after(length), position) for length, position in turns)


def schedule(
    rooms: Mapping[str, Room],
    usual: Mapping[str, float | None],
    *,
    valued: tuple[str, ...] = (),
    more: bool = True,
    tolerance: Tolerance | None = None,
) -> tuple[Activity, ...]:
    """The day in tiers, each on top of the one before. Per muscle group, what is done and what is scheduled together
    never pass the ceiling.

    The least tier leads to the floor, the next to a usual day, and what is left of the room is for when it goes well;
    without `more` there is no such third tier. What whole minutes leave over goes to the next tier. Valued activities
    come first within a tier. tolerance: what the person bears in a bout; careful when not given.
    """
    found: list[Activity] = []
    for group, room in rooms.items():
        middle = room.ceiling if not more else min(room.ceiling, max(room.floor, usual[group] or room.ceiling))
        bounds: list[tuple[Tier, float]] = [("least", room.floor), ("usual", middle)]
        if middle < room.ceiling:  # else there would be only what whole minutes leave over
            bounds.append(("if it goes well", room.ceiling))
        bears = with_capacity(tolerance or Tolerance(), room.ceiling)
        spent, used = room.done, 0
        for tier, bound in bounds:
            one = _activity(group, max(0.0, bound - spent), tier, valued=valued, bears=bears, first=used)
            if one is not None:
                found.append(one)
                spent, used = spent + one.effort_minutes, used + len(one.bouts)
    return _in_turn(sorted(found, key=lambda one: (_SHIFT[one.tier], one.activity not in valued)))


def _activity(
    group: str, amount: float, tier: Tier, *, valued: tuple[str, ...], bears: Tolerance, first: int
) -> Activity | None:
    """What fills the tier: at the gentlest effort that holds the amount; a harder one must hold a quarter more."""
    best: Activity | None = None
    for effort in EFFORTS:
        name = name_for(group, tuple(one for one in valued if _fits(one, effort)))
        work = math.ceil(amount / effort)
        how = lengths(_plain(name), bears, work_min=work, effort=effort, positions=positions_of(name, group))
        bouts = bouts_for(amount, effort, how, first=first)
        one = Activity(name, bouts, tier, group, effort)
        if bouts and (best is None or one.effort_minutes > WORTH_HARDER * best.effort_minutes):
            best = one
        if MOST_BOUTS * how.longest >= work:
            break
    return best


def _plain(name: str) -> str:
    known = find(name)
    return name if known is None else known.name


def _fits(activity: str, effort: float) -> bool:
    """Whether an activity can be done at `effort`: digging is no gentle housework, whatever it is worth."""
    known = find(activity)
    return known is None or known.effort / 10.0 <= effort + HARDER_BY + 1e-9


def _muscles(one: Activity) -> frozenset[str]:
    """The muscle groups that an activity loads; all of them for the whole body."""
    return frozenset(MUSCLE_GROUPS) if one.group == WHOLE_BODY else frozenset({one.group, *touched(one.activity)})


def _in_turn(ordered: Sequence[Activity]) -> tuple[Activity, ...]:
    """Within each tier, pairs of activities for different muscles are told to take turns, the first ones first."""
    found = list(ordered)
    for at, one in enumerate(found):
        if one.alternate_with is not None:
            continue
        for later in range(at + 1, len(found)):
            other = found[later]
            free = other.tier == one.tier and other.alternate_with is None
            if free and not _muscles(one) & _muscles(other):
                found[at] = replace(one, alternate_with=other.activity)
                found[later] = replace(other, alternate_with=one.activity)
                break
    return tuple(found)
