"""Every page in a real browser: an axe scan, a keyboard walk, room at 320 px, targets for a finger. # acceptance 61, 62

Which pages there are follows from the addresses: a new one is looked at here without anybody thinking of it.
"""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import expect
from tests.browser.looking import SMALL_TARGETS, findings, open_all, tab_to, wide_findings
from tests.web.passkeys import SoftPasskey
from tests.web.test_access import OPEN, addresses

from andante.web.accounts.models import OneTimeLink, Reminder
from andante.web.diary.models import Concern, Entry, Remedy
from andante.web.today.models import Wishes

__all__ = ["SMALL_TARGETS"]
pytestmark = pytest.mark.browser

NOT_PAGES = {
    "home": "leads on to Today",
    "picture": "a drawing",
    "send": "JSON",
    "due": "JSON",
    "service-worker": "a script",
    "manifest": "JSON",
    "calendar": "a calendar file",
    "archive": "a file",
    "diary-file": "a file",
    "backup": "a file",
    "mfa_list_webauthn": "leads on to the ways to sign in",
    "mfa_login_webauthn": "JSON",
    "mfa_authenticate": "a step of signing in: looked at in test_getting_in",
    "mfa_deactivate_totp": "there once codes are on: looked at in test_getting_in",
    "mfa_view_recovery_codes": "there once codes are on: looked at in test_getting_in",
}
ALSO = {"today": "/today/?now=1", "trends": "/trends/?now=1"}
"""The address with which a page is whole at once."""


@pytest.fixture
def entry(year) -> Entry:
    """An entry, with things of every kind around it, so that no page is empty."""
    from allauth.mfa.models import Authenticator

    credential = SoftPasskey("localhost", "http://localhost").create(
        {"publicKey": {"challenge": "AAAA", "user": {"id": "AAAA"}}}
    )
    Authenticator.objects.create(user=year, type="webauthn", data={"name": "my phone", "credential": credential})
    Reminder.objects.create(user=year, at=dt.time(20, 30), words="Tea first")
    return Entry.objects.of(year).order_by("-instant").first()


def test_every_page_by_day_by_night_narrow_large_and_with_the_keys(open_page, entry, year):  # acceptance 61, 62
    """The scans and walks of `looking` on each page of the address list that a signed-in person can open."""
    seen = open_page(year, reduced_motion="reduce")  # a colour half-way through its change is no colour of the page
    seen.go("/sign-in/again/")
    seen.page.get_by_label("Password").fill("four calm words here")
    seen.page.get_by_role("button").filter(has_text=re.compile("Go on|Confirm|Continue")).first.click()
    pages = {name: path for name, (method, path) in addresses(entry).items() if method == "GET" and name not in OPEN}
    pages = {name: ALSO.get(name, path) for name, path in pages.items() if name not in NOT_PAGES}
    heat = Remedy.objects.create(user=year, name="Heat pad", slug="heat_pad", dose="twenty minutes")
    pages |= {"a remedy": f"/diary/own/remedy/{heat.pk}/"}
    pages |= {"yesterday": f"/diary/{year.yesterday()}/", "today's check-in": f"/diary/{year.today()}/"}
    found = []
    for name, path in pages.items():
        reply = seen.page.goto(seen.home + path)
        assert (reply.status, "text/html" in reply.headers["content-type"]) == (200, True), name
        found += findings(seen.page, name)
    assert not found, "\n".join(found)


def test_in_german_too_no_page_of_every_day_is_wider_than_a_small_phone_with_large_letters(open_page, year):
    """Its words are longer: a check-in with all its parts open, and an area chosen in the drawing."""
    year.language = "de"
    year.save()
    seen = open_page(year)
    found = []
    for path in ("/today/?now=1", f"/diary/{year.today()}/", "/diary/", "/trends/?now=1", "/today/timer/", "/welcome/"):
        seen.go(path)
        open_all(seen.page)
        if "/diary/2" in path:
            seen.page.locator("[data-area=neck]").first.dispatch_event("click", {"bubbles": True})
        found += [f"{path}: {each}" for each in wide_findings(seen.page)]
    assert found == []


