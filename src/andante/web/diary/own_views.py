"""Pages of what a person adds to their diary. Things are hidden and shown again, never deleted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from andante.web.accounts.access import PersonRequest
from andante.web.diary.doings import choices_for
from andante.web.diary.models import Favourite, OwnActivity, Remedy, Symptom
from andante.web.diary.own_forms import ActivityForm, FavouriteForm, RemedyForm, SymptomForm

KINDS: dict[str, type[OwnActivity | Remedy | Symptom]] = {
    "activity": OwnActivity,
    "remedy": Remedy,
    "symptom": Symptom,
}
FORMS: dict[str, Any] = {
    "activity": ActivityForm,
    "remedy": RemedyForm,
    "symptom": SymptomForm,
    "favourite": FavouriteForm,
}
CHANGED = {
    "activity": _("Changed. What you wrote with it before stays as it was."),
    "remedy": _("Changed. What you wrote of it before stands under this name, too."),
    "symptom": _("Changed. What you wrote of it before stands under this name, too."),
}


@require_http_methods(["GET", "POST"])
def own(request: PersonRequest) -> HttpResponse:
    """What the diary asks: symptoms, remedies, activities and favourites of one's own. POST adds one."""
    user = request.user
    what = request.POST.get("what", "")
    forms = {kind: form(user, request.POST if kind == what else None) for kind, form in FORMS.items()}
    if request.method == "POST":
        if what not in FORMS:
            raise Http404("There is nothing of that kind.")
        with transaction.atomic():  # of two taps at once the second one sees what the first one added
            added = forms[what].save() if forms[what].is_valid() else None
        if added is not None:
            messages.success(request, gettext("%(name)s is on your form from now on.") % {"name": added.name})
            return redirect("own")
    context = {
        "forms": forms,
        "lists": {kind: list(model.objects.of(user)) for kind, model in KINDS.items()},
        "favourites": list(Favourite.objects.filter(user=user).order_by("name")),
        "choices": choices_for(user),
    }
    return render(request, "diary/own.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def own_change(request: PersonRequest, kind: str, own_id: int) -> HttpResponse:
    """Change a thing of one's own: its name, and what else was said of it. What was written with it stays."""
    thing = _thing_of(request, kind, own_id)
    form = FORMS[kind](request.user, request.POST if request.method == "POST" else None, of=thing)
    if request.method == "POST":
        with transaction.atomic():
            is_changed = form.is_valid() and form.save() is not None
        if is_changed:
            messages.success(request, str(CHANGED[kind]))
            return redirect("own")
    context = {"form": form, "thing": thing, "kind": kind}
    return render(request, "diary/own_change.html", context, status=422 if form.errors else 200)


def _thing_of(request: PersonRequest, kind: str, own_id: int) -> OwnActivity | Remedy | Symptom:
    if kind not in KINDS:
        raise Http404("There is nothing of that kind.")
    thing: OwnActivity | Remedy | Symptom = get_object_or_404(KINDS[kind].objects.of(request.user), pk=own_id)
    return thing


@require_POST
def own_hide(request: PersonRequest, kind: str, own_id: int) -> HttpResponse:
    """Ask no more about a thing, or ask again. A favourite is put back among the others."""
    if kind == "favourite":
        Favourite.objects.filter(user=request.user, pk=own_id).delete()  # gone already: a second tap
        return redirect("own")
    thing = _thing_of(request, kind, own_id)
    thing.hidden = request.POST.get("hidden") == "1"
    thing.save(update_fields=["hidden"])
    return redirect("own")
