"""What one diary tells of people in general: its part of a prior for others. How the parts are joined: `pooling`.

The level and the effects are linear and Gaussian given the rest, so of each there is a value with its precision; of the
nonlinear parameters there are the particles.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from andante.learn import particles
from andante.learn.belief import Belief
from andante.learn.filter import work
from andante.learn.model import theta_of
from andante.learn.populations import PARAMETERS, inputs_of, traits_of
from andante.learn.priors import BASE, EFFECTS, LEVEL_PRIOR_MEAN, LEVEL_PRIOR_SD, PersonPrior, Shape
from andante.learn.timeline import Timeline, timeline
from andante.learn.track import track
from andante.records import Diary

OWN = ("effect_size", "capacity")
"""Kinds of parameters of which each exposure has one for itself."""
LEVEL_STEP = 3.0  # points; any step would do


class Draws(NamedTuple):
    """What one person's particles say of the nonlinear parameters, each of P kinds.

    `once`, `squared` (K, P): sums of the logarithms and of their squares over the parameters of a kind (a capacity for
    each load); `kinds` (P,): how many parameters that are, 0 for a kind that this diary tells nothing of.
    """

    once: np.ndarray
    squared: np.ndarray
    kinds: np.ndarray


class Told(NamedTuple):
    """A value with its precision (0: nothing is told)."""

    value: np.ndarray
    precision: np.ndarray


class Habits(NamedTuple):
    """Of a person's use of the scale (`Use`) what others may begin with."""

    used: np.ndarray
    expected: np.ndarray
    counts: np.ndarray


@dataclass(frozen=True)
class Person:
    """What one diary tells the others' prior. `level`: Told scalars; `effects`: Told (2,) by input."""

    key: str
    target: str
    days: int
    entries: int
    plain: Draws
    exposed: Draws
    level: Told
    effects: dict[str, Told]
    use: Habits
    traits: dict[str, float]


def person_of(diary: Diary, target: str, *, seed: int = 0, count: int = particles.PARTICLES) -> Person:
    """Learn `diary` from the packaged prior, with `count` particles, and keep what it tells the others' prior."""
    line = timeline(diary, target)
    _, belief = work(diary, target, seed=seed, line=line, count=count, keep=False)
    key = f"{diary.person!r} {belief.diary_digest}"
    rng = np.random.default_rng(int.from_bytes(hashlib.sha256(f"{key} {seed}".encode()).digest()[:8]))
    known = [j for j in range(len(line.exposures)) if not np.isnan(belief.unit[j])]
    return Person(
        key=key,
        target=target,
        days=belief.days,
        entries=belief.entries,
        plain=_draws(belief.level, rng, BASE, {}),
        exposed=_draws(belief.exposed, rng, PARAMETERS if known else (), _own_rows(belief.shape, known)),
        level=_level(belief, line),
        effects=_effects(belief, known),
        use=Habits(belief.use.used, belief.use.expected, belief.use.counts),
        traits=traits_of(diary),
    )


def _own_rows(shape: Shape, known: Sequence[int]) -> dict[str, list[int]]:
    """Where the parameters lie that each exposure has for itself, of those that this diary tells of."""
    names = shape.names
    loads = [j for j in known if j < shape.loads]
    return {
        "effect_size": [names.index(f"effect_size.{j}") for j in known],
        "capacity": [names.index(f"capacity.{j}") for j in loads],
    }


def _draws(
    group: particles.Particles, rng: np.random.Generator, kinds: Sequence[str], own: Mapping[str, Sequence[int]]
) -> Draws:
    """Evenly weighted particles by kind of parameter; `own` are the rows of kinds that each exposure has for itself."""
    logs, weight = group.logs, np.exp(group.log_weight)
    points = (np.arange(weight.size) + rng.random()) / weight.size
    chosen = rng.permutation(np.minimum(np.searchsorted(np.cumsum(weight), points), weight.size - 1))
    logs = logs[:, chosen]
    once, squared = np.zeros((2, weight.size, len(PARAMETERS)))
    kinds_of = np.zeros(len(PARAMETERS))
    for at, name in enumerate(PARAMETERS):
        rows = list(own.get(name, [] if name in OWN else [at]))
        if name in kinds and rows:
            once[:, at], squared[:, at] = logs[rows].sum(axis=0), (logs[rows] ** 2).sum(axis=0)
            kinds_of[at] = len(rows)
    return Draws(once, squared, kinds_of)


def _level(belief: Belief, line: Timeline) -> Told:
    """What the diary tells of the level at its first entry.

    Given the parameters the log likelihood is a parabola in the mean of the level's prior, so three values of it give
    the parabola exactly; its precision is that of data and prior together.
    """
    road, logs = track(line.without_exposures(), 1), belief.level.logs
    mean, sd = Shape().log_prior()
    shape, none = Shape(evening=belief.shape.evening), np.zeros(0)

    def likelihood(at: float) -> np.ndarray:
        prior = PersonPrior(mean, sd, np.asarray(at), np.asarray(LEVEL_PRIOR_SD), none, none)
        return particles.replay(logs, road, len(line), shape, prior)[1]

    low, middle, high = (likelihood(LEVEL_PRIOR_MEAN + step) for step in (-LEVEL_STEP, 0.0, LEVEL_STEP))
    slope = (high - low) / (2.0 * LEVEL_STEP)
    curve = np.maximum(-(high - 2.0 * middle + low) / LEVEL_STEP**2, 1e-9)
    spread = np.maximum(1.0 / curve - LEVEL_PRIOR_SD**2, 1e-4)  # of the value that the data alone would tell
    return _averaged(LEVEL_PRIOR_MEAN + slope / curve, 1.0 / spread, np.exp(belief.level.log_weight))


def _averaged(value: np.ndarray, precision: np.ndarray, weight: np.ndarray) -> Told:
    """One value and precision from those of each particle (..., N); the particles' disagreement is no precision."""
    total = (weight * precision).sum(axis=-1)
    mean = (weight * precision * value).sum(axis=-1) / np.maximum(total, 1e-12)
    apart = (weight * precision * (value - mean[..., None]) ** 2).sum(axis=-1) / np.maximum(total, 1e-12)
    return Told(mean, total / (1.0 + apart * total))


def _effects(belief: Belief, known: Sequence[int]) -> dict[str, Told]:
    """What the diary tells of the three effects of each input that every diary has, the others as unsure as they are.

    Posterior precision = prior precision + what the data tell, exactly so given the parameters.
    """
    inputs, loads = belief.shape.inputs, belief.shape.loads
    if not known:
        return {}
    theta, state = theta_of(belief.exposed.logs, belief.shape), belief.exposed.state
    weight = np.exp(belief.exposed.log_weight)
    before = np.tile(theta.effect_size**2 * (1.0 + theta.effect_drift**2 * belief.last_time), (belief.shape.effects, 1))
    var = np.einsum("nii->in", state.cov)[2:]
    precision = np.maximum(1.0 / np.maximum(var, 1e-12) - 1.0 / before, 1e-9)
    value = state.mean.T[2:] / np.maximum(var, 1e-12) / precision
    told = _averaged(value, precision, weight)
    names = inputs_of(belief.exposures, loads)
    rows = [at for at in range(inputs) if (at if at < loads else at - loads) in known and belief.exposed.state.seen[at]]
    return {names[at]: Told(*(part[at::inputs][:EFFECTS] for part in told)) for at in rows}
