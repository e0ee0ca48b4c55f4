"""One model's particles on their way along a diary: many rows at a time, or a single one while other work is done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from andante.learn import particles
from andante.learn.model import State
from andante.learn.particles import Particles, Randomness, Row
from andante.learn.priors import PersonPrior, Shape
from andante.learn.timeline import Timeline
from andante.learn.track import Track, row_of, track


@dataclass(frozen=True)
class Walker:
    """The particles `group` of one model, and what they walk along: `line`, with forecasts `reach` steps ahead.

    `begun` is the row that they are being taken on by, if they set out for a single one.
    """

    group: Particles
    line: Timeline
    reach: int
    shape: Shape
    prior: PersonPrior | None
    random: Randomness
    begun: Row | None = None

    @cached_property
    def road(self) -> Track:
        """The whole line; a single row mostly does without."""
        return track(self.line, self.reach)

    def on_host(self) -> Particles:
        """The particles as NumPy arrays."""
        *rest, state = self.group
        return Particles(*map(np.asarray, rest), State(*map(np.asarray, state)))

    def set_out(self, span: tuple[int, int]) -> Walker:
        """Begun, where `span` is a single step: `through` then waits for the rest. Nothing yet for more steps."""
        if span[1] - span[0] > 1:
            return self
        return replace(
            self, begun=particles.one_row(self.group, row_of(self.line, self.reach, span[0]), shape=self.shape)
        )

    def through(self, span: tuple[int, int]) -> tuple[Walker, np.ndarray]:
        """Taken through the steps of `span`, and the forecasts made at each of them."""
        if self.begun is None:
            group, casts, _ = particles.work_through(
                self.random, self.group, self.road, span, shape=self.shape, prior=self.prior
            )
            return replace(self, group=group), casts
        group, cast = self.begun.particles, np.asarray(self.begun.cast)
        if bool(self.begun.worn):
            group, cast, _ = particles.rejuvenated(
                self.random(span[1]), group, self.road, span[1], self.shape, prior=self.prior
            )
        return replace(self, group=group, begun=None), cast[None]
