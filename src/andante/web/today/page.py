"""What the engine answered, as the page says it: outlook, room, tiers, reasons. No engine, no database.

Words come first; numbers stand one tap away.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from andante.web.diary.answers import GROUP_WORDS
from andante.web.diary.forms import FLAGS
from andante.web.today.services import DAYS_NEEDED, Today

LIGHT_EFFORT = 0.3
BAR = 100.0
TIERS = {
    "least": ("Least", "Enough for a hard day. Gentle movement keeps a bad week from becoming none."),
    "usual": ("Usual", "On a day like most, this on top."),
    "if it goes well": ("If it goes well", "Only when the day is kind, this on top. A good day is not a licence."),
}
MODES = {
    "usual": "A usual day",
    "careful": "A careful day",
    "flare": "A resting day",
    "re-entry": "A day of coming back",
    "safe-default": "A safe day",
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
    help_first: tuple[str, ...] = ()


def page_of(today: Today) -> TodayPage:
    """The page for what the engine had."""
    days_left = max(0, DAYS_NEEDED - today.rated_days)
    if today.flags:
        return TodayPage("Help first", "", help_first=tuple(FLAGS.get(flag, flag) for flag in today.flags))
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
    return TodayPage(
        headline=headline,
        outlook=outlook,
        mode=MODES.get(answer["mode"], answer["mode"]),
        step=STEPS.get(answer["step"], ""),
        chances=_chances(answer["risk"]),
        reasons=_reasons(why for why in answer["why"] if "group" not in why["numbers"]),
        rooms=tuple(_room(group, room, answer["why"]) for group, room in answer["envelope"].items()),
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
    return GROUP_WORDS.get(group, group.replace("_", " ").capitalize())


def _room(group: str, room: Mapping[str, Any], whys: Sequence[Mapping[str, Any]]) -> RoomBar:
    floor, ceiling, used = float(room["floor"]), float(room["ceiling"]), float(room.get("done", 0.0))
    end = max(1.2 * ceiling, 1.05 * used, 1.0)
    return RoomBar(
        words=group_words(group),
        said=_room_words(ceiling, used),
        floor=f"{floor:.4g}",
        ceiling=f"{ceiling:.4g}",
        used=f"{used:.4g}",
        is_over=used > ceiling,
        floor_at=round(BAR * floor / end, 1),
        ceiling_at=round(BAR * ceiling / end, 1),
        used_at=round(BAR * used / end, 1),
        why=_reasons(why for why in whys if why["numbers"].get("group") == group),
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
    group = activity.get("group", "")
    bouts = activity["bouts"]
    effort = activity.get("effort")
    own: list[Reason] = []
    room = answer["envelope"].get(group)
    if room is not None and effort is not None:
        load = effort * sum(bout["minutes"] for bout in bouts)
        where = group_words(group).lower()
        text = f"It takes {load:.3g} of the {room['ceiling']:.4g} effort-minutes there is room for in {where}."
        own.append(Reason(text, (("effort, 0 to 10", f"{10 * effort:g}"),)))
    near = [why for why in answer["why"] if why["numbers"].get("group") == group]
    general = [why for why in answer["why"] if "group" not in why["numbers"]]
    why = (*own, *_reasons(near or general))
    name = activity["activity"]
    return Suggestion(name[:1].upper() + name[1:], group_words(group) if group else "", _bouts_words(bouts), why)


def _bouts_words(bouts: Sequence[Mapping[str, Any]]) -> str:
    """ "3 times 6 minutes, 4 minutes rest after each, sitting and standing in turn". Work is rounded down, rest up."""
    minutes = [f"{max(1, math.floor(bout['minutes']))}" for bout in bouts]
    same = len(set(minutes)) == 1
    times = f"{len(bouts)} times {minutes[0]} minutes" if len(bouts) > 1 else f"{minutes[0]} minutes"
    words = [times if same else f"{', '.join(minutes[:-1])} and {minutes[-1]} minutes"]
    rests = [math.ceil(bout["rest"]) for bout in bouts if bout["rest"]]
    if rests:
        low, high = min(rests), max(rests)
        rest = f"{low:g}" if low == high else f"{low:g} to {high:g}"
        words.append(f"{rest} minutes rest after each" if len(bouts) > 1 else f"then {rest} minutes rest")
    positions = list(dict.fromkeys(bout["position"] for bout in bouts))
    words.append(positions[0] if len(positions) == 1 else f"{', '.join(positions[:-1])} and {positions[-1]} in turn")
    return ", ".join(words)


# -- reasons ---------------------------------------------------------------------------------------------------------


def _reasons(whys: Iterable[Mapping[str, Any]]) -> tuple[Reason, ...]:
    return tuple(Reason(why["text"], _numbers(why["numbers"])) for why in whys)


def _numbers(numbers: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    shown = []
    for name, value in numbers.items():
        if name == "group":
            continue
        text = f"{value:.3g}" if isinstance(value, float) else str(value).replace("_", " ")
        shown.append((name.replace("_", " "), text))
    return tuple(shown)
