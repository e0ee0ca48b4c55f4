"""The one home of the planner's sentences: a code and its numbers become words. No rule and no number is made here.

Plain, warm and short; a reader of twelve should follow. Each sentence carries its numbers. `{Group}` is the muscle
group in words. SENTENCES speak of one group each, those of `together` of several
at once.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Final

from andante.figures import singular
from andante.plan.activities import GROUP_WORDS
from andante.plan.answer import Number, Why
from andante.plan.mode_words import BECAUSE
from andante.plan.red_flags import help_text
from andante.plan.together import TOGETHER, TOGETHER_NOT_OF_PAIN, TOGETHER_VARIANTS

SENTENCES: Final[dict[str, str]] = {
    # Caps (guards)
    "recent-maximum": "{Group}: at most {most} effort-minutes, the level you reached on at least three of your "
    "last 28 ordinary days.",
    "step-up": "{Group}: at most {most} effort-minutes, a small step of {step_percent} % above {reached}: your pain "
    "has been level for 14 days.",
    "step-part": "{Group}: at most {most} effort-minutes, a little above the level you reached.",
    "gentle-start": "{Group}: at most {most} effort-minutes of gentle movement after weeks of rest. Rest alone is no "
    "reason to plan none.",
    "rise-limit": "{Group}: at most {most} effort-minutes. {days} days ago your level was {before}, and in that "
    "time it may grow by {step_percent} % at most.",
    "lasting-rise": "{Group}: at most {most} effort-minutes. That is what your last months bear out; single weeks that "
    "held more do not count yet.",
    "kept": "{Group}: at most {most} effort-minutes. Your months before held as much, without a flare. That you did "
    "less of late makes no smaller plan; you need not use it up.",
    "highest-day": "{Group}: at most {most} effort-minutes, a tenth above {highest}, the highest day of your last 28.",
    "even-day": "{Group}: at most {most} effort-minutes, a fifth above a usual day ({usual}): even days are kinder "
    "than one big one.",
    "rest-beside-big-days": "{Group}: at most {most} effort-minutes of gentle movement. Beside your big days there "
    "is rest alone, so there is no usual day yet to go by.",
    "sudden-day": "{Group}: at most {most} effort-minutes. Your days have held about {used_to} on average of late, and "
    "a day of much more than one is used to costs most.",
    "as-ever": "{Group}: at most {most} effort-minutes, as much of a usual day as your days of late hold of those of "
    "about three months.",
    "week-total": "{Group}: at most {most} effort-minutes today. A week of yours holds about {week}, and the last "
    "six days already hold {done}.",
    "full-week": "{Group}: at most {most} effort-minutes today, less than a usual day. A week of yours holds about "
    "{week}, and the last six days already hold {done}. It is likely to ease on {eases}, if no day until then "
    "holds more than its plan.",
    "week-unknown": "{Group}: at most {most} effort-minutes today. Not every day of your last weeks has a number "
    "({missing} of the last six have none); what is not known counts as an average day, and today is at most a usual "
    "one.",
    "no-week": "{Group}: at most {most} effort-minutes today, an average day of yours. After flares and days "
    "without a number no whole week is known that more could be held to.",
    "missing-days": "{Group}: at most a usual day, {most} effort-minutes, because numbers are missing for {missing} "
    "of the last two days. What is not known does not count as rest.",
    "boom-and-bust": "{Group}: at most a usual day, {most} effort-minutes. {times} of {heavy_days} big days in "
    "twelve weeks were followed by a bad or very quiet one; even days break that swing, above all when today feels "
    "good.",
    "worse-days": "{Group}: at most {most} effort-minutes, {percent} % of a usual day. The last two days were worse "
    "than usual for you, so today steps down.",
    "one-worse-day": "{Group}: at most {most} effort-minutes, a fifth less than a usual day, or than your week leaves. "
    "One of your last days was clearly worse than usual, and with worsening after effort one such day is enough.",
    "flare": "{Group}: at most {most} effort-minutes, for what has to be done. You are on day {days} of a flare; "
    "rest comes first.",
    "flare-easing": "{Group}: at most {most} effort-minutes, {percent} % of a usual day. You are on day {days} of a "
    "flare that eases; a little more is better than weeks of rest.",
    "flare-often": "{Group}: at most {most} effort-minutes, half of a usual day. You are on day {days} of a flare. "
    "You were in one on {flare_days} of {of_days} rated days of about three months, and more rest on so many days "
    "weakens.",
    "flare-goes-on": "{Group}: at most {most} effort-minutes, for what has to be done. The flare is no longer marked, "
    "but your ratings since are still bad; rest comes first.",
    "expected-soreness": "{Group}: at most {most} effort-minutes, half of a usual day. Some soreness is to be expected "
    "until {until}, after something new on {since}; it is not counted as a flare. If it feels like one, mark it, and "
    "the plan rests with you.",
    "re-entry": "{Group}: at most {most} effort-minutes. Day {day} of {days} on the way back after the flare: "
    "{percent} % of the {before} from before it.",
    "not-enough-yet": "{Group}: at most {most} effort-minutes, a careful start. Not enough yet to plan from your own "
    "diary: rated so far are {known} of the {needed} days that are needed. With a rating each day there "
    "are enough on {earliest}.",
    "no-load": "{Group}: at most {most} effort-minutes, a careful start. Your diary does not say yet how much you "
    "do; note it for {needed} days, and the plan will be your own.",
    "little-load": "{Group}: at most {most} effort-minutes, a careful start. How much you did is noted for only "
    "{known} of the last 28 days; {needed} are needed.",
    "stale": "{Group}: at most {most} effort-minutes. Your last rating is {hours} hours old, and a plan needs one of "
    "the last 48.",
    "contradictory": "{Group}: at most {most} effort-minutes. Two entries of {day} do not fit together ({column}: "
    "{one} and {other}). Please look at them.",
    "implausible": "{Group}: at most {most} effort-minutes. The entry of {day} looks like a slip ({load} "
    "effort-minutes; a full day of yours holds about {full_day}). Please look at it.",
    "own-ceiling": "{Group}: at most {most} effort-minutes, the ceiling you set.",
    "hours": "{Group}: at most {most} effort-minutes fit gently into the hours you have ({hours}), with rests.",
    "ceiling-not-kept": "{Group}: the ceiling you set cannot be kept. Your diary does not say how much of what you do "
    "goes there; note activities, or loads by muscle group, and it will be.",
    # Why there is no step up (locks)
    "energy-management": "No step up: with ME/CFS or worsening after effort, andante only helps to manage energy. "
    "More is a matter for you and someone who treats you.",
    "pem-screen": "No step up: your answers about effort ({answers} of five) look like malaise after it. andante "
    "only helps to manage energy then; it is worth telling someone who treats you. This is no diagnosis.",
    "delayed-worsening": "No step up: after {times} of {heavy_days} heavy days you felt worse for two of the next "
    "three. andante only helps to manage energy then; it is worth telling your doctor.",
    "no-progression": "No step up, as you asked.",
    # Whether the day is past nobody knows here: a plan is asked for by its date alone.
    "later-entries": "No step up: {entries} entries are dated after this day and are left out. Unless you asked for a "
    "day that is past, please look at their dates.",
    "too-few-entries-to-step": "No step up yet: there are ratings for {known} of the last {days} days, {needed} are "
    "needed. A missing day is not taken for a good one.",
    "flare-lately": "No step up yet: there was a flare in the last {days} days.",
    "soreness-lately": "No step up yet: there was some soreness after something new in the last {days} days.",
    "pain-not-level": "No step up yet: {not_good} of the last {days} days were worse than usual or not rated.",
    "pain-near-the-top": "No step up: your usual days are so near the bad end of the scale that a worse one could not "
    "be seen.",
    "pain-rising": "No step up yet: the last week was {rise} points above the one before.",
    "pain-crept-up": "No step up: your pain has crept up. It is {rise} points higher than about {weeks} weeks ago.",
    "tired-lately": "No step up yet: your tiredness was worse than usual on {tired} of the last {known} days it was "
    "rated.",
    "swings": "No step up while big days and bad or very quiet days take turns (after {times} of {heavy_days} big days "
    "in twelve weeks).",
    "belief-ahead": "How likely a flare is cannot be said for this day: what was learned goes on to {through}, "
    "beyond it.",
    "good-day": "A good day (pain {pain}) is not a licence: the ceiling stays where it is.",
    "worse-day": "No step up: your last rated day (pain {pain}) was worse than usual.",
    "level-unknown": "No step up yet for {group}: it is not known what your level was {days} days ago.",
    "risen-lately": "No step up yet for {group}: your level has grown from {before} to {now} in the last {days} days.",
    "area-not-level": "No step up yet for {group}: pain there was worse than usual on {worse} of the last {days} days.",
    "area-near-the-top": "No step up for {group}: pain there is so near the top of the scale that a worse day could "
    "not be seen.",
    "area-rising": "No step up yet for {group}: pain there was {rise} points higher in the last week than in the one "
    "before.",
    "belief-behind": "No step up, and no more than a usual day: what was learned ends on {through}, before your "
    "last entry.",
    # Choices (planner)
    "last-safe-plan": "This is the last safe plan, of {plan_of}, and nothing above it.",
    "safe-default": "This is a careful start that is safe for nearly everyone, not yet a plan of your own.",
    "first-days": "It is at least a fifth less than what you did on at least three days so far, or half an hour of "
    "gentle movement where that is more.",
    "risk-kept": "Even with all of it, the chance of a flare within three days is about {p} in 100; your limit is "
    "{limit} in 100.",
    "risk-bound": "More would lift the chance of a flare within three days above your limit of {limit} in 100; with "
    "this it is about {p} in 100.",
    "least-risk": "The chance of a flare within three days is about {p} in 100, above your limit of {limit} in 100. "
    "Of the days that today's limits leave, and that are no fuller than a usual one, none has a smaller chance. The "
    "room is the most for today and no goal: the least is enough.",
    "risk-unknown": "How likely a flare is cannot be said yet, so the plan stays at or below a usual day.",
    "rarely-rated": "There are ratings for only {known} of the last {days} days. How likely a flare is cannot be "
    "said from so few, so the plan stays at or below a usual day.",
    "risk-held": "More would lift the risk of a flare above the limit you set, so this plan is held back.",
    "unchanged": "On a usual day of yours the chance would be about {p} in 100.",
    "floor": "{Group}: at least {floor} effort-minutes if you can, no more than a usual day, so that a bad day does "
    "not turn into none.",
    "no-floor": "There is nothing that you have to reach today. Less is fine, and stopping early is right.",
    "flare-long": "By your marks this flare has gone on for {days} days. That is long; it is worth telling your "
    "doctor.",
    "flare-movement": "Some gentle movement stays in the plan, because you wish for it in a flare.",
    "builds-on-notes": "{Group}: your diary shows no effort on most days, and andante only builds on what it shows. "
    "What you do manage, note it; the plan starts from there.",
    "must-do": "What has to be done stays where it is in your day: {activities}. The breaks in it are for you to take "
    "where you can, and the rest of the plan leaves room for it.",
    "must-do-unknown": "andante does not know what this takes: {activities}. It is counted as much as housework, "
    "standing or walking, whichever takes more.",
    "must-do-long": "With these rests, what has to be done comes to {hours} hours, more than the sixteen of a waking "
    "day. Take the rests that you can, and see what may wait or be shared.",
    "must-do-over": "{Group}: what has to be done takes about {needs} effort-minutes, more than the {most} there is "
    "room for. Nothing else is planned for it today. Every break you can take helps, and so does a hand.",
    "valued": "First comes what you value: {activities}.",
    "valued-in-flare": "Of what you value there is room for this, if you like and as long as it is gentle: "
    "{activities}.",
    "valued-counted": "What has to be done counts towards what you value: {activities}. Only what you still want of it "
    "comes on top, where there is room.",
    "valued-unknown": "andante does not know what this takes, and keeps no room for it: {activities}.",
    "valued-untracked": "No room can be kept for this: {activities}. Your diary does not say how much you do with the "
    "muscles that it takes; note activities, or loads by muscle group, and it will be.",
    # Too hard for a flare, or too long for the room: this is true of both.
    "valued-barred": "Not planned: {activities}. You set a ceiling of nothing for muscles that it takes.",
    "valued-later": "Not today: {activities}. It takes more than today has room for, and comes first again when there "
    "is more.",
    "hours-end": "With its rests this fills the hours there are ({hours}). What room is left stays free.",
    "compared": "Of {days} ways to spend the day this one holds the most, what you value first, within your limit of "
    "risk.",
    "bouts": "Bouts of at most {longest} minutes, each with a rest, sitting or lying down.",
    "done-today": "{Group}: {done} effort-minutes of today are in the diary already and are counted.",
    **BECAUSE,
}


NOT_OF_PAIN: Final[dict[str, str]] = {
    "step-up": "{Group}: at most {most} effort-minutes, a small step of {step_percent} % above {reached}: your ratings "
    "of {rated} have been level for 14 days.",
    "pain-rising": "No step up yet: your ratings of {rated} were worse by {rise} points in the last week than in the "
    "one before.",
    "good-day": "A good day is not a licence: the ceiling stays where it is.",
    "worse-day": "No step up: your last rated day was worse than usual.",
    "pain-crept-up": "No step up: your ratings of {rated} have crept up. They are worse by {rise} points than about "
    "{weeks} weeks ago.",
}
"""In place of SENTENCES where another rating than pain is planned by, which {rated} names."""

VARIANTS: Final[dict[str, str]] = {
    "week-unknown, no missing": "{Group}: at most {most} effort-minutes today, no more than a usual day: only one week "
    "of ordinary days of yours is known yet.",
    "full-week, no eases": "{Group}: at most {most} effort-minutes today, less than a usual day. A week of yours holds "
    "about {week}, and the last six days already hold {done}. It eases after quieter days.",
    "full-week, blanks": "{Group}: at most {most} effort-minutes today, less than a usual day. A week of yours holds "
    "about {week}, and the last six days come to about {done}, days without a number counted like the others. It "
    "is likely to ease on {eases}, if no day until then holds more than its plan.",
    "full-week, blanks, no eases": "{Group}: at most {most} effort-minutes today, less than a usual day. A week of "
    "yours holds about {week}, and the last six days come to about {done}, days without a number counted like the "
    "others. It eases after quieter days.",
    "week-total, blanks": "{Group}: at most {most} effort-minutes today. A week of yours holds about {week}, and the "
    "last six days come to about {done}, days without a number counted like the others.",
    "worse-days, blanks": "{Group}: at most {most} effort-minutes, {percent} % of a usual day. Of the last two days "
    "one was worse than usual for you and the other is not known, so today steps down.",
    "boom-and-bust, no times": "{Group}: at most a usual day, {most} effort-minutes. Each of your {heavy_days} biggest "
    "days in four weeks was followed by a clearly worse one; even days break that swing, above all when today feels "
    "good.",
    "swings, no times": "No step up while big days and bad days take turns (after each of {heavy_days} big days in "
    "four weeks).",
    "rise-limit, no step_percent": "{Group}: at most {most} effort-minutes, as {days} days ago: then your level was "
    "{before}, and no step up is planned.",
    "re-entry, no before": "{Group}: at most {most} effort-minutes. Day {day} of {days} on the way back after the "
    "flare: {percent} % of a careful start, for your diary does not say what a usual day was before it.",
    "stale, no hours": "{Group}: at most {most} effort-minutes. Your last rating is {days} days old, and a plan needs "
    "one of the last two days.",
    "implausible, no full_day": "{Group}: at most {most} effort-minutes. The entry of {day} looks like a slip ({load} "
    "effort-minutes are more than a day can hold). Please look at it.",
}
"""In place of SENTENCES where days without a number are counted in (blanks), or where a number is not known: none is
told then.
"""

MAY_LACK: Final = ("eases", "before", "full_day", "hours", "times", "missing", "step_percent")
"""Numbers of SENTENCES that may not be known, or that days say better."""

ONE: Final = (
    "1 entries are dated after this day and are left out. Unless you asked for a day that is past, please look at "
    "their dates = 1 entry is dated after this day and is left out. Unless you asked for a day that is past, please "
    "look at its date | "
    "1 effort-minutes of today are in the diary already and are counted = "
    "1 effort-minute of today is in the diary already and is counted | "
    "1 effort-minutes fit gently = 1 effort-minute fits gently | "
    "1 of the last six have none = 1 of the last six has none | "
    "rated so far are 1 of = rated so far is 1 of | "
    "there are ratings for 1 of = there is a rating for 1 of | "
    "There are ratings for only 1 of = There is a rating for only 1 of | "
    "1 effort-minutes = 1 effort-minute | 1 minutes = 1 minute | 1 points = 1 point | 1 units = 1 unit | 1 days = 1 day"
)
"""What sentences say of several, and what of one; each language has its own list (`singular`)."""

ROOM_FOR: Final = "{activity} (room for about {minutes} minutes)"

AMOUNTS: Final = frozenset(
    {"most", "reached", "highest", "before", "now", "week", "done", "usual", "used_to", "load", "full_day", "floor"},
)
"""The numbers that are effort-minutes: told rounded down, so that no sentence promises more than the plan holds."""


def why(code: str, numbers: Mapping[str, Number] | None = None, *, group: str | None = None) -> Why:
    """The reason `code` with its sentence. Numbers keep one decimal, amounts below one two; `group` joins them."""
    shown = {key: _tidy(key, value) for key, value in (numbers or {}).items()}
    if group is not None:
        shown["group"] = group
    return Why(code, sentence(template_of(code, shown), shown, () if group is None else (group,)), shown)


def sentence(template: str, numbers: Mapping[str, Number], groups: Sequence[str]) -> str:
    """`template` with its numbers and muscle groups in words."""
    names = in_words([GROUP_WORDS[group] for group in groups])
    words = {key: in_word(key, value) for key, value in numbers.items() if key != "group"}
    # Not capitalize(), which would make small letters of the rest.
    each = {"group": names, "groups": names, "Group": names[:1].upper() + names[1:]}
    return singular(template.format(**words, **each, Groups=each["Group"]), ONE)


def template_of(code: str, numbers: Mapping[str, Number], *, together: bool = False) -> str:
    """The sentence of `code` for one muscle group or for several: numbers with `rated` are not of pain; with `missing`
    or without one of MAY_LACK, a variant where there is one.
    """
    table, other = (TOGETHER, TOGETHER_NOT_OF_PAIN) if together else (SENTENCES, NOT_OF_PAIN)
    if "rated" in numbers and code in other:
        return other[code]
    lacks = "".join(f", no {name}" for name in MAY_LACK if f"{{{name}}}" in SENTENCES[code] and name not in numbers)
    variants = TOGETHER_VARIANTS if together else VARIANTS
    named = [f"{code}, blanks{lacks}", f"{code}{lacks}"] if numbers.get("missing") else [f"{code}{lacks}"]
    return next((variants[name] for name in named if name in variants), table[code])


def in_words(names: Sequence[str]) -> str:
    """ "neck and shoulders, trunk": names one after the other; some have an "and" of their own."""
    return ", ".join(names)


def effort_minutes(value: float) -> str:
    """Effort-minutes for people: whole from ten on, one decimal below, two below one, and always rounded down."""
    if value >= 10:
        return f"{math.floor(value + 1e-9)}"
    parts = 10 if value >= 1 - 1e-9 else 100
    return f"{math.floor(parts * value + 1e-9) / parts:g}"


def in_word(name: str, value: Number) -> str:
    """One number of a reason as people read it; a date by its weekday."""
    if name in AMOUNTS and not isinstance(value, str):
        return effort_minutes(value)
    if isinstance(value, str):
        words = [_date_words(each, short=name == "eases") or each for each in value.split(" ")]
        if name == "eases" and len(words) > 1:
            return f"{', '.join(words[:-1])} or {words[-1]}"
        return " ".join(words)
    return f"{value:g}" if abs(value) < 1e5 else f"{value:.0f}"


def red_flag_why(codes: tuple[str, ...]) -> Why:
    """The reason that leads when a red flag was answered with yes."""
    return Why("red-flag", help_text(codes), {"signs": ", ".join(codes)})


def _tidy(name: str, value: Number) -> Number:
    if not isinstance(value, float):
        return value
    return round(value, 2 if name in AMOUNTS and value < 1 else 1)


def _date_words(text: str, *, short: bool) -> str | None:
    """ "Tuesday, 10 March" for 2026-03-10, or "Tuesday" alone within a week; None for what is no date."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return f"{day:%A}" if short else f"{day:%A}, {day.day} {day:%B}"
