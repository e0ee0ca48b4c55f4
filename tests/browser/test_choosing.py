"""An entry that two devices changed, and a word at night, both with a finger on a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.browser.looking import SMALL_TARGETS, TOO_WIDE
from tests.web.conftest import write

from andante.web.diary.answers import Answers
from andante.web.diary.models import Entry

pytestmark = pytest.mark.browser

SMALL_PHONE = {"width": 320, "height": 640}


@pytest.fixture
def torn(owner) -> Entry:
    """An entry with pain 4, which this device made 5 of, and the other, knowing nothing of that, 7."""
    entry = write(owner, owner.yesterday(), pain=4, note="as it was")
    assert entry.change(Answers({"pain": 5.0}, note="from the computer"), based_on=1) == "changed"
    assert entry.change(Answers({"pain": 7.0}, note="from the phone"), based_on=1) == "both kept"
    entry.refresh_from_db()
    return entry


def fits_a_finger(page) -> None:
    assert page.evaluate(SMALL_TARGETS) == []
    assert page.evaluate(TOO_WIDE) == []


@pytest.mark.parametrize(
    ("button", "said", "notes"),
    [
        ("Take this one", "It reads as before", ("from the computer", "from the phone")),
        ("Keep the one above", "This one stays", ("from the phone", "from the computer")),
    ],
)
def test_both_are_shown_and_one_tap_chooses(open_page, torn, button, said, notes):  # acceptance 11, 61
    owner, (stays, other) = torn.user, notes
    seen = open_page(owner, has_touch=True, viewport=SMALL_PHONE)
    seen.go(f"/diary/{owner.yesterday()}/")
    line = seen.page.locator(".line")
    expect(line).to_contain_text("changed on two devices")
    expect(line.get_by_text("from the computer")).to_be_visible()
    expect(line.get_by_text("from the phone")).to_be_visible()
    fits_a_finger(seen.page)
    assert Axe().run(seen.page).violations_count == 0
    line.get_by_role("button", name=button).tap()
    seen.page.get_by_text(said).wait_for()
    expect(line).to_contain_text(stays)
    expect(line).not_to_contain_text(other)
    expect(line).not_to_contain_text("changed on two devices")
    torn.refresh_from_db()
    assert torn.note == stays
    assert {"as it was", other} <= {former.note for former in torn.history.all()}  # nothing is thrown away
    assert not torn.void


def test_a_word_at_night_takes_a_tap_and_a_number(open_page, owner):  # acceptance 59, 61
    seen = open_page(owner, has_touch=True, viewport=SMALL_PHONE)
    seen.go("/diary/now/")
    fits_a_finger(seen.page)
    assert Axe().run(seen.page).violations_count == 0
    seen.page.get_by_role("button", name="Pain: more").tap()
    seen.page.get_by_role("button", name="Pain: more").tap()
    seen.page.get_by_role("button", name="Save").tap()
    seen.page.get_by_text("Noted. Rest well.").wait_for()
    entry = Entry.objects.get()
    assert (entry.kind, entry.answers) == ("now", {"pain": 6.0})
    expect(seen.page.get_by_text("how it was just then")).to_be_visible()


def test_a_word_at_night_without_a_connection_waits(open_page, owner):  # acceptance 1, 11
    seen = open_page(owner, has_touch=True)
    seen.go("/diary/now/")
    seen.page.get_by_role("button", name="Pain: more").tap()
    seen.page.get_by_label("Note").fill("awake at three")
    seen.page.context.set_offline(True)
    seen.page.get_by_role("button", name="Save").tap()
    expect(seen.page.locator("[data-no-connection]")).to_be_visible()
    assert not Entry.objects.exists()
    seen.page.context.set_offline(False)
    seen.page.evaluate("dispatchEvent(new Event('online'))")
    expect(seen.page.locator("[data-waiting]")).to_be_hidden()
    seen.page.wait_for_load_state("networkidle")
    entry = Entry.objects.get()
    assert (entry.kind, entry.note, entry.answers["pain"]) == ("now", "awake at three", 5.0)
    seen.complaints[:] = [each for each in seen.complaints if "Failed to load resource" not in each]


def test_nothing_written_is_nothing_saved(open_page, owner):  # acceptance 16
    seen = open_page(owner, has_touch=True)
    seen.go("/diary/now/")
    seen.page.get_by_role("button", name="Save").tap()
    seen.page.get_by_text("Nothing was filled in").wait_for()
    assert not Entry.objects.exists()
