"""Passkeys, codes and recovery codes, through django-allauth with our pages. No browser: the passkey is software."""

from __future__ import annotations

import json
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from tests.web.passkeys import SoftPasskey

PASSWORD = "four calm words here"
HOME = "http://localhost"


def at_localhost() -> Client:
    return Client(headers={"host": "localhost"})


def sign_in(client: Client, password: str = PASSWORD):
    return client.post("/sign-in/", {"login": "ada", "password": password})


def signed_in(client: Client) -> Client:
    """The owner, with the password given once more: what changes the ways in asks for that."""
    assert sign_in(client)["Location"] == "/today/"
    assert client.post("/sign-in/again/", {"password": PASSWORD}).status_code == 302
    return client


def options_in(page: bytes) -> dict:
    found = re.search(rb'<script id="passkey-options" type="application/json">(.*?)</script>', page)
    assert found, page
    return json.loads(found[1])


def code_now(secret: str, ahead: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


@pytest.fixture
def with_passkey(owner) -> tuple[Client, SoftPasskey]:
    """The owner, signed in at localhost, with a passkey just added."""
    client, passkey = signed_in(at_localhost()), SoftPasskey("localhost", HOME)
    page = client.get("/settings/getting-in/passkeys/add/")
    credential = passkey.create(options_in(page.content)["creation_options"])
    form = {"name": "my phone", "credential": json.dumps(credential), "passwordless": "on"}
    answer = client.post("/settings/getting-in/passkeys/add/", form)
    assert answer["Location"] == "/settings/getting-in/recovery/"
    return client, passkey


def test_a_passkey_signs_in_by_itself(with_passkey):
    _, passkey = with_passkey
    visitor = at_localhost()
    asked = visitor.get("/sign-in/passkey/", headers={"accept": "application/json"}).json()["request_options"]
    answer = visitor.post("/sign-in/passkey/", {"credential": json.dumps(passkey.get(asked))})
    assert answer["Location"] == "/today/"
    assert visitor.get("/settings/").status_code == 200


def test_a_passkey_of_somewhere_else_does_not(with_passkey):
    stranger = SoftPasskey("localhost", HOME)
    stranger.owner = with_passkey[1].owner
    visitor = at_localhost()
    asked = visitor.get("/sign-in/passkey/", headers={"accept": "application/json"}).json()["request_options"]
    visitor.post("/sign-in/passkey/", {"credential": json.dumps(stranger.get(asked))})
    assert b"This was not right" in visitor.get("/sign-in/").content
    assert visitor.get("/settings/").status_code == 302


def test_an_answer_is_taken_once(with_passkey):
    _, passkey = with_passkey
    visitor = at_localhost()
    asked = visitor.get("/sign-in/passkey/", headers={"accept": "application/json"}).json()["request_options"]
    answer = json.dumps(passkey.get(asked))
    visitor.post("/sign-in/passkey/", {"credential": answer})
    visitor.post("/sign-out/")
    visitor.post("/sign-in/passkey/", {"credential": answer})
    assert visitor.get("/settings/").status_code == 302


def test_after_the_password_the_passkey_is_the_second_step(with_passkey):
    _, passkey = with_passkey
    visitor = at_localhost()
    assert sign_in(visitor)["Location"] == "/sign-in/second-step/"
    assert visitor.get("/today/").status_code == 302
    page = visitor.get("/sign-in/second-step/")
    credential = passkey.get(options_in(page.content)["request_options"])
    assert visitor.post("/sign-in/second-step/", {"credential": json.dumps(credential)})["Location"] == "/today/"
    assert visitor.get("/settings/").status_code == 200


def test_a_recovery_code_stands_in_once(with_passkey):  # acceptance 15
    client, _ = with_passkey
    codes = re.findall(r"<code>(\d{8})</code>", client.get("/settings/getting-in/recovery/").content.decode())
    assert len(codes) == 10
    for times in (1, 2):
        visitor = at_localhost()
        sign_in(visitor)
        answer = visitor.post("/sign-in/second-step/", {"code": codes[0]})
        assert (answer.status_code == 302) == (times == 1)


def test_removing_the_last_one_leaves_the_password_alone(with_passkey):
    client, _ = with_passkey
    key = Authenticator.objects.get(type="webauthn").pk
    assert client.post(f"/settings/getting-in/passkeys/{key}/remove/").status_code == 302
    assert not Authenticator.objects.exists()
    assert sign_in(at_localhost())["Location"] == "/today/"


@pytest.mark.parametrize(
    ("host", "words"),
    [("127.0.0.1", b"http://localhost"), ("localhost", b"Add a passkey"), ("192.168.1.5", b"with HTTPS")],
)
def test_where_passkeys_cannot_be_the_page_says_why(client, settings, host, words):
    settings.ALLOWED_HOSTS = [host]
    assert words in client.get("/settings/getting-in/", headers={"host": host}).content
    adding = client.get("/settings/getting-in/passkeys/add/", headers={"host": host})
    assert (b"No passkey at this address" in adding.content) == (host != "localhost")


def turn_codes_on(client: Client) -> str:
    page = client.get("/settings/getting-in/codes/").content.decode()
    secret = re.search(r'id="id_secret" type="text" value="(\w+)"', page)
    assert secret
    assert "qr-ink" in page
    answer = client.post("/settings/getting-in/codes/", {"code": code_now(secret[1])})
    assert answer["Location"] == "/settings/getting-in/recovery/"
    return secret[1]


def test_codes_from_an_app_are_the_second_step(owner):
    client = signed_in(Client())
    secret = turn_codes_on(client)
    visitor = Client()
    assert sign_in(visitor)["Location"] == "/sign-in/second-step/"
    wrong = visitor.post("/sign-in/second-step/", {"code": "000000"})
    assert b"This was not right" in wrong.content
    assert visitor.get("/today/").status_code == 302
    assert visitor.post("/sign-in/second-step/", {"code": code_now(secret, 1)})["Location"] == "/today/"
    assert b"Turn off" in client.get("/settings/getting-in/").content
    assert client.post("/settings/getting-in/codes/off/").status_code == 302
    assert sign_in(Client())["Location"] == "/today/"


def test_wrong_codes_ask_for_patience_and_lock_nothing(owner):  # acceptance 15
    client = signed_in(Client())
    secret = turn_codes_on(client)
    visitor = Client()
    sign_in(visitor)
    for _ in range(6):
        said = visitor.post("/sign-in/second-step/", {"code": "000000"}).content
    assert b"Nothing is locked" in said
    assert visitor.post("/sign-in/second-step/", {"code": code_now(secret, 1)}).status_code == 200
    cache.clear()  # five minutes later
    assert visitor.post("/sign-in/second-step/", {"code": code_now(secret, 1)}).status_code == 302


def test_the_second_step_is_no_way_round_the_first(owner):
    visitor = Client()
    assert visitor.get("/sign-in/second-step/")["Location"] == "/sign-in/"
    assert visitor.post("/sign-in/second-step/", {"code": "123456"})["Location"] == "/sign-in/"


def test_who_comes_by_a_link_gives_the_password_before_the_ways_in_change(client):
    for path in ("passkeys/add/", "codes/"):
        answer = client.get(f"/settings/getting-in/{path}", headers={"host": "localhost"})
        assert answer["Location"].startswith("/sign-in/again/")
    page = client.get("/sign-in/again/").content.decode()
    assert 'autocomplete="current-password"' in page
    assert client.post("/sign-in/again/", {"password": "wrong"}).status_code == 200
    assert client.post("/sign-in/again/", {"password": PASSWORD}).status_code == 302
    assert client.get("/settings/getting-in/codes/").status_code == 200


def test_fields_say_what_belongs_in_them(owner):  # acceptance 61
    page = Client().get("/sign-in/").content.decode()
    assert 'autocomplete="username webauthn"' in page
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page


def test_nobody_signs_up(owner):
    for path in ("/accounts/signup/", "/sign-up/", "/signup/"):
        assert Client().post(path, {"username": "eve", "password1": PASSWORD}).status_code in (302, 404)
    from django.contrib.auth import get_user_model

    assert get_user_model().objects.count() == 1
