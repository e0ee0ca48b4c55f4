"""Forms of accounts: sign in, set up, a new password, settings. Paste and password managers are welcome everywhere."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from andante.web.accounts.models import User

ZONES = [
    (name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones()) if "/" in name or name == "UTC"
]
DAY_STARTS = [
    (f"{minute // 60:02d}:{minute % 60:02d}", f"{minute // 60:02d}:{minute % 60:02d}") for minute in range(0, 361, 30)
]
CAUTIONS = [
    ("0.05", "Very careful: 5 in 100"),
    ("0.1", "Careful: 10 in 100"),
    ("0.15", "A little bolder: 15 in 100"),
    ("0.2", "Bolder: 20 in 100"),
]


class SignInForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label="Name",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="Password", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class NewPasswordForm(forms.Form):
    """A new password, once: it can be shown while typing, so it need not be typed twice."""

    password = forms.CharField(
        label="Password",
        strip=False,
        help_text="At least 10 characters. Four words in a row are good and easy to keep.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean_password(self) -> str:
        """Refuse what everybody guesses first."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user or User(username=self.data.get("username", "")))
        return password


class SetUpForm(NewPasswordForm):
    """The owner's account, on first start."""

    username = forms.CharField(
        label="Your name here",
        max_length=150,
        help_text="Any name you like. Only you see it.",
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    zone = forms.ChoiceField(label="Where your clock is", choices=ZONES)
    field_order = ("username", "password", "zone")

    def clean_username(self) -> str:
        """Names are unique."""
        name: str = self.cleaned_data["username"].strip()
        if User.objects.filter(username__iexact=name).exists():
            raise ValidationError("This name is taken. Please choose another.")
        return name


class SettingsForm(forms.Form):
    """What a person settles about their days and their limits."""

    day_start = forms.ChoiceField(
        label="My day starts at",
        choices=DAY_STARTS,
        help_text="What you write before this time still counts for the evening before.",
    )
    zone = forms.ChoiceField(label="Where my clock is", choices=ZONES)
    caution = forms.ChoiceField(
        label="How careful",
        choices=CAUTIONS,
        help_text="The chance of a flare within three days that a plan may carry.",
    )
    no_progression = forms.BooleanField(
        label="No step up for now", required=False, help_text="Plans stay at or below what you do already."
    )
    me_cfs = forms.BooleanField(
        label="I have ME/CFS", required=False, help_text="Plans then only help to spend less, never to do more."
    )
    pem = forms.BooleanField(
        label="I often feel much worse a day or two after effort",
        required=False,
        help_text="Also called post-exertional malaise. Plans then never step up.",
    )

    @classmethod
    def of(cls, user: User) -> SettingsForm:
        """The form as it stands for `user`."""
        names = ("zone", "no_progression", "me_cfs", "pem")
        initial: dict[str, Any] = {name: getattr(user, name) for name in names}
        return cls(initial={**initial, "day_start": f"{user.day_start:%H:%M}", "caution": f"{user.caution:g}"})

    def apply_to(self, user: User) -> None:
        """Write what was settled to the account."""
        answers = self.cleaned_data
        user.zone = answers["zone"]
        user.day_start = dt.time.fromisoformat(answers["day_start"])
        user.caution = float(answers["caution"])
        user.no_progression, user.me_cfs, user.pem = answers["no_progression"], answers["me_cfs"], answers["pem"]
        user.save(update_fields=["zone", "day_start", "caution", "no_progression", "me_cfs", "pem"])
