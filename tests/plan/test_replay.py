"""A saved plan is made again to the very same plan; what was changed since, or is no saved plan, is told."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.errors import InputError
from andante.learn import learn
from andante.plan import Limits, Plan, plan
from andante.plan.replay import FORMAT, Made, digest, record, replay, shown
from andante.records import Diary, Entry, Scale

ON = dt.date(2026, 3, 5)


def daily(days=40, **more):
    entries = tuple(
        Entry(ON - dt.timedelta(days=days - i), {"pain": 4 + (i % 5 == 0), "load.trunk": 20.0 + i % 3}, note="private")
        for i in range(days)
    )
    return Diary(entries, ("pain", "load.trunk", "note"), **more)


@pytest.fixture(scope="module")
def saved():
    diary = daily(person="ana")
    belief = learn(diary, "pain", seed=3)
    made = Made(diary, ON, belief, Limits(valued=("gardening",), ceilings={"trunk": 15.0}), seed=3)
    return record(made, made.plan())


def changed(text, **parts):
    """The text with parts changed by somebody who also knows how to make the digest."""
    body = {**json.loads(text), **parts}
    return json.dumps({**body, "digest": digest(body)})


def test_the_same_plan_comes_back(saved):
    found = replay(saved)
    assert found.differences == ()
    assert found.now.answer() == found.saved
    assert found.saved["belief"] == json.loads(saved)["plan"]["belief"] is not None
    assert Plan.from_answer(found.saved) == found.now


def test_no_note_is_kept(saved):
    assert "private" not in saved
    assert '"note"' not in saved


def test_another_plan_is_told_with_the_places(saved):
    body = json.loads(saved)
    body["plan"]["envelope"]["trunk"]["ceiling"] = 99.0
    body["plan"]["mode"] = "flare"
    found = replay(changed(saved, plan=body["plan"], andante="0.0.1"))
    assert found.saved_by == "0.0.1"
    assert 'mode: saved "flare", now ' in found.differences[0]
    assert any(line.startswith("envelope.trunk.ceiling: saved 99.0, now ") for line in found.differences)


def test_a_changed_diary_makes_another_plan(saved):
    body = json.loads(saved)
    body["diary"]["entries"] = [[at, {**v, "pain": 9, "flare": 1}] for at, v in body["diary"]["entries"]]
    assert replay(changed(saved, diary=body["diary"], belief=None)).now.mode == "flare"


@pytest.mark.parametrize("key", ["seed", "on", "limits", "diary", "plan", "red_flags", "belief"])
def test_tampering_shows(saved, key):
    body = json.loads(saved)
    body[key] = {"seed": 4, "on": "2026-03-06"}.get(key)
    with pytest.raises(InputError, match=r"my\.json: digest: found .* it was changed since"):
        replay(json.dumps(body), "my.json")


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"andante_plan": FORMAT + 1}, "my.json: andante_plan: found 2, allowed is 1"),
        ({"on": "soon"}, "my.json: on: ValueError"),
        ({"limits": {"valued": [], "caution": 3}}, "my.json: limits: limits: caution: found 3"),
        ({"limits": {"valued": [], "luck": 3}}, "my.json: limits: TypeError"),
        ({"last_safe": {"on": "2026-03-01"}}, "my.json: last_safe: stored plan: "),
        ({"diary": {"entries": [["2026-03-01", {"pain": "much"}]]}}, "my.json: diary: TypeError: pain: found 'much'"),
        ({"diary": {"entries": []}}, "my.json: diary: KeyError"),
        ({"belief": {"andante_belief": 0}}, "my.json: belief: belief: found version 0"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(saved, parts, message):
    with pytest.raises(InputError) as error:
        replay(changed(saved, **parts), "my.json")
    assert str(error.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON"),
        ("[]", "found list"),
        ("{}", "andante_plan: not there"),
        ('{"andante_plan": 1}', "andante: not"),
        ("[" * 200_000, "not JSON"),
    ],
)
def test_what_is_no_saved_plan_is_refused(text, message):
    with pytest.raises(InputError, match=r"my\.json: ") as error:
        replay(text, "my.json")
    assert message in str(error.value)


def test_many_differences_are_counted():
    assert shown(tuple(map(str, range(20)))) == [*map(str, range(12)), "... and 8 more"]
    assert shown(("one",)) == ["one"]


value = st.one_of(st.integers(0, 10), st.floats(0, 10))


@settings(deadline=None, max_examples=25)
@given(
    pain=st.lists(st.one_of(st.none(), value), min_size=1, max_size=60),
    load=st.one_of(st.just(20.0), st.floats(0, 90)),
    high=st.sampled_from([10.0, 100.0]),
    clock=st.booleans(),
    limits=st.builds(
        Limits, caution=st.floats(0, 1), hours=st.one_of(st.none(), st.floats(0, 24)), me_cfs=st.booleans(),
        ceilings=st.dictionaries(st.sampled_from(["trunk", "whole_body"]), st.floats(0, 50)),
        pem_screen=st.dictionaries(st.just("mind_tires"), st.tuples(st.integers(0, 4), st.integers(0, 4))),
    ),
)  # fmt: skip
def test_any_plan_survives_the_way_through_text(pain, load, high, clock, limits):
    zone = dt.timezone(dt.timedelta(hours=5, minutes=30))
    entries = []
    for i, one in enumerate(pain):
        day = ON - dt.timedelta(days=len(pain) - i)
        at = dt.datetime.combine(day, dt.time(1, 30), zone) if clock else day
        entries.append(Entry(at, {"load.trunk": load} | ({} if one is None else {"pain": one})))
    diary = Diary(
        tuple(entries), ("pain", "load.trunk"), scales={"pain": Scale(0, high)}, rated="morning",
        day_start=dt.time(4),
    )  # fmt: skip
    last_safe = plan(None, diary, ON - dt.timedelta(days=3))
    made = Made(diary, ON, None, limits, last_safe, entries=diary)
    found = replay(record(made, made.plan()))
    assert found.differences == ()
    assert found.now == made.plan()


def test_a_number_or_a_day_beyond_all_reckoning_is_wrong_input(saved):
    body = json.loads(saved)
    for number in (10**400, float("nan"), float("inf")):
        entries = [[at, {**values, "load.trunk": number}] for at, values in body["diary"]["entries"]]
        with pytest.raises(InputError, match=r"my\.json: diary: "):
            replay(changed(saved, diary={**body["diary"], "entries": entries}), "my.json")
    with pytest.raises(InputError, match="on: found '0001-01-01'"):
        replay(changed(saved, on="0001-01-01"), "my.json")
    with pytest.raises(InputError, match="on: found '9999-12-31'"):
        plan(None, daily(), dt.date.max)
