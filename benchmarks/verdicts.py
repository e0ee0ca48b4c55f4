"""How often the words for effects are right: on diaries where nothing has an effect, and where one thing has one.

    python benchmarks/verdicts.py [--diaries 100] [--days 90] [--seed 0] [--parts weeks late]

Made-up diaries of one entry a day: a usual level that wanders, pain that carries over, whole numbers, a tenth of the
ratings missing; stress, sleep, a treatment taken on some days, and the load of one muscle group, each with memory of
its own. In the second half of the runs one of them moves pain by one point per realistic contrast (its 25th to 75th
percentile, or yes instead of no), up or down, on the same day or on the next. In a third part nothing has an effect,
but all except sleep follows how one feels on that day: on a bad one there is less load, more stress, and warmth.

In a fourth part one of them moves pain by one point on the second, third or fourth day after it, and on no other. In a
fifth there are weeks: stress is higher from Monday to Friday, or load at weekends, and pain on some weekdays for a
reason of its own, or on none; nothing else has an effect, or one thing has, by one point on the same or the next day.

Printed: the share of effects called `helps` or `worsens` where there is none (aim: at most 5 %), the share of diaries
in which at least one is called so, and the share of true effects that get the right word at some time of day (aim: at
least 80 %), all with 95 % intervals (Wilson). Of effects on one later day also how many are called on that very day,
and how many times "2 to 4 days later" is told as no clear link beside them, which is wrong. Of the third part the share
of diaries that have a word for a link of the same day (which andante says may be the other way round), and of effects
of later days that have one.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table

from andante.learn import learn
from andante.learn.effects import AT_ONCE, LATER, NO_LINK, Effect
from andante.learn.links import links
from andante.records import Diary, Entry

FIRST = dt.date(2026, 1, 1)
WORDS = ("helps", "worsens")
EXPOSURES = ("stress", "sleep", "treatment.warmth", "load.neck_shoulders")
WHENS = ("same day", "next day")
LATE = (2, 3, 4)
LATEST_AIM, FOUND_AIM = 0.05, 0.80
MEMORIES = {"stress": 0.4, "sleep": 0.2, "treatment.warmth": 0.3, "load.neck_shoulders": 0.3}
FOLLOWS = {"stress": 1.0, "treatment.warmth": 1.0, "load.neck_shoulders": -1.0}
CARRY_SD, NOISE_SD = 0.8, 0.8


def with_memory(rng: np.random.Generator, days: int, kept: float) -> np.ndarray:
    """Standard normals (days,), each like the one before by `kept`."""
    values = np.empty(days)
    values[0] = rng.standard_normal()
    for day in range(1, days):
        values[day] = kept * values[day - 1] + np.sqrt(1.0 - kept**2) * rng.standard_normal()
    return values


def exposures(drawn: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What the person did and how they slept, each (days,), from standard normals."""
    return {
        "stress": np.clip(np.round(4.0 + 2.0 * drawn["stress"]), 0, 10),
        "sleep": np.clip(np.round(5.0 + 1.8 * drawn["sleep"]), 0, 10),
        "treatment.warmth": (drawn["treatment.warmth"] > 0.3).astype(float),
        "load.neck_shoulders": np.round(np.exp(3.0 + 0.5 * drawn["load.neck_shoulders"])),
    }


def contrast(values: np.ndarray) -> float:
    """The realistic contrast of an exposure: 1 for yes or no, else from the 25th to the 75th percentile."""
    if set(np.unique(values)) <= {0.0, 1.0}:
        return 1.0
    low, high = np.percentile(values, (25, 75))
    return float(high - low)


class Week(NamedTuple):
    """By weekday from Monday (7,): the points of pain that are its own, and how much more there is of one thing, in SD
    of what it differs by without weeks.
    """

    name: str
    done: tuple[float, ...]
    pain: tuple[float, ...]


WORKING, WEEKEND = (1.2, 1.2, 1.2, 1.2, 1.2, 0.0, 0.0), (0.0, 0.0, 0.0, 0.0, 0.0, 1.5, 1.5)
WEEKS = {
    "stress Monday to Friday, pain Tuesday to Saturday": Week("stress", WORKING, (0.0, 1.5, 1.5, 1.5, 1.5, 1.5, 0.0)),
    "load at weekends, pain at weekends": Week("load.neck_shoulders", WEEKEND, (0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0)),
    "stress Monday to Friday, pain on no day": Week("stress", WORKING, (0.0,) * 7),
}


def centred(values: tuple[float, ...]) -> np.ndarray:
    """The values off their mean."""
    return np.array(values) - np.mean(values)


