"""The engine's words in the language of the page. The engine itself speaks English and knows nothing of translations.

A reason of a plan is a code with numbers: its sentence is a template of `plan.sentences`, and that template is what is
translated. Names that the engine keeps (muscle groups, signs) are translated by themselves, with `gettext(name)`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext

from andante.plan.activities import GROUP_WORDS
from andante.plan.red_flags import HELP, NO_PLAN, RED_FLAGS, help_by_level
from andante.plan.sentences import SENTENCES, TOGETHER, in_word
from andante.plan.told import ALL_GROUPS, EASES, Told

Number = float | str


def tables() -> dict[str, Iterable[str]]:
    """Where the engine keeps words that a page shows, and the words: what `make messages` collects beside the pages."""
    return {
        "plan/sentences.py": [*SENTENCES.values(), *TOGETHER.values(), ALL_GROUPS],
        "plan/activities.py": GROUP_WORDS.values(),
        "plan/red_flags.py": [*HELP.values(), NO_PLAN, *(words for _, words in RED_FLAGS.values())],
    }


def is_english() -> bool:
    """Whether the page is in the engine's own language."""
    return (get_language() or "en").startswith("en")


def told_words(told: Told) -> str:
    """A reason (`plan.told`) in the language of the page; in English just as it was told."""
    if is_english():
        return told.text
    if told.code == "red-flag":
        return red_flag_words(tuple(str(told.of[0]["numbers"]["signs"]).split(", ")))
    groups = [str(why["numbers"]["group"]) for why in told.of if "group" in why["numbers"]]
    numbers = dict(told.of[0]["numbers"])
    if EASES in numbers:
        numbers[EASES] = " ".join(sorted({str(why["numbers"][EASES]) for why in told.of}))
    template = (SENTENCES if len(told.of) == 1 else TOGETHER).get(told.code)
    said = None if template is None else sentence_words(template, numbers, groups, all_groups=_of_all(told))
    return told.text if said is None else said


def sentence_words(
    template: str, numbers: Mapping[str, Number], groups: Sequence[str] = (), *, all_groups: bool = False
) -> str | None:
    """The English `template` in the language of the page, with its numbers; None where a number is not there.

    That happens with a plan stored by an older version: its own English words are then still true.
    """
    names = gettext(ALL_GROUPS) if all_groups else ", ".join(gettext(GROUP_WORDS[each]) for each in groups)
    begin = names[:1].upper() + names[1:]
    words = {key: number_words(key, value) for key, value in numbers.items() if key != "group"}
    try:
        return gettext(template).format(**words, group=names, groups=names, Group=begin, Groups=begin)
    except (KeyError, IndexError):
        return None


def number_words(name: str, value: Number) -> str:
    """One number of a reason: with the comma or point of the language, a date by its weekday."""
    if not isinstance(value, str):
        said = in_word(name, value)
        return number_format(said, use_l10n=True) if _is_number(said) else said
    days = [_day(each) for each in value.split(" ")]
    if all(day is not None for day in days):
        form = "l" if name == EASES else gettext("l, j F")
        said_days = [date_format(day, form) for day in days if day is not None]
        return said_days[0] if len(said_days) == 1 else f"{', '.join(said_days[:-1])} {gettext('or')} {said_days[-1]}"
    return value


def red_flag_words(codes: tuple[str, ...]) -> str:
    """What is said first when a sign was noted, in the language of the page."""
    if is_english():
        return " ".join([*(words for _, words in help_by_level(codes)), NO_PLAN])
    said = []
    for level, words in help_by_level(codes):
        signs = [gettext(sign) for known, sign in RED_FLAGS.values() if known == level and sign in words]
        noted = gettext("You noted {signs}.").format(signs=", ".join(signs))
        said.append(f"{noted} {gettext(HELP[level])}")
    return " ".join([*said, gettext(NO_PLAN)])


def _of_all(told: Told) -> bool:
    return ALL_GROUPS.lower() in told.text.lower()


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
