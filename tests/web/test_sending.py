"""Entries written without a connection: kept once each, refused with a reason, never lost to another's mistake."""

from __future__ import annotations

import datetime as dt
import json
import uuid

import pytest
from django.db import OperationalError
from django.test import Client
from tests.web.conftest import TODAY, posted

from andante.anatomy import MUSCLE_GROUPS
from andante.web.diary import sending
from andante.web.diary.models import Entry, OwnActivity, Remedy

SEND = "/diary/send/"
HERE = {"local": "2026-03-05T18:00", "offset_min": 0, "zone": "UTC"}


def made(**parts) -> dict:
    return {"client_id": str(uuid.uuid4()), **HERE, "answers": {"pain": 4}, **parts}


def call(client: Client, *entries: object, status: int = 200, **more) -> list[dict]:
    response = client.post(SEND, json.dumps({"entries": entries, **more}), content_type="application/json")
    assert response.status_code == status, response.content
    return response.json().get("entries", [])


def outcomes(client: Client, *entries: object) -> list[str]:
    return [each["outcome"] for each in call(client, *entries)]


def test_an_entry_made_late_in_one_zone_and_sent_in_another_keeps_its_day(client, owner):  # acceptance 1
    owner.zone = "America/Los_Angeles"
    owner.save()
    (line,) = call(client, made(local="2026-03-04T23:50", offset_min=540, zone="Asia/Tokyo", kind="now"))
    entry = Entry.objects.get()
    assert line == {
        "client_id": str(entry.client_id),
        "outcome": "stored",
        "id": str(entry.pk),
        "version": 1,
        "reason": None,
        "retry": False,
    }
    assert entry.local_at.isoformat() == "2026-03-04T23:50:00+09:00"
    assert (entry.zone, entry.offset_min, entry.kind, entry.backdated) == ("Asia/Tokyo", 540, "now", False)
    assert entry.own_day(owner.day_start) == dt.date(2026, 3, 4)


def test_a_retry_is_the_same_entry_and_two_in_one_call_too(client):  # acceptance 11
    entry = made()
    assert outcomes(client, entry, entry) == ["stored", "same"]
    assert outcomes(client, entry) == ["same"]
    assert Entry.objects.count() == 1


def test_a_change_is_kept_with_what_was_there_and_a_late_retry_is_no_change_back(client):
    first = made()
    second = {**first, "answers": {"pain": 6}, "based_on": 1}
    third = {**first, "answers": {"pain": 4}, "based_on": 2}
    assert outcomes(client, first, second, second) == ["stored", "stored", "same"]
    assert outcomes(client, first) == ["same"]
    assert Entry.objects.get().answers == {"pain": 6}
    assert outcomes(client, third, second, third) == ["stored", "same", "same"]
    entry = Entry.objects.get()
    assert (entry.answers, entry.version, entry.history.count()) == ({"pain": 4}, 3, 2)


def test_a_change_leaves_what_it_does_not_ask_about(client, owner):
    Remedy.objects.create(user=owner, name="Heat", slug="heat")
    first = made(answers={"pain": 4, "treatment.heat": 1}, doses={"heat": "an hour"}, efforts={"trunk": [3, 20]})
    call(client, first)
    entry = Entry.objects.get()
    assert (entry.answers["treatment.heat"], entry.doses) == (1, {"heat": "an hour"})
    Entry.objects.update(answers={**entry.answers, "steps": 4000, "load.arms_hands": 7})  # as from a file
    assert outcomes(client, first) == ["same"]
    assert outcomes(client, {**first, "answers": {"pain": 5}, "based_on": 1}) == ["stored"]
    entry.refresh_from_db()
    kept = {"pain": 5, "treatment.heat": 1, "steps": 4000, "load.trunk": 6, "load.arms_hands": 7}
    assert entry.answers == kept
    call(client, {**first, "answers": {}, "efforts": {"arms_hands": [5, 20]}, "based_on": 2})
    entry.refresh_from_db()
    assert entry.answers == {**kept, "load.trunk": None, "load.arms_hands": 10}


def test_two_devices_that_change_one_entry_keep_both(client):  # acceptance 11
    first = made()
    call(client, first)
    entry = Entry.objects.get()
    client.post(f"/diary/entry/{entry.pk}/", posted(pain=7, based_on=1))
    assert outcomes(client, {**first, "answers": {"pain": 2}, "based_on": 1}) == ["both kept"]
    entry.refresh_from_db()
    assert entry.answers["pain"] == 2
    assert [former.answers["pain"] for former in entry.history.all()] == [7, 4]


def test_three_states_come_as_they_were_meant(client):  # acceptance 16
    call(client, made(answers={"pain": 0, "sleep": None}))
    assert Entry.objects.get().answers == {"pain": 0, "sleep": None}


