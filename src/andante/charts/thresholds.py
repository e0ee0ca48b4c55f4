"""The picture of pressure pain thresholds after a contraction: how far they moved, by group and site, with the
directions that were published. Nothing is computed here.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Literal

from andante.charts.frame import PALETTES, Canvas, LineSign, Palette, Sign, Theme, empty, framed, printable, rendered
from andante.charts.places import apart, round_numbers, round_times, signed

if TYPE_CHECKING:
    import altair as alt

Direction = Literal["up", "down", "unchanged"]

_PANEL: Final = 112  # one site's height, in the picture's own units like every number below
_HEAD: Final = 26
_ROW: Final = 14
_BETWEEN: Final = 14
_ACROSS: Final = 325  # near enough, for the width without the axis
_DODGE: Final = 7.0
_SUBTITLE: Final = "Change in % from before, with 95 % interval"
_MINUTES: Final = "minutes since the end of the contraction"
_ARROWS: Final[Mapping[Direction, str]] = {
    "up": "triangle-up",
    "down": "triangle-down",
    "unchanged": "M-1.3,-0.5H1.3V0.5H-1.3Z",
}


@dataclass(frozen=True, slots=True)
class Point:
    """The change of a threshold in % from before, with its 95 % interval, `minutes` after the end of the contraction.

    Minutes below 0 lie before that end. One of them without any change is the measurement from which all is counted.
    """

    minutes: float
    change_percent: float
    low: float
    high: float

    @property
    def is_before(self) -> bool:
        """Whether this is what the others are compared with."""
        return self.minutes < 0 and self.change_percent == 0

    def agrees(self, direction: Direction, *, unchanged_within: float) -> bool:
        """Whether the change has the sign of `direction`; for "unchanged", whether its interval holds 0 or it is no
        larger than `unchanged_within`.
        """
        if direction == "unchanged":
            return self.low <= 0 <= self.high or abs(self.change_percent) <= unchanged_within
        return self.change_percent > 0 if direction == "up" else self.change_percent < 0


@dataclass(frozen=True, slots=True)
class Course:
    """The points of one group ("fm", "healthy" or "local") at one site; `published` says for each point in which
    direction a study found it, None where it did not say.
    """

    group: str
    site: str
    points: tuple[Point, ...]
    published: tuple[Direction | None, ...]

    def __post_init__(self) -> None:
        assert self.group in _LOOKS, f"{self.group}: a group is one of {', '.join(_LOOKS)}"
        assert len(self.points) == len(self.published), "each point has its published direction or None"
        for point in self.points:
            numbers = (point.minutes, point.change_percent, point.low, point.high)
            assert all(map(math.isfinite, numbers)), f"{self.group}, {self.site}: a point has finite numbers"


@dataclass(frozen=True, slots=True)
class _Look:
    """How a group is told apart: by mark, dash and colour."""

    label: str
    sign: LineSign
    shape: str
    dash: tuple[float, ...]
    colour: Literal["ink", "accent", "flare"]

    def paint(self, palette: Palette) -> str:
        return {"ink": palette.ink, "accent": palette.accent, "flare": palette.flare}[self.colour]


_LOOKS: Final[Mapping[str, _Look]] = {
    "healthy": _Look("healthy", "circle line", "circle", (1, 0), "ink"),
    "fm": _Look("fibromyalgia", "square line", "square", (5, 3), "accent"),
    "local": _Look("local pain", "diamond line", "diamond", (2, 2), "flare"),
}


def thresholds_over_time(
    courses: Sequence[Course], *, title: str, theme: Theme = "light", unchanged_within: float = 0.0
) -> str:
    """One panel per site, one line per group, on the same scale of % from before. Gives an SVG text.

    Below each panel stand the published directions, a row per group: hollow where the change drawn does not have that
    sign, or, published as unchanged, is larger than `unchanged_within` % with an interval that leaves out 0. Moments
    that lie very close together are drawn side by side.
    """
    known = [course for course in courses if course.points]
    if not known:
        return empty(title, "Nothing to show yet. Thresholds appear here once a study was run.", theme)
    layout, canvas = _Layout.of(known), Canvas(PALETTES[theme])
    arrows = [row for course in known for row in _arrows(course, layout, unchanged_within)]
    layers = [*_ground(layout, canvas), *_lines(known, layout, canvas), *_directions(arrows, layout, canvas)]
    drawing = _over_moments(layers, layout, canvas)
    svg = rendered(drawing, height=layout.height, title=title, subtitle=_SUBTITLE, canvas=canvas)
    key: list[tuple[Sign, str]] = [(_LOOKS[group].sign, _LOOKS[group].label) for group in layout.groups]
    if arrows:
        key.append(("arrows", "published direction"))
    if any(row["direction"] == "unchanged" for row in arrows):
        key.append(("level", "published: unchanged"))
    if not all(row["agrees"] for row in arrows):
        key.append(("hollow arrows", "published, not found here"))
    return framed(svg, title=title, said=_said(known, layout, unchanged_within), key=key, palette=canvas.palette)


@dataclass(frozen=True)
class _Layout:
    """Where everything stands, from the left and from the top."""

    sites: tuple[str, ...]
    groups: tuple[str, ...]
    marks: tuple[float, ...]
    """The numbers at the scale of every panel."""
    across: Mapping[float | None, float]
    """By moment in minutes; None is before."""
    rows: int
    """How many rows of published directions stand below each panel."""

    @classmethod
    def of(cls, courses: Sequence[Course]) -> _Layout:
        points = [point for course in courses for point in course.points]
        groups = tuple(group for group in _LOOKS if any(course.group == group for course in courses))
        edges = [edge for point in points for edge in (point.low, point.change_percent, point.high)]
        marks = round_numbers(min(0.0, *edges), max(0.0, *edges), most=5)
        told = any(direction for course in courses for direction in course.published)
        sites = tuple(dict.fromkeys(course.site for course in courses))
        return cls(sites, groups, tuple(marks), _across(points), len(groups) if told else 0)

    @property
    def stride(self) -> int:
        return _HEAD + _PANEL + (_ROW * self.rows + 8 if self.rows else 0) + _BETWEEN

    @property
    def height(self) -> int:
        return self.stride * len(self.sites) - _BETWEEN

    def top(self, site: str) -> float:
        """Of a site's panel, below its name."""
        return self.stride * self.sites.index(site) + _HEAD

    def y(self, site: str, change: float) -> float:
        low, high = self.marks[0], self.marks[-1]
        return round(self.top(site) + _PANEL * (high - change) / (high - low), 3)

    def row(self, site: str, group: str) -> float:
        return self.top(site) + _PANEL + 8 + _ROW * (self.groups.index(group) + 0.5)

    def x(self, point: Point, group: str | None = None) -> float:
        """Groups stand beside each other, so that their intervals do not hide each other."""
        middle = (len(self.groups) - 1) / 2
        aside = 0.0 if group is None else _DODGE * (self.groups.index(group) - middle)
        return self.across[None if point.is_before else point.minutes] + aside

    def names(self) -> dict[float, str]:
        """Names below the axis: measured moments while they are few, otherwise round ones; none over another."""
        moments = sorted(moment for moment in self.across if moment is not None)
        wanted = {self.across[moment]: f"{moment:g}".replace("-", "−") for moment in moments}
        if len(moments) > 7:
            scale = [(moment, self.across[moment]) for moment in moments]
            wanted = {_between(scale, time): f"{time:g}".replace("-", "−") for time in round_times(*_ends(moments))}
        first = [self.across[moment] for moment in (None, 0.0) if moment in self.across]
        kept = {self.across[None]: "before"} if None in self.across else {}
        for place in sorted(wanted, key=lambda place: (place not in first, place)):
            if all(abs(place - other) >= 32 for other in kept):
                kept[place] = wanted[place]
        return kept


