"""Priors learned from many people: near a known population, blind to the person they are for, and of help."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import numpy as np
import pytest
from scipy.stats import norm
from tests.learn.conftest import FIRST, blanks, daily

from andante.errors import BeliefError, InputError
from andante.learn import Belief, Population, learn, particles, pooling, update
from andante.learn.filter import work
from andante.learn.pooling import _common_logs, _common_value, population, populations_of_others
from andante.learn.populations import PARAMETERS
from andante.learn.prequential import forecasts, prequential
from andante.learn.priors import LEVEL_PRIOR_MEAN, LEVEL_PRIOR_SD, PersonPrior, Shape, priors
from andante.learn.scores import pinball
from andante.learn.telling import Draws, Told, _level, person_of
from andante.learn.timeline import timeline
from andante.learn.track import track
from andante.records import Entry

LEVEL, LEVEL_SD, STRESS = 6.5, 0.8, 0.5
SILENT = daily({"pain": [None] * 5, "stress": [3.0, 4.0, 1.0, 2.0, 0.0]}, person="silent")


def person(number, days=40, *, stress_effect=STRESS):
    """Someone of a population of alike people: whole ratings near 6.5, more after stress on the same day."""
    rng = np.random.default_rng([7, number])
    level, carry = LEVEL + LEVEL_SD * rng.standard_normal(), 0.0
    stress = rng.integers(0, 9, days).astype(float)
    pain = []
    for i in range(days):
        carry = 0.5 * carry + 0.5 * rng.standard_normal()
        push = stress_effect * (stress[i] - 4.0) / 2.6
        pain.append(np.clip(np.round(level + carry + push + 0.5 * rng.standard_normal()), 0, 10))
    gaps = rng.random(days) < 0.1
    gaps[[0, -1]] = False
    return daily({"pain": blanks(np.array(pain), gaps), "stress": list(stress)}, person=f"p{number:02}")


@pytest.fixture(scope="module")
def people():
    return [person(number) for number in range(16)]


@pytest.fixture(scope="module")
def known(people):
    return population(people)


# ── what it says ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_known_population_is_found(people, known):
    levels = [np.nanmean([entry.get("pain") or np.nan for entry in diary.entries]) for diary in people]
    assert (known.people, known.days, known.target) == (16, 16 * 40, "pain")
    assert known.entries == sum("pain" in entry.values for diary in people for entry in diary.entries)
    assert known.level_mean == pytest.approx(np.mean(levels), abs=0.35)
    assert known.level_sd < 0.45 * LEVEL_PRIOR_SD  # one person's worth of the wide prior is still in it
    stress = known.inputs.index("stress")
    assert known.effect_mean[stress, 0] == pytest.approx(STRESS, abs=0.25)
    assert (known.exposed[1] < 1.25 * np.array([priors()[name].log_sd for name in PARAMETERS])).all()


def test_whole_ratings_are_expected_of_one_who_has_written_none(known):
    tilt = known.scale_use.tilt()
    assert tilt[60] > 3.0 * tilt[63]
    assert known.scale_use.last is None


def test_two_people_make_no_sure_prior(people):
    few = population(people[:2])
    assert few.level_sd > 0.6 * LEVEL_PRIOR_SD
    assert few.inputs == ()
    assert (few.plain[1] > 0.6 * np.array([priors()[name].log_sd for name in PARAMETERS[:4]])).all()


def test_one_person_is_no_population(people):
    with pytest.raises(InputError, match="found 1 diaries, allowed are at least two people"):
        population(people[:1])
    assert populations_of_others(people[:1], "pain") == [None]
    with pytest.raises(InputError, match="found ratings of pain by 1 people"):
        population([people[0], dataclasses.replace(SILENT, person="other")])


def test_somebody_who_never_rated_is_not_counted(people):
    with_silent = populations_of_others([*people[:3], SILENT], "pain")
    assert [one.people for one in with_silent] == [2, 2, 2, 3]
    assert with_silent[0].digest == populations_of_others(people[:3], "pain")[0].digest
    assert populations_of_others([people[0], SILENT], "pain")[0] is None


def of_age(number, age):
    """Someone whose level goes up with age: a point for ten years."""
    rng = np.random.default_rng([11, number])
    pain = np.clip(np.round(4.0 + (age - 50.0) / 10.0 + 0.6 * rng.standard_normal(20)), 0, 10)
    return daily({"pain": list(pain), "trait.age": [float(age)] * 20}, person=f"a{number:02}")


def test_a_level_that_goes_with_a_trait_is_found_and_shrunk():
    aged = [of_age(number, 35 + 2 * number) for number in range(16)]
    known = population(aged)
    assert known.traits == ("trait.age",)
    per_decade = known.trait_slope[0] / known.trait_sd[0] * 10.0
    assert 0.5 < per_decade < 1.0
    assert known.level_sd < population([dataclasses.replace(one, columns=("pain",)) for one in without(aged)]).level_sd
    expected = [float(known.prior_of(Shape(), (), {"trait.age": age}).level_mean) for age in (40.0, 60.0)]
    assert 1.0 < expected[1] - expected[0] < 2.0
    nobody_knows = float(known.prior_of(Shape(), (), {}).level_mean)
    assert nobody_knows == pytest.approx(known.level_mean)
    old, very_old = (known.of_traits({"trait.age": age}) for age in (90.0, 900.0))
    assert old == very_old  # a slip of the finger moves nobody off the scale
    assert Population.from_json(known.to_json()).digest == known.digest
    assert population(aged[:7]).traits == ()  # too few to tell


def without(people):
    return [
        dataclasses.replace(
            one, entries=tuple(dataclasses.replace(e, values={"pain": e.values["pain"]}) for e in one.entries)
        )
        for one in people
    ]


def test_a_trait_written_later_changes_no_earlier_forecast():
    aged = [of_age(number, 35 + 2 * number) for number in range(10)]
    rows = [dataclasses.replace(e, values={"pain": e.values["pain"]}) for e in aged[0].entries]
    late = dataclasses.replace(aged[0], entries=(*rows[:10], *aged[0].entries[10:]))
    never = dataclasses.replace(aged[0], entries=tuple(rows))
    told = population(aged[1:])
    assert told.traits
    for one, other, same in ((late, never, True), (aged[0], never, False)):
        both = [list(prequential(each, "pain", population=told)) for each in (one, other)]
        assert (both[0] == both[1]) is same


def test_an_edited_trait_has_the_diary_learned_again():
    """The level at the first entry is expected by it; `update` went on from the belief that the old one had made."""
    aged = [of_age(number, 35 + 2 * number) for number in range(10)]
    told = population(aged[1:])
    belief = learn(aged[0], population=told)
    assert update(belief, aged[0]) is belief
    first = dataclasses.replace(aged[0].entries[0], values={**aged[0].entries[0].values, "trait.age": 75.0})
    edited = dataclasses.replace(aged[0], entries=(first, *aged[0].entries[1:]))
    longer = dataclasses.replace(edited, entries=(*edited.entries, Entry(dt.date(2026, 1, 21), {"pain": 4.0})))
    for diary in (edited, longer):
        anew, again = learn(diary, population=told), update(belief, diary)
        assert again.digest == anew.digest != belief.digest
        assert (again.level.logs == anew.level.logs).all()
    alone = learn(aged[0])
    assert update(alone, edited) is alone, "without other people a trait says nothing"


def test_traits_and_unlike_columns_break_nothing(people):
    odd = dataclasses.replace(person(40), columns=("pain", "stress", "trait.age"))
    rows = [dataclasses.replace(e, values={**e.values, "trait.age": 51.0}) for e in odd.entries]
    plain = daily({"pain": [4.0, 5.0, 4.0, 6.0, 5.0]}, person="short")
    pooled = populations_of_others([*people[:3], dataclasses.replace(odd, entries=tuple(rows)), plain], "pain")
    assert all(np.isfinite(one.exposed).all() for one in pooled)
    assert pooled[-1].inputs == ("stress",)


# ── how it is found ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_a_diary_tells_of_its_first_level_is_exact():
    """Another prior of the level changes the likelihood just as the value and precision told say it must."""
    diary = person(3)
    belief, line = learn(diary), timeline(diary, "pain")
    logs = np.tile(np.asarray(belief.level.logs)[:, :1], (1, 4))
    alike = particles.Particles(logs, np.full(4, -np.log(4.0)), np.zeros(4), belief.level.state)
    told = _level(dataclasses.replace(belief, level=alike), line)
    road, shape, none = track(line.without_exposures(), 1), Shape(), np.zeros(0)

    def likelihood(mean, sd):
        prior = PersonPrior(*shape.log_prior(), np.asarray(mean), np.asarray(sd), none, none)
        return float(particles.replay(logs, road, len(line), shape, prior)[1][0])

    def told_of(mean, sd):
        return norm.logpdf(told.value, mean, np.sqrt(1.0 / told.precision + sd**2))

    here = likelihood(LEVEL_PRIOR_MEAN, LEVEL_PRIOR_SD) - told_of(LEVEL_PRIOR_MEAN, LEVEL_PRIOR_SD)
    assert likelihood(6.0, 0.5) - told_of(6.0, 0.5) == pytest.approx(here, abs=1e-6)
    assert likelihood(1.0, 2.0) - told_of(1.0, 2.0) == pytest.approx(here, abs=1e-6)


def test_the_spread_between_people_is_found_behind_their_uncertainty():
    rng = np.random.default_rng(1)
    precision = rng.uniform(0.5, 4.0, 400)
    value = rng.normal(2.0, 0.7, 400) + rng.standard_normal(400) / np.sqrt(precision)
    precision[:50], value[:50] = 0.0, 1e6  # those who tell nothing count for nothing
    told, everybody = Told(value, precision), np.ones((1, 400))
    mean, sd = _common_value(told, everybody, (0.0, 3.0), (1e-9, 1e-9))
    assert mean[0] == pytest.approx(2.0, abs=0.15)
    assert sd[0] == pytest.approx(0.7, abs=0.1)
    assert sd[0] < _common_value(told, everybody, (0.0, 3.0), (1.0, 4.0))[1][0] < 3.0
    nobody = _common_value(told, np.zeros((1, 400)), (0.5, 3.0), (1.0, 4.0))
    assert (nobody[0][0], nobody[1][0]) == (pytest.approx(0.5), pytest.approx(3.0))


def test_particles_reweighted_find_the_population_behind_them():
    """Exact posteriors under the packaged prior, as draws; behind them a population far from that prior."""
    rng = np.random.default_rng(2)
    mean0 = np.log([priors()[name].median for name in PARAMETERS])
    sd0 = np.array([priors()[name].log_sd for name in PARAMETERS])
    noise, draws = 0.3, []
    for _ in range(300):
        seen = mean0 + 0.8 * sd0 + 0.3 * rng.standard_normal(len(sd0)) + noise * rng.standard_normal(len(sd0))
        var = 1.0 / (1.0 / sd0**2 + 1.0 / noise**2)
        logs = var * (mean0 / sd0**2 + seen / noise**2) + np.sqrt(var) * rng.standard_normal((128, len(sd0)))
        draws.append(Draws(logs, logs**2, np.ones(len(sd0))))
    common = _common_logs(draws, np.ones((1, 300)))[0]
    assert common[0] == pytest.approx(mean0 + 0.8 * sd0, abs=0.12)
    assert common[1] == pytest.approx(np.full(len(sd0), 0.34), abs=0.07)  # four people of the packaged prior in it


# ── whom it is for ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_order_of_people_changes_nothing(people):
    there = populations_of_others(people[:6], "pain")
    back = populations_of_others(people[5::-1], "pain")[::-1]
    assert [one.digest for one in there] == [one.digest for one in back]
    assert population(people[:6]).digest == population(people[5::-1]).digest


def test_ones_own_later_days_change_no_earlier_forecast(people):
    """A forecast rests on the others' whole diaries and on what came before it in the own one, to the last digit."""
    whole = people[0]
    half = dataclasses.replace(whole, entries=whole.entries[:20])
    rows = []
    for own in (whole, half):
        prior = populations_of_others([own, *people[1:5]], "pain")[0]
        rows.append([{**row, "observed": None} for row in prequential(own, "pain", warmup=3, population=prior)])
    assert rows[1]
    assert rows[0][: len(rows[1])] == rows[1]
    unpooled = [{**row, "observed": None} for row in prequential(whole, "pain", warmup=3)]
    assert rows[0][0] != unpooled[0]


