"""The one home of the planner's sentences: a code and its numbers become words. No rule and no number is made here.

Plain, warm and short; a reader of twelve should follow. Each sentence carries its numbers. `{Group}` is the muscle
group in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from andante.plan.activities import GROUP_WORDS
from andante.plan.answer import Number, Why
from andante.plan.red_flags import help_text

SENTENCES: Final[dict[str, str]] = {
    # Caps (guards)
    "recent-maximum": "{Group}: at most {most} effort-minutes, the level you reached on at least three of the last "
    "28 days.",
    "step-up": "{Group}: at most {most} effort-minutes, a small step of {step_percent} % above {reached}: your pain "
    "has been level for 14 days.",
    "rise-limit": "{Group}: at most {most} effort-minutes. {days} days ago your level was {before}, and in that "
    "time it may grow by {step_percent} % at most.",
    "week-total": "{Group}: at most {most} effort-minutes today. A week of yours holds about {week}, and the last "
    "six days already hold {done}.",
    "missing-days": "{Group}: at most a usual day, {most} effort-minutes, because {missing} of the last two days "
    "have no numbers. What is not known does not count as rest.",
    "boom-and-bust": "{Group}: at most a usual day, {most} effort-minutes. {times} times in four weeks a big day "
    "was followed by a bad or very quiet one; even days break that swing, above all when today feels good.",
    "worse-days": "{Group}: at most {most} effort-minutes, {percent} % of a usual day. The last two days were worse "
    "than usual for you, so today steps down.",
    "flare": "{Group}: at most {most} effort-minutes, for what has to be done. You are on day {days} of a flare; "
    "rest comes first.",
    "re-entry": "{Group}: at most {most} effort-minutes. Day {day} of {days} on the way back after the flare: "
    "{percent} % of the {before} from before it.",
    "not-enough-yet": "{Group}: at most {most} effort-minutes, a gentle start. Not enough yet to plan from your own "
    "diary: it has {known} rated days, {needed} are needed. With a rating each day that is {earliest}.",
    "no-load": "{Group}: at most {most} effort-minutes, a gentle start. Your diary does not say yet how much you "
    "do; note it for {needed} days, and the plan will be your own.",
    "little-load": "{Group}: at most {most} effort-minutes, a gentle start. Only {known} of the last 28 days say "
    "how much you did; {needed} are needed.",
    "stale": "{Group}: at most {most} effort-minutes. Your last entry is {hours} hours old, and a plan needs one of "
    "the last 48.",
    "contradictory": "{Group}: at most {most} effort-minutes. Two entries of {day} do not fit together ({column}: "
    "{one} and {other}). Please look at them.",
    "implausible": "{Group}: at most {most} effort-minutes. The entry of {day} looks like a slip ({load} "
    "effort-minutes; a full day of yours holds about {full_day}). Please look at it.",
    "own-ceiling": "{Group}: at most {most} effort-minutes, the ceiling you set.",
    "hours": "{Group}: at most {most} effort-minutes fit gently into the {hours} hours you have, with rests.",
    # Why there is no step up (locks)
    "energy-management": "No step up: with ME/CFS or worsening after effort, andante only helps to manage energy. "
    "More is a matter for you and someone who treats you.",
    "delayed-worsening": "No step up: after {times} of {heavy_days} heavy days you felt worse for two of the next "
    "three. andante only helps to manage energy then; it is worth telling your doctor.",
    "no-progression": "No step up, as you asked.",
    "later-entries": "No step up: {entries} entries are dated after this day and are left out. Please look at their "
    "dates.",
    "too-few-entries-to-step": "No step up yet: {known} of the last {days} days have a rating, {needed} are needed. "
    "A missing day is not taken for a good one.",
    "flare-lately": "No step up yet: there was a flare in the last {days} days.",
    "pain-not-level": "No step up yet: {not_good} of the last {days} days were worse than usual or not rated.",
    "pain-rising": "No step up yet: the last week was {rise} points above the one before.",
    "swings": "No step up while big days and bad or very quiet days take turns ({times} times in four weeks).",
    "belief-ahead": "How likely a flare is cannot be said for this day: what was learned goes on to {through}, "
    "beyond it.",
    "good-day": "A good day (pain {pain}) is not a licence: the ceiling stays where it is.",
    "worse-day": "No step up: your last rated day (pain {pain}) was worse than usual.",
    "level-unknown": "No step up yet for {group}: it is not known what your level was {days} days ago.",
    "risen-lately": "No step up yet for {group}: your level has grown from {before} to {now} in the last {days} days.",
    "belief-behind": "No step up, and no more than a usual day: what was learned ends on {through}, before your "
    "last entry.",
    # Choices (planner)
    "last-safe-plan": "So this is the last safe plan, of {plan_of}, and nothing above it.",
    "safe-default": "So this is a small and gentle start that is safe for nearly everyone, not yet a plan of your own.",
    "risk-kept": "Even with all of it, the chance of a flare within three days is about {p} in 100; your limit is "
    "{limit} in 100.",
    "risk-bound": "More would lift the chance of a flare within three days above your limit of {limit} in 100; with "
    "this it is about {p} in 100.",
    "least-risk": "Even with rest the chance of a flare within three days is about {p} in 100, above your limit of "
    "{limit} in 100. This is the plan with the least chance; a quiet day is wise.",
    "risk-unknown": "How likely a flare is cannot be said yet, so the plan stays at or below a usual day.",
    "unchanged": "On a usual day of yours the chance would be about {p} in 100.",
    "floor": "{Group}: at least {floor} effort-minutes if you can, half of a usual day at most, so that a bad day "
    "does not turn into none.",
    "flare-movement": "Some gentle movement stays in the plan, because you wish for it in a flare.",
    "builds-on-notes": "{Group}: your diary shows no effort on most days, and andante only builds on what it shows. "
    "When you do some gentle movement, note it; the plan grows from there.",
    "valued": "First comes what you value: {activities}.",
    "bouts": "Bouts of at most {longest} minutes, each with a rest at least as long, in changing positions.",
    "done-today": "{Group}: {done} effort-minutes of today are in the diary already and are counted.",
}


def why(code: str, numbers: Mapping[str, Number] | None = None, *, group: str | None = None) -> Why:
    """The reason `code` with its sentence. Numbers are shown with one decimal at most; `group` joins them."""
    shown = {key: _tidy(value) for key, value in (numbers or {}).items()}
    if group is not None:
        shown["group"] = group
    words = {key: _word(value) for key, value in shown.items()}
    if group is not None:
        words["group"] = GROUP_WORDS[group]
        words["Group"] = GROUP_WORDS[group].capitalize()
    return Why(code, SENTENCES[code].format(**words), shown)


def red_flag_why(codes: tuple[str, ...]) -> Why:
    """The reason that leads when a red flag was answered with yes."""
    return Why("red-flag", help_text(codes), {"signs": ", ".join(codes)})


def _tidy(value: Number) -> Number:
    return round(value, 1) if isinstance(value, float) else value


def _word(value: Number) -> str:
    return value if isinstance(value, str) else f"{value:g}" if abs(value) < 1e5 else f"{value:.0f}"
