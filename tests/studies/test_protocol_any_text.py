"""Any text at all is a protocol of one's own, or an error with lines; never another fault, and never without end."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.studies.protocols import CYCLES, HOLD, PROMISED, QUIET, problems_of

from andante.errors import ProtocolError
from andante.studies import protocol_file
from andante.studies.protocol_file import parse_protocol


def problems_if_any(text: str) -> tuple[str, ...]:
    """The problems of a text, none when it is a protocol."""
    try:
        parse_protocol(text, "my.toml")
    except ProtocolError as error:
        return error.problems or ("",)
    return ()


def protocol_or_error(text: str) -> None:
    """Either a protocol, or a ProtocolError with lines of the promised form; never another exception."""
    for problem in problems_if_any(text):
        line = re.fullmatch(r"my\.toml:([1-9][0-9]*): .+: found .+, allowed is .+", problem)
        assert line and int(line[1]) <= text.count("\n") + 1, problem


@QUIET
@given(st.text(max_size=60))
@example('"" = 1')
@example("'\u2028' = 1")
@example("a." * 2000 + "a = 1")
@example("a = " + "[" * 300 + "]" * 300)
@example("step = " + "[" * 900 + "]" * 900)
def test_any_text_is_a_protocol_or_an_error(text):
    protocol_or_error(text)


WORDS = [*protocol_file._KEYS["cycles"], "sites", "at_s", "at_share", "minutes", "x", "step", "title", "groups"]
VALUES = [
    *("0.2", "20", "true", "nan", "-1", "1e400", "0xfff", "'failure'", "'knee'", "['knee', 3]", "[0, 5]", "[[]]", "{}"),
    *("{ sites = 'knee', at_s = 1 }", "{ at_share = [2] }", "'hold'", "'cycles'", "'probe'", "1979-05-27", "'''\n'''"),
]
ROWS = st.one_of(
    st.tuples(st.sampled_from(WORDS), st.sampled_from(VALUES)).map(" = ".join),
    st.sampled_from([*HOLD.splitlines(), *CYCLES.splitlines(), "[[step]]", "[step.measure]", "[groups]", "", "]", "#"]),
)


@settings(QUIET, max_examples=300)
@given(st.lists(ROWS, max_size=12).map("\n".join))
def test_any_rows_are_a_protocol_or_an_error(text):
    protocol_or_error(text)


@settings(QUIET, max_examples=200)
@given(st.integers(0, len(PROMISED)), st.integers(0, 12), st.text(max_size=4))
def test_a_damaged_file_is_a_protocol_or_an_error(start, length, instead):
    protocol_or_error(PROMISED[:start] + instead + PROMISED[start + length :])


@pytest.mark.parametrize("start", ["title", "[step", "[[step"])
def test_a_key_of_very_many_dots_is_refused_at_once(start: str) -> None:
    ends = {"title": " = 1", "[step": "]", "[[step": "]]"}
    text = HOLD + start + ".a" * 40_000 + ends[start] + "\n"
    assert problems_of(text) == ("my.toml:5: key: found one of many dots, allowed is at most 50 dots",)


def test_a_row_of_many_numbers_is_no_key() -> None:
    row = "    " + ", ".join(f"{place}.5" for place in range(60))
    text = HOLD + f'[[step]]\ndo = "probe"\nsites = ["trapezius"]\nat_s = [\n{row}, # = 60 times\n]\n'
    assert len(parse_protocol(text, "my.toml").steps) == 2