def test_every_page_before_signing_in(open_page, owner):  # acceptance 61, 62
    """What a stranger may open: good, used up, or not there."""
    seen = open_page(reduced_motion="reduce")
    token = OneTimeLink.objects.make(OneTimeLink.NEW_PASSWORD, user=owner)
    pages = {name: path for name, path in SIGNED_OUT.items() if name not in NOT_PAGES}
    assert set(pages) == OPEN - set(NOT_PAGES)
    pages |= {"new-password": f"/new-password/{token}/", "no-such-page": "/no-such-page/", "used": "/set-up/x/"}
    found = []
    for name, path in pages.items():
        seen.go(path)
        found += findings(seen.page, name)
        seen.complaints.clear()  # the browser itself notes that 404 and 410 are no success
    assert not found, "\n".join(found)


SIGNED_OUT = {
    "account_login": "/sign-in/",
    "begin": "/begin/used-up/",
    "erased": "/erased/",
    "help-now": "/help-now/",
    "new-password": "/new-password/used-up/",
    "offline": "/offline/",
    "pair": "/pair/",
    "pair-code": "/pair/ABCDEFGH/",
    "set-up": "/set-up/used-up/",
}


def test_pages_of_somebody_new_of_a_hard_day_and_with_help_first(open_page, owner, learner):
    """Before there is any entry; with fewer things on the page; and with a warning sign that is open."""
    seen = open_page(owner, reduced_motion="reduce")
    found = []
    for path in ("/welcome/", "/today/?now=1", "/diary/", "/trends/?now=1", "/today/flare/"):
        seen.go(path)
        found += findings(seen.page, f"new{path.partition('?')[0].replace('/', '-')}")
    owner.low_energy = True
    owner.text_size = "larger"
    owner.save()
    for path in ("/today/?now=1", f"/diary/{owner.today()}/", "/settings/"):
        seen.go(path)
        found += findings(seen.page, f"hard-day{path.partition('?')[0].replace('/', '-')}")
    Concern.objects.create(user=owner, flags=["chest_pain"])
    seen.go("/today/?now=1")
    found += findings(seen.page, "help-first")
    assert not found, "\n".join(found)


def test_long_words_in_the_largest_letters_fit_320_pixels(open_page, year):
    year.language, year.text_size = "de", "larger"
    year.save()
    Wishes.objects.update_or_create(
        user=year, defaults={"must_do": {"caring for a relative": 60, "Schreibtischarbeit": 90}}
    )
    seen = open_page(year, viewport={"width": 320, "height": 640})
    day = f"/diary/{year.today()}/"
    paths = ("/today/?now=1", "/today/timer/", "/today/flare/", "/worry/", day, "/trends/?now=1", "/trends/patterns/")
    for path in (*paths, "/settings/", "/keeping/"):
        seen.go(path)
        open_all(seen.page)
        width = "() => [document.documentElement.lang, document.documentElement.scrollWidth]"
        assert seen.page.evaluate(width) == ["de", 320], path
    range_of = "const range = document.createRange(); range.selectNode(link.lastChild);"
    lines = f"all => all.map((link) => {{ {range_of} return range.getClientRects().length; }})"
    assert seen.page.locator(".menu a").evaluate_all(lines) == [1, 1, 1, 1]  # no word of the menu is broken in two


def test_a_long_word_in_the_largest_letters_is_not_broken_for_wide_edges(open_page, owner):
    """Not every browser can put a hyphen: "Wahrscheinlichke" stood there, and "it" in the next line."""
    owner.language, owner.text_size = "de", "larger"
    owner.save()
    seen = open_page(owner, viewport={"width": 320, "height": 640})
    seen.go("/settings/looks/")
    put = """() => {
        const card = document.createElement("section"), words = document.createElement("p");
        card.className = "card"; words.textContent = "Wahrscheinlichkeit";
        card.append(words); document.querySelector("main").append(card);
        const range = document.createRange(); range.selectNodeContents(words);
        return range.getClientRects().length;
    }"""
    assert seen.page.evaluate(put) == 1


