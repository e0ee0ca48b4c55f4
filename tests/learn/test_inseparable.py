"""What nearly always comes together: found where it is so, and not where a diary could tell it apart."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.learn.conftest import FIRST, blanks, daily

from andante.learn.effects import NOT_YET, Effect
from andante.learn.filter import learn
from andante.learn.inseparable import Inseparable, inseparable
from andante.learn.links import links
from andante.learn.timeline import timeline
from andante.records import Diary, Entry

DAYS = 60


def told(**columns) -> tuple[tuple[str, ...], ...]:
    """What comes together in a diary with these columns beside pain; each of them DAYS long."""
    return found(**columns).together


def found(**columns) -> Inseparable:
    """All that is inseparable in such a diary."""
    pain = np.random.default_rng(1).integers(2, 7, DAYS)
    named = {name.replace("_", ".", 1): values for name, values in columns.items()}
    return inseparable(timeline(daily({"pain": pain, **named}), "pain"))


def next_day(diary: Diary) -> dict[str, Effect]:
    """The effect on the next day of each exposure."""
    return {each.exposure: each for each in links(learn(diary, "pain"), diary) if each.when == "next day"}


def yes(seed: int, share: float = 0.4) -> np.ndarray:
    return (np.random.default_rng(seed).random(DAYS) < share).astype(float)


def test_two_that_always_come_together_are_a_set_whatever_their_units() -> None:
    walked = np.random.default_rng(2).gamma(4.0, 10.0, DAYS)
    assert found(treatment_heat=yes(3), treatment_bath=yes(3)) == ((("treatment.heat", "treatment.bath"),), ())
    assert told(steps=np.round(100.0 * walked), load_lower_legs=walked) == (("load.lower_legs", "steps"),)


def test_each_set_is_named_once_and_whole() -> None:
    seeds = {"a": 3, "b": 4, "c": 3, "d": 4, "e": 5, "f": 3}
    found = told(**{f"treatment_{name}": yes(seed) for name, seed in seeds.items()})
    assert found == (("treatment.a", "treatment.c", "treatment.f"), ("treatment.b", "treatment.d"))


def test_some_days_of_one_alone_tell_them_apart() -> None:
    other = yes(3)
    other[[5, 15, 25, 35]] = 1.0 - other[[5, 15, 25, 35]]
    assert told(treatment_heat=yes(3), treatment_bath=other) == ()


def test_what_comes_instead_of_another_is_no_set_of_what_comes_together() -> None:
    office = yes(3)
    days = found(event_office=office, event_home=1.0 - office, treatment_tea=yes(4))
    assert days == ((), (("event.office", "event.home"),))
    assert days.names == {"event.office", "event.home"}
    days = found(event_office=office, event_home=1.0 - office, event_commute=office)
    assert days == ((("event.office", "event.commute"),), (("event.office", "event.home", "event.commute"),))
    both = 1.0 - office
    both[[5, 15, 25, 35]] = office[[5, 15, 25, 35]]
    assert found(event_office=office, event_home=both) == ((), ())


def test_a_fortnight_of_days_with_both_is_needed_and_a_blank_is_no_zero() -> None:
    gaps = np.arange(DAYS) >= 10
    few = blanks(yes(3), gaps)
    assert told(treatment_heat=yes(3), treatment_bath=few) == ()
    enough = blanks(yes(3), np.arange(DAYS) >= 30)
    assert told(treatment_heat=yes(3), treatment_bath=enough) == (("treatment.heat", "treatment.bath"),)


def test_days_count_and_not_entries() -> None:
    rng = np.random.default_rng(7)
    rows = []
    for i in range(40):
        at = dt.datetime.combine(FIRST + dt.timedelta(days=i // 4), dt.time(8 + 3 * (i % 4)))
        heat = float(rng.random() < 0.5)
        rows.append(Entry(at, {"pain": float(rng.integers(2, 7)), "treatment.heat": heat, "treatment.bath": heat}))
    columns = ("pain", "treatment.heat", "treatment.bath")
    assert inseparable(timeline(Diary(tuple(rows), columns), "pain")) == ((), ())


def test_no_number_of_days_is_promised_for_either_and_for_another_it_is() -> None:
    rng = np.random.default_rng(1)
    heat, other, pain, carry = yes(3), yes(4), [], 0.0
    for i in range(DAYS):
        carry = 0.5 * carry + 0.6 * rng.standard_normal()
        pain.append(float(np.clip(round(5.0 + carry - 1.5 * (heat[i - 1] if i else 0.0)), 0, 10)))
    diary = daily({"pain": pain, "treatment.heat": heat, "treatment.bath": heat, "treatment.tea": other})
    by_name = next_day(diary)
    for name in ("treatment.heat", "treatment.bath"):
        assert (by_name[name].verdict, by_name[name].more_days_needed) == (NOT_YET, None)
    alone = next_day(daily({"pain": pain, "treatment.heat": heat, "treatment.tea": other}))
    assert alone["treatment.heat"].verdict == "helps"
    assert by_name["treatment.tea"].verdict != NOT_YET or by_name["treatment.tea"].more_days_needed


def test_no_number_of_days_is_promised_for_what_comes_instead_of_another() -> None:
    office = yes(3)
    pain = np.random.default_rng(1).integers(2, 7, DAYS)
    by_name = next_day(daily({"pain": pain, "event.office": office, "event.home": 1.0 - office, "event.tea": yes(4)}))
    waits = {name: each.more_days_needed for name, each in by_name.items() if each.verdict == NOT_YET}
    assert {name: waits.get(name) for name in ("event.office", "event.home")} == {
        "event.office": None,
        "event.home": None,
    }
    assert "event.office" in waits
    assert waits["event.tea"]


@given(st.integers(0, 10_000), st.integers(2, 5))
def test_what_has_nothing_to_do_with_each_other_is_no_set(seed: int, count: int) -> None:
    columns = {f"treatment_t{i}": yes(seed * 10 + i) for i in range(count)}
    assert found(**columns) == ((), ())


@pytest.mark.parametrize("columns", [{}, {"treatment_heat": np.zeros(DAYS)}])
def test_nothing_to_compare_is_no_set(columns) -> None:
    assert found(**columns) == ((), ())
