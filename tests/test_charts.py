"""The pictures: what stands in the SVG, what must never stand there, and gaps that stay gaps."""

from __future__ import annotations

import datetime as dt
import re
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
    ChartDay,
    EffectBar,
    Words,
    effects_chart,
    forecasts_against_happened,
    pain_with_band,
)
from andante.records import SCALE_0_10, Scale

FIRST = dt.date(2026, 1, 28)
SVG = "{http://www.w3.org/2000/svg}"
ATTRIBUTES = {"href", "{http://www.w3.org/1999/xlink}href", "style", "src"}
few = settings(max_examples=15, deadline=None)


def days(*observed: float | None, band: float | None = None, flare: tuple[int, ...] = ()) -> list[ChartDay]:
    made = []
    for step, value in enumerate(observed):
        middle = None if band is None or value is None else value
        low, high = (None, None) if middle is None or band is None else (middle - band, middle + band)
        made.append(ChartDay(FIRST + dt.timedelta(days=step), value, low, middle, high, in_flare=step in flare))
    return made


def parse(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def segments(svg: str, colour: str) -> list[str]:
    """The drawn lines of one colour, as path texts."""
    return [
        element.get("d", "")
        for element in parse(svg).iter(f"{SVG}path")
        if element.get("stroke") == colour and "L" in element.get("d", "") and element.get("fill", "none") == "none"
    ]


def must_be_quiet(svg: str) -> None:
    """Well-formed, and nothing in it runs, loads or listens."""
    root = parse(svg)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root.get("width") == "100%"
    assert root.get("viewBox", "").split()[:3] == ["0", "0", str(WIDTH)]
    title = root.find(f"{SVG}title")
    assert title is not None
    assert root.get("aria-label", "").startswith(f"{title.text or ''}.")
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in {
            "svg", "title", "desc", "defs", "pattern", "g", "path", "rect", "line", "text", "tspan", "circle"
        }  # fmt: skip
        for name, value in element.attrib.items():
            assert name not in ATTRIBUTES
            assert not name.startswith("on")
            assert name == "aria-label" or "://" not in value
            assert "url(" not in value or re.fullmatch(r"url\(#hatch-[0-9a-f]{12}\)", value)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_picture_is_well_formed_and_quiet(theme: str) -> None:  # acceptance 58
    written = days(3, 4, None, 5, 9, 8, 4, band=1.5, flare=(4, 5))
    effects = [EffectBar("shoulder work → legs, next day", 0.6, 0.1, 1.1, "worsens")]
    for svg in (
        pain_with_band(written, scale=SCALE_0_10, title="Your pain", theme=theme),
        forecasts_against_happened(written, scale=SCALE_0_10, title="Forecasts", theme=theme),
        effects_chart(effects, title="What moves my pain", theme=theme),
        pain_with_band([], scale=SCALE_0_10, title="Your pain", theme=theme),
        forecasts_against_happened([], scale=SCALE_0_10, title="Forecasts", theme=theme),
        effects_chart([], title="What moves my pain", theme=theme),
    ):
        must_be_quiet(svg)
        assert PALETTES[theme].ink in svg


def test_a_missing_day_is_a_gap_and_not_a_line() -> None:  # acceptance 16
    ink = PALETTES["light"].ink
    whole = pain_with_band(days(3, 4, 5, 4, 3, 4), scale=SCALE_0_10, title="x")
    blank = pain_with_band(days(3, 4, None, 4, 3, 4), scale=SCALE_0_10, title="x")
    absent = pain_with_band([day for day in days(3, 4, 5, 4, 3, 4) if day.day.day != 30], scale=SCALE_0_10, title="x")
    assert len(segments(whole, ink)) == 1
    assert len(segments(blank, ink)) == 2
    assert [path.count("L") for path in segments(blank, ink)] == [1, 2]
    assert segments(absent, ink) == segments(blank, ink)


@few
@given(st.lists(st.one_of(st.none(), st.integers(0, 10)), min_size=1, max_size=25))
def test_lines_join_only_days_that_follow_each_other(observed: list[int | None]) -> None:  # acceptance 16
    svg = pain_with_band(days(*observed), scale=SCALE_0_10, title="x")
    runs = re.findall("x+", "".join("." if value is None else "x" for value in observed))
    joined = sum(path.count("L") for path in segments(svg, PALETTES["light"].ink))
    assert joined == sum(len(run) - 1 for run in runs)


def test_the_band_has_gaps_too_and_a_day_alone_is_seen() -> None:  # acceptance 16
    svg = pain_with_band(days(3, 4, None, 5, None, 4, 4, band=1), scale=SCALE_0_10, title="x")
    areas = [
        element for element in parse(svg).iter(f"{SVG}path")
        if element.get("fill") == PALETTES["light"].accent
    ]  # fmt: skip
    assert len(areas) == 3
    for area in areas:
        across = [float(x) for x in re.findall(r"[ML](-?[\d.]+),", area.get("d", ""))]
        assert max(across) - min(across) > 1


def test_the_band_stays_on_the_scale() -> None:
    wide = pain_with_band(days(9, 9, 9, band=400.0), scale=SCALE_0_10, title="x")
    full = pain_with_band([ChartDay(day.day, 9, 0, 9, 10) for day in days(9, 9, 9)], scale=SCALE_0_10, title="x")
    assert wide == full


def test_a_flare_is_hatched_and_named() -> None:
    svg = pain_with_band(days(3, 3, 8, 8, 8, 3, flare=(2, 3, 4)), scale=SCALE_0_10, title="x")
    words = [element.text for element in parse(svg).iter(f"{SVG}text")]
    assert words.count("flare") == 2  # in the picture and in its key
    assert "1 flare." in svg
    assert "url(#hatch-" in svg
    calm = pain_with_band(days(3, 3, 3), scale=SCALE_0_10, title="x")
    assert "flare" not in calm
    assert "pattern" not in calm


def test_a_flare_runs_through_a_day_without_an_entry() -> None:
    svg = pain_with_band(days(3, 8, None, 8, 3, flare=(1, 2, 3)), scale=SCALE_0_10, title="x")
    assert "1 flare." in svg


def test_what_happened_is_told_by_shape() -> None:
    rows = [
        ChartDay(FIRST, 5, 4, 5, 6),
        ChartDay(FIRST + dt.timedelta(days=1), 9, 4, 5, 6),
        ChartDay(FIRST + dt.timedelta(days=2), None, 4, 5, 6),
        ChartDay(FIRST + dt.timedelta(days=3), 6, 4, 5, 6),
    ]
    svg = forecasts_against_happened(rows, scale=SCALE_0_10, title="Forecasts")
    assert "2 of 3 days fell inside the expected range." in svg
    words = {element.text for element in parse(svg).iter(f"{SVG}text")}
    assert {"inside it", "outside it", "expected range"} <= words


@pytest.mark.parametrize("scale", [Scale(0, 9), Scale(1, 7), Scale(0, 100), Scale(0, 1), Scale(-5, 5), Scale(0, 7.5)])
def test_other_scales_name_both_ends(scale: Scale) -> None:
    svg = pain_with_band(days(scale.low, scale.high), scale=scale, title="x")
    words = {element.text for element in parse(svg).iter(f"{SVG}text")}
    assert {f"{scale.low:g}", f"{scale.high:g}"} <= words
    heights = [float(y) for y in re.findall(r",(-?[\d.]+)", segments(svg, PALETTES["light"].ink)[0])]
    assert heights == [190.0, 0.0]


def test_years_of_days_and_one_day() -> None:
    many = [ChartDay(FIRST + dt.timedelta(days=step), step % 11) for step in range(4000)]
    svg = pain_with_band(many, scale=SCALE_0_10, title="x")
    assert "4000 of 4000 days written" in svg
    axis = [element.text for element in parse(svg).iter(f"{SVG}tspan")]
    assert 3 <= sum(bool(re.fullmatch(r"20\d\d", text or "")) for text in axis) <= 7
    assert "1 of 1 day written" in pain_with_band(days(4), scale=SCALE_0_10, title="x")


def test_words_of_the_person_stay_words() -> None:
    title = 'Pain <script>alert(1)</script> & "dog" class="x" \x07 http://example.org/'
    svg = pain_with_band(days(4, 5), scale=SCALE_0_10, title=title)
    must_be_quiet(svg)
    root = parse(svg)
    assert "".join(root.find(f"{SVG}title").itertext()) == title.replace("\x07", "")
    shown = " ".join("".join(element.itertext()) for element in root.iter(f"{SVG}tspan"))
    assert '"dog" class="x"' in shown
    label = "load </text><a href='#'>x</a> \\ \" ' {{1}}"
    effect = effects_chart([EffectBar(label, 0.2, 0, 0.4, "no clear link")], title="x", words=Words(less="' + 1 + '"))
    must_be_quiet(effect)
    assert "' + 1 + '" in "".join(parse(effect).itertext())


@few
@given(
    mean=st.floats(-1e6, 1e6, allow_nan=False),
    wide=st.floats(0, 1e6, allow_nan=False),
    verdict=st.sampled_from(["helps", "worsens", "no clear link", "not enough yet"]),
)
def test_any_effect_fits_its_axis(mean: float, wide: float, verdict: str) -> None:  # acceptance 27
    svg = effects_chart([EffectBar("x", mean, mean - wide, mean + wide, verdict)], title="x")
    must_be_quiet(svg)
    assert verdict in {element.text for element in parse(svg).iter(f"{SVG}text")}
    for rule in parse(svg).iter(f"{SVG}line"):
        moved = re.fullmatch(r"translate\((-?[\d.]+),.*\)", rule.get("transform", "translate(0,0)"))
        assert moved
        assert -1 <= float(moved[1]) + float(rule.get("x2", "0")) <= WIDTH + 1


def test_the_same_input_gives_the_same_text_in_another_process() -> None:
    code = (
        "import datetime as dt; from andante.charts import *; from andante.records import SCALE_0_10;"
        "pain_with_band([ChartDay(dt.date(2025, 5, 5), 1)], scale=SCALE_0_10, title='another first');"
        "day = [ChartDay(dt.date(2026, 3, d), d % 7, 1, 2, 6, d > 5) for d in range(1, 9)];"
        "print(pain_with_band(day, scale=SCALE_0_10, title='x'), end='')"
    )
    made = [ChartDay(dt.date(2026, 3, d), d % 7, 1, 2, 6, in_flare=d > 5) for d in range(1, 9)]
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert there.stdout == pain_with_band(made, scale=SCALE_0_10, title="x")


def test_two_pictures_on_one_page_do_not_share_names() -> None:
    both = [pain_with_band(days(3, 8, 8, flare=(1, 2)), scale=SCALE_0_10, title="x", theme=theme) for theme in PALETTES]
    names = [set(re.findall('id="([^"]+)"', svg)) for svg in both]
    assert all(names)
    assert not names[0] & names[1]


def test_pictures_wear_the_colours_of_the_page() -> None:
    styles = Path(__file__).resolve().parents[1] / "src" / "andante" / "web" / "static" / "andante"
    page = "".join(sheet.read_text("utf-8") for sheet in styles.glob("*.css"))
    for palette in PALETTES.values():
        assert all(colour in page for colour in (palette.ink, palette.quiet, palette.line, palette.accent))


def test_no_red_anywhere() -> None:
    for palette in PALETTES.values():
        for colour in (palette.ink, palette.quiet, palette.line, palette.accent, palette.flare):
            red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
            assert red < 1.8 * max(green, blue)


def test_words_can_be_read_on_paper_and_in_the_dark() -> None:  # acceptance 62
    for theme, ground in (("light", "#fbf7ef"), ("dark", "#1c1a17")):
        for colour in (PALETTES[theme].ink, PALETTES[theme].quiet):
            bright, dim = sorted((_luminance(colour), _luminance(ground)), reverse=True)
            assert (bright + 0.05) / (dim + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
