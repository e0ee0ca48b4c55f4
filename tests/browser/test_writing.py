"""Writing in the diary with a finger, with the keys alone, and without any script."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import expect
from tests.browser.looking import NARROW, TOO_WIDE, open_all
from tests.web.conftest import write

from andante.web.accounts.models import Reminder
from andante.web.diary import history
from andante.web.diary.models import Entry, Remedy

pytestmark = pytest.mark.browser


def todays(user) -> list[Entry]:
    return list(Entry.objects.of(user).on_day(user.today(), user.day_start))


@pytest.mark.parametrize(
    ("done_from", "then"),
    [
        (dt.time.min, ("Saved, the same as the day before", 12)),
        (dt.time.max, ("Saved: the ratings of the day before", None)),
    ],
)
def test_a_day_like_yesterday_takes_one_tap_and_a_moment(
    open_page, year, monkeypatch, done_from, then
):  # acceptance 59
    """In the evening with what was done, before it without."""
    monkeypatch.setattr(history, "DONE_FROM", done_from)
    said, load = then
    seen = open_page(year, has_touch=True)
    seen.go("/today/?now=1")
    begin = time.monotonic()
    seen.page.get_by_role("button", name="Same as yesterday").tap()
    seen.page.get_by_text(said).wait_for()
    assert time.monotonic() - begin < 10
    (entry,) = todays(year)
    assert (entry.answers["pain"], entry.answers["load.neck_shoulders"], entry.note) == (5, load, None)


def test_a_day_with_another_pain_takes_three_taps(open_page, year):  # acceptance 59
    seen = open_page(year, has_touch=True)
    seen.go("/today/?now=1")
    begin = time.monotonic()
    seen.page.get_by_role("link", name="How is today?").tap()
    seen.page.get_by_role("button", name="Pain: more").tap()
    seen.page.get_by_role("button", name="Save").tap()
    seen.page.get_by_text("Saved. You can change it").wait_for()
    assert time.monotonic() - begin < 10
    (entry,) = todays(year)
    assert entry.answers["pain"] == 5  # the first tap begins at the last known number
    assert entry.answers["sleep"] is None  # what was not touched stays unknown


def test_minus_plus_and_clear_keep_to_the_scale(open_page, year):  # acceptance 61
    seen = open_page(year)
    seen.go(f"/diary/{year.today()}/")
    field = seen.page.get_by_label("Pain", exact=True)
    more, less = (seen.page.get_by_role("button", name=f"Pain: {way}") for way in ("more", "less"))
    field.fill("9")
    for _ in range(3):
        more.click()
    expect(field).to_have_value("10")
    for _ in range(12):
        less.click()
    expect(field).to_have_value("0")
    seen.page.get_by_role("button", name="Pain: clear").click()
    expect(field).to_have_value("")


def test_what_was_not_saved_is_said_where_the_eyes_are(open_page, year):
    seen = open_page(year, viewport={"width": 320, "height": 640})
    seen.go(f"/diary/{year.yesterday()}/")  # its entry stands above the form, and fills the screen
    field = seen.page.get_by_label("Pain", exact=True)
    field.fill("11")
    seen.page.get_by_label("Note").fill("A long night.")
    seen.page.get_by_role("button", name="Save").click()
    said = seen.page.get_by_role("alert").filter(has_text="Nothing you wrote is lost")
    expect(said).to_be_in_viewport()
    expect(said).to_be_focused()
    expect(field).to_have_value("11")
    expect(seen.page.get_by_label("Note")).to_have_value("A long night.")
    seen.complaints.clear()  # the browser's own word on an answer of 422


@pytest.mark.parametrize("just_erased", [True, False])
def test_just_after_being_erased_the_browser_is_emptied_and_at_no_other_time(open_page, year, just_erased):
    seen = open_page()
    page = seen.page
    seen.go("/help-now/")
    page.add_script_tag(url="/static/andante/outbox-core.js")
    page.evaluate("andanteOutbox.keep({ client_id: 'x', person: '7', entry: { note: 'a private word' } })")
    page.evaluate("localStorage.setItem('andante.timer.7', '{}')")
    if just_erased:
        session = SessionStore()
        session["just_erased"] = True
        session.save()
        page.context.add_cookies([{"name": "andante_session", "value": session.session_key, "url": seen.home}])
    seen.go("/erased/")
    page.wait_for_load_state("networkidle")
    left = page.evaluate("localStorage.length")
    page.add_script_tag(url="/static/andante/outbox-core.js")
    waiting = page.evaluate("andanteOutbox.everything().then((all) => all.length)")
    assert (left, waiting) == ((0, 0) if just_erased else (1, 1))


def test_what_was_not_erased_is_said_in_sight(open_page, year):
    seen = open_page(year, viewport={"width": 320, "height": 480})
    seen.go("/keeping/erase/")
    seen.page.get_by_label("Your sign-in name").fill("ada")
    seen.page.get_by_label("Your password").fill("not this one")
    seen.page.get_by_role("button", name="Erase everything of mine").click()
    expect(seen.page.get_by_text("That is not your password. Nothing was erased.")).to_be_in_viewport()
    expect(seen.page.get_by_label("Your sign-in name")).to_have_value("ada")
    seen.complaints.clear()  # the browser's own word on an answer of 422


def test_with_the_keys_alone(open_page, year):
    seen = open_page(year)
    seen.go(f"/diary/{year.today()}/")
    seen.page.get_by_label("Pain", exact=True).focus()
    seen.page.keyboard.type("7")
    for words in ("What you did", "By muscle group instead", "Arms and hands"):
        seen.page.locator("summary", has_text=words).focus()
        seen.page.keyboard.press("Enter")
    seen.page.locator("#id_effort_arms_hands").focus()
    seen.page.keyboard.type("4")
    seen.page.locator("#id_minutes_arms_hands").focus()
    seen.page.keyboard.type("30")
    seen.page.keyboard.press("Enter")
    seen.page.get_by_text("Saved. You can change it").wait_for()
    (entry,) = todays(year)
    assert (entry.answers["pain"], entry.answers["load.arms_hands"]) == (7, 12)


def test_without_any_script(open_page, year):
    seen = open_page(year, java_script_enabled=False)
    seen.go("/today/")
    seen.page.get_by_role("link", name="Show the plan").click()
    expect(seen.page.get_by_role("heading", name="Room today")).to_be_visible()
    seen.page.get_by_role("link", name="How is today?").click()
    seen.page.get_by_label("Pain", exact=True).wait_for()
    expect(seen.page.get_by_role("button", name="Pain: more")).not_to_be_visible()
    seen.page.get_by_label("Pain", exact=True).fill("6")
    seen.page.get_by_role("button", name="Save").click()
    seen.page.get_by_text("Saved. You can change it").wait_for()
    (entry,) = todays(year)
    assert entry.answers["pain"] == 6


def test_the_form_sent_twice_by_an_impatient_finger_is_one_entry(open_page, year):  # acceptance 11
    seen = open_page(year)
    seen.go(f"/diary/{year.today()}/")
    seen.page.get_by_label("Pain", exact=True).fill("6")
    seen.page.evaluate(
        """async () => { const form = document.querySelector('form.card');
          const post = { method: 'POST', body: new FormData(form) };
          const send = async () => (await fetch(form.action, post)).text();
          await Promise.all([send(), send(), send()]); }"""
    )
    assert len(todays(year)) == 1


def test_deleting_can_be_taken_back(open_page, year):  # acceptance 14
    seen = open_page(year)
    seen.go(f"/diary/{year.yesterday()}/")
    seen.page.get_by_role("button", name="Delete").click()
    seen.page.get_by_role("button", name="Bring back").click()
    expect(seen.page.get_by_text("The entry is back")).to_be_visible()
    expect(seen.page.get_by_text("Washed the windows.")).to_be_visible()


def test_signing_in_and_out(open_page, owner):
    seen = open_page()
    seen.go("/diary/")
    seen.page.get_by_label("Name").fill("ada")
    seen.page.get_by_label("Password").fill("four calm words here")
    seen.page.get_by_role("button", name="Sign in", exact=True).click()
    seen.page.get_by_role("heading", name="Diary").wait_for()
    seen.page.get_by_role("link", name="Settings").click()
    seen.page.get_by_role("button", name="Sign out").click()
    seen.page.get_by_role("heading", name="Sign in").wait_for()
    seen.go("/today/")
    expect(seen.page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_long_word_of_ones_own_makes_no_page_wider_than_the_phone(open_page, year):
    word = "x" * 58
    Remedy.objects.create(user=year, name=word, slug="x")
    Reminder.objects.create(user=year, at=dt.time(20), words=word)
    write(year, year.yesterday(), pain=5, note=f"https://example.org/{word}")
    watched = open_page(year, viewport=NARROW)
    found = []
    for path in ("/diary/", "/diary/own/", f"/diary/{year.yesterday()}/", "/settings/reminders/"):
        watched.go(path)
        open_all(watched.page)
        found += [f"{path}: {what}" for what in watched.page.evaluate(TOO_WIDE)]
    assert found == []
