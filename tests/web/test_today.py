"""Today pulls: rows -> diary -> newest belief that fits -> plan. The planner is the real one, the learner stood in."""

from __future__ import annotations

import datetime as dt
import logging
import re
import sys
import types
import uuid

import pytest
from django.template.loader import render_to_string
from django.utils import timezone
from tests.web.conftest import TODAY, StandInBelief, log_bout, write, write_days

from andante.learn.scores import Record
from andante.plan.blocks import blocks_of
from andante.plan.sentences import why
from andante.plan.tolerance import Tolerance
from andante.web.accounts.models import User
from andante.web.diary.answers import Answers, Doing
from andante.web.diary.models import Concern, Entry
from andante.web.today.beliefs import EDIT_REACH_DAYS
from andante.web.today.models import BeliefSnapshot, ForecastRecord, StoredPlan
from andante.web.today.page import page_of
from andante.web.today.services import Today, plan_for
from andante.web.today.timer import planned_courses
from andante.web.today.words import bouts_words

YESTERDAY = TODAY - dt.timedelta(days=1)


def verbs(learner) -> list[str]:
    return [verb for verb, _ in learner.calls]


def test_no_entry_yet_welcomes_with_a_safe_plan_and_learns_nothing(client, learner):  # acceptance 26
    page = client.get("/today/?now=1").content.decode()
    assert "Welcome" in page
    assert "What is safe to do" in page
    assert "after 14 more days" in page
    assert learner.calls == []
    assert StoredPlan.objects.get().mode == "safe-default"
    assert "?do=0&amp;go=1" in page


@pytest.mark.parametrize(
    ("days", "left"), [(1, "after 13 more days"), (5, "after 9 more days"), (13, "after 1 more day<")]
)
def test_below_fourteen_days_the_safe_default_and_nothing_learned(client, owner, learner, days, left):  # acceptance 26
    write_days(owner, days)
    response = client.get("/today/?now=1")
    page = response.content.decode()
    assert left in page
    assert "not enough yet" in page.lower()
    assert StoredPlan.objects.get().mode == "safe-default"
    assert learner.calls == []
    assert "chance of a flare by" not in page


@pytest.mark.parametrize("days", [14, 15, 40])
def test_from_fourteen_days_on_a_plan_of_ones_own(client, owner, learner, days):
    write_days(owner, days)
    page = client.get("/today/?now=1").content.decode()
    assert "Not enough yet for a plan" not in page
    assert "Room today" in page
    assert "Neck and shoulders" in page
    assert page.count("Why?") >= 3  # acceptance 25
    stored = StoredPlan.objects.get()
    assert stored.mode != "safe-default"
    assert stored.answer["belief"] == "stand-in"
    assert verbs(learner)[0] == "learn"


def test_each_reason_is_told_once_below_and_only_its_own_beside_a_group(client, owner, learner):  # acceptance 25
    write_days(owner, 40)
    page = client.get("/today/?now=1").content.decode()
    below = page.split("How this plan came about")[1].split("Show the numbers")[0]
    reasons = re.findall(r"<li>(.*?)</li>", below)
    assert 2 <= len(reasons) <= 8
    assert len(set(reasons)) == len(reasons)
    assert "Neck and shoulders, lower legs: some movement if you can" in below
    rooms = page.split("Room today")[1].split("<h2>Plan</h2>")[0].split('<li class="room">')[1:]
    for room, own, other in zip(rooms, ("Neck", "Lower"), ("Lower", "Neck"), strict=True):
        assert f"<li>{own}" in room
        assert f"<li>{other}" not in room
        assert "Bouts of at most" not in room


def test_the_plan_says_effort_whole_minutes_and_what_comes_on_top(client, owner, learner):
    write_days(owner, 40)
    page = client.get("/today/?now=1").content.decode()
    plan = page.split("<h2>Plan</h2>")[1].split("How this plan came about")[0]
    least, more = plan.split("Then, on a day like most")
    assert re.search(r"Effort 3 of 10\. (\d+ times )?\d+ minutes, ", least)
    assert re.search(r"minutes more, ", more)
    assert "minutes more" not in least
    assert "This on top of the least" in more
    walk = least.split("A short walk")[1]
    assert ", walking. " in walk
    assert not re.search(r"sitting|standing|lying", walk.split("</p>")[0])


