"""How quick the simulated body is: 1,000 people at steps of one minute, beside a peer and beside SciPy.

    python benchmarks/body_speed.py [--quick]

Everything is measured in one run, with the load of the machine beside it; ratios travel better than seconds, and on a
busy machine all of them move. Nothing here is a test: a missed target is printed, and the exit status stays 0.

- Person-days a second of `body.day.live` alone, and of whole days as lived (random numbers, mornings, what people
  choose, evenings, training).
- The peer is simglucose (type 1 diabetes, 13 equations; andante has 128): `T1DPatient.step` once a minute for one
  patient and one day, as shipped, with SciPy's dopri5. It is installed into a folder of its own when it is not there.
- SciPy's `solve_ivp` solves the same equations for one person at a time, from one change of activity to the next, and
  must come to the same evening. Each method is tried; the quickest that is accurate counts.
- Arithmetic of a minute as XLA counts it, against a loop of fused multiply-adds and a copy on this machine.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.metadata
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import numpy as np
from rich.console import Console

from andante.body.archetypes import archetypes
from andante.body.day import live
from andante.body.simulate import FIRST_DAY, days_of
from andante.body.sites import UNITS
from body_arithmetic import Arithmetic, arithmetic, copy_gb_s, peak_gflops
from body_by_scipy import METHODS, Solved, solved
from body_cohort import CORES, PEOPLE, cohort, one_day, timed, whole_days
from judged import Row, report

DAY_MIN = 24 * 60
SAME_EVENING = 0.02  # of the value that SciPy gives at a tolerance of 1e-9
SIMGLUCOSE = "simglucose==0.2.11"
PATIENCE_S = 120.0
PEER = """
import json, sys, time, types, warnings
warnings.simplefilter("ignore")
try:
    import gym
except ImportError:  # only registers an environment there, which nothing here uses
    for name in ("gym", "gym.envs", "gym.envs.registration"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules["gym.envs.registration"].register = lambda **_: None
from simglucose.patient.t1dpatient import Action, T1DPatient
patient = T1DPatient.withName("adult#001")
basal = patient._params.u2ss * patient._params.BW / 6000
meals = {7 * 60: 45.0, 12 * 60: 70.0, 18 * 60: 80.0}
spent = []
for _ in range(int(sys.argv[1])):
    patient.reset()
    begin = time.perf_counter()
    for minute in range(24 * 60):
        meal = meals.get(minute, 0.0)
        patient.step(Action(CHO=meal, insulin=basal + meal / 10.0))
    spent.append(time.perf_counter() - begin)
print(json.dumps(spent))
"""
CHILD = "--days-in-a-child"


def between(spent: list[float], per: float = 1.0, digits: int = 0) -> str:
    """Rates: the median, and from the slowest to the quickest."""
    rates = sorted(per / seconds for seconds in spent)
    return f"{statistics.median(rates):,.{digits}f} ({rates[0]:,.{digits}f} to {rates[-1]:,.{digits}f})"


# ── b. the peer ──────────────────────────────────────────────────────────────────────────────────────────────────────


def peer_python(folder: Path) -> str:
    """A Python that has simglucose: this one, or a fresh environment in `folder`. Raises CalledProcessError."""
    try:
        importlib.metadata.version("simglucose")
    except importlib.metadata.PackageNotFoundError:
        python = str(folder / "bin" / "python")
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        # Its own list asks for gym 0.9.4 of 2017; a patient alone needs only these (setuptools for pkg_resources).
        same = [f"{name}=={importlib.metadata.version(name)}" for name in ("numpy", "scipy")]
        for command in (
            [sys.executable, "-m", "venv", str(folder)],
            [*pip, "--no-deps", SIMGLUCOSE],
            [*pip, *same, "pandas", "setuptools<81"],
        ):
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=PATIENCE_S)
        return python
    return sys.executable


def peer(days: int) -> list[float] | str:
    """Seconds of each patient-day of simglucose, or why there are none."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            python = peer_python(Path(folder) / "peer")
            command = [python, "-c", PEER, str(days)]
            done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=PATIENCE_S)
        except subprocess.CalledProcessError as error:
            return (error.stderr.strip().splitlines() or ["it ended without a word"])[-1]
        except (subprocess.TimeoutExpired, OSError) as error:
            return str(error)
    spent: list[float] = json.loads(done.stdout)
    return spent


# ── d. memory ────────────────────────────────────────────────────────────────────────────────────────────────────────


def peak_mb(days: int) -> float:
    """Most memory of a process in which 1,000 people live so many days, of which nothing is kept."""
    done = subprocess.run([sys.executable, __file__, CHILD, str(days)], check=True, capture_output=True, text=True)
    return float(done.stdout)


def live_in_a_child(days: int) -> None:
    """What such a process does."""
    life, ways = cohort()
    for _ in days_of(life, ways, FIRST_DAY, days):
        pass
    # Not getrusage alone: on Linux a child begins with the most that its parent had.
    status = Path("/proc/self/status")
    own = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    print((int(own[1]) if own else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024.0)


# ── f. a study ───────────────────────────────────────────────────────────────────────────────────────────────────────


def study_s(reps: int) -> float:
    """Seconds of `andante study run ge2012`, the whole process. It ends with 1 when a target of the study is missed."""
    command = [sys.executable, "-m", "andante", "study", "run", "ge2012", "--reps", str(reps)]
    begin_s = time.perf_counter()
    done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)
    return time.perf_counter() - begin_s


# ── the table ────────────────────────────────────────────────────────────────────────────────────────────────────────


