"""`andante serve`: the web app on the person's own data folder. Granian serves; the app is reached by its name."""

from __future__ import annotations

import errno
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from andante.cli.copying import keep_copies
from andante.cli.ending import end_by_hangup, end_by_signal
from andante.cli.home_network import home_addresses, names, picture
from andante.cli.options import say
from andante.errors import Fault, InputError
from andante.workers import quietly_beside

APP = "andante.web.wsgi:application"
START = "andante.web.start"
PREPARE = "andante.web.prepare"
PARENT = "ANDANTE_PARENT"  # what this command starts ends with it, even when it is killed: see `andante.web.parent`
WRONG_FOLDER = 4  # of our own process, which says on standard output what is wrong
THREADS = 4
LAST_PORT = 65535
HERE = "127.0.0.1"
LOOPBACK = (HERE, "localhost", "::1")
EVERYWHERE = "0.0.0.0"  # noqa: S104 - only when the person asks for their phone
EVERY = (EVERYWHERE, "::")
WAIT_S = 60.0
PROXY_NAME = re.compile(r"(?i)[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?")

Port = Annotated[int, typer.Option(min=1, max=LAST_PORT, help="The port to listen on.")]
Open = Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")]


def command(  # noqa: PLR0917 - each is an option, given by its name
    host: Annotated[str, typer.Option(help="The address to listen on. Only this computer can reach 127.0.0.1.")] = HERE,
    port: Port = 8000,
    data: Annotated[Path | None, typer.Option(help="The data folder. [default: a folder of your account]")] = None,
    phone: Annotated[
        bool, typer.Option("--phone", help="Let devices of the home network in, and print a code that adds a phone.")
    ] = False,
    new_password: Annotated[
        bool, typer.Option("--new-password", help="Print a link to choose a new password.")
    ] = False,
    certificate: Annotated[
        Path | None, typer.Option(help="A certificate file (PEM), for HTTPS. With --key; see docs/serving.md.")
    ] = None,
    key: Annotated[Path | None, typer.Option(help="The private key of --certificate (PEM).")] = None,
    behind: Annotated[
        str | None, typer.Option(metavar="NAME", help="The name of a proxy with HTTPS in front; see docs/serving.md.")
    ] = None,
    open_browser: Open = False,
) -> None:
    """The web app on your own data folder (SQLite). On first start it prints a link to set up your account."""
    place = place_of(EVERYWHERE if phone and host == HERE else host, port, certificate=certificate, key=key)
    place = behind_proxy(place, behind)
    folder = data or own_folder()
    check_port(place.host, port)
    end_by_signal()
    options = [*(["--new-password"] if new_password else []), *(["--phone"] if place.phone else [])]
    answer = start("owner", folder, *options)
    address = f"{place.address}{answer['path']}"
    say(f"Your data: {folder}")
    if answer.get("first_start"):
        say(f"Welcome. Open this link once, within a day, to choose your name and password:\n\n  {address}\n")
        if place.phone:
            say("Once that is done, Settings shows under 'Add a phone' how to add one.")
    elif new_password:
        say(f"Open this link once, within a day, to choose a new password:\n\n  {address}\n")
    else:
        say(f"andante is at {address}")
    if "code" in answer:
        _say_phone(place, answer["code"])
    elif place.host == EVERYWHERE and not place.phone:
        say("No address of this computer in a network was found. Is it connected?")
    keep_copies(folder)
    serve(folder, place, opened=address if open_browser else None)


def _say_phone(place: Place, code: str) -> None:
    say(f"On a phone in the same network: {place.phone}/pair/ with the code {code[:4]}-{code[4:]}")
    say("It works once, within ten minutes. Or point the phone's camera here:\n")
    say(picture(f"{place.phone}/pair/{code}/"))
    if not place.certificate:
        say("This way is not encrypted: good enough at home, not in a café. docs/serving.md says how to have HTTPS.")


