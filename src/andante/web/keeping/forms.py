"""The form that stands before erasing. Wrong passwords slow the next try down, as they do where one signs in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.utils.translation import gettext_lazy as _

from andante.web.accounts.access import PersonRequest
from andante.web.accounts.models import User


class EraseForm(forms.Form):
    """The own name, and the password where there is one: nobody erases a diary by a slip of the thumb."""

    name = forms.CharField(
        label=_("Your sign-in name"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, request: PersonRequest) -> None:
        super().__init__(data)
        self.request, self.user = request, request.user
        if not self.user.has_usable_password():
            del self.fields["password"]

    def clean_name(self) -> str:
        """It has to be theirs."""
        name: str = User.normalize_username(self.cleaned_data["name"].strip())
        if name.casefold() != self.user.username.casefold():
            raise forms.ValidationError(_("That is not the name you are signed in with. Nothing was erased."))
        return name

    def clean_password(self) -> str:
        """It has to be right. After wrong ones the adapter asks for patience first."""
        password: str = self.cleaned_data["password"]
        found = get_adapter().authenticate(self.request, username=self.user.username, password=password)
        if found != self.user:
            raise forms.ValidationError(_("That is not your password. Nothing was erased."))
        return password
