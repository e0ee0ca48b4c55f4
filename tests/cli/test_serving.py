"""`andante demo` and `andante serve` as a person starts them: real processes on a free port of this machine."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from pathlib import Path

import pytest
from tests.cli.conftest import children, gone, needs_proc, until

from andante.cli.serve import check_port
from andante.errors import InputError

WAIT_S = 300


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Visitor:
    """A browser without pictures."""

    def __init__(self) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)

    def get(self, address: str) -> str:
        with self._opener.open(address, timeout=120) as answer:
            return answer.read().decode()

    def post(self, address: str, **fields: str) -> str:
        key = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(address))
        assert key
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": key[1], **fields}).encode()
        with self._opener.open(address, data, timeout=120) as answer:
            return answer.read().decode()


@pytest.fixture(autouse=True)
def _hears_a_closing_terminal():
    """However the tests were started: a process inherits that `nohup` passes SIGHUP over."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.fixture
def andante(tmp_path):
    """Start `andante ...` and end it again by its own process id."""
    started: list[subprocess.Popen] = []

    def run(*options: str) -> tuple[subprocess.Popen, callable]:
        log = tmp_path / f"{uuid.uuid4().hex}.log"
        environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        with log.open("w") as out:
            program = [sys.executable, "-c", "from andante.cli import main; main()", *options]
            started.append(subprocess.Popen(program, stdout=out, stderr=out, env=environment))
        return started[-1], log.read_text

    yield run
    for process in started:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=30)


def link_in(process: subprocess.Popen, said, path: str) -> str:
    """The link it prints, once the server answers."""
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        assert process.poll() is None, said()
        found = re.search(rf"http://127\.0\.0\.1:\d+{path}\S*", said())
        if found:
            port = urllib.parse.urlsplit(found[0]).port
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                pass
            else:
                return found[0]
        time.sleep(0.2)
    raise AssertionError(said())


@pytest.mark.slow
def test_serve_on_an_empty_folder_sets_the_owner_up(andante, tmp_path):
    data, port = tmp_path / "data", free_port()
    process, said = andante("serve", "--port", str(port), "--data", str(data))
    link = link_in(process, said, "/set-up/")
    home = f"http://127.0.0.1:{port}"
    assert "terminal" in Visitor().get(home)
    owner = Visitor()
    page = owner.post(link, username="ada", password="four calm words here", zone="Europe/Berlin")
    assert "Welcome" in page
    with pytest.raises(urllib.error.HTTPError, match="410"):
        Visitor().get(link)
    style = re.search(r'href="(/static/andante/page[^"]*)"', page)
    assert style
    assert "--paper" in owner.get(home + style[1])
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    assert (data / "andante.sqlite3").stat().st_mode & 0o077 == 0


