""" "Nowhere else hurts": what one tick writes, what it never touches, and how it is taken back. # acceptance 16"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid

import pytest
from tests.web.conftest import TODAY, posted, write
from tests.web.test_keeping import parts_of
from tests.web.test_sending import call, made
from tests.web.trends_pulled import days_ago, rate_areas, text_of

from andante.web.diary.models import Entry
from andante.web.diary.rows import day_values, diary_of

PAGE = f"/diary/{TODAY}/"
NIGHT = dt.datetime(2026, 3, 5, 23, 59, tzinfo=dt.UTC)
BEFORE = TODAY - dt.timedelta(days=1)
TICK = re.compile(r'<input[^>]*name="nowhere_else"[^>]*>')


@pytest.fixture
def person(owner):
    """Somebody whose neck and left knee hurt three days ago, whose jaw did so long ago."""
    write(owner, TODAY - dt.timedelta(days=60), pain=5, pain__jaw_left=4)
    write(owner, TODAY - dt.timedelta(days=3), pain=5, pain__neck=6, pain__knee_left=3)
    return owner


def areas(entry: Entry) -> dict[str, float | None]:
    entry.refresh_from_db()
    return {column[5:]: value for column, value in entry.answers.items() if column.startswith("pain.")}


def newest() -> Entry:
    return Entry.objects.order_by("recorded_at", "instant").last()


def said(client, **form) -> Entry:
    form = posted(**form)
    assert client.post(PAGE, form).status_code == 302
    return Entry.objects.get(client_id=form["client_id"])


def change(client, entry: Entry, **form) -> dict[str, float | None]:
    answer = client.post(f"/diary/entry/{entry.pk}/", {**posted(**form), "based_on": str(entry.version)})
    assert answer.status_code == 302
    return areas(entry)


class TestOneTick:
    def test_it_writes_nought_for_every_place_of_late(self, client, person):
        entry = said(client, pain=5, nowhere_else="on", area_hand_left=4)
        assert areas(entry) == {"neck": 0, "knee_left": 0, "hand_left": 4}
        assert (entry.nowhere_else, entry.answers["pain"]) == (["pain.neck", "pain.knee_left"], 5)
        row = diary_of(person, NIGHT).entries[-1]
        assert (row.values["pain.neck"], row.values["pain.knee_left"], row.values["pain.hand_left"]) == (0, 0, 4)
        assert "pain.jaw_left" not in row.values  # four weeks without a word on it: nobody knows

    def test_it_alone_is_an_entry(self, client, person):
        assert areas(said(client, nowhere_else="on")) == {"neck": 0, "knee_left": 0}

    def test_without_it_what_is_left_empty_stays_unknown(self, client, person):
        entry = said(client, pain=5, area_neck=4)
        assert (areas(entry), entry.nowhere_else) == ({"neck": 4, "knee_left": None}, None)
        assert "pain.knee_left" not in diary_of(person, NIGHT).entries[-1].values

    def test_it_overwrites_nothing(self, client, person):
        entry = said(client, pain=5, nowhere_else="on", area_neck=7)
        assert (areas(entry), entry.nowhere_else) == ({"neck": 7, "knee_left": 0}, ["pain.knee_left"])

    def test_what_was_said_earlier_that_day_still_counts(self, client, person):
        said(client, pain=5, area_neck=7)
        entry = said(client, pain=5, area_knee_left=2, nowhere_else="on")
        assert areas(entry) == {"neck": None, "knee_left": 2}
        assert diary_of(person, NIGHT).entries[-1].values["pain.neck"] == 7

    def test_what_comes_in_from_earlier_that_day_counts_too(self, client, person):
        said(client, pain=5, nowhere_else="on")
        noon = made(local=f"{TODAY}T12:00", answers={"pain": 4, "pain.neck": 7})
        assert call(client, noon)[0]["outcome"] == "stored"
        assert diary_of(person, NIGHT).entries[-1].values["pain.neck"] == 7

    def test_with_no_place_ever_rated_there_is_no_tick(self, client, owner):
        assert not TICK.search(client.get(PAGE).content.decode())
        entry = said(client, pain=5, nowhere_else="on")
        assert (areas(entry), entry.nowhere_else) == ({}, None)

    def test_a_place_that_hurts_again_begins_where_it_last_hurt(self, client, person):
        said(client, pain=5, nowhere_else="on")
        box = re.search(r'<input[^>]*name="area_neck"[^>]*>', client.get(PAGE).content.decode())[0]
        assert 'data-last="6"' in box


class TestSeenAgain:
    def tick(self, client, entry: Entry) -> str:
        """The box as the page of changing has it."""
        return TICK.search(client.get(f"/diary/entry/{entry.pk}/").content.decode())[0]

    def test_it_is_told_and_shown_as_ticked(self, client, person):
        entry = said(client, pain=5, nowhere_else="on", area_hand_left=4)
        for path in (PAGE, "/diary/"):
            page = client.get(path).content.decode()
            assert '<p class="where">Nowhere else hurts</p>' in page
            assert "<dt>Left hand</dt><dd>4</dd>" in page
            assert "<dd>0</dd>" not in page  # no list of noughts
        assert not TICK.search(client.get(PAGE).content.decode())  # it is said already, and not asked twice
        assert " checked" in self.tick(client, entry)
        change(client, entry, pain=5, nowhere_else="on", area_hand_left=4)
        assert Entry.objects.get(pk=entry.pk).version == 1  # nothing had changed

    def test_its_noughts_are_not_drawn(self, client, person):
        entry = said(client, pain=5, nowhere_else="on")
        page = client.get(f"/diary/entry/{entry.pk}/").content.decode()
        assert " value=" not in re.search(r'<input[^>]*name="area_neck"[^>]*>', page)[0]

    def test_the_tick_is_gone_after_it_was_taken_back(self, client, person):
        entry = said(client, pain=5, nowhere_else="on")
        assert change(client, entry, pain=5) == {"neck": None, "knee_left": None}
        assert entry.nowhere_else is None
        assert " checked" not in self.tick(client, entry)
        assert TICK.search(client.get(PAGE).content.decode())

    def test_taking_it_back_leaves_what_was_written(self, client, person):
        given = {"pain": 5, "area_neck": 0, "area_hand_left": 4}
        entry = said(client, nowhere_else="on", **given)
        assert entry.nowhere_else == ["pain.knee_left"]
        assert change(client, entry, **given) == {"neck": 0, "knee_left": None, "hand_left": 4}

    def test_a_place_that_is_cleared_hurts_no_more_either(self, client, person):
        entry = said(client, pain=5, nowhere_else="on", area_neck=6)
        assert change(client, entry, pain=5, nowhere_else="on") == {"neck": 0, "knee_left": 0}
        assert change(client, entry, pain=5, nowhere_else="on", area_knee_left=2) == {"neck": 0, "knee_left": 2}
        assert entry.nowhere_else == ["pain.neck"]

    def test_undo_brings_the_tick_back(self, client, person):
        entry = said(client, pain=5, nowhere_else="on")
        change(client, entry, pain=5)
        client.post(f"/diary/entry/{entry.pk}/restore/", {"version": "1"})
        assert areas(entry) == {"neck": 0, "knee_left": 0}
        assert entry.nowhere_else == ["pain.neck", "pain.knee_left"]


class TestOtherWays:
    def test_a_form_sent_once_more_changes_what_it_wrote(self, client, person):
        form = posted(pain=5)
        for more, wanted in (
            ({"area_neck": "6"}, {"neck": 6, "knee_left": None}),
            ({"nowhere_else": "on"}, {"neck": 0, "knee_left": 0}),
            ({"nowhere_else": "on", "area_neck": "6"}, {"neck": 6, "knee_left": 0}),
            ({"area_neck": "0"}, {"neck": 0, "knee_left": None}),
        ):
            assert client.post(PAGE, {**form, **more}).status_code == 302
            entry = Entry.objects.get(client_id=form["client_id"])
            assert areas(entry) == wanted
            assert (entry.nowhere_else is not None) == ("nowhere_else" in more)

    def sent(self) -> dict[str, object]:
        form = {name: value for name, value in posted(pain=5, nowhere_else="on").items() if name != "client_id"}
        return {**made(form=form), "answers": None}

    def test_it_comes_without_a_connection_too_and_once(self, client, person):
        sent = self.sent()
        assert [each["outcome"] for each in call(client, sent, sent)] == ["stored", "same"]
        assert areas(newest()) == {"neck": 0, "knee_left": 0}

    def test_a_retry_takes_nothing_back_because_of_what_came_between(self, client, person):
        sent = self.sent()
        call(client, sent)
        said(client, pain=5, area_neck=7)
        assert call(client, sent)[0]["outcome"] == "same"
        assert diary_of(person, NIGHT).entries[-1].values["pain.neck"] == 7

    def test_a_change_that_does_not_ask_leaves_it(self, client, person):
        entry = said(client, pain=5, nowhere_else="on")
        newer = {"client_id": str(entry.client_id), "based_on": 1, "answers": {"pain.neck": 4}}
        assert call(client, made(**newer))[0]["outcome"] == "stored"
        assert areas(entry) == {"neck": 4, "knee_left": 0}
        assert entry.nowhere_else == ["pain.knee_left"]

    def test_the_same_as_yesterday_has_it_too(self, client, person):
        given = {"pain": 5, "area_neck": 0, "area_hand_left": 4, "nowhere_else": "on"}
        assert client.post(f"/diary/{BEFORE}/", posted(**given)).status_code == 302
        client.post(f"{PAGE}same/", {"client_id": str(uuid.uuid4())})
        first, second = Entry.objects.order_by("instant").all()[2:]
        assert areas(second) == areas(first) == {"neck": 0, "knee_left": 0, "hand_left": 4}
        assert second.nowhere_else == first.nowhere_else == ["pain.knee_left"]
        given = {"pain": 5, "area_neck": 0, "area_hand_left": 4}
        assert change(client, second, **given) == {"neck": 0, "knee_left": None, "hand_left": 4}


class TestTrends:
    def test_a_place_that_is_only_ever_nought_is_no_painful_one(self, client, owner, learner):
        rate_areas(owner, 28, pain__neck=3, pain__chest=0)
        text = text_of(client, "/trends/areas/?now=1")
        assert learner.areas == [("pain.neck",)]
        assert "Chest" not in text

    def test_where_all_are_rated_those_that_hurt_come_first(self, client, owner, learner):
        rate_areas(owner, 27, pain__neck=0, pain__chest=0, pain__knee_left=2)
        write(owner, days_ago(28), pain=4, pain__neck=1, pain__chest=0, pain__knee_left=2)
        text_of(client, "/trends/areas/?now=1")
        assert learner.areas == [("pain.knee_left", "pain.neck")]


def test_it_is_taken_along(client, person):
    entry = said(client, pain=5, nowhere_else="on")
    change(client, entry, pain=6)
    rows = json.loads(parts_of(person)["person.json"])["rows"]
    assert [each["nowhere_else"] for each in rows["diary.Entry"]] == [None] * 3
    assert [each["nowhere_else"] for each in rows["diary.EntryVersion"]] == [["pain.neck", "pain.knee_left"]]


def test_another_person_ticks_nothing_of_it(client, other_client, person):
    entry = said(client, pain=5)
    assert other_client.post(f"/diary/entry/{entry.pk}/", posted(nowhere_else="on")).status_code == 404
    assert areas(entry) == {"neck": None, "knee_left": None}
    stranger = said(other_client, pain=5, nowhere_else="on")  # no place of another person's is asked of them
    assert areas(stranger) == {}


def test_a_day_takes_a_number_before_its_nought_in_any_order(client, person):
    ticked = said(client, pain=5, nowhere_else="on")
    other = write(person, BEFORE, pain=4, pain__neck=7)
    assert day_values([ticked, other])["pain.neck"] == day_values([other, ticked])["pain.neck"] == 7
