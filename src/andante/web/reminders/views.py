"""The page of reminders, and the calendar that a phone reads. The calendar's address is secret and can be renewed."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from andante.web.accounts.access import PersonRequest
from andante.web.accounts.forms import ReminderForm
from andante.web.accounts.models import CalendarFeed, Reminder, User
from andante.web.accounts.network import phone_address
from andante.web.reminders.due import due, in_open_flare, is_due, is_logged
from andante.web.reminders.icalendar import Event
from andante.web.reminders.icalendar import calendar as calendar_text

DAYS_AHEAD = 60
MOST = 12  # reminders of one person


@require_http_methods(["GET", "POST"])
def reminders(request: PersonRequest) -> HttpResponse:
    """Times to be reminded at; and the calendar's address."""
    user = request.user
    form = ReminderForm()
    context: dict[str, object] = {}
    if request.method == "POST":
        asked = request.POST.get("do", "")
        if asked == "add":
            form = ReminderForm(request.POST, instance=Reminder(user=user))
            if user.reminders.count() >= MOST:
                form.add_error(None, _("These are as many as andante can keep. Remove one first."))
            elif form.is_valid():
                _add(form)
                return _saved(request)
        elif asked == "address":
            token = CalendarFeed.renew(user)
            base = phone_address(request) or f"{request.scheme}://{request.get_host()}"
            context["address"] = base + reverse("calendar", args=[token])
            context["only_here"] = phone_address(request) is None
        else:
            found = _change(user, asked, request.POST.get("reminder", ""), on=request.POST.get("on") == "1")
            return _saved(request) if found else redirect("reminders")
    context |= {
        "form": form,
        "reminders": list(user.reminders.all()),
        "has_feed": CalendarFeed.objects.filter(user=user).exists(),
    }
    return render(request, "reminders/reminders.html", context)


def _saved(request: PersonRequest) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("reminders")


def _add(form: ReminderForm) -> None:
    """Keep a new reminder. One just like it that is on is the same: tapped twice, it would ring twice."""
    new = form.instance
    if not Reminder.objects.filter(user=new.user, at=new.at, words=new.words, enabled=True).exists():
        form.save()


def _change(user: User, asked: str, key: str, *, on: bool) -> bool:
    """Switch one reminder on or off or remove it; or settle what happens in a flare; or end the calendar. `on`: what
    the button said, so that a second tap, or an older page, turns nothing round. False when there is no such reminder
    (any more): then nothing is to be done, and it is not on the page.
    """
    if asked == "flare":
        user.remind_in_flare = on
        user.save(update_fields=["remind_in_flare"])
        return True
    if asked == "end-address":
        CalendarFeed.objects.filter(user=user).delete()
        return True
    if asked not in {"switch", "remove"} or not key.isdecimal():
        raise Http404("There is nothing like that to do.")
    reminder = next((each for each in user.reminders.all() if str(each.pk) == key), None)
    if reminder is None:
        return False
    if asked == "remove":
        reminder.delete()
    else:
        reminder.enabled = on
        reminder.save(update_fields=["enabled"])
    return True


@require_http_methods(["GET", "POST"])
def due_now(request: PersonRequest) -> JsonResponse:
    """For an open page. GET: whether something is due, and the key for asking; POST: what this device is to tell now.
    Each is given to one device only.
    """
    user, now = request.user, timezone.now()
    if request.method == "GET":
        return JsonResponse({"person": str(user.pk), "token": get_token(request), "waiting": is_due(user, now)})
    told = [each for each in due(user, now) if each.tell()]
    return JsonResponse({"due": [{"words": words_of(each.reminder), "link": link_of(each.day)} for each in told]})


def words_of(reminder: Reminder) -> str:
    """What a reminder says."""
    return reminder.words or _("How is today?")


def link_of(day: dt.date) -> str:
    """Where a reminder of `day` leads: to the check-in itself."""
    return reverse("check-in", args=[day])


@login_not_required
@require_GET
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar file. Whoever has the address reads times and words of reminders, and nothing that was written."""
    feed = CalendarFeed.open(token)
    if feed is None:
        raise Http404("There is no such calendar.")
    user, now = feed.user, timezone.now()
    base = f"{request.scheme}://{request.get_host()}"
    language = user.spoken or translation.get_language()
    with translation.override(language):
        events = list(_events(user, now, base))
        text = calendar_text(events, zone=user.zone_info, stamp=now, name="andante")
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="andante.ics"'
    answer["Content-Language"] = language
    return answer


def _events(user: User, now: dt.datetime, base: str) -> list[Event]:
    """The reminders of the next weeks: not of a day that is written down, and none today in a flare unless wished."""
    today = user.own_day(now)
    quiet = is_logged(user, today) or (in_open_flare(user, now) and not user.remind_in_flare)
    days = [today + dt.timedelta(days=ahead) for ahead in range(1 if quiet else 0, DAYS_AHEAD)]
    found = []
    for reminder in user.reminders.filter(enabled=True).select_related("user"):
        words = words_of(reminder)
        for day in days:
            date = day + dt.timedelta(days=1) if reminder.at < user.day_start else day
            link = base + link_of(day)
            at = dt.datetime.combine(date, reminder.at)
            found.append(Event(f"{reminder.pk}-{day.isoformat()}@andante", at, words, link))
    return found
