"""What commands share: how a diary is read, who is in it, and how an answer is printed. No command of its own."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import typer

from andante.errors import InputError

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from andante.learn import Population
    from andante.records import Diary


Wanted = TypeVar("Wanted")  # what is wanted of each person: a column, or several
Item = TypeVar("Item")
Made = TypeVar("Made")

MANY_PEOPLE = 60
"""With more of them, processes of their own are worth the seconds that it takes to begin them."""


def _diary_file(given: str) -> Path:
    # An empty path would become the folder that one is in.
    if not given:
        raise InputError("DIARY.csv: found '', allowed is the path of a diary file")
    return Path(given)


DiaryFile = Annotated[
    Path,
    typer.Argument(metavar="DIARY.csv", parser=_diary_file, help="The diary: CSV, UTF-8, one row per entry."),
]
OptionalDiaryFile = Annotated[
    Path | None,
    typer.Argument(metavar="DIARY.csv", parser=_diary_file, help="The diary: CSV, UTF-8, one row per entry."),
]
Target = Annotated[str | None, typer.Option(help="What to learn: pain, fatigue, pain.knee, ... [default: pain]")]
Person = Annotated[str | None, typer.Option(help="Only this person of the file.")]
ScaleOption = Annotated[
    list[str] | None,
    typer.Option("--scale", help="Another scale of a column, mapped to 0-10: pain=0:9. May be given once per column."),
]
RatedOption = Annotated[
    Literal["morning", "evening"],
    typer.Option("--rated", help="Whether a row's rating came before (morning) or after (evening) that row's doings."),
]
Merge = Annotated[bool, typer.Option("--merge", help="Join rows of the same person and time instead of refusing them.")]
IgnoreUnknown = Annotated[bool, typer.Option("--ignore-unknown", help="Pass over unknown columns, and say so.")]
DayStart = Annotated[str, typer.Option("--day-start", help="When your day starts, 00:00 to 06:00.")]
Seed = Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Seed of every random number.")]
Pool = Annotated[
    bool, typer.Option("--pool", help="The people of the file share what they have in common; it helps with few days.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on standard output and nothing else there.")]


def say(message: str) -> None:
    """A message for the person, on standard error. Where that is closed nobody is told: Python would print it among the
    answers.
    """
    if sys.__stderr__ is not None:
        print(message, file=sys.stderr)


def counted(number: int, one: str, many: str | None = None) -> str:
    """ "1 day", "2 days", "2 people"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def wall_time(text: str) -> dt.time:
    """A wall-clock time written HH:MM."""
    try:
        return dt.time.fromisoformat(text)
    except ValueError:
        raise InputError(f"--day-start: found {text!r}, allowed is a time from 00:00 to 06:00") from None


def read(
    path: Path,
    *,
    scale: list[str] | None,
    rated: Literal["morning", "evening"],
    merge: bool,
    ignore_unknown: bool,
    day_start: str,
    person: str | None,
) -> list[Diary]:
    """The people of a diary file, read as the options say."""
    from andante.exchange.diary_csv import parse_scales, read_people

    people = read_people(
        path,
        scales=parse_scales(scale or []),
        rated=rated,
        merge=merge,
        ignore_unknown=ignore_unknown,
        day_start=wall_time(day_start),
        say=say,
    )
    return people if person is None else only(people, person)


def only(people: Sequence[Diary], person: str) -> list[Diary]:
    """The diary of `person` alone. Raises InputError when there is none."""
    chosen = [diary for diary in people if diary.person == person]
    if not chosen:
        if people[0].person is None:
            raise InputError(f"--person: found {person!r}, but this file has no person column")
        names = ", ".join(str(diary.person) for diary in people[:20])
        raise InputError(f"--person: found {person!r}, the file has {names}")
    return chosen


