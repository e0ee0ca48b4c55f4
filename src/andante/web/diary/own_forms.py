"""Forms of what a person adds to their diary: activities, remedies, symptoms, favourites."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any, Final, get_args

from django import forms
from django.db.models import Model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from andante.activities import Position, catalogue
from andante.anatomy import MUSCLE_GROUPS
from andante.web.accounts.models import User
from andante.web.activity_words import activity_name
from andante.web.diary.answers import GROUP_WORDS, LONGEST_NAME
from andante.web.diary.models import Favourite, OwnActivity, Remedy, Symptom
from andante.web.diary.own import slug_of

SHARES: Final = {"": (None, _("not")), "0.3": (0.3, _("a little")), "0.6": (0.6, _("some")), "1": (1.0, _("most"))}
POSITION_WORDS: Final = {
    "sitting": _("sitting"),
    "standing": _("standing"),
    "walking": _("walking"),
    "lying": _("lying"),
    "as it suits": _("as it suits"),
}
assert set(POSITION_WORDS) == set(get_args(Position)), "every position has its words"


class NamedForm(forms.Form):
    """A thing with a name that nothing else of its kind has."""

    kind: type[Model]
    name = forms.CharField(
        label=_("Name"), max_length=LONGEST_NAME, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, user: User, data: Mapping[str, Any] | None = None, *, of: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.user, self.of = user, of
        if of is not None:
            self.initial.setdefault("name", of.name)

    def clean_name(self) -> str:
        """The name, single-spaced."""
        name = " ".join(self.cleaned_data["name"].split())
        others = self.kind._default_manager.filter(user=self.user).exclude(pk=self.of.pk if self.of else None)
        if _plain(name) in map(_plain, others.values_list("name", flat=True)):
            raise forms.ValidationError(gettext("You have one of that name already."))
        return name

    def changed(self, fields: Mapping[str, Any]) -> Any:
        """The thing that this form is `of`, with these fields. Its column, where it has one, stays the same, so that
        all that was written of it stays with it.
        """
        for name, value in fields.items():
            setattr(self.of, name, value)
        self.of.save(update_fields=[*fields])
        return self.of


def _plain(name: str) -> str:
    """A name without what makes no other one: capitals (the database knows only those of a to z), and how its letters
    are put together.
    """
    return unicodedata.normalize("NFC", name).casefold()


class ActivityForm(NamedForm):
    """An activity of one's own: how much each muscle group has to do, and in which positions it can be done."""

    kind = OwnActivity

    def __init__(self, user: User, data: Mapping[str, Any] | None = None, *, of: OwnActivity | None = None) -> None:
        super().__init__(user, data, of=of)
        for group in MUSCLE_GROUPS:
            choices = [(key, words) for key, (_share, words) in SHARES.items()]
            begin = _nearest(of.groups.get(group)) if of else ""
            self.fields[f"share_{group}"] = forms.ChoiceField(
                label=GROUP_WORDS[group], choices=choices, required=False, initial=begin
            )
        self.fields["positions"] = forms.MultipleChoiceField(
            label=_("How it can be done"),
            choices=list(POSITION_WORDS.items()),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            initial=of.positions if of else [],
        )
        favourite = bool(of and of.favourite)
        self.fields["favourite"] = forms.BooleanField(label=_("Show it first"), required=False, initial=favourite)

    def shares(self) -> list[forms.BoundField]:
        """The questions of how much each group has to do."""
        return [self[f"share_{group}"] for group in MUSCLE_GROUPS]

    def save(self) -> OwnActivity:
        """Keep it. The busiest group counts as 1, the others against it."""
        given = self.cleaned_data
        chosen = {group: SHARES[given[f"share_{group}"]][0] for group in MUSCLE_GROUPS}
        known = {group: share for group, share in chosen.items() if share}
        most = max(known.values(), default=1.0)
        fields = {
            "name": given["name"],
            "groups": {group: round(share / most, 3) for group, share in known.items()},
            "positions": given["positions"],
            "favourite": given["favourite"],
        }
        if self.of is None:
            return OwnActivity.objects.create(user=self.user, **fields)
        changed: OwnActivity = self.changed(fields)
        return changed


def _nearest(share: float | None) -> str:
    if not share:
        return ""
    return min((key for key in SHARES if key), key=lambda key: abs(float(key) - share))


class RemedyForm(NamedForm):
    """Something taken or done against pain. andante never suggests how much, and never a change."""

    kind = Remedy
    dose = forms.CharField(
        label=_("How much, in your own words (you may leave it empty)"), required=False, max_length=LONGEST_NAME
    )
    prescribed = forms.BooleanField(label=_("A doctor prescribed it"), required=False)

    def __init__(self, user: User, data: Mapping[str, Any] | None = None, *, of: Remedy | None = None) -> None:
        super().__init__(user, data, of=of)
        if of is not None:
            self.initial.update(dose=of.dose, prescribed=of.prescribed)

    def save(self) -> Remedy:
        """Keep it, with a column of its own."""
        given = self.cleaned_data
        fields = {"name": given["name"], "dose": given["dose"].strip(), "prescribed": given["prescribed"]}
        if self.of is not None:
            changed: Remedy = self.changed(fields)
            return changed
        return Remedy.objects.create(user=self.user, slug=_new_slug(Remedy, self.user, given["name"]), **fields)


class SymptomForm(NamedForm):
    """A symptom that is asked from now on, 0 to 10."""

    kind = Symptom

    def save(self) -> Symptom:
        """Keep it, with a column of its own."""
        name = self.cleaned_data["name"]
        if self.of is not None:
            changed: Symptom = self.changed({"name": name})
            return changed
        return Symptom.objects.create(user=self.user, name=name, slug=_new_slug(Symptom, self.user, name))


def _new_slug(kind: type[Remedy | Symptom], user: User, name: str) -> str:
    return slug_of(name, set(kind.objects.of(user).values_list("slug", flat=True)))


class FavouriteForm(forms.Form):
    """An activity of the catalogue to be shown first."""

    name = forms.CharField(
        label=_("Activity"), max_length=LONGEST_NAME, widget=forms.TextInput(attrs={"list": "activities"})
    )

    def __init__(self, user: User, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.user = user

    def clean_name(self) -> str:
        """One of the catalogue."""
        name = activity_name(str(self.cleaned_data["name"]))
        if name is None or name not in catalogue():
            raise forms.ValidationError(gettext("andante does not know this activity. Choose one from the list."))
        return name

    def save(self) -> Favourite:
        """Keep it; twice is once."""
        return Favourite.objects.get_or_create(user=self.user, name=self.cleaned_data["name"])[0]
