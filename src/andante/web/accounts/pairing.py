"""Adding a phone: one device shows a code, the other enters with it, once, within ten minutes."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from andante.web.accounts.access import PersonRequest
from andante.web.accounts.adapter import wait_words
from andante.web.accounts.again import is_it_you
from andante.web.accounts.codes import qr
from andante.web.accounts.forms import PairForm
from andante.web.accounts.models import OneTimeLink, User, WrongTries
from andante.web.accounts.network import is_secure, phone_address

WHO = "adding a phone"  # under which name wrong codes of one address are counted


def enter(request: HttpRequest, user: User, *, by_password: bool = False) -> None:
    """Sign `user` in on this browser, after a link or a code that only they can have."""
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    if by_password:  # just chosen: need not be asked again before adding a passkey
        record_authentication(request, user, method="password", reauthenticated=True)


@require_http_methods(["GET", "POST"])
def add_phone(request: PersonRequest) -> HttpResponse:
    """How to reach andante from a phone, and the code that signs one in."""
    address = phone_address(request)
    return _with_code(request, address) if address else _page(request, {"address": None})


def _page(request: PersonRequest, context: dict[str, object]) -> HttpResponse:
    return render(request, "accounts/add_phone.html", {**context, "is_secure_here": is_secure(request)})


@is_it_you()
def _with_code(request: PersonRequest, address: str) -> HttpResponse:
    """POST shows a code and its picture. Whoever uses it stays signed in, on a device of their own."""
    context: dict[str, object] = {"address": address}
    if request.method == "POST":
        code = OneTimeLink.objects.make_code(request.user)
        context["code"] = f"{code[:4]}-{code[4:]}"
        context["picture"] = qr(f"{address}{reverse('pair-code', args=[code])}")
        context["minutes"] = OneTimeLink.PAIR_MIN
    return _page(request, context)


@login_not_required
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def pair(request: HttpRequest, code: str = "") -> HttpResponse:
    """The other side: a code, typed or scanned, signs this device in by a tap (a preview taps nothing)."""
    if request.user.is_authenticated:
        return redirect("today")
    form = PairForm(request.POST or None, initial={"code": code})
    status = 200
    if request.method == "POST" and form.is_valid():
        tries = WrongTries.of(request, WHO)
        wait_s = tries.wait_s()
        link = None if wait_s else OneTimeLink.objects.open(form.cleaned_data["code"], OneTimeLink.PAIR)
        if wait_s:
            form.add_error(None, wait_words(wait_s))
            status = 429
        elif link is None or link.user is None or not link.use():
            tries.wrong()
            form.add_error(None, _("This code is wrong, used up, or older than ten minutes. Please get a new one."))
        else:
            tries.right()
            enter(request, link.user)
            messages.success(request, _("This device is signed in."))
            return redirect("today")
    return render(request, "accounts/pair.html", {"form": form, "code": code}, status=status)
