"""Getting in as a person does it: first start, a passkey (a virtual authenticator), codes, a phone, another person."""

from __future__ import annotations

import re
import time
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from andante.web.accounts.models import OneTimeLink, User

pytestmark = pytest.mark.browser

PASSWORD = "four calm words here"
TARGETS = """() => [...document.querySelectorAll('a.button, a.quiet-link, button, input:not([type=hidden]), summary')]
  .filter((each) => each.checkVisibility())
  .map((each) => [each.outerHTML.slice(0, 80), (each.closest('label.tick') || each).getBoundingClientRect().height])
  .filter(([, height]) => Math.round(height) < 44)"""


def is_clean(seen) -> None:
    """Axe finds nothing by day and by night, and a finger finds everything. # acceptance 61, 62"""
    for scheme in ("light", "dark"):
        seen.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        results = Axe().run(seen.page)
        assert results.violations_count == 0, (seen.page.url, scheme, results.generate_report())
    assert seen.page.evaluate(TARGETS) == []
    widths = seen.page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]


def sign_in(seen, name: str = "ada", password: str = PASSWORD) -> None:
    seen.go("/sign-in/")
    seen.page.get_by_label("Name", exact=True).fill(name)
    seen.page.get_by_label("Password", exact=True).fill(password)
    seen.page.get_by_role("button", name="Sign in", exact=True).click()
    seen.page.wait_for_url(lambda url: urlsplit(url).path != "/sign-in/")  # else the next address would break it off


def once_more(seen) -> None:
    seen.page.get_by_role("heading", name="Is it you?").wait_for()
    is_clean(seen)
    seen.page.get_by_label("Password", exact=True).fill(PASSWORD)
    seen.page.get_by_role("button", name="Go on").click()


def with_authenticator(seen) -> None:
    """A phone's own passkeys, in software, for this page."""
    devtools = seen.page.context.new_cdp_session(seen.page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )


def test_first_start_to_the_first_page(open_page, transactional_db, learner, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    token = OneTimeLink.objects.make(OneTimeLink.SET_UP)
    seen = open_page(timezone_id="Europe/Berlin")
    begin = time.monotonic()
    seen.go("/")
    expect(seen.page.get_by_text("printed a link to set it up")).to_be_visible()
    seen.go(f"/set-up/{token}/?zone=Etc/UTC")  # as a computer says that keeps no zone of its own
    is_clean(seen)
    seen.page.get_by_label("Your name here").fill("ada")
    seen.page.get_by_label("Password").fill(PASSWORD)
    seen.page.get_by_role("button", name="Begin").click()
    seen.page.get_by_role("heading", name="Welcome").wait_for()
    assert time.monotonic() - begin < 60
    user = User.objects.get()
    assert (user.username, user.zone) == ("ada", "Europe/Berlin")


def test_a_passkey_is_added_and_signs_in_alone(open_page, year):
    seen = open_page(viewport={"width": 320, "height": 640})
    with_authenticator(seen)
    sign_in(seen)
    seen.go("/settings/getting-in/")
    seen.page.get_by_role("link", name="Add a passkey").click()
    once_more(seen)
    seen.page.get_by_label("What to call it").fill("my phone")
    is_clean(seen)
    seen.page.get_by_role("button", name="Add", exact=True).click()
    seen.page.get_by_role("heading", name="Recovery codes").wait_for()
    is_clean(seen)
    expect(seen.page.locator(".codes code")).to_have_count(10)
    seen.page.get_by_role("link", name="I have kept them").click()
    expect(seen.page.get_by_text("my phone").first).to_be_visible()
    is_clean(seen)
    seen.go("/settings/")
    seen.page.get_by_role("button", name="Sign out").click()
    seen.page.get_by_role("button", name="Sign in with a passkey").click()
    seen.page.wait_for_url("**/today/")
    # After the password it is the second step.
    seen.go("/settings/")
    seen.page.get_by_role("button", name="Sign out").click()
    seen.page.wait_for_url("**/sign-in/**")
    sign_in(seen)
    seen.page.get_by_role("heading", name="The second step").wait_for()
    is_clean(seen)
    seen.page.get_by_role("button", name="Use a passkey instead").click()
    seen.page.wait_for_url("**/today/")


def test_a_passkey_that_is_not_there_is_said_in_words(open_page, owner):
    seen = open_page()
    with_authenticator(seen)
    seen.go("/sign-in/")
    seen.page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('none')); }")
    seen.page.get_by_role("button", name="Sign in with a passkey").click()
    seen.page.get_by_text("The passkey did not work here").wait_for()


def test_codes_from_an_app(open_page, owner):
    seen = open_page()
    sign_in(seen)
    seen.go("/settings/getting-in/codes/")
    once_more(seen)
    is_clean(seen)
    secret = seen.page.get_by_label("Key", exact=True).input_value()
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    seen.page.get_by_label("Code", exact=True).fill(code)
    seen.page.get_by_role("button", name="Turn on").click()
    seen.page.get_by_role("heading", name="Recovery codes").wait_for()
    recovery = seen.page.locator(".codes code").first.inner_text()
    visitor = open_page()
    sign_in(visitor)
    visitor.page.get_by_label("Code", exact=True).fill(recovery)
    visitor.page.get_by_role("button", name="Sign in", exact=True).click()
    visitor.page.wait_for_url("**/today/")


