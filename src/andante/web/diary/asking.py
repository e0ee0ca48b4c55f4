"""What the form of one person asks on one day: its own questions, and what stands beside them. Reads only.

Nothing in here is ever an answer: a number that is shown or begun at is written only when the person says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median
from types import MappingProxyType

from andante.anatomy import AREAS
from andante.everyday import shares_of
from andante.web.accounts.models import User
from andante.web.activity_words import activity_names, activity_words
from andante.web.diary.answers import AREA, RATINGS, SYMPTOM, TREATMENT, Answers, untold
from andante.web.diary.doings import Choice, Choices, choices_of
from andante.web.diary.models import AS_USUAL, CHECK_IN, SAME, Entry, Favourite, OwnActivity, Remedy, Symptom
from andante.web.diary.rows import day_values, is_future

LOOK_BACK_DAYS = 28
FEWEST_FOR_USUAL = 5
_NO_EVIDENCE = (AS_USUAL, SAME)
_NOTHING_SENT: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Asked:
    """The questions beyond the six ratings, and where the - and + buttons begin (`last`, by column). `columns`: the
    names of the person's own columns, hidden ones too; `past`: the entries of four weeks up to the day asked about;
    `untold`: the loads of that day which another entry has something done for, and nobody knows how much; `hurting`:
    the areas of which another entry of that day says that they hurt.
    """

    symptoms: tuple[Symptom, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    areas: tuple[str, ...] = ()
    choices: Choices = field(default_factory=lambda: Choices((), ()))
    own_shares: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    last: Mapping[str, float] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    past: tuple[Entry, ...] = ()
    untold: frozenset[str] = frozenset()
    hurting: frozenset[str] = frozenset()

    @cached_property
    def names(self) -> dict[str, str]:
        """Every activity that may be named: in plain small letters, in English or the person's language, and as it is
        kept.
        """
        known = tuple(activity_names())
        translated = {activity_words(name).lower(): name for name in known}
        return translated | {" ".join(name.lower().split()): name for name in (*known, *self.own_shares)}

    def shares(self, name: str) -> Mapping[str, float]:
        """The muscle-group shares of an activity."""
        return self.own_shares.get(name, shares_of(name) or {})


def asked_of(user: User, day: dt.date, former: Answers | None = None, sent: Mapping[str, str] = _NOTHING_SENT) -> Asked:
    """What is asked of `user` for `day`, though it be hidden since: what the entry `former` was asked, and what a form
    with the fields `sent` asked.
    """
    before = former.values if former else {}
    first = day - dt.timedelta(days=LOOK_BACK_DAYS)
    past = tuple(Entry.objects.of(user).kept().between(first, day, user.day_start))
    last = day_values(past)
    areas = {column.removeprefix(AREA) for column in (*last, *before) if column.startswith(AREA)}
    symptoms = {f"{SYMPTOM}{each.slug}": each for each in Symptom.objects.of(user)}
    remedies = {f"{TREATMENT}{each.slug}": each for each in Remedy.objects.of(user)}
    own = list(OwnActivity.objects.of(user))
    own_shares = {each.name: dict(each.groups) for each in own}
    others = _others([each for each in past if each.own_day(user.day_start) == day], former, sent)
    return Asked(
        symptoms=tuple(
            each
            for column, each in symptoms.items()
            if not each.hidden or column in before or f"symptom_{each.slug}" in sent
        ),
        remedies=tuple(
            each
            for column, each in remedies.items()
            if not each.hidden or column in before or f"remedy_{each.slug}" in sent
        ),
        areas=tuple(area for area in AREAS if area in areas),
        choices=choices_of(own, Favourite.objects.filter(user=user), past),
        own_shares=own_shares,
        last=last,
        columns={column: each.name for column, each in (*symptoms.items(), *remedies.items())},
        past=past,
        untold=untold(others, own_shares),
        hurting=frozenset(column for each in others for column, value in each.values.items() if _hurts(column, value)),
    )


def _others(written: Iterable[Entry], former: Answers | None, sent: Mapping[str, str]) -> list[Answers]:
    """Of what is written that day, what is not the entry that is changed, or that this form wrote before."""
    before = sent.get("client_id")
    return [each.given for each in written if str(each.client_id) != before and each.given != former]


def _hurts(column: str, value: float | None) -> bool:
    return column.startswith(AREA) and bool(value)


def usual_of(user: User, past: Iterable[Entry], day: dt.date, now: dt.datetime) -> dict[str, float]:
    """What "about as usual" says: of each rating the median of the days written by hand in `past` before `day`, where
    there are five or more. Empty while even pain has fewer: there is no usual yet.

    Days said to be "as usual" do not count again, or a word would slowly become its own evidence.
    """
    by_day: dict[dt.date, list[Entry]] = {}
    for entry in past:
        own_day = entry.own_day(user.day_start)
        is_evidence = entry.origin not in _NO_EVIDENCE and entry.kind == CHECK_IN and not is_future(entry, now)
        if is_evidence and own_day < day:
            by_day.setdefault(own_day, []).append(entry)
    known = [day_values(entries) for entries in by_day.values()]
    usual: dict[str, float] = {}
    for column in RATINGS:
        values = [each[column] for each in known if column in each]
        if len(values) >= FEWEST_FOR_USUAL:
            usual[column] = round(2 * median(values)) / 2
    return usual if "pain" in usual else {}


def first_choices(asked: Asked, most: int = 5) -> tuple[Choice, ...]:
    """Favourites and recent activities that get a place of their own on the form."""
    return asked.choices.first[:most]
