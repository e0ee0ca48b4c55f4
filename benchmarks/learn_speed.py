"""How long learning takes: a year of one entry a day and 8 exposures, beside a maximum-likelihood fit.

    python benchmarks/learn_speed.py [--repeats 5]

Prints whole-process seconds of `andante forecast` with an empty and a warm cache of compiled code, milliseconds for
each entry of the year as it comes, those with which the particles moved apart, the same of a year of three entries a
day with two exposures, and the peer: statsmodels UnobservedComponents (local level, AR(1), the same regressors), one
maximum-likelihood fit. Ratios below 1 mean that andante is quicker. Machines differ; the ratios travel better than the
seconds. Memory: `memory_use.py`.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np

from andante.body.simulate import virtual_year
from andante.exchange.diary_csv import write_diary
from andante.learn import learn, update
from andante.learn.timeline import exposures_of
from andante.records import Diary, Entry

LAST_DAY = dt.date(2026, 11, 21)
FIRST_ENTRIES = 30  # learned at once before the entries of the year come one by one


def year_of_8() -> Diary:
    """A virtual person's year with all 365 days written and an eighth exposure, steps."""
    rng = np.random.default_rng(1)
    year = virtual_year(1, LAST_DAY, whole_days=400)  # a whole number of weeks, of which the last 365 days are taken
    entries = tuple(
        Entry(entry.at, {**entry.values, "steps": float(rng.integers(2000, 9000))}) for entry in year.entries[-365:]
    )
    return replace(year, entries=entries, columns=(*year.columns, "steps"))


def whole_process(arguments: list[str], cache: Path) -> float:
    """Seconds of one `andante` command, from start to end."""
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache), "JAX_PLATFORMS": "cpu"}
    begin = time.perf_counter()
    command = [sys.executable, "-m", "andante", *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - begin


def three_a_day() -> Diary:
    """A year of three entries a day, with two exposures."""
    rng, first = np.random.default_rng(2), dt.datetime(2025, 11, 22, 8, tzinfo=dt.UTC)
    at = [first + dt.timedelta(days=i // 3, hours=(0, 5, 13)[i % 3]) for i in range(3 * 365)]
    columns = {
        "pain": rng.integers(2, 7, len(at)),
        "load": rng.integers(0, 30, len(at)),
        "stress": rng.integers(0, 9, len(at)),
    }
    rows = [dict(zip(columns, map(float, row), strict=True)) for row in zip(*columns.values(), strict=True)]
    return Diary(tuple(Entry(when, row) for when, row in zip(at, rows, strict=True)), tuple(columns))


def one_by_one(diary: Diary, first: int = FIRST_ENTRIES) -> tuple[np.ndarray, np.ndarray]:
    """Milliseconds of each entry beyond the `first`, and whether the particles of either model moved with it."""
    belief = learn(replace(diary, entries=diary.entries[:first]))
    spent, moved = [], []
    for count in range(first + 1, len(diary.entries) + 1):
        known = replace(diary, entries=diary.entries[:count])
        begin = time.perf_counter()
        after = update(belief, known)
        spent.append(1000.0 * (time.perf_counter() - begin))
        same = [np.array_equal(getattr(after, name).logs, getattr(belief, name).logs) for name in ("level", "exposed")]
        moved.append(not all(same))
        belief = after
    return np.array(spent[1:]), np.array(moved[1:])  # the first one compiles


def peer(diary: Diary) -> float:
    """Seconds of one maximum-likelihood fit of statsmodels' UnobservedComponents to the same year."""
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    names = exposures_of(diary.columns, "pain")
    written = np.array([[entry.values.get(name, np.nan) for name in ("pain", *names)] for entry in diary.entries])
    pain, exposures = written[:, 0], written[:, 1:]
    # Its regressors must not be missing: a blank becomes the mean. What is never or always the same tells nothing.
    exposures = exposures[:, np.nanstd(exposures, axis=0) > 0.0]
    exposures = (exposures - np.nanmean(exposures, axis=0)) / np.nanstd(exposures, axis=0)
    exposures = np.nan_to_num(exposures)
    begin = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        UnobservedComponents(pain, "llevel", autoregressive=1, exog=exposures).fit(disp=False, maxiter=200)
    return time.perf_counter() - begin


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    diary = year_of_8()
    with tempfile.TemporaryDirectory() as folder:
        path, cache = Path(folder) / "year.csv", Path(folder) / "compiled"
        write_diary(diary, path)
        help_s = [whole_process(["--help"], cache) for _ in range(repeats)]
        cold_s = whole_process(["forecast", str(path), "--json"], cache)
        warm_s = [whole_process(["forecast", str(path), "--json"], cache) for _ in range(repeats)]
    entry_ms, moved = one_by_one(diary)
    plain_ms, move_ms = entry_ms[~moved], entry_ms[moved]
    several = three_a_day()
    several_ms, several_moved = one_by_one(several, len(several.entries) - 60)
    begin = time.perf_counter()
    learn(diary)
    learn_s = time.perf_counter() - begin
    fit_s = statistics.median(peer(diary) for _ in range(3))
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    print(f"{len(diary.entries)} entries, 8 exposures, {os.cpu_count()} cores")
    print(f"andante --help, whole process            {statistics.median(help_s):8.2f} s   (median of {repeats})")
    print(f"andante forecast, whole process, cold    {cold_s:8.2f} s")
    print(f"andante forecast, whole process, warm    {statistics.median(warm_s):8.2f} s   (median of {repeats})")
    print(f"learn the year, in process, warm         {learn_s:8.2f} s")
    print(
        f"one more entry, warm: median             {np.median(plain_ms):8.2f} ms  (of {len(plain_ms)} without a move)"
    )
    print(f"one more entry, warm: 95 % within        {np.quantile(plain_ms, 0.95):8.2f} ms")
    print(f"one more entry, warm: slowest            {plain_ms.max():8.2f} ms")
    print(f"with a move of the particles: median     {np.median(move_ms):8.2f} ms  (of {len(move_ms)})")
    print(f"with a move of the particles: slowest    {move_ms.max():8.2f} ms")
    print(f"one more of three a day for a year       {np.median(several_ms[~several_moved]):8.2f} ms  (median)")
    print(f"peer: one UnobservedComponents fit       {fit_s:8.2f} s   (statsmodels, median of 3)")
    print(f"ratio: learn the year / one peer fit     {learn_s / fit_s:8.2f}")
    print(f"ratio: one more entry / one peer fit     {np.median(plain_ms) / 1000.0 / fit_s:8.5f}")
    print(f"largest memory of this process           {memory_mb:8.0f} MB  (the peer's libraries included)")


if __name__ == "__main__":
    main()
