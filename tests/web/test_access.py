"""Every address by its owner, by another person, and by a stranger. # acceptance 55

An address that is not declared below fails the first test; one that is declared is tried by all three, both ways (GET
and POST). What is open to strangers must be declared open here and say so itself, so that neither happens by accident.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.web.conftest import TODAY, once_more, posted, write
from tests.web.passkeys import SoftPasskey

from andante.web.accounts.models import CalendarFeed
from andante.web.diary.models import Entry, OwnActivity
from andante.web.today.models import Probe

OPEN = {
    "account_login",
    "begin",
    "calendar",
    "erased",
    "help-now",
    "manifest",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "new-password",
    "offline",
    "pair",
    "pair-code",
    "service-worker",
    "set-up",
}
ONE_PERSONS = {"edit", "void", "restore", "own-change", "own-hide", "probe", "mfa_remove_webauthn"}
"""Addresses of a thing that belongs to one person: nobody else even learns that it is there."""
ENDS_SESSION = {"sign-out"}
NO_PAGE = {"same", "usual", "restore", "say-flare", "diary-file", "mfa_view_recovery_codes"}
"""Asked for as here they give no page: there is nothing of that kind."""


def an_own_activity(entry: Entry) -> OwnActivity:
    return OwnActivity.objects.get_or_create(user=entry.user, name="a private harp")[0]


def a_probe(entry: Entry) -> Probe:
    due = {"due_from": entry.instant, "due_until": entry.instant}
    return Probe.objects.get_or_create(user=entry.user, bout=entry.pk, defaults=due)[0]


def addresses(entry: Entry) -> dict[str, tuple[str, str]]:
    """Every named address: method and path."""
    day = TODAY.isoformat()
    mine = an_own_activity(entry).pk
    return {
        "home": ("GET", "/"),
        "today": ("GET", "/today/"),
        "timer": ("GET", "/today/timer/"),
        "flare": ("GET", "/today/flare/"),
        "say-flare": ("POST", "/today/flare/say/"),
        "probe": ("POST", f"/today/probe/{a_probe(entry).pk}/"),
        "wishes": ("GET", "/today/wishes/"),
        "effort": ("GET", "/settings/effort/"),
        "welcome": ("GET", "/welcome/"),
        "help-now": ("GET", "/help-now/"),
        "diary": ("GET", "/diary/"),
        "check-in": ("GET", f"/diary/{day}/"),
        "usual": ("POST", f"/diary/{day}/usual/"),
        "now": ("GET", "/diary/now/"),
        "own": ("GET", "/diary/own/"),
        "own-change": ("GET", f"/diary/own/activity/{mine}/"),
        "own-hide": ("POST", f"/diary/own/activity/{mine}/hide/"),
        "restore": ("POST", f"/diary/entry/{entry.pk}/restore/"),
        "same": ("POST", f"/diary/{day}/same/"),
        "edit": ("GET", f"/diary/entry/{entry.pk}/"),
        "void": ("POST", f"/diary/entry/{entry.pk}/void/"),
        "send": ("GET", "/diary/send/"),
        "worry": ("GET", "/worry/"),
        "worry-over": ("POST", "/worry/over/"),
        "trends": ("GET", "/trends/"),
        "picture": ("GET", "/trends/pain.svg"),
        "trends-load": ("GET", "/trends/load/"),
        "trends-areas": ("GET", "/trends/areas/?now=1"),
        "trends-ratings": ("GET", "/trends/ratings/"),
        "trends-symptoms": ("GET", "/trends/symptoms/?now=1"),
        "trends-patterns": ("GET", "/trends/patterns/"),
        "trends-table": ("GET", "/trends/table/pain/"),
        "service-worker": ("GET", "/service-worker.js"),
        "manifest": ("GET", "/manifest.webmanifest"),
        "offline": ("GET", "/offline/"),
        "keeping": ("GET", "/keeping/"),
        "archive": ("GET", "/keeping/archive.zip"),
        "diary-file": ("GET", "/keeping/diary.csv"),
        "backup": ("GET", "/keeping/backup.zip"),
        "erase-me": ("GET", "/keeping/erase/"),
        "erased": ("GET", "/erased/"),
        "settings": ("GET", "/settings/"),
        "looks": ("GET", "/settings/looks/"),
        "change-password": ("GET", "/settings/password/"),
        "devices": ("GET", "/settings/devices/"),
        "add-phone": ("GET", "/settings/phone/"),
        "reminders": ("GET", "/settings/reminders/"),
        "mfa_index": ("GET", "/settings/getting-in/"),
        "mfa_list_webauthn": ("GET", "/settings/getting-in/passkeys/"),
        "mfa_add_webauthn": ("GET", "/settings/getting-in/passkeys/add/"),
        "mfa_remove_webauthn": ("GET", f"/settings/getting-in/passkeys/{passkey_of(entry)}/remove/"),
        "mfa_activate_totp": ("GET", "/settings/getting-in/codes/"),
        "mfa_deactivate_totp": ("GET", "/settings/getting-in/codes/off/"),
        "mfa_view_recovery_codes": ("GET", "/settings/getting-in/recovery/"),
        "mfa_generate_recovery_codes": ("GET", "/settings/getting-in/recovery/new/"),
        "due": ("GET", "/reminders/due/"),
        "calendar": ("GET", "/calendar/no-such-token.ics"),
        "account_login": ("GET", "/sign-in/"),
        "mfa_login_webauthn": ("GET", "/sign-in/passkey/"),
        "mfa_authenticate": ("GET", "/sign-in/second-step/"),
        "account_reauthenticate": ("GET", "/sign-in/again/"),
        "mfa_reauthenticate": ("GET", "/sign-in/again/code/"),
        "mfa_reauthenticate_webauthn": ("GET", "/sign-in/again/passkey/"),
        "sign-out": ("POST", "/sign-out/"),
        "begin": ("GET", "/begin/no-such-token/"),
        "set-up": ("GET", "/set-up/no-such-token/"),
        "new-password": ("GET", "/new-password/no-such-token/"),
        "pair": ("GET", "/pair/"),
        "pair-code": ("GET", "/pair/ABCDEFGH/"),
    }


def passkey_of(entry: Entry) -> int:
    return Authenticator.objects.get(user=entry.user, type="webauthn").pk


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    """All patterns, those of included lists too."""
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each)
        else:
            yield each


@pytest.fixture
def entry(owner) -> Entry:
    """Something of the owner's: an entry, and a passkey of theirs (made in software)."""
    credential = SoftPasskey("localhost", "http://localhost").create(
        {"publicKey": {"challenge": "AAAA", "user": {"id": "AAAA"}}}
    )
    Authenticator.objects.create(user=owner, type="webauthn", data={"name": "a private key", "credential": credential})
    return write(owner, TODAY, pain=4, note="a private word")


