"""`andante learn`: the learned response of each person in a diary file, as JSON or in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

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
    Target,
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
from andante.records import HIGHER_IS_BETTER

if TYPE_CHECKING:
    from rich.console import RenderableType

    from andante.learn import Belief, Population
    from andante.records import Diary

Effect = Mapping[str, Any]
FEWEST_RATINGS = 14
MANY_DAYS, TOO_MANY_DAYS = 90, 730
NO_LINK, NOT_YET = "no clear link", "not enough yet"


# More arguments than six: each is an option of the command line.
def command(
    diary_csv: DiaryFile,
    *,
    target: Target = None,
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
    pairs = with_targets(people, target)
    others: list[Population | None] = [None] * len(pairs)
    if pool:
        pairs, others = what_others_tell(pairs, person, seed=seed)
    for number, found in enumerate(_answers(pairs, others, seed=seed)):
        if as_json:
            print_json([found])
        else:
            write("\n" if number else "")
            show(*_page(found))


def _answers(
    pairs: Sequence[tuple[Diary, str]], others: Sequence[Population | None], *, seed: int
) -> Iterator[dict[str, Any]]:
    """The answer for each person, pooled people two at a time."""
    from andante import __version__
    from andante.learn import learn
    from andante.learn.answer import answer
    from andante.learn.pooling import side_by_side

    def one(of: tuple[tuple[Diary, str], Population | None]) -> dict[str, Any]:
        (diary, column), told = of
        belief = learn(diary, column, seed=seed, population=told)
        _say_left_out(diary, belief)
        told_by = {} if told is None else {"population": told.digest}
        return {**answer(belief, diary), "andante": __version__, "seed": seed, "model": belief.model, **told_by}

    each = zip(one_by_one(pairs), others, strict=True)
    yield from map(one, each) if not any(others) else side_by_side(one, each)


def _say_left_out(diary: Diary, belief: Belief) -> None:
    """Say which columns could be a link but are one too many for the model."""
    from andante.learn.timeline import LOADS, PLAIN_PREFIXES, PLAIN_WORDS

    able = [c for c in diary.columns if c in (*LOADS, *PLAIN_WORDS) or c.startswith(PLAIN_PREFIXES)]
    left_out = [c for c in able if c != belief.target and c not in belief.exposures]
    if left_out:
        say(f"Links are looked for in {len(belief.exposures)} columns at most; left out: {', '.join(left_out)}")


def _page(found: Mapping[str, Any]) -> list[RenderableType]:
    """All that is shown of one person."""
    low, high = found["scale"].split(":")
    name = "" if found["person"] is None else f"{found['person']}: "
    head = f"{name}{found['target']}, on the diary's own scale from {low} to {high}"
    page: list[RenderableType] = [head, "", _usual(found), *_changes(found), ""]
    effects = found["effects"]
    if not effects:
        return [*page, "The diary has no column of loads, sleep, stress or treatments, so there is no link to look at."]
    count = len(effects)
    page.append(
        f"{count} possible links were looked at. This is exploratory: among so many, a few can look clear by chance, "
        "so take them as hints to try out, not as proof."
    )
    page += ["", *_with_a_word([effect for effect in effects if effect["verdict"] not in (NO_LINK, NOT_YET)], found)]
    for verdict, title, none in (
        (NO_LINK, "No clear link (looked at closely, and too small to matter either way)", "None so far."),
        (NOT_YET, "Not enough yet (could go either way)", "None: every link has its word."),
    ):
        mine = [effect for effect in effects if effect["verdict"] == verdict]
        page += ["", title, _grouped(mine) if mine else f"  {none}"]
    return page


def _usual(found: Mapping[str, Any]) -> str:
    """The usual level, the spread, the carry-over and the flares in two or three sentences."""
    target, entries, days = found["target"], found["entries"], found["days"]
    if entries < FEWEST_RATINGS:
        return (
            f"Not enough yet: {_counted(entries, 'rating')} of {target} in {_counted(days, 'day')}. "
            f"The usual level is shown from {FEWEST_RATINGS} ratings on."
        )
    usual = found["usual"]
    said = (
        f"The usual level is {usual['level']:.1f}, and ratings vary by about {usual['sd']:.1f} around it "
        f"({entries} ratings in {_counted(days, 'day')}). When a day is worse or better than usual, about a third of "
        f"the difference is still there after {usual['carry_over_days']:.1f} days."
    )
    return said if target in HIGHER_IS_BETTER else f"{said} {_flares(found['flares'])}"


def _changes(found: Mapping[str, Any]) -> list[str]:
    """When the usual level changed for good, in a sentence each."""
    return [
        f"Around {each['on']} something changed: since then the usual level is {abs(each['by']):.1f} points "
        f"{'higher' if each['by'] > 0 else 'lower'} ({each['low']:+.1f} to {each['high']:+.1f}). A new medicine, an "
        "illness, another season, or a new way of rating can do that."
        for each in found["changes"]
    ]


def _counted(number: int, what: str) -> str:
    return f"{number} {what if number == 1 else what + 's'}"


def _flares(flares: Sequence[Mapping[str, Any]]) -> str:
    if not flares:
        return "No flare so far, measured against this usual level."
    last = flares[-1]
    until = f"was from {last['from']} to {last['to']}" if last["to"] else f"began on {last['from']} and is still open"
    counted = "One flare so far; it" if len(flares) == 1 else f"{len(flares)} flares so far; the last"
    return f"{counted} {until}."


def _with_a_word(effects: Sequence[Effect], found: Mapping[str, Any]) -> list[RenderableType]:
    """The effects that help or worsen, as a table; the surest and largest first."""
    from rich.table import Table

    title = "Helps or worsens"
    if not effects:
        return [title, "  Nothing stands out so far."]
    table = Table("", "per", "when", found["target"], "95 % range", "", box=None, pad_edge=False)
    for effect in sorted(effects, key=lambda effect: -abs(effect["mean"])):
        table.add_row(
            _exposure(effect),
            effect["per"],
            effect["when"],
            f"{effect['mean']:+.2f}",
            f"{effect['low']:+.2f} to {effect['high']:+.2f}",
            effect["verdict"],
        )
    named = {effect["exposure"].partition(".")[2] or "whole_body" for effect in effects if effect["part"] != "whole"}
    capacities = [
        f"{name} about {each['mean']:.0f} {each['unit']} ({each['low']:.0f} to {each['high']:.0f})"
        for name, each in found["capacity"].items()
        if name in named
    ]
    note = f"Capacity is the load above which its price may change: {', '.join(capacities)}."
    return [title, table, *([note] if capacities else [])]


def _exposure(effect: Effect) -> str:
    return effect["exposure"] if effect["part"] == "whole" else f"{effect['exposure']}, {effect['part']}"


def _grouped(effects: Sequence[Effect]) -> RenderableType:
    """A compact list: one row for each exposure, its times beside it, and how many more days would do."""
    from rich.table import Table

    rows: dict[str, list[Effect]] = {}
    for effect in effects:
        rows.setdefault(_exposure(effect), []).append(effect)
    table = Table.grid(padding=(0, 2))
    for name, mine in rows.items():
        table.add_row("", name, ", ".join(effect["when"] for effect in mine), _more(mine))
    return table


def _more(effects: Sequence[Effect]) -> str:
    """How much longer a diary would do for the first of these links."""
    if effects[0]["verdict"] != NOT_YET:
        return ""
    days = min((e["more_days_needed"] for e in effects if e["more_days_needed"] is not None), default=None)
    if days is None:
        return "no number of days in sight"
    if days > MANY_DAYS:
        return f"about {round(days / 30.4)} more months" if days <= TOO_MANY_DAYS else "more than two years of days"
    return f"about {days} more days" if days > 1 else "about one more day"
