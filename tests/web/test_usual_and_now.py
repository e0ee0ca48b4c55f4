"""What takes one tap: as usual, the same as yesterday, how it is now and at night; and a day with little energy."""

from __future__ import annotations

import datetime as dt
import uuid

from django.utils import timezone
from tests.web.conftest import NOW, TODAY, log_bout, posted, write

from andante.web.accounts.models import User
from andante.web.diary.answers import Doing
from andante.web.diary.history import can_copy
from andante.web.diary.models import Entry
from andante.web.diary.rows import diary_of

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
