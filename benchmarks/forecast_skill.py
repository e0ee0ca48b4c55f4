"""How good forecasts are: mean pinball loss (CRPS over seven quantiles) beside twelve peers, and calibration.

    python benchmarks/forecast_skill.py [--data FOLDER] [--virtual 6] [--seed 0] [--chart FILE.svg] [--peers FOLDER]

Series: every pain column of every person in the diaries of FOLDER (default: `shared/data/diaries` beside the project;
left out with a sentence when it is missing), and some virtual people. Peers, on the same origins and horizons 1-3, are
those of `forecast_peers` (which says how each was made strong); what they said is kept in a scratch folder. Each series
is compared with each single peer and with the one that turned out best on it, in hindsight. PIT: randomised probability
integral transform of andante's forecasts, horizon 1, by tenths, over all series.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from scipy.stats import kstest

from andante.body.simulate import virtual_year
from andante.days import at_text
from andante.exchange.diary_csv import read_people
from andante.learn.belief import Belief
from andante.learn.filter import work
from andante.learn.prequential import forecasts
from andante.learn.scale_use import QUANTILES, bin_of
from andante.learn.scores import pinball
from andante.learn.timeline import timeline
from andante.records import Diary, Scale
from flare_reliability import apart, brier_skill, draw, table
from forecast_peers import SCRATCH, peers

DEFAULT_DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "diaries"
HORIZONS = 3
FEWEST_FORECASTS = 100
OWN = "andante"
NOT_WORSE = 1.03


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
    """One series: what was learned, number of forecasts, mean losses of andante (first) and of each peer, PIT, and
    flares said and happened.
    """

    belief: Belief
    count: int
    losses: dict[str, float]
    pit: np.ndarray
    said: np.ndarray
    happened: np.ndarray

    @property
    def best(self) -> str:
        """The peer that turned out best."""
        return min(list(self.losses)[1:], key=lambda name: self.losses[name])

    @property
    def ratio(self) -> float:
        """Own loss over that of the best peer in hindsight."""
        return self.losses[OWN] / self.losses[self.best]


def judge(diary: Diary, target: str, seed: int, folder: Path | None = SCRATCH) -> Judged | None:
    """Losses, PIT and flares of one series; None with too few forecasts or several entries a day.

    Without a `folder` only the nine plain peers are asked.
    """
    casts, belief = work(diary, target, seed=seed, horizons=HORIZONS)
    rows = [r for r in forecasts(diary, casts, belief, horizon=HORIZONS, warmup=14) if r["observed"] is not None]
    if len(rows) < FEWEST_FORECASTS or not belief.daily:
        return None
    cast_of = {at_text(cast.at): cast for cast in casts}
    line = timeline(diary, target)
    peer = peers(np.asarray(line.rating), np.where(line.known, line.exposure, np.nan), folder)
    scale, in_flare = diary.scale(target), {day.isoformat() for day in belief.flare_days}
    rng = np.random.default_rng(seed)
    losses, pit = [], []
    for row in rows:
        cast, y = cast_of[row["origin"]], row["observed"]
        made = [[row["quantiles"][f"{q:g}"] for q in QUANTILES]]
        made += [in_scale(scale, said[cast.step, row["horizon"] - 1]) for said in peer.values()]
        losses.append(pinball(QUANTILES, np.array(made), np.full(len(made), y)))
        if row["horizon"] == 1:
            mass = cast.mass[0] / cast.mass[0].sum()
            pit.append(mass[: bin_of(scale.to_0_10(y))].sum() + rng.random() * mass[bin_of(scale.to_0_10(y))])
    mean = dict(zip((OWN, *peer), np.mean(losses, axis=0).tolist(), strict=True))
    said = np.array([row["p_flare"] for row in rows])
    happened = np.array([row["for"][:10] in in_flare for row in rows], dtype=float)
    return Judged(belief, len(rows), mean, np.array(pit), said, happened)


def in_scale(scale: Scale, quantiles: np.ndarray) -> np.ndarray:
    """Quantiles on 0-10 in the diary's own scale."""
    return scale.low + quantiles * (scale.high - scale.low) / 10.0


def summary(losses: list[dict[str, float]]) -> None:
    """Andante beside each single peer, and beside the best of them on each series in hindsight."""
    names = [name for name in losses[0] if name != OWN and all(name in each for each in losses)]
    own = np.array([each[OWN] for each in losses])
    print(f"\n{'over ' + str(len(own)) + ' series: andante /':34} {'mean of ratios':>15} {'ratio of means':>15}")
    table = {name: np.array([each[name] for each in losses]) for name in names}
    for name, other in table.items():
        print(f"{name:34} {(own / other).mean():15.3f} {own.mean() / other.mean():15.3f}")
    best = np.min(list(table.values()), axis=0)
    print(f"{'the best on each, in hindsight':34} {(own / best).mean():15.3f} {own.mean() / best.mean():15.3f}")
    worse = (own / best > NOT_WORSE).sum()
    print(f"more than 3 % worse than the best in hindsight: {worse} of {len(own)}, at most {(own / best).max():.3f}")


def deciles(pit: np.ndarray) -> None:
    """Share of forecasts in each tenth of the PIT, in percent: 10 each where they are calibrated."""
    tenths = (100.0 * np.histogram(pit, 10, (0, 1))[0] / len(pit)).round(1)
    print(f"PIT of all {len(pit)} forecasts, horizon 1, by tenths (%): {tenths.tolist()}", end="")
    print(f", at most {np.abs(tenths - 10.0).max():.1f} off; distance {kstest(pit, 'uniform').statistic:.3f}")


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
    parser.add_argument("--peers", type=Path, default=SCRATCH, help="scratch folder of what the peers said")
    options = parser.parse_args()
    judged: list[tuple[str, Judged]] = []
    for name, diary, target in series(options.data, options.virtual):
        one = judge(diary, target, options.seed, options.peers)
        if one is None:
            print(f"{name:34} fewer than {FEWEST_FORECASTS} forecasts: left out")
            continue
        if not judged:
            print(HEAD)
        judged.append((name, one))
        print(row_of(name, one), flush=True)
    real = [one.losses for name, one in judged if not name.startswith("virtual")]
    if real:
        summary(real)
    deciles(np.concatenate([one.pit for _, one in judged]))
    flares(judged, options.chart)


HEAD = f"{'series':24} {'n':>5} {'andante':>8} {'best':>8} {'ratio':>6} {'PIT':>6}  best in hindsight"


def row_of(name: str, one: Judged) -> str:
    """The line of one series."""
    numbers = f"{one.losses[OWN]:8.4f} {one.losses[one.best]:8.4f} {one.ratio:6.3f}"
    return f"{name:24} {one.count:5} {numbers} {kstest(one.pit, 'uniform').statistic:6.3f}  {one.best}"


if __name__ == "__main__":
    main()
