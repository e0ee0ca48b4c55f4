"""The other policies are what they say: sane peers, from nothing but the diary."""

from __future__ import annotations

import datetime as dt

import pytest

from andante.anatomy import MUSCLE_GROUPS
from andante.errors import InputError
from andante.insilico.living import ADVICE_FROM
from andante.insilico.people import cohort
from andante.insilico.policies import AS_EVER, POLICIES, Advice, policies_named
from andante.records import Diary, Entry

(PERSON,) = cohort(1)
FIRST = ADVICE_FROM


def diary(days: int = 28, *, pain: float = 4.0, load: float = 20.0, last: dict[str, float] | None = None) -> Diary:
    """A diary from the run-in's first day on; load 10 above and below in turn."""
    rows = []
    for i in range(days):
        values = {"pain": pain, "fatigue": 5.0}
        values |= {f"load.{group}": load + (10.0 if i % 2 else -10.0) for group in MUSCLE_GROUPS}
        rows.append(Entry(FIRST - dt.timedelta(days=28 - i), values))
    if last is not None:
        rows[-1] = Entry(rows[-1].at, {**rows[-1].values, **last})
    return Diary(tuple(rows), tuple(rows[0].values) if rows else ("pain",))


def advised(policy: str, known: Diary, day: int = 0) -> Advice:
    return POLICIES[policy].hired(PERSON, FIRST).advise(known, FIRST + dt.timedelta(days=day))


def test_as_lived_advises_nothing_and_rest_only_allows_nothing():
    assert advised("as-lived", diary()) is AS_EVER
    assert {aim.most for aim in advised("rest-only", diary()).aims.values()} == {0.0}


def test_a_quota_rises_by_a_tenth_a_week_whatever_the_pain_up_to_the_best_day():
    amounts = [advised("quota", diary(), 7 * week).aims["trunk"].most for week in range(12)]
    assert amounts[0] == pytest.approx(16.0) and amounts[1] == pytest.approx(17.6)
    assert amounts[-1] == 30.0 == max(amounts)
    assert advised("quota", diary(pain=9.0)).aims == advised("quota", diary()).aims


def test_stopping_when_it_hurts_needs_a_usual():
    assert advised("stop-when-it-hurts", diary()).stops_at == 5.0
    assert advised("stop-when-it-hurts", diary(2)) is AS_EVER


def test_the_envelope_narrows_with_fatigue_and_pain_and_never_grows_with_time():
    usual = advised("energy-envelope", diary()).aims["trunk"].most
    assert usual == pytest.approx(18.0)
    bad = advised("energy-envelope", diary(last={"pain": 7.0, "fatigue": 8.0})).aims["trunk"].most
    assert bad == pytest.approx(0.7 * 18.0)
    worst = advised("energy-envelope", diary(last={"pain": 10.0, "fatigue": 10.0})).aims["trunk"].most
    assert worst == pytest.approx(0.5 * 18.0)
    assert advised("energy-envelope", diary(), 150).aims["trunk"].most == usual


def test_without_a_diary_nobody_knows_anything():
    empty = Diary((), ("pain",))
    assert not any(advised(name, empty).aims for name in POLICIES if name != "rest-only")


def test_names_of_policies():
    assert [policy.name for policy in policies_named(["quota"])] == ["as-lived", "quota"]
    assert len(policies_named([])) == 7
    with pytest.raises(InputError, match="policies: found 'pray', allowed are as-lived, quota"):
        policies_named(["pray"])
    with pytest.raises(InputError, match="archetypes: found 'saint', allowed are boom-and-bust"):
        cohort(1, ["saint"])
    with pytest.raises(InputError, match="people: found 0"):
        cohort(0)
