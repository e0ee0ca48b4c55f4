"""Asked once more who it is, before what could give the account away: somebody may have picked up a device that is
signed in. How one shows it (password, code, passkey) is django-allauth's, and holds for five minutes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.urls import reverse

from andante.web.accounts.access import PersonRequest

View = TypeVar("View", bound=Callable[..., HttpResponse])


def is_it_you(*, back: str = "") -> Callable[[View], View]:
    """The view opens to who has just shown that it is them; everybody else is asked first.

    From there the way leads to the same address, or to the page named `back` where the address is no page. What was
    sent is not kept meanwhile, as django-allauth would keep it with the session: it may hold a new password.
    """

    def guard(view: View) -> View:
        guarded: View = reauthentication_required(view)

        @wraps(view)
        def asked_first(request: PersonRequest, *args: Any, **more: Any) -> HttpResponse:
            try:
                return guarded(request, *args, **more)
            except ReauthenticationRequired:
                return redirect_to_login(reverse(back) if back else request.path, reverse("account_reauthenticate"))

        return cast("View", asked_first)

    return guard
