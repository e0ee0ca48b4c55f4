"""Priors learned from many people's diaries: empirical Bayes. Not how one person learns, and no file.

Each person is learned once, from the packaged prior. What everybody has in common is then fitted to all their
posteriors at once by expectation-maximisation, with the particles reweighted from the packaged prior to the one being
fitted, so nobody is learned again (importance reweighting; Bayesian hierarchical models as in Gelman et al. 2013,
chapter 5). The level and the effects are linear and Gaussian given the rest: each person gives a value with its
precision, and people are compared as in a meta-analysis with random effects (DerSimonian & Laird 1986,
doi 10.1016/0197-2456(86)90046-2). Some people's worth of the packaged prior takes part, so that two people make no
sure prior, and what is not sure about the mean is added to the spread.

The prior of a person in a file is learned from the others alone: from all others in a file of up to 60 people, from
those outside the person's own sixtieth in a larger one. Of more than 240 people an even choice by name is asked, and
the others have the prior of all who were. People are put in order by name first, so that the order of the
file changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import numpy as np

from andante.errors import InputError
from andante.learn.particles import PARTICLES
from andante.learn.populations import MANY_PEOPLE, PARAMETERS, Population
from andante.learn.priors import BASE, EFFECTS, LEVEL_PRIOR_MEAN, LEVEL_PRIOR_SD, model_digest, priors
from andante.learn.telling import Draws, Person, Told, person_of
from andante.learn.timeline import target_of
from andante.records import Diary
from andante.workers import side_by_side

FOLDS = 60
EM_STEPS = 25
MEAN_WORTH = 1.0  # people's worth of the packaged prior's mean
SD_WORTH = 4.0  # people's worth of its spread
LEVEL_SD_WORTH = 1.0  # of that of the level, of which each person tells a lot
EFFECT_WORTH = 4.0  # of the packaged prior's "no effect": a column that few people have tells little
FEWEST_WITH_TRAIT = 8  # people, before the level is thought to go with it
TRAIT_SD = 0.5  # points for one SD of a trait: what is believed of a slope before any person
TRAIT_STEPS = 12
FEWEST_WITH_INPUT = 3  # people with the same column, before it has a prior of its own
MOST_DRAWS = 40_000  # particles of all people together that the fit works on
FEWEST_DRAWS = 64
MOST_ASKED = 240  # people: what is common to these is as sure as anybody needs, and all others are learned only once
USE_WORTH = 40.0  # ratings' worth of the others' use of the scale, from many people
TRUST_WORTH = 40.0  # ratings' worth of the others' trust in the ways of forecasting, from many people
FEW_PEOPLE = 3.0
FEW_RATINGS = 20.0


def population(diaries: Sequence[Diary], target: str | None = None, *, seed: int = 0) -> Population:
    """The prior that `diaries` (one person each) make likely for one more person.

    `target` is the column to learn (default: that of the first diary). Raises InputError for fewer than two diaries
    with a rating in it.
    """
    if len(diaries) < 2:
        raise InputError(f"population: found {len(diaries)} diaries, allowed are at least two people")
    column = target_of(diaries[0], target)
    told = [one for one in in_order(each_told(diaries, column, seed=seed)) if one.entries]
    if len(told) < 2:
        raise InputError(
            f"population: found ratings of {column} by {len(told)} people, allowed are at least two people"
        )
    return fitted(told, np.ones((1, len(told)), bool))[0]


def populations_of_others(
    diaries: Sequence[Diary], target: str, *, seed: int = 0, processes: bool = False
) -> list[Population | None]:
    """For each of `diaries` the prior learned from the others, in their order; None where nobody else has a rating.

    processes: as in `workers.side_by_side`.
    """
    if len(diaries) < 2:
        return [None for _ in diaries]
    asked = _asked(diaries)
    those = each_told([diaries[place] for place in asked], target, seed=seed, processes=processes)
    made = dict(zip(asked, those, strict=True))
    told = in_order(made.values())
    folds = min(FOLDS, len(told))
    fold_of = {id(one): place % folds for place, one in enumerate(told)}
    # The last is of all of them: for those who were not asked.
    takes_part = np.arange(len(told))[None, :] % folds != np.arange(folds + 1)[:, None]
    takes_part = takes_part & np.array([one.entries > 0 for one in told])
    some = np.flatnonzero(takes_part.any(axis=1))
    found = dict(zip(some.tolist(), fitted(told, takes_part[some]), strict=True))
    return [found.get(fold_of[id(made[place])] if place in made else folds) for place in range(len(diaries))]


def _asked(diaries: Sequence[Diary]) -> list[int]:
    """The places of those whom the prior is learned from: all, or of very many people an even choice by name."""
    by_name = sorted(range(len(diaries)), key=lambda place: repr(diaries[place].person))
    count = min(len(diaries), MOST_ASKED)
    return sorted(by_name[at * len(diaries) // count] for at in range(count))


def each_told(diaries: Sequence[Diary], target: str, *, seed: int, processes: bool = False) -> list[Person]:
    """What each diary tells, in their order. Of very many people fewer particles each are enough."""
    count = PARTICLES if len(diaries) <= MANY_PEOPLE else PARTICLES // 2
    return list(side_by_side(partial(person_of, target=target, seed=seed, count=count), diaries, processes=processes))


def in_order(people: Iterable[Person]) -> list[Person]:
    """People by name, whatever their order in the file."""
    return sorted(people, key=lambda one: one.key)


# ── what they have in common ──────────────────────────────────────────────────────────────────────────────────────────


def fitted(people: Sequence[Person], takes_part: np.ndarray) -> list[Population]:
    """One population for each row of `takes_part` (F, people), from the people that take part in it."""
    assert len({one.target for one in people}) == 1, "people are pooled by target"
    part = np.asarray(takes_part, float)
    plain = _common_logs([one.plain for one in people], part)[:, :, : len(BASE)]
    exposed = _common_logs([one.exposed for one in people], part)
    names = sorted({name for one in people for name in one.effects})
    effects = {name: _common_effect(people, part, name) for name in names}
    found: list[Population] = []
    for f, row in enumerate(part):
        among = [one for one, yes in zip(people, row, strict=True) if yes]
        inputs = tuple(name for name in names if sum(name in one.effects for one in among) >= FEWEST_WITH_INPUT)
        effect = np.array([[both[f] for both in effects[name]] for name in inputs]).reshape(-1, 2, EFFECTS)
        used, expected, counts = _common_use(among)
        of_effects = {"inputs": inputs, "effect_mean": effect[:, 0], "effect_sd": effect[:, 1]}
        of_use = {"used": used, "expected": expected, "counts": counts}
        days, entries = sum(one.days for one in among), sum(one.entries for one in among)
        of_whom = {"people": len(among), "days": days, "entries": entries}
        said: dict[str, Any] = {
            **of_whom,
            **_common_level(among),
            **of_effects,
            **of_use,
            "plain": plain[f],
            "exposed": exposed[f],
        }
        found.append(Population(target=people[0].target, model=model_digest(), **said))
    return found


def _packaged_logs() -> tuple[np.ndarray, np.ndarray]:
    """Mean and SD of the logarithms in the packaged prior, by kind of parameter (P,)."""
    rows = [priors()[name] for name in PARAMETERS]
    return np.log([row.median for row in rows]), np.array([row.log_sd for row in rows])


def _common_logs(draws: Sequence[Draws], part: np.ndarray) -> np.ndarray:
    """Mean and SD (F, 2, P) over people of the logarithms of the nonlinear parameters.

    Each round reweights every person's particles to the prior reached so far (E), and takes the mean and the spread of
    all people's weighted particles, the packaged prior counting as some people more (M).
    """
    keep = max(min(MOST_DRAWS // len(draws), PARTICLES), FEWEST_DRAWS)
    # Features (people, K, 2 P), in which the log density of a Gaussian is linear.
    feature = np.stack([np.concatenate([one.once[:keep], one.squared[:keep]], axis=1) for one in draws])
    count = np.stack([one.kinds for one in draws])
    mean0, sd0 = _packaged_logs()
    mean, sd = np.tile(mean0, (len(part), 1)), np.tile(sd0, (len(part), 1))
    people = part @ count
    for _ in range(EM_STEPS):
        tilt = np.concatenate([mean / sd**2 - mean0 / sd0**2, 0.5 / sd0**2 - 0.5 / sd**2], axis=1)
        log_weight = np.einsum("pkc,fc->fpk", feature, tilt, optimize=True)
        weight = np.exp(log_weight - log_weight.max(axis=2, keepdims=True))
        weight *= (part / weight.sum(axis=2))[:, :, None]
        once, squared = np.split(np.einsum("fpk,pkc->fc", weight, feature, optimize=True), 2, axis=1)
        mean = (MEAN_WORTH * mean0 + once) / (MEAN_WORTH + people)
        spread = squared - 2.0 * mean * once + people * mean**2 + MEAN_WORTH * (mean - mean0) ** 2
        sd = np.sqrt((SD_WORTH * sd0**2 + np.maximum(spread, 0.0)) / (SD_WORTH + people))
    return np.stack([mean, sd * _doubt(people, MEAN_WORTH)], axis=1)


def _doubt(people: np.ndarray, worth: float) -> np.ndarray:
    """By how much the spread for one more person is wider than that between people: the mean of few is not sure.

    The packaged prior is already that of one more person, so without any people nothing is added.
    """
    return np.sqrt(1.0 + people / (worth + people) ** 2)


def _stacked(told: Sequence[Told]) -> Told:
    return Told(np.stack([one.value for one in told]), np.stack([one.precision for one in told]))


def _common_value(
    told: Told, part: np.ndarray, packaged: tuple[float, float], worth: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray]:
    """Mean and SD (F, ...) over people of a value of which each person tells with a precision (people, ...).

    Expectation-maximisation of a Gaussian over people, the packaged mean and SD counting as `worth` people more. The
    spread of the mean is added to that of people.
    """
    value, precision = told
    mean0, sd0 = packaged
    mean = np.full((len(part), *value.shape[1:]), mean0)
    var = np.full_like(mean, sd0**2)
    weight = part.reshape(*part.shape, *[1] * (value.ndim - 1)) * (precision > 0.0)[None]
    people = weight.sum(axis=1)
    for _ in range(4 * EM_STEPS):
        own_var = 1.0 / (precision[None] + 1.0 / var[:, None])
        own = own_var * (precision * value + (mean / var)[:, None])
        mean = (worth[0] * mean0 + (weight * own).sum(axis=1)) / (worth[0] + people)
        spread = (weight * (own_var + (own - mean[:, None]) ** 2)).sum(axis=1) + worth[0] * (mean - mean0) ** 2
        var = (worth[1] * sd0**2 + spread) / (worth[1] + people)
    return mean, np.sqrt(var) * _doubt(people, worth[0])


def _common_level(people: Sequence[Person]) -> dict[str, Any]:
    """What a population says of the level: mean and SD over people, and how it goes with their traits.

    The level is regressed on the traits, standardised over the people who have them (one who has not counts as at their
    mean), each slope shrunk by a normal prior; slopes, and mean and SD of what is left, take turns.
    """
    told = _stacked([one.level for one in people])
    have = {name: [one.traits[name] for one in people if name in one.traits] for one in people for name in one.traits}
    names = tuple(sorted(n for n, values in have.items() if len(values) >= FEWEST_WITH_TRAIT and np.std(values) > 0.0))
    centre, spread = (np.array([f(have[name]) for name in names]) for f in (np.mean, np.std))
    written = np.array([[one.traits.get(name, np.nan) for name in names] for one in people])
    apart = np.nan_to_num((written - centre) / spread)
    slope = np.zeros(len(names))
    packaged, worth = (LEVEL_PRIOR_MEAN, LEVEL_PRIOR_SD), (MEAN_WORTH, LEVEL_SD_WORTH)
    for _ in range(TRAIT_STEPS):
        left = Told(told.value - apart @ slope, told.precision)
        (mean,), (sd,) = _common_value(left, np.ones((1, len(people))), packaged, worth)
        weighed = apart / (1.0 / told.precision + sd**2)[:, None]
        slope = np.linalg.solve(weighed.T @ apart + np.eye(len(names)) / TRAIT_SD**2, weighed.T @ (told.value - mean))
    of_traits = {"traits": names, "trait_mean": centre, "trait_sd": spread, "trait_slope": slope}
    return {"level_mean": float(mean), "level_sd": float(sd), **of_traits}


def _common_effect(people: Sequence[Person], part: np.ndarray, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Mean and SD (F, 3) over people of the fast, next and later effect of the input `name`."""
    nothing = Told(np.zeros(EFFECTS), np.zeros(EFFECTS))
    told = _stacked([one.effects.get(name, nothing) for one in people])
    return _common_value(told, part, (0.0, priors()["effect_size"].median), (EFFECT_WORTH, SD_WORTH))


def _common_use(people: Sequence[Person]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The use of the scale and the trust in the ways of forecasting to begin with.

    Everybody's counts as shares, those of short diaries less, so that no long diary speaks for all.
    """
    used, expected = np.zeros((2, *people[0].use.used.shape))
    counts, trusted = np.zeros_like(people[0].use.counts), np.zeros((*people[0].use.counts.shape[:2], 1))
    total = 0.0
    for one in people:
        ratings = one.use.expected.sum()
        if ratings > 0.0:
            share = ratings / (ratings + FEW_RATINGS)
            used += share * one.use.used / ratings
            expected += share * one.use.expected / ratings
            total += share
        rows = one.use.counts.sum(axis=2, keepdims=True)
        counts += one.use.counts / (rows + FEW_RATINGS)
        trusted += rows / (rows + FEW_RATINGS)
    worth = USE_WORTH / (total + FEW_PEOPLE)
    return used * worth, expected * worth, counts * TRUST_WORTH / (trusted + FEW_PEOPLE)
