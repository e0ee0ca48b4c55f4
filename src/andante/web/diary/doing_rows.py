"""The rows of a check-in that ask what was done: a row for each activity done, each favourite or recent one, and some
to name others. A part of the check-in form, not a form of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from andante.web.activity_words import activity_words, with_capital
from andante.web.diary.answers import LONGEST_NAME, MINUTES, MOST_DOINGS, RATING, Doing
from andante.web.diary.asking import Asked, first_choices
from andante.web.diary.fields import number_field, short

FREE_ROWS = 2


@dataclass(frozen=True)
class DoingFields:
    """The fields of one activity. A `fixed` one is offered by name and counts once something is said of it."""

    number: int
    words: str
    fixed: bool
    activity: BoundField
    mark: BoundField
    effort: BoundField
    minutes: BoundField
    unplanned: BoundField
    is_uncounted: bool = False
    """Whether it is of the person's own and names no muscle, so that its load is none."""
    is_strange: bool = False
    """Whether nobody knew it when it was written, so that its load is none either."""

    @property
    def is_open(self) -> bool:
        """Whether something is filled in, or wrong, inside."""
        filled = [self.effort.value(), self.minutes.value(), None if self.fixed else self.activity.value()]
        errors = self.activity.errors or self.effort.errors or self.minutes.errors
        return any(value not in (None, "") for value in filled) or bool(errors) or bool(self.unplanned.value())


class DoingRows:
    """The rows of `form`; with `done` those of an entry that is changed."""

    def __init__(self, form: forms.Form, asked: Asked, done: tuple[Doing, ...], data: Mapping[str, Any] | None) -> None:
        self.form, self.asked, self.done = form, asked, done
        if data is not None:
            self.numbers = [number for number in range(MOST_DOINGS) if f"activity_{number}" in data]
        else:
            self.numbers = list(range(self._begin()))
        for number in self.numbers:
            self._add(number)

    def _begin(self) -> int:
        """Set what the rows begin with, and give their number."""
        initial = self.form.initial
        names = {doing.activity for doing in self.done}
        dear = [each for each in first_choices(self.asked) if each.name not in names]
        for number, doing in enumerate(self.done):
            initial[f"activity_{number}"] = with_capital(activity_words(doing.activity))
            initial[f"did_effort_{number}"] = short(doing.effort_0_10)
            initial[f"did_minutes_{number}"] = short(doing.minutes)
            initial[f"unplanned_{number}"] = doing.unplanned
        for number, each in enumerate(dear, start=len(self.done)):
            initial.update({f"activity_{number}": each.name, f"fixed_{number}": "1"})
        return min(len(self.done) + len(dear) + FREE_ROWS, MOST_DOINGS)

    def _add(self, number: int) -> None:
        offered = forms.TextInput(attrs={"list": "activities", "autocomplete": "off"})
        self.form.fields |= {
            f"activity_{number}": forms.CharField(
                label=_("Which activity"), required=False, max_length=LONGEST_NAME, widget=offered
            ),
            f"fixed_{number}": forms.CharField(required=False, widget=forms.HiddenInput),
            f"did_effort_{number}": number_field(_("How hard"), RATING, start=3),
            f"did_minutes_{number}": number_field(_("Minutes"), MINUTES, start=10),
            f"unplanned_{number}": forms.BooleanField(label=_("It came unplanned"), required=False),
        }

    def __iter__(self) -> Iterator[DoingFields]:
        form = self.form
        for number in self.numbers:
            activity, mark = form[f"activity_{number}"], form[f"fixed_{number}"]
            name = str(activity.value() or "")
            choice = self.asked.choices.named(name) if name else None
            yield DoingFields(
                number,
                choice.words if choice else name,
                mark.value() == "1",
                activity,
                mark,
                form[f"did_effort_{number}"],
                form[f"did_minutes_{number}"],
                form[f"unplanned_{number}"],
                choice is not None and choice.is_own and not choice.shares,
                self._is_strange(number, name),
            )

    def _is_strange(self, number: int, name: str) -> bool:
        """Whether that row of the entry that is changed, or that was sent, holds what nobody knows."""
        stood = self.done[number] if number < len(self.done) else None
        if stood is not None and self._kept_name(name) == stood.activity:
            return stood.unknown
        return bool(name) and self.form.is_bound and self._kept_name(name) is None

    def clean(self, given: Mapping[str, Any]) -> None:
        """Of what is said how hard it was and how long, it must be said which activity it was."""
        for number in self.numbers:
            name = given.get(f"activity_{number}", "")
            numbers = (given.get(f"did_effort_{number}"), given.get(f"did_minutes_{number}"))
            if not name and any(value is not None for value in numbers):
                self.form.add_error(f"activity_{number}", gettext("Which activity was this?"))

    def _kept_name(self, name: str) -> str | None:
        # What nobody knew and somebody knows by now is kept under the name it has now.
        done = {doing.activity for doing in self.done if not (doing.unknown and self._is_known(doing.activity))}
        shown = {with_capital(activity_words(each)): each for each in done}
        return name if name in done else shown.get(name) or self.asked.names.get(" ".join(name.lower().split()))

    def doings(self, given: Mapping[str, Any]) -> tuple[Doing, ...]:
        """What was done. A row that was only offered is nothing done; one that was named is, however long it took. One
        that nobody knows is kept as it was named, and said to be so.
        """
        found: list[Doing] = []
        for number in self.numbers:
            written = " ".join(given[f"activity_{number}"].split())
            name = self._kept_name(written) or written
            effort, minutes = given[f"did_effort_{number}"], given[f"did_minutes_{number}"]
            unplanned = given[f"unplanned_{number}"]
            untouched = effort is None and minutes is None and not unplanned
            if not name or (given[f"fixed_{number}"] == "1" and untouched):
                continue
            before = self._before(number, name)
            is_unknown = before.unknown and not self._is_known(name)
            found.append(Doing(name, minutes, effort, before.planned, unplanned, before.position, is_unknown))
        return tuple(found)

    def _before(self, number: int, name: str) -> Doing:
        """What stood in that row of the entry that is changed; else one of which nothing is said yet."""
        stood = self.done[number] if number < len(self.done) else None
        return stood if stood and self._kept_name(stood.activity) == name else Doing(name, unknown=True)

    def _is_known(self, name: str) -> bool:
        return " ".join(name.lower().split()) in self.asked.names