def diary(
    rng: np.random.Generator,
    days: int,
    moves: tuple[str, int] | None = None,
    *,
    size: float = 1.0,
    follows: float = 0.0,
    week: Week | None = None,
) -> Diary:
    """A diary in which `moves` (what, and so many days later; None: nothing) moves pain by `size` points per realistic
    contrast; what is done goes with the pain of the day by a correlation of `follows`, and all with the days of `week`.
    """
    drawn = {name: with_memory(rng, days, kept) for name, kept in MEMORIES.items()}
    level = rng.uniform(3.5, 6.0) + np.cumsum(0.06 * rng.standard_normal(days))
    if week is not None:
        weekday = (FIRST.weekday() + np.arange(days)) % 7
        level = level + centred(week.pain)[weekday]
        drawn[week.name] = 0.65 * drawn[week.name] + centred(week.done)[weekday]
    above = CARRY_SD * with_memory(rng, days, 0.5) + NOISE_SD * rng.standard_normal(days)
    pain = level + above
    felt, rest = follows * above / np.hypot(CARRY_SD, NOISE_SD), np.sqrt(1.0 - follows**2)
    done = exposures({name: FOLLOWS.get(name, 0.0) * felt + (rest if name in FOLLOWS else 1.0) * values
                      for name, values in drawn.items()})  # fmt: skip
    if moves is not None:
        name, lag = moves
        push = size * (done[name] - done[name].mean()) / contrast(done[name])
        pain[lag:] += push[: days - lag]
    columns = {"pain": np.clip(np.round(pain), 0, 10), **done}
    missing = {"pain": rng.random(days) < 0.1, **{name: rng.random(days) < 0.05 for name in done}}
    entries = tuple(
        Entry(FIRST + dt.timedelta(days=day), _written(columns, missing, day))
        for day in range(days)
        if _written(columns, missing, day)
    )
    return Diary(entries, tuple(columns))


def _written(columns: Mapping[str, np.ndarray], missing: Mapping[str, np.ndarray], day: int) -> dict[str, float]:
    return {name: float(values[day]) for name, values in columns.items() if not missing[name][day]}


def wilson(hits: int, count: int) -> tuple[float, float]:
    """95 % interval of a share."""
    z, share = 1.96, hits / count
    middle = (share + z**2 / (2 * count)) / (1 + z**2 / count)
    half = z * np.sqrt(share * (1 - share) / count + z**2 / (4 * count**2)) / (1 + z**2 / count)
    return float(middle - half), float(middle + half)


def told_of(one: Diary, seed: int) -> tuple[Effect, ...]:
    """The effects that a diary can tell of, with their words."""
    return links(learn(one, seed=seed), one)


class Nothing(NamedTuple):
    """Of each diary without any effect: how many effects are called, of how many; and how many of those of some days
    later are told as no clear link, of how many.
    """

    called: list[int]
    looked: list[int]
    no_link: int
    later: int


def without_effect(count: int, days: int, seed: int) -> Nothing:
    """The words in diaries without any effect."""
    called, looked, later = [], [], []
    for number in range(count):
        rng = np.random.default_rng([seed, 1, number])
        found = told_of(diary(rng, days), number)
        called.append(sum(one.verdict in WORDS for one in found))
        looked.append(len(found))
        later += [one.verdict == NO_LINK for one in found if one.when == LATER[0]]
    return Nothing(called, looked, sum(later), len(later))


def with_effect(count: int, days: int, seed: int) -> dict[tuple[str, str], list[tuple[bool, bool]]]:
    """By what has an effect and when: whether it got the right word, and whether some other thing got any word."""
    cases = [(name, lag) for name in EXPOSURES for lag in (0, 1)]
    outcome: dict[tuple[str, str], list[tuple[bool, bool]]] = {}
    for number in range(count):
        name, lag = cases[number % len(cases)]
        size = 1.0 if number // len(cases) % 2 else -1.0
        rng = np.random.default_rng([seed, 2, number])
        found = told_of(diary(rng, days, (name, lag), size=size), number)
        right = any(one.exposure == name and one.verdict == WORDS[int(size > 0)] for one in found)
        wrong = any(one.exposure != name and one.verdict in WORDS for one in found)
        outcome.setdefault((name, WHENS[lag]), []).append((right, wrong))
    return outcome


class Late(NamedTuple):
    """Of one diary with an effect on one later day alone: whether it has the right word, and that on its very day;
    whether the mean of these days is told as no clear link; and whether some other thing has any word.
    """

    right: bool
    on_its_day: bool
    no_link: bool
    other: bool


def with_late_effect(count: int, days: int, seed: int, lag: int) -> list[Late]:
    """`count` diaries in which one thing moves pain by a point `lag` days later."""
    outcome = []
    for number in range(count):
        name = EXPOSURES[number % len(EXPOSURES)]
        size = 1.0 if number // len(EXPOSURES) % 2 else -1.0
        rng = np.random.default_rng([seed, 4, lag, number])
        found = told_of(diary(rng, days, (name, lag), size=size), number)
        right = [one.when for one in found if one.exposure == name and one.verdict == WORDS[int(size > 0)]]
        no_link = any(one.exposure == name and one.when == LATER[0] and one.verdict == NO_LINK for one in found)
        other = any(one.exposure != name and one.verdict in WORDS for one in found)
        outcome.append(Late(bool(right), f"{lag} days later" in right, no_link, other))
    return outcome


