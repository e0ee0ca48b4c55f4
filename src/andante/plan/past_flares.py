"""One's own past flares: how long each lasted, how it ended, and when usual activity was back. A look back, no forecast
and no cap.

A flare has *eased* once a rating lies at or below the line halfway between the usual before it and its worst rating,
with none above that line in the flare afterwards. The days that took are counted from the last rating within a point of
the worst. Units: 0-10 points and own days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import TYPE_CHECKING, Final, Literal

from andante.learn.flares import LONGEST_DAYS, Span, flare_record, marked_days
from andante.plan.answer import Number, Why
from andante.plan.daily import Series, daily_burden, daily_loads
from andante.plan.flare_words import past_flares_words
from andante.plan.situation import Flare

if TYPE_CHECKING:
    from andante.records import Diary

Ended = Literal["under way", "eased quickly", "eased slowly", "stayed", "not known"]

QUICKLY_DAYS: Final = 2
"""Eased within this many days of the last rating near the worst: quickly. Chosen, not measured."""
NEAR_WORST: Final = 1.0
LOOK_ON_DAYS: Final = 7
BEFORE_DAYS: Final = 28
LOAD_DAYS: Final = 14
FEWEST_BEFORE: Final = 3
USUAL_AGAIN: Final = 0.9
"""A day holds the usual load again from this share of the mean of the 14 days before the flare on."""
LAST: Final = 4


@dataclass(frozen=True, slots=True)
class PastFlare:
    """One flare of the person's own. `end` is its last day, None while it is under way.

    days: how many days, counted to the day of the question while under way. peak_0_10: the worst rating in it (high is
    bad, also for sleep and mood), None without any. ended: how it ended; "stayed" is a flare closed after 28 days as
    the new usual. marked: whether the person marked any of its days; else the rule alone found it. eased_days: days
    from the last rating near the worst to the first eased one. days_to_usual_load: days from its end to the first day
    with a usual load again, None when no known day had one yet or the usual is not known.
    """

    start: dt.date
    end: dt.date | None
    days: int
    peak_0_10: float | None
    ended: Ended
    marked: bool
    eased_days: int | None = None
    days_to_usual_load: int | None = None


def past_flares(diary: Diary, on: dt.date, target: str = "pain") -> tuple[PastFlare, ...]:
    """All flares of `target` in the diary through the own day `on`, the oldest first, the one under way included."""
    known = diary.through(on)
    if not known.entries:
        return ()
    pain = daily_burden(known, target)
    whole: dict[dt.date, float] = {}
    for series in daily_loads(known, known, on).values():
        for day, load in series.items():
            whole[day] = whole.get(day, 0.0) + load
    return look_back(flare_record(known, target).spans_on(on), pain=pain, load=whole, on=on, marked=marked_days(known))


def look_back(
    spans: Sequence[Span] | Sequence[Flare],
    *,
    pain: Series,
    load: Series,
    on: dt.date,
    marked: frozenset[dt.date] = frozenset(),
) -> tuple[PastFlare, ...]:
    """What `pain` and `load` by own day say of each of `spans` as of `on`. A day absent from them is not known."""
    flaring = frozenset(day for span in spans for day in _days(span.start, span.end or on))
    return tuple(_past(span, pain=pain, load=load, on=on, marked=marked, flaring=flaring) for span in spans)


def summary(
    flares: Iterable[PastFlare], last: int = LAST, *, say: Callable[[str], str] = str, of_pain: bool = True
) -> str:
    """The newest `last` flares that are over, in words (`past_flares_words`, by `say`); "" when there is none."""
    numbers = course(flares, last) | ({} if of_pain else {"rated": ""})
    return past_flares_words(numbers, say) if "flares" in numbers else ""


def course(flares: Iterable[PastFlare], last: int = LAST) -> dict[str, Number]:
    """The newest `last` flares that are over, in plain numbers; none without such a flare.

    flares: how many; shortest, longest: their days; eased, stayed: how many ended so; eased_from, eased_to and
    back_from, back_to: the fewest and most days to ease and to a usual load again, absent where no flare tells.
    """
    over = [flare for flare in flares if flare.end is not None][-last:]
    if not over:
        return {}
    days = [flare.days for flare in over]
    return {
        "flares": len(over),
        "shortest": min(days),
        "longest": max(days),
        "eased": sum(flare.ended in ("eased quickly", "eased slowly") for flare in over),
        "stayed": sum(flare.ended == "stayed" for flare in over),
        **_from_to("eased", [flare.eased_days for flare in over]),
        **_from_to("back", [flare.days_to_usual_load for flare in over]),
    }


def reasons_of(flares: Iterable[PastFlare], rated: Mapping[str, Number]) -> list[Why]:
    """What a plan in a flare tells of those before it, if any. `rated`: what is planned by where it is not pain."""
    numbers = course(flares)
    told = {**numbers, **rated}
    return [Why("past-flares", past_flares_words(told), told)] if numbers else []


def _from_to(name: str, days: Iterable[int | None]) -> dict[str, Number]:
    known = [each for each in days if each is not None]
    return {f"{name}_from": min(known), f"{name}_to": max(known)} if known else {}


# -- one flare -------------------------------------------------------------------------------------------------------


def _past(
    span: Span | Flare,
    *,
    pain: Series,
    load: Series,
    on: dt.date,
    marked: frozenset[dt.date],
    flaring: frozenset[dt.date],
) -> PastFlare:
    inside = list(_days(span.start, span.end or on))
    rated = {day: pain[day] for day in inside if day in pain}
    peak = max(rated.values(), default=None)
    ended, eased_days = _ending(span, rated, _usual_before(span.start, pain, flaring), pain=pain, on=on)
    return PastFlare(
        start=span.start,
        end=span.end,
        days=len(inside),
        peak_0_10=peak,
        ended=ended,
        marked=any(day in marked for day in inside),
        eased_days=eased_days,
        days_to_usual_load=None if span.end is None else _load_again(span.start, span.end, load, on=on),
    )


def _ending(
    span: Span | Flare, rated: Mapping[dt.date, float], usual: float | None, *, pain: Series, on: dt.date
) -> tuple[Ended, int | None]:
    if span.end is None:
        return "under way", None
    if not rated or usual is None:
        return "not known", None
    peak = max(rated.values())
    line = usual + max(0.0, peak - usual) / 2.0
    last_above = max((day for day in rated if rated[day] > line), default=span.start)
    near = max(day for day in rated if rated[day] >= peak - NEAR_WORST)
    after = _days(last_above + dt.timedelta(days=1), min(on, span.end + dt.timedelta(days=LOOK_ON_DAYS)))
    eased = next((day for day in after if pain.get(day, line + 1.0) <= line), None)
    if eased is None:
        long = (span.end - span.start).days + 1 >= LONGEST_DAYS
        return ("stayed" if long and span.end in rated else "not known"), None
    days = max(1, (eased - min(near, last_above)).days)
    return ("eased quickly" if days <= QUICKLY_DAYS else "eased slowly"), days


def _usual_before(start: dt.date, pain: Series, flaring: frozenset[dt.date]) -> float | None:
    window = _days(start - dt.timedelta(days=BEFORE_DAYS), start - dt.timedelta(days=1))
    known = [pain[day] for day in window if day in pain and day not in flaring]
    return float(median(known)) if len(known) >= FEWEST_BEFORE else None


def _load_again(start: dt.date, end: dt.date, load: Series, *, on: dt.date) -> int | None:
    window = _days(start - dt.timedelta(days=LOAD_DAYS), start - dt.timedelta(days=1))
    before = [load[day] for day in window if day in load]
    if len(before) < FEWEST_BEFORE or fmean(before) <= 0.0:
        return None
    enough = USUAL_AGAIN * fmean(before)
    after = _days(end + dt.timedelta(days=1), on - dt.timedelta(days=1))
    again = next((day for day in after if load.get(day, -1.0) >= enough), None)
    return None if again is None else (again - end).days


def _days(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    return (first + dt.timedelta(days=i) for i in range((last - first).days + 1))
