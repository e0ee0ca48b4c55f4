"""The flare rule against a slow twin written from its words, against cases made by hand, and along simulated paths."""

from __future__ import annotations

import datetime as dt
import math
from statistics import median

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.insilico.flare_rule import days_in_flares
from andante.learn.filter import learn
from andante.learn.flares import FlareRecord, FlareState, Span, Usual, flare_record, marked_days, spans_of
from andante.learn.paths import flare_paths
from andante.records import Diary, Entry, Scale

FIRST = dt.date(2026, 1, 1)
CALM = [4.0] * 10  # level 4, margin 1.5: high from 5.5, calm below 4.75, with one or two high values among them too


# ── the slow twin: every step looks at all values again ──────────────────────────────────────────────────────────────


class SlowRule:
    """The rule in its own words. Keeps every value ever written and whether it was in a flare."""

    def __init__(self):
        self.values = []  # [time, value, in flare], oldest first
        self.flare = None  # (start, level, margin)
        self.before = None  # (time, was high), of the value before this one, while no flare was under way
        self.calm_before = False

    def usual(self, now):
        window = [value for time, value, flaring in self.values if 0 < now - time <= 28 and not flaring]
        if len(window) < 10:
            return None
        level = median(window)
        sd = 1.4826 * median([abs(value - level) for value in window])
        return level, max(1.5, 1.5 * sd)

    def pass_time(self, now):
        if self.flare and now - self.flare[0] >= 28:
            for row in self.values:
                if row[0] >= self.flare[0]:
                    row[2] = False
            self.flare, self.before, self.calm_before = None, None, False

    def write(self, now, value):
        self.pass_time(now)
        if self.flare:
            _, level, margin = self.flare
            calm = value < level + margin / 2
            ends = calm and self.calm_before
            self.calm_before = calm and not ends
            self.values.append([now, value, not ends])
            if ends:
                self.flare, self.before = None, None
            return
        usual = self.usual(now)
        high = usual is not None and value >= usual[0] + usual[1]
        starts = high and self.before is not None and self.before[1] and now - self.before[0] <= 3
        self.values.append([now, value, starts])
        self.before = None if starts else (now, high)
        if starts:
            self.flare = (now, *usual)


GAPS = [1.0] * 24 + [0.0, 0.25, 2.0, 3.0, 3.5, 9.0, 29.0]  # exact in binary, so that 28 days are 28 days


