"""What the tests of the planner share: situations and diaries built in one line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest

from andante.plan.guards import Question
from andante.plan.limits import Limits
from andante.plan.situation import Flare, Situation
from andante.records import Diary, Entry

ON = dt.date(2026, 3, 5)
Number = float | None


def _series(values: Sequence[Number], on: dt.date) -> dict[dt.date, float]:
    """The last value is that of the day before `on`; None is a missing day."""
    first = on - dt.timedelta(days=len(values))
    return {first + dt.timedelta(days=i): value for i, value in enumerate(values) if value is not None}


def situation(
    *,
    load: Sequence[Number] | Mapping[str, Sequence[Number]] | None = None,
    pain: Sequence[Number] | None = None,
    on: dt.date = ON,
    **more: object,
) -> Situation:
    """Seven level weeks of load 20 and pain 4, unless told otherwise."""
    load = [20.0] * 49 if load is None else load
    pain = [4.0] * 49 if pain is None else pain
    groups = load if isinstance(load, Mapping) else {"neck_shoulders": load}
    given: dict[str, object] = {"last_rated_h": 10.0, **more}
    return Situation(
        on=on,
        loads={group: _series(values, on) for group, values in groups.items()},
        pain=_series(pain, on),
        **given,  # type: ignore[arg-type]
    )


def question(limits: Limits | None = None, *, red_flags: tuple[str, ...] = (), **about: object) -> Question:
    """A question about such a situation."""
    last_safe = about.pop("last_safe", None)
    return Question(situation(**about), limits or Limits(), last_safe, red_flags)  # type: ignore[arg-type]


def flare(first_ago: int, last_ago: int | None, on: dt.date = ON) -> Flare:
    """A flare that began `first_ago` days before the planning day and whose last day was `last_ago` days before it."""
    return Flare(on - dt.timedelta(days=first_ago), None if last_ago is None else on - dt.timedelta(days=last_ago))


def flat_risk(p: float) -> Callable[[Mapping[str, np.ndarray]], np.ndarray]:
    """A risk that load does not change."""
    return lambda planned: np.full(len(next(iter(planned.values()))), p)


def rising_risk(base: float, per_unit: float) -> Callable[[Mapping[str, np.ndarray]], np.ndarray]:
    """A risk that grows with the sum of all loads."""
    return lambda planned: base + per_unit * np.sum(list(planned.values()), axis=0)


def diary(rows: Mapping[dt.date | dt.datetime, Mapping[str, float]], **more: object) -> Diary:
    """A diary of `rows`."""
    entries = tuple(Entry(at, dict(values)) for at, values in rows.items())
    columns = tuple(dict.fromkeys(column for values in rows.values() for column in values))
    return Diary(entries, columns, **more)  # type: ignore[arg-type]


class Build:
    """The builders above, as one fixture (pytest's importlib mode has no imports between test files)."""

    on = ON
    situation = staticmethod(situation)
    question = staticmethod(question)
    flare = staticmethod(flare)
    flat_risk = staticmethod(flat_risk)
    rising_risk = staticmethod(rising_risk)
    diary = staticmethod(diary)


@pytest.fixture(scope="session")
def build() -> Build:
    return Build()
