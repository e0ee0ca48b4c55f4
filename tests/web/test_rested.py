""" "I mostly rested": what one tick writes, what it never touches, and how it is taken back. # acceptance 16"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid

import pytest
from tests.web.conftest import TODAY, log_bout, posted, write
from tests.web.test_keeping import parts_of, table
from tests.web.test_sending import call, made

from andante.web.diary.answers import LOADS, Doing
from andante.web.diary.models import Entry, OwnActivity
from andante.web.diary.rows import diary_of

PAGE = f"/diary/{TODAY}/"
NIGHT = dt.datetime(2026, 3, 5, 23, 59, tzinfo=dt.UTC)
WALK = {"activity_0": "yoga", "did_effort_0": 3, "did_minutes_0": 20}


def loads(entry: Entry) -> dict[str, float | None]:
    entry.refresh_from_db()
    return {column: entry.answers.get(column) for column in LOADS}


def said(client, **form) -> Entry:
    assert client.post(PAGE, posted(**form)).status_code == 302
    return Entry.objects.filter(kind="check-in").get()


def change(client, entry: Entry, **form) -> dict[str, float | None]:
    answer = client.post(f"/diary/entry/{entry.pk}/", {**posted(**form), "based_on": str(entry.version)})
    assert answer.status_code == 302
    return loads(entry)


class TestOneTick:
    def test_it_writes_nought_for_every_group(self, client, owner):
        entry = said(client, pain=5, rested="on")
        assert loads(entry) == dict.fromkeys(LOADS, 0.0)
        assert (entry.rested, entry.answers["pain"], Entry.objects.count()) == (True, 5, 1)
        (row,) = diary_of(owner, NIGHT).entries
        assert [row.values[column] for column in LOADS] == [0.0] * len(LOADS)

    def test_it_alone_is_an_entry(self, client, owner):
        assert loads(said(client, rested="on")) == dict.fromkeys(LOADS, 0.0)

    def test_without_it_what_is_left_empty_stays_unknown(self, client, owner):
        entry = said(client, pain=5)
        assert loads(entry) == dict.fromkeys(LOADS)
        assert not entry.rested
        assert not set(LOADS) & set(diary_of(owner, NIGHT).entries[0].values)

    def test_it_overwrites_nothing(self, client, owner):
        entry = said(client, pain=5, rested="on", effort_trunk=3, minutes_trunk=20, effort_lower_legs=4)
        found = loads(entry)
        assert found["load.trunk"] == 6
        assert found["load.lower_legs"] is None  # something was done, and nobody knows for how long
        assert found["load.arms_hands"] == found["load.hips_thighs"] == found["load.neck_shoulders"] == 0

    def test_what_else_was_done_that_day_still_counts(self, client, owner):
        log_bout(owner, Doing("desk work", 20, 3))
        said(client, rested="on")
        (row,) = diary_of(owner, NIGHT).entries
        assert (row.values["load.neck_shoulders"], row.values["load.lower_legs"]) == (6, 0)

    def test_what_nobody_knows_of_that_day_stays_unknown(self, client, owner):
        log_bout(owner, Doing("desk work", None, 3))
        assert loads(said(client, rested="on"))["load.neck_shoulders"] is None
        (row,) = diary_of(owner, NIGHT).entries
        assert "load.neck_shoulders" not in row.values
        assert row.values["load.lower_legs"] == 0

    @pytest.mark.parametrize("activity", ["desk work", "my allotment"])
    def test_nor_is_it_nought_where_the_tick_came_first(self, client, owner, activity):
        OwnActivity.objects.create(user=owner, name="my allotment", groups={"neck_shoulders": 1.0, "arms_hands": 0.5})
        said(client, rested="on")
        log_bout(owner, Doing(activity, None, 3))
        (row,) = diary_of(owner, NIGHT).entries
        assert "load.neck_shoulders" not in row.values
        assert row.values["load.lower_legs"] == 0


class TestSeenAgain:
    def test_it_is_told_and_shown_as_ticked(self, client, owner):
        entry = said(client, pain=5, rested="on")
        for path in (PAGE, "/diary/"):
            page = client.get(path).content.decode()
            assert "Mostly rested" in page
            assert "By muscle group</summary><dl" not in page  # no list of noughts
        assert 'name="rested"' not in client.get(PAGE).content.decode()  # it is said already, and not asked twice
        assert " checked" in self.tick(client, entry)
        assert change(client, entry, pain=5, rested="on") == dict.fromkeys(LOADS, 0.0)
        assert Entry.objects.get().version == 1  # nothing had changed

    def tick(self, client, entry: Entry) -> str:
        """The box as the page of changing has it."""
        return re.search(r'<input[^>]*name="rested"[^>]*>', client.get(f"/diary/entry/{entry.pk}/").content.decode())[0]

    def test_the_tick_is_gone_after_it_was_taken_back(self, client, owner):
        entry = said(client, pain=5, rested="on")
        assert change(client, entry, pain=5) == dict.fromkeys(LOADS)
        assert " checked" not in self.tick(client, entry)
        assert 'name="rested"' in client.get(PAGE).content.decode()

    def test_taking_it_back_leaves_what_was_done(self, client, owner):
        given = {"pain": 5, "effort_trunk": 3, "minutes_trunk": 20, "effort_lower_legs": 0, "minutes_lower_legs": 30}
        entry = said(client, rested="on", **given)
        found = change(client, entry, **given)
        assert (found["load.trunk"], found["load.lower_legs"], found["load.arms_hands"]) == (6, 0, None)

    def test_noughts_that_came_without_it_stay(self, client, owner):
        entry = write(owner, TODAY, pain=5, load__trunk=0, load__lower_legs=12)
        assert change(client, entry, pain=6)["load.trunk"] == 0
        assert loads(entry)["load.lower_legs"] == 12

    def test_a_group_whose_doing_is_taken_out_was_rested_too(self, client, owner):
        entry = said(client, pain=5, rested="on", effort_trunk=3, minutes_trunk=20)
        assert change(client, entry, pain=5, rested="on") == dict.fromkeys(LOADS, 0.0)

    def test_undo_brings_the_tick_back(self, client, owner):
        entry = said(client, pain=5, rested="on")
        change(client, entry, pain=5)
        client.post(f"/diary/entry/{entry.pk}/restore/", {"version": "1"})
        assert loads(entry) == dict.fromkeys(LOADS, 0.0)
        assert entry.rested


class TestOtherWays:
    def test_a_form_sent_once_more_changes_what_it_wrote(self, client, owner):
        form = posted(pain=5)
        for rested, wanted in (({}, None), ({"rested": "on"}, 0.0), ({}, None)):
            assert client.post(PAGE, {**form, **rested}).status_code == 302
            entry = Entry.objects.get()
            assert (loads(entry), entry.rested) == (dict.fromkeys(LOADS, wanted), bool(rested))

    def test_it_comes_without_a_connection_too_and_once(self, client, owner):
        form = {name: value for name, value in posted(pain=5, rested="on").items() if name != "client_id"}
        sent = {**made(form=form), "answers": None}
        assert [each["outcome"] for each in call(client, sent, sent)] == ["stored", "same"]
        assert loads(Entry.objects.get()) == dict.fromkeys(LOADS, 0.0)

    def test_a_change_that_does_not_ask_leaves_it(self, client, owner):
        entry = said(client, pain=5, rested="on")
        walked = {"client_id": str(entry.client_id), "based_on": 1, "efforts": {"trunk": [3, 20]}}
        assert call(client, made(**walked))[0]["outcome"] == "stored"
        assert loads(entry) == {**dict.fromkeys(LOADS, 0.0), "load.trunk": 6}
        assert entry.rested

    def test_the_same_as_yesterday_rested_too(self, client, owner):
        before = TODAY - dt.timedelta(days=1)
        assert client.post(f"/diary/{before}/", posted(pain=5, rested="on", **WALK)).status_code == 302
        client.post(f"{PAGE}same/", {"client_id": str(uuid.uuid4())})
        first, second = Entry.objects.order_by("instant")
        assert (second.rested, second.answers, second.doings) == (True, first.answers, first.doings)
        assert second.doings


def test_it_is_taken_along(client, owner):
    entry = said(client, pain=5, rested="on")
    told = [row for row in table(parts_of(owner)["observations.csv"]) if row["column"] == "rested"]
    assert [(row["state"], row["value"]) for row in told] == [("answered", "1")]
    change(client, entry, pain=6)
    rows = json.loads(parts_of(owner)["person.json"])["rows"]
    assert [each["rested"] for each in rows["diary.Entry"]] == [False]
    assert [each["rested"] for each in rows["diary.EntryVersion"]] == [True]


def test_another_person_ticks_nothing_of_it(client, other_client, owner):
    entry = said(client, pain=5)
    assert other_client.post(f"/diary/entry/{entry.pk}/", posted(rested="on")).status_code == 404
    assert loads(entry) == dict.fromkeys(LOADS)
