"""The rungs of the ladder and their pool in plain NumPy, as they were before they were compiled: the slow twin.

The same steps as `andante.learn.scale_use`, written apart from it: what is compared here is how they are reckoned.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from andante.learn.scale_use import COMPONENTS, DOUBT, FIRST_SHARES, bin_of
from andante.learn.scale_use import ScaleUse as Compiled

BINS = 101  # tenths of a point, 0.0 to 10.0
GAPS = 6  # steps since the last rating: 1, 2, 3, 4 to 5, 6 to 9, 10 and more
LEARN_HORIZONS = 3
PRIOR_WEIGHT = 10.0
MEMORY = 0.99  # of the pool's weights, per rating
REGRET_RATE = 0.15  # how strongly regret moves the shares, per mean loss of the pool
REGRET_SHARED = 0.8  # the part of regret that is one for all gaps
DRIFT_MEMORY = 0.7  # per rating: about three ratings
CALM = 0.8  # a drift that chance alone makes once in twenty ratings
FAR = 0.42  # a rating beyond 92 % of the usual days lies far from them
LOSS_MEMORY = 0.98  # of the pool's mean loss, per forecast scored
RECENT = 0.95  # of the recent days, per rating
USUAL = 0.999  # of the usual days, per rating
USE_MEMORY = 0.997  # of the use of the scale, per rating
USE_PRIOR = 4.0  # ratings' worth of belief that every tenth is used as the model expects
MOST_TILT = 60.0
FLOOR = 1e-4  # share of a spread-out component that keeps every value possible
PIT_BINS = 20
PIT_MEMORY = 0.998  # per forecast scored
USUAL_PRIOR = 0.1  # ratings' worth of the model among the usual days: they are taken nearly as they stand
LEAST_LOSS = 1e-6
TENTHS = np.arange(BINS) / 10.0
PIT_EDGES = np.linspace(0.0, 1.0, PIT_BINS + 1)
UNIFORM = np.full(BINS, 1.0 / BINS)
HORIZONS = 3
WEIGHTS = np.array([0.1, 0.25, 0.5])
MISS_MEMORY = 0.995
LEVEL_PRIOR = 2.0  # misses' worth of belief in the model's own shape
WEEK = 7
WEEK_MEMORY = 0.998
SHRINKAGE = 8.0
SMEAR = (0.25, 0.5, 0.25)  # over neighbouring tenths: a mean lies between them


def moved(mass: np.ndarray, tenths: float) -> np.ndarray:
    """`mass` (..., BINS) moved by so many tenths, shared between the two nearest; what leaves the scale stays at its
    ends.
    """
    low = int(np.floor(tenths))
    part = tenths - low
    padded = np.zeros((*mass.shape[:-1], 3 * BINS))
    at = BINS + min(max(low, -BINS), BINS - 1)
    padded[..., at : at + BINS] = (1.0 - part) * mass
    padded[..., at + 1 : at + 1 + BINS] += part * mass
    return _inside(padded)


def _inside(padded: np.ndarray) -> np.ndarray:
    """The middle third of `padded` (..., 3 BINS), what lies outside added to its ends."""
    answer: np.ndarray = padded[..., BINS : 2 * BINS].copy()
    answer[..., 0] += padded[..., :BINS].sum(axis=-1)
    answer[..., -1] += padded[..., 2 * BINS :].sum(axis=-1)
    return answer


def _heard(steps: int) -> float:
    """What share counts of how ratings went before, so many steps after the last one: all for four weeks."""
    return float(np.exp(-max(steps - 28, 0) / 60.0))


def _nothing(*shape: int) -> np.ndarray:
    return np.full(shape, np.nan)


@dataclass(frozen=True)
class LevelOnly:
    """After some steps: `means` (3,), those of 1..3 steps ago `before` (3, 3), discounted counts of how many tenths off
    ratings fell `missed` (3 means, 3 horizons, 2 BINS - 1), and the discounted absolute misses `lost` (3,).
    """

    means: np.ndarray = field(default_factory=lambda: _nothing(len(WEIGHTS)))
    before: np.ndarray = field(default_factory=lambda: _nothing(HORIZONS, len(WEIGHTS)))
    missed: np.ndarray = field(default_factory=lambda: np.zeros((len(WEIGHTS), HORIZONS, 2 * BINS - 1)))
    lost: np.ndarray = field(default_factory=lambda: np.zeros(len(WEIGHTS)))

    def silent(self) -> LevelOnly:
        """After one more step without a rating."""
        return replace(self, before=np.concatenate([self.means[None], self.before[:-1]]))

    def step(self, rating: float, tenth: int) -> LevelOnly:
        """After one more step with a `rating` on 0-10, which falls into `tenth`."""
        new = np.isnan(self.means[0])
        means = np.full_like(self.means, rating) if new else self.means + WEIGHTS * (rating - self.means)
        lost = self.lost if new else LOSS_MEMORY * self.lost + np.abs(rating - self.means)
        return replace(self, means=means, missed=self._missed(tenth), lost=lost).silent()

    def _missed(self, tenth: int) -> np.ndarray:
        """Counts of misses after a rating in `tenth`, from the means that stood 1..3 steps ago."""
        known = np.flatnonzero(~np.isnan(self.before[:, 0]))
        if not known.size:
            return self.missed
        tenths = np.clip(tenth - 10.0 * self.before[known] + BINS - 1, 0.0, 2 * BINS - 2.001)
        low = tenths.astype(int)
        part = tenths - low
        missed = self.missed.copy()
        missed[:, known] *= MISS_MEMORY
        mean, horizon = np.arange(len(WEIGHTS))[None], known[:, None]
        missed[mean, horizon, low] += 1.0 - part
        missed[mean, horizon, low + 1] += part
        return missed

    def forecast(self, base: np.ndarray, tilt: np.ndarray) -> np.ndarray:
        """Forecasts (H, BINS) of the next steps, tilted to the values that the person uses; `base` (H, BINS) is what
        is believed before any miss is known, and all that is said before the first rating.
        """
        if np.isnan(self.means[0]):
            return base
        best = int(np.round(self.lost, 9).argmin())  # rounding must not choose
        horizons = np.minimum(np.arange(len(base)), HORIZONS - 1)
        misses = self.missed[best][horizons]
        centre = 10.0 * self.means[best]
        low = int(np.floor(centre))
        part = centre - low
        # Tenth i of the scale lies i - centre from the mean.
        padded = np.zeros((len(base), 3 * BINS))
        padded[:, low + 1 : low + 2 * BINS] = (1.0 - part) * misses
        padded[:, low + 2 : low + 2 * BINS + 1] += part * misses
        fallen = _inside(padded) + 1e-9
        smeared = SMEAR[1] * fallen
        smeared[:, 1:] += SMEAR[0] * fallen[:, :-1]
        smeared[:, :-1] += SMEAR[2] * fallen[:, 1:]
        tilted = smeared * tilt
        tilted /= tilted.sum(axis=1, keepdims=True)
        count = misses.sum(axis=1, keepdims=True)
        return np.asarray((tilted * count + LEVEL_PRIOR * base) / (count + LEVEL_PRIOR))


@dataclass(frozen=True)
class Weekdays:
    """Discounted sums (7,) of misses of the plain model on each day, in points, and how many they are."""

    missed: np.ndarray = field(default_factory=lambda: np.zeros(WEEK))
    count: np.ndarray = field(default_factory=lambda: np.zeros(WEEK))

    def step(self, phase: int, miss: float) -> Weekdays:
        """After a rating on day `phase` that lay `miss` points above what the plain model expected."""
        here = np.arange(WEEK) == phase
        return replace(self, missed=WEEK_MEMORY * self.missed + here * miss, count=WEEK_MEMORY * self.count + here)

    @property
    def deviations(self) -> np.ndarray:
        """How many points each day (7,) lies above the mean of the week, as far as can be believed."""
        believed = self.missed / (self.count + SHRINKAGE)
        return np.asarray(believed - believed.mean())


def gap_class(steps: int) -> int:
    """Which set of weights serves a forecast `steps` steps after the last rating."""
    return steps - 1 if steps <= 3 else 3 if steps <= 5 else 4 if steps <= 9 else 5


@dataclass(frozen=True)
class Pending:
    """A forecast waiting for its rating: components (7, BINS) and their pool (BINS,), `gap` steps after the last."""

    components: np.ndarray
    pool: np.ndarray
    gap: int
    alike: int


class Rungs(NamedTuple):
    """Forecasts of the next H steps before the model with exposures has spoken: all `components` but the last (H, 6,
    BINS), the `tilt` (BINS,) of that one, the `gaps` (H,) in steps since the last rating, and all `shares` (H, 7).
    """

    components: np.ndarray
    tilt: np.ndarray
    gaps: tuple[int, ...]
    shares: np.ndarray


@dataclass(frozen=True)
class ScaleUse:
    """What is known of a person's use of the scale after some steps.

    `used`, `expected` (BINS,): discounted counts of ratings, and what the plain model expected of them; `recent`
    (BINS,): faster discounted counts; `written` (BINS,): the rating last written in each tenth; `counts` (GAPS, 2, 7):
    evidence for each component; `fell` (PIT_BINS,): where ratings fell in the pool. `drift`: discounted sum of
    how far ratings fell above (+) or below the middle of their forecasts; `usual` (BINS,): slower discounted counts;
    `regret` (GAPS, 2, 7): discounted sum of how much a greater share of each component would have cost, in mean
    losses of the pool, which are `loss`[0] / `loss`[1]. `pending[i]` are the forecasts (H, ...) made i steps ago.
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
    drift: float = 0.0
    usual: np.ndarray = field(default_factory=lambda: np.zeros(BINS))
    regret: np.ndarray = field(default_factory=lambda: np.zeros((GAPS, 2, len(COMPONENTS))))
    loss: np.ndarray = field(default_factory=lambda: np.zeros(2))
    level: LevelOnly = field(default_factory=LevelOnly)
    weekdays: Weekdays = field(default_factory=Weekdays)

    @staticmethod
    def empty() -> ScaleUse:
        """Before the first rating."""
        zero = np.zeros(BINS)
        return ScaleUse(
            zero, zero, zero, np.arange(BINS) / 10.0, np.zeros((GAPS, 2, len(COMPONENTS))), np.zeros(PIT_BINS)
        )

    def weights(self, gap: int, alike: int) -> np.ndarray:
        """Shares (7,) of the components, `gap` steps after the last rating."""
        own = self.regret[gap_class(gap), alike]
        regret = (1.0 - REGRET_SHARED) * own + self._shared_regret
        share = self._likely(gap, alike) * np.exp(-REGRET_RATE * (regret - regret.min()))
        share[COMPONENTS.index("usual days")] *= np.exp(-DOUBT * max(abs(self.drift) - CALM, 0.0))
        share[: COMPONENTS.index("level and carry-over")] *= _heard(gap)
        return np.asarray(share / share.sum())

    @cached_property
    def _shared_regret(self) -> np.ndarray:
        return np.asarray(REGRET_SHARED * self.regret.sum(axis=(0, 1)) / LEARN_HORIZONS)

    def _likely(self, gap: int, alike: int) -> np.ndarray:
        """Shares (7,) of the components by the log score alone."""
        other = self.counts[gap_class(gap), 1 - alike]
        first = FIRST_SHARES[min(gap_class(gap), len(FIRST_SHARES) - 1)]
        share = (first * PRIOR_WEIGHT + 0.2 * other) / (PRIOR_WEIGHT + 0.2 * other.sum())
        counts = self.counts[gap_class(gap), alike] + PRIOR_WEIGHT * share
        return np.asarray(counts / counts.sum())

    def tilt(self) -> np.ndarray:
        """How much likelier each tenth is than the model alone would have it (BINS,)."""
        total = self.expected.sum()
        if total <= 0.0:
            return np.ones(BINS)
        belief = USE_PRIOR / max(_heard(self.since), 1e-9) * (self.expected + 0.01 * total / BINS) / total
        return np.asarray(np.minimum((self.used + belief) / (self.expected + belief + 0.02), MOST_TILT))

    def rungs(self, level: np.ndarray, phases: tuple[int, ...] | None = None) -> Rungs:
        """All but the last of the seven components, from the masses (H, BINS) of the plain model, for days `phases` of
        the person's week (None = not known).
        """
        tilt = self.tilt()
        plain = _tilted(level, tilt)
        made = np.empty((len(level), len(COMPONENTS) - 1, BINS))
        made[:, 0] = UNIFORM if self.last is None else _point(self.last)
        made[:, 1] = (self.recent + 0.5 * plain) / (self.recent.sum() + 0.5)
        made[:, 2] = (self.usual + USUAL_PRIOR * plain) / (self.usual.sum() + USUAL_PRIOR)
        made[:, 3] = self.level.forecast(plain, tilt)
        made[:, 4] = plain
        made[:, 5] = plain if phases is None else _tilted(self._by_day(level, phases), tilt)
        gaps = tuple(self.since + h + 1 for h in range(len(level)))
        return Rungs(made, tilt, gaps, np.stack([self.weights(gap, self.alike) for gap in gaps]))

    def _by_day(self, level: np.ndarray, phases: tuple[int, ...]) -> np.ndarray:
        """The masses (H, BINS) of the plain model, each moved as its day of the week has differed."""
        away = self.weekdays.deviations
        return np.stack([moved(row, 10.0 * away[phase]) for row, phase in zip(level, phases, strict=True)])

    def pooled(self, rungs: Rungs, exposed: np.ndarray) -> tuple[np.ndarray, tuple[Pending, ...]]:
        """The pool (H, BINS) of `rungs` and what the model with exposures says (H, BINS), and what to keep of it."""
        made = np.concatenate([rungs.components, _tilted(exposed, rungs.tilt)[:, None]], axis=1)
        made = made * (1.0 - FLOOR) + FLOOR * UNIFORM
        pools = np.einsum("hc,hcb->hb", rungs.shares, made)
        kept = min(len(made), LEARN_HORIZONS)
        return pools, tuple(Pending(made[h], pools[h], rungs.gaps[h], self.alike) for h in range(kept))

    def cast(
        self, level: np.ndarray, exposed: np.ndarray, phases: tuple[int, ...] | None = None
    ) -> tuple[np.ndarray, tuple[Pending, ...]]:
        """Forecasts (H, BINS) of the next H steps from the masses (H, BINS) of both models, and what to keep."""
        pools, kept = self.pooled(self.rungs(level, phases), exposed)
        return Compiled.recalibrated(self, pools), kept  # which is NumPy there too

    def passed(self, rating: float | None, level_cast: np.ndarray | None, phase: int | None = None) -> ScaleUse:
        """After one more step with a `rating` (None = missing) on day `phase` of the week; `level_cast` (BINS,): what
        the plain model expected.
        """
        if rating is None:
            return replace(self, since=self.since + 1, level=self.level.silent())
        at, point = bin_of(rating), _point(rating)
        written = self.written.copy()
        written[at] = rating
        expected = point if level_cast is None else np.asarray(level_cast)
        weekdays = self.weekdays
        if phase is not None and level_cast is not None and self.last is not None:
            weekdays = weekdays.step(phase, rating - float(TENTHS @ level_cast))
        regret, loss = self._regretted(at)
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
            drift=self._drifted(at),
            usual=USUAL * self.usual + point,
            regret=regret,
            loss=loss,
            level=self.level.step(rating, at),
            weekdays=weekdays,
        )

    def _learned(self, at: int) -> np.ndarray:
        """Evidence for the components after a rating in tenth `at`, from every forecast that was made for it."""
        counts = self.counts.copy()
        for made in self._scored():
            share = self._likely(made.gap, made.alike) * made.components[:, at]
            row = counts[gap_class(made.gap), made.alike]
            row *= MEMORY
            row += share / share.sum()
        return counts

    def _regretted(self, at: int) -> tuple[np.ndarray, np.ndarray]:
        """Regret and mean loss after a rating in tenth `at`: the gradient of the pool's ranked probability score."""
        regret, loss = MEMORY * self.regret, self.loss
        scored = self._scored()
        if not scored:
            return regret, loss
        off = np.cumsum([made.pool for made in scored], axis=1)
        below = (off**2).sum(axis=1) - off[:, at:].sum(axis=1)
        off[:, at:] -= 1.0
        slopes = np.cumsum([made.components for made in scored], axis=2) @ off[:, :, None]
        for made, slope, own, miss in zip(scored, slopes[:, :, 0], below, (off**2).sum(axis=1), strict=True):
            loss = LOSS_MEMORY * loss + (miss, 1.0)
            scaled = 2.0 * (slope - own) * (loss[1] / max(loss[0], LEAST_LOSS))
            regret[gap_class(made.gap), made.alike] += scaled
        return regret, loss

    def _drifted(self, at: int) -> float:
        """The drift after a rating in tenth `at`: how far ratings of late fell above the middle of their forecasts.

        The pool follows a jump, and the usual days lag behind: while ratings lie far to the same side of them, a drift
        is not forgotten.
        """
        if not self.pending or not self.pending[0]:
            return self.drift
        made = self.pending[0][0]
        off, away = (_above(mass, at) for mass in (made.pool, made.components[COMPONENTS.index("usual days")]))
        held = abs(self.drift) > CALM and away * np.sign(self.drift) > FAR
        return (1.0 if held else DRIFT_MEMORY) * self.drift + off

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


def _tilted(mass: np.ndarray, tilt: np.ndarray) -> np.ndarray:
    """`mass` (H, BINS) weighted by `tilt` (BINS,)."""
    weighted = np.maximum(mass, 0.0) * tilt
    return np.asarray(weighted / weighted.sum(axis=1, keepdims=True))


def _above(mass: np.ndarray, at: int) -> float:
    """How far tenth `at` lies above the middle of `mass` (BINS,): -0.5 to 0.5 of its probability."""
    return float(mass[:at].sum() + 0.5 * mass[at] - 0.5)


def _point(rating: float) -> np.ndarray:
    """All mass on the tenth of `rating`."""
    point = np.zeros(BINS)
    point[bin_of(rating)] = 1.0
    return point


def _spread(low: float, high: float) -> np.ndarray:
    """One rating (PIT_BINS,) spread evenly over the part `low`..`high` of 0-1 that a forecast gave to its value."""
    inside = np.maximum(np.minimum(high, PIT_EDGES[1:]) - np.maximum(low, PIT_EDGES[:-1]), 0.0)
    if inside.sum() <= 1e-12:
        inside[min(int(low * PIT_BINS), PIT_BINS - 1)] = 1.0
    return np.asarray(inside / inside.sum())
