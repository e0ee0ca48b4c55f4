"""The words of Today that stand in tables, and a few that are counted. Values only; each can be translated."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from andante.plan.red_flags import Level
from andante.web.units import length_words

Words = str | Promise

TIERS: dict[str, tuple[Words, Words]] = {
    "least": (
        _("Least"),
        _("To begin with. Where it is too much, do a part: some movement, even in a bad week, beats none."),
    ),
    "usual": (_("Then, on a day like most"), _("This on top of the least, up to a usual day.")),
    "if it goes well": (
        _("Then, if it goes well"),
        _("Only when the day is kind: this on top, up to today’s room. A good day is not a licence."),
    ),
}
# Where a plan has no third tier, the second leads to all of its room, which may be less than a usual day.
ALL_OF_IT: Words = _("This on top of the least, up to today’s room.")
ENERGY_ALL_OF_IT: Words = _("This on top, up to today’s room. Leaving it is just as fine.")
# In a flare the plan rests. What it has beyond that is a limit, and nobody's task.
FLARE_TIERS: dict[str, tuple[Words, Words]] = {
    "least": (
        _("Some gentle movement"),
        _("You wish for it in a flare, too. Leaving it for today is just as fine."),
    ),
    "usual": (
        _("If something has to be done"),
        _("No more than this, in very small bits, with rest after each. Leaving all of it for today is fine, too."),
    ),
}
# With ME/CFS or malaise after effort there is no least: no tier is a task.
ENERGY_TIERS: dict[str, tuple[Words, Words]] = {
    "least": (_("To begin with"), _("Less is fine today. Stopping early is right.")),
    "usual": (
        _("Then, if there is energy for it"),
        _("This on top, up to a usual day. Leaving it is just as fine."),
    ),
}
MODES: dict[str, Words] = {
    "usual": _("A usual day"),
    "careful": _("A careful day"),
    "flare": _("A resting day"),
    "re-entry": _("A day of coming back"),
    "safe-default": _("A safe day"),
}
NUMBERS: dict[str, Words] = {
    "p": _("chance in 100"),
    "most": _("at most"),
    "reached": _("level reached"),
    "used_to": _("on average of late"),
    "rated": _("planned by"),
    "rise": _("points up"),
    "eases": _("eases on"),
    "activities": _("activities"),
    "answers": _("answers"),
    "before": _("level before"),
    "column": _("question"),
    "day": _("day"),
    "days": _("days"),
    "done": _("done already"),
    "earliest": _("at the earliest"),
    "entries": _("entries"),
    "flare_days": _("days in a flare"),
    "flares": _("flares"),
    "floor": _("at least"),
    "full_day": _("a full day"),
    "heavy_days": _("big days"),
    "highest": _("highest day"),
    "hours": _("hours"),
    "known": _("days known"),
    "limit": _("your limit, in 100"),
    "load": _("that entry"),
    "longest": _("longest"),
    "missing": _("days without numbers"),
    "needed": _("days needed"),
    "needs": _("effort-minutes needed"),
    "not_good": _("days worse or not rated"),
    "worse": _("days worse than usual"),
    "now": _("level now"),
    "of_days": _("days with a rating"),
    "one": _("one entry"),
    "other": _("other entry"),
    "pain": _("pain"),
    "percent": _("percent"),
    "plan_of": _("plan of"),
    "shortest": _("shortest"),
    "signs": _("signs"),
    "since": _("since"),
    "step_percent": _("step in percent"),
    "through": _("learned up to"),
    "times": _("times"),
    "tired": _("days of more tiredness"),
    "until": _("until"),
    "usual": _("a usual day"),
    "week": _("a week"),
    "weeks": _("weeks ago"),
}
NUMBERS_OF: dict[tuple[str, str], Words] = {
    ("bouts", "longest"): _("longest bout, in minutes"),
    ("compared", "days"): _("ways to spend the day"),
    ("past-flares", "longest"): _("longest, in days"),
    ("past-flares", "shortest"): _("shortest, in days"),
}
"""In place of NUMBERS where a reason counts something else by that name, or in a unit of its own."""
HELP_TITLES: dict[Level, Words] = {
    "now": _("Call for help now"),
    "today": _("See a doctor today"),
    "soon": _("See a doctor soon"),
}
STEPS: dict[str, Words] = {
    "hold": _("No step up today."),
    "up": _("One small step up."),
    "down": _("A step down from lately."),
}


def tiers_of(answer: Mapping[str, Any]) -> Mapping[str, tuple[Words, Words]]:
    """The words of the tiers that this plan has other ones for: one of a flare, one without a least, or one of two
    tiers.
    """
    if answer["mode"] == "flare":
        return FLARE_TIERS
    saves_energy = any(why["code"] == "no-floor" for why in answer["why"])
    tiers, all_of_it = (ENERGY_TIERS, ENERGY_ALL_OF_IT) if saves_energy else (TIERS, ALL_OF_IT)
    if any(each.get("tier") == "if it goes well" for each in answer["schedule"]):
        return tiers
    return {**tiers, "usual": (tiers["usual"][0], all_of_it)}


def in_100(chance: float) -> str:
    """ "8 in 100"."""
    whole = round(100 * chance)
    return gettext("less than 1 in 100") if whole < 1 else gettext("%(n)s in 100") % {"n": whole}


def in_all_words(bouts: Sequence[Mapping[str, Any]]) -> str:
    """ "In all 1 h 10 min, with the rests 1 h 35 min." """
    active = math.floor(sum(bout["minutes"] for bout in bouts))
    whole = math.ceil(active + sum(bout["rest"] for bout in bouts))
    return gettext("In all %(active)s, with the rests %(whole)s.") % {
        "active": length_words(active),
        "whole": length_words(whole),
    }


def bouts_words(bouts: Sequence[Mapping[str, Any]], *, more: bool) -> str:
    """ "3 times 6 minutes more, sitting and standing in turn. After each, 6 minutes of rest." Rounded down,
    rest up.
    """
    values = {
        "times": len(bouts),
        "bout": length_words(math.floor(bouts[0]["minutes"])),
        "rest": length_words(math.ceil(bouts[0]["rest"])),
        "where": _where([gettext(position) for position in dict.fromkeys(bout["position"] for bout in bouts)]),
    }
    shorter = [bout for bout in bouts if bout["minutes"] < bouts[0]["minutes"]]
    if shorter and not more:  # what has to be done: together as many minutes as were asked for
        values |= {"times": len(bouts) - len(shorter), "others": len(shorter)}
        values["shorter"] = length_words(math.floor(shorter[0]["minutes"]))
        said = gettext(
            "%(times)s times %(bout)s and %(others)s times %(shorter)s, %(where)s. After each, %(rest)s of rest."
        )
    elif len(bouts) > 1:
        said = (
            gettext("%(times)s times %(bout)s more, %(where)s. After each, %(rest)s of rest.")
            if more
            else gettext("%(times)s times %(bout)s, %(where)s. After each, %(rest)s of rest.")
        )
    else:
        said = (
            gettext("%(bout)s more, %(where)s. Then, %(rest)s of rest.")
            if more
            else gettext("%(bout)s, %(where)s. Then, %(rest)s of rest.")
        )
    return said % values


def _where(positions: Sequence[str]) -> str:
    places = list(dict.fromkeys(positions))  # two may have one word in another language
    if len(places) == 1:
        return places[0]
    return gettext("%(some)s and %(last)s in turn") % {"some": ", ".join(places[:-1]), "last": places[-1]}


def room_words(left_min: int, *, used: bool) -> str:
    """What is left of the room, in minutes of light work."""
    if left_min < 1:
        return gettext("Today’s room is used. Rest is a good next step.") if used else gettext("No room here today.")
    said = gettext("About %(length)s more of light work.") if used else gettext("About %(length)s of light work.")
    return said % {"length": length_words(left_min)}
