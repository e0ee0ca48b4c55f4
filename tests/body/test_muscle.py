"""The muscle against the published three-compartment model: closed forms, constants, known traps."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from andante.anatomy import MUSCLES
from andante.arrays import jnp
from andante.body.laboratory import ENDED, Setting, Stop, run
from andante.body.muscle import compartments, failing, fatigue, relative_effort, relaxed
from andante.body.parameters import Table, packaged
from andante.body.people import draw
from andante.body.protocol import GROUPS, Protocol, Rest, Work
from andante.body.sites import UNITS
from andante.body.state import Doing, rested, traits_of

PUBLISHED = {
    "ankle": (0.00589, 0.00058),
    "knee": (0.01500, 0.00149),
    "trunk": (0.00755, 0.00075),
    "shoulder": (0.01820, 0.00168),
    "elbow": (0.00912, 0.00094),
    "grip": (0.00980, 0.00064),
}
"""F and R of Frey-Law 2012, Table 1: per second. Read as per minute a shoulder at 20 % would last five hours."""


@cache
def fearless() -> Table:
    """Nobody is stopped by pain, and everybody tires alike."""
    table = packaged()
    values = {f"pain_limit@{group}": 50.0 for group in GROUPS} | {"fatigability": 1.0}
    alike = replace(table.rows["fatigability"], spread=1e-12)
    return Table({**table.rows, "fatigability": alike}).with_values(values)


def constants(muscle: str) -> tuple[float, float]:
    return packaged().value(f"fatigue_rate.{muscle}"), packaged().value(f"recovery_rate.{muscle}")


def endurance_s(muscle: str, load: float) -> float:
    """ET = -ln(1 - R (1 - TL) / (F TL)) / R."""
    F, R = constants(muscle)
    return -np.log1p(-R * (1.0 - load) / (F * load)) / R


def stop_of(*steps: Work | Rest, group: str = "healthy", table: Table | None = None, dtype: type = np.float32) -> Stop:
    people = draw(group, range(3), seed=0, table=table or fearless())
    return run(Protocol("holds", {group: 3}, steps), people, Setting(dtype=dtype)).stops[-1]


# ── constants ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("muscle", PUBLISHED)
def test_the_constants_are_those_of_the_table_and_per_second(muscle: str) -> None:
    assert constants(muscle) == PUBLISHED[muscle]
    for name in ("fatigue_rate", "recovery_rate"):
        assert packaged().constant(f"{name}.{muscle}", "fm").unit == "1/s"


def test_the_shoulder_is_not_given_the_row_of_another_joint() -> None:
    assert constants("shoulder") == (0.0182, 0.00168)
    assert 200.0 < endurance_s("shoulder", 0.2) < 300.0
    assert min(MUSCLES, key=lambda muscle: endurance_s(muscle, 0.4)) == "shoulder"
    assert max(MUSCLES, key=lambda muscle: endurance_s(muscle, 0.4)) == "ankle"


def test_everybody_has_the_same_constants_in_every_group() -> None:
    """Weakness and pain make holds short in fibromyalgia here, not another muscle."""
    for group in GROUPS:
        traits = traits_of(draw(group, range(3), seed=0, table=fearless()), np.float64)
        for row, (muscle, _) in enumerate(UNITS):
            np.testing.assert_allclose(traits.fatigue_rate[row], constants(muscle)[0])
            np.testing.assert_allclose(traits.recovery_rate[row], constants(muscle)[1])


# ── holds ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("load", [0.2, 0.3, 0.4, 0.5])
@pytest.mark.parametrize("muscle", MUSCLES)
def test_a_hold_lasts_as_long_as_the_closed_form_says(muscle: str, load: float) -> None:
    stop = stop_of(Work(muscle, load=load))
    expected = endurance_s(muscle, load)
    assert stop.hold_s == pytest.approx(np.full(3, expected), rel=0.01, abs=1.0)
    assert {ENDED[one] for one in stop.ended} == {"capacity"}


@pytest.mark.parametrize("group", GROUPS)
def test_the_closed_form_holds_in_every_group_and_in_double_precision(group: str) -> None:
    stop = stop_of(Work("knee", "both", load=0.35), group=group, dtype=np.float64)
    assert stop.hold_s == pytest.approx(np.full(3, endurance_s("knee", 0.35)), rel=0.002)


@pytest.mark.parametrize("muscle", MUSCLES)
def test_a_load_below_the_steady_one_never_fails(muscle: str) -> None:
    F, R = constants(muscle)
    steady = R / (F + R)
    never, some_time = stop_of(Work(muscle, load=0.98 * steady)), endurance_s(muscle, 1.3 * steady)
    assert {ENDED[one] for one in never.ended} == {"cap"}
    np.testing.assert_allclose(never.hold_s, 3600.0, rtol=1e-4)
    assert np.isfinite(some_time)
    assert {ENDED[one] for one in stop_of(Work(muscle, load=1.3 * steady)).ended} == {"capacity"}


def test_people_who_tire_twice_as_fast_hold_half_as_long() -> None:
    quick = fearless().with_values({"fatigability": 2.0})
    assert 2.0 * stop_of(Work("elbow", load=0.4), table=quick).hold_s == pytest.approx(
        stop_of(Work("elbow", load=0.4)).hold_s, rel=0.01
    )


def test_pain_ends_a_hold_of_those_whom_it_may_stop() -> None:
    tender = packaged().with_values({f"pain_limit@{group}": -0.5 for group in GROUPS})
    stop = stop_of(Work("shoulder", load=0.3), group="fm", table=tender)
    assert {ENDED[one] for one in stop.ended} == {"tolerance"}
    assert np.all(stop.hold_s < stop_of(Work("shoulder", load=0.3), group="fm").hold_s)


# ── recovery ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def second_hold_s(multiplier: float, rest_s: float) -> float:
    table = fearless().with_values({"rest_multiplier.knee": multiplier})
    hold = Work("knee", load=0.4)
    return float(stop_of(hold, Rest(rest_s), hold, table=table).hold_s[0])


def test_a_muscle_recovers_faster_without_a_load() -> None:
    slow, fast = second_hold_s(1.0, 60.0), second_hold_s(15.0, 60.0)
    assert slow < 0.3 * fast
    assert fast < endurance_s("knee", 0.4)


@pytest.mark.parametrize("multiplier", [1.0, 15.0])
def test_rest_recovers_r_times_faster(multiplier: float) -> None:
    """After a rest of t the fatigued share is (1 - TL) exp(-r R t); the second hold starts from there."""
    F, R = constants("knee")
    load, rest_s = 0.4, 60.0
    left = (1.0 - load) * np.exp(-multiplier * R * rest_s)
    level = F * load / R
    expected = np.log((level - left) / (level - (1.0 - load))) / R
    assert second_hold_s(multiplier, rest_s) == pytest.approx(expected, rel=0.01, abs=0.5)


# ── the pool ─────────────────────────────────────────────────────────────────────────────────────────────────────────

SHAPE = (len(UNITS), 3)
shares = nps.arrays(np.float64, SHAPE, elements=st.floats(0.0, 1.0))


@settings(deadline=None, max_examples=50)
@given(shares, shares)
def test_the_compartments_are_shares_of_one_pool(fatigued: np.ndarray, load: np.ndarray) -> None:
    parts = [np.asarray(part) for part in compartments(jnp.asarray(fatigued), jnp.asarray(load))]
    np.testing.assert_allclose(sum(parts), 1.0, atol=1e-12)
    for part in parts:
        assert part.min() >= 0.0 and part.max() <= 1.0
    effort = np.asarray(relative_effort(jnp.asarray(fatigued), jnp.asarray(load)))
    assert effort.min() >= 0.0 and effort.max() <= 1.0


@settings(deadline=None, max_examples=50)
@given(shares, shares, shares, st.sampled_from([1e-3, 0.5, 60.0, 600.0, 1e5]))
def test_fatigue_stays_a_share_in_any_step(now: np.ndarray, load: np.ndarray, duty: np.ndarray, step_s: float) -> None:
    traits = traits_of(draw("fm", range(3), seed=0, table=fearless()), np.float64)
    doing = Doing(jnp.asarray(load), jnp.asarray(duty), jnp.zeros(SHAPE))
    after = fatigue(jnp.asarray(now), doing, traits, jnp.asarray(step_s))
    for share in (np.asarray(after.end), np.asarray(after.mean)):
        assert np.all(np.isfinite(share))
        assert share.min() >= 0.0 and share.max() <= 1.0 + 1e-12
    able = ~np.asarray(failing(jnp.asarray(now), doing.load)) & (load > 0.01)
    assert np.all(np.asarray(after.end)[able] <= (1.0 - load)[able] + 1e-12)


@settings(deadline=None, max_examples=50)
@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(1e-6, 50.0), st.floats(1e-3, 1e4))
def test_a_relaxation_in_two_halves_is_the_whole(now: float, towards: float, rate: float, step_s: float) -> None:
    def after(x: object, seconds: float):
        return relaxed(x, towards=jnp.asarray(towards), rate=jnp.asarray(rate), step_s=jnp.asarray(seconds))

    whole, first = after(jnp.asarray(now), step_s), after(jnp.asarray(now), 0.5 * step_s)
    second = after(first.end, 0.5 * step_s)
    assert float(whole.end) == pytest.approx(float(second.end), rel=1e-9, abs=1e-9)
    assert float(whole.mean) == pytest.approx(0.5 * float(first.mean + second.mean), rel=1e-9, abs=1e-9)
    low, high = min(now, towards), max(now, towards)
    assert low - 1e-9 <= float(whole.mean) <= high + 1e-9


def test_a_broken_pool_goes_where_work_and_recovery_balance() -> None:
    """Held on past failure M_F goes to F / (F + R), so that the force falls to R / (F + R), not to nothing."""
    traits = traits_of(draw("healthy", range(3), seed=0, table=fearless()), np.float64)
    full = jnp.ones(SHAPE)
    after = fatigue(rested(3, np.float64).fatigued + 0.9, Doing(0.5 * full, full, full), traits, jnp.asarray(1e6))
    for row, (muscle, _) in enumerate(UNITS):
        F, R = constants(muscle)
        np.testing.assert_allclose(np.asarray(after.end)[row], F / (F + R), rtol=1e-6)
