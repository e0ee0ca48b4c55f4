"""The twin of the guards is not blind: sound plans pass, a step that is granted among them, and spoilt ones do not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from andante.insilico.twin import breaches
from andante.plan.answer import Activity, Bout, Plan, Room
from andante.plan.limits import Limits
from andante.plan.planner import recommend
from andante.plan.question import Question
from andante.plan.situation import Situation
from andante.records import Diary, Entry

ON = dt.date(2026, 3, 5)
GROUP = "neck_shoulders"


def level(days: int = 90, *, until_ago: int = 1, marks: tuple[int, ...] = ()) -> Diary:
    """Level weeks of load 20 and pain 4, rated up to `until_ago` days ago."""
    rows = []
    for ago in range(days, 0, -1):
        values = {"load.neck_shoulders": 20.0, **({"pain": 4.0} if ago >= until_ago else {})}
        rows.append(Entry(ON - dt.timedelta(days=ago), values | ({"flare": 1.0} if ago in marks else {})))
    return Diary(tuple(rows), ("load.neck_shoulders", "pain", "flare"))


def made(diary: Diary, limits: Limits | None = None, *, flags: tuple[str, ...] = ()) -> Plan:
    question = Question(Situation.from_diary(diary, ON), limits or Limits(), None, flags)
    return recommend(question, lambda loads: 0.02 + 0.0 * sum(loads.values()))


def rules(plan: Plan, diary: Diary, limits: Limits | None = None, **asked: object) -> set[str]:
    return {line.split(":")[0] for line in breaches(plan, diary, limits or Limits(), **asked)}  # type: ignore[arg-type]


def with_room(plan: Plan, room: Room, **more: object) -> Plan:
    return replace(plan, envelope={GROUP: room}, **more)  # type: ignore[arg-type]


def test_a_step_that_is_due_is_sound_and_no_larger_one_than_was_asked_for():
    plan = made(level())
    assert (plan.step, plan.envelope[GROUP].ceiling) == ("up", pytest.approx(22.0))
    assert rules(plan, level()) == set()
    assert {"recent maximum", "one step in 14 days"} <= rules(plan, level(), Limits(step=0.05))
    assert rules(made(level(), Limits(step=0.05)), level(), Limits(step=0.05)) == set()


def test_more_on_the_schedule_than_the_room_holds():
    plan = made(level())
    assert plan.schedule
    room = plan.envelope[GROUP]
    assert "scheduled" in rules(with_room(plan, replace(room, ceiling=10.0, floor=5.0)), level())
    assert "scheduled" in rules(with_room(plan, replace(room, done=15.0)), level())
    assert "hours" in rules(plan, level(), Limits(hours=0.5))


def test_more_of_what_loads_a_group_a_little_than_a_full_room_bears():
    """Walking loads the neck with 0.12 of what it asks of the lower legs."""
    plan, room = made(level()), Room(0.0, 20.0, done=20.0)
    walk = Activity("walking", (Bout(60, 5, "standing"),), "least", "lower_legs", 0.2)
    for minutes, limits, mode, seen in [
        (60, Limits(), "usual", False), (66, Limits(), "usual", True),
        (4, Limits(ceilings={GROUP: 20.0}), "usual", True), (4, Limits(), "flare", True),
    ]:  # fmt: skip
        day = replace(walk, bouts=(Bout(minutes, 5, "standing"),))
        assert ("borne" in rules(with_room(plan, room, schedule=(day,), mode=mode), level(), limits)) is seen


def test_a_day_of_much_more_than_the_days_of_late():
    days = level()
    fallen = replace(
        days,
        entries=tuple(
            Entry(entry.at, {**entry.values, "load.neck_shoulders": 4.0 if i >= len(days.entries) - 21 else 20.0})
            for i, entry in enumerate(days.entries)
        ),
    )
    plan = made(fallen)
    assert rules(plan, fallen) == set()
    assert "sudden day" in rules(with_room(plan, Room(0.0, 20.0), schedule=()), fallen)


def test_a_day_as_big_as_ever_is_no_sudden_one_but_with_energy_to_save():
    """Two days of five hold 20, as ever: no more than what they held."""
    days = level()
    uneven = replace(
        days,
        entries=tuple(
            Entry(entry.at, {**entry.values, "load.neck_shoulders": 20.0 if i % 5 < 2 else 4.0})
            for i, entry in enumerate(days.entries)
        ),
    )
    plan = made(uneven)
    assert rules(plan, uneven) == set()
    assert "sudden day" not in rules(with_room(plan, Room(0.0, 20.0), schedule=()), uneven)
    assert "sudden day" in rules(with_room(plan, Room(0.0, 21.0), schedule=()), uneven)
    saving = made(uneven, Limits(me_cfs=True))
    assert "sudden day" in rules(with_room(saving, Room(0.0, 20.0), schedule=()), uneven, Limits(me_cfs=True))


@pytest.mark.parametrize(("room", "rule"), [(Room(-1.0, 5.0), "below nothing"), (Room(6.0, 5.0), "floor")])
def test_a_floor_that_is_none(room, rule):
    assert rule in rules(with_room(made(level()), room, schedule=()), level())


def test_a_floor_in_a_flare_that_nobody_asked_for():
    diary = level(marks=(1, 2))
    plan = made(diary)
    assert (plan.mode, rules(plan, diary)) == ("flare", set())
    spoilt = with_room(plan, Room(1.0, 5.0), schedule=())
    assert rules(spoilt, diary) == {"floor in a flare"}
    assert rules(spoilt, diary, Limits(flare_movement=True)) == set()


def test_a_way_back_on_a_day_as_bad_as_the_marked_flare_before_it():
    """Of the flare nothing is rated, so that one bad day alone is none by the rule."""
    days, marked = level(marks=tuple(range(8, 1, -1))), {ON - dt.timedelta(days=ago) for ago in range(8, 1, -1)}
    for rated, goes_on in ((8.0, True), (5.0, False)):
        new = [
            replace(each, values={**each.values, "pain": 4.0 if each is not days.entries[-1] else rated})
            if each.at not in marked
            else replace(each, values={name: value for name, value in each.values.items() if name != "pain"})
            for each in days.entries
        ]
        bad = replace(days, entries=tuple(new))
        plan = made(bad)
        assert (plan.mode == "flare", plan.why[0].code == "flare-goes-on") == (goes_on, goes_on)
        assert rules(plan, bad) == set()
        assert ("flare" in rules(with_room(plan, Room(0.0, 11.0), schedule=()), bad)) is goes_on


@pytest.mark.parametrize("limits", [{"me_cfs": True}, {"pem_screen": {"mind_tires": (2, 3)}}])
def test_a_floor_with_malaise_after_effort(limits):
    plan = made(level(), Limits(**limits))
    assert rules(plan, level(), Limits(**limits)) == set()
    assert rules(with_room(plan, Room(1.0, 20.0), schedule=()), level(), Limits(**limits)) == {"least with malaise"}
    assert rules(with_room(plan, Room(1.0, 20.0), schedule=()), level(), Limits(no_progression=True)) == set()


@pytest.mark.parametrize(("days_ago", "rule"), [(3, "last safe plan"), (28, "last safe plan"), (0, None), (29, None)])
def test_where_the_diary_is_stale_the_last_safe_plan_holds_while_it_is_one(days_ago, rule):
    diary = level(until_ago=4)
    last_safe = with_room(made(level()), Room(0.0, 1.0), on=ON - dt.timedelta(days=days_ago))
    plan = made(diary)
    assert plan.mode == "safe-default"
    assert plan.envelope[GROUP].ceiling == pytest.approx(3.9)
    assert rules(plan, diary, last_safe=last_safe) == ({rule} if rule else set())
    assert "doubt" in rules(replace(plan, mode="usual"), diary)


@pytest.mark.parametrize(("rated", "seen"), [(13, True), (14, False)])
def test_fourteen_rated_days_are_enough_and_thirteen_are_not(rated, seen):
    assert ("not enough yet" in rules(with_room(made(level()), Room(0.0, 17.0), schedule=()), level(rated))) is seen


def test_a_red_flag_leaves_nothing_and_is_said_first():
    sound = made(level(), flags=("fever",))
    assert rules(sound, level(), red_flags=("fever",)) == set()
    for spoilt in (
        with_room(sound, Room(0.0, 0.5)),
        replace(sound, why=tuple(reversed((*sound.why, replace(sound.why[0], code="step-up"))))),
        replace(sound, schedule=made(level()).schedule),
    ):
        assert "red flag" in rules(spoilt, level(), red_flags=("fever",))


CALM = (4.0,) * 90


@pytest.mark.parametrize(
    ("pain", "limits", "why"),
    [
        (CALM, {}, None),
        ((*CALM[:76], *[9.0] * 4, *CALM[:10]), {}, "a flare in the last 14 days"),
        ((*CALM[:76], *[None] * 8, *CALM[:6]), {}, "too few ratings"),
        ((*CALM[:76], *CALM[:7], *[None] * 7), {}, "entries in doubt"),
        ((*CALM[:83], *[4.6] * 7), {}, "pain rises"),
        ((*CALM[:83], *[4.4] * 7), {}, None),
        ((*CALM[:89], 5.0), {}, "the last day was worse"),
        ((*CALM[:76], *[4.0, 5.0, 5.0] * 4, 5.0, 4.0), {}, "worse on more than half of the days"),
        (CALM, {"pem_screen": {"mind_tires": (2, 2)}}, "a positive screen"),
        (CALM, {"pem_screen": {"mind_tires": (1, 4)}}, None),
        (CALM, {"post_exertional_malaise": True}, "energy management"),
    ],
)
def test_a_step_up_against_each_reason(pain, limits, why):
    """Somebody plans a step up all the same; the twin says why it may not be."""
    rows = []
    for i, value in enumerate(pain):
        rated = {} if value is None else {"pain": value}
        rows.append(Entry(ON - dt.timedelta(days=len(pain) - i), {"load.neck_shoulders": 20.0, **rated}))
    diary = Diary(tuple(rows), ("load.neck_shoulders", "pain"))
    found = breaches(made(level()), diary, Limits(**limits))
    assert [line for line in found if line.startswith("step up")] == ([f"step up: all: {why}"] if why else [])
