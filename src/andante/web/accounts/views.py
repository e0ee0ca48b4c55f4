"""Sign in, sign out, first start, settings. The only pages that open without signing in are here."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from andante.web.accounts.access import PersonRequest
from andante.web.accounts.forms import NewPasswordForm, SettingsForm, SetUpForm, SignInForm
from andante.web.accounts.models import OneTimeLink, User, WrongTries

BACKEND = "django.contrib.auth.backends.ModelBackend"


def _after(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if url_has_allowed_host_and_scheme(target, {request.get_host()}) else "today"


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; wrong tries slow down and never lock."""
    if request.user.is_authenticated:
        return redirect("today")
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        tries = WrongTries.of(request, form.cleaned_data["username"])
        wait_s = tries.wait_s()
        if wait_s:
            form.add_error(
                None, f"That was wrong a few times. Please wait {wait_s} seconds, then try again. Nothing is locked."
            )
            status = 429
        elif (user := authenticate(request, **form.cleaned_data)) is None:
            tries.wrong()
            form.add_error(None, "Name and password do not match. Please try again.")
        else:
            tries.right()
            login(request, user)
            return redirect(_after(request))
    context = {"form": form, "next": _after(request), "has_owner": User.objects.exists()}
    return render(request, "accounts/sign_in.html", context, status=status)


@login_not_required
@require_GET
def begin(request: HttpRequest, token: str) -> HttpResponse:
    """A one-time link that signs in (the demo opens it in the browser)."""
    if request.user.is_authenticated:
        return redirect("today")
    link = OneTimeLink.objects.open(token, OneTimeLink.SIGN_IN)
    if link is None or link.user is None or not link.use():
        return render(request, "accounts/link_used.html", status=410)
    login(request, link.user, backend=BACKEND)
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
        login(request, user, backend=BACKEND)
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
        login(request, link.user, backend=BACKEND)
        messages.success(request, "Your new password is set.")
        return redirect("today")
    return render(request, "accounts/new_password.html", {"form": form, "name": link.user.username})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    return redirect("sign-in")


@require_http_methods(["GET", "POST"])
def settings(request: PersonRequest) -> HttpResponse:
    """Day start, zone, caution and locks."""
    form = SettingsForm(request.POST) if request.method == "POST" else SettingsForm.of(request.user)
    if request.method == "POST" and form.is_valid():
        form.apply_to(request.user)
        messages.success(request, "Saved. Your next plan follows this.")
        return redirect("settings")
    return render(request, "accounts/settings.html", {"form": form})


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def change_password(request: PersonRequest) -> HttpResponse:
    """A new password for the person signed in; other devices are signed out."""
    form = NewPasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        request.user.set_password(form.cleaned_data["password"])
        request.user.save(update_fields=["password"])
        update_session_auth_hash(request, request.user)
        messages.success(request, "Your new password is set.")
        return redirect("settings")
    return render(request, "accounts/new_password.html", {"form": form, "name": request.user.username})


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What a person sees when the hidden key of a form does not fit: the true cause and what to do."""
    return render(request, "accounts/form_too_old.html", {"reason": reason}, status=403)
