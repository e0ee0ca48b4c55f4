"""Fields that the diary's forms share. A field may always be left empty; what it begins at is no answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from andante.web.diary.answers import LONGEST_NOTE, Rule


def number_field(label: Any, rule: Rule, *, start: float | None = None, words: Any = "") -> forms.FloatField:
    """A number that may be left empty; the - and + buttons begin at `start`."""
    attrs = {"inputmode": "decimal", "autocomplete": "off", "step": f"{rule.step:g}"}
    if start is not None:
        attrs["data-start"] = f"{start:g}"
    return forms.FloatField(
        label=label,
        required=False,
        min_value=0,
        max_value=rule.highest,
        help_text=words,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value", "step_size"), rule.allowed),
        widget=forms.NumberInput(attrs=attrs),
    )


def note_field() -> forms.CharField:
    """A few words, never read by the model."""
    note = forms.Textarea(attrs={"rows": 3, "autocomplete": "off"})
    return forms.CharField(label=_("Note"), required=False, max_length=LONGEST_NOTE, widget=note)


def short(value: float | None) -> str | None:
    """A number as a field shows it."""
    return None if value is None else f"{value:g}"
