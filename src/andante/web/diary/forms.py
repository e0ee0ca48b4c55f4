"""The forms of the diary. Every question is optional; what is left empty stays unknown."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from andante.anatomy import AREAS, MUSCLE_GROUPS
from andante.web.diary.answers import (
    AREA,
    COLUMNS,
    FLARE,
    GROUP_WORDS,
    LOADS,
    LONGEST_NAME,
    MINUTES,
    RATING,
    SYMPTOM,
    TREATMENT,
    Answers,
    Doing,
    Effort,
    loads_after,
    loads_by_group,
    untold_by,
    with_zeros,
)
from andante.web.diary.asking import Asked
from andante.web.diary.body_map import AREA_WORDS
from andante.web.diary.doing_rows import DoingRows
from andante.web.diary.fields import note_field, number_field, short

QUESTIONS = {
    "pain": (_("Pain"), _("0 is none, 10 is the worst I can imagine.")),
    "fatigue": (_("Tiredness"), _("0 is fresh, 10 is worn out.")),
    "sleep": (_("Sleep last night"), _("0 is very bad, 10 is very good.")),
    "stress": (_("Stress"), _("0 is none, 10 is very much.")),
    "fog": (_("Fog in the head"), _("0 is clear, 10 is thick fog.")),
    "mood": (_("Mood"), _("0 is very low, 10 is very good.")),
}
FIRST_QUESTIONS, MORE_QUESTIONS = ("pain", "fatigue", "sleep", "stress"), ("fog", "mood")
TAKEN = {"1": _("taken"), "0": _("not taken"), "": _("not said")}
START_UNKNOWN = 5


@dataclass(frozen=True)
class GroupFields:
    """The two fields of a muscle group, and what stands behind a load without them."""

    name: str
    words: str
    effort: BoundField
    minutes: BoundField
    load: float | None

    @property
    def is_open(self) -> bool:
        """Whether something is filled in, or wrong, inside."""
        filled = (self.effort.value(), self.minutes.value())
        return any(value not in (None, "") for value in filled) or bool(self.effort.errors or self.minutes.errors)


@dataclass(frozen=True)
class RemedyFields:
    """Taken, not taken, or not said; and the person's own words for how much."""

    name: str
    dose: str
    taken: BoundField
    words: BoundField


