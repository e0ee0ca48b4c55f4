"""What django-allauth asks the house: its words, how wrong tries slow down, and that nobody signs up by themselves."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from andante.web.accounts.models import WrongTries

WAIT = "wait"  # the code of the error that asks for patience

SAID = {
    "mfa/messages/totp_activated.txt": _("Codes from your app are on."),
    "mfa/messages/totp_deactivated.txt": _("Codes from your app are off."),
    "mfa/messages/webauthn_added.txt": _("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
    "mfa/messages/recovery_codes_generated.txt": _("There are new recovery codes. Please print or copy them."),
}


class AccountAdapter(DefaultAccountAdapter):
    """Names and passwords. Wrong ones slow the next try down (`WrongTries`), and nothing is ever locked."""

    error_messages = {  # noqa: RUF012 - as django-allauth has it
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("Name and password do not match. Please try again."),
        "incorrect_password": _("This is not your password. Please try again."),
        "too_many_login_attempts": _("That was wrong a few times. Please wait five minutes. Nothing is locked."),
        "rate_limited": _("That was wrong a few times. Please wait five minutes. Nothing is locked."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """The owner comes in with a link from the terminal; nobody else signs up."""
        del request
        return False

    def add_message(  # noqa: PLR0917 - allauth's
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Our own words for what is worth a word; "you are signed in" is not."""
        del message_context
        words = message or SAID.get(message_template or "")
        if words:
            messages.add_message(request, level, words, extra_tags=extra_tags)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Ask for patience after wrong tries, and name the cause."""
        wait_s = WrongTries.of(request, credentials.get("username", "")).wait_s()
        if wait_s:
            raise ValidationError(wait_words(wait_s), code=WAIT)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Whose name and password these are; a right one makes the wrong ones forgotten."""
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            WrongTries.of(request, credentials.get("username", "")).right()
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """One more wrong try."""
        WrongTries.of(request, credentials.get("username", "")).wrong()

    def _rollback_login_failed_rl_usage(self) -> None:
        """Nothing to take back: tries are counted by `WrongTries`."""


class SecondStepAdapter(DefaultMFAAdapter):
    """Passkeys and codes."""

    error_messages = {  # noqa: RUF012 - as django-allauth has it
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This was not right. Please try again."),
    }

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:  # noqa: A002 - allauth's name
        """What a passkey is called when nobody names it."""
        del user, type
        return gettext("Passkey")


def wait_words(wait_s: int) -> str:
    """How long to wait, and why."""
    return ngettext(
        "That was wrong a few times. Please wait {seconds} second, then try again. Nothing is locked.",
        "That was wrong a few times. Please wait {seconds} seconds, then try again. Nothing is locked.",
        wait_s,
    ).format(seconds=wait_s)
