"""A check-in writes one row and nothing else, keeps what is unknown unknown, and is never lost or doubled."""

from __future__ import annotations

import datetime as dt
import sys
import uuid

import pytest
from django.apps import apps
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.web.conftest import NOW, TODAY, posted, write

from andante.activities import load_effort_min
from andante.web.accounts.models import User
from andante.web.diary.answers import COLUMNS
from andante.web.diary.concerns import FLAGS
from andante.web.diary.forms import CheckInForm
from andante.web.diary.models import Concern, Entry
from andante.web.diary.rows import diary_of

PAGE = f"/diary/{TODAY}/"


def rows_of_all_tables() -> dict[str, int]:
    """Rows of every table but those of sign-in."""
    return {m._meta.label: m.objects.count() for m in apps.get_models() if m._meta.app_label in ("diary", "today")}


def test_a_check_in_writes_one_row_and_nothing_else(client):
    before = rows_of_all_tables()
    response = client.post(PAGE, posted(pain=6, fatigue=4, effort_trunk=3, minutes_trunk=20))
    assert response.status_code == 302
    assert response["Location"] == "/today/"
    assert rows_of_all_tables() == {**before, "diary.Entry": 1}
    entry = Entry.objects.get()
    assert entry.answers["pain"] == 6
    assert entry.answers["load.trunk"] == 6
    assert entry.efforts == {"trunk": [3, 20]}


def test_a_check_in_saves_while_the_engine_is_broken(client, monkeypatch):
    # None in sys.modules makes every import of it fail.
    for name in ("andante.learn", "andante.plan", "andante.charts"):
        monkeypatch.setitem(sys.modules, name, None)
    assert client.get(PAGE).status_code == 200
    assert client.post(PAGE, posted(pain=6)).status_code == 302
    assert Entry.objects.get().answers["pain"] == 6
    assert client.get("/diary/").status_code == 200


def test_sent_twice_is_one_entry(client):  # acceptance 11
    form = posted(pain=6)
    for _ in range(2):
        assert client.post(PAGE, form).status_code == 302
    assert Entry.objects.count() == 1
    client.post(PAGE, posted(pain=6))
    assert Entry.objects.count() == 2


def test_sent_again_with_something_changed_is_a_change(client):  # the browser's way back shows the form as it was sent
    form = posted(pain=6, effort_trunk=5, minutes_trunk=10)
    for pain in (6, 8):
        client.post(PAGE, {**form, "pain": pain})
    entry = Entry.objects.get()
    assert (entry.answers["pain"], entry.answers["load.trunk"]) == (8, 5)
    assert entry.history.get().answers["pain"] == 6
    page = client.post(PAGE, {**form, "pain": 7}, follow=True).content.decode()
    assert "Both are kept" in page  # what was changed since is not written over unseen


def test_a_word_in_between_that_is_sent_again_changed_is_a_change(client):
    form = {"client_id": str(uuid.uuid4()), "pain": "3", "note": ""}
    client.post("/diary/now/", form)
    client.post("/diary/now/", {**form, "note": "and a cold hand"})
    assert Entry.objects.get().note == "and a cold hand"


def test_the_same_client_id_of_two_people_is_two_entries(client, other_client):
    form = posted(pain=6)
    client.post(PAGE, form)
    other_client.post(PAGE, form)
    assert Entry.objects.count() == 2


def test_half_an_entry_is_saved(client):  # acceptance 59
    client.post(PAGE, posted(minutes_arms_hands=15))
    entry = Entry.objects.get()
    assert entry.efforts == {"arms_hands": [None, 15]}
    assert entry.answers["load.arms_hands"] is None
    assert entry.answers["pain"] is None


def test_nothing_filled_in_saves_nothing(client):
    response = client.post(PAGE, posted(), follow=True)
    assert not Entry.objects.exists()
    assert "nothing was saved" in response.content.decode()


