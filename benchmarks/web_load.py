"""How quick are check-in and Today with a thousand people of a year each, at thirty requests a second?

    python benchmarks/web_load.py [--people 1000] [--rate 30] [--seconds 60] [--data FOLDER]

`andante serve` runs on a SQLite file with `--people` accounts. Each has a year of rows of their own, and the beliefs,
the plan and the record that were learned from such a year. Only a dozen different years are simulated and learned
(minutes; a thousand would take hours); everybody else gets rows written from one of them and copies of what was learned
from it, so the tables and the file are as large as with a thousand different ones, byte for byte.

Half of the requests send a check-in, half open Today, each of a person drawn at random, at fixed moments whether the
one before is answered or not; one that waits for its turn counts as slow. Nearly every request is the first of its
browser that day, which costs the writing of a note about the device. Today is opened by people whose plan is the
current one; what the page costs right after a check-in, when a new plan has to be made, is measured apart, one at a
time. On the first start of a day the server copies the database: the same load runs beside that copy first, and is
told apart. Other work on the machine is measured with it: the load average is told. `--data` keeps the folder for the
next run of the same day.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Console

from judged import Row, report

if TYPE_CHECKING:
    from andante.records import Diary
    from andante.web.accounts.models import User

DISTINCT = 12
AT_ONCE = 50
LIMIT_MS = 60.0
LINES = 24
AFTER = 20
WAIT_S = 60.0
COPY_S = 900.0


def fill(data: Path, people: int) -> None:
    """In a process of its own: a dozen virtual people's years, learned once each, and copies of them for everybody."""
    from andante.web.start import lay_folder, open_database

    lay_folder(data)
    open_database()
    from django.db import transaction

    learned = _learn(min(DISTINCT, people))
    sessions = []
    for begin in range(0, people, AT_ONCE):
        numbers = range(begin, min(begin + AT_ONCE, people))
        with transaction.atomic():
            sessions += [_one_person(number, *learned[number % DISTINCT]) for number in numbers]
    (data / "sessions.json").write_text(json.dumps(sessions))


def _learn(years: int) -> list[tuple[Diary, User]]:
    """Different years, each with somebody who opened Today and Trends once."""
    from andante.body.simulate import simulate
    from andante.web.diary.adopt import adopt
    from andante.web.today.services import past_of, plan_for

    today = dt.datetime.now(dt.UTC).date()
    diaries = simulate(years, 365, seed=1, first_day=today - dt.timedelta(days=365)).diaries
    learned = []
    for number, diary in enumerate(diaries):
        user = _account(f"learned{number}")
        adopt(user, diary, origin="virtual")
        assert plan_for(user, today).answer is not None
        assert past_of(user, today).score is not None
        learned.append((diary, user))
    return learned


def _one_person(number: int, diary: Diary, like: User) -> tuple[int, str]:
    """An account with rows of its own, and copies of what was learned from such rows. Gives its key and its session."""
    from django.conf import settings
    from django.test import Client

    from andante.web.diary.adopt import adopt
    from andante.web.today import models

    user = _account(f"person{number}")
    adopt(user, diary, origin="virtual")
    for model in (models.BeliefSnapshot, models.BeliefAnswer, models.StoredPlan, models.ForecastRecord):
        copies = list(model.objects.filter(user=like))
        for each in copies:
            each.pk, each.user = None, user
        model.objects.bulk_create(copies)
    browser = Client()
    browser.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return user.pk, browser.cookies["andante_session"].value


def _account(name: str) -> User:
    from andante.web.accounts.models import User

    user = User(username=name, zone="UTC")
    user.set_unusable_password()
    user.save()
    return user


