"""`make calibrate`: fit what is marked *fitted* in the table of constants, and write the table and its page anew.

Only the CALIBRATION set is used (`studies/aims.py`, `studies/aims_days.py`). Everything starts from the priors that
stand in the table, so a second run comes to the same values: `--check` fits again and compares with what is shipped.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from andante.body.parameters import Table, packaged
from andante.studies.aims import LABORATORY_PARTS, LABORATORY_TOUCHES
from andante.studies.aims_days import DAY_PARTS, DAY_TOUCHES
from andante.studies.calibrate import Fit, fit

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "src" / "andante" / "body" / "parameters.csv"
RESULT = ROOT / "docs" / "calibration.json"
PAGE = ROOT / "docs" / "calibration.md"
TOLERANCE_PRIOR_SDS = 0.25
"""About half a posterior SD: where least squares stops within that valley depends on the last digits."""
DIGITS = 4


def say(message: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {message}", file=sys.stderr, flush=True)


def stages(table: Table) -> tuple[Table, dict[str, Fit]]:
    """Laboratory, days, and the laboratory again with the days' values: they share the pain without a load."""
    start = table.with_values({row.key: row.prior for row in table.fitted() if row.prior is not None})
    say("laboratory, from the priors")
    first = fit(start, LABORATORY_TOUCHES, LABORATORY_PARTS, evaluations=8, say=say)
    table = start.with_values(dict(zip(LABORATORY_TOUCHES, first.values, strict=True)))
    say(f"laboratory: {first.cost_before:.1f} to {first.cost:.1f}, {_words(first)}")
    say("days and weeks, from the priors")
    second = fit(table, DAY_TOUCHES, DAY_PARTS, evaluations=6, say=say)
    table = table.with_values(dict(zip(DAY_TOUCHES, second.values, strict=True)))
    say(f"days: {second.cost_before:.1f} to {second.cost:.1f}, {_words(second)}")
    third = laboratory_again(table)
    table = table.with_values(dict(zip(LABORATORY_TOUCHES, third.values, strict=True)))
    return table, {"laboratory": third, "days": second}


def laboratory_again(table: Table) -> Fit:
    """The laboratory from the values of `table` on."""
    say("laboratory again")
    warm = {key: table.rows[key].value for key in LABORATORY_TOUCHES}
    return fit(table, LABORATORY_TOUCHES, LABORATORY_PARTS, evaluations=3, start=warm, say=say)


def keep(result: dict[str, Any]) -> None:
    """Write result, table and page."""
    RESULT.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    write_table({key: value for one in result.values() for key, value in one["values"].items()})
    PAGE.write_text(page_of(result), "utf-8")


def _words(one: Fit) -> str:
    values = ", ".join(f"{row.key} {value:.4g}" for row, value in zip(one.rows, one.values, strict=True))
    far = ", ".join(f"{key} {value:+.2f}" for key, value in one.residuals.items() if abs(value) > 0.5)
    return f"{values}; residuals beyond half a width: {far}"


def rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def result_of(fits: dict[str, Fit]) -> dict[str, object]:
    """What is kept of the fits, as JSON."""
    kept: dict[str, object] = {}
    for name, one in fits.items():
        covariance = one.posterior_covariance
        posterior = np.sqrt(np.diag(covariance))
        weights, vectors = np.linalg.eigh(one.jacobian.T @ one.jacobian)
        kept[name] = {
            "values": {row.key: rounded(value) for row, value in zip(one.rows, one.values, strict=True)},
            "prior": {row.key: [row.prior, row.prior_sd] for row in one.rows},
            "posterior_over_prior_sd": {
                row.key: round(float(sd), 3) for row, sd in zip(one.rows, posterior, strict=True)
            },
            "correlations": _strongest(one, covariance),
            "information": [round(float(w), 3) for w in weights[::-1]],
            "loosest": _loosest(one, weights, vectors),
            "residuals": {key: round(float(value), 3) for key, value in one.residuals.items()},
            "cost_before": round(one.cost_before, 3),
            "cost": round(one.cost, 3),
            "evaluations": one.evaluations,
        }
    return kept


def _strongest(one: Fit, covariance: np.ndarray) -> list[list[object]]:
    sd = np.sqrt(np.diag(covariance))
    pairs = [
        [one.rows[i].key, one.rows[j].key, round(float(covariance[i, j] / sd[i] / sd[j]), 2)]
        for i in range(len(sd))
        for j in range(i)
    ]
    return sorted(pairs, key=lambda pair: -abs(float(str(pair[2]))))[:8]


