"""How a person uses the scale, and which way of forecasting has earned belief. A value and its steps.

People use few of a scale's values and keep to them. The forecast of a rating is therefore an opinion pool over tenths
of a point, made of seven components, the rungs of a ladder (`ladder`):

* `last value`: exactly the last rating;
* `recent days`: the ratings of late, newer ones counting more;
* `usual days`: all ratings so far, nearly alike;
* `level only`: a smoothed level and its own past misses;
* `level and carry-over`: the state-space model without exposures;
* `with weekdays`: that model, moved by how the days of the week have differed;
* `with exposures`: the model with exposures.

What the models say is tilted towards the values that this person really uses: each tenth is weighted by how often it
was used over how often the model expected it. The shares of the pool are learned online from forecasts made before the
fact, apart for each number of steps since the last rating and for whether the last two ratings were alike, in two ways
that are multiplied: expectation-maximisation of the log score (compare Geweke & Amisano 2011,
doi 10.1016/j.jeconom.2011.02.017), which sees what is likely, and an exponentiated gradient of the continuous ranked
probability score (compare Berrisch & Ziel 2023, doi 10.1016/j.jeconom.2021.11.008), which sees how far off the rest
lies. Last, the pool is recalibrated, slowly, by where past ratings fell in it (their probability integral transform,
spread evenly over ties: Czado et al. 2009, doi 10.1111/j.1541-0420.2009.01191.x).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from andante.learn import ladder
from andante.learn.ladder import (
    BINS,
    GAPS,
    LEARN_HORIZONS,
    PIT_BINS,
    RUNGS,
    WEEK,
    Made,
    Trust,
    Use,
    Waiting,
)

COMPONENTS = (
    "last value",
    "recent days",
    "usual days",
    "level only",
    "level and carry-over",
    "with weekdays",
    "with exposures",
)
FIRST_SHARES = np.array(
    [
        [0.06, 0.08, 0.42, 0.08, 0.20, 0.08, 0.08],  # one step after the last rating
        [0.04, 0.16, 0.40, 0.07, 0.18, 0.07, 0.08],  # two steps: the last value holds less
        [0.02, 0.20, 0.42, 0.06, 0.17, 0.06, 0.07],  # three and more
    ]
)
DOUBT = 5.0  # how strongly a drift beyond what chance makes takes from the usual days
PIT_PRIOR = 400.0  # ratings' worth of belief that the pool is calibrated
PIT_EDGES = np.linspace(0.0, 1.0, PIT_BINS + 1)
ROUNDING = 1e-9  # what another scale of the file may do to the last digits of a rating
NO_DAY = -1  # of the week: not known


def bin_of(value: float) -> int:
    """The tenth of a point that a 0-10 rating falls into; one right between two, give or take rounding, the upper."""
    return min(max(math.floor(value * 10.0 + 0.5 + ROUNDING), 0), BINS - 1)


def phase_of(days: float) -> int:
    """Which day of the person's week lies `days` after the first entry."""
    return math.floor(days + 1e-6) % WEEK


class Kept(NamedTuple):
    """What to keep of forecasts until their ratings come: of each of the next three steps its `rungs` (3, 7, BINS),
    their `pools` (3, BINS), and (3, 2) how they were `asked`, as in `Use`.
    """

    rungs: np.ndarray
    pools: np.ndarray
    asked: np.ndarray


