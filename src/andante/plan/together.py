"""The planner's sentences of several muscle groups at once, by code. Those of one each, and what fills them in, are in
`sentences`.
"""

from __future__ import annotations

from typing import Final

TOGETHER: Final[dict[str, str]] = {
    "recent-maximum": "{Groups}: up to the level you reached on at least three of your last 28 ordinary days.",
    "step-up": "{Groups}: a small step of {step_percent} % up; your pain has been level for 14 days.",
    "step-part": "{Groups}: a little above the level you reached.",
    "gentle-start": "{Groups}: a little gentle movement after weeks of rest. Rest alone is no reason to plan none.",
    "rise-limit": "{Groups}: your level may grow by {step_percent} % at most in {days} days.",
    "lasting-rise": "{Groups}: what your last months bear out. Single weeks that held more do not count yet.",
    "kept": "{Groups}: what your months before held, without a flare. That you did less of late makes no smaller plan; "
    "you need not use it up.",
    "highest-day": "{Groups}: up to a tenth above the highest day of your last 28.",
    "even-day": "{Groups}: up to a fifth above a usual day. Even days are kinder than one big one.",
    "rest-beside-big-days": "{Groups}: gentle movement only. Beside your big days there is rest alone.",
    "sudden-day": "{Groups}: up to 60 % more than your days have held on average of late. A sudden big day costs most.",
    "as-ever": "{Groups}: as much of a usual day as your days of late hold of those of about three months.",
    "week-total": "{Groups}: what is left of a usual week of yours.",
    "full-week": "{Groups}: less than a usual day, because the last six days hold most of a usual week of yours. It "
    "is likely to ease on {eases}, if no day until then holds more than its plan.",
    "week-unknown": "{Groups}: no more than a usual day, because not every day of your last weeks has a number. What "
    "is not known counts as an average day.",
    "no-week": "{Groups}: an average day of yours. After flares and days without a number no whole week is "
    "known that more could be held to.",
    "missing-days": "{Groups}: at most a usual day, because numbers are missing for {missing} of the last two days. "
    "What is not known does not count as rest.",
    "boom-and-bust": "{Groups}: at most a usual day. {times} of {heavy_days} big days in twelve weeks were followed "
    "by a bad or very quiet one; even days break that swing, above all when today feels good.",
    "worse-days": "{Groups}: {percent} % of a usual day. The last two days were worse than usual for you, so today "
    "steps down.",
    "one-worse-day": "{Groups}: a fifth less than a usual day, or than your week leaves. One of your last days was "
    "clearly worse than usual, and with worsening after effort one such day is enough.",
    "flare": "{Groups}: only what has to be done. You are on day {days} of a flare; rest comes first.",
    "flare-easing": "{Groups}: {percent} % of a usual day. You are on day {days} of a flare that eases; a little more "
    "is better than weeks of rest.",
    "flare-often": "{Groups}: half of a usual day. You are on day {days} of a flare. You were in one on {flare_days} "
    "of {of_days} rated days of about three months, and more rest on so many days weakens.",
    "flare-goes-on": "{Groups}: only what has to be done. The flare is no longer marked, but your ratings since are "
    "still bad; rest comes first.",
    "expected-soreness": "{Groups}: half of a usual day. Some soreness is to be expected until {until}, after "
    "something new on {since}; it is not counted as a flare. If it feels like one, mark it, and the plan rests with "
    "you.",
    "re-entry": "{Groups}: day {day} of {days} on the way back after the flare, with {percent} % of the level before "
    "it.",
    "not-enough-yet": "{Groups}: a careful start. Not enough yet to plan from your own diary: rated so far are "
    "{known} of the {needed} days that are needed. With a rating each day there are enough on "
    "{earliest}.",
    "no-load": "{Groups}: a careful start. Your diary does not say yet how much you do; note it for {needed} days, and "
    "the plan will be your own.",
    "little-load": "{Groups}: a careful start. How much you did is noted for only {known} of the last 28 days; "
    "{needed} are needed.",
    "stale": "{Groups}: your last rating is {hours} hours old, and a plan needs one of the last 48.",
    "contradictory": "{Groups}: two entries of {day} do not fit together ({column}: {one} and {other}). Please look at "
    "them.",
    "implausible": "{Groups}: the entry of {day} looks like a slip ({load} effort-minutes; a full day of yours holds "
    "about {full_day}). Please look at it.",
    "own-ceiling": "{Groups}: up to the ceiling you set.",
    "ceiling-not-kept": "{Groups}: the ceilings you set cannot be kept. Your diary does not say how much of what you "
    "do goes there; note activities, or loads by muscle group, and they will be.",
    "hours": "{Groups}: what fits gently into the hours you have ({hours}), with rests.",
    "level-unknown": "No step up yet for {groups}: it is not known what your level was {days} days ago.",
    "risen-lately": "No step up yet for {groups}: your level there has grown in the last {days} days.",
    "area-not-level": "No step up yet for {groups}: pain there was worse than usual on too many of the last {days} "
    "days.",
    "area-near-the-top": "No step up for {groups}: pain there is so near the top of the scale that a worse day could "
    "not be seen.",
    "area-rising": "No step up yet for {groups}: pain there was higher in the last week than in the one before.",
    "floor": "{Groups}: some movement if you can, no more than a usual day, so that a bad day does not turn into none.",
    "builds-on-notes": "{Groups}: your diary shows no effort on most days, and andante only builds on what it shows. "
    "What you do manage, note it; the plan starts from there.",
    "must-do-over": "{Groups}: what has to be done takes more than there is room for. Nothing else is planned for it "
    "today. Every break you can take helps, and so does a hand.",
    "done-today": "{Groups}: what you did today is in the diary already and is counted.",
}
"""The sentences of reasons that several muscle groups share. They hold only what those have in common (see `told`)."""

TOGETHER_NOT_OF_PAIN: Final[dict[str, str]] = {
    "step-up": "{Groups}: a small step of {step_percent} % up; your ratings of {rated} have been level for 14 days.",
}
"""The same in place of TOGETHER."""

TOGETHER_VARIANTS: Final[dict[str, str]] = {
    "week-unknown, no missing": "{Groups}: no more than a usual day, because only one week of ordinary days of yours "
    "is known yet.",
    "rise-limit, no step_percent": "{Groups}: your level of {days} days ago, for no step up is planned.",
    "full-week, no eases": "{Groups}: less than a usual day, because the last six days hold most of a usual week of "
    "yours. It eases after quieter days.",
    "worse-days, blanks": "{Groups}: {percent} % of a usual day. Of the last two days one was worse than usual for you "
    "and the other is not known, so today steps down.",
    "boom-and-bust, no times": "{Groups}: at most a usual day. Each of your {heavy_days} biggest days in four weeks "
    "was followed by a clearly worse one; even days break that swing, above all when today feels good.",
    "re-entry, no before": "{Groups}: day {day} of {days} on the way back after the flare, with {percent} % of a "
    "careful start, for your diary does not say what a usual day was before it.",
    "stale, no hours": "{Groups}: your last rating is {days} days old, and a plan needs one of the last two days.",
    "implausible, no full_day": "{Groups}: the entry of {day} looks like a slip ({load} effort-minutes are more than a "
    "day can hold). Please look at it.",
}
"""The same where days without a number are counted in, or where a number is not known (see VARIANTS)."""
