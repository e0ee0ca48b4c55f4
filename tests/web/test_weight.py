"""What the pages weigh on the wire: 60 KB on a first visit, 15 KB after. Issue 6, acceptance of pages.

Counted as a browser gets it: with its pictures and, the first time, its styles and scripts and what those import,
compressed where the server compresses. Icons that only installing asks for are not part of a page.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from django.test import Client
from tests.web.conftest import TODAY, rate_days, write

KB = 1000
FIRST, AFTER = 60 * KB, 15 * KB
TAKES = {"Accept-Encoding": "gzip"}
IMPORTS = re.compile(rb"""^import (?:[^"']* from )?["'](\./[^"']+)["']""", re.MULTILINE)
HEADERS = 350  # of an answer that only says "not changed"

pytestmark = pytest.mark.django_db


class Parts(HTMLParser):
    """The addresses that a page asks a browser for: files kept for next time, and pictures that are not."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[str] = []
        self.pictures: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and given.get("src"):
            self.files.append(given["src"])
        if tag == "link" and given.get("rel") in ("stylesheet", "icon", "manifest"):
            self.files.append(given["href"])
        if tag == "img":
            self.pictures.append(given["src"])


def wire(client: Client, path: str) -> tuple[int, bytes]:
    """The bytes of an answer as sent, and its content."""
    answer = client.get(path, headers=TAKES)
    assert answer.status_code == 200, path
    sent = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert path.endswith((".png", ".webmanifest", ".svg")) or answer.headers.get("Content-Encoding") == "gzip", path
    whole = client.get(path)
    return len(sent), b"".join(whole.streaming_content) if whole.streaming else whole.content


def weigh(client: Client, path: str) -> tuple[int, int]:
    """The bytes of a first visit, and of one after."""
    page, content = wire(client, path)
    parts = Parts()
    parts.feed(content.decode())
    pictures = sum(wire(client, picture)[0] for picture in parts.pictures)
    waiting, known, files = [*parts.files], set(), 0
    while waiting:
        name = waiting.pop()
        if name in known:
            continue
        known.add(name)
        size, text = wire(client, name)
        files += size
        waiting += [urljoin(name, found.decode()) for found in IMPORTS.findall(text)]
    return page + pictures + files, page + pictures + HEADERS * len(known)


@pytest.fixture
def year(owner, learner):
    """The owner with a year of diary: ratings, areas, five muscle groups, and a note each day."""
    rate_days(owner, 365)
    write(owner, TODAY, pain=4, note="A quiet day.")
    return owner


@pytest.mark.parametrize(
    "path",
    [
        "/today/?now=1",
        "/today/timer/",
        "/today/flare/",
        f"/diary/{TODAY}/",
        "/diary/",
        "/trends/?now=1&days=30",
        "/trends/?now=1",
        "/trends/?now=1&days=365",
        "/trends/load/",
        "/trends/load/?days=365",
        "/trends/ratings/",
        "/trends/ratings/?days=365",
        "/trends/areas/",
        "/trends/symptoms/",
        "/trends/patterns/",
        "/trends/table/load/?days=365",
        "/worry/",
        "/settings/",
        "/settings/effort/",
    ],
)
def test_pages_are_light(client, year, path):
    first, after = weigh(client, path)
    assert first <= FIRST, f"{path}: {first} bytes on a first visit"
    assert after <= AFTER, f"{path}: {after} bytes after"


def test_what_a_trends_page_pulls_is_light_too(client, year):
    """Opened once and read to its end, with every part and picture that comes into sight, for the usual range."""
    for _ in range(4):
        client.get("/trends/areas/?now=1")
        client.get("/trends/symptoms/?now=1")
    sizes = [weigh(client, "/trends/?now=1")[1]]
    for part in ("load", "ratings", "areas", "symptoms", "patterns"):
        content = client.get(f"/trends/{part}/", headers={"HX-Request": "true"}).content.decode()
        sizes.append(len(client.get(f"/trends/{part}/", headers={**TAKES, "HX-Request": "true"}).content))
        parts = Parts()
        parts.feed(content)
        sizes += [wire(client, picture)[0] for picture in parts.pictures]
    assert sum(sizes) <= FIRST


def test_no_secret_is_sent_twice_in_the_same_bytes(client, year):
    """Pages are compressed, and with them the key of their forms: it is masked anew each time, and Django adds a random
    number of bytes, so that lengths tell nothing (BREACH).
    """
    path = f"/diary/{TODAY}/"
    keys = {re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(path).content)[1] for _ in range(3)}
    assert len(keys) == 3
    lengths = {len(client.get(path, headers=TAKES).content) for _ in range(12)}
    assert len(lengths) > 3
