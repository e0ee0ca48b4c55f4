"""The break timer in a real browser: through a dark screen, a reload, no network. Its clock is set by the test."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect
from tests.browser.looking import PHONE, SMALL_TARGETS

from andante.web.diary.models import Entry

pytestmark = pytest.mark.browser

HIDE = """hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
  document.dispatchEvent(new Event('visibilitychange')); }"""


def bouts(user) -> list[Entry]:
    return list(Entry.objects.of(user).filter(kind="bout"))


def started(open_page, user, **options):
    """Today, and one tap on Start: a bout runs. Gives the page, and the minutes of the bout and of its rest."""
    seen = open_page(user, **options)
    seen.page.clock.install()
    seen.go("/today/?now=1")
    seen.page.locator("a.button.start").click()
    seen.page.get_by_role("button", name="Done, I rest now").wait_for()
    bout = seen.page.evaluate("() => JSON.parse(document.getElementById('planned').textContent)[0].bouts[0]")
    expect(seen.page.locator("[data-show=word]")).to_contain_text(f"{bout['minutes']} minutes left")
    return seen, bout["minutes"], bout["rest"]


def says(seen) -> Locator:
    return seen.page.locator("[data-show=says]")


def test_right_after_the_screen_was_dark(open_page, year):  # acceptance 39
    seen, minutes, rest = started(open_page, year)
    seen.page.clock.fast_forward("01:00")
    expect(seen.page.locator("[data-show=word]")).to_contain_text(f"{minutes - 1} minutes left")
    seen.page.evaluate(HIDE, arg=True)
    # All of it passes in one jump, as when a phone sleeps: the bout, two idle minutes, the rest, and a quarter more.
    seen.page.clock.fast_forward((minutes + rest + 16) * 60 * 1000)
    seen.page.evaluate(HIDE, arg=False)
    expect(says(seen)).to_contain_text("The rest is over")
    expect(seen.page.locator("[data-show=word]")).to_contain_text("15 minutes ago")
    expect(seen.page.get_by_text(f"{minutes} minutes. How hard was it?")).to_be_visible()
    seen.page.get_by_role("button", name="3", exact=True).click()
    seen.page.get_by_text("Noted in the diary.").wait_for()
    (entry,) = bouts(year)
    assert entry.doings[0]["minutes"] == minutes
    assert entry.doings[0]["effort_0_10"] == 3
    assert entry.doings[0]["planned"] is True
    assert max(value for value in entry.answers.values() if value) == pytest.approx(0.3 * minutes)


def test_a_rest_begins_when_one_says_so_and_else_after_the_idle_time(open_page, year):  # acceptance 39
    seen, minutes, _rest = started(open_page, year)
    seen.page.clock.fast_forward(minutes * 60 * 1000 + 1000)
    expect(says(seen)).to_contain_text("Time to rest")
    expect(seen.page.locator("[data-show=how]")).to_contain_text("Reading or talking is no rest")
    seen.page.clock.fast_forward("01:30")
    expect(says(seen)).to_contain_text("Time to rest")
    seen.page.get_by_role("button", name="I rest now").click()
    expect(says(seen)).to_have_text("Rest")
    seen.page.get_by_role("button", name="I already rested").click()  # acceptance 41
    expect(says(seen)).to_contain_text("The rest is over")


def tap_twice(seen, target: Locator) -> None:
    """As a trembling finger does it: the second tap comes to the same place, whatever is there by then."""
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    seen.page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, delay=60)


def test_a_second_tap_ends_no_bout_and_calls_off_no_rest(open_page, year):
    seen = open_page(year, has_touch=True, viewport=PHONE)
    seen.page.clock.install()
    seen.go("/today/?now=1")
    seen.page.get_by_role("link", name="Start with the timer").first.click()
    tap_twice(seen, seen.page.get_by_role("button", name="Start", exact=True))
    expect(seen.page.get_by_role("button", name="Done, I rest now")).to_be_visible()
    seen.page.clock.fast_forward("01:00")
    tap_twice(seen, seen.page.get_by_role("button", name="Done, I rest now"))
    expect(says(seen)).to_have_text("Rest")
    # The question goes with its answer, and "I already rested" and the menu come to its place.
    tap_twice(seen, seen.page.get_by_role("button", name="3", exact=True))
    seen.page.get_by_text("Noted in the diary.").wait_for()
    expect(says(seen)).to_have_text("Rest")
    tap_twice(seen, seen.page.get_by_role("button", name="+5 minutes"))
    expect(seen.page.locator("[data-show=word]")).to_contain_text(re.compile(r"1\d minutes left"))
    (entry,) = bouts(year)
    assert entry.doings[0]["effort_0_10"] == 3


def test_opened_again_without_a_tap_nothing_tries_to_vibrate(open_page, year):
    """A browser refuses that before the first tap, and writes an error down."""
    seen, minutes, _rest = started(open_page, year)
    kept = seen.page.context.storage_state()
    again = open_page(year, storage_state=kept)
    again.page.clock.install()
    again.page.clock.fast_forward(minutes * 60 * 1000 + 1000)
    again.go("/today/timer/")
    expect(says(again)).to_contain_text("Time to rest")
    assert again.complaints == []


def test_a_timer_that_was_stopped_says_so_and_what_was_done_of_it(open_page, year):
    seen, _minutes, _rest = started(open_page, year)
    bouts_of = seen.page.evaluate("() => JSON.parse(document.getElementById('planned').textContent)[0].bouts.length")
    seen.page.clock.fast_forward("02:00")
    seen.page.get_by_role("button", name="Stop the timer").click()
    expect(says(seen)).to_have_text("Stopped")
    expect(seen.page.locator("[data-show=how]")).to_contain_text(f"You did 2 minutes of it (bouts: 1 of {bouts_of})")
    seen.page.get_by_role("button", name="3", exact=True).click()
    seen.page.get_by_text("Noted in the diary.").wait_for()
    expect(says(seen)).to_have_text("Stopped")  # after it is noted, too
    (entry,) = bouts(year)
    assert entry.doings[0]["minutes"] == 2


def test_only_bouts_that_were_all_done_are_said_to_be_all_done(open_page, year):
    seen, _minutes, _rest = started(open_page, year)
    count = seen.page.evaluate("() => JSON.parse(document.getElementById('planned').textContent)[0].bouts.length")
    for place in range(count):
        if place:
            seen.page.get_by_role("button", name="Start", exact=True).click()
        seen.page.clock.fast_forward(60 * 1000)
        seen.page.get_by_role("button", name="Done, I rest now").click()
        seen.page.clock.fast_forward(1000)
        seen.page.get_by_role("button", name="I already rested").click()
        seen.page.clock.fast_forward(1000)
    expect(says(seen)).to_have_text("All bouts are done")


def test_no_answer_on_effort_is_unknown_and_not_zero(open_page, year):  # acceptance 16
    seen, _minutes, _rest = started(open_page, year)
    seen.page.clock.fast_forward("02:00")
    seen.page.get_by_role("button", name="Done, I rest now").click()
    seen.page.get_by_role("button", name="I can’t say").click()
    seen.page.get_by_text("Noted in the diary.").wait_for()
    (entry,) = bouts(year)
    assert (entry.doings[0]["minutes"], entry.doings[0]["effort_0_10"]) == (2, None)
    assert set(entry.answers.values()) == {None}


def test_it_outlives_a_reload_and_signing_in_again(open_page, year):
    seen, minutes, _rest = started(open_page, year)
    seen.page.clock.fast_forward("01:00")
    seen.page.reload()
    expect(seen.page.locator("[data-show=word]")).to_contain_text(f"{minutes - 1} minutes left")
    seen.page.context.clear_cookies()
    seen.go("/today/timer/")
    seen.page.get_by_label("Name").fill("ada")
    seen.page.get_by_label("Password").fill("four calm words here")
    seen.page.get_by_role("button", name="Sign in", exact=True).click()
    seen.page.get_by_role("button", name="Done, I rest now").wait_for()
    expect(seen.page.locator("[data-show=word]")).to_contain_text(f"{minutes - 1} minutes left")


def test_with_no_network_it_runs_and_what_was_done_is_sent_once(open_page, year):  # acceptance 11
    seen, minutes, _rest = started(open_page, year)
    seen.page.context.set_offline(True)
    seen.page.clock.fast_forward(minutes * 60 * 1000 + 1000)
    seen.page.get_by_role("button", name="I rest now").click()
    seen.page.get_by_role("button", name="5", exact=True).click()
    seen.page.get_by_text("Kept on this device").wait_for()
    assert bouts(year) == []
    seen.complaints.clear()  # the browser itself notes that there was no network
    with seen.page.expect_response(lambda reply: reply.request.method == "POST" and "/diary/send/" in reply.url):
        seen.page.context.set_offline(False)
    seen.page.wait_for_function(
        "() => Object.keys(localStorage).every((k) => !k.includes('outbox') || localStorage[k] === '[]')"
    )
    (entry,) = bouts(year)
    assert entry.doings[0]["effort_0_10"] == 5


def test_quiet_time_postpones_and_the_clock_goes_on(open_page, year):  # acceptance 40
    seen, minutes, _rest = started(open_page, year)
    seen.page.get_by_text("Signals and quiet").click()
    seen.page.get_by_role("button", name="Quiet for 30 minutes").click()
    seen.page.clock.fast_forward((minutes + 4) * 60 * 1000)
    expect(says(seen)).to_contain_text("A rest is due")
    expect(seen.page.locator("[data-show=word]")).to_contain_text("4 minutes ago")
    seen.page.clock.fast_forward((30 - minutes - 4 + 1) * 60 * 1000)
    expect(says(seen)).to_contain_text("Time to rest")
    seen.page.clock.fast_forward("01:30")
    expect(says(seen)).to_have_text("Rest")


def test_snooze_is_one_tap_and_skips_lead_to_a_gentler_offer(open_page, year):  # acceptance 42
    seen = open_page(year)
    seen.page.clock.install()
    seen.go("/today/timer/")
    answers = seen.page.evaluate(
        """async () => { const c = await import('/static/andante/course.js');
          const bouts = Array(5).fill({ minutes: 6, rest: 6, position: 'sitting' });
          const min = 60000, told = [];
          let s = c.begin({ activity: 'x', words: 'X', bouts }, 0, { person: '1', idleMin: 2 }), now = 0;
          s = c.act(s, 'start', now);
          told.push(c.act(s, 'more', now + 1 * min).ends / min, c.act(s, 'more', now + 7 * min).ends / min);
          for (let i = 0; i < 3; i += 1) {
            s = c.act(s, 'start', now); now += 6 * min + 1000;
            s = c.act(s, 'skip', now); told.push(c.isGentle(s)); }
          s = c.act(s, 'short', now); told.push([s.phase, (s.ends - now) / min]);
          s = c.at(s, now + min); told.push([s.phase, s.index, c.isGentle(s)]);
          return told; }"""
    )
    assert answers == [11, 12, False, False, True, ["rest", 1], ["ready", 3, False]]


def test_one_long_look_away_is_as_good_as_looking_all_the_time(open_page, year):
    """Its slow twin: the same taps, with a look every seven seconds in between."""
    seen = open_page(year)
    seen.go("/help-now/")
    differences = seen.page.evaluate(
        """async () => { const c = await import('/static/andante/course.js');
          const names = ['start', 'start', 'done', 'rest', 'already', 'skip', 'more', 'quiet', 'short'];
          let seed = 7; const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
          const bare = ({ boutId, unlogged, did, ...rest }) => JSON.stringify(
            { ...rest, did: Object.values(did), done: unlogged.map(({ id, ...each }) => each) });
          let wrong = 0;
          for (let day = 0; day < 150; day += 1) {
            const bouts = Array.from({ length: 1 + Math.floor(4 * random()) }, () => (
              { minutes: 2 + Math.floor(15 * random()), rest: 2 + Math.floor(15 * random()), position: 'sitting' }));
            const idleMin = day % 5 ? 1 + day % 4 : null;
            let jump = c.begin({ bouts }, 0, { person: '1', idleMin }), twin = jump, now = 0;
            for (let tap = 0; tap < 12; tap += 1) {
              const next = now + Math.floor(random() * 20 * 60) * 1000;
              for (; now < next; now += 7000) twin = c.at(twin, now);
              now = next;
              const name = names[Math.floor(random() * names.length)];
              jump = c.act(jump, name, now); twin = c.act(twin, name, now);
              if (bare(jump) !== bare(twin)) wrong += 1;
            } }
          return wrong; }"""
    )
    assert differences == 0


def test_any_activity_of_the_catalogue(open_page, year):
    seen = open_page(year)
    seen.page.clock.install()
    seen.go("/today/timer/")
    seen.page.get_by_label("Something else").select_option(label="Grill scrubbing")
    seen.page.get_by_label("Minutes", exact=True).fill("3")
    seen.page.get_by_role("button", name="Get ready").click()
    seen.page.get_by_role("button", name="Start", exact=True).click()
    seen.page.clock.fast_forward("03:01")
    seen.page.get_by_role("button", name="I rest now").click()
    seen.page.get_by_role("button", name="6", exact=True).click()
    seen.page.get_by_text("Noted in the diary.").wait_for()
    (entry,) = bouts(year)
    assert (entry.doings[0]["activity"], entry.doings[0]["minutes"]) == ("grill scrubbing", 3)
    assert entry.doings[0]["planned"] is False


def test_signals_are_asked_for_and_come_once(open_page, year):
    seen, minutes, rest = started(open_page, year)
    seen.page.evaluate("() => { navigator.vibrate = (how) => { (window.buzzed ||= []).push(how); return true; }; }")
    seen.page.get_by_text("Signals and quiet").click()
    expect(seen.page.get_by_label("A soft sound")).not_to_be_checked()
    expect(seen.page.get_by_label("A notice")).not_to_be_checked()
    seen.page.clock.fast_forward((minutes + 2 + rest + 1) * 60 * 1000)
    seen.page.clock.fast_forward("00:10")
    assert seen.page.evaluate("() => window.buzzed.length") == 1


def test_the_running_timer_by_axe_keys_and_finger(open_page, year):  # acceptance 61, 62
    seen, minutes, rest = started(open_page, year, viewport={"width": 320, "height": 640}, reduced_motion="reduce")
    seen.page.clock.fast_forward((minutes + 2 + rest + 5) * 60 * 1000)
    seen.page.get_by_text("Signals and quiet").click()
    for scheme in ("light", "dark"):
        seen.page.emulate_media(color_scheme=scheme)
        results = Axe().run(seen.page)
        assert results.violations_count == 0, (scheme, results.generate_report())
    assert seen.page.evaluate(SMALL_TARGETS) == []
    assert seen.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    button = seen.page.get_by_role("button", name="Start", exact=True)
    button.focus()
    seen.page.keyboard.press("Enter")
    seen.page.get_by_role("button", name="Done, I rest now").wait_for()


def test_start_starts_what_it_says_though_another_course_waits(open_page, year):
    seen, minutes, _rest = started(open_page, year)
    first = seen.page.get_by_role("heading", level=1).inner_text()
    seen.page.clock.fast_forward(minutes * 60 * 1000)
    seen.page.get_by_role("button", name="I already rested").click()
    seen.go("/today/timer/?do=1")
    expect(seen.page.get_by_role("heading", level=1)).to_have_text(first)  # what was done is not noted yet: it stays
    seen.page.get_by_role("button", name="3", exact=True).click()
    seen.page.get_by_text("Noted in the diary.").wait_for()
    asked = seen.page.evaluate("() => JSON.parse(document.getElementById('planned').textContent)[1].words")
    assert asked != first
    seen.go("/today/timer/?do=1")
    expect(seen.page.get_by_role("heading", level=1)).to_have_text(asked)


def test_today_left_open_over_night_is_not_shown_as_today(open_page, year):
    seen = open_page(year)
    seen.page.clock.install()
    seen.go("/today/?now=1")
    seen.page.evaluate("() => { window.seenBefore = true; }")
    seen.page.evaluate(HIDE, arg=False)
    assert seen.page.evaluate("window.seenBefore")
    seen.page.clock.fast_forward("24:00:00")
    seen.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    seen.page.wait_for_function("() => window.seenBefore === undefined")
