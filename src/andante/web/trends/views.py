"""The page Trends, its parts that are pulled when they come into sight, its tables, and its pictures, drawn here.

Each part and each table has an address of its own: a piece of the page when the page asks for it, else a whole page, so
that nothing needs a script.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from andante.charts import ChartDay, LoadDay
from andante.records import Diary
from andante.web.accounts.access import PersonRequest
from andante.web.diary.history import names_of
from andante.web.diary.mornings import looks_like_mornings
from andante.web.diary.rows import diaries_of
from andante.web.today.effort import saves_energy
from andante.web.today.patterns import patterns_of
from andante.web.today.services import DAYS_NEEDED, Past
from andante.web.today.targets import RATINGS_NEEDED, areas_of, symptoms_of
from andante.web.trends import drawings, effects, page, tables
from andante.web.trends.big_days import patterns_page
from andante.web.trends.chart_words import chart_words
from andante.web.trends.drawings import Theme
from andante.web.trends.loads import column_of, highest_of, loads_of, slug_of
from andante.web.trends.ratings import PICTURE, Rated, picture_of, ratings_of, title_of
from andante.web.trends.remembered import past_for
from andante.web.trends.targets import AREAS, SYMPTOMS, targets_page
from andante.web.trends.words import name_of

YEAR = 365


def _span(request: PersonRequest) -> int:
    asked = request.GET.get("days", "")
    return next((span for span in page.RANGES if str(span) == asked), 90)


def _diaries(request: PersonRequest) -> tuple[Diary, Diary]:
    """The person's diary up to today, and the same entry by entry."""
    whole, each = diaries_of(request.user, timezone.now())
    return whole.through(request.user.today()), each


@require_GET
def trends(request: PersonRequest) -> HttpResponse:
    """Pain with its expected range, forecasts against what happened, what moves the pain."""
    user = request.user
    today, span = user.today(), _span(request)
    past = past_for(user, today, wait="now" in request.GET)
    days = page.days_of(past, today, span)
    rated = sum(day.observed is not None for day in page.days_of(past, today, 36500))
    groups = effects.effect_groups(past.belief, names_of(user))
    context = {
        "past": past,
        "span": span,
        "ranges": page.RANGES,
        "against": bool(page.against(days)),
        "beaten": past.score is not None and past.score.beaten,
        "score_words": page.score_words(past, rated, DAYS_NEEDED),
        "flares_said": page.flare_words(past),
        "changes": page.changes_of(past.belief),
        "groups": groups,
        "inseparable": effects.inseparable_words(past.belief, names_of(user)),
        "has_effects": any(group.effects for group in groups),
        "rated": rated,
        "needed": DAYS_NEEDED,
        "low_energy": user.low_energy,
        "looks_like_mornings": looks_like_mornings(user, today),
    }
    return render(request, "trends/trends.html", context)


# -- parts -----------------------------------------------------------------------------------------------------------


