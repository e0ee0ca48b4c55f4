"""Pictures of the body model: thresholds with the published directions, courses over time, and pictures as PNG."""

from __future__ import annotations

import itertools
import math
import re
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.charts import (
    PALETTES,
    WIDTH,
    Course,
    Point,
    Series,
    course_over_time,
    png_of,
    thresholds_over_time,
)
from andante.charts.places import apart, round_numbers, round_times
from andante.charts.png import PAPERS

SVG = "{http://www.w3.org/2000/svg}"
few = settings(max_examples=15, deadline=None)


def course(group: str, site: str, changes: tuple[float, ...], published: tuple[str | None, ...], half=5.0) -> Course:
    minutes = (0.0, 20.0, 40.0)
    after = (Point(m, c, c - half, c + half) for m, c in zip(minutes, changes, strict=False))
    return Course(group, site, (Point(-5, 0, 0, 0), *after), (None, *published))


GE = (
    course("healthy", "trapezius", (15, 9), ("up", "up")),
    course("fm", "trapezius", (-4, -5), ("unchanged", "unchanged")),
    course("healthy", "tibialis_anterior", (0, -1), ("unchanged", "unchanged")),
    course("fm", "tibialis_anterior", (-12, -10), ("down", "down")),
)


def parse(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def words(svg: str) -> set[str]:
    root = parse(svg)
    return {
        (element.text or "").strip() for tag in ("text", "tspan") for element in root.iter(SVG + tag) if element.text
    }


def hollow(svg: str) -> int:
    """Outlines drawn in the colour of a group and not filled; those of the key are not counted."""
    colours = {PALETTES["light"].ink, PALETTES["light"].accent, PALETTES["light"].flare}
    return sum(
        element.get("fill", "none") in {"none", "transparent"} and element.get("stroke") in colours
        and element.get("d", "").endswith("Z")
        for element in parse(svg).iter(f"{SVG}path")
    )  # fmt: skip


def must_be_a_picture(svg: str) -> None:
    root = parse(svg)
    assert root.get("role") == "img"
    assert root.get("width") == "100%"
    assert root.get("viewBox", "").split()[:3] == ["0", "0", str(WIDTH)]
    assert "nan" not in svg.lower()
    assert "undefined" not in svg


def must_not_overlap(svg: str, labels: tuple[str, ...]) -> None:
    """Each of `labels`, one line long, stands clear of the others."""
    heights = []
    for element in parse(svg).iter(f"{SVG}text"):
        if element.text in labels:
            moved = re.fullmatch(r"translate\((-?[\d.]+),(-?[\d.]+)\)", element.get("transform", ""))
            assert moved
            heights.append(float(moved[2]))
    assert len(heights) == len(labels)
    assert all(after - before >= 13 for before, after in itertools.pairwise(sorted(heights)))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pictures_of_the_body_are_whole_in_both_themes(theme: str) -> None:
    line = Series("fatigue", [0, 60, 120], [0, 3, 5])
    for svg in (
        thresholds_over_time(GE, title="Thresholds", theme=theme),
        thresholds_over_time([], title="Thresholds", theme=theme),
        course_over_time([line], title="A hold", x_title="seconds", y_title="0 to 10", theme=theme),
        course_over_time([], title="A hold", x_title="seconds", y_title="0 to 10", theme=theme),
    ):
        must_be_a_picture(svg)
        assert PALETTES[theme].ink in svg


def test_nothing_to_draw_says_so() -> None:
    for svg in (
        thresholds_over_time([], title="x"),
        thresholds_over_time([Course("fm", "trapezius", (), ())], title="x"),
        course_over_time([Series("empty", [], [])], title="x", x_title="days", y_title="pain"),
    ):
        assert "Nothing to show yet." in svg


def test_thresholds_name_groups_sites_moments_and_directions() -> None:
    svg = thresholds_over_time(GE, title="After a hold")
    assert {"Trapezius", "Tibialis anterior", "healthy", "fibromyalgia", "before", "0", "20", "+20", "−10"} <= words(
        svg
    )
    assert {"published direction", "published: unchanged", "minutes since the end of the contraction"} <= words(svg)
    assert "local pain" not in words(svg)
    said = parse(svg).findtext(f"{SVG}desc") or ""
    assert "Trapezius: healthy +15 % at 0 min (published up), +9 % at 20 min (published up)" in said
    assert "Tibialis anterior: healthy 0 % at 0 min (published unchanged)" in said
    assert "fibromyalgia −12 % at 0 min (published down)" in said


def test_groups_differ_in_more_than_colour() -> None:
    three = [course(group, "trapezius", (3, 2), (None, None)) for group in ("healthy", "fm", "local")]
    svg = thresholds_over_time(three, title="x")
    dashes = {
        element.get("stroke"): element.get("stroke-dasharray")
        for element in parse(svg).iter(f"{SVG}path")
        if "L" in element.get("d", "") and element.get("stroke-dasharray")
    }
    assert len(dashes) == len(set(dashes.values())) == 3
    assert {"healthy", "fibromyalgia", "local pain"} <= words(svg)
    assert "published direction" not in words(svg)


def test_a_direction_that_was_not_found_is_hollow() -> None:
    assert hollow(thresholds_over_time(GE, title="x")) == 0
    other = (*GE[:3], course("fm", "tibialis_anterior", (2, -10), ("down", "down")))
    svg = thresholds_over_time(other, title="x")
    assert hollow(svg) == 1
    assert "published, not found here" in words(svg)
    assert "+2 % at 0 min (published down, not found here), −10 % at 20 min (published down)" in svg


def test_unchanged_holds_by_interval_or_by_size() -> None:
    narrow = [course("fm", "trapezius", (-4, -9), ("unchanged", "unchanged"), half=1)]
    assert hollow(thresholds_over_time(narrow, title="x")) == 2
    assert hollow(thresholds_over_time(narrow, title="x", unchanged_within=8)) == 1
    assert hollow(thresholds_over_time([course("fm", "x", (-4,), ("unchanged",), half=4)], title="x")) == 0


def test_moments_within_seconds_stand_side_by_side() -> None:
    points = tuple(Point(minutes, 5, 4, 6) for minutes in (-2.5, 0, 5 / 60, 2.5, 5))
    svg = thresholds_over_time([Course("healthy", "quadriceps", points, ("up",) * 5)], title="x")
    assert {"−2.5", "0", "2.5", "5"} <= words(svg)
    assert "before" not in words(svg)
    line = next(e for e in parse(svg).iter(f"{SVG}path") if e.get("d", "").count("L") == 4)
    across = [float(x) for x in re.findall(r"[ML](-?[\d.]+),", line.get("d", ""))]
    assert all(after - before >= 15 for before, after in itertools.pairwise(across))


def test_many_moments_get_round_names() -> None:
    points = tuple(Point(minutes, 20 - minutes / 4, 10, 20) for minutes in range(0, 61, 3))
    svg = thresholds_over_time([Course("local", "finger", points, (None,) * len(points))], title="x")
    assert {"0", "10", "20", "30", "40", "50", "60"} <= words(svg)


def test_a_course_that_cannot_be_is_refused() -> None:
    with pytest.raises(AssertionError, match="a group is one of healthy, fm, local"):
        Course("other", "trapezius", (), ())
    with pytest.raises(AssertionError, match="published direction or None"):
        Course("fm", "trapezius", (Point(0, 1, 0, 2),), ())
    with pytest.raises(AssertionError, match="finite"):
        Course("fm", "trapezius", (Point(0, math.nan, 0, 2),), (None,))
    with pytest.raises(AssertionError, match="7 lines"):
        course_over_time([Series("x", [0], [0])] * 7, title="x", x_title="days", y_title="pain")


def test_labels_of_lines_do_not_overlap() -> None:
    labels = ("fatigue", "pain", "nociception", "soreness", "relief", "sleep")
    lines = [Series(label, [0, 90, 180], [0, 3, 4 + number / 100]) for number, label in enumerate(labels)]
    svg = course_over_time(lines, title="A hold", x_title="seconds", y_title="0 to 10")
    assert {*labels, "seconds", "0", "60", "180"} <= words(svg) | {"60"}
    must_not_overlap(svg, labels)
    assert "pain: from 0 to 4.01, between 0 and 4.01" in svg


def test_lines_differ_in_more_than_colour() -> None:
    lines = [Series(str(number), [0, 1, 2], [number, 1, 2]) for number in range(6)]
    svg = course_over_time(lines, title="x", x_title="days", y_title="pain")
    dashes = [
        e.get("stroke-dasharray") for e in parse(svg).iter(f"{SVG}path")
        if e.get("d", "").count("L") == 2 and e.get("fill", "none") == "none"
    ]  # fmt: skip
    assert len(dashes) == len(set(dashes)) == 6


@few
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=8), st.floats(1e-3, 1e5))
def test_any_line_is_drawn(ys: list[float], step: float) -> None:
    xs = [step * number for number in range(len(ys))]
    must_be_a_picture(course_over_time([Series("x", xs, ys)], title="x", x_title="days", y_title="pain"))