def test_a_whole_day_with_the_keys_alone(open_page, year):
    """Sign in, check in, a bout with the timer, a flare and its easing, a setting, sign out."""
    seen = open_page()
    page, keys = seen.page, seen.page.keyboard
    page.clock.install()
    seen.go("/sign-in/")
    for words, typed in (("Name", "ada"), ("Password", "four calm words here")):
        tab_to(page, words)
        keys.type(typed)
    keys.press("Enter")
    page.wait_for_url("**/today/**")
    seen.go("/today/?now=1")
    tab_to(page, "How is today?")
    keys.press("Enter")
    page.wait_for_url(f"**/diary/{year.today()}/")
    tab_to(page, "Pain")
    while not page.evaluate("() => document.activeElement.id === 'id_pain'"):
        keys.press("Tab")
    keys.type("6")
    tab_to(page, "Save")
    keys.press("Enter")
    page.wait_for_url("**/today/**")
    assert [each.answers["pain"] for each in Entry.objects.of(year).on_day(year.today(), year.day_start)] == [6]
    seen.go("/today/?now=1")
    tab_to(page, "Start")
    keys.press("Enter")
    page.get_by_role("button", name="Done, I rest now").wait_for()
    page.clock.fast_forward("01:30")  # within the shortest bout
    tab_to(page, "Done, I rest now")
    keys.press("Enter")
    tab_to(page, "3")
    keys.press("Space")
    page.get_by_text("Noted in the diary.").wait_for()
    assert Entry.objects.of(year).filter(kind="bout").count() == 1
    seen.go("/today/?now=1")
    tab_to(page, "I’m in a flare")
    keys.press("Enter")
    page.wait_for_url("**/today/flare/?said=1")
    tab_to(page, "Tapped by mistake")
    seen.go("/today/flare/")
    tab_to(page, "It is easing")
    keys.press("Enter")
    page.get_by_text("Good to hear").wait_for()
    seen.go("/settings/")
    tab_to(page, "No step up for now")
    keys.press("Space")
    tab_to(page, "Save")
    keys.press("Enter")
    page.get_by_text("Saved").wait_for()
    year.refresh_from_db()
    assert year.no_progression
    tab_to(page, "Sign out")
    keys.press("Enter")
    page.wait_for_url("**/sign-in/**")


def test_settings_lead_to_everything_that_can_be_set(open_page, year):
    seen = open_page(year)
    seen.go("/settings/")
    links = seen.page.locator("main a:visible").evaluate_all("all => all.map((each) => new URL(each.href).pathname)")
    assert {"/today/wishes/", "/diary/own/", "/keeping/", "/settings/looks/", "/settings/reminders/"} <= set(links)
    for path in links:
        seen.go(path)
        assert seen.page.locator(".menu a[aria-current]").count() == 1, path
        assert seen.page.locator("h1").count() == 1, path


def test_a_notice_is_shown_once_and_opens_the_check_in(open_page, year):  # acceptance 43
    """The browser's own notices are stood in for: a test sees what andante asks of them."""
    seen = open_page(year, permissions=["notifications"], service_workers="block")
    shown = "window.Notification = class extends EventTarget { constructor(words, options) { super();"
    shown += " (window.told ||= []).push([words, options.data.link]); } static permission = 'granted';"
    shown += " static async requestPermission() { return 'granted'; } };"
    seen.page.add_init_script(shown)
    now = dt.datetime.now(tz=year.zone_info)
    at = now - dt.timedelta(minutes=1)
    Reminder.objects.create(user=year, at=at.time(), words="Tea first")
    seen.go("/settings/reminders/")
    assert seen.page.evaluate("() => window.told") is None  # nobody has allowed it yet
    quiet = {"quietUntil": int(now.timestamp() * 1000) + 60_000}
    seen.page.evaluate(
        "([id, quiet]) => localStorage.setItem('andante.timer.' + id, JSON.stringify(quiet))", [year.pk, quiet]
    )
    seen.page.get_by_label("Show a notice here").check()
    seen.page.reload()
    expect(seen.page.get_by_label("Show a notice here")).to_be_checked()
    seen.page.wait_for_load_state("networkidle")
    assert seen.page.evaluate("() => window.told") is None  # a quiet time of the timer
    seen.page.evaluate("(id) => localStorage.removeItem('andante.timer.' + id)", year.pk)
    seen.go("/diary/")
    seen.page.wait_for_function("() => window.told")
    assert seen.page.evaluate("() => window.told") == [["Tea first", f"/diary/{at.date()}/"]]
    seen.page.reload()
    seen.page.wait_for_load_state("networkidle")
    assert seen.page.evaluate("() => window.told") is None  # once is enough


