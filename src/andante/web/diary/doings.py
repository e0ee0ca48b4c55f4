"""What a person did: which activities there are to choose from, and what a day's list of them becomes.

The loads of muscle groups are worked out in one place (`answers.loads_by_group`, over `andante.activities.loads_of`),
with the shares of the catalogue or of the person's own activity, and kept with the entry: a later change of an own
activity leaves what was written as it was.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from andante.activities import ANY_POSITION, catalogue
from andante.everyday import shares_of
from andante.web.accounts.models import User
from andante.web.activity_words import activity_name, activity_words, in_order, with_capital
from andante.web.diary.answers import Doing, Effort, loads_by_group
from andante.web.diary.models import Entry, Favourite, OwnActivity
from andante.web.diary.rows import day_values

RECENT_DAYS = 28
MOST_RECENT = 8
LIKE = 0.75  # of get_close_matches, 0-1: "wlaking" is near "walking", "zorbing" near nothing

Shares = dict[str, Mapping[str, float]]


@dataclass(frozen=True)
class Choice:
    """One activity to choose: its name as kept, its words as shown, the muscle groups (0-1, the busiest first)."""

    name: str
    words: str
    shares: dict[str, float]
    positions: tuple[str, ...]
    is_own: bool = False
    is_favourite: bool = False


@dataclass(frozen=True)
class Choices:
    """Activities to choose from: favourites and recent ones `first`, then the `rest` by name."""

    first: tuple[Choice, ...]
    rest: tuple[Choice, ...]

    def named(self, name: str) -> Choice | None:
        """The choice of that name, or of those words, whatever case and spaces."""
        plain = _plain(name)
        return next(
            (each for each in (*self.first, *self.rest) if plain in (_plain(each.name), _plain(each.words))), None
        )

    def near(self, name: str, most: int = 3) -> tuple[str, ...]:
        """The words of those that are written much like `name`: it may be a slip of the finger."""
        words = {_plain(each.words): each.words for each in (*self.first, *self.rest)}
        return tuple(words[each] for each in get_close_matches(_plain(name), words, most, LIKE))


def choices_for(user: User) -> Choices:
    """What `user` may choose from, in three queries: hidden ones left out."""
    today = user.today()
    written = Entry.objects.of(user).kept().between(today - dt.timedelta(days=RECENT_DAYS), today, user.day_start)
    own, dear = OwnActivity.objects.of(user), Favourite.objects.filter(user=user)
    return choices_of(own, dear, written.exclude(doings=[]))


def choices_of(own: Iterable[OwnActivity], favourites: Iterable[Favourite], written: Iterable[Entry]) -> Choices:
    """The choices of somebody with these activities, favourites, and entries of the last weeks."""
    own, dear = list(own), {each.name for each in favourites}
    covered = {_plain(each.name) for each in own}
    found = [_own_choice(each) for each in own if not each.hidden]
    found += [_known_choice(name, is_favourite=name in dear) for name in catalogue() if name not in covered]
    counted = Counter(_plain(doing["activity"]) for entry in written for doing in entry.doings)
    rank = {name: place for place, (name, _) in enumerate(counted.most_common(MOST_RECENT))}
    first = [each for each in found if each.is_favourite or _plain(each.name) in rank]
    first.sort(key=lambda each: (not each.is_favourite, rank.get(_plain(each.name), MOST_RECENT), in_order(each.words)))
    chosen = {each.name for each in first}
    rest = sorted((each for each in found if each.name not in chosen), key=lambda each: in_order(each.words))
    return Choices(tuple(first), tuple(rest))


def _own_choice(own: OwnActivity) -> Choice:
    positions = tuple(own.positions) or (ANY_POSITION,)
    return Choice(own.name, own.name, dict(own.groups), positions, is_own=True, is_favourite=own.favourite)


def _known_choice(name: str, *, is_favourite: bool) -> Choice:
    known = catalogue()[name]
    return Choice(name, with_capital(activity_words(name)), known.shares, known.positions, is_favourite=is_favourite)


def _plain(name: str) -> str:
    return " ".join(name.lower().split())


def known_name(user: User, name: str) -> str | None:
    """The name under which an activity is kept: of one's own (hidden ones too), of the catalogue, or of the plan's
    everyday words. None for one that nobody knows.
    """
    own = {_plain(each.name): str(each.name) for each in OwnActivity.objects.of(user)}
    if _plain(name) in own:
        return own[_plain(name)]
    return activity_name(name)


def shares_for(user: User, doings: Iterable[Doing]) -> Shares:
    """The muscle-group shares of every activity in `doings`; none for one that nobody knows."""
    own: Shares = {each.name: dict(each.groups) for each in OwnActivity.objects.of(user)}
    return {doing.activity: own.get(doing.activity, shares_of(doing.activity) or {}) for doing in doings}


def same_doings(user: User, entries: Iterable[Entry]) -> tuple[tuple[Doing, ...], dict[str, Effort]]:
    """What stands behind the loads of a day, to be written for another: its activities, and the efforts by muscle group
    where one entry holds them all. Nothing when the loads of that day are not those of what was done.
    """
    entries = list(entries)
    doings = tuple(replace(doing, planned=False) for entry in entries for doing in entry.given.doings)
    given = [entry.given.efforts for entry in entries if entry.efforts]
    efforts = dict(given[0]) if len(given) == 1 else {}
    found = loads_by_group(doings, efforts, shares_for(user, doings))
    known = {column: load for column, load in day_values(entries).items() if column.startswith("load.")}
    if any(entry.rested for entry in entries):  # then what nothing was done with is 0
        known = {column: load for column, load in known.items() if load or column in found}
    fits = {column: load for column, load in found.items() if load is not None} == known
    return (doings, efforts) if fits else ((), {})
