"""What takes one tap: as usual, the same as yesterday, how it is now and at night; and a day with little energy."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.utils import timezone
from tests.web.conftest import NOW, TODAY, log_bout, posted, write

from andante.web.accounts.models import User
from andante.web.diary.answers import Doing
from andante.web.diary.history import can_copy
from andante.web.diary.models import Entry
from andante.web.diary.rows import diary_of
from andante.web.today.services import plan_for

PAGE = f"/diary/{TODAY}/"
LATER = NOW + dt.timedelta(hours=4)


def test_about_as_usual_writes_the_usual_numbers_and_says_whose_words_they_are(client, owner):  # acceptance 59
    for back in range(1, 8):
        write(owner, TODAY - dt.timedelta(days=back), pain=float(3 + back % 3), fatigue=6.0, load__trunk=8.0)
    write(owner, TODAY - dt.timedelta(days=8), sleep=2.0)
    assert "One tap writes: pain 4, tiredness 6." in client.get(PAGE).content.decode()
    key = str(uuid.uuid4())
    for _ in range(2):
        client.post(f"{PAGE}usual/", {"client_id": key})
    entry = Entry.objects.of(owner).on_day(TODAY, owner.day_start).get()
    assert (entry.answers["pain"], entry.answers["fatigue"], entry.origin) == (4, 6, "as usual")
    assert entry.answers["sleep"] is None  # one day is no usual
    assert entry.answers["load.trunk"] is None  # nobody said what was done
    page = client.get(PAGE).content.decode()
    assert "you said: about as usual" in page
    assert "One tap writes" not in page


def test_usual_needs_days_written_by_hand_and_does_not_feed_on_itself(client, owner, clock):  # acceptance 26
    for back in range(1, 5):
        write(owner, TODAY - dt.timedelta(days=back), pain=4.0)
    assert "About as usual" not in client.get(PAGE).content.decode()
    client.post(f"{PAGE}usual/", {"client_id": str(uuid.uuid4())})
    assert not Entry.objects.of(owner).on_day(TODAY, owner.day_start).exists()
    Entry.objects.update(origin="as usual")
    write(owner, TODAY - dt.timedelta(days=9), pain=9.0)
    assert "About as usual" not in client.get(PAGE).content.decode()


def test_the_night_counts_for_the_chosen_day_and_does_not_overrule_the_evening(client, owner, clock):  # acceptance 2
    owner.day_start = dt.time(4)
    owner.save()
    write(owner, TODAY, pain=5.0)
    for hour, pain in ((1, 9), (2, 8)):
        clock(dt.datetime(2026, 3, 6, hour, 30, tzinfo=dt.UTC))
        assert "counts for Thursday, 5 March" in client.get("/diary/now/").content.decode()
        client.post("/diary/now/", {"client_id": str(uuid.uuid4()), "pain": pain, "note": "awake"})
    assert Entry.objects.filter(kind="now", backdated=False).count() == 2
    (row,) = diary_of(owner, timezone.now() + dt.timedelta(hours=1)).entries
    assert (row.at, row.values["pain"]) == (TODAY, 5)
    assert client.get(PAGE).content.decode().count("how it was just then") == 2


def test_a_moment_is_the_rating_of_a_day_that_has_no_other(client, owner):
    client.post("/diary/now/", {"client_id": str(uuid.uuid4()), "pain": "7", "note": ""})
    assert diary_of(owner, LATER).entries[0].values == {"pain": 7}
    assert "About as usual" not in client.get(PAGE).content.decode()
    assert client.post("/diary/now/", {"client_id": str(uuid.uuid4()), "pain": "", "note": ""}).status_code == 302
    assert client.post("/diary/now/", {"client_id": str(uuid.uuid4()), "pain": "11"}).status_code == 422
    assert Entry.objects.count() == 1


def test_same_as_yesterday_copies_what_was_done_too(client, owner):
    yesterday = TODAY - dt.timedelta(days=1)
    client.post(f"/diary/{yesterday}/", posted(pain=3, activity_0="yoga", did_effort_0=5, did_minutes_0=20))
    client.post(f"{PAGE}same/", {"client_id": str(uuid.uuid4())})
    first, second = Entry.objects.all()
    assert second.doings == first.doings
    assert {**second.answers} == {**first.answers}
    assert second.origin == "same as yesterday"


def yesterday_with_work(client) -> None:
    given = {"pain": 3, "area_neck": 5, "activity_0": "yoga", "did_effort_0": 5, "did_minutes_0": 20}
    client.post(f"/diary/{TODAY - dt.timedelta(days=1)}/", posted(**given))


@pytest.mark.parametrize("at", [dt.time(8), dt.time(16, 59)])
def test_same_as_yesterday_before_the_evening_copies_how_it_was_and_nothing_done(client, owner, clock, learner, at):
    """What was done yesterday counted as done today at eight in the morning, and used up today's plan."""
    owner.zone = "Europe/Berlin"
    owner.save()
    yesterday_with_work(client)
    clock(dt.datetime.combine(TODAY, at, tzinfo=owner.zone_info))
    for path in (PAGE, "/today/?now=1"):
        assert "What you do today is not written yet." in client.get(path).content.decode()
    answer = client.post(f"{PAGE}same/", {"client_id": str(uuid.uuid4())}, follow=True)
    assert "the ratings of the day before, without what you did" in answer.content.decode()
    entry = Entry.objects.of(owner).on_day(TODAY, owner.day_start).get()
    assert {column: value for column, value in entry.answers.items() if value is not None} == {
        "pain": 3,
        "pain.neck": 5,
    }
    assert (entry.doings, entry.efforts, entry.rested) == ([], {}, False)
    plan = plan_for(owner, TODAY).answer
    assert not any(room.get("done") for room in plan["envelope"].values())


