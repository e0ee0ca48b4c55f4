"""Each lock on steps up for itself."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from andante.insilico.rows import rows_of
from andante.plan import locks, swings
from andante.plan.aftermath import aftermath, fisher
from andante.plan.guards import caps, granted_step, step_locks
from andante.plan.limits import Limits
from andante.plan.planner import recommend
from andante.plan.question import Question
from andante.plan.sentences import SENTENCES
from andante.plan.situation import Situation

GROUP = "neck_shoulders"
ON = dt.date(2026, 3, 5)


def codes(situation, limits=None):
    return {lock.code for lock in locks.person_locks(situation, limits or Limits())}


def test_fourteen_level_days_hold_no_lock(build):
    assert codes(build.situation()) == set()
    assert granted_step(build.question(), GROUP) == 0.10


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(no_progression=True), "no-progression"),
        (Limits(me_cfs=True), "energy-management"),
        (Limits(post_exertional_malaise=True), "energy-management"),
    ],
)
def test_what_the_person_reports_locks_every_step(build, limits, code):
    assert code in codes(build.situation(), limits)
    assert granted_step(build.question(limits), GROUP) == 0.0


class TestDelayedWorsening:
    @staticmethod
    def lived(after: tuple[float | None, ...], *, heavy: int = 4):
        load, pain = [10.0] * 84, [4.0] * 84
        for i in range(heavy):
            day = 10 + 15 * i
            load[day] = 40.0
            pain[day + 1 : day + 4] = after
        return {"load": load, "pain": pain}

    def test_repeated_worsening_a_day_and_more_later_locks(self, build):
        found = locks.delayed_worsening(build.situation(**self.lived((4.0, 7.0, 7.0))), Limits())
        assert found.numbers == {"times": 4, "heavy_days": 4}

    @pytest.mark.parametrize("groups", [(GROUP,), (GROUP, "lower_legs")])
    def test_a_slip_of_the_pen_does_not_unlock(self, build, groups):
        """A load of 3000 lifted the mean of twelve weeks, and no other day was a heavy one."""
        lived = self.lived((4.0, 7.0, 7.0), heavy=5)
        lived["load"][50] = 3000.0
        days = [build.on - dt.timedelta(days=84 - i) for i in range(84)]
        rows = {
            day: {"pain": pain, **{f"load.{group}": load for group in groups}}
            for day, pain, load in zip(days, lived["pain"], lived["load"], strict=True)
        }
        situation = Situation.from_diary(build.diary(rows), build.on)
        assert situation.doubts
        assert locks.delayed_worsening(situation, Limits()).numbers == {"times": 5, "heavy_days": 5}
        assert rows_of(build.diary(rows), build.on).delayed_worsening()

    def test_nor_does_it_hide_the_big_days_from_the_usual_one(self, build):
        """Sixty on every fifth day, worse days after each: with one slip it was sixty that was a usual day."""
        rows = {build.on - dt.timedelta(days=ago): {"load.trunk": 60.0 if ago % 5 == 3 else 20.0,
                                                    "pain": 4.0 if ago % 5 in (1, 2) else 3.0}
                for ago in range(84, 0, -1)}  # fmt: skip
        for slip in ({}, {build.on - dt.timedelta(days=50): {"load.trunk": 3000.0, "pain": 3.0}}):
            diary = build.diary(rows | slip)
            situation = Situation.from_diary(diary, build.on)
            assert bool(situation.doubts) == bool(slip)
            assert {"delayed-worsening", "swings"} & codes(situation)
            assert Question(situation, Limits()).usual_load("trunk") == 20.0
            assert rows_of(diary, build.on).beside_big_days("trunk", swings=False) == 20.0

    def test_two_times_are_not_repeated(self, build):
        assert locks.delayed_worsening(build.situation(**self.lived((4.0, 7.0, 7.0), heavy=2)), Limits()) is None

    def test_one_bad_day_after_is_not_it(self, build):
        assert locks.delayed_worsening(build.situation(**self.lived((4.0, 7.0, 4.0))), Limits()) is None

    def test_unknown_days_after_count_on_neither_side(self, build):  # acceptance 16
        assert locks.delayed_worsening(build.situation(**self.lived((None, None, 7.0))), Limits()) is None

    def test_fatigue_counts_too(self, build):
        lived = self.lived((4.0, 4.0, 4.0))
        situation = build.situation(**lived)
        bad = {
            day
            for heavy, load in situation.loads[GROUP].items()
            if load == 40.0
            for day in (heavy + dt.timedelta(days=1), heavy + dt.timedelta(days=2))
        }
        tired = {day: 9.0 if day in bad else 3.0 for day in situation.pain}
        assert locks.delayed_worsening(dataclasses.replace(situation, fatigue=tired), Limits()) is not None


class TestLevelPain:
    def test_needs_ten_of_fourteen_days(self, build):  # acceptance 17, 33
        ten = [4.0] * 35 + [4.0, 4.0, 4.0, 4.0, None, None, None] + [4.0] * 6 + [None]
        nine = [4.0] * 35 + [4.0, 4.0, 4.0, None, None, None, None] + [4.0] * 6 + [None]
        assert locks.level_pain(build.situation(pain=ten), Limits()) is None
        assert locks.level_pain(build.situation(pain=nine), Limits()).code == "too-few-entries-to-step"

    def test_missing_days_of_the_last_week_count_as_not_good(self, build):  # acceptance 17
        pain = [4.0] * 42 + [None, None, 4.0, None, 4.0, None, 4.0]
        assert locks.level_pain(build.situation(pain=pain), Limits()).code == "pain-not-level"

    def test_a_flare_in_the_window(self, build):
        found = locks.level_pain(build.situation(flares=(build.flare(16, 13),)), Limits())
        assert found.code == "flare-lately"

    def test_a_slow_rise_without_any_worse_day(self, build):
        pain = [4.0] * 42 + [4.4] * 7
        assert locks.level_pain(build.situation(pain=pain), Limits()).code == "pain-rising"

    def test_too_many_worse_days(self, build):
        pain = [4.0] * 35 + [6.0, 4.0, 6.0, 4.0, 6.0, 4.0, 6.0, 4.0, 6.0, 4.0, 6.0, 4.0, 4.0, 4.0]
        assert locks.level_pain(build.situation(pain=pain), Limits()).code == "pain-not-level"

    @pytest.mark.parametrize(("usual", "locked"), [(9.3, False), (9.4, True), (10.0, True)])
    def test_pain_that_cannot_be_written_as_worse_is_not_level(self, build, usual, locked):
        """Worse is 0.7 above the usual: beyond the end of the scale nothing would show that a step was too much."""
        found = locks.level_pain(build.situation(pain=[usual] * 49), Limits())
        assert found == (locks.Lock("pain-near-the-top") if locked else None)

    def test_where_days_scatter_the_top_is_nearer(self, build):
        found = locks.level_pain(build.situation(pain=[10.0, 6.0, 8.0, 6.5, 9.5, 8.0, 8.0] * 7), Limits())
        assert found == locks.Lock("pain-near-the-top")

    def test_an_area_at_the_top_holds_its_group(self, build):
        situation = build.situation(pain=[4.0] * 49)
        series = dict.fromkeys(situation.pain, 10.0)
        found = locks.area_not_level(dataclasses.replace(situation, areas={GROUP: series}), GROUP)
        assert found == locks.Lock("area-near-the-top", group=GROUP)


def test_a_good_day_is_not_a_licence(build):
    good = build.situation(pain=[4.0] * 48 + [1.0])
    assert codes(good) == {"good-day"}


def test_a_bad_last_day_is_no_time_for_more(build):
    assert "worse-day" in codes(build.situation(pain=[4.0] * 48 + [6.0]))


def test_entries_of_later_days_lock(build):  # acceptance 6, 32
    assert codes(build.situation(later=2)) == {"later-entries"}


class TestRisenLately:
    def test_not_more_often_than_every_14_days_read_from_the_diary(self, build):
        """A step taken 20 days ago is due for another; one taken ten days ago is not."""
        due = build.situation(load=[20.0] * 29 + [21.0] * 20)
        early = build.situation(load=[20.0] * 39 + [21.0] * 10)
        assert locks.risen_lately(due, GROUP) is None
        assert locks.risen_lately(early, GROUP).code == "risen-lately"

    def test_what_was_not_known_then_is_no_reason_for_a_step(self, build):
        assert locks.risen_lately(build.situation(load=[20.0] * 20), GROUP).code == "level-unknown"

    def test_following_every_plan_to_the_full_climbs_no_faster_than_a_step_a_fortnight(self, build):
        load = [20.0] * 49
        for _ in range(84):
            question = build.question(load=load[-49:])
            load.append(caps(question, GROUP)[0].most)
        assert load[-1] > 1.2 * 20.0
        for day in range(49 + 14, len(load)):
            assert load[day] <= load[day - 14] * 1.10 + 1e-9


class TestBoomAndBust:
    @staticmethod
    def found(build, **about):
        return locks.boom_and_bust(build.situation(**about), Limits())

    def test_big_days_with_a_bust_after_them_again_and_again(self, build):
        load, pain = [20.0] * 84, [4.0] * 84
        for day in (50, 57, 64, 71, 78):
            load[day], pain[day + 1] = 60.0, 6.5
        assert self.found(build, load=load, pain=pain).numbers == {"times": 5, "heavy_days": 5}

    def test_big_days_without_a_bust_are_none(self, build):
        load = [20.0] * 49
        load[30] = load[37] = load[44] = 60.0
        assert self.found(build, load=load) is None

    def test_nearly_no_activity_is_a_bust_and_missing_days_are_not(self, build):  # acceptance 16
        quiet, missing = [20.0] * 49, [20.0] * 49
        for day in (24, 31, 38, 45):
            quiet[day : day + 2] = [60.0, 2.0]
            missing[day : day + 3] = [60.0, None, None]
        assert self.found(build, load=quiet) is not None
        assert self.found(build, load=missing) is None

    def test_bad_days_that_come_as_often_otherwise_are_no_swing(self, build):
        load, pain = [20.0] * 84, [4.0] * 84
        for day in range(3, 84, 4):
            pain[day] = 7.0
        for day in (50, 58, 66, 74):
            load[day] = 60.0
        assert self.found(build, load=load, pain=pain) is None

    @pytest.mark.parametrize(("load", "bad", "seen"), [(45.0, 5, True), (45.0, 4, False), (35.0, 5, False)])
    def test_five_doubled_days_of_four_weeks_each_with_a_bust_are_one_without_a_test(self, build, load, bad, seen):
        """Bad days come as often otherwise, so that the test against chance says nothing."""
        loads, pain = [20.0] * 84, [6.0 if day % 3 == 0 else 4.0 for day in range(84)]
        big = [day for day in range(62, 80) if day % 3 == 2][:5]
        for day in big:
            loads[day] = load
        if bad < 5:
            pain[big[2] + 1] = pain[big[2] + 2] = 4.0
        found = self.found(build, load=loads, pain=pain)
        assert (found is not None) is seen

    def test_what_is_long_over_does_not_count(self, build):
        load, pain = [20.0] * 84, [4.0] * 84
        for day in (10, 17, 24, 31, 38):
            load[day], pain[day + 1] = 60.0, 6.5
        assert self.found(build, load=load, pain=pain) is None

    def test_the_days_behind_the_count_are_told_one_by_one(self, build):  # acceptance 25
        load, pain = [20.0] * 84, [4.0] * 84
        for day in (50, 57, 64, 71, 78):
            load[day], pain[day + 1] = 60.0, 6.5
        load[43], pain[44:46] = 60.0, [None, None]
        load[44:46] = [None, None]
        situation = build.situation(load=load, pain=pain)
        (found,) = swings.swings(situation)
        assert swings.clear_swing([found]) is found
        assert (found.group, found.usual) == ("neck_shoulders", 20.0)
        first = situation.on - dt.timedelta(days=84)
        assert found.count.days == tuple(
            (first + dt.timedelta(days=day), bad)
            for day, bad in ((43, None), (50, True), (57, True), (64, True), (71, True), (78, True))
        )
        assert sum(bad is True for _, bad in found.count.days) == found.count.bad
        assert sum(bad is not None for _, bad in found.count.days) == found.count.heavy


class TestPatternOrChance:
    """The locks on made-up diaries with fixed seeds: hardly ever without a pattern, mostly with a clear one."""

    @staticmethod
    def lived(seed, *, groups=5, booms=False, malaise=False):
        rng = np.random.default_rng(seed)
        loads = 20.0 * np.exp((0.25 if booms or malaise else 0.4) * rng.standard_normal((groups, 120)))
        pain = np.round(4.0 + 1.2 * rng.standard_normal(120))
        day = int(rng.integers(2, 7))
        while (booms or malaise) and day < 116:
            loads[:, day] = 20.0 * rng.uniform(1.7, 2.5)
            pain[day] = min(pain[day], 4.0)
            if malaise:
                pain[day + 1 : day + 4] += 3.0
            elif rng.random() < 0.6:
                pain[day + int(rng.integers(1, 3))] += 3.0
            else:
                loads[:, day + int(rng.integers(1, 3))] *= 0.08
            day += int(rng.integers(6, 9)) if booms else int(rng.integers(10, 18))
        names = ("neck_shoulders", "arms_hands", "trunk", "hips_thighs", "lower_legs")[:groups]
        load = {name: [float(each) for each in np.round(series)] for name, series in zip(names, loads, strict=True)}
        return {"load": load, "pain": [float(each) for each in np.clip(pain, 0, 10)]}

    def share(self, build, lock, **pattern):
        found = [lock(build.situation(**self.lived(seed, **pattern)), Limits()) is not None for seed in range(60)]
        return sum(found) / len(found)

    @pytest.mark.parametrize("groups", [1, 5])
    def test_without_a_pattern_hardly_ever(self, build, groups):
        assert self.share(build, locks.boom_and_bust, groups=groups) <= 0.07
        assert self.share(build, locks.delayed_worsening, groups=groups) <= 0.07

    @pytest.mark.parametrize("groups", [1, 5])
    def test_a_clear_pattern_mostly(self, build, groups):
        assert self.share(build, locks.boom_and_bust, groups=groups, booms=True) >= 0.7
        assert self.share(build, locks.delayed_worsening, groups=groups, malaise=True) >= 0.6


class TestAftermath:
    @settings(deadline=None, max_examples=50)
    @given(bad=st.integers(0, 9), good=st.integers(0, 9), other_bad=st.integers(0, 9), other_good=st.integers(0, 9))
    def test_exact_test_is_that_of_scipy(self, bad, good, other_bad, other_good):
        table = [[bad, good], [other_bad, other_good]]
        expected = stats.fisher_exact(table, alternative="greater").pvalue
        assert fisher(bad, bad + good, other_bad, other_bad + other_good) == pytest.approx(expected)

    @settings(deadline=None, max_examples=50)
    @given(heavy=st.sets(st.integers(0, 29)), span=st.integers(1, 3))
    def test_no_day_is_counted_twice(self, heavy, span):
        days = [dt.date(2026, 1, 1) + dt.timedelta(days=i) for i in range(30)]
        seen = []

        def verdict(window):
            seen.extend(window)
            return True

        found = aftermath(days, frozenset(days[i] for i in heavy), span, verdict)
        assert len(seen) == len(set(seen))
        assert found.bad == found.heavy <= len(heavy)
        assert found.other_bad == found.other


class TestAreas:
    """Pain under the muscle group itself: it holds that group, whatever pain overall is."""

    def of(self, build, neck, **more):
        rows = build.question(load={"neck_shoulders": [20.0] * 49, "lower_legs": [20.0] * 49}).situation
        days = [*reversed([*rows.past(len(neck))])]
        series = {day: value for day, value in zip(days, neck, strict=True) if value is not None}
        return replace(rows, areas={"neck_shoulders": series, "lower_legs": {}}, **more)

    def test_a_neck_that_gets_worse_holds_its_own_step_alone(self, build):
        situation = self.of(build, [2.0] * 35 + [2.0 + 8.0 * i / 13 for i in range(14)])
        question = Question(situation, Limits())
        assert [lock.code for lock in step_locks(question, "neck_shoulders")] == ["area-not-level"]
        assert (granted_step(question, "neck_shoulders"), granted_step(question, "lower_legs")) == (0.0, 0.10)

    @pytest.mark.parametrize(
        ("neck", "code"),
        [
            ([3.0] * 49, None),
            ([3.0] * 42 + [3.5] * 7, "area-rising"),  # by half of what makes a day worse, and no day was worse
            ([3.0] * 35 + [5.0, 3.0] * 7, "area-not-level"),
            ([3.0] * 35 + [None, 5.0] * 7, None),  # rated on seven of 14 days: too few to say
            ([3.0] * 35 + [None, 3.0, 3.0, 3.0] * 3 + [3.0, 3.0], None),  # a day without is no bad day
            ([], None),
        ],
    )
    def test_as_for_pain_overall_but_for_days_without(self, build, neck, code):
        found = locks.area_not_level(self.of(build, neck), "neck_shoulders")
        assert (None if found is None else found.code) == code
        assert found is None or found.group == "neck_shoulders"

    def test_the_worst_of_the_areas_under_a_group_is_read_from_the_diary(self, build):
        day = ON - dt.timedelta(days=1)
        values = {"pain": 4.0, "pain.neck": 3.0, "pain.upper_back": 6.0, "pain.knee": 8.0, "load.neck_shoulders": 1.0}
        areas = Situation.from_diary(build.diary({day: {**values, "load.hips_thighs": 2.0}}), ON).areas
        assert areas == {"neck_shoulders": {day: 6.0}, "hips_thighs": {day: 8.0}}

    def test_a_plan_says_so(self, build):
        situation = self.of(build, [3.0] * 42 + [3.5] * 7)
        made = recommend(Question(situation, Limits()), build.flat_risk(0.02))
        told = next(each for each in made.why if each.code == "area-rising")
        assert told.text == (
            "No step up yet for neck and shoulders: pain there was 0.5 points higher in the last week than in the one "
            "before."
        )


def test_every_lock_has_a_sentence(build):
    found = {"energy-management", "delayed-worsening", "no-progression", "later-entries", "swings"}
    found |= {"too-few-entries-to-step", "flare-lately", "pain-not-level", "pain-rising", "good-day", "worse-day"}
    found |= {"level-unknown", "risen-lately", "area-not-level", "area-rising"}
    found |= {"pain-near-the-top", "area-near-the-top", "tired-lately"}
    assert found <= set(SENTENCES)


def tired(build, tail, **more):
    """A situation with level pain, and fatigue of 4 that ends in `tail` (None: not rated)."""
    values = [4.0] * (49 - len(tail)) + list(tail)
    days = [build.on - dt.timedelta(days=49 - i) for i in range(49)]
    rated = {day: value for day, value in zip(days, values, strict=True) if value is not None}
    return build.situation(fatigue=rated, **more)


class TestTiredLately:
    """Fatigue of 10 on seven days, pain as ever: it was a step up."""

    @pytest.mark.parametrize(
        ("tail", "numbers"),
        [
            ([10.0] * 7, {"tired": 7, "known": 7}),
            ([6.0, 6.0], {"tired": 2, "known": 7}),
            ([6.0, 4.0, 6.0, 4.0, 6.0, 4.0, 4.0], {"tired": 3, "known": 7}),
            ([6.0, None, 6.0, None, 4.0, None, 6.0, None], {"tired": 3, "known": 7}),
            ([4.0, 6.0, 6.0, 4.0], None),
            ([6.0, 4.0, 6.0], None),
            ([4.6, 4.6], None),
            ([6.0] * 7 + [None] * 12, None),
        ],
    )
    def test_on_the_last_two_days_or_three_of_seven(self, build, tail, numbers):
        found = locks.tired(tired(build, tail), Limits())
        assert (None if found is None else found.numbers) == numbers

    def test_this_morning_counts_with_yesterday(self, build):
        situation = tired(build, [6.0])
        assert locks.tired(situation, Limits()) is None
        today = dataclasses.replace(situation, fatigue={**situation.fatigue, build.on: 6.0})
        assert locks.tired(today, Limits()) is not None

    def test_what_was_not_rated_holds_nothing(self, build):
        assert locks.tired(build.situation(), Limits()) is None

    def test_there_is_no_step_up_and_the_plan_says_so(self, build):
        plan = recommend(Question(tired(build, [6.0, 4.0, 6.0, 4.0, 6.0, 4.0])), build.flat_risk(0.02))
        assert plan.step == "hold"
        assert plan.envelope[GROUP].ceiling <= 20.0
        said = [each.text for each in plan.why if each.code == "tired-lately"]
        assert said == ["No step up yet: your tiredness was worse than usual on 3 of the last 7 days it was rated."]

    def test_a_worse_day_by_pain_is_what_levels_pass_over(self, build):
        situation = tired(build, [10.0] * 7)
        assert situation.level_days(28) == build.situation().level_days(28)


@pytest.mark.parametrize("last", [4.0, 6.0])
def test_one_more_bad_day_is_no_reason_to_see_no_pattern(build, last):
    """Four heavy days, worse days behind three: the last day, good or bad, does not speak for the others."""
    load, pain = [20.0] * 84, [4.0] * 84
    for heavy in (20, 40, 60):
        load[heavy], pain[heavy + 1 : heavy + 4] = 60.0, [6.0] * 3
    load[71] = 60.0
    pain[-3:] = [6.0, 4.0, last]
    situation = build.situation(load=load, pain=pain)
    found = locks.delayed_worsening(situation, Limits())
    assert found.numbers == {"times": 3, "heavy_days": 4}
    days = [*reversed(list(situation.past(84)))]
    heavy_days = frozenset(day for day, amount in situation.loads["neck_shoulders"].items() if amount > 30.0)
    counted: list[dt.date] = []
    aftermath(days, heavy_days, 3, lambda window: bool(counted.extend(window)))
    assert days[-1] not in counted
