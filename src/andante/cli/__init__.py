"""The command line: one small file per command. Not a home for logic; each command reads, calls one verb, and shows.

Exit codes: 0 done, 1 an honest negative, 2 wrong input or usage, 3 a fault of andante.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from typing import NoReturn

import typer

from andante.cli import backup, demo, export, forecast, insilico, learn, plan, serve, simulate, study
from andante.cli.options import say
from andante.errors import InputError

DONE, NEGATIVE, WRONG_INPUT, FAULT = 0, 1, 2, 3
INTERRUPTED = 130  # 128 + SIGINT, as shells have it

app = typer.Typer(
    name="andante",
    help="Learns how your pain answers to what you do, and paces you. May help people living well with fibromyalgia. "
    "It is not a doctor: no diagnosis, no dose, no change of a prescription.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("learn")(learn.command)
app.command("forecast")(forecast.command)
app.command("plan")(plan.command)
app.command("simulate")(simulate.command)
app.command("insilico")(insilico.command)
app.add_typer(study.app, name="study")
app.command("demo")(demo.command)
app.command("serve")(serve.command)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.add_typer(export.app, name="export")


def _version(show: bool) -> None:
    if show:
        from andante import __version__

        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version and stop."
    ),
) -> None:
    del version


def main() -> NoReturn:
    """Run the command line and turn every ending into one of the four exit codes; Ctrl-C ends with 130, quietly."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a name that this terminal cannot show is no fault
    try:
        app()
    except InputError as error:
        say(str(error))
        sys.exit(WRONG_INPUT)
    except KeyboardInterrupt:
        # Commands have cleaned up by now. A plain exit would wait for threads that are still learning.
        os._exit(INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the last line before the user
        if os.environ.get("ANDANTE_TRACEBACK"):
            traceback.print_exc()
        said = " ".join(f"{type(error).__name__}: {error}".split())
        say(f"andante has a fault: {said} (ANDANTE_TRACEBACK=1 shows where; please report it)")
        sys.exit(FAULT)
    sys.exit(DONE)
