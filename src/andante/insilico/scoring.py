"""What came of a life under a policy, and the mean of many with an interval over seeds. Not what must hold (`gate`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any, Final, Literal

import numpy as np

from andante.insilico.living import Course, One

State = Literal["done", "failed", "empty"]
OUTCOMES: Final = (
    "flare_days",
    "flare_days_expected",
    "pain_median",
    "pain_mean",
    "valued_minutes_per_day",
    "strength_change_percent",
    "load_per_day",
)
RESAMPLES: Final = 2000
DIGITS: Final = 3


@dataclass(frozen=True, slots=True)
class Score:
    """One run. `state`: done; failed (the adviser or the numbers came to nothing, `why` says how); empty (nothing was
    ever written down, so that there was nothing to advise from). Only what is done has `numbers`.

    flare_days: days of a flare of the body itself, not of the diary's rule. flare_days_expected: those that its hazard
    made likely, day by day, without the luck of the die. pain: the day's rating before it is
    rounded, 0-10. valued_minutes_per_day: of what is valued, less what was broken off for pain. strength: all muscles'
    mean. barred_share: of its plans, with how many steps up were out for good (ME/CFS, malaise, repeated delayed
    worsening, by wish); None without such plans.
    """

    person: str
    archetype: str
    number: int
    seed: int
    policy: str
    fault: str
    state: State
    numbers: dict[str, float]
    guard_breaks: tuple[str, ...] = ()
    why: str | None = None
    barred_share: float | None = None


def scores_of(course: Course) -> list[Score]:
    """The score of each life of a course."""
    return [_score(course, i, one) for i, one in enumerate(course.ones)]


def _score(course: Course, i: int, one: One) -> Score:
    numbers = {
        "flare_days": float(course.in_flare[:, i].sum()),
        "flare_days_expected": float(course.flares_to_come[:, i].sum()),
        "pain_median": float(np.median(course.pain[:, i])),
        "pain_mean": float(course.pain[:, i].mean()),
        "valued_minutes_per_day": float(course.valued_min[:, i].mean()),
        "strength_change_percent": float(100.0 * np.expm1(course.strength[1, i] - course.strength[0, i])),
        "load_per_day": float(course.load[:, i].mean()),
    }
    wrong = one.wrong
    if wrong is None and not np.isfinite(list(numbers.values())).all():
        wrong = f"numbers that are none: {numbers}"
    state: State = "failed" if wrong else "done" if one.entries else "empty"
    person = one.person
    return Score(
        person.name, person.archetype, person.number, person.seed, one.policy.name, one.fault.name, state,
        numbers if state == "done" else {}, tuple(one.adviser.broken), wrong,
        fmean(one.adviser.barred) if one.adviser.barred else None,
    )  # fmt: skip


@dataclass(frozen=True)
class Table:
    """Scores, and what they say about groups of them."""

    scores: tuple[Score, ...]

    def where(self, **wanted: object) -> Table:
        """The scores whose fields are as wanted."""
        return Table(tuple(s for s in self.scores if all(getattr(s, k) == v for k, v in wanted.items())))

    def values(self, name: str) -> list[Any]:
        """The different values of a field, in order of appearance."""
        return list(dict.fromkeys(getattr(score, name) for score in self.scores))

    @property
    def done(self) -> list[Score]:
        """The runs that came to an end."""
        return [score for score in self.scores if score.state == "done"]

    def runs(self) -> dict[str, int]:
        """How many runs are done, failed and empty."""
        return {state: sum(score.state == state for score in self.scores) for state in ("done", "failed", "empty")}

    def mean(self, outcome: str) -> dict[str, Any]:
        """Mean of an outcome over everybody, with a 95 % interval over seeds."""
        return spread_over_seeds([(s.number, (s.numbers[outcome],)) for s in self.done], lambda m: m[..., 0])

    def pairs(self, policy: str, other: str) -> list[tuple[Score, Score]]:
        """The runs of the same people and faults under two policies, where both are done."""
        theirs = {(s.person, s.fault): s for s in self.done if s.policy == other}
        mine = [s for s in self.done if s.policy == policy]
        return [(s, theirs[s.person, s.fault]) for s in mine if (s.person, s.fault) in theirs]

    def difference(self, policy: str, other: str, outcome: str) -> dict[str, Any]:
        """By how much an outcome is higher under `policy` than under `other`, the same people."""
        pairs = self.pairs(policy, other)
        rows = [(a.number, (a.numbers[outcome] - b.numbers[outcome],)) for a, b in pairs]
        return spread_over_seeds(rows, lambda m: m[..., 0])

    def percent(self, policy: str, other: str, outcome: str) -> dict[str, Any]:
        """By how many per cent the mean of an outcome is higher under `policy` than under `other`, the same people."""
        pairs = self.pairs(policy, other)
        rows = [(a.number, (a.numbers[outcome], b.numbers[outcome])) for a, b in pairs]
        return spread_over_seeds(rows, _percent)


def _percent(means: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(100.0 * (means[..., 0] / means[..., 1] - 1.0))


def spread_over_seeds(
    rows: Iterable[tuple[int, Sequence[float]]], of: Callable[[np.ndarray], np.ndarray]
) -> dict[str, Any]:
    """`of` the means of the columns of `rows` (seed, numbers), with a 95 % interval: seeds are drawn anew, whole, for
    the people of one seed share body and luck. None where there is no number, and no interval from a single seed.
    """
    by_seed: dict[int, list[Sequence[float]]] = {}
    for seed, numbers in rows:
        by_seed.setdefault(seed, []).append(numbers)
    if not by_seed:
        return {"mean": None, "ci95": [None, None]}
    sums = np.array([np.sum(each, axis=0) for each in by_seed.values()], float)
    counts = np.array([len(each) for each in by_seed.values()], float)
    mean = _number(of(sums.sum(axis=0) / counts.sum()))
    if len(by_seed) == 1 or mean is None:
        return {"mean": mean, "ci95": [None, None]}
    drawn = np.random.default_rng(len(by_seed)).integers(len(by_seed), size=(RESAMPLES, len(by_seed)))
    again = of(sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)[:, None])
    known = again[np.isfinite(again)]
    if not known.size:
        return {"mean": mean, "ci95": [None, None]}
    return {"mean": mean, "ci95": [_number(edge) for edge in np.quantile(known, (0.025, 0.975))]}


def _number(value: Any) -> float | None:
    return round(float(value), DIGITS) + 0.0 if np.isfinite(value) else None
