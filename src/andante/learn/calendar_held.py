"""Effects held against the calendar: what mostly falls on the same weekdays, or hours, may seem to move pain that is
worse on some weekdays, or in the evening, for a reason of its own. No words here.

An effect that has a word, or a clear direction, keeps it where at least half of it is left once each weekday, and of
several entries a day each two hours of the day, have a level of their own (`least_squares`). What hardly differs within
weekdays and hours cannot be told from them by any diary; it has no word, and is promised no days.
"""

from __future__ import annotations

from dataclasses import replace

from andante.learn.belief import Belief
from andante.learn.effects import CALLED, LAGS, NO_LINK, NOT_YET, Calendar, Effect, in_numbers, smallest_of_interest
from andante.learn.least_squares import Estimated, Told
from andante.learn.waits import HALF_OF_95

LEAST_LEFT = 0.5
"""Of an effect: with 0.7, of effects of one point of things that have a weekday, 5 in 100 more had no word."""
LEAST_WITHIN = 0.1
"""Of what an exposure differs by: where less lies within weekdays and hours, what is told of it is a guess."""


def held_against_calendar(effect: Effect, told: Told, belief: Belief) -> Effect:
    """The effect, without its word where most of it may be the weekday or the time of day: then what is left of it, as
    `no clear link`, where that is known to be small, else not enough yet, and nobody knows for how long.
    """
    if effect.verdict not in CALLED and not effect.maybe_small:
        return effect
    goes_with = _goes_with(effect, told, belief)
    if goes_with is None:
        return effect
    mean, sd = _after(effect, told.whole, belief)
    if abs(mean) + HALF_OF_95 * sd < smallest_of_interest(belief.rating_sd):
        # In its own numbers: beside the old ones "too small to matter" would be no word.
        told_small = replace(effect, verdict=NO_LINK, more_days_needed=0, maybe_small=False)
        middle, low, high, p_worse = in_numbers(belief, mean, sd)
        return replace(told_small, mean=middle, low=low, high=high, p_worse=p_worse)
    return replace(effect, verdict=NOT_YET, more_days_needed=None, maybe_small=False, goes_with=goes_with)


def _goes_with(effect: Effect, told: Told, belief: Belief) -> Calendar | None:
    """The part of the calendar that the effect mostly goes with, if any."""
    plain, _ = _after(effect, told.plain, belief)
    if not plain * effect.mean > 0.0:  # least squares see nothing of it: of the calendar this says nothing
        return None
    differs = told.within[belief.exposures.index(effect.exposure)] >= LEAST_WITHIN
    if differs and _after(effect, told.whole, belief)[0] / plain >= LEAST_LEFT:
        return None
    left = {kinds[0]: _after(effect, each, belief)[0] / plain for kinds, each in told.by.items() if len(kinds) == 1}
    return min(left, key=lambda kind: left[kind])


def _after(effect: Effect, estimated: Estimated, belief: Belief) -> tuple[float, float]:
    mean, sd = estimated.after(LAGS[effect.when])
    j = belief.exposures.index(effect.exposure)
    return float(mean[j]), float(sd[j])
