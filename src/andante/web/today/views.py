"""The page Today, and what is opened from it: the timer, a flare, the first day, wishes."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from andante.web.accounts.access import PersonRequest
from andante.web.accounts.models import User
from andante.web.activity_words import activity_words, with_capital
from andante.web.diary.answers import Answers
from andante.web.diary.history import can_copy, is_before_evening
from andante.web.diary.models import CHECK_IN, Entry, Sending
from andante.web.diary.rows import diary_of, is_future
from andante.web.today import flares, probes
from andante.web.today.beliefs import TARGET, rated_days_of
from andante.web.today.effort import saves_energy
from andante.web.today.first_days import Coming, coming
from andante.web.today.forms import FirstDayForm, WishesForm, welcome
from andante.web.today.models import Probe, Wishes
from andante.web.today.page import page_of
from andante.web.today.services import DAYS_NEEDED, past_flares_for, plan_for, stored_answer
from andante.web.today.timer import free_courses, planned_courses, timer_words

SHOWN_FLARES = 5


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The front door leads to Today."""
    del request
    return redirect("today")


@require_GET
def today(request: PersonRequest) -> HttpResponse:
    """Outlook, room, plan and reasons for the person's own day."""
    user = request.user
    day, now = user.today(), timezone.now()
    # Shown at once; when there is something to learn first, the page asks again and then waits.
    planned = plan_for(user, day, wait="now" in request.GET)
    recent = flares.recent_entries(user, day)
    mark = flares.last_mark(recent, user.day_start)
    page = page_of(planned)
    rated = [each for each in recent if each.answers.get(TARGET) is not None and not is_future(each, now)]
    is_rated = any(each.own_day(user.day_start) == day for each in rated)
    probe = None if page.help_first or page.is_flare else probes.probe_for(user, recent, now)
    context = {
        "day": day,
        "day_ends": user.day_ends(day),
        "page": page,
        "has_entry": any(each.kind == CHECK_IN and each.own_day(user.day_start) == day for each in recent),
        "same": can_copy(user, day, recent),
        "is_felt_only": is_before_evening(user, day),
        "coming": _coming(user, planned.rated_days, is_rated=is_rated) if planned.rated_days < DAYS_NEEDED else (),
        "saves_energy": page.is_safe_default and saves_energy(user),
        "is_new": not planned.rated_days and Wishes.of(user).welcomed_at is None,
        "mark": mark,
        "slip": flares.slip(recent, day, user.day_start),
        "asks_of_flare": mark is not None and mark.flaring and mark.day < day,
        "probe": probe,
        "probe_activity": with_capital(activity_words(probe.activity)) if probe else "",
        "client_id": uuid.uuid4(),
        "scale": range(11),
    }
    return render(request, "today/today.html", context)


def _coming(user: User, rated_days: int, *, is_rated: bool = False) -> tuple[Coming, ...]:
    may_step = not (user.no_progression or saves_energy(user))
    return coming(rated_days, user.today(), is_rated=is_rated, may_step=may_step)


@require_GET
def timer(request: PersonRequest) -> HttpResponse:
    """The break timer: bouts of the plan, or of any activity. It runs in the browser, with or without a network."""
    user = request.user
    day = user.today()
    answer = stored_answer(user, day)
    context = {
        "day_ends": user.day_ends(day),  # a browser keeps this page, and may be asked for it on another day
        "planned": planned_courses(answer),
        "free": free_courses(Wishes.of(user).valued),
        "words": timer_words(),
        "scale": range(11),
    }
    return render(request, "today/timer.html", context)


@require_GET
def flare(request: PersonRequest) -> HttpResponse:
    """A flare: at most three controls, dark and still, with how the person's own past flares ended."""
    user = request.user
    day = user.today()
    found, summary = past_flares_for(user, day)
    recent = flares.recent_entries(user, day)
    context = {
        "mark": flares.last_mark(recent, user.day_start),
        "slip": flares.slip(recent, day, user.day_start) if "said" in request.GET else None,
        "now": next((each for each in found if each.end is None), None),
        "past": flares.in_words(found)[:SHOWN_FLARES],
        "summary": summary,
        "saves_energy": saves_energy(user),
        "client_id": uuid.uuid4(),
    }
    return render(request, "today/flare.html", context)