def test_each_tier_says_how_long_it_takes_in_all():
    bouts = [{"minutes": 40.0, "rest": 5.0, "position": "sitting"}] * 2
    one = {"activity": "piano", "tier": "least", "group": "arms_hands", "effort": 0.3, "bouts": bouts}
    room = {"floor": 20.0, "ceiling": 30.0, "unit": "effort_min", "done": 0.0}
    answer = {
        "on": TODAY.isoformat(), "mode": "usual", "why": [], "envelope": {"arms_hands": room}, "step": "hold",
        "schedule": [one, {**one, "activity": "guitar", "bouts": bouts[:1]},
                     {**one, "tier": "usual", "bouts": bouts[:1]}],
        "risk": {"p_flare_within_3_days": None, "if_unchanged": None, "limit": 0.1}, "belief": None,
    }  # fmt: skip
    least, usual = page_of(Today(TODAY, rated_days=40, answer=answer)).tiers
    assert least.in_all == "In all 2 hours, with the rests 2 h 15 min."
    assert usual.in_all == "In all 40 minutes, with the rests 45 minutes."


@pytest.mark.parametrize(
    ("mode", "step", "headline"),
    [
        ("usual", "hold", "A day at your usual pace"),
        ("re-entry", "down", "A day of coming back"),
        ("careful", "down", "A gentle day"),
        ("safe-default", "hold", "A gentle day"),
    ],
)
def test_a_day_that_steps_down_is_not_called_one_at_the_usual_pace(mode, step, headline):
    """Half a usual day on the way back, "A step down from lately", stood under "A day at your usual pace"."""
    room = {"floor": 0.0, "ceiling": 0.0, "unit": "effort_min", "done": 0.0}
    answer = {
        "on": TODAY.isoformat(), "mode": mode, "why": [], "envelope": {"arms_hands": room}, "step": step,
        "schedule": [], "risk": {"p_flare_within_3_days": None, "if_unchanged": None, "limit": 0.1}, "belief": None,
    }  # fmt: skip
    page = page_of(Today(TODAY, rated_days=40, answer=answer))
    assert page.headline == headline
    assert "same as lately" not in page.step  # a plan of a tenth of a usual day holds as well
    assert page.rooms[0].said == "No room here today."  # nothing is used of what is none


@pytest.mark.parametrize(("mode", "lines"), [("usual", 3), ("re-entry", 3), ("flare", 0)])
def test_in_a_flare_no_chance_of_one_is_told(mode, lines):
    """ "You are in a flare", and behind it: "Chance of a flare within three days with this plan: 80 in 100"."""
    risk = {"p_flare_within_3_days": 0.8, "if_unchanged": 0.9, "limit": 0.1}
    answer = {"mode": mode, "why": [], "envelope": {}, "step": "down", "schedule": [], "risk": risk}
    page = page_of(Today(TODAY, rated_days=90, answer=answer, score=Record(99, 0.5, 0.9, 0.8)))
    assert len(page.chances) == lines


def test_opened_again_nothing_is_worked_out_again(client, owner, learner, connection_queries):
    write_days(owner, 30)
    client.get("/today/?now=1")
    learner.calls.clear()
    assert connection_queries(lambda: client.get("/today/?now=1")) <= 12
    assert learner.calls == []
    assert StoredPlan.objects.count() == 1


@pytest.mark.parametrize("path", ["/today/", "/trends/"])
def test_a_page_that_must_learn_first_shows_at_once_and_asks_again(client, owner, learner, path):
    write_days(owner, 30)
    page = client.get(path).content.decode()
    assert learner.calls == []
    assert "takes a few seconds" in page
    assert f'hx-get="{path}?now=1' in page
    assert f'hx-select="#{path.strip("/")}"' in page
    assert "<noscript>" in page
    client.get(f"{path}?now=1")
    page = client.get(path).content.decode()
    assert "takes a few seconds" not in page
    assert f'hx-get="{path}?now=1' not in page


def test_a_new_entry_works_through_the_days_since_only(client, owner, learner, clock):
    write_days(owner, 30)
    client.get("/today/?now=1")
    learner.calls.clear()
    write(owner, TODAY, pain=5)
    client.get("/today/?now=1")
    assert learner.calls == []  # written for 21:00, and it is 18:30: not yet
    clock(dt.datetime(2026, 3, 5, 22, tzinfo=dt.UTC))
    client.get("/today/?now=1")
    assert learner.calls == [("update", YESTERDAY), ("update", TODAY)]
    assert StoredPlan.objects.count() == 2
    learner.calls.clear()
    clock(dt.datetime(2026, 3, 5, 22, 30, tzinfo=dt.UTC))
    Entry.check_in(owner, TODAY, Answers({"pain": 6.0}), client_id=uuid.uuid4(), now=timezone.now())
    client.get("/today/?now=1")
    assert learner.calls == [("update", TODAY)]


