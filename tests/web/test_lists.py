"""No page's queries grow with its rows: every address is asked with a few rows of everything, and with many."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from allauth.mfa.models import Authenticator
from tests.web.conftest import NOW, TODAY, rate_days, signed_in_as, write
from tests.web.passkeys import SoftPasskey
from tests.web.test_access import addresses

from andante.web.accounts.models import User
from andante.web.diary.answers import Answers
from andante.web.diary.models import Concern, Entry, Favourite, OwnActivity, Remedy, Symptom
from andante.web.today.models import Probe, StoredPlan

NO_LIST = {
    "pair-code",  # tries a code, and counts the tries
    "add-phone",  # makes a code
    "mfa_activate_totp",  # asks for the password first, and keeps that it did
}
ITS_LISTS = {"diary", "check-in", "edit", "own", "flare", "trends-table", "devices", "mfa_index", "archive", "keeping"}
"""Where rows are listed: these must be among what is tried, and be found (200)."""


def add_rows(user: User, entry: Entry, batch: int, count: int) -> None:
    """`count` more rows of every kind that a page may list."""
    for number in range(count):
        slug, back = f"b{batch}n{number}", dt.timedelta(days=count * batch + number)
        area = {"pain__neck": 4.0, "pain__chest": 3.0} if number % 2 else {"pain__neck": 2.0}
        written = write(user, TODAY - back, pain=3.0 + 5 * (number % 6 < 2), load__trunk=9.0, **area, note=slug)
        Entry.check_in(user, TODAY, Answers({"pain": 2.0}), client_id=uuid.uuid4(), now=NOW - dt.timedelta(hours=1))
        entry.refresh_from_db()
        entry.change(Answers({**entry.answers, "pain": number / 10, "stress": float(batch)}), based_on=entry.version)
        Symptom.objects.create(user=user, name=slug, slug=slug)
        Remedy.objects.create(user=user, name=slug, slug=slug)
        OwnActivity.objects.create(user=user, name=slug)
        Favourite.objects.create(user=user, name=slug)
        Concern.objects.create(user=user, flags=["fever"], closed_at=NOW)
        fields = {"due_from": NOW, "due_until": NOW, "closed_at": NOW, "answered": True}
        Probe.objects.create(user=user, bout=written.pk, activity="walking", group="trunk", lag="morning", **fields)
        answer = {"mode": "usual", "step": "hold", "envelope": {}, "schedule": [], "why": []}
        StoredPlan.objects.create(user=user, day=TODAY - back, digest=slug, seed=0, mode="usual", answer=answer)
        signed_in_as(user)
        passkey = SoftPasskey("localhost", "http://localhost")
        credential = passkey.create({"publicKey": {"challenge": "AAAA", "user": {"id": "AAAA"}}})
        Authenticator.objects.create(user=user, type="webauthn", data={"name": slug, "credential": credential})


@pytest.mark.slow
def test_no_page_asks_more_of_the_database_as_its_rows_grow(client, owner, learner, connection_queries):
    entry = write(owner, TODAY, pain=4, note="a private word")
    add_rows(owner, entry, 0, 1)
    asked = {name: path for name, (method, path) in addresses(entry).items() if method == "GET" and name not in NO_LIST}
    assert set(asked) >= ITS_LISTS
    rate_days(owner, 40, last=TODAY - dt.timedelta(days=20))
    add_rows(owner, entry, 1, 4)
    counts = []
    for batch in range(2):
        for path in ("/today/?now=1", "/trends/?now=1", *asked.values(), "/trends/areas/?now=1"):
            client.get(path)  # what is worked out once and kept is worked out
        assert len(client.get(asked["devices"]).context["devices"]) > 4 + 8 * batch
        found = {name: client.get(path).status_code for name, path in asked.items()}
        assert {found[name] for name in ITS_LISTS} == {200}
        counts.append({name: connection_queries(lambda path=path: client.get(path)) for name, path in asked.items()})
        if not batch:
            rate_days(owner, 100, last=TODAY - dt.timedelta(days=60))
            add_rows(owner, entry, 2, 8)
    grown = {name: (few, counts[1][name]) for name, few in counts[0].items() if counts[1][name] > few}
    assert grown == {}
