"""`andante plan`: the plan for one day of each person in a diary file, as JSON or as a table with its reasons."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from andante.cli.options import (
    AsJson,
    DayStart,
    DiaryFile,
    IgnoreUnknown,
    Merge,
    Person,
    RatedOption,
    ScaleOption,
    Seed,
    Target,
    one_by_one,
    print_json,
    read,
    show,
    with_targets,
    write,
)
from andante.errors import InputError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from andante.plan import Activity, Limits, Plan
    from andante.records import Diary

On = Annotated[str | None, typer.Option(help="The day to plan, 2026-03-05. [default: the day after the last entry]")]
LimitsFile = Annotated[
    Path | None,
    typer.Option("--limits", help="Your own limits (TOML): caution, no_progression, ceilings, valued, hours."),
]


# More arguments than six: each is an option of the command line.
def command(
    diary_csv: DiaryFile,
    *,
    target: Target = None,
    on: On = None,
    limits: LimitsFile = None,
    person: Person = None,
    scale: ScaleOption = None,
    rated: RatedOption = "evening",
    merge: Merge = False,
    ignore_unknown: IgnoreUnknown = False,
    day_start: DayStart = "00:00",
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """What today can hold: room for each muscle group, bouts and rests, and the reason for each."""
    asked, own = _day(on), _limits(limits)
    people = read(
        diary_csv,
        scale=scale,
        rated=rated,
        merge=merge,
        ignore_unknown=ignore_unknown,
        day_start=day_start,
        person=person,
    )
    for number, (diary, column) in enumerate(one_by_one(with_targets(people, target))):
        day = asked or diary.last_day + dt.timedelta(days=1)
        answered, model = _plan(diary, column, day, own, seed)
        if as_json:
            print_json([{"person": diary.person, "target": column, **answered.answer(), **_made(seed, model)}])
        else:
            write("\n" if number else "")
            show(*_page(diary, answered))


def _day(on: str | None) -> dt.date | None:
    try:
        return None if on is None else dt.date.fromisoformat(on)
    except ValueError:
        raise InputError(f"--on: found {on!r}, allowed is a date such as 2026-03-05") from None


def _limits(path: Path | None) -> Limits:
    from andante.plan import Limits

    if path is None:
        return Limits()
    try:
        return Limits.from_toml(path.read_text(encoding="utf-8"), str(path))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: not UTF-8, allowed is a TOML file in UTF-8") from None


def _plan(diary: Diary, target: str, day: dt.date, limits: Limits, seed: int) -> tuple[Plan, str]:
    """The plan from what the diary said by `day` (nothing later is looked at), and the digest of the model."""
    from andante.learn import learn
    from andante.learn.priors import model_digest
    from andante.plan import plan

    known = diary.through(day)
    rated = any(entry.get(target) is not None for entry in known.entries)
    belief = learn(known, target, seed=seed) if rated else None
    return plan(belief, known, day, limits), model_digest()


def _made(seed: int, model: str) -> dict[str, str | int]:
    from andante import __version__

    return {"andante": __version__, "seed": seed, "model": model}


def _page(diary: Diary, plan: Plan) -> list[RenderableType]:
    """All that is shown of one person."""
    from andante.plan.told import told

    name = "" if diary.person is None else f"{diary.person}: "
    head = f"{name}plan for {plan.on:%A} {plan.on:%Y-%m-%d} ({plan.mode}, {_STEP_WORDS[plan.step]})"
    reasons = [f"  - {each.text}" for each in told(plan.answer())]
    page: list[RenderableType] = [head, "", _envelope(plan), ""]
    for tier, title in TIER_TITLES.items():
        chosen = [one for one in plan.schedule if one.tier == tier]
        if chosen:
            page += [title, _tier(plan, chosen), ""]
    if plan.schedule:
        page += [_HOW, ""]
    return [*page, "Why", *reasons]


_STEP_WORDS = {"up": "a small step up", "hold": "no step up", "down": "a step down"}
TIER_TITLES: dict[str, str] = {
    "least": "Least: enough for a hard day",
    "usual": "Then, if the day is like most: this on top",
    "if it goes well": "Then, if it goes well: this on top",
}
_HOW = "Effort is how hard it feels, 0 to 10; effort / 10 x minutes are effort-minutes. Rest sitting or lying down."


def _envelope(plan: Plan) -> RenderableType:
    from rich.table import Table

    from andante.plan.activities import GROUP_WORDS
    from andante.plan.sentences import effort_minutes

    table = Table("effort-minutes, whole day", "at least", "at most", "done", box=None, pad_edge=False)
    for group, room in plan.envelope.items():
        table.add_row(GROUP_WORDS[group], *map(effort_minutes, (room.floor, room.ceiling, room.done)))
    return table


def _tier(plan: Plan, chosen: list[Activity]) -> RenderableType:
    from rich.table import Table

    from andante.plan.sentences import effort_minutes

    # Widths are set so that the tiers stand under each other like one table.
    table = Table(box=None, pad_edge=False)
    for name, width in (("what", 24), ("effort", 6), ("bouts", 15), ("rest each", 9), ("adds up to", 10)):
        table.add_column(name, width=width)
    for activity in chosen:
        what, more, total = activity.activity, plan.more(activity), plan.adds_up_to(activity)
        effort = f"{10 * activity.effort:g}"
        table.add_row(f"{what} ({_positions(activity)})", effort, *_bouts(activity, more=more), effort_minutes(total))
    return table


def _positions(activity: Activity) -> str:
    return " or ".join(dict.fromkeys(bout.position for bout in activity.bouts))


def _bouts(activity: Activity, *, more: bool) -> tuple[str, str]:
    first = activity.bouts[0]
    count = f"{len(activity.bouts)} x " if len(activity.bouts) > 1 else ""
    return f"{count}{first.minutes:g} min{' more' if more else ''}", f"{first.rest:g} min"
