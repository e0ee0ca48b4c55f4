"""Draw the README's pictures: the demo on a phone of 390 px. `python docs/screens.py` (a minute; it starts the demo).

Needs Chromium (ANDANTE_CHROMIUM names it, else Playwright's own) and a free port.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

PICTURES = Path(__file__).parent / "pictures"
PHONE = {"width": 390, "height": 844}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def link_of(demo: subprocess.Popen[str]) -> str:
    """The link that signs in, as the demo prints it; everything before it is passed on."""
    assert demo.stderr is not None, "its words come through a pipe"
    for line in demo.stderr:
        print(line, end="")
        if found := re.search(r"http://\S+/begin/\S+/", line):
            return found[0]
    raise RuntimeError("the demo ended before it gave its link")


def draw(page: Page, home: str) -> None:
    """Today; the check-in with some areas rated; the timer in the middle of a bout."""
    page.goto(f"{home}/today/?now=1")
    page.get_by_role("heading", name="Room today").wait_for()
    page.screenshot(path=PICTURES / "today.png")
    page.goto(f"{home}/diary/")
    page.get_by_role("link", name="Write for today").click()
    page.locator("[data-body-part] > summary").click()
    listed = page.locator("[data-body-list]")
    listed.evaluate("each => { each.open = true; }")
    for area, pain in (("neck", 6), ("shoulder_girdle_left", 4), ("knee_right", 2), ("hand_left", 3)):
        page.locator(f"#id_area_{area}").fill(str(pain))
    listed.evaluate("each => { each.open = false; }")
    page.locator("svg.body:visible [data-area=neck]").click()
    page.locator("[data-body-part]").evaluate("each => scrollTo(0, each.getBoundingClientRect().y + scrollY - 8)")
    page.mouse.move(0, 0)
    page.screenshot(path=PICTURES / "diary.png")
    page.clock.install()
    page.goto(f"{home}/today/?now=1")
    page.locator("a.button.start").click()
    page.get_by_role("button", name="Done, I rest now").wait_for()
    page.clock.fast_forward("03:12")
    page.screenshot(path=PICTURES / "timer.png")


def main() -> None:
    """Start the demo, draw, end it."""
    command = [sys.executable, "-m", "andante", "demo", "--port", str(free_port()), "--no-open"]
    demo = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        link = link_of(demo)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("ANDANTE_CHROMIUM"), args=["--no-sandbox"]
            )
            page = browser.new_page(viewport=PHONE, reduced_motion="reduce")
            page.goto(link)
            draw(page, link.partition("/begin/")[0])
            browser.close()
    finally:
        demo.terminate()
        demo.wait()


if __name__ == "__main__":
    main()
