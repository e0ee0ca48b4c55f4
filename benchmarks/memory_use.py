"""Memory of one person's learning, in a process of its own for each length of diary.

    python benchmarks/memory_use.py [--years 1 2 4 8]

The diaries are one virtual year of 8 exposures, one after the other as often as needed. Each child reads a file, learns
it and says its largest memory and what is resident afterwards, garbage collected and free pages given back. Growth per
further year is the slope of a straight line through the largest ones. Aims: under 700 MB, under 1 MB a year.
"""

from __future__ import annotations

import argparse
import ctypes
import datetime as dt
import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from andante.records import Diary, Entry

MOST_MB, MOST_MB_A_YEAR = 700.0, 1.0
CHILD = "--child"


def repeated(year: Diary, years: int) -> Diary:
    """The same year `years` times, one day after the other."""
    span = dt.timedelta(days=(year.last_day - year.first_day).days + 1)
    entries = tuple(Entry(e.at + span * n, e.values) for n in range(years) for e in year.entries)
    return replace(year, entries=entries)


def resident_mb() -> float:
    """Resident memory now, after collecting garbage and giving free pages back."""
    gc.collect()
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * resource.getpagesize() / 2.0**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def child(path: str) -> None:
    """Learn the diary at `path` and print what memory it took."""
    from andante.exchange.diary_csv import read_diary
    from andante.learn import learn

    diary = read_diary(path)
    before_mb = resident_mb()
    belief = learn(diary)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    found = {"steps": belief.steps, "before_mb": before_mb, "peak_mb": peak_mb, "after_mb": resident_mb()}
    print(json.dumps(found))


def measured(year: Diary, years: list[int]) -> list[dict[str, float]]:
    """What the child of each length said; each ran twice, the first time to compile."""
    from andante.exchange.diary_csv import write_diary

    rows = []
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "JAX_PLATFORMS": "cpu", "JAX_COMPILATION_CACHE_DIR": f"{folder}/compiled"}
        for count in years:
            path = Path(folder) / f"{count}.csv"
            write_diary(repeated(year, count), path)
            command = [sys.executable, __file__, CHILD, str(path)]
            for _ in range(2):
                said = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
            rows.append(json.loads(said))
    return rows


def report(years: list[int], rows: list[dict[str, float]]) -> None:
    """Print the table and the growth."""
    for count, row in zip(years, rows, strict=True):
        print(
            f"{count} years, {row['steps']:.0f} days: largest {row['peak_mb']:.0f} MB, resident before "
            f"{row['before_mb']:.0f} MB and after {row['after_mb']:.0f} MB"
        )
    if len(years) > 1:
        peak, after = (np.polyfit(years, [row[name] for row in rows], 1)[0] for name in ("peak_mb", "after_mb"))
        print(
            f"a further year: {peak:.1f} MB of the largest, {after:.1f} MB of the resident (aim: {MOST_MB_A_YEAR:.0f})"
        )
    print(f"one year: {rows[0]['peak_mb']:.0f} MB (aim: under {MOST_MB:.0f})")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--years", type=int, nargs="+", default=[1, 2, 4, 8])
    parser.add_argument(CHILD, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is not None:
        child(options.child)
        return
    from learn_speed import year_of_8

    report(options.years, measured(year_of_8(), options.years))


if __name__ == "__main__":
    main()
