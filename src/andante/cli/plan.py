"""`andante plan`: the plan for one day of each person in a diary file, as JSON or as a table with its reasons."""

from __future__ import annotations

import datetime as dt
import math
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from andante.cli.kept_plans import made_and_kept, replayed
from andante.cli.options import (
    AsJson,
    DayStart,
    IgnoreUnknown,
    Merge,
    OptionalDiaryFile,
    Person,
    Pool,
    RatedOption,
    ScaleOption,
    Seed,
    Target,
    one_by_one,
    only,
    plain_table,
    print_json,
    read,
    say,
    show,
    what_others_tell,
    with_targets,
    write,
)
from andante.errors import InputError

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from andante.learn import Belief, Population
    from andante.plan import Activity, Block, Limits, Plan
    from andante.records import Diary

On = Annotated[str | None, typer.Option(help="The day to plan, 2026-03-05. [default: the day after the last entry]")]
LimitsFile = Annotated[
    Path | None,
    typer.Option(
        "--limits", help="Your own limits (TOML): caution, ceilings, hours, valued, must_do, ...; see docs/pacing.md."
    ),
]


RedFlags = Annotated[
    list[str] | None,
    typer.Option(
        "--red-flag", help="A new or worrying sign, such as chest_pain: help first, no plan. May be repeated."
    ),
]


Save = Annotated[
    Path | None, typer.Option("--save", help="Also write the plan and all that it was made from to this JSON file.")
]
LastSafe = Annotated[
    Path | None,
    typer.Option(
        "--last-safe",
        help="A plan saved on an earlier day, to fall back on while entries cannot be relied on. May be the file of "
        "--save: each plan then hands it on.",
    ),
]
Replay = Annotated[
    Path | None,
    typer.Option("--replay", help="Make a saved plan again, and say whether it is the same. No diary is needed."),
]


