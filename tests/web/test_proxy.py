"""A proxy with HTTPS in front is believed only where andante was told of one; by default nobody's headers count.

Each case is a process of its own, for settings are read once. docs/serving.md says what was tried with a real proxy.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

SAID = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7", "X-Forwarded-Host": "evil.example"}
PROBE = """
import json, sys
import django
django.setup()
from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.middleware.csrf import CsrfViewMiddleware
from django.test import Client, RequestFactory
from andante.web.accounts.network import can_have_passkeys

name, headers = sys.argv[1], json.loads(sys.argv[2])
request = RequestFactory().get("/offline/", headers=headers, HTTP_HOST=name)
def origin_fits(origin):
    request.META["HTTP_ORIGIN"] = origin
    return CsrfViewMiddleware(lambda asked: None)._origin_verified(request)
answer = Client().get("/offline/", headers=headers, HTTP_HOST=name)
print(json.dumps({
    "secure": request.is_secure(), "address": get_client_ip(request), "host": request.get_host(),
    "status": answer.status_code, "to": answer.headers.get("Location"),
    "hsts": "Strict-Transport-Security" in answer.headers,
    "cookies": [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE],
    "passkeys": can_have_passkeys(request),
    "origins": [origin_fits(f"{scheme}://{name}") for scheme in ("http", "https")],
    "own": request.build_absolute_uri("/"),
}))
"""


@pytest.fixture
def seen(tmp_path):
    """What andante makes of a request to `name` with `headers`, started with `told` in its environment."""

    def ask(name: str, headers: dict[str, str], **told: str) -> dict[str, object]:
        known = {key: value for key, value in os.environ.items() if not key.startswith("ANDANTE_")}
        own = {"ANDANTE_DATA": str(tmp_path), "ANDANTE_SECRET_KEY": "k" * 50, **told}
        environment = {**known, **own, "DJANGO_SETTINGS_MODULE": "andante.web.settings"}
        asked = [sys.executable, "-c", PROBE, name, json.dumps(headers)]
        done = subprocess.run(asked, env=environment, capture_output=True, text=True, check=True)
        answer: dict[str, object] = json.loads(done.stdout)
        return answer

    return ask


def test_nobody_is_believed_by_default(seen):
    answer = seen("localhost:8000", SAID)
    assert (answer["secure"], answer["address"], answer["host"]) == (False, "127.0.0.1", "localhost:8000")
    assert (answer["status"], answer["hsts"], answer["cookies"]) == (200, False, [False, False])
    assert answer["origins"] == [True, False]


def test_nor_with_a_certificate_of_ones_own(seen):
    """There is no proxy then, so whoever says to be one is not."""
    answer = seen("computer.local", SAID, ANDANTE_HTTPS="own", ANDANTE_HOSTS="computer.local")
    assert (answer["secure"], answer["address"]) == (False, "127.0.0.1")
    assert answer["cookies"] == [True, True]
    assert (answer["status"], answer["to"]) == (301, "https://computer.local/offline/")


def test_a_proxy_that_was_named_is_believed(seen):
    told = {"ANDANTE_HTTPS": "1", "ANDANTE_HOSTS": "diary.example.org:8443,other.example.org"}
    answer = seen("diary.example.org:8443", SAID, **told)
    assert (answer["secure"], answer["address"]) == (True, "203.0.113.7")
    assert answer["host"] == "diary.example.org:8443"  # of the host only the request itself is believed
    assert (answer["status"], answer["hsts"], answer["cookies"]) == (200, True, [True, True])
    assert answer["origins"] == [False, True]
    assert answer["passkeys"] is True
    assert answer["own"] == "https://diary.example.org:8443/"


def test_behind_a_proxy_a_plain_request_is_sent_on_to_it(seen):
    told = {"ANDANTE_HTTPS": "1", "ANDANTE_HOSTS": "diary.example.org:8443"}
    for headers in ({}, {**SAID, "X-Forwarded-Proto": "http"}):
        answer = seen("127.0.0.1:8000", headers, **told)
        assert answer["secure"] is False
        assert (answer["status"], answer["to"]) == (301, "https://diary.example.org:8443/offline/")


def test_the_last_proxy_alone_is_believed_about_the_visitor(seen):
    headers = {**SAID, "X-Forwarded-For": "198.51.100.1, 203.0.113.7"}
    answer = seen("diary.example.org", headers, ANDANTE_HTTPS="1", ANDANTE_HOSTS="diary.example.org")
    assert answer["address"] == "203.0.113.7"  # what the visitor wrote in front of it counts for nothing
