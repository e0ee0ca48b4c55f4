"""What was made quick says the same as plain code that looks at everything again: levels, flares, doubts, risk."""

from __future__ import annotations

import datetime as dt
from statistics import median

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.learn import learn
from andante.learn import risk as risk_module
from andante.learn.flares import burden
from andante.learn.outlook import cast_from, origin_rng, simulated
from andante.learn.paths import flare_paths
from andante.learn.risk import flare_risk
from andante.plan.doubts import DAY_HOLDS, find_doubts
from andante.plan.situation import Situation
from andante.records import Diary, Entry

ON = dt.date(2026, 3, 5)
GROUPS = ("trunk", "lower_legs")
number = st.one_of(st.none(), st.just(0.0), st.just(20.0), st.floats(0, 60), st.floats(0, 1500))


@st.composite
def diaries(draw):
    """Daily and several a day, with blanks, marks and loads that no day can hold."""
    count, per_day = draw(st.integers(1, 70)), draw(st.integers(1, 2))
    entries = []
    for i in range(count):
        day = ON - dt.timedelta(days=count - i)
        for k in range(per_day):
            values = {f"load.{group}": draw(number) for group in GROUPS}
            values |= {"pain": draw(st.one_of(st.none(), st.just(4.0), st.integers(0, 10).map(float)))}
            values |= {"flare": draw(st.sampled_from([None] * 9 + [1.0]))}
            at = dt.datetime.combine(day, dt.time(9 + 10 * k), dt.UTC) if per_day > 1 else day
            entries.append(Entry(at, {name: value for name, value in values.items() if value is not None}))
    return Diary(tuple(entries), ("pain", "flare", *(f"load.{group}" for group in GROUPS)))


def plain_series(diary, column, *, total):
    gathered = {}
    for entry in diary.entries:
        if column in entry.values:
            gathered.setdefault(diary.day(entry), []).append(entry.values[column])
    return {day: sum(values) if total else sum(values) / len(values) for day, values in gathered.items()}


