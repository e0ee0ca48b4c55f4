"""How the real command ends: its start, its exit codes, Ctrl-C, a reader who goes away, a fault. Each in a process."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.cli.conftest import children, csv, forty_days, gone, needs_proc, until

ANDANTE = [sys.executable, "-m", "andante"]


def ended(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*ANDANTE, *arguments], capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


def test_help_lists_the_commands_and_starts_light() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "andante", "--help"], capture_output=True, text=True, check=True
    )
    assert all(name in done.stdout for name in ("learn", "forecast", "plan", "demo", "serve"))
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "andante.cli" in loaded
    assert not loaded & {"jax", "numpy", "scipy", "django", "altair", "rich.table"}


def test_help_takes_less_than_half_a_second() -> None:
    took = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert ended("--help").returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        # Time of the processor, for other programs may run beside the tests.
        took.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(took) < 0.5


def test_the_version_is_told() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", ended("--version").stdout)


@pytest.mark.parametrize("arguments", [[], ["lern"], ["learn"], ["learn", "a.csv", "b.csv"]])
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    done = ended(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_wrong_file_ends_with_2(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("at,pain\n2026-01-01,eleven\n")
    done = ended("learn", str(path), "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{path}:2: pain: found 'eleven', allowed is ")


def test_a_fault_is_one_line_and_ends_with_3(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text(csv(forty_days()))
    tmp_path.joinpath("numba.py").write_text("raise RuntimeError('an abacus')")
    broken = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    done = ended("learn", str(path), "--json", PYTHONPATH=broken)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("andante has a fault: ")
    assert len(done.stderr.splitlines()) == 1
    shown = ended("learn", str(path), "--json", PYTHONPATH=broken, ANDANTE_TRACEBACK="1")
    assert shown.returncode == 3
    assert "Traceback" in shown.stderr


# A shell that runs the tests in the background has them, and so the command, ignore Ctrl-C: it is heard again here.
HEARING = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
signal.pthread_sigmask(signal.SIG_SETMASK, [])
os.execv(sys.argv[1], sys.argv[1:])
"""


def test_ctrl_c_ends_quietly(tmp_path: Path) -> None:
    path = tmp_path / "slow.csv"
    os.mkfifo(path)
    with subprocess.Popen(
        [sys.executable, "-c", HEARING, *ANDANTE, "learn", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        writer = _opened(path)
        try:
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
        finally:
            os.close(writer)
    assert (process.returncode, out, err) == (130, "", "")


def _opened(path: Path) -> int:
    """The writing end, once the command has opened the reading end and waits there."""
    for _ in range(300):
        try:
            return os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the command never opened its file")


WRITE = "from andante.cli import app, main, options; app.command('x')(lambda: options.write('7' * 99999)); main()"


def test_a_reader_who_goes_away_is_no_fault() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-c", WRITE, "x"], stdout=writing, stderr=subprocess.PIPE, text=True, check=False
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_said() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", WRITE, "x"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr == "standard output: cannot be written to: No space left on device\n"


SAY = "from andante.cli import app, main, options; app.command('x')(lambda: (options.say('told'), options.write('7')));"


@pytest.mark.parametrize(
    ("closed", "code", "out", "err"),
    [
        (">&-", 2, "", "told\nstandard output: cannot be written to: it is closed\n"),
        ("2>&-", 0, "7", ""),
        (">&- 2>&-", 2, "", ""),
    ],
)
def test_what_is_closed_is_not_written_to(closed: str, code: int, out: str, err: str) -> None:
    """A message must not stand among the answers because there is no other place for it."""
    shell = ["sh", "-c", f'exec "$0" "$@" {closed}', sys.executable, "-c", f"{SAY} main()", "x"]
    done = subprocess.run(shell, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (code, out, err)


def test_a_name_that_the_terminal_cannot_show_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("at,person,pain\n2026-01-01,Zoë,3\n", "utf-8")
    done = ended("forecast", str(path), PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0
    assert done.stderr.startswith("Zo?: not enough yet: 1 value of pain")


TRIAL = ["insilico", "--people", "4", "--days", "900", "--policies", "quota", "--jobs", "2"]


@needs_proc
def test_ctrl_c_said_to_the_command_alone_ends_a_trial_and_its_workers() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HEARING, *ANDANTE, *TRIAL], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        until(lambda: len(children(process.pid)) >= 3, "no workers", 120.0)
        time.sleep(5.0)  # they have begun to live
        at_work = children(process.pid)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err.strip()) == (130, "")
    until(lambda: all(map(gone, at_work)), "a worker goes on", 10.0)


@needs_proc
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_trial_that_is_ended_leaves_no_process_at_work(number: int) -> None:
    """Years on two processors; each of them looks whether the one who asked is still there."""
    with subprocess.Popen([*ANDANTE, *TRIAL], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        until(lambda: len(children(process.pid)) >= 2, "no workers", 120.0)
        time.sleep(5.0)  # they have begun to live
        at_work = children(process.pid)
        process.send_signal(number)
        assert process.wait(timeout=30) != 0
    until(lambda: all(map(gone, at_work)), "a worker goes on", 10.0)
