"""Activities of a person's own, and those offered: what was written with them stays, whatever becomes of them."""

from __future__ import annotations

import pytest
from tests.web.conftest import TODAY, posted

from andante.anatomy import MUSCLE_GROUPS
from andante.web.diary.models import Entry, Favourite, OwnActivity

PAGE, OWN = f"/diary/{TODAY}/", "/diary/own/"
DONE = {"minutes": 20, "effort_0_10": 5, "planned": False, "unplanned": False}


def test_an_own_activity_is_made_changed_and_hidden_and_the_past_stays(client, owner):
    made = {
        "what": "activity",
        "name": "Harp",
        "share_arms_hands": "0.6",
        "share_trunk": "0.3",
        "positions": ["sitting"],
    }
    client.post(OWN, {**made, "favourite": "on"})
    harp = OwnActivity.objects.get()
    assert (harp.groups, harp.positions, harp.favourite) == ({"arms_hands": 1.0, "trunk": 0.5}, ["sitting"], True)
    assert client.get(PAGE).content.decode().index("<summary>Harp") > 0
    client.post(PAGE, posted(activity_0="harp", did_effort_0=5, did_minutes_0=20, unplanned_0="on"))
    entry = Entry.objects.get()
    assert (entry.answers["load.arms_hands"], entry.answers["load.trunk"]) == (10, 5)
    assert entry.doings[0]["unplanned"] is True
    client.post(f"/diary/own/activity/{harp.pk}/", {"name": "Great harp", "share_trunk": "1"})
    client.post(f"/diary/entry/{entry.pk}/", posted(pain=4, activity_0="Harp", did_effort_0=5, did_minutes_0=20,
                                                    unplanned_0="on", based_on=1))  # fmt: skip
    entry.refresh_from_db()
    assert (entry.answers["load.arms_hands"], entry.answers["pain"]) == (10, 4)
    client.post(f"/diary/own/activity/{harp.pk}/hide/", {"hidden": "1"})
    assert "Great harp" not in client.get(PAGE).content.decode()
    assert "hidden" in client.get(OWN).content.decode()


def test_an_own_activity_without_muscles_says_that_it_counts_for_nothing(client, owner):
    said = "so it counts for nothing in loads and plans"
    for name, groups in (("Harp", {"arms_hands": 1.0}), ("Humming", {})):
        assert said not in client.get(OWN).content.decode() + client.get(PAGE).content.decode()
        OwnActivity.objects.create(user=owner, name=name, groups=groups, favourite=True)
    for page in (OWN, PAGE):
        shown = client.get(page).content.decode()
        assert shown.count(said) == 1
        assert shown.index("Humming") < shown.index(said)
    assert "Where none is named" in client.get(OWN).content.decode()


def test_an_activity_offered_is_nothing_done_until_something_is_said_of_it(client, owner):  # acceptance 30
    Favourite.objects.create(user=owner, name="yoga")
    form = client.get(PAGE).context["form"]
    assert [row.words for row in form.did][:1] == ["Yoga"]
    client.post(PAGE, posted(pain=3, activity_0="yoga", fixed_0="1", activity_1=""))
    assert Entry.objects.get().doings == []
    client.post(PAGE, posted(activity_0="yoga", fixed_0="1", did_minutes_0=20, activity_1="Dog walking"))
    (second,) = Entry.objects.exclude(doings=[])
    assert [(each["activity"], each["minutes"]) for each in second.doings] == [("yoga", 20), ("dog walking", None)]
    assert second.answers["load.lower_legs"] is None  # done, but nobody knows how much


def test_minutes_without_an_activity_are_asked_about_and_nothing_lost(client):
    response = client.post(PAGE, posted(note="stays", activity_0="", did_minutes_0="5"))
    assert response.status_code == 422
    assert "Which activity" in response.content.decode()
    assert "stays" in response.content.decode()


def test_an_activity_nobody_knows_is_kept_and_named_with_what_to_choose_and_nothing_is_refused(client):
    response = client.post(PAGE, posted(pain=4, activity_0="wlaking", did_effort_0=5, did_minutes_0=20), follow=True)
    entry = Entry.objects.get()
    assert entry.answers["pain"] == 4
    assert entry.doings == [{**DONE, "activity": "wlaking", "unknown": True}]
    assert {value for column, value in entry.answers.items() if column.startswith("load.")} == {None}
    page = response.content.decode()
    assert "andante does not know “wlaking”" in page
    assert "Perhaps you meant: Walking" in page
    assert "Wlaking, 20 min, effort 5, andante does not know it" in page  # and it stays there


