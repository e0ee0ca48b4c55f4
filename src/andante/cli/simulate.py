"""`andante simulate`: virtual people living, the diary that they would have kept, and what really went on inside."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from andante.cli.options import AsJson, Seed, counted, plain_table, print_json, say, show, write
from andante.errors import InputError

if TYPE_CHECKING:
    from andante.body.simulate import Cohort

MOST_PEOPLE, MOST_DAYS = 10_000, 3660
MOST_PERSON_DAYS = 2_000_000

People = Annotated[int, typer.Option(min=1, max=MOST_PEOPLE, help="How many people.")]
Days = Annotated[int, typer.Option(min=1, max=MOST_DAYS, help="How many days.")]
Policy = Annotated[str, typer.Option(help="How they live: as-lived (each in a way of their own), or one way for all.")]
GroupOption = Annotated[str, typer.Option("--group", help="Which people: fm, healthy or local.")]
Start = Annotated[str | None, typer.Option("--from", help="The first day, 2026-03-05. [default: 2026-01-05]")]
Out = Annotated[Path | None, typer.Option(help="Write the diary to this file. [default: standard output]")]
Truth = Annotated[Path | None, typer.Option(help="Write what really went on, one row per person and day (CSV).")]


def command(
    *,
    people: People = 1,
    days: Days = 365,
    policy: Policy = "as-lived",
    group: GroupOption = "fm",
    start: Start = None,
    out: Out = None,
    truth: Truth = None,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """Virtual people living through days; gives the diary that they would have kept. None of them is a real person."""
    if people * days > MOST_PERSON_DAYS:
        raise InputError(f"--people and --days: found {people * days} person-days, allowed are {MOST_PERSON_DAYS}")
    if out is not None and truth is not None and out.resolve() == truth.resolve():
        raise InputError(f"--truth: found {str(truth)!r} as --out has it, allowed is another file")
    first = _day(start)
    cohort = _with_progress(people, days, policy=policy, group=group, first=first, seed=seed)
    kept = [diary for diary in cohort.diaries if diary.entries]
    if not kept:
        raise InputError("--days: nobody wrote down a single day; allowed are more days or another seed")
    from andante.exchange.diary_write import diary_text
    from andante.exchange.files import replace_file

    text = diary_text(kept if people > 1 else kept[0])
    if out is not None:
        replace_file(out, text)
    if truth is not None:
        replace_file(truth, truth_text(cohort))
    if as_json:
        print_json([_summary(cohort, seed)])
    elif out is None:
        write(text)
    else:
        show(*_page(cohort))
    rows = sum(len(diary.entries) for diary in kept)
    who = counted(len(kept), "virtual person", "virtual people")
    say(f"Days written down by {who}: {rows} of {people * days}, from {first}, seed {seed}")


def _day(text: str | None) -> dt.date:
    from andante.body.simulate import FIRST_DAY

    if text is None:
        return FIRST_DAY
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise InputError(f"--from: found {text!r}, allowed is a date such as 2026-03-05") from None
    if not dt.date(1900, 1, 1) <= day <= dt.date(2200, 1, 1):
        raise InputError(f"--from: found {text!r}, allowed is a date from 1900 to 2200")
    return day


def _with_progress(people: int, days: int, *, policy: str, group: str, first: dt.date, seed: int) -> Cohort:
    from rich.console import Console
    from rich.progress import Progress

    from andante.body.simulate import simulate

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("living", total=None)
        return simulate(
            people, days, policy=policy, group=group, seed=seed, first_day=first,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )  # fmt: skip


def truth_text(cohort: Cohort) -> str:
    """What went on inside, as CSV: one row per person and day."""
    names = list(cohort.truth)
    text = io.StringIO()
    text.write(",".join(("person", "at", "way", *names)) + "\n")
    for index, (diary, way) in enumerate(zip(cohort.diaries, cohort.ways, strict=True)):
        for number in range(len(cohort.truth[names[0]])):
            values = ",".join(f"{float(cohort.truth[name][number, index]):.6g}" for name in names)
            text.write(f"{diary.person},{cohort.first_day + dt.timedelta(days=number)},{way},{values}\n")
    return text.getvalue()


def _summary(cohort: Cohort, seed: int) -> dict[str, Any]:
    from andante import __version__
    from andante.body.parameters import digest, packaged

    truth = cohort.truth
    people = [
        {
            "person": diary.person,
            "way": way,
            "entries": len(diary.entries),
            "pain_mean": round(float(truth["pain"][:, i].mean()), 3),
            "flare_days": int(truth["flare"][:, i].sum()),
            "flares": int(truth["flare_begins"][:, i].sum()),
            "active_min_per_day": round(float(truth["active_min"][:, i].mean()), 1),
        }
        for i, (diary, way) in enumerate(zip(cohort.diaries, cohort.ways, strict=True))
    ]
    stamp = {"andante": __version__, "seed": seed, "model": digest(packaged())}
    return {"people": people, "days": len(truth["pain"]), "first_day": str(cohort.first_day), **stamp}


def _page(cohort: Cohort) -> list[Any]:
    table = plain_table("person", "way of living", "days written", "pain", "flares", "flare days")
    for one in _summary(cohort, 0)["people"]:
        cells = (one["entries"], f"{one['pain_mean']:.1f}", one["flares"], one["flare_days"])
        table.add_row(one["person"], one["way"], *(str(cell) for cell in cells))
    return [
        "Virtual people: none of them is real. Pain is what they felt, also on days they did not write down.",
        table,
    ]
