"""The three addresses that a browser needs to keep andante for when there is no connection. Anyone may read them: they
hold nothing personal, and one browser may be used by several people.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from andante import __version__
from andante.web.settings import HERE
from andante.web.units import units_of

FILES = HERE / "static"
TEMPLATES = HERE / "templates"
ICONS = {
    "icon-192.png": ("192x192", "any"),
    "icon-512.png": ("512x512", "any"),
    "maskable-512.png": ("512x512", "maskable"),
}


@login_not_required
@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script between browser and network, with the list of what it keeps. It changes when any of that changes."""
    pages = [_address("offline"), _address("help-now")]
    context = {
        "version": f"{__version__}-{_digest_of_files()[:12]}-{get_language()}",
        "core": static("andante/outbox-core.js"),
        "kept": [*filter(None, pages), *(static(name) for name in _file_names())],
        "offline": _address("offline"),
        "help": _address("help-now") or _address("offline"),
        "timer": _address("timer") or "",
        "sign_in": _address("account_login") or "",
        "static": static(""),
    }
    return render(request, "offline/service-worker.js", context, content_type="text/javascript")


def _address(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


@cache
def _file_names() -> tuple[str, ...]:
    """Scripts, styles and small pictures; the large icons are the system's to fetch."""
    found = sorted(path for path in FILES.rglob("*") if path.suffix in {".js", ".css", ".svg"})
    return tuple(path.relative_to(FILES).as_posix() for path in found)


@cache
def _digest_of_files() -> str:
    digest = sha256()
    for path in (*(FILES / name for name in _file_names()), *_templates()):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _templates() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*") if path.is_file())


@login_not_required
@require_GET
@cache_control(no_cache=True)
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to put andante among its apps."""
    del request
    icons = [
        {"src": static(f"andante/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for name, (sizes, purpose) in ICONS.items()
    ]
    content = {
        "id": "/",
        "name": "andante",
        "short_name": "andante",
        "description": gettext("Learns how your pain answers to what you do, and paces you."),
        "lang": get_language(),
        "start_url": reverse("today"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#faf6ee",
        "theme_color": "#faf6ee",
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json")


@login_not_required
@require_GET
@cache_control(no_cache=True)
def page(request: HttpRequest) -> HttpResponse:
    """The page for having no connection: a check-in that waits in the browser, and what waits there."""
    request.user = AnonymousUser()  # the browser keeps this page for whoever uses it
    with units_of(None):
        return render(request, "offline/offline.html", {"ratings": _ratings()})


def _ratings() -> list[dict[str, str]]:
    return [
        {"column": "pain", "label": gettext("Pain"), "words": gettext("0 is none, 10 is the worst I can imagine.")},
        {"column": "fatigue", "label": gettext("Tiredness"), "words": gettext("0 is fresh, 10 is worn out.")},
        {"column": "sleep", "label": gettext("Sleep last night"), "words": gettext("0 is very bad, 10 is very good.")},
        {"column": "stress", "label": gettext("Stress"), "words": gettext("0 is none, 10 is very much.")},
    ]
