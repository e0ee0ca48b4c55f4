"""The effects that a diary can tell of, with the words for them: those of the belief (`effects`), held against the
diary itself. What the model believes of a time that no entry could have shown is left out, and so is a word for a mean
of several days that says nothing of each of them; a later day that is clear by itself has a row of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from scipy.special import ndtri

from andante.learn.belief import Belief
from andante.learn.calendar_held import held_against_calendar
from andante.learn.effects import (
    CALLED,
    FEWEST_DAYS,
    HOURS,
    LATER,
    NOT_YET,
    SURE_SDS,
    Effect,
    Verdict,
    effects,
    in_numbers,
    load_effects,
    smallest_of_interest,
    where_of,
)
from andante.learn.inseparable import inseparable
from andante.learn.least_squares import Told, told_of
from andante.learn.looks import SINGLE_DAYS
from andante.learn.single_days import SingleDays, single_days
from andante.learn.timeline import Timeline, timeline
from andante.learn.waits import HALF_OF_95, first_likely, joined, word_chances
from andante.records import Diary

BY_CHANCE = 0.05
"""Of diaries in which nothing has an effect, the share that may have a word for a single day: many days are looked at,
so each must be as much surer as there are more of them (Bonferroni).
"""
APART = (2.0 / 24.0, 6.0 / 24.0)
"""Days: entries so far apart show what comes 4 hours later."""


def links(belief: Belief, diary: Diary) -> tuple[Effect, ...]:
    """Every effect that `diary`, which `belief` was learned from, can tell of, in the order of the exposures.

    A later day by itself is there only where it is clear, and the mean of the later days has no word.
    """
    line = timeline(diary, belief.target)
    told = told_of(belief, line)
    days, shown = single_days(told), _days_with_hours(line)
    by_name: dict[str, list[Effect]] = {name: [] for name in belief.exposures}
    for each in effects(belief):
        j, held = belief.exposures.index(each.exposure), _held(each, told, days, belief)
        if each.when != HOURS[0]:
            by_name[each.exposure].append(held)
        elif shown[j]:
            by_name[each.exposure].append(_seen_often(held, int(shown[j])))
    found = (each for j, mine in enumerate(by_name.values()) for each in _with_clear_days(belief, days, j, mine))
    return _promised(found, line)


def load_links(belief: Belief, diary: Diary) -> tuple[Effect, ...]:
    """The effects of each muscle group's load as a whole (`load_effects`), with words as in `links`."""
    line, at = timeline(diary, belief.target), belief.exposures.index
    told = told_of(belief, line)
    days = single_days(told)
    by_name: dict[str, list[Effect]] = {}
    for each in load_effects(belief):
        by_name.setdefault(each.exposure, []).append(_held(each, told, days, belief))
    found = (each for name, mine in by_name.items() for each in _with_clear_days(belief, days, at(name), mine))
    return _promised(found, line)


def _promised(found: Iterable[Effect], line: Timeline) -> tuple[Effect, ...]:
    """The effects; days that go on as so far never tell apart what is inseparable, so none are promised."""
    bound = inseparable(line).names
    return tuple(
        replace(each, more_days_needed=None) if each.exposure in bound and each.verdict == NOT_YET else each
        for each in found
    )


def _held(effect: Effect, told: Told, days: SingleDays, belief: Belief) -> Effect:
    """The effect, held against the calendar and each later day: what these leave may go with the calendar, too."""
    held = held_against_calendar(effect, told, belief)
    each_day = _each_day_small(held, days, belief, belief.exposures.index(effect.exposure))
    return held_against_calendar(each_day, told, belief)


def _days_with_hours(line: Timeline) -> np.ndarray:
    """On how many own days a rating shows what each exposure (J,) does 4 hours later; 0 with one entry a day."""
    days: list[set[dt.date]] = [set() for _ in line.exposures]
    for back in range(1, 1 if line.daily else len(line)):
        lags = line.time[back:] - line.time[: len(line) - back]
        if lags.min() > APART[1]:
            break
        late = back + np.flatnonzero((lags >= APART[0]) & (lags <= APART[1]) & ~np.isnan(line.rating[back:]))
        for j, mine in enumerate(days):
            mine.update(line.day[step] for step in late[line.known[late - back, j]])
    return np.array([len(mine) for mine in days], int)


