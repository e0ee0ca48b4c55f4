"""Every promise that andante is held to is cited by number (`# acceptance 16`) in a test that can fail for it.

A number counts where it stands in a test itself: on its first line, in its docstring or in its body. At the head of a
file it only says what the file is about.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).resolve().parent
NUMBERED = set(range(1, 63))
NOT_YET = {19, 20, 21, 22, 23, *range(45, 55)}
"""Imports, experiments and the discussion: what they promise is cited once they are there."""
NUMBERS = re.compile(r"\bacceptance ((?:\d+(?:, | and | )?)+)")


def cited_in(text: str) -> set[int]:
    """The numbers that `text` cites."""
    return {int(number) for found in NUMBERS.findall(text) for number in re.findall(r"\d+", found)}


def checks_of(source: str) -> Iterator[tuple[str, str]]:
    """Each test of a file: its name, and its source from the lines of comment above it to its last."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            while first > 1 and lines[first - 2].lstrip().startswith("#"):
                first -= 1
            yield node.name, "\n".join(lines[first - 1 : node.end_lineno])


def other_files() -> list[Path]:
    """Every file of tests but this one, whose examples are none."""
    return sorted(set(TESTS.rglob("test_*.py")) - {Path(__file__)})


def citations() -> dict[int, list[str]]:
    """The tests that cite each number."""
    found: dict[int, list[str]] = {}
    for path in other_files():
        for name, source in checks_of(path.read_text(encoding="utf-8")):
            for number in cited_in(source):
                found.setdefault(number, []).append(f"{path.relative_to(TESTS)}::{name}")
    return found


def test_every_promise_is_cited_in_a_test():
    found = citations()
    assert sorted(NUMBERED - NOT_YET - found.keys()) == []


def test_no_number_is_cited_that_does_not_exist():
    assert sorted(citations().keys() - NUMBERED) == []


def test_a_test_that_cites_a_promise_can_fail():
    """It asserts, expects an error, or waits for something on a page; itself or through what it calls."""
    words = ("assert", "pytest.raises", "expect(", "wait_for", "findings(")
    without = []
    for path in other_files():
        for name, source in checks_of(path.read_text(encoding="utf-8")):
            if cited_in(source) and not any(word in source for word in words):
                without.append(f"{path.relative_to(TESTS)}::{name}")
    assert without == []


def test_numbers_are_read_in_all_the_ways_they_are_written():
    assert cited_in("# acceptance 16") == {16}
    assert cited_in("# acceptance 16, 17") == {16, 17}
    assert cited_in('"""Kept. # acceptance 1 5 11 12 58"""') == {1, 5, 11, 12, 58}
    assert cited_in("# acceptance 3 and 4; see 12") == {3, 4}
    assert cited_in("# acceptances 16, the acceptance of 17") == set()
    source = (
        "# acceptance 6\n@fast\ndef test_one():  # acceptance 7\n    pass\n\ndef helper():  # acceptance 8\n    pass\n"
    )
    assert [(name, cited_in(text)) for name, text in checks_of(source)] == [("test_one", {6, 7})]
