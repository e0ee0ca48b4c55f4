"""What a plan's sentences say is so: no number that nobody wrote, no day that will not be, no scale but one's own."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from andante.plan import guards
from andante.plan.guards.pain import re_entry, worse_days
from andante.plan.limits import Limits
from andante.plan.locks import boom_and_bust
from andante.plan.past_flares import past_flares
from andante.plan.planner import recommend
from andante.plan.sentences import why
from andante.plan.situation import Situation
from andante.plan.told import told
from andante.records import Scale

GROUP = "neck_shoulders"


def words_of(cap):
    return why(cap.code, {"most": cap.most, **cap.numbers}, group=cap.group).text


def days(build, pain, **more):
    first = build.on - dt.timedelta(days=len(pain))
    return {first + dt.timedelta(days=i): {"pain": value, **more} for i, value in enumerate(pain)}


class TestWeek:
    def test_a_week_that_does_not_ease_names_no_day(self, build):
        """It named today's weekday: seven days on, and no day of them holds a usual one while each is used."""
        load = [10.0, 30.0, 30.0, 40.0, 20.0, 10.0, 40.0] * 7
        cap = guards.week_total(build.question(Limits(me_cfs=True), load=load), GROUP)
        assert cap.code == "full-week"
        assert "eases" not in cap.numbers
        text = words_of(cap)
        assert text.endswith("It eases after quieter days.")
        assert f"{build.on:%A}" not in text

    def test_weeks_that_ease_and_weeks_that_do_not_are_told_apart(self, build):
        never = [10.0, 30.0, 30.0, 40.0, 20.0, 10.0, 40.0] * 7
        soon = [20.0] * 46 + [60.0, 20.0, 20.0, 20.0, 20.0]
        load = {"trunk": never, "lower_legs": never, "arms_hands": soon}
        plan = recommend(build.question(Limits(me_cfs=True), load=load), build.flat_risk(0.04))
        texts = {each.text for each in told(plan.answer(), forecast_shown=True) if each.code == "full-week"}
        assert len(texts) == 2
        assert sum("after quieter days" in text for text in texts) == 1

    @pytest.mark.parametrize("load", [[20.0] * 45 + [20.0, None, 20.0, 20.0], [20.0] * 43 + [90.0, 20.0, None, 20.0]])
    def test_days_without_a_number_are_said_to_be_counted_in(self, build, load):
        """It said that the last six days already hold what the diary does not hold."""
        cap = guards.week_total(build.question(load=load), GROUP)
        assert cap.numbers["missing"] == 1
        assert "already hold" not in words_of(cap)
        assert "days without a number counted like the others" in words_of(cap)

    def test_what_a_week_holds_is_what_is_done_and_what_is_left(self, build):
        """Of two weeks it named the larger, which was not the one that the day was held to."""
        load = [30.0, 30.0, None, None, None, 30.0, 30.0] * 6 + [30.0] + [10.0] * 6
        cap = guards.week_total(build.question(load=load), GROUP)
        assert cap.code == "week-total"
        assert cap.numbers["week"] == pytest.approx(cap.most + cap.numbers["done"])


class TestPain:
    def test_a_day_that_is_not_known_is_not_said_to_be_worse(self, build):
        both = worse_days(build.question(pain=[4.0] * 47 + [6.0, 6.0]), GROUP)
        assert "missing" not in both.numbers
        assert "The last two days were worse" in words_of(both)
        for last in ([6.0, None], [None, 6.0]):
            one = worse_days(build.question(pain=[4.0] * 47 + last), GROUP)
            assert (one.most, one.numbers["missing"]) == (both.most, 1)
            assert "one was worse than usual for you and the other is not known" in words_of(one)

    def test_the_way_back_names_no_usual_day_that_nobody_wrote(self, build):
        """It said "70 % of the 9 from before it" to who never wrote a load."""
        about = {"load": {"whole_body": []}, "flares": (build.flare(7, 3),)}
        cap = re_entry(build.question(**about), "whole_body")
        assert "before" not in cap.numbers
        assert "careful start" in words_of(cap)
        known = re_entry(build.question(flares=(build.flare(7, 3),)), GROUP)
        assert known.numbers["before"] == 20.0
        assert "of the 20 from before it" in words_of(known)


