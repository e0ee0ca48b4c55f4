"""`andante demo`: the web app with a virtual person's year in it, on a scratch data folder that goes away after it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from andante.cli.ending import end_by_signal
from andante.cli.options import say
from andante.cli.serve import Open, Place, Port, check_port, serve, start

HOST = "127.0.0.1"
DEMO_PERSON = 28  # booms and busts, some flares in the year, and a plan of the usual kind at its end


def command(
    port: Port = 8000,
    open_browser: Open = True,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the scratch data folder at the end, and say where it is.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Which virtual person: another number, another one.")] = DEMO_PERSON,
) -> None:
    """The web app with a virtual person's year in it, signed in and ready to click through."""
    check_port(HOST, port)
    # An end by signal must remove the scratch folder too, also while the year is still being learned.
    end_by_signal()
    folder = Path(tempfile.mkdtemp(prefix="andante-demo-"))
    try:
        answer = start("demo", folder, "--seed", str(seed))
        address = f"http://{HOST}:{port}{answer['path']}"
        say("This is a virtual person with a simulated body (docs/body.md). Not a real one.")
        say(f"Open this link (it works once):\n\n  {address}\n")
        say(f"Or sign in at http://{HOST}:{port}/ as {answer['name']} with the password {answer['password']}")
        say("Ctrl-C ends the demo.")
        serve(folder, Place(HOST, port), opened=address if open_browser else None)
    finally:
        if keep:
            say(f"Kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
