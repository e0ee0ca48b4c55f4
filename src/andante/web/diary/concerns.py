"""Something new or worrying: the questions, and the pages on which help stands first. Never a diagnosis.

The page of help itself is public and holds nothing of any person, so that a browser may keep it for when there is no
network.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from andante.plan.red_flags import Level, level_of, worst_level
from andante.web.accounts.access import PersonRequest
from andante.web.diary.help_numbers import COUNTRIES, country_of
from andante.web.diary.models import Concern, open_flags

MOST_DIGITS = 18
HELP_PAGE_S = 60 * 60 * 24

# Every code of andante.plan.red_flags (a test holds the two together), in the words of a form, by where it is felt.
GROUPS: tuple[tuple[str | Promise, dict[str, str | Promise]], ...] = (
    (
        _("Chest, breath and head"),
        {
            "chest_pain": _("Pain or pressure in the chest"),
            "breathless": _("Short of breath at rest"),
            "fainting": _("Fainting"),
            "stroke_signs": _("A drooping face, a weak arm or slurred speech"),
            "worst_headache": _("A sudden headache, worse than ever before"),
            "new_headache_over_50": _("Over 50: a new headache, a sore scalp or jaw, or a change of sight"),
        },
    ),
    (
        _("Legs, bladder and bowel"),
        {
            "numb_saddle": _("Numbness between the legs"),
            "bladder_bowel": _("A new change in bladder or bowel control"),
            "leg_weakness": _("Legs that quickly grow weaker, or pain down both legs"),
            "calf_swelling": _("One swollen calf"),
        },
    ),
    (_("Mind"), {"self_harm": _("Thoughts of harming myself")}),
    (
        _("Strength, feeling and joints"),
        {
            "new_weakness": _("New weakness somewhere else"),
            "new_numbness": _("New numbness or tingling"),
            "after_fall": _("Strong pain after a fall"),
            "hot_joint": _("A hot, swollen joint"),
            "morning_stiffness": _("Long morning stiffness with swelling"),
            "dark_urine": _("Dark urine with strong muscle pain"),
        },
    ),
    (
        _("The whole of me"),
        {
            "fever": _("Fever with back pain, or feeling very ill"),
            "weight_loss": _("Losing weight without wanting to"),
            "night_sweats": _("Night sweats"),
            "night_pain": _("Pain at night that never lets up"),
            "new_pain": _("A new pain unlike my usual one"),
            "cancer_history": _("A new pain, and cancer in the past"),
            "breast_change": _("A lump, or a change of one breast"),
        },
    ),
)
FLAGS: dict[str, str | Promise] = {code: words for _title, codes in GROUPS for code, words in codes.items()}
TITLES: dict[Level, str | Promise] = {
    "now": _("Call for help now"),
    "today": _("See a doctor today"),
    "soon": _("See a doctor soon"),
}


@dataclass(frozen=True)
class Sign:
    """One box to tick."""

    code: str
    words: str | Promise
    level: Level


@dataclass(frozen=True)
class Said:
    """What was noted of one urgency, and what to do."""

    level: Level
    title: str | Promise
    signs: tuple[str | Promise, ...]


class ConcernForm(forms.Form):
    """Which of these is new. Optional: the help stands above it in any case."""

    flags = forms.MultipleChoiceField(choices=list(FLAGS.items()), required=False)

    def groups(self) -> Iterator[tuple[str | Promise, tuple[Sign, ...]]]:
        """The boxes by where it is felt."""
        for title, codes in GROUPS:
            yield title, tuple(Sign(code, words, level_of(code)) for code, words in codes.items())


def said_by_level(flags: tuple[str, ...]) -> tuple[Said, ...]:
    """The open flags, the most urgent first."""
    found = []
    for level, title in TITLES.items():
        signs = tuple(FLAGS.get(flag, flag.replace("_", " ")) for flag in flags if level_of(flag) == level)
        if signs:
            found.append(Said(level, title, signs))
    return tuple(found)


@login_not_required
@cache_control(public=True, max_age=HELP_PAGE_S)
@require_GET
def help_now(request: HttpRequest) -> HttpResponse:
    """Whom to call. The same for everybody, signed in or not, and kept by the browser."""
    return render(request, "diary/help_now.html", {"countries": COUNTRIES})


@require_http_methods(["GET", "POST"])
def worry(request: PersonRequest) -> HttpResponse:
    """Something new or worrying? Help stands first, whatever is answered."""
    form = ConcernForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        flags = form.cleaned_data["flags"]
        if flags:
            Concern.objects.create(user=request.user, flags=flags)
        return redirect("worry")
    noted = list(Concern.objects.open_for(request.user))
    flags = open_flags(noted)
    said = said_by_level(flags)
    context = {
        "form": form,
        "through": max((each.pk for each in noted), default=0),
        "said": said,
        # The numbers are always on the page, for a worse sign may be ticked next: also where there is no connection.
        "numbers_first": "self_harm" in flags or any(each.level == "now" for each in said),
        "has_self_harm": "self_harm" in flags,
        "countries": COUNTRIES,
        "country": country_of(request.user.zone),
    }
    return render(request, "diary/worry.html", context)


@require_POST
def worry_over(request: PersonRequest) -> HttpResponse:
    """Seen to, or passed: plans are made again. What another device noted since that page was shown is not meant."""
    mine, through = Concern.objects.open_for(request.user), request.POST.get("through", "")
    if through.isdecimal() and len(through) < MOST_DIGITS:
        mine.filter(pk__lte=int(through)).update(closed_at=timezone.now())
    if mine.exists():
        return redirect("worry")
    messages.success(request, gettext("Good. Plans are made again from now on."))
    return redirect("today")


def help_first(request: HttpRequest) -> dict[str, Any]:
    """For every page: the title of the help that stands first while something worrying is open, else nothing."""

    def title() -> str | Promise:
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            return ""
        flags = open_flags(Concern.objects.open_for(user))
        return TITLES[worst_level(flags)] if flags else ""

    return {"help_first": SimpleLazyObject(title)}
