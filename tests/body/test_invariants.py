"""What must be true of any body, whatever the constants are: ranges, order, and rest."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.body.bodies import PROBE, alike, changes, fearless, lab, protocol, quiet

from andante.anatomy import MUSCLES
from andante.body.day import SLOTS
from andante.body.doing import REST, loads
from andante.body.laboratory import Setting, _Session, run
from andante.body.life import begin, spend, wake
from andante.body.parameters import packaged
from andante.body.people import draw
from andante.body.protocol import GROUPS, Rest, Work
from andante.body.sites import unit_of
from andante.body.state import State

# ── ranges ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def in_range(state: State) -> None:
    """Shares within 0-1, amounts not below 0, reliefs finite."""
    values = {name: np.asarray(value) for name, value in state._asdict().items()}
    assert all(np.all(np.isfinite(value)) for value in values.values())
    for name in ("fatigued", "ischaemia", "posture"):
        assert values[name].min() >= 0.0 and values[name].max() <= 1.0 + 1e-6
    for name in ("nociception", "sensitised", "damage", "sore", "facilitation"):
        assert values[name].min() >= 0.0
    assert values["nociception"].max() <= 1.0 + packaged().value("posture_nociception") + 1e-6


works = st.builds(
    lambda muscle, side, load, seconds, off: Work(
        muscle, side, load=load, seconds=seconds, on_s=3.0 if off else 0.0, off_s=off, measured=None
    ),
    st.sampled_from(MUSCLES), st.sampled_from(["left", "right", "both"]),
    st.one_of(st.sampled_from([0.0, 0.01, 0.011, 0.99, 1.0]), st.floats(0.0, 1.0)),
    st.sampled_from([0.5, 7.0, 60.0, 900.0]), st.sampled_from([0.0, 2.0]),
)  # fmt: skip
rests = st.sampled_from([0.0, 0.5, 30.0, 600.0, 90000.0]).map(Rest)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.one_of(works, rests), min_size=1, max_size=6), st.sampled_from(GROUPS))
def test_no_state_leaves_its_range_in_the_laboratory(steps: list[Work | Rest], group: str) -> None:
    session = _Session(protocol(*steps, PROBE), draw(group, range(5), seed=2, table=quiet()), Setting())
    record = session.record()
    in_range(session.state)
    for stop in record.stops:
        limit = steps[stop.step].seconds
        assert np.all((stop.hold_s >= 0.0) & (stop.hold_s <= limit + 1e-3))
        assert np.all((stop.pain >= 0.0) & (stop.pain <= 10.0))
    for rating in record.ratings:
        assert np.all((rating.overall >= 0.0) & (rating.overall <= rating.worst + 1e-6) & (rating.worst <= 10.0))
    most = packaged().value("largest_change")
    for change in changes(record).values():
        assert np.all(np.abs(change) <= most + 1e-6)


def test_rated_effort_stays_on_its_scale() -> None:
    """0-10 at the moment of failure too, in everybody."""
    stop = lab(Work("knee", load=0.5), table=fearless(), people=200).stops[0]
    assert np.all((stop.effort >= 0.0) & (stop.effort <= 10.0)), f"up to {stop.effort.max():.2f}"


@settings(deadline=None, max_examples=8)
@given(st.integers(0, 2**32 - 1), st.sampled_from(GROUPS))
def test_no_state_leaves_its_range_on_any_day(seed: int, group: str) -> None:
    """Activities at random in every slot, day and night, in people whom no pain stops."""
    rng = np.random.default_rng(seed)
    life = begin(draw(group, range(5), seed=2, table=quiet()))
    for _ in range(3):
        activity = rng.integers(0, len(loads().names), (SLOTS, 5)).astype(np.uint8)
        life, found, _ = wake(life)
        life, day = spend(life, found, activity, stops_at=np.full(5, 99.0))
        in_range(life.bodies)
        for values in (day.pain, day.areas, day.rating, day.sleep, day.stress):
            assert np.all((values >= 0.0) & (values <= 10.0))
        assert np.all(day.effort_minutes >= 0.0)
        assert all(np.all(np.isfinite(values)) for name, values in life.centre._asdict().items())
        assert np.all((life.training.greatest >= 0.0) & (life.training.greatest <= 1.0))


# ── order ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@settings(deadline=None, max_examples=15)
@given(
    st.sampled_from(MUSCLES), st.floats(0.15, 0.7), st.floats(0.15, 0.7),
    st.tuples(st.floats(1.0, 900.0), st.floats(1.0, 900.0)).map(sorted),
)  # fmt: skip
def test_more_rest_never_means_more_fatigue_or_a_shorter_second_hold(
    muscle: str, first: float, second: float, rests_s: list[float]
) -> None:
    fatigue, holds = [], []
    for rest_s in rests_s:
        people = draw("fm", range(5), seed=2, table=fearless())
        session = _Session(protocol(Work(muscle, load=first), Rest(rest_s)), people, Setting())
        session.record()
        fatigue.append(np.asarray(session.state.fatigued))
        holds.append(run(protocol(Work(muscle, load=first), Rest(rest_s), Work(muscle, load=second)), people).stops[-1])
    assert np.all(fatigue[1] <= fatigue[0] + 1e-6)
    assert np.all(holds[1].hold_s >= holds[0].hold_s * (1.0 - 1e-4) - 0.02)


@pytest.mark.parametrize("muscle", MUSCLES)
def test_a_stronger_person_holds_the_same_newtons_longer(muscle: str) -> None:
    force = 0.25 * packaged().value(f"strength_newton.{muscle}")
    for work in (Work(muscle, newton=force), Work(muscle, load=0.25, same_absolute_load=True)):
        weak = lab(work, table=fearless()).stops[0].hold_s
        strong = lab(work, table=fearless().with_values({"strength_common": 1.3})).stops[0].hold_s
        assert np.all(strong > 1.05 * weak)
    own = Work(muscle, load=0.25)
    weak = lab(own, table=fearless()).stops[0].hold_s
    strong = lab(own, table=fearless().with_values({"strength_common": 1.3})).stops[0].hold_s
    np.testing.assert_allclose(strong, weak)


def test_strength_and_hold_times_go_together_between_people() -> None:
    people = draw("fm", range(60), seed=2, table=fearless().with_values({"fatigability": 1.0}))
    hold = run(protocol(Work("knee", newton=80.0)), people).stops[0].hold_s
    strength = people.strength_newton()[unit_of("knee", "right")]
    assert np.corrcoef(np.log(hold), np.log(strength))[0, 1] > 0.5


@settings(deadline=None, max_examples=15)
@given(st.sampled_from(MUSCLES), st.tuples(st.floats(0.12, 0.8), st.floats(0.12, 0.8)).map(sorted))
def test_a_heavier_load_is_never_held_longer(muscle: str, load: list[float]) -> None:
    light, heavy = (lab(Work(muscle, load=each)).stops[0].hold_s for each in load)
    assert np.all(heavy <= light + 0.02)


# ── rest ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("group", GROUPS)
def test_nothing_done_changes_nothing(group: str) -> None:
    steps = (Rest(3600.0), Work("knee", load=0.0, seconds=60.0), Rest(86400.0), PROBE)
    session = _Session(protocol(*steps), draw(group, range(5), seed=2, table=quiet()), Setting())
    record = session.record()
    for name, value in session.state._asdict().items():
        np.testing.assert_allclose(np.asarray(value), 0.0, atol=1e-7, err_msg=name)
    for change in changes(record).values():
        np.testing.assert_allclose(change, 0.0, atol=1e-6)
    np.testing.assert_allclose(record.ratings[-1].overall, record.before_pain.overall, rtol=1e-6)


def test_thresholds_at_rest_differ_by_their_error_alone() -> None:
    record = run(protocol(Rest(60.0), PROBE), draw("fm", range(400), seed=2, table=packaged()))
    own = np.concatenate(list(changes(record).values()))
    noise = np.sqrt(2.0) * packaged().value("probe_noise")
    assert np.mean(own) == pytest.approx(0.0, abs=4.0 * noise / np.sqrt(len(own)))
    assert np.std(own) == pytest.approx(noise, rel=0.1)


@pytest.mark.parametrize("group", GROUPS)
def test_a_day_of_rest_leaves_bodies_at_rest_and_the_centre_moving(group: str) -> None:
    life = begin(draw(group, range(5), seed=2, table=packaged()))
    lying = np.full((SLOTS, 5), loads().row("resting lying down"), np.uint8)
    woken, found, _ = wake(life)
    after, day = spend(woken, found, lying, stops_at=np.full(5, 99.0))
    for name in ("fatigued", "ischaemia", "damage", "sore", "relief_fast", "relief_slow", "relief_general"):
        np.testing.assert_allclose(getattr(after.bodies, name), 0.0, atol=1e-7, err_msg=name)
    if loads().posture[loads().row("resting lying down")].max() == 0.0:
        alike(after.bodies, life.bodies, atol=1e-7)
    assert np.all(after.centre.drift != life.centre.drift)
    assert np.all(after.centre.hours != life.centre.hours)
    assert np.all(day.effort_minutes == 0.0) and np.all(day.active_min == 0)
    assert after.day == life.day + 1
    assert np.all(np.std(day.pain, axis=0) > 0.0)


def test_sitting_strains_by_posture_alone() -> None:
    life = begin(draw("fm", range(5), seed=2, table=packaged()))
    sitting = np.full((SLOTS, 5), loads().row(REST), np.uint8)
    after, _ = spend(*wake(life)[:2], sitting, stops_at=np.full(5, 99.0))
    for name in ("fatigued", "ischaemia", "damage", "sore", "relief_fast", "relief_general"):
        np.testing.assert_allclose(getattr(after.bodies, name), 0.0, atol=1e-7, err_msg=name)
