"""The page Trends and its pictures, drawn here on the server."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Literal

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from andante.charts import ChartDay, EffectBar
from andante.records import SCALE_0_10
from andante.web.accounts.access import PersonRequest
from andante.web.today.services import DAYS_NEEDED, Past, past_of
from andante.web.trends import page

Theme = Literal["light", "dark"]


def _span(request: PersonRequest) -> int:
    asked = request.GET.get("days", "")
    return next((span for span in page.RANGES if str(span) == asked), 90)


@require_GET
def trends(request: PersonRequest) -> HttpResponse:
    """Pain with its expected range, forecasts against what happened, what moves the pain."""
    user = request.user
    today, span = user.today(), _span(request)
    past = past_of(user, today, wait="now" in request.GET)
    days = page.days_of(past, today, span)
    rated = sum(day.observed is not None for day in page.days_of(past, today, 36500))
    groups = page.effect_groups(past.belief)
    context = {
        "past": past,
        "span": span,
        "ranges": page.RANGES,
        "days": list(reversed(days)),
        "against": list(reversed(page.against(days))),
        "beaten": past.score is not None and past.score.beaten,
        "score_words": page.score_words(past.score, rated, DAYS_NEEDED),
        "changes": page.changes_of(past.belief),
        "groups": groups,
        "has_effects": any(group.effects for group in groups),
        "rated": rated,
        "needed": DAYS_NEEDED,
    }
    return render(request, "trends/trends.html", context)


# Drawing takes longer than everything else on the page; the same days give the same picture.
@lru_cache(maxsize=32)
def _drawn(kind: str, days: tuple[ChartDay, ...], theme: Theme) -> str:
    from andante.charts import forecasts_against_happened, pain_with_band  # noqa: PLC0415 - only pictures need Altair

    if kind == "pain":
        return pain_with_band(days, scale=SCALE_0_10, title="Pain, 0 to 10", theme=theme)
    return forecasts_against_happened(days, scale=SCALE_0_10, title="Forecast the day before", theme=theme)


def _draw_pain(past: Past, request: PersonRequest, theme: Theme) -> str:
    return _drawn("pain", page.days_of(past, request.user.today(), _span(request)), theme)


def _draw_against(past: Past, request: PersonRequest, theme: Theme) -> str:
    if past.score is None or not past.score.beaten:
        raise Http404("No forecast is shown that has not beaten “same as last time”.")
    return _drawn("against", page.against(page.days_of(past, request.user.today(), _span(request))), theme)


@lru_cache(maxsize=8)
def _drawn_effects(bars: tuple[EffectBar, ...], theme: Theme) -> str:
    from andante.charts import effects_chart  # noqa: PLC0415 - as above

    return effects_chart(bars, title="What moves my pain", theme=theme)


def _draw_effects(past: Past, request: PersonRequest, theme: Theme) -> str:
    del request
    return _drawn_effects(page.bars(past.belief), theme)


PICTURES: dict[str, Callable[[Past, PersonRequest, Theme], str]] = {
    "pain": _draw_pain,
    "against": _draw_against,
    "effects": _draw_effects,
}


@require_GET
def picture(request: PersonRequest, name: str) -> HttpResponse:
    """One picture as SVG, for the light or the dark page."""
    if name not in PICTURES:
        raise Http404("There is no such picture.")
    theme: Theme = "dark" if request.GET.get("theme") == "dark" else "light"
    svg = PICTURES[name](past_of(request.user, request.user.today()), request, theme)
    return HttpResponse(svg, content_type="image/svg+xml")
