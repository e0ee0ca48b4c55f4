"""Numbers to call, by country, and which country goes with a zone. Where andante knows no number it says so in plain
words. No database, nothing of any person.

Emergency numbers are those for an ambulance. Crisis lines, each open day and night, by who answers: Samaritans
(116 123, samaritans.org), 988 Suicide & Crisis Lifeline (988lifeline.org), TelefonSeelsorge (0800 111 0 111,
telefonseelsorge.de), Telefonseelsorge Österreich (142, telefonseelsorge.at), Die Dargebotene Hand (143, 143.ch).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ELSEWHERE: Final = "elsewhere"


@dataclass(frozen=True)
class Country:
    """One choice of the picker. `emergency` and `crisis` are numbers to dial, None where andante knows none."""

    code: str
    name: str | Promise
    emergency: str | None
    crisis: str | None = None
    zones: tuple[str, ...] = ()


_BRITISH = ("Europe/London", "Europe/Belfast", "Europe/Guernsey", "Europe/Isle_of_Man", "Europe/Jersey", "GB")
_IRISH = ("Europe/Dublin", "Eire")
_US = tuple(
    f"America/{place}"
    for place in (
        *("New_York", "Detroit", "Kentucky", "Indiana", "Chicago", "Menominee", "North_Dakota", "Denver", "Boise"),
        *("Phoenix", "Los_Angeles", "Anchorage", "Juneau", "Sitka", "Metlakatla", "Yakutat", "Nome", "Adak"),
        *("Fort_Wayne", "Indianapolis", "Louisville", "Shiprock", "Knox_IN"),
    )
)
_CANADA = tuple(
    f"America/{place}"
    for place in (
        *("St_Johns", "Halifax", "Glace_Bay", "Moncton", "Goose_Bay", "Blanc-Sablon", "Toronto", "Montreal"),
        *("Nipigon", "Thunder_Bay", "Iqaluit", "Pangnirtung", "Atikokan", "Winnipeg", "Rainy_River", "Resolute"),
        *("Rankin_Inlet", "Regina", "Swift_Current", "Edmonton", "Cambridge_Bay", "Yellowknife", "Inuvik"),
        *("Creston", "Dawson_Creek", "Dawson", "Fort_Nelson", "Whitehorse", "Vancouver"),
    )
)

COUNTRIES: Final = (
    Country("uk", _("United Kingdom"), "999", "116 123", _BRITISH),
    Country("ie", _("Ireland"), "112", "116 123", _IRISH),
    Country("de", _("Germany"), "112", "0800 111 0 111", ("Europe/Berlin", "Europe/Busingen")),
    Country("at", _("Austria"), "144", "142", ("Europe/Vienna",)),
    Country("ch", _("Switzerland"), "144", "143", ("Europe/Zurich",)),
    Country("us", _("United States"), "911", "988", (*_US, "US", "Pacific/Honolulu")),
    Country("ca", _("Canada"), "911", None, (*_CANADA, "Canada")),
    Country("au", _("Australia"), "000", None, ("Australia",)),
    Country("europe", _("Rest of Europe"), "112", None, ("Europe", "Atlantic/Canary", "Atlantic/Reykjavik")),
    Country(ELSEWHERE, _("Somewhere else"), None),
)


def country_of(zone: str) -> Country:
    """The country that most likely goes with a zone such as Europe/Dublin; "somewhere else" when it cannot be told."""
    for country in COUNTRIES:
        if any(zone == name or zone.startswith(f"{name}/") for name in country.zones):
            return country
    return COUNTRIES[-1]
