"""Learning beside its peers, in one run: a year of one entry a day and 8 exposures, one target.

    python benchmarks/learn_peers.py [--quick]

All seconds are of processor time, of all threads together: a busy machine changes them little. Ratios travel better
still. Nothing here is a test: a missed target is printed, and the exit status stays 0. Each peer has a cap of time; one
that comes to it is judged by the draws or runs that it has made, and those without any are said to have none.

How many independent draws a posterior is worth (effective sample size, ESS), for each nonlinear parameter:
- andante's particles and those of the package `particles`: posterior variance over the variance of the posterior mean
  between whole runs with other seeds. This counts everything: resampling, duplicates, moves that stay.
- NUTS: NumPyro's own estimate from autocorrelations, of two chains together, one a process. It knows nothing of chains
  stuck alike, and of few draws it is a rough one. Trees are no deeper than 2^6 while it warms up, which is kinder.
One number for all parameters is the harmonic mean, which keeps the mean Monte Carlo variance. ESS a second counts all
of andante's work (it gives every day's posterior and forecasts by the way), and of NUTS warm-up and sampling without
its compilation. NUTS and `particles` have a budget of processor time, and what they have drawn by then counts. Not to
charge few draws with a whole warm-up, NUTS is judged by its sampling alone.

Peers, each pinned: NumPyro NUTS on the same marginal likelihood (compiled by JAX, as ours is), NumPyro NUTS on the
joint model with every day's state unknown, IBIS of `particles` with a Kalman likelihood in NumPy (installed into an
environment of its own), and statsmodels UnobservedComponents, fitted anew each day through the year.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.metadata
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import numpy as np
from rich.console import Console

from andante.learn import learn, particles
from andante.learn.filter import randomness_of
from andante.learn.timeline import Timeline, timeline
from andante.learn.track import track
from judged import Row, report
from learn_speed import year_of_8

HERE = Path(__file__).resolve().parent
NUMPYRO, STATSMODELS = "numpyro==0.22.0", "statsmodels==0.15.0"
PARTICLES_PINS = ("particles==0.4", "numpy==1.26.4", "scipy==1.17.1", "numba==0.68.1", "scikit-learn==1.9.1")
PROCESSES = 2
EVERY_DAYS = 30
FEWEST_DRAWS = 10  # of each chain of NUTS, before anything is said of them
PATIENCE = 2.0  # seconds waited for each of processor time: others may be at work on the machine
GRACE_S = 120.0  # beyond that, for starting, compiling and the step under way


class Budget(NamedTuple):
    """Of one chain of NUTS: most steps of warm-up and draws, and most processor seconds of each."""

    warmup: int
    draws: int
    warm_s: float
    draw_s: float


class Effort(NamedTuple):
    """How much is done: runs of ours, chains of NUTS, runs of `particles`, and seconds after which none is begun."""

    own_runs: int
    nuts: Budget
    package_runs: int
    package_s: float


WHOLE = Effort(15, Budget(150, 1000, 80.0, 120.0), 20, 120.0)
QUICK = Effort(6, Budget(50, 200, 25.0, 35.0), 4, 25.0)
CHILD = "--nuts-in-a-child"


class Worth(NamedTuple):
    """A posterior (means and SDs of the logarithms), the ESS of each parameter, and the seconds of one run."""

    mean: np.ndarray
    sd: np.ndarray
    ess: np.ndarray
    seconds: float

    @property
    def whole_ess(self) -> float:
        """Harmonic mean over the parameters."""
        return float(1.0 / np.mean(1.0 / self.ess))

    @property
    def rate(self) -> float:
        """ESS a second."""
        return self.whole_ess / self.seconds


# ── andante ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def own_run(line: Timeline, seed: int) -> tuple[np.ndarray, np.ndarray, float]:
    """Mean and variance of each logarithm after the year, and the seconds it took."""
    road = track(line, 3)
    random = randomness_of(seed, None, 1)
    begin_s = time.process_time()
    group = particles.start(random(0), line.shape)
    group, _, _ = particles.work_through(random, group, road, (0, len(line)), shape=line.shape)
    logs, weight = group.logs, np.exp(group.log_weight)
    mean = logs @ weight
    return mean, ((logs - mean[:, None]) ** 2) @ weight, time.process_time() - begin_s


def worth_of(means: np.ndarray, variance: np.ndarray, seconds: list[float]) -> Worth:
    """From posterior means (runs, parameters) of repeated runs, and the posterior variance (parameters,)."""
    between = means.var(axis=0, ddof=1)
    return Worth(means.mean(axis=0), np.sqrt(variance), variance / between, statistics.median(seconds))


def own_worth(line: Timeline, runs: int) -> Worth:
    """Of andante's particles, as shipped."""
    own_run(line, 0)  # compiles
    means, variances, seconds = zip(*(own_run(line, seed) for seed in range(runs)), strict=True)
    whole = np.mean(variances, axis=0) + np.var(means, axis=0)
    return worth_of(np.array(means), whole, list(seconds))