@dataclass
class Load:
    """What was asked and how long each answer took, in seconds from the moment it was due."""

    port: int
    sessions: list[tuple[int, str]]
    took_s: dict[str, list[float]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, rate: float, seconds: float, seed: int) -> None:
        """`rate` requests a second, each at its moment."""
        chance = random.Random(seed)
        due = [(number / rate, *self._request(chance)) for number in range(int(rate * seconds))]
        start, place = time.monotonic() + 0.5, iter(due)

        def work() -> None:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            while True:
                with self._lock:
                    asked = next(place, None)
                if asked is None:
                    line.close()
                    return
                moment, kind, call = asked
                time.sleep(max(0.0, start + moment - time.monotonic()))
                self._timed(kind, call, line, start + moment)

        threads = [threading.Thread(target=work) for _ in range(LINES)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _request(self, chance: random.Random) -> tuple[str, Callable[[http.client.HTTPConnection], int]]:
        person, session = chance.choice(self.sessions)
        if chance.random() < 0.5:
            return "Today", lambda line: self.today(line, session)
        answers = {"pain": chance.randint(0, 20) / 2, "fatigue": chance.randint(0, 10)}
        return "check-in", lambda line: self.check_in(line, person, session, answers)

    def _timed(
        self, kind: str, call: Callable[[http.client.HTTPConnection], int], line: http.client.HTTPConnection, due: float
    ) -> None:
        try:
            status = call(line)
        except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
            line.close()
            status = repr(error)
        with self._lock:
            if status == 200:
                self.took_s.setdefault(kind, []).append(time.monotonic() - due)
            else:
                self.failed.append(f"{kind}: {status}")

    def today(self, line: http.client.HTTPConnection, session: str) -> int:
        """The page Today."""
        line.request("GET", "/today/", headers={"Cookie": f"andante_session={session}"})
        answer = line.getresponse()
        content = answer.read()
        return answer.status if b"hx-trigger" not in content else 0  # a page that still waits for its plan is no page

    def check_in(self, line: http.client.HTTPConnection, person: int, session: str, answers: dict[str, float]) -> int:
        """A check-in as a form page sends it: with the key of a page opened before (one per session, kept here)."""
        token, key = self.keys(line, session)
        now = time.gmtime()
        entry = {"client_id": str(uuid.uuid4()), "local": time.strftime("%Y-%m-%dT%H:%M:%S", now), "answers": answers}
        body = json.dumps({"person": str(person), "entries": [{**entry, "offset_min": 0, "zone": "UTC"}]}).encode()
        cookie = f"andante_session={session}; andante_csrf={key}"
        headers = {"Cookie": cookie, "X-CSRFToken": token, "Content-Type": "application/json"}
        line.request("POST", "/diary/send/", body, headers)
        answer = line.getresponse()
        content = answer.read()
        if answer.status != 200:
            return answer.status
        return 200 if json.loads(content)["entries"][0]["outcome"] == "stored" else 0

    def keys(self, line: http.client.HTTPConnection, session: str) -> tuple[str, str]:
        """The form's key: any page hands one out, and it holds for the session."""
        if not hasattr(self, "_key"):
            line.request("GET", "/diary/send/", headers={"Cookie": f"andante_session={session}"})
            answer = line.getresponse()
            cookie = re.search(r"andante_csrf=([^;]+)", answer.getheader("Set-Cookie", ""))
            assert cookie
            self._key = (json.loads(answer.read())["token"], cookie[1])
        return self._key


@contextlib.contextmanager
def served(data: Path):  # noqa: ANN201 - a port
    """`andante serve` on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    asked = [sys.executable, "-m", "andante", "serve", "--data", str(data), "--port", str(port)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(asked, stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        until = time.monotonic() + WAIT_S
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            time.sleep(0.2)
        time.sleep(3)  # the tools for drawing load beside
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def measure(data: Path, *, rate: float, seconds: float, seed: int) -> list[Row]:
    """Warm up, load, and then Today right after a check-in."""
    sessions = [tuple(each) for each in json.loads((data / "sessions.json").read_text())]
    with served(data) as port:
        # Today is asked of one half, check-ins are sent by the other: so Today's plan stays the current one. Those who
        # warm up are of the other half: what they open is not opened again.
        warm, right_after = sessions[-len(sessions) // 10 :], sessions[-len(sessions) // 5 : -len(sessions) // 10]
        _Halves(port, warm).run(10, 5, seed + 1)
        beside = _beside_the_copy(data, _Halves(port, sessions), rate, seed + 2)
        load, before = _Halves(port, sessions), os.getloadavg()[0]
        load.run(rate, seconds, seed)
        during = os.getloadavg()[0]
        after = _right_after(Load(port, right_after[-AFTER:]))
    rows = [_row(kind, took, rate) for kind, took in sorted(load.took_s.items())]
    failed = [*load.failed, *beside.failed]
    rows.append(Row("requests that failed", ", ".join(failed[:3]) or "0", "0", not failed))
    rows += [
        Row(f"{kind}, while the day's copy of all is made", _spread(took))
        for kind, took in sorted(beside.took_s.items())
    ]
    rows.append(Row("Today right after a check-in, one at a time", _spread(after)))
    size_mib = (data / "andante.sqlite3").stat().st_size / 2**20
    people = f"{len(sessions)}, {min(DISTINCT, len(sessions))} different years, {size_mib:.0f} MiB"
    rows.append(Row("people, years that differ, database", people))
    rows.append(Row("load average of a minute, before and at the end", f"{before:.1f}, {during:.1f}"))
    return rows


def _beside_the_copy(data: Path, load: _Halves, rate: float, seed: int) -> _Halves:
    """Ask until the day's copy is made: once a day it has a disk and a core of its own business for a minute or two."""
    copy = data / "copies" / f"andante-{dt.datetime.now().astimezone().date()}.zip"
    until = time.monotonic() + COPY_S
    while not copy.is_file() and time.monotonic() < until:
        load.run(rate, 10.0, seed)
        seed += 1
    return load


class _Halves(Load):
    def _request(self, chance: random.Random) -> tuple[str, Callable[[http.client.HTTPConnection], int]]:
        half = len(self.sessions) // 2
        if chance.random() < 0.5:
            _, session = self.sessions[chance.randrange(half)]
            return "Today", lambda line: self.today(line, session)
        person, session = self.sessions[half + chance.randrange(len(self.sessions) - half)]
        answers = {"pain": chance.randint(0, 20) / 2, "fatigue": float(chance.randint(0, 10))}
        return "check-in", lambda line: self.check_in(line, person, session, answers)


def _right_after(load: Load) -> list[float]:
    line = http.client.HTTPConnection("127.0.0.1", load.port, timeout=60)
    took = []
    for person, session in load.sessions:
        status = load.check_in(line, person, session, {"pain": 4.0})
        assert status == 200, f"a check-in was answered with {status}"
        started = time.monotonic()
        line.request("GET", "/today/?now=1", headers={"Cookie": f"andante_session={session}"})
        line.getresponse().read()
        took.append(time.monotonic() - started)
    line.close()
    return took


def _spread(took_s: list[float]) -> str:
    low, middle, high = 1000 * np.quantile(took_s, (0.5, 0.95, 0.99))
    return f"median {low:.0f} ms, 95 % {middle:.0f} ms, 99 % {high:.0f} ms ({len(took_s)})"


def _row(kind: str, took_s: list[float], rate: float) -> Row:
    p95_ms = 1000 * float(np.quantile(took_s, 0.95))
    return Row(f"{kind} at {rate:g} requests a second", _spread(took_s), f"95 % < {LIMIT_MS:g} ms", p95_ms < LIMIT_MS)


def main() -> None:
    """Fill, serve, ask, tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=30.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.fill:
        fill(asked.data, asked.people)
        return
    with tempfile.TemporaryDirectory(prefix="andante-load-") as scratch:
        data = asked.data or Path(scratch)
        if not (data / "sessions.json").is_file():
            again = [sys.executable, __file__, "--fill", "--data", str(data), "--people", str(asked.people)]
            subprocess.run(again, env={**os.environ, "ANDANTE_DATA": str(data)}, check=True)
        rows = measure(data, rate=asked.rate, seconds=asked.seconds, seed=asked.seed)
    report(rows, Console())
    sys.exit(any(row.met is False for row in rows))


if __name__ == "__main__":
    main()
