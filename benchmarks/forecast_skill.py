"""How good forecasts are: mean pinball loss (CRPS over seven quantiles) against two plain rivals, and calibration.

    python benchmarks/forecast_skill.py [--data FOLDER] [--virtual 6] [--seed 0] [--chart FILE.svg]

Series: every pain column of every person in the diaries of FOLDER (default: `shared/data/diaries` beside the project;
left out with a sentence when it is missing), and some virtual people. Rivals, on the same origins and horizons 1-3:
`last value` (a bare number) and `ewma`, an exponentially weighted mean with Gaussian quantiles from its own
online residual spread, whose weight is chosen online by past loss from five (a stronger rival than a fixed one). PIT:
randomised probability integral transform of the forecasts, horizon 1, with its Kolmogorov-Smirnov distance to uniform.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from rich.console import Console
from scipy.stats import kstest, norm

from andante.body.simulate import virtual_year
from andante.days import at_text
from andante.exchange.diary_csv import read_people
from andante.learn.belief import Belief
from andante.learn.filter import work
from andante.learn.prequential import forecasts
from andante.learn.scale_use import QUANTILES, bin_of
from andante.learn.scores import pinball
from andante.records import Diary
from flare_reliability import apart, brier_skill, draw, table

DEFAULT_DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "diaries"
WEIGHTS = (0.1, 0.2, 0.3, 0.5, 0.7)
HORIZONS = 3
SPREAD_MEMORY = 0.95
FEWEST_FORECASTS = 100


@dataclass
class Ewma:
    """One exponentially weighted mean, its online residual variance and its past loss, per horizon."""

    weight: float
    mean: float | None = None
    variance: np.ndarray = field(default_factory=lambda: np.full(HORIZONS, 1.0))
    loss: np.ndarray = field(default_factory=lambda: np.zeros(HORIZONS))
    waiting: list[float | None] = field(default_factory=list)

    def quantiles(self, horizon: int) -> np.ndarray:
        """The forecast made now, on the scale 0-10."""
        assert self.mean is not None, "a first value comes before the first forecast"
        spread = np.sqrt(self.variance[horizon - 1])
        return np.clip(self.mean + spread * norm.ppf(QUANTILES), 0.0, 10.0)

    def step(self, rating: float | None, past: list[np.ndarray | None]) -> None:
        """Learn from a rating (None = missing), given what was said of it 1..H steps ago; then note the mean."""
        if rating is not None:
            for h, (said, before) in enumerate(zip(past, self.waiting[::-1], strict=False)):
                if said is not None and before is not None:
                    self.loss[h] = 0.98 * self.loss[h] + float(pinball(QUANTILES, said, rating))
                    gap = (rating - before) ** 2
                    self.variance[h] = SPREAD_MEMORY * self.variance[h] + (1.0 - SPREAD_MEMORY) * gap
            self.mean = rating if self.mean is None else self.mean + self.weight * (rating - self.mean)
        self.waiting = [*self.waiting, self.mean][-HORIZONS:]


def rivals(ratings: np.ndarray) -> dict[tuple[int, int], tuple[float, np.ndarray]]:
    """For each (origin step, horizon): the last value, and the quantiles of the EWMA of best past loss."""
    means = [Ewma(weight) for weight in WEIGHTS]
    said: list[list[list[np.ndarray | None]]] = [[] for _ in WEIGHTS]
    made: dict[tuple[int, int], tuple[float, np.ndarray]] = {}
    last: float | None = None
    for step, value in enumerate(ratings):
        rating = None if np.isnan(value) else float(value)
        for own, mean in zip(said, means, strict=True):
            past = [own[-h][h - 1] if len(own) >= h else None for h in range(1, HORIZONS + 1)]
            mean.step(rating, past)
            own.append([None if mean.mean is None else mean.quantiles(h) for h in range(1, HORIZONS + 1)])
        last = last if rating is None else rating
        if last is None:
            continue
        for h in range(1, HORIZONS + 1):
            best = min(means, key=lambda mean, h=h: mean.loss[h - 1])
            made[step, h] = (last, best.quantiles(h))
    return made


def series(data: Path, virtual: int) -> Iterator[tuple[str, Diary, str]]:
    """Name, diary and target of every series."""
    if data.is_dir():
        for path in sorted(data.glob("*.csv")):
            for diary in read_people(path):
                for column in diary.columns:
                    if column == "pain" or column.startswith("pain."):
                        yield f"{path.stem[:6]} {diary.person or ''} {column}".replace("  ", " "), diary, column
    else:
        print(f"(no real diaries: {data.name} is not beside the project)")
    for seed in range(virtual):
        yield f"virtual {seed}", virtual_year(100 + seed, dt.date(2026, 11, 21)), "pain"


@dataclass(frozen=True)
class Judged:
    """One series: what was learned, number of forecasts, mean losses (andante, last value, ewma), PIT, and flares said
    and happened.
    """

    belief: Belief
    count: int
    losses: np.ndarray
    pit: np.ndarray
    said: np.ndarray
    happened: np.ndarray

    @property
    def ratio(self) -> float:
        """Own loss over that of the better rival."""
        return float(self.losses[0] / self.losses[1:].min())


def judge(diary: Diary, target: str, seed: int) -> Judged | None:
    """Losses, PIT and flares of one series; None with too few forecasts."""
    casts, belief = work(diary, target, seed=seed, horizons=HORIZONS)
    rows = [r for r in forecasts(diary, casts, belief, horizon=HORIZONS, warmup=14) if r["observed"] is not None]
    if len(rows) < FEWEST_FORECASTS:
        return None
    cast_of = {at_text(cast.at): cast for cast in casts}
    written = {at_text(diary.day(e) if belief.daily else e.at): e.get(target) for e in diary.entries}
    values = [written.get(at_text(cast.at)) for cast in casts]
    plain = rivals(np.array([np.nan if value is None else value for value in values]))
    in_flare = {day.isoformat() for day in belief.flare_days}
    rng = np.random.default_rng(seed)
    losses, pit = [], []
    for row in rows:
        cast, y = cast_of[row["origin"]], row["observed"]
        last, ewma = plain[cast.step, row["horizon"]]
        own = [row["quantiles"][f"{q:g}"] for q in QUANTILES]
        losses.append([float(pinball(QUANTILES, said, y)) for said in (own, [last] * len(QUANTILES), ewma)])
        if row["horizon"] == 1:
            mass = cast.mass[0] / cast.mass[0].sum()
            pit.append(mass[: bin_of(y)].sum() + rng.random() * mass[bin_of(y)])
    said = np.array([row["p_flare"] for row in rows])
    happened = np.array([row["for"][:10] in in_flare for row in rows], dtype=float)
    return Judged(belief, len(rows), np.mean(losses, axis=0), np.array(pit), said, happened)


def summary(judged: list[Judged]) -> None:
    """The closing lines of the table."""
    table = np.array([one.losses for one in judged])
    mean, ratios = table.mean(axis=0), np.array([one.ratio for one in judged])
    name = f"mean over {len(table)} series"
    print(f"{name:34} {'':5} {mean[0]:8.4f} {mean[1]:8.4f} {mean[2]:8.4f} {mean[0] / min(mean[1:]):8.3f}")
    print(f"mean of the ratios: {ratios.mean():.3f}; no worse than both rivals: {(ratios <= 1).sum()} of {len(ratios)}")
    pit = np.concatenate([one.pit for one in judged])
    tenths = (np.histogram(pit, 10, (0, 1))[0] / len(pit)).round(3).tolist()
    print(
        f"PIT of all {len(pit)} forecasts, horizon 1: distance {kstest(pit, 'uniform').statistic:.3f}, tenths {tenths}"
    )


def flares(judged: list[tuple[str, Judged]], chart: Path | None) -> None:
    """Whether the chances of a flare came true, on real and on virtual diaries."""
    kinds = {}
    for kind in ("real", "virtual"):
        mine = [one for name, one in judged if name.startswith("virtual") == (kind == "virtual")]
        if mine:
            kinds[kind] = (np.concatenate([o.said for o in mine]), np.concatenate([o.happened for o in mine]))
    for kind, (said, happened) in kinds.items():
        brier, base, skill = brier_skill(said, happened)
        words = "no flare, so no skill to speak of" if skill is None else f"skill {skill:.2f}"
        print(f"flare under way, {kind}: said {said.mean():.3f}, happened {happened.mean():.3f}, ", end="")
        print(f"apart {apart(said, happened):.3f}; Brier {brier:.4f}, of the base rate {base:.4f}, {words}")
    Console(width=80).print(table(kinds))
    if chart is not None:
        draw(kinds, chart)


def main() -> None:
    """Judge every series and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--virtual", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--chart", type=Path, help="draw the reliability of flare forecasts")
    options = parser.parse_args()
    judged: list[tuple[str, Judged]] = []
    print(f"{'series':34} {'n':>5} {'andante':>8} {'last':>8} {'ewma':>8} {'ratio':>8} {'PIT':>6}")
    for name, diary, target in series(options.data, options.virtual):
        one = judge(diary, target, options.seed)
        if one is None:
            print(f"{name:34} fewer than {FEWEST_FORECASTS} forecasts: left out")
            continue
        judged.append((name, one))
        numbers = " ".join(f"{loss:8.4f}" for loss in one.losses)
        distance = kstest(one.pit, "uniform").statistic
        print(f"{name:34} {one.count:5} {numbers} {one.ratio:8.3f} {distance:6.3f}", flush=True)
    summary([one for _, one in judged])
    flares(judged, options.chart)


if __name__ == "__main__":
    main()
