"""The command line: one small file per command. Not a home for logic; each command reads, calls one verb, and shows.

Exit codes: 0 done, 1 an honest negative, 2 wrong input or usage, 3 a fault of andante.
"""

from __future__ import annotations

import os
import sys
import traceback
from typing import NoReturn

import typer

from andante.cli import demo, forecast, learn, plan, serve
from andante.errors import InputError

DONE, NEGATIVE, WRONG_INPUT, FAULT = 0, 1, 2, 3

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
app.command("demo")(demo.command)
app.command("serve")(serve.command)


def _version(show: bool) -> None:
    if show:
        from andante import __version__

        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Show the version and stop."),
) -> None:
    del version


def main() -> NoReturn:
    """Run the command line and turn every ending into one of the four exit codes."""
    try:
        app()
    except InputError as error:
        print(error, file=sys.stderr)
        sys.exit(WRONG_INPUT)
    except BrokenPipeError:
        # The reader went away (`| head`): not our fault, and nothing more can be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)
    except Exception as error:  # noqa: BLE001 - the last line before the user
        if os.environ.get("ANDANTE_TRACEBACK"):
            traceback.print_exc()
        print(
            f"andante has a fault: {type(error).__name__}: {error}\n"
            "Nothing of yours was changed. Set ANDANTE_TRACEBACK=1 to see where, and please report it.",
            file=sys.stderr,
        )
        sys.exit(FAULT)
    sys.exit(DONE)
