"""Plans kept in files and made again: `andante plan ... --save FILE` and `andante plan --replay FILE`. The text itself
is the affair of `plan.replay`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from andante.cli.options import print_json, show
from andante.errors import InputError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from andante.learn import Belief
    from andante.plan import Limits, Plan
    from andante.records import Diary

NOT_THE_SAME = 1


def made_and_kept(
    diary: Diary,
    day: dt.date,
    belief: Belief | None,
    *,
    limits: Limits,
    red_flags: tuple[str, ...],
    seed: int,
    path: Path | None,
    last_safe: Path | None,
) -> Plan:
    """The plan; with `path` it is also kept there, with all that it was made from. Raises InputError.

    last_safe: a file that an earlier plan was kept in, to fall back on.
    """
    from andante.plan.replay import Made, last_safe_of, record

    before = None if last_safe is None else last_safe_of(_text(last_safe), str(last_safe), day, diary.person)
    made = Made(diary, day, belief, limits, before, red_flags=red_flags, seed=seed)
    answered = made.plan()
    if path is not None:
        from andante.exchange.files import replace_file

        try:
            replace_file(path, record(made, answered))
        except InputError as error:
            raise InputError(f"--save: {error}") from None
    return answered


def replayed(path: Path, *, page: Callable[[Plan], list[RenderableType]], as_json: bool) -> None:
    """Make the plan of `path` again and show it. Ends with 1 when it is not the plan that was saved."""
    from andante import __version__
    from andante.learn.priors import model_digest
    from andante.plan.replay import replay, shown

    found = replay(_text(path), str(path))
    other = (
        "" if found.saved_by == __version__ else f" It was saved by andante {found.saved_by}; this is {__version__}."
    )
    if as_json:
        told = {"same": not found.differences, "saved_by": found.saved_by, "andante": __version__}
        print_json([{**found.now.answer(), **told, "seed": found.seed, "model": model_digest()}])
    else:
        show(*page(found.now), "")
    if not found.differences:
        typer.echo(f"The same plan as the one that was saved.{other}", err=as_json)
        return
    lines = "\n".join(f"  {line}" for line in shown(found.differences))
    typer.echo(f"Not the plan that was saved.{other}\n{lines}", err=True)
    raise typer.Exit(NOT_THE_SAME)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: not UTF-8, allowed is what andante plan --save wrote") from None
