"""The chance of a flare under plans: the forecast's own where a plan changes nothing, higher where it costs."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest
from tests.learn.conftest import daily, drawn

from andante.errors import InputError
from andante.learn import forecast, learn
from andante.learn.flares import flare_record
from andante.learn.marks import MarkCounts
from andante.learn.own_days import by_own_day
from andante.learn.risk import LONGEST_GAP_DAYS, _shift, flare_risk
from andante.learn.scale_use import ScaleUse
from andante.learn.timeline import timeline
from andante.records import Diary, Entry

LOADS = np.array([0.0, 10.0, 20.0, 30.0, 45.0, 70.0, 100.0])
DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def harmed():
    """Somebody whom load harms the next day, 1.1 points for ten effort-minutes."""
    return learn(drawn(1, 120, effect=1.15, missing=0.05))


def tomorrow(belief):
    return belief.through + DAY


def without_effects(belief):
    """The same belief, sure that no exposure matters."""
    state = belief.exposed.state
    mean, cov = np.array(state.mean), np.array(state.cov)
    mean[:, 2:] = 0.0
    cov[:, 2:] = cov[:, :, 2:] = 0.0
    return dataclasses.replace(belief, exposed=belief.exposed._replace(state=state._replace(mean=mean, cov=cov)))


def sure_of_harm(belief, sign=1.0):
    """The same belief, sure that each effect of an exposure raises the rating (`sign` -1: lowers it)."""
    state = belief.exposed.state
    mean, cov = np.array(state.mean), np.array(state.cov)
    mean[:, 2:] = sign * np.abs(mean[:, 2:])
    cov[:, 2:] = cov[:, :, 2:] = 0.0
    return dataclasses.replace(belief, exposed=belief.exposed._replace(state=state._replace(mean=mean, cov=cov)))


def test_more_of_what_harms_is_never_less_risk(harmed):
    risk = flare_risk(harmed, {"load": LOADS}, on=tomorrow(harmed))
    assert risk.shape == LOADS.shape
    assert (np.diff(risk) >= 0.0).all()
    assert risk[-1] > risk[0] + 0.05
    sure = sure_of_harm(harmed)
    assert (np.diff(flare_risk(sure, {"load": LOADS}, on=tomorrow(sure))) >= 0.0).all()
    assert (risk >= 0.0).all()
    assert (risk <= 1.0).all()


def test_it_is_the_same_each_time_and_for_each_candidate_alone(harmed):
    together = flare_risk(harmed, {"load": LOADS}, on=tomorrow(harmed))
    assert (flare_risk(harmed, {"load": LOADS}, on=tomorrow(harmed)) == together).all()
    alone = [float(flare_risk(harmed, {"load": LOADS[i : i + 1]}, on=tomorrow(harmed))[0]) for i in range(len(LOADS))]
    assert alone == together.tolist()


@pytest.mark.parametrize("pain", [[4, 5, 4, 5, 6, 6, 4, 4, 5, 4] * 4, [3, 4, 6, 4, 5, 2, 4, 7, 4, 3] * 4])
def test_a_plan_that_changes_nothing_has_the_risk_of_the_forecast(pain):  # acceptance 24
    rng = np.random.default_rng(5)
    diary = daily({"pain": pain, "load": rng.integers(5, 60, 40).tolist()})
    belief = without_effects(learn(diary))
    risk = flare_risk(belief, {"load": LOADS}, on=tomorrow(belief), days=1)
    assert risk == pytest.approx(forecast(belief, 1).days[0].p_flare, abs=1e-3)
    three = flare_risk(belief, {"load": LOADS}, on=tomorrow(belief))
    assert (three == three[0]).all()
    assert three[0] >= max(day.p_flare for day in forecast(belief, 3).days) - 1e-3
    assert three[0] > 0.0


def test_a_flare_that_the_person_marks_counts():
    marks = [0] * 26 + [1, 1, 1, 0] * 2 + [1, 1]
    pain = [4, 5, 4, 3, 4, 5] * 6
    diary = daily({"pain": pain, "load": [10, 20, 30] * 12, "flare": marks})
    assert flare_record(diary, "pain").under_way(diary.last_day)
    belief = without_effects(learn(diary))
    risk = flare_risk(belief, {"load": LOADS}, on=tomorrow(belief), days=1)
    assert risk == pytest.approx(forecast(belief, 1).days[0].p_flare, abs=1e-3)
    assert risk[0] > 0.5


def test_marks_within_some_days_are_at_least_those_of_each_day():
    counts = MarkCounts()
    for marked in (False, True, True, None, False, False, True):
        counts = counts.step(marked)
    for first, last in ((1, 1), (1, 3), (2, 5)):
        each = [counts.ahead(day)[0] for day in range(first, last + 1)]
        assert max(each) <= counts.within(first, last) <= min(1.0, sum(each))
    assert counts.within(1, 1) == counts.ahead(1)[0]
    assert MarkCounts().within(1, 3) == 0.0
    assert MarkCounts(last=False, stay_out=30.0).within(1, 3) == 0.0  # nobody who never marked is expected to


def test_marks_are_counted_by_the_one_before_and_a_blank_teaches_nothing():  # acceptance 16
    counts = MarkCounts()
    for marked in (None, False, False, None, True, True, False, True):
        counts = counts.step(marked)
    assert counts == MarkCounts(stay_out=1.0, go_in=2.0, go_out=1.0, stay_in=1.0, last=True)
    assert not MarkCounts(last=False, stay_out=3.0).ever
    for once in ({"go_in": 1.0}, {"go_out": 1.0}, {"stay_in": 1.0}):
        assert MarkCounts(last=False, **once).ever
    assert MarkCounts(last=True).ever
    assert MarkCounts().ahead(1) == MarkCounts(last=False, stay_out=3.0).ahead(1) == (0.0, 0.0)


def test_how_likely_marks_begin_is_said_of_who_is_outside_alone():
    """Two of nine days outside were followed by a mark: (1 + 2) / (20 + 9) a day."""
    outside = MarkCounts(stay_out=7.0, go_in=2.0, go_out=2.0, stay_in=1.0, last=False)
    assert outside.ahead(1) == (pytest.approx(3 / 29), pytest.approx(3 / 29))
    assert outside.ahead(3)[1] == pytest.approx(1.0 - (26 / 29) ** 3)
    inside = dataclasses.replace(outside, last=True)
    assert inside.ahead(1) == (pytest.approx(3 / 7), 0.0)


def test_a_chain_of_marks_simulated_is_marked_as_often_as_said():
    counts = MarkCounts(stay_out=12.0, go_in=3.0, go_out=3.0, stay_in=5.0, last=True)
    rng = np.random.default_rng(1)
    enter, stay = 4.0 / 35.0, 7.0 / 12.0
    marked = np.ones((40_000, 1), bool)
    for _ in range(4):
        inside = rng.random(len(marked)) < np.where(marked[:, -1], stay, enter)
        marked = np.column_stack([marked, inside])
    assert counts.ahead(3)[0] == pytest.approx(marked[:, 3].mean(), abs=0.01)
    assert counts.within(2, 4) == pytest.approx(marked[:, 2:].any(axis=1).mean(), abs=0.01)


def test_unknown_columns_are_passed_over(harmed):
    alone = flare_risk(harmed, {"load": LOADS}, on=tomorrow(harmed))
    both = flare_risk(harmed, {"load": LOADS, "load.trunk": LOADS[::-1]}, on=tomorrow(harmed))
    assert (alone == both).all()
    nothing = flare_risk(harmed, {"load.trunk": LOADS}, on=tomorrow(harmed))
    assert (nothing == nothing[0]).all()


@pytest.mark.parametrize(("silent", "days_on"), [(0, 1), (2, 1), (0, 3), (2, 3), (2, 0)])
def test_effects_move_as_many_paths_as_the_forecast_of_that_day_trusts_them(harmed, silent, days_on, monkeypatch):
    """The shares are those of the first day counted, after the days without a rating at the end too."""
    use, asked = harmed.use, []
    for _ in range(silent):
        use = use.passed(None, None)
    weights = ScaleUse.weights
    monkeypatch.setattr(ScaleUse, "weights", lambda self, *gap: asked.append(gap) or weights(self, *gap))
    belief = dataclasses.replace(harmed, use=use)
    _shift(belief, {"load": LOADS}, 256, lags=np.arange(1, days_on + 3) - days_on)
    assert asked == [(silent + max(days_on, 1), use.alike)]


def test_what_is_done_later_cannot_harm_before(harmed):
    shift = _shift(harmed, {"load": LOADS}, 256, lags=np.arange(-3, 2))
    assert (shift.gain[:, :3] == 0.0).all()
    assert (shift.gain[:, 3:] != 0.0).any(axis=(0, 2)).all()
    assert (shift.units != 0.0).any()
    sure = sure_of_harm(harmed)
    far = flare_risk(sure, {"load": LOADS}, on=harmed.through + 4 * DAY, days=1)
    assert (np.diff(far) >= 0.0).all()
    assert flare_risk(harmed, {"load": LOADS}, on=harmed.through, days=2).shape == LOADS.shape


@pytest.mark.parametrize("ago", [LONGEST_GAP_DAYS + 1, -3, -40])
def test_a_day_out_of_reach_is_refused(harmed, ago):
    with pytest.raises(InputError, match="on: found"):
        flare_risk(harmed, {"load": LOADS}, on=harmed.through + ago * DAY)


@pytest.mark.parametrize(
    "planned",
    [
        {},
        {"load": np.array([1.0, np.nan])},
        {"load": np.array([np.inf])},
        {"load": LOADS, "stress": LOADS[:2]},
        {"load": np.array(3.0)},
    ],
)
def test_what_is_no_plan_is_refused(harmed, planned):
    with pytest.raises(InputError, match="planned: "):
        flare_risk(harmed, planned, on=tomorrow(harmed))


def test_the_unit_of_a_load_does_not_matter(harmed):
    diary = drawn(1, 120, effect=1.15, missing=0.05)
    doubled = tuple(
        dataclasses.replace(entry, values={k: v * (2.0 if k == "load" else 1.0) for k, v in entry.values.items()})
        for entry in diary.entries
    )
    other = learn(dataclasses.replace(diary, entries=doubled))
    one, two = (flare_risk(b, {"load": x}, on=tomorrow(b)) for b, x in ((harmed, LOADS), (other, 2.0 * LOADS)))
    assert two == pytest.approx(one, abs=1e-9)


def test_where_higher_is_better_a_flare_is_low():
    """Sleep that load spoils: the mirror of pain that it raises has the same risk."""
    diary = drawn(1, 120, effect=1.15, missing=0.05)
    turned = tuple(
        dataclasses.replace(
            entry,
            values={("sleep" if k == "pain" else k): 10.0 - v if k == "pain" else v for k, v in entry.values.items()},
        )
        for entry in diary.entries
    )
    belief = learn(dataclasses.replace(diary, entries=turned, columns=("sleep", "stress", "load")), "sleep")
    risk = flare_risk(belief, {"load": LOADS}, on=tomorrow(belief))
    assert risk[-1] > risk[0] + 0.05
    # What load does on the same day is not known for sure: along some paths it helps at first, and the risk of small
    # loads may fall by some of them. Where every effect is sure to harm, more load is never less of a risk.
    sure = sure_of_harm(belief, sign=-1.0)
    of_sure = flare_risk(sure, {"load": LOADS}, on=tomorrow(sure))
    assert (np.diff(of_sure) >= 0.0).all()
    assert of_sure[-1] > of_sure[0] + 0.05


def once_and_often(seed, marked=()):
    """The same days twice: an evening's entry each, and the load in four entries, three of which rate nothing."""
    rng = np.random.default_rng(seed)
    pain, at = [], 0.0
    for _ in range(60):
        at = 0.8 * at + 0.9 * rng.standard_normal()
        pain.append(float(np.clip(np.round(4.0 + at), 0, 10)))
    pain.append(7.0)
    whole, parts = [], []
    for i, rating in enumerate(pain):
        evening = dt.datetime(2026, 1, 1, 21, tzinfo=dt.UTC) + i * DAY
        load, flare = float(rng.integers(10, 60)), {"flare": float(i in marked)} if marked and i % 3 else {}
        whole.append(Entry(evening, {"pain": rating, "load": load, **flare}))
        early = [Entry(evening - dt.timedelta(hours=h), {"load": load / 4.0, **flare}) for h in (12, 9, 6)]
        parts += [*early, Entry(evening, {"pain": rating, "load": load / 4.0})]
    return tuple(Diary(tuple(rows), ("pain", "load", "flare")) for rows in (whole, parts))


