"""`make insilico`: the whole trial on virtual people, and its numbers put into docs/insilico.md anew, with the picture.

The words of the page are written by hand; what stands between the marks is written here. `--from FILE` takes the answer
of `andante insilico --json` instead of running anything; `--profile` measures where the time goes, and writes that.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from andante import __version__
from andante.body.parameters import digest, packaged
from andante.insilico.answer import answer_of
from andante.insilico.faults import faults_named
from andante.insilico.living import live
from andante.insilico.people import cohort
from andante.insilico.picture import trial_picture
from andante.insilico.policies import policies_named
from andante.insilico.trial import Trial, conduct

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE, PICTURE = DOCS / "insilico.md", DOCS / "pictures" / "insilico.svg"
WHOLE = 210
OUTCOMES = {
    "flare_days": "flare days",
    "flare_days_expected": "expected",
    "pain_median": "median pain",
    "valued_minutes_per_day": "valued minutes a day",
    "strength_change_percent": "strength, %",
}
PARTS = {
    ("paced.py", "learned"): "the belief, updated",
    ("__init__.py", "planned"): "the plan, with its risk",
    ("paced.py", "broken_guards"): "every plan checked against every guard",
    ("twin.py", "breaches"): "every plan checked against the twin",
    ("life.py", "spend"): "the bodies, minute by minute",
    ("life.py", "wake"): "nights, stress and luck",
    ("living.py", "_today"): "how a day is lived",
    ("following.py", "lived"): "how a day is lived",
}
"""Functions whose time, with all that they call, is told apart."""


def spread(one: Mapping[str, Any]) -> str:
    """A mean with its interval."""
    if one["mean"] is None:
        return "none done"
    low, high = one["ci95"]
    return f"{one['mean']:.1f}" if low is None else f"{one['mean']:.1f} ({low:.1f} to {high:.1f})"


def table(policies: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Each policy's outcomes."""
    heads = f"| policy | done | {' | '.join(OUTCOMES.values())} | guards broken |"
    lines = [heads, "| --- " * (len(OUTCOMES) + 3) + "|"]
    for name, one in policies.items():
        runs = one["runs"]
        cells = " | ".join(spread(one[key]) for key in OUTCOMES)
        lines.append(f"| {name} | {runs['done']} of {sum(runs.values())} | {cells} | {one['guard_breaks']} |")
    return lines


def gate_lines(gate: Mapping[str, Any]) -> list[str]:
    """Whether the gate holds, and where not."""
    if gate["pass"]:
        return ["**Safety gate: passed.**"]
    count = len(gate["failures"])
    lines = [f"**Safety gate: failed in {count} place{'' if count == 1 else 's'}.** The worst:", ""]
    for one in gate["failures"][:10]:
        said = one["words"] if one["by"] is None else f"{one['by']:+.2f}"
        lines.append(f"- {one['what']}: {one['group']} (fault: {one['fault']}): {said}")
    return [*lines, "", *luck_lines(gate)]


def luck_lines(gate: Mapping[str, Any]) -> list[str]:
    """What the die has to do with it."""
    more = ", ".join(f"{one['group']} (fault: {one['fault']}) {one['by']:+.2f}" for one in gate["expected"]) or "none"
    others = ", ".join(f"{name} {count}" for name, count in gate["others"].items()) or "none took part"
    return [
        f"{gate['groups']} groups were judged. Groups with more flare days by the hazard that their days made, without",
        f"the luck of the die: {more}. Places in which the other policies would fail the same gate: {others}.",
    ]


def benefit_lines(found: Mapping[str, Any] | None) -> list[str]:
    """What was gained against what was aimed at."""
    if found is None:
        return []
    best = found["best_other"]
    reached = [name for name, yes in found["reached"].items() if yes]
    rows = [
        ("flare days against as lived, %", found["flare_days_percent_to_as_lived"], "-30"),
        (f"flare days against {best}, the best other, %", found["flare_days_percent_to_best"], "-20, or 0"),
        ("the same without luck: against as lived, %", found["expected_flare_days_percent_to_as_lived"], ""),
        (f"the same without luck: against {best}, %", found["expected_flare_days_percent_to_best"], ""),
        (f"valued minutes against {best}, %", found["valued_minutes_percent_to_best"], "0, or +20"),
    ]
    if "strength_percent_points_to_quota" in found:
        free = found["of_those_who_may_progress"]
        words = f"the same of the {free['people']} who may progress"
        rows.append(("strength against quota, points", found["strength_percent_points_to_quota"], ""))
        rows.append((words, free["strength_percent_points_to_quota"], "0"))
    lines = ["| benefit of andante | found | aimed at |", "| --- | --- | --- |"]
    lines += [f"| {name} | {spread(one)} | {aim} |" for name, one, aim in rows]
    said = f"reached ({' and '.join(reached)})" if reached else "**not reached**"
    return [*lines, "", f"The benefit aimed at was {said}."]