@pytest.mark.parametrize(
    ("field", "value"), [("pain", "11"), ("pain", "-1"), ("pain", "much"), ("minutes_trunk", "2000")]
)
def test_a_wrong_number_is_named_and_the_rest_kept(client, field, value):
    form = {**posted(pain=4, note="stays"), field: value}
    response = client.post(PAGE, form)
    assert response.status_code == 422
    text = response.content.decode()
    assert "Please give a number from 0 to" in text
    assert "stays" in text
    assert form["client_id"] in text
    assert not Entry.objects.exists()


def test_three_states_stay_apart_from_form_to_engine(client, owner):  # acceptance 16
    client.post(PAGE, posted(pain=0, note="a zero"))
    diary = diary_of(owner, NOW)
    (row,) = diary.entries
    assert diary.state(row, "pain") == "answered"
    assert row.values["pain"] == 0
    assert diary.state(row, "fatigue") == "blank"
    assert "fatigue" not in row.values
    assert diary.state(row, "steps") == "not asked"
    assert set(Entry.objects.get().answers) == set(COLUMNS)


def test_a_flare_not_ticked_is_unknown_and_not_a_no(client, owner):
    client.post(PAGE, posted(pain=3))
    client.post(PAGE, posted(flare="on"))
    first, second = Entry.objects.all()
    assert first.answers["flare"] is None
    assert second.answers["flare"] == 1
    assert diary_of(owner, NOW).entries[0].values["flare"] == 1


def test_a_second_check_in_adds_its_loads_and_keeps_the_last_rating(client, owner):
    write(owner, TODAY, pain=3, load__trunk=5)
    client.post(PAGE, posted(effort_trunk=5, minutes_trunk=10))
    client.post(PAGE, posted(pain=7))
    (row,) = diary_of(owner, NOW + dt.timedelta(hours=4)).entries
    assert row.at == TODAY
    assert row.values == {"pain": 3, "load.trunk": 10}  # the entry written first stands at 21:00 and is the day's last


@pytest.mark.parametrize(
    ("effort", "minutes", "load"),
    [(5, 20, 10), (0, None, 0), (None, 0, 0), (None, 20, None), (5, None, None), (None, None, None)],
)
def test_a_load_is_known_only_when_it_is(effort, minutes, load):
    assert load_effort_min(effort, minutes) == load


def test_same_as_yesterday_is_one_tap(client, owner):  # acceptance 59
    yesterday = write(owner, TODAY - dt.timedelta(days=1), pain=5, sleep=0, load__trunk=8, note="not copied")
    page = client.get("/today/").content.decode()
    assert "Same as yesterday" in page
    key = str(uuid.uuid4())
    for _ in range(2):
        assert client.post(f"{PAGE}same/", {"client_id": key}).status_code == 302
    assert Entry.objects.count() == 2
    copy = Entry.objects.exclude(pk=yesterday.pk).get()
    assert copy.answers == yesterday.answers
    assert copy.note is None
    assert "Same as yesterday" not in client.get("/today/").content.decode()


def test_same_as_yesterday_on_a_page_that_is_older_than_the_day_counts_nothing_twice(client, owner):
    write(owner, TODAY - dt.timedelta(days=1), pain=5, load__trunk=8)
    for _each in range(2):  # two tabs, each with an id of its own
        answer = client.post(f"{PAGE}same/", {"client_id": str(uuid.uuid4())}, follow=True)
    assert "written for this day already" in answer.content.decode()
    assert Entry.objects.on_day(TODAY, owner.day_start).count() == 1


def test_as_usual_on_a_page_that_is_older_than_the_day_has_not_the_last_word(client, owner):
    for back in range(1, 8):
        write(owner, TODAY - dt.timedelta(days=back), pain=4)
    client.post(PAGE, posted(pain=9))
    client.post(f"{PAGE}usual/", {"client_id": str(uuid.uuid4())})
    assert diary_of(owner, NOW).entries[-1].values == {"pain": 9}


