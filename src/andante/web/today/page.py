"""What the engine answered, as the page says it: outlook, room, tiers, reasons. No engine, no database.

Words come first; numbers stand one tap away.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from andante.plan.red_flags import Level, help_by_level
from andante.plan.sentences import effort_minutes
from andante.plan.told import Told, told, told_of
from andante.web.diary.answers import GROUP_WORDS
from andante.web.engine_words import told_words
from andante.web.today.services import DAYS_NEEDED, Today

LIGHT_EFFORT = 0.3
BAR = 100.0
TIERS = {
    "least": ("Least", "Enough for a hard day. Gentle movement keeps a bad week from becoming none."),
    "usual": ("Then, on a day like most", "This on top of the least, up to a usual day."),
    "if it goes well": (
        "Then, if it goes well",
        "Only when the day is kind: this on top, up to today’s room. A good day is not a licence.",
    ),
}
MODES = {
    "usual": "A usual day",
    "careful": "A careful day",
    "flare": "A resting day",
    "re-entry": "A day of coming back",
    "safe-default": "A safe day",
}
NUMBER_WORDS = {
    "p": "chance in 100",
    "most": "at most",
    "reached": "level reached",
    "rise": "points up",
    "eases": "eases on",
}
HELP_TITLES: dict[Level, str] = {
    "now": "Call for help now",
    "today": "See a doctor today",
    "soon": "See a doctor soon",
}
STEPS = {"hold": "About the same as lately.", "up": "One small step up.", "down": "A step down from lately."}


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


@dataclass(frozen=True)
class Tier:
    """A tier of the plan."""

    title: str
    words: str
    suggestions: tuple[Suggestion, ...]


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
    tiers: tuple[Tier, ...] = ()
    is_safe_default: bool = True
    is_fault: bool = False
    is_pending: bool = False
    days_left: int = 0
    help_first: tuple[Help, ...] = ()


def page_of(today: Today) -> TodayPage:
    """The page for what the engine had."""
    days_left = max(0, DAYS_NEEDED - today.rated_days)
    if today.flags:
        helps = tuple(Help(HELP_TITLES[level], words) for level, words in help_by_level(today.flags))
        return TodayPage("Help first", "", help_first=helps)
    if today.pending:
        return TodayPage("Good to see you", "Working out today’s plan. This takes a few seconds.", is_pending=True)
    if today.answer is None:
        return TodayPage(
            headline="A gentle day" if today.fault or today.rated_days else "Welcome",
            outlook="",
            is_fault=today.fault,
            days_left=days_left,
        )
    answer = today.answer
    headline, outlook = _outlook(today)
    # A chance that has not beaten "same as last time" is shown nowhere on the page.
    is_earned = today.score is not None and today.score.beaten
    return TodayPage(
        headline=headline,
        outlook=outlook,
        mode=MODES.get(answer["mode"], answer["mode"]),
        step=STEPS.get(answer["step"], ""),
        chances=_chances(answer["risk"]) if is_earned else (),
        reasons=_reasons(told(answer, forecast_shown=is_earned)),
        rooms=tuple(_room(group, answer) for group in answer["envelope"]),
        tiers=_tiers(answer),
        is_safe_default=answer["mode"] == "safe-default",
        days_left=days_left,
    )


def _outlook(today: Today) -> tuple[str, str]:
    """The first line, and the number behind it when the forecasts have earned being shown."""
    assert today.answer is not None, "only a plan has an outlook"
    mode = today.answer["mode"]
    if mode == "flare":
        return "Rest comes first today", "You are in a flare. It will pass."
    risk = today.answer["risk"]["p_flare_within_3_days"]
    pace = "A gentle day" if mode == "safe-default" else "A day at your usual pace"
    if today.score is not None and today.score.enough and not today.score.beaten:
        return pace, "Forecasts have not beaten “same as last time” for you so far, so none is shown."
    if today.score is None or not today.score.beaten or risk is None:
        return pace, "" if mode == "safe-default" else "There is no forecast yet. It needs more days of your diary."
    by = today.day + dt.timedelta(days=2)
    chance = f"With this plan, about {_in_100(risk)} chance of a flare by {by:%A}."
    for limit, words in ((0.10, "Quiet days look likely"), (0.25, "Mostly quiet days ahead"), (0.5, "Go gently")):
        if risk < limit:
            return words, chance
    return "Go very gently", chance


def _in_100(chance: float) -> str:
    whole = round(100 * chance)
    return "less than 1 in 100" if whole < 1 else f"{whole} in 100"


def _chances(risk: Mapping[str, float | None]) -> tuple[str, ...]:
    lines = []
    if risk["p_flare_within_3_days"] is not None:
        lines.append(f"Chance of a flare within three days with this plan: {_in_100(risk['p_flare_within_3_days'])}.")
    if risk["if_unchanged"] is not None:
        lines.append(f"If you did as much as you usually do: {_in_100(risk['if_unchanged'])}.")
    if risk["limit"] is not None:
        lines.append(f"The most you accept, from your settings: {_in_100(risk['limit'])}.")
    return tuple(lines)


# -- room ------------------------------------------------------------------------------------------------------------


def group_words(group: str) -> str:
    """A muscle group in plain words."""
    return str(GROUP_WORDS.get(group, group.replace("_", " ").capitalize()))


def _room(group: str, answer: Mapping[str, Any]) -> RoomBar:
    room = answer["envelope"][group]
    floor, ceiling, used = float(room["floor"]), float(room["ceiling"]), float(room.get("done", 0.0))
    end = max(1.2 * ceiling, 1.05 * used, 1.0)
    return RoomBar(
        words=group_words(group),
        said=_room_words(ceiling, used),
        floor=effort_minutes(floor),
        ceiling=effort_minutes(ceiling),
        used=effort_minutes(used),
        is_over=used > ceiling,
        floor_at=round(BAR * floor / end, 1),
        ceiling_at=round(BAR * ceiling / end, 1),
        used_at=round(BAR * used / end, 1),
        why=_reasons(told_of(answer, group)),
    )


def _light_min(effort_minutes: float) -> int:
    """Minutes of light work (effort 3 of 10), down to a number one can keep in mind."""
    minutes = math.floor(effort_minutes / LIGHT_EFFORT)
    return minutes if minutes < 10 else 5 * (minutes // 5)


def _room_words(ceiling: float, used: float) -> str:
    if used > ceiling:
        return "More than planned already. Rest is a good next step."
    left = _light_min(ceiling - used)
    if left < 1:
        return "Today’s room is used. Rest is a good next step."
    return f"About {left}{' more' if used else ''} minute{'' if left == 1 else 's'} of light work."


# -- plan ------------------------------------------------------------------------------------------------------------


def _tiers(answer: Mapping[str, Any]) -> tuple[Tier, ...]:
    tiers = []
    for tier, (title, words) in TIERS.items():
        chosen = [each for each in answer["schedule"] if each.get("tier", "usual") == tier and each["bouts"]]
        if chosen:
            tiers.append(Tier(title, words, tuple(_suggestion(each, answer) for each in chosen)))
    return tuple(tiers)


def _suggestion(activity: Mapping[str, Any], answer: Mapping[str, Any]) -> Suggestion:
    group, effort = activity["group"], activity["effort"]
    before = _of_group_before(activity, answer["schedule"])
    room, where = answer["envelope"][group], group_words(group).lower()
    total = room["done"] + sum(map(_load, [*before, activity]))
    sums = f"With this, {where} come to {effort_minutes(total)} of {effort_minutes(room['ceiling'])} effort-minutes."
    own = Reason(sums, (("effort, 0 to 10", f"{10 * effort:g}"),))
    name = activity["activity"]
    how = f"Effort {10 * effort:g} of 10. {_bouts_words(activity['bouts'], more=bool(before))}"
    return Suggestion(
        name[:1].upper() + name[1:], group_words(group), how, (own, *_reasons(told_of(answer, group)[:1]))
    )


def _of_group_before(activity: Mapping[str, Any], schedule: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The activities of the same muscle group in the tiers before."""
    return [each for each in schedule[: schedule.index(activity)] if each["group"] == activity["group"]]


