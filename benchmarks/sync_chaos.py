"""Does an entry that was answered with "stored" ever get lost, or written twice? Many browsers send, the server is
killed outright again and again, and the network is cut at random: before, within and after a request.

    python benchmarks/sync_chaos.py [--entries 10000] [--clients 50] [--kills 10] [--seed 0]

Every client sends its entries as the outbox of a browser does (`POST /diary/send/`), several at a time, until each has
been acknowledged; some are sent again afterwards all the same. Five clients share one account, as two phones do. At the
end the database itself is asked: every acknowledged entry once, nothing else, and the file sound.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from judged import Row, report

CLIENTS_OF_ONE = 5
MOST_AT_ONCE = 20
CUT = 0.12
AGAIN = 0.05
WAIT_S = 60.0
MAKE_SESSIONS = """
import json, sys
from pathlib import Path
from andante.web.start import lay_folder, open_database
lay_folder(Path(sys.argv[1]))
open_database()
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
made = []
for number in range(int(sys.argv[2])):
    user = get_user_model().objects.create(username=f"person{number}", password="!")
    browser = Client()
    browser.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    made.append([user.pk, browser.cookies["andante_session"].value])
print(json.dumps(made))
"""


@dataclass
class Server:
    """`andante serve`, killed and started again."""

    data: Path
    port: int
    kills: int = 0
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        asked = [sys.executable, "-m", "andante", "serve", "--data", str(self.data), "--port", str(self.port)]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(asked, stdout=quiet, stderr=quiet, start_new_session=True)
        until = time.monotonic() + WAIT_S
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            time.sleep(0.1)
        raise RuntimeError("the server did not come up")

    def kill(self) -> None:
        """SIGKILL for the command and its worker at once: nobody can clean up."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.kills += 1


