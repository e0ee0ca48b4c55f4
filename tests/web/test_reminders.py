"""Reminders: on the person's own clock, once a day on every day, silent once it is written down or in a flare."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.web.conftest import NOW, TODAY, log_bout, write

from andante.web.accounts.models import CalendarFeed, Reminder, User
from andante.web.diary.answers import Doing
from andante.web.reminders.due import WINDOW, due, in_open_flare, is_due
from andante.web.reminders.icalendar import Event, calendar, changes
from andante.web.today import flares
from andante.web.today.models import StoredPlan

SPRING, AUTUMN = dt.date(2026, 3, 29), dt.date(2026, 10, 25)  # 23 and 25 hours long in Berlin
BERLIN = ZoneInfo("Europe/Berlin")
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def berliner(owner) -> User:
    owner.zone = "Europe/Berlin"
    owner.save()
    return owner


def remind(user: User, at: str, **options) -> Reminder:
    return Reminder.objects.create(user=user, at=dt.time.fromisoformat(at), **options)


@pytest.mark.parametrize("day_start", ["00:00", "02:30", "04:00"])
@pytest.mark.parametrize("middle", [SPRING, AUTUMN])
def test_every_day_has_its_reminder_once_when_the_clocks_change(berliner, day_start, middle):  # acceptance 3
    """A clock that looks every half hour, over three days, for each of five times of day."""
    berliner.day_start = dt.time.fromisoformat(day_start)
    berliner.save()
    for at in ("20:30", "02:30", "02:00", "03:00", "00:10"):
        remind(berliner, at)
    now = dt.datetime.combine(middle - dt.timedelta(days=1), dt.time(12), tzinfo=BERLIN).astimezone(dt.UTC)
    told: dict[dt.time, list[dt.date]] = {}
    for _ in range(3 * 48):
        for each in due(berliner, now):
            if each.tell():
                told.setdefault(each.reminder.at, []).append(each.day)
        now += 30 * MINUTE
    assert len(told) == 5
    for days in told.values():
        assert days == [days[0] + dt.timedelta(days=n) for n in range(3)]


def test_a_wall_time_that_is_skipped_comes_an_hour_later_on_the_wall(berliner):  # acceptance 3, 4
    reminder = remind(berliner, "02:30")
    assert reminder.moment(SPRING).astimezone(BERLIN).time() == dt.time(3, 30)
    first = reminder.moment(AUTUMN).astimezone(BERLIN)
    assert (first.time(), first.fold) == (dt.time(2, 30), 0)


def test_it_follows_the_persons_clock_and_zone(berliner):  # acceptance 4
    reminder = remind(berliner, "20:30")
    for day in (TODAY, SPRING, AUTUMN):
        assert reminder.moment(day).astimezone(BERLIN).time() == dt.time(20, 30)
    berliner.zone = "America/New_York"
    reminder.user = berliner
    assert reminder.moment(TODAY).astimezone(ZoneInfo("America/New_York")).time() == dt.time(20, 30)


def test_after_midnight_it_belongs_to_the_evening_before(berliner):  # acceptance 2
    berliner.day_start = dt.time(4)
    berliner.save()
    reminder = remind(berliner, "01:30")
    at = reminder.moment(TODAY)
    assert at.astimezone(BERLIN) == dt.datetime.combine(TODAY + dt.timedelta(days=1), dt.time(1, 30), tzinfo=BERLIN)
    assert is_due(berliner, at)
    write(berliner, TODAY, pain=3)
    assert not is_due(berliner, at)


def test_it_is_silent_once_the_day_is_written_down(owner):  # acceptance 43
    remind(owner, "18:00")
    assert is_due(owner, NOW)
    entry = write(owner, TODAY, pain=3)
    assert not is_due(owner, NOW)
    entry.set_void(True)
    assert is_due(owner, NOW)


def test_it_is_silent_in_an_open_flare_unless_asked_for(owner):  # acceptance 44
    remind(owner, "18:00")
    write(owner, TODAY - dt.timedelta(days=1), pain=8, flare=1)
    assert in_open_flare(owner, NOW)
    assert not is_due(owner, NOW)
    owner.remind_in_flare = True
    assert is_due(owner, NOW)


def test_a_flare_that_eases_ends_the_silence_at_once(owner):  # acceptance 44
    remind(owner, "18:00")
    flares.say(owner, flaring=True, client_id=uuid.uuid4(), now=NOW - dt.timedelta(hours=8))
    assert not is_due(owner, NOW)
    flares.say(owner, flaring=False, client_id=uuid.uuid4(), now=NOW - dt.timedelta(hours=1))
    assert is_due(owner, NOW)


def test_a_flare_that_the_plan_found_in_the_ratings_is_silent_too(owner):  # acceptance 44
    remind(owner, "18:00")
    fields = {"user": owner, "day": TODAY, "version": "1", "seed": 0, "answer": {}}
    StoredPlan.objects.create(digest="morning", mode="usual", **fields)
    assert is_due(owner, NOW)
    StoredPlan.objects.create(digest="noon", mode="flare", **fields)
    assert not is_due(owner, NOW)
    write(owner, TODAY - dt.timedelta(days=1), pain=4, flare=0)
    assert is_due(owner, NOW)  # the person's own word comes before the rule


def test_a_bout_of_the_timer_is_no_check_in(owner):  # acceptance 43
    remind(owner, "18:00")
    log_bout(owner, Doing("piano", 10, 3), now=NOW - dt.timedelta(hours=2))
    assert is_due(owner, NOW)


# ── an open page asks ───────────────────────────────────────────────────────────────────────────────────────────────


def test_an_open_page_is_told_once_and_led_to_the_check_in(client, owner, other_client):  # acceptance 43
    remind(owner, "18:00", words="Tea first")
    asked = client.get("/reminders/due/").json()
    assert (asked["person"], asked["waiting"]) == (str(owner.pk), True)
    assert other_client.post("/reminders/due/").json() == {"due": []}
    link = f"/diary/{TODAY}/"
    assert client.post("/reminders/due/").json() == {"due": [{"words": "Tea first", "link": link}]}
    assert client.get(link).status_code == 200
    assert client.post("/reminders/due/").json() == {"due": []}
    assert not client.get("/reminders/due/").json()["waiting"]


def test_an_open_page_hears_nothing_of_what_is_written_down_or_in_a_flare(client, owner):  # acceptance 43, 44
    remind(owner, "18:00")
    entry = write(owner, TODAY, pain=3)
    assert client.post("/reminders/due/").json() == {"due": []}
    entry.set_void(True)
    flares.say(owner, flaring=True, client_id=uuid.uuid4(), now=NOW)
    assert client.post("/reminders/due/").json() == {"due": []}
    owner.remind_in_flare = True
    owner.save()
    assert [each["words"] for each in client.post("/reminders/due/").json()["due"]] == ["How is today?"]


def test_saying_it_is_told_needs_the_key_of_the_page(owner):
    remind(owner, "18:00")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    assert strict.post("/reminders/due/").status_code == 403
    token = strict.get("/reminders/due/").json()["token"]
    assert len(strict.post("/reminders/due/", headers={"X-CSRFToken": token}).json()["due"]) == 1


def test_an_old_flare_silences_nothing(owner):
    remind(owner, "18:00")
    write(owner, TODAY - dt.timedelta(days=2), pain=8, flare=1)
    write(owner, TODAY - dt.timedelta(days=1), pain=4)
    assert is_due(owner, NOW)


def test_neither_before_its_time_nor_long_after_nor_when_off(owner):
    reminder = remind(owner, "18:00")
    at = reminder.moment(TODAY)
    assert [is_due(owner, at + shift) for shift in (-MINUTE, 0 * MINUTE, WINDOW - MINUTE, WINDOW)] == [0, 1, 1, 0]
    Reminder.objects.update(enabled=False)
    assert not is_due(owner, at)


def test_two_devices_tell_it_once(owner):  # acceptance 11
    reminder = remind(owner, "18:00")
    same = Reminder.objects.get(pk=reminder.pk)
    assert [reminder.tell(TODAY), same.tell(TODAY), same.tell(TODAY + dt.timedelta(days=1))] == [True, False, True]


def test_each_has_their_own(owner, other):
    remind(owner, "18:00")
    assert not is_due(other, NOW)


# ── the page ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_adds_switches_and_removes(client, owner, other_client):
    client.post("/settings/reminders/", {"do": "add", "at": "20:30", "words": "How was it?"})
    reminder = Reminder.objects.get()
    assert (reminder.user, reminder.at) == (owner, dt.time(20, 30))
    asked = {"do": "remove", "reminder": str(reminder.pk)}
    assert other_client.post("/settings/reminders/", asked)["Location"] == "/settings/reminders/"
    assert Reminder.objects.exists()
    client.post("/settings/reminders/", {**asked, "do": "switch", "on": "0"})
    assert not Reminder.objects.get().enabled
    client.post("/settings/reminders/", asked)
    assert not Reminder.objects.exists()
    assert client.post("/settings/reminders/", {"do": "nonsense"}).status_code == 404
    client.post("/settings/reminders/", {"do": "flare", "on": "1"})
    owner.refresh_from_db()
    assert owner.remind_in_flare


def test_a_second_tap_adds_no_second_one_and_turns_nothing_round(client, owner):
    def tap_twice(*of: str) -> None:
        page = client.get("/settings/reminders/").content.decode()
        form = next(
            each for each in re.findall(r"<form.*?</form>", page, re.DOTALL) if all(part in each for part in of)
        )
        fields = dict(re.findall(r'name="(\w+)" value="(\w*)"', form))
        for _ in range(2):
            client.post("/settings/reminders/", {**fields, "at": "20:30", "words": "Tea"})

    tap_twice('value="add"')
    tap_twice('value="switch"', "Turn off")
    assert not Reminder.objects.get().enabled
    tap_twice('value="switch"', "Turn on")
    assert Reminder.objects.get().enabled
    tap_twice('value="flare"')
    owner.refresh_from_db()
    assert owner.remind_in_flare


def test_a_time_that_is_none_is_asked_for_again(client):
    answer = client.post("/settings/reminders/", {"do": "add", "at": "25:99"})
    assert answer.status_code == 200
    assert answer.context["form"].errors["at"]


def test_one_reminder_too_many_is_said_and_not_forgotten(client):
    for hour in range(13):
        answer = client.post("/settings/reminders/", {"do": "add", "at": f"{hour:02d}:00", "words": "Tea"})
    page = answer.content.decode()
    assert "as many as andante can keep" in page
    assert 'value="12:00"' in page


# ── the calendar ────────────────────────────────────────────────────────────────────────────────────────────────────


def feed(user: User, token: str | None = None) -> str:
    answer = Client().get(f"/calendar/{token or CalendarFeed.renew(user)}.ics")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return answer.content.decode()


def unfolded(text: str) -> list[str]:
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return text.replace("\r\n ", "").split("\r\n")


def test_the_calendar_holds_each_day_at_its_wall_time_and_opens_its_entry(berliner):  # acceptance 4, 43
    remind(berliner, "20:30", words="Tea, then; the diary")
    lines = unfolded(feed(berliner))
    assert "BEGIN:VTIMEZONE" in lines
    starts = [line for line in lines if line.startswith("DTSTART;TZID=Europe/Berlin:")]
    assert starts[0] == "DTSTART;TZID=Europe/Berlin:20260305T203000"
    assert len(starts) == len(set(starts)) == 60
    assert f"DTSTART;TZID=Europe/Berlin:{SPRING:%Y%m%d}T203000" in starts
    links = [line.removeprefix("URL:") for line in lines if line.startswith("URL:")]
    assert links[0] == "http://testserver/diary/2026-03-05/"
    assert "SUMMARY:Tea\\, then\\; the diary" in lines


def test_a_day_that_is_written_down_is_not_in_it(berliner):
    remind(berliner, "20:30")
    write(berliner, TODAY, pain=3)
    assert "20260305T203000" not in feed(berliner)
    assert "20260306T203000" in feed(berliner)


def test_reminders_after_midnight_open_the_day_before(berliner):  # acceptance 2
    berliner.day_start = dt.time(4)
    berliner.save()
    remind(berliner, "01:30")
    lines = unfolded(feed(berliner))
    assert "DTSTART;TZID=Europe/Berlin:20260306T013000" in lines
    assert "URL:http://testserver/diary/2026-03-05/" in lines


def test_its_address_can_be_ended_and_made_anew(client, owner):
    page = client.post("/settings/reminders/", {"do": "address"}).content.decode()
    address = re.search(r'value="http://[^/"]+(/calendar/[\w-]+\.ics)"', page)
    assert address
    assert Client().get(address[1]).status_code == 200
    assert address[1] not in client.get("/settings/reminders/").content.decode()
    client.post("/settings/reminders/", {"do": "address"})
    assert Client().get(address[1]).status_code == 404
    client.post("/settings/reminders/", {"do": "end-address"})
    assert not CalendarFeed.objects.exists()


def summaries(user: User, **headers: str) -> set[str]:
    text = Client(headers=headers).get(f"/calendar/{CalendarFeed.renew(user)}.ics").content.decode()
    return {line.removeprefix("SUMMARY:") for line in unfolded(text) if line.startswith("SUMMARY:")}


@pytest.mark.parametrize("asked", [{}, {"accept-language": "en"}, {"accept-language": "fr"}])
def test_it_speaks_the_language_that_its_owner_read_last(client, owner, asked):
    remind(owner, "20:30")
    client.get("/today/", headers={"accept-language": "de-AT,de;q=0.9,en;q=0.5"})
    client.get("/reminders/due/")  # says nothing of a language, and so changes none
    assert summaries(owner, **asked) == {"Wie ist heute?"}
    client.get("/today/", headers={"accept-language": "en"})
    assert summaries(owner, **asked) == {"How is today?"}
    owner.language = "de"  # chosen: a browser has no word in it any more
    owner.save()
    client.get("/today/", headers={"accept-language": "en"})
    assert summaries(owner, **asked) == {"Wie ist heute?"}
    answer = Client(headers=asked).get(f"/calendar/{CalendarFeed.renew(owner)}.ics")
    assert answer["Content-Language"] == "de"


def test_of_an_owner_who_never_said_a_language_it_speaks_that_of_who_asks(owner):
    remind(owner, "20:30")
    assert summaries(owner) == {"How is today?"}
    assert summaries(owner, **{"accept-language": "de"}) == {"Wie ist heute?"}


def test_a_language_is_written_down_once_and_not_with_each_page(client, owner, connection_queries):
    def page() -> None:
        client.get("/settings/", headers={"accept-language": "de"})

    assert connection_queries(page) == connection_queries(page) + 1


ZONES = ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca", "UTC"]


def seconds(text: str) -> int:
    return (int(text[1:3]) * 60 + int(text[3:5])) * (60 if text[0] == "+" else -60)


def read_zone(lines: list[str]) -> list[tuple[dt.datetime, int, int]]:
    """(wall time of the change, seconds before, seconds after), as a calendar program reads it."""
    blocks = re.findall(r"BEGIN:(?:STANDARD|DAYLIGHT)\n(.*?)\nEND:", "\n".join(lines), flags=re.DOTALL)
    found = []
    for block in blocks:
        named = dict(line.split(":", 1) for line in block.split("\n"))
        wall = dt.datetime.strptime(named["DTSTART"], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - a wall time
        found.append((wall, seconds(named["TZOFFSETFROM"]), seconds(named["TZOFFSETTO"])))
    return sorted(found)


@pytest.mark.parametrize("name", ZONES)
def test_a_calendar_program_finds_the_same_instants_as_the_zone(name):  # acceptance 4
    zone = ZoneInfo(name)
    days = [dt.datetime(2026, 1, 1, 20, 30) + dt.timedelta(days=n) for n in range(0, 700, 3)]  # noqa: DTZ001 - wall times
    events = [Event(f"{day:%Y%m%d}", day, "x", "http://x/") for day in days]
    lines = unfolded(calendar(events, zone=zone, stamp=NOW, name="andante"))
    rules = read_zone(lines)
    for day in days:
        offset = [after for wall, _, after in rules if wall <= day][-1]
        expected = day.replace(tzinfo=zone).utcoffset()
        assert expected is not None
        assert offset == expected.total_seconds(), day


def test_changes_of_the_clocks_are_found_to_the_minute():
    start, end = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    assert list(changes(BERLIN, start, end)) == [
        dt.datetime(2026, 3, 29, 1, tzinfo=dt.UTC),
        dt.datetime(2026, 10, 25, 1, tzinfo=dt.UTC),
    ]
    assert list(changes(ZoneInfo("Asia/Kolkata"), start, end)) == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_any_words_survive_the_calendar(words):
    words = "".join(each for each in words if each.isprintable())
    event = Event("1", dt.datetime(2026, 3, 5, 20), words, "http://x/")  # noqa: DTZ001 - a wall time
    lines = unfolded(calendar([event], zone=ZoneInfo("UTC"), stamp=NOW, name="andante"))
    (summary,) = [line.removeprefix("SUMMARY:") for line in lines if line.startswith("SUMMARY:")]
    assert re.sub(r"\\([\\;,])", r"\1", summary) == words
