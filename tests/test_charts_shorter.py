"""Marks written together are the same marks: against the long form, place by place and pixel by pixel."""

from __future__ import annotations

import datetime as dt
import re
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.charts import ChartDay, LoadDay, forecasts_against_happened, frame, load_by_day, pain_with_band, png_of
from andante.charts.shorter import shorter
from andante.records import SCALE_0_10

FIRST = dt.date(2026, 1, 28)
places = st.lists(
    st.tuples(st.integers(-300, 3400), st.integers(-300, 3000), st.integers(1, 900)), min_size=2, max_size=40
)


def ends(path: str) -> list[tuple[float, float]]:
    """Where each mark of a path of relative moves begins."""
    x = y = 0.0
    found = []
    for dx, dy, way, length in re.findall(r"m([^,]+),([^hv]+)([hv])([-\d.]+)", path):
        x, y = x + float(dx), y + float(dy)
        found.append((round(x, 2), round(y, 2)))
        y += float(length) if way == "v" else 0.0
    return found


@settings(max_examples=30, deadline=None)
@given(places)
def test_every_mark_stays_in_its_place(marks):
    marks = [(x / 10, y / 10, length / 10) for x, y, length in marks]
    style = ' stroke="#2c7573" stroke-width="0.9" opacity="0.45"'
    lines = "".join(f'<line transform="translate({x:g},{y:g})" x2="0" y2="{-h:g}"{style}/>' for x, y, h in marks)
    circle = 'd="M1.3,0A1.3,1.3,0,1,1,-1.3,0A1.3,1.3,0,1,1,1.3,0" fill="#33302b" stroke-width="2"'
    dots = "".join(f'<path transform="translate({x:g},{y:g})" {circle}/>' for x, y, _ in marks)
    for long in (lines, dots):
        path = re.fullmatch(r'<path d="([^"]*)"[^>]*/>', shorter(long))
        assert ends(path[1]) == [(x, y) for x, y, _ in marks]
    heights = [float(each) for each in re.findall(r"v(-[\d.]+)", shorter(lines))]
    assert heights == [-h for _, _, h in marks]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3400), st.integers(0, 3000)), min_size=9, max_size=60))
def test_an_outline_goes_through_the_same_points(points):
    long = "L".join(f"{x / 10:g},{y / 10:g}" for x, y in points)
    start, steps = re.fullmatch(r'<path d="M([^l]*)l([^Z]*)Z"/>', shorter(f'<path d="M{long}Z"/>')).groups()
    x, y = map(float, start.split(","))
    found = [(x, y)]
    for step in steps.split(" "):
        dx, dy = map(float, step.split(","))
        x, y = x + dx, y + dy
        found.append((round(x, 1), round(y, 1)))
    assert found == [(a / 10, b / 10) for a, b in points]


def pixels(png: bytes) -> np.ndarray:
    """The colours of a PNG with eight bits a channel (H, W, channels), undone row by row as its specification says."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    assert (depth, kind) in {(8, 2), (8, 6)}
    step, at, packed = (3 if kind == 2 else 4), 8, b""
    while at < len(png):
        (length,), name = struct.unpack(">I", png[at : at + 4]), png[at + 4 : at + 8]
        packed += png[at + 8 : at + 8 + length] if name == b"IDAT" else b""
        at += 12 + length
    rows = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, 1 + width * step)
    above, found = [0] * (width * step), []
    for way, *row in rows.tolist():
        for i, value in enumerate(row):
            left, up, corner = (row[i - step], above[i], above[i - step]) if i >= step else (0, above[i], 0)
            guesses = (0, left, up, (left + up) // 2)
            nearest = min((left, up, corner), key=lambda each: abs(left + up - corner - each)) if way == 4 else 0
            row[i] = (value + (nearest if way == 4 else guesses[way])) % 256
        found.append(row)
        above = row
    return np.array(found, float).reshape(height, width, step)


def a_year() -> list[ChartDay]:
    made = np.random.default_rng(0)
    days = []
    for step in range(200):
        value = None if step % 13 == 0 else float(made.integers(0, 11))
        low = float(np.round(made.uniform(0, 5), 1))
        band = (low, low + 1.5, low + 3.0) if step % 29 else (None, None, None)
        days.append(ChartDay(FIRST + dt.timedelta(days=step), value, *band, in_flare=step % 50 < 3))
    return days


@pytest.mark.parametrize("kind", ["pain", "against", "load"])
def test_the_picture_looks_the_same_and_is_far_smaller(monkeypatch, kind):
    def drawn() -> str:
        if kind == "load":
            loads = [LoadDay(day.day, 0.0 if day.observed == 1 else day.observed) for day in a_year()]
            return load_by_day(loads, highest=10, title="Trunk")
        draw = pain_with_band if kind == "pain" else forecasts_against_happened
        return draw(a_year(), scale=SCALE_0_10, title="Pain")

    short = drawn()
    monkeypatch.setattr(frame, "shorter", lambda inner: inner)
    long = drawn()
    assert len(short) < len(long) * (0.75 if kind == "load" else 0.5)
    first, second = (pixels(png_of(each, scale=1.0)) for each in (short, long))
    off = np.abs(first - second)
    assert off.mean() < 1.0  # of 255; bars that overlap no longer darken each other
    assert (off > 60).mean() < 0.003
