"""Edits and deletions keep what was there, can be undone, and the lists stay quick."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
from tests.web.conftest import NOW, TODAY, log_bout, posted, write, write_days

from andante.web.diary.answers import Doing
from andante.web.diary.models import Entry, EntryVersion
from andante.web.diary.rows import diary_of


@pytest.fixture
def entry(owner) -> Entry:
    return write(owner, TODAY, pain=4, load__trunk=8, note="as it was")


def test_an_edit_keeps_the_former_version(client, entry):
    client.post(f"/diary/entry/{entry.pk}/", posted(pain=6, based_on=1))
    entry.refresh_from_db()
    assert (entry.version, entry.answers["pain"], entry.note) == (2, 6, None)
    former = EntryVersion.objects.get()
    assert (former.version, former.answers["pain"], former.note, former.what) == (1, 4, "as it was", "changed")
    page = client.get(f"/diary/entry/{entry.pk}/").content.decode()
    assert "Former versions (1)" in page
    assert "as it was" in page


def test_an_edit_keeps_a_load_that_came_without_minutes_and_columns_it_does_not_ask(client, entry):
    entry.answers = {**entry.answers, "steps": 4000}
    entry.save()
    client.post(f"/diary/entry/{entry.pk}/", posted(pain=6, based_on=1))
    entry.refresh_from_db()
    assert (entry.answers["load.trunk"], entry.answers["steps"]) == (8, 4000)


def test_saved_without_a_change_nothing_has_changed_nor_been_asked(client, owner):
    client.post("/diary/now/", {"client_id": str(uuid.uuid4()), "pain": "3", "note": ""})
    log_bout(owner, Doing("dog walking", 20, 3.0))
    for entry in Entry.objects.all():
        address, before = f"/diary/entry/{entry.pk}/", entry.answers
        form = client.get(address).context["form"]
        fields = {name: form[name].value() for name in form.fields}
        sent = {name: value for name, value in fields.items() if value not in (None, False)}
        assert "Nothing had changed" in client.post(address, sent, follow=True).content.decode()
        entry.refresh_from_db()
        assert (entry.version, entry.answers) == (1, before)


def test_an_edit_sent_twice_is_one_change(client, entry):  # acceptance 11
    for _ in range(2):
        client.post(f"/diary/entry/{entry.pk}/", posted(pain=6, based_on=1))
    entry.refresh_from_db()
    assert entry.version == 2
    assert EntryVersion.objects.count() == 1


def test_a_deleted_oldest_entry_is_still_reached_from_the_diary(client, owner):
    oldest = write(owner, TODAY - dt.timedelta(days=3), pain=4)
    write(owner, TODAY, pain=5)
    oldest.set_void(True)
    day = f"/diary/{TODAY - dt.timedelta(days=3)}/"
    assert f'href="{day}"' in client.get("/diary/").content.decode()
    assert "Bring back" in client.get(day).content.decode()
    write(owner, TODAY - dt.timedelta(days=60), pain=4).set_void(True)
    assert "Older" in client.get("/diary/").content.decode()


def test_days_before_the_first_entry_are_reached_from_the_diary(client, owner):
    for _ in ("nothing written", "one day written"):
        page = client.get("/diary/").content.decode()
        assert re.search(r'<form method="get" action="/diary/".*<input type="date"[^>]* name="day"', page, re.DOTALL)
        write(owner, TODAY, pain=5)
    there = client.get("/diary/", {"day": "2026-01-31"}, follow=True)
    assert there.redirect_chain[-1][0] == "/diary/2026-01-31/"
    assert client.post("/diary/2026-01-31/", posted(pain=3)).status_code == 302
    assert client.get("/diary/", {"day": "2099-01-01"})["Location"] == f"/diary/{TODAY}/"  # none that has not come
    assert client.get("/diary/", {"day": "soon"}).status_code == 404


def test_two_devices_editing_one_entry_keep_both(client, entry):  # acceptance 11
    client.post(f"/diary/entry/{entry.pk}/", posted(pain=6, note="from the phone", based_on=1))
    response = client.post(f"/diary/entry/{entry.pk}/", posted(pain=7, note="from the desk", based_on=1), follow=True)
    assert "changed on another device too" in response.content.decode()
    page = client.get(f"/diary/entry/{entry.pk}/").content.decode()
    assert "from the phone" in page
    assert "from the desk" in page


def test_deleting_marks_keeps_and_can_be_undone(client, owner, entry):  # acceptance 14
    address = f"/diary/entry/{entry.pk}/void/"
    for _ in range(2):
        client.post(address, {"void": "1"})
    entry.refresh_from_db()
    assert entry.void
    assert EntryVersion.objects.count() == 1
    assert diary_of(owner, NOW + dt.timedelta(hours=4)).entries == ()
    assert "Bring back" in client.get(f"/diary/{TODAY}/").content.decode()
    client.post(address, {"void": "0"})
    entry.refresh_from_db()
    assert not entry.void
    assert [former.what for former in entry.history.all()] == ["brought back", "deleted"]
    assert entry.answers["pain"] == 4


def test_the_list_says_what_is_missing_without_scolding(client, owner):  # acceptance 18
    write(owner, TODAY - dt.timedelta(days=3), pain=0, load__trunk=0)
    page = client.get("/diary/").content.decode()
    assert "No entry." in page
    assert "<dt>Pain</dt><dd>0</dd>" in page
    assert "<dt>Back and trunk</dt><dd>0</dd>" in page
    assert "streak" not in page


def test_the_list_turns_pages(client, owner):
    write_days(owner, 60)
    first = client.get("/diary/")
    assert len(first.context["page"].days) == 28
    older = client.get(f"/diary/?before={first.context['page'].older}")
    assert older.context["page"].days[0].day == first.context["page"].days[-1].day - dt.timedelta(days=1)
    last = client.get(f"/diary/?before={older.context['page'].older}")
    assert last.context["page"].older is None
    assert last.context["page"].newer is not None
    seen = [each.day for page in (first, older, last) for each in page.context["page"].days if each.lines]
    assert len(seen) == len(set(seen)) == 60
    assert client.get("/diary/?before=nonsense").status_code == 404
    assert client.get("/diary/?before=0001-01-01").status_code == 200


def test_the_night_before_the_first_page_is_on_the_next_one(client, owner):
    owner.day_start = dt.time(4)
    owner.save()
    entry = write(owner, TODAY - dt.timedelta(days=27), pain=4)
    Entry.objects.filter(pk=entry.pk).update(local_min=90)  # half past one: of the own day before
    older = client.get("/diary/").context["page"].older
    assert older is not None
    assert [len(each.lines) for each in client.get(f"/diary/?before={older}").context["page"].days] == [1]


@pytest.mark.parametrize("path", ["/diary/", f"/diary/{TODAY}/"])
def test_more_rows_cost_no_more_queries(client, owner, path, connection_queries):
    write_days(owner, 3, last=TODAY)
    few = connection_queries(lambda: client.get(path))
    write_days(owner, 20, last=TODAY)
    write_days(owner, 20, last=TODAY)
    assert connection_queries(lambda: client.get(path)) == few
    assert few <= 9  # one of them asks whether help comes first


def test_the_last_change_can_be_undone_and_the_undo_too(client, entry):  # acceptance 14
    client.post(f"/diary/entry/{entry.pk}/", posted(pain=6, based_on=1))
    assert "Undo the change" in client.get(f"/diary/{TODAY}/").content.decode()
    client.post(f"/diary/entry/{entry.pk}/restore/", {"version": "1"})
    entry.refresh_from_db()
    assert (entry.answers["pain"], entry.note, entry.version) == (4, "as it was", 3)
    client.post(f"/diary/entry/{entry.pk}/restore/", {"version": "2"})
    entry.refresh_from_db()
    assert entry.answers["pain"] == 6
    assert entry.history.count() == 3
    for wrong in ("99", "x", "", "-1"):
        assert client.post(f"/diary/entry/{entry.pk}/restore/", {"version": wrong}).status_code == 404


@pytest.mark.parametrize(("choice", "pain"), [("present", 7), ("2", 6)])
def test_of_two_versions_both_are_shown_until_one_is_chosen(client, entry, choice, pain):  # acceptance 11
    client.post(f"/diary/entry/{entry.pk}/", posted(pain=6, note="from the phone", based_on=1))
    client.post(f"/diary/entry/{entry.pk}/", posted(pain=7, note="from the desk", based_on=1))
    page = client.get(f"/diary/{TODAY}/").content.decode()
    for words in ("changed on two devices", "from the phone", "from the desk", "Take this one", "Keep the one above"):
        assert words in page
    assert "from the phone" in client.get("/diary/").content.decode()
    client.post(f"/diary/entry/{entry.pk}/restore/", {"version": choice})
    entry.refresh_from_db()
    assert entry.answers["pain"] == pain
    assert "Take this one" not in client.get(f"/diary/{TODAY}/").content.decode()
    kept = {former.note for former in entry.history.all()} | {entry.note}
    assert {"from the phone", "from the desk"} <= kept


@pytest.mark.parametrize(("choice", "pain"), [("present", 7), ("2", 6)])
def test_deleted_and_brought_back_there_is_still_a_choice_of_two(client, entry, choice, pain):  # acceptance 11, 14
    client.post(f"/diary/entry/{entry.pk}/", posted(pain=6, note="from the phone", based_on=1))
    client.post(f"/diary/entry/{entry.pk}/", posted(pain=7, note="from the desk", based_on=1))
    for void in ("1", "0"):
        client.post(f"/diary/entry/{entry.pk}/void/", {"void": void})
    page = client.get(f"/diary/{TODAY}/").content.decode()
    for words in ("changed on two devices", "from the phone", "from the desk", 'name="version" value="2"'):
        assert words in page
    client.post(f"/diary/entry/{entry.pk}/restore/", {"version": choice})
    entry.refresh_from_db()
    assert entry.answers["pain"] == pain
    assert "Take this one" not in client.get(f"/diary/{TODAY}/").content.decode()


def test_choosing_twice_or_where_there_is_no_choice_changes_nothing(client, entry):
    for _ in range(2):
        client.post(f"/diary/entry/{entry.pk}/restore/", {"version": "present"})
    entry.refresh_from_db()
    assert (entry.version, entry.history.count()) == (1, 0)