def _across(points: Sequence[Point]) -> dict[float | None, float]:
    """The place of each moment: in proportion to its minutes, but never on top of the one before."""
    moments = sorted({point.minutes for point in points if not point.is_before})
    has_before = any(point.is_before for point in points)
    left, right = 76.0 if has_before else 34.0, _ACROSS - 16.0
    places: dict[float | None, float] = {None: 34.0} if has_before else {}
    if not moments:
        return places
    per_minute = (right - left) / ((moments[-1] - moments[0]) or math.inf)
    natural = [left + (moment - moments[0]) * per_minute for moment in moments]
    gap = min(18.0, 0.9 * (right - left) / max(1, len(moments) - 1))
    return places | dict(zip(moments, apart(natural, [gap] * len(natural), low=left, high=right), strict=True))


def _ends(moments: Sequence[float]) -> tuple[float, float]:
    return moments[0], moments[-1]


def _between(scale: Sequence[tuple[float, float]], moment: float) -> float:
    """The place of a moment that was not measured, between those that were."""
    for (before, left), (after, right) in pairwise(scale):
        if moment <= after:
            return left + (right - left) * (moment - before) / (after - before)
    return scale[-1][1]


def _over_moments(layers: Sequence[alt.LayerChart | alt.Chart], layout: _Layout, canvas: Canvas) -> alt.LayerChart:
    import altair as alt

    marks = {layout.y(site, mark): signed(mark) for site in layout.sites for mark in layout.marks}
    x = alt.X(
        "x:Q",
        scale=alt.Scale(domain=[0, _ACROSS], nice=False, zero=False),
        axis=alt.Axis(**_named(layout.names()), grid=False, labelOverlap=False),
        title=_MINUTES,
    )
    y = alt.Y(
        "y:Q",
        scale=alt.Scale(domain=[layout.height, 0], nice=False, zero=False),
        axis=alt.Axis(**_named(marks), domain=False, ticks=False, labelOverlap=False),
        title=None,
    )
    corner = canvas.over([{"x": 0, "y": 0}])
    return alt.LayerChart(layer=[corner.mark_point(opacity=0, size=0).encode(x=x, y=y), *layers])


