"""`make prior`: where the packaged prior comes from, and what diaries it expects; writes docs/prior.md and its picture.

    python calibration/prior.py [--data FOLDER] [--people 200] [--days 60] [--seed 0]

Four things: what published estimates of fibromyalgia say of each row of `learn/priors.csv`; the population prior fitted
to virtual people of the body (`andante.learn.population`); how the packaged median and log SD lie to both; and a
thousand diaries drawn from the packaged prior, beside published figures. The estimates (De Paepe et al.) are not part
of the project; FOLDER is `shared/data/fm-ema-ugent-estimates` beside it. Nothing is changed but the page and its
picture.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import numpy as np
from prior_predictive import Drawn, draw_diaries, picture, table

from andante.body.simulate import simulate
from andante.learn import Population, population
from andante.learn.populations import PARAMETERS
from andante.learn.priors import BASE, LEVEL_PRIOR_MEAN, LEVEL_PRIOR_SD, model_digest, priors

ROOT = Path(__file__).resolve().parents[1]
DEFAULT_DATA = ROOT.parent / "shared" / "data" / "fm-ema-ugent-estimates"
TEXT = Path(__file__).with_name("prior.md")
PAGE, PICTURE = ROOT / "docs" / "prior.md", ROOT / "docs" / "pictures" / "prior-predictive.svg"
LAG_RANGE = (0.2, 0.5)  # of daily pain within a person: a planning range, no estimate for fibromyalgia was found
DIARIES = 1000


@dataclass(frozen=True)
class Published:
    """A published figure carried over to a row's own unit: value (None: nothing was found), and how."""

    value: float | None
    how: str


def rows_of(folder: Path, name: str, **where: str) -> list[dict[str, str]]:
    """The rows of a published table in which every column of `where` has that value."""
    with (folder / name).open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if all(row[key] == value for key, value in where.items())]


def published(folder: Path) -> dict[str, Published]:
    """What the published estimates say of each row of the prior."""
    pain = rows_of(folder, "02_ema_descriptives.csv", variable="PIJN")[0]
    shares = rows_of(folder, "03_variance_decomposition.csv", variable="PIJN")[0]
    total = float(pain["sd"])
    noise, carry = (total * float(shares[name]) ** 0.5 for name in ("var_within_day", "var_between_day"))
    edges = rows_of(folder, "05_mlvar_core_temporal_edges.csv", to="PIJN")
    of = {row["from"]: (float(row["weight"]), float(row["ran_SD"])) for row in edges}
    within = float(pain["sd_within_person"])
    sizes = {name: within * float(np.hypot(*of[name])) for name in ("ENMO_log", "STRESS")}
    trends = rows_of(folder, "04_stationarity_perperson.csv", variable="PIJN")
    trending = np.mean([row["trend_sig"] == "TRUE" for row in trends])
    share = priors()["carry_sd"].median ** 2 / (priors()["carry_sd"].median ** 2 + priors()["noise_sd"].median ** 2)
    lag = float(np.mean(LAG_RANGE))
    none = "no estimate was found; the packaged source is a judgement"
    return {
        "noise_sd": Published(noise, f"square root of the share within a day, {shares['var_within_day']}, times the "
                              f"total SD {total:.2f}; one of four prompts a day, so an upper bound for a day's rating"),
        "carry_sd": Published(carry, f"square root of the share between days, {shares['var_between_day']}, times "
                              f"{total:.2f}"),
        "carry_days": Published(-1.0 / np.log(lag / share), f"a daily lag-1 correlation of {lag:.2f} (planning "
                                f"range {LAG_RANGE[0]:g} to {LAG_RANGE[1]:g}) "
                                f"with a carry-over of {share:.2f} of the variance"),
        "level_rate": Published(None, f"{trending:.0%} of {len(trends)} people have a trend over 14 days; no rate is "
                                "given"),
        "effect_size": Published(float(np.mean([*sizes.values()])), "root mean square over people of the lagged effect "
                                 f"on pain per own SD: activity {sizes['ENMO_log']:.2f}, stress {sizes['STRESS']:.2f} "
                                 "points; their mean"),
        "effect_drift": Published(None, none),
        "fast_days": Published(None, none),
        "capacity": Published(None, none),
    }  # fmt: skip


