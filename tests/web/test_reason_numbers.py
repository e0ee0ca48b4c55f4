"""The numbers behind a reason say what they count and in what unit."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from django.utils import translation
from tests.web.conftest import TODAY

from andante.learn.scores import Record
from andante.plan.answer import Why
from andante.plan.sentences import why
from andante.web.today.page import page_of
from andante.web.today.services import Today

NECK = "neck_shoulders"


def numbers_of(*reasons: Why) -> list[dict[str, str]]:
    """What stands below each reason of a day, by its name there."""
    room = {"floor": 20.0, "ceiling": 40.0, "done": 0.0}
    answer = {
        "mode": "usual",
        "step": "hold",
        "schedule": [],
        "envelope": {NECK: room, "trunk": room},
        "why": [asdict(each) for each in reasons],
        "risk": {"p_flare_within_3_days": None, "if_unchanged": None, "limit": 0.1},
    }
    page = page_of(Today(TODAY, rated_days=40, answer=answer, score=Record(30, 0.5, 1.0, 1.0)))
    return [dict(each.numbers) for each in page.reasons]


def test_effort_minutes_are_called_so():
    (said,) = numbers_of(why("risen-lately", {"before": 70.0, "now": 80.0, "days": 14.0}, group=NECK))
    assert said == {"level before": "70 effort-minutes", "level now": "80 effort-minutes", "days": "14"}
    with translation.override("de"):
        (said,) = numbers_of(why("done-today", {"done": 4.85}, group=NECK))
    assert list(said.values()) == ["4,8 Anstrengungsminuten"]
    (said,) = numbers_of(why("done-today", {"done": 1.0}, group=NECK))
    assert list(said.values()) == ["1 effort-minute"]


@pytest.mark.parametrize(
    ("code", "numbers", "said"),
    [
        ("compared", {"days": 521.0}, {"ways to spend the day": "521"}),
        ("bouts", {"longest": 15.0}, {"longest bout, in minutes": "15"}),
    ],
)
def test_what_is_no_day_is_not_called_one_and_minutes_are(code, numbers, said):
    assert numbers_of(why(code, numbers)) == [said]


def test_of_past_flares_only_what_is_worth_a_list_is_listed():
    about = {"flares": 2, "shortest": 2, "longest": 5, "eased": 2, "stayed": 0, "eased_from": 1, "eased_to": 2}
    assert numbers_of(Why("past-flares", "Your last 2 flares.", {**about, "back_from": 1, "back_to": 3})) == [
        {"flares": "2", "shortest, in days": "2", "longest, in days": "5"}
    ]


def test_how_long_flares_lasted_is_told_in_days():
    reason = Why("past-flares", "Your last 4 flares.", {"flares": 4, "shortest": 2, "longest": 15})
    assert numbers_of(reason) == [{"flares": "4", "shortest, in days": "2", "longest, in days": "15"}]
