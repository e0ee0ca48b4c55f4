"""How much other people's diaries help in the first two weeks: pooled against unpooled forecasts.

    python benchmarks/cold_start.py [--people 40] [--days 60] [--data FOLDER] [--seed 0] [--columns pain,fatigue,...]

After 3, 7 and 14 days of a diary: mean pinball loss (seven quantiles, points of 0-10) of the forecasts 1 to 3 days on,
with the prior learned from the others in the file (`--pool`) and with the packaged one, each person weighted by the
forecasts they have. The ratio is pooled over unpooled, with a 95 % interval from a bootstrap over people. The last row
takes every origin of the first two weeks. People: virtual ones, whom the prior never saw, and those of the file
pmdata.csv in FOLDER (default: `shared/data/diaries` beside the project; left out with a sentence when it is missing).
There are few of the latter, so each diary also begins anew every 28 days, as if the person came new on that day; the
bootstrap keeps a person's beginnings together. Of more than one of their columns (all on five steps, but for a few
means) there is a table for each, and one of all together, in which the bootstrap keeps a person's columns together too.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from andante.body.simulate import simulate
from andante.exchange.diary_csv import read_people
from andante.learn.filter import work
from andante.learn.pooling import populations_of_others
from andante.learn.populations import Population
from andante.learn.prequential import forecasts
from andante.learn.scores import pinball
from andante.records import Diary
from andante.workers import side_by_side

DEFAULT_DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "diaries"
AFTER_DAYS = (3, 7, 14)
HORIZON = 3
ANEW_DAYS = 28
RESAMPLES = 4000
SORENESS = "soreness"  # what stands under pain in this file


def losses(diary: Diary, target: str, population: Population | None, seed: int) -> np.ndarray:
    """Losses by day of the diary on which the forecast was made: (15, HORIZON), NaN where nothing was rated."""
    casts, belief = work(diary, target, seed=seed, horizons=HORIZON, population=population)
    points = 10.0 / (belief.scale.high - belief.scale.low)
    found = np.full((max(AFTER_DAYS) + 1, HORIZON), np.nan)
    for row in forecasts(diary, casts, belief, horizon=HORIZON, warmup=1):
        day = (dt.date.fromisoformat(row["origin"]) - belief.first_day).days + 1
        if day < len(found) and row["observed"] is not None:
            levels = [float(level) for level in row["quantiles"]]
            loss = pinball(levels, list(row["quantiles"].values()), row["observed"])
            found[day, row["horizon"] - 1] = points * float(loss)
    return found


def beginnings(diary: Diary, target: str, every: int | None) -> list[Diary]:
    """The first weeks of a diary, and the weeks from every `every`-th day on as if the diary began there."""
    most = max(AFTER_DAYS) + HORIZON
    found: list[Diary] = []
    day = diary.first_day
    while day <= diary.last_day - dt.timedelta(days=most):
        until = day + dt.timedelta(days=most)
        rows = tuple(entry for entry in diary.entries if day <= diary.day(entry) < until)
        first = next((i for i, entry in enumerate(rows) if target in entry.values), None)
        if first is not None and len(rows) - first >= most // 2:
            found.append(replace(diary, entries=rows[first:]))
        if every is None:
            break
        day += dt.timedelta(days=every)
    return found


def compare(people: Sequence[Diary], target: str, every: int | None, seed: int) -> list[np.ndarray]:
    """For each person the losses (2, beginnings, 15, HORIZON): unpooled, pooled."""
    others = dict(
        zip([diary.person for diary in people], populations_of_others(people, target, seed=seed), strict=True)
    )

    def one(diary: Diary) -> np.ndarray:
        begun = beginnings(diary, target, every)
        both = [[losses(start, target, prior, seed) for start in begun] for prior in (None, others[diary.person])]
        return np.array(both).reshape(2, len(begun), max(AFTER_DAYS) + 1, HORIZON)

    return list(side_by_side(one, people))


def ratio_of(each: Sequence[np.ndarray], days: Sequence[int], rng: np.random.Generator) -> tuple[float, ...]:
    """Unpooled and pooled loss, their ratio, its 95 % interval over people, and how many forecasts."""
    sums = np.array([np.nansum(one[:, :, days], axis=(1, 2, 3)) for one in each])
    counts = np.array([np.isfinite(one[0][:, days]).sum() for one in each])
    drawn = sums[rng.integers(0, len(sums), (RESAMPLES, len(sums)))].sum(axis=1)
    low, high = np.quantile(drawn[:, 1] / drawn[:, 0], (0.025, 0.975))
    unpooled, pooled = sums.sum(axis=0) / counts.sum()
    return float(unpooled), float(pooled), float(pooled / unpooled), float(low), float(high), int(counts.sum())


def table(title: str, each: Sequence[np.ndarray], seed: int) -> None:
    """Print what was found for one set of people."""
    rng = np.random.default_rng(seed)
    print(f"{title}: {len(each)} people, {sum(one.shape[1] for one in each)} beginnings")
    print(f"{'after':>16} {'unpooled':>9} {'pooled':>9} {'ratio':>7} {'95 % interval':>16} {'forecasts':>10}")
    rows = [*((f"{day} days", [day]) for day in AFTER_DAYS), ("1 to 14 days", list(range(1, max(AFTER_DAYS) + 1)))]
    for name, days in rows:
        unpooled, pooled, ratio, low, high, count = ratio_of(each, days, rng)
        print(f"{name:>16} {unpooled:9.4f} {pooled:9.4f} {ratio:7.3f} {low:8.3f}-{high:.3f} {count:10}", flush=True)


def main() -> None:
    """Compare on virtual people and on the real ones, where they are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--columns", type=lambda text: text.split(","), default=["pain"])
    options = parser.parse_args()
    if options.people:
        virtual = simulate(options.people, options.days, seed=1000 + options.seed).diaries
        table(f"virtual people, {options.days} days", compare(virtual, "pain", None, options.seed), options.seed)
    if not (options.data / "pmdata.csv").is_file():
        print("no file pmdata.csv beside the project: nobody real to look at")
        return
    real = read_people(options.data / "pmdata.csv", rated="morning")
    each = {column: compare(real, column, ANEW_DAYS, options.seed) for column in options.columns}
    for column, found in each.items():
        table(f"pmdata, {SORENESS if column == 'pain' else column}", found, options.seed)
    if len(each) > 1:
        together = [np.concatenate(columns, axis=1) for columns in zip(*each.values(), strict=True)]
        table(f"pmdata, {len(each)} columns together", together, options.seed)


if __name__ == "__main__":
    main()
