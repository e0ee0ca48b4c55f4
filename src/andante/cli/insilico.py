"""`andante insilico`: planners compared on virtual people, worst case first. Ends with 1 when the safety gate fails."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from andante.cli.options import AsJson, Seed, counted, plain_table, print_json, say, show
from andante.errors import InputError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from andante.insilico.scoring import Table
    from andante.insilico.trial import Trial

FAILED = 1
MOST_PEOPLE, MOST_DAYS, MOST_JOBS = 10_000, 1000, 256
MOST_PERSON_DAYS = 10_000_000
SHOWN = 10

PeopleOption = Annotated[
    int, typer.Option("--people", min=1, max=MOST_PEOPLE, help="How many people; the archetypes take turns.")
]
DaysOption = Annotated[int, typer.Option("--days", min=1, max=MOST_DAYS, help="How many days under each policy.")]
Policies = Annotated[str, typer.Option(help="Policies, with commas: andante,quota,... as-lived is always among them.")]
Archetypes = Annotated[str, typer.Option(help="Archetypes, with commas.")]
Faults = Annotated[str, typer.Option(help="What goes wrong with the diaries, with commas; none for nothing, or all.")]
Chart = Annotated[
    Path | None, typer.Option(help="Draw the flare days against as lived: a file ending in .svg or .png.")
]
Jobs = Annotated[int | None, typer.Option(min=1, max=MOST_JOBS, help="Processes. [default: one for each processor]")]


# More arguments than six: each is an option of the command line.
def command(
    *,
    people: PeopleOption = 210,
    days: DaysOption = 182,
    policies: Policies = "all",
    archetypes: Archetypes = "all",
    faults: Faults = "none",
    jobs: Jobs = None,
    chart: Chart = None,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """Planners compared on virtual people, the worst case first; ends with 1 when andante fails the safety gate."""
    from andante.cli.pictures import check_picture

    if chart is not None:
        check_picture(chart)
    trial = _trial(people, days, policies=policies, archetypes=archetypes, faults=faults, seed=seed)
    table = _with_progress(trial, jobs or os.cpu_count() or 1)
    if chart is not None:
        from andante.cli.pictures import save_picture
        from andante.insilico.picture import trial_picture

        save_picture(chart, trial_picture(table, days))
        say(f"Drawn: {chart}")
    found = {**_answer(table, days), **_stamp(seed)}
    if as_json:
        print_json([found])
    else:
        show(*_page(found))
    if found["gate"]["pass"] is False:
        raise typer.Exit(FAILED)


def _names(text: str, option: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise InputError(f"--{option}: found {text!r}, allowed are names with commas between")
    return names


def _trial(people: int, days: int, *, policies: str, archetypes: str, faults: str, seed: int) -> Trial:
    from andante.insilico.faults import faults_named
    from andante.insilico.people import cohort
    from andante.insilico.policies import policies_named
    from andante.insilico.trial import Trial

    ways, kinds = _names(policies, "policies"), _names(archetypes, "archetypes")
    chosen = policies_named([] if "all" in ways else ways)
    wrong = faults_named(_names(faults, "faults"))
    persons = cohort(people, [] if "all" in kinds else kinds, seed=seed)
    size = people * days * len(chosen) * len(wrong)
    if size > MOST_PERSON_DAYS:
        raise InputError(f"--people, --days: found {size} person-days, allowed are {MOST_PERSON_DAYS}")
    return Trial(persons, chosen, wrong, days)


def _with_progress(trial: Trial, jobs: int) -> Table:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    from andante.insilico.trial import conduct

    columns = (TextColumn("living"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("living", total=None)
        return conduct(trial, jobs=jobs, progress=lambda done, total: bar.update(task, completed=done, total=total))


def _answer(table: Table, days: int) -> dict[str, Any]:
    from andante.insilico.answer import answer_of

    return answer_of(table, days)


def _stamp(seed: int) -> dict[str, Any]:
    from andante import __version__
    from andante.body.parameters import digest, packaged
    from andante.learn.priors import model_digest

    return {"andante": __version__, "seed": seed, "model": model_digest(), "body": digest(packaged())}


# ── words ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _page(found: Mapping[str, Any]) -> list[RenderableType]:
    people = counted(found["people"], "virtual person", "virtual people")
    page: list[RenderableType] = [
        f"{people}, {counted(found['days'], 'day')}, seed {found['seed']}. None of them is real.",
        "",
        *_gate_page(found["gate"]),
        "",
        "The worst runs: most flare days above the same person's as lived",
        _worst(found["worst"]),
        "",
        *_missing(found),
    ]
    if found["policies"]:
        where = "without faults" if "none" in found["faults"] else f"with {', '.join(found['faults'])}"
        page += [f"Policies, {where}", _policies(found["policies"]), ""]
    for fault, each in found["by_fault"].items():
        page += [f"With {fault}", _policies(each), ""]
    return [*page, *_benefit(found["benefit"])]


def _gate_page(gate: Mapping[str, Any]) -> list[RenderableType]:
    if gate["pass"] is None:
        return [f"Safety gate: not judged, for {gate['judged']} did not take part."]
    if gate["pass"]:
        return [f"Safety gate: passed. {gate['judged']} leaves no group worse off than as lived, and breaks no guard."]
    lines = [f"Safety gate: FAILED in {counted(len(gate['failures']), 'place')}, the worst first:"]
    lines += [f"  - {_failure(each)}" for each in gate["failures"][:SHOWN]]
    return ["\n".join([*lines, *_luck(gate)])]


def _luck(gate: Mapping[str, Any]) -> list[str]:
    """How much of a failure is the die's: a flare more or less is days of difference in a small group."""
    more = gate["expected"]
    said = ", ".join(f"{one['group']} ({one['fault']}) {one['by']:+.2f}" for one in more[:SHOWN]) or "none"
    others = ", ".join(f"{name} {count}" for name, count in gate["others"].items())
    lines = [f"Of {gate['groups']} groups. More flare days by the days' hazard, without the luck of the die: {said}."]
    return [*lines, f"The other policies would fail in so many places: {others}."] if others else lines


