"""What is read from a diary: days, levels, age, doubts. Missing is never zero."""

from __future__ import annotations

import datetime as dt
import math
import re

import pytest

from andante.errors import InputError
from andante.plan import plan
from andante.plan.planner import recommend
from andante.plan.question import Question
from andante.plan.situation import Situation
from andante.records import Scale

ON = dt.date(2026, 3, 5)


def day(ago: int) -> dt.date:
    return ON - dt.timedelta(days=ago)


def test_a_blank_is_absent_and_a_zero_is_zero(build):  # acceptance 16
    diary = build.diary({day(3): {"pain": 0.0, "load": 0.0}, day(2): {"pain": 4.0}, day(1): {"load": 5.0}})
    situation = Situation.from_diary(diary, ON)
    assert situation.loads == {"whole_body": {day(3): 0.0, day(1): 5.0}}
    assert situation.pain == {day(3): 0.0, day(2): 4.0}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"pain": 4.0, "load.trunk": math.nan}, "load.trunk: found nan, allowed is a finite number, 0 or more"),
        ({"pain": math.nan}, "pain: found nan, allowed is a finite number; what is not known is left out"),
        ({"pain": 4.0, "load": -1.0}, "load: found -1.0, allowed is a finite number, 0 or more"),
        ({"sleep": math.inf}, "sleep: found inf, allowed is a finite number"),
    ],
)
def test_what_no_guard_can_count_with_is_refused_with_its_day(build, values, message):
    """A NaN among loads is neither more nor less than another: the third highest of them would be anything."""
    rows = {day(i): {"pain": 4.0, "load": 10.0} for i in range(30, 0, -1)}
    with pytest.raises(InputError, match=f"^diary, 2026-02-23: {re.escape(message)}"):
        plan(None, build.diary(rows | {day(10): values}), ON)
    assert plan(None, build.diary(rows | {day(10): values}), ON, red_flags=["fever"]).why[0].code == "red-flag"


def test_what_is_no_load_may_lie_below_zero(build):
    rows = {day(i): {"pain": 4.0, "load": 10.0, "event.frost": -5.0} for i in range(30, 0, -1)}
    assert plan(None, build.diary(rows), ON).envelope["whole_body"].ceiling > 0.0


def test_entries_of_one_day_add_their_load_and_average_their_pain(build):
    evening = dt.datetime.fromisoformat("2026-03-04T20:00+01:00")
    morning = dt.datetime.fromisoformat("2026-03-04T08:00+01:00")
    rows = {morning: {"pain": 3.0, "load.trunk": 4.0}, evening: {"pain": 6.0, "load.trunk": 6.0}}
    situation = Situation.from_diary(build.diary(rows), ON)
    assert situation.loads["trunk"] == {day(1): 10.0}
    assert situation.pain == {day(1): 4.5}
    assert situation.last_rated_h == 11.0


def test_nothing_after_the_day_is_used_and_it_is_counted(build):
    rows = {day(i): {"pain": 4.0, "load": 10.0} for i in range(30, -4, -1)}
    whole = Situation.from_diary(build.diary(rows), ON)
    cut = Situation.from_diary(build.diary({at: row for at, row in rows.items() if at <= ON}), ON)
    assert whole.later == 3
    assert (whole.loads, whole.pain, whole.flares) == (cut.loads, cut.pain, cut.flares)


def test_muscle_groups_go_before_the_whole_body(build):
    rows = {day(i): {"load": 9.0, "load.trunk": 4.0} for i in (2, 1)}
    assert set(Situation.from_diary(build.diary(rows), ON).loads) == {"trunk"}


def test_a_day_that_began_as_one_of_the_whole_body_stays_one(build):
    """The first loads of muscle groups ever: each bout counts as its most loaded group, as it did in the plan."""
    morning, noon = (dt.datetime.fromisoformat(f"2026-03-05T{hour}:00+01:00") for hour in ("08", "12"))
    piano = {"load.arms_hands": 2.1, "load.neck_shoulders": 1.3, "load.trunk": 0.6}
    rows = {morning: {"pain": 3.0, **piano}, noon: {"load.lower_legs": 1.5, "load.trunk": 0.5}}
    each = build.diary(rows)
    together = build.diary({ON: {"pain": 3.0, **piano, "load.lower_legs": 1.5, "load.trunk": 1.1}})
    first = Situation.from_diary(together, ON, entries=each)
    assert first.loads == {"whole_body": {ON: pytest.approx(3.6)}}
    tomorrow = Situation.from_diary(together, ON + dt.timedelta(days=1), entries=each)
    assert set(tomorrow.loads) == {"arms_hands", "neck_shoulders", "trunk", "lower_legs"}
    assert tomorrow.loads["trunk"] == {ON: 1.1}


def test_no_load_at_all_is_one_group_without_numbers(build):
    assert Situation.from_diary(build.diary({day(1): {"pain": 3.0}}), ON).loads == {"whole_body": {}}


def test_an_empty_diary_is_a_situation_too(build):
    situation = Situation.from_diary(build.diary({}), ON)
    assert situation.last_rated_h is None
    assert situation.flares == ()


@pytest.mark.parametrize(
    ("ago", "rated", "hours"),
    [(1, "evening", 10.0), (2, "evening", 34.0), (3, "evening", 58.0), (2, "morning", 48.0), (0, "evening", 0.0)],
)
def test_age_of_the_last_entry(build, ago, rated, hours):
    diary = build.diary({day(ago): {"pain": 3.0}}, rated=rated)
    assert Situation.from_diary(diary, ON).last_rated_h == hours