class CheckInForm(forms.Form):
    """A check-in, or (with `former`) the change of one."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        asked: Asked | None = None,
        former: Answers | None = None,
        version: int | None = None,
    ) -> None:
        start = {"client_id": uuid.uuid4(), "based_on": version, **(_as_initial(former) if former else {})}
        super().__init__(data, initial=start)
        self.asked, self.former = asked or Asked(), former
        self._add_ratings()
        self.did = DoingRows(self, self.asked, former.doings if former else (), data)
        for group in MUSCLE_GROUPS:
            self.fields[f"effort_{group}"] = number_field(_("How hard"), RATING, start=3)
            self.fields[f"minutes_{group}"] = number_field(_("Minutes"), MINUTES, start=10)
        for remedy in self.asked.remedies:
            self.fields[f"remedy_{remedy.slug}"] = forms.ChoiceField(
                label=remedy.name, choices=list(TAKEN.items()), required=False, widget=forms.RadioSelect, initial=""
            )
            self.fields[f"dose_{remedy.slug}"] = forms.CharField(
                label=_("How much, in your own words"), required=False, max_length=LONGEST_NAME
            )
        self.fields["nowhere_else"] = forms.BooleanField(
            label=_("Nowhere else hurts"),
            required=False,
            help_text=_(
                "Then places of the last weeks that you leave empty count as 0. Without it, they stay unknown."
            ),
        )
        self.fields["rested"] = forms.BooleanField(
            label=_("I mostly rested"),
            required=False,
            help_text=_("Then muscles that you write nothing about count as not used. Without it, they stay unknown."),
        )
        self.fields["flare"] = forms.BooleanField(label=_("I call this a flare"), required=False)
        self.fields["note"] = note_field()

    def _add_ratings(self) -> None:
        last = self.asked.last
        for name, (label, words) in QUESTIONS.items():
            self.fields[name] = number_field(label, RATING, start=last.get(name, START_UNKNOWN), words=words)
        for symptom in self.asked.symptoms:
            begin = last.get(f"{SYMPTOM}{symptom.slug}", START_UNKNOWN)
            self.fields[f"symptom_{symptom.slug}"] = number_field(symptom.name, RATING, start=begin)
        for area in AREAS:
            hurt = last.get(f"{AREA}{area}")  # a place that is tapped hurts: the buttons do not begin at 0 there
            begin = hurt or last.get("pain", START_UNKNOWN)
            self.fields[f"area_{area}"] = number_field(AREA_WORDS[area], RATING, start=begin)
            if hurt:
                self.fields[f"area_{area}"].widget.attrs["data-last"] = short(begin)

    # -- for the page ------------------------------------------------------------------------------------------------

    def ratings(self) -> list[BoundField]:
        """The questions from 0 to 10 that stand first."""
        return [self[name] for name in FIRST_QUESTIONS]

    def more_ratings(self) -> list[BoundField]:
        """Further ones, and symptoms of one's own."""
        return [self[name] for name in (*MORE_QUESTIONS, *(f"symptom_{each.slug}" for each in self.asked.symptoms))]

    def areas(self) -> list[tuple[str, BoundField]]:
        """Every body area; those that hurt lately first."""
        lately = self.asked.areas
        ordered = [*lately, *(area for area in AREA_WORDS if area not in lately)]
        return [(area, self[f"area_{area}"]) for area in ordered]

    def groups(self) -> Iterator[GroupFields]:
        """The muscle groups."""
        explained = self._explained()
        for group, words in GROUP_WORDS.items():
            column = f"load.{group}"
            load = self.former.values.get(column) if self.former and column not in explained else None
            yield GroupFields(group, str(words), self[f"effort_{group}"], self[f"minutes_{group}"], load)

    def remedies(self) -> Iterator[RemedyFields]:
        """The remedies."""
        for each in self.asked.remedies:
            yield RemedyFields(each.name, each.dose, self[f"remedy_{each.slug}"], self[f"dose_{each.slug}"])

    def opens(self) -> dict[str, bool]:
        """Which folded parts stand open: those in which something is written or wrong."""
        groups = list(self.groups())
        has_group = any(group.is_open or group.load is not None for group in groups)
        parts = {
            "areas": any(_is_filled(bound) for _area, bound in self.areas()) or _is_filled(self["nowhere_else"]),
            "did": has_group or any(row.is_open for row in self.did),
            "groups": has_group,
            "more": any(_is_filled(bound) for bound in self.more_ratings()),
            "remedies": any(_is_filled(each.taken) or _is_filled(each.words) for each in self.remedies()),
        }
        others = any(_is_filled(self[name]) for name in (*FIRST_QUESTIONS[1:], "note", "flare", "rested"))
        return {**parts, "any": others or any(parts.values())}

    # -- what was answered -------------------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        """Look at the rows of activities too, and at words beside a remedy of which nothing else is said."""
        given = super().clean() or self.cleaned_data
        self.did.clean(given)
        for each in self.asked.remedies:
            is_said = given.get(f"remedy_{each.slug}", "") != ""
            if not is_said and given.get(f"dose_{each.slug}", "").strip():
                self.add_error(f"remedy_{each.slug}", _("Was it taken? Say so, or leave the words out."))
        return given

    def answers(self) -> Answers:
        """What was answered. Columns that this form does not ask about stay as they were."""
        given = self.cleaned_data
        before = self.former.values if self.former else {}
        values: dict[str, float | None] = {**before, **dict.fromkeys(COLUMNS)}
        values |= {name: given[name] for name in QUESTIONS}
        # A box left empty says nothing: it takes no "it is easing" back that the entry was written for.
        values[FLARE] = 1.0 if given["flare"] else 0.0 if before.get(FLARE) == 0 else None
        values |= {f"{SYMPTOM}{each.slug}": given[f"symptom_{each.slug}"] for each in self.asked.symptoms}
        areas, nowhere_else = self._areas()
        values |= areas
        doses: dict[str, str] = {}
        for each in self.asked.remedies:
            taken, words = given[f"remedy_{each.slug}"], given[f"dose_{each.slug}"].strip()
            column = f"{TREATMENT}{each.slug}"
            # A dose that came from a file as a number stays that number.
            values[column] = (before.get(column) or 1.0) if taken == "1" else 0.0 if taken == "0" else None
            if taken == "1" and words:
                doses[each.slug] = words
        pairs = {group: (given[f"effort_{group}"], given[f"minutes_{group}"]) for group in MUSCLE_GROUPS}
        efforts = {group: pair for group, pair in pairs.items() if pair != (None, None)}
        doings = self.did.doings(given)
        values |= self._loads(doings, efforts, rested=given["rested"])
        if self.former:  # what that entry did not ask, and what is still left empty, stays not asked
            values = {column: value for column, value in values.items() if value is not None or column in before}
        return Answers(values, efforts, given["note"].strip() or None, doings, doses, given["rested"], nowhere_else)

    def _areas(self) -> tuple[dict[str, float | None], tuple[str, ...] | None]:
        """The areas of the body, and which of them have their 0 from "nowhere else hurts"."""
        given = self.cleaned_data
        asked = [f"{AREA}{area}" for area in self.asked.areas]
        shown = {*asked, *(self.former.values if self.former else ())}
        rated = {f"{AREA}{area}": given[f"area_{area}"] for area in AREAS}
        values = {column: value for column, value in rated.items() if value is not None or column in shown}
        if not (given["nowhere_else"] and asked):
            return values, None
        filled = with_zeros(values, asked, said=True, told=self.asked.hurting)
        return {**values, **filled}, tuple(column for column in asked if filled[column] != rated[column])

    def _loads(
        self, doings: tuple[Doing, ...], efforts: Mapping[str, Effort], *, rested: bool
    ) -> dict[str, float | None]:
        """The loads of what was done, and of what was rested."""
        former = self.former
        shares = self._shares((*(former.doings if former else ()), *doings))
        loads = loads_after(former, doings, efforts, shares)
        told = loads_by_group(doings, efforts, shares).keys() | self.asked.untold | untold_by(doings)
        return with_zeros(loads, LOADS, said=rested, was_said=bool(former and former.rested), told=told)

    def _explained(self) -> frozenset[str]:
        """The loads behind which something that was done is written."""
        if self.former is None:
            return frozenset()
        return frozenset(loads_by_group(self.former.doings, self.former.efforts, self._shares(self.former.doings)))

    def _shares(self, doings: tuple[Doing, ...]) -> dict[str, Mapping[str, float]]:
        return {each.activity: self.asked.shares(each.activity) for each in doings}


