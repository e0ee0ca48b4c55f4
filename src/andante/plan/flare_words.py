"""How one's own past flares went, in words, made of plain numbers (`past_flares.course`): the same sentences at once,
in another language, and of a plan that was stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from andante.plan.answer import Number

PAST_FLARES: Final[dict[str, str]] = {
    "one": "Your last flare lasted {span}.",
    "one, eased": "Your last flare lasted {span}, and it eased.",
    "all eased": "Your last {flares} flares lasted {span}, and each one eased.",
    "several": "Your last {flares} flares lasted {span}: {parts}.",
    "several, no ends": "Your last {flares} flares lasted {span}.",
    "eased": "{count} of them eased",
    "stayed": "{count} went on so long that the new level became your usual",
    "unknown": "for {count} the diary does not say how it ended",
    "speed": "From near its worst the pain took {span} to ease.",
    "speed, not of pain": "From near its worst it took {span} to ease.",
    "back": "A usual day of activity was back {span} after.",
    "one day": "one day",
    "days": "{high} days",
    "days apart": "{low} to {high} days",
}
FOR_WORDS: Final = frozenset({"eased", "stayed", "eased_from", "eased_to", "back_from", "back_to"})
"""Numbers of past flares that only the sentences need: beside these, nobody would read them in a list."""


def past_flares_words(numbers: Mapping[str, Number], say: Callable[[str], str] = str) -> str:
    """The sentences for `numbers`, each of PAST_FLARES given by `say` in another language. A plan of an older version
    has only how many and how long: no more is said then.

    Such as: Your last 4 flares lasted 3 to 6 days, and each one eased.
    """
    speed = "speed, not of pain" if "rated" in numbers else "speed"
    found = [_lasted(numbers, say)]
    if "eased_to" in numbers:
        found.append(say(PAST_FLARES[speed]).format(span=_span(numbers["eased_from"], numbers["eased_to"], say)))
    if "back_to" in numbers:
        found.append(say(PAST_FLARES["back"]).format(span=_span(numbers["back_from"], numbers["back_to"], say)))
    return " ".join(found)


def _lasted(numbers: Mapping[str, Number], say: Callable[[str], str]) -> str:
    flares, eased, stayed = (int(numbers.get(name, 0)) for name in ("flares", "eased", "stayed"))
    about = {"flares": flares, "span": _span(numbers["shortest"], numbers["longest"], say)}
    if flares == 1:
        return say(PAST_FLARES["one, eased" if eased else "one"]).format(**about)
    if "eased" not in numbers:
        return say(PAST_FLARES["several, no ends"]).format(**about)
    if eased == flares:
        return say(PAST_FLARES["all eased"]).format(**about)
    counts = {"eased": eased, "stayed": stayed, "unknown": flares - eased - stayed}
    parts = [say(PAST_FLARES[part]).format(count=count) for part, count in counts.items() if count]
    return say(PAST_FLARES["several"]).format(**about, parts=", ".join(parts))


def _span(low: Number, high: Number, say: Callable[[str], str]) -> str:
    words = "days apart" if low != high else "one day" if low == 1 else "days"
    return say(PAST_FLARES[words]).format(low=low, high=high)
