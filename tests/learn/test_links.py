"""What a diary can tell of: later days by themselves, and hours only where there are entries so far apart."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest
from tests.learn.conftest import FIRST, daily
from tests.learn.test_lags import ratings

import verdicts
from andante.learn import learn
from andante.learn.answer import answer
from andante.learn.effects import FEWEST_DAYS, LATER_DAYS, effects, load_effects, smallest_of_interest
from andante.learn.innovations import FIRST_LEVEL_VAR, Wander, gains, innovations
from andante.learn.least_squares import told_of
from andante.learn.links import BY_CHANCE, _clear_days, _each_day_small, links, load_links
from andante.learn.looks import SINGLE_DAYS, looked_at
from andante.learn.single_days import SingleDays, single_days
from andante.learn.timeline import timeline
from andante.records import Diary, Entry, Scale

ALONE = set(SINGLE_DAYS)


def test_innovations_regressed_on_each_other_are_generalised_least_squares():
    """The same products as with the covariance of all ratings, written out densely."""
    rng = np.random.default_rng(1)
    time = np.cumsum(rng.choice([0.3, 1.0, 1.0, 2.0, 9.0], 40))
    steps = 0.01 * np.diff(time, prepend=time[0])
    columns = rng.standard_normal((40, 3))
    new = innovations(columns, gains(time, Wander(0.5, 0.7, 1.6, steps)))
    level = FIRST_LEVEL_VAR + np.minimum.outer(np.cumsum(steps), np.cumsum(steps))
    cov = level + 0.7 * np.exp(-np.abs(np.subtract.outer(time, time)) / 1.6) + 0.5 * np.eye(40)
    assert new.T @ new == pytest.approx(columns.T @ np.linalg.solve(cov, columns), rel=1e-9)


@pytest.fixture(scope="module")
def late():
    """Stress costs a point per contrast three days later, and on no other day."""
    diary = verdicts.diary(np.random.default_rng(3), 120, ("stress", 3))
    return learn(diary), diary


def test_a_day_alone_is_told_on_its_day(late):
    belief, diary = late
    found = {one.when: one for one in links(belief, diary) if one.exposure == "stress"}
    assert set(found) & ALONE == {"3 days later"}
    told = found["3 days later"]
    assert (told.verdict, told.part, told.more_days_needed) == ("worsens", "whole", 0)
    assert told.low <= 1.0 <= told.high and told.high - told.low < 1.2
    assert told.p_worse > 0.995
    assert not told.may_be_reversed
    assert "2 to 4 days later" not in found, "the clear day stands in its place, and nothing waits beside it"
    rows = answer(belief, diary)["effects"]
    assert told.answer() in rows
    assert looked_at(rows) == len(effects(belief)) + 3 * len(belief.exposures), "those without a row are looks too"


def test_the_words_of_single_days_are_those_of_the_later_days():
    assert tuple(f"{day:.0f} days later" for day in LATER_DAYS) == SINGLE_DAYS


def test_an_area_has_its_clear_day_too():
    """Only the mean of the days was told of areas, and that it may take years."""
    rng = np.random.default_rng(5)
    load = np.round(20.0 * np.exp(0.4 * rng.standard_normal(120)), 1)
    felt = 4.0 + 1.2 * np.roll((load - load.mean()) / load.std(), 3) + 0.6 * rng.standard_normal(120)
    pain = np.clip(np.round(felt), 0, 10)
    area = daily({"pain": [4.0] * 120, "pain.neck": pain.tolist(), "load.neck_shoulders": load.tolist()})
    found = load_links(learn(area, "pain.neck"), area)
    assert [(each.when, each.verdict) for each in found if each.when in ALONE] == [("3 days later", "worsens")]
    assert "2 to 4 days later" not in {each.when for each in found}


def test_a_bad_weekday_is_not_laid_on_what_is_done_on_another():
    """Warmth on Wednesdays, worse Sundays for another reason: "4 days later, worsens" in 23 of 60 diaries before."""
    called = 0
    for seed in range(6):
        rng = np.random.default_rng(seed)
        days = [FIRST + dt.timedelta(days=day) for day in range(120)]
        felt = 4.0 + 1.5 * np.array([day.weekday() == 6 for day in days]) + 0.8 * rng.standard_normal(120)
        pain, warmth = np.clip(np.round(felt), 0, 10), [float(day.weekday() == 2) for day in days]
        diary = daily({"pain": pain.tolist(), "treatment.warmth": warmth})
        called += any(each.when in ALONE for each in links(learn(diary), diary))
    assert called <= 1


def by_weekday(seed: int, days: int = 150, *, cost: float = 0.0) -> Diary:
    """Pain higher from Tuesday to Saturday for a reason of its own, stress from Monday to Friday; `cost`: points of
    pain on the next day for each of stress.
    """
    rng = np.random.default_rng(seed)
    weekday = np.array([(FIRST + dt.timedelta(days=day)).weekday() for day in range(days)])
    stress = np.round(3.0 + 2.5 * (weekday < 5) + rng.standard_normal(days))
    felt = 4.0 + 1.5 * ((weekday >= 1) & (weekday <= 5)) + 0.8 * rng.standard_normal(days)
    felt[1:] += cost * (stress - stress.mean())[:-1]
    return daily({"pain": np.clip(np.round(felt), 0, 10).tolist(), "stress": np.clip(stress, 0, 10).tolist()})


def test_what_falls_on_weekdays_is_not_blamed_for_them():
    """A word for stress on the next day in 13 of 16 diaries before."""
    found = [one for seed in range(8) for one in links(learn(by_weekday(seed)), by_weekday(seed))]
    assert sum(one.verdict in ("helps", "worsens") for one in found) <= 1
    held = [one for one in found if one.goes_with]
    assert len(held) >= 5
    for one in held:
        assert (one.verdict, one.goes_with, one.maybe_small) == ("not enough yet", "weekday", False)


def test_what_differs_within_weekdays_too_keeps_its_word():
    """Two thirds of what stress differs by is its weekday; that it hurts is told by the rest."""
    right = 0
    for seed in range(8):
        diary = by_weekday(seed, cost=0.6)
        right += any((one.when, one.verdict) == ("next day", "worsens") for one in links(learn(diary), diary))
    assert right >= 7


def by_hour(seed: int, hours: tuple[int, ...], days: int = 60) -> Diary:
    """Several entries a day, pain worse at the last hour by itself, and warmth taken then on most days."""
    rng = np.random.default_rng(seed)
    entries = []
    for day in range(days):
        for hour in hours:
            at, late = dt.datetime(2026, 5, 1, hour, tzinfo=dt.UTC) + dt.timedelta(days=day), hour == hours[-1]
            pain = np.clip(round(4.0 + 2.0 * late + 0.7 * rng.standard_normal()), 0, 10)
            warmth = float(rng.random() < (0.85 if late else 0.1))
            entries.append(Entry(at, {"pain": float(pain), "treatment.warmth": warmth}))
    return Diary(tuple(entries), ("pain", "treatment.warmth"))


@pytest.mark.parametrize("hours", [(8, 14, 20), (12, 17), (18, 22)])
def test_what_is_done_at_one_hour_is_not_blamed_for_it(hours):
    found = [links(learn(by_hour(seed, hours)), by_hour(seed, hours)) for seed in range(4)]
    assert sum(any(one.verdict in ("helps", "worsens") for one in each) for each in found) <= 1
    assert {one.goes_with for each in found for one in each} >= {"time of day"}


@pytest.mark.parametrize("weekdays", [{2}, {5, 6}, {0, 1, 2, 3, 4}])
def test_what_is_always_done_on_the_same_weekdays_cannot_be_told_from_them_and_is_promised_no_days(weekdays):
    held = []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        on = [(FIRST + dt.timedelta(days=day)).weekday() in weekdays for day in range(120)]
        pain = np.clip(np.round(4.0 + 1.5 * np.array(on) + 0.8 * rng.standard_normal(120)), 0, 10)
        diary = daily({"pain": pain.tolist(), "event.visit": [float(each) for each in on]})
        found = links(learn(diary), diary)
        assert not {one.verdict for one in found} & {"helps", "worsens"}
        held += [one for one in found if one.goes_with]
    assert held
    assert {(one.verdict, one.goes_with, one.more_days_needed) for one in held} == {("not enough yet", "weekday", None)}


def test_a_small_clear_direction_is_held_too_and_what_is_left_may_be_known_to_be_small():
    """A year of weeks: what is left of stress beside its weekdays is nothing, and that is known."""
    words = [one for seed in range(4) for one in links(learn(by_weekday(seed, 364)), by_weekday(seed, 364))]
    assert not [one for one in words if one.maybe_small and one.when in ("same day", "next day")]
    small = [one for one in words if (one.when, one.verdict) == ("next day", "no clear link")]
    assert len(small) >= 3
    assert all(-0.5 < one.low <= one.mean <= one.high < 0.5 for one in small), "in numbers, too"


def test_each_day_is_told_of_its_own_effect_and_of_no_other(late):
    belief, diary = late
    days = single_days(told_of(belief, timeline(diary, "pain")))
    truth = np.array([[0.0, name == "stress", 0.0] for name in belief.exposures])
    off = np.abs(days.mean - truth) / days.sd
    assert off.max() < 3.5 and (off < 1.96).mean() > 0.8
    assert (days.sd < 0.4).all()


def test_a_single_day_is_in_the_diarys_own_scale_and_worse_is_less_where_higher_is_better(late):
    belief, diary = late
    days = single_days(told_of(belief, timeline(diary, "pain")))
    j = belief.exposures.index("stress")
    (plain,) = _clear_days(belief, days, j, [])
    (half,) = _clear_days(dataclasses.replace(belief, scale=Scale(0.0, 5.0)), days, j, [])
    assert [half.mean, half.low, half.high] == pytest.approx([plain.mean / 2, plain.low / 2, plain.high / 2], abs=1e-4)
    (mood,) = _clear_days(dataclasses.replace(belief, target="mood"), days, j, [])
    assert (mood.verdict, mood.p_worse) == ("helps", pytest.approx(1.0 - plain.p_worse, abs=1e-4))


def of_days(belief, mean, sd=0.01):
    """Single days of every exposure with this mean (3,)."""
    wide = np.ones((len(belief.exposures), 3))
    return SingleDays(np.array(mean) * wide, sd * wide)


def test_the_more_days_are_looked_at_the_surer_each_must_be(late):
    belief, _ = late
    looks = 3 * len(belief.exposures)
    edge = 2.865  # standard errors: 0.05 / 2 / 12 lie beyond them
    assert looks == 12 and BY_CHANCE == 0.05
    for off, count in ((0.01, 1), (-0.01, 0)):
        days = of_days(belief, [0.0, 2.0, 0.0], 2.0 / (edge + off))
        assert len(_clear_days(belief, days, 0, [])) == count
    least = smallest_of_interest(belief.rating_sd)
    for size, count in ((least + 0.01, 2), (least - 0.01, 0)):  # sure, and large enough to matter or not
        found = _clear_days(belief, of_days(belief, [size, 0.0, -size]), 0, [])
        assert [one.verdict for one in found] == ["worsens", "helps"][:count]
    few = dataclasses.replace(belief, rated_days=np.full(len(belief.exposures), FEWEST_DAYS - 1))
    assert _clear_days(few, of_days(belief, [2.0, 0.0, 0.0]), 0, []) == []


def test_what_has_a_word_for_the_later_days_together_has_none_for_each(late):
    belief, _ = late
    days = of_days(belief, [2.0, 2.0, 2.0])
    (mean,) = (one for one in effects(belief) if (one.exposure, one.when) == ("sleep", "2 to 4 days later"))
    for verdict, count in (("helps", 0), ("worsens", 0), ("no clear link", 3), ("not enough yet", 3)):
        assert len(_clear_days(belief, days, 0, [dataclasses.replace(mean, verdict=verdict)])) == count


def test_no_clear_link_is_said_of_later_days_only_where_each_is_small(late):
    belief, _ = late
    (mean,) = (one for one in effects(belief) if (one.exposure, one.when) == ("sleep", "2 to 4 days later"))
    mean = dataclasses.replace(mean, verdict="no clear link", more_days_needed=0)
    least = smallest_of_interest(belief.rating_sd)
    assert _each_day_small(mean, of_days(belief, [0.0, 0.0, 0.0]), belief, 0) == mean
    for day in range(3):
        means = np.where(np.arange(3) == day, 0.6 * least, 0.0)
        wide = _each_day_small(mean, of_days(belief, means, 0.41 * least / 1.96), belief, 0)
        assert wide.verdict == "not enough yet"
        wider = _each_day_small(mean, of_days(belief, means, 0.8 * least / 1.96), belief, 0)
        assert 0 < wide.more_days_needed < wider.more_days_needed / 3
        large = _each_day_small(mean, of_days(belief, 2.0 * means), belief, 0)  # that day has a row of its own
        assert (large.verdict, large.more_days_needed) == ("not enough yet", None)
    other = dataclasses.replace(mean, when="next day")
    assert _each_day_small(other, of_days(belief, [9.0, 9.0, 9.0]), belief, 0) == other


def test_loads_on_areas_have_the_same_rule():
    diary = verdicts.diary(np.random.default_rng(8), 90)
    belief = learn(diary)
    mine = load_links(belief, diary)
    assert [(one.when, one.mean) for one in mine] == [(one.when, one.mean) for one in load_effects(belief)]
    wide = [one for one in load_effects(belief) if one.verdict == "no clear link" and one.when == "2 to 4 days later"]
    assert wide and not [one for one in mine if one.verdict == "no clear link" and one.when == "2 to 4 days later"]


@pytest.mark.slow
@pytest.mark.parametrize("lag", verdicts.LATE)
def test_an_effect_on_one_later_day_is_found_and_never_denied(lag):
    found = verdicts.with_late_effect(24, 90, 5, lag)
    assert sum(one.right for one in found) >= 12
    assert not any(one.no_link for one in found)
    assert sum(one.other for one in found) <= 5


@pytest.mark.slow
def test_a_long_diary_in_which_nothing_happens_says_so_of_the_later_days_too():
    found = verdicts.without_effect(4, 500, seed=5)
    assert found.no_link >= 5


def by_entries(days, hours, *, lag=0.0, cost=0.0, seed=0, twice=range(1000)):
    """Entries at these `hours` (on days not in `twice` the first alone); stress costs `cost` a point `lag` days on."""
    rng = np.random.default_rng(seed)
    when = [(day, hour) for day in range(days) for hour in (hours if day in twice else hours[:1])]
    time = np.array([day + hour / 24.0 for day, hour in when])
    stress = rng.integers(0, 11, len(when)).astype(float)
    push = cost * (np.abs(np.subtract.outer(time, time) - lag) < 0.01) @ (stress - 5.0)
    entries = []
    for (day, hour), pain, felt in zip(when, ratings(rng, push), stress.tolist(), strict=True):
        at = dt.datetime.combine(FIRST + dt.timedelta(days=day), dt.time(hour), tzinfo=dt.UTC)
        entries.append(Entry(at, {"stress": felt} if pain is None else {"stress": felt, "pain": pain}))
    return Diary(tuple(entries), ("pain", "stress"))


def hours_in(diary):
    return [one for one in links(learn(diary), diary) if one.when == "4 hours later"]


def test_hours_are_told_only_of_diaries_with_entries_some_hours_apart():
    """One day of two entries, twelve hours apart, among sixty of one: "4 hours later" had a word of no entry."""
    for hours in ((8, 20), (8, 9)):
        apart = by_entries(60, hours, twice=range(3, 40), cost=0.3)
        assert hours_in(apart) == []
        assert {one.when for one in effects(learn(apart))} >= {"4 hours later"}
    assert len(hours_in(by_entries(60, (8, 12)))) == 1


def test_hours_have_no_word_before_a_fortnight_of_days_that_show_them():
    effect = {"cost": 0.5, "lag": 4.0 / 24.0}
    (few,) = hours_in(by_entries(60, (8, 12), twice=range(40, 53), **effect))
    assert (few.verdict, few.more_days_needed) == ("not enough yet", 1)
    (many,) = hours_in(by_entries(60, (8, 12), **effect))
    assert many.verdict == "worsens"


def test_one_later_day_is_found_among_several_entries_a_day_too():
    diary = by_entries(60, (8, 14, 20), lag=3.0, cost=0.25)
    found = {one.when: one for one in links(learn(diary), diary)}
    assert "3 days later" in found or found["2 to 4 days later"].verdict == "worsens"
    assert not {one.verdict for when, one in found.items() if when not in (*ALONE, "2 to 4 days later")} & {"helps"}


def test_few_ratings_beside_many_exposures_make_no_day_look_clear():
    columns = {f"treatment.t{i}": np.random.default_rng(i).integers(0, 2, 30).tolist() for i in range(12)}
    diary = daily({"pain": [3.0, 4.0, 6.0] * 10, **columns})
    belief = learn(diary)
    days = single_days(told_of(belief, timeline(diary, "pain")))
    assert (days.sd > 0.2).all() and (np.abs(days.mean) < 2.5 * days.sd).all()
    assert not {one.when for one in links(belief, diary)} & ALONE
    assert links(learn(daily({"pain": [3.0, 4.0]})), daily({"pain": [3.0, 4.0]})) == ()


def test_what_waits_for_the_mean_of_the_later_days_waits_for_each_of_them(late):
    belief, _ = late
    (mean,) = (one for one in effects(belief) if (one.exposure, one.when) == ("sleep", "2 to 4 days later"))
    least = smallest_of_interest(belief.rating_sd)
    days = of_days(belief, [0.0, 0.0, 0.0], 0.6 * least)

    def waits(now: int | None) -> int | None:
        waiting = dataclasses.replace(mean, verdict="not enough yet", more_days_needed=now)
        found = _each_day_small(waiting, days, belief, 0)
        assert found.verdict == "not enough yet"
        return found.more_days_needed

    least_wait = waits(5)
    assert least_wait > belief.days / 2
    assert waits(least_wait + 50) == least_wait + 50
    assert waits(None) is None
