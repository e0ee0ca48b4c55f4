"""Several targets at once: the same beliefs as one by one; and which area belongs to which muscle group."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading

import numpy as np
import pytest
from tests.learn.conftest import blanks, daily

from andante.errors import InputError
from andante.learn import learn, learn_all, targets
from andante.learn.effects import effects, load_effects, where_of
from andante.learn.targets import targets_of
from andante.records import Diary, Entry, Scale


def spread(seed=3, days=90):
    """Shoulder work costs the leg a point and a half the next day, and the neck nothing; fatigue is on its own."""
    rng = np.random.default_rng(seed)
    load = np.round(rng.gamma(4.0, 5.0, days))
    push = np.concatenate([[0.0], (load[:-1] - 20.0) / 9.0])
    columns = {
        "pain": rng.normal(4.0, 1.0, days),
        "pain.neck": rng.normal(3.0, 0.8, days),
        "pain.leg": 4.0 + push + rng.normal(0.0, 0.7, days),
        "fatigue": rng.normal(5.0, 1.0, days),
    }
    rated = {name: np.clip(np.round(values), 0, 10) for name, values in columns.items()}
    gaps = {name: rng.random(days) < 0.08 for name in rated}
    shown = {name: blanks(values, gaps[name]) for name, values in rated.items()}
    sleep = np.round(rng.uniform(2, 9, days)).tolist()
    scales = {"fatigue": Scale(0.0, 20.0)}
    return daily({**shown, "load.neck_shoulders": load.tolist(), "sleep": sleep, "mood": sleep}, scales=scales)


@pytest.fixture(scope="module")
def diary():
    return spread()


@pytest.fixture(scope="module")
def beliefs(diary):
    return learn_all(diary, seed=5)


def test_all_targets_at_once_are_the_same_as_one_by_one_bit_for_bit(diary, beliefs):
    assert list(beliefs) == ["pain", "pain.neck", "pain.leg", "fatigue"]
    for target, belief in beliefs.items():
        assert belief.to_json() == learn(diary, target, seed=5).to_json()
    assert len({belief.digest for belief in beliefs.values()}) == 4


def test_targets_with_other_exposures_and_several_entries_a_day_are_the_same_too(diary):
    both = learn_all(diary, ["sleep", "pain", "sleep"])
    assert list(both) == ["sleep", "pain"]
    assert (both["sleep"].exposures, both["pain"].exposures) == (
        ("load.neck_shoulders",),
        ("load.neck_shoulders", "sleep"),
    )
    for target, belief in both.items():
        assert belief.digest == learn(diary, target).digest


def test_no_rating_that_pain_brings_about_is_an_exposure(beliefs):
    for belief in beliefs.values():
        assert belief.exposures == ("load.neck_shoulders", "sleep")


def test_targets_are_the_columns_that_have_a_value(diary):
    blank = dataclasses.replace(diary, columns=(*diary.columns, "pain.knee"))
    assert targets_of(blank) == ("pain", "pain.neck", "pain.leg", "fatigue")
    with pytest.raises(InputError, match="no rating of 'pain'"):
        learn_all(daily({"sleep": [3, 4, 5], "load": [1, 2, 3]}))
    with pytest.raises(InputError, match="no entry"):
        learn_all(Diary((), ("pain",)))
    with pytest.raises(InputError, match="fog"):
        learn_all(diary, ["pain", "fog"])


def test_a_symptom_of_ones_own_can_be_learned_by_name(diary):
    own = {"fatigue": "symptom.ringing", "load.neck_shoulders": "load.neck_shoulders", "sleep": "sleep"}
    entries = tuple(Entry(e.at, {name: e.values[c] for c, name in own.items() if c in e.values}) for e in diary.entries)
    plain = dataclasses.replace(diary, scales={})  # 0 to 20 would be no scale of a symptom
    renamed = dataclasses.replace(plain, entries=entries, columns=tuple(own.values()))
    belief = learn(renamed, "symptom.ringing")
    assert belief.exposures == ("load.neck_shoulders", "sleep")
    assert {effect.where for effect in effects(belief)} == {"general"}
    assert np.array_equal(belief.exposed.logs, learn(plain, "fatigue").exposed.logs)  # a name is a name


@pytest.mark.parametrize(
    ("exposure", "target", "where"),
    [
        ("load.neck_shoulders", "pain.neck", "local"),
        ("load.neck_shoulders", "pain.shoulder", "local"),
        ("load.neck_shoulders", "pain.shoulder_girdle_left", "local"),
        ("load.neck_shoulders", "pain.back", "local"),  # the upper half of it
        ("load.trunk", "pain.back", "local"),
        ("load.neck_shoulders", "pain.leg", "remote"),
        ("load.lower_legs", "pain.leg", "local"),
        ("load.hips_thighs", "pain.leg", "local"),
        ("load.trunk", "pain.head", "remote"),  # no muscle group lies there
        ("load", "pain.neck", "general"),
        ("load.trunk", "pain", "general"),
        ("load.trunk", "fatigue", "general"),
        ("load.trunk", "symptom.neck", "general"),
        ("load.trunk", "symptom.one_of_mine", "general"),
        ("sleep", "pain.neck", "general"),
        ("treatment.heat", "pain.neck", "general"),
    ],
)
def test_an_effect_is_local_remote_or_general(exposure, target, where):
    assert where_of(exposure, target) == where


def test_an_effect_on_a_far_area_is_found_there_and_nowhere_else(beliefs):
    found = {name: {effect.when: effect for effect in load_effects(belief)} for name, belief in beliefs.items()}
    assert all(set(mine) == {"next day", "2 to 4 days later"} for mine in found.values())
    leg = found["pain.leg"]["next day"]
    assert (leg.exposure, leg.on, leg.part, leg.where) == ("load.neck_shoulders", "pain.leg", "whole", "remote")
    assert leg.verdict == "worsens"
    assert leg.low <= 1.4 <= leg.high
    assert found["pain.neck"]["next day"].where == "local"
    assert not {found[name]["next day"].verdict for name in ("pain", "pain.neck", "fatigue")} & {"worsens", "helps"}


def test_a_load_as_a_whole_lies_between_its_parts(beliefs):
    belief = beliefs["pain.leg"]
    whole = load_effects(belief)[0]
    parts = [e for e in effects(belief) if (e.exposure, e.when) == (whole.exposure, whole.when)]
    assert {e.part for e in parts} == {"below capacity", "above capacity"}
    assert min(e.mean for e in parts) - 0.05 <= whole.mean <= max(e.mean for e in parts) + 0.05
    assert whole.low < whole.mean < whole.high


def test_a_load_not_yet_known_says_so():
    few = learn(daily({"pain.neck": [3.0, 4.0] * 5, "load.trunk": [10.0, 20.0] * 5, "load": [10.0, 20.0] * 5}))
    assert [(e.exposure, e.when, e.verdict, e.where) for e in load_effects(few)] == [
        ("load.trunk", when, "not enough yet", "remote") for when in ("next day", "2 to 4 days later")
    ]


def test_one_that_is_broken_off_does_not_wait_for_the_other(monkeypatch):
    begun, done, go_on = threading.Event(), threading.Event(), threading.Event()

    def work(diary, name, **_):
        if name == "pain":
            begun.wait(20.0)
            raise KeyboardInterrupt
        begun.set()
        go_on.wait(5.0)
        done.set()

    monkeypatch.setattr(targets, "work", work)
    entries = tuple(Entry(dt.date(2026, 1, 1 + i), {"pain": 3.0, "fatigue": 4.0}) for i in range(3))
    try:
        with pytest.raises(KeyboardInterrupt):
            learn_all(Diary(entries, ("pain", "fatigue")))
        assert not done.is_set()
    finally:
        go_on.set()