def _named(names: Mapping[float, str]) -> dict[str, Any]:
    """An axis with exactly these places, each under its own name."""
    places = list(names)
    return {
        "values": places,
        "tickCount": len(places),
        "labelExpr": f"{json.dumps(list(names.values()))}[indexof({places}, datum.value)]",
    }


def _ground(layout: _Layout, canvas: Canvas) -> list[alt.Chart]:
    """Each site's name and its line of no change."""
    import altair as alt

    names = [{"x": 0, "y": layout.top(site) - 10, "name": _name(site)} for site in layout.sites]
    zeros = [{"y": layout.y(site, 0)} for site in layout.sites]
    word = canvas.over(names).mark_text(
        align="left", baseline="bottom", fontSize=13, fontWeight=600, color=canvas.palette.ink
    )
    zero = canvas.over(zeros).mark_rule(color=canvas.palette.quiet, strokeWidth=1)
    y = alt.Y("y:Q", title=None)
    return [zero.encode(y=y), word.encode(x=alt.X("x:Q", title=_MINUTES), y=y, text="name:N")]


def _lines(courses: Sequence[Course], layout: _Layout, canvas: Canvas) -> list[alt.Chart]:
    import altair as alt

    layers = []
    x, y = alt.X("x:Q", title=_MINUTES), alt.Y("y:Q", title=None)
    for course in courses:
        look = _LOOKS[course.group]
        colour = look.paint(canvas.palette)
        rows = [
            {
                "x": layout.x(point, course.group),
                "y": layout.y(course.site, point.change_percent),
                "low": layout.y(course.site, point.low),
                "high": layout.y(course.site, point.high),
            }
            for point in sorted(course.points, key=lambda point: (not point.is_before, point.minutes))
        ]
        base = canvas.over(rows).encode(x=x)
        interval = base.mark_rule(color=colour, strokeWidth=3, opacity=0.45)
        line = base.mark_line(color=colour, strokeWidth=1.5, strokeDash=list(look.dash))
        point = base.mark_point(shape=look.shape, color=colour, filled=True, size=44, opacity=1)
        layers += [interval.encode(y=alt.Y("low:Q", title=None), y2="high:Q"), line.encode(y=y), point.encode(y=y)]
    return layers


def _arrows(course: Course, layout: _Layout, unchanged_within: float) -> list[dict[str, Any]]:
    return [
        {
            "x": layout.x(point),
            "y": layout.row(course.site, course.group),
            "group": course.group,
            "direction": direction,
            "agrees": point.agrees(direction, unchanged_within=unchanged_within),
        }
        for point, direction in zip(course.points, course.published, strict=True)
        if direction
    ]


def _directions(arrows: Sequence[dict[str, Any]], layout: _Layout, canvas: Canvas) -> list[alt.Chart]:
    """The published directions, each group's row led by the mark of its line."""
    import altair as alt

    x, y = alt.X("x:Q", title=_MINUTES), alt.Y("y:Q", title=None)
    layers = []
    for group in layout.groups if arrows else ():
        look = _LOOKS[group]
        colour = look.paint(canvas.palette)
        leads = [{"x": 7, "y": layout.row(site, group)} for site in layout.sites]
        lead = canvas.over(leads).mark_point(shape=look.shape, color=colour, filled=True, size=44, opacity=1)
        layers.append(lead.encode(x=x, y=y))
        for direction, shape in _ARROWS.items():
            for agrees in (True, False):
                rows = [row for row in arrows if (row["group"], row["direction"]) == (group, direction)]
                rows = [row for row in rows if row["agrees"] == agrees]
                if rows:
                    mark = {"filled": True} if agrees else {"filled": False, "strokeWidth": 1.3}
                    signs = canvas.over(rows).mark_point(shape=shape, color=colour, size=70, opacity=1, **mark)
                    layers.append(signs.encode(x=x, y=y))
    return layers


def _said(courses: Sequence[Course], layout: _Layout, unchanged_within: float) -> str:
    """The picture for those who do not see it."""
    sites = []
    for site in layout.sites:
        ordered = sorted(
            (course for course in courses if course.site == site), key=lambda c: list(_LOOKS).index(c.group)
        )
        told = [f"{_LOOKS[course.group].label} {_told(course, unchanged_within)}" for course in ordered]
        sites.append(f"{_name(site)}: {'; '.join(told)}.")
    return " ".join(["Pressure pain thresholds, change from before.", *sites])


def _told(course: Course, unchanged_within: float) -> str:
    parts = []
    for point, direction in zip(course.points, course.published, strict=True):
        if point.is_before:
            continue
        words = f"{signed(round(point.change_percent))} % at {point.minutes:.3g} min".replace("-", "−")
        if direction:
            agrees = point.agrees(direction, unchanged_within=unchanged_within)
            words += f" (published {direction}{'' if agrees else ', not found here'})"
        parts.append(words)
    return ", ".join(parts) or "measured before only"


def _name(site: str) -> str:
    """`tibialis_anterior` as `Tibialis anterior`."""
    words = printable(site).replace("_", " ")
    return words[:1].upper() + words[1:]
