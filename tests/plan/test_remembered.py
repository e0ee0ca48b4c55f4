"""Answers kept with the object that gave them: once for the same question, and never for another object or question."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from andante.plan.remembered import remembered


@dataclass(frozen=True)
class Asked:
    most: int
    calls: list[tuple[int, int]] = field(default_factory=list)

    @remembered
    def share(self, of: int, ago: int = 0) -> float | None:
        self.calls.append((of, ago))
        return None if of > self.most else self.most / of - ago


def test_the_same_question_is_worked_out_once_also_where_the_answer_is_none():
    one = Asked(6)
    assert [one.share(2), one.share(2), one.share(9), one.share(9)] == [3.0, 3.0, None, None]
    assert one.calls == [(2, 0), (9, 0)]


def test_other_arguments_are_another_question_however_they_are_given():
    one = Asked(6)
    assert [one.share(2), one.share(2, 1), one.share(2, ago=2), one.share(of=3)] == [3.0, 2.0, 1.0, 2.0]


def test_another_object_and_a_changed_copy_know_nothing_of_it():
    one = Asked(6)
    assert one.share(2) == 3.0
    assert Asked(8).share(2) == 4.0
    assert replace(one, most=10).share(2) == 5.0


def test_an_error_is_no_answer():
    one = Asked(6)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            one.share(0)
    assert one.calls == [(0, 0), (0, 0)]