def test_minutes_noted_today_are_no_day_that_is_over(client, owner, learner):
    write_days(owner, 30)
    client.get("/today/?now=1")
    learner.calls.clear()
    Entry.check_in(owner, TODAY, Answers({"sleep": 3.0}), client_id=uuid.uuid4(), now=timezone.now())
    assert not plan_for(owner, TODAY).fault
    assert learner.calls == [("update", YESTERDAY)]
    assert StoredPlan.objects.count() == 2


def test_an_edit_of_an_old_day_is_replayed_from_before_it(client, owner, learner):
    write_days(owner, 30)
    client.get("/today/?now=1")
    kept = list(BeliefSnapshot.objects.order_by("through").values_list("through", flat=True))
    assert kept == [YESTERDAY - dt.timedelta(days=back) for back in (8, 1)]
    learner.calls.clear()
    entry = Entry.objects.of(owner).get(local_date=YESTERDAY - dt.timedelta(days=3))
    entry.change(Answers({**entry.answers, "pain": 9.0}), based_on=1)
    client.get("/today/?now=1")
    assert learner.calls == [("update", YESTERDAY - dt.timedelta(days=1)), ("update", YESTERDAY)]
    learner.calls.clear()
    first = Entry.objects.of(owner).order_by("local_date")[0]
    first.set_void(True)
    client.get("/today/?now=1")
    assert verbs(learner)[0] == "learn"


def test_beliefs_do_not_pile_up(client, owner, learner, clock):
    write_days(owner, 20)
    for ahead in range(30):
        clock(dt.datetime(2026, 3, 5, 22, tzinfo=dt.UTC) + dt.timedelta(days=ahead))
        write(owner, TODAY + dt.timedelta(days=ahead), pain=4)
        assert not plan_for(owner, TODAY + dt.timedelta(days=ahead)).fault
        kept = BeliefSnapshot.objects.order_by("through").values_list("through", flat=True)
        further, newest = ((TODAY + dt.timedelta(days=ahead) - day).days for day in kept)
        assert newest == 1
        assert EDIT_REACH_DAYS <= further <= 2 * EDIT_REACH_DAYS + 1
    assert verbs(learner).count("learn") == 1
    learner.calls.clear()
    edited = Entry.objects.of(owner).get(local_date=TODAY + dt.timedelta(days=29 - EDIT_REACH_DAYS + 1))
    edited.change(Answers({**edited.answers, "pain": 9.0}), based_on=1)
    assert not plan_for(owner, TODAY + dt.timedelta(days=29)).fault
    assert "learn" not in verbs(learner)
    assert BeliefSnapshot.objects.count() == 2
    assert ForecastRecord.objects.count() == 1


def test_a_changed_limit_makes_a_new_plan_from_the_same_belief(client, owner, learner):
    write_days(owner, 30)
    client.get("/today/?now=1")
    learner.calls.clear()
    client.post("/settings/", {"day_start": "00:00", "zone": "UTC", "caution": "0.05", "me_cfs": "on"})
    page = client.get("/today/?now=1").content.decode()
    assert "No step up" in page
    assert learner.calls == [("update", YESTERDAY)]
    assert StoredPlan.objects.count() == 2


def test_what_is_done_is_counted_and_what_is_planned_is_not(client, owner, learner, clock):  # acceptance 30
    write_days(owner, 30)
    assert "Nothing noted so far" in client.get("/today/?now=1").content.decode()
    write(owner, TODAY, load__neck_shoulders=7)
    clock(dt.datetime(2026, 3, 5, 22, tzinfo=dt.UTC))
    page = client.get("/today/?now=1").content.decode()
    assert ">7 of " in page
    assert "Today is written down" in page


def test_the_timer_runs_the_plan_that_is_shown_also_after_something_was_taken_back(client, owner, learner):
    def shown_and_run():
        start = client.get("/today/?now=1").context["page"].start
        planned = client.get("/today/timer/").context["planned"]
        return start and start.activity, planned[0]["words"] if planned else None

    write_days(owner, 40)
    before = shown_and_run()
    assert before[0] == before[1] is not None
    bout = log_bout(owner, Doing("dog walking", 60, 8.0))
    assert shown_and_run() == (None, None)  # that took all the room
    client.post(f"/diary/entry/{bout.pk}/void/", {"void": "1"})
    assert shown_and_run() == before


