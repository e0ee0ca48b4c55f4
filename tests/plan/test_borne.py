"""What bouts were borne moves the next ones: shorter at once after a rise, longer slowly; nothing else moves them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.plan import plan
from andante.plan.borne import borne_of, ratings_around_bouts, tolerance_of
from andante.plan.tolerance import CAREFUL_GAIN, LEAST_GAIN, MOST_GAIN, Tolerance, after_bout
from andante.records import Diary, Entry

ON = dt.date(2026, 3, 5)


def at(hour: int, minute: int = 0, *, ago: int = 0) -> dt.datetime:
    return dt.datetime.combine(ON - dt.timedelta(days=ago), dt.time(hour, minute), tzinfo=dt.UTC)


def diary(*rows: tuple[dt.datetime | dt.date, dict[str, float]]) -> Diary:
    entries = tuple(Entry(moment, values) for moment, values in rows)
    return Diary(entries=entries, columns=("pain", "load.trunk"))


BOUT = {"load.trunk": 3.0}


def test_a_rise_right_after_a_bout_shortens_the_next_ones():
    seen = diary((at(9), {"pain": 3.0}), (at(10), BOUT), (at(10, 10), {"pain": 7.0}))
    assert list(ratings_around_bouts(seen, ON)) == [(3.0, 7.0)]
    assert tolerance_of(seen, ON).pain_gain == pytest.approx(
        after_bout(Tolerance(), before_0_10=3.0, after_0_10=7.0).pain_gain, abs=0.005
    )
    assert tolerance_of(seen, ON).pain_gain > CAREFUL_GAIN


@pytest.mark.parametrize(
    "rows",
    [
        [(at(10), BOUT), (at(10, 10), {"pain": 9.0})],  # nothing before
        [(at(9), {"pain": 3.0}), (at(10), BOUT)],  # nothing after
        [(at(9), {"pain": 3.0}), (at(10), BOUT), (at(10, 21), {"pain": 9.0})],  # not right after
        [(at(3), {"pain": 3.0}), (at(10), BOUT), (at(10, 5), {"pain": 9.0})],  # long before
        [(at(23, 50, ago=1), {"pain": 3.0}), (at(0, 5), BOUT), (at(0, 10), {"pain": 9.0})],  # another day
        [(at(9), {"pain": 3.0}), (at(10), {**BOUT, "pain": 3.0}), (at(10, 5), {"pain": 9.0})],  # a day's entry, no bout
        [(ON - dt.timedelta(days=1), {"pain": 3.0}), (ON, {**BOUT})],  # days have no time
        [(at(9, ago=60), {"pain": 3.0}), (at(10, ago=60), BOUT), (at(10, 5, ago=60), {"pain": 9.0})],  # long ago
    ],
)
def test_what_says_nothing_of_a_bout_leaves_the_careful_tolerance(rows):
    assert tolerance_of(diary(*rows), ON) == Tolerance()


def test_what_is_written_of_later_days_is_not_known_yet():
    seen = diary((at(9), {"pain": 3.0}), (at(10), BOUT), (at(10, 10), {"pain": 9.0}))
    assert tolerance_of(seen, ON - dt.timedelta(days=1)) == Tolerance()


@given(st.lists(st.tuples(st.floats(0, 10), st.floats(0, 10)), max_size=30))
def test_it_stays_in_bounds_and_a_higher_rating_never_eases_it(pairs):
    def seen(more: float) -> Diary:
        rows = []
        for back, (before, after) in enumerate(reversed(pairs)):
            ago = len(pairs) - 1 - back
            rows += [(at(9, ago=ago), {"pain": before}), (at(10, ago=ago), BOUT)]
            rows.append((at(10, 10, ago=ago), {"pain": min(10.0, after + more)}))
        return diary(*rows)

    gain, worse = (tolerance_of(seen(more), ON).pain_gain for more in (0.0, 1.5))
    assert LEAST_GAIN <= gain <= worse <= MOST_GAIN


def test_a_plan_has_shorter_bouts_after_bouts_that_hurt():
    def longest(after: float) -> int:
        rows = []
        for ago in range(14, 0, -1):
            rows += [(at(9, ago=ago), {"pain": 3.0}), (at(10, ago=ago), {"load.trunk": 20.0})]
            rows.append((at(10, 10, ago=ago), {"pain": after}))
        days = [(ON - dt.timedelta(days=ago), {"pain": 3.0, "load.trunk": 20.0}) for ago in range(14, 0, -1)]
        made = plan(None, diary(*days), ON, entries=diary(*rows))
        return max(bout.minutes for one in made.schedule for bout in one.bouts)

    assert longest(5.5) < longest(3.0)


def test_bouts_that_were_rated_are_counted():
    mild = [(at(9, ago=2), {"pain": 3.0}), (at(10, ago=2), BOUT), (at(10, 10, ago=2), {"pain": 5.0})]
    hard = [(at(9, ago=1), {"pain": 3.0}), (at(10, ago=1), BOUT), (at(10, 10, ago=1), {"pain": 6.0})]
    unrated = [(at(15, ago=1), BOUT)]
    seen = borne_of(diary(*mild, *hard, *unrated), ON)
    assert (seen.bouts, seen.hurt_more) == (2, 1)  # two points more are what is expected
    assert seen.tolerance == tolerance_of(diary(*mild, *hard), ON)
