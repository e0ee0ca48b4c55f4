"""`andante serve`: the web app on the person's own data folder. Granian serves; the app is reached by its name."""

from __future__ import annotations

import errno
import json
import os
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from pathlib import Path
from typing import Annotated, Any

import typer

from andante.cli.copying import keep_copies
from andante.cli.ending import end_by_hangup, end_by_signal
from andante.cli.options import say
from andante.errors import Fault, InputError

APP = "andante.web.wsgi:application"
START = "andante.web.start"
PARENT = "ANDANTE_PARENT"  # what this command starts ends with it, even when it is killed: see `andante.web.parent`
WRONG_FOLDER = 4  # of our own process, which says on standard output what is wrong
THREADS = 4
LAST_PORT = 65535
WAIT_S = 60.0

Port = Annotated[int, typer.Option(min=1, max=LAST_PORT, help="The port to listen on.")]
Open = Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")]


def command(
    host: Annotated[
        str, typer.Option(help="The address to listen on. Only this computer can reach 127.0.0.1.")
    ] = "127.0.0.1",
    port: Port = 8000,
    data: Annotated[Path | None, typer.Option(help="The data folder. [default: a folder of your account]")] = None,
    new_password: Annotated[
        bool, typer.Option("--new-password", help="Print a link to choose a new password.")
    ] = False,
    open_browser: Open = False,
) -> None:
    """The web app on your own data folder (SQLite). On first start it prints a link to set up your account."""
    folder = data or own_folder()
    check_port(host, port)
    end_by_signal()
    options = ["--new-password"] if new_password else []
    answer = start("owner", folder, *options)
    address = f"http://{host}:{port}{answer['path']}"
    say(f"Your data: {folder}")
    if answer.get("first_start"):
        say(f"Welcome. Open this link once, within a day, to choose your name and password:\n\n  {address}\n")
    elif new_password:
        say(f"Open this link once, within a day, to choose a new password:\n\n  {address}\n")
    else:
        say(f"andante is at {address}")
    keep_copies(folder)
    serve(folder, host=host, port=port, opened=address if open_browser else None)


def own_folder() -> Path:
    """The data folder when none is named."""
    import platformdirs

    return Path(os.environ.get("ANDANTE_DATA") or platformdirs.user_data_path("andante", appauthor=False))


def check_port(host: str, port: int) -> None:
    """Find out before any work whether the address is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (socket.gaierror, UnicodeError) as error:
            raise _no_host(host) from error
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise _no_host(host) from error
            hint = f"; perhaps --port {port + 1} can" if error.errno == errno.EADDRINUSE and port < LAST_PORT else ""
            raise InputError(f"--port: {host}:{port} cannot be used ({error.strerror}){hint}") from error


def _no_host(host: str) -> InputError:
    return InputError(f"--host: found {host!r}, allowed is an address of this computer")


def start(what: str, folder: Path, *options: str) -> dict[str, Any]:
    """Prepare the data folder in a process of its own, and give its answer.

    Raises InputError for a folder that cannot be one.
    """
    environment = {**os.environ, "ANDANTE_DATA": str(folder), PARENT: str(os.getpid())}
    asked = [sys.executable, "-m", START, what, str(folder), *options]
    done = subprocess.run(asked, env=environment, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 - our own
    if done.returncode == WRONG_FOLDER:
        raise InputError(f"--data: {done.stdout.strip()}")
    if done.returncode:
        raise Fault(f"{what}: the data folder {folder} could not be prepared (see the message above)")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def serve(folder: Path, *, host: str, port: int, opened: str | None) -> None:
    """Serve until Ctrl-C or a signal to end, with one worker process and few threads."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    os.environ["ANDANTE_DATA"] = str(folder)
    os.environ[PARENT] = str(os.getpid())
    os.environ["DJANGO_SETTINGS_MODULE"] = "andante.web.settings"
    if host not in ("127.0.0.1", "localhost", "::1"):
        os.environ["ANDANTE_HOSTS"] = ",".join(filter(None, (os.environ.get("ANDANTE_HOSTS", ""), host)))
    if opened:
        threading.Thread(target=_open_when_up, args=(host, port, opened), daemon=True).start()
    server = Granian(
        APP,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=10,
    )
    end_by_hangup(server)
    server.serve()


def _open_when_up(host: str, port: int, address: str) -> None:
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            webbrowser.open(address)
            return
