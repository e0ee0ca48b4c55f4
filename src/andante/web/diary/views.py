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
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from andante.web.accounts.access import PersonRequest
from andante.web.accounts.models import User
from andante.web.diary import history
from andante.web.diary.answers import COLUMNS, Answers, words_for
from andante.web.diary.asking import asked_of, usual_of
from andante.web.diary.body_map import VIEWS, shapes
from andante.web.diary.doings import same_doings
from andante.web.diary.forms import CheckInForm, NowForm
from andante.web.diary.models import AS_USUAL, CHECK_IN, SAME, Change, Entry, Sending
from andante.web.diary.rows import day_values, nowhere_else_of
from andante.web.diary.sending import MOST_ENTRIES, joined, take
from andante.web.engine_words import short_number, within

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


def _is_ahead(user: User, day: dt.date) -> bool:
    """Whether `day` has not come yet where the person lives, and was written for already, on a journey east."""
    today = user.today()
    return today < day <= today + history.AHEAD and Entry.objects.of(user).on_day(day, user.day_start).exists()


@require_GET
def index(request: PersonRequest) -> HttpResponse:
    """The days of the last weeks, newest first. With `?day=` any other day, also one before the first entry."""
    today = request.user.today()
    day = _asked_day(request, "day", today)
    if day is not None:
        return redirect("check-in", day)
    page = history.page(request.user, _asked_day(request, "before", today) or today)
    return render(request, "diary/index.html", {"page": page, "today": today, "first_day": FIRST_DAY})


def _asked_day(request: PersonRequest, name: str, today: dt.date) -> dt.date | None:
    asked = request.GET.get(name, "")
    try:
        return max(FIRST_DAY, min(dt.date.fromisoformat(asked), today)) if asked else None
    except ValueError:
        raise Http404("That is no date.") from None


@require_http_methods(["GET", "POST"])
def check_in(request: PersonRequest, day: dt.date) -> HttpResponse:
    """One day: what was written, and the form to write more. POST writes one row."""
    user = request.user
    if request.method == "POST" or not _is_ahead(user, day):
        _own_day_or_404(user, day)
    asked = asked_of(user, day, sent=request.POST)
    if request.method == "GET":
        return _day_page(request, day, CheckInForm(asked=asked))
    form = CheckInForm(request.POST, asked=asked)
    if not form.is_valid():
        return _day_page(request, day, form, status=422)
    answers = form.answers()
    if answers.is_empty:
        messages.info(request, _("Nothing was filled in, so nothing was saved."))
        return redirect("check-in", day)
    sending = Sending.here(user, client_id=form.cleaned_data["client_id"], now=timezone.now())
    if _written(user, day, answers, sending) == "both kept":
        _say_saved(request, form, str(history.CHANGE_WORDS["both kept"]))
        return redirect("check-in", day)
    _say_saved(request, form, _("Saved. You can change it at any time."))
    if _say_unknown(request, form, answers):
        return redirect("check-in", day)
    return _after_writing(user, day)


def _say_unknown(request: PersonRequest, form: CheckInForm, answers: Answers) -> bool:
    """Name what was done and nobody knows, and say what to do: what is saved without it would look like rest."""
    names = dict.fromkeys(doing.activity for doing in answers.doings if doing.unknown)
    for name in names:
        messages.warning(
            request,
            _(
                "andante does not know “%(name)s”. It is kept in your diary, but does not count in loads and plans "
                "yet. To have it counted, tap Change below and choose one from the list. Or add it to activities of "
                "your own first, then tap Change and save once more."
            )
            % {"name": name},
        )
        near = form.asked.choices.near(name)
        if near:
            messages.warning(request, _("Perhaps you meant: %(names)s.") % {"names": ", ".join(near)})
    return bool(names)


def _say_saved(request: PersonRequest, form: CheckInForm, words: str) -> None:
    """Say it, and which form it was, so that the browser keeps what was typed no longer (typed.js)."""
    messages.success(request, words, extra_tags=str(form.cleaned_data["client_id"]))


def _written(user: User, day: dt.date, answers: Answers, sending: Sending) -> Change:
    """Write the answers of a form. One that was sent before, and is sent again changed (the browser's way back shows it
    as it was), changes what it wrote: it saw the first version.
    """
    entry, is_new = Entry.write(user, day, answers, sending)
    return "changed" if is_new else entry.change(joined(user, entry.given, answers), based_on=1)


