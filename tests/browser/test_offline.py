"""Without a connection: written, kept through restarts of the browser's page, sent once. # acceptance 1 5 11 12 58"""

from __future__ import annotations

import datetime as dt
import json

import pytest
from playwright.sync_api import expect

from andante.web.diary.models import Entry

pytestmark = pytest.mark.browser
READY = """navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller
    || new Promise((then) => navigator.serviceWorker.addEventListener("controllerchange", then))).then(() => true)"""


def at_home(open_page, owner, **options):
    """A page with its service worker at work."""
    watched = open_page(owner, **options)
    watched.go("/settings/")
    assert watched.page.evaluate(READY)
    return watched


def kept(page) -> list[dict]:
    return page.evaluate("import('/static/andante/outbox.js').then((box) => box.waiting())")


def write(page, pain: str, note: str = "") -> None:
    page.fill("[data-column=pain]", pain)
    page.fill("[data-note]", note)
    page.click("[data-offline-form] button.wide")


@pytest.fixture
def offline_errors():
    """A browser counts a request without a network as an error; here it is what is meant."""

    def forgive(watched) -> None:
        watched.complaints[:] = [each for each in watched.complaints if "Failed to load resource" not in each]

    return forgive


def test_written_without_a_network_and_sent_once_when_it_is_back(open_page, owner, offline_errors):  # acceptance 1, 11
    watched = at_home(open_page, owner, timezone_id="Asia/Tokyo")
    page = watched.page
    page.context.set_offline(True)
    watched.go("/today/")
    expect(page.get_by_role("heading", name="No connection just now")).to_be_visible()
    before = dt.datetime.now(dt.UTC)
    write(page, "6.5", "the train has no network")
    expect(page.locator("[data-said]")).to_contain_text("Kept in this browser")
    page.reload()
    expect(page.locator("[data-list] li")).to_contain_text("Pain 6.5 · the train has no network")
    assert Entry.objects.count() == 0
    page.context.set_offline(False)
    expect(page.locator("[data-list] li")).to_have_count(0)
    entry = Entry.objects.get()
    assert entry.answers["pain"] == 6.5
    assert entry.answers["sleep"] is None
    assert entry.note == "the train has no network"
    assert (entry.zone, entry.offset_min) == ("Asia/Tokyo", 540)
    assert abs((entry.instant - before).total_seconds()) < 60
    assert kept(page) == []
    offline_errors(watched)


def test_two_tabs_send_it_once(open_page, owner, offline_errors):  # acceptance 11
    watched = at_home(open_page, owner)
    first, second = watched.page, watched.page.context.new_page()
    second.goto(watched.home + "/settings/")
    first.context.set_offline(True)
    for page in (first, second):
        page.goto(watched.home + "/today/")
    for number in range(5):
        write(first, str(number))
        expect(first.locator("[data-list] li")).to_have_count(number + 1)
    first.context.set_offline(False)
    for page in (first, second):
        page.evaluate("dispatchEvent(new Event('online'))")
    expect(first.locator("[data-list] li")).to_have_count(0)
    assert sorted(entry.answers["pain"] for entry in Entry.objects.all()) == [0, 1, 2, 3, 4]
    offline_errors(watched)


def test_what_was_said_of_an_entry_follows_what_becomes_of_it(open_page, owner, offline_errors):
    watched = at_home(open_page, owner)
    page, said = watched.page, watched.page.locator("[data-said]")
    page.context.set_offline(True)
    watched.go("/today/")
    write(page, "4")
    expect(said).to_contain_text("Kept in this browser")
    page.click("[data-away]")
    page.click("[data-away]")
    expect(page.locator("[data-list] li")).to_have_count(0)
    expect(said).to_be_hidden()  # thrown away: it is neither kept nor saved
    write(page, "", "only a word")
    expect(page.locator("[data-list] li")).to_contain_text("only a word")
    page.context.set_offline(False)
    expect(said).to_contain_text("Saved in your diary")
    assert Entry.objects.get().note == "only a word"
    offline_errors(watched)


def test_pages_without_a_network_are_as_dark_and_as_large_as_the_others(open_page, owner, offline_errors):
    owner.theme, owner.text_size = "dark", "larger"
    owner.save()
    watched = at_home(open_page, owner, color_scheme="light")
    page = watched.page
    page.context.set_offline(True)
    for path in ("/today/", "/worry/"):  # the page for having no connection, and that of help
        watched.go(path)
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        expect(page.locator("html")).to_have_attribute("data-text", "larger")
        expect(page.locator("body")).to_have_css("background-color", "rgb(28, 26, 23)")
    page.context.set_offline(False)
    offline_errors(watched)


def test_the_timer_is_found_without_a_network(open_page, owner, offline_errors):
    watched = at_home(open_page, owner)
    page = watched.page
    watched.go("/today/timer/")
    page.context.set_offline(True)
    watched.go("/today/")
    page.get_by_role("link", name="Timer").click()
    expect(page.get_by_role("heading", name="Timer")).to_be_visible()
    page.context.set_offline(False)
    offline_errors(watched)