def result(found: Mapping[str, Any], how: str) -> list[str]:
    """The part of the page that a trial writes."""
    lines = [how, "", *gate_lines(found["gate"]), "", *benefit_lines(found["benefit"]), ""]
    lines += ["Without faults:", "", *table(found["policies"]), ""]
    for kind, policies in found["by_archetype"].items():
        lines += [f"{kind.capitalize()}, without faults:", "", *table(policies), ""]
    for fault, policies in found["by_fault"].items():
        lines += [f"With {fault}:", "", *table(policies), ""]
    lines += ["The worst runs, by flare days above the same person's as lived:", ""]
    lines += ["| person | policy | fault | flare days | more | median pain | more |", "| --- " * 7 + "|"]
    for one in found["worst"]:
        numbers = (
            f"{one['flare_days']:.0f} | {one['more_flare_days']:+.0f} | {one['pain_median']} | {one['more_pain']:+.1f}"
        )
        lines.append(f"| {one['person']} | {one['policy']} | {one['fault']} | {numbers} |")
    return lines


def put(name: str, lines: Sequence[str]) -> None:
    """Put `lines` between the page's marks of that name."""
    begin, end = f"<!-- {name}: written by `make insilico` -->", f"<!-- end of {name} -->"
    before, _, rest = PAGE.read_text("utf-8").partition(begin)
    assert end in rest, f"{PAGE}: the marks of {name} are missing"
    _, _, after = rest.partition(end)
    PAGE.write_text("\n".join([before + begin, "", *lines, "", end]) + after, encoding="utf-8")


def how_it_was_run(found: Mapping[str, Any], seconds: float | None) -> str:
    """The command, and what ran."""
    took = "" if seconds is None else f", {seconds / 60:.0f} minutes on {os.cpu_count()} processors"
    faults = "" if found["faults"] == ["none"] else f" --faults {','.join(found['faults'])}"
    few = "" if found["people"] >= WHOLE else " A small trial: with so few seeds an interval says little."
    return (
        f"`andante insilico --people {found['people']} --days {found['days']} --seed {found['seed']}{faults}` (andante "
        f"{found['andante']}, body `{found['body']}`{took}). Means over people with 95 % intervals over seeds.{few}"
    )


def run(asked: argparse.Namespace) -> None:
    """The trial, its table and its picture."""
    faults = faults_named(asked.faults.split(","))
    trial = Trial(cohort(asked.people, seed=asked.seed), policies_named([]), faults, asked.days)
    begun = time.monotonic()
    scores = conduct(
        trial, jobs=asked.jobs, progress=lambda done, total: print(f"\r{done} of {total}", end="", file=sys.stderr)
    )
    seconds = time.monotonic() - begun
    found = answer_of(scores, asked.days)
    found |= {"andante": __version__, "seed": asked.seed, "body": digest(packaged())}
    put("result", result(found, how_it_was_run(found, seconds)))
    PICTURE.write_text(trial_picture(scores, asked.days), encoding="utf-8")


def profile(seconds: float = 1.0) -> None:
    """Where the time goes: days of a few people, profiled after everything is compiled, told for one second."""
    people, policies, (none,) = cohort(7), policies_named([]), faults_named(["none"])
    live(people, policies, none, 3)
    profiler = cProfile.Profile()
    profiler.enable()
    live(people, policies, none, 10)
    profiler.disable()
    stats = pstats.Stats(profiler)
    total: float = stats.total_tt  # type: ignore[attr-defined]
    shares: dict[str, float] = {}
    for (file, _, name), (_, _, _, cumulated, _) in stats.stats.items():  # type: ignore[attr-defined]
        words = PARTS.get((Path(file).name, name))
        if words is not None:
            shares[words] = shares.get(words, 0.0) + cumulated
    shares["the rest"] = total - sum(shares.values())
    lines = ["| of a second | |", "| --- | --- |"]
    lines += [f"| {1000 * seconds * each / total:.0f} ms | {words} |" for words, each in shares.items()]
    put("profile", [*lines, "", f"Seven people, seven policies; {total / 10:.2f} s a day in all, under the profiler."])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=210)
    parser.add_argument("--days", type=int, default=182)
    parser.add_argument("--faults", default="none")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--from", dest="answer", type=Path, help="the answer of `andante insilico --json`")
    parser.add_argument("--profile", action="store_true", help="only measure where the time goes")
    asked = parser.parse_args()
    if asked.profile:
        profile()
    elif asked.answer is not None:
        found = json.loads(asked.answer.read_text("utf-8"))
        put("result", result(found, how_it_was_run(found, None)))
    else:
        run(asked)


if __name__ == "__main__":
    main()