def test_same_as_yesterday_without_a_yesterday_copies_nothing(client):
    assert "Same as yesterday" not in client.get(PAGE).content.decode()
    client.post(f"{PAGE}same/", {"client_id": str(uuid.uuid4())})
    assert not Entry.objects.exists()
    assert client.post(f"{PAGE}same/", {"client_id": "nonsense"}).status_code == 404


def test_nothing_is_filled_in_beforehand(client, owner):
    write(owner, TODAY - dt.timedelta(days=1), pain=5)
    form = client.get(PAGE).context["form"]
    assert form["pain"].value() is None
    assert form["pain"].field.widget.attrs["data-start"] == "5"


@pytest.mark.parametrize("day", ["2026-03-06", "2026-02-30", "1900-01-01", "9999-12-31"])
def test_days_that_are_none_have_no_page(client, day):
    assert client.get(f"/diary/{day}/").status_code == 404
    assert client.post(f"/diary/{day}/", posted(pain=1)).status_code == 404


def test_worries_show_help_first_and_stop_the_plan(client, owner, learner):  # acceptance 35
    write(owner, TODAY, pain=4)
    page = client.get("/worry/").content.decode()
    assert page.index("Call for help now") < page.index("What is new?")
    assert "112" in page
    client.post("/worry/", {"flags": ["chest_pain", "self_harm"]})
    today = client.get("/today/").content.decode()
    assert "Help first" in today
    assert "Room today" not in today
    assert client.post(PAGE, posted(pain=5)).status_code == 302
    client.post("/worry/over/", {"through": client.get("/worry/").context["through"]})
    assert Concern.objects.get().closed_at is not None
    assert "Help first" not in client.get("/today/").content.decode()


def test_what_another_device_noted_meanwhile_is_not_closed_unseen(client, owner, learner):
    client.post("/worry/", {"flags": ["new_pain"]})
    seen = client.get("/worry/").context["through"]
    client.post("/worry/", {"flags": ["chest_pain"]})
    assert "Call for help now" in client.post("/worry/over/", {"through": seen}, follow=True).content.decode()
    assert [each.flags for each in Concern.objects.open_for(owner)] == [["chest_pain"]]
    client.post("/worry/over/", {"through": "nothing"})
    assert Concern.objects.open_for(owner).exists()


def test_every_worry_is_known_to_the_planner():
    from andante.plan.red_flags import RED_FLAGS

    assert set(FLAGS) == set(RED_FLAGS)


ratings = st.none() | st.integers(0, 20).map(lambda half: half / 2)


class Anything(TestCase):
    """Whatever is answered comes back as it was given."""

    @settings(max_examples=25, deadline=None)
    @given(pain=ratings, sleep=ratings, effort=ratings, minutes=st.none() | st.integers(0, 1440))
    def test_answers_survive_the_form_the_row_and_an_edit(self, pain, sleep, effort, minutes):
        user = User.objects.create_user(uuid.uuid4().hex)
        given_ = {"pain": pain, "sleep": sleep, "effort_trunk": effort, "minutes_trunk": minutes}
        form = CheckInForm(posted(**{name: "" if value is None else f"{value:g}" for name, value in given_.items()}))
        assert form.is_valid(), form.errors
        answers = form.answers()
        entry, _ = Entry.check_in(user, user.today(), answers, client_id=uuid.uuid4(), now=dt.datetime.now(dt.UTC))
        entry.refresh_from_db()
        assert (entry.answers["pain"], entry.answers["sleep"]) == (pain, sleep)
        assert entry.answers["load.trunk"] == load_effort_min(effort, minutes)
        shown = CheckInForm(former=entry.given, version=entry.version)
        again = {bound.name: bound.value() if bound.value() not in (None, False) else "" for bound in shown}
        sent = CheckInForm({**again, "client_id": str(again["client_id"])}, former=entry.given)
        assert sent.is_valid(), sent.errors
        assert entry.change(sent.answers(), based_on=entry.version) == "same"