@require_POST
def say_flare(request: PersonRequest) -> HttpResponse:
    """One tap: a flare is here (1), it is easing (0), or that it is here was a slip ("back")."""
    said = request.POST.get("flare", "")
    if said not in ("0", "1", "back"):
        raise Http404(gettext("This form is damaged."))
    user, now = request.user, timezone.now()
    if said == "back":
        if flares.take_back(user, client_id=_client_id(request), day=user.own_day(now)):
            messages.success(
                request, gettext("Taken back. It counts as no flare, and the plan is the one from before.")
            )
        return redirect("today")
    flares.say(user, flaring=said == "1", client_id=_client_id(request), now=now)
    if said == "1":
        return redirect(f"{reverse('flare')}?said=1")
    messages.success(request, gettext("Good to hear. The plan comes back in small steps."))
    return redirect("today")


@require_POST
def answer_probe(request: PersonRequest, probe_id: int) -> HttpResponse:
    """One tap: the pain now, or not now."""
    user, now = request.user, timezone.now()
    get_object_or_404(Probe, pk=probe_id, user=user)
    pain = request.POST.get("pain", "")
    if pain and not (pain.isdecimal() and 0 <= int(pain) <= 10):
        raise Http404(gettext("This form is damaged."))
    with transaction.atomic():  # an answer that could not be kept leaves the question open
        is_answer = probes.close(user, probe_id, answered=bool(pain), now=now) and bool(pain)
        if is_answer:
            its_own = probes.client_id_of(probe_id, user)
            sending = Sending.here(user, client_id=its_own, now=now, kind="now", origin="probe")
            Entry.write(user, user.own_day(now), Answers({"pain": float(pain)}), sending)
    if is_answer:
        messages.success(request, gettext("Thank you. That helps to learn."))
    return redirect("today")


def _client_id(request: PersonRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("client_id", ""))
    except ValueError:
        raise Http404(gettext("This form is damaged.")) from None


@require_http_methods(["GET", "POST"])
def first_day(request: PersonRequest) -> HttpResponse:
    """What andante is and is not, how it learns and when, and four optional questions."""
    user = request.user
    form = FirstDayForm.of(user, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        is_later = "later" in request.POST
        if form.is_valid():
            form.apply_to(user)
            if not is_later or form.has_changed():  # who puts the rest off is told that what they gave is kept
                _say_saved(request, "welcome")
            return redirect("effort" if "effort" in request.POST else "today")
        if is_later and not form.is_answered:  # there is nothing to put right, and nothing to lose
            welcome(user)
            return redirect("today")
    return render(request, "today/welcome.html", _of_first_day(user, form), status=422 if form.errors else 200)


def _say_saved(request: PersonRequest, form: str) -> None:
    """Say it, and of which form, so that the browser keeps what was typed there no longer (typed.js)."""
    messages.success(request, gettext("Saved. Your next plan follows this."), extra_tags=form)


def _of_first_day(user: User, form: FirstDayForm) -> dict[str, object]:
    """What the page needs, also for one who reads it again after weeks: what is still to come, and from where."""
    day = user.today()
    rated = rated_days_of(diary_of(user, timezone.now()).through(day))
    return {
        "form": form,
        "coming": _coming(user, len(rated), is_rated=day in rated),
        "is_early": len(rated) < DAYS_NEEDED,
        "is_new": Wishes.of(user).welcomed_at is None,
    }


@require_http_methods(["GET", "POST"])
def wishes(request: PersonRequest) -> HttpResponse:
    """What is valued, hours, and ceilings of one's own."""
    form = WishesForm(request.POST) if request.method == "POST" else WishesForm.of(request.user)
    if request.method == "POST" and form.is_valid():
        form.apply_to(request.user)
        _say_saved(request, "wishes")
        return redirect("today")
    return render(request, "today/wishes.html", {"form": form}, status=422 if form.errors else 200)