def _after_writing(user: User, day: dt.date) -> HttpResponse:
    return redirect("today") if day == user.today() else redirect("check-in", day)


def _day_page(request: PersonRequest, day: dt.date, form: CheckInForm, *, status: int = 200) -> HttpResponse:
    user, now, asked = request.user, timezone.now(), form.asked
    entries = history.with_newest_change(Entry.objects.of(user).on_day(day, user.day_start))
    lines = history.lines(entries, asked.columns, now)
    has_more = any(line.entry.kind != "now" and not line.entry.void for line in lines)  # as `history.can_copy`
    has_check_in = any(line.entry.kind == "check-in" and not line.entry.void for line in lines)
    before = day - dt.timedelta(days=1)
    has_before = any(entry.own_day(user.day_start) == before for entry in asked.past)
    context = {
        **_form_parts(request, form),
        "day": day,
        "today": user.today(),
        "lines": lines,
        "same": uuid.uuid4() if has_before and not has_more else None,
        "is_felt_only": history.is_before_evening(user, day),
        "usual": "" if has_check_in else _in_words(usual_of(user, asked.past, day, now)),
        "usual_id": uuid.uuid4(),
        "has_rested": any(line.entry.rested and not line.entry.void for line in lines),
        "has_nowhere_else": any(line.entry.nowhere_else is not None and not line.entry.void for line in lines),
    }
    return render(request, "diary/day.html", context, status=status)


def _form_parts(request: PersonRequest, form: CheckInForm) -> dict[str, object]:
    """What the form's template needs: the form, the drawing, and whether little is asked first."""
    return {
        "form": form,
        "opens": form.opens(),
        "body": [(view, words, shapes(view)) for view, words in VIEWS.items()],
        "low_energy": getattr(request.user, "low_energy", False),
    }


def _in_words(usual: dict[str, float]) -> str:
    return ", ".join(f"{within(words_for(column))} {short_number(value)}" for column, value in usual.items())


def _client_id(request: PersonRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("client_id", ""))
    except ValueError:
        raise Http404("This form is damaged.") from None


def _already_written(request: PersonRequest, day: dt.date) -> HttpResponse:
    messages.info(request, _("Something is written for this day already, so nothing was added."))
    return redirect("check-in", day)


@require_POST
def same_as_yesterday(request: PersonRequest, day: dt.date) -> HttpResponse:
    """One tap: what was known of the day before, written for this day too. Before the evening only how it was: what was
    done yesterday is not done yet, and would use up the room of today. A page that promised this is held to it.
    """
    user = request.user
    _own_day_or_404(user, day)
    client_id = _client_id(request)
    said = Entry.objects.of(user).kept().on_day(day, user.day_start).exclude(kind="now")
    # The page may be older than what was written elsewhere since: what was done would be counted twice.
    if said.exclude(client_id=client_id).exists():
        return _already_written(request, day)
    before = list(Entry.objects.of(user).kept().on_day(day - dt.timedelta(days=1), user.day_start))
    if not before:
        messages.info(request, _("There is no entry for the day before, so nothing was copied."))
        return redirect("check-in", day)
    is_felt_only = "felt" in request.POST or history.is_before_evening(user, day)
    answers = _felt(before) if is_felt_only else _felt_and_done(user, before)
    if answers.is_empty:
        messages.info(request, _("The day before has no ratings, so nothing was copied."))
        return redirect("check-in", day)
    Entry.write(user, day, answers, Sending.here(user, client_id=client_id, now=timezone.now(), origin=SAME))
    said_of_felt = _("Saved: the ratings of the day before, without what you did. You can change it at any time.")
    said_of_all = _("Saved, the same as the day before, with what you did. You can change it at any time.")
    messages.success(request, said_of_felt if is_felt_only else said_of_all)
    return _after_writing(user, day)


def _felt(before: list[Entry]) -> Answers:
    felt = history.ratings_in(day_values(before))
    return Answers({**dict.fromkeys(COLUMNS), **felt}, nowhere_else=nowhere_else_of(before))