def test_a_port_that_is_taken_is_said_before_any_work(andante, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process, said = andante("demo", "--no-open", "--port", str(taken.getsockname()[1]))
        assert process.wait(timeout=60) == 2
        assert "cannot be used" in said()
    assert not list(tmp_path.glob("andante-demo-*"))


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@needs_proc
@pytest.mark.parametrize(
    ("number", "busy"), [(signal.SIGTERM, "Learning from"), (signal.SIGKILL, "Making a virtual person's year")]
)
def test_an_end_while_the_year_is_made_or_learned_ends_that_too(andante, tmp_path, number, busy):
    process, said = andante("demo", "--no-open", "--port", str(free_port()))
    until(lambda: busy in said(), f"never said: {busy}", WAIT_S)
    [working] = children(process.pid)
    at_work = [working, *children(working)]  # what compiles beside it may be done
    process.send_signal(number)
    assert process.wait(timeout=30) == (-number if number == signal.SIGKILL else 128 + number)
    until(lambda: all(map(gone, at_work)), "the work goes on")
    if number != signal.SIGKILL:
        assert not list(tmp_path.glob("andante-demo-*"))
        assert "Traceback" not in said()


@needs_proc
@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_an_end_while_serving_leaves_no_worker_and_no_open_port(andante, tmp_path, number):
    port = free_port()
    process, said = andante("serve", "--port", str(port), "--data", str(tmp_path / "data"))
    link_in(process, said, "/set-up/")
    until(lambda: children(process.pid), "no worker")
    begun = children(process.pid)  # the worker, and what compiles beside it
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as page:  # the worker is up
        assert page.status == 200
    process.send_signal(number)
    assert process.wait(timeout=30) == (-number if number == signal.SIGKILL else 0)
    until(lambda: all(map(gone, begun)), "what was begun goes on")
    until(lambda: not answers(port), "the port stays open", 5.0)  # its last threads may end a moment after its first


@needs_proc
def test_nohup_outlives_its_terminal(andante, tmp_path):
    port = free_port()
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # what `nohup` does; a process that is started inherits it
    try:
        process, said = andante("serve", "--port", str(port), "--data", str(tmp_path / "data"))
    finally:
        signal.signal(signal.SIGHUP, before)
    link_in(process, said, "/set-up/")
    until(lambda: children(process.pid), "no worker")
    begun = children(process.pid)
    process.send_signal(signal.SIGHUP)
    time.sleep(1)
    assert process.poll() is None
    assert {*children(process.pid)} <= {*begun}  # no new worker; what compiles beside it may be done
    assert answers(port)


@pytest.mark.parametrize("what", ["a file", "below a file", "no such place", "a folder as key"])
def test_a_data_folder_that_cannot_be_one_is_one_sentence(andante, tmp_path, what):
    afile = tmp_path / "afile"
    afile.write_text("mine")
    (tmp_path / "odd" / "secret_key").mkdir(parents=True)
    places = {"a file": afile, "below a file": afile / "data", "a folder as key": tmp_path / "odd"}
    folder = places.get(what, Path("/proc/xx" if Path("/proc").exists() else "/dev/null/xx"))
    process, said = andante("serve", "--port", str(free_port()), "--data", str(folder))
    assert process.wait(timeout=60) == 2
    assert said().startswith(f"--data: found {str(folder)!r} (")
    assert said().endswith("), allowed is a folder that you may write in\n")
    assert said().count("\n") == 1
    assert afile.read_text() == "mine"


@pytest.mark.parametrize("host", ["nowhere.invalid", "192.0.2.1", "a..b"])
def test_a_host_that_is_not_here_is_blamed_and_the_port_is_not(host):
    with pytest.raises(InputError) as caught:
        check_port(host, free_port())
    assert str(caught.value) == f"--host: found {host!r}, allowed is an address of this computer"


def test_the_next_port_is_offered_only_where_there_is_one():
    for port, hint in ((None, True), (65535, False)):
        with socket.socket() as taken:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind(("127.0.0.1", port or free_port()))
            taken.listen()
            number = taken.getsockname()[1]
            with pytest.raises(InputError) as caught:
                check_port("127.0.0.1", number)
        assert str(caught.value).startswith(f"--port: 127.0.0.1:{number} cannot be used (")
        assert (f"perhaps --port {number + 1} can" in str(caught.value)) == hint


@pytest.mark.slow
def test_demo_really_learns_a_year_and_leaves_nothing_behind(andante, tmp_path):
    port = free_port()
    process, said = andante("demo", "--no-open", "--port", str(port))
    link = link_in(process, said, "/begin/")
    home = f"http://127.0.0.1:{port}"
    visitor = Visitor()
    begin = time.monotonic()
    today = visitor.get(link)
    assert time.monotonic() - begin < 10  # learned beforehand
    assert "A virtual person with a simulated body" in today
    assert "Room today" in today
    assert today.count("Why?") >= 5  # acceptance 25
    trends = visitor.get(f"{home}/trends/")
    assert "each made before the fact" in trends or "have not beaten" in trends
    assert "What moves my pain" in trends
    assert visitor.get(f"{home}/trends/pain.svg").startswith("<svg")
    same = re.search(r'action="(/diary/[\d-]+)/same/"', today)
    assert same
    visitor.post(f"{home}{same[1]}/", client_id=str(uuid.uuid4()), pain="7")
    after = visitor.get(f"{home}/today/?now=1")  # one more day is worked through for real
    assert "Today is written down" in after
    assert "could not work out" not in after
    assert list(tmp_path.glob("andante-demo-*"))
    process.send_signal(signal.SIGHUP)  # the terminal is closed
    process.wait(timeout=30)
    assert not list(tmp_path.glob("andante-demo-*"))
