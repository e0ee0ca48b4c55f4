"""Who is asking. One home for it, so that every view reads the signed-in person the same way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from andante.web.accounts.models import User


class PersonRequest(HttpRequest):
    """A request behind the sign-in: there is a person. (SignInFirst has seen to it.)"""

    user: User


class SignInFirst(LoginRequiredMiddleware):
    """A page is private unless it says otherwise. Signing in leads back to it; from a form that was sent, to the page
    on which the form stood, for the form's own address may be no page.
    """

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        """To the page of signing in."""
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        page = request.headers.get("Referer", "")
        if not url_has_allowed_host_and_scheme(page, {request.get_host()}):
            return redirect(settings.LOGIN_URL)
        parts = urlsplit(page)
        return redirect_to_login(f"{parts.path}?{parts.query}" if parts.query else parts.path)
