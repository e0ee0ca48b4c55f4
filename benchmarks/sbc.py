"""Simulation-based calibration: is what learning believes as often right as it says?

    python benchmarks/sbc.py [--diaries 400] [--days 90] [--particles 256] [--alpha 0.05] [--seed 0]

Diaries are drawn from the prior and the model itself, cells are left blank, and each is learned as shipped. Where the
truth lies in the posterior (its rank, as a share from 0 to 1) must then be uniform over diaries (Talts et al. 2018,
arXiv 1804.06788), for every nonlinear parameter, for level, carry-over and effects on the last day, and for the rating
of the last day, forecast from the day before. Diaries rated in the morning, whose forecasts rest on nothing unknown,
add every day's forecast as shipped, in tenths of a point. Both ways of rating take turns.

Per quantity: a chi-square test of ten bins and a Kolmogorov-Smirnov test. The verdict is Holm's over all of them.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy import stats
from scipy.special import ndtr

from andante.learn import particles
from andante.learn.filter import randomness_of
from andante.learn.particles import BINS, PARTICLES, Particles
from andante.learn.priors import Shape
from drawn_from_model import Drawn, drawn_diary

SHAPES = (Shape(1, 1, evening=False), Shape(1, 1, evening=True))
RANK_BINS = 10
DAILY = "rating, every day (morning)"


def rank_of_last_rating(before: Particles, drawn: Drawn) -> float:
    """Share of the forecast of the last day's rating, made the day before, that lies below what came.

    In the evening the day's exposures are known when it is rated, and so they are here.
    """
    last, shape = drawn.steps - 1, drawn.shape
    known = drawn.road.known if shape.evening else np.zeros_like(drawn.road.known)
    unrated = drawn.road._replace(rating=np.full(drawn.steps, np.nan), known=known)
    state, _ = particles.taken_on(before.state, before.logs, unrated, (last, drawn.steps), shape)
    # The time has passed already, and nothing is left to be done before the rating.
    at_once = replace(shape, evening=False)
    moments = particles.ahead_moments(before._replace(state=state), at_once, np.zeros(1))
    z = (drawn.rating[last] - moments.mean[0]) / np.sqrt(moments.variance[0])
    return float(np.exp(before.log_weight) @ ndtr(z))


def ranks_of_casts(rng: np.random.Generator, casts: np.ndarray, drawn: Drawn) -> np.ndarray:
    """Where each written rating lies in the shipped forecast of the day before (casts: days, H, BINS + 1).

    A forecast is made in tenths of a point: within its tenth, a rating's place is drawn.
    """
    written = np.flatnonzero(~np.isnan(drawn.road.rating[1 : len(casts) + 1]))
    mass = casts[written, 0, :BINS].astype(float)
    tenth = np.clip(np.rint(10.0 * drawn.road.rating[1 + written]), 0, BINS - 1).astype(int)
    here = mass[np.arange(len(mass)), tenth]
    below = np.where(np.arange(BINS) < tenth[:, None], mass, 0.0).sum(axis=1)
    return np.clip(below + rng.random(len(mass)) * here, 0.0, 1.0)


def ranks_of_end(end: Particles, drawn: Drawn) -> dict[str, float]:
    """Where the true parameters and the true linear state lie in the posterior of the last day."""
    weight = np.exp(end.log_weight)
    below = weight @ (end.logs < drawn.logs[:, None]).T
    sd = np.sqrt(np.einsum("nii->in", end.state.cov))
    linear = weight @ ndtr((drawn.linear[:, None] - end.state.mean.T) / sd).T
    inputs = drawn.shape.inputs
    effects = [f"effect {speed} {i}" for speed in ("fast", "next", "later") for i in range(inputs)]
    names = (*drawn.shape.names, "level", "carry", *effects)
    return dict(zip(names, [*map(float, below), *map(float, linear)], strict=True))


def ranks_of(number: int, days: int, count: int, seed: int) -> dict[str, list[float]]:
    """Every rank of diary `number`."""
    shape = SHAPES[number % 2]
    drawn = drawn_diary(1000 * (seed + 1) + number, days, shape)
    random = randomness_of(number + 1000 * seed, "sbc", 1)
    begin = particles.start(random(0), shape, count)
    before, casts, _ = particles.work_through(random, begin, drawn.road, (0, days - 1), shape=shape)
    end, _, _ = particles.work_through(random, before, drawn.road, (days - 1, days), shape=shape)
    found = {name: [rank] for name, rank in ranks_of_end(end, drawn).items()}
    found["rating, last day"] = [rank_of_last_rating(before, drawn)]
    if not shape.evening:
        found[DAILY] = list(ranks_of_casts(np.random.default_rng(number), casts, drawn))
    return found


def all_ranks(diaries: int, days: int, count: int = PARTICLES, seed: int = 0) -> dict[str, np.ndarray]:
    """Ranks of each quantity over all diaries."""
    found: dict[str, list[float]] = {}
    for number in range(diaries):
        for name, ranks in ranks_of(number, days, count, seed).items():
            found.setdefault(name, []).extend(ranks)
    return {name: np.array(ranks) for name, ranks in found.items()}


def p_values(ranks: np.ndarray) -> tuple[float, float]:
    """Of uniform ranks: chi-square in ten bins, and Kolmogorov-Smirnov."""
    counts = np.histogram(ranks, RANK_BINS, (0.0, 1.0))[0]
    return float(stats.chisquare(counts).pvalue), float(stats.kstest(ranks, "uniform").pvalue)


def holm(p: np.ndarray) -> np.ndarray:
    """P-values corrected for their number (Holm 1979): the chance of any false alarm stays below the level."""
    order = np.argsort(p)
    raised = np.maximum.accumulate((len(p) - np.arange(len(p))) * p[order])
    corrected = np.empty_like(p)
    corrected[order] = np.minimum(raised, 1.0)
    return corrected


def corrected_p(found: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Holm's p-values (chi-square, Kolmogorov-Smirnov) of each quantity."""
    p = np.array([p_values(ranks) for ranks in found.values()])
    return dict(zip(found, holm(p.ravel()).reshape(p.shape), strict=True))


def table(found: dict[str, np.ndarray]) -> Table:
    """A row for each quantity."""
    rows = Table(box=None, pad_edge=False)
    for name in ("quantity", "ranks", "mean (0.5)", "SD (0.289)", "chi-square p", "KS p", "least p, Holm"):
        rows.add_column(name, justify="left" if name == "quantity" else "right")
    for name, corrected in corrected_p(found).items():
        ranks, (chi, ks) = found[name], p_values(found[name])
        shown = [ranks.mean(), ranks.std(), chi, ks, corrected.min()]
        rows.add_row(name, f"{len(ranks)}", *(f"{x:.3f}" for x in shown))
    return rows


def main() -> int:
    """Draw, learn, rank and print. The exit status is 1 when any quantity is not uniform."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--diaries", type=int, default=400)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--particles", type=int, default=PARTICLES)
    parser.add_argument("--alpha", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    begin_s = time.perf_counter()
    found = all_ranks(options.diaries, options.days, options.particles, options.seed)
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(table(found))
    bad = [name for name, p in corrected_p(found).items() if p.min() < options.alpha]
    verdict = f"NOT uniform: {', '.join(bad)}" if bad else "uniform, every one"
    done = f"{options.diaries} diaries of {options.days} days, 2 exposures, {options.particles} particles"
    console.print(f"\n{done}, {time.perf_counter() - begin_s:.0f} s")
    console.print(f"ranks at the level of {options.alpha:g}, corrected for their number: {verdict}")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
