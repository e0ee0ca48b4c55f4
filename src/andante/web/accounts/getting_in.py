"""The page of all ways to get in, in our words: what is on, what is not, and what can be done at this address.

django-allauth adds, checks and removes; only where an address cannot carry a passkey we say so first, and a second tap,
which finds nothing left to do, leads on to where the first one led.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as codes
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.views import AddWebAuthnView, remove_webauthn
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from andante.web.accounts.access import PersonRequest
from andante.web.accounts.network import can_have_passkeys, host_of, is_number, is_secure, is_this_computer


def passkey_words(request: HttpRequest) -> dict[str, Any]:
    """Whether passkeys work at this address, and if not, what stands in the way."""
    host = host_of(request)
    port = request.get_port()
    return {
        "passkeys_work": can_have_passkeys(request),
        "is_secure_here": is_secure(request),
        "use_localhost": f"http://localhost:{port}" if is_number(host) and is_this_computer(host) else "",
    }


class GettingInView(IndexView):
    """Password, passkeys, codes, recovery codes: what is on."""

    template_name = "accounts/getting_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is on, and what works here."""
        return {**super().get_context_data(**kwargs), **passkey_words(self.request)}


index = GettingInView.as_view()
_add = AddWebAuthnView.as_view()


@require_GET
def to_index(request: PersonRequest) -> HttpResponse:
    """Passkeys are listed among the other ways to get in."""
    del request
    return redirect("mfa_index")


def add_passkey(request: PersonRequest) -> HttpResponseBase:
    """Add a passkey, where the address allows one."""
    if not can_have_passkeys(request):
        return render(request, "accounts/no_passkeys.html", passkey_words(request))
    added: HttpResponseBase = _add(request)
    return added


def remove_passkey(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Remove a passkey. One that is gone already, or is somebody else's, is simply not on the page it leads to."""
    try:
        removed: HttpResponseBase = remove_webauthn(request, pk=pk)
    except Http404:
        return redirect("mfa_index")
    return removed


def codes_on(request: PersonRequest) -> HttpResponseBase:
    """Turn codes from an app on. Where they are on by now, the next thing is to keep the recovery codes."""
    if request.method == "POST" and is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
        return redirect("mfa_view_recovery_codes")
    answer: HttpResponseBase = codes.activate_totp(request)
    return answer


def codes_off(request: PersonRequest) -> HttpResponseBase:
    """Turn codes from an app off. Where they are off already there is nothing more to do."""
    try:
        answer: HttpResponseBase = codes.deactivate_totp(request)
    except Http404:
        return redirect("mfa_index")
    return answer