@st.composite
def rated_series(draw):
    """(days, values): a person near 4 with stretches far above, gaps between."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    count = draw(st.integers(1, 90))
    times = np.cumsum(rng.choice(GAPS, count))
    high = np.repeat(rng.random(9) < draw(st.sampled_from([0.2, 0.4])), 10)[:count]
    values = np.where(high, rng.integers(6, 11, count), rng.integers(2, 7, count)).astype(float)
    return times.tolist(), values.tolist()


@settings(deadline=None, max_examples=150)
@given(rated_series(), st.sampled_from([0.0, 0.5, 1.0, 5.0, 20.0, 28.0, 40.0]))
def test_the_rule_is_its_words(series, later):
    state, slow = FlareState(), SlowRule()
    for now, value in zip(*series, strict=True):
        state = state.step(now, value)
        slow.write(now, value)
        assert state.under_way == (slow.flare is not None)
        if slow.flare:
            assert state.since == slow.flare[0]
            assert (state.kept.level, state.kept.margin) == slow.flare[1:]
    end = series[0][-1] + later
    slow.pass_time(end)
    assert state.at(end).under_way == (slow.flare is not None)
    found = state.at(end).usual(end)
    assert (None if found is None else (found.level, found.margin)) == slow.usual(end)


def flaring(values, start=0.0):
    """Whether a flare is under way after each value, one a day; None is a day without one."""
    state, answers = FlareState(), []
    for i, value in enumerate(values):
        state = state.at(start + i) if value is None else state.step(start + i, value)
        answers.append(state.under_way)
    return answers


def test_a_flare_starts_on_the_second_of_two_successive_high_values_and_not_before():
    assert flaring([*CALM, 5.5, 5.5]) == [False] * 11 + [True]
    assert not any(flaring([*CALM, 6.0, 5.4, 6.0]))  # successive values, not two of three
    assert not any(flaring([*CALM, 5.4, 5.4]))


LEVELS = [tenths / 10.0 for tenths in range(86)]  # a rise of the margin ends at 10 at most


def is_high_by(level, values):
    """Whether `values` on two days after ten at `level` are a flare: step by step, along a path, and by the twin."""
    written = [level] * 10 + values
    state = FlareState()
    for now in range(10):
        state = state.step(float(now), level)
    path = flare_paths(state, np.arange(10.0, 10.0 + len(values)), np.array([values]))
    days = [FIRST + dt.timedelta(days=now) for now in range(len(written))]
    twin = set(days_in_flares([(float(now), days[now], value) for now, value in enumerate(written)], days[-1]))
    return flaring(written)[-1], bool(path.under_way[0, -1]), days[-1] in twin


def test_a_rise_of_exactly_the_margin_is_high_at_every_level():
    """At 12 of 86 levels their sum is a little more, for a computer, than the rating that is meant."""
    assert {is_high_by(level, [round(level + 1.5, 1)] * 2) for level in LEVELS} == {(True, True, True)}
    assert {is_high_by(level, [round(level + 1.49, 2)] * 2) for level in LEVELS} == {(False, False, False)}


def test_what_lies_at_exactly_half_the_margin_is_not_yet_calm():
    for half, goes_on in ((0.75, True), (0.74, False)):
        found = {is_high_by(level, [round(level + 1.5, 1)] * 2 + [round(level + half, 2)] * 2) for level in LEVELS}
        assert found == {(goes_on,) * 3}


@pytest.mark.parametrize(("days_apart", "starts"), [(3, True), (4, False)])
def test_the_two_may_lie_three_days_apart(days_apart, starts):
    assert flaring([*CALM, 7.0, *[None] * (days_apart - 1), 7.0])[-1] is starts


def test_half_a_day_past_three_is_too_far():
    state = FlareState()
    for i, value in enumerate(CALM):
        state = state.step(float(i), value)
    assert state.step(11.0, 7.0).step(14.0, 7.0).under_way
    assert not state.step(11.0, 7.0).step(14.01, 7.0).under_way


def test_fewer_than_ten_values_call_no_flare():
    assert not any(flaring([*CALM[:9], 9.0]))
    # The tenth value makes a usual; a high one before that day was not yet high.
    assert flaring([*CALM[:9], 9.0, 9.0, 9.0])[-3:] == [False, False, True]


def test_the_usual_looks_back_28_days_and_no_further():
    gap = [None] * 18  # day 10 to 27: day 28 still sees day 0
    assert flaring([*CALM, *gap, 9.0]) == [False] * 29
    state = FlareState()
    for i, value in enumerate(CALM):
        state = state.step(float(i), value)
    assert state.usual(28.0) == Usual(4.0, 1.5)
    assert state.usual(28.5) is None
    assert state.usual(5.0) is None  # only what came before


def test_a_wide_habit_has_a_wide_margin():
    state = FlareState()
    for i, value in enumerate([2.0, 6.0] * 6):
        state = state.step(float(i), value)
    assert state.usual(12.0).level == 4.0
    assert state.usual(12.0).margin == pytest.approx(1.5 * 1.4826 * 2.0)


def test_values_of_a_flare_are_left_out_of_the_usual():
    state = FlareState()
    for i, value in enumerate([*CALM, 8.0, *[9.0] * 9]):
        state = state.step(float(i), value)
    assert state.under_way
    # The first high value was not in the flare: it is the eleventh of the window.
    assert state.usual(20.0).level == median([*CALM, 8.0])


def test_a_flare_keeps_the_level_and_margin_of_its_start():
    state = FlareState()
    for i, value in enumerate([*CALM, 8.0, 8.0]):
        state = state.step(float(i), value)
    kept = state.kept
    for i in range(12, 30):
        state = state.step(float(i), 8.0)
        assert state.kept == kept


def test_a_flare_ends_on_the_second_of_two_successive_calm_values_and_that_day_is_out():
    assert flaring([*CALM, 8.0, 8.0, 4.0, 4.0, 4.0])[-4:] == [True, True, False, False]
    assert all(flaring([*CALM, 8.0, 8.0, 4.0, 4.8, 4.0])[-4:])
    assert flaring([*CALM, 8.0, 8.0, 4.0, *[None] * 9, 4.0])[-2:] == [True, False]  # successive, however far apart


def test_exactly_half_the_margin_is_not_calm():
    level, margin = 5.0, 1.5
    state = FlareState(since=0.0, kept=Usual(level, margin))
    line = level + margin / 2
    assert state.step(1.0, line).step(2.0, line).under_way
    below = line - 1e-6
    assert not state.step(1.0, below).step(2.0, below).under_way


def test_after_28_days_a_flare_is_closed_and_becomes_the_usual():
    values = [*CALM, *[8.0] * 40]
    answers = flaring(values)
    assert answers.index(True) == 11
    assert answers[11:39] == [True] * 28
    assert not any(answers[39:])  # eight is the usual now
    state = FlareState()
    for i, value in enumerate(values):
        state = state.step(float(i), value)
    assert state.usual(50.0) == Usual(8.0, 1.5)


def test_it_is_closed_on_a_day_without_an_entry_too():
    state = FlareState(since=0.0, kept=Usual(4.0, 1.5))
    assert state.at(27.9).under_way
    assert not state.at(28.0).under_way


# ── whole diaries ────────────────────────────────────────────────────────────────────────────────────────────────────


def diary_of(values, marks=(), first=FIRST, **options):
    """One entry a day; None leaves a day out; `marks` are numbers of marked days."""
    rows = [
        Entry(first + dt.timedelta(days=i), {"pain": value, **({"flare": 1.0} if i in marks else {})})
        for i, value in enumerate(values)
        if value is not None
    ]
    return Diary(tuple(rows), ("pain", "flare"), **options)


def day(number):
    return FIRST + dt.timedelta(days=number)


def test_spans_join_successive_days_and_the_last_stays_open():
    days = [day(5), day(3), day(4), day(9), day(10)]
    assert spans_of(days, day(12)) == (Span(day(3), day(5)), Span(day(9), day(10)))
    assert spans_of(days, day(10)) == (Span(day(3), day(5)), Span(day(9), None))
    assert spans_of([], day(1)) == ()


def test_days_without_an_entry_inside_a_flare_are_in_it():
    record = flare_record(diary_of([*CALM, 8.0, 8.0, None, None, 8.0, 4.0, 4.0]), "pain")
    assert record.spans == (Span(day(11), day(15)),)
    assert record.under_way(day(12))
    assert not record.under_way(day(16))


def test_an_open_flare_reaches_no_further_than_28_days():
    values = [*CALM, 8.0, 8.0, *[None] * 40]
    diary = diary_of([*values, 8.0])
    assert flare_record(diary, "pain").spans == (Span(day(11), day(38)),)


def test_a_marked_day_is_in_a_flare_and_leaves_the_rule_alone():
    values = [*CALM, 8.0, 8.0, 4.0, 4.0, 4.0]
    with_marks = flare_record(diary_of(values, marks=(2, 3, 14)), "pain")
    without = flare_record(diary_of(values), "pain")
    assert with_marks.state == without.state
    assert with_marks.days == without.days | {day(2), day(3), day(14)}
    assert marked_days(diary_of(values, marks=(2,))) == {day(2)}
    assert with_marks.spans == (Span(day(2), day(3)), Span(day(11), day(12)), Span(day(14), None))


def test_a_blank_mark_and_a_zero_mark_no_day():  # acceptance 16
    entries = (Entry(day(0), {"pain": 3.0, "flare": 0.0}), Entry(day(1), {"pain": 3.0}))
    assert marked_days(Diary(entries, ("pain", "flare"))) == frozenset()


def test_the_rule_counts_in_0_to_10_points_whatever_the_scale():
    values = [*CALM, 6.0, 6.0]
    halves = diary_of([value / 2 for value in values], scales={"pain": Scale(0.0, 5.0)})
    assert flare_record(halves, "pain").days == flare_record(diary_of(values), "pain").days == {day(11)}


def test_a_journey_west_that_turns_the_calendar_back_is_read_in_order_of_days():  # acceptance 1
    plain = [*CALM, 4.0, 8.0, 8.0, 4.0, 4.0]
    home, away = dt.timezone(dt.timedelta(hours=12)), dt.timezone(dt.timedelta(hours=-11))
    # In the night of the flight the entry of the day before is written after the one of the day itself.
    early = dt.datetime.combine(day(11), dt.time(0, 30), tzinfo=home)
    late = dt.datetime.combine(day(10), dt.time(22), tzinfo=away)
    entries = [Entry(day(i), {"pain": value}) for i, value in enumerate(plain) if i not in (10, 11)]
    entries[10:10] = [Entry(early, {"pain": 8.0}), Entry(late, {"pain": 4.0})]
    diary = Diary(tuple(entries), ("pain",))
    assert early < late
    assert diary.is_daily
    assert flare_record(diary, "pain").days == flare_record(diary_of(plain), "pain").days == {day(12), day(13)}


SHAKEN = [3.0, 4.0, 5.0, 4.0, 3.0, 4.0, 4.0, 5.0, 3.0, 4.0, 4.0, 5.0]


@pytest.mark.parametrize(
    ("values", "marks"),
    [
        ([*SHAKEN, 8.0, 8.0, 7.0, None, None, 8.0, 4.0, 4.0, 4.0, 3.0], ()),
        ([*SHAKEN, 8.0, 8.0, None, None, 9.0], (3, 4, 13)),
        ([*SHAKEN, *[8.0] * 33, 7.0], (20,)),
        ([*SHAKEN, 8.0, 8.0, *[None] * 30, 4.0, 5.0], ()),
        (SHAKEN, ()),
    ],
)
def test_a_belief_tells_the_same_flares(values, marks):
    diary = diary_of(values, marks)
    record, belief = flare_record(diary, "pain"), learn(diary)
    assert belief.flares == record.spans
    assert frozenset(belief.flare_days) == record.days


def test_a_row_without_the_rating_does_not_prolong_a_flare():
    """Several rows a day: on the day that a flare ends, an earlier row that holds no pain is no day in it."""
    values = [*[4.0] * 24, 8.0, 8.0, 8.0, 4.0, None, 4.0, 4.0]
    morning = dt.datetime(2026, 1, 1, 8, tzinfo=dt.UTC)
    rows = [
        Entry(morning + dt.timedelta(hours=12 * i), {"load": 1.0} if value is None else {"pain": value})
        for i, value in enumerate(values)
    ]
    diary = Diary(tuple(rows), ("pain", "load"))
    record = flare_record(diary, "pain")
    assert record.spans == (Span(day(12), day(13)),)
    assert learn(diary).flares == record.spans


# ── along simulated paths ────────────────────────────────────────────────────────────────────────────────────────────


def stepped(state, times, path):
    """Whether a flare is under way and has begun along one path, by stepping."""
    under_way, begun, has_begun = [], [], False
    for now, value in zip(times, path, strict=True):
        before = state.at(now)
        state = before if math.isnan(value) else state.step(now, value)
        has_begun = has_begun or (state.since is not None and state.since != before.since)
        under_way.append(state.under_way)
        begun.append(has_begun)
    return under_way, begun


@st.composite
def states_and_paths(draw):
    """A state some way into a series, and up to 8 paths of a few days from there."""
    state, now = FlareState(), 0.0
    for time, value in zip(*draw(rated_series()), strict=True):
        state, now = state.step(time, value), time
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    steps = draw(st.integers(1, 6))
    times = now + np.cumsum(rng.choice([0.25, 1.0, 1.0, 2.0, 8.0], steps))
    paths = rng.integers(0, 11, (6, steps)).astype(float)
    return state.at(now), times, np.where(rng.random(paths.shape) < 0.2, np.nan, paths)


@settings(deadline=None, max_examples=150)
@given(states_and_paths())
def test_paths_are_the_rule_step_by_step(drawn):
    state, times, paths = drawn
    found = flare_paths(state, times, paths)
    for i, path in enumerate(paths):
        under_way, begun = stepped(state, times, path)
        assert found.under_way[i].tolist() == under_way
        assert found.begun[i].tolist() == begun


def test_high_days_on_a_path_widen_its_own_margin():
    state = FlareState()
    for i, value in enumerate([4.0, 5.0] * 5):
        state = state.step(float(i), value)
    times, path = np.array([10.0, 11.0, 12.0]), np.array([[6.0, 6.0, 8.0]])
    # From 6.0 the first day is high; with it the margin is 2.2, and the second is not.
    assert stepped(state, times, path[0])[0] == [False, False, False]
    assert not flare_paths(state, times, path).under_way.any()


def test_paths_of_many_candidates_are_each_alone():
    state = FlareState()
    for i, value in enumerate([*CALM, 6.5]):
        state = state.step(float(i), value)
    rng = np.random.default_rng(2)
    paths = np.where(rng.random((3, 40, 4)) < 0.2, np.nan, rng.integers(2, 10, (3, 40, 4)).astype(float))
    times = 10.0 + np.arange(1.0, 5.0)
    together = flare_paths(state, times, paths)
    for i in range(3):
        alone = flare_paths(state, times, paths[i])
        assert (together.under_way[i] == alone.under_way).all()
        assert (together.begun[i] == alone.begun).all()
    assert together.under_way.any()
    assert not together.under_way.all()


def test_no_paths_no_flare():
    record = FlareRecord(frozenset(), FIRST, FlareState())
    assert record.spans == ()
    found = flare_paths(record.state, np.arange(1.0, 4.0), np.full((5, 3), 10.0))
    assert not found.under_way.any()
    assert not found.begun.any()
