"""Intervals drawn in text."""

from __future__ import annotations

import io
import sys

import pytest

from andante.cli.intervals import FINE, PLAIN, drawn, ends_of, reach_of, room, strokes


@pytest.mark.parametrize(
    ("interval", "picture"),
    [
        ((0.5, 0.75, 1.0), "    │ ─●─"),
        ((-1.0, -0.5, 0.5), "──●─│──  "),
        ((-0.25, 0.0, 0.25), "   ─●─   "),
        ((0.0, 0.0, 0.0), "    ●    "),
        ((-9.0, -9.0, 9.0), "●───│────"),
    ],
)
def test_an_interval_is_a_line_with_its_mean_around_zero(interval, picture):
    assert drawn(*interval, reach=1.0, width=9) == picture


def test_an_output_without_such_signs_gets_plain_ones():
    assert drawn(-1.0, -0.5, 0.5, reach=1.0, width=9, signs=PLAIN) == "--o-|--  "


@pytest.mark.parametrize(("encoding", "signs"), [("utf-8", FINE), ("ascii", PLAIN), ("latin-1", PLAIN)])
def test_the_signs_are_those_that_the_output_can_show(encoding, signs, monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
    assert strokes() == signs


@pytest.mark.parametrize(("columns", "width"), [(40, 0), (80, 0), (100, 13), (200, 21)])
def test_a_narrow_terminal_gets_the_numbers_alone(columns, width, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    assert room() == width


def test_all_pictures_of_a_table_share_one_reach():
    assert reach_of([(-0.2, 0.1), (0.3, 1.5)]) == 1.5
    assert reach_of([]) == 0.5


@pytest.mark.parametrize("reach", [0.5, 9.9, 17.1, 120.0])
def test_zero_stands_above_the_middle_however_long_the_ends_are(reach):
    above = ends_of(reach, 21)
    assert len(above) == 21
    assert above[drawn(0.0, 0.0, 0.0, reach=reach, width=21).index(FINE.mean)] == "0"
    assert (above.split()[0], above.split()[2]) == (f"-{reach}", f"+{reach}")
