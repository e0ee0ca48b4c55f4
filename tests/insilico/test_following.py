"""How an advice is lived: as ever without one, what must be done always, loads as aimed at, bouts with rests."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from andante.anatomy import MUSCLE_GROUPS
from andante.body.archetypes import archetypes, bent, filled
from andante.body.day import SLOT_MIN
from andante.body.doing import REST, SLEEP, loads
from andante.body.life import day_draws, morning_pain, wake
from andante.insilico.following import Today, lived, takes_place
from andante.insilico.people import born, cohort
from andante.insilico.policies import AS_EVER, Advice, Aim

EFFORT = np.asarray(loads().effort)
NOTHING = Advice(dict.fromkeys(MUSCLE_GROUPS, Aim(0.0, 0.0, 0.0)))


def today(way: str = "boom-and-bust", **more: object) -> Today:
    every = np.ones(len(archetypes()[way].block), bool)
    plain = Today(way, 1, 1.0, 0.0, every, False, False, EFFORT, 1.0, False)
    return replace(plain, **more)  # type: ignore[arg-type]


def load_of(day: np.ndarray) -> np.ndarray:
    return SLOT_MIN * EFFORT[day].sum(axis=0)


def even(share: float, day: np.ndarray) -> Advice:
    return Advice({g: Aim(*(share * amount,) * 3) for g, amount in zip(MUSCLE_GROUPS, load_of(day), strict=True)})


def test_without_advice_everybody_lives_exactly_as_the_body_has_it():
    people = cohort(14)
    life, found, _ = wake(born(people))
    ways = tuple(person.archetype for person in people)
    for number in range(7):
        draws = day_draws(life.people, number)
        above = np.linspace(-3.0, 3.0, len(people)) + 0.0 * morning_pain(life, found)
        in_flare = np.arange(len(people)) % 3 == 0
        theirs = filled(ways, draws, weekday=number, above=above, in_flare=in_flare)
        for i, way in enumerate(ways):
            amount = bent(archetypes()[way], above[i : i + 1])[0] * np.exp(
                archetypes()[way].spread * draws["amount"][i]
            )
            mine, _ = lived(
                today(way, weekday=number, amount=amount, in_flare=bool(in_flare[i]),
                      takes_place=takes_place(way, draws["choice"][:, i])), AS_EVER,
            )  # fmt: skip
            np.testing.assert_array_equal(mine, theirs[:, i])


@pytest.mark.parametrize("way", list(archetypes()))
def test_what_must_be_done_is_done_and_nothing_else_when_nothing_is_allowed(way):
    day, valued = lived(today(way), NOTHING)
    assert not valued.any()
    must = {block.do for block in archetypes()[way].block if not block.bends}
    assert {loads().names[row] for row in np.unique(day)} == must | {REST, SLEEP}


@pytest.mark.parametrize("way", list(archetypes()))
def test_the_loads_of_the_day_do_not_pass_the_aim_by_more_than_a_slot_of_each_block(way):
    usual, _ = lived(today(way), AS_EVER)
    must = load_of(lived(today(way), NOTHING)[0])
    for share in (0.7, 1.0, 1.4):
        day, valued = lived(today(way), even(share, usual))
        # A block is rounded to whole slots, and a group that it hardly loads does not hold it back.
        most = np.maximum(share * load_of(usual), must)
        assert (load_of(day) <= 1.3 * most + 5.0).all()
        assert valued.any() or (must >= share * load_of(usual)).any()


def test_more_is_done_when_more_is_aimed_at_and_valued_minutes_follow():
    usual, _ = lived(today(), AS_EVER)
    minutes = [lived(today(), even(share, usual))[1].sum() for share in (0.6, 0.9, 1.2, 1.5)]
    assert minutes == sorted(minutes) and minutes[0] < minutes[-1]


def test_a_hard_morning_aims_at_the_least_and_a_good_one_at_the_most():
    usual, _ = lived(today(), AS_EVER)
    loads_of = zip(MUSCLE_GROUPS, load_of(usual), strict=True)
    advice = Advice({group: Aim(0.7 * amount, amount, 1.4 * amount) for group, amount in loads_of})
    hard, most_days, good = (lived(today(above=above), advice)[1].sum() for above in (1.0, 0.5, -0.1))
    assert hard < most_days < good


def test_slack_moves_what_is_done_and_an_ignored_advice_is_none():
    usual, _ = lived(today(), AS_EVER)
    loose, exact = (lived(today(slack=slack), even(1.0, usual))[1].sum() for slack in (1.3, 1.0))
    assert loose > exact
    np.testing.assert_array_equal(lived(today(ignores=True), NOTHING)[0], usual)


def test_bouts_are_kept_apart_by_rests():
    usual, _ = lived(today(), AS_EVER)
    advice = replace(even(1.0, usual), bouts=dict.fromkeys(MUSCLE_GROUPS, (10.0, 15.0)))
    _, valued = lived(today(), advice)
    runs = "".join("x" if one else "." for one in valued).strip(".").split(".")
    assert max(len(run) for run in runs) == 2
    assert valued.sum() > 10


def test_in_bed_with_a_flare_when_that_is_the_way_whoever_advises():
    usual, _ = lived(today("weeks-in-bed"), AS_EVER)
    day, valued = lived(today("weeks-in-bed", in_flare=True), even(1.0, usual))
    assert {loads().names[row] for row in np.unique(day)} == {"resting lying down", SLEEP} and not valued.any()


def test_unplanned_work_is_done_under_any_advice():
    day, valued = lived(today(surprise=True), NOTHING)
    assert SLOT_MIN * (day == loads().row("cleaning")).sum() == 90 and not valued.any()