def _loosest(one: Fit, weights: np.ndarray, vectors: np.ndarray) -> list[dict[str, object]]:
    """Directions that the data hardly see: other settings along them fit as well."""
    found = []
    for index in np.argsort(weights)[:3]:
        direction = vectors[:, index]
        largest = np.argsort(-np.abs(direction))[:4]
        parts = {one.rows[i].key: round(float(direction[i] / abs(direction[largest[0]])), 2) for i in largest}
        found.append({"information": round(float(weights[index]), 3), "direction": parts})
    return found


def write_table(values: dict[str, float]) -> None:
    """Put the fitted values into the packaged table; nothing else changes."""
    lines = TABLE.read_text("utf-8").splitlines()
    rows = list(csv.reader(lines))
    for row in rows[1:]:
        key = row[0] if row[1] == "all" else f"{row[0]}@{row[1]}"
        if key in values:
            row[2] = f"{values[key]:g}"
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def page_of(result: dict[str, Any]) -> str:
    """The page of the calibration."""
    head = (Path(__file__).parent / "page.md").read_text("utf-8").strip()
    table = packaged()
    parts = [head.format(fitted=len(table.fitted()), all=len(table.rows)), ""]
    for name, title in (("laboratory", "Laboratory studies"), ("days", "Days, weeks and months")):
        one = result[name]
        parts += [f"## {title}", ""]
        parts.append(
            f"Half the sum of squares went from {one['cost_before']:.1f} to {one['cost']:.1f} in {one['evaluations']} "
            "steps (the last stage's own start and end)."
        )
        parts += ["", "| constant | prior | fitted | posterior SD / prior SD | |", "| --- | --- | --- | --- | --- |"]
        for key, value in one["values"].items():
            prior, sd = one["prior"][key]
            ratio = one["posterior_over_prior_sd"][key]
            word = "data" if ratio < 0.5 else "both" if ratio < 0.85 else "prior"
            parts.append(f"| {key} | {prior:g} ({sd:g}) | {value:g} | {ratio:.2f} | {word} |")
        parts += ["", "| residual | in widths |", "| --- | --- |"]
        parts += [f"| {key} | {value:+.2f} |" for key, value in one["residuals"].items()]
        parts += ["", "Settings that go together (correlation of the posterior): "]
        parts += ["; ".join(f"{a} and {b} {r:+.2f}" for a, b, r in one["correlations"][:6]) + ".", ""]
        parts.append("Directions that the data hardly see; other values along them fit as well (changes in prior SDs):")
        for loose in one["loosest"]:
            steps = ", ".join(f"{key} {share:+.2f}" for key, share in loose["direction"].items())
            parts.append(f"- {steps} (information {loose['information']:.2f} against 1 of the prior)")
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def compare(result: dict[str, Any], shipped: Table) -> int:
    """How far a new fit is from the shipped values; 1 when one is further away than tolerated."""
    far = 0
    for one in result.values():
        for key, value in one["values"].items():
            off = (value - shipped.value(*_split(key))) / one["prior"][key][1]
            far += abs(off) > TOLERANCE_PRIOR_SDS
            print(f"{key}: {value:g}, shipped {shipped.value(*_split(key)):g}, {off:+.3f} prior SDs")
    print(f"{far} further than {TOLERANCE_PRIOR_SDS} prior SDs from the shipped value")
    return int(far > 0)


def _split(key: str) -> tuple[str, str]:
    name, _, group = key.partition("@")
    return name, group or "all"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fit again and compare with the shipped values")
    parser.add_argument("--page", action="store_true", help="write the page anew from the kept result, without a fit")
    parser.add_argument("--laboratory", action="store_true", help="the last stage alone, from the shipped values on")
    asked = parser.parse_args()
    if asked.laboratory:
        result = json.loads(RESULT.read_text("utf-8")) | result_of({"laboratory": laboratory_again(packaged())})
        keep(result)
        return
    if asked.page:
        PAGE.write_text(page_of(json.loads(RESULT.read_text("utf-8"))), "utf-8")
        return
    began = time.monotonic()
    _, fits = stages(packaged())
    result = result_of(fits)
    say(f"{(time.monotonic() - began) / 60:.1f} minutes")
    if asked.check:
        sys.exit(compare(result, packaged()))
    keep(result)


if __name__ == "__main__":
    main()
