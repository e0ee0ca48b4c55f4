"""The laboratory against a second body (`reference.py`): other equations of muscle, another solver, another hand.

Compared within 1 %. Floors, each added to the 1 %:

- 0.15 s of a hold, and what 0.15 s of hard work leave in fatigue, nociception and damage: the second body takes
  1/LD = 0.1 s to recruit, which the limit of fast recruitment leaves out;
- 0.001 of a log threshold change (0.1 %, a fiftieth of the error of one threshold): reliefs of either sign and
  facilitation cancel, and 1 % of nothing is nothing. The same, or less, for the reliefs themselves;
- 0.01 points of pain and effort (0-10), which are read in whole points.
"""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from andante.anatomy import MUSCLES
from andante.body.laboratory import ENDED, Setting, _Session, run
from andante.body.parameters import Table, packaged
from andante.body.people import draw
from andante.body.protocol import GROUPS, Measured, Probe, Protocol, Rest, Work

PEOPLE = 3
SITES = ("trapezius", "quadriceps", "forearm_left", "calf_right")
RECRUITING_S = 0.15
HARDEST = 0.7
FASTEST = 0.0182 * 1.25
"""F of the shoulder, 1/s, in a person who tires quickly."""
STATES = {
    "fatigued": RECRUITING_S * HARDEST * FASTEST, "ischaemia": 1e-3, "nociception": RECRUITING_S * FASTEST,
    "sensitised": 1e-5, "damage": 0.0, "sore": 0.0, "fast": 5e-4, "slow": 5e-5,
}  # fmt: skip
"""Floors of the states; that of damage and soreness is set with the table's own rate."""
FIELD = {"fast": "relief_fast", "slow": "relief_slow"}


def _second_body():
    path = Path(__file__).with_name("reference.py")
    spec = importlib.util.spec_from_file_location("andante_second_body", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


reference = _second_body()


@cache
def quiet_table(bears_less: float = 0.0) -> Table:
    """The table without the noise of thresholds and of occasions, of people who stop at less pain by that much."""
    limits = {f"pain_limit@{group}": packaged().value("pain_limit", group) - bears_less for group in GROUPS}
    return packaged().with_values({"probe_noise": 1e-12, "occasion_noise": 1e-12, **limits})


def random_work(rng: np.random.Generator, *, first: bool) -> Work:
    muscle, side = str(rng.choice(MUSCLES)), str(rng.choice(["left", "right", "both"]))
    load = float(rng.uniform(0.08, 0.7))
    amount = {"load": load}
    if rng.random() < 0.2:
        amount = {"newton": packaged().value(f"strength_newton.{muscle}") * float(rng.uniform(0.1, 0.4))}
    kind = rng.choice(["failure", "time", "cycles"])
    if kind == "cycles":
        on, off, turns = float(rng.integers(3, 11)), float(rng.integers(2, 8)), int(rng.integers(3, 8))
        return Work(muscle, side, **amount, on_s=on, off_s=off, seconds=turns * (on + off))
    measured = Measured(SITES, at_share=(0.5, 1.0)) if first else None
    if kind == "failure":
        return Work(muscle, side, **amount, cap_s=1500.0, measured=measured)
    return Work(muscle, side, **amount, seconds=float(rng.integers(15, 180)), measured=measured)


def random_protocol(number: int) -> Protocol:
    rng = np.random.default_rng((20260105, number))
    steps: list[Work | Rest | Probe] = []
    for turn in range(int(rng.integers(1, 4))):
        steps.append(random_work(rng, first=turn == 0))
        if rng.random() < 0.7:
            steps.append(Rest(float(np.round(np.exp(rng.uniform(np.log(5.0), np.log(1500.0)))))))
        if rng.random() < 0.6:
            steps.append(Probe(SITES, (0.0, float(rng.integers(30, 400)), 1200.0)[: int(rng.integers(1, 4))]))
    if rng.random() < 0.5:
        steps.append(Probe(SITES, (0.0, 3600.0, 48 * 3600.0)))
    return Protocol(f"random {number}", {GROUPS[number % 3]: PEOPLE}, tuple(steps))


@pytest.mark.parametrize("number", range(20))
def test_a_second_body_lives_the_same(number: int) -> None:
    protocol = random_protocol(number)
    (group,) = protocol.groups
    people = draw(group, np.arange(PEOPLE) + 10 * number, seed=3, table=quiet_table(1.5 * (number % 2)))
    session = _Session(protocol, people, Setting(seed=1))
    record = session.record()
    for person in range(PEOPLE):
        story = reference.lived(protocol, people, person)
        same_stops(record, story, person)
        same_thresholds(record, story, person)
        same_state(session, protocol, story, person)


def test_the_protocols_end_in_every_way() -> None:
    """Otherwise the comparison would say less than it seems to."""
    ends = set()
    for number in range(20):
        protocol = random_protocol(number)
        (group,) = protocol.groups
        people = draw(group, np.arange(PEOPLE) + 10 * number, seed=3, table=quiet_table(1.5 * (number % 2)))
        ends |= {ENDED[one] for stop in run(protocol, people).stops for one in stop.ended}
    assert {"time", "capacity", "tolerance"} <= ends


def same_stops(record, story, person) -> None:
    assert [stop.step for stop in record.stops] == list(story.stops)
    for stop in record.stops:
        hold, ended, pain, effort, close = story.stops[stop.step]
        assert stop.hold_s[person] == pytest.approx(hold, rel=0.01, abs=RECRUITING_S)
        assert ENDED[stop.ended[person]] == ended or close
        assert stop.pain[person] == pytest.approx(pain, rel=0.01, abs=0.01)
        if hold > 0.0:
            assert min(stop.effort[person], 10.0) == pytest.approx(min(effort, 10.0), rel=0.01, abs=0.01)


def same_thresholds(record, story, person) -> None:
    assert len(record.readings) == len(story.changes)
    for one in record.readings:
        change = np.log(one.ppt_kpa[person] / record.before_kpa[one.site][person])
        known = story.changes[one.site, one.step, one.moment]
        assert change == pytest.approx(known, rel=0.01, abs=1e-3), (one.site, one.step, one.moment)
    assert len(record.ratings) == len(story.ratings)
    for rating in record.ratings:
        overall, worst = story.ratings[rating.step, rating.moment]
        assert rating.overall[person] == pytest.approx(overall, rel=0.01, abs=0.01)
        assert rating.worst[person] == pytest.approx(worst, rel=0.01, abs=0.01)


def same_state(session, protocol, story, person) -> None:
    """Every state at the end, and nothing in units that never worked."""
    count = (len(story.last) - 2) // reference.WIDTH
    works = [step for step in protocol.steps if isinstance(step, Work)]
    units = tuple(dict.fromkeys(u for work in works for u in reference.units_of(work.muscle, work.side)))
    assert len(units) == count
    harm = RECRUITING_S * HARDEST * quiet_table().value("soreness_rate")
    for name, floor in (STATES | {"damage": harm, "sore": harm}).items():
        values = np.asarray(getattr(session.state, FIELD.get(name, name)))[:, person]
        known = np.zeros(len(values))
        known[list(units)] = story.last[reference.PER_UNIT.index(name) : -2 : reference.WIDTH]
        np.testing.assert_allclose(values, known, rtol=0.01, atol=floor, err_msg=name)
    assert float(session.state.relief_general[person]) == pytest.approx(story.last[-2], rel=0.01, abs=3e-4)
    assert float(session.state.facilitation[person]) == pytest.approx(story.last[-1], rel=0.01, abs=1e-3)
