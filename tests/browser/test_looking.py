"""The walk, the scan in dark and the watch over requests find what they look for: a test of pages that finds nothing
anywhere says nothing.
"""

from __future__ import annotations

import pytest
from tests.browser.conftest import leaves
from tests.browser.looking import axe_findings, walk_findings

pytestmark = pytest.mark.browser

GOOD = '<a href="#">One</a> <button>Two</button> <input aria-label="Three"><style>:focus { outline: 3px solid }</style>'
COVER = '<div style="position: fixed; inset: 0; z-index: 9"></div>'


@pytest.mark.parametrize(
    ("page", "found"),
    [
        (GOOD, []),
        (GOOD + "<style>button:focus { outline: none }</style>", ["not seen while focused: <button"]),
        (GOOD + COVER, ["covered while focused"] * 3),
        (GOOD.replace("<button>", "<button tabindex='-1'>"), ["1 of 3 controls were not reached"]),
    ],
)
def test_a_walk_tells_what_is_not_seen_covered_or_not_reached(browser, page, found):
    opened = browser.new_page()
    opened.set_content(f"<!doctype html><title>x</title>{page}")
    told = list(walk_findings(opened, "it"))
    opened.close()
    # A control that is never reached is walked past again and again: each finding is told once here.
    assert len(dict.fromkeys(told)) == len(found), told
    assert all(any(words in each for each in told) for words in found)


def test_colours_that_are_too_pale_in_dark_alone_are_found(browser):
    opened = browser.new_page()
    dark = "@media (prefers-color-scheme: dark) { body { background: #111; color: #333 } }"
    opened.set_content(f"<!doctype html><html lang=en><title>x</title><style>{dark}</style><main><h1>Pale</h1></main>")
    [told] = axe_findings(opened, "it")
    opened.close()
    assert told.startswith("it, dark")
    assert "color-contrast" in told


@pytest.mark.parametrize("address", ["https://example.org/x.png", "http://192.0.2.1/x.png"])
def test_a_request_that_would_leave_the_machine_is_seen_and_gets_nowhere(browser, address):
    opened, seen = browser.new_page(), []
    opened.on("request", lambda request: seen.append(request.url))
    with opened.expect_event("requestfailed") as failed:
        opened.set_content(
            f"<!doctype html><title>x</title><img src='{address}'><img src='data:image/gif;base64,R0lG'>"
        )
    assert failed.value.failure == "net::ERR_NAME_NOT_RESOLVED"
    opened.close()
    assert [each for each in seen if leaves(each)] == [address]