def speed_rows(alone: list[float], whole: list[float]) -> list[Row]:
    """a. Person-days a second."""
    rows = []
    for what, spent in (("body.day.live alone", alone), ("whole days as lived", whole)):
        met = PEOPLE / statistics.median(spent) >= 5000
        rows.append(Row(f"{what}, person-days/s", between(spent, PEOPLE), "5,000", met))
    return rows


def peer_rows(spent: list[float] | str, whole_s: float) -> list[Row]:
    """b. Against simglucose."""
    if isinstance(spent, str):
        return [Row(f"{SIMGLUCOSE}: could not be run, so nothing is compared", spent, "10,000 times")]
    each = statistics.median(spent)
    ratio = each / (whole_s / PEOPLE)
    return [
        Row(f"{SIMGLUCOSE}, patient-days/s (one core)", between(spent, digits=3)),
        Row("whole days as lived / simglucose", f"{ratio:,.0f}", "10,000 times", ratio >= 10_000),
        Row("  the same for each core used", f"{ratio / CORES:,.0f}"),
    ]


def scipy_rows(found: Solved, alone_s: float) -> list[Row]:
    """c. Against SciPy."""
    rows = [
        Row("evening of andante against SciPy at 1e-9", f"{100 * found.own_gap:.2f} %", "within 2 %",
            found.own_gap <= SAME_EVENING),
    ]  # fmt: skip
    for name, spent in found.spent.items():
        rows.append(
            Row(f"SciPy {name}, person-days/s", f"{between(spent, digits=2)}, evening {100 * found.gaps[name]:.2f} %")
        )
    accurate = [name for name in METHODS if found.gaps[name] <= SAME_EVENING] or list(METHODS)
    lsoda = min((name for name in accurate if "LSODA" in name), key=lambda name: sum(found.spent[name]), default=None)
    quickest = min(accurate, key=lambda name: sum(found.spent[name]))
    for name in dict.fromkeys((lsoda, quickest)):
        if name is not None:
            ratio = statistics.mean(found.spent[name]) / (alone_s / PEOPLE)
            rows.append(Row(f"live alone / SciPy {name}", f"{ratio:,.0f}", "1,000 times", ratio >= 1000))
    return rows


def arithmetic_rows(one: Arithmetic, alone_s: float, repeats: int) -> list[Row]:
    """e. Achieved against the machine."""
    steps = PEOPLE * DAY_MIN * len(UNITS)
    achieved, peak = one.operations * steps / alone_s / 1e9, peak_gflops(repeats)
    return [
        Row("one minute of one unit", f"{one.operations:.0f} operations, {one.transcendentals:.1f} exp and the like"),
        Row("live alone, GFLOP/s", f"{achieved:.1f} of {peak:.0f} ({100 * achieved / peak:.0f} %)"),
        Row("  exp and the like, 1e9/s", f"{one.transcendentals * steps / alone_s / 1e9:.2f}"),
        Row("  operations per byte, were nothing cached", f"{one.operations / one.bytes_:.2f}"),
        Row("copy of large arrays, GB/s", f"{copy_gb_s(repeats):.0f}"),
    ]


def memory_rows(few: int, many: int) -> list[Row]:
    """d. Memory does not grow with days."""
    of_few, of_many = peak_mb(few), peak_mb(many)
    grown = of_many - of_few
    found = f"{of_few:,.0f} and {of_many:,.0f} MB ({grown:+.0f})"
    return [Row(f"most memory in {few} and in {many} days", found, "no growth (10 %)", grown <= 0.1 * of_few)]


def measured(*, quick: bool) -> list[Row]:
    """Everything, one after the other."""
    life, ways = cohort()
    day = one_day(life, ways, np.array([archetypes()[way].stops_at for way in ways]))
    repeats = 5 if quick else 15
    alone, whole = timed(lambda: live(*day), repeats), whole_days(life, ways, repeats)
    spent = peer(1 if quick else 5)
    found = solved(life, ways, 2 if quick else len(archetypes()))
    # Once more, on both sides of the others: a busy machine is not busy all the time.
    alone += timed(lambda: live(*day), repeats)
    whole += whole_days(life, ways, repeats)
    alone_s, whole_s = statistics.median(alone), statistics.median(whole)
    rows = [*speed_rows(alone, whole), *peer_rows(spent, whole_s), *scipy_rows(found, alone_s)]
    rows += memory_rows(*((5, 15) if quick else (20, 80)))
    rows += arithmetic_rows(arithmetic(day), alone_s, 2 if quick else 4)
    reps = 20 if quick else 200
    seconds = study_s(reps)
    return [*rows, Row(f"andante study run ge2012 --reps {reps}, s", f"{seconds:.1f}", "30", seconds < 30)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer repeats, shorter lives, a smaller study")
    parser.add_argument(CHILD, type=int, dest="child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is not None:
        live_in_a_child(options.child)
        return
    console = Console(width=None if sys.stdout.isatty() else 120)
    before, began_s = os.getloadavg()[0], time.perf_counter()
    report(measured(quick=options.quick), console, found="found: median (slowest to quickest)")
    took = dt.timedelta(seconds=round(time.perf_counter() - began_s))
    console.print(f"{PEOPLE:,} people, {len(UNITS)} units, {os.cpu_count()} cores, {took}")
    console.print(f"load of the machine: {before:.1f} before, {os.getloadavg()[0]:.1f} after (this run alone: 1 to 2)")


if __name__ == "__main__":
    main()
