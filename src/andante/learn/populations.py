"""What many people's diaries make likely of one more person, as a value that can be kept. How it is learned: `pooling`.

It holds no diary and nobody's own numbers: means and spreads over people, and how people of this kind use the scale.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np

from andante.errors import BeliefError
from andante.learn.ladder import BINS, GAPS
from andante.learn.priors import BASE, EFFECTS, EXPOSED, PersonPrior, Shape, model_digest
from andante.learn.scale_use import COMPONENTS, ScaleUse
from andante.records import Diary

MANY_PEOPLE = 150  # more than these share a prior so sure that half the particles tell a person the same
POPULATION_VERSION = 2  # 1: before the seven ways of forecasting
PARAMETERS = (*BASE, *EXPOSED, "effect_size", "capacity")
MOST_SDS = 2.0  # of a trait: what is known of 30 to 60 years says little of 95
SHAPES = {
    "plain": (2, len(BASE)),
    "exposed": (2, len(PARAMETERS)),
    "effect_mean": (None, EFFECTS),
    "effect_sd": (None, EFFECTS),
    "trait_mean": (None,),
    "trait_sd": (None,),
    "trait_slope": (None,),
    "used": (BINS,),
    "expected": (BINS,),
    "counts": (GAPS, 2, len(COMPONENTS)),
}


def inputs_of(exposures: Sequence[str], loads: int) -> tuple[str, ...]:
    """The names of the model's inputs in their order: loads, what of them lies above capacity, and the others."""
    above = tuple(f"{name} above capacity" for name in exposures[:loads])
    return (*exposures[:loads], *above, *exposures[loads:])


def traits_of(diary: Diary) -> dict[str, float]:
    """The traits of a person as written in the first entry: one that comes later must change no earlier forecast."""
    return {name: value for name, value in diary.entries[0].values.items() if name.startswith("trait.")}


@dataclass(frozen=True, eq=False)  # populations are compared by their digest
class Population:
    """A prior of `target`, learned from `people` diaries of together `days` days and `entries` ratings.

    `plain` (2, 4), `exposed` (2, 8): mean and SD of the logarithms of the nonlinear parameters, in the order of
    `PARAMETERS`, without and with exposures. `level_mean`, `level_sd`: of the level at the first entry, in points, for
    one of mean traits; `trait_slope` (traits,): what one `trait_sd` above `trait_mean` adds to it.
    `effect_mean`, `effect_sd` (inputs, 3): of the fast, next and later effect of each of `inputs`, in points per own
    unit.
    `used`, `expected` (BINS,) and `counts` (GAPS, 2, 7): a few ratings' worth of the others' use of the scale and of
    their trust in the ways of forecasting, as in `ScaleUse`.
    """

    target: str
    model: str
    people: int
    days: int
    entries: int
    level_mean: float
    level_sd: float
    plain: np.ndarray
    exposed: np.ndarray
    traits: tuple[str, ...]
    trait_mean: np.ndarray
    trait_sd: np.ndarray
    trait_slope: np.ndarray
    inputs: tuple[str, ...]
    effect_mean: np.ndarray
    effect_sd: np.ndarray
    used: np.ndarray
    expected: np.ndarray
    counts: np.ndarray

    def __post_init__(self) -> None:
        for name, allowed in SHAPES.items():
            shape = np.shape(getattr(self, name))
            many = len(self.traits if name.startswith("trait") else self.inputs)
            wanted = tuple(many if size is None else size for size in allowed)
            if shape != wanted:
                raise ValueError(f"population: {name}: found shape {shape}, allowed is {wanted}")
            getattr(self, name).setflags(write=False)

    @cached_property
    def digest(self) -> str:
        """Digest of all that it says."""
        return hashlib.sha256(json.dumps(self._body()).encode()).hexdigest()[:16]

    @property
    def scale_use(self) -> ScaleUse:
        """The use of the scale to begin with, before the first rating."""
        return ScaleUse.empty()._replace(used=self.used, expected=self.expected, counts=self.counts)

    def prior_of(self, shape: Shape, exposures: Sequence[str], traits: Mapping[str, float]) -> PersonPrior:
        """The prior of a person of these `traits` whose diary has these `exposures`.

        Exposures that the others have not stay as they were; a trait that is not known is taken as the others' mean.
        """
        logs = self.exposed if shape.inputs else self.plain
        columns = [PARAMETERS.index(name.split(".")[0]) for name in shape.names]
        mean, sd = np.zeros((shape.effects, shape.inputs)), np.full((shape.effects, shape.inputs), np.nan)
        for at, name in enumerate(inputs_of(exposures, shape.loads)):
            if name in self.inputs:
                mean[:EFFECTS, at] = self.effect_mean[self.inputs.index(name)]
                sd[:EFFECTS, at] = self.effect_sd[self.inputs.index(name)]
        level = (np.asarray(self.level_mean + self.of_traits(traits)), np.asarray(self.level_sd))
        return PersonPrior(logs[0, columns], logs[1, columns], *level, mean.ravel(), sd.ravel())

    def of_traits(self, traits: Mapping[str, float]) -> float:
        """What a person's traits add to the level that is expected of them; none lies further out than two SD."""
        known = [(traits[name] - self.trait_mean[i]) / self.trait_sd[i] if name in traits else 0.0
                 for i, name in enumerate(self.traits)]  # fmt: skip
        return float(np.clip(known, -MOST_SDS, MOST_SDS) @ self.trait_slope)

    def _body(self) -> dict[str, Any]:
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in values.items()}

    def to_json(self) -> str:
        """The population as JSON text; every number is kept exactly."""
        return json.dumps({"andante_population": POPULATION_VERSION, "check": self.digest, **self._body()})

    @classmethod
    def from_json(cls, text: str) -> Population:
        """The population that `to_json` wrote. Raises BeliefError for another version or model, or damaged text."""
        try:
            body = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise BeliefError(f"population: found no JSON ({error}), allowed is what to_json wrote") from None
        version = body.pop("andante_population", None) if isinstance(body, dict) else None
        if version != POPULATION_VERSION:
            older = isinstance(version, int) and version < POPULATION_VERSION
            kind = "one made by an older version of andante" if older else f"another version, {version!r}"
            raise BeliefError(f"population: found {kind}, allowed is {POPULATION_VERSION}; learn it again")
        if body.get("model") != model_digest():
            raise BeliefError(f"population: found model {body.get('model')!r}, this is {model_digest()!r}; learn again")
        check = body.pop("check", None)
        try:
            read: dict[str, Any] = {**body, "inputs": tuple(body["inputs"]), "traits": tuple(body["traits"])}
            read |= {name: np.array(body[name], float).reshape(_shape(name, body)) for name in SHAPES}
            found = cls(**read)
        except (KeyError, TypeError, ValueError) as error:
            raise BeliefError(f"population: damaged at {error}; learn it again from the diaries") from None
        if found.digest != check:
            raise BeliefError("population: damaged, its check sum is another; learn it again from the diaries")
        return found


def _shape(name: str, body: dict[str, Any]) -> tuple[int, ...]:
    """The shape of an array in a kept population: an empty one has lost its second axis as a list."""
    many = len(body["traits" if name.startswith("trait") else "inputs"])
    return tuple(many if size is None else size for size in SHAPES[name])


def traits_read(population: Population | None, diary: Diary) -> list[tuple[str, float]]:
    """The traits of a diary that `population` expects anything of, in order; none without one."""
    return sorted((name, value) for name, value in traits_of(diary).items() if population and name in population.traits)


def others_digest(population: Population | None) -> str | None:
    """The digest of a population, None without one."""
    return None if population is None else population.digest
