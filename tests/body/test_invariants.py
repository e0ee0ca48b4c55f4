"""What must be true of any body, whatever the constants are: ranges, order, and that nobody depends on others."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.anatomy import MUSCLES
from andante.arrays import jax
from andante.body.day import SLOTS
from andante.body.doing import REST, loads
from andante.body.laboratory import Record, Setting, _Session, run
from andante.body.life import Life, begin, spend, wake
from andante.body.parameters import Table, packaged
from andante.body.people import draw
from andante.body.protocol import GROUPS, Measured, Probe, Protocol, Rest, Work
from andante.body.simulate import planned, simulate, virtual_people
from andante.body.sites import unit_of
from andante.body.state import State

SITES = ("trapezius", "trapezius_left", "quadriceps", "tibialis_anterior")
PROBE = Probe(SITES, (0.0,))


@cache
def quiet() -> Table:
    """No error of thresholds, and every occasion alike."""
    return packaged().with_values({"probe_noise": 1e-12, "occasion_noise": 1e-12})


@cache
def fearless() -> Table:
    """The same, and nobody is stopped by pain."""
    return quiet().with_values({f"pain_limit@{group}": 50.0 for group in GROUPS})


def protocol(*steps: Work | Rest | Probe) -> Protocol:
    return Protocol("made for a test", {"fm": 5}, steps)


def lab(*steps: Work | Rest | Probe, group: str = "fm", table: Table | None = None, people: int = 5) -> Record:
    return run(protocol(*steps), draw(group, range(people), seed=2, table=table or quiet()))


def changes(record: Record) -> dict[str, np.ndarray]:
    """Log changes of the last probe, by site."""
    last = max(one.step for one in record.readings)
    return {one.site: np.log(one.ppt_kpa / record.before_kpa[one.site]) for one in record.readings if one.step == last}


def alike(one: object, other: object, **tolerance: float) -> None:
    """Two trees of arrays are the same."""
    for left, right in zip(jax.tree.leaves(one), jax.tree.leaves(other), strict=True):
        np.testing.assert_allclose(np.asarray(left), np.asarray(right), **({"rtol": 0.0, "atol": 0.0} | tolerance))


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
        life, found, draws = wake(life)
        life, day = spend(life, found, draws, activity, stops_at=np.full(5, 99.0))
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
    woken, found, draws = wake(life)
    after, day = spend(woken, found, draws, lying, stops_at=np.full(5, 99.0))
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
    after, _ = spend(*wake(life), sitting, stops_at=np.full(5, 99.0))
    for name in ("fatigued", "ischaemia", "damage", "sore", "relief_fast", "relief_general"):
        np.testing.assert_allclose(getattr(after.bodies, name), 0.0, atol=1e-7, err_msg=name)


# ── nobody depends on who else is there ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("group", GROUPS)
def test_the_same_seed_gives_the_same_person_in_any_batch(group: str) -> None:
    alone, many = draw(group, [17], seed=4, table=packaged()), draw(group, range(1500), seed=4, table=packaged())
    picked = draw(group, [900, 17, 3], seed=4, table=packaged())
    for name in many.spread:
        assert alone.spread[name][0] == pytest.approx(many.spread[name][17], rel=1e-12)
        np.testing.assert_allclose(picked.spread[name], many.spread[name][[900, 17, 3]], rtol=1e-12)
    kinds = ["knee", "foot"]
    np.testing.assert_allclose(alone.ppt_kpa(kinds), many.part(17, 18).ppt_kpa(kinds), rtol=1e-12)


def test_other_seeds_and_groups_give_other_people() -> None:
    plain = draw("fm", range(5), seed=4, table=packaged())
    other = draw("fm", range(5), seed=5, table=packaged())
    healthy = draw("healthy", range(5), seed=4, table=packaged())
    for name in ("fatigability", "strength_common", "ppt_common"):
        assert not np.any(np.isclose(plain.get(name), other.get(name), rtol=1e-6))
        assert not np.any(np.isclose(plain.get(name), healthy.get(name), rtol=1e-6))
        assert len(np.unique(plain.get(name))) == 5


ALL_KINDS = protocol(
    Work("shoulder", load=0.2, same_absolute_load=True, measured=Measured(SITES, at_share=(0.5, 1.0), at_s=(30.0,))),
    Probe(SITES, (0.0, 300.0)),
    Work("knee", "both", load=0.4, on_s=4.0, off_s=3.0, cap_s=210.0),
    PROBE,
)


@cache
def many_lived() -> Record:
    return run(ALL_KINDS, draw("fm", range(1500), seed=4, table=packaged()), Setting(seed=9))


@pytest.mark.parametrize("numbers", [(0, 1, 2, 3, 4), (1022, 1023, 1024, 1025, 1499), (700, 3, 1400, 9, 41)])
def test_five_people_are_the_same_inside_fifteen_hundred(numbers: tuple[int, ...]) -> None:
    """Blocks of a thousand, single precision: the same to a part in ten thousand, noise included."""
    few = run(ALL_KINDS, draw("fm", numbers, seed=4, table=packaged()), Setting(seed=9))
    many, who = many_lived(), [*numbers]
    close = {"rtol": 1e-4, "atol": 1e-4}
    for one, other in zip(few.readings, many.readings, strict=True):
        assert (one.site, one.step, one.moment, one.shared) == (other.site, other.step, other.moment, other.shared)
        np.testing.assert_allclose(one.ppt_kpa, other.ppt_kpa[who], **close)
    for one, other in zip(few.stops, many.stops, strict=True):
        for name in ("hold_s", "pain", "effort"):
            np.testing.assert_allclose(getattr(one, name), getattr(other, name)[who], **close)
        np.testing.assert_array_equal(one.ended, other.ended[who])
    for one, other in zip((few.before_pain, *few.ratings), (many.before_pain, *many.ratings), strict=True):
        np.testing.assert_allclose(one.overall, other.overall[who], **close)
    for name, values in few.before_kpa.items():
        np.testing.assert_allclose(values, many.before_kpa[name][who], **close)


def test_a_run_can_be_repeated_and_another_occasion_is_another() -> None:
    people = draw("fm", range(5), seed=4, table=packaged())
    first, again = run(ALL_KINDS, people, Setting(seed=9)), run(ALL_KINDS, people, Setting(seed=9))
    for one, other in zip(first.readings, again.readings, strict=True):
        np.testing.assert_array_equal(one.ppt_kpa, other.ppt_kpa)
    for other_setting in (Setting(seed=10), Setting(seed=9, occasion=1)):
        other = run(ALL_KINDS, people, other_setting)
        assert not np.any(other.readings[-1].ppt_kpa == first.readings[-1].ppt_kpa)


def a_day(life: Life) -> tuple[Life, np.ndarray]:
    people = len(life)
    plan = planned([("desk work", 8.0, 180), ("walking", 12.0, 60), ("resistance training hard", 17.0, 30)])
    after, day = spend(*wake(life), np.repeat(plan, people, axis=1), stops_at=np.full(people, 6.0))
    return after, day.pain


def test_a_day_is_the_same_alone_or_among_others() -> None:
    """More people than one block of the day, so that the last block is filled up."""
    whole = begin(draw("fm", range(300), seed=4, table=packaged()))
    everybody, pain = a_day(whole)
    for start, stop in ((0, 1), (254, 258), (295, 300)):
        part, own = a_day(whole.part(start, stop))
        np.testing.assert_allclose(own, pain[:, start:stop], rtol=1e-4, atol=1e-4)
        alike(part.bodies, everybody.part(start, stop).bodies, rtol=1e-4, atol=1e-6)
        alike(part.centre, everybody.part(start, stop).centre, rtol=1e-4, atol=1e-5)
        alike(part.training, everybody.part(start, stop).training, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("policy", ["as-lived", "desk-worker"])
def test_three_people_are_the_first_three_of_forty(policy: str) -> None:
    few, many = simulate(3, 5, policy=policy, seed=6), simulate(40, 5, policy=policy, seed=6)
    assert [one.entries for one in few.diaries] == [one.entries for one in many.diaries[:3]]
    assert few.ways == many.ways[:3]
    for name, values in few.truth.items():
        np.testing.assert_allclose(values, many.truth[name][:, :3], rtol=1e-3, atol=1e-4, err_msg=name)


def test_people_picked_by_number_are_those_people() -> None:
    picked = simulate(2, 5, policy="desk-worker", seed=6, numbers=[4, 1])
    many = simulate(6, 5, policy="desk-worker", seed=6)
    for one, other in zip(picked.diaries, (many.diaries[4], many.diaries[1]), strict=True):
        assert one.entries == other.entries


def test_people_picked_by_number_keep_their_way_of_living() -> None:
    picked, many = simulate(1, 3, seed=6, numbers=[4]), simulate(6, 3, seed=6)
    assert picked.ways == (many.ways[4],)
    assert picked.diaries[0].entries == many.diaries[4].entries


def test_more_days_begin_with_the_same_days() -> None:
    short, long = simulate(3, 2, seed=6), simulate(3, 6, seed=6)
    for one, other in zip(short.diaries, long.diaries, strict=True):
        assert one.entries == tuple(entry for entry in other.entries if entry.at <= max(e.at for e in one.entries))


def test_a_virtual_person_is_the_same_among_few_or_many() -> None:
    few, many = virtual_people(2, seed=6), virtual_people(9, seed=6)
    for one, other in zip(few, many, strict=False):
        assert one.traits == other.traits
        assert one.live().entry == other.live().entry


# ── where and how ────────────────────────────────────────────────────────────────────────────────────────────────────

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