def test_others_are_heard(people):
    prior = populations_of_others(people[:5], "pain")[0]
    other = populations_of_others([people[0], *people[2:6]], "pain")[0]
    assert prior.digest != other.digest


# ── beliefs that begin with it ────────────────────────────────────────────────────────────────────────────────────────


def test_a_belief_keeps_its_population_and_grows_as_if_learned_at_once(people, known):
    diary = people[0]
    whole = learn(diary, population=known)
    half = learn(diary.through(diary.entries[17].at), population=known)
    kept = Belief.from_json(half.to_json())
    assert kept.to_json() == half.to_json()
    assert update(kept, diary).to_json() == whole.to_json()
    alone = learn(diary)
    assert whole.digest != alone.digest
    assert update(alone, diary, population=known).to_json() == whole.to_json()
    assert update(whole, diary, population=known) is whole


def test_without_a_population_a_belief_is_the_same_text_as_ever(people):
    assert "population" not in json.loads(learn(people[0]).to_json())


def test_a_population_of_another_target_is_refused(people, known):
    diary = daily({"fatigue": [3.0, 4.0, 5.0]})
    with pytest.raises(InputError, match="population: found one of 'pain', allowed is one of 'fatigue'"):
        learn(diary, "fatigue", population=known)


def test_a_population_is_kept_as_text(known):
    kept = Population.from_json(known.to_json())
    assert (kept.to_json(), kept.digest) == (known.to_json(), known.digest)
    few = dataclasses.replace(known, inputs=(), effect_mean=np.zeros((0, 3)), effect_sd=np.zeros((0, 3)))
    assert Population.from_json(few.to_json()).digest == few.digest


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"andante_population": 99}, "another version"),
        ({"andante_population": 1, "counts": []}, "made by an older version"),
        ({"model": "x"}, "found model 'x'"),
        ({"level_mean": 5.0}, "damaged"),
        ({"used": [1.0]}, "damaged"),
        ({"inputs": None}, "damaged"),
    ],
)
def test_a_damaged_population_is_refused(known, change, says):
    with pytest.raises(BeliefError, match=says):
        Population.from_json(json.dumps({**json.loads(known.to_json()), **change}))
    with pytest.raises(BeliefError, match="no JSON"):
        Population.from_json("{")
    with pytest.raises(ValueError, match=r"used: found shape \(3,\), allowed is \(101,\)"):
        dataclasses.replace(known, used=np.zeros(3))


