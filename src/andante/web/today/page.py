"""What the engine answered, as the page says it: outlook, room, tiers, reasons. No engine, no database.

Words come first; numbers stand one tap away.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from andante.plan.activities import share_on
from andante.plan.limits import WHOLE_BODY
from andante.plan.sentences import AMOUNTS
from andante.plan.told import Told, told, told_of
from andante.web.activity_words import activity_words, with_capital
from andante.web.diary.answers import GROUP_WORDS, words_for
from andante.web.engine_words import effort_words, help_words, number_words, of_one, short_number, told_words, within
from andante.web.today.outlook import outlook_of
from andante.web.today.services import DAYS_NEEDED, Today
from andante.web.today.words import (
    HELP_TITLES,
    MODES,
    NUMBERS,
    NUMBERS_OF,
    STEPS,
    TIERS,
    bouts_words,
    in_100,
    in_all_words,
    room_words,
    tiers_of,
)
from andante.web.units import length_words

LIGHT_EFFORT = 0.3
HOLD_THE_WHOLE = frozenset({"risk-bound", "least-risk", "risk-held", "risk-unknown", "rarely-rated", "last-safe-plan"})
BAR = 100.0


@dataclass(frozen=True)
class Reason:
    """One reason and its numbers."""

    text: str
    numbers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RoomBar:
    """Room for one muscle group, in words, numbers and the places of a bar from 0 to 100."""

    words: str
    said: str
    floor: str
    ceiling: str
    used: str
    is_over: bool
    is_untouched: bool
    floor_at: float
    ceiling_at: float
    used_at: float
    why: tuple[Reason, ...]


@dataclass(frozen=True)
class Suggestion:
    """One activity of the plan."""

    activity: str
    group: str
    how: str
    why: tuple[Reason, ...]
    place: int  # among the bouts of the plan, for the timer


@dataclass(frozen=True)
class Tier:
    """A tier of the plan."""

    title: str
    words: str
    suggestions: tuple[Suggestion, ...]
    in_all: str
    is_open: bool = False


@dataclass(frozen=True)
class MustDo:
    """What has to be done, with the breaks to take in it."""

    activity: str
    how: str
    place: int  # among the bouts of the plan, for the timer


@dataclass(frozen=True)
class Start:
    """The next bout, one tap away."""

    activity: str
    how: str


@dataclass(frozen=True)
class Help:
    """Where to turn with what was noted."""

    title: str
    words: str


@dataclass(frozen=True)
class TodayPage:
    """Everything on the page."""

    headline: str
    outlook: str
    mode: str = ""
    step: str = ""
    chances: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    rooms: tuple[RoomBar, ...] = ()
    must_do: tuple[MustDo, ...] = ()
    tiers: tuple[Tier, ...] = ()
    is_safe_default: bool = True
    is_fault: bool = False
    is_pending: bool = False
    is_flare: bool = False
    start: Start | None = None
    days_left: int = 0
    help_first: tuple[Help, ...] = ()


def page_of(today: Today) -> TodayPage:
    """The page for what the engine had."""
    days_left = max(0, DAYS_NEEDED - today.rated_days)
    if today.flags:
        helps = tuple(Help(str(HELP_TITLES[level]), words) for level, words in help_words(today.flags))
        return TodayPage(gettext("Help first"), "", help_first=helps)
    if today.pending:
        words = gettext("Working out today’s plan. This takes a few seconds.")
        return TodayPage(gettext("Good to see you"), words, is_pending=True)
    if today.answer is None:
        return TodayPage(
            headline=gettext("A gentle day") if today.fault or today.rated_days else gettext("Welcome"),
            outlook="",
            is_fault=today.fault,
            days_left=days_left,
        )
    answer = today.answer
    is_first = not today.rated_days and answer["mode"] == "safe-default"
    headline, outlook = (gettext("Welcome"), "") if is_first else outlook_of(today)
    # A chance that has not beaten "same as last time" is shown nowhere on the page.
    is_earned = today.score is not None and today.score.beaten
    reasons = told(answer, forecast_shown=is_earned)
    held = tuple(each for each in reasons if each.code in HOLD_THE_WHOLE)
    return TodayPage(
        headline=headline,
        outlook=outlook,
        mode=str(MODES.get(answer["mode"], answer["mode"])),
        step="" if is_first else str(STEPS.get(answer["step"], "")),
        # In a flare its chance is no news.
        chances=_chances(answer["risk"]) if is_earned and answer["mode"] != "flare" else (),
        reasons=_reasons(each for each in reasons if each.code != "floor" or not _is_full(answer)),
        rooms=tuple(_room(group, answer, held=held) for group in answer["envelope"]),
        must_do=_must_do(answer),
        tiers=_tiers(answer, held=held),
        is_flare=answer["mode"] == "flare",
        start=_start(answer),
        is_safe_default=answer["mode"] == "safe-default",
        days_left=days_left,
    )


def _chances(risk: Mapping[str, float | None]) -> tuple[str, ...]:
    said = {
        "p_flare_within_3_days": gettext("Chance of a flare within three days with this plan: %(chance)s."),
        "if_unchanged": gettext("If you did as much as you usually do: %(chance)s."),
        "limit": gettext("The most you accept, from your settings: %(chance)s."),
    }
    known = [(words, risk[name]) for name, words in said.items()]
    return tuple(words % {"chance": in_100(chance)} for words, chance in known if chance is not None)


# -- room ------------------------------------------------------------------------------------------------------------


def group_words(group: str) -> str:
    """A muscle group in plain words, or the whole body."""
    return str(GROUP_WORDS[group]) if group in GROUP_WORDS else words_for("load" if group == WHOLE_BODY else group)


def _why(group: str, answer: Mapping[str, Any], *, held: tuple[Told, ...]) -> tuple[Told, ...]:
    """The reasons for a group's room. Where none of its own is a ceiling, what held the whole plan back comes first."""
    own = told_of(answer, group)
    return own if any("most" in each.of[0]["numbers"] for each in own) else (*held, *own)


