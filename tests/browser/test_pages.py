"""Every page in a real browser: an axe scan, a keyboard walk, room at 320 px, targets for a finger. # acceptance 62"""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from andante.web.diary.models import Entry

pytestmark = pytest.mark.browser

PAGES = [
    "/today/?now=1",
    "/today/timer/",
    "/today/flare/",
    "/today/wishes/",
    "/welcome/",
    "/diary/",
    "/diary/{today}/",
    "/diary/{yesterday}/",
    "/diary/entry/{entry}/",
    "/diary/now/",
    "/diary/own/",
    "/trends/?now=1",
    "/worry/",
    "/settings/",
    "/settings/password/",
    "/settings/looks/",
    "/settings/devices/",
    "/settings/phone/",
    "/settings/reminders/",
    "/settings/getting-in/",
    "/sign-in/again/",
]
OUTSIDE = ["/sign-in/", "/help-now/", "/pair/", "/begin/used-up/", "/no-such-page/"]

# Links inside a sentence may be as small as their words; a tick counts with its label.
SMALL_TARGETS = """() => [...document.querySelectorAll(
    'a, button, summary, input:not([type=hidden]), select, textarea')]
  .filter((each) => each.checkVisibility() && !each.closest('.skip'))
  .map((each) => {
    const box = (each.closest('label.tick') || each).getBoundingClientRect();
    return [each.outerHTML.slice(0, 80), Math.round(box.width), Math.round(box.height)];
  })
  .filter(([, width, height]) => width < 44 || height < 44)"""


def path_of(page: str, user) -> str:
    entry = Entry.objects.of(user).first()
    return page.format(today=user.today(), yesterday=user.yesterday(), entry=entry.pk if entry else "")


def open_all(page) -> None:
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    page.evaluate("() => document.querySelectorAll('img').forEach((each) => { each.loading = 'eager'; })")
    page.wait_for_function("() => [...document.images].every((image) => image.complete)")


@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing_by_day_and_by_night(open_page, year, page):
    seen = open_page(year, reduced_motion="reduce")  # a colour half-way through its change is no colour of the page
    seen.go(path_of(page, year))
    open_all(seen.page)
    for scheme in ("light", "dark"):
        seen.page.emulate_media(color_scheme=scheme)
        results = Axe().run(seen.page)
        assert results.violations_count == 0, (scheme, results.generate_report())


@pytest.mark.parametrize("page", OUTSIDE)
def test_axe_finds_nothing_outside(open_page, owner, page):
    seen = open_page()
    seen.go(page)
    results = Axe().run(seen.page)
    assert results.violations_count == 0, results.generate_report()
    seen.complaints.clear()  # the browser itself notes that 404 and 410 are no success


@pytest.mark.parametrize("page", PAGES)
def test_it_fits_320_pixels_and_a_finger(open_page, year, page):  # acceptance 61
    seen = open_page(year, viewport={"width": 320, "height": 640})
    seen.go(path_of(page, year))
    open_all(seen.page)
    widths = seen.page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]
    assert seen.page.evaluate(SMALL_TARGETS) == []


@pytest.mark.parametrize("page", PAGES)
def test_a_keyboard_walk_reaches_everything_and_sees_where_it_is(open_page, year, page):
    seen = open_page(year)
    seen.go(path_of(page, year))
    wanted = seen.page.evaluate(
        """() => { let n = 0; for (const each of document.querySelectorAll(
            'a[href], button:not([hidden]), summary, input:not([type=hidden]), select, textarea')) {
            if (each.checkVisibility()) each.dataset.walk = String(n++); } return n; }"""
    )
    reached = set()
    for _ in range(wanted + 20):
        seen.page.keyboard.press("Tab")
        at = seen.page.evaluate(
            """() => { const at = document.activeElement;
              const style = getComputedStyle(at), box = at.getBoundingClientRect();
              const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              return [at.dataset.walk ?? null, style.outlineStyle, parseFloat(style.outlineWidth),
                      !top || at.contains(top) || top.contains(at)]; }"""
        )
        if at[0] is None:
            continue
        reached.add(at[0])
        assert at[1] != "none", at
        assert at[2] >= 2, at
        assert at[3], f"covered while focused: {at}"
        if len(reached) == wanted:
            break
    assert len(reached) == wanted


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
    assert seen.page.get_by_role("heading", name="Good to see you").count() == 0


def test_why_opens_with_one_tap(open_page, year):  # acceptance 25
    seen = open_page(year)
    seen.go("/today/?now=1")
    why = seen.page.locator("details.why").first
    assert not why.locator("li").first.is_visible()
    why.locator("summary").click()
    assert why.locator("li").first.is_visible()
