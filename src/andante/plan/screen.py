"""A short screen for malaise after effort, in andante's own words, and its rule. It is not a diagnosis.

The content follows the first step of the DePaul screen for post-exertional malaise (Cotler et al. 2018,
doi 10.3390/diagnostics8030066): five things, each with how often and how strong in the last six months, 0 to 4. It is
positive when any one of them is at least 2 in both. The sentences are not those of the instrument. A positive screen
locks every step up (`locks`); what is not answered is unknown, and never taken for "no". In its first study the step
with durations told 82 % of people with ME/CFS rightly and 17 % of people with other illnesses wrongly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

LEAST: Final = 2
MOST: Final = 4

ITEMS: Final[dict[str, str]] = {
    "heavy_once_started": "Soon after you begin to move or exercise, your body feels leaden or weighed down.",
    "sore_or_tired_next_day": "The day after ordinary, easy things you are sore or worn out.",
    "mind_tires": "A little thinking, reading or talking leaves your head tired.",
    "little_effort_tires": "Even the smallest bit of exercise leaves your body tired.",
    "drained_or_ill_after": "After being mildly active you feel emptied out or ill.",
}
FREQUENCY: Final = ("never", "now and then", "about half the time", "mostly", "always")
SEVERITY: Final = ("not there", "mild", "clear", "strong", "very strong")
DURATION: Final = ("less than an hour", "some hours", "half a day", "a day", "two days or more")
DURATION_ITEM: Final = "how_long"
DURATION_WORDS: Final = "When it is worse after effort, how long until you are back to where you were?"

_POSITIVE: Final = (
    "Your answers look like malaise after effort: feeling clearly worse after small things. andante does not step up "
    "then and only helps to manage energy. It is worth telling someone who treats you. This is not a diagnosis."
)
_NEGATIVE: Final = "Your answers do not look like malaise after effort. If that changes, answer again at any time."
_OPEN: Final = "Some questions are not answered, so this says nothing yet."
_LONG: Final = "That it takes a day or more to pass is worth telling as well."
SCREEN_WORDS: Final = (
    *ITEMS.values(), *FREQUENCY, *SEVERITY, *DURATION, DURATION_WORDS, _POSITIVE, _NEGATIVE, _OPEN, _LONG,
)  # fmt: skip
"""Everything that a page says of it, as it may be translated."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What the answers come to, and how it is said. `positive` is None while nothing is positive and something is not
    answered.
    """

    positive: bool | None
    because: tuple[str, ...]
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """What is said, in one piece."""
        return " ".join(self.sentences)


def screened(answers: Mapping[str, Any]) -> Screen:
    """The screen of `answers`: item -> (how often, how strong), each 0-4; `how_long` 0-4 is said, and decides nothing.

    The answers are those that `problem` finds nothing wrong with.
    """
    pairs = {item: answers[item] for item in ITEMS if item in answers}
    because = tuple(item for item, (often, strong) in pairs.items() if often >= LEAST and strong >= LEAST)
    if because:
        long = answers.get(DURATION_ITEM, 0) >= DURATION.index("a day")
        return Screen(True, because, (_POSITIVE, _LONG) if long else (_POSITIVE,))
    return Screen(False, (), (_NEGATIVE,)) if len(pairs) == len(ITEMS) else Screen(None, (), (_OPEN,))


def problem(answers: Any) -> str | None:
    """What is wrong with answers as they were written, as `key: found, allowed`; None when nothing is."""
    if not isinstance(answers, Mapping):
        return f"pem_screen: found {answers!r}, allowed is a table such as mind_tires = [2, 1]"
    for key, value in answers.items():
        if key == DURATION_ITEM:
            if not _grade(value):
                return f"pem_screen.{key}: found {value!r}, allowed is a whole number from 0 to {MOST}"
        elif key not in ITEMS:
            return f"pem_screen.{key}: unknown question. Known are {', '.join((*ITEMS, DURATION_ITEM))}"
        elif not (isinstance(value, list | tuple) and len(value) == 2 and all(map(_grade, value))):
            return f"pem_screen.{key}: found {value!r}, allowed is [how often, how strong], each from 0 to {MOST}"
    return None


def _grade(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST
