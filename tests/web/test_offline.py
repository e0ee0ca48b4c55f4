"""What a browser keeps for when there is no connection: nothing personal, everything needed. # acceptance 55 58"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import re

from django.test import Client
from django.urls import reverse
from tests.web.conftest import NOW, log_bout

from andante.web.diary.answers import Doing
from andante.web.offline import views
from andante.web.today.models import Probe


def test_the_worker_lists_files_that_are_there_and_changes_with_them(client, monkeypatch):
    answer = Client().get("/service-worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "no-cache" in answer["Cache-Control"]
    text = answer.content.decode()
    kept = json.loads(re.search(r"KEPT = (\[.*?\]),", text)[1].replace("'", '"'))
    assert {reverse("offline"), "/static/andante/outbox-core.js", "/static/andante/page.css"} <= set(kept)
    for path in kept:
        with contextlib.closing(Client().get(path)) as found:
            assert found.status_code == 200, path
    assert "{{" not in text
    monkeypatch.setattr(views, "_digest_of_files", lambda: "other-files-than-before")
    assert Client().get("/service-worker.js").content != answer.content


def test_what_is_kept_is_the_same_for_everybody(client, owner):  # acceptance 55
    owner.is_virtual, owner.clock, owner.lengths = True, "24", "minutes"
    owner.save()
    for path in ("/offline/", "/help-now/", "/service-worker.js", "/manifest.webmanifest"):
        signed_in, stranger = client.get(path), Client().get(path)
        assert signed_in.content == stranger.content, path
        assert not re.search(rb"\bada\b", signed_in.content), path  # "Canada" is no name
    assert b"data-person" not in client.get("/offline/").content


def test_the_manifest_names_pictures_that_are_there(client):
    found = json.loads(Client().get("/manifest.webmanifest").content)
    assert (found["start_url"], found["scope"], found["display"]) == ("/today/", "/", "standalone")
    assert {icon["purpose"] for icon in found["icons"]} == {"any", "maskable"}
    for icon in found["icons"]:
        with contextlib.closing(Client().get(icon["src"])) as answer:
            content = b"".join(answer.streaming_content)
        width, height = int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
        assert f"{width}x{height}" == icon["sizes"]


def test_a_signed_in_page_says_whose_it_is(client, owner, learner):
    assert f'data-person="{owner.pk}"'.encode() in client.get("/settings/").content
    assert b"data-person" not in Client().get("/sign-in/").content


def test_what_is_said_to_somebody_waits_for_their_next_page_and_is_not_kept(client, owner, learner):
    probe = Probe.objects.create(
        user=owner, bout=log_bout(owner, Doing("piano", 6, 2)).pk, activity="piano", group="arms_hands", lag="20 min",
        due_from=NOW, due_until=NOW + dt.timedelta(hours=1),
    )  # fmt: skip
    client.post(f"/today/probe/{probe.pk}/", {"pain": "4"})
    for path in ("/service-worker.js", "/offline/", "/help-now/"):  # which the worker asks for at any moment
        assert b"Thank you" not in client.get(path).content, path
    assert "Thank you" in client.get("/today/").content.decode()