def with_targets(people: Sequence[Diary], target: str | None) -> list[tuple[Diary, str]]:
    """Each person with the column to look at; one nobody named is said on standard error, with how to choose another.

    In a file of several, a person without any rating of pain is passed over, and that is said too.
    """
    from andante.learn.timeline import target_of

    found: list[tuple[Diary, str]] = []
    for diary in people:
        try:
            column = target_of(diary, target)
        except InputError as error:
            if len(people) == 1 or target is not None:
                raise
            say(f"{diary.person}: passed over. {error}")
            continue
        if target is None and column != "pain":
            who = "" if diary.person is None else f"{diary.person}: "
            lacks = "rating in the column" if "pain" in diary.columns else "column"
            say(f"{who}no {lacks} `pain`, so `{column}` is used, the area rated first; --target chooses another")
        found.append((diary, column))
    if not found:
        raise InputError("--target: nobody in the file has a rating of pain; name another column with --target")
    return found


def one_by_one(pairs: Sequence[tuple[Diary, Wanted]]) -> Iterator[tuple[Diary, Wanted]]:
    """The people in order, each announced on standard error when there are several."""
    for number, (diary, target) in enumerate(pairs, 1):
        if len(pairs) > 1:
            say(f"{diary.person}: {number} of {len(pairs)}")
        yield diary, target


def made_of_each(make: Callable[[Item], Made], items: Iterable[Item], others: Sequence[object]) -> Iterator[Made]:
    """`make` of each item, in order: one after the other, or two at a time where `others` tell something of anybody.
    `make` must be one that another process finds by its name.
    """
    if not any(others):
        return map(make, items)
    from andante.workers import side_by_side

    return side_by_side(make, items, processes=len(others) > MANY_PEOPLE)


def what_others_tell(
    pairs: Sequence[tuple[Diary, str]], person: str | None, *, seed: int
) -> tuple[list[tuple[Diary, str]], list[Population | None]]:
    """With `--pool`: for each person to look at, what the others with the same target make likely of them.

    Who has no others is told so on standard error, and is learned from the own diary alone.
    """
    from andante.learn.pooling import populations_of_others

    found: dict[tuple[str | None, str], Population | None] = {}
    for target in dict.fromkeys(target for _, target in pairs):
        group = [diary for diary, column in pairs if column == target]
        if len(group) == 1:
            alone = len({id(diary) for diary, _ in pairs}) == 1
            whose = "the file has one person" if alone else f"{group[0].person} alone has {target}"
            say(f"--pool: {whose}, so there is nobody to share with; this is learned from the own diary alone")
        else:
            say(f"--pool: looking for what {len(group)} people have in common ({target})")
        those = populations_of_others(group, target, seed=seed, processes=len(group) > MANY_PEOPLE)
        for diary, told in zip(group, those, strict=True):
            found[diary.person, target] = told
            if told is None and len(group) > 1:
                say(f"{diary.person}: nobody else has a value of {target}, so this is learned from the own diary alone")
    shown = [pair for pair in pairs if person in (None, pair[0].person)]
    return shown, [found[diary.person, target] for diary, target in shown]


def plain_table(*titles: str) -> Table:
    """A table without lines. Where it is too wide, a word is broken rather than cut: two names may begin alike."""
    from rich.table import Column, Table

    return Table(*(Column(title, overflow="fold") for title in titles), box=None, pad_edge=False)


def print_json(answers: Iterable[Mapping[str, Any]]) -> None:
    """One JSON object per line on standard output, in ASCII: no setting of the machine can spoil it."""
    write("".join(json.dumps(answer, allow_nan=False) + "\n" for answer in answers))


def show(*parts: RenderableType) -> None:
    """Readable text and tables on standard output."""
    from rich.console import Console

    console = Console(markup=False, highlight=False, emoji=False)
    with console.capture() as captured:
        console.print(*parts, sep="\n")
    write("\n".join(line.rstrip() for line in captured.get().split("\n")))


def write(text: str) -> None:
    """Put text on standard output now. A reader who went away (`| head`) ends the command quietly."""
    if sys.__stdout__ is None:
        raise InputError("standard output: cannot be written to: it is closed")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        # What could not be written must not be tried again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno == errno.EPIPE:
            raise typer.Exit from None
        raise InputError(f"standard output: cannot be written to: {error.strerror}") from None
