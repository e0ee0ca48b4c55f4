"""`andante study list` and `run`: published experiments, or a protocol of one's own, on virtual people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from andante.cli.options import AsJson, Seed, plain_table, print_json, say, show
from andante.errors import InputError
from andante.figures import figures

if TYPE_CHECKING:
    from rich.console import RenderableType

    from andante.body.laboratory import Record
    from andante.body.protocol import Group
    from andante.studies.study import Answer, Size

MISSED = 1
MOST_PEOPLE = 1_000_000
app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Published experiments on virtual people.")

What = Annotated[
    str, typer.Argument(metavar="NAME or FILE.toml", help="A study of the list, or a protocol of one's own.")
]
PeopleOption = Annotated[
    int | None, typer.Option(min=2, max=MOST_PEOPLE, help="People in each group. [default: the study's own]")
]
Reps = Annotated[
    int | None, typer.Option(min=1, max=100_000, help="Replications. [default: the study's own; 1 for a file]")
]
Chart = Annotated[Path | None, typer.Option(help="Draw the thresholds over time: a file ending in .svg or .png.")]
Each = Annotated[bool, typer.Option("--each", help="With --json: one row per person too.")]


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """The studies, with what each is about."""
    from andante.studies import NAMES, study_named

    found = [study_named(name) for name in NAMES]
    if as_json:
        print_json([{"study": s.name, "title": s.title, "citation": s.citation, "people": dict(s.groups),
                     "reps": s.reps, "targets": [t.id for t in s.targets]} for s in found])  # fmt: skip
        return
    table = plain_table("study", "about", "people", "targets")
    for one in found:
        people = ", ".join(f"{count} {group}" for group, count in one.groups.items())
        ids = list(dict.fromkeys(target.id.split()[0] for target in one.targets))
        table.add_row(one.name, one.title, people, " ".join(ids))
    show(table)


@app.command("run")
def run(
    what: What,
    *,
    people: PeopleOption = None,
    reps: Reps = None,
    seed: Seed = 0,
    as_json: AsJson = False,
    each: Each = False,
    chart: Chart = None,
) -> None:
    """Run a study and say which of its targets are met; ends with 1 when one is missed."""
    from andante.cli.pictures import check_picture

    if chart is not None:
        check_picture(chart)
    if what.lower().endswith(".toml"):
        _run_file(Path(what), people, reps, seed, as_json=as_json, each=each, chart=chart)
        return
    from andante.body.parameters import packaged
    from andante.studies import study_named
    from andante.studies.answer import of_study
    from andante.studies.study import Size, conduct

    chosen = study_named(what)
    groups = {group: people or count for group, count in chosen.groups.items()}
    answer = conduct(chosen, _few_enough(Size(groups, reps or chosen.reps, seed, packaged())))
    found = {**of_study(answer), **_stamp(seed), **_rows(answer.records, each=each)}
    if chart is not None:
        _draw(chart, chosen.title, answer.records, chosen.published)
    if as_json:
        print_json([found])
    else:
        show(*_study_page(answer, found))
    if not answer.passed:
        raise typer.Exit(MISSED)


def _run_file(
    path: Path, people: int | None, reps: int | None, seed: int, *, as_json: bool, each: bool, chart: Path | None
) -> None:
    from andante.body.parameters import packaged
    from andante.studies.answer import of_protocol
    from andante.studies.protocol_file import parse_protocol
    from andante.studies.study import Size, in_laboratory

    protocol = parse_protocol(_text(path), path.name)
    groups = {group: people or count for group, count in protocol.groups.items()}
    size = _few_enough(Size(groups, reps or 1, seed, packaged()))
    records = in_laboratory(protocol, size)
    found = {**of_protocol(protocol.title, records, size), **_stamp(seed), **_rows(records, each=each)}
    if chart is not None:
        _draw(chart, protocol.title, records, {})
    if as_json:
        print_json([found])
    else:
        show(f"{protocol.title}: {_people(found)}", "", *_groups_page(found))


def _few_enough(size: Size) -> Size:
    most = max(size.total(group) for group in size.people)
    if most > MOST_PEOPLE:
        raise InputError(f"--people and --reps: found {most} people in a group, allowed are at most {MOST_PEOPLE}")
    return size


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: found a byte that is not UTF-8 at {error.start}, allowed is UTF-8") from None


def _stamp(seed: int) -> dict[str, Any]:
    from andante import __version__
    from andante.body.parameters import digest, packaged

    return {"andante": __version__, "seed": seed, "model": digest(packaged())}


def _rows(records: Mapping[Group, Record], *, each: bool) -> dict[str, Any]:
    from andante.studies.answer import each_person

    return {"people_table": each_person(records)} if each else {}


def _draw(path: Path, title: str, records: Mapping[Group, Record], published: Mapping[Any, Any]) -> None:
    from andante.cli.pictures import save_picture
    from andante.studies.picture import thresholds_picture

    if not any(record.readings for record in records.values()):
        raise InputError("--chart: this study takes no thresholds, so there is nothing to draw")
    save_picture(path, thresholds_picture(title, records, published))
    say(f"Drawn: {path}")


# ── words ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _people(found: Mapping[str, Any]) -> str:
    groups = ", ".join(f"{count} {group}" for group, count in found["people"].items())
    return f"{groups}; {found['reps']} replication{'' if found['reps'] == 1 else 's'}; seed {found['seed']}"


def _study_page(answer: Answer, found: Mapping[str, Any]) -> list[RenderableType]:
    study = answer.study
    met = sum(one.passed for one in answer.found)
    tried = [
        f"{one.target.id}: tried: {one.target.tried}" for one in answer.found if not one.passed and one.target.tried
    ]
    page: list[RenderableType] = [study.title, study.citation, _people(found), ""]
    page += [_targets(answer), "", f"{met} of {len(answer.found)} targets met.", *tried]
    if study.note:
        page.append(study.note)
    return [*page, "", *_groups_page(found)] if found["groups"] else page


def _targets(answer: Answer) -> RenderableType:
    table = plain_table("target", "", "value", "allowed", "")
    for one in answer.found:
        low, high = one.target.low, one.target.high
        allowed = (
            f"at least {low:g}" if high is None else f"at most {high:g}" if low is None else f"{low:g} to {high:g}"
        )
        share = "" if one.share is None else f", {one.share:.0%} of replications"
        table.add_row(
            one.target.id, one.target.what, f"{figures(one.value)}{share}", allowed, "met" if one.passed else "MISSED"
        )
    return table


def _groups_page(found: Mapping[str, Any]) -> Sequence[RenderableType]:
    page: list[RenderableType] = []
    for group, one in found["groups"].items():
        page += [*_group_page(group, one), ""]
    return page[:-1]


def _group_page(group: str, one: Mapping[str, Any]) -> list[RenderableType]:
    page: list[RenderableType] = [{"fm": "Fibromyalgia", "healthy": "Healthy", "local": "Local pain"}[group]]
    for hold in one["holds"]:
        why = ", ".join(f"{share:.0%} {reason}" for reason, share in hold["stopped_for"].items() if share)
        page.append(
            f"  step {hold['step']}: held {_mean(hold['hold_s'])} s, pain {_mean(hold['pain_at_stop'])}, "
            f"effort {_mean(hold['effort_at_stop'])}; ended for {why}"
        )
    if one["probes"]:
        table = plain_table("  site", "when", "kPa", "change, %", "95 % interval", "up", "down")
        for probe in one["probes"]:
            change = probe["change_percent"]
            when = f"{probe['at_share']:.0%} of the hold" if "at_share" in probe else f"{probe['at_s']:g} s"
            interval = "" if change["ci95"][0] is None else f"{change['ci95'][0]:+.1f} to {change['ci95'][1]:+.1f}"
            mean = "" if change["mean"] is None else f"{change['mean']:+.1f}"
            table.add_row(
                f"  {probe['site']}", f"step {probe['step']}, {when}", _mean(probe["ppt_kpa"]), mean, interval,
                f"{probe['people_up']:.0%}", f"{probe['people_down']:.0%}",
            )  # fmt: skip
        page += [table, "  up, down: people whose change is beyond the error of measurement"]
    return page


def _mean(one: Mapping[str, Any]) -> str:
    if one["mean"] is None:
        return "-"
    mean = figures(one["mean"])
    return mean if one["sd"] is None else f"{mean} (SD {figures(one['sd'], 2)})"
