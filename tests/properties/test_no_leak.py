"""Forecasts know nothing of what came after their origin, and nothing of how a diary is dated, ordered or counted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from andante.days import at_text
from andante.exchange.diary_csv import diary_text, read_diary
from andante.learn.prequential import prequential
from andante.records import Diary, Entry, Scale

FIRST = dt.date(2026, 1, 1)
WARMUP, HORIZON = 3, 3
LEVELS = ["0.025", "0.1", "0.25", "0.5", "0.75", "0.9", "0.975"]
# Few shapes, so that code is compiled once for each.
COLUMNS = {"daily": ("pain", "load", "stress", "flare"), "entries": ("pain", "load.trunk", "sleep", "flare")}
seeds = st.integers(0, 2**32 - 1)


@dataclass(frozen=True)
class Drawn:
    """A random diary, and the random numbers that go on from there."""

    diary: Diary
    rng: np.random.Generator


def values_of(rng, columns, scales):
    """One row: what a person may write in `columns`; each cell may be blank."""
    whole = rng.random() < 0.8
    pain = float(np.clip(rng.normal(4, 2.5), 0, 10))
    written = {
        "pain": scales.get("pain", Scale()).from_0_10(round(pain) if whole else round(pain, 1)),
        "load": float(np.round(rng.gamma(3.0, 8.0))),
        "load.trunk": float(np.round(rng.gamma(3.0, 8.0))) * (rng.random() < 0.7),
        "stress": float(rng.integers(0, 11)),
        "sleep": float(rng.integers(0, 11)),
        "flare": float(rng.random() < 0.15),
    }
    return {name: written[name] for name in columns if rng.random() < 0.85}


@st.composite
def diaries(draw):
    """A diary of 20 to 50 rows of a person whose pain jumps about, in one of the two forms."""
    form, rng = draw(st.sampled_from(sorted(COLUMNS))), np.random.default_rng(draw(seeds))
    count, columns = int(rng.integers(20, 50)), COLUMNS[form]
    scales = {"pain": Scale(0.0, 9.0)} if rng.random() < 0.2 else {}
    rows = [values_of(rng, columns, scales) for _ in range(count)]
    if form == "daily":
        days = np.cumsum(np.r_[0, rng.choice([1, 1, 1, 1, 1, 2, 5], count - 1)])
        at = [FIRST + dt.timedelta(days=int(day)) for day in days]
    else:
        # The first two rows lie on one day, so that every beginning of the diary has several entries a day.
        hours = np.cumsum(np.r_[8, 3, rng.choice([2, 5, 11, 24, 100], count - 2)])
        midnight = dt.datetime.combine(FIRST, dt.time(), tzinfo=dt.timezone(dt.timedelta(hours=1)))
        at = [midnight + dt.timedelta(hours=int(hour)) for hour in hours]
    rows[0]["pain"] = 4.0  # a diary whose first row is empty is another diary when cut
    entries = tuple(Entry(when, row) for when, row in zip(at, rows, strict=True))
    person = draw(st.sampled_from([None, "p1"]))
    return Drawn(Diary(entries, columns, person=person, scales=scales), rng)


def rows_of(diary, *, horizon=HORIZON, seed=0):
    """Forecasts by origin and target time; JSON objects hold each number as it is printed."""
    found = list(prequential(diary, "pain", horizon=horizon, warmup=WARMUP, seed=seed))
    keyed = {(row["origin"], row["for"]): row for row in found}
    assert len(keyed) == len(found)
    return keyed


def but_observed(row):
    return {name: value for name, value in row.items() if name != "observed"}


# ── what comes later ─────────────────────────────────────────────────────────────────────────────────────────────────


def blanked(drawn, entry):
    """The same row with nothing in it, or with some cells blank."""
    return replace(entry, values={name: v for name, v in entry.values.items() if drawn.rng.random() < 0.3})


def altered(drawn, entry):
    return replace(entry, values=values_of(drawn.rng, drawn.diary.columns, drawn.diary.scales))


def extreme(drawn, entry):
    """Everything at the end of its scale."""
    top = {"pain": drawn.diary.scale("pain").high, "load": 5000.0, "load.trunk": 5000.0, "flare": 1.0}
    return replace(entry, values={name: top.get(name, 10.0) for name in drawn.diary.columns})


@settings(deadline=None, max_examples=15)
@given(diaries(), st.floats(0, 1), st.sampled_from([blanked, altered, extreme]))
def test_altering_what_comes_later_changes_no_forecast(drawn, share, change):
    diary = drawn.diary
    cut = 4 + int(share * (len(diary.entries) - 6))
    later = tuple(change(drawn, entry) for entry in diary.entries[cut:])
    before, after = rows_of(diary), rows_of(replace(diary, entries=(*diary.entries[:cut], *later)))
    last = at_text(diary.entries[cut - 1].at)
    compared = 0
    for key, row in before.items():
        if key[0] > last:
            continue
        if diary.is_daily or key in after:  # an entry without the target is no target time
            assert but_observed(row) == but_observed(after[key])
            compared += 1
        if key[1] <= last:
            assert row["observed"] == after[key]["observed"]
    assert compared or all(target > last for _, target in before)


@settings(deadline=None, max_examples=15)
@given(diaries(), st.floats(0, 1))
def test_cutting_off_what_comes_later_changes_no_forecast(drawn, share):
    diary = drawn.diary
    cut = 4 + int(share * (len(diary.entries) - 6))
    short = replace(diary, entries=diary.entries[:cut])
    before, after = rows_of(diary), rows_of(short)
    last = at_text(short.entries[-1].at)
    for key, row in after.items():
        assert but_observed(row) == but_observed(before[key])
        assert row["observed"] == (before[key]["observed"] if key[1] <= last else None)
    for origin, target in before:
        if origin <= last and (diary.is_daily or target <= last):
            assert (origin, target) in after


@settings(deadline=None, max_examples=6)
@given(diaries())
def test_looking_further_ahead_changes_nothing_nearer(drawn):
    near, far = rows_of(drawn.diary, horizon=1), rows_of(drawn.diary, horizon=3)
    assert near
    for key, row in near.items():
        assert row == far[key]


# ── what every object promises ───────────────────────────────────────────────────────────────────────────────────────


@settings(deadline=None, max_examples=15)
@given(diaries())
def test_every_forecast_keeps_its_promises(drawn):
    diary = drawn.diary
    scale = diary.scale("pain")
    rows = rows_of(diary)
    for row in rows.values():
        quantiles = list(row["quantiles"].values())
        assert list(row["quantiles"]) == LEVELS
        assert quantiles == sorted(quantiles)
        assert scale.low <= quantiles[0] <= quantiles[-1] <= scale.high
        assert scale.low <= row["mean"] <= scale.high
        assert 0.0 <= row["sd"] <= scale.high - scale.low
        assert 0.0 <= row["p_flare"] <= 1.0
        assert 0.0 <= row["p_onset"] <= 1.0
        assert (row["person"], row["target"], row["scale"]) == (diary.person, "pain", str(scale))
        if row["horizon"] == 1 and row["p_onset"] > row["p_flare"]:
            # One that begins on the way may be over later, but not on the very next step.
            raise AssertionError(f"a flare that began by {row['for']} is not under way then: {row}")
    assert set(rows) == (daily_keys(diary) if diary.is_daily else entry_keys(diary))


def daily_keys(diary):
    """Every calendar day from the third rating on, with an entry or without, by each of the days that follow."""
    rated = [diary.day(entry) for entry in diary.entries if "pain" in entry.values]
    if len(rated) < WARMUP:
        return set()
    days = range(rated[WARMUP - 1].toordinal(), diary.last_day.toordinal() + 1)
    day = dt.date.fromordinal
    return {(day(d).isoformat(), day(d + h).isoformat()) for d in days for h in range(1, HORIZON + 1)}


def entry_keys(diary):
    """Every entry from the third rating on, by those of the three entries that follow which were rated."""
    keys, seen = set(), 0
    for i, entry in enumerate(diary.entries):
        seen += "pain" in entry.values
        if seen >= WARMUP:
            following = diary.entries[i + 1 : i + 1 + HORIZON]
            keys |= {(at_text(entry.at), at_text(each.at)) for each in following if "pain" in each.values}
    return keys


# ── how it is dated, ordered, counted ────────────────────────────────────────────────────────────────────────────────

NUMBERS = ("horizon", "mean", "sd", "quantiles", "observed")


@settings(deadline=None, max_examples=6)
@given(diaries(), st.sampled_from([-400, 1, 30, 3653]))
def test_another_first_day_changes_no_number_but_the_draws(drawn, days):
    diary, shift = drawn.diary, dt.timedelta(days=days)
    moved = replace(diary, entries=tuple(replace(entry, at=entry.at + shift) for entry in diary.entries))
    for one, other in zip(rows_of(diary).values(), rows_of(moved).values(), strict=True):
        assert {name: one[name] for name in NUMBERS} == {name: other[name] for name in NUMBERS}


@settings(deadline=None, max_examples=4)
@given(diaries())
def test_the_unit_of_a_load_does_not_matter(drawn):
    diary = drawn.diary
    doubled = tuple(
        replace(entry, values={name: v * 2.0 if name[:4] == "load" else v for name, v in entry.values.items()})
        for entry in diary.entries
    )
    assert rows_of(diary) == rows_of(replace(diary, entries=doubled))


@settings(deadline=None, max_examples=4)
@given(diaries())
def test_another_scale_changes_the_numbers_by_the_scale_alone(drawn):
    diary = replace(drawn.diary, scales={})
    entries = tuple(
        replace(
            entry, values={**entry.values, **({"pain": entry.values["pain"] * 0.9} if "pain" in entry.values else {})}
        )
        for entry in diary.entries
    )
    plain, other = rows_of(diary), rows_of(replace(diary, entries=entries, scales={"pain": Scale(0.0, 9.0)}))
    for key, row in plain.items():
        assert other[key]["scale"] == "0:9"
        for name in ("mean", "sd"):
            assert other[key][name] == pytest.approx(0.9 * row[name], abs=2e-3)
        for level in LEVELS:
            assert other[key]["quantiles"][level] == pytest.approx(0.9 * row["quantiles"][level], abs=1e-3)


@settings(deadline=None, max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=diaries())
def test_the_order_of_rows_does_not_matter(tmp_path, drawn):
    head, *lines = diary_text(drawn.diary).splitlines()
    drawn.rng.shuffle(lines)
    path = tmp_path / "d.csv"
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    assert rows_of(read_diary(path, scales=drawn.diary.scales)) == rows_of(drawn.diary)


@settings(deadline=None, max_examples=4)
@given(diaries())
def test_seed_and_person_change_the_draws_and_no_more(drawn):
    plain, other = rows_of(drawn.diary), rows_of(drawn.diary, seed=1)
    named = rows_of(replace(drawn.diary, person="somebody else"))
    assert plain == rows_of(drawn.diary)
    for rows in (other, named):
        assert rows != plain
        for key, row in plain.items():
            assert rows[key]["mean"] == pytest.approx(row["mean"], abs=0.6)
            assert rows[key]["observed"] == row["observed"]


@settings(deadline=None, max_examples=5)
@given(diaries().filter(lambda drawn: drawn.diary.is_daily), st.floats(0.4, 0.9))
def test_a_second_entry_on_a_later_day_changes_no_forecast(drawn, share):
    """A diary of one entry a day goes over to entries on its first day with two; the days before are as they were."""
    diary = drawn.diary
    cut = int(share * len(diary.entries))
    turn = diary.day(diary.entries[cut])
    second = Entry(dt.datetime.combine(turn, dt.time(23, 30), dt.UTC), {"pain": 1.0})
    whole = replace(diary, entries=(*diary.entries[: cut + 1], second, *diary.entries[cut + 1 :]))
    assert not whole.is_daily
    before, after = rows_of(diary), rows_of(whole)
    earlier = {key: row for key, row in before.items() if key[0] < turn.isoformat()}
    known = {key for key in earlier if key in after}
    last = diary.day(diary.entries[cut - 1]).isoformat()
    assert {key for key in earlier if key[0] <= last} <= known
    assert all(but_observed(after[key]) == but_observed(earlier[key]) for key in known)
    assert all(key[0][:10] >= turn.isoformat() for key in after if key not in earlier)
