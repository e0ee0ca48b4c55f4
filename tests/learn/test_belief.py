"""A belief as a value: grown entry by entry or at once, kept as text, never changed under anybody's hands."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import gc
import json
import tracemalloc

import numpy as np
import pytest
from tests.learn.conftest import FIRST, daily, drawn

import andante
from andante.errors import BeliefError, InputError
from andante.learn import Belief, answer, forecast, learn, update
from andante.learn import filter as filtering
from andante.learn.belief import HEAD, _check
from andante.learn.effects import effects
from andante.learn.filter import work
from andante.learn.outlook import _made_anew, cast_from
from andante.learn.scale_use import COMPONENTS
from andante.records import Diary, Entry, Scale


@pytest.fixture(scope="module")
def diary():
    """Forty-five days of pain, load and stress, some missing; two or more moves of the particles fall into them."""
    return drawn(8, 45, missing=0.12, effect=0.8)


@pytest.fixture(scope="module")
def belief(diary):
    return learn(diary)


def same(one, other):
    """Whether two beliefs are the same bit for bit: their texts hold every number exactly."""
    return one.to_json() == other.to_json()


def test_entry_by_entry_is_all_at_once(diary, belief):
    grown = learn(dataclasses.replace(diary, entries=diary.entries[:20]))
    for count in range(21, len(diary.entries) + 1):
        grown = update(grown, dataclasses.replace(diary, entries=diary.entries[:count]))
    assert same(grown, belief)
    assert forecast(grown) == forecast(belief)


@pytest.mark.parametrize("block", [1, 17])
def test_a_diary_worked_through_in_blocks_is_the_same(diary, belief, monkeypatch, block):
    whole = work(diary, "pain")[0]
    monkeypatch.setattr(filtering, "BLOCK", block)
    casts, found = work(diary, "pain")
    assert same(found, belief)
    assert [cast.step for cast in casts] == [cast.step for cast in whole]
    assert all((one.mass == other.mass).all() for one, other in zip(casts, whole, strict=True))


def test_forecasts_kept_for_a_long_diary_are_small(diary):
    """Of each step what is shown of it, not all that is known by then: that is four times as much."""
    work(diary, "pain")
    tracemalloc.start()
    casts = work(diary, "pain")[0]
    held_kb = tracemalloc.get_traced_memory()[0] / 1024.0
    del casts
    gc.collect()
    held_kb -= tracemalloc.get_traced_memory()[0] / 1024.0
    tracemalloc.stop()
    assert held_kb / len(diary.entries) < 20.0


def test_day_by_day_and_through_a_date_as_text(diary, belief):
    half = diary.entries[24].at
    assert same(update(learn(diary.through(half)), diary), belief)
    assert same(
        update(learn(diary.through(dt.date(2026, 1, 5))), diary, through=half.isoformat()), learn(diary.through(half))
    )


def test_nothing_new_gives_the_very_same_belief(diary, belief):
    assert update(belief, diary) is belief


def test_going_back_is_learning_from_what_was_known_then(diary, belief):
    half = diary.entries[24].at
    assert same(update(belief, diary, through=half), learn(diary.through(half)))


def changed(diary, number, **values):
    entries = list(diary.entries)
    entries[number] = dataclasses.replace(entries[number], values={**entries[number].values, **values})
    return dataclasses.replace(diary, entries=tuple(entries))


@pytest.mark.parametrize("values", [{"pain": 9.0}, {"stress": 0.0}, {"load": 77.0}])
def test_an_edited_old_entry_is_learned_from_scratch(diary, belief, values):
    edited = changed(diary, 9, **values)
    again = update(belief, edited)
    assert same(again, learn(edited))
    assert again.digest != belief.digest


def test_a_belief_kept_as_text_goes_on_where_it_stood(diary, belief):
    half = learn(diary.through(diary.entries[24].at))
    kept = Belief.from_json(half.to_json())
    assert kept.to_json() == half.to_json()
    assert same(update(kept, diary), belief)
    assert forecast(kept) == forecast(half)
    assert kept.digest == half.digest


def test_the_same_in_fewer_bytes_goes_on_where_it_stood(diary, belief):
    half = learn(diary.through(diary.entries[24].at))
    kept = Belief.from_bytes(half.to_bytes())
    assert same(kept, half)
    assert kept.to_bytes() == half.to_bytes()
    assert len(half.to_bytes()) < 0.5 * len(half.to_json())
    assert same(update(kept, diary), belief)


@pytest.mark.parametrize("days", [1, 2, 3, 4])
def test_its_forecast_is_the_one_that_waits_for_the_next_rating(diary, belief, days):
    """For three days nothing is computed anew; a belief kept before that was remembered computes the same."""
    kept = cast_from(belief, days)
    mass, coupling = _made_anew(belief, np.arange(1.0, days + 1.0))
    np.testing.assert_allclose(kept.mass, mass, atol=1e-6)
    np.testing.assert_allclose(kept.coupling, coupling, atol=1e-6)
    if days <= 3:
        last = work(diary, "pain")[0][-1]
        assert (kept.mass == last.mass[:days]).all()
        assert (kept.coupling == last.coupling[: days - 1]).all()
    older = dataclasses.replace(belief, coupling=None)
    np.testing.assert_allclose(cast_from(older, days).mass, mass, atol=1e-12)
    said = json.loads(older.to_json())
    body = {name: value for name, value in said.items() if name not in (*HEAD, "coupling")}
    text = json.dumps({"andante_belief": said["andante_belief"], "model": said["model"], "check": _check(body), **body})
    assert Belief.from_json(text).coupling is None


def test_bytes_that_are_no_belief_of_this_version_are_refused(belief, monkeypatch):
    content = belief.to_bytes()
    for place in (0, 7, 9, 40, len(content) // 2, len(content) - 1):
        with pytest.raises(BeliefError, match="belief: damaged"):
            Belief.from_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
    for other in (b"", content[:-1], content[:20], belief.to_json().encode()):
        with pytest.raises(BeliefError, match="belief: damaged"):
            Belief.from_bytes(other)
    monkeypatch.setattr("andante.learn.belief.model_digest", lambda: "another model")
    with pytest.raises(BeliefError, match="belief: found model"):
        Belief.from_bytes(content)


def test_text_keeps_a_diary_of_several_entries_a_day():
    at = [
        dt.datetime(2026, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=2))) + dt.timedelta(hours=9 * i)
        for i in range(12)
    ]
    entries = tuple(Entry(when, {"pain": float(i % 4)}) for i, when in enumerate(at))
    belief = learn(Diary(entries, ("pain",), person="p1", scales={"pain": Scale(0.0, 5.0)}))
    kept = Belief.from_json(belief.to_json())
    assert (kept.last_at, kept.scale, kept.person) == (at[-1], Scale(0.0, 5.0), "p1")
    assert kept.to_json() == belief.to_json()


def few_a_day(count):
    """Three entries a day, at eight, one and nine; a load beside two of them."""
    rng = np.random.default_rng(3)
    morning = dt.datetime(2026, 1, 1, 8, tzinfo=dt.UTC)
    at = [morning + dt.timedelta(days=i // 3, hours=(0, 5, 13)[i % 3]) for i in range(count)]
    loads = [{} if i % 3 == 0 else {"load": float(rng.integers(0, 30))} for i in range(count)]
    entries = (Entry(when, {"pain": float(rng.integers(1, 8)), **load}) for when, load in zip(at, loads, strict=True))
    return Diary(tuple(entries), ("pain", "load"))


@pytest.fixture
def learned_anew(monkeypatch):
    """How often `update` learned all of a diary again."""
    times = []
    whole = filtering.learn

    def counting(*args, **options):
        times.append(args[0].last_day)
        return whole(*args, **options)

    monkeypatch.setattr(filtering, "learn", counting)
    return times


@pytest.mark.parametrize("kept", ["as it is", "text", "bytes"])
def test_entry_by_entry_is_all_at_once_with_several_entries_a_day(kept, learned_anew):
    diary = few_a_day(60)
    grown = learn(dataclasses.replace(diary, entries=diary.entries[:40]))
    for count in (41, 42, 44, 51, 60):
        if kept != "as it is":
            grown = Belief.from_json(grown.to_json()) if kept == "text" else Belief.from_bytes(grown.to_bytes())
        grown = update(grown, dataclasses.replace(diary, entries=diary.entries[:count]))
        whole = learn(dataclasses.replace(diary, entries=diary.entries[:count]))
        assert grown.to_json() == whole.to_json(), count  # every number of it, to the last bit
    assert learned_anew == []
    assert update(grown, diary) is grown


def with_last(diary, back, **changes):
    """The diary with another entry so many before its end."""
    entries = list(diary.entries)
    entries[-back] = dataclasses.replace(entries[-back], **changes)
    return dataclasses.replace(diary, entries=tuple(entries))


def test_what_is_changed_of_the_last_entries_is_learned_as_if_it_had_always_been_so(learned_anew):
    """Forecasts wait for the next three entries at their times: where these change, nothing is gone on from."""
    diary = few_a_day(45)
    belief = learn(diary)
    later = diary.entries[-1].at + dt.timedelta(minutes=40)
    value = with_last(diary, 2, values={"pain": 9.0})
    assert update(belief, value).to_json() == learn(value).to_json()
    assert learned_anew == []
    for other in (
        with_last(diary, 1, at=later),
        dataclasses.replace(diary, entries=diary.entries[:-1]),
        dataclasses.replace(diary, entries=diary.entries[:-5]),
        with_last(diary, 8, values={"pain": 9.0}),
    ):
        assert update(belief, other).to_json() == learn(other).to_json()
    assert len(learned_anew) == 4


def test_a_diary_that_turns_to_several_entries_a_day_is_learned_anew_once(learned_anew):
    daily = Diary(
        tuple(Entry(dt.date(2026, 1, 1) + dt.timedelta(days=i), {"pain": 3.0 + i % 3}) for i in range(30)), ("pain",)
    )
    belief = learn(daily)
    for count in (1, 2, 3):
        more = tuple(Entry(dt.datetime(2026, 1, 31, 8 + 4 * i, tzinfo=dt.UTC), {"pain": 4.0}) for i in range(count))
        now = dataclasses.replace(daily, entries=daily.entries + more)
        belief = update(belief, now)
        assert belief.to_json() == learn(now).to_json()
    assert len(learned_anew) == 1


def body(belief):
    return json.loads(belief.to_json())


def broken_array(belief):
    found = body(belief)
    found["unit"]["array"] = found["unit"]["array"][:-3]
    return json.dumps(found)


def wrong_shape(belief):
    found = body(belief)
    found["unit"]["array"] = base64.b64encode(b"12345678").decode()
    return json.dumps(found)


DAMAGED = {
    "empty": lambda belief: "",
    "cut off": lambda belief: belief.to_json()[:-1000],
    "no object": lambda belief: "[1, 2]",
    "no version": lambda belief: "{}",
    "older version": lambda belief: json.dumps({**body(belief), "andante_belief": 0}),
    "other model": lambda belief: json.dumps({**body(belief), "model": "0123456789abcdef"}),
    "field missing": lambda belief: json.dumps({k: v for k, v in body(belief).items() if k != "exposed"}),
    "unknown kind": lambda belief: json.dumps({**body(belief), "scale": {"kind": "Ruler"}}),
    "kind without its parts": lambda belief: json.dumps({**body(belief), "scale": {"kind": "Scale", "lowest": 1}}),
    "no date": lambda belief: json.dumps({**body(belief), "through": {"at": "2026-02-30"}}),
    "broken array": broken_array,
    "wrong shape": wrong_shape,
    "not a number": lambda belief: json.dumps({**body(belief), "steps": "many"}),
    "text for particles": lambda belief: json.dumps({**body(belief), "level": 5}),
    "array for a name": lambda belief: json.dumps({**body(belief), "target": ["pain"]}),
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_text_that_is_no_belief_of_this_version_is_refused(belief, kind):
    with pytest.raises(BeliefError, match="belief: "):
        Belief.from_json(DAMAGED[kind](belief))


def arrays_in(value, path="belief"):
    """Every array inside a belief, with its place."""
    if isinstance(value, np.ndarray):
        yield path, value
    elif isinstance(value, tuple):
        names = getattr(value, "_fields", range(len(value)))
        for name, each in zip(names, value, strict=True):
            yield from arrays_in(each, f"{path}.{name}")
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from arrays_in(getattr(value, field.name), f"{path}.{field.name}")


def test_a_belief_cannot_be_changed(diary, belief):
    with pytest.raises(dataclasses.FrozenInstanceError):
        belief.seed = 1
    text = belief.to_json()
    for each in (belief, Belief.from_json(text), Belief.from_bytes(belief.to_bytes())):
        found = dict(arrays_in(each))
        assert len(found) > 20
        assert [name for name, array in found.items() if array.flags.writeable] == []
    update(belief, changed(diary, 3, pain=9.0))
    forecast(belief, days=7)
    effects(belief)
    assert belief.to_json() == text


def test_it_tells_what_it_rests_on(diary, belief):
    assert belief.entries == sum("pain" in entry.values for entry in diary.entries)
    assert (belief.first_day, belief.through, belief.days) == (FIRST, diary.last_day, 45)
    assert (belief.person, belief.target, belief.exposures) == (None, "pain", ("load", "stress"))
    assert sum(answer.model_weights(belief).values()) == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("silent", [0, 1, 4])
def test_trust_is_that_of_the_next_forecast(silent):
    """After days without a rating the next forecast is one of several days ahead: other shares hold there."""
    whole = drawn(8, 60, missing=0.0, effect=0.8)
    last = [dataclasses.replace(each, values={"load": each.values["load"]}) for each in whole.entries[60 - silent :]]
    belief = learn(dataclasses.replace(whole, entries=(*whole.entries[: 60 - silent], *last)))
    asked = belief.use.asked[0, 0]
    assert (asked == (silent + 1, belief.use.alike)).all()
    expected = dict(zip(COMPONENTS, belief.use.weights(*asked.tolist()), strict=True))
    assert answer.model_weights(belief) == pytest.approx(expected, abs=1e-4)


def test_person_and_seed_change_the_draws(diary, belief):
    for other in (learn(diary, seed=1), learn(dataclasses.replace(diary, person="p1")), learn(diary, seed=-1)):
        assert (np.asarray(other.level.logs) != np.asarray(belief.level.logs)).any()
        assert answer.usual(other)["level"] == pytest.approx(answer.usual(belief)["level"], abs=0.5)
    assert learn(diary, seed=1).digest != belief.digest


@pytest.mark.parametrize("otherwise", [{"rated": "morning"}, {"person": "p1"}])
def test_beliefs_that_were_read_differently_are_told_apart(diary, belief, otherwise):
    """The same rows, rated in the morning, were another belief with the same digest."""
    other = learn(dataclasses.replace(diary, **otherwise))
    assert other.diary_digest == belief.diary_digest
    assert other.digest != belief.digest


def test_another_scale_of_an_exposure_is_told_in_its_words():
    """Stress on 0-10, then the very same on 0-100: its effect was still told per 6 points."""
    stress, pain = [2.0, 8.0, 5.0, 1.0] * 6, [3.0, 4.0, 6.0, 4.0] * 6
    plain = learn(daily({"pain": pain, "stress": stress}))
    tenfold = daily({"pain": pain, "stress": [10.0 * x for x in stress]}, scales={"stress": Scale(0.0, 100.0)})
    again = update(plain, tenfold)
    assert again.diary_digest == plain.diary_digest
    assert again.digest != plain.digest
    assert effects(again)[0].per == effects(learn(tenfold))[0].per != effects(plain)[0].per
    assert same(again, learn(tenfold))


def test_other_people_in_the_file_change_nothing(diary, tmp_path):
    one, other = dataclasses.replace(diary, person="p1"), dataclasses.replace(drawn(9, 30), person="p2")
    andante.write_diary([one, other], tmp_path / "both.csv")
    andante.write_diary([one], tmp_path / "one.csv")
    both = andante.exchange.diary_csv.read_people(tmp_path / "both.csv")
    alone = andante.read_diary(tmp_path / "one.csv")
    assert [each.person for each in both] == ["p1", "p2"]
    assert same(learn(both[0]), learn(alone))


def test_what_cannot_be_learned_from_is_refused(diary, belief):
    with pytest.raises(InputError, match="no entry"):
        learn(Diary((), ("pain",)))
    with pytest.raises(InputError, match="--target"):
        learn(diary, "fog")
    with pytest.raises(InputError, match="no entry through"):
        update(belief, diary, through="2020-01-01")


def test_without_pain_the_area_rated_first_is_learned():
    areas = daily({"pain.neck": [None, 3, 4, 3], "pain.knee_left": [2, 3, 4, 3]})
    assert learn(areas).target == "pain.knee_left"


def test_a_diary_without_a_rating_or_with_one_is_no_fault():
    empty = learn(daily({"pain": [None] * 5, "load": [1, 2, 3, 4, 5]}))
    assert (empty.entries, effects(empty)[0].verdict) == (0, "not enough yet")
    assert 0.0 <= forecast(empty).days[0].mean <= 10.0
    assert learn(daily({"pain": [3]})).entries == 1


def test_a_journey_west_that_turns_the_calendar_back_is_learned_from():  # acceptance 1
    home, away = dt.timezone(dt.timedelta(hours=12)), dt.timezone(dt.timedelta(hours=-11))
    entries = (
        Entry(dt.datetime(2026, 1, 2, 0, 30, tzinfo=home), {"pain": 3.0}),
        Entry(dt.datetime(2026, 1, 1, 22, 0, tzinfo=away), {"pain": 5.0}),
        Entry(dt.datetime(2026, 1, 3, 22, 0, tzinfo=away), {"pain": 4.0}),
    )
    diary = Diary(entries, ("pain",))
    assert diary.is_daily
    belief = learn(diary)
    assert (belief.first_day, belief.through, belief.steps) == (FIRST, FIRST + dt.timedelta(days=2), 3)


@pytest.mark.parametrize("through", ["x", "2026-02-30", 5, dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)])
def test_a_day_that_is_none_is_named(diary, belief, through):
    with pytest.raises(InputError, match=r"^through: found .+, allowed is a date such as 2026-03-04$"):
        update(belief, diary, through=through)


def test_a_diary_without_an_entry_yet_is_named(diary, belief):
    with pytest.raises(InputError, match=r"^diary: found no entry through 2020-01-01, at least one is needed$"):
        update(belief, diary, through="2020-01-01")
    with pytest.raises(InputError, match=r"^diary: found no entry, at least one is needed$"):
        update(belief, dataclasses.replace(diary, entries=()))


def test_text_that_is_nested_without_end_is_refused():
    with pytest.raises(BeliefError, match="belief: found text that is no JSON"):
        Belief.from_json("[" * 100_000)


def made_by_hand():
    """Diaries that no file can hold, with how the message begins."""
    often = few_a_day(6)
    return {
        "out of order": (dataclasses.replace(often, entries=often.entries[::-1]), "diary: found entries out of order"),
        "off the scale": (daily({"pain": [3.0, 11.0]}), "pain: found 11, allowed is a number from 0 to 10"),
        "off its own scale": (
            daily({"pain": [3.0, 0.0]}, scales={"pain": Scale(1.0, 5.0)}),
            "pain: found 0, allowed is a number from 1 to 5",
        ),
        "infinite": (daily({"pain": [3.0, 4.0], "steps": [1.0, np.inf]}), "steps: found an infinite number"),
        "a load below zero": (
            daily({"pain": [3.0, 4.0], "load.trunk": [5.0, -3.0]}),
            "load.trunk: found -3.0, allowed is a finite number, 0 or more$",
        ),
        "loads below zero alone": (  # no load above zero has a unit
            daily({"pain": [3.0, 4.0] * 10, "load": [-1.0, -2.0] * 10}),
            "load: found -1.0, allowed is a finite number, 0 or more$",
        ),
    }


@pytest.mark.parametrize("kind", made_by_hand())
def test_what_no_diary_file_can_hold_is_refused_with_its_name(kind):
    diary, begins = made_by_hand()[kind]
    with pytest.raises(InputError, match=f"^{begins}"):
        learn(diary)
