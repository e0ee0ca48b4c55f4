"""Two quick taps on a button are one: the second would find the work of the first done, and call that a fault."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from andante.web.accounts.models import OneTimeLink, User
from andante.web.diary.models import Remedy
from andante.web.keeping import views
from andante.web.keeping.erasing import erase

pytestmark = pytest.mark.browser

PASSWORD = "four calm words here"


def tap_twice(seen, name: str, *, apart_ms: int = 60) -> None:
    """As a trembling finger does it: the second tap comes while the first is on its way."""
    button = seen.page.get_by_role("button", name=name, exact=True)
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    seen.page.mouse.dblclick(*middle, delay=apart_ms)


@pytest.fixture
def slow_passwords(settings):
    """A password is kept as slowly as it is in truth, so that both taps are under way at once."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]


def test_two_taps_erase_once_and_lead_to_the_word_that_it_is_done(open_page, owner, settings, tmp_path, monkeypatch):
    def slowly(user: User, data: Path) -> None:  # as with a diary of years
        erase(user, data)
        time.sleep(1.5)

    monkeypatch.setattr(views, "erase", slowly)
    settings.DATA = tmp_path
    seen = open_page(owner)
    seen.go("/keeping/erase/")
    seen.page.get_by_label("Your sign-in name").fill("ada")
    seen.page.get_by_label("Your password").fill(PASSWORD)
    tap_twice(seen, "Erase everything of mine", apart_ms=500)
    expect(seen.page.get_by_role("heading", name="It is erased")).to_be_visible()
    assert not User.objects.exists()


def test_two_taps_begin_once(open_page, transactional_db, learner, slow_passwords):
    token = OneTimeLink.objects.make(OneTimeLink.SET_UP)
    seen = open_page()
    seen.go(f"/set-up/{token}/?zone=Europe/Berlin")
    seen.page.get_by_label("Your name here").fill("ada")
    seen.page.get_by_label("Password").fill(PASSWORD)
    tap_twice(seen, "Begin")
    expect(seen.page.get_by_role("heading", name="Welcome")).to_be_visible()
    seen.page.wait_for_url("**/welcome/")
    assert User.objects.count() == 1


def test_two_taps_add_once_and_what_was_refused_can_be_sent_again(open_page, owner):
    seen = open_page(owner)
    seen.go("/diary/own/")
    seen.page.get_by_label("Add a remedy").fill("Heat pad")
    tap_twice(seen, "Add the remedy")
    expect(seen.page.get_by_text("Heat pad is on your form from now on.")).to_be_visible()
    expect(seen.page.get_by_text("You have one of that name already.")).to_have_count(0)
    for name, said in (("Heat pad", "You have one of that name already."), ("Cold pad", "Cold pad is on your form")):
        seen.page.get_by_label("Add a remedy").fill(name)
        seen.page.get_by_role("button", name="Add the remedy").click()
        expect(seen.page.get_by_text(said)).to_be_visible()
    assert Remedy.objects.count() == 2
    seen.complaints.clear()  # the browser's own word on an answer of 422
