"""The packaged table of constants: each with unit, spread, source, and whether it is published, derived, assumed or
fitted. Reading it; not drawing people from it (`people`).
"""

from __future__ import annotations

import csv
import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Final, Literal, cast, get_args

from andante.body.protocol import GROUPS
from andante.errors import Fault

Distribution = Literal["fixed", "lognormal", "normal"]
Status = Literal["published", "derived", "assumed", "fitted"]
EVERYBODY: Final = "all"


@dataclass(frozen=True, slots=True)
class Constant:
    """One row: `value` in `unit` (median when log-normal, mean when normal), and how it is spread between people.

    `prior` and `prior_sd`, in the same unit, are what was believed of a fitted value before.
    """

    parameter: str
    group: str
    value: float
    unit: str
    distribution: Distribution
    spread: float
    status: Status
    prior: float | None
    prior_sd: float | None
    source: str
    meaning: str

    @property
    def key(self) -> str:
        """`parameter@group`, or the parameter alone where it is everybody's."""
        return self.parameter if self.group == EVERYBODY else f"{self.parameter}@{self.group}"


@dataclass(frozen=True)
class Table:
    """All constants, by key. A value: `with_values` gives another table."""

    rows: Mapping[str, Constant]

    def constant(self, parameter: str, group: str) -> Constant:
        """The row of `parameter` for `group`, else everybody's. Raises Fault when there is none."""
        row = self.rows.get(f"{parameter}@{group}", self.rows.get(parameter))
        if row is None:
            raise Fault(f"parameters.csv has no {parameter} for {group}")
        return row

    def value(self, parameter: str, group: str = EVERYBODY) -> float:
        """The value of `parameter` for `group`."""
        return self.constant(parameter, group).value

    def spread(self, row: Constant) -> float:
        """How much the value of `row` differs between people: its own spread, or that of a row of its own."""
        own = self.rows.get(f"{row.parameter}.spread@{row.group}", self.rows.get(f"{row.parameter}.spread"))
        return row.spread if own is None else own.value

    def spread_names(self) -> tuple[str, ...]:
        """The parameters that differ between people, in the order of the table."""
        return tuple(dict.fromkeys(row.parameter for row in self.rows.values() if row.distribution != "fixed"))

    def fitted(self) -> tuple[Constant, ...]:
        """The rows that calibration may set."""
        return tuple(row for row in self.rows.values() if row.status == "fitted")

    def with_values(self, values: Mapping[str, float]) -> Table:
        """The table with other values under the keys given. Raises KeyError for a key that it has not."""
        changed = {key: replace(self.rows[key], value=float(value)) for key, value in values.items()}
        return Table({**self.rows, **changed})


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def parsed(lines: Iterable[str]) -> Table:
    """A table read from the lines of a CSV file. Raises Fault, naming the line, for a row that is wrong."""
    rows: dict[str, Constant] = {}
    for number, row in enumerate(csv.DictReader(lines), 2):
        try:
            constant = _constant(row)
            _check(constant)
            _must(constant.key not in rows, f"{constant.key} stands twice")
        except (KeyError, TypeError, ValueError) as error:
            raise Fault(f"parameters.csv:{number}: {error}") from None
        rows[constant.key] = constant
    return Table(rows)


def _constant(row: Mapping[str, str]) -> Constant:
    return Constant(
        row["parameter"], row["group"], float(row["value"]), row["unit"], cast("Distribution", row["distribution"]),
        float(row["spread"] or 0.0), cast("Status", row["status"]), _number(row["prior"]), _number(row["prior_sd"]),
        row["source"], row["meaning"],
    )  # fmt: skip


def _must(holds: bool, words: str) -> None:
    if not holds:
        raise ValueError(words)


def _check(one: Constant) -> None:
    """Raise ValueError for a row that cannot be meant."""
    _must(one.distribution in get_args(Distribution), f"distribution: found {one.distribution!r}")
    _must(one.status in get_args(Status), f"status: found {one.status!r}")
    _must(one.group in (EVERYBODY, *GROUPS), f"group: found {one.group!r}")
    _must(math.isfinite(one.value), f"value: found {one.value}")
    _must(one.distribution != "lognormal" or one.value > 0.0, "value: a log-normal one lies above 0")
    spread = one.spread >= 0.0 and (one.spread > 0.0) == (one.distribution != "fixed")
    _must(spread, "a spread goes with a distribution")
    given = (one.prior is not None, one.prior_sd is not None)
    _must(given == ((one.status == "fitted"),) * 2, "what is fitted has a prior and its SD, and nothing else")
    _must(bool(one.unit), "unit: found nothing")
    _must(bool(one.source) or one.status not in ("published", "derived"), "source: found nothing")


@cache
def packaged() -> Table:
    """The table that andante ships."""
    return parsed((files("andante.body") / "parameters.csv").read_text("utf-8").splitlines())


@cache
def correlations() -> tuple[tuple[str, str, float], ...]:
    """Pairs of parameters and the correlation between people of their (log) values."""
    lines = (files("andante.body") / "correlations.csv").read_text("utf-8").splitlines()
    return tuple((row["one"], row["other"], float(row["r"])) for row in csv.DictReader(lines))


def digest(table: Table) -> str:
    """A digest of all values and spreads: answers with another digest are answers of another body."""
    text = ";".join(f"{key}={row.value!r}/{row.spread!r}" for key, row in table.rows.items())
    return hashlib.sha256((text + repr(correlations())).encode()).hexdigest()[:16]
