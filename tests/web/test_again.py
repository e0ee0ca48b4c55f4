"""Who picks up a device that is signed in cannot make the account theirs: what could do that asks first who it is."""

from __future__ import annotations

import datetime as dt
import time
from urllib.parse import unquote

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from tests.web.conftest import NOW, once_more

from andante.web.accounts.models import OneTimeLink, User, WrongTries

PASSWORD, NEW = "four calm words here", "quite another phrase"
ASKED = {
    "/settings/password/": "/settings/password/",
    "/settings/phone/": "/settings/phone/",
    "/keeping/backup.zip": "/keeping/",  # holds the keys of everybody; a file is no page to come back to
    "/settings/getting-in/passkeys/add/": "/settings/getting-in/passkeys/add/",
    "/settings/getting-in/codes/": "/settings/getting-in/codes/",
    "/settings/getting-in/recovery/new/": "/settings/getting-in/recovery/new/",
}


@pytest.fixture
def picked_up(owner, settings) -> Client:
    """Signed in at some time, and lying about: nobody has given the password since."""
    settings.PHONE_ADDRESS = "http://192.168.1.5:8000"
    visitor = Client(headers={"host": "localhost"})
    visitor.force_login(owner)
    return visitor


@pytest.mark.parametrize(("path", "back"), ASKED.items())
def test_it_asks_first_and_leads_back(picked_up, path, back):
    assert unquote(picked_up.get(path)["Location"]) == f"/sign-in/again/?next={back}"
    answer = picked_up.post("/sign-in/again/", {"password": PASSWORD, "next": back})
    assert answer["Location"] == back
    again = picked_up.get(path)
    assert "/sign-in/again/" not in again.get("Location", "")


def test_no_password_is_changed_without_the_old_one(picked_up, owner):
    answer = picked_up.post("/settings/password/", {"password": NEW})
    assert answer["Location"] == "/sign-in/again/?next=/settings/password/"
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)
    once_more(picked_up)
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD), "what was sent before is not done by itself"
    assert picked_up.post("/settings/password/", {"password": NEW})["Location"] == "/settings/"
    owner.refresh_from_db()
    assert owner.check_password(NEW)


def test_a_new_password_that_was_sent_too_late_is_kept_nowhere(picked_up):
    picked_up.post("/settings/password/", {"password": NEW})
    assert "another" not in str([each.get_decoded() for each in Session.objects.all()])


def test_five_minutes_later_it_is_asked_again(picked_up, owner, monkeypatch):
    once_more(picked_up)
    assert picked_up.get("/settings/password/").status_code == 200
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 301)
    assert picked_up.post("/settings/password/", {"password": NEW})["Location"].startswith("/sign-in/again/")
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)


def test_no_code_for_another_device_is_made(picked_up):
    assert picked_up.post("/settings/phone/")["Location"] == "/sign-in/again/?next=/settings/phone/"
    assert not OneTimeLink.objects.exists()
    assert "big-code" in once_more(picked_up).post("/settings/phone/").content.decode()


def test_who_has_just_chosen_a_password_by_the_link_from_the_terminal_is_not_asked(owner):
    token = OneTimeLink.objects.make(OneTimeLink.NEW_PASSWORD, user=owner)
    forgotten = Client()
    forgotten.post(f"/new-password/{token}/", {"password": NEW})
    assert forgotten.get("/settings/password/").status_code == 200


# -- guesses ---------------------------------------------------------------------------------------------------------


def erase(client: Client, password: str, name: str = "ada"):
    return client.post("/keeping/erase/", {"name": name, "password": password})


def again(client: Client, password: str):
    return client.post("/sign-in/again/", {"password": password})


@pytest.mark.parametrize("name", ["ada", "ben"])
def test_guesses_before_erasing_slow_down_and_lock_nothing(client, owner, clock, name):  # acceptance 15
    for _ in range(3):
        assert erase(client, "a guess", name).status_code == 422
    waiting = erase(client, PASSWORD, name)
    assert waiting.status_code == 429
    said = waiting.content.decode()
    assert "Please wait" in said
    assert "Nothing is locked" in said
    assert "That is not your password" not in said, "whether it was right is not told meanwhile"
    assert User.objects.exists()
    clock(NOW + dt.timedelta(seconds=WrongTries.LONGEST_S))
    assert erase(client, PASSWORD, "ben").status_code == 422
    assert not WrongTries.objects.exists(), "the right one makes the wrong ones forgotten"


@pytest.mark.parametrize("first", [erase, again])
@pytest.mark.parametrize("then", [erase, again])
def test_guesses_count_together_wherever_they_are_made(client, owner, first, then):  # acceptance 15
    for _ in range(3):
        first(client, "a guess")
    assert "Please wait" in then(client, PASSWORD).content.decode()
    assert Client().post("/sign-in/", {"login": "ada", "password": PASSWORD}).status_code == 429
    assert User.objects.exists()
