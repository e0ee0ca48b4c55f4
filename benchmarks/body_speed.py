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

Long because every number is measured beside what it is compared with, and SciPy needs the equations once more.
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
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.integrate import solve_ivp

from andante.arrays import jax
from andante.body import pain
from andante.body.adaptation import accustomed
from andante.body.archetypes import archetypes, named
from andante.body.day import HARDEST, SLOT_MIN, Person, device_catalogue, live
from andante.body.doing import loads
from andante.body.life import NEVER_STOPS, Life, begin, strength, wake
from andante.body.muscle import REST_LOAD
from andante.body.pain import HOUR_S, saturated
from andante.body.parameters import packaged
from andante.body.people import draw
from andante.body.simulate import FIRST_DAY, as_lived, days_of, people_living
from andante.body.sites import UNITS
from andante.body.state import Constants, Doing, State, Traits

PEOPLE = 1000
CORES = 2
DAY_MIN = 24 * 60
PER_UNIT = 9  # of the 11 states, those that each unit has; the last two are the person's
STATES = PER_UNIT * len(UNITS) + 2
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


class Row(NamedTuple):
    """A line of the table. `met` is None where there is no target or nothing was measured."""

    what: str
    found: str
    target: str = ""
    met: bool | None = None


def timed(work: Callable[[], object], repeats: int) -> list[float]:
    """Seconds of each call; the first, not counted, compiles."""
    work()
    spent = []
    for _ in range(repeats):
        begin_s = time.perf_counter()
        work()
        spent.append(time.perf_counter() - begin_s)
    return spent


def between(spent: list[float], per: float = 1.0, digits: int = 0) -> str:
    """Rates: the median, and from the slowest to the quickest."""
    rates = sorted(per / seconds for seconds in spent)
    return f"{statistics.median(rates):,.{digits}f} ({rates[0]:,.{digits}f} to {rates[-1]:,.{digits}f})"


# ── a. andante ────────────────────────────────────────────────────────────────────────────────────────────────────────


def cohort() -> tuple[Life, tuple[str, ...]]:
    """1,000 people with fibromyalgia, all ways of living in turn."""
    ways = named("as-lived", PEOPLE)
    return begin(people_living(ways, draw("fm", range(PEOPLE), seed=0, table=packaged()))), ways


class DayOf(NamedTuple):
    """All that `live` takes for one day."""

    state: State
    person: Person
    k: Constants
    activity: np.ndarray


def one_day(life: Life, ways: tuple[str, ...], stops_at: np.ndarray) -> DayOf:
    """The first day of these lives, as lived."""
    woken, found, draws = wake(life)
    activity = as_lived(woken, found, draws, ways, FIRST_DAY.weekday())
    dtype = woken.bodies.fatigued.dtype
    traits = woken.traits._replace(accustomed=accustomed(woken.training, woken.people).astype(dtype))
    person = Person(traits, strength(woken).astype(dtype), stops_at.astype(dtype), np.exp(found.log_odds).astype(dtype))
    return DayOf(woken.bodies, person, woken.constants, activity)


def whole_days(life: Life, ways: tuple[str, ...], count: int) -> list[float]:
    """Seconds of each whole day after the first."""
    spent, begin_s = [], time.perf_counter()
    for _ in days_of(life, ways, FIRST_DAY, count + 1):
        spent.append(time.perf_counter() - begin_s)
        begin_s = time.perf_counter()
    return spent[1:]


# ── b. the peer ───────────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── c. SciPy ──────────────────────────────────────────────────────────────────────────────────────────────────────────

Slope = Callable[[float, np.ndarray], np.ndarray]


