"""django-allauth's forms for getting in, with our words. What they check is theirs.

Paste and password managers are welcome: fields say what belongs in them, and nothing has to be typed twice.
"""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from andante.web.accounts.models import User


def _name_field() -> forms.CharField:
    attrs = {"autocomplete": "username webauthn", "autocapitalize": "none"}
    return forms.CharField(label=_("Name"), max_length=150, widget=forms.TextInput(attrs=attrs))


def _password_field() -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
    return forms.CharField(label=_("Password"), strip=False, widget=widget)


def _code_field(help_text: Any = "") -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(label=_("Code"), help_text=help_text, widget=forms.TextInput(attrs=attrs))


class SignInForm(LoginForm):
    """Name and password."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["login"] = _name_field()
        self.fields["password"] = _password_field()

    def clean_login(self) -> str:
        """The name as it is kept. Small and capital letters are one, also where the database knows only a to z."""
        name: str = User.normalize_username(super().clean_login())
        names = User.objects.values_list("username", flat=True)
        if names.filter(username=name).exists():
            return name
        return next((each for each in names if each.casefold() == name.casefold()), name)


class AgainForm(ReauthenticateForm):
    """The password once more, before something that changes how one gets in."""

    password = _password_field()


class CodeForm(AuthenticateForm):
    """The second step: a code from the app, or a recovery code."""

    code = _code_field(_("Six digits from your app, or one of your recovery codes."))


class CodeAgainForm(CodeReauthenticateForm):
    """A code once more, before something that changes how one gets in."""

    code = _code_field(_("Six digits from your app, or one of your recovery codes."))


class FirstCodeForm(ActivateTOTPForm):
    """The first code of an app, which shows that both clocks agree."""

    code = _code_field(_("The six digits that your app shows now."))


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey, always one that can sign in by itself. The browser fills in the key."""

    name = forms.CharField(
        label=_("What to call it"),
        help_text=_("So that you know it again, such as “my phone”."),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    passwordless = forms.BooleanField(widget=forms.HiddenInput, initial=True)
