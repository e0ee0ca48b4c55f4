"""Each fault does what its words say, by its own random numbers, and nothing else."""

from __future__ import annotations

import datetime as dt

import pytest

from andante.errors import InputError
from andante.insilico.faults import FAULTS, LOADS, faults_named, kept, surprised
from andante.insilico.people import cohort
from andante.records import Entry

ON = dt.date(2026, 3, 5)
VALUES = {"pain": 5.0, "sleep": 6.0, **{name: 10.0 * (i + 1) for i, name in enumerate(LOADS)}}
FIRST, SECOND = cohort(2, ["desk-worker"])


def days(fault: str, *, above: float = 0.0, values: dict[str, float] = VALUES, count: int = 400) -> list[Entry | None]:
    return [kept(FAULTS[fault], FIRST, Entry(ON, values), above=above, day=day) for day in range(count)]


def share(entries: list[Entry | None]) -> float:
    return sum(entry is None for entry in entries) / len(entries)


def test_without_a_fault_everything_stands_as_it_was_written():
    assert all(entry == Entry(ON, VALUES) for entry in days("none", above=4.0, count=20))


def test_days_go_missing_at_random_or_when_they_are_bad():
    assert 0.23 < share(days("missing-days")) < 0.37
    assert share(days("missing-when-bad")) == 0.0
    assert 0.72 < share(days("missing-when-bad", above=1.5)) < 0.88


def test_exaggeration_is_greater_on_bad_days_and_stays_on_the_scale():
    (good,), (bad,) = days("exaggerating", count=1), days("exaggerating", above=2.0, count=1)
    assert good is not None and bad is not None
    assert (good.values["pain"], bad.values["pain"]) == (6.0, 8.0)
    assert good.values["sleep"] == 6.0 and good.values[LOADS[0]] == 10.0
    (most,) = days("exaggerating", above=2.0, values={"pain": 9.0}, count=1)
    assert most is not None and most.values["pain"] == 10.0


def test_ratings_are_even_and_loads_stay():
    (entry,) = days("even-numbers", values={"pain": 7.0, LOADS[0]: 15.0}, count=1)
    assert entry is not None and entry.values == {"pain": 8.0, LOADS[0]: 15.0}


def test_the_clock_is_a_day_wrong_either_way():
    dates = [kept(FAULTS["wrong-clock"], person, Entry(ON, VALUES), above=0.0, day=1) for person in (FIRST, SECOND)]
    assert [entry.at - ON for entry in dates if entry is not None] == [dt.timedelta(days=-1), dt.timedelta(days=1)]


def test_loads_are_doubled_on_a_fifth_of_the_days_and_ratings_never():
    found = [entry for entry in days("double-entry") if entry is not None]
    twice = [entry for entry in found if entry.values[LOADS[0]] == 20.0]
    assert 0.14 < len(twice) / len(found) < 0.26
    assert all(entry.values["pain"] == 5.0 for entry in found)


def test_loads_move_to_the_neighbouring_group_and_none_is_lost():
    found = [entry for entry in days("wrong-muscle-group") if entry is not None]
    moved = [entry for entry in found if entry.values[LOADS[0]] != 10.0]
    assert 0.25 < len(moved) / len(found) < 0.42
    assert all(sorted(e.values[name] for name in LOADS) == sorted(VALUES[name] for name in LOADS) for e in moved)
    (blank,) = days("wrong-muscle-group", values={"pain": 5.0}, count=1)
    assert blank is not None and blank.values == {"pain": 5.0}


def test_half_the_load_is_written_on_average():
    shares = [entry.values[LOADS[0]] / 10.0 for entry in days("half-the-load") if entry is not None]
    assert 0.47 < sum(shares) / len(shares) < 0.53
    assert min(shares) < 0.4 and max(shares) > 0.6
    assert FAULTS["half-the-load"].reckons == 0.5


def test_unplanned_work_comes_about_every_fortnight_and_only_with_its_fault():
    assert 0.04 < sum(surprised(FAULTS["unplanned-load"], FIRST, day) for day in range(1000)) / 1000 < 0.10
    assert not any(surprised(FAULTS["none"], FIRST, day) for day in range(100))


def test_the_same_person_and_day_have_the_same_luck_and_others_another():
    assert days("missing-days") == days("missing-days")
    other = [kept(FAULTS["missing-days"], SECOND, Entry(ON, VALUES), above=0.0, day=day) for day in range(400)]
    assert other != days("missing-days")
    assert kept(FAULTS["double-entry"], FIRST, None, above=0.0, day=1) is None


def test_names_of_faults():
    assert len(faults_named(["all"])) == 10
    assert [fault.name for fault in faults_named(["wrong-clock", "none"])] == ["wrong-clock", "none"]
    with pytest.raises(InputError, match="faults: found 'ghosts', allowed are all, none"):
        faults_named(["ghosts"])
