"""A flare as the person says it: one mark a day, one word when it eases, and what plans make of it."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
from django.test import Client
from tests.web.conftest import TODAY, posted, write, write_days

from andante.learn.flares import flare_record
from andante.web.diary.models import Entry
from andante.web.diary.rows import diary_of
from andante.web.today.models import StoredPlan, Wishes
from andante.web.today.services import plan_for

MORNING = dt.datetime(2026, 3, 5, 9, tzinfo=dt.UTC)


def say(client: Client, flare: str, client_id: uuid.UUID | None = None):
    return client.post("/today/flare/say/", {"flare": flare, "client_id": str(client_id or uuid.uuid4())})


def mode(user, day: dt.date) -> str:
    return plan_for(user, day).answer["mode"]


def todays_page(client: Client) -> str:
    return client.get("/today/?now=1").content.decode()


@pytest.fixture
def six_weeks(owner, clock):
    write_days(owner, 40)
    clock(MORNING)
    return owner


def test_one_tap_marks_the_day_and_the_plan_pauses(client, six_weeks, learner):
    assert mode(six_weeks, TODAY) != "flare"
    assert say(client, "1")["Location"] == "/today/flare/?said=1"
    assert mode(six_weeks, TODAY) == "flare"
    page = client.get("/today/flare/").content.decode()
    assert "You did nothing wrong" in page
    assert "It is easing" in page


def test_what_a_plan_leaves_room_for_in_a_flare_is_not_said_to_have_to_be_done(client, six_weeks, learner):
    say(client, "1")
    tiers = re.findall(r'<details class="card tier"( open)?>\s*<summary><h3>([^<]+)', todays_page(client))
    assert tiers == [("", "If something has to be done")]  # and it does not lie open: today is for rest
    assert "Has to be done" not in todays_page(client)
    assert "If something has to be done" in client.get("/today/timer/").content.decode()


def test_the_diary_says_that_a_flare_is_easing(client, six_weeks, learner):
    say(client, "0")
    assert '<span class="tag">It is easing</span>' in client.get("/diary/").content.decode()


def test_movement_that_is_wished_for_in_a_flare_lies_open(client, six_weeks, learner):
    Wishes.objects.update_or_create(user=six_weeks, defaults={"flare_movement": True})
    say(client, "1")
    tiers = re.findall(r'<details class="card tier"( open)?>\s*<summary><h3>([^<]+)', todays_page(client))
    assert tiers[0] == (" open", "Some gentle movement")


def test_a_flare_tapped_by_mistake_is_taken_back_on_the_page_that_follows(client, six_weeks, learner):
    before = plan_for(six_weeks, TODAY).answer
    mark = uuid.uuid4()
    page = client.get(say(client, "1", mark)["Location"]).content.decode()
    assert 'name="flare" value="back"' in page
    assert str(mark) in page
    assert 'name="flare" value="back"' in todays_page(client)  # and on Today, as long as it is the last word
    for _ in range(2):  # a second tap finds nothing more to take back
        assert say(client, "back", mark)["Location"] == "/today/"
    assert "Taken back" in todays_page(client)
    assert plan_for(six_weeks, TODAY).answer == before
    assert 'value="back"' not in todays_page(client)
    assert "I’m in a flare" in todays_page(client)
    assert Entry.objects.get(client_id=mark).void  # deleted as any entry can be: it can be brought back


def test_only_a_tap_of_today_is_taken_back_so(client, other_client, six_weeks, learner, clock):
    mark = uuid.uuid4()
    say(client, "1", mark)
    say(other_client, "back", mark)
    say(client, "back")  # some other id
    clock(MORNING + dt.timedelta(hours=1))
    client.post(f"/diary/{TODAY}/", posted(pain=6, flare="on"))
    ticked = Entry.objects.of(six_weeks).latest("instant")
    assert ticked.answers["flare"] == 1
    say(client, "back", ticked.client_id)
    assert not Entry.objects.of(six_weeks).filter(void=True).exists()
    clock(MORNING + dt.timedelta(days=1))
    say(client, "back", mark)
    assert not Entry.objects.of(six_weeks).filter(void=True).exists()


def test_the_same_tap_twice_is_one_entry(client, six_weeks, learner):  # acceptance 11
    same = uuid.uuid4()
    for _ in range(2):
        say(client, "1", same)
    assert Entry.objects.of(six_weeks).filter(kind="now").count() == 1


def test_it_stays_open_until_the_person_or_the_diary_says_more(client, six_weeks, learner, clock):  # acceptance 28
    say(client, "1")
    clock(MORNING + dt.timedelta(days=1))
    tomorrow = TODAY + dt.timedelta(days=1)
    assert mode(six_weeks, tomorrow) == "flare"
    assert "Still in the flare?" in client.get("/today/?now=1").content.decode()
    say(client, "1")
    assert mode(six_weeks, tomorrow) == "flare"
    assert "Still in the flare?" not in client.get("/today/?now=1").content.decode()


@pytest.mark.parametrize("eased_after_h", [8, 24])
def test_one_tap_ends_it_and_the_way_back_begins_the_day_after_the_mark(
    client, six_weeks, learner, clock, eased_after_h
):
    say(client, "1")
    clock(MORNING + dt.timedelta(hours=eased_after_h))
    assert say(client, "0")["Location"] == "/today/"
    page = client.get("/today/?now=1").content.decode()
    assert "It will pass" not in page
    assert ("You said that it is easing" in page) == (eased_after_h == 8)  # else the way back is begun already
    tomorrow = TODAY + dt.timedelta(days=1)
    clock(MORNING + dt.timedelta(days=1, minutes=5))
    assert mode(six_weeks, tomorrow) == "re-entry"
    assert "Still in the flare?" not in client.get("/today/?now=1").content.decode()
    # A day that was marked is in the flare, whatever was said later: as the engine reads the diary file.
    assert flare_record(diary_of(six_weeks, MORNING + dt.timedelta(days=2)), "pain").days == {TODAY}


def test_ending_leaves_no_trace_but_what_happened(client, six_weeks, learner, clock):  # acceptance 31
    """Said, and taken back by voiding the entry: the plan is the one that it was before, to the last number."""
    before = plan_for(six_weeks, TODAY).answer
    say(client, "1")
    say(client, "0")
    assert plan_for(six_weeks, TODAY).answer != before
    for entry in Entry.objects.of(six_weeks).filter(kind="now"):
        entry.set_void(True)
    assert plan_for(six_weeks, TODAY).answer == before
    assert StoredPlan.objects.count() >= 2


def test_past_flares_and_how_they_ended(client, owner, learner, clock):
    write_days(owner, 60)
    for back in (30, 29, 28):
        day = TODAY - dt.timedelta(days=back)
        Entry.objects.of(owner).filter(local_date=day).delete()
        write(owner, day, pain=9, flare=1)
    page = client.get("/today/flare/").content.decode()
    assert re.search(r"Your last flare lasted [345] days, and it eased", page)
    assert re.search(r"[345] days, in the end it eased (quickly|slowly)", page)


def test_no_past_flares_no_words_of_them(client, owner, learner):
    page = client.get("/today/flare/").content.decode()
    assert "Your own flares before" not in page
    assert "I’m in a flare" in page


def test_a_damaged_form_writes_nothing(client, six_weeks, learner):
    for flare, client_id in (("2", str(uuid.uuid4())), ("", ""), ("1", "no id")):
        assert client.post("/today/flare/say/", {"flare": flare, "client_id": client_id}).status_code == 404
    assert not Entry.objects.filter(kind="now").exists()


def test_another_person_sees_nothing_of_it(client, other_client, six_weeks, learner):
    say(client, "1")
    page = other_client.get("/today/flare/").content.decode()
    assert "You did nothing wrong" not in page
    assert "The flare page" not in other_client.get("/today/?now=1").content.decode()
    assert say(Client(), "1")["Location"].startswith("/sign-in/")


def test_an_edit_takes_no_easing_back(client, six_weeks, learner):
    say(client, "1")
    say(client, "0")
    eased = Entry.objects.get(user=six_weeks, answers__flare=0)
    client.post(f"/diary/entry/{eased.pk}/", posted(note="A warm bath.", based_on=1))
    eased.refresh_from_db()
    assert (eased.answers["flare"], eased.note) == (0, "A warm bath.")
    client.post(f"/diary/entry/{eased.pk}/", posted(flare="on", based_on=2))
    eased.refresh_from_db()
    assert eased.answers["flare"] == 1
