"""The words inside pictures, in the language of the page."""

from __future__ import annotations

from django.utils.dates import MONTHS_AP
from django.utils.formats import get_format
from django.utils.translation import gettext

from andante.charts import ENGLISH, Words
from andante.web.engine_words import is_english
from andante.web.trends.effects import VERDICTS


def chart_words() -> Words:
    """What a picture says; in English as the pictures have it themselves."""
    if is_english():
        return ENGLISH
    return Words(
        decimal=str(get_format("DECIMAL_SEPARATOR")),
        months=tuple(str(MONTHS_AP[number]) for number in range(1, 13)),
        date=gettext("{day} {month} {year}"),
        day_and_month=gettext("{day} {month}"),
        dates=gettext("{first} to {last}"),
        one_day=gettext("{n} day"),
        days=gettext("{n} days"),
        one_flare=gettext("{n} flare"),
        flares=gettext("{n} flares"),
        **_of_days(),
        **_of_the_rest(),
        verdicts=tuple((verdict, str(title).lower()) for verdict, (title, _words) in VERDICTS.items()),
    )


def _of_days() -> dict[str, str]:
    return {
        "no_days": gettext("Nothing to show yet. Your first entry appears here as soon as it is saved."),
        "written": gettext("written"),
        "expected_before": gettext("range expected before"),
        "flare": gettext("flare"),
        "days_said": gettext("{dates}: {written} of {days} written"),
        "between": gettext("between {low} and {high}"),
        "no_forecasts": gettext("Nothing to compare yet. Forecasts begin once some days are written down."),
        "fell_inside": gettext("{inside} of {days} fell inside the expected range."),
        "expected": gettext("expected range"),
        "inside": gettext("inside it"),
        "outside": gettext("outside it"),
    }


def _of_the_rest() -> dict[str, str]:
    return {
        "no_loads": gettext("Nothing is written down for these muscles yet."),
        "loads_said": gettext(
            "{dates}: {written} of {days} written down. Effort-minutes: a middle day {middle}, the fullest {fullest}."
        ),
        "no_effects": gettext("Nothing learned yet. After some weeks of entries the first answers appear here."),
        "less": gettext("less pain"),
        "more": gettext("more pain"),
        "no_difference": gettext("no difference"),
    }
