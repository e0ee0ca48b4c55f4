"""`andante learn`: the learned response of each person in a diary file, as JSON or in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from andante.cli.areas import areas_page
from andante.cli.intervals import drawn, ends_of, reach_of, room, strokes
from andante.cli.options import (
    AsJson,
    DayStart,
    DiaryFile,
    IgnoreUnknown,
    Merge,
    Person,
    Pool,
    RatedOption,
    ScaleOption,
    Seed,
    counted,
    made_of_each,
    one_by_one,
    only,
    print_json,
    read,
    say,
    show,
    what_others_tell,
    with_targets,
    write,
)
from andante.errors import InputError
from andante.records import HIGHER_IS_BETTER

if TYPE_CHECKING:
    from rich.console import RenderableType

    from andante.learn import Belief, Population
    from andante.records import Diary

Effect = Mapping[str, Any]
FEWEST_RATINGS = 14
MANY_DAYS, TOO_MANY_DAYS = 90, 730
NEXT_DAY = 1.05  # days; less is told as 1.0
EVERY = "all"
Targets = Annotated[
    list[str] | None,
    typer.Option(
        "--target",
        help="What to learn: pain, fatigue, pain.knee, symptom.<name>, ...; several with commas, or all: pain, its "
        "areas and fatigue. [default: pain]",
    ),
]
NO_LINK, NOT_YET = "no clear link", "not enough yet"
ACROSS_ZERO = (
    "Where a range reaches across 0, the direction is at least 95 % likely, and no difference at all is not ruled out."
)
MAY_BE_REVERSED = (
    "What comes with pain at once may be the other way round: on a bad day people do less, feel more stress and take "
    "what eases. The days after tell more."
)


# More arguments than six: each is an option of the command line.
def command(
    diary_csv: DiaryFile,
    *,
    target: Targets = None,
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
    """What moves your pain: your usual level, and each link with its range and a word for it."""
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
    wanted = _wanted(people, target)
    others: list[dict[str, Population]] = [{} for _ in wanted]
    if pool:
        wanted, others = _pooled(wanted, person, seed=seed)
    for number, (answers, beliefs) in enumerate(_answers(wanted, others, seed=seed)):
        if as_json:
            print_json(answers)
            continue
        for count, found in enumerate(answers):
            write("\n" if number or count else "")
            show(*_page(found))
        if areas := areas_page(beliefs):
            show(*areas)


def _wanted(people: Sequence[Diary], given: Sequence[str] | None) -> list[tuple[Diary, tuple[str, ...]]]:
    """Each person with the columns to look at, as `--target` names them: one, several, or all."""
    from andante.learn.targets import able_targets, targets_of

    # A column named twice is one: pooled, a person would be among their own others.
    names = list(dict.fromkeys(name.strip() for each in given or () for name in each.split(",")))
    if EVERY not in names:
        columns: dict[int, list[str]] = {}
        wanted: list[str | None] = [*names] or [None]
        for name in wanted:
            for diary, column in with_targets(people, name):
                columns.setdefault(id(diary), []).append(column)
        return [(diary, tuple(columns[id(diary)])) for diary in people if id(diary) in columns]
    if len(names) > 1:
        raise InputError(
            f"--target: found {', '.join(names)}, allowed is '{EVERY}' by itself, or columns by their names"
        )
    found: list[tuple[Diary, tuple[str, ...]]] = []
    for diary in people:
        try:
            rated = targets_of(diary)
        except InputError as error:
            if len(people) == 1:
                raise
            say(f"{diary.person}: passed over. {error}")
            continue
        found.append((diary, rated))
        if blank := [name for name in able_targets(diary) if name not in rated]:
            say(f"{'' if diary.person is None else f'{diary.person}: '}without a rating: {', '.join(blank)}")
    if not found:
        raise InputError("--target all: nobody in the file has a rating of pain or fatigue; name another column")
    return found


def _pooled(
    wanted: Sequence[tuple[Diary, tuple[str, ...]]], person: str | None, *, seed: int
) -> tuple[list[tuple[Diary, tuple[str, ...]]], list[dict[str, Population]]]:
    """Of the people to show: what is wanted, and by target what the others make likely of them."""
    pairs = [(diary, column) for diary, columns in wanted for column in columns]
    shown, told = what_others_tell(pairs, person, seed=seed)
    by_person: dict[str | None, dict[str, Population]] = {diary.person: {} for diary, _ in shown}
    for (diary, column), one in zip(shown, told, strict=True):
        if one is not None:
            by_person[diary.person][column] = one
    kept = [each for each in wanted if each[0].person in by_person]
    return kept, [by_person[diary.person] for diary, _ in kept]


def _answers(
    wanted: Sequence[tuple[Diary, tuple[str, ...]]], others: Sequence[Mapping[str, Population]], *, seed: int
) -> Iterator[tuple[list[dict[str, Any]], Mapping[str, Belief]]]:
    """For each person the answers, one per target, and the beliefs behind them; pooled people two at a time."""
    return made_of_each(partial(_answer_of, seed=seed), zip(one_by_one(wanted), others, strict=True), others)


def _answer_of(
    of: tuple[tuple[Diary, tuple[str, ...]], Mapping[str, Population]], *, seed: int
) -> tuple[list[dict[str, Any]], Mapping[str, Belief]]:
    from andante import __version__
    from andante.learn import learn_all
    from andante.learn.answer import answer

    (diary, columns), told = of
    beliefs = learn_all(diary, columns, seed=seed, populations=told)
    answers = []
    for left_out in dict.fromkeys(_left_out(diary, belief) for belief in beliefs.values()):
        if left_out:
            say(left_out)
    for column, belief in beliefs.items():
        made = {"andante": __version__, "seed": seed, "model": belief.model}
        told_by = {"population": told[column].digest} if column in told else {}
        answers.append({**answer(belief, diary), **made, **told_by})
    return answers, dict(beliefs)


def _left_out(diary: Diary, belief: Belief) -> str:
    """Which columns could be a link but are one too many for the model, in a sentence; empty without any."""
    from andante.learn.timeline import LOADS, PLAIN_PREFIXES, PLAIN_WORDS

    able = [c for c in diary.columns if c in (*LOADS, *PLAIN_WORDS) or c.startswith(PLAIN_PREFIXES)]
    left_out = [c for c in able if c != belief.target and c not in belief.exposures]
    if not left_out:
        return ""
    who = "" if diary.person is None else f"{diary.person}: "
    return f"{who}links are looked for in {len(belief.exposures)} columns at most; left out: {', '.join(left_out)}"


def _page(found: Mapping[str, Any]) -> list[RenderableType]:
    """All that is shown of one person."""
    from andante.learn.looks import looked_at

    low, high = found["scale"].split(":")
    name = "" if found["person"] is None else f"{found['person']}: "
    head = f"{name}{found['target']}, on the diary's own scale from {low} to {high}"
    page: list[RenderableType] = [head, "", _usual(found), *_changes(found), ""]
    effects = found["effects"]
    if not effects:
        return [*page, "The diary has no column of loads, sleep, stress or treatments, so there is no link to look at."]
    count = looked_at(effects)
    page.append(
        f"{count} possible links were looked at. This is exploratory: among so many, a few can look clear by chance, "
        "so take them as hints to try out, not as proof."
    )
    mine = {verdict: [each for each in effects if each["verdict"] == verdict] for verdict in (NO_LINK, NOT_YET)}
    page += ["", *_with_a_word([effect for effect in effects if effect["verdict"] not in mine], found)]
    page += ["", "No clear link (looked at closely, and too small to matter either way)"]
    page += [_table(mine[NO_LINK], found) if mine[NO_LINK] else "  None so far."]
    page += ["", "Not enough yet (may be too small to matter, go either way, or go with the weekday or the hour)"]
    page.append(_grouped(mine[NOT_YET]) if mine[NOT_YET] else "  None: every link has its word.")
    return [*page, *_inseparable(found)]


def _usual(found: Mapping[str, Any]) -> str:
    """The usual level, the spread, the carry-over and the flares in two or three sentences."""
    target, entries, days = found["target"], found["entries"], found["days"]
    if entries < FEWEST_RATINGS:
        return (
            f"Not enough yet: {counted(entries, 'rating')} of {target} in {counted(days, 'day')}. "
            f"The usual level is shown from {FEWEST_RATINGS} ratings on."
        )
    usual = found["usual"]
    of = f"{entries} ratings in {counted(days, 'day')}"
    if usual["carry_over_days"] is not None:
        said = (
            f"The usual level is {usual['level']:.1f}, and ratings vary by about {usual['sd']:.1f} around it "
            f"({of}). {_carry_over(usual['carry_over_days'])}"
        )
    else:
        said = f"The usual level is {usual['level']:.1f}: all {of} are alike."
    return said if target in HIGHER_IS_BETTER else f"{said} {_flares(found['flares'])}"


def _carry_over(days: float) -> str:
    """What is left, a day or more later, of a difference from the usual."""
    if days <= NEXT_DAY:
        return "When a day is worse or better than usual, most of the difference is gone by the next day."
    return (
        "When a day is worse or better than usual, about a third of the difference is still there after "
        f"{days:.1f} days."
    )


def _changes(found: Mapping[str, Any]) -> list[str]:
    """When the usual level changed for good, in a sentence each."""
    return [
        f"Around {each['on']} something changed: since then the usual level is {abs(each['by']):.1f} points "
        f"{'higher' if each['by'] > 0 else 'lower'} ({each['low']:+.1f} to {each['high']:+.1f}). A new medicine, an "
        "illness, another season, or a new way of rating can do that."
        for each in found["changes"]
    ]


def _inseparable(found: Mapping[str, Any]) -> list[str]:
    """What nearly always comes together, or one instead of the other, in a sentence for each set."""
    return [
        *(
            f"{', '.join(names)} nearly always come together, so a diary cannot tell which of them it is. Days with "
            "more of one and less of the others would."
            for names in found["inseparable"]
        ),
        *(
            f"{', '.join(names)}: one nearly always comes instead of another, so a diary cannot tell whether the one "
            "helps or the other makes it worse. Days with both, or with none of them, would."
            for names in found["instead"]
        ),
    ]


def _flares(flares: Sequence[Mapping[str, Any]]) -> str:
    if not flares:
        return "No flare so far, measured against this usual level."
    last = flares[-1]
    until = f"was from {last['from']} to {last['to']}" if last["to"] else f"began on {last['from']} and is still open"
    begin = "One flare so far; it" if len(flares) == 1 else f"{len(flares)} flares so far; the last"
    return f"{begin} {until}."


def _with_a_word(effects: Sequence[Effect], found: Mapping[str, Any]) -> list[RenderableType]:
    """The effects that help or worsen, as a table, and the capacities that they speak of."""
    title = "Helps or worsens"
    if not effects:
        return [title, "  Nothing stands out so far."]
    named = {effect["exposure"].partition(".")[2] or "whole_body" for effect in effects if effect["part"] != "whole"}
    capacities = [
        f"{name} about {each['mean']:.0f} {each['unit']} ({each['low']:.0f} to {each['high']:.0f})"
        for name, each in found["capacity"].items()
        if name in named
    ]
    notes = [f"Capacity is the load above which its price may change: {', '.join(capacities)}."] if capacities else []
    if any(effect["low"] < 0.0 < effect["high"] for effect in effects):
        notes.append(ACROSS_ZERO)
    if any(effect["may_be_reversed"] for effect in effects):
        notes.append(MAY_BE_REVERSED)
    return [title, _table(effects, found), *notes]


def _table(effects: Sequence[Effect], found: Mapping[str, Any]) -> RenderableType:
    """Effects in numbers and, where there is room, drawn around zero; the largest first."""
    from rich.table import Table

    from andante.figures import singular
    from andante.plan.sentences import ONE

    width, signs = room(), strokes()
    reach = reach_of((each["low"], each["high"]) for each in found["effects"] if each["verdict"] != NOT_YET)
    table = Table(box=None, pad_edge=False)
    for title in ("", "per", "when", found["target"], "95 % range"):
        table.add_column(title, overflow="fold")  # a name is broken rather than cut
    if width:
        # The ends of the drawing are said above it; a minus says what lies to the left.
        table.add_column(ends_of(reach, width), no_wrap=True)
    table.add_column("")
    for effect in sorted(effects, key=lambda effect: -abs(effect["mean"])):
        mean, low, high = (effect[name] for name in ("mean", "low", "high"))
        picture = [drawn(low, mean, high, reach=reach, width=width, signs=signs)] if width else []
        numbers = (f"{mean:+z.2f}", f"{low:+z.2f} to {high:+z.2f}")
        word = effect["verdict"] if effect["verdict"] != NO_LINK else ""
        table.add_row(_exposure(effect), singular(effect["per"], ONE), effect["when"], *numbers, *picture, word)
    return table


def _exposure(effect: Effect) -> str:
    return effect["exposure"] if effect["part"] == "whole" else f"{effect['exposure']}, {effect['part']}"


def _grouped(effects: Sequence[Effect]) -> RenderableType:
    """A compact list: one row for each exposure, its times beside it, and how many more days would do."""
    from rich.table import Table

    rows: dict[str, list[Effect]] = {}
    for effect in effects:
        rows.setdefault(_exposure(effect), []).append(effect)
    table = Table.grid(padding=(0, 2))
    for _ in range(4):
        table.add_column(overflow="fold")  # a name is broken rather than cut
    for name, mine in rows.items():
        table.add_row("", name, ", ".join(map(_when, mine)), _more(mine))
    return table


def _when(effect: Effect) -> str:
    """When it is, and what is known of it already."""
    if effect["goes_with"]:
        return f"{effect['when']} (clear, but mostly goes with the {effect['goes_with']})"
    if not effect["maybe_small"]:
        return str(effect["when"])
    return f"{effect['when']} (clearly {'more' if effect['mean'] > 0.0 else 'less'}, but maybe too little to matter)"


def _more(effects: Sequence[Effect]) -> str:
    """How much longer a diary would do for these links, or for the first of them where they differ."""
    needed = {effect["more_days_needed"] for effect in effects}
    days = min((each for each in needed if each is not None), default=None)
    if days is None:
        return "no number of days in sight" if effects[0]["per"] else "no values that differ"
    if days > TOO_MANY_DAYS:
        return "more than two years of days"
    first = "the first most likely in" if len(needed) > 1 else "most likely"
    if days > MANY_DAYS:
        return f"{first} about {round(days / 30.4)} more months"
    return f"{first} about {days} more days" if days > 1 else f"{first} about one more day"
