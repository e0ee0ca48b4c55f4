"""A real browser on a real server of this machine. Any request that would leave the machine fails the test."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Error, Page, Request, expect, sync_playwright
from tests.web.conftest import learner  # noqa: F401 - a fixture

ARGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",  # nothing else is there to be asked
]
HERE = ("127.0.0.1", "localhost")
PHONE = {"width": 390, "height": 844}
expect.set_options(timeout=20_000)  # a busy machine may take longer than the usual five seconds; nobody waits for more
# Playwright keeps an event loop in this thread, and Django then takes every query for one made inside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def find_browser() -> str | None:
    """A browser of this machine: the one named, the usual places, else None for Playwright's own."""
    named = [os.environ.get("ANDANTE_CHROMIUM", ""), "/usr/bin/chromium"]
    found = [
        shutil.which(name) for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    ]
    return next((path for path in (*named, *found) if path and Path(path).exists()), None)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=find_browser(), args=ARGS)
        except Error as error:
            reason = f"no browser could be started ({str(error).splitlines()[0]}); name one with ANDANTE_CHROMIUM"
            if os.environ.get("CI") == "true":
                pytest.fail(f"CI must run the browser tests: {reason}")
            pytest.skip(reason)
        yield started
        started.close()


def leaves(address: str) -> bool:
    """Whether asking for `address` leaves this machine; what a page holds itself (data:, blob:) is asked of nobody."""
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and parts.hostname not in HERE


class Watched:
    """A page that counts what a careful reader would not accept: requests elsewhere, refused parts, broken scripts."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.home = page, home
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", lambda response: response.status >= 500 and self.complaints.append(response.url))

    def go(self, path: str) -> None:
        self.page.goto(self.home + path)


@pytest.fixture
def open_page(browser: Browser, live_server, request):
    """`open_page(user, **options)`: a page of a fresh browser, signed in as `user` unless that is None."""
    opened: list[tuple[BrowserContext, Watched, list[str]]] = []

    def open_it(user=None, **options) -> Watched:
        context = browser.new_context(**{"viewport": PHONE, **options})
        away: list[str] = []

        def watch(request: Request) -> None:
            if leaves(request.url):
                away.append(request.url)

        context.on("request", watch)  # seen, not stopped on its way: a stop at each takes as long as the rest
        if user is not None:
            signed_in = Client()
            signed_in.force_login(user)
            value = signed_in.cookies["andante_session"].value
            context.add_cookies([{"name": "andante_session", "value": value, "url": live_server.url}])
        page = context.new_page()
        watched = Watched(page, live_server.url)
        opened.append((context, watched, away))
        return watched

    yield open_it
    for context, watched, away in opened:
        watched.page.wait_for_load_state("networkidle")  # the server is done before its database goes away
        context.close()
        assert away == [], "no request may leave this machine"  # acceptance 58
        assert watched.complaints == []


@pytest.fixture
def owner(transactional_db, settings):
    from andante.web.accounts.models import User

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return User.objects.create_user("ada", password="four calm words here")


@pytest.fixture
def year(owner, learner):  # noqa: F811
    """The owner with six weeks of diary up to yesterday."""
    import datetime as dt

    from tests.web.conftest import write, write_days

    yesterday = owner.yesterday()
    write_days(owner, 40, last=yesterday - dt.timedelta(days=3))
    write(owner, yesterday, pain=5, fatigue=6, sleep=4, stress=2, load__neck_shoulders=12, note="Washed the windows.")
    return owner
