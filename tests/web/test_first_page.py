"""The first page: putting its questions off loses nothing, and it is found again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from tests.web.conftest import TODAY, write_days

from andante.web.accounts.models import OneTimeLink
from andante.web.today.models import Wishes


def test_later_saves_what_is_filled_in(client, owner, learner):
    """A tap on "Later" dropped a ticked "I have ME/CFS" without a word, and the plan then promised steps up."""
    given = {"valued": "gardening", "me_cfs": "on", "day_start": "00:00", "later": "1"}
    assert client.post("/welcome/", given)["Location"] == "/today/"
    owner.refresh_from_db()
    assert (owner.me_cfs, Wishes.of(owner).valued) == (True, ["gardening"])
    page = client.get("/today/?now=1").content.decode()
    assert "Saved. Your next plan follows this." in page
    assert "Begin: how andante works" not in page


def test_later_with_nothing_filled_in_changes_nothing_and_says_nothing(client, owner, learner):
    owner.pem = True
    owner.save()
    Wishes.objects.create(user=owner, valued=["piano"])
    as_it_stands = {"valued": "piano", "pem": "on", "day_start": "00:00", "rated": "evening"}
    client.post("/welcome/", {**as_it_stands, "later": "1"})
    owner.refresh_from_db()
    assert (owner.pem, Wishes.of(owner).valued) == (True, ["piano"])
    page = client.get("/today/?now=1").content.decode()
    assert "Saved." not in page
    assert "Begin: how andante works" not in page


def test_later_shows_what_is_not_right_only_where_something_was_filled_in(client, owner, learner):
    too_many = "\n".join(map(str, range(20)))
    answer = client.post("/welcome/", {"valued": too_many, "me_cfs": "on", "day_start": "00:00", "later": "1"})
    assert answer.status_code == 422
    assert "at most 12" in answer.content.decode()
    assert Wishes.of(owner).welcomed_at is None
    assert client.post("/welcome/", {"day_start": "25:99", "later": "1"})["Location"] == "/today/"
    assert Wishes.of(owner).welcomed_at is not None


def test_the_first_page_is_found_again_and_then_counts_from_the_days_there_are(client, owner, learner):
    assert 'href="/welcome/"' in client.get("/settings/").content.decode()
    client.post("/welcome/", {"day_start": "00:00", "later": "1"})
    write_days(owner, 12, last=TODAY - dt.timedelta(days=1))
    page = client.get("/welcome/").content.decode()
    assert "after 2 more days" in page
    assert "after 10 more days" not in page
    assert 'name="later"' not in page
    write_days(owner, 20, last=TODAY - dt.timedelta(days=13))
    assert "A small and gentle plan" not in client.get("/welcome/").content.decode()


@pytest.mark.parametrize(
    "path", ["/sign-in/", "/set-up/{token}/", "/set-up/no-such-token/", "/erased/", "/no-such-page/"]
)
def test_help_is_at_the_foot_of_every_page_of_those_who_are_signed_out_too(db, path):
    """The first page promises it; who cannot get in found none."""
    page = Client().get(path.format(token=OneTimeLink.objects.make(OneTimeLink.SET_UP))).content.decode()
    assert 'href="/help-now/"' in page[page.index("<footer") :]
    assert 'href="/worry/"' not in page


def test_help_at_the_foot_of_ones_own_pages_is_the_one_that_is_kept(client, owner):
    foot = client.get("/settings/").content.decode().partition("<footer")[2]
    assert 'href="/worry/"' in foot
    assert 'href="/help-now/"' not in foot
