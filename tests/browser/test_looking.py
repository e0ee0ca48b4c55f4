"""The walk with the keys finds what it looks for: a test of pages that finds nothing anywhere says nothing."""

from __future__ import annotations

import pytest
from tests.browser.looking import walk_findings

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
