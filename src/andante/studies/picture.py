"""The picture of a study: thresholds over time at every site, for all groups, with the published directions."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from andante.body.laboratory import Reading, Record
from andante.body.protocol import Group
from andante.charts import Course, Direction, Point, Theme, thresholds_over_time
from andante.studies.answer import summary


def thresholds_picture(
    title: str,
    records: Mapping[Group, Record],
    published: Mapping[tuple[str, str, float], Direction],
    theme: Theme = "light",
) -> str:
    """Mean change with its 95 % interval over people, as an SVG text. What was read while a muscle worked is left
    out, for people are at different minutes of their own hold then.
    """
    courses = []
    for group, record in records.items():
        after = [one for one in record.readings if not one.shared and _is_probe(one, record)]
        for site in dict.fromkeys(one.site for one in after):
            own = [one for one in after if one.site == site]
            points = (BEFORE, *(_point(one, record.before_kpa[site]) for one in own))
            directions = (None, *(published.get((group, site, one.moment)) for one in own))
            courses.append(Course(group, site, points, directions))
    return thresholds_over_time(courses, title=title, theme=theme, unchanged_within=UNCHANGED_PERCENT)


BEFORE = Point(-5.0, 0.0, 0.0, 0.0)
UNCHANGED_PERCENT = 8.0
"""A change below the least that a group can show (minimal detectable change)."""


def _is_probe(one: Reading, record: Record) -> bool:
    return one.step not in {stop.step for stop in record.stops}


def _point(one: Reading, before: np.ndarray) -> Point:
    change = summary(100.0 * np.expm1(np.log(one.ppt_kpa / before)))
    low, high = change["ci95"]
    return Point(one.moment / 60.0, change["mean"], low, high)
