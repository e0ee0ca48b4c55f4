"""The picture of loads: a day that was not written down is no day of nothing. # acceptance 16"""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from andante.charts import PALETTES, WIDTH, LoadDay, load_by_day

FIRST = dt.date(2026, 1, 28)
SVG = "{http://www.w3.org/2000/svg}"
BAR = PALETTES["light"].accent


def days(*loads: float | None) -> list[LoadDay]:
    return [LoadDay(FIRST + dt.timedelta(days=step), load) for step, load in enumerate(loads)]


def bars(svg: str) -> int:
    """How many outlines in the colour of bars; several may stand in one path."""
    paths = [each.get("d", "") for each in ET.fromstring(svg).iter(f"{SVG}path") if each.get("fill") == BAR]
    return sum(path.lower().count("z") for path in paths)


def test_a_bar_a_dot_and_a_gap_are_three_things():
    svg = load_by_day(days(12, 0, None, 30), highest=30, title="Trunk")
    dots = [each for each in ET.fromstring(svg).iter(f"{SVG}path") if each.get("fill") == PALETTES["light"].quiet]
    assert (bars(svg), len(dots)) == (2, 1)
    assert "3 of 4 days written down" in svg
    assert "the fullest 30." in svg


def test_the_axis_is_the_same_for_the_same_top():
    little, much = (load_by_day(days(load), highest=47, title="Trunk") for load in (4, 47))
    marks = [set(re.findall(r">(\d+)</text>", svg)) for svg in (little, much)]
    assert marks[0] & {"0", "25", "50"} == marks[1] & {"0", "25", "50"} == {"0", "25", "50"}


def test_nothing_written_says_so():
    assert "Nothing is written down" in load_by_day(days(None, None), highest=0, title="Trunk")


@settings(max_examples=10, deadline=None)
@given(st.lists(st.one_of(st.none(), st.floats(0, 900)), min_size=1, max_size=40), st.sampled_from(["light", "dark"]))
def test_any_days_give_one_quiet_picture(loads, theme):
    svg = load_by_day(days(*loads), highest=max([0.0, *filter(None, loads)]), title="A & B", theme=theme)
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("viewBox", "").startswith(f"0 0 {WIDTH} ")
    assert not re.search(r"<script|<style|href=|url\(http", svg)
