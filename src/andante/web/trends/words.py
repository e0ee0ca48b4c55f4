"""Words that the parts of Trends share: names, signed points, ranges. Values only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from andante.web.diary.answers import AREA, words_for
from andante.web.diary.body_map import AREA_WORDS
from andante.web.engine_words import effort_words, of_one, short_number

SMALLEST = 0.05  # points; less than this would read 0.0
WHENS = {
    "same day": _("same day"),
    "same entry": _("same entry"),
    "4 hours later": _("4 hours later"),
    "next day": _("next day"),
    "2 to 4 days later": _("2 to 4 days later"),
    "2 days later": _("2 days later"),
    "3 days later": _("3 days later"),
    "4 days later": _("4 days later"),
}
UNITS = {
    "effort-minutes": _("effort-minutes"),
    "points": _("points"),
    "minutes": _("minutes"),
    "steps": _("steps"),
    "units": _("units"),
    "ms": _("ms"),
    "beats a minute": _("beats a minute"),
}
YES_NO = _("yes instead of no")


def name_of(column: str, own: Mapping[str, str] | None = None) -> str:
    """The column in plain words; an area of the body by its own name, and what is in `own` as the person wrote it."""
    if own and column in own:
        return own[column]
    known = AREA_WORDS.get(column.removeprefix(AREA)) if column.startswith(AREA) else None
    return str(known) if known else words_for(column)


def group_name(group: str | None) -> str:
    """A muscle group in plain words; None is all of them together."""
    return gettext("Everything together") if group in (None, "whole_body") else words_for(f"load.{group}")


def when_of(effect: Mapping[str, Any]) -> str:
    """ "next day"."""
    return str(WHENS.get(effect["when"], effect["when"]))


def is_known(effect: Mapping[str, Any]) -> bool:
    """Whether there is an estimate at all: what was never written down, or never differed, has none."""
    return bool(effect["per"])


def size(effect: Mapping[str, Any]) -> float:
    """How large it is, to put effects in order; what has no estimate comes after all that have one."""
    return abs(effect["mean"]) if is_known(effect) else -1.0


def signed(points: float) -> str:
    """+0.4, −0.4 or 0.0."""
    if abs(points) < SMALLEST:
        return number(0.0)
    return f"{'+' if points > 0 else '−'}{number(abs(points))}"


def span_of(effect: Mapping[str, Any]) -> str:
    """ "+0.1 to +1.1"."""
    return gettext("%(low)s to %(high)s") % {"low": signed(effect["low"]), "high": signed(effect["high"])}


def per_words(per: str) -> str:
    """The contrast that an effect is told for: "10 effort-minutes"."""
    amount, _space, unit = per.partition(" ")
    if per == "yes instead of no":
        return str(YES_NO)
    return of_one(f"{short_number(float(amount))} {UNITS.get(unit, unit)}")


def number(value: float, places: int = 1) -> str:
    """A number as the language of the page writes it."""
    return number_format(round(value, places), decimal_pos=places, use_l10n=True)  # alone it would only cut off


def plain(value: float) -> str:
    """A rating: "4", "4.5"."""
    return number(value, 0) if float(value).is_integer() else number(value)


def load_words(load: float) -> str:
    """Effort-minutes as the plan says them."""
    return effort_words(load)


def date_words(day: dt.date) -> str:
    """ "3 Mar 2026"."""
    return date_format(day, gettext("j M Y"))
