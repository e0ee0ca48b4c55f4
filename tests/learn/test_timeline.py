"""The diary as rows of numbers: own units that hold for ever, and what is remembered of it, and for how long."""

from __future__ import annotations

import datetime as dt
import gc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.learn.conftest import daily

from andante.learn import timeline as rows
from andante.learn.timeline import in_own_units, timeline
from andante.records import Diary


@pytest.mark.parametrize("begins", [0, 28, 50])
def test_units_once_found_hold_for_ever(begins):
    rng = np.random.default_rng(begins)
    raw = np.full((80, 2), np.nan)
    raw[begins:] = rng.integers(1, 9, (80 - begins, 2))
    exposure, known, unit, zero, limit = in_own_units(raw, 1)
    for steps in range(1, 81):
        before = in_own_units(raw[:steps], 1)
        assert np.array_equal(before[0], exposure[:steps])
        assert np.array_equal(before[1], known[:steps])
        for was, at_last in zip(before[2:4], (unit, zero), strict=True):
            assert np.array_equal(was, np.where(np.isnan(was), np.nan, at_last), equal_nan=True)
    early = raw[begins : np.flatnonzero(known[:, 1])[0], 1]
    assert (unit[1], zero[1]) == (early.std(), early.mean())
    own = (raw[known[:, 1], 1] - zero[1]) / unit[1]
    assert np.abs(own).max() < 6.0
    np.testing.assert_array_equal(exposure[known[:, 1], 1], own)
    np.testing.assert_array_equal(limit, np.maximum(6.0, 1.5 * np.abs(exposure).max(axis=0)))


def test_a_slip_is_cut_and_what_lasts_is_believed_within_days():
    """Seven days of about 2, as in a week in bed; then one slip; then days of 40 for good. No later row matters."""
    raw = np.array([[1.5, 2.0, 2.5, 1.5, 2.0, 2.5, 2.0, 2.0, 900.0, 2.0, *[40.0] * 8]]).T
    exposure, _, unit, _, limit = in_own_units(raw, 1)
    own = (exposure * unit).ravel()
    assert own[8] == 6.0 * unit[0]
    assert own[9] == 2.0
    assert (np.diff(own[10:]) >= 0.0).all() and own[-1] == 40.0 and (own[10:12] < 40.0).all()
    assert limit[0] == 1.5 * 40.0 / unit[0]
    for rows_ in range(8, len(raw) + 1):
        assert np.array_equal(in_own_units(raw[:rows_], 1)[0], exposure[:rows_])


def test_days_with_a_rating_count_since_an_exposure_takes_part():
    slept = [3.0, 5.0, 7.0, 4.0, 3.0, 5.0, 7.0, 4.0] + [5.0] * 4
    columns = {"pain": [4.0] * 5 + [None] * 3 + [4.0] * 4, "sleep": slept,
               "stress": [None] * 10 + [1.0, 2.0], "event.rain": [0.0] * 10 + [1.0, 0.0]}  # fmt: skip
    line = timeline(daily(columns), "pain")
    assert dict(zip(line.exposures, line.rated_days().tolist(), strict=True)) == {
        "sleep": 4,
        "stress": 0,
        "event.rain": 0,
    }
    # Five values of stress are missing still, and of twelve days one differs where three must.
    assert line.takes_part_in().tolist() == [0.0, 5.0, 24.0]
    assert np.isnan(timeline(daily({"pain": [4.0] * 9, "sleep": [3.0] * 9}), "pain").takes_part_in()).all()


def varied(values: np.ndarray) -> bool:
    """Whether at least seven are known, and three differ from the commonest."""
    known = values[~np.isnan(values)]
    return len(known) >= 7 and len(known) - np.unique(known, return_counts=True)[1].max() >= 3


@pytest.mark.parametrize("seed", range(10))
def test_units_rest_on_the_first_values_that_differ_whatever_is_blank_between(seed):
    raw = np.random.default_rng(seed).choice([0.0, 0.0, 0.0, 0.0, 1.1, 3.7, np.nan], (60, 4))
    raw[:, 3] = 0.0
    _, known, unit, zero, _ = in_own_units(raw, 2)
    for j, column in enumerate(raw.T):
        begins = next((rows for rows in range(1, 61) if varied(column[:rows])), 60)
        assert np.array_equal(known[:, j], ~np.isnan(column) & (np.arange(60) >= begins))
        if j == 3:
            assert np.isnan([unit[j], zero[j]]).all()
            continue
        early = column[:begins][~np.isnan(column[:begins])]
        if j < 2:
            assert zero[j] == 0.0
            assert unit[j] == pytest.approx(np.quantile(early[early > 0.0], 0.75), rel=1e-12)
        else:
            assert (unit[j], zero[j]) == (early.std(), early.mean())


def test_what_is_no_load_may_lie_below_zero():
    columns = {"pain": [3.0] * 20, "event.frost": [-5.0, 2.0, -1.0, 0.0] * 5}
    assert timeline(daily(columns), "pain").written.min() == -5.0


def people() -> list[Diary]:
    """Two people with the same columns, and one of them with other numbers on the same days."""
    numbers = np.random.default_rng(1).integers(0, 11, (3, 2, 12)).astype(float)
    return [daily({"pain": list(pain), "load": list(load)}, person="one") for pain, load in numbers]


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 12)), min_size=1, max_size=12))
def test_rows_are_the_same_whatever_was_asked_before(asked):
    whole = people()
    for which, days in asked:
        part = whole[which].through(whole[which].first_day + dt.timedelta(days=days - 1))
        line = timeline(part, "pain")
        assert line.rating.tolist() == [entry.values["pain"] for entry in part.entries]
        again = timeline(people()[which].through(part.last_day), "pain")
        assert np.array_equal(line.exposure, again.exposure)


def test_the_numbers_of_a_diary_that_is_gone_are_forgotten():
    diary = people()[0]
    timeline(diary, "pain")
    assert len(rows._remembered.entries) == len(diary.entries)
    part = diary.through(diary.last_day)
    del diary
    gc.collect()
    assert len(rows._remembered.entries) == len(part.entries), "the entries are still held"
    del part
    gc.collect()
    assert rows._remembered.entries == ()
    assert rows._remembered.cells.size == 0
