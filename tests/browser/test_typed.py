"""What is typed in a check-in or among the wishes and not saved yet: a link loses nothing, and nothing stays longer."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.web.conftest import write

from andante.web.diary.models import Entry, Favourite, OwnActivity
from andante.web.today.models import Wishes

pytestmark = pytest.mark.browser
TYPED = "Object.keys(sessionStorage).filter((name) => name.startsWith('andante.typed.')).length"
CLOSED = """for (const name of ['localStorage', 'sessionStorage'])
  Object.defineProperty(window, name, { get() { throw new DOMException('closed', 'SecurityError'); } });"""
BACK = "What you typed here before is back"


def type_much(page) -> None:
    """Ratings, an area, a thing done, a tick and a note."""
    page.get_by_role("button", name="Pain: more").click()
    page.get_by_label("Note").fill("A long night.")
    page.get_by_label("I mostly rested").check()
    page.locator("summary", has_text="Where it hurts").click()
    page.locator("summary", has_text="As a list").click()
    page.locator("#id_area_neck").fill("6")
    page.locator("summary", has_text="What you did").click()
    page.locator("summary", has_text="Another activity").first.click()
    page.get_by_label("Which activity").first.fill("walking")
    page.locator("input[name^=did_minutes]:visible").first.fill("20")


def test_a_link_inside_the_form_loses_nothing_that_was_typed(open_page, owner):
    seen = open_page(owner)
    page = seen.page
    seen.go(f"/diary/{owner.today()}/")
    type_much(page)
    page.get_by_role("link", name="Add an activity of my own").click()
    page.get_by_role("heading", name="What my diary asks").wait_for()
    page.get_by_role("link", name="Diary").click()
    seen.go(f"/diary/{owner.today()}/")
    expect(page.get_by_text(BACK)).to_be_visible()
    expect(page.get_by_role("button", name="Pain: clear")).to_be_visible()
    expect(page.locator("#id_area_neck")).to_have_value("6")
    expect(page.locator("[data-area=neck][aria-pressed=true]").first).to_be_attached()
    expect(page.locator("input[name^=did_minutes]:visible").first).to_have_value("20")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved. You can change it").wait_for()
    (entry,) = Entry.objects.all()
    assert (entry.answers["pain"], entry.answers["pain.neck"], entry.note) == (5, 6, "A long night.")
    assert entry.rested
    assert [(doing.activity, doing.minutes) for doing in entry.given.doings] == [("walking", 20)]
    assert page.evaluate(TYPED) == 0
    seen.go(f"/diary/{owner.today()}/")
    expect(page.get_by_text(BACK)).to_be_hidden()
    expect(page.get_by_label("Pain", exact=True)).to_have_value("")


def test_what_was_done_is_found_again_though_the_rows_stand_in_another_order(open_page, owner):
    Favourite.objects.create(user=owner, name="walking")
    seen = open_page(owner)
    page = seen.page
    seen.go(f"/diary/{owner.today()}/")
    page.locator("summary", has_text="What you did").click()
    page.locator("summary", has_text="Walking").click()
    page.locator("#id_did_minutes_0").fill("25")
    for number, words in ((1, "ironing"), (2, "cooking")):
        page.locator("summary", has_text="Another activity").nth(number - 1).click()
        page.locator(f"#id_activity_{number}").fill(words)
        page.locator(f"#id_did_minutes_{number}").fill(str(10 * number))
    OwnActivity.objects.create(user=owner, name="Aerials", groups={"trunk": 1}, favourite=True)
    for name in ("baking", "dusting", "gardening", "knitting"):
        Favourite.objects.get_or_create(user=owner, name=name)  # five stand before "walking" now, which has no row
    page.reload()
    expect(page.get_by_text(BACK)).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved. You can change it").wait_for()
    (entry,) = Entry.objects.all()
    did = {doing.activity: doing.minutes for doing in entry.given.doings}
    assert did == {"walking": 25, "ironing": 10, "cooking": 20}


WISHES = ("/today/wishes/", {"What I value": "choir\npiano", "What has to be done": "desk work 240"}, "Save")
FIRST = ("/welcome/", {"What would you like to keep doing": "choir\npiano"}, "Later")


@pytest.mark.parametrize("form", [WISHES, FIRST], ids=["wishes", "first page"])
def test_a_stray_tap_on_the_menu_loses_no_wish(open_page, owner, learner, form):
    path, typed, button = form
    seen = open_page(owner)
    page = seen.page
    seen.go(path)
    for label, words in typed.items():
        page.get_by_label(label).fill(words)
    tick = page.get_by_role("checkbox").first
    tick.check()
    page.get_by_role("link", name="Diary").click()
    page.wait_for_url("**/diary/")
    page.go_back()
    expect(page.get_by_text(BACK)).to_be_visible()
    for label, words in typed.items():
        expect(page.get_by_label(label)).to_have_value(words)
    expect(tick).to_be_checked()
    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_text("Saved. Your next plan follows this.").wait_for()
    assert Wishes.of(owner).valued == ["choir", "piano"]
    assert page.evaluate(TYPED) == 0
    seen.go(path)
    expect(page.get_by_text(BACK)).to_be_hidden()


def test_what_is_back_can_be_left_out_and_what_is_emptied_is_kept_no_more(open_page, owner):
    seen = open_page(owner)
    page = seen.page
    seen.go(f"/diary/{owner.today()}/")
    page.get_by_label("Note").fill("not this")
    page.reload()
    page.get_by_role("button", name="Leave it out").click()
    expect(page.get_by_text(BACK)).to_be_hidden()
    expect(page.get_by_label("Note")).to_have_value("")
    page.get_by_label("Note").fill("nor this")
    page.get_by_label("Note").fill("")
    assert page.evaluate(TYPED) == 0


def test_a_change_keeps_what_was_typed_with_the_version_it_was_made_on(open_page, owner):
    entry = write(owner, owner.today(), pain=4, note="before")
    seen = open_page(owner)
    page = seen.page
    seen.go(f"/diary/entry/{entry.pk}/")
    page.get_by_label("Note").fill("typed")
    page.get_by_role("link", name="Something new or worrying?").click()
    entry.change(entry.given.__class__({"pain": 7.0}, note="on the other phone"), based_on=1)
    seen.go(f"/diary/entry/{entry.pk}/")
    expect(page.get_by_label("Note")).to_have_value("typed")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was changed", exact=False).first.wait_for()
    assert {version.given.note for version in entry.history.all()} | {Entry.objects.get().note} >= {
        "typed",
        "on the other phone",
    }
    assert page.evaluate(TYPED) == 0
    seen.go(f"/diary/entry/{entry.pk}/")
    page.get_by_label("Note").fill("thought better of")
    page.get_by_role("link", name="Back without a change").click()
    page.wait_for_load_state()
    assert page.evaluate(TYPED) == 0


def test_a_form_that_was_not_right_keeps_what_is_typed_after(open_page, owner):
    seen = open_page(owner)
    page = seen.page
    seen.go(f"/diary/{owner.today()}/")
    page.get_by_label("Pain", exact=True).fill("11")
    page.get_by_label("Note").fill("eleven")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("alert").filter(has_text="Nothing you wrote is lost").wait_for()
    seen.go("/settings/")
    seen.go(f"/diary/{owner.today()}/")
    expect(page.get_by_label("Pain", exact=True)).to_have_value("11")
    expect(page.get_by_label("Note")).to_have_value("eleven")
    seen.complaints.clear()  # the browser's own word on an answer of 422


def test_signing_out_leaves_nothing_of_it_in_the_browser(open_page, owner):
    seen = open_page(owner)
    page = seen.page
    seen.go(f"/diary/{owner.today()}/")
    page.get_by_label("Note").fill("a private word")
    seen.go("/settings/")
    assert page.evaluate(TYPED) == 1
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    assert page.evaluate(TYPED) == 0


def test_another_person_sees_nothing_of_it(open_page, owner, django_user_model):
    from django.test import Client

    seen = open_page(owner)
    page = seen.page
    seen.go(f"/diary/{owner.today()}/")
    page.get_by_label("Note").fill("a private word")
    other = Client()
    other.force_login(django_user_model.objects.create_user("bea", password="four calm words here"))
    value = other.cookies["andante_session"].value
    page.context.add_cookies([{"name": "andante_session", "value": value, "url": seen.home}])
    seen.go(f"/diary/{owner.today()}/")
    expect(page.get_by_label("Note")).to_have_value("")
    assert page.evaluate(TYPED) == 0


def test_a_browser_that_keeps_nothing_saves_all_the_same(open_page, owner):
    seen = open_page(owner)
    seen.page.add_init_script(CLOSED)
    seen.go(f"/diary/{owner.today()}/")
    seen.page.get_by_label("Pain", exact=True).fill("6")
    seen.page.get_by_role("button", name="Save", exact=True).click()
    seen.page.get_by_text("Saved. You can change it").wait_for()
    assert Entry.objects.get().answers["pain"] == 6
