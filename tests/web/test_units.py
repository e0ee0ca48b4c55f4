"""Clock and lengths: by language until chosen, then on every page; and every time is that of the person's own wall."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.utils import translation
from tests.web.conftest import NOW, TODAY, signed_in_as, write, write_days

from andante.web import units
from andante.web.accounts.models import Reminder
from andante.web.diary.answers import Answers, Doing
from andante.web.diary.history import written
from andante.web.diary.models import Entry
from andante.web.today.words import room_words

LOOKS = {"theme": "system", "text_size": "normal", "language": "", "clock": "", "lengths": "hours"}


def read(client, path: str, language: str = "en") -> str:
    return client.get(path, headers={"accept-language": language}).content.decode()


@pytest.mark.parametrize(
    ("hour", "minute", "twelve", "twenty_four"),
    [
        (0, 0, "12:00 am", "00:00"),
        (9, 5, "9:05 am", "09:05"),
        (12, 0, "12:00 pm", "12:00"),
        (23, 59, "11:59 pm", "23:59"),
    ],
)
def test_both_clocks_tell_the_same_time(hour, minute, twelve, twenty_four):
    at = dt.time(hour, minute)
    with translation.override("en"):
        assert units.clock_words(at) == twelve
        assert units.clock_words(at, units.TWENTY_FOUR) == twenty_four
    with translation.override("de"):
        assert units.clock_words(at) == twenty_four


@pytest.mark.parametrize(
    ("minutes", "hours", "alone"),
    [
        (1, "1 minute", "1 minute"), (59, "59 minutes", "59 minutes"), (60, "1 hour", "60 minutes"),
        (90, "1 h 30 min", "90 minutes"), (120, "2 hours", "120 minutes"),
    ],
)  # fmt: skip
def test_lengths(minutes, hours, alone):
    assert units.length_words(minutes) == hours
    with units.units_of(units.Units(lengths=units.MINUTES)):
        assert units.length_words(minutes) == alone
    assert units.length_words(minutes) == hours  # and no trace is left


def test_a_length_inside_words_of_the_engine():
    text = "Room for 195 minutes of 95 minutes, 12 effort-minutes, 1.60 minutes and 20 minutes."
    told = "Room for 3 h 15 min of 1 h 35 min, 12 effort-minutes, 1.60 minutes and 20 minutes."
    assert units.in_lengths(text) == told
    with translation.override("de"):
        assert units.in_lengths("Platz für etwa 95 Minuten") == "Platz für etwa 1 h 35 min"


@pytest.mark.parametrize(
    ("minutes", "said"), [(12.5, "12.5 min"), (90.0, "1 h 30 min"), (120.0, "2 h"), (90.5, "1 h 30.5 min")]
)
def test_what_was_done_is_told_to_the_digit(minutes, said):
    words = written(Answers({}, doings=(Doing("piano", minutes),)), {})
    assert words.doings == (f"Piano, {said}",)


def test_room_of_more_than_an_hour():
    assert room_words(95, used=False) == "About 1 h 35 min of light work."
    assert room_words(1, used=True) == "About 1 minute more of light work."


@pytest.fixture
def berliner(owner):
    owner.zone = "Europe/Berlin"
    owner.save()
    return owner


def test_times_are_those_of_the_wall_where_they_were_written(client, berliner):  # acceptance 5
    client.post("/diary/now/", {"client_id": str(uuid.uuid4()), "pain": "7", "note": ""})
    assert NOW.hour == 18
    page = read(client, f"/diary/{TODAY}/", "de")
    assert "19:30" in page
    assert "18:30" not in page
    assert "19:30," in read(client, "/diary/now/", "de")
    berliner.zone = "Asia/Tokyo"  # a journey moves no entry
    berliner.save()
    assert "19:30" in read(client, f"/diary/{TODAY}/", "de")


def test_a_former_version_is_told_in_ones_own_zone(client, berliner):
    entry = write(berliner, TODAY, pain=5)
    entry.change(Answers({"pain": 6.0}), based_on=1)
    page = read(client, f"/diary/entry/{entry.pk}/")
    assert "changed on 5 March, 7:30 pm. Before that:" in page
    assert "UTC" not in page


def test_the_clock_that_was_chosen_is_on_every_page(client, owner, learner):
    write_days(owner, 14)
    Entry.check_in(owner, TODAY, Answers({"pain": 4.0}), client_id=uuid.uuid4(), now=NOW)
    Reminder.objects.create(user=owner, at=dt.time(20, 15))
    paths = (f"/diary/{TODAY}/", "/diary/", "/diary/now/", "/settings/reminders/", "/settings/", "/welcome/")
    for choice, shown, hidden in (
        ("12", ("6:30 pm", "6:30 pm", "6:30 pm", "8:15 pm", "4:30 am", "4:30 am"), ("18:30", "20:15", ">04:30")),
        ("24", ("18:30", "18:30", "18:30", "20:15", ">04:30", ">04:30"), (":30 pm", ":15 pm", ":30 am")),
    ):
        assert client.post("/settings/looks/", {**LOOKS, "clock": choice}).status_code == 302
        for path, time in zip(paths, shown, strict=True):
            page = read(client, path)
            assert time in page, path
            assert not [each for each in hidden if each in page], path
            assert f'data-clock="{choice}"' in page


def test_what_is_kept_does_not_follow_the_clock(client, owner):
    client.post("/settings/looks/", {**LOOKS, "clock": "12", "lengths": "minutes"})
    owner.refresh_from_db()
    assert (owner.clock, owner.lengths) == ("12", "minutes")
    assert '<option value="04:30"' in read(client, "/settings/")
    Reminder.objects.create(user=owner, at=dt.time(20, 15))
    assert "20:15" in str(Reminder.objects.get())


def test_one_persons_clock_is_not_anothers(client, other):
    client.post("/settings/looks/", {**LOOKS, "clock": "24"})
    assert 'data-clock="12"' in read(signed_in_as(other), "/settings/")
    assert 'data-clock="24"' in read(signed_in_as(other), "/settings/", "de")


@pytest.mark.parametrize("wrong", [{"clock": "13"}, {"lengths": "days"}])
def test_no_other_units(client, owner, wrong):
    assert client.post("/settings/looks/", {**LOOKS, **wrong}).status_code == 200
    owner.refresh_from_db()
    assert (owner.clock, owner.lengths) == ("", "hours")
