"""A rung of the pool: a smoothed level, and where ratings fell about it. No model, no exposures, no carry-over.

Three exponentially weighted means run beside each other; the one that has missed least of late speaks. Its forecast is
the distribution of its own misses so far, moved to where it stands now: misses of people who use few values have few
values too, which no bell has.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

BINS = 101  # tenths of a point, 0.0 to 10.0
HORIZONS = 3
WEIGHTS = np.array([0.1, 0.25, 0.5])
LOSS_MEMORY = 0.98
MISS_MEMORY = 0.995
PRIOR = 2.0  # misses' worth of belief in the model's own shape
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
        return np.asarray((tilted * count + PRIOR * base) / (count + PRIOR))