def test_every_address_has_a_declared_access(entry):
    """A new address fails here until it says above who may read it."""
    every = list(patterns(get_resolver()))
    assert all(pattern.name for pattern in every)
    assert {pattern.name for pattern in every} == set(addresses(entry))
    assert len(every) == len(addresses(entry))
    assert set(addresses(entry)) >= OPEN | ONE_PERSONS | ENDS_SESSION


def test_what_holds_a_key_of_a_row_belongs_to_one_person():
    """An address with a row's key in it is tried with another person's row."""
    rows = {"pk", "entry_id", "own_id", "probe_id"}
    keyed = {each.name for each in patterns(get_resolver()) if rows & set(each.pattern.converters)}
    assert keyed == ONE_PERSONS
    known = {"day", "name", "token", "code", "kind"}
    other = {key for each in patterns(get_resolver()) for key in each.pattern.converters} - rows
    assert other == known  # a new kind of key: is it a row of somebody?


def test_only_what_is_declared_open_lets_a_stranger_in(entry):
    """LoginRequiredMiddleware keeps every view closed that does not say otherwise."""
    said_open = {each.name for each in patterns(get_resolver()) if not getattr(each.callback, "login_required", True)}
    assert said_open <= OPEN


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_stranger_reads_and_changes_nothing(entry, learner, method):  # acceptance 55
    for name, (_, path) in addresses(entry).items():
        response = Client().generic(method, path)
        assert b"a private" not in response.content, name
        if name in OPEN:
            assert response.status_code in (200, 302, 404, 405, 410), name
            assert response.status_code != 302 or response["Location"].startswith("/sign-in/"), name
        else:
            assert response.status_code == 302, name
            assert response["Location"].startswith("/sign-in/"), name
    entry.refresh_from_db()
    assert (entry.void, entry.version) == (False, 1)
    assert Authenticator.objects.count() == 1


