"""Who takes part: every archetype with the same seeds. Not how anybody lives or is advised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from andante.arrays import jax
from andante.body.archetypes import archetypes
from andante.body.life import Life, begin
from andante.body.parameters import packaged
from andante.body.people import draw
from andante.body.simulate import people_living
from andante.errors import InputError

GROUP = "fm"


@dataclass(frozen=True, slots=True)
class Person:
    """One virtual person: a body, drawn by `seed` of the trial and `number`, that lives as `archetype`.

    People of the same number have the same body and the same luck in every archetype and under every policy and fault.
    """

    archetype: str
    number: int
    seed: int

    @property
    def name(self) -> str:
        """How the person is called in answers."""
        return f"{self.archetype} {self.number + 1}"

    @property
    def valued(self) -> tuple[str, ...]:
        """What the person values: the activities that bend, for these are done by choice. In the order of the day."""
        return tuple(dict.fromkeys(block.do for block in archetypes()[self.archetype].block if block.bends))


def cohort(count: int, kinds: Sequence[str] = (), *, seed: int = 0) -> tuple[Person, ...]:
    """`count` people, the archetypes in turn. Raises InputError for an unknown archetype, or nobody."""
    if count < 1:
        raise InputError(f"people: found {count}, allowed are whole numbers from 1 on")
    known = tuple(archetypes())
    for kind in kinds:
        if kind not in known:
            raise InputError(f"archetypes: found {kind!r}, allowed are {', '.join(known)}")
    chosen = tuple(dict.fromkeys(kinds)) or known
    return tuple(Person(chosen[i % len(chosen)], i // len(chosen), seed) for i in range(count))


def born(persons: Sequence[Person]) -> Life:
    """The bodies of `persons`, who share the trial's seed, on the first morning of what we see of their lives."""
    drawn = draw(GROUP, [person.number for person in persons], seed=persons[0].seed, table=packaged())
    return begin(people_living([person.archetype for person in persons], drawn))


def copied(life: Life, places: Sequence[int]) -> Life:
    """The lives at `places` of the batch, also several times: what happens to a copy is its own affair."""
    index = np.asarray(places)
    traits, bodies, centre, training = jax.tree.map(
        lambda x: np.asarray(x)[..., index], (life.traits, life.bodies, life.centre, life.training)
    )
    return Life(life.people.take(index), traits, life.constants, bodies, centre, training, life.day)
