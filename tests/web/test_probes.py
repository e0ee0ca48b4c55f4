"""One question after a bout: when it is asked, that it goes, and that nobody else can answer it."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import OperationalError
from tests.web.conftest import NOW, TODAY, log_bout, write_days

from andante.plan.borne import tolerance_of
from andante.plan.tolerance import CAREFUL_GAIN, Tolerance
from andante.web.diary.answers import Doing
from andante.web.diary.models import Entry
from andante.web.diary.rows import diaries_of
from andante.web.today import probes
from andante.web.today.flares import recent_entries
from andante.web.today.models import Probe

ASKED = "How is the pain now?"


def bout(user, *, at: dt.datetime = NOW, activity: str = "piano"):
    return log_bout(user, Doing(activity, 6, 2), now=at)


def ask(user, at: dt.datetime):
    return probes.probe_for(user, recent_entries(user, user.own_day(at)), at)


def answered(user, lag: str, times: int, group: str) -> None:
    for n in range(times):
        at = NOW - dt.timedelta(days=3 + n)
        Probe.objects.create(
            user=user, bout=uuid.uuid4(), activity="x", group=group, lag=lag, due_from=at, due_until=at,
            closed_at=at, answered=True,
        )  # fmt: skip


def test_the_first_question_is_for_the_next_morning_and_waits_until_then(owner):
    bout(owner)
    assert ask(owner, NOW + dt.timedelta(minutes=1)) is None
    probe = Probe.objects.get()
    assert probe.lag == "morning"
    morning = dt.datetime(2026, 3, 6, 8, tzinfo=dt.UTC)
    assert ask(owner, morning) == probe
    assert ask(owner, morning + dt.timedelta(hours=5)) is None  # stale: gone


def test_it_is_asked_where_least_is_known(owner):
    entry = bout(owner)
    group = probes._group_of(entry)
    for known, expected in ((("morning",), "two days"), (("morning", "two days"), "20 min")):
        Probe.objects.all().delete()
        for lag in known:
            answered(owner, lag, 2, group)
        assert probes.next_lag(owner, group, NOW) == expected
    answered(owner, "20 min", 1, "another group")
    assert probes.next_lag(owner, group, NOW) == "20 min"


@pytest.mark.parametrize("lag", probes.LAGS)
def test_each_moment_has_its_window(owner, lag):
    begins, ends = probes.window(owner, NOW, lag)
    after_h = (begins - NOW).total_seconds() / 3600
    low, high = {"just after": (0, 0), "20 min": (0.3, 0.4), "morning": (8, 20), "two days": (40, 48)}[lag]
    assert low <= after_h <= high
    assert dt.timedelta(0) < ends - begins <= dt.timedelta(hours=8)


def test_one_question_waits_at_a_time_and_one_is_asked_a_day(owner):  # never nagging
    for minutes in (0, 10, 20):
        at = NOW + dt.timedelta(minutes=minutes)
        bout(owner, at=at)
        ask(owner, at)
    assert Probe.objects.count() == 1


def test_shown_once_then_gone(client, owner, learner, clock):
    write_days(owner, 20)
    entry = bout(owner)
    Probe.objects.create(
        user=owner, bout=entry.pk, activity="piano", group="arms_hands", lag="20 min",
        due_from=NOW - dt.timedelta(minutes=1), due_until=NOW + dt.timedelta(hours=1),
    )  # fmt: skip
    assert ASKED in client.get("/today/?now=1").content.decode()
    clock(NOW + dt.timedelta(minutes=5))
    assert ASKED in client.get("/today/?now=1").content.decode()
    clock(NOW + dt.timedelta(minutes=11))
    assert ASKED not in client.get("/today/?now=1").content.decode()


@pytest.mark.parametrize("pain", ["0", "7", ""])
def test_one_tap_answers_or_lets_go(client, owner, pain):  # acceptance 16
    entry = bout(owner)
    probe = Probe.objects.create(
        user=owner, bout=entry.pk, activity="piano", group="arms_hands", lag="20 min", due_from=NOW,
        due_until=NOW + dt.timedelta(hours=1),
    )  # fmt: skip
    for _ in range(2):
        assert client.post(f"/today/probe/{probe.pk}/", {"pain": pain}).status_code == 302
    kept = [each.answers for each in Entry.objects.of(owner).filter(kind="now")]
    assert kept == ([{"pain": float(pain)}] if pain else [])
    probe.refresh_from_db()
    assert probe.answered == bool(pain)
    assert probe.closed_at is not None


def test_another_person_cannot_answer_it(client, other_client, owner, other):
    entry = bout(owner)
    probe = Probe.objects.create(
        user=owner, bout=entry.pk, activity="piano", group="arms_hands", lag="20 min", due_from=NOW,
        due_until=NOW + dt.timedelta(hours=1),
    )  # fmt: skip
    assert other_client.post(f"/today/probe/{probe.pk}/", {"pain": "9"}).status_code == 404
    probe.refresh_from_db()
    assert probe.closed_at is None
    assert not Entry.objects.filter(kind="now").exists()
    for pain in ("11", "-1", "1.5", "nine", "²"):
        assert client.post(f"/today/probe/{probe.pk}/", {"pain": pain}).status_code == 404


def test_a_bout_that_was_deleted_is_asked_about_no_more(owner):
    first = bout(owner)
    assert ask(owner, NOW + dt.timedelta(minutes=1)) is None
    first.set_void(True)
    second = bout(owner, at=NOW + dt.timedelta(minutes=5))
    assert ask(owner, NOW + dt.timedelta(minutes=6)) is None
    asked = ask(owner, dt.datetime(2026, 3, 6, 8, tzinfo=dt.UTC))
    assert asked is not None
    assert asked.bout == second.pk


def test_an_answer_that_could_not_be_kept_leaves_the_question_open(client, owner, monkeypatch):
    bout(owner)
    ask(owner, NOW)
    (probe,) = Probe.objects.all()

    def full(*_args: object) -> None:
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(Entry, "write", full)
        client.raise_request_exception = False
        client.post(f"/today/probe/{probe.pk}/", {"pain": "4"})
    client.post(f"/today/probe/{probe.pk}/", {"pain": "4"})
    assert Entry.objects.get(kind="now").answers == {"pain": 4}


def test_no_question_in_a_flare(client, owner, learner):
    write_days(owner, 20)
    client.post("/today/flare/say/", {"flare": "1", "client_id": str(uuid.uuid4())})
    entry = bout(owner)
    Probe.objects.create(
        user=owner, bout=entry.pk, activity="piano", group="arms_hands", lag="20 min",
        due_from=NOW - dt.timedelta(minutes=1), due_until=NOW + dt.timedelta(hours=1),
    )  # fmt: skip
    assert ASKED not in client.get("/today/?now=1").content.decode()


def test_a_rating_right_after_a_bout_shortens_the_next_ones(client, owner, clock):
    """What the timer and one tap wrote reaches the plan: overall pain before the bout, and right after it."""
    now_page = {"client_id": str(uuid.uuid4()), "based_on": "", "note": ""}
    clock(NOW - dt.timedelta(hours=1))
    assert client.post("/diary/now/", {**now_page, "pain": "3"}).status_code == 302
    clock(NOW)
    entry = bout(owner, at=NOW - dt.timedelta(minutes=5))
    due = {"due_from": NOW, "due_until": NOW + dt.timedelta(minutes=10)}
    probe = Probe.objects.create(user=owner, bout=entry.pk, activity="piano", group="trunk", lag="just after", **due)
    assert tolerance_of(diaries_of(owner, NOW)[1], TODAY) == Tolerance()
    assert client.post(f"/today/probe/{probe.pk}/", {"pain": "8"}).status_code == 302
    assert tolerance_of(diaries_of(owner, NOW)[1], TODAY).pain_gain > CAREFUL_GAIN