@dataclass
class Browser:
    """One browser with entries waiting in it."""

    number: int
    person: int
    session: str
    port: int
    waiting: list[dict[str, object]]
    acknowledged: set[str] = field(default_factory=set)
    tries: int = 0
    cuts: int = 0

    def run(self, seed: int) -> None:
        """Send until nothing waits."""
        chance = random.Random(f"{seed} {self.number}")
        while self.waiting:
            batch = self.waiting[: chance.randint(1, MOST_AT_ONCE)]
            if self.acknowledged and chance.random() < AGAIN:
                batch = [*batch, self._old(chance)]
            self.tries += 1
            try:
                outcomes = self._send(batch, chance)
            except (OSError, http.client.HTTPException, ValueError):
                time.sleep(chance.uniform(0.05, 0.4))
                continue
            self.acknowledged |= {each["client_id"] for each in outcomes if each["outcome"] != "refused"}
            self.waiting = [each for each in self.waiting if each["client_id"] not in self.acknowledged]

    def _old(self, chance: random.Random) -> dict[str, object]:
        return entry_of(chance.choice(sorted(self.acknowledged)))

    def _send(self, batch: list[dict[str, object]], chance: random.Random) -> list[dict[str, str]]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.request("GET", "/diary/send/", headers={"Cookie": f"andante_session={self.session}"})
            answer = line.getresponse()
            if answer.status != 200:
                raise OSError(f"answered {answer.status}")
            key = answer.getheader("Set-Cookie", "").split("andante_csrf=")[1].split(";")[0]
            token = json.loads(answer.read())["token"]
            body = json.dumps({"person": str(self.person), "entries": batch}).encode()
            cookie = f"andante_session={self.session}; andante_csrf={key}"
            headers = {"Cookie": cookie, "X-CSRFToken": token, "Content-Type": "application/json"}
            return self._post(line, body, headers, chance)
        finally:
            line.close()

    def _post(
        self, line: http.client.HTTPConnection, body: bytes, headers: dict[str, str], chance: random.Random
    ) -> list[dict[str, str]]:
        cut = chance.random() < CUT
        if cut and chance.random() < 0.5:  # within the request
            self.cuts += 1
            line.putrequest("POST", "/diary/send/")
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                line.putheader(name, value)
            line.endheaders()
            line.send(body[: len(body) // 2])
            raise OSError("the network was cut")
        line.request("POST", "/diary/send/", body, headers)
        if cut:  # the answer gets lost
            self.cuts += 1
            time.sleep(chance.uniform(0, 0.05))
            raise OSError("the network was cut")
        answer = line.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise OSError(f"answered {answer.status}")
        found: list[dict[str, str]] = json.loads(content)["entries"]
        return found


def entry_of(client_id: str) -> dict[str, object]:
    """An entry that follows from its id, so that sending it again is sending the same."""
    number = uuid.UUID(client_id).int
    day, minute = 1 + number % 28, number // 31 % 1440
    local = f"2026-03-{day:02d}T{minute // 60:02d}:{minute % 60:02d}"
    answers = {"pain": number % 21 / 2, "sleep": None, "fatigue": number // 7 % 11}
    return {"client_id": client_id, "local": local, "offset_min": 60, "zone": "Europe/Berlin", "answers": answers}


def chaos(*, entries: int, clients: int, kills: int, seed: int) -> list[Row]:
    """Send, cut, kill; then ask the database."""
    with tempfile.TemporaryDirectory(prefix="andante-chaos-") as folder:
        data = Path(folder)
        server = Server(data, _free_port())
        browsers = _browsers(data, server.port, entries=entries, clients=clients, seed=seed)
        started = time.monotonic()
        server.start()
        threads = [threading.Thread(target=each.run, args=(seed,)) for each in browsers]
        for thread in threads:
            thread.start()
        _kill_now_and_then(server, browsers, threads, entries=entries, kills=kills, seed=seed)
        for thread in threads:
            thread.join()
        took_s = time.monotonic() - started
        server.kill()
        return _rows(data, browsers, server.kills - 1, took_s)


def _kill_now_and_then(
    server: Server, browsers: list[Browser], threads: list[threading.Thread], *, entries: int, kills: int, seed: int
) -> None:
    """Kill each time another share of the entries has come through, so that every kill meets work.

    Ends when nobody sends any more: a browser that broke off would else be waited for without end.
    """
    chance = random.Random(seed)
    for number in range(kills):
        wanted = entries * (number + chance.uniform(0.2, 0.8)) / kills
        while sum(len(each.acknowledged) for each in browsers) < wanted and any(each.is_alive() for each in threads):
            time.sleep(0.02)
        server.kill()
        time.sleep(chance.uniform(0.0, 0.5))
        server.start()


def _browsers(data: Path, port: int, *, entries: int, clients: int, seed: int) -> list[Browser]:
    people = -(-clients // CLIENTS_OF_ONE)
    asked = [sys.executable, "-c", MAKE_SESSIONS, str(data), str(people)]
    environment = {**os.environ, "ANDANTE_DATA": str(data)}
    done = subprocess.run(asked, env=environment, stdout=subprocess.PIPE, check=True)
    sessions = json.loads(done.stdout)
    chance = random.Random(seed)
    waiting: list[list[dict[str, object]]] = [[] for _ in range(clients)]
    for number in range(entries):
        waiting[number % clients].append(entry_of(str(uuid.UUID(int=chance.getrandbits(128), version=4))))
    return [Browser(number, *sessions[number // CLIENTS_OF_ONE], port, each) for number, each in enumerate(waiting)]


def _rows(data: Path, browsers: list[Browser], kills: int, took_s: float) -> list[Row]:
    with contextlib.closing(sqlite3.connect(data / "andante.sqlite3")) as database:
        stored = [str(uuid.UUID(row[0])) for row in database.execute("SELECT client_id FROM diary_entry")]
        versions = database.execute("SELECT count(*) FROM diary_entryversion").fetchone()[0]
        sound = database.execute("PRAGMA integrity_check").fetchone()[0]
        strays = database.execute("PRAGMA foreign_key_check").fetchall()
    acknowledged = set().union(*(each.acknowledged for each in browsers))
    lost, twice = acknowledged - set(stored), len(stored) - len(set(stored))
    tries, cuts = sum(each.tries for each in browsers), sum(each.cuts for each in browsers)
    return [
        Row("entries acknowledged", f"{len(acknowledged)} by {len(browsers)} clients, {took_s:.0f} s"),
        Row("the server was killed (SIGKILL)", f"{kills} times"),
        Row("calls, and cut ones among them", f"{tries}, {cuts} cut"),
        Row("acknowledged and not there", str(len(lost)), "0", not lost),
        Row("there twice", str(twice), "0", twice == 0),
        Row("there and never sent", str(len(set(stored) - acknowledged)), "0", set(stored) <= acknowledged),
        Row("changed by being sent again", str(versions), "0", versions == 0),
        Row("the database", f"{sound}, {len(strays)} strays", "ok, 0 strays", sound == "ok" and not strays),
    ]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    """Run it and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    rows = chaos(entries=asked.entries, clients=asked.clients, kills=asked.kills, seed=asked.seed)
    report(rows, Console())
    sys.exit(any(row.met is False for row in rows))


if __name__ == "__main__":
    main()
