"""Forms whose sender is signed out meanwhile, and what a browser keeps for whom and for which day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import OperationalError
from playwright.sync_api import expect
from tests.browser.test_offline import at_home, kept, offline_errors, write  # noqa: F401 - a fixture
from tests.web.conftest import signed_in_as
from tests.web.conftest import write as write_entry

from andante.web.diary.models import Concern, Entry

pytestmark = pytest.mark.browser


def sign_in(page, live_server, user) -> None:
    value = signed_in_as(user).cookies["andante_session"].value
    page.context.add_cookies([{"name": "andante_session", "value": value, "url": live_server.url}])


def filled_form(watched, owner, note: str) -> None:
    watched.go(f"/diary/{owner.today()}/")
    watched.page.fill("input[name=pain]", "3")
    watched.page.locator("textarea[name=note]").evaluate("(field, note) => { field.value = note }", note)


def test_a_form_of_who_is_signed_out_meanwhile_waits_until_they_are_back(open_page, owner, live_server, offline_errors):  # noqa: F811
    watched = at_home(open_page, owner)
    page = watched.page
    filled_form(watched, owner, "in a waiting room")
    page.context.clear_cookies(name="andante_session")  # signed out from another device
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-no-connection]")).to_contain_text("signed out")
    assert len(kept(page)) == 1
    assert Entry.objects.count() == 0
    sign_in(page, live_server, owner)
    watched.go("/settings/")
    page.wait_for_load_state("networkidle")  # what waited is on its way before anything of it is shown
    expect(page.locator("[data-waiting]")).to_be_hidden()
    assert Entry.objects.get().note == "in a waiting room"
    offline_errors(watched)


def test_a_form_caught_by_the_break_waits_for_its_own_person(open_page, owner, offline_errors):  # noqa: F811
    watched = at_home(open_page, owner)
    page = watched.page
    filled_form(watched, owner, "mine alone")
    form = f"**/diary/{owner.today()}/"
    page.context.route(form, lambda route: route.abort() if route.request.method == "POST" else None)
    page.evaluate("addEventListener('pagehide', () => localStorage.setItem('andante.person', '999'))")  # another tab
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-said]")).to_be_visible()
    all_kept = page.evaluate("andanteOutbox.everything()")
    assert [each["person"] for each in all_kept] == [str(owner.pk)]
    watched.go("/settings/")
    page.wait_for_load_state("networkidle")  # what waited is on its way before anything of it is shown
    expect(page.locator("[data-waiting]")).to_be_hidden()
    assert Entry.objects.get().note == "mine alone"
    offline_errors(watched)


def test_a_form_from_before_signing_in_again_is_taken(open_page, owner, live_server):
    watched = at_home(open_page, owner)
    page = watched.page
    filled_form(watched, owner, "two tabs")
    page.context.clear_cookies(name="andante_csrf")  # as signing in again changes it
    sign_in(page, live_server, owner)
    page.evaluate("fetch('/diary/send/')")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/today/")
    assert Entry.objects.get().note == "two tabs"


def test_a_change_that_cannot_be_sent_stays_on_its_page(open_page, owner, offline_errors):  # noqa: F811
    entry = write_entry(owner, owner.yesterday(), pain=5)
    watched = at_home(open_page, owner)
    page = watched.page
    watched.go(f"/diary/entry/{entry.pk}/")
    page.fill("input[name=pain]", "8")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-no-connection]")).to_contain_text("leave this page open")
    expect(page.locator("input[name=pain]")).to_have_value("8")
    page.context.set_offline(False)
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(f"**/diary/{owner.yesterday()}/")
    entry.refresh_from_db()
    assert entry.answers["pain"] == 8
    offline_errors(watched)


def test_the_page_for_no_connection_writes_at_an_address_without_https(open_page, owner):
    watched = open_page(owner)
    page = watched.page
    page.add_init_script("delete Crypto.prototype.randomUUID")  # as at http://192.168.1.5
    watched.go("/settings/")
    watched.go("/offline/")
    write(page, "4", "in the kitchen")
    expect(page.locator("[data-said]")).to_contain_text("Saved in your diary")
    assert Entry.objects.get().note == "in the kitchen"


def test_the_timer_kept_here_goes_with_the_session(open_page, owner, live_server, offline_errors):  # noqa: F811
    watched = at_home(open_page, owner)
    page = watched.page
    watched.go("/today/timer/")
    held = "caches.open('andante-private').then((cache) => cache.keys()).then((found) => found.length)"
    assert page.evaluate(held) == 1
    page.context.clear_cookies(name="andante_session")  # signed out from another device
    watched.go("/today/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert page.evaluate(held) == 0
    offline_errors(watched)


def test_what_no_browser_can_keep_is_sent_all_the_same(open_page, owner):
    watched = open_page(owner)
    page = watched.page
    page.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('full', 'QuotaExceededError'); }")
    watched.go("/settings/")
    watched.go("/offline/")
    write(page, "4", "a full phone")
    expect(page.locator("[data-said]")).to_contain_text("Saved in your diary")
    assert Entry.objects.get().note == "a full phone"


def test_the_plan_kept_with_the_timer_is_told_for_no_other_day(open_page, year, offline_errors):  # noqa: F811
    watched = at_home(open_page, year)
    page = watched.page
    watched.go("/today/?now=1")
    watched.go("/today/timer/")
    planned = page.locator("[data-list=planned]")
    expect(planned).to_be_visible()
    page.context.set_offline(True)
    page.clock.set_fixed_time(dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
    watched.go("/today/timer/")
    expect(page.get_by_text("not of today")).to_be_visible()
    expect(planned).to_be_hidden()
    expect(page.get_by_label("Something else")).to_be_visible()
    page.context.set_offline(False)
    offline_errors(watched)


def test_a_form_that_andante_failed_at_is_not_lost(open_page, owner, monkeypatch):
    watched = open_page(owner)
    page = watched.page
    filled_form(watched, owner, "in the storm")
    write_it, tries = Entry.write.__func__, []

    def fail_once(cls, *args):
        tries.append(args)
        if len(tries) == 1:
            raise OperationalError("database or disk is full")
        return write_it(cls, *args)

    monkeypatch.setattr(Entry, "write", classmethod(fail_once))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Something went wrong")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("saved in your diary")
    page.get_by_role("link", name="Go to Today").click()
    assert [each.note for each in Entry.objects.all()] == ["in the storm"]
    watched.complaints.clear()  # the fault is meant


def test_a_worry_of_who_is_signed_out_meanwhile_is_noted_once_they_are_back(open_page, owner, live_server):
    watched = open_page(owner)
    page = watched.page
    watched.go("/worry/")
    page.get_by_label("Pain or pressure in the chest").check()
    page.context.clear_cookies(name="andante_session")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert not Concern.objects.exists()
    sign_in(page, live_server, owner)
    watched.go("/worry/")
    expect(page.get_by_text("You noted: Pain or pressure in the chest")).to_be_visible()
    assert Concern.objects.get().flags == ["chest_pain"]
