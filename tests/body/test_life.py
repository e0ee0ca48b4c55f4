"""People who live for weeks: what training, rest and one hard day leave, and the diary they keep of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from andante.arrays import jax
from andante.body.archetypes import archetypes
from andante.body.doing import loads
from andante.body.life import Day, Life, begin, spend, strength, wake
from andante.body.pain import felt_pain
from andante.body.parameters import packaged
from andante.body.people import draw
from andante.body.protocol import GROUPS
from andante.body.simulate import (
    FIRST_DAY,
    Cohort,
    DayPlan,
    VirtualPerson,
    days_of,
    people_living,
    planned,
    simulate,
    virtual_people,
)
from andante.body.sites import unit_of
from andante.body.written import COLUMNS
from andante.errors import InputError
from andante.exchange.diary_csv import column_problem, read_people, write_diary
from andante.records import Entry

PEOPLE = 5
RATINGS = [name for name in COLUMNS if not name.startswith("load.")]
EASY: DayPlan = [("showering", 7.5, 15), ("shopping", 10.0, 45), ("desk work", 13.0, 120), ("cooking", 18.0, 40)]
"""No exercise: a walk trains the legs of a weak person."""
TRAINS: DayPlan = [*EASY, ("resistance training moderate", 16.0, 45)]
IN_BED: DayPlan = [("resting lying down", 7.0, 960)]


def days(life: Life, plans: Callable[[int], DayPlan], count: int) -> tuple[Life, list[tuple[Life, Day]]]:
    """`count` days under the plan of each, whatever it hurts."""
    seen = []
    for number in range(count):
        activity = np.repeat(planned(plans(number)), len(life), axis=1)
        life, day = spend(*wake(life)[:2], activity, stops_at=np.full(len(life), 99.0))
        seen.append((life, day))
    return life, seen


@cache
def settled(group: str = "fm") -> Life:
    """People who have lived easy days for five weeks: their habit is known."""
    return days(begin(draw(group, range(PEOPLE), seed=3, table=packaged())), lambda _: EASY, 35)[0]


KNEE = unit_of("knee", "right")

# ── strength ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def after_training() -> Life:
    return days(settled(), lambda number: TRAINS if number % 7 in (0, 2, 4) else EASY, 12 * 7)[0]


def test_easy_days_keep_strength() -> None:
    before, after = strength(settled()), strength(days(settled(), lambda _: EASY, 28)[0])
    np.testing.assert_allclose(after, before, rtol=0.01)


def test_training_makes_strong_and_stopping_loses_it_again() -> None:
    before, most = strength(settled()), strength(after_training())
    stopped, _ = days(after_training(), lambda _: EASY, 20 * 7)
    later = strength(stopped)
    assert np.all(most[KNEE] > 1.02 * before[KNEE])
    assert np.all(most[KNEE] < 1.8 * before[KNEE]), "nobody doubles their strength in twelve weeks"
    assert np.all(later[KNEE] < most[KNEE])
    assert np.all((most - later)[KNEE] > 0.25 * (most - before)[KNEE]), "much is lost in twenty weeks"


def test_weeks_in_bed_make_weak_and_getting_up_brings_it_back() -> None:
    weak, _ = days(settled(), lambda _: IN_BED, 28)
    again, _ = days(weak, lambda _: EASY, 84)
    for row in (KNEE, unit_of("ankle", "left")):
        start, low, later = (strength(life)[row] for life in (settled(), weak, again))
        assert np.all(low < 0.97 * start), "the row `disuse` says about a tenth in a month"
        assert np.all(low > 0.7 * start)
        assert np.all(later > low)


@pytest.mark.parametrize("share", [1.0, 0.35])
def test_every_exercise_above_the_threshold_of_the_person_trains_them(share: float) -> None:
    """A load that is light for the strong is heavy for the weak."""
    table, known = packaged().with_values({"strength_common": share}), loads()
    life = begin(draw("healthy", range(PEOPLE), seed=3, table=table))
    able, threshold = strength(life), table.value("training_load")
    for row in np.flatnonzero(known.exercise):
        relative = known.load[row][:, None] / able
        after, _ = days(life, lambda _, row=row: [(known.names[row], 10.0, 60.0)], 1)
        np.testing.assert_array_equal(after.training.dose > 0.0, relative > threshold, err_msg=known.names[row])


# ── soreness ─────────────────────────────────────────────────────────────────────────────────────────────────────────

HARD: DayPlan = [*EASY, ("resistance training hard", 20.0, 40)]


def soreness(plans: Callable[[int], DayPlan], count: int) -> np.ndarray:
    """Soreness of the knee at the end of each day: (days, people)."""
    return np.array([np.asarray(life.bodies.sore)[KNEE] for life, _ in days(settled(), plans, count)[1]])


def test_soreness_comes_the_next_day_and_fades_over_days() -> None:
    sore = soreness(lambda number: HARD if number == 0 else EASY, 15)
    assert np.all(sore[0] > 0.0)
    assert np.all(sore[1] > 1.5 * sore[0])
    assert np.all(np.diff(sore[2:], axis=0) < 0.0)
    assert np.all(sore[4] > 0.02 * sore[1]), "it takes days"
    assert np.all(sore[14] < 0.05 * sore[1]), "it is gone after two weeks"


def test_soreness_is_felt() -> None:
    """The evening after a bout, against the same bodies without their soreness."""
    life, _ = days(settled(), lambda n: HARD if n == 0 else EASY, 2)[1][-1]
    sore = np.asarray(felt_pain(life.bodies, life.traits, life.constants))
    spared = life.bodies._replace(sore=np.zeros_like(life.bodies.sore))
    assert np.all(sore[KNEE] > np.asarray(felt_pain(spared, life.traits, life.constants))[KNEE])


def test_the_second_bout_leaves_less() -> None:
    sore = soreness(lambda number: HARD if number in (0, 14) else EASY, 20)
    first, second = sore[:14].max(axis=0), sore[14:].max(axis=0) - sore[13]
    assert np.all(second < 0.9 * first)


# ── overdoing ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_day_of_too_much_is_paid_for_later_and_is_over() -> None:
    """Against the same days without it: nothing of it that morning, most within days, nothing after two weeks."""
    too_much: DayPlan = [*EASY, ("gardening", 14.0, 180)]
    over, usual = (days(settled(), lambda n, plan=plan: plan if n == 0 else EASY, 16)[1] for plan in (too_much, EASY))
    later = np.array([one[0].centre.delayed - other[0].centre.delayed for one, other in zip(over, usual, strict=True)])
    assert np.all(later >= -1e-6)
    assert np.all(later.max(axis=0) > 0.05)
    assert np.all((np.argmax(later, axis=0) >= 0) & (np.argmax(later, axis=0) <= 3))
    assert np.all(later[15] < 0.01 * later.max(axis=0))
    strained = np.array(
        [one[0].centre.overexertion - other[0].centre.overexertion for one, other in zip(over, usual, strict=True)]
    )
    assert np.all(strained[0] > 0.0)


def test_the_centre_wanders_as_widely_as_the_table_says() -> None:
    """The spread of drift and level stays what it is however many days are lived."""
    many = 300
    table = packaged()
    life = begin(draw("fm", range(many), seed=3, table=table))
    for name in ("drift", "level"):
        expected = np.sqrt(np.mean(life.people.get(f"{name}_sd") ** 2))
        seen, now = [], life
        for day in range(12):
            now, _, _ = wake(replace(now, day=day))
            seen.append(getattr(now.centre, name))
        for values in (seen[0], seen[-1]):
            assert np.sqrt(np.mean(values**2)) == pytest.approx(expected, rel=0.2)
        kept = np.corrcoef(seen[-2] / life.people.get(f"{name}_sd"), seen[-1] / life.people.get(f"{name}_sd"))[0, 1]
        assert kept == pytest.approx(np.exp(-1.0 / table.value(f"{name}_days", "fm")), abs=0.15)


# ── one person ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("group", GROUPS)
def test_a_person_is_a_value(group: str) -> None:
    person = virtual_people(2, group, seed=5)[1]
    frozen = jax.tree.map(np.array, (person.life.bodies, person.life.centre, person.life.training))
    one, other = person.live(EASY), person.live(EASY)
    assert one.entry == other.entry and one.truth == other.truth
    assert one.today == person.today + dt.timedelta(days=1)
    assert (person.today, person.entry, person.truth) == (FIRST_DAY, None, {})
    now = (person.life.bodies, person.life.centre, person.life.training)
    for before, after in zip(jax.tree.leaves(frozen), jax.tree.leaves(now), strict=True):
        np.testing.assert_array_equal(before, after)
    assert person.live().live(TRAINS).entry == person.live().live(TRAINS).entry


def in_order(entry: Entry) -> None:
    assert all(column_problem(name) is None for name in entry.values)
    assert set(entry.values) <= set(COLUMNS)
    for name in RATINGS:
        if name in entry.values:
            assert entry.values[name] in range(11), name
    for name in set(entry.values) - set(RATINGS):
        assert entry.values[name] >= 0.0 and entry.values[name] == round(entry.values[name])


@pytest.mark.parametrize("group", GROUPS)
def test_an_entry_is_what_a_diary_takes(group: str) -> None:
    written = 0
    for person in virtual_people(3, group, seed=5):
        now = person
        for number in range(10):
            now = now.live() if number % 2 else now.live(TRAINS)
            if now.entry is not None:
                assert now.entry.at == now.today - dt.timedelta(days=1)
                assert "pain" in now.entry.values
                in_order(now.entry)
                written += 1
            assert all(np.isfinite(value) for value in now.truth.values())
    assert written > 10


def test_a_person_alone_lives_as_in_the_batch() -> None:
    alone = virtual_people(8, seed=5)
    ways = tuple(person.way for person in alone)
    life = begin(people_living(ways, draw("fm", range(8), seed=5, table=packaged())))
    before = alone[0].life.day
    start = FIRST_DAY - dt.timedelta(days=before)
    for after, day, _ in list(days_of(life, ways, start, before + 3))[before:]:
        alone = tuple(person.live() for person in alone)
        np.testing.assert_allclose([person.truth["pain"] for person in alone], day.rating, rtol=1e-3)
        found = np.concatenate([person.life.bodies.sore for person in alone], axis=1)
        np.testing.assert_allclose(found, after.bodies.sore, rtol=1e-3, atol=1e-5)


def test_what_is_planned_is_done_and_what_hurts_is_left() -> None:
    person = virtual_people(1, seed=5)[0]
    idle, busy = person.live([], stops_at=99.0), person.live([("walking", 9.0, 180)], stops_at=99.0)
    assert (idle.truth["active_min"], busy.truth["active_min"]) == (0.0, 180.0)
    assert busy.truth["load.lower_legs"] > idle.truth["load.lower_legs"] == 0.0
    wary = person.live([("walking", 9.0, 180)], stops_at=0.0)
    assert (wary.truth["active_min"], wary.truth["broken_off_min"]) == (0.0, 180.0)


def test_later_parts_of_a_plan_lie_over_earlier_ones_and_nights_are_slept() -> None:
    known = loads()
    day = planned([("desk work", 9.0, 120), ("walking", 10.0, 30)])[:, 0]
    names = [known.names[row] for row in day]
    assert names.count("walking") == 6 and names.count("desk work") == 18
    assert names[: 7 * 12] == ["sleeping"] * 84 and names[23 * 12 :] == ["sleeping"] * 12
    assert names[10 * 12] == "walking" and names[10 * 12 + 6] == "desk work"


# ── wrong input ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "plan",
    [
        [("juggling", 9.0, 10.0)],
        [("walking", -0.5, 10.0)],
        [("walking", 24.0, 10.0)],
        [("walking", float("nan"), 10.0)],
        [("walking", 9.0, -5.0)],
        [("walking", 9.0, float("nan"))],
        [("walking", 9.0, 1441.0)],
        [("walking", 23.0, 120.0)],
    ],
)
def test_a_plan_that_no_day_can_hold_is_refused(plan: DayPlan) -> None:
    with pytest.raises(InputError, match="day plan"):
        virtual_people(1)[0].live(plan)


def test_wrong_numbers_and_names_are_refused() -> None:
    with pytest.raises(InputError, match="virtual_people"):
        virtual_people(0)
    with pytest.raises(InputError, match="group"):
        virtual_people(1, "sick")
    for count, length in ((0, 5), (5, 0), (-1, 5)):
        with pytest.raises(InputError, match="people and days"):
            simulate(count, length)
    with pytest.raises(InputError, match="group"):
        simulate(1, 1, group="FM")
    with pytest.raises(InputError, match="policy"):
        simulate(1, 1, policy="couch")


def test_a_number_for_each_person_is_asked_for() -> None:
    with pytest.raises(InputError, match="numbers"):
        simulate(2, 1, numbers=[1, 2, 3])


# ── cohorts ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def cohort(group: str = "fm") -> Cohort:
    return simulate(2 * len(archetypes()), 14, group=group, seed=2)


@pytest.mark.parametrize("group", GROUPS)
def test_every_way_of_living_lives_a_fortnight(group: str) -> None:
    lived = cohort(group)
    assert set(lived.ways) == set(archetypes())
    for name, values in lived.truth.items():
        assert values.shape == (14, len(lived.ways))
        assert np.all(np.isfinite(values)), name
    assert np.all((lived.truth["pain"] >= 0.0) & (lived.truth["pain"] <= 10.0))
    for diary in lived.diaries:
        assert diary.entries and diary.columns == COLUMNS
        for entry in diary.entries:
            in_order(entry)


def test_diaries_are_written_and_read_back(tmp_path) -> None:
    path = tmp_path / "people.csv"
    write_diary(cohort().diaries, path)
    back = read_people(path)
    assert [one.person for one in back] == [one.person for one in cohort().diaries]
    for one, other in zip(back, cohort().diaries, strict=True):
        assert one.entries == other.entries
        assert one.columns == other.columns


@cache
def long_lived() -> Cohort:
    """Thirty-two people for two months, who write no more often than many do, and have a flare now and then."""
    return simulate(32, 60, seed=2, table=packaged().with_values({"completion": 1.5, "flare_rate@fm": 0.01}))


def test_days_are_missing_when_pain_is_high() -> None:
    lived = long_lived()
    pain = lived.truth["pain"]
    above = pain - np.median(pain, axis=0)
    written = np.zeros(pain.shape, bool)
    for person, diary in enumerate(lived.diaries):
        for entry in diary.entries:
            written[(entry.at - lived.first_day).days, person] = True
    assert 0.05 < np.mean(~written) < 0.5
    gap = above[~written].mean() - above[written].mean()
    error = np.sqrt(above[~written].var() / (~written).sum() + above[written].var() / written.sum())
    assert gap > 3.0 * error


def test_a_flare_hurts_and_ends() -> None:
    truth = long_lived().truth
    flare = truth["flare"] > 0.0
    assert np.any(flare)
    own = [
        truth["pain"][flare[:, i], i].mean() - truth["pain"][~flare[:, i], i].mean()
        for i in range(flare.shape[1])
        if 2 < flare[:, i].sum() < 55
    ]
    assert np.mean(own) > 0.3
    assert np.mean(flare) < 0.5


def test_a_person_is_the_same_whoever_asks() -> None:
    one, other = virtual_people(1, seed=5)[0], virtual_people(1, seed=6)[0]
    assert isinstance(one, VirtualPerson) and one.traits != other.traits
    assert virtual_people(1, "healthy", seed=5)[0].traits != one.traits
    assert set(one.traits) >= {"pain_gain", "relief_sustained", "strength_common", "flare_rate"}