def test_the_outlook_is_a_number_only_when_forecasts_have_earned_it(client, owner, learner):  # acceptance 29
    learner.good = False
    write_days(owner, 40)
    page = client.get("/today/?now=1").content.decode()
    assert "have not beaten" in page
    assert "chance of a flare by" not in page


def test_without_a_chance_it_is_not_said_that_there_is_no_forecast(client, owner, learner):
    write_days(owner, 40)  # the stand-in knows no chance of a flare, as nobody does where loads are not written down
    assert "How likely a flare is cannot be said yet.</p>" in client.get("/today/?now=1").content.decode()
    assert "26 forecasts, each made before the fact" in client.get("/trends/?now=1").content.decode()
    assert "There is no forecast yet" not in client.get("/today/?now=1").content.decode()


@pytest.mark.parametrize("earned", [True, False])
def test_no_chance_stands_anywhere_before_it_is_earned(client, owner, learner, monkeypatch, earned):
    """acceptance 29: neither in the reasons, nor among their numbers, nor one tap away."""
    monkeypatch.setattr(StandInBelief, "exposures", ("load.neck_shoulders", "load.lower_legs"))
    monkeypatch.setattr(StandInBelief.__init__, "__defaults__", ("pain", None, StandInBelief.exposures, "stand-in"))
    risk = types.ModuleType("andante.learn.risk")
    risk.flare_risk = lambda belief, planned, on: 0.004 * sum(planned.values())
    monkeypatch.setitem(sys.modules, risk.__name__, risk)
    learner.good = earned
    write_days(owner, 40)
    page = client.get("/today/?now=1").content.decode()
    stored = StoredPlan.objects.get().answer
    assert stored["risk"]["p_flare_within_3_days"] is not None
    assert (" in 100" in page or "chance in 100" in page) == earned


def test_every_room_says_what_its_ceiling_comes_from():  # acceptance 25
    """One group is capped by a reason of its own, the other only by the risk that held the whole plan back."""
    whys = [
        why("least-risk", {"p": 27.0, "limit": 10.0}),
        why("worse-days", {"most": 40.0, "usual": 50.0, "percent": 80.0}, group="neck_shoulders"),
        why("floor", {"floor": 20.0}, group="neck_shoulders"),
        why("floor", {"floor": 14.0}, group="trunk"),
    ]
    room = {"floor": 14.0, "ceiling": 40.0, "done": 0.0}
    answer = {"mode": "careful", "step": "down", "schedule": [], "envelope": {"neck_shoulders": room, "trunk": room}}
    answer |= {"why": [{"code": each.code, "text": each.text, "numbers": each.numbers} for each in whys]}
    answer |= {"risk": {"p_flare_within_3_days": 0.27, "if_unchanged": 0.29, "limit": 0.1}}
    neck, trunk = page_of(Today(TODAY, rated_days=40, answer=answer)).rooms
    assert [each.text.split(":")[0] for each in neck.why] == ["Neck and shoulders"] * 2
    assert trunk.why[0].text.startswith("More would lift the risk of a flare")  # no chance is told: none is earned here


@pytest.mark.parametrize("code", ["no-floor", "floor"])
def test_with_malaise_after_effort_there_is_no_least(code):
    """ "Some movement beats none", and "good to do at least", are no words for who pays for it for days."""
    floor, numbers = (7.0, {"floor": 7.0, "group": "trunk"}) if code == "floor" else (0.0, {})
    bouts = [{"minutes": 6, "rest": 2, "position": "sitting"}]
    least = {"activity": "desk or screen work", "tier": "least", "group": "trunk", "effort": 0.3, "bouts": bouts}
    answer = {"mode": "careful", "step": "hold", "envelope": {"trunk": {"floor": floor, "ceiling": 9.0, "done": 0.0}}}
    reasons = [{"code": code, "text": "...", "numbers": numbers}]
    answer |= {"schedule": [least, {**least, "tier": "usual"}], "why": reasons}
    answer |= {"risk": {"p_flare_within_3_days": None, "if_unchanged": None, "limit": 0.1}}
    page = page_of(Today(TODAY, rated_days=40, answer=answer))
    words = " ".join(f"{tier.title} {tier.words}" for tier in page.tiers)
    assert ("beats none" in words) is (code == "floor")
    assert ("Stopping early is right" in words) is (code == "no-floor")
    assert next(course["tier"] for course in planned_courses(answer)) == page.tiers[0].title
    room = render_to_string("today/room.html", {"room": page.rooms[0]})
    assert ("at least" in room) is (code == "floor")
    assert ("Up to 9. Nothing noted so far" in room) is (code == "no-floor")