# ── whether it helps ──────────────────────────────────────────────────────────────────────────────────────────────────


def losses(diary, prior):
    """Pinball losses by day of the diary on which the forecast was made, horizons 1 to 3 together."""
    casts, belief = work(diary, "pain", population=prior)
    found = np.zeros(32)
    for row in forecasts(diary, casts, belief, horizon=3, warmup=1):
        if row["observed"] is not None:
            levels = [float(level) for level in row["quantiles"]]
            loss = pinball(levels, list(row["quantiles"].values()), row["observed"])
            found[dt.date.fromisoformat(row["origin"]).day] += float(loss)
    return found


@pytest.fixture(scope="module")
def with_and_without(people):
    """Losses by day, summed over people: unpooled, pooled."""
    others = populations_of_others(people, "pain")
    begun = [diary.through(FIRST + dt.timedelta(days=19)) for diary in people]
    return [
        sum(losses(diary, prior) for diary, prior in zip(begun, each, strict=True)) for each in ([None] * 16, others)
    ]


@pytest.mark.parametrize(("day", "at_most"), [(3, 0.9), (7, 0.97), (14, 1.0)])
def test_after_few_days_a_pooled_forecast_is_better(with_and_without, day, at_most):
    unpooled, pooled = (each[day : day + 2].sum() for each in with_and_without)
    assert pooled < at_most * unpooled