@pytest.mark.parametrize("marked", [(), (20, 22, 23, 40)])
def test_a_day_of_many_entries_is_rated_and_marked_once(marked):
    whole, parts = once_and_often(1, marked)
    one, other = learn(whole), learn(parts)
    assert (other.rated_share, other.marks) == (one.rated_share, one.marks)
    assert by_own_day(timeline(whole, "pain")) == (one.rated_share, one.marks)
    assert other.rated_share == 1.0 and one.marks.ever == bool(marked)


def test_a_day_without_a_rating_is_unrated_however_many_entries_it_has():
    whole, parts = once_and_often(2)
    silent = [dataclasses.replace(d, entries=tuple(
        Entry(entry.at, {"load": entry.values["load"]}) if day in whole.own_days[50:54] else entry
        for entry, day in zip(d.entries, d.own_days, strict=True))) for d in (whole, parts)]  # fmt: skip
    shares = [learn(d).rated_share for d in silent]
    assert shares[0] == shares[1] < 1.0


def test_the_same_days_in_many_entries_are_no_safer():
    """A high evening: rows without a rating are no days on which nobody looks."""
    said = []
    for seed in (1, 3):
        beliefs = [learn(d) for d in once_and_often(seed)]
        said.append([flare_risk(b, {"load": np.array([30.0])}, on=tomorrow(b))[0] for b in beliefs])
    assert (np.array(said)[:, 0] > 0.25).all()
    assert (np.array(said)[:, 1] > 0.15).all()