def test_ratings_that_contradict_each_other_fall_back_and_say_so(client, owner, learner, clock):  # acceptance 32
    write_days(owner, 30)
    client.get("/today/?now=1")
    safe = StoredPlan.objects.get().answer
    for hour, pain in ((20, 1.0), (21, 9.0)):
        at = dt.datetime(2026, 3, 5, hour, tzinfo=dt.UTC)
        Entry.check_in(owner, TODAY, Answers({"pain": pain}), client_id=uuid.uuid4(), now=at)
    clock(dt.datetime(2026, 3, 6, 9, tzinfo=dt.UTC))
    page = client.get("/today/?now=1").content.decode()
    fallen = StoredPlan.objects.get(day=TODAY + dt.timedelta(days=1)).answer
    assert fallen["mode"] == "safe-default"
    assert fallen["step"] == "hold"
    assert "do not fit together" in page
    assert "last safe plan" in page
    for group, room in fallen["envelope"].items():
        assert room["ceiling"] <= safe["envelope"][group]["ceiling"]


def test_entries_dated_later_are_left_out_and_lock_the_step(client, owner, learner):  # acceptance 6
    write_days(owner, 49)
    client.get("/today/?now=1")
    before = StoredPlan.objects.get().answer
    write(owner, TODAY + dt.timedelta(days=3), pain=9)
    page = client.get("/today/?now=1").content.decode()
    after = StoredPlan.objects.latest("pk").answer
    assert "later-entries" not in [why["code"] for why in before["why"]]
    assert "later-entries" in [why["code"] for why in after["why"]]
    assert "dated after this day" in page


def test_an_open_concern_shows_help_by_urgency_and_the_numbers_to_call(client, owner, learner):  # acceptance 35
    write_days(owner, 20)
    Concern.objects.create(user=owner, flags=["weight_loss", "fever", "self_harm", "chest_pain"])
    page = client.get("/today/").content.decode()
    places = [page.index(words) for words in ("Call for help now", "See a doctor today", "See a doctor soon")]
    assert places == sorted(places)
    now, rest = page.split("See a doctor today")
    for words in ("chest", "thoughts of harming yourself", "112", "999", "911", "000", "988", "116 123"):
        assert words in now
    assert "weight loss" in rest
    assert "Room today" not in page
    today = plan_for(owner, TODAY)
    assert [why["code"] for why in today.answer["why"]] == ["red-flag"]
    assert {room["ceiling"] for room in today.answer["envelope"].values()} == {0.0}
    assert not StoredPlan.objects.exists()


def test_an_engine_fault_is_a_kind_page_and_stores_nothing(client, owner, monkeypatch, learner, caplog):
    import andante.learn

    write_days(owner, 30)

    def broken(*_args, **_options):
        raise ZeroDivisionError("a fault of the engine")

    monkeypatch.setattr(andante.learn, "learn", broken, raising=False)
    monkeypatch.setattr(logging.getLogger("andante.web.today"), "disabled", True)
    for path in ("/today/?now=1", "/trends/?now=1"):
        response = client.get(path)
        assert response.status_code == 200
        assert "your diary is safe" in response.content.decode()
    assert "What is safe to do" in client.get("/today/?now=1").content.decode()
    assert not StoredPlan.objects.exists()


def test_a_belief_of_another_version_is_learned_anew(client, owner, learner):
    write_days(owner, 30)
    client.get("/today/?now=1")
    BeliefSnapshot.objects.update(version="0.0.0")
    StoredPlan.objects.all().delete()
    learner.calls.clear()
    client.get("/today/?now=1")
    assert verbs(learner)[0] == "learn"


def test_a_virtual_person_is_called_one(client, owner, learner):
    assert "virtual person" not in client.get("/today/?now=1").content.decode()
    User.objects.update(is_virtual=True)
    for path in ("/today/", "/diary/", "/trends/", "/settings/"):
        page = client.get(path).content.decode()
        assert "A virtual person with a simulated body" in page
        assert "Not a real one" in page


@pytest.mark.parametrize(
    ("minutes", "said"), [(50, "5 times 6 minutes and 4 times 5 minutes, "), (48, "8 times 6 minutes, ")]
)
def test_the_bouts_of_what_has_to_be_done_come_to_its_minutes(minutes, said):
    """Fifty minutes were told as nine times six."""
    (block,) = blocks_of({"washing up": minutes}, (), Tolerance())
    bouts = [{"minutes": one.minutes, "rest": one.rest, "position": one.position} for one in block.bouts]
    assert bouts_words(bouts, more=False).startswith(said)
