"""The table behind each picture: the same numbers, to be read, heard or copied. Missing is "unknown", never 0."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from andante.charts import ChartDay, LoadDay
from andante.plan.steps import StepUp
from andante.web.today.patterns import BigDays
from andante.web.today.targets import Target
from andante.web.trends.big_days import bust_words
from andante.web.trends.effects import VERDICTS, doubt_of, points_words, way_words
from andante.web.trends.loads import Week, weeks_of
from andante.web.trends.ratings import Rated
from andante.web.trends.targets import NO_NAMES, WHERES, Names, pairs_of
from andante.web.trends.words import (
    date_words,
    group_name,
    is_known,
    load_words,
    name_of,
    number,
    per_words,
    plain,
)


@dataclass(frozen=True)
class Table:
    """Words only. The first cell of each row is its heading."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def pain_table(days: Sequence[ChartDay]) -> Table:
    """Pain by day with the range expected before, the newest first."""
    heads = (gettext("Day"), gettext("Pain"), gettext("Expected"), gettext("Flare"))
    rows = tuple((date_words(each.day), _rating(each.observed), _range(each), _yes(each.in_flare)) for each in days)
    return Table(gettext("Pain by day"), heads, rows[::-1])


def against_table(days: Sequence[ChartDay]) -> Table:
    """Forecasts of the day before against what happened, the newest first."""
    heads = (gettext("Day"), gettext("Forecast"), gettext("Happened"), gettext("Inside"))
    rows = tuple((date_words(each.day), _range(each), _rating(each.observed), _yes(each.inside)) for each in days)
    return Table(gettext("Forecasts by day"), heads, rows[::-1])


def load_table(loads: Mapping[str, Sequence[LoadDay]]) -> Table:
    """Effort-minutes by day and muscle group, the newest first."""
    by_day: dict[dt.date, list[str]] = {}
    for days in loads.values():
        for each in days:
            by_day.setdefault(each.day, []).append(_load(each.load))
    return Table(gettext("Effort-minutes by day"), (gettext("Day"), *map(name_of, loads)), _newest_first(by_day))


def week_table(loads: Mapping[str, tuple[LoadDay, ...]]) -> Table:
    """Effort-minutes by week and muscle group, each with the days that it was written down on; the newest first."""
    by_week: dict[dt.date, list[str]] = {}
    for days in loads.values():
        for week in weeks_of(days):
            by_week.setdefault(week.first, []).append(_week(week))
    return Table(
        gettext("Effort-minutes by week"), (gettext("Week from"), *map(name_of, loads)), _newest_first(by_week)
    )


def rating_table(ratings: Rated, own: Names) -> Table:
    """What was rated beside pain by day, the newest first."""
    by_day: dict[dt.date, list[str]] = {}
    for days in ratings.values():
        for each in days:
            by_day.setdefault(each.day, []).append(_rating(each.observed))
    heads = (gettext("Day"), *(name_of(column, own) for column in ratings))
    return Table(gettext("Beside the pain, by day"), heads, _newest_first(by_day))


def area_table(areas: Sequence[Target]) -> Table:
    """Each effect on each area, the strongest first."""
    heads = (
        gettext("Work"), gettext("Pain"), gettext("Where"), gettext("When"), gettext("Points"), gettext("Per"),
        gettext("Verdict"),
    )  # fmt: skip
    rows = [(*_named(each, NO_NAMES), str(WHERES[each["where"]]), *_found(each)) for each in _each(areas)]
    return Table(gettext("Effects on areas"), heads, tuple(rows))


def symptom_table(symptoms: Sequence[Target], own: Names) -> Table:
    """Each effect on tiredness, fog and symptoms of one's own, the strongest first."""
    heads = (
        gettext("What"), gettext("On what"), gettext("When"), gettext("Points"), gettext("Per"), gettext("Verdict"),
    )  # fmt: skip
    rows = tuple((*_named(each, own), *_found(each)) for each in _each(symptoms))
    return Table(gettext("What moves tiredness and more"), heads, rows)


def _each(targets: Sequence[Target]) -> Iterator[Mapping[str, Any]]:
    return (each for pair in pairs_of(targets) for each in pair)


def _named(effect: Mapping[str, Any], own: Names) -> tuple[str, str]:
    return name_of(effect["exposure"], own), name_of(effect["on"], own)


def _found(effect: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """When, points, per and verdict of one effect."""
    known = is_known(effect)
    points, per = (points_words(effect), per_words(effect["per"])) if known else (gettext("unknown"), "–")
    verdict = "; ".join(filter(None, (str(VERDICTS[effect["verdict"]][0]), doubt_of(effect))))
    return way_words(effect), points, per, verdict


def big_table(big: BigDays) -> Table:
    """The big days and what followed each."""
    heads = (gettext("Day"), gettext("Effort-minutes"), gettext("Times the usual"), gettext("Then"))
    rows = tuple(
        (date_words(each.day), load_words(each.load), number(each.load / big.usual), bust_words(each.bust))
        for each in big.days
    )
    return Table(gettext("Big days"), heads, rows)


def step_table(steps: Sequence[StepUp]) -> Table:
    """Every rise of a level that was reached, the newest first."""
    heads = (gettext("Day"), gettext("Muscles"), gettext("Before"), gettext("Since"))
    rows = tuple(
        (date_words(each.day), group_name(each.group), load_words(each.before), load_words(each.now)) for each in steps
    )
    return Table(gettext("Levels you reached, in effort-minutes"), heads, rows)


def _newest_first(by_day: Mapping[dt.date, Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple((date_words(day), *cells) for day, cells in by_day.items())[::-1]


def _rating(value: float | None) -> str:
    return gettext("unknown") if value is None else plain(value)


def _load(value: float | None) -> str:
    return gettext("unknown") if value is None else load_words(value)


def _week(week: Week) -> str:
    if week.load is None:
        return gettext("unknown")
    if week.known == week.days:
        return load_words(week.load)
    said = gettext("%(load)s on %(known)s of %(days)s days")
    return said % {"load": load_words(week.load), "known": week.known, "days": week.days}


def _range(day: ChartDay) -> str:
    if day.low is None or day.high is None:
        return "–"
    return gettext("%(low)s to %(high)s") % {"low": plain(round(day.low, 1)), "high": plain(round(day.high, 1))}


def _yes(is_so: bool) -> str:
    return gettext("yes") if is_so else gettext("no")
