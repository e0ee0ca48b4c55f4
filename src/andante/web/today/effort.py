"""Five questions about malaise after effort: the form, what the answers come to, and the page. Never a diagnosis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.forms.boundfield import BoundField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from andante.plan.limits import Limits
from andante.plan.screen import (
    DURATION,
    DURATION_ITEM,
    DURATION_WORDS,
    FREQUENCY,
    ITEMS,
    SEVERITY,
    Screen,
    screened,
)
from andante.web.accounts.access import PersonRequest
from andante.web.accounts.models import User
from andante.web.engine_words import SCREEN
from andante.web.today.models import Wishes

NEVER, NOT_THERE = "0", "0"


@dataclass(frozen=True)
class Item:
    """One of the five, with its two questions."""

    words: str
    often: BoundField
    strong: BoundField


def _choice(label: Any, words: Sequence[str]) -> forms.ChoiceField:
    grades = [(str(grade), pgettext(SCREEN, each)) for grade, each in enumerate(words)]
    return forms.ChoiceField(label=label, choices=[("", _("not answered")), *grades], required=False)


class EffortForm(forms.Form):
    """How often and how strong each of the five is. Any may be left out, and then nothing is known of it."""

    def __init__(self, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        for item in ITEMS:
            self.fields[f"often_{item}"] = _choice(_("How often"), FREQUENCY)
            self.fields[f"strong_{item}"] = _choice(_("How strong"), SEVERITY)
        self.fields[DURATION_ITEM] = _choice(pgettext(SCREEN, DURATION_WORDS), DURATION)

    @classmethod
    def of(cls, user: User) -> EffortForm:
        """The form as `user` last answered it."""
        answers = Wishes.of(user).pem_screen
        start = {DURATION_ITEM: answers.get(DURATION_ITEM)}
        for item in ITEMS.keys() & answers.keys():
            start[f"often_{item}"], start[f"strong_{item}"] = answers[item]
        return cls(initial=start)

    def items(self) -> Iterator[Item]:
        """The five, for the page."""
        for item, words in ITEMS.items():
            yield Item(pgettext(SCREEN, words), self[f"often_{item}"], self[f"strong_{item}"])

    def clean(self) -> dict[str, Any]:
        """Half of an answer says nothing by itself. What is never there is said by "never" alone, though."""
        given = super().clean() or self.cleaned_data
        for item in ITEMS:
            often, strong = given.get(f"often_{item}"), given.get(f"strong_{item}")
            if often == NEVER and not strong:
                given[f"strong_{item}"] = NOT_THERE
            elif bool(often) != bool(strong):
                missing = f"strong_{item}" if often else f"often_{item}"
                self.add_error(missing, _("Please answer this too, or leave both out."))
        return given

    def apply_to(self, user: User) -> None:
        """Keep what was answered with the wishes; what is left out is no longer answered."""
        given, wishes = self.cleaned_data, Wishes.of(user)
        pairs = {item: [given[f"often_{item}"], given[f"strong_{item}"]] for item in ITEMS}
        answers: dict[str, Any] = {item: [*map(int, pair)] for item, pair in pairs.items() if all(pair)}
        if given[DURATION_ITEM]:
            answers[DURATION_ITEM] = int(given[DURATION_ITEM])
        wishes.pem_screen = answers
        wishes.save()


def result_of(user: User) -> Screen | None:
    """What the answers of `user` come to; None while there are none."""
    answers = Wishes.of(user).pem_screen
    return screened(answers) if answers else None


def saves_energy(user: User) -> bool:
    """Whether `user` told ME/CFS or malaise after effort, or the five answers point to it: then plans only help to save
    energy, and no page promises or explains anything else.
    """
    answers = Wishes.of(user).pem_screen
    return Limits(me_cfs=user.me_cfs, post_exertional_malaise=user.pem, pem_screen=answers).saves_energy


@require_http_methods(["GET", "POST"])
def effort(request: PersonRequest) -> HttpResponse:
    """The five questions, and above them what the last answers come to."""
    user = request.user
    form = EffortForm(request.POST) if request.method == "POST" else EffortForm.of(user)
    if request.method == "POST" and form.is_valid():
        form.apply_to(user)
        messages.success(request, gettext("Saved. Your next plan follows this."))
        return redirect("effort")
    result = result_of(user)
    context = {
        "form": form,
        "items": form.items(),
        "result": result and [pgettext(SCREEN, each) for each in result.sentences],
        "holds_by_tick": user.pem and result is not None and not result.positive,
    }
    return render(request, "today/effort.html", context, status=422 if form.errors else 200)