@few
@given(st.lists(st.tuples(st.floats(-10, 500), st.floats(-90, 300), st.floats(0, 50)), min_size=1, max_size=8))
def test_any_course_is_drawn(made: list[tuple[float, float, float]]) -> None:
    points = tuple(Point(minutes, change, change - half, change + half) for minutes, change, half in made)
    must_be_a_picture(thresholds_over_time([Course("fm", "x", points, ("up",) * len(points))], title="x"))


@given(
    st.lists(st.tuples(st.floats(0, 200), st.floats(1, 30)), max_size=6),
)
def test_things_moved_apart_keep_their_order_and_room(things: list[tuple[float, float]]) -> None:
    places, sizes = [place for place, _ in things], [size for _, size in things]
    moved = apart(places, sizes, low=0, high=200)
    assert all(-1e-6 <= place <= 200 + 1e-6 for place in moved)
    order = sorted(range(len(places)), key=lambda index: places[index])
    for before, after in itertools.pairwise(order):
        assert moved[after] - moved[before] >= (sizes[before] + sizes[after]) / 2 - 1e-6


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_round_numbers_hold_what_is_drawn(low: float, width: float) -> None:
    numbers = round_numbers(low, low + width, most=5)
    assert numbers[0] <= low + 1e-6 * (abs(low) + width)
    assert numbers[-1] >= low + width - 1e-6 * (abs(low) + width)
    assert 2 <= len(numbers) <= 6


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (24, [0, 6, 12, 18, 24]),
        (28, [0, 7, 14, 21, 28]),
        (180, [0, 30, 60, 90, 120, 150, 180]),
        (286, [0, 50, 100, 150, 200, 250]),
        (10, [0, 2, 4, 6, 8, 10]),
    ],
)
def test_time_is_counted_in_its_own_steps(end: float, expected: list[float]) -> None:
    assert round_times(0, end) == expected


