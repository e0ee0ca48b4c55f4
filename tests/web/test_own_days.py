"""Zones, day starts and clock changes: an entry keeps its place in the person's own day."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.web.conftest import NOW, posted

from andante.web.accounts.models import User
from andante.web.diary.answers import Answers
from andante.web.diary.models import Entry
from andante.web.diary.rows import diary_of
from andante.web.diary.sending import take

ANSWER = Answers({"pain": 4.0})


def check_in(user: User, now: dt.datetime, day: dt.date | None = None) -> Entry:
    return Entry.check_in(user, day or user.own_day(now), ANSWER, client_id=uuid.uuid4(), now=now)[0]


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


def test_an_entry_at_half_past_one_counts_for_the_evening_before(owner, client, clock):  # acceptance 2
    owner.zone, owner.day_start = "Europe/Berlin", dt.time(4)
    owner.save()
    clock(utc(2026, 3, 5, 0, 30))
    client.post("/diary/2026-03-04/", posted(pain=4))
    entry = Entry.objects.get()
    assert not entry.backdated
    assert entry.local_at.isoformat() == "2026-03-05T01:30:00+01:00"
    assert diary_of(owner, utc(2026, 3, 5, 12)).entries[0].at == dt.date(2026, 3, 4)
    assert client.get("/diary/2026-03-05/").status_code == 404


def test_changing_the_day_start_moves_early_entries_and_bakes_nothing_in(owner):  # acceptance 2
    entry = check_in(owner, utc(2026, 3, 5, 1, 30))
    later = NOW
    assert diary_of(owner, later).entries[0].at == dt.date(2026, 3, 5)
    owner.day_start = dt.time(4)
    assert diary_of(owner, later).entries[0].at == dt.date(2026, 3, 4)
    assert list(Entry.objects.of(owner).on_day(dt.date(2026, 3, 4), owner.day_start)) == [entry]
    assert not Entry.objects.of(owner).on_day(dt.date(2026, 3, 5), owner.day_start)


def test_an_entry_keeps_its_place_after_a_journey(owner):  # acceptance 1
    owner.zone = "Asia/Tokyo"
    entry = check_in(owner, utc(2026, 3, 4, 14, 50))  # 23:50 in Tokyo
    owner.zone = "America/Los_Angeles"
    owner.save()
    entry.refresh_from_db()
    assert (entry.offset_min, entry.zone, entry.local_date) == (540, "Asia/Tokyo", dt.date(2026, 3, 4))
    assert diary_of(owner, NOW).entries[0].at == dt.date(2026, 3, 4)


def test_what_looks_like_the_future_is_kept_marked_and_left_out(owner, client, clock):  # acceptance 6
    check_in(owner, NOW + dt.timedelta(hours=2), dt.date(2026, 3, 5))
    assert diary_of(owner, NOW).entries == ()
    assert "in the future" in client.get("/diary/2026-03-05/").content.decode()
    assert len(diary_of(owner, NOW + dt.timedelta(hours=3)).entries) == 1


def test_both_hours_of_the_night_the_clocks_go_back_are_kept_in_order(owner):  # acceptance 3
    owner.zone = "Europe/Berlin"
    first, second = (check_in(owner, utc(2025, 10, 26, hour, 30)) for hour in (0, 1))
    assert first.local_at.strftime("%H:%M") == second.local_at.strftime("%H:%M") == "02:30"
    assert (first.offset_min, second.offset_min) == (120, 60)
    assert list(Entry.objects.of(owner)) == [first, second]
    assert [row.at for row in diary_of(owner, NOW).entries] == [dt.date(2025, 10, 26)]


@pytest.mark.parametrize("day", [dt.date(2026, 3, 29), dt.date(2025, 10, 26)])
def test_no_day_is_doubled_or_dropped_when_the_clocks_change(owner, day):  # acceptance 3
    owner.zone = "Europe/Berlin"
    start = dt.datetime.combine(day - dt.timedelta(days=1), dt.time(12), tzinfo=dt.UTC)
    for hours in range(0, 48, 1):
        check_in(owner, start + dt.timedelta(hours=hours))
    late = utc(2026, 6, 1)
    around = [day - dt.timedelta(days=1), day, day + dt.timedelta(days=1)]
    assert [row.at for row in diary_of(owner, late).entries] == around
    counts = [Entry.objects.of(owner).on_day(each, owner.day_start).count() for each in around]
    assert sum(counts) == 48
    assert counts[1] == (23 if day.month == 3 else 25)


def test_backdated_entries_are_marked_and_stand_on_their_evening(owner):
    for _ in range(2):
        entry = check_in(owner, NOW, dt.date(2026, 3, 1))
    assert entry.backdated
    assert entry.recorded_at == NOW
    times = [each.local_at.strftime("%H:%M") for each in Entry.objects.of(owner)]
    assert times == ["21:00", "21:01"]


def test_what_is_written_later_for_a_day_has_its_last_word(client, owner, clock):
    clock(utc(2026, 3, 4, 22, 30))
    client.post("/diary/2026-03-04/", posted(pain=4))
    clock(NOW)
    client.post("/diary/2026-03-04/", posted(pain=7))
    assert diary_of(owner, NOW).entries[-1].values == {"pain": 7}
    clock(utc(2026, 3, 4, 23, 59))
    client.post("/diary/2026-03-04/", posted(pain=5))
    clock(NOW)
    client.post("/diary/2026-03-04/", posted(pain=6))
    (row,) = diary_of(owner, NOW).entries  # there is no minute left, and it is still the same day
    assert (row.at, row.values) == (dt.date(2026, 3, 4), {"pain": 6})


def test_what_a_traveller_east_wrote_is_in_the_diary_though_it_is_tomorrow_there(client, owner, clock):  # acceptance 6
    owner.zone = "Europe/Berlin"
    owner.save()
    clock(utc(2026, 3, 5, 20, 0))  # 21:00 in Berlin, 9:00 of the next day in Auckland
    sent = {
        "client_id": str(uuid.uuid4()),
        "local": "2026-03-06T09:00",
        "offset_min": 780,
        "zone": "Pacific/Auckland",
        "answers": {"pain": 4},
        "note": "the harbour",
    }
    assert take(owner, sent, utc(2026, 3, 5, 20, 0)).outcome == "stored"
    days = client.get("/diary/").context["page"].days
    assert [(each.day.isoformat(), len(each.lines)) for each in days] == [("2026-03-06", 1)]
    day = client.get("/diary/2026-03-06/")
    assert "the harbour" in day.content.decode()
    assert 'name="pain"' not in day.content.decode()  # there is nothing to write for a day to come
    assert client.post("/diary/2026-03-06/", posted(pain=4)).status_code == 404
    changed = client.post(f"/diary/entry/{Entry.objects.get().pk}/", posted(pain=5, based_on=1), follow=True)
    assert changed.status_code == 200
    assert client.get("/diary/2026-03-07/").status_code == 404


class AnyMoment(TestCase):
    """For any zone, day start and moment."""

    @settings(max_examples=40, deadline=None)
    @given(
        zone=st.sampled_from(
            ["Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe"]
        ),
        start=st.integers(0, 12).map(lambda half: dt.time(half // 2, 30 * (half % 2))),
        moment=st.integers(1_324_000_000, 1_772_000_000).map(
            lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC)
        ),
    )
    def test_an_entry_is_found_on_its_own_day_and_on_no_other(self, zone, start, moment):
        user = User.objects.create_user(uuid.uuid4().hex, zone=zone, day_start=start)
        entry = check_in(user, moment)
        day = user.own_day(moment)
        assert entry.own_day(start) == day
        found = [
            shift
            for shift in range(-2, 3)
            if Entry.objects.of(user).on_day(day + dt.timedelta(days=shift), start).exists()
        ]
        assert found == [0]
        assert diary_of(user, NOW).entries[0].at == day