def test_a_device_is_signed_out_from_another(open_page, owner):
    lost, seen = open_page(), open_page()
    sign_in(lost)
    sign_in(seen)
    seen.go("/settings/devices/")
    is_clean(seen)
    seen.page.get_by_role("button", name=re.compile("^Sign out there")).click()
    seen.page.get_by_text("That device is signed out").wait_for()
    lost.go("/diary/")
    expect(lost.page.get_by_role("heading", name="Sign in")).to_be_visible()
    seen.go("/diary/")
    expect(seen.page.get_by_role("heading", name="Diary")).to_be_visible()


def test_a_phone_is_added_by_its_code(open_page, year, live_server, settings):
    settings.PHONE_ADDRESS = live_server.url
    seen, phone = open_page(year), open_page(viewport={"width": 320, "height": 640})
    seen.go("/settings/phone/")
    once_more(seen)
    seen.page.get_by_role("button", name="Show a code").click()
    seen.page.locator(".big-code").wait_for()
    is_clean(seen)
    code = seen.page.locator(".big-code").inner_text()
    phone.go("/pair/")
    is_clean(phone)
    phone.page.get_by_label("Code").fill(code.lower())
    phone.page.get_by_role("button", name="Sign this device in").click()
    phone.page.get_by_text("This device is signed in").wait_for()
    late = open_page()
    late.go(f"/pair/{code.replace('-', '')}/")
    late.page.get_by_role("button", name="Sign this device in").click()
    expect(late.page.get_by_text("used up")).to_be_visible()


def test_another_person_is_shut_out(open_page, year):
    User.objects.create_user("ben", password="four other words here")
    seen = open_page()
    sign_in(seen, "ben", "four other words here")
    seen.page.wait_for_url("**/today/")
    seen.go(f"/diary/{year.yesterday()}/")
    expect(seen.page.get_by_text("Washed the windows")).to_have_count(0)
    seen.go("/settings/getting-in/")
    expect(seen.page.get_by_role("heading", name="Ways to sign in")).to_be_visible()


COLOURS = "() => getComputedStyle(document.body).backgroundColor"
DARK, LIGHT = "rgb(28, 26, 23)", "rgb(250, 246, 238)"


def test_looks_are_kept_whatever_the_device_says(open_page, year):
    seen = open_page(year, viewport={"width": 320, "height": 640})
    seen.go("/settings/looks/")
    seen.page.get_by_label("Light or dark").select_option("dark")
    seen.page.get_by_label("Size of the letters").select_option("larger")
    seen.page.get_by_label("Nothing moves").check()
    seen.page.get_by_label("Fewer things on the page").check()
    seen.page.get_by_role("button", name="Save").click()
    seen.page.get_by_text("Saved").wait_for()
    for path in ("/settings/looks/", "/settings/", "/today/?now=1", "/diary/", f"/diary/{year.today()}/"):
        seen.go(path)
        seen.page.emulate_media(color_scheme="light")
        assert seen.page.evaluate(COLOURS) == DARK
        size, widths, moving = seen.page.evaluate(
            """() => [parseFloat(getComputedStyle(document.body).fontSize),
              [document.documentElement.scrollWidth, innerWidth],
              [...document.querySelectorAll('*')].filter((each) =>
                parseFloat(getComputedStyle(each).transitionDuration) > 0).length]"""
        )
        assert size >= 24
        assert widths[0] <= widths[1], path
        assert moving == 0
    User.objects.update(theme="light")
    seen.go("/settings/looks/")
    seen.page.emulate_media(color_scheme="dark")
    assert seen.page.evaluate(COLOURS) == LIGHT
    assert Axe().run(seen.page).violations_count == 0


def test_it_speaks_german_when_asked(open_page, year):
    seen = open_page(year)
    seen.go("/settings/looks/")
    seen.page.get_by_label("Language").select_option("de")
    seen.page.get_by_role("button", name="Save").click()
    seen.page.get_by_role("heading", name="Aussehen, Sprache und Einheiten").wait_for()
    expect(seen.page.get_by_text("Gespeichert")).to_be_visible()
    is_clean(seen)
    seen.go("/settings/")
    expect(seen.page.get_by_role("link", name="Heute")).to_be_visible()
    is_clean(seen)


def test_a_reminder_and_its_calendar(open_page, year):
    seen = open_page(year)
    seen.go("/settings/reminders/")
    seen.page.get_by_label("When").fill("20:30")
    seen.page.get_by_label("What it says").fill("How was it?")
    seen.page.get_by_role("button", name="Add", exact=True).click()
    seen.page.get_by_text("Saved").wait_for()
    seen.page.get_by_role("button", name="Make an address").click()
    seen.page.get_by_label("Copy this address now").wait_for()
    is_clean(seen)
    address = seen.page.get_by_label("Copy this address now").input_value()
    text = seen.page.evaluate("async (address) => (await fetch(address)).text()", address)
    assert "SUMMARY:How was it?" in text