def _part(request: PersonRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    """One part: alone when the page pulls it, else on a page of its own."""
    part = f"trends/{name}.html"
    if "HX-Request" in request.headers:
        return render(request, part, context)
    return render(request, "trends/alone.html", {"part": part, **context})


@require_GET
def load(request: PersonRequest) -> HttpResponse:
    """The load of each muscle group that was written down."""
    span = _span(request)
    loads = loads_of(_diaries(request)[0], request.user.today(), span)
    pictures = [(slug_of(column), name_of(column)) for column in loads]
    return _part(request, "load", {"pictures": pictures, "span": span, "is_year": span == YEAR})


@require_GET
def ratings(request: PersonRequest) -> HttpResponse:
    """What was rated beside pain: tiredness, sleep and the like, each on the same scale."""
    own = names_of(request.user)
    pictures = [(picture_of(column), title_of(column, own)) for column in _ratings(request)]
    return _part(request, "ratings", {"pictures": pictures, "span": _span(request)})


@require_GET
def areas(request: PersonRequest) -> HttpResponse:
    """What loads do to each painful area, here and elsewhere. With `now` the next areas are worked out first."""
    user = request.user
    found = areas_of(user, _diaries(request)[0], user.today(), work="now" in request.GET)
    context = {"targets": found, "page": targets_page(found, AREAS), "needed": RATINGS_NEEDED}
    return _part(request, "areas", context)


@require_GET
def symptoms(request: PersonRequest) -> HttpResponse:
    """What moves tiredness, fog and symptoms of one's own. With `now` the next ones are worked out first."""
    user = request.user
    found = symptoms_of(user, _diaries(request)[0], user.today(), work="now" in request.GET)
    context = {"targets": found, "page": targets_page(found, SYMPTOMS, names_of(user)), "needed": RATINGS_NEEDED}
    return _part(request, "symptoms", context)


@require_GET
def patterns(request: PersonRequest) -> HttpResponse:
    """Big days and what followed, levels reached, flares that are over.

    Where only energy is to be saved no rise is listed: more is no goal then.
    """
    found = patterns_of(*_diaries(request), request.user.today())
    shown = patterns_page(found, request.user.today())
    table = tables.big_table(shown.big) if shown.big is not None else None
    context = {"page": shown, "table": table, "fault": found.fault, "levels_shown": not saves_energy(request.user)}
    return _part(request, "patterns", context)


@require_GET
def table(request: PersonRequest, name: str) -> HttpResponse:
    """The numbers behind a picture, or behind the words on areas."""
    if name not in TABLES:
        raise Http404(gettext("There is no such table."))
    return _part(request, "table", {"table": TABLES[name](request)})


def _days(request: PersonRequest) -> tuple[ChartDay, ...]:
    return page.days_of(past_for(request.user, request.user.today()), request.user.today(), _span(request))


def _loads(request: PersonRequest) -> dict[str, tuple[LoadDay, ...]]:
    return loads_of(_diaries(request)[0], request.user.today(), _span(request))


def _ratings(request: PersonRequest) -> Rated:
    return ratings_of(_diaries(request)[0], request.user.today(), _span(request))


def _areas_table(request: PersonRequest) -> tables.Table:
    found = areas_of(request.user, _diaries(request)[0], request.user.today(), work=False)
    return tables.area_table(found.known)


def _symptoms_table(request: PersonRequest) -> tables.Table:
    found = symptoms_of(request.user, _diaries(request)[0], request.user.today(), work=False)
    return tables.symptom_table(found.known, names_of(request.user))


def _steps_table(request: PersonRequest) -> tables.Table:
    if saves_energy(request.user):
        raise Http404(gettext("There is no such table."))
    return tables.step_table(patterns_of(*_diaries(request), request.user.today()).steps)


TABLES: dict[str, Callable[[PersonRequest], tables.Table]] = {
    "pain": lambda request: tables.pain_table(_days(request)),
    "against": lambda request: tables.against_table(page.against(_days(request))),
    "load": lambda request: tables.load_table(_loads(request)),
    "load-weeks": lambda request: tables.week_table(_loads(request)),
    "ratings": lambda request: tables.rating_table(_ratings(request), names_of(request.user)),
    "areas": _areas_table,
    "symptoms": _symptoms_table,
    "steps": _steps_table,
}


# -- pictures --------------------------------------------------------------------------------------------------------


def _draw_pain(past: Past, request: PersonRequest, theme: Theme) -> str:
    days = page.days_of(past, request.user.today(), _span(request))
    return drawings.pain_days("rated", days, gettext("Pain, 0 to 10"), theme, words=chart_words())


def _draw_against(past: Past, request: PersonRequest, theme: Theme) -> str:
    if past.score is None or not past.score.beaten:
        raise Http404(gettext("No forecast is shown that has not beaten “same as last time”."))
    days = page.against(page.days_of(past, request.user.today(), _span(request)))
    return drawings.pain_days("against", days, gettext("Forecast the day before"), theme, words=chart_words())


def _draw_effects(past: Past, request: PersonRequest, theme: Theme) -> str:
    bars = effects.bars(past.belief, names_of(request.user))
    return drawings.effect_bars(bars, gettext("What moves my pain"), theme, words=chart_words())


PICTURES: dict[str, Callable[[Past, PersonRequest, Theme], str]] = {
    "pain": _draw_pain,
    "against": _draw_against,
    "effects": _draw_effects,
}


def _draw_load(name: str, request: PersonRequest, theme: Theme) -> str:
    column, loads = column_of(name), _loads(request)
    if column is None or column not in loads:
        raise Http404(gettext("There is no such picture."))
    return drawings.load_days(loads[column], highest_of(loads), name_of(column), theme, words=chart_words())


def _draw_rating(column: str, request: PersonRequest, theme: Theme) -> str:
    rated = _ratings(request)
    if column not in rated:
        raise Http404(gettext("There is no such picture."))
    title = title_of(column, names_of(request.user))
    return drawings.pain_days("rated", rated[column], title, theme, words=chart_words())


def _picture(request: PersonRequest, name: str, theme: Theme) -> str:
    if name in PICTURES:
        return PICTURES[name](past_for(request.user, request.user.today()), request, theme)
    if name.startswith(PICTURE):
        return _draw_rating(name.removeprefix(PICTURE), request, theme)
    return _draw_load(name, request, theme)


@require_GET
def picture(request: PersonRequest, name: str) -> HttpResponse:
    """One picture as SVG, for the light or the dark page."""
    theme: Theme = "dark" if request.GET.get("theme") == "dark" else "light"
    return HttpResponse(_picture(request, name, theme), content_type="image/svg+xml")