# More arguments than six: each is an option of the command line.
def command(
    diary_csv: OptionalDiaryFile = None,
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
    pool: Pool = False,
    red_flag: RedFlags = None,
    save: Save = None,
    last_safe: LastSafe = None,
    replay: Replay = None,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """What today can hold: room for each muscle group, bouts and rests, and the reason for each."""
    from andante.plan import lived_through
    from andante.plan.red_flags import CARE_FIRST

    flags = _flags(red_flag or [], as_json=as_json)
    if flags and not as_json and save is None:
        return
    if replay is not None:
        beside = {"DIARY.csv": diary_csv, "--red-flag": red_flag, "--on": on, "--limits": limits, "--save": save}
        _alone(replay, {**beside, "--last-safe": last_safe})
        replayed(replay, page=_replayed_page, as_json=as_json)
        return
    if diary_csv is None:
        raise InputError("DIARY.csv: not given, allowed is a diary file, or --replay with a saved plan")
    _spare(save, diary_csv, limits)
    asked, own = _day(on), _limits(limits)
    people = read(
        diary_csv,
        scale=scale,
        rated=rated,
        merge=merge,
        ignore_unknown=ignore_unknown,
        day_start=day_start,
        person=None if pool else person,
    )
    pairs, others = _with_others(people, person, target, seed=seed, pool=pool and not flags)
    _of_one({"--save": save, "--last-safe": last_safe}, len(pairs))
    for number, ((diary, column), told) in enumerate(zip(one_by_one(pairs), others, strict=True)):
        day = asked or diary.last_day + dt.timedelta(days=1)
        belief, beats = (None, None) if flags else _learned(lived_through(diary, day, column), column, seed, told)
        answered = made_and_kept(
            diary, day, belief, limits=own, red_flags=flags, seed=seed, path=save, last_safe=last_safe
        )
        if as_json:
            whose = {"person": diary.person, "target": column}
            print_json([{**whose, **answered.answer(), "forecast_beats_last_value": beats, **_made(seed)}])
        else:
            write("\n" if number else "")
            show(*_page(diary, answered, forecast_shown=beats is True))
    if not as_json:
        show("", CARE_FIRST)


def _with_others(
    people: Sequence[Diary], person: str | None, target: str | None, *, seed: int, pool: bool
) -> tuple[list[tuple[Diary, str]], list[Population | None]]:
    """Whom to plan for and by which column; with `pool`, what the others make likely of each."""
    if person is not None:
        only(people, person)  # an unknown name is said before the others are looked at
    pairs = with_targets(people, target)
    if pool:
        return what_others_tell(pairs, person, seed=seed)
    shown = [pair for pair in pairs if person in (None, pair[0].person)]
    return shown, [None] * len(shown)


def _day(on: str | None) -> dt.date | None:
    from andante.plan import day_of

    return None if on is None else day_of(on, "--on")


def _flags(codes: list[str], *, as_json: bool) -> tuple[str, ...]:
    """The signs that were noted. Where to turn is said at once, before anything is read: no slip in a file, an option
    or the name of another sign may stand in the way of help.
    """
    from andante.plan.red_flags import CARE_FIRST, NO_PLAN, RED_FLAGS, help_by_level

    known, unknown = (tuple(code for code in codes if (code in RED_FLAGS) is is_known) for is_known in (True, False))
    tell = say if as_json else show
    for _, words in help_by_level(known):
        tell(f"{words}\n")
    if unknown:
        say(CARE_FIRST)
        raise InputError(f"--red-flag: found {unknown[0]!r}, allowed are {', '.join(RED_FLAGS)}")
    if known:
        tell(NO_PLAN)
    return known


def _alone(replay: Path, others: Mapping[str, object]) -> None:
    """Raise InputError where another option stands beside `--replay`, which would be passed over without a word."""
    beside = [name for name, given in others.items() if given]
    if beside:
        raise InputError(f"--replay: found {beside[0]} beside {str(replay)!r}, allowed is a saved plan alone")


def _of_one(files: Mapping[str, Path | None], plans: int) -> None:
    """Raise InputError where a file of one plan stands beside several."""
    for name in [name for name, given in files.items() if given is not None and plans != 1]:
        raise InputError(f"{name}: found {plans} plans, allowed is one: choose with --person and --target")


def _spare(save: Path | None, *read_from: Path | None) -> None:
    """Raise InputError where the plan would be written over a file that it is made from."""
    for path in read_from:
        if save is not None and path is not None and save.exists() and path.exists() and save.samefile(path):
            raise InputError(f"--save: found {str(save)!r}, which the plan is made from; allowed is another file")


def _limits(path: Path | None) -> Limits:
    from andante.plan import Limits

    if path is None:
        return Limits()
    try:
        return Limits.from_toml(path.read_text(encoding="utf-8-sig"), str(path))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: not UTF-8, allowed is a TOML file in UTF-8") from None


def _learned(known: Diary, target: str, seed: int, others: Population | None) -> tuple[Belief | None, bool | None]:
    """What is learned of `known`, and whether its forecasts have beaten "same as last time"; None where there are too
    few to say.
    """
    from andante.learn.prequential import all_forecasts
    from andante.learn.scores import record_of

    if all(entry.get(target) is None for entry in known.entries):
        return None, None
    rows, belief = all_forecasts(known, target, horizon=HORIZON, warmup=WARMUP, seed=seed, population=others)
    record = record_of(rows, known, target)
    return belief, record.beaten if record.enough else None


def _replayed_page(plan: Plan) -> list[RenderableType]:
    return _page(None, plan, forecast_shown=False)


def _made(seed: int) -> dict[str, str | int]:
    from andante import __version__
    from andante.learn.priors import model_digest

    return {"andante": __version__, "seed": seed, "model": model_digest()}


def _page(diary: Diary | None, plan: Plan, *, forecast_shown: bool) -> list[RenderableType]:
    """All that is shown of one person."""
    from andante.plan.told import told

    name = "" if diary is None or diary.person is None else f"{diary.person}: "
    head = f"{name}plan for {plan.on:%A} {plan.on:%Y-%m-%d} ({plan.mode}, {_STEP_WORDS[plan.step]})"
    reasons = [f"  - {each.text}" for each in told(plan.answer(), forecast_shown=forecast_shown)]
    page: list[RenderableType] = [head, "", _envelope(plan), ""]
    if plan.must_do:
        page += [MUST_DO_TITLE, _blocks(plan), ""]
    has_no_least = any(reason.code == "no-floor" for reason in plan.why)
    titles = FLARE_TITLES if plan.mode == "flare" else ENERGY_TITLES if has_no_least else TIER_TITLES
    for tier, usual_title in TIER_TITLES.items():
        chosen = [one for one in plan.schedule if one.tier == tier]
        if chosen:
            page += [f"{titles.get(tier, usual_title)} ({_in_all(chosen)})", _tier(plan, chosen), ""]
    if plan.schedule:
        page += [_HOW, ""]
    return [*page, "Why", *reasons]


HORIZON, WARMUP = 3, 14
ROOM = 80
"""Columns of a terminal in which the tables of a plan have their widths."""
_STEP_WORDS = {"up": "a small step up", "hold": "no step up", "down": "a step down"}
TIER_TITLES: dict[str, str] = {
    "least": "Least: enough for a hard day",
    "usual": "Then, if the day is like most: this on top",
    "if it goes well": "Then, if it goes well: this on top",
}
# In a flare the plan rests. What it has beyond that is a limit, and nobody's task.
FLARE_TITLES: dict[str, str] = {
    "least": "Some gentle movement, as you wish for it in a flare",
    "usual": "If something has to be done: no more than this, with rest after each",
}
# With ME/CFS or malaise after effort there is no least: no tier is a task.
ENERGY_TITLES: dict[str, str] = {
    "least": "To begin with: less is fine today, and stopping early is right",
    "usual": "Then, if there is energy for it: this on top",
}
MUST_DO_TITLE = "Has to be done: in bouts, where you can take the breaks"
_HOW = "Effort is how hard it feels, 0 to 10; effort / 10 x minutes are effort-minutes. Rest sitting or lying down."


def _envelope(plan: Plan) -> RenderableType:
    from andante.plan.activities import GROUP_WORDS
    from andante.plan.sentences import effort_minutes

    table = plain_table("effort-minutes, whole day", "at least", "at most", "done")
    for group, room in plan.envelope.items():
        table.add_row(GROUP_WORDS[group], *map(effort_minutes, (room.floor, room.ceiling, room.done)))
    return table


def _table(widths: Mapping[str, int]) -> Table:
    """Columns by title. Widths are set so that the tiers stand under each other like one table, where there is room."""
    table = plain_table(*widths)
    if shutil.get_terminal_size().columns >= ROOM:
        for column, width in zip(table.columns, widths.values(), strict=True):
            column.width = width
    return table


def _blocks(plan: Plan) -> RenderableType:
    table = _table({"what": 34, "bouts": 21, "rest each": 9})
    for block in plan.must_do:
        counts = Counter(bout.minutes for bout in block.bouts)
        several = len(block.bouts) > 1
        bouts = " and ".join(f"{counts[each]} x {each:g}" if several else f"{each:g}" for each in sorted(counts)[::-1])
        rest = max(bout.rest for bout in block.bouts)
        table.add_row(f"{block.activity} ({_positions(block)})", f"{bouts} min", f"{rest:g} min")
    return table


def _tier(plan: Plan, chosen: list[Activity]) -> RenderableType:
    from andante.plan.activities import GROUP_WORDS
    from andante.plan.sentences import effort_minutes

    table = _table({"what": 24, "effort": 6, "bouts": 15, "rest each": 9, "comes to": 15})
    for activity in chosen:
        what, more, total = activity.activity, plan.more(activity), plan.adds_up_to(activity)
        effort, most = f"{10 * activity.effort:g}", f"{effort_minutes(total)} {GROUP_WORDS[activity.group]}"
        table.add_row(f"{what} ({_positions(activity)})", effort, *_bouts(activity, more=more), most)
    return table


def _in_all(chosen: Iterable[Activity]) -> str:
    bouts = [bout for activity in chosen for bout in activity.bouts]
    active = math.fsum(bout.minutes for bout in bouts)
    return f"{active:g} min, with the rests {active + math.fsum(bout.rest for bout in bouts):g} min"


def _positions(block: Activity | Block) -> str:
    return " or ".join(dict.fromkeys(bout.position for bout in block.bouts))


def _bouts(activity: Activity, *, more: bool) -> tuple[str, str]:
    first = activity.bouts[0]
    count = f"{len(activity.bouts)} x " if len(activity.bouts) > 1 else ""
    return f"{count}{first.minutes:g} min{' more' if more else ''}", f"{first.rest:g} min"
