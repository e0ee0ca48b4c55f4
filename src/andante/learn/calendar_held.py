"""Effects held against the calendar: what mostly falls on the same weekdays, or hours, may seem to move pain that is
worse on some weekdays, or in the evening, for a reason of its own. No words here.

An effect that has a word keeps it where at least half of it is left once each weekday, and of several entries a day
each quarter of the day, has a level of its own (`least_squares`). What differs within weekdays tells the two apart;
what never does cannot be told from its weekday by any diary.
"""

from __future__ import annotations

from dataclasses import replace

from andante.learn.belief import Belief
from andante.learn.effects import (
    CALLED,
    LAGS,
    NOT_YET,
    SURE_SDS,
    Calendar,
    Effect,
    smallest_of_interest,
)
from andante.learn.least_squares import Estimated, Told
from andante.learn.waits import first_likely, word_chances

LEAST_LEFT = 0.5
"""Of an effect: with 0.7, of effects of one point of things that have a weekday, 5 in 100 more had no word."""


def held_against_calendar(effect: Effect, told: Told, belief: Belief) -> Effect:
    """The effect, without its word where most of it may be the weekday or the time of day."""
    goes_with = _goes_with(effect, told, belief) if effect.verdict in CALLED else None
    if goes_with is None:
        return effect
    mean, sd = _after(effect, told[max(told, key=len)], belief)
    called, small = word_chances((mean, sd), smallest_of_interest(belief.rating_sd), belief.days, SURE_SDS)
    waits = first_likely(called + small)
    return replace(effect, verdict=NOT_YET, more_days_needed=waits, maybe_small=False, goes_with=goes_with)


def _goes_with(effect: Effect, told: Told, belief: Belief) -> Calendar | None:
    """The part of the calendar that the effect mostly goes with, if any."""
    plain, _ = _after(effect, told[()], belief)
    if not plain * effect.mean > 0.0:  # least squares see nothing of it: of the calendar this says nothing
        return None
    left = {kinds: _after(effect, estimated, belief)[0] / plain for kinds, estimated in told.items()}
    if left[max(left, key=len)] >= LEAST_LEFT:
        return None
    alone = {kinds[0]: share for kinds, share in left.items() if len(kinds) == 1}
    return min(alone, key=lambda kind: alone[kind])


def _after(effect: Effect, estimated: Estimated, belief: Belief) -> tuple[float, float]:
    mean, sd = estimated.after(LAGS[effect.when])
    j = belief.exposures.index(effect.exposure)
    return float(mean[j]), float(sd[j])