def test_what_one_person_tells_is_kept_small(people):
    one = person_of(people[0], "pain")
    assert sum(each.nbytes for each in one.use) < 5_000
    assert one.plain.once.nbytes + one.exposed.once.nbytes < 50_000


def test_of_very_many_people_some_are_asked_whatever_the_order_of_the_file(monkeypatch):
    monkeypatch.setattr(pooling, "MOST_ASKED", 4)
    many = [person(number, days=12) for number in range(7)]
    found = {one.person: found for one, found in zip(many, populations_of_others(many, "pain"), strict=True)}
    turned = [many[place] for place in (5, 2, 6, 0, 3, 1, 4)]
    again = {one.person: found for one, found in zip(turned, populations_of_others(turned, "pain"), strict=True)}
    assert {name: each.digest for name, each in found.items()} == {name: each.digest for name, each in again.items()}
    assert sorted(each.people for each in found.values()) == [3, 3, 3, 3, 4, 4, 4]  # nobody's prior knows of them
    asked = [many[place] for place in range(7) if found[many[place].person].people == 3]
    alone = populations_of_others(asked, "pain")
    assert [each.digest for each in alone] == [found[one.person].digest for one in asked]


def test_where_very_many_share_a_prior_half_the_particles_are_enough(people, known):
    many = dataclasses.replace(known, people=151)
    few, half = (learn(people[0], population=others) for others in (known, many))
    assert (few.level.log_weight.size, half.level.log_weight.size) == (particles.PARTICLES, particles.PARTICLES // 2)
    assert half.exposed.logs.shape[1] == len(half.exposed.state.cov) == particles.PARTICLES // 2
    begun = learn(people[0].through(FIRST + dt.timedelta(days=20)), population=many)
    assert (update(begun, people[0]).exposed.logs == half.exposed.logs).all()
