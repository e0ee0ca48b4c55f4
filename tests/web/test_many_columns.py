"""A diary with areas, remedies, symptoms and bouts is learned from, and a new question throws away nothing learned."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.web.conftest import NOW, TODAY, log_bout, write

from andante.anatomy import AREAS
from andante.web.diary.answers import Doing
from andante.web.diary.models import Entry
from andante.web.diary.rows import diary_of
from andante.web.today.digests import DiaryDigests
from andante.web.today.services import plan_for

LATER = NOW + dt.timedelta(hours=4)
BEFORE = TODAY - dt.timedelta(days=1)


def test_a_new_question_leaves_what_was_learned_of_the_days_before(owner):
    for back in range(1, 4):
        write(owner, TODAY - dt.timedelta(days=back), pain=4.0, load__trunk=5.0)
    learned = DiaryDigests(diary_of(owner, LATER)).through(BEFORE)
    write(owner, TODAY, pain=4.0, pain__neck=6.0, symptom__itching=2.0, fog=3.0)
    assert DiaryDigests(diary_of(owner, LATER)).through(BEFORE) == learned


def test_a_new_cause_or_an_old_day_changed_is_learned_anew(owner):
    entry = write(owner, BEFORE, pain=4.0)
    learned = DiaryDigests(diary_of(owner, LATER)).through(BEFORE)
    write(owner, TODAY, pain=4.0, treatment__heat=1.0)
    with_heat = DiaryDigests(diary_of(owner, LATER)).through(BEFORE)
    assert with_heat != learned
    Entry.objects.filter(pk=entry.pk).update(answers={**entry.answers, "pain.neck": 3.0})
    assert DiaryDigests(diary_of(owner, LATER)).through(BEFORE) != with_heat


@pytest.mark.slow
def test_the_engine_learns_from_a_diary_with_everything_in_it(owner):
    for back in range(14, -1, -1):
        day = TODAY - dt.timedelta(days=back)
        areas = {f"pain__{area}": float((back + place) % 7) for place, area in enumerate(AREAS)}
        taken = {f"treatment__r{number}": float((back + number) % 2) for number in range(14)}
        others = {"fog": 3.0, "mood": float(back % 5), "sleep": float(back % 6), "stress": float(back % 4)}
        write(owner, day, pain=float(3 + back % 3), symptom__itching=2.0, **areas, **taken, **others)
        at = dt.datetime.combine(day, dt.time(10), tzinfo=dt.UTC)
        log_bout(owner, Doing("dog walking", 10.0 + back % 9, 3.0, planned=True), now=at)
    diary = diary_of(owner, LATER)
    assert {"pain.neck", "treatment.r13", "symptom.itching", "fog", "mood", "load.lower_legs"} <= set(diary.columns)
    today = plan_for(owner, TODAY)
    assert not today.fault
    assert today.answer["mode"] != "safe-default"
    assert today.answer["envelope"]["lower_legs"]
