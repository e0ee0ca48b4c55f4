"""The first start, a flare, and help that stands first, in a real browser of phone size."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect
from tests.browser.looking import SMALL_TARGETS
from tests.web.conftest import log_bout

from andante.web.accounts.models import OneTimeLink
from andante.web.diary.answers import Doing
from andante.web.diary.models import Concern, Entry
from andante.web.today.models import Probe

pytestmark = pytest.mark.browser

CONTROLS = "a:visible, button:visible, summary:visible, input:visible, select:visible, textarea:visible"


def test_from_the_first_link_to_a_first_plan_in_under_two_minutes(open_page, transactional_db):
    seen = open_page(has_touch=True)
    path = f"/set-up/{OneTimeLink.objects.make(OneTimeLink.SET_UP)}/"
    begin = time.monotonic()
    seen.go(path)
    seen.page.get_by_label("Your name here").fill("cleo")
    seen.page.get_by_label("Password").fill("four calm words here")
    seen.page.get_by_role("button", name="Begin").tap()
    seen.page.get_by_role("heading", name="What it is not").wait_for()
    for words in ("not a doctor", "after 14 more days", "Whom to call"):
        expect(seen.page.get_by_text(words).first).to_be_visible()
    seen.page.get_by_label("What would you like to keep doing").fill("Piano\nchoir")
    seen.page.get_by_role("button", name="Show my first plan").tap()
    seen.page.get_by_role("heading", name="Room today").wait_for()
    assert time.monotonic() - begin < 120
    start = seen.page.locator("a.button.start")
    expect(start).to_contain_text("Piano")
    start.tap()
    seen.page.get_by_role("button", name="Done, I rest now").wait_for()


def test_a_flare_with_three_controls_dark_and_still(open_page, year):  # acceptance 60
    seen = open_page(year, has_touch=True, color_scheme="light")
    seen.go("/today/?now=1")
    seen.page.get_by_role("button", name="I’m in a flare").tap()
    seen.page.get_by_role("heading", name="Rest comes first").wait_for()
    assert seen.page.locator(CONTROLS).count() <= 3
    assert [each.answers["flare"] for each in Entry.objects.of(year).filter(kind="now")] == [1]
    dark, moving = seen.page.evaluate(
        """() => { const colour = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number);
          const all = [...document.querySelectorAll('*')].map((each) => getComputedStyle(each));
          return [Math.max(...colour), all.filter((s) => s.animationName !== 'none'
            || parseFloat(s.transitionDuration) > 0).length]; }"""
    )
    assert dark < 60
    assert moving == 0
    smallest = seen.page.locator(CONTROLS).evaluate_all("all => Math.min(...all.map((e) => e.clientHeight))")
    assert smallest >= 60
    assert Axe().run(seen.page).violations_count == 0
    assert seen.page.evaluate(SMALL_TARGETS) == []
    seen.go("/today/?now=1")
    expect(seen.page.locator("a.button.start")).to_have_count(0)
    seen.page.get_by_role("link", name="The flare page").tap()
    seen.page.get_by_role("button", name="It is easing").tap()
    seen.page.get_by_text("Good to hear").wait_for()
    assert [each.answers["flare"] for each in Entry.objects.of(year).filter(kind="now")] == [1, 0]


def test_help_stands_first_on_every_page_while_something_is_open(open_page, year):  # acceptance 35
    Concern.objects.create(user=year, flags=["chest_pain"])
    seen = open_page(year)
    for path in ("/today/", "/today/timer/", "/today/flare/", "/diary/", f"/diary/{year.today()}/", "/trends/?now=1"):
        seen.go(path)
        first = seen.page.locator("main section:visible, main form:visible").first
        assert "Call for help now" in first.inner_text(), path
        assert first.bounding_box()["y"] < 300, path
    seen.go("/worry/")
    year.zone = "Europe/London"
    year.save()
    seen.page.reload()
    assert seen.page.get_by_role("link", name="Call 999").bounding_box()["y"] < 600


def test_help_at_once_with_no_network_and_the_answer_is_sent_later(open_page, year):  # acceptance 35
    seen = open_page(year, timezone_id="Europe/Dublin")
    seen.go("/worry/")
    seen.page.context.set_offline(True)
    seen.page.get_by_label("Pain or pressure in the chest").check()
    expect(seen.page.get_by_role("status").get_by_text("Call for help now")).to_be_visible()
    expect(seen.page.get_by_role("link", name="Call 112")).to_be_visible()
    seen.page.get_by_role("button", name="Save").click()
    seen.page.get_by_text("There is no connection").wait_for()
    assert not Concern.objects.exists()
    seen.page.context.set_offline(False)
    seen.complaints.clear()  # the browser itself notes that there was no network
    seen.page.reload()
    seen.page.get_by_text("You noted:").wait_for()
    assert [each.flags for each in Concern.objects.all()] == [["chest_pain"]]


@pytest.mark.parametrize(
    ("zone", "number"), [("Europe/London", "999"), ("America/Chicago", "911"), ("Europe/Berlin", "112")]
)
def test_numbers_by_country_without_signing_in(open_page, transactional_db, zone, number):
    seen = open_page(timezone_id=zone)
    seen.go("/help-now/")
    calls = seen.page.locator("a[href^='tel:']:visible")
    assert f"tel:{number}" in calls.evaluate_all("all => all.map((each) => each.getAttribute('href'))")
    seen.page.get_by_label("Where you are").select_option(label="Australia")
    expect(calls).to_have_text(["Call 000"])
    seen.page.get_by_label("Where you are").select_option(label="Somewhere else")
    expect(calls).to_have_count(0)
    expect(seen.page.get_by_text("Call your local emergency number")).to_be_visible()


def test_one_question_after_a_bout_one_tap_and_gone(open_page, year):
    now = timezone.now()
    entry = log_bout(year, Doing("piano", 6, 2), now=now - dt.timedelta(minutes=30))
    Probe.objects.create(
        user=year, bout=entry.pk, activity="piano", group="neck_shoulders", lag="20 min",
        due_from=now - dt.timedelta(minutes=10), due_until=now + dt.timedelta(minutes=30),
    )  # fmt: skip
    seen = open_page(year, has_touch=True)
    seen.go("/today/?now=1")
    seen.page.get_by_role("heading", name="How is the pain now?").wait_for()
    seen.page.get_by_role("button", name="4", exact=True).tap()
    seen.page.get_by_text("Thank you").wait_for()
    expect(seen.page.get_by_role("heading", name="How is the pain now?")).to_have_count(0)
    (answer,) = Entry.objects.of(year).filter(kind="now")
    assert answer.answers == {"pain": 4.0}
