"""Who is asking. One home for it, so that every view reads the signed-in person the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from andante.web.accounts.models import User


class PersonRequest(HttpRequest):
    """A request behind the sign-in: there is a person. (LoginRequiredMiddleware has seen to it.)"""

    user: User
