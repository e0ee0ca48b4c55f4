"""Big days and what followed them, in words: as a pattern, never as a fault. And levels reached, and past flares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from andante.plan.borne import Borne
from andante.plan.steps import StepUp
from andante.plan.tolerance import CAREFUL_GAIN, EXPECTED_RISE_0_10
from andante.web.engine_words import of_one
from andante.web.today.flares import PastWords, in_words
from andante.web.today.patterns import LOAD_DAYS_NEEDED, BigDays, Patterns
from andante.web.trends.words import group_name, load_words, number

SHOWN = 5
LATELY_DAYS = 84
TOLD_FROM = 0.05  # less would not change a minute


@dataclass(frozen=True)
class StepWords:
    """One rise of a level in words."""

    day: dt.date
    words: str


@dataclass(frozen=True)
class PatternsPage:
    """Everything in the part on patterns. `headline` says first whether there is one."""

    headline: str
    counted: str
    is_pattern: bool
    big: BigDays | None
    bouts: str
    steps: tuple[StepWords, ...]
    steps_said: str
    flares: tuple[PastWords, ...]
    flares_said: str


def patterns_page(patterns: Patterns, today: dt.date) -> PatternsPage:
    """The part on patterns for what the engine had."""
    big = patterns.big
    return PatternsPage(
        headline=_headline(big, patterns.load_days),
        counted=_counted(big) if big is not None and big.days else "",
        is_pattern=big is not None and big.is_pattern,
        big=big if big is not None and big.days else None,
        bouts=_bouts_words(patterns.borne),
        steps=tuple(step_words(each) for each in patterns.steps[:SHOWN]),
        steps_said=_steps_said(patterns.steps, today),
        flares=in_words(patterns.flares),
        flares_said=patterns.flares_said,
    )


def _headline(big: BigDays | None, load_days: int) -> str:
    if big is None:
        return gettext(
            "Not enough yet. Big days can be told from others after %(needed)s days with what you did; in the last "
            "twelve weeks there are %(known)s."
        ) % {"needed": LOAD_DAYS_NEEDED, "known": load_days}
    if big.is_pattern:
        return gettext(
            "There is a pattern: big days, then a bust. Many people live like this; on a good day so much waits to be "
            "done. It is no fault of yours, and it can be softened."
        )
    if not big.days:
        return gettext("No pattern of big days and busts: no day of the last twelve weeks stands out from the others.")
    return gettext("No pattern of big days and busts in the last twelve weeks.")


def _counted(big: BigDays) -> str:
    days = ngettext("%(n)s big day", "%(n)s big days", len(big.days)) % {"n": len(big.days)}
    numbers = {
        "group": group_name(big.group),
        "days": days,
        "times": number(big.times),
        "usual": load_words(big.usual),
        "bad": big.bad,
        "counted": big.counted,
        "other_bad": big.other_bad,
        "other": big.other,
    }
    what = gettext(
        "%(group)s: %(days)s in twelve weeks, each at least %(times)s times your usual %(usual)s effort-minutes."
    )
    if big.unbroken:
        paid = gettext("Each of your %(n)s biggest days in the last four weeks was followed by a clearly worse one.")
        return f"{of_one(what % numbers)} {paid % {'n': big.unbroken}}"
    if not big.counted:
        return f"{of_one(what % numbers)} {gettext('What came after them is not written down.')}"
    then = gettext(
        "After %(bad)s of %(counted)s a bust followed within two days. Of other stretches of two days it was "
        "%(other_bad)s of %(other)s."
    )
    return f"{of_one(what % numbers)} {then % numbers}"


def _bouts_words(borne: Borne | None) -> str:
    """What the ratings right after bouts said, and what comes of it."""
    if borne is None or not borne.bouts:
        return gettext(
            "Nothing yet. It takes a rating of pain in the hours before a bout of the timer, and one within 20 minutes "
            "after it."
        )
    said = ngettext(
        "%(bouts)s bout of the last eight weeks has a rating of pain before and right after it.",
        "%(bouts)s bouts of the last eight weeks have a rating of pain before and right after them.",
        borne.bouts,
    ) % {"bouts": borne.bouts}
    return f"{said} {_how_they_went(borne)} {_that_makes(borne.tolerance.pain_gain / CAREFUL_GAIN)}"


def _how_they_went(borne: Borne) -> str:
    points = number(EXPECTED_RISE_0_10, 0)
    if not borne.hurt_more:
        return gettext("Pain never rose by more than %(points)s points.") % {"points": points}
    if borne.hurt_more == 1:
        return gettext("Pain rose by more than %(points)s points once.") % {"points": points}
    said = gettext("Pain rose by more than %(points)s points after %(more)s of them.")
    return said % {"points": points, "more": borne.hurt_more}


def _that_makes(gain: float) -> str:
    """What it did to the length of bouts: `gain` is how sharply pain is taken to answer, against the beginning."""
    if gain > 1.0 + TOLD_FROM:
        return gettext("That can make the bouts of your plans shorter.")
    if gain < 1.0 - TOLD_FROM:
        return gettext("That can make the bouts of your plans a little longer.")
    return gettext("That makes next to no difference to the bouts of your plans.")


def _steps_said(steps: Sequence[StepUp], today: dt.date) -> str:
    if not steps:
        return gettext("No rise so far. Level days come first, and they count as much.")
    lately = sum((today - step.day).days <= LATELY_DAYS for step in steps)
    said = gettext("Rises of what you did so far: %(n)s, and %(lately)s of them in the last twelve weeks.")
    return said % {"n": len(steps), "lately": lately}


def step_words(step: StepUp) -> StepWords:
    numbers = {"group": group_name(step.group), "before": load_words(step.before), "now": load_words(step.now)}
    return StepWords(step.day, of_one(gettext("%(group)s: from %(before)s to %(now)s effort-minutes") % numbers))


def bust_words(bust: bool | None) -> str:
    """What followed a big day."""
    if bust is None:
        return gettext("not known")
    return gettext("a bust") if bust else gettext("no bust")
