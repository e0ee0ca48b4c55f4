"""Virtual people: each drawn from the table of constants by a seed and a number, so that nobody depends on who else is
drawn. Traits only, which do not change; what changes is the `state`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from zlib import crc32

import numpy as np

from andante.anatomy import MUSCLES
from andante.body.parameters import Constant, Table, correlations
from andante.body.sites import UNIT_MUSCLE

Vector = np.ndarray


@dataclass(frozen=True)
class People:
    """A batch of virtual people of one group. Arrays are (people,), of muscles (muscles, people).

    `spread` holds the drawn value of every parameter that differs between people; `table` the rest.
    """

    group: str
    seed: int
    numbers: Vector
    table: Table
    spread: dict[str, Vector]

    def __len__(self) -> int:
        return len(self.numbers)

    def get(self, parameter: str) -> Vector:
        """The value of `parameter` for each person: (people,)."""
        if parameter in self.spread:
            return self.spread[parameter]
        return np.full(len(self), self.table.value(parameter, self.group))

    def muscles(self, parameter: str) -> Vector:
        """The value of `parameter.<muscle>` for each muscle and person: (muscles, people)."""
        return np.stack([self.get(f"{parameter}.{muscle}") for muscle in MUSCLES])

    def units(self, parameter: str) -> Vector:
        """The same for each unit, muscle by side: (units, people)."""
        return np.asarray(self.muscles(parameter)[UNIT_MUSCLE])

    def strength_newton(self) -> Vector:
        """Maximal voluntary contraction of each unit: (units, people), in newton."""
        common = self.get("strength_common")
        return np.asarray(self.units("strength_newton") * self.units("strength_ratio") * common)

    def ppt_kpa(self, kinds: Sequence[str]) -> Vector:
        """Resting pressure pain threshold of kinds of site: (sites, people), in kPa."""
        common = self.get("ppt_common") * self.get("ppt_ratio")
        return np.stack([self.get(f"ppt_kpa.{kind}") * common for kind in kinds])

    def part(self, start: int, stop: int) -> People:
        """The people from `start` to `stop` of the batch."""
        return self.take(np.arange(start, min(stop, len(self))))

    def take(self, places: Vector) -> People:
        """The people at these places of the batch, also several times."""
        return replace(self, numbers=self.numbers[places], spread={k: v[places] for k, v in self.spread.items()})


def draw(group: str, numbers: Sequence[int] | Vector, *, seed: int, table: Table) -> People:
    """The people of `group` with these numbers. The same seed, group and number give the same person in any batch."""
    names = table.spread_names()
    z = np.stack([_normals(seed, group, int(number), len(names)) for number in numbers], axis=1)
    z = correlated(names) @ z
    rows = [table.constant(name, group) for name in names]
    spread = {row.parameter: _value(row, table.spread(row), own) for row, own in zip(rows, z, strict=True)}
    return People(group, seed, np.asarray(numbers), table, spread)


def _normals(seed: int, group: str, number: int, count: int) -> Vector:
    return np.random.default_rng((seed, crc32(group.encode()), number)).standard_normal(count)


def _value(row: Constant, spread: float, z: Vector) -> Vector:
    if row.distribution == "lognormal":
        return row.value * np.exp(spread * z)
    if row.distribution == "normal":
        return row.value + spread * z
    return np.full(z.shape, row.value)


@cache
def correlated(names: tuple[str, ...]) -> Vector:
    """The matrix that turns independent normals into ones correlated as `correlations.csv` says."""
    matrix = np.eye(len(names))
    for one, other, r in correlations():
        if one in names and other in names:
            i, j = names.index(one), names.index(other)
            matrix[i, j] = matrix[j, i] = r
    return np.linalg.cholesky(matrix)
