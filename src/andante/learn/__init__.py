"""One person's response, day by day: learned from a diary, kept as a value, asked for forecasts and risks.

`andante.learn` is this package and the verb at once: see docs/decisions/004-callable-packages.md.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from andante.learn.belief import Belief as Belief
    from andante.learn.filter import learn as learn
    from andante.learn.filter import update as update
    from andante.learn.outlook import CastDay as CastDay
    from andante.learn.outlook import Forecast as Forecast
    from andante.learn.outlook import forecast as forecast
    from andante.learn.pooling import population as population
    from andante.learn.populations import Population as Population
    from andante.learn.targets import learn_all as learn_all

_HOMES = {
    "Belief": "andante.learn.belief",
    "CastDay": "andante.learn.outlook",
    "Forecast": "andante.learn.outlook",
    "Population": "andante.learn.populations",
    "forecast": "andante.learn.outlook",
    "learn": "andante.learn.filter",
    "learn_all": "andante.learn.targets",
    "population": "andante.learn.pooling",
    "update": "andante.learn.filter",
}

__all__ = [*_HOMES]  # noqa: PLE0604 - every key is a str


def __getattr__(name: str) -> Any:
    # Loaded when used: reading the flare rule or a name must not load JAX.
    if name not in _HOMES:
        raise AttributeError(f"andante.learn has no {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


class _Verb(ModuleType):
    """Lets the package be called: once a submodule is imported, `andante.learn` is the package, not the function."""

    def __call__(self, *args: Any, **options: Any) -> Any:
        return self.learn(*args, **options)


sys.modules[__name__].__class__ = _Verb