def _is_filled(bound: BoundField) -> bool:
    return bound.value() not in (None, "", False) or bool(bound.errors)


def _as_initial(answers: Answers) -> dict[str, Any]:
    initial: dict[str, Any] = {name: short(answers.values.get(name)) for name in QUESTIONS}
    initial |= {"flare": answers.values.get(FLARE) == 1, "rested": answers.rested, "note": answers.note or ""}
    initial["nowhere_else"] = answers.nowhere_else is not None
    for column, value in answers.values.items():
        if column in (answers.nowhere_else or ()):
            continue  # the tick says that 0, and takes it back
        if column.startswith(AREA):
            initial[f"area_{column.removeprefix(AREA)}"] = short(value)
        elif column.startswith(SYMPTOM):
            initial[f"symptom_{column.removeprefix(SYMPTOM)}"] = short(value)
        elif column.startswith(TREATMENT):
            initial[f"remedy_{column.removeprefix(TREATMENT)}"] = "" if value is None else str(int(value > 0))
    initial |= {f"dose_{slug}": words for slug, words in answers.doses.items()}
    for group, (effort, minutes) in answers.efforts.items():
        initial[f"effort_{group}"], initial[f"minutes_{group}"] = short(effort), short(minutes)
    return initial


class NowForm(forms.Form):
    """How it is at this moment: at night, in a queue, on a bad day. A day may hold many."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, start: float = START_UNKNOWN) -> None:
        super().__init__(data, initial={"client_id": uuid.uuid4()})
        label, words = QUESTIONS["pain"]
        self.fields["pain"] = number_field(label, RATING, start=start, words=words)
        self.fields["note"] = note_field()

    def answers(self) -> Answers:
        """What was answered."""
        return Answers({"pain": self.cleaned_data["pain"]}, note=self.cleaned_data["note"].strip() or None)
