"""The past is worked out once for a page, its pictures and its tables; and anew as soon as anything is another."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.web.conftest import NOW, TODAY, write, write_days

from andante.web.diary.answers import Answers
from andante.web.diary.models import Entry
from andante.web.keeping.erasing import erase
from andante.web.today.services import past_of
from andante.web.trends import drawings, remembered

READ = ("/trends/?now=1", "/trends/pain.svg", "/trends/against.svg", "/trends/effects.svg", "/trends/table/pain/")


@pytest.fixture
def asked(monkeypatch):
    """The days for which the past was worked out."""
    days: list[dt.date] = []

    def counted(user, day, **options):
        days.append(day)
        return past_of(user, day, **options)

    monkeypatch.setattr(remembered, "past_of", counted)
    return days


def read_all(client) -> None:
    for path in READ:
        assert client.get(path).status_code == 200


def test_once_for_a_page_and_all_that_belongs_to_it(client, owner, learner, asked):
    write_days(owner, 60)
    read_all(client)
    assert asked == [TODAY]
    read_all(client)
    assert asked == [TODAY]


def test_anew_after_any_change(client, owner, learner, asked, clock):
    write_days(owner, 60)
    read_all(client)
    entry = write(owner, TODAY - dt.timedelta(days=1), pain=9)
    clock(NOW + dt.timedelta(hours=3))  # the entry of yesterday evening, and nothing that waits
    changes = (
        lambda: None,  # the entry above
        lambda: entry.change(Answers({"pain": 8.0}), based_on=1),
        lambda: entry.set_void(True),
        lambda: clock(NOW + dt.timedelta(days=1)),
    )
    for number, change in enumerate(changes, 2):
        change()
        read_all(client)
        assert len(asked) == number


def test_what_is_shown_is_what_stands_in_the_diary(client, owner, learner):
    write_days(owner, 20)
    client.get("/trends/?now=1")
    entry = Entry.objects.of(owner).last()
    entry.change(Answers({"pain": 9.5}), based_on=1)
    client.get("/trends/?now=1")
    assert "9.5" in client.get("/trends/table/pain/").content.decode()


def test_nothing_is_kept_while_an_entry_waits_for_its_hour(client, owner, learner, asked):
    write_days(owner, 60)
    write(owner, TODAY, pain=9)  # stands at 21:00, and it is 18:30
    read_all(client)
    assert len(asked) == len(READ)


def test_nothing_is_kept_that_failed_or_waits(client, owner, learner, asked, monkeypatch):
    write_days(owner, 20)
    client.get("/trends/")
    assert remembered.past_for(owner, TODAY, wait=False).pending
    import andante.learn

    monkeypatch.setattr(andante.learn, "learn", None)
    assert remembered.past_for(owner, TODAY).fault
    monkeypatch.undo()


def test_one_persons_past_is_not_anothers(client, other_client, owner, other, learner):
    write_days(owner, 20)
    write_days(other, 20)
    for one in (client, other_client):
        one.get("/trends/?now=1")
    assert remembered.past_for(owner, TODAY) is remembered.past_for(owner, TODAY)
    assert remembered.past_for(owner, TODAY) is not remembered.past_for(other, TODAY)


def test_no_more_people_are_kept_than_said(owner, other, learner, monkeypatch):
    monkeypatch.setattr(remembered, "MOST", 1)
    for user in (owner, other):
        write_days(user, 20)
    first = remembered.past_for(owner, TODAY)
    remembered.past_for(other, TODAY)
    assert remembered.past_for(owner, TODAY) is not first


@pytest.mark.django_db(transaction=True)
def test_of_who_is_erased_nothing_is_kept_in_memory_either(client, owner, learner, settings, tmp_path):  # acceptance 14
    settings.DATA = tmp_path
    write_days(owner, 20)
    client.get("/trends/?now=1")
    for name in ("pain", "effects", "load-neck_shoulders"):
        assert client.get(f"/trends/{name}.svg").status_code == 200, name
    drawn = (drawings.pain_days, drawings.effect_bars, drawings.load_days)
    assert remembered._kept
    assert all(each.cache_info().currsize for each in drawn)
    erase(owner, tmp_path)
    assert not remembered._kept
    assert not any(each.cache_info().currsize for each in drawn)
