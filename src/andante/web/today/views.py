"""The page Today."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from andante.web.accounts.access import PersonRequest
from andante.web.diary.history import can_copy
from andante.web.diary.models import Entry
from andante.web.today.page import page_of
from andante.web.today.services import plan_for


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The front door leads to Today."""
    del request
    return redirect("today")


@require_GET
def today(request: PersonRequest) -> HttpResponse:
    """Outlook, room, plan and reasons for the person's own day."""
    user = request.user
    day = user.today()
    context = {
        "day": day,
        # Shown at once; when there is something to learn first, the page asks again and then waits.
        "page": page_of(plan_for(user, day, wait="now" in request.GET)),
        "has_entry": Entry.objects.of(user).kept().on_day(day, user.day_start).exists(),
        "same": can_copy(user, day),
    }
    return render(request, "today/today.html", context)
