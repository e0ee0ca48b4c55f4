"""The first line of Today, and what stands behind it. No engine, no database."""

from __future__ import annotations

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext

from andante.web.today.services import Today
from andante.web.today.words import MODES, in_100


def outlook_of(today: Today) -> tuple[str, str]:
    """The first line, and the number behind it when the forecasts have earned being shown. What there is more of than
    room, and a flare and the way back, come before any chance.
    """
    assert today.answer is not None, "only a plan has an outlook"
    mode = today.answer["mode"]
    if mode == "flare":
        return gettext("Rest comes first today"), gettext("You are in a flare. It will pass.")
    if any(why["code"] == "must-do-over" for why in today.answer["why"]):
        return gettext("A full day"), _full_day(nothing_else=not today.answer["schedule"])
    risk, limit = (today.answer["risk"][name] for name in ("p_flare_within_3_days", "limit"))
    pace = _pace(mode, today.answer["step"])
    if today.score is not None and today.score.enough and not today.score.beaten:
        return pace, gettext("Forecasts have not beaten “same as last time” for you so far, so none is shown.")
    is_earned = today.score is not None and today.score.beaten
    if not is_earned or risk is None:
        none_yet = gettext("There is no forecast yet. It needs more days of your diary.")
        # Trends shows forecasts of the pain all the same.
        unknown = gettext("How likely a flare is cannot be said yet.")
        return pace, "" if mode == "safe-default" else unknown if is_earned else none_yet
    by = date_format(today.day + dt.timedelta(days=2), "l")
    said = gettext("With this plan, about %(chance)s chance of a flare by %(day)s.")
    return pace if mode == "re-entry" else _weather(risk, limit), said % {"chance": in_100(risk), "day": by}


def _full_day(*, nothing_else: bool) -> str:
    over = gettext("More has to be done than there is room for. Take every break you can; each one counts.")
    none = gettext("Nothing else is planned, for it would take from what is full already.")
    return f"{over} {none}" if nothing_else else over


def _pace(mode: str, step: str) -> str:
    if mode == "re-entry":
        return str(MODES[mode])
    return gettext("A gentle day") if mode == "safe-default" or step == "down" else gettext("A day at your usual pace")


def _weather(risk: float, limit: float) -> str:
    """Above what the person accepts no day is called quiet."""
    if risk >= 0.5:
        return gettext("Go very gently")
    if risk >= 0.25 or risk > limit:
        return gettext("Go gently")
    return gettext("Quiet days look likely") if risk < 0.10 else gettext("Mostly quiet days ahead")