class ScaleUse(Use):
    """What is known of a person's use of the scale after some steps. A value: a step makes another."""

    __slots__ = ()

    @staticmethod
    def empty() -> ScaleUse:
        """Before the first rating."""
        counts, waiting, nothing = np.zeros((GAPS, 2, RUNGS)), (LEARN_HORIZONS, LEARN_HORIZONS), np.zeros(BINS)
        levels, steps = ladder.LEVELS.size, ladder.LEVEL_HORIZONS
        return ScaleUse(
            used=nothing, expected=nothing, recent=nothing, usual=nothing, written=np.arange(BINS) / 10.0,
            counts=counts, regret=counts, loss=np.zeros(2), fell=np.zeros(PIT_BINS),
            now=np.array([np.nan, 0.0, 0.0, 0.0]), levels=np.full(levels, np.nan),
            levels_before=np.full((steps, levels), np.nan), missed=np.zeros((levels, steps, ladder.MISSES)),
            levels_lost=np.zeros(levels), day_missed=np.zeros(WEEK), day_count=np.zeros(WEEK),
            rungs=np.zeros((*waiting, RUNGS, BINS)), pools=np.zeros((*waiting, BINS)),
            asked=np.zeros((*waiting, 2), np.int64),
        )  # fmt: skip

    @property
    def last(self) -> float | None:
        """The last rating, if there was one."""
        last = float(self.now[ladder.NOW_LAST])
        return None if math.isnan(last) else last

    @property
    def alike(self) -> int:
        """Whether the last two ratings fell into the same tenth: 1 or 0."""
        return int(self.now[ladder.NOW_ALIKE])

    @property
    def since(self) -> int:
        """Steps since the last rating."""
        return int(self.now[ladder.NOW_SINCE])

    def foreseen(self, steps: int) -> np.ndarray | None:
        """The pools (steps, BINS) made at the last step for the next ones; None where so many were not made."""
        made = self.asked[0, :, 0] > 0
        return self.pools[0, :steps] if steps <= LEARN_HORIZONS and made.all() else None

    def weights(self, gap: int, alike: int) -> np.ndarray:
        """Shares (7,) of the components, `gap` steps after the last rating."""
        share = np.zeros(RUNGS)
        ladder.shares_of(self._own(), gap, alike, _trust(), share)
        return share

    def tilt(self) -> np.ndarray:
        """How much likelier each tenth is than the model alone would have it (BINS,)."""
        tilt = np.zeros(BINS)
        ladder.tilt_of(self._own(), tilt)
        return tilt

    def passed(self, rating: float | None, level_cast: np.ndarray | None, phase: int | None = None) -> ScaleUse:
        """After one more step with a `rating` (None = missing) on day `phase` of the week; `level_cast` (BINS,): what
        the plain model expected.
        """
        after = self._copied()
        if rating is None:
            ladder.pass_silence(after)
            return after
        plain = np.zeros(0) if level_cast is None else np.array(level_cast, float)
        last = -1 if self.last is None else bin_of(self.last)
        day = NO_DAY if phase is None else phase
        waiting = Waiting(plain, day, last, np.array(FIRST_SHARES), np.zeros((LEARN_HORIZONS, RUNGS)))
        ladder.pass_rating(after, rating, bin_of(rating), waiting)
        return after

    def pooled(
        self, level: np.ndarray, exposed: np.ndarray, phases: Sequence[int] | None = None
    ) -> tuple[np.ndarray, Kept]:
        """The pools (H, BINS) of the next H steps, from the masses (H, BINS) of the model without exposures, `level`,
        and the one with them, on days `phases` of the week; and what to keep of them.
        """
        steps = len(level)
        days = np.array([NO_DAY] * steps if phases is None else phases)
        made = Made(
            np.array(level, float), np.array(exposed, float), days, np.zeros((steps, RUNGS, BINS)),
            np.zeros((steps, BINS)), np.zeros(BINS), np.zeros(BINS), np.zeros(RUNGS),
        )  # fmt: skip
        ladder.pool(self._own(), made, -1 if self.last is None else bin_of(self.last), _trust())
        asked = np.array([(self.since + h + 1, self.alike) for h in range(LEARN_HORIZONS)])
        return made.pools, Kept(made.rungs[:LEARN_HORIZONS], made.pools[:LEARN_HORIZONS], asked)

    def cast(
        self, level: np.ndarray, exposed: np.ndarray, phases: Sequence[int] | None = None
    ) -> tuple[np.ndarray, Kept]:
        """Forecasts (H, BINS) of the next H steps from the masses (H, BINS) of both models, and what to keep."""
        pools, kept = self.pooled(level, exposed, phases)
        return self.recalibrated(pools), kept

    def recalibrated(self, pools: np.ndarray) -> np.ndarray:
        """Forecasts (H, BINS) with the shares of probability moved to where ratings really fell."""
        share = (self.fell + PIT_PRIOR / PIT_BINS) / (self.fell.sum() + PIT_PRIOR)
        reached = np.concatenate([[0.0], np.cumsum(share)])
        cumulated = np.concatenate([np.zeros((len(pools), 1)), np.cumsum(pools, axis=1)], axis=1)
        return np.diff(np.interp(cumulated, PIT_EDGES, reached), axis=1)

    def waiting(self, made: Kept) -> ScaleUse:
        """With the forecasts `made` at this step put in front of those still waiting."""
        front = {name: np.concatenate([new[None], getattr(self, name)[:-1]]) for name, new in made._asdict().items()}
        return self._replace(**front)

    def _copied(self) -> ScaleUse:
        """The same in arrays of its own, for loops that write to them."""
        return ScaleUse(*map(np.array, self))

    def _own(self) -> ScaleUse:
        """The same for loops that only read: Numba takes arrays that may not be written to as another kind."""
        return self if all(each.flags.writeable for each in self) else self._copied()


def _trust() -> Trust:
    return Trust(np.array(FIRST_SHARES), np.array([DOUBT]))


QUANTILES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)


def quantiles_of(mass: np.ndarray, values: np.ndarray, levels: tuple[float, ...] = QUANTILES) -> np.ndarray:
    """The values (..., levels) at which each share of `mass` (..., BINS) is reached; they may tie and never cross."""
    cumulated = np.cumsum(mass, axis=-1) / mass.sum(axis=-1, keepdims=True)
    reached = (cumulated[..., None, :] < np.asarray(levels)[:, None] - 1e-12).sum(axis=-1)
    return np.asarray(values[np.minimum(reached, BINS - 1)])
