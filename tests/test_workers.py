"""Work side by side: in order, all of it, and an error ends it; in processes as in threads."""

from __future__ import annotations

import os

import pytest

from andante.errors import InputError
from andante.workers import AHEAD, BLAS_THREADS, begun, side_by_side


def tenfold(number: int) -> tuple[int, int]:
    if number == 13:
        raise InputError("number: found 13, allowed is any other")
    return 10 * number, os.getpid()


def threads_of_linear_algebra() -> str | None:
    return os.environ.get(BLAS_THREADS)


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
def test_each_process_keeps_linear_algebra_to_one_thread_and_here_all_is_as_before(monkeypatch, set_before):
    monkeypatch.delenv(BLAS_THREADS, raising=False)
    if set_before is not None:
        monkeypatch.setenv(BLAS_THREADS, set_before)
    with begun(1) as pool:
        assert pool.submit(threads_of_linear_algebra).result() == "1"
    assert threads_of_linear_algebra() == set_before