def _load(activity: Mapping[str, Any]) -> float:
    return float(activity["effort"] * sum(bout["minutes"] for bout in activity["bouts"]))


def _bouts_words(bouts: Sequence[Mapping[str, Any]], *, more: bool) -> str:
    """ "3 times 6 minutes more, sitting and standing in turn. After each, 6 minutes of rest." Rounded down,
    rest up.
    """
    minutes, rest = math.floor(bouts[0]["minutes"]), math.ceil(bouts[0]["rest"])
    unit = "minute" if minutes == 1 else "minutes"
    times = f"{len(bouts)} times {minutes} {unit}" if len(bouts) > 1 else f"{minutes} {unit}"
    places = list(dict.fromkeys(bout["position"] for bout in bouts))
    where = places[0] if len(places) == 1 else f"{', '.join(places[:-1])} and {places[-1]} in turn"
    after = "After each" if len(bouts) > 1 else "Then"
    return f"{times}{' more' if more else ''}, {where}. {after}, {rest} {'minute' if rest == 1 else 'minutes'} of rest."


# -- reasons ---------------------------------------------------------------------------------------------------------


def _reasons(reasons: Iterable[Told]) -> tuple[Reason, ...]:
    return tuple(Reason(told_words(each), _numbers(each.of)) for each in reasons)


def _numbers(whys: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    """The numbers of a reason; of one told for several muscle groups, with the group's name before each."""
    shown = []
    for why in whys:
        group = f"{group_words(why['numbers']['group'])}: " if len(whys) > 1 else ""
        for name, value in why["numbers"].items():
            if name != "group":
                shown.append((f"{group}{NUMBER_WORDS.get(name, name.replace('_', ' '))}", _number(value)))
    return tuple(shown)


def _number(value: float | str) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value).replace("_", " ")