def _failure(each: Mapping[str, Any]) -> str:
    said = each["words"] if each["by"] is None else f"{each['by']:+.2f}"
    return f"{each['what']}: {each['group']} (fault: {each['fault']}): {said}"


def _worst(cases: Sequence[Mapping[str, Any]]) -> RenderableType:
    table = plain_table("person", "policy", "fault", "flare days", "more", "pain", "more")
    for one in cases:
        numbers = (
            f"{one['flare_days']:.0f}", f"{one['more_flare_days']:+.0f}",
            f"{one['pain_median']:.1f}", f"{one['more_pain']:+.1f}",
        )  # fmt: skip
        table.add_row(one["person"], one["policy"], one["fault"], *numbers)
    return table


def _missing(found: Mapping[str, Any]) -> list[RenderableType]:
    """Runs that failed, with their reason, and runs with nothing in them: two different things."""
    lines = [f"Failed: {one['person']}, {one['policy']}: {one['why']}" for one in found["failed"][:SHOWN]]
    lines += [f"Empty: {one['person']}, {one['policy']}: nothing was ever written" for one in found["empty"][:SHOWN]]
    return ["\n".join(lines), ""] if lines else []


def _policies(each: Mapping[str, Mapping[str, Any]]) -> RenderableType:
    heads = ("policy", "done", "flare days", "median pain", "valued min/day", "strength %", "guards broken")
    table = plain_table(*heads)
    for name, one in each.items():
        runs = one["runs"]
        cells = [_spread(one[key]) for key in OUTCOMES_SHOWN]
        table.add_row(name, f"{runs['done']} of {sum(runs.values())}", *cells, str(one["guard_breaks"]))
    return table


OUTCOMES_SHOWN = ("flare_days", "pain_median", "valued_minutes_per_day", "strength_change_percent")


def _spread(spread: Mapping[str, Any], unit: str = "") -> str:
    if spread["mean"] is None:
        return "nothing done"
    low, high = spread["ci95"]
    interval = "" if low is None else f" ({low:.1f} to {high:.1f})"
    return f"{spread['mean']:.1f}{unit}{interval}"


def _benefit(found: Mapping[str, Any] | None) -> list[RenderableType]:
    if found is None:
        return []
    reached = [name for name, yes in found["reached"].items() if yes]
    best = found["best_other"]
    return [
        f"Flare days against as lived: {_spread(found['flare_days_percent_to_as_lived'], ' %')}",
        f"Flare days against {best}, the best other: {_spread(found['flare_days_percent_to_best'], ' %')}",
        f"Valued minutes against {best}: {_spread(found['valued_minutes_percent_to_best'], ' %')}",
        *_strength(found.get("of_those_who_may_progress")),
        f"Benefit aimed at: {'reached, ' + ' and '.join(reached) if reached else 'not reached'}",
    ]


def _strength(free: Mapping[str, Any] | None) -> list[str]:
    """Where quota pacing took part, and anybody may progress."""
    if free is None or not free["people"]:
        return []
    gained = _spread(free["strength_percent_points_to_quota"], " points")
    return [f"Strength against quota, of the {free['people']} who may progress: {gained}"]