@dataclass(frozen=True)
class Place:
    """Where the app listens: its own address, the one for a phone ("" for none), and what makes it HTTPS: a
    certificate, or a proxy in front that is reached by the name `behind`.
    """

    host: str
    port: int
    phone: str = ""
    names: tuple[str, ...] = ()
    behind: str = ""
    certificate: Path | None = None
    key: Path | None = None

    @property
    def scheme(self) -> str:
        """Http or https."""
        return "https" if self.certificate else "http"

    @property
    def address(self) -> str:
        """The address to open on this computer."""
        if self.behind:
            return f"https://{self.behind}"
        shown = HERE if self.host in EVERY else in_address(self.host)
        return f"{self.scheme}://{shown}:{self.port}"


def in_address(host: str) -> str:
    """`host` as addresses have it: a number of IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def place_of(host: str, port: int, *, certificate: Path | None = None, key: Path | None = None) -> Place:
    """Where to listen, and under which names other devices may ask.

    Raises InputError for a certificate without its key, or a file that cannot be read.
    """
    if (certificate is None) != (key is None):
        raise InputError("--certificate and --key: found one of them, allowed is both or none")
    for option, path in (("--certificate", certificate), ("--key", key)):
        if path is not None and not (path.is_file() and os.access(path, os.R_OK)):
            raise InputError(f"{option}: found {str(path)!r}, allowed is a file that can be read")
    if host in LOOPBACK:
        return Place(host, port, certificate=certificate, key=key)
    reached = home_addresses() if host in EVERY else [host]
    reached = [in_address(each) for each in reached]
    known = (*reached, *names())
    scheme = "https" if certificate else "http"
    phone = f"{scheme}://{reached[0]}:{port}" if reached else ""
    return Place(host, port, phone, known, certificate=certificate, key=key)


def behind_proxy(place: Place, name: str | None) -> Place:
    """`place` as it is reached through a proxy that speaks HTTPS, by `name` (with its port unless that is 443); without
    a name as the environment has it.

    Raises InputError for what is no such name, and for a second way to have HTTPS beside it.
    """
    if name is None:
        said = os.environ.get("ANDANTE_HOSTS", "").split(",")[0] if os.environ.get("ANDANTE_HTTPS") == "1" else ""
        return replace(place, behind=said)
    if not PROXY_NAME.fullmatch(name):
        raise InputError(f"--behind: found {name!r}, allowed is a name such as diary.example.org, or with its port")
    if place.certificate or place.phone:
        raise InputError("--behind: found --phone, --certificate or another --host beside it, allowed is one of them")
    return replace(place, behind=name.lower(), names=(name.lower(),))


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


def serve(folder: Path, place: Place, *, opened: str | None) -> None:
    """Serve until Ctrl-C or a signal to end, with one worker process and few threads."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    os.environ["ANDANTE_DATA"] = str(folder)
    os.environ[PARENT] = str(os.getpid())
    os.environ["DJANGO_SETTINGS_MODULE"] = "andante.web.settings"
    if place.names:
        os.environ["ANDANTE_HOSTS"] = ",".join(filter(None, (*place.names, os.environ.get("ANDANTE_HOSTS", ""))))
    if place.phone:
        os.environ.setdefault("ANDANTE_PHONE", place.phone)
    if place.certificate:
        os.environ["ANDANTE_HTTPS"] = "own"
    elif place.behind:
        os.environ["ANDANTE_HTTPS"] = "1"
    if opened:
        threading.Thread(target=_open_when_up, args=(place, opened), daemon=True).start()
    server = Granian(
        APP,
        address=place.host,
        port=place.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=10,
        ssl_cert=place.certificate,
        ssl_key=place.key,
    )
    end_by_hangup(server)
    with quietly_beside(PREPARE):
        server.serve()


def _open_when_up(place: Place, address: str) -> None:
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        try:
            socket.create_connection((HERE if place.host in EVERY else place.host, place.port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            webbrowser.open(address)
            return