def test_what_was_done_becomes_loads_here(client, owner):
    OwnActivity.objects.create(user=owner, name="Harp", groups={"arms_hands": 1.0})
    done = {"activity": "harp", "minutes": 20, "effort_0_10": 5, "unplanned": True}
    call(client, made(answers={}, doings=[done], efforts={"trunk": [3, 20], "arms_hands": [None, 5]}))
    entry = Entry.objects.get()
    assert entry.answers == {"load.arms_hands": 10, "load.trunk": 6}
    assert entry.doings == [{**done, "activity": "Harp", "planned": False}]


def test_an_earlier_day_is_backdated_and_a_day_to_come_refused(client, owner):
    assert outcomes(client, made(day="2026-03-01"), made(day="2026-03-06")) == ["stored", "refused"]
    entry = Entry.objects.get()
    assert entry.backdated
    assert entry.local_at.isoformat() == "2026-03-01T21:00:00+00:00"


def test_the_clock_of_a_traveller_may_run_ahead_but_not_by_a_week(client):  # acceptance 6
    ahead, slip = made(local="2026-03-06T09:00", offset_min=660, zone="Pacific/Noumea"), made(local="2026-03-15T09:00")
    assert outcomes(client, ahead, slip) == ["stored", "refused"]


@pytest.mark.parametrize(
    "parts",
    [
        {"answers": {"pain": 11}},
        {"answers": {"pain": -1}},
        {"answers": {"pain": 4.2}},
        {"answers": {"pain": True}},
        {"answers": {"pain": "4"}},
        {"answers": {"pain": float("nan")}},
        {"answers": {"pain": float("inf")}},
        {"answers": {"pain": 10**400}},
        {"answers": {"pain.elsewhere": 4}},
        {"answers": {"load.trunk": 4}},
        {"answers": {"treatment.heat": 2}},
        {"answers": {"treatment.aspirin": 1}},
        {"answers": {"symptom.": 1}},
        {"answers": {"event.a,b": 1}},
        {"answers": {"x" * 4000: 1}},
        {"answers": [4]},
        {"answers": {}},
        {"answers": {"pain": None}},
        {"doings": [{"minutes": 20}]},
        {"doings": [{"activity": "yoga", "minutes": 2000}]},
        {"doings": [{"activity": "yoga", "effort_0_10": -1}]},
        {"doings": ["yoga"]},
        {"doings": [{"activity": "yoga"}] * 41},
        {"efforts": {"trunk": [3]}},
        {"efforts": {"tail": [3, 4]}},
        {"note": "x" * 4001},
        {"note": "a\x00b"},
        {"note": 4},
        {"local": "yesterday"},
        {"local": "9999-12-31T23:59"},
        {"offset_min": 5000},
        {"offset_min": None},
        {"zone": "Atlantis"},
        {"zone": "../../etc/passwd"},
        {"zone": None},
        {"zone": "Europe"},
        {"zone": "x" * 4000},
        {"kind": "dream"},
        {"client_id": "mine"},
        {"client_id": None},
        {"based_on": "two"},
        {"based_on": 0},
    ],
)
def test_what_no_form_would_take_is_refused_with_a_reason_and_the_others_kept(client, owner, parts):
    Remedy.objects.create(user=owner, name="Heat", slug="heat")
    good = made()
    bad, kept = call(client, made(**parts), good)
    assert bad["outcome"] == "refused"
    assert bad["reason"]
    assert not bad["retry"]
    assert kept["outcome"] == "stored"
    assert Entry.objects.count() == 1


def test_an_activity_nobody_knows_is_no_reason_to_refuse_the_rest(client):
    doing = {"activity": "zorbing", "minutes": 20, "effort_0_10": 5}
    filled = posted(pain="4", activity_0="zorbing")
    form = {"client_id": filled.pop("client_id"), **HERE, "form": filled}
    assert outcomes(client, made(doings=[doing]), form, made(doings=[{"minutes": 20}])) == [
        "stored",
        "stored",
        "refused",
    ]
    for entry in Entry.objects.all():
        assert (entry.answers["pain"], entry.given.doings[0].activity) == (4, "zorbing")
        assert entry.given.doings[0].unknown
        assert not any(entry.answers.get(f"load.{group}") for group in MUSCLE_GROUPS)


def test_a_fault_with_one_entry_keeps_it_waiting_and_the_others_go_on(client, monkeypatch, caplog):
    keep = sending._keep

    def faulty(user, sent, now):
        return {}["no such thing"] if sent["note"] == "odd" else keep(user, sent, now)

    monkeypatch.setattr(sending, "_keep", faulty)
    odd, kept = call(client, made(note="odd"), made(note="plain"))
    assert (odd["outcome"], odd["retry"], kept["outcome"]) == ("refused", True, "stored")
    assert "could not be taken" in caplog.text


