"""What the break timer runs: the bouts of the plan, and bouts for any activity of the catalogue. Values only; the clock
itself runs in the browser (`static/andante/course.js`), so that it needs no network.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from andante.activities import Everyday, catalogue, find
from andante.plan.breaks import breaks_for
from andante.web.activity_words import activity_words, in_order, with_capital
from andante.web.today.words import tiers_of
from andante.web.units import script_words

Course = dict[str, Any]
FREE_MIN = 30.0
GENTLE = 3.0
MOST_TIMES = 6


def planned_courses(answer: Mapping[str, Any] | None) -> list[Course]:
    """Each suggestion of the plan as the timer runs it, in the order of the plan; then what has to be done."""
    if answer is None:
        return []
    tiers = {
        "least": gettext("Least"),
        "usual": gettext("On a day like most"),
        "if it goes well": gettext("If it goes well"),
    }
    tiers |= {tier: str(title) for tier, (title, _words) in tiers_of(answer).items()}
    chosen = [
        _planned(each, 10 * each["effort"], tiers.get(each.get("tier", "usual"), ""))
        for each in answer["schedule"]
        if each["bouts"]
    ]
    return [*chosen, *(_planned(each, _effort(each), gettext("Has to be done")) for each in answer.get("must_do", ()))]


def _planned(each: Mapping[str, Any], effort: float, tier: str) -> Course:
    return {
        "activity": each["activity"],
        "words": with_capital(activity_words(each["activity"])),
        "effort": round(effort, 1),
        "planned": True,
        "tier": tier,
        "bouts": [
            {"minutes": bout["minutes"], "rest": bout["rest"], "position": bout["position"]} for bout in each["bouts"]
        ],
    }


def _effort(block: Mapping[str, Any]) -> float:
    known = find(block["activity"])
    return GENTLE if known is None else known.effort


def free_courses(valued: Iterable[str] = ()) -> list[Course]:
    """Every activity of the catalogue that is no rest, what is valued first, for half an hour in all: in the bouts that
    the body's equations allow a careful middle person.
    """
    dear = {name.lower(): rank for rank, name in enumerate(valued)}
    known = [each for each in catalogue().values() if each.groups and each.effort > 0]
    known.sort(key=lambda each: (dear.get(each.name, len(dear)), in_order(activity_words(each.name))))
    return [_free(each) for each in known]


def _free(activity: Everyday) -> Course:
    bouts = breaks_for(activity.name, FREE_MIN)
    # The browser makes bouts of it, with the positions in turn: a hundred activities stay small on the wire.
    return {
        "activity": activity.name,
        "words": with_capital(activity_words(activity.name)),
        "effort": activity.effort,
        "times": min(len(bouts), MOST_TIMES),
        "minutes": bouts[0].minutes,
        "rest": bouts[0].rest,
        "positions": list(dict.fromkeys(bout.position for bout in bouts)),
    }


def timer_words() -> dict[str, str]:
    """Every sentence that the clock in the browser says."""
    return {
        **script_words(),
        "short": gettext("%(minutes)s min"),
        "bout": gettext("Bout %(n)s of %(all)s"),
        "ready": gettext("Ready when you are"),
        "next": gettext("Next: %(length)s, %(position)s"),
        "place": gettext("Now: %(position)s"),
        "change": gettext("Change position: now %(position)s"),
        "due": gettext("The bout is over. Time to rest"),
        "due_quiet": gettext("A rest is due. The signal waits until %(time)s; the clock goes on"),
        "due_idle": gettext(
            "Reading or talking is no rest. If you tap nothing, the rest begins by itself at %(time)s."
        ),
        "due_never": gettext("Reading or talking is no rest. Say when you begin."),
        "rest": gettext("Rest"),
        "rest_how": gettext("Sit or lie down. Nothing has to be done now."),
        "rested": gettext("The rest is over. Go on when you like"),
        "end": gettext("All bouts are done"),
        "end_how": gettext("What you did is enough for this one."),
        "stopped": gettext("Stopped"),
        "stopped_how": gettext(
            "You did %(length)s of it (bouts: %(n)s of %(all)s). That counts. To stop in time is pacing, too."
        ),
        "stopped_none": gettext("Nothing of it was done this time. That is all right."),
        "left": gettext("%(length)s left"),
        "left_one": gettext("Less than a minute left"),
        "over_by": gettext("%(length)s ago"),
        "logged": gettext("Noted in the diary."),
        "logged_later": gettext("Kept on this device, and sent when there is a connection."),
        "not_kept": gettext("It could not be sent, nor kept here. Please try again."),
        "log": gettext("%(activity)s, %(length)s. How hard was it?"),
        "gentle": gettext("Three rests skipped. That happens. Would one minute lying down do?"),
        "until": gettext("Quiet until %(time)s"),
        "no_notice": gettext("This browser does not allow notices."),
        "sitting": gettext("sitting"),
        "standing": gettext("standing"),
        "walking": gettext("walking"),
        "lying": gettext("lying"),
        "as it suits": gettext("as it suits"),
    }
