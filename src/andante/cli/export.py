"""`andante export`: what a person wrote, as files for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from andante.cli.backup import Data, Replace
from andante.cli.options import AsJson, counted, print_json, say
from andante.cli.serve import own_folder, start
from andante.errors import InputError

app = typer.Typer(no_args_is_help=True, help="What you wrote, as files for other programs.")

User = Annotated[str | None, typer.Option(help="Whose. [default: the only person of the data folder]")]
Out = Annotated[Path, typer.Option(help="The file to write.")]


@app.callback()
def _export() -> None:
    """What you wrote, as files for other programs."""


@app.command("archive")
def archive(
    *,
    out: Out = Path("andante-archive.zip"),
    data: Data = None,
    user: User = None,
    replace: Replace = False,
    as_json: AsJson = False,
) -> None:
    """Everything of one person, without loss: JSON with its schema, tidy CSV, a diary file, checksums; one zip."""
    from andante.exchange.backup import DATABASE, scratch
    from andante.exchange.files import replace_file

    folder = data or own_folder()
    if not (folder / DATABASE).is_file():
        raise InputError(f"--data: {folder}: found no database, allowed is a data folder of andante")
    if out.exists() and not replace:
        raise InputError(f"--out: {out} is there already; allowed is another name, or --replace")
    with scratch(folder) as room:
        aside = room / "archive.zip"
        chosen = ["--user", user] if user is not None else []
        found = start("archive", folder, "--out", str(aside), *chosen)
        if "problem" in found:
            raise InputError(found["problem"])
        replace_file(out, aside.read_bytes())
    if as_json:
        print_json([{"file": str(out), **found}])
    entries = counted(found["entries"], "entry", "entries")
    say(f"Written and read back: {out}, with {entries} and {counted(found['observations'], 'answer')}.")