def _seen_often(effect: Effect, days: int) -> Effect:
    """The effect some hours later, without a word before it was shown on a fortnight of days."""
    if days >= FEWEST_DAYS or effect.more_days_needed is None:
        return effect
    waits = max(effect.more_days_needed, FEWEST_DAYS - days)
    return replace(effect, verdict=NOT_YET, more_days_needed=waits, maybe_small=False)


def _each_day_small(effect: Effect, days: SingleDays, belief: Belief, j: int) -> Effect:
    """The effect; as the mean of the later days it is no clear link only where each of them is known to be small."""
    if effect.when != LATER[0] or effect.verdict in CALLED or effect.goes_with or not effect.per:
        return effect
    if (np.abs(days.mean[j]) + HALF_OF_95 * days.sd[j] < smallest_of_interest(belief.rating_sd)).all():
        return effect
    if effect.more_days_needed is None and effect.verdict == NOT_YET:
        return effect  # what does not differ any more is told by no more days
    waits, is_one_way = _until_each_is_small(effect, days, belief, j), effect.low > 0.0 or effect.high < 0.0
    return replace(effect, verdict=NOT_YET, more_days_needed=waits, maybe_small=is_one_way)


def _until_each_is_small(effect: Effect, days: SingleDays, belief: Belief, j: int) -> int | None:
    """After how many days the mean of the later days has a word, or each of them is known to be small."""
    matters, points = smallest_of_interest(belief.rating_sd), belief.points
    spread = max((effect.high - effect.low) / 2.0 / HALF_OF_95, 1e-4)
    together = effect.mean / points, spread / points
    called, small = word_chances(together, matters, belief.days, SURE_SDS)
    for day in zip(days.mean[j].tolist(), days.sd[j].tolist(), strict=True):
        # Alone a day tells little yet; what it is, is guessed from the others too.
        small = small * word_chances(day, matters, belief.days, SURE_SDS, truth=joined(day, together))[1]
    found = first_likely(called + small)
    return None if found is None else max(found, effect.more_days_needed or 0)


def _clear_from(days: SingleDays) -> float:
    """So many standard errors from zero a single day is clear: as many more as more days are looked at."""
    return -float(ndtri(BY_CHANCE / 2.0 / np.count_nonzero(~np.isnan(days.mean))))


def _with_clear_days(belief: Belief, days: SingleDays, j: int, told: Sequence[Effect]) -> list[Effect]:
    """What was `told` of exposure j, and its later days that are clear by themselves: these stand in place of the mean
    of the later days, which waits for nothing then.
    """
    clear = _clear_days(belief, days, j, told)
    return [*(each for each in told if not (clear and each.when == LATER[0])), *clear]


def _clear_days(belief: Belief, days: SingleDays, j: int, told: Sequence[Effect]) -> list[Effect]:
    """The later days of exposure j that are clear by themselves, where what was `told` of it has no word for them."""
    later = [each for each in told if each.when == LATER[0]]
    few = belief.rated_days[j] < FEWEST_DAYS or np.isnan(days.mean[j]).any()
    if few or any(each.verdict in CALLED for each in later):
        return []
    matters, clear = smallest_of_interest(belief.rating_sd), _clear_from(days)
    found = []
    for when, mean, sd in zip(SINGLE_DAYS, days.mean[j].tolist(), days.sd[j].tolist(), strict=True):
        if abs(mean) >= max(matters, clear * sd):
            found.append(_alone(belief, j, when, (mean, sd)))
    return found


def _alone(belief: Belief, j: int, when: str, told: tuple[float, float]) -> Effect:
    """The effect of exposure j on one later day (`when`), of this mean and SD in points on 0-10."""
    (mean, sd), name, contrast = told, belief.exposures[j], belief.contrasts[j]
    assert contrast is not None, "what has an effect differs"
    middle, low, high, p_worse = in_numbers(belief, mean, sd)
    verdict: Verdict = "worsens" if p_worse > 0.5 else "helps"
    where = where_of(name, belief.target)
    return Effect(
        name, belief.target, "whole", when, contrast.words, middle, low, high, p_worse, verdict, 0, where
    )  # fmt: skip