def test_an_answer_that_got_lost_makes_no_second_entry(open_page, owner, offline_errors):  # acceptance 11
    watched = at_home(open_page, owner)
    page = watched.page
    lost = []

    def lose(route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)  # the server has it; the browser never hears of it
            route.abort()
        else:
            route.continue_()

    page.context.route("**/diary/send/", lose)
    watched.go("/offline/")
    write(page, "3")
    expect(page.locator("[data-said]")).to_contain_text("Kept in this browser")
    assert lost == [200]
    assert Entry.objects.count() == 1
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-list] li")).to_have_count(0)
    assert Entry.objects.count() == 1
    offline_errors(watched)


def test_what_is_refused_stays_and_says_why(open_page, owner):
    watched = at_home(open_page, owner)
    page = watched.page
    entry = {
        "client_id": "0b0c7d0e-0000-4000-8000-000000000001",
        "answers": {"pain": 11},
        "local": "2026-03-04T10:00:00",
    }
    entry |= {"offset_min": 0, "zone": "UTC"}
    page.evaluate("(entry) => import('/static/andante/outbox.js').then((box) => box.sendEntry(entry))", entry)
    watched.go("/offline/")
    expect(page.locator("[data-reason]")).not_to_be_empty()
    page.click("[data-away]")
    expect(page.locator("[data-list] li")).to_have_count(1)
    page.click("[data-away]")
    expect(page.locator("[data-list] li")).to_have_count(0)
    assert Entry.objects.count() == 0


def test_signing_out_with_something_unsent_asks_first(open_page, owner, offline_errors):  # acceptance 12
    watched = at_home(open_page, owner)
    page = watched.page
    page.context.route("**/diary/send/", lambda route: route.abort())
    watched.go("/offline/")
    write(page, "4")
    watched.go("/settings/")
    expect(page.locator("[data-waiting]")).to_contain_text("1 entry waits")
    page.get_by_role("button", name="Sign out").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Not everything is sent yet")
    dialog.get_by_role("button", name="Stay signed in").click()
    assert page.url.endswith("/settings/")
    page.get_by_role("button", name="Sign out").click()
    dialog.get_by_role("button", name="Sign out all the same").click()
    page.wait_for_url("**/sign-in/**")
    page.context.unroute("**/diary/send/")
    assert len(page.evaluate("import('/static/andante/outbox-core.js').then(() => andanteOutbox.everything())")) == 1
    offline_errors(watched)


def test_an_entry_of_one_person_is_never_sent_as_another(open_page, owner, offline_errors):  # acceptance 55
    from andante.web.accounts.models import User

    other = User.objects.create_user("ben", password="four other words here")
    watched = at_home(open_page, owner)
    page = watched.page
    page.context.route("**/diary/send/", lambda route: route.abort())
    watched.go("/offline/")
    write(page, "4", "of ada")
    from django.test import Client

    signed_in = Client()
    signed_in.force_login(other)
    value = signed_in.cookies["andante_session"].value
    page.context.add_cookies([{"name": "andante_session", "value": value, "url": watched.home}])
    page.context.unroute("**/diary/send/")  # not before: sent as hers it would be right
    watched.go("/settings/")
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-waiting]")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_load_state("networkidle")
    assert Entry.objects.count() == 0
    assert json.dumps(kept(page)) == "[]"
    offline_errors(watched)


def test_nothing_personal_is_kept_by_the_worker(open_page, year):  # acceptance 55
    watched = at_home(open_page, year)
    page = watched.page
    for path in ("/today/", "/diary/", "/trends/", "/settings/"):
        watched.go(path)
    script = "caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((c) => c.keys()))))"
    stored = page.evaluate(f"{script}.then((all) => all.flat().map((each) => new URL(each.url).pathname))")
    assert not {"/today/", "/diary/", "/trends/", "/settings/"} & set(stored)
    assert "/offline/" in stored


def test_a_check_in_form_that_cannot_be_sent_waits_with_all_that_is_in_it(open_page, owner, offline_errors):
    watched = at_home(open_page, owner, timezone_id="Europe/Berlin")
    page, day = watched.page, owner.today().isoformat()
    watched.go(f"/diary/{day}/")
    page.fill("input[name=pain]", "3.5")
    page.locator("textarea[name=note]").evaluate("(note) => { note.value = 'in the lift' }")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-no-connection]")).to_contain_text("kept in this browser")
    assert Entry.objects.count() == 0
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-waiting]")).to_be_hidden()
    entry = Entry.objects.get()
    assert (entry.answers["pain"], entry.note, entry.zone) == (3.5, "in the lift", "Europe/Berlin")
    assert entry.answers["fatigue"] is None
    offline_errors(watched)


def test_a_form_caught_by_the_break_itself_is_kept(open_page, owner, offline_errors):
    watched = at_home(open_page, owner)
    page, day = watched.page, owner.today().isoformat()
    watched.go(f"/diary/{day}/")
    page.fill("input[name=pain]", "2")
    page.context.route(f"**/diary/{day}/", lambda route: route.abort() if route.request.method == "POST" else None)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-said]")).to_contain_text("Saved in your diary")
    assert Entry.objects.get().answers["pain"] == 2
    offline_errors(watched)


def test_a_form_is_sent_once_when_all_is_well(open_page, owner):
    watched = at_home(open_page, owner)
    page, day = watched.page, owner.today().isoformat()
    watched.go(f"/diary/{day}/")
    page.fill("input[name=pain]", "6")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/today/")
    assert kept(page) == []
    assert page.evaluate("sessionStorage.getItem('andante.draft')") is None
    assert Entry.objects.get().answers["pain"] == 6