def plain_doubted(series):
    """The days of loads that no day can hold, or far above all days before: by sorting all of them each day."""
    found, before = set(), []
    for day in sorted(series):
        known = sorted(before)
        full = median(known[len(known) // 2 :]) if len(known) >= 10 else None
        if series[day] > DAY_HOLDS or (full is not None and full > 0 and series[day] > 5 * full + 60):
            found.add(day)
        before.append(series[day])
    return found


def plain_held(situation, day):
    """Whether the day lies in a flare, or in as many days after one as it lasted (3 to 14)."""
    for one in situation.flares:
        last = one.end or ON
        back = min(14, max(3, (last - one.start).days + 1)) if one.end else 0
        if one.start <= day <= last + dt.timedelta(days=back):
            return True
    return False


def plain_levels(situation, series, doubted, *, ago, days):
    """The known loads of so many days that were neither held by a flare nor, before the last two, worse than usual;
    blanks among them are passed over as far as half as many days again.
    """
    window = [ON - dt.timedelta(days=ago + i) for i in range(1, 85)]
    judged = {ON - dt.timedelta(days=i) for i in (1, 2)}
    free = [
        day for day in window if not plain_held(situation, day) and not (day not in judged and situation.worse(day))
    ]
    known = [series[day] for day in free[: days + days // 2] if day in series and day not in doubted]
    return known[:days]


def plain_usual(known):
    """The 6th highest of 28 known days, a tenth above the 8th at the most, and as many of each fewer, down to 14; 5 at
    the least; and never above the third.
    """
    if len(known) < 3:
        return None
    down, days = sorted(known, reverse=True), max(14, len(known))
    sixth, eighth = (down[min(len(down), max(3, rank)) - 1] for rank in (days // 5 + 1, days // 4 + 1))
    return min(max(min(sixth, 1.1 * eighth), 5.0), down[2])


@settings(deadline=None, max_examples=60)
@given(diary=diaries())
def test_a_situation_is_what_plain_code_makes_of_the_diary(diary):
    found = Situation.from_diary(diary, ON)
    assert found.pain == plain_series(diary, "pain", total=False)
    for group in found.loads:
        series = plain_series(diary, "load" if group == "whole_body" else f"load.{group}", total=True)
        assert found.loads[group] == series
        doubted = plain_doubted(series)
        assert {doubt.day for doubt in found.doubts if doubt.column == group} == doubted
        for ago in (0, 14):
            known = plain_levels(found, series, doubted, ago=ago, days=28)
            level = sorted(known, reverse=True)[2] if len(known) >= 3 else None
            assert found.reached(group, ago=ago) == level
            long = plain_usual(plain_levels(found, series, doubted, ago=ago, days=84))
            usual = plain_usual(known)
            assert found.usual_load(group, ago=ago) == (None if usual is None else max(usual, 0.95 * long))
    for i in range(80):
        day = ON - dt.timedelta(days=i - 2)
        assert found.in_flare(day) == any(one.start <= day <= (one.end or ON) for one in found.flares)
    assert found.doubts == find_doubts(diary, "pain", found.loads)


def points_of(shift):
    """By how much each candidate raises the ratings of the paths: (candidates, H, paths)."""
    gained = (gain * shift.units[row][:, None] for gain, row in zip(shift.gain, shift.row, strict=True))
    return sum(gained, np.zeros((shift.row.shape[1], *shift.gain.shape[1:])))


def slow_risk(belief, planned, on, days=3):
    """Every path of every candidate judged by itself."""
    offset = (on - belief.through).days
    cast = cast_from(belief, offset + days - 1)
    paths, times = simulated(cast, belief)
    shift = risk_module._shift(belief, planned, len(paths), lags=np.arange(1, offset + days) - offset)
    used = belief.use.used
    tenths = np.arange(len(used))
    step = next((s for s in (20, 10, 5, 2) if used[tenths % s == 0].sum() >= 0.95 * used.sum() > 0), 1) / 10.0
    chance = origin_rng(belief, belief.through).spawn(4)[3].random(paths.shape[::-1]).T
    answers = []
    for points in points_of(shift):
        moved = np.zeros_like(paths)
        moved[shift.of] = points.T
        ratings = np.clip(paths + step * np.floor(moved / step + chance), 0.0, 10.0)
        futures = flare_paths(cast.flare, times, burden(ratings, belief.target)).under_way[:, max(offset, 1) - 1 :]
        answers.append(futures.any(axis=1).mean())
    return 1.0 - (1.0 - np.array(answers)) * (1.0 - cast.marks.within(max(offset, 1), len(times)))


@pytest.fixture(scope="module")
def beliefs():
    """People who use whole points, halves, and tenths; the last marks flares."""
    found = []
    for seed, step, marked in ((1, 1.0, False), (2, 0.5, False), (3, 0.1, True)):
        rng = np.random.default_rng(seed)
        loads = rng.gamma(4.0, 5.0, (60, 2))
        pain = 3.5 + 0.06 * (loads.sum(axis=1) - 40) + rng.normal(0.0, 1.2, 60)
        entries = tuple(
            Entry(
                ON - dt.timedelta(days=60 - i),
                {
                    "pain": round(float(np.clip(round(pain[i] / step) * step, 0, 10)), 1),
                    "load.trunk": float(loads[i, 0]),
                    "load.lower_legs": float(loads[i, 1]),
                    **({"flare": float(pain[i] > 6.0)} if marked else {}),
                },
            )
            for i in range(60)
            if rng.random() > 0.08
        )
        found.append(learn(Diary(entries, ("pain", "load.trunk", "load.lower_legs", "flare")), "pain"))
    return found


@pytest.mark.parametrize("ahead", [0, 1, 4])
@pytest.mark.parametrize("most", [60.0, 900.0])
def test_the_risk_judges_each_different_path_once_and_says_the_same(beliefs, ahead, most):
    rng = np.random.default_rng(7)
    planned = {name: np.round(rng.uniform(0.0, most, 40), 1) for name in ("load.trunk", "load.lower_legs")}
    seen: set[float] = set()
    for belief in beliefs:
        on = belief.through + dt.timedelta(days=ahead)
        found = flare_risk(belief, planned, on=on)
        assert found == pytest.approx(slow_risk(belief, planned, on), abs=1e-12)
        seen |= set(found)
    # Few paths carry the effects of so short a diary, and small loads may move none of them over the line.
    assert len(seen) > len(beliefs) or most < 100.0


def test_codes_too_many_for_a_table_are_told_apart_by_sorting(beliefs, monkeypatch):
    planned = {"load.trunk": np.linspace(0.0, 80.0, 30)}
    on = beliefs[0].through + dt.timedelta(days=1)
    by_table = flare_risk(beliefs[0], planned, on=on)
    monkeypatch.setattr(risk_module, "MOST_CODES", 0)
    assert (flare_risk(beliefs[0], planned, on=on) == by_table).all()
