"""A second tap on what ends something does nothing more, and leads to where the first one led. Never to "not found"."""

from __future__ import annotations

import re
import uuid

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from tests.web.conftest import NOW, TODAY, once_more, signed_in_as, write
from tests.web.passkeys import SoftPasskey
from tests.web.test_getting_in import code_now

from andante.web.accounts.models import CalendarFeed, Reminder, User
from andante.web.diary.models import Concern, Favourite, Remedy
from andante.web.today.models import Probe

SAID = b'<p class="said" role="status">'
Tap = tuple[str, dict[str, str]]


def device(user: User) -> Tap:
    signed_in_as(user)
    return "/settings/devices/", {"device": str(UserSession.objects.filter(user=user).latest("pk").pk)}


def reminder(user: User) -> Tap:
    made = Reminder.objects.create(user=user, at="20:30")
    return "/settings/reminders/", {"do": "remove", "reminder": str(made.pk)}


def calendar(user: User) -> Tap:
    CalendarFeed.renew(user)
    return "/settings/reminders/", {"do": "end-address"}


def favourite(user: User) -> Tap:
    made = Favourite.objects.create(user=user, name="yoga")
    return f"/diary/own/favourite/{made.pk}/hide/", {}


def remedy(user: User) -> Tap:
    made = Remedy.objects.create(user=user, name="Heat", slug="heat")
    return f"/diary/own/remedy/{made.pk}/hide/", {"hidden": "1"}


def entry(user: User) -> Tap:
    return f"/diary/entry/{write(user, TODAY, pain=4).pk}/void/", {"void": "1"}


def former_version(user: User) -> Tap:
    made = write(user, TODAY, pain=4)
    made.change(write(user, TODAY, pain=5).given, based_on=1)
    return f"/diary/entry/{made.pk}/restore/", {"version": "1"}


def probe(user: User) -> Tap:
    made = Probe.objects.create(user=user, bout=uuid.uuid4(), due_from=NOW, due_until=NOW)
    return f"/today/probe/{made.pk}/", {"pain": "4"}


def flare(user: User) -> Tap:
    return "/today/flare/say/", {"flare": "0", "client_id": str(uuid.uuid4())}


def concern(user: User) -> Tap:
    return "/worry/over/", {"through": str(Concern.objects.create(user=user, flags=["fever"]).pk)}


def passkey(user: User) -> Tap:
    made = SoftPasskey("localhost", "http://localhost").create(
        {"publicKey": {"challenge": "AAAA", "user": {"id": "AAAA"}}}
    )
    kept = Authenticator.objects.create(user=user, type="webauthn", data={"name": "my phone", "credential": made})
    return f"/settings/getting-in/passkeys/{kept.pk}/remove/", {}


def codes(user: User) -> Tap:
    Authenticator.objects.create(user=user, type="totp", data={"secret": "A" * 32})
    return "/settings/getting-in/codes/off/", {}


ENDINGS = [
    device, reminder, calendar, favourite, remedy, entry, former_version, probe, flare, concern, passkey, codes,
]  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_second_tap_leads_to_where_the_first_one_led(client, owner, learner, ending):
    path, form = ending(owner)
    once_more(client)
    first, second = (client.post(path, form, follow=True) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert second.request["PATH_INFO"] == first.request["PATH_INFO"]
    assert b"Something below is not right" not in second.content


def test_a_page_from_before_says_nothing_of_what_it_did_not_do(client, owner):
    for path, form in (device(owner), reminder(owner)):
        client.post(path, form, follow=True)
        assert SAID not in client.post(path, form, follow=True).content
    path, form = reminder(owner)
    assert SAID in client.post(path, form, follow=True).content
    assert SAID not in client.post(path, {**form, "do": "switch", "on": "1"}, follow=True).content


@pytest.mark.parametrize("kind", [reminder, favourite])
def test_what_is_another_persons_stays_and_is_told_like_what_never_was(other_client, owner, kind):
    path, form = kind(owner)
    never = re.sub(r"\d+", "999999", path)
    gone = {name: value if name == "do" else "999999" for name, value in form.items()}
    theirs, nothing = other_client.post(path, form), other_client.post(never, gone)
    assert (theirs.status_code, theirs["Location"]) == (nothing.status_code, nothing["Location"])
    assert Reminder.objects.count() + Favourite.objects.count() == 1


@pytest.mark.parametrize("key", ["9" * 40, "9" * 5000, "٣"])
def test_a_key_that_no_row_can_have_is_nothing_to_end(client, key):
    for path, form in (
        ("/settings/devices/", {"device": key}),
        ("/settings/reminders/", {"do": "remove", "reminder": key}),
    ):
        assert client.post(path, form)["Location"] == path
    assert client.get("/settings/").status_code == 200


def test_turning_codes_on_twice_leads_to_the_recovery_codes_and_not_to_turning_them_off(client):
    once_more(client)
    page = client.get("/settings/getting-in/codes/").content.decode()
    secret = re.search(r'id="id_secret" type="text" value="(\w+)"', page)
    assert secret
    for _ in range(2):
        answer = client.post("/settings/getting-in/codes/", {"code": code_now(secret[1])})
        assert answer["Location"] == "/settings/getting-in/recovery/"
    assert len(re.findall(r"<code>\d{8}</code>", client.get(answer["Location"]).content.decode())) == 10
