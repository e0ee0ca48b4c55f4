"""What several commands share: how a diary is read, and how an answer is printed. No command of its own."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from andante.errors import InputError

if TYPE_CHECKING:
    from andante.records import Diary

DiaryFile = Annotated[Path, typer.Argument(metavar="DIARY.csv", help="The diary: CSV, UTF-8, one row per entry.")]
Target = Annotated[str | None, typer.Option(help="What to learn: pain, fatigue, pain.knee, ... [default: pain]")]
Person = Annotated[str | None, typer.Option(help="Only this person of the file.")]
ScaleOption = Annotated[
    list[str] | None,
    typer.Option("--scale", help="Another scale of a column, mapped to 0-10: pain=0:9. May be given once per column."),
]
RatedOption = Annotated[
    Literal["morning", "evening"],
    typer.Option("--rated", help="Whether a row's rating came before (morning) or after (evening) what was done in it."),
]
Merge = Annotated[bool, typer.Option("--merge", help="Join rows of the same person and time instead of refusing them.")]
IgnoreUnknown = Annotated[bool, typer.Option("--ignore-unknown", help="Pass over unknown columns, and say so.")]
DayStart = Annotated[str, typer.Option("--day-start", help="When your day starts, 00:00 to 06:00.")]
Seed = Annotated[int, typer.Option(help="Seed of every random number.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on standard output and nothing else there.")]


def say(message: str) -> None:
    """A message for the person, on standard error."""
    print(message, file=sys.stderr)


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
    if person is None:
        return people
    chosen = [diary for diary in people if diary.person == person]
    if not chosen:
        names = ", ".join(str(diary.person) for diary in people[:20])
        raise InputError(f"--person: found {person!r}, the file has {names}")
    return chosen


def print_json(answers: Iterable[Mapping[str, Any]]) -> None:
    """One JSON object per line on standard output."""
    for answer in answers:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, allow_nan=False) + "\n")
