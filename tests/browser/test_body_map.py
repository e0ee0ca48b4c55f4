"""The drawing of the body with a finger, with the keys, with a screen reader's eyes, and without any script."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.web.conftest import write

from andante.anatomy import AREAS
from andante.web.diary.models import Entry, OwnActivity, Remedy

pytestmark = pytest.mark.browser

# Where each number stands on the screen, and which area a tap there would choose.
CENTRES = """(view) => [...document.querySelectorAll(`svg[data-view=${view}] [data-area]`)].map((area) => {
  const text = area.querySelector('text'), svg = area.ownerSVGElement;
  const point = new DOMPoint(text.getAttribute('x'), text.getAttribute('y')).matrixTransform(svg.getScreenCTM());
  return [area.dataset.area, point.x + scrollX, point.y + scrollY]; })"""


def todays(user) -> list[Entry]:
    return list(Entry.objects.of(user).on_day(user.today(), user.day_start))


@pytest.fixture
def form(open_page, year):
    """The form of today with its drawing open."""

    def open_it(**options):
        seen = open_page(year, **options)
        seen.go(f"/diary/{year.today()}/")
        seen.page.locator("summary", has_text="Where it hurts").click()
        return seen

    return open_it


def test_a_tap_chooses_and_only_the_next_one_writes(form, year):
    seen = form(has_touch=True)
    page = seen.page
    page.get_by_label("Pain", exact=True).fill("6")
    page.get_by_role("button", name="Neck", exact=True).first.tap()
    expect(page.locator("#id_area_neck")).to_have_value("")
    page.get_by_role("button", name="This area: more").tap()  # begins at the overall pain
    expect(page.locator("#id_area_neck")).to_have_value("6")
    page.get_by_role("button", name="This area: less").tap()
    expect(page.locator("svg:visible [data-area=neck]")).to_have_attribute("aria-label", "Neck: 5")
    page.get_by_role("button", name="Belly", exact=True).tap()
    page.get_by_label("Pain in this area").fill("0")
    page.get_by_role("button", name="Left hand").first.tap()
    page.get_by_role("button", name="This area: more").tap()
    page.get_by_role("button", name="This area: clear").tap()
    expect(page.get_by_text("1 area", exact=True)).to_be_visible()  # one with 0 does not hurt
    page.get_by_role("button", name="Save").tap()
    page.get_by_text("Saved. You can change it").wait_for()
    (entry,) = todays(year)
    areas = {column: value for column, value in entry.answers.items() if column.startswith("pain.")}
    assert areas == {"pain.neck": 5, "pain.abdomen": 0}


@pytest.mark.parametrize("width", [320, 390])
def test_a_finger_on_or_beside_an_area_means_that_area(form, width):  # acceptance 61
    seen = form(viewport={"width": width, "height": 1200}, has_touch=True)
    page = seen.page
    found = set()
    for view in ("Front", "Back"):
        page.get_by_role("button", name=view, exact=True).tap()
        for area, x, y in page.evaluate(CENTRES, view.lower()):
            page.evaluate("(y) => scrollTo(0, y - 600)", y)
            top = page.evaluate("scrollY")
            page.touchscreen.tap(x, y - top)
            assert page.locator("svg:visible .is-chosen").get_attribute("data-area") == area
            found.add(area)
        hands = {area: (x, y) for area, x, y in page.evaluate(CENTRES, view.lower()) if area.startswith("hand")}
        for area, (x, y) in hands.items():
            outside = 22 if x > width / 2 else -22
            page.evaluate("(y) => scrollTo(0, y - 600)", y)
            page.touchscreen.tap(x + outside, y - page.evaluate("scrollY"))
            assert page.locator("svg:visible .is-chosen").get_attribute("data-area") == area
    assert found == set(AREAS)


def test_the_keys_reach_every_area_and_say_what_it_is(form):  # acceptance 62
    seen = form()
    page = seen.page
    reached = set()
    for view in ("Front", "Back"):
        side = page.get_by_role("button", name=view, exact=True)
        side.focus()
        page.keyboard.press("Enter")
        wanted = page.locator("svg:visible [data-area]").count()
        here = []
        for _ in range(wanted + 6):
            page.keyboard.press("Tab")
            at = page.evaluate(
                """() => { const at = document.activeElement, box = at.getBoundingClientRect();
                  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                  return [at.dataset.area ?? null, at.getAttribute('role'), at.getAttribute('aria-label'),
                          at.dataset.area ? getComputedStyle(at.querySelector('path')).strokeWidth : '',
                          !top || at.contains(top) || at.closest('svg') === top]; }"""
            )
            if at[0]:
                here.append(at[0])
                assert at[1] == "button"
                assert at[2]
                assert float(at[3].removesuffix("px")) >= 4
                assert at[4], f"covered while focused: {at}"
        assert len(here) == wanted
        reached |= set(here)
    assert reached == set(AREAS)
    knee = page.locator("svg:visible [data-area=knee_left]")
    knee.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # on the + that the choice led to
    expect(knee).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#id_area_knee_left")).not_to_have_value("")


def test_without_any_script_the_list_does_it(form, year):
    seen = form(java_script_enabled=False)
    page = seen.page
    expect(page.get_by_role("button", name="Front")).not_to_be_visible()
    for area in AREAS:
        expect(page.locator(f"#id_area_{area}")).to_be_visible()
    page.get_by_label("Left knee").fill("4")
    page.get_by_label("Pain", exact=True).fill("3")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved. You can change it").wait_for()
    (entry,) = todays(year)
    assert (entry.answers["pain"], entry.answers["pain.knee_left"]) == (3, 4)


def test_axe_finds_nothing_with_areas_rated_by_day_and_by_night(form, year):  # acceptance 62
    Remedy.objects.create(user=year, name="Magnesium", slug="magnesium", dose="one at night")
    OwnActivity.objects.create(user=year, name="Harp", groups={"arms_hands": 1.0}, favourite=True)
    seen = form(reduced_motion="reduce")
    page = seen.page
    for number, name in enumerate(("Neck", "Belly", "Left knee", "Right hand")):
        page.get_by_role("button", name=name, exact=True).first.click()
        page.get_by_label("Pain in this area").fill(str(1 + 3 * number))
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    for view in ("Back", "Front"):
        page.get_by_role("button", name=view, exact=True).click()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            results = Axe().run(page)
            assert results.violations_count == 0, (view, scheme, results.generate_report())


def test_a_usual_day_takes_two_taps_and_a_moment(open_page, year):  # acceptance 59
    seen = open_page(year, has_touch=True)
    seen.go("/today/?now=1")
    begin = time.monotonic()
    seen.page.get_by_role("link", name="How is today?").tap()
    seen.page.get_by_role("button", name="About as usual").tap()
    seen.page.get_by_text("Saved as usual: pain 5").wait_for()
    assert time.monotonic() - begin < 10
    (entry,) = todays(year)
    assert (entry.answers["pain"], entry.answers["sleep"], entry.origin) == (5, None, "as usual")


def test_an_activity_and_a_remedy_with_a_finger(open_page, year):
    Remedy.objects.create(user=year, name="Magnesium", slug="magnesium")
    OwnActivity.objects.create(user=year, name="Harp", groups={"arms_hands": 1.0}, favourite=True)
    seen = open_page(year, has_touch=True)
    seen.go(f"/diary/{year.today()}/")
    page = seen.page
    page.locator("summary", has_text="What you did").tap()
    page.locator("summary", has_text="Harp").tap()
    page.get_by_role("button", name="Harp, How hard: more").tap()
    page.get_by_role("button", name="Harp, Minutes: more").tap()
    page.get_by_role("button", name="Harp, Minutes: more").tap()
    page.get_by_label("Harp: It came unplanned").check()
    page.locator("summary", has_text="Remedies").tap()
    page.get_by_label("taken", exact=True).check()
    page.get_by_role("button", name="Save").tap()
    page.get_by_text("Saved. You can change it").wait_for()
    (entry,) = todays(year)
    assert (entry.answers["load.arms_hands"], entry.answers["treatment.magnesium"]) == (4.5, 1)
    assert entry.doings[0]["unplanned"] is True
    assert entry.answers["pain"] is None


def test_nowhere_else_hurts_is_said_with_one_tap(form, year):
    write(year, year.today() - dt.timedelta(days=2), pain=5, pain__neck=6)
    seen = form(has_touch=True)
    page = seen.page
    page.get_by_role("button", name="Left hand").first.tap()
    page.get_by_label("Pain in this area").fill("4")
    page.get_by_label("Nowhere else hurts").tap()
    page.get_by_role("button", name="Save").tap()
    page.get_by_text("Saved. You can change it").wait_for()
    (entry,) = todays(year)
    assert (entry.answers["pain.hand_left"], entry.answers["pain.neck"]) == (4, 0)
    seen.go(f"/diary/entry/{entry.pk}/")
    expect(page.get_by_label("Nowhere else hurts")).to_be_checked()
    expect(page.get_by_text("1 area", exact=True)).to_be_visible()
    expect(page.locator("svg:visible [data-area=neck]")).to_have_attribute("aria-pressed", "false")