def test_rest_beside_an_activity_nobody_knows_is_no_zero(client):
    client.post(PAGE, posted(pain=4, activity_0="zorbing", did_minutes_0=20, rested="on"))
    assert {Entry.objects.get().answers[f"load.{group}"] for group in MUSCLE_GROUPS} == {None}
    client.post(PAGE, posted(pain=5, rested="on"))  # the other entry of the day still says that something was done
    assert not any(value == 0 for entry in Entry.objects.all() for value in entry.answers.values())


def test_what_nobody_knew_counts_once_it_is_known_or_another_is_chosen(client, owner):
    rows = {"activity_0": "zorbing", "did_effort_0": "5", "did_minutes_0": "20"}
    client.post(PAGE, posted(pain=4, **rows))
    entry = Entry.objects.get()
    change = f"/diary/entry/{entry.pk}/"
    assert "andante does not know it" in client.get(change).content.decode()
    client.post(change, posted(pain=4, based_on=1, **rows))
    entry.refresh_from_db()
    assert entry.version == 1  # still not known, and nothing changed
    OwnActivity.objects.create(user=owner, name="Zorbing", groups={"trunk": 1.0})
    client.post(change, posted(pain=4, based_on=1, **rows))
    entry.refresh_from_db()
    assert entry.answers["load.trunk"] == 10
    assert entry.doings == [{**DONE, "activity": "Zorbing"}]


def test_one_that_nobody_knows_takes_no_load_of_a_renamed_one_away(client, owner):
    grill = OwnActivity.objects.create(user=owner, name="Grill", groups={"arms_hands": 1.0})
    rows = {"activity_0": "Grill", "did_effort_0": "5", "did_minutes_0": "20", "activity_1": "zorbing"}
    client.post(PAGE, posted(pain=4, **rows))
    entry = Entry.objects.get()
    grill.name = "Barbecue"
    grill.save()
    client.post(f"/diary/entry/{entry.pk}/", posted(pain=4, based_on=1, **rows, did_minutes_1="30"))
    entry.refresh_from_db()
    assert (entry.answers["load.arms_hands"], [each.get("unknown") for each in entry.doings]) == (10, [None, True])


def test_a_row_taken_out_of_an_entry_takes_its_load_with_it(client, owner):
    client.post(PAGE, posted(pain=4, activity_0="yoga", did_effort_0=5, did_minutes_0=20))
    entry = Entry.objects.get()
    client.post(f"/diary/entry/{entry.pk}/", posted(pain=4, activity_0="", based_on=1))
    entry.refresh_from_db()
    assert entry.doings == []
    assert entry.answers["load.trunk"] is None


def test_a_change_beside_an_activity_that_was_renamed_since_keeps_its_load(client, owner):
    grill = OwnActivity.objects.create(user=owner, name="Grill", groups={"arms_hands": 1.0})
    rows = {"activity_0": "Grill", "did_effort_0": "5", "did_minutes_0": "20"}
    rows |= {"activity_1": "Ironing", "did_effort_1": "5", "did_minutes_1": "20"}
    client.post(PAGE, posted(pain=4, **rows))
    entry = Entry.objects.get()
    both = entry.answers["load.arms_hands"]
    grill.name = "Barbecue"
    grill.save()
    client.post(f"/diary/entry/{entry.pk}/", posted(pain=4, based_on=1, **{**rows, "did_minutes_1": "40"}))
    entry.refresh_from_db()
    assert entry.answers["load.arms_hands"] == pytest.approx(10 + 2 * (both - 10), abs=0.02)  # twice the ironing
    gone = {name: value for name, value in rows.items() if not name.endswith("_0")}
    client.post(f"/diary/entry/{entry.pk}/", posted(pain=4, based_on=2, **gone))
    entry.refresh_from_db()
    assert entry.answers["load.arms_hands"] == pytest.approx(both - 10, abs=0.02)
