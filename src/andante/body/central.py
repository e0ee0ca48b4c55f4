"""What moves a body's pain from hour to hour and day to day besides muscles: sleep, stress, delayed worsening, slow
wandering, and the flares that `flares` begins. A value per batch of people and two functions: the morning's and the
evening's step.

The centre multiplies the odds of pain (`pain.pain_odds`) by exp(c):

    c = drift + hours + level + s (stress felt - usual) + p (poor sleep) + flare + m (delayed) - r F^2 / (F^2 + half^2)

F is fitness. Relief by training comes late (two stages), and a little exercise does hardly anything: one bout changes
no day. Every sum of independent shocks is an Ornstein-Uhlenbeck process, stepped exactly.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from scipy.special import log_ndtr

from andante.body.people import People

HOURS: Final = 24
FARTHEST: Final = 8.0
"""Log odds that the centre adds or takes at most: with 8, no pain becomes nearly all, and single precision holds."""
Each = np.ndarray  # (people,)

_DRAWS: Final = {
    "drift": 1, "level": 1, "stress_day": 1, "sleep": 1, "flare": 1, "flare_length": 1,
    "stress_hours": HOURS, "hours": HOURS, "amount": 1, "choice": 16, "written": 12,
}  # fmt: skip
DRAWS: Final = sum(_DRAWS.values())
"""Standard normals that a person's day takes."""


class Draws:
    """The random numbers of one day by name; each is (count, people), or (people,) where there is one."""

    def __init__(self, normals: np.ndarray) -> None:
        assert normals.shape[0] == DRAWS, "one row for each draw of a day"
        ends = np.cumsum(list(_DRAWS.values()))
        self._rows = {name: normals[end - count : end] for (name, count), end in zip(_DRAWS.items(), ends, strict=True)}

    def __getitem__(self, name: str) -> np.ndarray:
        rows = self._rows[name]
        return rows[0] if len(rows) == 1 else rows


class Centre(NamedTuple):
    """The central state of each person, in the morning. Log odds unless said."""

    drift: Each
    level: Each
    hours: Each
    stress_day: Each
    """Stress of the day above the usual, points."""
    stress_hour: Each
    stress_felt: Each
    """Stress above the usual as it has reached pain, points."""
    poor_sleep: Each
    """Points below the usual, of the last nights."""
    overexertion: Each
    """What was done above the usual, of the last days: 1 is a day of twice the allowed."""
    delayed_first: Each
    delayed: Each
    flare_days_left: Each
    flare_day: Each
    """Days that the flare has lasted; 0 without one."""
    flares: Each
    """Flares that have begun."""
    flare_reserve: Each
    """Hazard that is still borne before the next flare begins (`flares`)."""
    flare_score: Each
    """Standard score of the log of the next flare's length."""
    usual_exertion: Each
    """Effort-minutes a day that the person is used to; NaN before the first day."""
    fitness_first: Each
    fitness: Each
    """Exercise that the body has answered to, effort-minutes a day; late, since it follows `fitness_first`."""
    usual_pain: Each
    """The person's own usual rating, 0-10; NaN before the first day."""
    last_pain: Each
    days: Each
    """Days seen."""


def settled(people: People, draws: Draws) -> Centre:
    """The centre of people whose lives have gone on for long: slow states are drawn from where they wander."""
    nothing = np.zeros(len(people))
    unknown = np.full(len(people), np.nan)
    drift, level = people.get("drift_sd") * draws["drift"], people.get("level_sd") * draws["level"]
    stress = people.get("stress_day_sd") * draws["stress_day"]
    return Centre(
        drift, level, nothing, stress, nothing, stress, nothing, nothing, nothing, nothing, nothing, nothing,
        nothing, reserve_of(draws), draws["flare_length"], unknown, nothing, nothing, unknown, unknown, nothing,
    )  # fmt: skip


def reserve_of(draws: Draws) -> Each:
    """The hazard that is borne before a flare begins: a standard exponential."""
    return np.asarray(-log_ndtr(draws["flare"]))


def wandered(now: Each, *, sd: Each, time_constant: Each | float, elapsed: float, z: Each) -> Each:
    """An Ornstein-Uhlenbeck process with stationary `sd`, `elapsed` later."""
    kept = np.exp(-elapsed / time_constant)
    return np.asarray(now * kept + sd * np.sqrt(1.0 - kept**2) * z)


def faded(now: Each, towards: Each | float, time_constant: Each | float, elapsed: float = 1.0) -> Each:
    """Exponential approach to `towards`."""
    return np.asarray(towards + (now - towards) * np.exp(-elapsed / time_constant))


def followed(now: Each, value: Each, time_constant: Each | float, days: Each) -> Each:
    """A habit after another day of `value`: in its first `days` the mean of all, later an exponential approach."""
    pace = np.maximum(1.0 / (days + 1.0), -np.expm1(-1.0 / np.asarray(time_constant)))
    return np.asarray(now + pace * (value - now))