def _felt_and_done(user: User, before: list[Entry]) -> Answers:
    doings, efforts = same_doings(user, before)
    return Answers(
        {**dict.fromkeys(COLUMNS), **day_values(before)},
        efforts,
        doings=doings,
        rested=any(each.rested for each in before),
        nowhere_else=nowhere_else_of(before),
    )


@require_POST
def as_usual(request: PersonRequest, day: dt.date) -> HttpResponse:
    """One tap: "about as usual". The numbers are the person's own usual ones, and are marked as said in these words."""
    user, now = request.user, timezone.now()
    _own_day_or_404(user, day)
    client_id = _client_id(request)
    said = Entry.objects.of(user).kept().on_day(day, user.day_start).filter(kind=CHECK_IN)
    if said.exclude(client_id=client_id).exists():  # as above: the usual would have the last word over what was said
        return _already_written(request, day)
    usual = usual_of(user, asked_of(user, day).past, day, now)
    if not usual:
        messages.info(request, _("There is no usual yet, so nothing was saved."))
        return redirect("check-in", day)
    sending = Sending.here(user, client_id=client_id, now=now, origin=AS_USUAL)
    Entry.write(user, day, Answers({**dict.fromkeys(COLUMNS), **usual}), sending)
    messages.success(
        request, _("Saved as usual: %(words)s. You can change it at any time.") % {"words": _in_words(usual)}
    )
    return _after_writing(user, day)


@require_http_methods(["GET", "POST"])
def how_now(request: PersonRequest) -> HttpResponse:
    """How it is at this moment: pain and a few words. As many a day as one likes."""
    user, instant = request.user, timezone.now()
    day = user.own_day(instant)
    form = NowForm(request.POST) if request.method == "POST" else NowForm(start=asked_of(user, day).last.get("pain", 5))
    if request.method == "POST" and form.is_valid():
        answers = form.answers()
        if answers.is_empty:
            messages.info(request, _("Nothing was filled in, so nothing was saved."))
            return redirect("now")
        sending = Sending.here(user, client_id=form.cleaned_data["client_id"], now=instant, kind="now")
        _written(user, day, answers, sending)
        messages.success(request, _("Noted. Rest well."))
        return redirect("check-in", day)
    context = {"form": form, "local": instant.astimezone(user.zone_info), "day": day}
    return render(request, "diary/now.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def edit(request: PersonRequest, entry_id: uuid.UUID) -> HttpResponse:
    """Change an entry. Former versions stay and are shown."""
    entry = _entry_of(request, entry_id)
    user = request.user
    day = entry.own_day(user.day_start)
    asked = asked_of(user, day, entry.given, request.POST)
    if request.method == "POST":
        form = CheckInForm(request.POST, asked=asked, former=entry.given)
        if form.is_valid():
            based_on, answers = form.cleaned_data["based_on"] or entry.version, form.answers()
            outcome = entry.change(answers, based_on=based_on)
            _say_saved(request, form, str(history.CHANGE_WORDS[outcome]))
            _say_unknown(request, form, answers)
            return redirect("check-in", day)
    else:
        form = CheckInForm(asked=asked, former=entry.given, version=entry.version)
    former = history.versions(entry, asked.columns)
    context = {**_form_parts(request, form), "entry": entry, "day": day, "versions": former}
    return render(request, "diary/edit.html", context, status=422 if form.errors else 200)


@require_POST
def restore(request: PersonRequest, entry_id: uuid.UUID) -> HttpResponse:
    """Take a former version again (or undo the last change), or choose the present one of two."""
    entry = _entry_of(request, entry_id)
    version = request.POST.get("version", "")
    if version == "present":
        entry.settle()
        messages.success(request, _("This one stays. The other is under former versions."))
    elif version.isdecimal() and len(version) < 10 and entry.restore(int(version)):
        messages.success(request, _("It reads as before. What stood there is kept."))
    else:
        raise Http404("There is no such version.")
    return redirect("check-in", entry.own_day(request.user.day_start))


@require_POST
def set_void(request: PersonRequest, entry_id: uuid.UUID) -> HttpResponse:
    """Delete an entry, or bring it back. It stays in the history either way."""
    entry = _entry_of(request, entry_id)
    void = request.POST.get("void") == "1"
    entry.set_void(void)
    messages.success(request, _("Deleted. You can bring it back below.") if void else _("The entry is back."))
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
