"""`andante forecast`: every forecast of a diary, made before the fact, as JSON Lines; or the next days in words."""

from __future__ import annotations

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
    say,
    show,
    with_targets,
    write,
)
from andante.records import HIGHER_IS_BETTER

if TYPE_CHECKING:
    from rich.console import RenderableType

    from andante.learn import Forecast
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
        person=person,
    )
    for number, (diary, column) in enumerate(one_by_one(with_targets(people, target))):
        if not _enough(diary, column, warmup):
            continue
        if as_json:
            _print_record(diary, column, horizon=horizon, warmup=warmup, seed=seed)
        else:
            write("\n" if number else "")
            show(*_page(diary, column, horizon=horizon, warmup=warmup, seed=seed))


def _enough(diary: Diary, target: str, warmup: int) -> bool:
    """Whether there are values enough for a first forecast; says how many are wanting."""
    values = sum(entry.get(target) is not None for entry in diary.entries)
    if values < warmup:
        who = "" if diary.person is None else f"{diary.person}: "
        have = f"{values} {'value' if values == 1 else 'values'} of {target}"
        say(f"{who}not enough yet: {have}, the first forecast needs {warmup}, so {warmup - values} more (--warmup)")
    return values >= warmup


def _print_record(diary: Diary, target: str, *, horizon: int, warmup: int, seed: int) -> None:
    from andante import __version__
    from andante.learn.prequential import prequential
    from andante.learn.priors import model_digest

    made = {"andante": __version__, "seed": seed, "model": model_digest()}
    rows = prequential(diary, target, horizon=horizon, warmup=warmup, seed=seed)
    print_json({**row, **made} for row in rows)


def _page(diary: Diary, target: str, *, horizon: int, warmup: int, seed: int) -> list[RenderableType]:
    """All that is shown of one person: the record, and the next days when the record allows it."""
    from andante.learn.filter import work
    from andante.learn.outlook import forecast
    from andante.learn.prequential import forecasts
    from andante.learn.scores import record_of

    casts, belief = work(diary, target, seed=seed, horizons=horizon)
    record = record_of(forecasts(diary, casts, belief, horizon=horizon, warmup=warmup), diary, target)
    name = "" if diary.person is None else f"{diary.person}: "
    scale = belief.scale
    head = f"{name}{target} after {belief.through}, on the diary's own scale from {scale.low:g} to {scale.high:g}"
    page: list[RenderableType] = [head, "", _record_words(record, horizon, "days" if belief.daily else "entries")]
    # acceptance 29: what has not beaten "same as last time" is hidden.
    return [*page, "", _table(forecast(belief, horizon))] if record.beaten else page


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
    from rich.table import Table

    flares = cast.target not in HIGHER_IS_BETTER
    titles = ["day", "middle", "half of such days", "19 in 20 such days", *(["a flare"] if flares else [])]
    table = Table(*titles, box=None, pad_edge=False)
    for day in cast.days:
        q = day.quantiles
        flare = [f"{_in_100(day.p_flare)} in 100"] if flares else []
        spans = (_span(q["0.25"], q["0.75"]), _span(q["0.025"], q["0.975"]))
        table.add_row(f"{day.day:%a} {day.day:%Y-%m-%d}", f"{q['0.5']:.3g}", *spans, *flare)
    return table


def _span(low: float, high: float) -> str:
    return f"{low:.3g}" if low == high else f"{low:.3g} to {high:.3g}"


def _in_100(share: float) -> str:
    """A chance in 100; never a certainty, for these are counted on simulated days."""
    whole = round(100 * share)
    return "under 1" if whole == 0 else "over 99" if whole == 100 else str(whole)