class Morning(NamedTuple):
    """What a day begins with: sleep (0-10), stress by hour (hours, people; 0-10), log odds of the centre by hour."""

    sleep: Each
    stress: np.ndarray
    log_odds: np.ndarray


def morning(centre: Centre, people: People, draws: Draws) -> tuple[Centre, Morning]:
    """The centre after the night, and what it will be hour by hour."""
    above = np.nan_to_num(centre.last_pain - centre.usual_pain)
    usual_sleep = people.get("sleep_mean")
    slept = usual_sleep + people.get("sleep_sd") * draws["sleep"] - people.get("pain_sleep") * above
    sleep = np.clip(slept, 0.0, 10.0)
    centre = centre._replace(
        drift=_next_day(centre.drift, people, "drift_sd", "drift_days", draws["drift"]),
        level=_next_day(centre.level, people, "level_sd", "level_days", draws["level"]),
        stress_day=_next_day(centre.stress_day, people, "stress_day_sd", "stress_days", draws["stress_day"]),
        poor_sleep=faded(centre.poor_sleep, usual_sleep - sleep, people.get("sleep_days")),
    )
    return _hour_by_hour(centre, people, draws, sleep)


def _next_day(now: Each, people: People, sd: str, time_constant: str, z: Each) -> Each:
    return wandered(now, sd=people.get(sd), time_constant=people.get(time_constant), elapsed=1.0, z=z)


def _hour_by_hour(centre: Centre, people: People, draws: Draws, sleep: Each) -> tuple[Centre, Morning]:
    """Stress and variation within the day, and how late they reach pain."""
    stress_hour, felt, hours = centre.stress_hour, centre.stress_felt, centre.hours
    usual = people.get("stress_mean")
    still = _of_the_day(centre, people)
    stress, log_odds = [], []
    for hour in range(HOURS):
        stress_hour = wandered(
            stress_hour, sd=people.get("stress_hour_sd"), time_constant=people.get("stress_hour_h"), elapsed=1.0,
            z=draws["stress_hours"][hour],
        )  # fmt: skip
        hours = wandered(
            hours, sd=people.get("hours_sd"), time_constant=people.get("hours_h"), elapsed=1.0, z=draws["hours"][hour]
        )
        above = np.clip(usual + centre.stress_day + stress_hour, 0.0, 10.0) - usual
        log_odds.append(np.clip(still + hours + people.get("stress_pain") * felt, -FARTHEST, FARTHEST))
        felt = faded(felt, above, people.get("stress_lag_h"))
        stress.append(usual + above)
    after = centre._replace(stress_hour=stress_hour, stress_felt=felt, hours=hours)
    return after, Morning(sleep, np.stack(stress), np.stack(log_odds))


def _of_the_day(centre: Centre, people: People) -> Each:
    """The part of the log odds that stays the same all day."""
    fit = centre.fitness**2 / (centre.fitness**2 + people.get("fitness_half") ** 2)
    return np.asarray(
        centre.drift
        + centre.level
        + people.get("sleep_pain") * centre.poor_sleep
        + np.where(centre.flare_day > 0.0, people.get("flare_odds"), 0.0)
        + people.get("pem_gain") * centre.delayed
        - people.get("training_relief") * fit
    )


class Done(NamedTuple):
    """What a day held, as the centre sees it: effort-minutes in all and of exercise, and the rating of the day."""

    exertion: Each
    exercise: Each
    pain: Each


def evening(centre: Centre, people: People, done: Done) -> Centre:
    """The centre after the day, but for flares (`flares.tonight`)."""
    usual = np.where(np.isnan(centre.usual_exertion), done.exertion, centre.usual_exertion)
    allowed = np.maximum(usual * people.get("exertion_free"), 1.0)
    excess = np.clip(done.exertion / allowed - 1.0, 0.0, 3.0)
    first = faded(centre.delayed_first, 2.0 * excess, people.get("pem_days"))
    known = np.where(np.isnan(centre.usual_pain), done.pain, centre.usual_pain)
    each_days = people.get("fitness_days")
    first_fit = followed(centre.fitness_first, done.exercise, each_days, centre.days)
    return centre._replace(
        overexertion=faded(centre.overexertion, 2.0 * excess, people.get("exertion_days")),
        delayed=faded(centre.delayed, first, people.get("pem_days")),
        delayed_first=first,
        usual_exertion=faded(usual, done.exertion, people.get("usual_days")),
        fitness_first=first_fit,
        fitness=followed(centre.fitness, first_fit, each_days, centre.days),
        days=centre.days + 1.0,
        usual_pain=faded(known, done.pain, people.get("usual_days")),
        last_pain=done.pain,
    )
