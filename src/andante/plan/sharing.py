"""How everyday activity fills the room of several muscle groups at once: which everyday words, and how much of each.
Most of what people do loads more than one group, so planned one beside the other for each group, the words of a day
would add up to more hours than a day has. Bouts and rests are cut elsewhere (`breaks`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from andante.everyday import EVERYDAY, Words
from andante.plan.activities import COUNTED_SHARE, share_on

WORTH_NAMING: Final = 1.5
"""Effort-minutes: five gentle minutes of something are worth naming in a day ..."""
WORTH_ADDING: Final = 0.9
"""... and three in one of its tiers, where it is not the only thing."""
A_LITTLE: Final = 1.5
"""Effort-minutes, as much as five gentle minutes: what a full muscle group may bear of a day's activities for others,
each of which loads it a little (less than `COUNTED_SHARE`). Else a full neck leaves not even a walk."""
A_MINUTE_COSTS: Final = 1e-3
"""... against a share of room that is filled: of two days that fill as much, the shorter."""
LEAST_ROOM: Final = 0.1
"""Effort-minutes; less room than this holds nothing, and asks for no share."""

Amounts = list[tuple[Words, float]]


def together(
    rooms: Mapping[str, float],
    among: Iterable[Words] = EVERYDAY,
    *,
    worth: float = WORTH_NAMING,
    little: Mapping[str, float] | None = None,
) -> Amounts:
    """The everyday words that fill `rooms` (effort-minutes left by muscle group) as evenly and as far as they can, the
    most first: with effort-minutes of their own group. No group comes to more than its room, or, with what loads it a
    little, to more than `little` (`A_LITTLE`); some may keep a part of theirs, where nothing fills it that would not
    load another beyond its own.

    among: the words to choose from. worth: the fewest effort-minutes of one, unless it is the only one.
    """
    bears = {group: max(room, A_LITTLE if little is None else little[group]) for group, room in rooms.items()}
    left = {group: room for group, room in rooms.items() if room >= LEAST_ROOM}
    words = [one for one in among if one.group in left and not _loads_any(one, rooms.keys() - left)]
    while words:
        # Without the words of which there is nothing the best mixture is the same one.
        found = sorted((each for each in _mixture(left, bears, words) if each[1] > 0.0), key=lambda each: -each[1])
        if len(found) <= 1 or found[-1][1] >= worth:
            return found
        words = [one for one, _ in found[:-1]]
    return []


def _mixture(rooms: Mapping[str, float], bears: Mapping[str, float], words: Sequence[Words]) -> Amounts:
    """Effort-minutes of each of `words`: a linear programme (`milp` without whole numbers takes two thirds of the time
    of `linprog`, and gives the same).
    """
    named, room = tuple((one.name, one.group) for one in words), np.array([*rooms.values()])
    small = np.array([bears[group] > rooms[group] for group in rooms])
    share, every = _shares(tuple(rooms), named), _shares(tuple(bears), named)
    fills = np.where(small[:, None] & (share < COUNTED_SHARE), 0.0, share)  # what is borne beyond a room fills none
    filled = fills / room[:, None]
    # The last unknown is the share that every group has at least: it counts as much as all others together.
    rows = [(fills[small], 0.0, room[small]), (every, 0.0, [*bears.values()]), (-filled, 1.0, np.zeros(len(room)))]
    found = milp(
        np.append(A_MINUTE_COSTS - filled.sum(axis=0), -float(len(room))),
        constraints=LinearConstraint(
            np.vstack([np.column_stack([part, np.full(len(part), last)]) for part, last, _ in rows]),
            ub=np.concatenate([most for _, _, most in rows]),
        ),
        bounds=Bounds(0.0, np.append(np.full(len(words), np.inf), 1.0)),
    )
    assert found.x is not None, "nothing of everything is always allowed"
    return [(one, float(amount)) for one, amount in zip(words, found.x[:-1], strict=True)]


@lru_cache(maxsize=1024)
def _shares(groups: tuple[str, ...], words: tuple[tuple[str, str], ...]) -> np.ndarray:
    """How much (0-1) of what is planned with each of `words`, of its own group, each of `groups` bears."""
    return np.array([[share_on(group, *one) for one in words] for group in groups])


def _loads_any(one: Words, groups: Iterable[str]) -> bool:
    return any(share_on(group, one.name, one.group) >= COUNTED_SHARE for group in groups)
