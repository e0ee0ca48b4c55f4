"""What a person settled about the looks of pages stands on every page, as attributes of its root: no inline style."""

from __future__ import annotations

import re

import pytest
from django.test import Client

FORM = {
    "clock": "12",
    "lengths": "minutes",
    "theme": "dark",
    "text_size": "larger",
    "still": "on",
    "low_energy": "on",
    "language": "de",
}


def root_of(page: bytes) -> str:
    found = re.search(r"<html[^>]*>", page.decode())
    assert found
    return found[0]


def test_what_was_settled_is_on_every_page(client, owner, learner):
    assert client.post("/settings/looks/", FORM).status_code == 302
    for path in ("/settings/", "/diary/", "/today/"):
        root = root_of(client.get(path).content)
        units = 'data-clock="12" data-lengths="minutes" data-am="AM" data-pm="PM"'
        assert root == f'<html lang="de" {units} data-theme="dark" data-text="larger" data-still data-low-energy>'
    owner.refresh_from_db()
    assert (owner.theme, owner.text_size, owner.still, owner.low_energy, owner.language) == (
        "dark", "larger", True, True, "de",
    )  # fmt: skip


def test_the_flare_page_keeps_the_size_of_the_letters_and_stays_dark(client, owner, learner):
    client.post("/settings/looks/", {**FORM, "theme": "light"})
    root = root_of(client.get("/today/flare/").content)
    assert root == '<html lang="de" class="night" data-text="larger" data-still>'


def test_a_new_person_has_it_as_their_device_has_it(client):
    units = 'data-clock="12" data-lengths="hours" data-am="am" data-pm="pm"'
    root = root_of(client.get("/settings/").content)
    assert root == f'<html lang="en" {units} data-theme="system" data-text="normal">'
    assert 'content="light dark"' in client.get("/settings/").content.decode()


@pytest.mark.parametrize("wrong", [{"theme": "neon"}, {"text_size": "huge"}, {"language": "tlh"}])
def test_what_is_not_on_offer_is_refused(client, owner, wrong):
    assert client.post("/settings/looks/", {**FORM, **wrong}).status_code == 200
    owner.refresh_from_db()
    assert (owner.theme, owner.language) == ("system", "")


def test_one_persons_looks_are_not_anothers(client, other_client):
    client.post("/settings/looks/", FORM)
    assert 'data-theme="system"' in root_of(other_client.get("/settings/").content)


def test_outside_the_browsers_language_is_spoken(owner):
    page = Client().get("/sign-in/", headers={"accept-language": "de-AT,de;q=0.9,en;q=0.5"})
    assert 'lang="de"' in root_of(page.content)
    assert page["Content-Language"] == "de"
    assert "Passwort" in page.content.decode()
    page = Client().get("/sign-in/", headers={"accept-language": "tlh"})
    assert 'lang="en"' in root_of(page.content)


def test_the_language_chosen_wins_over_the_browsers(client):
    client.post("/settings/looks/", {**FORM, "language": "en"})
    page = client.get("/settings/", headers={"accept-language": "de"})
    assert page["Content-Language"] == "en"
    assert "My limits" in page.content.decode()


def test_the_sign_out_form_can_be_found_by_whoever_keeps_unsent_entries(client):  # acceptance 12
    page = client.get("/settings/").content.decode()
    assert re.search(r'<form id="sign-out-form" data-sign-out method="post" action="/sign-out/">', page)
