"""What is asked of every page in a real browser: an axe scan by day and by night, room at 320 px and at twice the size
of letters, targets for a finger, and a walk with the keys alone. Each gives what it found, in words; nothing found is
good.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

MORE_STOPS = 80  # areas of the body and tables that scroll take the focus too
ALL_RULES = {"resultTypes": ["violations"]}
COLOUR_RULES = {**ALL_RULES, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
PHONE, NARROW = {"width": 390, "height": 844}, {"width": 320, "height": 640}
SMALL_PHONE = {"width": 360, "height": 740}

# Links inside a sentence may be as small as their words; a tick counts with its label.
SMALL_TARGETS = """() => [...document.querySelectorAll(
    'a, button, summary, input:not([type=hidden]), select, textarea')]
  .filter((each) => each.checkVisibility() && !each.closest('.skip'))
  .map((each) => {
    const box = (each.closest('label.tick') || each).getBoundingClientRect();
    return [each.outerHTML.slice(0, 80), Math.round(box.width), Math.round(box.height)];
  })
  .filter(([, width, height]) => width < 44 || height < 44)"""

TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll('main *')].filter((each) => each.getBoundingClientRect().right > innerWidth + 1
    && !each.closest('.scroll')).map((each) => each.outerHTML.slice(0, 80)).slice(0, 3).concat('too wide')"""

# The keys enter a group of round buttons once, and the arrows go on inside it.
NUMBER_CONTROLS = """() => { let n = 0; const groups = {}; for (const each of document.querySelectorAll(
    'a[href], button:not([hidden]), summary, input:not([type=hidden]), select, textarea')) {
    if (!each.checkVisibility() || each.disabled) continue;
    if (each.type === 'radio') each.dataset.walk = groups[each.name] ??= String(n++);
    else each.dataset.walk = String(n++); } return n; }"""

WHERE = """() => { const at = document.activeElement;
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const words = at.getAttribute('aria-label') || at.labels?.[0]?.innerText || at.innerText || '';
  return { walk: at.dataset.walk ?? null, words: words.trim().split('\\n')[0],
           seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
           clear: !top || at.contains(top) || top.contains(at), what: at.outerHTML.slice(0, 80) }; }"""


# When a key goes up again the focus has moved, and the page with it: noted there, a walk asks the page now and then.
WATCH = f"""() => {{ window.walked = [];
  document.addEventListener('keyup', window.walking = () => window.walked.push(({WHERE})()), true); }}"""
SO_FAR = "() => window.walked.splice(0)"
DONE = "() => document.removeEventListener('keyup', window.walking, true)"


# Parts that come once they are in sight, and tables once they are opened, move what is below them while they come.
PULL = """() => document.querySelectorAll('[hx-trigger="intersect once"]').forEach((each) => each.scrollIntoView())"""
ALL_CAME = """() => !document.querySelector('[hx-trigger="intersect once"], [aria-busy=true], .htmx-request')"""
TABLES = "() => !document.querySelector('.behind')"


def open_all(page: Page) -> None:
    """Everything that is folded away is opened, every part that comes later has come, and every picture is there."""
    while page.locator('[hx-trigger="intersect once"]').count():
        page.evaluate(PULL)
        page.wait_for_timeout(50)
    page.wait_for_function(ALL_CAME)
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    page.wait_for_function(TABLES)
    page.evaluate("() => document.querySelectorAll('img').forEach((each) => { each.loading = 'eager'; })")
    _pictures_are_there(page)


def _pictures_are_there(page: Page) -> None:
    page.evaluate("() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))")
    page.wait_for_function("() => [...document.images].every((image) => image.complete)")


def axe_findings(page: Page, name: str) -> Iterator[str]:
    """An axe scan in light, and of the colours in dark, where nothing else differs; with ANDANTE_SCREENS=FOLDER
    both are kept as pictures.
    """
    for scheme, rules in (("light", ALL_RULES), ("dark", COLOUR_RULES)):
        page.emulate_media(color_scheme=scheme)
        _pictures_are_there(page)  # those of the night are others, asked for with the next frame
        results = Axe().run(page, options=rules)
        if results.violations_count:
            yield f"{name}, {scheme}: {results.generate_report()}"
        if folder := os.environ.get("ANDANTE_SCREENS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}-{scheme}.png", full_page=True)


def room_findings(page: Page, name: str) -> Iterator[str]:
    """320 px wide (as at 200 % zoom of 640), and letters twice as large on a small phone: no sideways scrolling;
    fingers.
    """
    page.set_viewport_size(NARROW)
    for found in (*page.evaluate(TOO_WIDE), *page.evaluate(SMALL_TARGETS)):
        yield f"{name} at 320 px: {found}"
    for found in wide_findings(page):
        yield f"{name}, letters twice as large: {found}"
    page.set_viewport_size(PHONE)


def wide_findings(page: Page) -> list[str]:
    """What scrolls sideways on a small phone with letters twice as large as they are there (112.5 %)."""
    page.set_viewport_size(SMALL_PHONE)
    page.evaluate("() => { document.documentElement.style.fontSize = '225%'; }")
    found: list[str] = page.evaluate(TOO_WIDE)
    page.evaluate("() => { document.documentElement.style.fontSize = ''; }")
    return found


def walk_findings(page: Page, name: str) -> Iterator[str]:
    """Tab from the top: each control is reached, its focus seen and not covered, and there is a way back."""
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
    wanted = page.evaluate(NUMBER_CONTROLS)
    page.evaluate(WATCH)
    reached: set[str] = set()
    pressed, last = 0, ""
    while len(reached) < wanted and pressed < wanted + MORE_STOPS:
        for _ in range(wanted - len(reached)):
            page.keyboard.press("Tab")
            pressed += 1
        for at in page.evaluate(SO_FAR):
            last = at["what"]
            if at["walk"] is None:
                continue
            reached.add(at["walk"])
            if not at["seen"] or not at["clear"]:
                yield f"{name}: {'covered' if at['seen'] else 'not seen'} while focused: {at['what']}"
    if len(reached) != wanted:
        yield f"{name}: {wanted - len(reached)} of {wanted} controls were not reached with the Tab key"
    page.keyboard.press("Shift+Tab")
    page.evaluate(DONE)
    if wanted > 1 and page.evaluate(WHERE)["what"] == last:
        yield f"{name}: no way back from {last}"


def findings(page: Page, name: str) -> list[str]:
    """All that is to be said against this page."""
    open_all(page)
    return [*axe_findings(page, name), *room_findings(page, name), *walk_findings(page, name)]


def tab_to(page: Page, words: str, *, most: int = 120) -> None:
    """Press Tab until the control that begins with `words` has the focus, and see it there."""
    met = []
    for _ in range(most):
        page.keyboard.press("Tab")
        at = page.evaluate(WHERE)
        met.append(at["words"])
        if at["words"].startswith(words):
            assert at["seen"], at
            assert at["clear"], at
            return
    raise AssertionError(f"{words!r} was not reached with the Tab key; these were: {met}")