def slope(doing: Doing, traits: Traits, k: Constants) -> Slope:
    """The right-hand side of one person's equations while they do one thing; every unit of an array (units, 1).

    What does not change is worked out beforehand, so that SciPy is not slowed by it. Takes many states at once too:
    the implicit methods ask for a Jacobian, column by column.
    """
    load, duty, strain = doing
    on = load > REST_LOAD
    held, working = np.where(on, load, 0.0), np.where(on, duty, 0.0)
    tires = working * traits.fatigue_rate
    recovers = traits.recovery_rate * (working + traits.rest_multiplier * (1.0 - working))
    stops = working / k.ischaemia_on_s
    flow_rate, stopped = stops + (1.0 - working) / k.ischaemia_off_s, stops * np.minimum(1.0, load / k.ischaemia_load)
    strains = strain / (60.0 * k.posture_rise_min)
    strain_rate = strains + (1.0 - strain) / (60.0 * k.posture_fall_min)
    harm = k.soreness_rate * duty * np.maximum(load - traits.accustomed, 0.0)
    sensitise_s, rise_s, fall_s = (HOUR_S * x for x in (k.sensitise_h, k.soreness_rise_h, k.soreness_fall_h))
    failing_at = np.maximum(1.0 - load, 1e-3)
    size = traits.size.T

    def right_hand_side(_: float, y: np.ndarray) -> np.ndarray:
        y_many = y.reshape(STATES, -1)
        tired, flow, posture, noxious, sensitised, damage, sore, fast, slow = _units(y_many)
        aching = np.minimum(1.0, tired / failing_at)
        drive = duty * np.clip(load / np.maximum(1.0 - tired, 1e-3), 0.0, 1.0)
        gain = flow * traits.relief_sustained + (1.0 - flow) * traits.relief_rhythmic
        relief = drive * gain * (1.0 - k.painful_relief * saturated(traits.tonic_sensitised + sensitised))
        source = aching * (k.rhythmic_nociception + (1.0 - k.rhythmic_nociception) * flow)
        change = np.empty_like(y_many)
        into = _units(change)
        into[0] = tires * np.minimum(held, 1.0 - tired) - recovers * tired
        into[1] = stopped - flow_rate * flow
        into[2] = strains - strain_rate * posture
        into[3] = (source + k.posture_nociception * posture - noxious) / k.nociception_s
        into[4] = k.sensitise_rate * noxious - sensitised / sensitise_s
        into[5] = harm - damage / rise_s
        into[6] = damage / rise_s - sore / fall_s
        into[7] = (relief - fast) / k.relief_fast_s
        into[8] = (relief - slow) / k.relief_slow_s
        change[-2] = (traits.relief_general * (size @ drive) - y_many[-2]) / k.relief_general_s
        change[-1] = k.facilitation_rate * (size @ noxious) - y_many[-1] / (60.0 * k.facilitation_min)
        return change.reshape(y.shape)

    return right_hand_side


def _units(y: np.ndarray) -> np.ndarray:
    return y[:-2].reshape(PER_UNIT, len(UNITS), -1)


def scipy_day(day: DayOf, who: int, options: dict[str, object]) -> tuple[np.ndarray, np.ndarray]:
    """The states of one person at midnight, and the largest of each kind at the changes of activity: (states,) each."""
    known, rows = loads(), day.activity[:, who]
    traits = Traits(*(np.asarray(x, float)[..., who : who + 1] for x in day.person.traits))
    k = Constants(*(float(x) for x in day.k))
    able = np.asarray(day.person.strength, float)[:, who : who + 1]
    y, largest = np.zeros(STATES), np.zeros(STATES)
    cuts = [0, *(np.flatnonzero(np.diff(rows)) + 1), len(rows)]
    for start, stop in pairwise(cuts):
        row = rows[start]
        load = np.minimum(known.load[row][:, None] / able, HARDEST)
        doing = Doing(load, known.duty[row][:, None], known.posture[row][:, None])
        span = (60.0 * SLOT_MIN * start, 60.0 * SLOT_MIN * stop)
        y = solve_ivp(slope(doing, traits, k), span, y, t_eval=span[1:], **options).y[:, -1]
        largest = np.maximum(largest, np.abs(y))
    of_kind = np.broadcast_to(_units(largest).max(axis=1, keepdims=True), (PER_UNIT, len(UNITS), 1))
    return y, np.concatenate([of_kind.ravel(), largest[-2:]])


def gap(found: np.ndarray, exact: np.ndarray, largest: np.ndarray) -> float:
    """The largest difference as a share of the exact value, or of a ten-thousandth of that state's most of the day."""
    return float(np.max(np.abs(found - exact) / np.maximum(np.abs(exact), 1e-4 * largest + 1e-9)))


METHODS: dict[str, dict[str, object]] = {
    "LSODA": {"method": "LSODA", "rtol": 1e-4},
    "LSODA, steps to 60 s": {"method": "LSODA", "rtol": 1e-4, "max_step": 60.0},
    "BDF, vectorised": {"method": "BDF", "rtol": 1e-4, "vectorized": True},
}


class Solved(NamedTuple):
    """Seconds of each person-day by method, the largest difference of its evenings from exact ones, and andante's."""

    spent: dict[str, list[float]]
    gaps: dict[str, float]
    own_gap: float


def solved(life: Life, ways: tuple[str, ...], count: int) -> Solved:
    """`count` person-days, each a different way of living, by SciPy; nobody stops for pain, so that all do the same."""
    day = one_day(life, ways, np.full(PEOPLE, NEVER_STOPS))
    ours, _ = live(*day)
    spent: dict[str, list[float]] = {name: [] for name in METHODS}
    gaps = dict.fromkeys(METHODS, 0.0)
    own_gap = 0.0
    for who in range(count):
        exact, largest = scipy_day(day, who, {"method": "LSODA", "rtol": 1e-9, "atol": 1e-13})
        mine = np.concatenate([np.asarray(x, float)[..., who].ravel() for x in ours])
        own_gap = max(own_gap, gap(mine, exact, largest))
        for name, options in METHODS.items():
            begin_s = time.perf_counter()
            found, _ = scipy_day(day, who, options)
            spent[name].append(time.perf_counter() - begin_s)
            gaps[name] = max(gaps[name], gap(found, exact, largest))
    return Solved(spent, gaps, own_gap)


