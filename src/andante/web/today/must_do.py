"""What has to be done, as it is written and read back in words: "desk work 240 Mon-Fri". Not the plan of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from django.utils.dates import WEEKDAYS as NAMES
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import override

from andante.plan.limits import MINUTES_OF_DAY, WEEKDAYS
from andante.web.activity_words import activity_name, activity_words

MustDo = dict[str, float | dict[str, float]]
"""Minutes by activity: one number for every day, or by weekday."""
DASH: Final = r"\s*[-\u2013]\s*"


class UnreadError(ValueError):
    """A line that is not understood."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


def read(text: str, *, longest: int) -> MustDo:
    """The minutes of each activity in `text`, whose names have at most `longest` letters; what is named twice for a day
    is done twice on it. Raises UnreadError.
    """
    found: dict[str, dict[str, float]] = {}
    for line, name, minutes, days in _items(text):
        if len(name) > longest or not 1 <= minutes <= MINUTES_OF_DAY:
            raise UnreadError(line)
        each = found.setdefault(activity_name(name) or name, {})
        for day in days:  # a shift before noon, one after
            each[day] = min(each.get(day, 0.0) + minutes, float(MINUTES_OF_DAY))
    return {name: _plain(each) for name, each in found.items()}


def written(must_do: Mapping[str, float | Mapping[str, float]]) -> str:
    """What `read` reads, a line for each activity and number of minutes."""
    return "\n".join(
        " ".join(filter(None, (activity_words(name), f"{minutes:g}", _days_words(days))))
        for name, each in must_do.items()
        for minutes, days in _by_minutes(each).items()
    )


def span_words(first: int, last: int) -> str:
    """ "Mon-Fri"."""
    return f"{WEEKDAYS_ABBR[first]}-{WEEKDAYS_ABBR[last]}"


def _plain(each: dict[str, float]) -> float | dict[str, float]:
    """One number where every day has the same, else by weekday in the order of the week."""
    minutes = set(each.values())
    if len(each) == len(WEEKDAYS) and len(minutes) == 1:
        return minutes.pop()
    return {day: each[day] for day in WEEKDAYS if day in each}


def _items(text: str) -> Iterator[tuple[str, str, int, tuple[str, ...]]]:
    """What is named in `text`, one a line, or with commas between them: as written, and its name, minutes, weekdays.

    Days that stand before the minutes would be taken for a part of the name, and it for something of every day: that is
    not understood.
    """
    places = _places()
    day = "|".join(sorted(map(re.escape, places), key=len, reverse=True))
    span = rf"(?:{day})\b\.?(?:{DASH}(?:{day})\b\.?)?"
    item = re.compile(
        rf"\s*(?P<name>\S.*?)\s+0*(?P<min>[0-9]{{1,5}})(?P<days>(?:[\s,]+{span})*)\s*(?:,|$)", re.IGNORECASE
    )
    days_first = re.compile(rf"(?:{span})(?:\s.*)?|.*\s(?:{span})", re.IGNORECASE)
    for line in text.splitlines():
        at = 0
        while line[at:].strip():
            found = item.match(line, at)
            name = "" if found is None else " ".join(found["name"].split())
            if found is None or (days_first.fullmatch(name) and (not found["days"] or name.casefold() in places)):
                raise UnreadError(line[at:].strip())
            yield found[0].strip(" ,"), name, int(found["min"]), _weekdays(found["days"], places)
            at = found.end()


def _weekdays(said: str, places: Mapping[str, int]) -> tuple[str, ...]:
    """The weekdays of "Mon, Wed-Fri"; of nothing all of them. From Saturday to Monday is three days."""
    found: set[int] = set()
    for span in filter(None, re.split(r"[\s,]+", re.sub(DASH, "-", said))):
        ends = [places[each.rstrip(".").casefold()] for each in span.split("-")]
        found |= {(ends[0] + on) % 7 for on in range((ends[-1] - ends[0]) % 7 + 1)}
    return tuple(WEEKDAYS[day] for day in sorted(found or range(7)))


def _places() -> dict[str, int]:
    """Each name of a weekday, short or long, in the language of the page or in English, with its place in the week."""
    found: dict[str, int] = {}
    with override("en"):
        found |= {str(name).casefold(): day for names in (NAMES, WEEKDAYS_ABBR) for day, name in names.items()}
    return found | {str(name).casefold(): day for names in (NAMES, WEEKDAYS_ABBR) for day, name in names.items()}


def _by_minutes(each: float | Mapping[str, float]) -> dict[float, tuple[int, ...]]:
    """The weekdays of each number of minutes; of one for every day none are named."""
    if not isinstance(each, Mapping):
        return {each: ()}
    return {
        minutes: tuple(place for place, day in enumerate(WEEKDAYS) if each.get(day) == minutes)
        for minutes in dict.fromkeys(each.values())
    }


def _days_words(days: tuple[int, ...]) -> str:
    """ "Mon-Wed Sat": runs of three days and more with a dash."""
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    words = [
        [span_words(run[0], run[-1])] if len(run) > 2 else [str(WEEKDAYS_ABBR[day]) for day in run] for run in runs
    ]
    return " ".join(word for each in words for word in each)
