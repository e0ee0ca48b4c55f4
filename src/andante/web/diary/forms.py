"""The check-in form. Every question is optional; what is left empty stays unknown."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from andante.activities import load_effort_min
from andante.anatomy import MUSCLE_GROUPS
from andante.web.diary.answers import COLUMNS, FLARE, GROUP_WORDS, Answers, Effort

QUESTIONS = {
    "pain": ("Pain", "none", "the worst I can imagine"),
    "fatigue": ("Tiredness", "fresh", "worn out"),
    "sleep": ("Sleep last night", "very bad", "very good"),
    "stress": ("Stress", "none", "very much"),
}
START_UNKNOWN = 5


def _number(label: str, *, highest: int, step: float, start: float | None = None, words: str = "") -> forms.FloatField:
    attrs = {"inputmode": "decimal", "autocomplete": "off", "step": f"{step:g}"}
    if start is not None:
        attrs["data-start"] = f"{start:g}"
    allowed = f"Please give a number from 0 to {highest}, or leave it empty."
    errors = {"invalid": allowed, "min_value": allowed, "max_value": allowed, "step_size": allowed}
    return forms.FloatField(
        label=label,
        required=False,
        min_value=0,
        max_value=highest,
        help_text=words,
        error_messages=errors,
        widget=forms.NumberInput(attrs=attrs),
    )


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


class CheckInForm(forms.Form):
    """A check-in, or (with `former`) the change of one."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        usual: Mapping[str, float] | None = None,
        former: Answers | None = None,
        version: int | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        start = {
            "client_id": uuid.uuid4(),
            "based_on": version,
            **(_as_initial(former) if former else {}),
            **(initial or {}),
        }
        super().__init__(data, initial=start)
        self.former = former
        for name, (label, low, high) in QUESTIONS.items():
            begin = (usual or {}).get(name, START_UNKNOWN)
            self.fields[name] = _number(label, highest=10, step=0.5, start=begin, words=f"0 is {low}, 10 is {high}.")
        for group in MUSCLE_GROUPS:
            self.fields[f"effort_{group}"] = _number("How hard", highest=10, step=0.5, start=3)
            self.fields[f"minutes_{group}"] = _number("Minutes", highest=1440, step=1, start=10)
        self.fields["flare"] = forms.BooleanField(label="I call this a flare", required=False)
        note = forms.Textarea(attrs={"rows": 3, "autocomplete": "off"})
        self.fields["note"] = forms.CharField(label="Note", required=False, max_length=4000, widget=note)

    def ratings(self) -> Iterator[BoundField]:
        """The questions from 0 to 10."""
        return (self[name] for name in QUESTIONS)

    def groups(self) -> Iterator[GroupFields]:
        """The muscle groups."""
        for group, words in GROUP_WORDS.items():
            load = self.former.values.get(f"load.{group}") if self.former and group not in self.former.efforts else None
            yield GroupFields(group, str(words), self[f"effort_{group}"], self[f"minutes_{group}"], load)

    def answers(self) -> Answers:
        """What was answered. Columns that this form does not ask about stay as they were."""
        given = self.cleaned_data
        before = self.former.values if self.former else {}
        values: dict[str, float | None] = {**before, **dict.fromkeys(COLUMNS)}
        values.update({name: given[name] for name in QUESTIONS})
        values[FLARE] = 1.0 if given["flare"] else None
        efforts: dict[str, Effort] = {}
        for group in MUSCLE_GROUPS:
            effort, minutes = given[f"effort_{group}"], given[f"minutes_{group}"]
            if effort is not None or minutes is not None:
                efforts[group] = (effort, minutes)
                values[f"load.{group}"] = load_effort_min(effort, minutes)
            elif self.former and group not in self.former.efforts:
                # A load that came without effort and minutes (copied, imported) is not lost by an edit elsewhere.
                values[f"load.{group}"] = before.get(f"load.{group}")
        return Answers(values, efforts, given["note"].strip() or None)


def _as_initial(answers: Answers) -> dict[str, Any]:
    initial: dict[str, Any] = {name: _short(answers.values.get(name)) for name in QUESTIONS}
    initial |= {"flare": answers.values.get(FLARE) == 1, "note": answers.note or ""}
    for group, (effort, minutes) in answers.efforts.items():
        initial[f"effort_{group}"], initial[f"minutes_{group}"] = _short(effort), _short(minutes)
    return initial


def _short(value: float | None) -> str | None:
    return None if value is None else f"{value:g}"


# Codes of andante.plan.red_flags (a test holds the two together); the words here are for a form.
FLAGS = {
    "chest_pain": "Pain or pressure in the chest",
    "breathless": "Short of breath at rest",
    "stroke_signs": "A drooping face, a weak arm or slurred speech",
    "leg_weakness": "Legs that quickly grow weaker",
    "numb_saddle": "Numbness between the legs",
    "bladder_bowel": "A new change in bladder or bowel control",
    "self_harm": "Thoughts of harming myself",
    "new_weakness": "New weakness somewhere else",
    "new_numbness": "New numbness or tingling",
    "fever": "Fever, or feeling very ill",
    "weight_loss": "Losing weight without wanting to",
    "new_pain": "A new pain unlike my usual one",
}


class ConcernForm(forms.Form):
    """Which of these is new. Optional: the help stands above it in any case."""

    flags = forms.MultipleChoiceField(
        label="What is new?", choices=list(FLAGS.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
