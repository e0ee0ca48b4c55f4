"""Forms of Today: the four questions of the first day, and the wishes a plan has to keep to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from andante.anatomy import MUSCLE_GROUPS
from andante.web.accounts.forms import day_starts, rated_field
from andante.web.accounts.models import User
from andante.web.activity_words import activity_name, activity_words
from andante.web.diary.answers import GROUP_WORDS
from andante.web.today.models import Wishes
from andante.web.today.must_do import MustDo, UnreadError, read, span_words, written

MOST_VALUED = 12
LONGEST_NAME = 60


class ValuedField(forms.CharField):
    """Activities, one a line, the dearest first."""

    def __init__(self, **options: Any) -> None:
        area = forms.Textarea(attrs={"rows": 3, "autocomplete": "off"})
        super().__init__(required=False, max_length=1000, widget=area, **options)

    def clean(self, value: Any) -> list[str]:
        """Each once, without empty lines; one of the catalogue as the catalogue writes it."""
        lines = [" ".join(line.split()) for line in str(super().clean(value)).replace(",", "\n").splitlines()]
        names = [activity_name(line) or line for line in lines if line]
        if len(names) > MOST_VALUED or any(len(name) > LONGEST_NAME for name in names):
            raise forms.ValidationError(
                _("Please give at most %(most)s, each of at most %(letters)s letters."),
                params={"most": MOST_VALUED, "letters": LONGEST_NAME},
            )
        return list(dict.fromkeys(names))


class MustDoField(ValuedField):
    """Activities with their minutes, one a line: desk work 240, or desk work 240 Mon-Fri."""

    def clean(self, value: Any) -> MustDo:  # type: ignore[override]
        """Minutes by activity, of every day or by weekday; what is named twice is done twice."""
        try:
            found = read(forms.CharField.clean(self, value), longest=LONGEST_NAME)
        except UnreadError as error:
            raise forms.ValidationError(
                _(
                    "Please write an activity and its minutes, such as “desk work 240” or “desk work 240 %(days)s”. "
                    "Found: “%(line)s”."
                ),
                params={"line": error.line[:LONGEST_NAME], "days": span_words(0, 4)},
            ) from error
        if len(found) > MOST_VALUED:
            raise forms.ValidationError(_("Please give at most %(most)s."), params={"most": MOST_VALUED})
        return found


class FirstDayForm(forms.Form):
    """Four questions, all optional."""

    valued = ValuedField(
        label=_("What would you like to keep doing, or get back to?"),
        help_text=_("One a line, the dearest first: gardening, dog walking, piano. Plans put these first."),
    )
    me_cfs = forms.BooleanField(label=_("I have ME/CFS"), required=False)
    pem = forms.BooleanField(
        label=_("I often feel much worse a day or two after effort"),
        required=False,
    )
    day_start = forms.ChoiceField(
        label=_("My day starts at"),
        choices=day_starts,
        help_text=_("Awake after midnight? What you write before this time counts for the evening before."),
    )
    rated = rated_field(_("It tells what came first, what you did or how you felt. You can change it under Settings."))

    @classmethod
    def of(cls, user: User, sent: Mapping[str, Any] | None = None) -> FirstDayForm:
        """The form as it stands for `user`, or as it was `sent`."""
        valued = "\n".join(map(activity_words, Wishes.of(user).valued))
        start = {"valued": valued, "me_cfs": user.me_cfs, "pem": user.pem, "rated": user.rated}
        return cls(sent, initial={**start, "day_start": f"{user.day_start:%H:%M}"})

    @property
    def is_answered(self) -> bool:
        """Whether something was written or ticked that was not so before, be it right or wrong."""
        return not {"valued", "me_cfs", "pem"}.isdisjoint(self.changed_data)

    def apply_to(self, user: User) -> None:
        """Write what was answered."""
        given = self.cleaned_data
        user.me_cfs, user.pem = given["me_cfs"], given["pem"]
        user.day_start, user.rated = dt.time.fromisoformat(given["day_start"]), given["rated"] or user.rated
        user.save(update_fields=["me_cfs", "pem", "day_start", "rated"])
        welcome(user, valued=given["valued"])


def welcome(user: User, *, valued: list[str] | None = None) -> None:
    """Note that the first questions were seen, with what is valued where it was answered."""
    wishes = Wishes.of(user)
    if valued is not None:
        wishes.valued = valued
    wishes.welcomed_at = wishes.welcomed_at or timezone.now()
    wishes.save()


class WishesForm(forms.Form):
    """What plans have to keep to beside the settings: wishes, hours and ceilings of one's own."""

    valued = ValuedField(
        label=_("What I value"), help_text=_("One activity a line, the dearest first. Plans put these first.")
    )
    hours = forms.FloatField(
        label=_("Hours I have in a day"),
        required=False,
        min_value=0,
        max_value=24,
        help_text=_("For everything that takes effort. Left empty, plans do not count hours."),
        widget=forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal", "data-start": "4"}),
    )
    must_do = MustDoField(
        label=_("What has to be done"),
        help_text=_(
            "A shift, care. One a line with its minutes: desk work 240. On some days only: desk work 240 Mon-Fri. It "
            "stays as it is; plans give it breaks and leave room for it."
        ),
    )
    flare_movement = forms.BooleanField(
        label=_("Some gentle movement in a flare, too"),
        required=False,
        help_text=_("Otherwise plans only rest while a flare lasts."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for group in MUSCLE_GROUPS:
            self.fields[f"most_{group}"] = forms.FloatField(
                label=GROUP_WORDS[group],
                required=False,
                min_value=0,
                max_value=1440,
                widget=forms.NumberInput(attrs={"step": "1", "inputmode": "decimal", "data-start": "10"}),
            )

    def ceilings(self) -> list[forms.BoundField]:
        """The fields of one's own ceilings."""
        return [self[f"most_{group}"] for group in MUSCLE_GROUPS]

    @classmethod
    def of(cls, user: User) -> WishesForm:
        """The form as it stands for `user`."""
        wishes = Wishes.of(user)
        start = {f"most_{group}": _short(most) for group, most in wishes.ceilings.items()}
        start |= {"valued": "\n".join(map(activity_words, wishes.valued)), "hours": _short(wishes.hours)}
        start["must_do"] = written(wishes.must_do)
        return cls(initial={**start, "flare_movement": wishes.flare_movement})

    def apply_to(self, user: User) -> None:
        """Write the wishes."""
        given, wishes = self.cleaned_data, Wishes.of(user)
        most = {group: given[f"most_{group}"] for group in MUSCLE_GROUPS}
        wishes.valued, wishes.hours = given["valued"], given["hours"]
        wishes.ceilings = {group: value for group, value in most.items() if value is not None}
        wishes.must_do = given["must_do"]
        wishes.flare_movement = given["flare_movement"]
        wishes.save()


def _short(value: float | None) -> str | None:
    return None if value is None else f"{value:g}"