def test_half_an_emoji_stops_no_other_entry(client):
    assert outcomes(client, made(note="Tea \ud83d"), made()) == ["stored", "stored"]
    assert Entry.objects.get(note__isnull=False).note == "Tea \ufffd"


def test_a_traveller_west_writes_for_the_day_that_the_page_was_at(client, owner, clock):  # acceptance 6
    owner.zone = "Europe/Berlin"
    owner.save()
    clock(dt.datetime(2026, 3, 6, 1, 0, tzinfo=dt.UTC))  # 2:00 in Berlin, where the pages live; 20:00 in New York
    there = {"local": "2026-03-05T20:00", "offset_min": -300, "zone": "America/New_York"}
    assert outcomes(client, made(day="2026-03-06", **there), made(day="2026-03-07", **there)) == ["stored", "refused"]
    entry = Entry.objects.get()
    assert (entry.local_at.isoformat(), entry.zone) == ("2026-03-06T02:00:00+01:00", "Europe/Berlin")
    assert not entry.backdated


def test_a_full_disk_refuses_for_now_and_keeps_the_rest(client, monkeypatch):
    write = Entry.write.__func__
    full = iter([True, False])

    def sometimes(cls, *args):
        if next(full):
            raise OperationalError("database or disk is full")
        return write(cls, *args)

    monkeypatch.setattr(Entry, "write", classmethod(sometimes))
    first, second = call(client, made(), made())
    assert (first["outcome"], first["retry"]) == ("refused", True)
    assert second["outcome"] == "stored"


@pytest.mark.parametrize("body", ["", "[]", "{}", "4", "null", '{"entries": 4}', "{", '"entries"'])
def test_a_call_that_is_none_stores_nothing(client, body):
    assert client.post(SEND, body, content_type="application/json").status_code == 400


def test_so_many_entries_and_no_more(client):
    assert len(call(client, *(made() for _ in range(50)))) == 50
    call(client, *(made() for _ in range(51)), status=413)
    assert Entry.objects.count() == 50


def test_nobody_sends_into_the_diary_of_another(client, other_client, owner, other):
    entry = made()
    call(client, entry, person=str(owner.pk))
    call(other_client, made(), person=str(owner.pk), status=409)
    assert outcomes(other_client, entry) == ["stored"]  # the id is their own; nothing of the owner's is seen or changed
    assert Entry.objects.of(owner).count() == Entry.objects.of(other).count() == 1
    assert Client().post(SEND, "{}", content_type="application/json").status_code == 302


def test_a_call_needs_the_token_that_the_same_address_gives(owner):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    assert strict.post(SEND, json.dumps({"entries": [made()]}), content_type="application/json").status_code == 403
    given = strict.get(SEND).json()
    assert given["person"] == str(owner.pk)
    body = json.dumps({"entries": [made()]})
    sent = strict.post(SEND, body, content_type="application/json", headers={"X-CSRFToken": given["token"]})
    assert sent.json()["entries"][0]["outcome"] == "stored"


def test_what_was_sent_stands_on_its_day(client):
    call(client, made(note="from the train"))
    assert "from the train" in client.get(f"/diary/{TODAY}/").content.decode()


def test_a_form_that_had_to_wait_is_read_as_the_form_itself(client, owner):
    filled = posted(pain="4.5", sleep="0", effort_trunk="3", minutes_trunk="20", note="by the sea")
    client_id = filled.pop("client_id")
    entry = {"client_id": client_id, **HERE, "form": filled}
    assert outcomes(client, entry, entry) == ["stored", "same"]
    waited = Entry.objects.get()
    waited.delete()
    client.post(f"/diary/{TODAY}/", {**filled, "client_id": client_id})
    straight = Entry.objects.get()
    assert straight.given.stored() == waited.given.stored()
    assert waited.answers["sleep"] == 0
    assert waited.answers["stress"] is None


def test_a_form_with_something_wrong_is_refused_in_the_forms_own_words(client):
    filled = posted(pain="11")
    (line,) = call(client, {"client_id": filled.pop("client_id"), **HERE, "form": filled})
    assert line["outcome"] == "refused"
    assert line["reason"].startswith("Pain: ")
    for wrong in ({"pain": 4}, [], {str(number): "" for number in range(500)}):
        (line,) = call(client, {"client_id": str(uuid.uuid4()), **HERE, "form": wrong})
        assert line["outcome"] == "refused"
    assert not Entry.objects.exists()