def test_two_notices_of_one_day_stand_beside_each_other(open_page, year):
    seen = open_page(year, permissions=["notifications"], service_workers="block")
    shown = "window.Notification = class extends EventTarget { constructor(words, options) { super();"
    shown += " (window.told ||= []).push(options.tag); } static permission = 'granted'; };"
    seen.page.add_init_script(f"{shown} localStorage.setItem('andante.notices.{year.pk}', 'true');")
    at = (dt.datetime.now(tz=year.zone_info) - dt.timedelta(minutes=1)).time()
    for words in ("Tea first", "Tablets"):
        Reminder.objects.create(user=year, at=at, words=words)
    seen.go("/diary/")
    seen.page.wait_for_function("() => window.told?.length === 2")
    assert len(set(seen.page.evaluate("() => window.told"))) == 2


def test_a_word_on_a_button_is_not_broken_by_the_largest_letters_on_the_narrowest_phone(open_page, year):
    type(year).objects.update(language="de", text_size="larger")
    seen = open_page(year, viewport={"width": 320, "height": 640})
    for path in ("/settings/reminders/", "/settings/looks/", "/settings/getting-in/"):
        seen.go(path)
        broken = """() => [...document.querySelectorAll('main .button')].filter((each) => {
          if (!each.checkVisibility() || /\\s/.test(each.firstChild.data.trim())) return false;
          const word = document.createRange(); word.selectNodeContents(each.firstChild);
          return word.getClientRects().length > 1; }).map((each) => each.firstChild.data)"""
        assert seen.page.evaluate(broken) == [], path


def test_the_page_is_still_when_the_system_asks_for_it(open_page, year):
    seen = open_page(year, reduced_motion="reduce")
    seen.go("/today/?now=1")
    moving = seen.page.evaluate(
        """() => [...document.querySelectorAll('*')].filter((each) => { const style = getComputedStyle(each);
          return parseFloat(style.transitionDuration) > 0 || style.animationName !== 'none'; }).length"""
    )
    assert moving == 0


def test_lines_are_short_and_letters_large(open_page, year):
    seen = open_page(year, viewport={"width": 1280, "height": 900})
    seen.go("/today/?now=1")
    size, width = seen.page.evaluate(
        """() => { const p = document.querySelector('.lead'), style = getComputedStyle(document.body);
          return [parseFloat(style.fontSize), p.clientWidth / (parseFloat(getComputedStyle(p).fontSize) * 0.48)]; }"""
    )
    assert size >= 18
    assert width <= 75


def test_today_learns_behind_a_page_that_is_there_at_once(open_page, year):
    seen = open_page(year)
    seen.go("/today/")
    seen.page.get_by_role("heading", name="Room today").wait_for()
    expect(seen.page.get_by_role("heading", name="Good to see you")).to_have_count(0)


def test_why_opens_with_one_tap(open_page, year):  # acceptance 25
    seen = open_page(year)
    seen.go("/today/?now=1")
    why = seen.page.locator("details.why").first
    expect(why.locator("li").first).not_to_be_visible()
    why.locator("summary").click()
    expect(why.locator("li").first).to_be_visible()
