"""Nothing acknowledged is lost and nothing is there twice, whatever happens to server and network. # acceptance 11

A small run of `benchmarks/sync_chaos.py`; the full one (10,000 entries, ten kills) is a command.
"""

from __future__ import annotations

import pytest

from andante.web.accounts.models import User
from andante.web.diary.models import Entry
from sync_chaos import chaos


@pytest.mark.slow
def test_the_server_is_killed_and_the_network_cut():
    rows = {row.what: row for row in chaos(entries=240, clients=8, kills=2, seed=1)}
    assert rows["entries acknowledged"].found.startswith("240 ")
    assert rows["the server was killed (SIGKILL)"].found == "2 times"
    assert [row.what for row in rows.values() if row.met is False] == []


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_refuses_and_keeps_what_was_there(client, owner):
    """SQLite is told that there is no room; the browser is told to keep its entry and to try again."""
    from django.db import connection

    def send(number: int, note: str) -> dict:
        entry = {"client_id": f"0b0c7d0e-0000-4000-8000-{number:012d}", "answers": {"pain": 4}, "note": note}
        moment = {"local": "2026-03-04T10:00:00", "offset_min": 0, "zone": "UTC"}
        body = {"person": str(owner.pk), "entries": [{**entry, **moment}]}
        return client.post("/diary/send/", body, content_type="application/json").json()["entries"][0]

    assert send(0, "before")["outcome"] == "stored"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # no room in pages that other tests left free
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    outcomes = [send(number, "no room " * 400) for number in range(1, 12)]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1000000000")
    assert outcomes[-1]["outcome"] == "refused"
    assert outcomes[-1]["retry"] is True
    assert {send(number, "no room " * 400)["outcome"] for number in range(1, 12)} <= {"stored", "same"}
    assert Entry.objects.filter(user=User.objects.get(pk=owner.pk)).count() == 12