def _room(group: str, answer: Mapping[str, Any], *, held: tuple[Told, ...]) -> RoomBar:
    room = answer["envelope"][group]
    floor, ceiling, used = float(room["floor"]), float(room["ceiling"]), float(room.get("done", 0.0))
    needed = _needed(answer, group)
    if needed >= floor or _is_full(answer):  # there is no least to reach beside what has to be done
        floor = 0.0
    end = max(1.2 * ceiling, 1.05 * used, 1.0)
    return RoomBar(
        words=group_words(group),
        said=_room_words(ceiling, used, needed=needed),
        floor=effort_words(floor),
        ceiling=effort_words(ceiling),
        used=effort_words(used),
        is_over=used > ceiling,
        is_untouched=used == 0,
        floor_at=round(BAR * floor / end, 1),
        ceiling_at=round(BAR * ceiling / end, 1),
        used_at=round(BAR * used / end, 1),
        why=_reasons(_why(group, answer, held=held)),
    )


def _light_min(effort_minutes: float) -> int:
    """Minutes of light work (effort 3 of 10), down to a number one can keep in mind."""
    minutes = math.floor(effort_minutes / LIGHT_EFFORT)
    return minutes if minutes < 10 else 5 * (minutes // 5)


def _room_words(ceiling: float, used: float, *, needed: float) -> str:
    """What room is left beside what is done, and what has to be done yet (`needed` of the day in all)."""
    if used > ceiling:
        return gettext("More than planned already. Rest is a good next step.")
    return room_words(_light_min(max(ceiling - max(used, needed), 0.0)), used=used > 0)


# -- plan ------------------------------------------------------------------------------------------------------------


def _tiers(answer: Mapping[str, Any], *, held: tuple[Told, ...]) -> tuple[Tier, ...]:
    tiers: list[Tier] = []
    rests = answer["mode"] == "flare"
    for tier, usual_words in TIERS.items():
        chosen = [(place, each) for place, each in _in_bouts(answer) if each.get("tier", "usual") == tier]
        if chosen:
            title, words = tiers_of(answer).get(tier, usual_words)
            suggestions = tuple(_suggestion(each, answer, place=place, held=held) for place, each in chosen)
            # On a resting day only what is wished for lies open.
            is_open = tier == "least" if rests else not tiers
            in_all = in_all_words([bout for _, each in chosen for bout in each["bouts"]])
            tiers.append(Tier(str(title), str(words), suggestions, in_all, is_open))
    return tuple(tiers)


def _must_do(answer: Mapping[str, Any]) -> tuple[MustDo, ...]:
    first = len(_in_bouts(answer))
    return tuple(
        MustDo(with_capital(activity_words(each["activity"])), bouts_words(each["bouts"], more=False), first + at)
        for at, each in enumerate(answer.get("must_do", ()))
    )


def _in_bouts(answer: Mapping[str, Any]) -> list[tuple[int, Mapping[str, Any]]]:
    """What the timer can run, with its place there."""
    return list(enumerate(each for each in answer["schedule"] if each["bouts"]))


def _start(answer: Mapping[str, Any]) -> Start | None:
    """The first bout of what is left of the day. What is done is counted already, so the plan begins after it; where
    nothing else is planned, with what has to be done.
    """
    planned = [each for _, each in _in_bouts(answer)]
    first = next(iter((*planned, *answer.get("must_do", ()))), None)
    if first is None:
        return None
    bout, name = first["bouts"][0], with_capital(activity_words(first["activity"]))
    return Start(name, f"{length_words(math.floor(bout['minutes']))}, {gettext(bout['position'])}")


def _suggestion(
    activity: Mapping[str, Any], answer: Mapping[str, Any], *, place: int, held: tuple[Told, ...]
) -> Suggestion:
    group, effort = activity["group"], activity["effort"]
    place_there = answer["schedule"].index(activity)
    more = any(each["activity"] == activity["activity"] for each in answer["schedule"][:place_there])
    room, where = answer["envelope"][group], within(group_words(group))
    planned = answer["schedule"][: place_there + 1]
    loads = (share_on(group, each["activity"], each["group"]) * _load(each) for each in planned)
    total = max(room["done"], _needed(answer, group)) + sum(loads)
    sums = gettext("With this you come to %(total)s of %(most)s effort-minutes: %(where)s.")
    told_sums = of_one(sums % {"where": where, "total": effort_words(total), "most": effort_words(room["ceiling"])})
    own = Reason(told_sums, ((gettext("effort, 0 to 10"), short_number(10 * effort)),))
    how_hard = gettext("Effort %(effort)s of 10.") % {"effort": short_number(10 * effort)}
    how = f"{how_hard} {bouts_words(activity['bouts'], more=more)}"
    return Suggestion(
        with_capital(activity_words(activity["activity"])),
        group_words(group),
        how,
        (own, *_reasons(_why(group, answer, held=held)[:1])),
        place,
    )


def _is_full(answer: Mapping[str, Any]) -> bool:
    """Whether nothing is planned beside what has to be done."""
    return bool(answer.get("must_do")) and not answer["schedule"]


def _needed(answer: Mapping[str, Any], group: str) -> float:
    """What has to be done takes so much of the muscle group: what is written may be a part of it."""
    return float(sum(each["loads"].get(group, 0.0) for each in answer.get("must_do", ())))


def _load(activity: Mapping[str, Any]) -> float:
    return float(activity["effort"] * sum(bout["minutes"] for bout in activity["bouts"]))


# -- reasons ---------------------------------------------------------------------------------------------------------


def _reasons(reasons: Iterable[Told]) -> tuple[Reason, ...]:
    return tuple(Reason(told_words(each), _numbers(each.of)) for each in reasons)


def _numbers(whys: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    """The numbers of a reason with their units; of one told for several muscle groups, with the group's name before
    each.
    """
    shown = []
    for why in whys:
        group = f"{group_words(why['numbers']['group'])}: " if len(whys) > 1 else ""
        for name, value in why["numbers"].items():
            if name != "group":
                words = NUMBERS_OF.get((why["code"], name)) or NUMBERS.get(name, name.replace("_", " "))
                shown.append((f"{group}{words}", _with_unit(name, number_words(name, value))))
    return tuple(shown)


def _with_unit(name: str, said: str) -> str:
    return of_one(gettext("%(n)s effort-minutes") % {"n": said}) if name in AMOUNTS else said
