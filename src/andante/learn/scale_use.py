"""How a person uses the scale, and which way of forecasting has earned belief. Pure state and steps, in NumPy.

People use few of a scale's values and keep to them. The forecast of a rating is therefore an opinion pool over tenths
of a point, made of four components:

* `same again`: exactly the last rating;
* `recent days`: the ratings of late, newer ones counting more;
* `level and carry-over`: the state-space model without exposures;
* `with exposures`: the model with them.

The two model components are tilted towards the values that this person really uses: each tenth is weighted by how
often it was used over how often the model expected it. The weights of the pool are learned online by
expectation-maximisation on forecasts made before the fact (compare Geweke & Amisano 2011,
doi 10.1016/j.jeconom.2011.02.017), apart for each number of steps since the last rating and for whether the last two
ratings were alike. Last, the pool is recalibrated by where past ratings fell in it (their probability integral
transform, spread evenly over ties: Czado et al. 2009, doi 10.1111/j.1541-0420.2009.01191.x).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

BINS = 101
COMPONENTS = ("same again", "recent days", "level and carry-over", "with exposures")
GAPS = 6  # steps since the last rating: 1, 2, 3, 4 to 5, 6 to 9, 10 and more
LEARN_HORIZONS = 3
PRIOR_WEIGHT = 10.0
FIRST_SHARES = {0: (0.20, 0.20, 0.45, 0.15), 1: (0.30, 0.20, 0.37, 0.13)}  # last two ratings differ, or are alike
MEMORY = 0.99  # of the pool's weights, per rating
RECENT = 0.95  # of the recent days, per rating
USE_MEMORY = 0.997  # of the use of the scale, per rating
USE_PRIOR = 4.0  # ratings' worth of belief that every tenth is used as the model expects
MOST_TILT = 60.0
FLOOR = 1e-4  # share of a spread-out component that keeps every value possible
PIT_BINS = 20
PIT_MEMORY = 0.998  # per forecast scored
PIT_PRIOR = 60.0  # ratings' worth of belief that the pool is calibrated
UNIFORM = np.full(BINS, 1.0 / BINS)


def gap_class(steps: int) -> int:
    """Which set of weights serves a forecast `steps` steps after the last rating."""
    return steps - 1 if steps <= 3 else 3 if steps <= 5 else 4 if steps <= 9 else 5


def bin_of(value: float) -> int:
    """The tenth of a point that a 0-10 rating falls into."""
    return min(max(round(value * 10.0), 0), BINS - 1)


@dataclass(frozen=True)
class Pending:
    """A forecast waiting for its rating: components (4, BINS) and their pool (BINS,), `gap` steps after the last."""

    components: np.ndarray
    pool: np.ndarray
    gap: int
    alike: int


@dataclass(frozen=True)
class ScaleUse:
    """What is known of a person's use of the scale after some steps.

    `used`, `expected` (BINS,): discounted counts of ratings, and what the plain model expected of them; `recent`
    (BINS,): faster discounted counts; `written` (BINS,): the rating last written in each tenth; `counts` (GAPS, 2, 4):
    evidence for each component; `fell` (PIT_BINS,): where ratings fell in the pool. `pending[i]` are the forecasts
    (H, ...) made i steps ago.
    """

    used: np.ndarray
    expected: np.ndarray
    recent: np.ndarray
    written: np.ndarray
    counts: np.ndarray
    fell: np.ndarray
    last: float | None = None
    alike: int = 0
    since: int = 0
    pending: tuple[tuple[Pending, ...], ...] = ()

    @staticmethod
    def empty() -> ScaleUse:
        """Before the first rating."""
        zero = np.zeros(BINS)
        return ScaleUse(
            zero, zero, zero, np.arange(BINS) / 10.0, np.zeros((GAPS, 2, len(COMPONENTS))), np.zeros(PIT_BINS)
        )

    def weights(self, gap: int, alike: int) -> np.ndarray:
        """Shares (4,) of the components, `gap` steps after the last rating."""
        share = np.asarray(FIRST_SHARES[alike])
        other = self.counts[gap_class(gap), 1 - alike]
        share = (share * PRIOR_WEIGHT + 0.2 * other) / (PRIOR_WEIGHT + 0.2 * other.sum())
        counts = self.counts[gap_class(gap), alike] + PRIOR_WEIGHT * share
        return np.asarray(counts / counts.sum())

    def tilt(self) -> np.ndarray:
        """How much likelier each tenth is than the model alone would have it (BINS,)."""
        total = self.expected.sum()
        if total <= 0.0:
            return np.ones(BINS)
        belief = USE_PRIOR * (self.expected + 0.01 * total / BINS) / total
        return np.asarray(np.minimum((self.used + belief) / (self.expected + belief + 0.02), MOST_TILT))

    def components(self, level: np.ndarray, exposed: np.ndarray) -> np.ndarray:
        """The four components (H, 4, BINS) from the masses (H, BINS) of the two models."""
        tilt = self.tilt()
        made = np.empty((len(level), len(COMPONENTS), BINS))
        made[:, 0] = UNIFORM if self.last is None else _point(self.last)
        for row, mass in ((2, level), (3, exposed)):
            tilted = np.maximum(mass, 0.0) * tilt
            made[:, row] = tilted / tilted.sum(axis=1, keepdims=True) * (1.0 - FLOOR) + FLOOR * UNIFORM
        made[:, 1] = (self.recent + 0.5 * made[:, 2]) / (self.recent.sum() + 0.5)
        return made

    def cast(self, level: np.ndarray, exposed: np.ndarray) -> tuple[np.ndarray, tuple[Pending, ...]]:
        """Forecasts (H, BINS) of the next H steps from the masses (H, BINS) of both models, and what to keep."""
        made = self.components(level, exposed)
        gaps = [self.since + h + 1 for h in range(len(level))]
        weights = np.stack([self.weights(gap, self.alike) for gap in gaps])
        pools = np.einsum("hc,hcb->hb", weights, made)
        kept = tuple(Pending(made[h], pools[h], gaps[h], self.alike) for h in range(min(len(level), LEARN_HORIZONS)))
        return self.recalibrated(pools), kept

    def recalibrated(self, pools: np.ndarray) -> np.ndarray:
        """Forecasts (H, BINS) with the shares of probability moved to where ratings really fell."""
        share = (self.fell + PIT_PRIOR / PIT_BINS) / (self.fell.sum() + PIT_PRIOR)
        reached = np.concatenate([[0.0], np.cumsum(share)])
        cumulated = np.concatenate([np.zeros((len(pools), 1)), np.cumsum(pools, axis=1)], axis=1)
        return np.diff(np.interp(cumulated, np.linspace(0.0, 1.0, PIT_BINS + 1), reached), axis=1)

    def passed(self, rating: float | None, level_cast: np.ndarray | None) -> ScaleUse:
        """After one more step with a `rating` (None = missing); `level_cast` (BINS,): what the plain model expected."""
        if rating is None:
            return replace(self, since=self.since + 1)
        at, point = bin_of(rating), _point(rating)
        written = self.written.copy()
        written[at] = rating
        expected = point if level_cast is None else np.asarray(level_cast)
        return replace(
            self,
            used=USE_MEMORY * self.used + point,
            expected=USE_MEMORY * self.expected + expected,
            recent=RECENT * self.recent + point,
            written=written,
            counts=self._learned(at),
            fell=self._fallen(at),
            last=rating,
            alike=int(self.last is not None and bin_of(self.last) == at),
            since=0,
        )

    def _learned(self, at: int) -> np.ndarray:
        """Evidence for the components after a rating in tenth `at`, from every forecast that was made for it."""
        counts = self.counts.copy()
        for made in self._scored():
            share = self.weights(made.gap, made.alike) * made.components[:, at]
            row = counts[gap_class(made.gap), made.alike]
            row *= MEMORY
            row += share / share.sum()
        return counts

    def _scored(self) -> list[Pending]:
        """The forecasts that were made for the step now reached, one per horizon."""
        return [forecasts[ago] for ago, forecasts in enumerate(self.pending) if ago < len(forecasts)]

    def _fallen(self, at: int) -> np.ndarray:
        """Where ratings fell in the pools, after one more in tenth `at`; each forecast counts a part."""
        fell = self.fell
        for made in self._scored():
            low = made.pool[:at].sum()
            fell = PIT_MEMORY ** (1.0 / LEARN_HORIZONS) * fell + _spread(low, low + made.pool[at]) / LEARN_HORIZONS
        return fell

    def waiting(self, made: tuple[Pending, ...]) -> ScaleUse:
        """With the forecasts `made` at this step put in front of those still waiting."""
        return replace(self, pending=(made, *self.pending[: LEARN_HORIZONS - 1]))


def _point(rating: float) -> np.ndarray:
    """All mass on the tenth of `rating`."""
    point = np.zeros(BINS)
    point[bin_of(rating)] = 1.0
    return point


def _spread(low: float, high: float) -> np.ndarray:
    """One rating (PIT_BINS,) spread evenly over the part `low`..`high` of 0-1 that a forecast gave to its value."""
    edges = np.linspace(0.0, 1.0, PIT_BINS + 1)
    inside = np.maximum(np.minimum(high, edges[1:]) - np.maximum(low, edges[:-1]), 0.0)
    if inside.sum() <= 1e-12:
        inside[min(int(low * PIT_BINS), PIT_BINS - 1)] = 1.0
    return np.asarray(inside / inside.sum())


QUANTILES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)


def quantiles_of(mass: np.ndarray, values: np.ndarray, levels: tuple[float, ...] = QUANTILES) -> np.ndarray:
    """The values (..., levels) at which each share of `mass` (..., BINS) is reached; they may tie and never cross."""
    cumulated = np.cumsum(mass, axis=-1) / mass.sum(axis=-1, keepdims=True)
    reached = (cumulated[..., None, :] < np.asarray(levels)[:, None] - 1e-12).sum(axis=-1)
    return np.asarray(values[np.minimum(reached, BINS - 1)])
