"""andante: learns how one person's pain answers to what they do, and paces them.

The public names are loaded when they are used, so that `import andante` stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from andante.body.simulate import VirtualPerson as VirtualPerson
    from andante.body.simulate import virtual_people as virtual_people
    from andante.errors import AndanteError as AndanteError
    from andante.exchange.diary_csv import read_diary as read_diary
    from andante.exchange.diary_csv import read_people as read_people
    from andante.exchange.diary_csv import write_diary as write_diary
    from andante.learn import Belief as Belief
    from andante.learn import Forecast as Forecast
    from andante.learn import forecast as forecast
    from andante.learn import learn as learn
    from andante.learn import update as update
    from andante.plan import Limits as Limits
    from andante.plan import Plan as Plan
    from andante.plan import plan as plan
    from andante.records import Diary as Diary
    from andante.records import Entry as Entry

_HOMES = {
    "AndanteError": "andante.errors",
    "Belief": "andante.learn",
    "Diary": "andante.records",
    "Entry": "andante.records",
    "Forecast": "andante.learn",
    "Limits": "andante.plan",
    "Plan": "andante.plan",
    "VirtualPerson": "andante.body.simulate",
    "forecast": "andante.learn",
    "learn": "andante.learn",
    "plan": "andante.plan",
    "read_diary": "andante.exchange.diary_csv",
    "read_people": "andante.exchange.diary_csv",
    "update": "andante.learn",
    "virtual_people": "andante.body.simulate",
    "write_diary": "andante.exchange.diary_csv",
}

__all__ = [*_HOMES, "__version__"]  # noqa: PLE0604 - every key is a str


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"andante has no {name!r}; it has {', '.join(sorted(_HOMES))}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
