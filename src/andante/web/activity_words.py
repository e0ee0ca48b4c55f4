"""Activities in the language of the page. Whatever is shown or typed, they are kept under the English names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import get_language, pgettext

from andante.activities import catalogue, find
from andante.everyday import EVERYDAY, everyday

CONTEXT = "activity"
"""Sets "walking", the activity, apart from "walking", the position."""


def activity_names() -> Iterable[str]:
    """Every name that can be translated: of the catalogue, and the everyday words of a plan."""
    return (*(words.name for words in EVERYDAY), *catalogue())


def activity_words(name: str) -> str:
    """The activity in the language of the page; one of the person's own as they wrote it."""
    return pgettext(CONTEXT, name)


def with_capital(words: str) -> str:
    """`words` as they stand at the beginning of a line."""
    return words[:1].upper() + words[1:]


def in_order(words: str) -> str:
    """What `words` are sorted by, as in a dictionary: capitals and the dots of an umlaut do not count."""
    return "".join(each for each in unicodedata.normalize("NFD", words.casefold()) if not unicodedata.combining(each))


def activity_name(words: str) -> str | None:
    """The name under which an activity is kept, from its words in the language of the page or in English; None for one
    that andante does not know.
    """
    plain = " ".join(words.lower().split())
    known = find(plain)
    if known is not None:
        return known.name
    return plain if everyday(plain) is not None else _names(get_language() or "en").get(plain)


@lru_cache(maxsize=8)
def _names(language: str) -> dict[str, str]:
    del language  # only keeps the languages apart: the words are those of the page
    return {activity_words(name).lower(): name for name in activity_names()}
