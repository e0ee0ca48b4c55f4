"""What is reported depends on the body, not on the length of a step or the precision of a number."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from andante.body.archetypes import named
from andante.body.laboratory import Record, Setting, run
from andante.body.life import begin
from andante.body.parameters import packaged
from andante.body.people import draw
from andante.body.protocol import GROUPS, Measured, Probe, Protocol, Rest, Work
from andante.body.simulate import FIRST_DAY, days_of, people_living

PEOPLE = 40

GE = Protocol(
    "shoulder held to exhaustion",
    {"fm": PEOPLE},
    (
        Work("shoulder", load=0.2, same_absolute_load=True),
        Probe(("trapezius", "tibialis_anterior"), (0.0, 1200.0)),
    ),
)
KOSEK = Protocol(
    "knee held for at most five minutes",
    {"fm": PEOPLE},
    (
        Work("knee", load=0.22, cap_s=300.0, measured=Measured(("quadriceps",), at_share=(0.5, 1.0))),
        Probe(("quadriceps",), (5.0, 150.0, 300.0)),
    ),
)


def _resistance() -> Protocol:
    steps: list[Work | Rest | Probe] = []
    for muscle in ("knee", "hip", "shoulder", "elbow", "trunk"):
        for _ in range(3):
            steps += [Work(muscle, "both", load=0.52, on_s=2.0, off_s=2.0, seconds=40.0), Rest(60.0)]
    steps.append(Probe(("quadriceps", "trapezius"), tuple(3600.0 * hour for hour in (0, 24, 48, 72, 96))))
    return Protocol("resistance exercise", {"fm": PEOPLE}, tuple(steps))


PROTOCOLS = {"ge2012": GE, "kosek1996": KOSEK, "dasilva2018": _resistance()}


@cache
def lived(name: str, group: str, step_scale: float = 1.0, dtype: type = np.float32) -> Record:
    people = draw(group, range(PEOPLE), seed=11, table=packaged())
    return run(PROTOCOLS[name], people, Setting(seed=11, step_scale=step_scale, dtype=dtype))


def reported(record: Record) -> dict[str, float]:
    """Every mean that a study reports."""
    found: dict[str, float] = {}
    for stop in record.stops:
        found |= {f"{stop.step} {name}": np.mean(getattr(stop, name)) for name in ("hold_s", "pain", "effort")}
    for one in record.readings:
        change = np.log(one.ppt_kpa / record.before_kpa[one.site])
        found[f"kPa of {one.site} {one.step} {one.moment}"] = np.nanmean(one.ppt_kpa)
        found[f"relative threshold {one.site} {one.step} {one.moment}"] = np.exp(np.nanmean(change))
    for one in (record.before_pain, *record.ratings):
        found |= {f"{one.step} {one.moment} {name}": np.mean(getattr(one, name)) for name in ("overall", "worst")}
    return {name: float(value) for name, value in found.items()}


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("name", PROTOCOLS)
def test_half_the_step_reports_the_same(name: str, group: str) -> None:
    usual, finer = reported(lived(name, group)), reported(lived(name, group, step_scale=0.5))
    assert finer == pytest.approx(usual, rel=0.01)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("name", PROTOCOLS)
def test_half_the_step_gives_the_same_change_on_average(name: str, group: str) -> None:
    """Of the logarithm; 0.0005 of it is a hundredth of the error of one threshold."""
    usual, finer = lived(name, group), lived(name, group, step_scale=0.5)
    for one, other in zip(usual.readings, finer.readings, strict=True):
        changes = [np.nanmean(np.log(each.ppt_kpa / usual.before_kpa[one.site])) for each in (one, other)]
        assert changes[1] == pytest.approx(changes[0], rel=0.01, abs=5e-4)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("name", PROTOCOLS)
def test_half_the_step_gives_nobody_another_threshold(name: str, group: str) -> None:
    usual, finer = lived(name, group), lived(name, group, step_scale=0.5)
    for one, other in zip(usual.readings, finer.readings, strict=True):
        np.testing.assert_allclose(other.ppt_kpa, one.ppt_kpa, rtol=0.01)


@pytest.mark.parametrize("name", PROTOCOLS)
def test_single_precision_reports_the_same(name: str) -> None:
    single, double = reported(lived(name, "fm")), reported(lived(name, "fm", dtype=np.float64))
    assert single == pytest.approx(double, rel=0.005)


@cache
def week(step_min: float) -> dict[str, float]:
    """Means of a lived week of people with fibromyalgia, each in a way of living."""
    ways = named("as-lived", range(28))
    life = begin(people_living(ways, draw("fm", range(len(ways)), seed=5, table=packaged())))
    seen = {"pain": [], "effort minutes": [], "sensitised": [], "sore": [], "rating": [], "active": []}
    for after, day, _ in days_of(life, ways, FIRST_DAY, 7, step_min=step_min):
        seen["pain"].append(day.pain.mean())
        seen["rating"].append(day.rating.mean())
        seen["effort minutes"].append(day.effort_minutes.mean())
        seen["active"].append(day.active_min.mean())
        seen["sensitised"].append(np.mean(after.bodies.sensitised))
        seen["sore"].append(np.mean(after.bodies.sore))
    return {name: float(np.mean(values)) for name, values in seen.items()}


@pytest.mark.parametrize("step_min", [0.5, 5.0])
def test_a_week_is_the_same_in_other_steps(step_min: float) -> None:
    assert week(step_min) == pytest.approx(week(1.0), rel=0.01)
