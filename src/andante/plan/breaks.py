"""Bouts, rests and positions inside a day. Not how much a day holds: that is capped before (`guards`); and not how
long bout and rest may be, which the body says (`lengths`).

Positions change from bout to bout among those in which the activity can be done, where that is better for the body;
activities for different muscles take turns. Units: whole minutes, effort as a share of full effort (0-1),
effort-minutes.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle, islice
from typing import Final, get_args

from andante.activities import ANY_POSITION, find
from andante.anatomy import MUSCLE_GROUPS
from andante.everyday import EVERYDAY, Words, everyday, shares_of
from andante.plan.activities import COUNTED_SHARE, positions_of, share_on, touched
from andante.plan.answer import Activity, Bout, Room, Tier
from andante.plan.guards import GENTLE_EFFORT
from andante.plan.lengths import Lengths, lengths
from andante.plan.limits import WHOLE_BODY
from andante.plan.sharing import A_LITTLE, WORTH_ADDING, WORTH_NAMING, together
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
    if minutes // each > MOST_BOUTS:  # whole minutes would leave much over: a minute more of each may hold more
        each = max((each, min(how.longest, each + 1)), key=lambda bout: bout * min(MOST_BOUTS, minutes // bout))
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
    minutes: Mapping[str, float | None] | None = None,
    first: Mapping[str, float] | None = None,
    more: bool = True,
    tolerance: Tolerance | None = None,
    spared: tuple[str, ...] = (),
    strict: Collection[str] = (),
) -> tuple[Activity, ...]:
    """The day in tiers, each on top of the one before. Per muscle group, what is done and what is scheduled together
    never pass the ceiling; an activity counts for every group that it loads.

    The least tier leads to the floor, or to `first` of each muscle group where that is told, the next to a usual day,
    and what is left of the room is for when it goes well; without `more` there is no such third tier. What whole
    minutes leave over goes to the next tier. Valued activities come first within a tier, and everyday ones together
    fill what they leave, as far as they can (`sharing`). minutes: the most there may be of a valued activity in all
    (None: not known, so no limit but the room). tolerance: what the person bears in a bout; careful when not given.
    spared: muscle groups without a room that nothing planned may load (words for the whole body name no muscles, and
    stay). strict: those that bear nothing beyond their room, not even of what loads them a little.
    """
    valued = tuple(name for name in valued if not takes_any(name, spared))
    bears = {g: with_capacity(tolerance or Tolerance(), room.ceiling) for g, room in rooms.items()}
    # A full group may bear a little more; one that has borne more than its room already may not.
    ends = {
        g: room.ceiling if g in strict or room.done > room.ceiling else max(room.ceiling, room.done + A_LITTLE)
        for g, room in rooms.items()
    }
    filling = _Filling({g: room.done for g, room in rooms.items()}, {**(minutes or {})}, ends)
    # The same words all day, in each tier a little more: a day of many different things is hard to keep in mind.
    words = [one for one in EVERYDAY if one.group == WHOLE_BODY or not takes_any(one.name, spared)]
    limited = {everyday(name) for name in valued if filling.minutes.get(name) is not None}
    words = [one for one in words if one not in limited]  # the others share what so many minutes leave
    left = {group: room.ceiling - room.done for group, room in rooms.items()}
    little = {group: max(0.0, ends[group] - room.done) for group, room in rooms.items()}
    whole_day = together(left, words, little={g: max(left[g], min(A_LITTLE, little[g])) for g in rooms})
    dear = {everyday(name) for name in valued}
    everyday_words = [one for one, _ in whole_day if one not in dear]
    for tier in get_args(Tier):
        filling.bounds = {g: _bound(tier, (first or {}).get(g, room.floor), room, usual[g], more=more)
                          for g, room in rooms.items()}  # fmt: skip
        for name in valued:
            for group in most_loaded(name, rooms):
                filling.add(_activity(name, group, tier, filling, bears=bears[group]))
        filling.fill(tier, everyday_words, bears)
    return _in_turn(sorted(filling.found, key=lambda one: (_SHIFT[one.tier], one.activity not in valued)))


def in_hours(activities: Sequence[Activity], hours: float | None) -> tuple[Activity, ...]:
    """The first bouts of `activities`, as many as with their rests fit into `hours` (None: all of them)."""
    if hours is None:
        return tuple(activities)
    left, kept = 60.0 * hours, []
    for one in activities:
        fitting = []
        for bout in one.bouts:
            left -= bout.minutes + bout.rest
            if left < 0.0:
                break
            fitting.append(bout)
        if fitting:
            kept.append(replace(one, bouts=tuple(fitting)))
    there = {(one.tier, one.activity) for one in kept}
    return tuple(one if (one.tier, one.alternate_with) in there else replace(one, alternate_with=None) for one in kept)


def most_loaded(name: str, groups: Iterable[str]) -> list[str]:
    """The one of `groups` that the activity of that name loads most; where nobody knows, the whole body alone."""
    shares = shares_of(name) or {}
    moves = bool(shares) or find(name) is None
    loaded = [g for g in groups if (moves if g == WHOLE_BODY else shares.get(g, 0.0) >= COUNTED_SHARE)]
    return sorted(loaded, key=lambda g: -shares.get(g, 1.0))[:1]


def takes_any(name: str, groups: Iterable[str]) -> bool:
    """Whether an activity loads one of `groups` more than a little; nobody knows it of what nobody knows."""
    return any((shares_of(name) or {}).get(group, 0.0) >= COUNTED_SHARE for group in groups)


def touches_any(name: str, groups: Iterable[str]) -> bool:
    """Whether an activity loads one of `groups` at all, be it a little."""
    return any((shares_of(name) or {}).get(group, 0.0) > 0.0 for group in groups)


def _bound(tier: Tier, first: float, room: Room, usual: float | None, *, more: bool) -> float:
    """What a muscle group may have done once the tier is done."""
    middle = room.ceiling if not more else min(room.ceiling, max(first, usual or room.ceiling))
    # Where the usual day is all of the room there would be only what whole minutes leave over.
    return {"least": first, "usual": middle, "if it goes well": room.ceiling if middle < room.ceiling else 0.0}[tier]


@dataclass
class _Filling:
    """A day that is being filled: effort-minutes spent by muscle group, minutes left of valued activities, what the
    groups may have borne at its end with what loads them a little, and what they may have done once the tier is done.
    """

    spent: dict[str, float]
    minutes: dict[str, float | None]
    ends: Mapping[str, float]
    found: list[Activity] = field(default_factory=list)
    bounds: Mapping[str, float] = field(default_factory=dict)

    def room(self, group: str) -> float:
        """What is left for `group` in this tier."""
        return max(0.0, self.bounds[group] - self.spent[group])

    def little(self, group: str) -> float:
        """What `group` may bear in this tier of everyday activities that load it a little."""
        return max(self.room(group), min(A_LITTLE, self.ends[group] - self.spent[group]))

    def fill(self, tier: Tier, words: Sequence[Words], bears: Mapping[str, Tolerance]) -> None:
        """Fill what valued activities leave of the tier with everyday ones, where it is worth it."""
        least = WORTH_NAMING if self.of(tier) else WORTH_ADDING
        rooms, little = ({group: each(group) for group in self.spent} for each in (self.room, self.little))
        for one, amount in together(rooms, words, worth=least, little=little):
            if amount >= least or not self.of(tier):
                self.add(_activity(one.name, one.group, tier, self, bears=bears[one.group], amount=amount))

    def of(self, tier: Tier) -> list[Activity]:
        """What is planned in the tier."""
        return [one for one in self.found if one.tier == tier]

    def most(self, name: str, group: str, effort: float) -> float:
        """The most effort-minutes of `name` for `group`: as much as all its muscle groups bear, and as is wanted."""
        shares = {g: share_on(g, name, group) for g in self.spent if g != group}
        bearing = [((self.room if share >= COUNTED_SHARE else self.little)(g), share) for g, share in shares.items()]
        others = [room / share for room, share in bearing if share > 0.0]
        wanted = self.minutes.get(name)
        return min([self.room(group), *others, *([] if wanted is None else [wanted * effort])])

    def add(self, one: Activity | None) -> None:
        """Count what is planned for every muscle group that it loads."""
        if one is None:
            return
        self.found.append(one)
        for group in self.spent:
            self.spent[group] += one.load_on(group)
        left = self.minutes.get(one.activity)
        if left is not None:
            self.minutes[one.activity] = left - math.fsum(bout.minutes for bout in one.bouts)

    def bouts_of(self, name: str) -> int:
        """How many bouts of that activity the tiers before hold."""
        return sum(len(one.bouts) for one in self.found if one.activity == name)


def _activity(
    name: str, group: str, tier: Tier, filling: _Filling, *, bears: Tolerance, amount: float = math.inf
) -> Activity | None:
    """What there is of `name` in the tier, `amount` effort-minutes at most: at the gentlest of its efforts that holds
    it; a harder one must hold a quarter more.
    """
    best: Activity | None = None
    first = filling.bouts_of(name)
    for effort in _efforts(name):
        within = min(amount, filling.most(name, group, effort))
        work = math.ceil(within / effort)
        how = lengths(_plain(name), bears, work_min=work, effort=effort, positions=positions_of(name))
        bouts = bouts_for(within, effort, how, first=first)
        one = Activity(name, bouts, tier, group, effort)
        if bouts and (best is None or one.effort_minutes > WORTH_HARDER * best.effort_minutes):
            best = one
        if MOST_BOUTS * how.longest >= work:
            break
    return best


def _plain(name: str) -> str:
    known = find(name)
    return name if known is None else known.name


def _efforts(activity: str) -> list[float]:
    """The efforts (0-1) at which an activity may be planned, the gentlest first. Digging is no gentle housework, and is
    planned as hard as it is; and reading is no housework at all: nobody is to read harder than one does.
    """
    known = find(activity)
    own = 0.0 if known is None else known.effort / 10.0
    return [own] if 0.0 < own < GENTLE_EFFORT else [each for each in EFFORTS if own <= each + HARDER_BY + 1e-9]


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
