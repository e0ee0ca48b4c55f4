"""What a day's room means for the activities that a person values: how many minutes of each, and which not today.

A minute of an activity costs its most loaded muscle group the activity's effort (0-1), the other groups as much less as
their load is (`andante.activities`); in a diary of the whole body it costs the effort. All are estimates. Activities
that the catalogue does not know have no such cost: they are named, and never counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from andante.activities import find
from andante.anatomy import MUSCLE_GROUP_OF
from andante.everyday import everyday, shares_of
from andante.plan.activities import COUNTED_SHARE
from andante.plan.answer import Mode, Room
from andante.plan.limits import WHOLE_BODY
from andante.plan.question import GENTLE_EFFORT
from andante.plan.sentences import ROOM_FOR

WANTED_MIN: Final = 30.0
"""How long an activity is wanted where the person has not said so (`valued_minutes`)."""
LEAST_MIN: Final = 5.0
"""With room for fewer minutes than this, an activity is better kept for another day."""
GENTLE_MODES: Final[frozenset[Mode]] = frozenset({"flare", "safe-default"})


@cache
def costs(activity: str) -> Mapping[str, float]:
    """Effort-minutes of each muscle group, and of the whole body, that a minute of `activity` takes; empty for rest and
    for what nobody knows.
    """
    known = find(activity)
    if known is None or not known.groups:
        return {}
    loads: dict[str, float] = {}
    for muscle, load in known.load.items():
        group = MUSCLE_GROUP_OF[muscle]
        loads[group] = max(loads.get(group, 0.0), load)
    effort, heaviest = known.effort / 10.0, max(loads.values())
    each = {group: effort * load / heaviest for group, load in loads.items() if load >= COUNTED_SHARE * heaviest}
    return {**each, WHOLE_BODY: effort}


def wanted_min(activity: str, wanted: Mapping[str, float]) -> float:
    """How many minutes of an activity are wanted, whatever the case and spaces of its name in `wanted`."""
    name = _plain(activity)
    return next((minutes for each, minutes in wanted.items() if _plain(each) == name), WANTED_MIN)


def _plain(name: str) -> str:
    return " ".join(name.lower().split())


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is valued, with the minutes that are wanted of it beside what has to be done under the same name.

    names: what is still wanted, the dearest first. minutes: how many of one, the default where it is absent. counted:
    what has to be done, in part or in all. met: what is no longer wanted because of it.
    """

    names: tuple[str, ...]
    minutes: Mapping[str, float]
    counted: tuple[str, ...] = ()
    met: tuple[str, ...] = ()

    def most(self, today: Mapping[str, float | None]) -> dict[str, float | None]:
        """The most minutes to plan of each of today's activities, and none of what is met. Of what nobody knows, of
        what has to be done in part, and of what the person gave minutes for, as many as are wanted; None, for no limit
        but the room, of other everyday words and of rest.
        """
        open_ = [name for name, minutes in today.items() if minutes is None]
        said = {*map(_plain, self.minutes)}
        limited = [name for name in open_ if name in self.counted or shares_of(name) is None or _plain(name) in said]
        return {**today, **{name: wanted_min(name, self.minutes) for name in limited}, **dict.fromkeys(self.met, 0.0)}


def still_wanted(valued: Sequence[str], wanted: Mapping[str, float], must_do: Mapping[str, float]) -> Wanted:
    """What is wanted beside `must_do` (minutes by name): its minutes count towards what is wanted of the same name. Of
    that fewer than five minutes more are not worth a bout of their own.
    """
    bound = {name: sum(each for one, each in must_do.items() if _plain(one) == _plain(name)) for name in valued}
    left = {name: max(0.0, wanted_min(name, wanted) - minutes) for name, minutes in bound.items() if minutes}
    met = tuple(name for name, minutes in left.items() if minutes < LEAST_MIN)
    others = {name: minutes for name, minutes in wanted.items() if _plain(name) not in map(_plain, left)}
    return Wanted(tuple(name for name in valued if name not in met), {**left, **others}, tuple(left), met)


def minutes_within(
    loads: np.ndarray, groups: Sequence[str], valued: Sequence[str], wanted: Mapping[str, float]
) -> np.ndarray:
    """Minutes (n, valued) of each valued activity that the loads (n, groups) have room for, the dearest first: each
    takes what it needs, at most what is wanted, and leaves the rest to the next. One that there is less than five
    minutes of, or than is wanted where that is less, is for another day, and leaves all of it.
    """
    left = np.maximum(np.asarray(loads, float), 0.0).copy()
    found = np.zeros((len(left), len(valued)))
    for index, activity in enumerate(valued):
        cost = np.array([costs(activity).get(group, 0.0) for group in groups])
        uses = cost > 0.0
        if not uses.any():
            continue
        room, most = (left[:, uses] / cost[uses]).min(axis=1), wanted_min(activity, wanted)
        found[:, index] = np.where(room + 1e-9 < min(LEAST_MIN, most), 0.0, np.minimum(room, most))
        left -= found[:, [index]] * cost
    return found


def done_today(
    rooms: Mapping[str, Room], mode: Mode, valued: Sequence[str], wanted: Mapping[str, float]
) -> tuple[dict[str, float | None], tuple[str, ...]]:
    """The valued activities for today with their minutes (None: not known), and those that are not for today.

    An activity is not for today when the room left holds less than five minutes of it, or less than is wanted where
    that is less; or, in a flare and in a safe default, when it is more than gentle, whatever muscle groups it takes, or
    when nobody knows how hard it is: "running" is not in the catalogue, and no gentle movement.
    """
    groups = list(rooms)
    left = np.array([[rooms[group].ceiling - rooms[group].done for group in groups]])
    # What is too hard for the day takes no room from the others.
    gentle = [activity for activity in valued if mode not in GENTLE_MODES or _is_gentle(activity)]
    minutes = minutes_within(left, groups, gentle, wanted)[0]
    today: dict[str, float | None] = {}
    for activity, room in zip(gentle, minutes.tolist(), strict=True):
        least = min(LEAST_MIN, wanted_min(activity, wanted))
        is_counted = bool(set(groups) & set(costs(activity)))
        short = room + 1e-9 < least if is_counted else _is_short_of(activity, rooms, least)
        if not short:
            today[activity] = room if is_counted else None
    return today, tuple(activity for activity in valued if activity not in today)


def _is_gentle(activity: str) -> bool:
    """Whether an activity is known, and no more than gentle."""
    known = find(activity)
    return everyday(activity) is not None if known is None else known.effort / 10.0 <= GENTLE_EFFORT + 1e-9


def _is_short_of(activity: str, rooms: Mapping[str, Room], minutes: float) -> bool:
    """Whether everyday words have room for less than so many gentle minutes. Of what nobody knows nothing is said."""
    if everyday(activity) is None:
        return False
    shares = {WHOLE_BODY: 1.0, **(shares_of(activity) or {})}
    takes = ((room, shares.get(group, 0.0)) for group, room in rooms.items())
    gentle = minutes * GENTLE_EFFORT - 1e-9
    return any(room.ceiling - room.done < gentle * share for room, share in takes if share > 0.0)


def in_words(today: Mapping[str, float | None]) -> str:
    """ "gardening (room for about 12 minutes), piano": whole minutes, rounded down."""
    return ", ".join(
        name if minutes is None else ROOM_FOR.format(activity=name, minutes=int(minutes))
        for name, minutes in today.items()
    )
