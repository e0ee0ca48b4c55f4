"""The pinball loss against its definition, and the record against rivals that know no more than they may."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.days import at_text
from andante.learn.scores import FEWEST_SCORED, Record, pinball, record_of
from andante.records import Diary, Entry

SEVEN = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
FIRST = dt.date(2026, 1, 1)
numbers = st.floats(-50, 50)
rows_of_numbers = st.lists(numbers, min_size=7, max_size=7).map(sorted)


def slow_pinball(levels, quantiles, observed):
    """The definition, one quantile at a time."""
    losses = []
    for level, quantile in zip(levels, quantiles, strict=True):
        miss = observed - quantile
        losses.append(level * miss if miss >= 0 else (level - 1) * miss)
    return sum(losses) / len(losses)


def test_known_values():
    assert pinball([0.5], [3.0], 5.0) == pytest.approx(1.0)
    assert pinball([0.9], [3.0], 5.0) == pytest.approx(1.8)
    assert pinball([0.9], [5.0], 3.0) == pytest.approx(0.2)
    assert pinball([0.1, 0.9], [2.0, 6.0], 7.0) == pytest.approx((0.5 + 0.9) / 2)
    assert pinball(SEVEN, [4.0] * 7, 4.0) == 0.0


@settings(deadline=None, max_examples=60)
@given(rows_of_numbers, numbers)
def test_it_is_its_definition(quantiles, observed):
    assert pinball(SEVEN, quantiles, observed) == pytest.approx(slow_pinball(SEVEN, quantiles, observed), abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(numbers, numbers)
def test_a_bare_number_loses_half_its_miss(said, observed):
    assert pinball(SEVEN, [said] * 7, observed) == pytest.approx(abs(observed - said) / 2, abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(rows_of_numbers, numbers, st.floats(0.1, 20), numbers)
def test_another_unit_changes_the_loss_by_the_unit_alone(quantiles, observed, unit, zero):
    other = pinball(SEVEN, [zero + unit * quantile for quantile in quantiles], zero + unit * observed)
    assert other == pytest.approx(unit * float(pinball(SEVEN, quantiles, observed)), abs=1e-6)


@settings(deadline=None, max_examples=40)
@given(st.lists(numbers, min_size=3, max_size=30), st.floats(-3, 3))
def test_nobody_gains_by_saying_other_quantiles_than_the_true_ones(values, shift):
    truth = np.quantile(values, SEVEN, method="inverted_cdf")
    honest = pinball(SEVEN, np.tile(truth, (len(values), 1)), values).mean()
    other = pinball(SEVEN, np.tile(truth + shift, (len(values), 1)), values).mean()
    assert honest <= other + 1e-9


def test_many_forecasts_at_once_are_each_alone():
    rng = np.random.default_rng(1)
    quantiles, observed = np.sort(rng.normal(size=(4, 3, 7))), rng.normal(size=(4, 3))
    alone = [[pinball(SEVEN, quantiles[i, j], observed[i, j]) for j in range(3)] for i in range(4)]
    assert pinball(SEVEN, quantiles, observed) == pytest.approx(np.array(alone))


@pytest.mark.parametrize(
    ("levels", "quantiles"), [([], []), ([0.0], [1.0]), ([1.0], [1.0]), ([[0.5]], [[1.0]]), ([0.1, 0.9], [1.0])]
)
def test_what_does_not_fit_is_refused(levels, quantiles):
    with pytest.raises(ValueError, match="allowed"):
        pinball(levels, quantiles, 1.0)


# ── the record ────────────────────────────────────────────────────────────────────────────────────────────────────────


def diary_of(values):
    """One entry a day; a None is a day without a rating."""
    rated = [(FIRST + dt.timedelta(days=i), value) for i, value in enumerate(values)]
    return Diary(tuple(Entry(at, {} if value is None else {"pain": value}) for at, value in rated), ("pain",))


def rows_for(values, said, horizons=(1,)):
    """Forecasts `said(day)` of every day from each earlier day on; past the end nothing is observed."""
    return [
        {
            "origin": str(FIRST + dt.timedelta(days=i)),
            "for": str(FIRST + dt.timedelta(days=i + h)),
            "horizon": h,
            "quantiles": dict.fromkeys(map(str, SEVEN), said(i + h)),
            "observed": values[i + h] if i + h < len(values) else None,
        }
        for i in range(len(values))
        for h in horizons
    ]


def test_last_time_is_the_last_rating_known_at_the_origin():
    values = [2.0, None, 6.0, 3.0]
    record = record_of(rows_for(values, lambda day: 5.0), diary_of(values), "pain")
    # Days 2 and 3 were rated: from the 2 of day 0 (day 1 is blank) to 6, and from 6 to 3.
    assert record.scored == 2
    assert record.last_value == pytest.approx((4.0 + 3.0) / 2 / 2)
    assert record.forecast == pytest.approx((1.0 + 2.0) / 2 / 2)
    assert record.last_value_with_spread == record.last_value


def test_the_rival_with_spread_knows_only_what_had_come():
    rng = np.random.default_rng(3)
    values = [float(value) for value in rng.integers(0, 11, size=60)]
    horizons = (1, 3)
    record = record_of(rows_for(values, lambda day: 5.0, horizons), diary_of(values), "pain")
    losses = []
    for i in range(len(values)):
        for h in horizons:
            if i + h >= len(values):
                continue
            misses = [values[j + h] - values[j] for j in range(i) if j + h <= i]
            spread = values[i] + np.quantile(misses, SEVEN) if len(misses) >= FEWEST_SCORED else [values[i]] * 7
            losses.append(slow_pinball(SEVEN, spread, values[i + h]))
    assert record.scored == len(losses)
    assert record.last_value_with_spread == pytest.approx(np.mean(losses))
    assert record.last_value_with_spread < record.last_value


def test_entries_are_steps_when_a_day_holds_several():
    at = [dt.datetime(2026, 1, 1, hour, tzinfo=dt.UTC) for hour in (8, 12, 20)]
    diary = Diary(tuple(Entry(a, {"pain": v}) for a, v in zip(at, (1.0, 5.0, 2.0), strict=True)), ("pain",))
    rows = [
        {
            "origin": at[i].isoformat(),
            "for": at[i + 1].isoformat(),
            "horizon": 1,
            "quantiles": dict.fromkeys(map(str, SEVEN), 3.0),
            "observed": observed,
        }
        for i, observed in ((0, 5.0), (1, 2.0))
    ]
    record = record_of(rows, diary, "pain")
    assert record.last_value == pytest.approx((4.0 + 3.0) / 2 / 2)
    assert record.forecast == pytest.approx((2.0 + 1.0) / 2 / 2)


def test_a_diary_that_turns_to_several_entries_is_scored_by_days_and_then_by_entries():
    days = [Entry(FIRST + dt.timedelta(days=i), {"pain": value}) for i, value in enumerate((1.0, 4.0))]
    at = [dt.datetime.combine(FIRST + dt.timedelta(days=2), dt.time(hour), dt.UTC) for hour in (8, 20)]
    diary = Diary((*days, *(Entry(a, {"pain": v}) for a, v in zip(at, (9.0, 6.0), strict=True))), ("pain",))
    said = dict.fromkeys(map(str, SEVEN), 3.0)
    steps = [
        (FIRST, days[1].at, 1, 4.0),  # from 1
        (FIRST, at[0].date(), 2, 6.0),  # from 1, to the last entry of the day
        (days[1].at, at[0].date(), 1, 6.0),  # from 4
        (at[0], at[1], 1, 6.0),  # from 9
    ]
    rows = [
        {"origin": at_text(origin), "for": at_text(to), "horizon": h, "quantiles": said, "observed": observed}
        for origin, to, h, observed in steps
    ]
    record = record_of(rows, diary, "pain")
    assert record.last_value == pytest.approx((3.0 + 5.0 + 2.0 + 3.0) / 4 / 2)
    assert record.forecast == pytest.approx((1.0 + 3.0 + 3.0 + 3.0) / 4 / 2)


def test_nothing_to_score_is_no_record():
    assert record_of([], diary_of([3.0]), "pain") == Record(0)
    assert not Record(0).beaten
    assert Record(0).rival is None


@pytest.mark.parametrize(
    ("record", "beaten"),
    [
        (Record(FEWEST_SCORED, 0.3, 0.5, 0.4), True),
        (Record(FEWEST_SCORED - 1, 0.3, 0.5, 0.4), False),
        (Record(100, 0.45, 0.5, 0.4), False),  # the rival with spread was better
        (Record(100, 0.4, 0.5, 0.4), False),  # as good is not better
        (Record(100, 0.45, 0.4, 0.5), False),
    ],
)
def test_beaten_is_better_than_both_rivals_on_enough_days(record, beaten):  # acceptance 29
    assert record.beaten is beaten
