"""What was done: a bout in one tap, own activities, and the loads of muscle groups that come of it."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.conftest import NOW, TODAY, log_bout, write

from andante.activities import catalogue, loads_of
from andante.anatomy import MUSCLE_GROUPS
from andante.everyday import EVERYDAY, everyday_of, shares_of
from andante.plan.activities import share_on
from andante.web.diary.answers import Doing, loads_by_group
from andante.web.diary.doings import choices_for
from andante.web.diary.models import Entry, Favourite, OwnActivity
from andante.web.diary.rows import diary_of

KEY = uuid.UUID(int=1)
LATER = NOW + dt.timedelta(hours=4)


def bout(user, activity="dog walking", *, client_id=KEY, now=NOW, **more):
    doing = Doing(activity, **{"minutes": 20.0, "effort_0_10": 3.0, "planned": True, **more})
    return log_bout(user, doing, client_id=client_id, now=now)


def test_a_bout_is_one_entry_however_often_it_is_sent(owner):  # acceptance 11
    first, second = bout(owner), bout(owner)
    assert first == second
    entry = Entry.objects.get()
    assert (entry.kind, entry.own_day(owner.day_start)) == ("bout", TODAY)
    (doing,) = entry.doings
    assert doing == {"activity": "dog walking", "minutes": 20, "effort_0_10": 3, "planned": True, "unplanned": False}
    assert entry.answers["load.lower_legs"] == 6
    assert entry.answers["load.hips_thighs"] == 3.5  # 0.14 / 0.24 of it
    assert "pain" not in entry.answers  # nobody was asked


@pytest.mark.parametrize(("minutes", "effort"), [(None, 3), (20, None), (None, None)])
def test_a_bout_of_unknown_length_or_effort_has_an_unknown_load(owner, minutes, effort):  # acceptance 16
    entry = bout(owner, minutes=minutes, effort_0_10=effort)
    assert entry.answers["load.lower_legs"] is None
    assert "load.lower_legs" not in diary_of(owner, LATER).entries[0].values


def test_bouts_add_up_with_the_check_in_of_the_day(owner):
    write(owner, TODAY, pain=4, load__lower_legs=5)
    bout(owner)
    bout(owner, client_id=uuid.uuid4())
    (row,) = diary_of(owner, LATER).entries
    assert row.values["load.lower_legs"] == 17
    assert row.values["pain"] == 4


def test_an_own_activity_counts_for_its_own_groups_and_keeps_to_what_was_written(owner):
    mine = OwnActivity.objects.create(user=owner, name="Harp", groups={"arms_hands": 1.0, "trunk": 0.5})
    entry = bout(owner, activity="harp")
    assert entry.doings[0]["activity"] == "Harp"
    loads = {column: value for column, value in entry.answers.items() if column.startswith("load")}
    assert loads == {"load.arms_hands": 6, "load.trunk": 3}
    mine.groups = {"neck_shoulders": 1.0}
    mine.save()
    entry.refresh_from_db()
    assert entry.answers["load.arms_hands"] == 6


def test_an_own_activity_goes_before_the_catalogue_and_is_nobody_elses(owner, other):
    OwnActivity.objects.create(user=owner, name="Computer", groups={"trunk": 1.0})
    assert bout(owner, activity="computer").answers == {"load.trunk": 6}
    assert "load.neck_shoulders" in bout(other, activity="computer").answers
    assert choices_for(other).named("computer").is_own is False


@pytest.mark.parametrize(
    "words", [words for words in EVERYDAY if words.group != "whole_body"], ids=lambda each: each.name
)
def test_what_the_plan_calls_activity_of_a_group_loads_that_group_most_and_others_as_the_plan_counted(owner, words):
    answers = bout(owner, activity=words.name).answers
    assert answers[f"load.{words.group}"] == 6 == max(answers.values())
    counted = {group: share_on(group, words.name, words.group) for group in MUSCLE_GROUPS}
    assert answers == {f"load.{group}": round(6 * share, 2) for group, share in counted.items() if share}


def test_everyday_activity_of_the_whole_body_loads_every_group(owner):
    answers = bout(owner, activity=everyday_of("whole_body").name).answers
    assert set(answers) == {f"load.{group}" for group in MUSCLE_GROUPS}
    assert max(answers.values()) == 6
    assert min(answers.values()) > 0


def test_an_activity_that_nobody_knows_is_kept_and_loads_nothing(owner):
    entry = bout(owner, activity="zither")
    assert entry.answers == {}
    assert entry.doings[0]["activity"] == "zither"


def test_favourites_and_recent_ones_come_first_and_hidden_ones_do_not(owner, connection_queries):
    OwnActivity.objects.create(user=owner, name="Harp", groups={"arms_hands": 1.0}, favourite=True)
    OwnActivity.objects.create(user=owner, name="Drums", groups={"arms_hands": 1.0}, hidden=True)
    Favourite.objects.create(user=owner, name="yoga")
    for _ in range(2):
        bout(owner, client_id=uuid.uuid4())
    bout(owner, activity="ironing", client_id=uuid.uuid4())
    found = choices_for(owner)
    assert [each.name for each in found.first] == ["Harp", "yoga", "dog walking", "ironing"]
    assert found.named("drums") is None
    assert len(found.first) + len(found.rest) == len(catalogue()) + 1
    few = connection_queries(lambda: choices_for(owner))
    for number in range(20):
        OwnActivity.objects.create(user=owner, name=f"mine {number}")
        bout(owner, client_id=uuid.uuid4())
    assert connection_queries(lambda: choices_for(owner)) == few == 3


@pytest.mark.parametrize("name", catalogue())
def test_the_shares_of_every_activity_are_shares_of_its_busiest_group(name):
    shares = shares_of(name)
    assert set(shares) <= set(MUSCLE_GROUPS)
    assert not shares or max(shares.values()) == 1
    assert all(0 < share <= 1 for share in shares.values())
    assert set(catalogue()[name].groups) <= set(shares)


numbers = st.none() | st.integers(0, 20).map(lambda half: half / 2)
done = st.builds(Doing, st.sampled_from(["yoga", "computer", "resting lying down", "zither"]), numbers, numbers)
SHARES = {name: shares_of(name) or {} for name in ("yoga", "computer", "resting lying down", "zither")}


@given(st.lists(done, max_size=5), st.dictionaries(st.sampled_from(tuple(MUSCLE_GROUPS)), st.tuples(numbers, numbers)))
def test_loads_are_what_is_known_at_least(doings, efforts):
    """Against a slow and plain sum; more done never loads less; nothing known is not zero."""
    found = loads_by_group(doings, efforts, SHARES)
    for group in MUSCLE_GROUPS:
        parts = [
            loads_of(SHARES[each.activity], effort_0_10=each.effort_0_10, minutes=each.minutes)[group]
            for each in doings
            if group in SHARES[each.activity]
        ]
        if group in efforts:
            effort, minutes = efforts[group]
            known = None not in (effort, minutes) or 0 in (effort, minutes)
            parts.append((effort or 0) / 10 * (minutes or 0) if known else None)
        known = [part for part in parts if part is not None]
        if not parts:
            assert f"load.{group}" not in found
        elif not known:
            assert found[f"load.{group}"] is None
        else:
            assert found[f"load.{group}"] == pytest.approx(sum(known), abs=0.02)