# ── d. memory ─────────────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── e. arithmetic ─────────────────────────────────────────────────────────────────────────────────────────────────────


class Arithmetic(NamedTuple):
    """Of one unit of one person in one minute: operations, exp and the like, and bytes if nothing stayed in a cache."""

    operations: float
    transcendentals: float
    bytes_: float


def arithmetic(day: DayOf, people: int = 256) -> Arithmetic:
    """What a second minute costs more than the first, as XLA counts: what does not change is worked out once a slot."""
    catalogue, rows = device_catalogue(), day.activity[len(day.activity) // 2, :people]
    doing = Doing(*(np.asarray(x)[rows].T for x in (catalogue.load, catalogue.duty, catalogue.posture)))
    state, traits = jax.tree.map(lambda x: np.asarray(x)[..., :people], (day.state, day.person.traits))

    def minutes(count: int) -> np.ndarray:
        def steps(state: State, doing: Doing, traits: Traits, k: Constants, step_s: jax.Array) -> State:
            for _ in range(count):
                state = pain.step(state, doing, traits, k, step_s)
            return state

        cost = jax.jit(steps).lower(state, doing, traits, day.k, np.float32(60.0)).compile().cost_analysis()
        return np.array([cost["flops"], cost["transcendentals"], cost["bytes accessed"]])

    return Arithmetic(*((minutes(2) - minutes(1)) / (len(UNITS) * people)))


@partial(jax.jit, static_argnames=("chain", "loops"))
def multiply_add(x: jax.Array, a: jax.Array, b: jax.Array, *, chain: int, loops: int) -> jax.Array:
    """x a + b, `chain` times in each of `loops` passes over x."""

    def one_pass(_: int, x: jax.Array) -> jax.Array:
        for _ in range(chain):
            x = x * a + b
        return x

    return jax.lax.fori_loop(0, loops, one_pass, x)


def peak_gflops(repeats: int) -> float:
    """The most that fused multiply-adds in float32 reach on all cores, over some shapes that fit the first cache."""
    best = 0.0
    with ThreadPoolExecutor(CORES) as pool:
        for size, chain in ((1024, 4), (1024, 8), (2048, 4), (4096, 4), (4096, 8)):
            loops = round(1e9 / (size * chain))
            run = partial(multiply_add, a=np.float32(0.999), b=np.float32(0.001), chain=chain, loops=loops)
            each = [np.full(size, 1.0 + core, np.float32) for core in range(CORES)]
            spent = timed(
                lambda run=run, each=each: list(pool.map(lambda x: run(x).block_until_ready(), each)), repeats
            )
            best = max(best, 2.0 * CORES * loops * size * chain / min(spent) / 1e9)
    return best


def copy_gb_s(repeats: int) -> float:
    """The most that copies of arrays far larger than the caches reach, read and written bytes together."""
    sources = [np.ones(2**25, np.float32) for _ in range(CORES)]
    copies = [np.empty_like(source) for source in sources]
    with ThreadPoolExecutor(CORES) as pool:
        spent = timed(lambda: list(pool.map(np.copyto, copies, sources)), repeats)
    return 2.0 * CORES * sources[0].nbytes / min(spent) / 1e9


# ── f. a study ────────────────────────────────────────────────────────────────────────────────────────────────────────


def study_s(reps: int) -> float:
    """Seconds of `andante study run ge2012`, the whole process. It ends with 1 when a target of the study is missed."""
    command = [sys.executable, "-m", "andante", "study", "run", "ge2012", "--reps", str(reps)]
    begin_s = time.perf_counter()
    done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)
    return time.perf_counter() - begin_s


# ── the table ─────────────────────────────────────────────────────────────────────────────────────────────────────────


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


def report(rows: list[Row], console: Console) -> None:
    """Print the table."""
    table = Table(box=None, pad_edge=False)
    for name in ("measured", "found: median (slowest to quickest)", "target", ""):
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(row.what, row.found, row.target, "" if row.met is None else "met" if row.met else "MISSED")
    console.print(table)
    judged = [row for row in rows if row.met is not None]
    console.print(f"\n{sum(bool(row.met) for row in judged)} of {len(judged)} targets met.")


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
    report(measured(quick=options.quick), console)
    took = dt.timedelta(seconds=round(time.perf_counter() - began_s))
    console.print(f"{PEOPLE:,} people, {len(UNITS)} units, {os.cpu_count()} cores, {took}")
    console.print(f"load of the machine: {before:.1f} before, {os.getloadavg()[0]:.1f} after (this run alone: 1 to 2)")


if __name__ == "__main__":
    main()
