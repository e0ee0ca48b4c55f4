"""Times that scripts write, in the units that were chosen, with a connection and without one."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.browser.looking import SMALL_TARGETS, TOO_WIDE

from andante.web.accounts.models import User
from andante.web.diary.models import Entry

pytestmark = pytest.mark.browser

READY = "navigator.serviceWorker.ready.then(() => true)"
LONG = "90"


def settle(user: User, **units: str) -> None:
    User.objects.filter(pk=user.pk).update(**units)


def long_bout(seen) -> None:
    """The timer with bouts of an hour and a half, at ten to two by the clock."""
    seen.page.clock.install(time="2026-03-05T13:50:00+01:00")
    seen.go("/today/timer/")
    seen.page.get_by_label("Minutes").fill(LONG)
    seen.page.locator("[data-do=free]").click()


@pytest.mark.parametrize(
    ("units", "told"),
    [
        ({}, ("1 h 30 min", "1:30:00", "2:20 pm")),
        ({"clock": "24", "lengths": "minutes"}, ("90 minutes", "90:00", "14:20")),
    ],
)
def test_the_timer(open_page, year, units, told):
    ahead, face, at = told
    settle(year, **units)
    seen = open_page(year, timezone_id="Europe/Berlin")
    long_bout(seen)
    expect(seen.page.locator("[data-show=how]")).to_have_text(re.compile(f"^Next: {re.escape(ahead)},"))
    expect(seen.page.locator("[data-show=time]")).to_have_text(face)
    seen.page.get_by_text("Signals and quiet").click()
    seen.page.get_by_role("button", name="Quiet for 30 minutes").click()
    expect(seen.page.locator("[data-show=quiet]")).to_have_text(f"Quiet until {at}")


@pytest.mark.parametrize(("language", "clock", "at"), [("en", "24", "14:05"), ("de", "12", "2:05 PM")])
def test_what_waits_without_a_connection(open_page, owner, language, clock, at):
    settle(owner, clock=clock, language=language)
    seen = open_page(owner, timezone_id="Europe/Berlin", locale=language)
    seen.go("/settings/")
    assert seen.page.evaluate(READY)
    entry = {"client_id": "0b0c7d0e-0000-4000-8000-000000000001", "answers": {"pain": 11, "flare": 1}}
    entry |= {"local": "2026-03-04T14:05:00", "offset_min": 60, "zone": "Europe/Berlin"}
    seen.page.evaluate("(entry) => import('/static/andante/outbox.js').then((box) => box.sendEntry(entry))", entry)
    seen.page.context.set_offline(True)
    seen.go("/today/")
    waiting = seen.page.locator("[data-list] li")
    words = {
        "en": (f"Wednesday, March 4, {at}", "Pain 11 · I call this a flare"),
        "de": (f"Mittwoch, 4. März, {at}", "Schmerz 11 · Ich nenne das einen Schub"),
    }[language]
    for each in words:
        expect(waiting).to_contain_text(each)
    seen.page.context.set_offline(False)
    seen.complaints[:] = [each for each in seen.complaints if "Failed to load resource" not in each]


def test_the_page_for_no_connection_has_minus_and_plus_for_a_finger(open_page, owner):  # acceptance 61
    seen = open_page(owner, has_touch=True, viewport={"width": 320, "height": 640})
    seen.go("/settings/")
    seen.go("/offline/")
    more, clear = (seen.page.get_by_role("button", name=f"Pain: {way}") for way in ("more", "clear"))
    more.tap()
    more.tap()
    assert seen.page.evaluate(SMALL_TARGETS) == []
    assert seen.page.evaluate(TOO_WIDE) == []
    seen.page.get_by_role("button", name="Keep it here").tap()
    seen.page.get_by_text("Saved in your diary.").wait_for()
    expect(clear).to_be_hidden()
    assert [entry.answers["pain"] for entry in Entry.objects.of(owner)] == [6.0]