def fitted(name: str, virtual: Population) -> tuple[float, float]:
    """Median and log SD over virtual people: without exposures where the row is known there, else with them."""
    logs, at = (virtual.plain, BASE.index(name)) if name in BASE else (virtual.exposed, PARAMETERS.index(name))
    return float(np.exp(logs[0, at])), float(logs[1, at])


def comparison(said: Mapping[str, Published], virtual: Population) -> list[str]:
    """The table of the rows: packaged, published, virtual, and how far both lie from the packaged median."""
    lines = [
        "| row | packaged (95 % range) | virtual people | published | virtual lies | published lies |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, row in priors().items():
        low, high = row.median * np.exp(np.array([-1.96, 1.96]) * row.log_sd)
        median, log_sd = fitted(name, virtual)
        value = said[name].value
        apart = "-" if value is None else f"{np.log(value / row.median) / row.log_sd:+.1f} log SD"
        lines.append(
            f"| `{name}` ({row.unit}) | {row.median:g}, {row.log_sd:g} ({low:.2g} to {high:.2g}) | "
            f"{median:.2g}, {log_sd:.2g} | {'-' if value is None else f'{value:.2g}'} | "
            f"{np.log(median / row.median) / row.log_sd:+.1f} log SD | {apart} |"
        )
    return lines


def verdict(name: str, said: Published, virtual: Population) -> str:
    """One sentence on how the packaged row follows from both."""
    row, (median, log_sd) = priors()[name], fitted(name, virtual)
    values = [median] if said.value is None else [median, said.value]
    far = max(abs(np.log(value / row.median)) / row.log_sd for value in values)
    # A prior that holds both sources within two of its SD, and is no narrower than people are among themselves.
    wide = row.log_sd >= 0.8 * log_sd
    held = "holds what was found" if far <= 2.0 else f"**does not hold what was found** ({far:.1f} log SD away)"
    spread = "is as wide as people differ, or wider" if wide else f"**is narrower than people differ** ({log_sd:.2f})"
    return f"- `{name}`: {held}, and {spread}. Published: {said.how}."


def page(said: Mapping[str, Published], virtual: Population, drawn: Drawn, asked: argparse.Namespace) -> str:
    """The whole page: the numbers in the text of `prior.md`."""
    return Template(TEXT.read_text("utf-8")).substitute(
        model=model_digest(),
        seed=asked.seed,
        people=virtual.people,
        days=asked.days,
        comparison="\n".join(comparison(said, virtual)),
        verdicts="\n".join(verdict(name, said[name], virtual) for name in priors()),
        level_mean=f"{LEVEL_PRIOR_MEAN:g}",
        level_sd=f"{LEVEL_PRIOR_SD:g}",
        virtual_level=f"{virtual.level_mean:.2f} with {virtual.level_sd:.2f}",
        diaries=DIARIES,
        table="\n".join(table(drawn)),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page. 0 when done, 2 without the published estimates."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args(arguments)
    if not asked.data.is_dir():
        print(f"no folder {asked.data.name} beside the project: the published estimates are needed for the page")
        return 2
    diaries = simulate(asked.people, asked.days, seed=asked.seed).diaries
    virtual = population(diaries, "pain", seed=asked.seed)
    drawn = draw_diaries(np.random.default_rng(asked.seed), DIARIES, asked.days)
    PAGE.write_text(page(published(asked.data), virtual, drawn, asked), "utf-8")
    PICTURE.write_text(picture(drawn), "utf-8")
    print(f"{PAGE.relative_to(ROOT)} and {PICTURE.relative_to(ROOT)} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