def test_a_swing_is_told_by_what_it_rests_on(build):
    """Where ratings scatter it said "0 of 7 big days in twelve weeks were followed by a bad one", and held the day."""
    load = [44.0, 20.0, 20.0, 20.0] * 20
    pain = [[2.5, 5.0, 7.5][i // 4 % 3] if i % 4 != 1 else 6.9 for i in range(80)]
    lock = boom_and_bust(build.situation(load=load, pain=pain), Limits())
    assert lock is not None
    assert set(lock.numbers) == {"heavy_days"}
    assert lock.numbers["heavy_days"] >= 5
    plan = recommend(build.question(load={"trunk": load, "lower_legs": load}, pain=pain), build.flat_risk(0.03))
    texts = [each.text for each in plan.why if each.code in ("boom-and-bust", "swings")]
    texts += [each.text for each in told(plan.answer(), forecast_shown=True) if each.code == "boom-and-bust"]
    assert len(texts) >= 3
    assert not any(" 0 of " in text or "twelve weeks" in text for text in texts)


def test_a_level_from_before_a_flare_is_not_said_to_be_of_the_last_28_days(build):
    """After a flare and the way back, "three of the last 28 days" were days of six weeks ago."""
    load, flares = [20.0] * 25 + [5.0] * 14 + [12.0] * 13 + [20.0], (build.flare(27, 14),)
    question = build.question(load=load, flares=flares)
    cap = guards.recent_maximum(question, GROUP)
    assert cap.numbers["reached"] == 20.0
    assert sum(one >= 20.0 for one in question.situation.known_loads(GROUP)) == 1
    assert "your last 28 ordinary days" in words_of(cap)


class TestScale:
    """On a scale from 0 to 100, numbers were told on one from 0 to 10."""

    def test_a_good_day_is_told_as_it_was_written(self, build):
        diary = build.diary(days(build, [40.0, 41.0, 39.0] * 16 + [15.0], load=30.0), scales={"pain": Scale(0, 100)})
        question = guards.Question(Situation.from_diary(diary, build.on))
        assert question.locks["good-day"].numbers == {"pain": 15.0}

    def test_a_rise_is_told_in_points_of_the_scale(self, build):
        pain = [*[40.0, 44.0, 36.0] * 14, *[41.0] * 7, *[45.0] * 7]
        diary = build.diary(days(build, pain, load=30.0), scales={"pain": Scale(0, 100)})
        question = guards.Question(Situation.from_diary(diary, build.on))
        assert question.locks["pain-rising"].numbers["rise"] == pytest.approx(4.0)

    def test_two_entries_that_do_not_fit_are_told_as_they_were_written(self, build):
        rows = days(build, [40.0] * 20, load=30.0)
        rows[dt.datetime(2026, 3, 4, 20, 0, tzinfo=dt.UTC)] = {"pain": 10.0}
        rows[dt.datetime(2026, 3, 4, 21, 0, tzinfo=dt.UTC)] = {"pain": 90.0}
        del rows[dt.date(2026, 3, 4)]
        diary = build.diary(rows, scales={"pain": Scale(0, 100)})
        (doubt,) = Situation.from_diary(diary, build.on).doubts
        assert doubt.numbers == {"one": 10.0, "other": 90.0}


def test_a_full_day_that_nobody_lived_is_not_told(build):
    """It said "a full day of yours holds about 960" to who rests, and to who has just begun."""
    for load in (0.0, 5.0):
        rows = days(build, [4.0] * (40 if load == 0 else 8), load=load)
        rows[build.on - dt.timedelta(days=1)]["load"] = 1200.0
        cap = guards.GUARDS[1](guards.Question(Situation.from_diary(build.diary(rows), build.on)), "whole_body")
        assert (cap.code, "full_day" in cap.numbers) == ("implausible", False)
        assert "1200 effort-minutes are more than a day can hold" in words_of(cap)


@pytest.mark.parametrize(("hours", "words"), [(60.0, "60 hours old"), (96.0, "4 days old"), (1426.0, "59 days old")])
def test_an_old_rating_is_told_in_days(build, hours, words):
    plan = recommend(build.question(last_rated_h=hours), None)
    (stale,) = [each for each in plan.why if each.code == "stale"]
    assert f"Your last rating is {words}" in stale.text
    load = {"trunk": [20.0] * 49, "lower_legs": [20.0] * 49}
    both = recommend(build.question(last_rated_h=hours, load=load), None)
    assert [words in each.text for each in told(both.answer(), forecast_shown=True) if each.code == "stale"] == [True]


@pytest.mark.parametrize("marked", [True, False])
def test_a_flare_of_which_nothing_was_written_for_weeks_is_not_counted_on(build, marked):
    """Who came back after six weeks read "You are on day 42 of a flare". One by the rule ends after 28 days."""
    pain = [4.0] * 60 if marked else [4.0] * 57 + [8.0] * 3
    rows = days(build, pain, load=30.0)
    if marked:
        rows[max(rows)]["flare"] = 1.0
    diary = build.diary(rows)
    for silent, is_under_way in ((2, True), (28, True), (29, False), (42, False)):
        on = max(rows) + dt.timedelta(days=silent - 1)
        situation = Situation.from_diary(diary, on)
        assert (situation.flare_now is not None) == is_under_way, silent
        assert past_flares(diary, on)[-1].end == (None if is_under_way else max(rows))
        plan = recommend(guards.Question(situation), None)
        assert plan.mode == ("safe-default" if silent > 3 else "flare")
        assert any(each.code == "flare" for each in plan.why) == is_under_way


class TestChances:
    def test_no_chance_of_a_usual_day_is_told_where_none_is_known(self, build):
        """A group that is new in the diary was taken to do nothing on a usual day."""
        load = {"hips_thighs": [20.0] * 49, "trunk": [None] * 44 + [20.0] * 5}
        plan = recommend(build.question(load=load), build.rising_risk(0.02, 0.001))
        assert plan.risk.p_flare_within_3_days is not None
        assert plan.risk.if_unchanged is None
        assert not {"unchanged", "risk-unknown"} & {why.code for why in plan.why}

    def test_where_more_would_be_less_risk_it_is_not_said_that_nothing_is(self, build):
        question = build.question(pain=[4.0] * 47 + [6.0, 6.0])
        plan = recommend(question, build.rising_risk(0.30, -0.01))
        assert plan.risk.if_unchanged < plan.risk.p_flare_within_3_days
        text = next(why.text for why in plan.why if why.code == "least-risk")
        assert "Of the days that today's limits leave" in text
        assert "Whatever the day holds" not in text
        assert "No plan has" not in text


class TestWeekUnknown:
    def test_what_is_not_known_counts_as_an_average_day(self, build):
        """It said "as a usual day or more", which it has not been since three blanks in six count as mean days."""
        load = [10.0, 30.0] * 21 + [30.0, None, 10.0, None, 30.0, None, 30.0]
        text = words_of(guards.week_total(build.question(load=load), GROUP))
        assert "3 of the last six have none); what is not known counts as an average day" in text

    def test_where_one_week_is_known_no_blanks_are_spoken_of(self, build):
        """0 of the last six have none, it said."""
        load, pain = [20.0] * 40, [4.0] * 40
        asked = (build.question(load=load, pain=pain, flares=(build.flare(36, ago),)) for ago in range(6, 22))
        caps = [guards.week_total(question, GROUP) for question in asked]
        one = [cap for cap in caps if cap is not None and cap.code == "week-unknown"]
        assert one
        for cap in one:
            assert "missing" not in cap.numbers
            assert words_of(cap).endswith("only one week of ordinary days of yours is known yet.")


class TestStep:
    """A small step up was told beside "hold"."""

    def test_a_step_that_is_used_up_is_not_told_as_one(self, build):
        free = build.situation()
        loads = {GROUP: {**free.loads[GROUP], build.on: 30.0}}
        plan = recommend(guards.Question(dataclasses.replace(free, loads=loads)), build.flat_risk(0.03))
        assert plan.step == "hold"
        told_of = {why.code: why.text for why in plan.why}
        assert "step-up" not in told_of
        assert told_of["step-part"].startswith("Neck and shoulders: at most 22 effort-minutes")

    def test_nor_is_one_that_rounding_leaves_nothing_of(self, build):
        plan = recommend(build.question(Limits(step=0.01), load=[9.0] * 49), build.flat_risk(0.03))
        assert plan.step == "hold"
        assert {"step-up", "step-part"}.isdisjoint(why.code for why in plan.why)
        assert "recent-maximum" in {why.code for why in plan.why}

    def test_a_step_is_told(self, build):
        plan = recommend(build.question(), build.flat_risk(0.03))
        assert plan.step == "up"
        assert "step-up" in {why.code for why in plan.why}


class TestNumbers:
    def test_of_past_flares_the_numbers_are_those_of_the_words(self, build):
        """The words were of the last four flares, the numbers of all of them."""
        over = ((45, 25), (22, 20), (17, 15), (12, 10), (7, 5))
        flares = (*(build.flare(first, last) for first, last in over), build.flare(1, None))
        plan = recommend(build.question(flares=flares, pain=[4.0] * 48 + [8.0]), build.flat_risk(0.03))
        past = next(why for why in plan.why if why.code == "past-flares")
        assert past.text.startswith("Your last 4 flares lasted 3 days")
        assert {name: past.numbers[name] for name in ("flares", "shortest", "longest")} == {
            "flares": 4,
            "shortest": 3,
            "longest": 3,
        }

    @pytest.mark.parametrize("times", [1.0, 10.0])
    def test_a_rise_in_an_area_is_told_in_the_points_it_is_written_in(self, build, times):
        rows = {
            build.on - dt.timedelta(days=ago): {
                "load.neck_shoulders": 20.0,
                "pain": 4.0,
                "pain.neck": times * (4.5 if ago <= 7 else 4.0),
            }
            for ago in range(60, 0, -1)
        }
        scales = {} if times == 1.0 else {"pain.neck": Scale(0, 100)}
        situation = Situation.from_diary(build.diary(rows, scales=scales), build.on)
        locks = guards.step_locks(guards.Question(situation), GROUP)
        assert [lock.numbers["rise"] for lock in locks if lock.code == "area-rising"] == [0.5 * times]

    @pytest.mark.parametrize(("age", "told_h"), [(48.25, 49), (49.0, 49), (71.9, 72)])
    def test_a_stale_rating_is_not_told_to_be_of_the_last_48_hours(self, build, age, told_h):
        cap = guards.unreliable(build.question(last_rated_h=age), GROUP)
        assert cap.numbers["hours"] == told_h