def test_an_entry_without_any_answer_is_no_fresh_entry(build):
    diary = build.diary({day(5): {"pain": 3.0}, day(1): {}})
    assert Situation.from_diary(diary, ON).last_rated_h == 5 * 24 - 14


def test_steps_and_loads_do_not_make_an_old_rating_fresh(build):  # acceptance 32
    rows = {day(i): {"load": 20.0, **({"pain": 4.0} if i > 45 else {})} for i in range(90, 0, -1)}
    situation = Situation.from_diary(build.diary(rows), ON)
    assert situation.last_rated_h == 46 * 24 - 14
    assert situation.rated_days(14) == 0


def test_another_scale_gives_the_same_pain(build):
    plain = build.diary({day(1): {"pain": 5.0}})
    other = build.diary({day(1): {"pain": 50.0}}, scales={"pain": Scale(0, 100)})
    assert Situation.from_diary(plain, ON).pain == Situation.from_diary(other, ON).pain


class TestDoubts:
    def test_two_ratings_close_in_time_and_far_apart_contradict(self, build):  # acceptance 32
        at = dt.datetime.fromisoformat("2026-03-04T20:00+01:00")

        def found(minutes, other):
            rows = {at: {"pain": 1.0}, at + dt.timedelta(minutes=minutes): {"pain": other}}
            return [doubt.code for doubt in Situation.from_diary(build.diary(rows), ON).doubts]

        assert found(10, 8.0) == ["contradictory"]
        assert found(10, 5.0) == []
        assert found(180, 8.0) == []

    def test_more_than_a_day_holds_is_implausible(self, build):  # acceptance 32
        situation = Situation.from_diary(build.diary({day(1): {"load": 1000.0}}), ON)
        assert [doubt.code for doubt in situation.doubts] == ["implausible"]

    def test_far_outside_ones_own_history_is_implausible_and_no_level(self, build):  # acceptance 32
        rows = {day(i): {"load": 20.0 if i > 3 else 400.0} for i in range(30, 0, -1)}
        situation = Situation.from_diary(build.diary(rows), ON)
        assert {doubt.day for doubt in situation.doubts} == {day(1), day(2), day(3)}
        assert situation.reached("whole_body") == 20.0
        assert situation.loads["whole_body"][day(1)] == 400.0

    def test_a_long_gardening_day_is_no_slip(self, build):
        rows = {day(i): {"load": 20.0 if i > 1 else 100.0} for i in range(30, 0, -1)}
        assert Situation.from_diary(build.diary(rows), ON).doubts == ()


def test_flare_by_mark_and_by_rule(build):
    rows = {day(i): {"pain": 4.0, "load": 5.0} for i in range(40, 0, -1)}
    marked = build.diary({**rows, day(1): {"pain": 4.0, "load": 5.0, "flare": 1.0}})
    ruled = build.diary({**rows, day(2): {"pain": 8.0}, day(1): {"pain": 8.0}})
    assert Situation.from_diary(marked, ON).flare_now.start == day(1)
    assert Situation.from_diary(ruled, ON).flare_now.start == day(1)
    assert Situation.from_diary(build.diary(rows), ON).flare_now is None


def test_a_flare_that_ended_is_remembered_with_its_days(build):
    rows = {day(i): {"pain": 9.0 if 10 <= i <= 15 else 4.0} for i in range(40, 0, -1)}
    (flare,) = Situation.from_diary(build.diary(rows), ON).flares
    assert flare.end is not None
    assert flare.start == day(14)


class TestWhatIsPlannedByMayBeGoodWhenHigh:
    """Sleep and mood: two nights of ten were taken for worse ones, and poor nights for good days."""

    def planned(self, build, target, *last):
        values = [7.0] * (49 - len(last)) + list(last)
        rows = {day(49 - i): {target: value, "load.trunk": 20.0} for i, value in enumerate(values)}
        situation = Situation.from_diary(build.diary(rows), ON, target)
        return recommend(Question(situation), build.flat_risk(0.03))

    @pytest.mark.parametrize("target", ["sleep", "mood"])
    def test_a_poor_night_is_no_good_day_and_a_good_one_no_worse_day(self, build, target):
        poor, good = self.planned(build, target, 5.0), self.planned(build, target, 10.0, 10.0)
        codes = [{why.code for why in plan.why} for plan in (poor, good)]
        assert "worse-day" in codes[0]
        assert "good-day" not in codes[0]
        assert "worse-days" not in codes[1]
        assert "good-day" in codes[1]
        assert (good.mode, good.step) == ("usual", "hold")

    def test_a_week_of_ever_poorer_nights_is_no_time_for_a_step(self, build):
        assert self.planned(build, "sleep").step == "up"
        assert self.planned(build, "sleep", *[6.6] * 7).step == "hold"

    @pytest.mark.parametrize("target", ["sleep", "fatigue", "mood"])
    def test_and_no_reason_speaks_of_pain(self, build, target):
        said = {}
        for last in ([], [6.6] * 7, [5.0], [10.0], [0.0] * 3):
            plan = self.planned(build, target, *last)
            said |= {why.code: why.text for why in plan.why}
            assert not [why.text for why in plan.why if "pain" in why.text.lower()]
        assert f"your ratings of {target} have been level" in said["step-up"]

    def test_nothing_is_said_of_pain_then(self, build):
        for target, last in (("sleep", (5.0,)), ("fatigue", (10.0,))):
            said = [why.text for why in self.planned(build, target, *last).why if why.code == "worse-day"]
            assert said == ["No step up: your last rated day was worse than usual."]
        said = [why.text for why in self.planned(build, "pain.neck", 10.0).why if why.code == "worse-day"]
        assert said == ["No step up: your last rated day (pain 10) was worse than usual."]
