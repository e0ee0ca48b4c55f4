"""The engine's words in the language of the page. The engine itself speaks English and knows nothing of translations.

A reason of a plan is a code with numbers: its sentence is a template of `plan.sentences`, and that template is what is
translated. Names that the engine keeps (muscle groups, signs) are translated by themselves, with `gettext(name)`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext

from andante.figures import singular
from andante.plan.activities import GROUP_WORDS
from andante.plan.flare_words import PAST_FLARES, past_flares_words
from andante.plan.red_flags import HELP, NO_PLAN, RED_FLAGS, SELF_HARM, Level, help_by_level, level_of
from andante.plan.screen import SCREEN_WORDS
from andante.plan.sentences import (
    NOT_OF_PAIN,
    ONE,
    ROOM_FOR,
    SENTENCES,
    VARIANTS,
    effort_minutes,
    in_word,
    template_of,
)
from andante.plan.together import TOGETHER, TOGETHER_NOT_OF_PAIN, TOGETHER_VARIANTS
from andante.plan.told import ALL_GROUPS, EASES, Told
from andante.web.activity_words import CONTEXT, activity_names, activity_words
from andante.web.diary.answers import words_for
from andante.web.units import in_lengths

Number = float | str
SCREEN = "malaise after effort"
"""The context of the words of `plan.screen`: "clear" or "a day" mean other things elsewhere."""
SAID = (SENTENCES, TOGETHER, NOT_OF_PAIN, TOGETHER_NOT_OF_PAIN, VARIANTS, TOGETHER_VARIANTS)
_ROOM_FOR = re.compile(r"(?P<activity>.+) \(room for about (?P<minutes>\d+) minutes\)")
assert _ROOM_FOR.fullmatch(ROOM_FOR.format(activity="piano", minutes=12)), "reads what the plan writes"


def tables() -> dict[str, tuple[str | None, Iterable[str]]]:
    """Where the engine keeps words that a page shows, their context if they have one, and the words: what `make
    messages` collects beside the pages.
    """
    signs = [*HELP.values(), NO_PLAN, SELF_HARM, *(words for _, words in RED_FLAGS.values())]
    return {
        "plan/sentences.py": (
            None,
            [each for table in SAID for each in (*table.values(), ROOM_FOR, ALL_GROUPS, ONE)],
        ),
        "plan/flare_words.py": (None, PAST_FLARES.values()),
        "plan/activities.py": (None, GROUP_WORDS.values()),
        "plan/screen.py": (SCREEN, SCREEN_WORDS),
        "plan/red_flags.py": (None, signs),
        "activities.csv": (CONTEXT, activity_names()),
    }


def is_english() -> bool:
    """Whether the page is in the engine's own language."""
    return (get_language() or "en").startswith("en")


def told_words(told: Told) -> str:
    """A reason (`plan.told`) in the language of the page; in English as it was told, but for the units."""
    return in_lengths(_told_words(told))


def _told_words(told: Told) -> str:
    if is_english():
        return told.text
    if told.code == "red-flag":
        return red_flag_words(tuple(str(told.of[0]["numbers"]["signs"]).split(", ")))
    if told.code == "past-flares":
        return _past_flares({**told.of[0]["numbers"], **told.apart}) or told.text
    groups = [str(why["numbers"]["group"]) for why in told.of if "group" in why["numbers"]]
    numbers = dict(told.of[0]["numbers"])
    if EASES in numbers:
        numbers[EASES] = " ".join(sorted({str(why["numbers"][EASES]) for why in told.of}))
    together = len(told.of) > 1
    known = told.code in (TOGETHER if together else SENTENCES)
    template = template_of(told.code, numbers, together=together) if known else ""
    said = None if not known else sentence_words(template, numbers, groups, all_groups=_of_all(told))
    return told.text if said is None else said


def _past_flares(numbers: Mapping[str, Number]) -> str | None:
    try:
        return past_flares_words(numbers, gettext)
    except KeyError:  # of an older version, as below
        return None


def sentence_words(
    template: str, numbers: Mapping[str, Number], groups: Sequence[str] = (), *, all_groups: bool = False
) -> str | None:
    """The English `template` in the language of the page, with its numbers; None where a number is not there.

    That happens with a plan stored by an older version: its own English words are then still true.
    """
    names = gettext(ALL_GROUPS) if all_groups else ", ".join(gettext(GROUP_WORDS[each]) for each in groups)
    begin = names[:1].upper() + names[1:]
    if all_groups:
        names = names[:1].lower() + names[1:]  # within a sentence
    words = {key: number_words(key, value) for key, value in numbers.items() if key != "group"}
    try:
        return of_one(gettext(template).format(**words, group=names, groups=names, Group=begin, Groups=begin))
    except (KeyError, IndexError):
        return None


def of_one(text: str) -> str:
    """`text` in the language of the page, with "1 days" as "1 day"."""
    return singular(text, gettext(ONE))


def number_words(name: str, value: Number) -> str:
    """One number of a reason: with the comma or point of the language, a date by its weekday."""
    if not isinstance(value, str):
        return _localized(in_word(name, value))
    if name in ("column", "rated"):
        return words_for(value)
    if name == "activities":
        return ", ".join(map(_activity, value.split(", ")))
    days = [_day(each) for each in value.split(" ")]
    if all(day is not None for day in days):
        form = "l" if name == EASES else gettext("l, j F")
        said_days = [date_format(day, form) for day in days if day is not None]
        return said_days[0] if len(said_days) == 1 else f"{', '.join(said_days[:-1])} {gettext('or')} {said_days[-1]}"
    return value


def red_flag_words(codes: tuple[str, ...]) -> str:
    """What is said first when a sign was noted, in the language of the page."""
    return " ".join([*(words for _, words in help_words(codes)), gettext(NO_PLAN)])


def help_words(codes: tuple[str, ...]) -> tuple[tuple[Level, str], ...]:
    """For each level among `codes`, the most urgent first: the signs noted, and where to turn."""
    found = help_by_level(codes)
    return found if is_english() else tuple((level, _help_of(level, codes)) for level, _ in found)


def _help_of(level: Level, codes: tuple[str, ...]) -> str:
    alike = [code for code in codes if level_of(code) == level]
    signs = [gettext(RED_FLAGS[code][1]) if code in RED_FLAGS else code.replace("_", " ") for code in alike]
    noted = gettext("You noted {signs}.").format(signs=", ".join(signs))
    return " ".join([noted, gettext(HELP[level]), *([gettext(SELF_HARM)] if "self_harm" in alike else [])])


def within(words: str) -> str:
    """A name inside a sentence: small in English, as it is in a language that has capitals of its own."""
    return words.lower() if is_english() else words


def effort_words(load: float) -> str:
    """Effort-minutes as the plan says them, with the comma or point of the language."""
    return _localized(effort_minutes(load))


def short_number(value: float) -> str:
    """ "4", "4.5": no more digits than it has."""
    return _localized(f"{value:g}")


def _activity(said: str) -> str:
    room = _ROOM_FOR.fullmatch(said)
    if room is None:
        return activity_words(said)
    return gettext(ROOM_FOR).format(activity=activity_words(room["activity"]), minutes=room["minutes"])


def _localized(said: str) -> str:
    return number_format(said, use_l10n=True) if _is_number(said) else said


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