def following(count: int, days: int, seed: int, follows: float) -> tuple[int, int, int]:
    """Of diaries in which nothing has an effect, and what is done follows pain: in how many a link of the same day has
    a word, how many effects of later days have one, and of how many.
    """
    at_once, called, looked = 0, 0, 0
    for number in range(count):
        rng = np.random.default_rng([seed, 3, number])
        found = told_of(diary(rng, days, follows=follows), number)
        with_word = [one for one in found if one.verdict in WORDS]
        at_once += any(one.may_be_reversed for one in with_word)
        called += sum(one.when not in AT_ONCE for one in with_word)
        looked += sum(one.when not in AT_ONCE for one in found)
    return at_once, called, looked


Row = Callable[..., None]  # what, hits, of how many, aim


def with_weeks(count: int, days: int, seed: int, week: Week) -> tuple[int, list[tuple[bool, bool]]]:
    """Of `count` diaries without an effect, in how many something is called; and of as many in which one thing has one,
    whether it got the right word, and whether another thing got any.
    """
    called, outcome = 0, []
    for number in range(count):
        rng = np.random.default_rng([seed, 5, number])
        called += any(one.verdict in WORDS for one in told_of(diary(rng, days, week=week), number))
        name, lag = EXPOSURES[number % len(EXPOSURES)], number // len(EXPOSURES) % 2
        size = 1.0 if number // (2 * len(EXPOSURES)) % 2 else -1.0
        found = told_of(diary(rng, days, (name, lag), size=size, week=week), number)
        right = any(one.exposure == name and one.verdict == WORDS[int(size > 0)] for one in found)
        outcome.append((right, any(one.exposure != name and one.verdict in WORDS for one in found)))
    return called, outcome


def _nothing(row: Row, asked: argparse.Namespace) -> None:
    found = without_effect(asked.diaries, asked.days, asked.seed)
    called, aim = found.called, f"at most {100 * LATEST_AIM:.0f} %"
    row("no effect: effects called helps or worsens", sum(called), sum(found.looked), aim)
    row("no effect: diaries with at least one called", sum(one > 0 for one in called), len(called))
    row("no effect: 2 to 4 days later no clear link", found.no_link, found.later)


def _one(row: Row, asked: argparse.Namespace) -> None:
    outcome = with_effect(asked.diaries, asked.days, asked.seed)
    every = [one for many in outcome.values() for one in many]
    row("one effect of 1 point: right word", sum(right for right, _ in every), len(every), f"at least {FOUND_AIM:.0%}")
    for (name, when), many in outcome.items():
        row(f"  {name}, {when}", sum(right for right, _ in many), len(many))
    row("one effect of 1 point: another thing called", sum(wrong for _, wrong in every), len(every))


def _late(row: Row, asked: argparse.Namespace) -> None:
    for lag in LATE:
        late = with_late_effect(asked.diaries, asked.days, asked.seed, lag)
        row(f"one effect of 1 point, {lag} days later alone: right word", sum(one.right for one in late), len(late))
        row("  on that very day", sum(one.on_its_day for one in late), len(late))
        row("  2 to 4 days later told as no clear link", sum(one.no_link for one in late), len(late))
        row("  another thing called", sum(one.other for one in late), len(late))


def _following(row: Row, asked: argparse.Namespace) -> None:
    for follows in (0.3, 0.5):
        at_once, late, of = following(asked.diaries, asked.days, asked.seed, follows)
        row(f"none, but things follow pain ({follows}): a word for the same day", at_once, asked.diaries)
        row("  effects of later days called helps or worsens", late, of, f"at most {100 * LATEST_AIM:.0f} %")


def _weeks(row: Row, asked: argparse.Namespace) -> None:
    for words, week in WEEKS.items():
        called, outcome = with_weeks(asked.diaries, asked.days, asked.seed, week)
        row(f"{words}: diaries with a word", called, asked.diaries)
        row("  one effect of 1 point: right word", sum(right for right, _ in outcome), len(outcome))
        row("  another thing called", sum(other for _, other in outcome), len(outcome))


PARTS = {"nothing": _nothing, "one": _one, "late": _late, "following": _following, "weeks": _weeks}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--diaries", type=int, default=100, help="of each kind")
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    asked = parser.parse_args()
    table = Table("measured", "share", "95 % interval", "of", "aim", box=None, pad_edge=False)

    def row(what: str, hits: int, count: int, aim: str = "") -> None:
        low, high = wilson(hits, count)
        table.add_row(what, f"{100 * hits / count:.1f} %", f"{100 * low:.1f} to {100 * high:.1f} %", str(count), aim)

    for part in asked.parts:
        PARTS[part](row, asked)
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