def learn_s(diary: Any, repeats: int) -> float:
    """Seconds of the whole learning: both models, flares, forecasts of each day. Warm."""
    spent = []
    for _ in range(repeats):
        begin_s = time.process_time()
        learn(diary, "pain")
        spent.append(time.process_time() - begin_s)
    return statistics.median(spent)


# ── NumPyro ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def nuts_in_a_child(what: str, seed: int, budget: list[float]) -> None:
    """Run one chain of NUTS on the year and print what it drew."""
    import peer_numpyro

    line = timeline(year_of_8(), "pain")
    rows = track(line, 3)
    warmup, draws, warm_s, draw_s = budget
    effort = peer_numpyro.Budget(int(warmup), int(draws), warm_s, draw_s)
    chain = peer_numpyro.chain(getattr(peer_numpyro, what), line.shape, rows, seed, effort)
    print(json.dumps({**chain._asdict(), "z": chain.z.tolist()}))


def nuts(line: Timeline, what: str, budget: Budget) -> tuple[Worth, Worth, dict[str, Any]] | str:
    """NUTS in two processes: with its warm-up, by sampling alone, and what else was seen; or why there is nothing."""
    command = [sys.executable, __file__, CHILD, what]
    children = [
        subprocess.Popen(
            [*command, str(seed), *map(str, budget)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for seed in range(PROCESSES)
    ]
    wait_s = PATIENCE * (budget.warm_s + budget.draw_s) + GRACE_S
    try:
        outs = [child.communicate(timeout=wait_s) for child in children]
    except subprocess.TimeoutExpired:
        for child in children:
            child.kill()
        return f"no draws after {wait_s:.0f} s on {PROCESSES} cores"
    if any(child.returncode for child in children):
        return outs[0][1].strip().splitlines()[-1]
    return nuts_worth(line, [json.loads(out) for out, _ in outs])


def nuts_worth(line: Timeline, found: list[dict[str, Any]]) -> tuple[Worth, Worth, dict[str, Any]] | str:
    """What chains are worth: their ESS is that of all of them together, as far as the shortest of them came."""
    from numpyro.diagnostics import summary

    from peer_numpyro import logs_of

    kept = min(len(one["z"]) for one in found)
    if kept < FEWEST_DRAWS:
        return f"{kept} draws a process within the time, after {min(one['warmed'] for one in found)} of warm-up"
    z = np.array([one["z"][:kept] for one in found])
    seen = summary({"z": z}, group_by_chain=True)["z"]
    logs = logs_of(z.reshape(-1, z.shape[-1]), line.shape)
    draw_s = sum(one["draw_s"] * kept / len(one["z"]) for one in found)
    whole_s = draw_s + sum(one["warm_s"] for one in found)
    told = {"r_hat": float(np.max(seen["r_hat"])), "kept": kept, "warmed": min(one["warmed"] for one in found)}
    told |= {"divergences": sum(one["divergences"] for one in found)}
    told |= {"leapfrogs": float(np.mean([one["leapfrogs"] for one in found]))}
    ess, mean, sd = np.asarray(seen["n_eff"]), logs.mean(axis=1), logs.std(axis=1)
    return Worth(mean, sd, ess, whole_s), Worth(mean, sd, ess, draw_s), told


# ── particles ────────────────────────────────────────────────────────────────────────────────────────────────────────


def package_worth(line: Timeline, own: Worth, runs: int, cap_s: float) -> tuple[Worth, float] | str:
    """Of IBIS by the package, and how far its likelihood is from ours; or why there is nothing."""
    road, steps = track(line, 3), len(line)
    mean, sd = line.shape.log_prior()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = {field: np.asarray(getattr(road, field))[:steps] for field in ("gap", "rating", "exposure", "known")}
        np.savez(folder / "year.npz", prior_mean=mean, prior_sd=sd, **rows)
        python = str(folder / "peer" / "bin" / "python")
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        commands = (
            [sys.executable, "-m", "venv", str(folder / "peer")],
            [*pip, *PARTICLES_PINS, "joblib"],
            [python, str(HERE / "peer_particles.py"), str(folder / "year.npz"), str(runs), str(cap_s)],
        )
        # Nothing of ours may be seen in there.
        clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | {"OPENBLAS_NUM_THREADS": "1"}
        try:
            for command in commands:
                done = subprocess.run(
                    command, check=True, capture_output=True, text=True, timeout=3.0 * cap_s + GRACE_S, env=clean
                )
        except subprocess.CalledProcessError as error:
            return (error.stderr.strip().splitlines() or ["it ended without a word"])[-1]
        except (subprocess.TimeoutExpired, OSError) as error:
            return str(error)
    found = json.loads(done.stdout)
    likelihood = float(particles.replay(mean[:, None], road, steps, line.shape)[1][0])
    worth = worth_of(np.array(found["means"]), own.sd**2, found["seconds"])
    return worth, abs(found["likelihood"] - likelihood)


# ── statsmodels ──────────────────────────────────────────────────────────────────────────────────────────────────────


def refits_s(line: Timeline) -> tuple[float, int]:
    """Seconds of one fit a day through the year, from fits at every 30th day; and how many were made.

    Local level, AR(1) and the same 8 exposures; a missing exposure is the mean of those written so far.
    """
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    spent = []
    for day in range(EVERY_DAYS, len(line) + 1, EVERY_DAYS):
        written = line.written[:day]
        exposures = np.where(np.isnan(written), np.nanmean(written, axis=0), written)
        exposures = (exposures - exposures.mean(axis=0)) / exposures.std(axis=0)
        begin_s = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            UnobservedComponents(line.rating[:day], "llevel", autoregressive=1, exog=exposures).fit(
                disp=False, maxiter=200
            )
        spent.append(time.process_time() - begin_s)
    return sum(spent) * EVERY_DAYS, len(spent)


# ── the table ────────────────────────────────────────────────────────────────────────────────────────────────────────


def told(worth: Worth) -> str:
    """ESS, seconds and rate in a line."""
    ess = f"ESS {worth.whole_ess:.1f} (least {worth.ess.min():.1f})"
    return f"{ess} in {worth.seconds:.2f} s: {worth.rate:.3g} a second"


def apart(one: Worth, other: Worth) -> str:
    """How far two posteriors' means are from each other."""
    gap = np.abs(one.mean - other.mean) / other.sd
    error = np.sqrt(1.0 / one.ess + 1.0 / other.ess)
    return f"largest {gap.max():.2f}, Monte Carlo error of its difference {error[gap.argmax()]:.2f}"


def nuts_rows(name: str, found: tuple[Worth, Worth, dict[str, Any]] | str, own: Worth, aim: int) -> list[Row]:
    """Against NUTS."""
    if isinstance(found, str):
        return [Row(f"NUTS, {name}: nothing to compare", found, f"{aim} times")]
    whole, sampling, seen = found
    ratio = own.rate / sampling.rate
    each = f"{seen['leapfrogs']:.0f} leapfrogs each, {seen['divergences']} divergences, r-hat {seen['r_hat']:.3f}"
    how = f"a chain of {seen['warmed']} to warm up and {seen['kept']} draws; {each}"
    return [
        Row(f"NUTS, {name}, {PROCESSES} processes, sampling", told(sampling)),
        Row("  how it went", how),
        Row("  its means and ours, in SDs", apart(own, whole)),
        Row(f"ESS a second: andante / NUTS, {name}", f"{ratio:.1f}", f"{aim} times", ratio >= aim),
        Row("  the same with NUTS's warm-up", f"{own.rate / whole.rate:.1f}"),
    ]


def package_rows(found: tuple[Worth, float] | str, own: Worth) -> list[Row]:
    """Against `particles`."""
    if isinstance(found, str):
        return [Row(f"{PARTICLES_PINS[0]}: nothing to compare", found, "30 times")]
    worth, gap = found
    ratio = own.rate / worth.rate
    return [
        Row(f"{PARTICLES_PINS[0]} IBIS, 260 particles", told(worth)),
        Row("  its log likelihood and ours at the prior's medians", f"{gap:.1e} apart"),
        Row("  its means and ours, in SDs", apart(own, worth)),
        Row("ESS a second: andante / particles IBIS", f"{ratio:.1f}", "30 times", ratio >= 30),
    ]


def statsmodels_rows(line: Timeline, whole_s: float) -> list[Row]:
    """Against a fit a day."""
    fit_s, fits = refits_s(line)
    ratio = whole_s / fit_s
    return [
        Row(f"{STATSMODELS}: a fit a day", f"{fit_s:.1f} s, scaled up from {fits} fits, every {EVERY_DAYS}th day"),
        Row("learn the year / a fit a day", f"{ratio:.3f}", "no slower", ratio <= 1.0),
    ]


def measured(effort: Effort, console: Console) -> list[Row]:
    """Everything, one after the other and said as it comes; the cheapest peers first."""
    diary = year_of_8()
    line = timeline(diary, "pain")
    rows: list[Row] = []

    def say(*found: Row) -> None:
        rows.extend(found)
        for row in found:
            console.print(f"{row.what}: {row.found}", highlight=False)

    whole_s, own = learn_s(diary, 3), own_worth(line, effort.own_runs)
    say(
        Row("learn the year, warm: both models, every day's forecasts", f"{whole_s:.2f} s"),
        Row(f"{particles.PARTICLES} particles, the model with exposures, {effort.own_runs} runs", told(own)),
    )
    say(*statsmodels_rows(line, whole_s))
    say(*package_rows(package_worth(line, own, effort.package_runs, effort.package_s), own))
    say(*nuts_rows("same marginal likelihood", nuts(line, "marginal", effort.nuts), own, 10))
    say(*nuts_rows("joint model", nuts(line, "joint", effort.nuts), own, 100))
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer runs and shorter chains")
    parser.add_argument(CHILD, nargs="+", dest="child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is not None:
        what, seed, *budget = options.child
        nuts_in_a_child(what, int(seed), list(map(float, budget)))
        return
    sys.stdout.reconfigure(line_buffering=True)  # each row is seen when it is there, also in a file
    console = Console(width=None if sys.stdout.isatty() else 120)
    for pin in (NUMPYRO, STATSMODELS):
        name, version = pin.split("==")
        here = importlib.metadata.version(name)
        if here != version:
            console.print(f"{name} is {here} here; the page's numbers are of {version}")
    before, began_s = os.getloadavg()[0], time.perf_counter()
    report(measured(QUICK if options.quick else WHOLE, console), console)
    took = dt.timedelta(seconds=round(time.perf_counter() - began_s))
    console.print(f"{NUMPYRO}, {', '.join(PARTICLES_PINS[:2])}, {STATSMODELS}; {os.cpu_count()} cores, {took}")
    console.print(f"load of the machine: {before:.1f} before, {os.getloadavg()[0]:.1f} after (this run alone: 1 to 2)")


if __name__ == "__main__":
    main()
