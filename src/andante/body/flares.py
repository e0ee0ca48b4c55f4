"""When a body's flares begin, and how long they last.

Each night without one, a flare begins with the chance 1 - exp(-h), h being the hazard of the evening. It is not tossed
for night by night. What is drawn is how much hazard is borne from the end of one flare to the next, a standard
exponential, and the nights use it up: the chance of a night, given all before, is the same (random time change; next
reactions, Gibson and Bruck, J Phys Chem A 2000, doi:10.1021/jp993732q). But the n-th flare of a person is the same
under whatever they do, and comes no earlier to who bears less each night, so that policies are told apart by what they
do and hardly by luck (common reaction paths: Rathinam, Sheppard and Khammash, J Chem Phys 2010;132:034103).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from scipy.special import ndtri

from andante.body.central import Centre, Draws, Each, reserve_of
from andante.body.people import People

LEAST_DAYS: Final = 2.0
LENGTHS: Final = 200
"""Quantiles of the length of flares that its mean is taken over."""
Luck = Callable[[np.ndarray, np.ndarray], Draws]
"""(places, numbers) -> the random numbers of the flare to come after so many, of the people at these places."""


def hazard(centre: Centre, people: People) -> Each:
    """The hazard of this evening: -log of the chance that no flare begins tonight when none is under way."""
    log_factor = (
        people.get("flare_overexertion") * centre.overexertion
        + people.get("flare_stress") * centre.stress_day / people.get("stress_day_sd")
        + people.get("flare_sleep") * centre.poor_sleep
    )
    return np.asarray(people.get("flare_rate") * np.exp(np.clip(log_factor, -2.0, 4.0)))


def days_to_come(centre: Centre, people: People, most: int) -> Each:
    """Flare days to be expected from this evening's hazard: the chance that a flare begins tonight, times its mean
    length within the `most` days that follow. `centre` is that of the evening; in a flare, none begins.

    Summed over days it has the expectation of the flare days that happen, without the luck of the draw.
    """
    scores = ndtri((np.arange(LENGTHS) + 0.5) / LENGTHS)[:, None]
    lengths = np.minimum(_length(people, scores), most).mean(axis=0)
    return np.asarray(-np.expm1(-hazard(centre, people)) * lengths)


def _length(people: People, score: np.ndarray) -> np.ndarray:
    days = people.get("flare_days") * np.exp(people.get("flare_days_spread") * score)
    return np.asarray(np.clip(np.round(days), LEAST_DAYS, None))


def tonight(centre: Centre, people: People, luck: Luck) -> tuple[Centre, np.ndarray]:
    """The evening's centre after the night, and whether a flare began (people,)."""
    free = centre.flare_days_left <= 0.0
    reserve = centre.flare_reserve - np.where(free, hazard(centre, people), 0.0)
    begins = free & (reserve <= 0.0)
    left = np.where(begins, _length(people, centre.flare_score), np.maximum(centre.flare_days_left - 1.0, 0.0))
    day = np.where(left > 0.0, np.where(begins, 1.0, centre.flare_day + 1.0), 0.0)
    centre = centre._replace(flare_days_left=left, flare_day=day, flares=centre.flares + begins, flare_reserve=reserve)
    return _drawn(centre, np.flatnonzero(begins), luck), begins


def _drawn(centre: Centre, places: np.ndarray, luck: Luck) -> Centre:
    """The centre with the next flare drawn for the people at `places`."""
    if not places.size:
        return centre
    draws = luck(places, centre.flares[places])
    reserve, score = centre.flare_reserve.copy(), centre.flare_score.copy()
    reserve[places], score[places] = reserve_of(draws), draws["flare_length"]
    return centre._replace(flare_reserve=reserve, flare_score=score)
