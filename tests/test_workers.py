"""Work side by side: in order, all of it, and an error ends it; in processes as in threads."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest

from andante.cli import serve
from andante.errors import InputError
from andante.workers import AHEAD, THREADS, begun, quietly_beside, side_by_side


def tenfold(number: int) -> tuple[int, int]:
    if number == 13:
        raise InputError("number: found 13, allowed is any other")
    return 10 * number, os.getpid()


def told_of_threads() -> list[str | None]:
    return [os.environ.get(name) for name in THREADS]


def threads_of_compiled_code() -> int:
    from andante.arrays import jnp  # begins its threads in the process that is looked at

    jnp.ones(3).sum().block_until_ready()
    names = (task.read_text("utf-8") for task in Path("/proc/self/task").glob("*/comm"))
    return sum(name.startswith("tf_XLA") for name in names)


@pytest.mark.parametrize("processes", [False, True])
def test_answers_come_in_order_and_from_where_they_should(processes):
    found = list(side_by_side(tenfold, range(12), processes=processes))
    assert [answer for answer, _ in found] == list(range(0, 120, 10))
    places = {place for _, place in found}
    assert (os.getpid() in places) is not processes
    assert len(places) <= 2


def test_nothing_is_begun_far_ahead_of_what_was_asked_for():
    begun_with: list[int] = []

    def items():
        for number in range(100):
            begun_with.append(number)
            yield number

    answers = side_by_side(tenfold, items())
    next(answers)
    assert len(begun_with) <= AHEAD + 1
    answers.close()
    assert len(begun_with) <= AHEAD + 1


@pytest.mark.parametrize("processes", [False, True])
def test_an_error_is_that_of_the_item_and_ends_the_work(processes):
    answers = side_by_side(tenfold, [1, 13, 2], processes=processes)
    assert next(answers)[0] == 10
    with pytest.raises(InputError, match="found 13"):
        next(answers)
    assert list(answers) == []


@pytest.mark.parametrize("set_before", ["3", None])
def test_each_process_keeps_to_one_thread_and_here_all_is_as_before(monkeypatch, set_before):
    for name in THREADS:
        monkeypatch.delenv(name, raising=False)
        if set_before is not None:
            monkeypatch.setenv(name, set_before)
    with begun(1) as pool:
        assert pool.submit(told_of_threads).result() == ["1", "1"]
    assert told_of_threads() == [set_before, set_before]


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are counted under /proc")
def test_compiled_code_takes_one_thread_in_each_process():
    """XLA asks `NPROC`: should it stop doing so, this is where it is seen."""
    with begun(1) as pool:
        assert pool.submit(threads_of_compiled_code).result() == 1


def beside_an_error() -> None:
    with quietly_beside("endless", ANDANTE_NAMED="here") as process:
        assert process.poll() is None
        raise EndedError(process)


class EndedError(Exception):
    """What it is beside ended by an error."""


def test_what_is_begun_beside_is_quiet_and_ends_with_what_it_is_beside(capfd, tmp_path, monkeypatch):
    (tmp_path / "endless.py").write_text("import time\nprint('heard')\nwhile True: time.sleep(0.1)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(EndedError) as ended:
        beside_an_error()
    assert ended.value.args[0].returncode is not None
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("module", [serve.PREPARE, serve.START])
def test_what_the_server_begins_with_is_there(module):
    assert importlib.util.find_spec(module) is not None
