"""Nobody depends on who else is there: the same person alone, in a batch, on a longer run."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from tests.body.bodies import PROBE, SITES, alike, protocol

from andante.body.laboratory import Record, Setting, run
from andante.body.life import Life, begin, spend, wake
from andante.body.parameters import packaged
from andante.body.people import draw
from andante.body.protocol import GROUPS, Measured, Probe, Work
from andante.body.simulate import planned, simulate, virtual_people


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
    after, day = spend(*wake(life)[:2], np.repeat(plan, people, axis=1), stops_at=np.full(people, 6.0))
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
