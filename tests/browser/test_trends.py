"""Trends in a real browser: parts come when they come into sight, tables when they are opened, with keys alone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.web.conftest import rate_days

pytestmark = pytest.mark.browser


@pytest.fixture
def long_year(owner, learner):
    """The owner with twelve weeks of everything up to yesterday."""
    rate_days(owner, 84, last=owner.yesterday())
    return owner


def read_to_the_end(page) -> None:
    """Scroll as a reader does, until every part is there."""
    for part in ("#load", "#ratings", "#areas", "#symptoms", "#patterns"):
        for _ in range(20):
            page.mouse.wheel(0, 600)
            page.wait_for_timeout(50)
            if page.locator(part).count():
                break
        page.locator(part).wait_for()
    page.wait_for_function("() => !document.querySelector('[aria-busy]')")
    page.wait_for_load_state("networkidle")


def test_parts_come_into_sight_and_all_areas_are_looked_at(open_page, long_year, learner):
    seen = open_page(long_year)
    pulled = []
    seen.page.on("request", lambda request: pulled.append(request.url))
    seen.go("/trends/?now=1")
    seen.page.wait_for_load_state("networkidle")
    assert not [url for url in pulled if "/trends/areas/" in url or "/trends/table/" in url]
    read_to_the_end(seen.page)
    assert sum(map(len, learner.areas)) == 5 + 1  # and tiredness
    expect(seen.page.get_by_role("heading", name="Makes it worse (5)")).to_be_visible()
    expect(seen.page.get_by_role("heading", name="Levels you reached")).to_be_visible()
    assert not [url for url in pulled if "/trends/table/" in url]


PLACES = """() => [...document.querySelectorAll('.picture[height]')].map((each) => [each.src,
  each.getAttribute('height') / each.getAttribute('width'), each.naturalHeight / each.naturalWidth])"""


def test_the_place_of_each_picture_is_kept_before_it_comes(open_page, long_year):
    """What stands below would move away under a finger, or under the menu while it has the focus."""
    seen = open_page(long_year)
    seen.go("/trends/?now=1")
    read_to_the_end(seen.page)
    seen.page.evaluate("() => document.querySelectorAll('img').forEach((each) => { each.loading = 'eager'; })")
    seen.page.wait_for_function("() => [...document.images].every((each) => each.complete)")
    places = seen.page.evaluate(PLACES)
    assert len(places) >= 8
    assert not [place for place in places if abs(place[1] / place[2] - 1) > 0.1], places


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_whole_page(open_page, long_year, scheme):
    seen = open_page(long_year, reduced_motion="reduce", color_scheme=scheme)
    seen.go("/trends/?now=1&days=365")
    read_to_the_end(seen.page)
    seen.page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    seen.page.wait_for_function("() => !document.querySelector('.behind')")  # every table is there
    results = Axe().run(seen.page)
    assert results.violations_count == 0, results.generate_report()
    widths = seen.page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]


def test_a_table_is_reached_opened_and_scrolled_with_keys(open_page, long_year):  # acceptance 62
    seen = open_page(long_year)
    seen.go("/trends/?now=1&days=90")
    summary = seen.page.locator("summary", has_text="The same in a table").first
    for _ in range(30):
        seen.page.keyboard.press("Tab")
        if summary.evaluate("(each) => each === document.activeElement"):
            break
    seen.page.keyboard.press("Enter")
    region = seen.page.get_by_role("region", name="Pain by day")
    region.wait_for()
    seen.page.keyboard.press("Tab")
    assert region.evaluate("(each) => each === document.activeElement")
    seen.page.keyboard.press("End")
    seen.page.wait_for_function("() => document.activeElement.scrollTop > 100")
    expect(region.get_by_role("row")).to_have_count(1 + 84 + 3)  # the days written, and three to come


def test_the_range_that_was_chosen_is_kept(open_page, long_year):
    seen = open_page(long_year)
    seen.go("/trends/?now=1")
    seen.page.get_by_role("link", name="30 days").click()
    seen.page.wait_for_url("**/trends/?days=30")
    read_to_the_end(seen.page)
    for source in seen.page.locator("#load img").evaluate_all("(all) => all.map((each) => each.src)"):
        assert source.endswith("days=30")
    assert seen.page.get_by_role("link", name="30 days").get_attribute("aria-current") == "true"


def test_without_scripts_every_part_and_table_has_a_page(open_page, long_year):
    seen = open_page(long_year, java_script_enabled=False)
    seen.go("/trends/?now=1")
    seen.page.locator("section", has_text="What you did").get_by_role("link", name="Show").first.click()
    seen.page.locator("summary", has_text="By day in a table").click()
    seen.page.get_by_role("link", name="Open the table").first.click()
    expect(seen.page.get_by_role("heading", name="Effort-minutes by day")).to_be_visible()
    assert seen.page.get_by_role("row").count() > 80
    seen.complaints.clear()
