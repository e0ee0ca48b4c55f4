"""What an effect is stated per, in words."""

from __future__ import annotations

import datetime as dt

import pytest

from andante.learn.contrasts import contrasts_of
from andante.learn.timeline import timeline
from andante.records import Diary, Entry, Scale


def words(column, values, scale=None):
    entries = tuple(
        Entry(dt.date(2026, 1, 1) + dt.timedelta(days=i), {"pain": 4.0, column: float(value)})
        for i, value in enumerate(values)
    )
    scales = {} if scale is None else {column: scale}
    diary = Diary(entries, ("pain", column), scales=scales)
    (contrast,) = contrasts_of(timeline(diary, "pain"), scales)
    return contrast.words


@pytest.mark.parametrize(
    ("column", "values", "said"),
    [
        ("steps", [2000, 3500, 8000, 12000], "5880 steps"),
        ("treatment.mg", [0, 0, 1500, 1500], "1500 units"),
        ("treatment.heat", [0, 1, 1, 0], "yes instead of no"),
        ("event.visit", [0, 1, 0, 0], "yes instead of no"),
    ],
)
def test_a_contrast_is_said_without_an_exponent_and_yes_or_no_as_such(column, values, said):
    assert words(column, values) == said


def test_a_rating_is_no_yes_or_no_though_it_was_never_more_than_1():
    assert words("stress", [0, 1, 1, 0]) == "1 points"
    assert words("sleep", [0, 2, 2, 0], Scale(0, 20)) == "2 points"
