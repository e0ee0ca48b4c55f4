"""Every page by its owner, by another person, and by a stranger. # acceptance 55"""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import get_resolver
from tests.web.conftest import TODAY, posted, write

from andante.web.diary.models import Entry

OPEN = {"sign-in", "begin", "set-up", "new-password", "erased"}


def addresses(entry: Entry) -> dict[str, tuple[str, str]]:
    """Every named address: method and path."""
    day = TODAY.isoformat()
    return {
        "home": ("GET", "/"),
        "today": ("GET", "/today/"),
        "diary": ("GET", "/diary/"),
        "check-in": ("GET", f"/diary/{day}/"),
        "same": ("POST", f"/diary/{day}/same/"),
        "edit": ("GET", f"/diary/entry/{entry.pk}/"),
        "void": ("POST", f"/diary/entry/{entry.pk}/void/"),
        "worry": ("GET", "/worry/"),
        "worry-over": ("POST", "/worry/over/"),
        "trends": ("GET", "/trends/"),
        "picture": ("GET", "/trends/pain.svg"),
        "keeping": ("GET", "/keeping/"),
        "archive": ("GET", "/keeping/archive.zip"),
        "diary-file": ("GET", "/keeping/diary.csv"),
        "backup": ("GET", "/keeping/backup.zip"),
        "erase-me": ("GET", "/keeping/erase/"),
        "erased": ("GET", "/erased/"),
        "settings": ("GET", "/settings/"),
        "change-password": ("GET", "/settings/password/"),
        "sign-in": ("GET", "/sign-in/"),
        "sign-out": ("POST", "/sign-out/"),
        "begin": ("GET", "/begin/no-such-token/"),
        "set-up": ("GET", "/set-up/no-such-token/"),
        "new-password": ("GET", "/new-password/no-such-token/"),
    }


@pytest.fixture
def entry(owner) -> Entry:
    return write(owner, TODAY, pain=4, note="a private word")


def test_every_address_is_tried_here(entry):
    named = {pattern.name for pattern in get_resolver().url_patterns}
    assert named == set(addresses(entry))


def test_a_stranger_reads_nothing(entry, learner):
    for name, (method, path) in addresses(entry).items():
        response = Client().generic(method, path)
        if name in OPEN:
            assert response.status_code in (200, 410), name
            assert b"private word" not in response.content
        else:
            assert response.status_code == 302, name
            assert response["Location"].startswith("/sign-in/"), name


def test_the_owner_reads_all_of_their_own(client, entry, learner):
    for name, (method, path) in addresses(entry).items():
        if name in OPEN or name == "sign-out":
            continue
        assert client.generic(method, path).status_code in (200, 302, 404 if name in ("same", "diary-file") else 200), (
            name
        )
    assert b"a private word" in client.get(f"/diary/{TODAY}/").content


def test_another_person_reads_and_changes_nothing_of_it(other_client, entry, learner):
    for name in ("edit", "void"):
        method, path = addresses(entry)[name]
        assert other_client.generic(method, path).status_code == 404
    assert other_client.post(f"/diary/entry/{entry.pk}/", posted(pain=9)).status_code == 404
    assert other_client.post(f"/diary/entry/{entry.pk}/void/", {"void": "1"}).status_code == 404
    for name in ("today", "diary", "check-in", "trends"):
        assert b"private word" not in other_client.get(addresses(entry)[name][1]).content
    entry.refresh_from_db()
    assert (entry.void, entry.answers["pain"], entry.version) == (False, 4, 1)


def test_a_form_without_its_key_is_refused_with_the_true_cause(owner):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    response = strict.post(f"/diary/{TODAY}/", posted(pain=3))
    assert response.status_code == 403
    assert b"Nothing was saved" in response.content
    assert not Entry.objects.exists()


def test_headers_of_a_page(client, learner):
    response = client.get("/today/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert "microphone=()" in response["Permissions-Policy"]


def test_cookies_are_closed_to_scripts_and_other_sites(owner):
    visitor = Client()
    visitor.get("/sign-in/")
    visitor.post("/sign-in/", {"username": "ada", "password": "four calm words here"})
    for name in ("andante_session", "andante_csrf"):
        assert visitor.cookies[name]["httponly"]
        assert visitor.cookies[name]["samesite"] == "Lax"


def test_another_host_is_refused(client):
    assert client.get("/today/", headers={"host": "evil.example"}).status_code == 400
