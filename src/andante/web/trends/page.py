"""The first half of Trends: days for the pictures, the score of the forecasts, lasting changes. No engine verb."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from django.utils.translation import gettext, ngettext

from andante.charts import ChartDay
from andante.learn.scores import FEWEST_SCORED, Record
from andante.web.today.services import Past
from andante.web.trends.words import number

RANGES = (30, 90, 365)
LOW, MIDDLE, HIGH = "0.1", "0.5", "0.9"
HIGH_CHANCE = 0.2  # of a flare the next day
Band = tuple[float | None, float | None, float | None]


def days_of(past: Past, today: dt.date, span: int) -> tuple[ChartDay, ...]:
    """The last `span` days: what was written, beside the range that was forecast the day before. Missing stays missing.

    The range is there only when the forecasts have beaten "same as last time"; with it, the next days come too.
    """
    observed = {past.diary.day(entry): entry.values.get("pain") for entry in past.diary.entries}
    bands = _bands(past) if past.score is not None and past.score.beaten else {}
    first = max(past.diary.first_day, today - dt.timedelta(days=span - 1)) if past.diary.entries else today
    last = max([today, *bands])
    shown = [first + dt.timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    none = (None, None, None)
    return tuple(_day(day, observed.get(day), bands.get(day, none), day in past.flare_days) for day in shown)


def _day(day: dt.date, observed: float | None, band: Band, in_flare: bool) -> ChartDay:
    low, middle, high = band
    return ChartDay(day, observed, low, middle, high, in_flare)


def _bands(past: Past) -> dict[dt.date, Band]:
    """Low, middle and high by day: of the forecasts made one day ahead, and of those now under way."""
    bands = {dt.date.fromisoformat(row["for"]): row["quantiles"] for row in past.rows if row["horizon"] == 1}
    for cast in past.cast:
        bands.setdefault(dt.date.fromisoformat(cast["day"]), cast["quantiles"])
    return {day: (each[LOW], each[MIDDLE], each[HIGH]) for day, each in bands.items()}


def against(days: Sequence[ChartDay]) -> tuple[ChartDay, ...]:
    """The days that have both a forecast and a rating."""
    return tuple(day for day in days if day.observed is not None and day.low is not None)


def misses_of(past: Past) -> tuple[float, float] | None:
    """How far off the middle of the forecasts for the next day was, and how far "same as last time" on the same days:
    half of them no further (the median distance, in points). None where nothing was compared.
    """
    found = ((past.diary.day(entry), entry.values.get("pain")) for entry in past.diary.entries)
    rated = [(day, value) for day, value in found if value is not None]
    days = [day for day, _ in rated]
    pairs: list[tuple[float, float]] = []
    for row in past.rows:
        known = bisect_right(days, dt.date.fromisoformat(row["origin"]))
        if row["horizon"] == 1 and row["observed"] is not None and known:
            pairs.append((abs(row["observed"] - row["quantiles"][MIDDLE]), abs(row["observed"] - rated[known - 1][1])))
    return (median(own for own, _ in pairs), median(rival for _, rival in pairs)) if pairs else None


def score_words(past: Past, rated_days: int, needed: int) -> tuple[str, ...]:
    """The record against "same as last time", in a few sentences. What decides is the loss over all quantiles, which
    is no distance: how far off the middle was is told beside it.
    """
    score = past.score
    if score is None or not score.enough or score.forecast is None or score.rival is None:
        if rated_days >= needed:  # forecasts begin then, and a record of them needs some more days
            scored = 0 if score is None else score.scored
            return (
                gettext(
                    "Not enough yet. A forecast is shown only after %(fewest)s of them were compared with what "
                    "happened and did better than “same as last time”. Compared so far: %(scored)s."
                )
                % {"fewest": FEWEST_SCORED, "scored": scored},
            )
        words = gettext(
            "Not enough yet. Forecasts are scored after %(needed)s days with a pain rating; there are %(rated)s now."
        )
        return (words % {"needed": needed, "rated": rated_days},)
    return (_compared(score, score.forecast, score.rival), *_off(misses_of(past)))


def _compared(score: Record, own: float, rival: float) -> str:
    share = round(100 * (1 - own / rival)) if rival else 0
    if not score.beaten:
        said = gettext(
            "So far the forecasts have not done better than “same as last time” on your own days: %(scored)s of them, "
            "each made before the fact, with their middle and their range judged together. So they are hidden."
        )
    elif share:
        said = gettext(
            "%(scored)s forecasts, each made before the fact, did better than “same as last time”: with middle and "
            "range judged together, their error was %(share)s\u00a0%% smaller."
        )
    else:
        said = gettext(
            "%(scored)s forecasts, each made before the fact, did just better than “same as last time”, with middle "
            "and range judged together."
        )
    return said % {"scored": score.scored, "share": share}


def _off(misses: tuple[float, float] | None) -> tuple[str, ...]:
    if misses is None:
        return ()
    words = gettext(
        "In half of those for the next day, the middle was at most %(own)s points off; “same as last time” at most "
        "%(rival)s."
    )
    return (words % {"own": number(misses[0]), "rival": number(misses[1])},)


def flare_words(past: Past) -> tuple[str, ...]:
    """The chances of a flare told the day before, beside the days that were in one. Nothing while too few were told."""
    told = [
        (row["p_flare"], dt.date.fromisoformat(row["for"]) in past.flare_days)
        for row in past.rows
        if row["horizon"] == 1 and row["observed"] is not None and row["p_flare"] is not None
    ]
    if len(told) < FEWEST_SCORED:
        return ()
    high = [in_flare for chance, in_flare in told if chance >= HIGH_CHANCE]
    came = sum(in_flare for _, in_flare in told)
    numbers = {
        "days": len(told),
        "came": came,
        "added": number(sum(chance for chance, _ in told), 0),
        "high": len(high),
        "high_came": sum(high),
        "rest": len(told) - len(high),
        "rest_came": came - sum(high),
        "percent": f"{100 * HIGH_CHANCE:.0f}",
    }
    said = ngettext(
        "The chances of a flare that were told the day before add up to %(added)s, over %(days)s days; %(came)s day "
        "was in a flare.",
        "The chances of a flare that were told the day before add up to %(added)s, over %(days)s days; %(came)s days "
        "were in a flare.",
        came,
    )
    apart = gettext(
        "On %(high)s of them the chance was at least %(percent)s in 100; %(high_came)s of those were in a flare, and "
        "%(rest_came)s of the %(rest)s others."
    )
    return (said % numbers, apart % numbers) if high else (said % numbers,)


def changes_of(belief: Mapping[str, Any] | None) -> tuple[tuple[dt.date, str], ...]:
    """The days from which the usual level was another for good, and by how much, the newest first."""
    found = belief["changes"] if belief else []
    return tuple((dt.date.fromisoformat(each["on"]), _by(each["by"])) for each in reversed(found))


def _by(points: float) -> str:
    said = (
        gettext("about %(points)s points higher than before")
        if points > 0
        else gettext("about %(points)s points lower than before")
    )
    return said % {"points": number(abs(points))}
