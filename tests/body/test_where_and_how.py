"""Where work is done and how: what it changes there, on the other side and elsewhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.body.bodies import PROBE, changes, fearless, lab, protocol, quiet

from andante.body.laboratory import Setting, _Session
from andante.body.parameters import Table, packaged
from andante.body.people import draw
from andante.body.protocol import GROUPS, Measured, Probe, Rest, Work
from andante.body.sites import unit_of

HOLD = Work("knee", load=0.3, seconds=90.0)


def same_gains(**values: float) -> Table:
    """Everybody has the same gains, so that signs are those of the equations."""
    fixed = {}
    for key, row in quiet().rows.items():
        if row.parameter in ("relief_sustained", "relief_rhythmic", "relief_general", "facilitation"):
            fixed[key] = replace(row, spread=1e-9)
        if row.parameter.endswith(".spread"):
            fixed[key] = replace(row, value=1e-9)
    table = Table({**fearless().rows, **fixed})
    return table.with_values({name.replace("__", "@"): value for name, value in values.items()})


@pytest.mark.parametrize("group", GROUPS)
def test_work_acts_most_where_it_is_done(group: str) -> None:
    """Segmental relief, with general relief and facilitation taken out: own muscle, then other side, then far away."""
    gains = {"relief_general": 0.0, "facilitation": 0.0, "relief_sustained": 0.3}
    table = same_gains(**{f"{name}__{group}": value for name, value in gains.items()})
    table = table.with_values({"local_sensitivity": 0.0, "sensitised_ppt": 0.0})
    sites = ("quadriceps_right", "quadriceps_left", "gluteal_right", "tibialis_anterior_right", "trapezius_right")
    for side, far in (("right", "left"), ("left", "right")):
        own, other = f"quadriceps_{side}", f"quadriceps_{far}"
        found = changes(lab(replace(HOLD, side=side), Probe(sites), group=group, table=table))
        assert np.all(found[own] > 1.3 * found[other])
        assert np.all(found[other] > 0.0)
        assert np.all(np.abs(found["trapezius_right"]) < 1e-4)
    right = changes(lab(HOLD, Probe(sites), group=group, table=table))
    assert np.all(right["quadriceps_right"] > right["gluteal_right"])
    assert np.all(right["gluteal_right"] > right["tibialis_anterior_right"])
    assert np.all(right["tibialis_anterior_right"] > right["trapezius_right"])


def test_what_hurts_locally_hurts_on_its_own_side() -> None:
    steps = (Work("knee", load=0.6, seconds=40.0), Rest(24 * 3600.0), PROBE)
    session = _Session(protocol(*steps), draw("fm", range(5), seed=2, table=quiet()), Setting())
    record = session.record()
    damage = np.asarray(session.state.sore)
    right, left = unit_of("knee", "right"), unit_of("knee", "left")
    assert np.all(damage[right] > 0.0)
    assert np.all(np.delete(damage, right, axis=0) == 0.0)
    assert np.all(damage[left] == 0.0)
    assert np.all(record.ratings[-1].worst > record.before_pain.worst)


def test_left_and_right_are_mirrors() -> None:
    right = changes(lab(HOLD, Probe(("quadriceps_right", "quadriceps_left"))))
    left = changes(lab(replace(HOLD, side="left"), Probe(("quadriceps_left", "quadriceps_right"))))
    np.testing.assert_allclose(right["quadriceps_right"], left["quadriceps_left"], rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(right["quadriceps_left"], left["quadriceps_right"], rtol=1e-4, atol=1e-6)
    bare = changes(lab(replace(HOLD, side="left"), Probe(("quadriceps",))))
    np.testing.assert_allclose(bare["quadriceps"], left["quadriceps_left"], rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("group", GROUPS)
def test_sustained_and_rhythmic_work_of_the_same_mean_load_differ(group: str) -> None:
    """Ten minutes of 0.1 held against 0.2 half of the time: blood flows in the pauses."""
    held = Work("elbow", load=0.1, seconds=600.0)
    rhythmic = Work("elbow", load=0.2, on_s=3.0, off_s=3.0, seconds=600.0)
    people, states, thresholds = draw(group, range(5), seed=2, table=fearless()), [], []
    for work in (held, rhythmic):
        session = _Session(protocol(work, Probe(("biceps",))), people, Setting())
        thresholds.append(changes(session.record())["biceps"])
        states.append(session.state)
    assert np.all(np.max(states[0].fatigued, axis=0) > 1.5 * np.max(states[1].fatigued, axis=0))
    assert np.mean(np.abs(thresholds[0] - thresholds[1])) > 1e-3
    sustained, pumping = (np.max(state.ischaemia, axis=0) for state in states)
    assert np.all(sustained > pumping + 0.1)


def test_a_region_that_hurts_gives_less_relief() -> None:
    """In local pain a hold of the painful shoulder wakes less inhibition than the same drive of the knee."""
    base = {"relief_general__local": 0.0, "facilitation__local": 0.0, "relief_sustained__local": 0.2}
    shapes = {}
    for name in ("fatigue_rate", "recovery_rate", "size"):
        shapes |= {f"{name}.{m}": packaged().value(f"{name}.knee") for m in ("knee", "shoulder")}
    table = same_gains(**base).with_values({"local_sensitivity": 0.0, "sensitised_ppt": 0.0, **shapes})
    for group, less in (("local", True), ("healthy", False)):
        if group == "healthy":
            table = table.with_values(
                {"relief_general@healthy": 0.0, "facilitation@healthy": 0.0, "relief_sustained@healthy": 0.2}
            )
        held = lab(replace(HOLD, muscle="shoulder"), Probe(("trapezius",)), group=group, table=table)
        shoulder = changes(held)["trapezius"]
        knee = changes(lab(HOLD, Probe(("quadriceps",)), group=group, table=table))["quadriceps"]
        assert np.all(knee > 0.0)
        assert np.all(shoulder < 0.9 * knee) if less else np.allclose(shoulder, knee, rtol=1e-3)


# ── thresholds while work goes on ────────────────────────────────────────────────────────────────────────────────────


def test_a_threshold_at_the_start_of_a_second_hold_is_that_of_the_moment_before() -> None:
    """`at_s=0` of a hold after other work: the body has not forgotten that work."""
    first = Work("knee", load=0.3, seconds=90.0)
    second = Work("knee", load=0.05, seconds=60.0, measured=Measured(("quadriceps",), at_s=(0.0, 1.0)))
    record = lab(first, Probe(("quadriceps",)), second)
    before, start, soon = (one.ppt_kpa for one in record.readings)
    np.testing.assert_allclose(soon, before, rtol=0.02)
    np.testing.assert_allclose(start, before, rtol=0.02)


def test_thresholds_at_moments_after_the_stop_are_missing() -> None:
    work = Work("knee", load=0.5, measured=Measured(("quadriceps",), at_s=(5.0, 3000.0), at_share=(1.0,)))
    record = lab(work, Probe(("quadriceps",)))
    known = {(one.moment, one.shared): one.ppt_kpa for one in record.readings if one.step == 0}
    assert np.all(np.isfinite(known[5.0, False])) and np.all(np.isfinite(known[1.0, True]))
    assert np.all(np.isnan(known[3000.0, False]))


@pytest.mark.parametrize("seconds", [10.0, 13.3])
def test_cycles_last_as_long_as_was_asked(seconds: float) -> None:
    stop = lab(Work("grip", load=0.1, on_s=3.0, off_s=3.0, seconds=seconds)).stops[0]
    np.testing.assert_allclose(stop.hold_s, seconds, atol=0.01)
