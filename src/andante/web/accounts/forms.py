"""Forms of accounts: set up, a new password, settings. Paste and password managers are welcome everywhere.

Signing in has its forms in `entry_forms`.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from andante.web.accounts.models import Reminder, User
from andante.web.units import clock_words

ZONES = [
    (name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones()) if "/" in name or name == "UTC"
]
CAUTIONS = [
    ("0.05", _("Very careful: 5 in 100")),
    ("0.1", _("Careful: 10 in 100")),
    ("0.15", _("A little bolder: 15 in 100")),
    ("0.2", _("Bolder: 20 in 100")),
]


def day_starts() -> list[tuple[str, str]]:
    """Times at which a day may start, in the words of the page."""
    times = [dt.time(minute // 60, minute % 60) for minute in range(0, 361, 30)]
    return [(f"{at:%H:%M}", clock_words(at)) for at in times]


def rated_field(words: Any) -> forms.ChoiceField:
    """When a day is rated. May be missing: a page opened before the question came leaves it as it is."""
    label = _("When do you usually rate your day?")
    return forms.ChoiceField(label=label, choices=User.RATED, required=False, help_text=words)


class NewPasswordForm(forms.Form):
    """A new password, once: it can be shown while typing, so it need not be typed twice."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("At least 10 characters. Four words in a row are good and easy to keep."),
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
        label=_("Your name here"),
        max_length=150,
        help_text=_("Any name you like. Only you see it."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    zone = forms.ChoiceField(label=_("Where your clock is"), choices=ZONES)
    field_order = ("username", "password", "zone")

    def clean_username(self) -> str:
        """Names are unique."""
        name: str = self.cleaned_data["username"].strip()
        if User.objects.filter(username__iexact=name).exists():
            raise ValidationError(_("This name is taken. Please choose another."))
        return name


class SettingsForm(forms.Form):
    """What a person settles about their days and their limits."""

    day_start = forms.ChoiceField(
        label=_("My day starts at"),
        choices=day_starts,
        help_text=_("What you write before this time still counts for the evening before."),
    )
    rated = rated_field(
        _(
            "It tells what came first: in the morning you rate before you do things, in the evening after them. If you "
            "change this, andante learns from your diary once more."
        )
    )
    zone = forms.ChoiceField(label=_("Where my clock is"), choices=ZONES)
    caution = forms.ChoiceField(
        label=_("How careful"),
        choices=CAUTIONS,
        help_text=_("The chance of a flare within three days that a plan may carry."),
    )
    no_progression = forms.BooleanField(
        label=_("No step up for now"), required=False, help_text=_("Plans stay at or below what you do already.")
    )
    me_cfs = forms.BooleanField(
        label=_("I have ME/CFS"),
        required=False,
        help_text=_("Plans then only help to spend less energy, never to do more."),
    )
    pem = forms.BooleanField(
        label=_("I often feel much worse a day or two after effort"),
        required=False,
        help_text=_("Also called post-exertional malaise. Plans then never step up."),
    )

    @classmethod
    def of(cls, user: User) -> SettingsForm:
        """The form as it stands for `user`."""
        names = ("zone", "rated", "no_progression", "me_cfs", "pem")
        initial: dict[str, Any] = {name: getattr(user, name) for name in names}
        return cls(initial={**initial, "day_start": f"{user.day_start:%H:%M}", "caution": f"{user.caution:g}"})

    def apply_to(self, user: User) -> None:
        """Write what was settled to the account."""
        answers = self.cleaned_data
        user.zone = answers["zone"]
        user.day_start = dt.time.fromisoformat(answers["day_start"])
        user.rated = answers["rated"] or user.rated
        user.caution = float(answers["caution"])
        user.no_progression, user.me_cfs, user.pem = answers["no_progression"], answers["me_cfs"], answers["pem"]
        user.save(update_fields=["zone", "day_start", "rated", "caution", "no_progression", "me_cfs", "pem"])


class LooksForm(forms.ModelForm):  # type: ignore[type-arg]
    """How pages look and which language they speak. (The stubs know a type parameter that Django has not.)"""

    language = forms.ChoiceField(label=_("Language"), required=False)

    class Meta:
        model = User
        fields = ("language", "clock", "lengths", "theme", "text_size", "still", "low_energy")
        labels = {  # noqa: RUF012 - as Django has it
            "clock": _("The clock"),
            "lengths": _("How long something takes"),
            "theme": _("Light or dark"),
            "text_size": _("Size of the letters"),
            "still": _("Nothing moves"),
            "low_energy": _("Fewer things on the page"),
        }
        help_texts = {  # noqa: RUF012
            "still": _("Where your device asks for less motion, it is still anyway."),
            "clock": _("Fields where you pick a time look as your browser has them."),
            "low_energy": _("For days with little energy: what can wait stands behind one “More”. Nothing is lost."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField), "a choice, as above"
        language.choices = [("", _("As my browser asks")), *settings.LANGUAGES]


class PairForm(forms.Form):
    """The code that another device shows."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Eight letters and numbers, as your other device or the terminal shows them."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        """The code as it was made: large letters, no spaces or dashes."""
        return "".join(each for each in self.cleaned_data["code"].upper() if each.isalnum())


class ReminderForm(forms.ModelForm):  # type: ignore[type-arg]
    """A time, and the words that come with it."""

    class Meta:
        model = Reminder
        fields = ("at", "words")
        labels = {"at": _("When"), "words": _("What it says")}  # noqa: RUF012
        help_texts = {"words": _("Your own words, or leave it empty.")}  # noqa: RUF012
        widgets = {  # noqa: RUF012
            "at": forms.TimeInput(format="%H:%M", attrs={"type": "time", "autocomplete": "off"}),
            "words": forms.TextInput(attrs={"autocomplete": "off"}),
        }
