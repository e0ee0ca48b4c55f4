"""The quick way to the stored plan is the same plan: whatever changes the diary or the wishes changes the stamp."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from tests.web.conftest import NOW, TODAY, write, write_days

from andante.web.diary.answers import Answers
from andante.web.diary.models import Entry
from andante.web.today import services
from andante.web.today.models import StoredPlan, Wishes


@pytest.fixture
def unread(monkeypatch):
    """How often the diary was gone through."""
    read = []
    whole = services.diaries_of
    monkeypatch.setattr(services, "diaries_of", lambda user, now: read.append(user) or whole(user, now))
    return read


def stamp(user) -> str:
    return services._stamp(user, TODAY, timezone.now())


def test_a_page_opened_again_does_not_go_through_the_diary_and_says_the_same(owner, learner, unread):
    write_days(owner, 40)
    first = services.plan_for(owner, TODAY)
    assert len(unread) == 1
    again = services.plan_for(owner, TODAY)
    assert len(unread) == 1
    assert (again.answer, again.rated_days, again.cast) == (first.answer, first.rated_days, first.cast)
    StoredPlan.objects.update(stamp="")
    assert services.plan_for(owner, TODAY).answer == first.answer
    assert len(unread) == 2


def test_every_change_changes_the_stamp(owner, learner):
    write_days(owner, 20)
    entry = Entry.objects.order_by("pk").first()

    def other_answers() -> None:
        entry.refresh_from_db()
        entry.change(Answers({**entry.answers, "pain": 9.0}), based_on=entry.version)

    def other_limits(**fields) -> None:
        for name, value in fields.items():
            setattr(owner, name, value)
        owner.save()

    changes = [
        lambda: write(owner, TODAY - dt.timedelta(days=30), pain=2),
        other_answers,
        lambda: entry.restore(1),
        lambda: entry.set_void(True),
        lambda: entry.set_void(False),
        lambda: other_limits(caution=0.2),
        lambda: other_limits(me_cfs=True),
        lambda: other_limits(day_start=dt.time(4)),
        lambda: Wishes.objects.update_or_create(user=owner, defaults={"valued": ["walking"]}),
    ]
    seen = [stamp(owner)]
    for change in changes:
        change()
        seen.append(stamp(owner))
    assert len(set(seen)) == len(changes) + 1
    assert stamp(owner) == seen[-1]


def test_a_flag_goes_before_a_stored_plan(owner, learner, unread):
    write_days(owner, 40)
    services.plan_for(owner, TODAY)
    owner.concerns.create(flags=["chest_pain"])
    assert services.plan_for(owner, TODAY).flags == ("chest_pain",)


def test_an_entry_that_waits_for_its_hour_counts_when_it_comes(owner, learner, clock, unread):
    write_days(owner, 40)
    write(owner, TODAY, pain=9)  # stands at 21:00, and it is 18:30
    assert stamp(owner) == ""
    before = services.plan_for(owner, TODAY)
    clock(NOW + dt.timedelta(hours=4))
    after = services.plan_for(owner, TODAY)
    assert after.rated_days == before.rated_days + 1
    assert len(unread) == 2
