"""Pages of the diary. A check-in ends with its row: nothing here asks the engine, so nothing there can break it."""

from __future__ import annotations

import datetime as dt
import json
import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import register_converter
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from andante.web.accounts.access import PersonRequest
from andante.web.accounts.models import User
from andante.web.diary import history
from andante.web.diary.answers import COLUMNS, Answers
from andante.web.diary.forms import FLAGS, CheckInForm, ConcernForm
from andante.web.diary.models import Concern, Entry, open_flags
from andante.web.diary.rows import day_values
from andante.web.diary.sending import MOST_ENTRIES, take

FIRST_DAY = dt.date(1990, 1, 1)


class DayConverter:
    """A date in an address: 2026-03-05."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, text: str) -> dt.date:
        """The date, or no such page."""
        return dt.date.fromisoformat(text)

    def to_url(self, day: dt.date) -> str:
        """The date as written in an address."""
        return day.isoformat()


register_converter(DayConverter, "day")


def _entry_of(request: PersonRequest, entry_id: uuid.UUID) -> Entry:
    return get_object_or_404(Entry.objects.of(request.user), pk=entry_id)


def _own_day_or_404(user: User, day: dt.date) -> dt.date:
    if not FIRST_DAY <= day <= user.today():
        raise Http404("That day has not come yet.")
    return day


@require_GET
def index(request: PersonRequest) -> HttpResponse:
    """The days of the last weeks, newest first."""
    before = request.GET.get("before", "")
    today = request.user.today()
    try:
        last = min(dt.date.fromisoformat(before), today) if before else today
    except ValueError:
        raise Http404("That is no date.") from None
    return render(request, "diary/index.html", {"page": history.page(request.user, last), "today": today})


@require_http_methods(["GET", "POST"])
def check_in(request: PersonRequest, day: dt.date) -> HttpResponse:
    """One day: what was written, and the form to write more. POST writes one row."""
    user = request.user
    _own_day_or_404(user, day)
    if request.method == "GET":
        return _day_page(request, day, CheckInForm(usual=history.last_known(user, day)))
    form = CheckInForm(request.POST)
    if not form.is_valid():
        return _day_page(request, day, form, status=422)
    answers = form.answers()
    if answers.is_empty:
        messages.info(request, "Nothing was filled in, so nothing was saved.")
        return redirect("check-in", day)
    Entry.check_in(user, day, answers, client_id=form.cleaned_data["client_id"], now=timezone.now())
    messages.success(request, "Saved. You can change it at any time.")
    return redirect("today" if day == user.today() else "check-in", *([] if day == user.today() else [day]))


def _day_page(request: PersonRequest, day: dt.date, form: CheckInForm, *, status: int = 200) -> HttpResponse:
    user = request.user
    entries = list(Entry.objects.of(user).on_day(day, user.day_start))
    context = {
        "day": day,
        "today": user.today(),
        "form": form,
        "lines": [history.line(entry, timezone.now()) for entry in entries],
        "same": history.can_copy(user, day),
    }
    return render(request, "diary/day.html", context, status=status)


@require_POST
def same_as_yesterday(request: PersonRequest, day: dt.date) -> HttpResponse:
    """One tap: what was known of the day before, written for this day too."""
    user = request.user
    _own_day_or_404(user, day)
    try:
        client_id = uuid.UUID(request.POST.get("client_id", ""))
    except ValueError:
        raise Http404("This form is damaged.") from None
    before = list(Entry.objects.of(user).kept().on_day(day - dt.timedelta(days=1), user.day_start))
    if not before:
        messages.info(request, "There is no entry for the day before, so nothing was copied.")
        return redirect("check-in", day)
    known = day_values(before)
    efforts = before[0].given.efforts if len(before) == 1 else {}
    answers = Answers({**dict.fromkeys(COLUMNS), **known}, efforts)
    Entry.check_in(user, day, answers, client_id=client_id, now=timezone.now())
    messages.success(request, "Saved, the same as the day before. You can change it at any time.")
    return redirect("today" if day == user.today() else "check-in", *([] if day == user.today() else [day]))


@require_http_methods(["GET", "POST"])
def edit(request: PersonRequest, entry_id: uuid.UUID) -> HttpResponse:
    """Change an entry. Former versions stay and are shown."""
    entry = _entry_of(request, entry_id)
    day = entry.own_day(request.user.day_start)
    if request.method == "POST":
        form = CheckInForm(request.POST, former=entry.given)
        if form.is_valid():
            based_on = form.cleaned_data["based_on"] or entry.version
            outcome = entry.change(form.answers(), based_on=based_on)
            messages.success(request, history.CHANGE_WORDS[outcome])
            return redirect("check-in", day)
    else:
        form = CheckInForm(former=entry.given, version=entry.version)
    context = {"entry": entry, "day": day, "form": form, "versions": history.versions(entry)}
    return render(request, "diary/edit.html", context, status=422 if form.errors else 200)


@require_POST
def set_void(request: PersonRequest, entry_id: uuid.UUID) -> HttpResponse:
    """Delete an entry, or bring it back. It stays in the history either way."""
    entry = _entry_of(request, entry_id)
    void = request.POST.get("void") == "1"
    entry.set_void(void)
    messages.success(request, "Deleted. You can bring it back below." if void else "The entry is back.")
    return redirect("check-in", entry.own_day(request.user.day_start))


@require_http_methods(["GET", "POST"])
def send(request: PersonRequest) -> HttpResponse:
    """Entries written without a connection. `andante.web.diary.sending` says what comes in and what goes out."""
    person = str(request.user.pk)
    if request.method == "GET":
        return JsonResponse({"token": get_token(request), "person": person})
    try:
        call = json.loads(request.body)
        entries, whose = call["entries"], str(call.get("person", person))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        entries, whose = None, person
    if not isinstance(entries, list):
        return JsonResponse({"reason": "allowed is a list of entries"}, status=400)
    if len(entries) > MOST_ENTRIES:
        return JsonResponse({"reason": f"allowed are {MOST_ENTRIES} entries at once"}, status=413)
    if whose != person:
        return JsonResponse({"reason": "these entries are another person's"}, status=409)
    now = timezone.now()
    return JsonResponse({"entries": [take(request.user, each, now).to_json() for each in entries]})


@require_http_methods(["GET", "POST"])
def worry(request: PersonRequest) -> HttpResponse:
    """Something new or worrying? Help stands first, whatever is answered."""
    form = ConcernForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        flags = form.cleaned_data["flags"]
        if flags:
            Concern.objects.create(user=request.user, flags=flags)
        return redirect("worry")
    flags = open_flags(Concern.objects.open_for(request.user))
    context = {"form": form, "said": [FLAGS[flag] for flag in flags if flag in FLAGS]}
    return render(request, "diary/worry.html", context)


@require_POST
def worry_over(request: PersonRequest) -> HttpResponse:
    """Seen to, or passed: plans are made again."""
    Concern.objects.open_for(request.user).update(closed_at=timezone.now())
    messages.success(request, "Good. Plans are made again from now on.")
    return redirect("today")