def test_same_as_yesterday_in_the_evening_or_for_a_past_day_says_that_it_copies_all(client, owner, clock, learner):
    owner.day_start = dt.time(4)
    owner.save()
    client.post(f"/diary/{TODAY - dt.timedelta(days=2)}/", posted(pain=3, activity_0="yoga", did_effort_0=5))
    clock(dt.datetime.combine(TODAY, dt.time(8), tzinfo=dt.UTC))
    past = f"/diary/{TODAY - dt.timedelta(days=1)}/"
    assert "and that you did the same." in client.get(past).content.decode()
    client.post(f"{past}same/", {"client_id": str(uuid.uuid4())})
    clock(dt.datetime.combine(TODAY + dt.timedelta(days=1), dt.time(1), tzinfo=dt.UTC))  # its night belongs to the day
    assert "and that you did the same." in client.get(PAGE).content.decode()
    answer = client.post(f"{PAGE}same/", {"client_id": str(uuid.uuid4())}, follow=True)
    assert "the same as the day before, with what you did" in answer.content.decode()
    assert [[doing["activity"] for doing in each.doings] for each in Entry.objects.all()] == [["yoga"]] * 3


def test_a_page_of_the_afternoon_is_held_to_what_it_said_and_without_ratings_nothing_is_written(client, owner, clock):
    yesterday_with_work(client)
    client.post(f"{PAGE}same/", {"client_id": str(uuid.uuid4()), "felt": "1"})  # after 17:00
    assert Entry.objects.of(owner).on_day(TODAY, owner.day_start).get().doings == []
    Entry.objects.all().delete()
    log_bout(owner, Doing("yoga", 10, 3), now=NOW - dt.timedelta(days=1))
    answer = client.post(f"{PAGE}same/", {"client_id": str(uuid.uuid4()), "felt": "1"}, follow=True)
    assert "The day before has no ratings, so nothing was copied." in answer.content.decode()
    assert not Entry.objects.of(owner).on_day(TODAY, owner.day_start).exists()


def test_a_night_takes_no_offer_away_and_a_bout_does(client, owner):
    write(owner, TODAY - dt.timedelta(days=1), pain=3.0)
    client.post("/diary/now/", {"client_id": str(uuid.uuid4()), "pain": "7", "note": ""})
    assert "Same as yesterday" in client.get(PAGE).content.decode()
    assert can_copy(owner, TODAY)
    log_bout(owner, Doing("yoga", 10, 3, planned=True))
    assert "Same as yesterday" not in client.get(PAGE).content.decode()  # what was done would be counted twice
    assert can_copy(owner, TODAY) is None


def test_with_little_energy_pain_and_save_come_first_and_the_rest_behind_one_word(client, owner):
    User.objects.update(low_energy=True)
    page = client.get(PAGE).content.decode()
    assert page.index('name="pain"') < page.index("<summary>More</summary>") < page.index('name="fatigue"')
    assert page.index("<summary>More</summary>") < page.index('name="note"')
