"""Pages for keeping what one wrote, taking it along, and being erased."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from andante import __version__
from andante.errors import InputError
from andante.exchange.backup import make_backup, scratch
from andante.exchange.copies import copies
from andante.web.accounts.access import PersonRequest
from andante.web.accounts.adapter import WAIT
from andante.web.accounts.again import is_it_you
from andante.web.accounts.models import User
from andante.web.diary.models import Entry
from andante.web.keeping.belongings import archive_of, diary_csv
from andante.web.keeping.erasing import erase
from andante.web.keeping.forms import EraseForm

JUST_ERASED = "just_erased"  # a mark in the session, until the page after it was shown


def is_owner(user: User) -> bool:
    """Whether the data folder is theirs: the first person who set up here."""
    return User.objects.order_by("pk").values_list("pk", flat=True).first() == user.pk


@require_GET
def keeping(request: PersonRequest) -> HttpResponse:
    """What can be taken along, and what is kept by itself."""
    user = request.user
    owns = is_owner(user)
    context = {
        "entries": Entry.objects.of(user).kept().count(),
        "owns": owns,
        "copies": list(reversed(copies(settings.DATA))) if owns else [],
        "data": settings.DATA,
    }
    return render(request, "keeping/keeping.html", context)


@require_GET
def archive(request: PersonRequest) -> HttpResponse:
    """Everything of this person in one zip."""
    return _file(archive_of(request.user).content, f"andante-{_day(request.user)}.zip", "application/zip")


@require_GET
def diary(request: PersonRequest) -> HttpResponse:
    """The diary as a diary file."""
    text = diary_csv(request.user)
    if text is None:
        raise Http404("There is nothing in the diary yet.")
    return _file(text.encode(), f"andante-diary-{_day(request.user)}.csv", "text/csv; charset=utf-8")


@require_GET
@is_it_you(back="keeping")  # it holds the keys of everybody, and with them a way to sign in
def backup(request: PersonRequest) -> HttpResponse:
    """Everything of everybody in one file, for the owner of the data folder."""
    if not is_owner(request.user):
        raise Http404("Only the owner of the data folder can take a backup.")
    try:
        with scratch(settings.DATA) as folder:
            path = folder / "backup.zip"
            make_backup(settings.DATA, path, version=__version__, now=timezone.localtime())
            content = path.read_bytes()
    except InputError as error:
        messages.error(request, gettext("No backup could be made: %(why)s") % {"why": error})
        return redirect("keeping")
    return _file(content, f"andante-backup-{_day(request.user)}.zip", "application/zip")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def erase_me(request: PersonRequest) -> HttpResponse:
    """Erase this person, after their name and password."""
    form = EraseForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        user = request.user
        logout(request)
        erase(user, settings.DATA)
        request.session[JUST_ERASED] = True  # of nobody by now
        response = redirect("erased")
        response["Clear-Site-Data"] = '"cache", "storage"'  # what waited in this browser goes too
        return response
    context = {"form": form, "entries": Entry.objects.of(request.user).count()}
    status = 429 if form.has_error("password", WAIT) else 422 if form.errors else 200
    return render(request, "keeping/erase.html", context, status=status)


@login_not_required
@require_GET
def erased(request: HttpRequest) -> HttpResponse:
    """It is done. Just after it the browser's own store is emptied; never when somebody only opens this address."""
    return render(request, "keeping/erased.html", {"forget": request.session.pop(JUST_ERASED, False)})


def _day(user: User) -> str:
    return user.today().isoformat()


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
