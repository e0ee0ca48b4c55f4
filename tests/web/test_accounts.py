"""Signing in: by the owner, on first start with the link from the terminal, and slowly after wrong tries."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from tests.web.conftest import NOW, once_more

from andante.web.accounts.models import OneTimeLink, User, WrongTries
from andante.web.keeping.forms import EraseForm

PASSWORD = "four calm words here"


def try_to_sign_in(password: str) -> int:
    return Client().post("/sign-in/", {"login": "ada", "password": password}).status_code


def test_signing_in_leads_to_where_one_wanted_to_go(owner):
    visitor = Client()
    form = {"login": "ada", "password": PASSWORD, "next": "/diary/"}
    assert visitor.post("/sign-in/", form)["Location"] == "/diary/"
    visitor = Client()
    form["next"] = "https://evil.example/"
    assert visitor.post("/sign-in/", form)["Location"] == "/today/"


def test_where_a_form_was_sent_signing_in_leads_to_the_page_it_stood_on(owner):
    for page, leads in (("http://testserver/today/flare/", "/today/flare/"), ("https://evil.example/x", ""), ("", "")):
        visitor = Client(headers={"referer": page})
        answer = visitor.post("/today/flare/say/", {"flare": "0"}, follow=True)
        assert answer.redirect_chain == [(f"/sign-in/{f'?next={leads}' if leads else ''}", 302)]
        form = {"login": "ada", "password": PASSWORD, "next": leads}
        assert visitor.post("/sign-in/", form, follow=True).status_code == 200
    assert Client().get("/diary/?before=2026-03-01")["Location"] == "/sign-in/?next=/diary/%3Fbefore%3D2026-03-01"


@pytest.mark.parametrize(
    ("kept", "typed"),
    [("Änne", "änne"), ("ada", " Ada "), ("ÖZLEM", "Özlem"), ("Anna²", "anna²"), ("Zoë", "zoe\u0308")],
)
def test_a_name_is_known_whatever_its_capitals(db, rf, kept, typed):
    User.objects.create_user(kept, password=PASSWORD)
    visitor = Client()
    assert visitor.post("/sign-in/", {"login": typed, "password": PASSWORD})["Location"] == "/today/"
    request = rf.post("/keeping/erase/")
    request.user = User.objects.get()
    assert EraseForm({"name": typed, "password": PASSWORD}, request=request).is_valid()


def test_wrong_tries_slow_down_and_never_lock(owner, clock):  # acceptance 15
    for _ in range(3):
        assert try_to_sign_in("wrong") == 200
    assert try_to_sign_in(PASSWORD) == 429
    now = NOW
    for _ in range(30):
        now += dt.timedelta(seconds=WrongTries.LONGEST_S)
        clock(now)
        assert try_to_sign_in("wrong") == 200
    assert WrongTries.objects.get().wait_s() <= WrongTries.LONGEST_S
    clock(now + dt.timedelta(seconds=WrongTries.LONGEST_S))
    assert try_to_sign_in(PASSWORD) == 302
    assert not WrongTries.objects.exists()


def test_behind_a_proxy_visitors_wait_for_their_own_wrong_tries(owner, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def try_from(address: str, password: str) -> int:
        form = {"login": "ada", "password": password}
        return Client().post("/sign-in/", form, headers={"x-forwarded-for": f"9.9.9.9, {address}"}).status_code

    for _ in range(3):
        assert try_from("192.0.2.7", "wrong") == 200
    assert try_from("192.0.2.7", PASSWORD) == 429
    assert try_from("192.0.2.8", PASSWORD) == 302


def test_without_a_proxy_nobody_names_their_own_address(owner):
    for number in range(4):
        form = {"login": "ada", "password": "wrong"}
        said = Client().post("/sign-in/", form, headers={"x-forwarded-for": f"192.0.2.{number}"}).status_code
    assert said == 429


def test_two_wrong_tries_at_once_both_count(owner, rf):
    first, second = (WrongTries.of(rf.get("/"), "ada") for _ in range(2))
    first.wrong()
    second.wrong()
    assert WrongTries.objects.get().count == 2


def test_the_waiting_page_names_the_cause(owner):
    for _ in range(3):
        try_to_sign_in("wrong")
    page = Client().post("/sign-in/", {"login": "ada", "password": PASSWORD}).content.decode()
    assert "Please wait" in page
    assert "Nothing is locked" in page


def test_old_wrong_tries_are_forgotten(owner, clock):
    for _ in range(3):
        try_to_sign_in("wrong")
    clock(NOW + dt.timedelta(hours=2))
    assert try_to_sign_in("wrong") == 200
    assert WrongTries.objects.get().count == 1


def test_first_start_needs_the_link_from_the_terminal(db, clock):
    page = Client().get("/sign-in/").content.decode()
    assert "terminal" in page
    assert "<form" not in page
    assert Client().get("/set-up/guessed/").status_code == 410
    token = OneTimeLink.objects.make(OneTimeLink.SET_UP)
    assert token not in str(list(OneTimeLink.objects.values()))
    form = {"username": "ada", "password": PASSWORD, "zone": "Europe/Berlin"}
    assert Client().post("/set-up/guessed/", form).status_code == 410
    visitor = Client()
    assert visitor.get(f"/set-up/{token}/").status_code == 200
    assert visitor.post(f"/set-up/{token}/", form)["Location"] == "/welcome/"
    user = User.objects.get()
    assert (user.zone, user.is_superuser, user.is_virtual) == ("Europe/Berlin", False, False)
    assert visitor.get("/today/").status_code == 200
    assert Client().post(f"/set-up/{token}/", {**form, "username": "eve"}).status_code == 410
    assert User.objects.count() == 1


def test_a_new_set_up_link_ends_the_old_one_and_none_works_once_there_is_an_owner(db, clock):
    old, new = (OneTimeLink.objects.make(OneTimeLink.SET_UP) for _ in range(2))
    assert Client().get(f"/set-up/{old}/").status_code == 410
    assert Client().get(f"/set-up/{new}/").status_code == 200
    User.objects.create_user("ada")
    assert Client().get(f"/set-up/{new}/").status_code == 410


@pytest.mark.parametrize("password", ["short", "password12", "ada-ada-ada"])
def test_weak_passwords_are_refused_in_words(db, clock, password):
    token = OneTimeLink.objects.make(OneTimeLink.SET_UP)
    form = {"username": "ada-ada-ada", "password": password, "zone": "UTC"}
    response = Client().post(f"/set-up/{token}/", form)
    assert response.status_code == 200
    assert response.context["form"].errors["password"]
    assert not User.objects.exists()


def test_a_sign_in_link_works_once_and_for_a_day(owner, clock):
    token = OneTimeLink.objects.make(OneTimeLink.SIGN_IN, user=owner)
    assert Client().get(f"/set-up/{token}/").status_code == 410
    assert Client().get(f"/begin/{token}/")["Location"] == "/today/"
    assert Client().get(f"/begin/{token}/").status_code == 410
    token = OneTimeLink.objects.make(OneTimeLink.SIGN_IN, user=owner)
    clock(NOW + dt.timedelta(hours=25))
    assert Client().get(f"/begin/{token}/").status_code == 410


def test_a_forgotten_password_has_a_way_back(owner):  # acceptance 15
    token = OneTimeLink.objects.make(OneTimeLink.NEW_PASSWORD, user=owner)
    visitor = Client()
    assert visitor.post(f"/new-password/{token}/", {"password": "quite another phrase"})["Location"] == "/today/"
    assert try_to_sign_in("quite another phrase") == 302
    assert try_to_sign_in(PASSWORD) == 200
    assert Client().get(f"/new-password/{token}/").status_code == 410


def test_a_new_password_keeps_this_device_and_ends_the_others(owner, client):
    elsewhere = Client()
    elsewhere.force_login(owner)
    once_more(client).post("/settings/password/", {"password": "quite another phrase"})
    assert client.get("/settings/").status_code == 200
    assert elsewhere.get("/settings/").status_code == 302


@pytest.mark.parametrize("by_link", [True, False])
def test_a_new_password_ends_the_codes_and_links_that_would_sign_in(owner, client, by_link):
    code, forgotten = (
        OneTimeLink.objects.make_code(owner),
        OneTimeLink.objects.make(OneTimeLink.NEW_PASSWORD, user=owner),
    )
    door = OneTimeLink.objects.make(OneTimeLink.SIGN_IN, user=owner)
    path = f"/new-password/{forgotten}/" if by_link else "/settings/password/"
    answer = once_more(client).post(path, {"password": "quite another phrase"})
    assert answer["Location"] == ("/today/" if by_link else "/settings/")
    assert "wrong, used up" in Client().post("/pair/", {"code": code}).content.decode()
    assert Client().get(f"/new-password/{forgotten}/").status_code == 410
    assert Client().get(f"/begin/{door}/").status_code == 410


def test_settings_are_kept(client, owner):
    form = {"day_start": "04:30", "zone": "Europe/Berlin", "caution": "0.05", "pem": "on"}
    assert client.post("/settings/", form).status_code == 302
    owner.refresh_from_db()
    assert (owner.day_start, owner.zone, owner.caution) == (dt.time(4, 30), "Europe/Berlin", 0.05)
    assert (owner.pem, owner.me_cfs, owner.no_progression) == (True, False, False)
    page = client.get("/settings/").content.decode()
    assert '<option value="04:30" selected>' in page


@pytest.mark.parametrize("wrong", [{"day_start": "07:00"}, {"zone": "Mars/Olympus"}, {"caution": "0.9"}])
def test_settings_out_of_range_are_refused(client, owner, wrong):
    form = {"day_start": "00:00", "zone": "UTC", "caution": "0.1", **wrong}
    assert client.post("/settings/", form).status_code == 200
    owner.refresh_from_db()
    assert (owner.day_start, owner.zone, owner.caution) == (dt.time(0), "UTC", 0.10)


def test_what_was_said_is_in_no_cookie_of_its_own_and_ends_with_signing_out(client):
    answer = client.post("/diary/own/", {"what": "symptom", "name": "Itching from sertraline"})
    assert set(answer.cookies) <= {"andante_session", "andante_csrf"}
    client.post("/sign-out/")
    assert "sertraline" not in client.get("/sign-in/").content.decode()


def test_signing_out_ends_it(client):
    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")
    assert client.get("/today/").status_code == 302
