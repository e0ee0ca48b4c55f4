"""First start, signing in and out, settings. Adding a phone is in `pairing`, ways to sign in are in `getting_in`."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from andante.web.accounts.access import PersonRequest
from andante.web.accounts.adapter import WAIT
from andante.web.accounts.again import is_it_you
from andante.web.accounts.devices import devices_of, sign_out_device, sign_out_others
from andante.web.accounts.forms import LooksForm, NewPasswordForm, SettingsForm, SetUpForm
from andante.web.accounts.models import OneTimeLink, User
from andante.web.accounts.network import can_have_passkeys, is_secure
from andante.web.accounts.pairing import enter


class SignInView(LoginView):
    """Name and password, or a passkey; django-allauth does it. Wrong tries slow down and never lock."""

    template_name = "accounts/sign_in.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        """A page that asks for patience says so in its status too."""
        response: HttpResponse = super().form_invalid(form)
        if form.has_error("__all__", WAIT):
            response.status_code = 429
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Before there is an owner there is nothing to sign in to."""
        extra = {"has_owner": User.objects.exists(), "passkeys_work": can_have_passkeys(self.request)}
        return {**super().get_context_data(**kwargs), **extra}


sign_in = SignInView.as_view()


@login_not_required
@require_GET
def begin(request: HttpRequest, token: str) -> HttpResponse:
    """A one-time link that signs in (the demo opens it in the browser)."""
    if request.user.is_authenticated:
        return redirect("today")
    link = OneTimeLink.objects.open(token, OneTimeLink.SIGN_IN)
    if link is None or link.user is None or not link.use():
        return render(request, "accounts/link_used.html", status=410)
    enter(request, link.user)
    return redirect("today")


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """First start: with the link from the terminal, and only with it, the owner chooses a name and a password."""
    link = OneTimeLink.objects.open(token, OneTimeLink.SET_UP)
    if link is None or User.objects.exists():
        return render(request, "accounts/link_used.html", status=410)
    form = SetUpForm(request.POST or None, initial={"zone": request.GET.get("zone", "UTC")})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            if not link.use():
                return render(request, "accounts/link_used.html", status=410)
            answers = form.cleaned_data
            user = User.objects.create_user(answers["username"], password=answers["password"], zone=answers["zone"])
        enter(request, user, by_password=True)
        return redirect("welcome")
    return render(request, "accounts/set_up.html", {"form": form})


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def new_password(request: HttpRequest, token: str) -> HttpResponse:
    """A forgotten password: `andante serve --new-password` printed a link to this page."""
    link = OneTimeLink.objects.open(token, OneTimeLink.NEW_PASSWORD)
    if link is None or link.user is None:
        return render(request, "accounts/link_used.html", status=410)
    form = NewPasswordForm(request.POST or None, user=link.user)
    if request.method == "POST" and form.is_valid():
        if not link.use():
            return render(request, "accounts/link_used.html", status=410)
        link.user.set_password(form.cleaned_data["password"])
        link.user.save(update_fields=["password"])
        OneTimeLink.objects.end_of(link.user)
        enter(request, link.user, by_password=True)
        messages.success(request, _("Your new password is set."))
        return redirect("today")
    return render(request, "accounts/new_password.html", {"form": form, "name": link.user.username})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    return redirect("account_login")


@require_http_methods(["GET", "POST"])
def settings(request: PersonRequest) -> HttpResponse:
    """Day start, zone, caution and locks; and the way to all other settings."""
    form = SettingsForm(request.POST) if request.method == "POST" else SettingsForm.of(request.user)
    if request.method == "POST" and form.is_valid():
        form.apply_to(request.user)
        messages.success(request, _("Saved. Your next plan follows this."))
        return redirect("settings")
    context = {"form": form, "is_secure_here": is_secure(request)}
    return render(request, "accounts/settings.html", context)


@require_http_methods(["GET", "POST"])
def looks(request: PersonRequest) -> HttpResponse:
    """Language, light or dark, size of the letters, stillness, fewer things."""
    form = LooksForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(request.user.language or translation.get_language()):
            messages.success(request, _("Saved."))
        return redirect("looks")
    return render(request, "accounts/looks.html", {"form": form})


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@is_it_you()
def change_password(request: PersonRequest) -> HttpResponse:
    """A new password for the person signed in; other devices are signed out, and codes and links open nothing more."""
    form = NewPasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        request.user.set_password(form.cleaned_data["password"])
        request.user.save(update_fields=["password"])
        OneTimeLink.objects.end_of(request.user)
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Your new password is set."))
        return redirect("settings")
    return render(request, "accounts/new_password.html", {"form": form, "name": request.user.username})


@require_http_methods(["GET", "POST"])
def devices(request: PersonRequest) -> HttpResponse:
    """Where one is signed in; each of these can be signed out from here."""
    this_key = request.session.session_key
    if request.method == "POST":
        asked = request.POST.get("device", "")
        if asked == "others":
            count = sign_out_others(request.user, this_key)
            said = ngettext("{count} device is signed out.", "{count} devices are signed out.", count)
            messages.success(request, said.format(count=count))
        elif not asked.isdecimal():
            raise Http404("There is no such device.")
        elif sign_out_device(request.user, asked):  # else it is gone already: a second tap, or a page from before
            messages.success(request, _("That device is signed out."))
        return redirect("devices")
    return render(request, "accounts/devices.html", {"devices": devices_of(request.user, this_key)})


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What a person sees when the hidden key of a form does not fit: the true cause and what to do."""
    return render(request, "accounts/form_too_old.html", {"reason": reason}, status=403)
