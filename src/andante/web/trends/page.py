"""What Trends shows, from what `today.services` has: days for the pictures, effects in words. No engine verb."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from andante.charts import ChartDay, EffectBar
from andante.learn.scores import Record
from andante.web.diary.answers import words_for
from andante.web.today.services import Past

RANGES = (30, 90, 365)
SMALLEST = 0.05  # points; less than this would read 0.0
LOW, MIDDLE, HIGH = "0.1", "0.5", "0.9"
Band = tuple[float | None, float | None, float | None]
VERDICTS = {
    "worsens": ("Makes it worse", "Clear enough to build on: at least 95 in 100 that it is more pain."),
    "helps": ("Helps", "Clear enough to build on: at least 95 in 100 that it is less pain."),
    "no clear link": ("No clear link", "Looked at closely, and too small to matter either way."),
    "not enough yet": ("Not enough yet", "Could go either way. More days of your diary will tell."),
}


@dataclass(frozen=True)
class EffectLine:
    """One exposure under one verdict: in a sentence, and each of its ways with its range."""

    label: str
    said: str
    ways: tuple[str, ...]
    waiting: str


@dataclass(frozen=True)
class EffectGroup:
    """All effects of one verdict. Every verdict has its place, also when it is empty."""

    verdict: str
    title: str
    words: str
    effects: tuple[EffectLine, ...]


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


def score_words(score: Record | None, rated_days: int, needed: int) -> str:
    """The record against "same as last time", in a sentence. Losses are doubled: for a bare number that is its miss."""
    if score is None or not score.enough or score.forecast is None or score.rival is None:
        return (
            f"Not enough yet. Forecasts are scored after {needed} days with a pain rating; there are {rated_days} now."
        )
    own, rival = 2.0 * score.forecast, 2.0 * score.rival
    if not score.beaten:
        return (
            "So far the forecasts have not beaten “same as last time” on your own days: a miss of "
            f"{own:.2f} points against {rival:.2f}, over {score.scored} forecasts. So they are hidden."
        )
    share = round(100 * (1 - own / rival))
    better = f"{share}\u00a0% smaller than" if share else "just smaller than"
    return (
        f"Over {score.scored} forecasts, each made before the fact, the miss was {own:.2f} points: "
        f"{better} that of “same as last time” ({rival:.2f})."
    )


def changes_of(belief: Mapping[str, Any] | None) -> tuple[tuple[dt.date, str], ...]:
    """The days from which the usual level was another for good, and by how much, the newest first."""
    found = belief["changes"] if belief else []
    return tuple(
        (
            dt.date.fromisoformat(each["on"]),
            f"about {abs(each['by']):.1f} points {'higher' if each['by'] > 0 else 'lower'} than before",
        )
        for each in reversed(found)
    )


def effect_groups(belief: Mapping[str, Any] | None) -> tuple[EffectGroup, ...]:
    """All effects, each exposure under its verdicts; the strongest first."""
    effects = sorted(belief["effects"], key=lambda each: -abs(each["mean"])) if belief else []
    groups = []
    for verdict, (title, words) in VERDICTS.items():
        mine: dict[str, list[Mapping[str, Any]]] = {}
        for each in effects:
            if each["verdict"] == verdict:
                mine.setdefault(each["exposure"], []).append(each)
        groups.append(EffectGroup(verdict, title, words, tuple(_line(ways) for ways in mine.values())))
    return tuple(groups)


def bars(belief: Mapping[str, Any] | None) -> tuple[EffectBar, ...]:
    """One bar per exposure: the clearest of its ways, else the largest."""
    clear = list(VERDICTS)
    best: dict[str, Mapping[str, Any]] = {}
    effects = belief["effects"] if belief else []
    for each in sorted(effects, key=lambda each: (clear.index(each["verdict"]), -abs(each["mean"]))):
        best.setdefault(each["exposure"], each)
    return tuple(
        EffectBar(f"{words_for(name)}, {_way(each)}", each["mean"], each["low"], each["high"], each["verdict"])
        for name, each in best.items()
    )


PARTS = {"above capacity": "above what you can carry", "below capacity": "within what you can carry"}


def _way(effect: Mapping[str, Any]) -> str:
    """ "next day, above what you can carry"."""
    return ", ".join(filter(None, (str(effect["when"]), PARTS.get(effect["part"] or "", ""))))


def _line(ways: Sequence[Mapping[str, Any]]) -> EffectLine:
    first = ways[0]
    label = words_for(first["exposure"])
    days = max(way.get("more_days_needed") or 0 for way in ways)
    waiting = f"About {days} more days would do." if days and first["verdict"] == "not enough yet" else ""
    if len(ways) == 1:
        return EffectLine(label, f"{_way(first)}: {_size(first)}", (), waiting)
    low, high = min(way["low"] for way in ways), max(way["high"] for way in ways)
    said = f"{_signed(low)} to {_signed(high)} points"
    return EffectLine(label, said, tuple(f"{_way(way)}: {_size(way)}" for way in ways), waiting)


def _size(effect: Mapping[str, Any]) -> str:
    mean, target = effect["mean"], words_for(effect["on"]).lower()
    span = f"({_signed(effect['low'])} to {_signed(effect['high'])}), per {effect['per']}"
    if abs(mean) < SMALLEST:
        return f"no difference to speak of {span}"
    return f"{abs(mean):.1f} points {'more' if mean > 0 else 'less'} {target} {span}"


def _signed(points: float) -> str:
    """+0.4, −0.4 or 0.0."""
    text = f"{abs(points):.1f}"
    return text if text == "0.0" else f"{'+' if points > 0 else '−'}{text}"