@pytest.mark.parametrize(("theme", "scale"), [("light", 1.0), ("dark", 2.0)])
def test_a_png_has_its_size_and_paper(theme: str, scale: float) -> None:
    svg = thresholds_over_time(GE, title="Thresholds", theme=theme)
    png = png_of(svg, scale=scale, theme=theme)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    height = math.ceil(float(parse(svg).get("viewBox", "").split()[3]))
    assert struct.unpack(">II", png[16:24]) == (WIDTH * scale, height * scale)
    assert png == png_of(svg, scale=scale, theme=theme)
    assert png != png_of(svg, scale=scale, theme="dark" if theme == "light" else "light")


def test_the_paper_is_that_of_the_page() -> None:
    styles = Path(__file__).resolve().parents[1] / "src" / "andante" / "web" / "static" / "andante"
    page = "".join(sheet.read_text("utf-8") for sheet in styles.glob("*.css"))
    assert all(f"--paper: {paper};" in page for paper in PAPERS.values())


def test_only_a_finished_picture_becomes_png() -> None:
    with pytest.raises(AssertionError, match="begins with its viewBox"):
        png_of("<svg/>")


def test_words_stay_words() -> None:
    site = "leg </text><a href='#'>x</a> \\ \" \x07"
    for svg in (
        thresholds_over_time([course("fm", site, (3,), ("up",))], title='"a" & <b>'),
        course_over_time([Series("<b> \x07", [0, 1], [1, 2])], title="x", x_title="' + \x07", y_title="<i>"),
    ):
        must_be_a_picture(svg)
        assert not list(parse(svg).iter(f"{SVG}a"))


def test_the_same_input_gives_the_same_text_in_another_process() -> None:
    code = (
        "from andante.charts import *; p = (Point(-5, 0, 0, 0), Point(0, 5, 1, 9));"
        "course_over_time([Series('y', [0, 1], [1, 2])], title='first', x_title='x', y_title='y');"
        "print(thresholds_over_time([Course('fm', 'leg', p, (None, 'up'))], title='x'), end='')"
    )
    points = (Point(-5, 0, 0, 0), Point(0, 5, 1, 9))
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert there.stdout == thresholds_over_time([Course("fm", "leg", points, (None, "up"))], title="x")
