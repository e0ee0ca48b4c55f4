"""What has to be done today, a shift or care, cut into bouts with rests: suggested, never moved and never shortened.

What it is reckoned to take of each muscle group is taken from the room for everything else (`activities`' estimates).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from andante.activities import find
from andante.everyday import everyday
from andante.plan.answer import Block, Room, needed
from andante.plan.breaks import breaks_for
from andante.plan.lengths import UNKNOWN, models_of
from andante.plan.situation import LEVEL_SEARCH_DAYS, Situation
from andante.plan.tolerance import Tolerance
from andante.plan.valued import costs


def blocks_of(must_do: Mapping[str, float], groups: Sequence[str], body: Tolerance) -> tuple[Block, ...]:
    """Each activity of `must_do` (minutes by name) in bouts as `body` bears them, with its load (effort-minutes) of
    those of `groups` that it takes. The bouts together are as long as was asked for.
    """
    found = []
    for activity, minutes in must_do.items():
        known = find(activity)
        name = activity if known is None else known.name
        loads = {group: round(minutes * cost, 1) for group, cost in _takes(name).items() if group in groups}
        found.append(Block(name, breaks_for(activity, minutes, body), loads))
    return tuple(found)


@cache
def _takes(activity: str) -> Mapping[str, float]:
    """Effort-minutes of each muscle group that a minute takes; of what nobody knows, the most that any of UNKNOWN does:
    what has to be done is never nothing.
    """
    words = everyday(activity)
    each = [costs(one) for one in (models_of(activity) if words is None else words.like)]
    return {group: max(one.get(group, 0.0) for one in each) for one in each for group in one}


def unknown(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The names of those blocks that the catalogue does not know, neither as they stand nor as everyday words."""
    return tuple(block.activity for block in blocks if models_of(block.activity) is UNKNOWN)


def is_unheard_of(blocks: Sequence[Block], situation: Situation) -> bool:
    """Whether `blocks` take more of a muscle group than any known day of twelve weeks held: no forecast knows such a
    day.
    """
    groups = {group for block in blocks for group in block.loads}
    return any(
        needed(blocks, group) > max(situation.known_loads(group, LEVEL_SEARCH_DAYS), default=0.0) for group in groups
    )


def hours_of(blocks: Sequence[Block]) -> float:
    """How many hours `blocks` take, rests among them."""
    return sum(bout.minutes + bout.rest for block in blocks for bout in block.bouts) / 60.0


def beside(rooms: Mapping[str, Room], blocks: Sequence[Block]) -> dict[str, float]:
    """What of each room is taken already: what is done or has to be, whichever is more."""
    return {group: max(room.done, needed(blocks, group)) for group, room in rooms.items()}