def test_the_owner_reads_all_of_their_own(client, entry, learner):
    for name, (method, path) in addresses(entry).items():
        if name in OPEN | ENDS_SESSION:
            continue
        assert client.generic(method, path).status_code in (200, 302, 404 if name in NO_PAGE else 200), name
    assert b"a private word" in client.get(f"/diary/{TODAY}/").content
    assert b"a private key" in client.get("/settings/getting-in/").content


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_person_finds_nothing_of_it_anywhere(other_client, entry, learner, method):  # acceptance 55
    for name, (_, path) in addresses(entry).items():
        if name in OPEN | ENDS_SESSION:
            continue
        response = other_client.generic(method, path)
        assert b"a private" not in response.content, name
        if name in ONE_PERSONS:
            # A page that first asks for the password once more gives its 404 after that.
            asks_again = response.status_code == 302 and response["Location"].startswith("/sign-in/again/")
            assert response.status_code in (404, 405) or asks_again, name
    assert Authenticator.objects.filter(user=entry.user).count() == 1


def test_another_person_changes_nothing_of_it(other_client, entry, learner):  # acceptance 55
    assert other_client.post(f"/diary/entry/{entry.pk}/", posted(pain=9)).status_code == 404
    assert other_client.post(f"/diary/entry/{entry.pk}/void/", {"void": "1"}).status_code == 404
    assert other_client.post(f"/diary/entry/{entry.pk}/restore/", {"version": "1"}).status_code == 404
    assert other_client.post(addresses(entry)["own-change"][1], {"name": "taken over"}).status_code == 404
    assert not OwnActivity.objects.get().hidden
    assert OwnActivity.objects.get().name == "a private harp"
    entry.refresh_from_db()
    assert (entry.void, entry.answers["pain"], entry.version) == (False, 4, 1)


def test_another_person_cannot_remove_a_passkey_after_their_own_password_either(other_client, entry):
    path = addresses(entry)["mfa_remove_webauthn"][1]
    once_more(other_client, "four other words here")
    nothing = "/settings/getting-in/passkeys/0/remove/"  # what is another person's and what never was are told alike
    for answer in (ask(where) for where in (path, nothing) for ask in (other_client.get, other_client.post)):
        assert answer["Location"] == "/settings/getting-in/"
    assert b"a private key" not in other_client.get("/settings/getting-in/").content
    assert Authenticator.objects.filter(user=entry.user).exists()


def test_a_calendar_opens_with_its_secret_alone_and_shows_nothing_of_the_diary(entry, owner):
    token = CalendarFeed.renew(owner)
    assert b"a private" not in Client().get(f"/calendar/{token}.ics").content
    assert Client().get(f"/calendar/{token}x.ics").status_code == 404


def test_a_form_without_its_key_is_refused_with_the_true_cause(owner):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    response = strict.post(f"/diary/{TODAY}/", posted(pain=3))
    assert response.status_code == 403
    assert b"Nothing was saved" in response.content
    assert not Entry.objects.exists()


def test_headers_of_a_page(client, learner):  # acceptance 58
    response = client.get("/today/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert "microphone=()" in response["Permissions-Policy"]


def test_cookies_are_closed_to_scripts_and_other_sites(owner):
    visitor = Client()
    visitor.get("/sign-in/")
    visitor.post("/sign-in/", {"login": "ada", "password": "four calm words here"})
    for name in ("andante_session", "andante_csrf"):
        assert visitor.cookies[name]["httponly"]
        assert visitor.cookies[name]["samesite"] == "Lax"


def test_another_host_is_refused(client):
    assert client.get("/today/", headers={"host": "evil.example"}).status_code == 400
