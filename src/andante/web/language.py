"""Which language a page is in: the one the person chose, else the first of the browser's that andante speaks. And in
which zone and units its times are told: the person's own.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation

from andante.web.units import units_of


def own_language(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Stands after the sign-in middleware: before it nobody knows who is asking."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        chosen = str(getattr(request.user, "language", ""))
        known = dict(settings.LANGUAGES)
        language = chosen if chosen in known else translation.get_language_from_request(request)
        if chosen not in known and "Accept-Language" in request.headers:
            _keep(request, language)
        zone = getattr(request.user, "zone_info", None)
        with translation.override(language), timezone.override(zone), units_of(request.user):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        if chosen not in known:
            response.headers["Vary"] = ", ".join(filter(None, (response.headers.get("Vary"), "Accept-Language")))
        return response

    return middleware


def _keep(request: HttpRequest, language: str) -> None:
    """Keep what a person's browser asked for last: a calendar asks for no language, or for that of its maker."""
    user = request.user
    if user.is_authenticated and user.last_language != language:
        user.last_language = language
        user.save(update_fields=["last_language"])
