"""`andante forecast`: every forecast of a diary, made before the fact, as JSON Lines; or the next days in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from andante.cli.options import (
    AsJson,
    DayStart,
    DiaryFile,
    IgnoreUnknown,
    Made,
    Merge,
    Person,
    Pool,
    RatedOption,
    ScaleOption,
    Seed,
    Target,
    made_of_each,
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
from andante.figures import figures
from andante.records import HIGHER_IS_BETTER

if TYPE_CHECKING:
    from rich.console import RenderableType

    from andante.learn import Forecast, Population
    from andante.learn.scores import Record
    from andante.records import Diary


Horizon = Annotated[int, typer.Option(min=1, max=30, help="How many days (or entries, when several a day) ahead.")]
Warmup = Annotated[int, typer.Option(min=1, help="The first forecast is made at the N-th value of the target.")]


# More arguments than six: each is an option of the command line.
def command(
    diary_csv: DiaryFile,
    *,
    target: Target = None,
    horizon: Horizon = 3,
    warmup: Warmup = 14,
    person: Person = None,
    scale: ScaleOption = None,
    rated: RatedOption = "evening",
    merge: Merge = False,
    ignore_unknown: IgnoreUnknown = False,
    day_start: DayStart = "00:00",
    pool: Pool = False,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """The next days, and how good the forecasts were so far; with --json each forecast made before the fact."""
    people = read(
        diary_csv,
        scale=scale,
        rated=rated,
        merge=merge,
        ignore_unknown=ignore_unknown,
        day_start=day_start,
        person=None if pool else person,
    )
    if person is not None:
        only(people, person)  # an unknown name is said before the others are looked at
    pairs = with_targets(people, target)
    others: list[Population | None] = [None] * len(pairs)
    if pool:
        pairs, others = what_others_tell(pairs, person, seed=seed)
    asked = Asked(horizon, warmup, seed)
    if as_json:
        for rows in _of_each(_record, pairs, others, asked):
            print_json(rows)
        return
    for number, page in enumerate(_of_each(_page, pairs, others, asked)):
        write("\n" if number else "")
        show(*page)


@dataclass(frozen=True)
class Asked:
    """What the options ask of each person's forecasts."""

    horizon: int
    warmup: int
    seed: int


def _of_each(
    make: Callable[[Diary, str, Population | None, Asked], Made],
    pairs: Sequence[tuple[Diary, str]],
    others: Sequence[Population | None],
    asked: Asked,
) -> Iterator[Made]:
    """`make` for each person with values enough, pooled people two at a time."""
    enough = (of for of in zip(one_by_one(pairs), others, strict=True) if _enough(*of[0], asked.warmup))
    return made_of_each(partial(_made_of, make=make, asked=asked), enough, others)


def _made_of(
    of: tuple[tuple[Diary, str], Population | None],
    make: Callable[[Diary, str, Population | None, Asked], Made],
    asked: Asked,
) -> Made:
    (diary, column), told = of
    return make(diary, column, told, asked)


def _enough(diary: Diary, target: str, warmup: int) -> bool:
    """Whether there are values enough for a first forecast; says how many are wanting."""
    values = sum(entry.get(target) is not None for entry in diary.entries)
    if values < warmup:
        who = "" if diary.person is None else f"{diary.person}: "
        have = f"{values} {'value' if values == 1 else 'values'} of {target}"
        say(f"{who}not enough yet: {have}, the first forecast needs {warmup}, so {warmup - values} more (--warmup)")
    return values >= warmup


def _record(diary: Diary, target: str, others: Population | None, asked: Asked) -> list[dict[str, Any]]:
    """Every forecast of one person, as it is printed."""
    from andante import __version__
    from andante.learn.prequential import prequential
    from andante.learn.priors import model_digest

    made: dict[str, Any] = {"andante": __version__, "seed": asked.seed, "model": model_digest()}
    if others is not None:
        made["population"] = others.digest
    horizon, warmup, seed = asked.horizon, asked.warmup, asked.seed
    rows = prequential(diary, target, horizon=horizon, warmup=warmup, seed=seed, population=others)
    return [{**row, **made} for row in rows]


def _page(diary: Diary, target: str, others: Population | None, asked: Asked) -> list[RenderableType]:
    """All that is shown of one person: the record, and the next days when the record allows it."""
    from andante.learn.outlook import forecast
    from andante.learn.prequential import all_forecasts
    from andante.learn.scores import record_of

    horizon, warmup, seed = asked.horizon, asked.warmup, asked.seed
    rows, belief = all_forecasts(diary, target, horizon=horizon, warmup=warmup, seed=seed, population=others)
    record = record_of(rows, diary, target)
    # A short diary holds no rating so far ahead as was asked for.
    furthest = max((row["horizon"] for row in rows if row["observed"] is not None), default=horizon)
    name = "" if diary.person is None else f"{diary.person}: "
    scale = belief.scale
    head = f"{name}{target} after {belief.through}, on the diary's own scale from {scale.low:g} to {scale.high:g}"
    page: list[RenderableType] = [head, "", _record_words(record, furthest, _steps(diary))]
    # acceptance 29: what has not beaten "same as last time" is hidden.
    return [*page, "", _table(forecast(belief, horizon))] if record.beaten else page


def _steps(diary: Diary) -> str:
    """What forecasts step by: a diary that turns from one entry a day to several has both."""
    turn = diary.several_from
    return "days" if turn is None else "entries" if turn == diary.first_day else "days or entries"


def _record_words(record: Record, horizon: int, steps: str) -> str:
    """The record in one or two sentences."""
    if not record.enough or record.forecast is None or record.rival is None:
        return (
            f'Not enough yet to compare the forecasts with "same as last time": {record.scored} could be scored so '
            "far. Until then none is shown."
        )
    ahead = f"up to {horizon} {steps} ahead" if horizon > 1 else "one step ahead"
    loss = f"{record.forecast:.3f} against {record.rival:.3f}, mean pinball loss of seven quantiles, lower is better"
    scored = f"{record.scored} forecasts {ahead}, each made before the fact"
    if record.beaten:
        return f'The forecasts have beaten "same as last time" so far ({loss}; {scored}).'
    return f'No better than "same as last time" so far ({loss}; {scored}). So no forecast is shown.'


def _table(cast: Forecast) -> RenderableType:
    """The next days: the middle, the range of every second day, the range of 19 days in 20, the chance of a flare."""
    flares = cast.target not in HIGHER_IS_BETTER
    titles = ["day", "middle", "half of such days", "19 in 20 such days", *(["a flare"] if flares else [])]
    table = plain_table(*titles)
    for day in cast.days:
        q = day.quantiles
        flare = [f"{_in_100(day.p_flare)} in 100"] if flares else []
        spans = (_span(q["0.25"], q["0.75"]), _span(q["0.025"], q["0.975"]))
        table.add_row(f"{day.day:%a} {day.day:%Y-%m-%d}", figures(q["0.5"]), *spans, *flare)
    return table


def _span(low: float, high: float) -> str:
    return figures(low) if low == high else f"{figures(low)} to {figures(high)}"


def _in_100(share: float) -> str:
    """A chance in 100; never a certainty, for these are counted on simulated days."""
    whole = round(100 * share)
    return "under 1" if whole == 0 else "over 99" if whole == 100 else str(whole)
