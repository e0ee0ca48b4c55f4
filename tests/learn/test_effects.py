"""Effects in words and numbers: the words by their definition, and whether diaries with a known truth get them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections import Counter

import numpy as np
import pytest
from tests.learn.conftest import blanks, daily, drawn

from andante.learn import answer, learn
from andante.learn.effects import (
    FEWEST_DAYS,
    LONGEST_WAIT_DAYS,
    effects,
    mixture_quantiles,
    smallest_of_interest,
    verdict_of,
)
from andante.learn.pooling import population
from andante.learn.risk import flare_risk
from andante.records import Diary, Entry, Scale


@pytest.fixture(scope="module")
def harmed():
    """Ten effort-minutes more cost 1.5 points the next day: about two points between a low and a high day."""
    return learn(drawn(2, 120, effect=1.5, missing=0.05))


def of(belief, exposure, when, part=None):
    (found,) = (e for e in effects(belief) if (e.exposure, e.when) == (exposure, when) and part in (None, e.part))
    return found


@pytest.mark.parametrize(
    ("effect", "sd", "word"),
    [
        ((0.6, (0.1, 1.1), 0.98), 2.0, "worsens"),
        ((-0.6, (-1.1, -0.1), 0.02), 2.0, "helps"),
        ((0.5, (0.0, 1.0), 0.95), 2.0, "worsens"),  # at least: both borders belong to the word
        ((0.6, (-0.1, 1.3), 0.94), 2.0, "not enough yet"),  # big enough, not sure enough
        ((0.4, (0.2, 0.6), 0.999), 2.0, "not enough yet"),  # sure, but may be too small to matter
        ((0.3, (0.2, 0.4), 0.999), 2.0, "no clear link"),  # sure and too small
        ((0.0, (-0.4, 0.4), 0.5), 2.0, "no clear link"),
        ((0.0, (-0.6, 0.6), 0.5), 2.0, "not enough yet"),
        ((0.3, (0.2, 0.4), 0.999), 1.0, "worsens"),  # 0.3 of an own SD of one
        ((0.0, (-0.4, 0.4), 0.5), 1.0, "not enough yet"),
        ((0.4, (0.1, 0.49), 0.99), 0.0, "no clear link"),  # an SD of nothing: half a point it is
    ],
)
def test_words_are_given_by_their_definition(harmed, effect, sd, word):
    verdict, more = verdict_of(*effect, dataclasses.replace(harmed, rating_sd=sd))
    assert verdict == word
    assert (more == 0) == (word != "not enough yet")
    assert more is None or 0 <= more <= LONGEST_WAIT_DAYS


def test_a_wider_interval_needs_more_days(harmed):
    belief = dataclasses.replace(harmed, rating_sd=2.0)
    waits = [verdict_of(0.1, (0.1 - half, 0.1 + half), 0.6, belief)[1] for half in (0.5, 0.7, 0.9)]
    assert waits == sorted(waits)
    assert len(set(waits)) == 3
    assert verdict_of(0.1, (-60.0, 60.0), 0.5, belief)[1] > 365


def test_a_strong_effect_is_found_with_its_sign_and_its_day(harmed):
    found = of(harmed, "load", "next day", "below capacity")
    assert found.verdict == "worsens"
    assert 0.5 < found.mean < 2.0
    assert 0.0 < found.low <= found.mean <= found.high
    assert found.p_worse >= 0.95
    assert found.per.endswith("effort-minutes")
    same_day = of(harmed, "load", "same day", "below capacity")
    assert same_day.verdict not in ("worsens", "helps")
    assert abs(same_day.mean) < found.mean / 2


@pytest.fixture(scope="module")
def helped():
    """Warmth takes a point and a half off the same day's pain."""
    rng = np.random.default_rng(4)
    heat = (rng.random(120) < 0.4).astype(float)
    pain = np.clip(np.round(5.0 - 1.5 * heat + rng.normal(0, 0.9, 120)), 0, 10)
    return learn(daily({"pain": pain.tolist(), "treatment.heat": heat.tolist()}))


def test_a_treatment_that_helps_is_said_to_help(helped):
    found = of(helped, "treatment.heat", "same day")
    assert (found.verdict, found.part, found.per) == ("helps", "whole", "yes instead of no")
    assert found.low <= -1.5 <= found.high
    assert found.p_worse < 0.01


def test_within_a_day_no_diary_tells_which_came_first(harmed, helped):
    for belief in (harmed, helped):
        for one in effects(belief):
            assert one.may_be_reversed == (one.when == "same day")
            assert one.answer()["may_be_reversed"] == one.may_be_reversed
    night = dataclasses.replace(of(helped, "treatment.heat", "same day"), exposure="sleep")
    assert not night.may_be_reversed, "a night was before the day"


def test_where_higher_is_better_up_is_not_worse(helped):
    for target in ("sleep", "mood"):
        for one, other in zip(effects(helped), effects(dataclasses.replace(helped, target=target)), strict=True):
            assert other.p_worse == pytest.approx(1.0 - one.p_worse, abs=1e-3)
            assert other.mean == one.mean
            turned = {"helps": "worsens", "worsens": "helps"}
            assert other.verdict == turned.get(one.verdict, one.verdict)


def test_numbers_are_in_the_diarys_own_scale(harmed):
    other = dataclasses.replace(harmed, scale=Scale(1.0, 6.0))
    for one, half in zip(effects(harmed), effects(other), strict=True):
        assert half.verdict == one.verdict
        for name in ("mean", "low", "high"):
            assert getattr(half, name) == pytest.approx(getattr(one, name) / 2, abs=1e-4)
    usual, own = answer.usual(harmed), answer.usual(other)
    assert own["level"] == pytest.approx(1.0 + usual["level"] / 2, abs=1e-3)
    assert own["sd"] == pytest.approx(usual["sd"] / 2, abs=1e-3)
    assert own["carry_over_days"] == usual["carry_over_days"]


def test_usual_and_capacity_are_in_own_units(harmed):
    diary = drawn(2, 120, effect=1.5, missing=0.05)
    pain = [entry.get("pain") for entry in diary.entries if "pain" in entry.values]
    assert answer.usual(harmed)["sd"] == pytest.approx(np.std(pain), rel=0.15)  # the level hardly moves
    assert answer.usual(harmed)["level"] == pytest.approx(np.mean(pain), abs=0.7)
    tenfold = tuple(
        dataclasses.replace(entry, values={k: v * (8.0 if k == "load" else 1.0) for k, v in entry.values.items()})
        for entry in diary.entries
    )
    small, large = answer.capacity(harmed), answer.capacity(learn(dataclasses.replace(diary, entries=tenfold)))
    assert set(small) == {"whole_body"}
    assert small["whole_body"]["unit"] == "effort-minutes"
    for name in ("mean", "low", "high"):
        assert large["whole_body"][name] == pytest.approx(8.0 * small["whole_body"][name], abs=0.1)
    assert small["whole_body"]["low"] < small["whole_body"]["mean"] < small["whole_body"]["high"]


def sure_of(belief, noise_sd, carry_sd, carry_days):
    """The same belief, sure of how its ratings vary."""
    logs = np.array(belief.level.logs)
    logs[:3] = np.log([noise_sd, carry_sd, carry_days])[:, None]
    return dataclasses.replace(belief, level=belief.level._replace(logs=logs))


@pytest.mark.parametrize(
    ("noise_sd", "carry_sd", "carry_days", "days"),
    [
        (1e-3, 1.0, 2.0, 2.0 * math.log(3.0)),  # all of it carries over
        (1.0, 1.0, 2.0, 2.0 * math.log(1.5)),  # half of it is gone at once
        (2.0, 1.0, 2.0, 0.0),  # a fifth carries over: never a third
        (2.0, 1.0, 60.0, 0.0),
    ],
)
def test_noise_does_not_carry_over(harmed, noise_sd, carry_sd, carry_days, days):
    sure = sure_of(harmed, noise_sd, carry_sd, carry_days)
    assert answer.usual(sure)["carry_over_days"] == pytest.approx(days, abs=0.02)


def test_a_third_is_left_on_average_over_what_is_believed(harmed):
    sure = sure_of(harmed, 1e-6, 1.0, 1.0)
    logs, weight = np.array(sure.level.logs), np.exp(sure.level.log_weight)
    logs[2, ::2] = math.log(8.0)
    mixed = answer.usual(dataclasses.replace(sure, level=sure.level._replace(logs=logs)))["carry_over_days"]
    left = weight[::2].sum() * math.exp(-mixed / 8.0) + weight[1::2].sum() * math.exp(-mixed)
    assert left == pytest.approx(1.0 / 3.0, abs=0.003)


def test_the_spread_around_the_usual_is_that_of_noise_and_of_what_carries_over(harmed):
    assert answer.usual(sure_of(harmed, 2.0, 1.5, 2.0))["sd"] == pytest.approx(2.5, abs=1e-3)


def test_a_change_of_the_level_is_no_spread_around_it():
    """After thirty days near 2 and thirty near 7 "ratings vary by about 2.5 around it" was said of steady days."""
    noise = np.random.default_rng(3).normal(0.0, 0.7, 60)
    pain = np.round(np.repeat([2.0, 7.0], 30) + noise)
    usual = answer.usual(learn(daily({"pain": pain.tolist()})))
    assert usual["level"] == pytest.approx(7.0, abs=0.7)
    assert 0.5 < usual["sd"] < 1.3 < pain.std() / 1.8


@pytest.mark.parametrize("seed", range(3))
def test_days_that_know_nothing_of_each_other_leave_nothing(seed):
    """It was said that a third was still there after 1.6 days, of ratings with a lag-1 correlation of -0.16."""
    pain = np.clip(np.round(np.random.default_rng(seed).normal(5.0, 1.5, 100)), 0, 10)
    assert answer.usual(learn(daily({"pain": pain.tolist()})))["carry_over_days"] < 0.5


def test_what_carries_over_is_found():
    rng, carry = np.random.default_rng(3), [0.0]
    for _ in range(199):
        carry.append(0.8 * carry[-1] + 0.9 * rng.standard_normal())
    pain = np.clip(np.round(5.0 + np.array(carry)), 0, 10)
    assert 2.0 < answer.usual(learn(daily({"pain": pain.tolist()})))["carry_over_days"] < 6.0  # truth: 4.6 to 4.9


@pytest.mark.parametrize("value", [5.0, 4.7])
def test_ratings_all_alike_have_nothing_that_could_carry_over(value):
    usual = answer.usual(learn(daily({"pain": [value] * 20})))
    assert (usual["sd"], usual["carry_over_days"]) == (0.0, None)


def test_every_effect_is_there_and_the_unknown_ones_say_so():
    few = learn(daily({"pain": [3.0, 4.0] * 3, "load": [10.0, 20.0] * 3, "sleep": [5.0] * 6}))
    found = effects(few)
    assert [(e.exposure, e.part, e.when) for e in found] == [
        (exposure, part, when)
        for exposure, parts in (("load", ("below capacity", "above capacity")), ("sleep", ("whole",)))
        for part in parts
        for when in ("same day", "next day", "2 to 4 days later")
    ]
    assert {e.verdict for e in found} == {"not enough yet"}
    assert {(e.mean, e.low, e.high, e.p_worse) for e in found} == {(0.0, 0.0, 0.0, 0.5)}
    assert all(e.more_days_needed for e in found)


def test_what_was_never_different_is_not_promised_a_day():
    same, begun = [0.0] * 40, [0.0] * 38 + [1.0, 1.0]
    empty = [None] * 40
    columns = {"pain": [3.0, 4.0] * 20, "treatment.same": same, "treatment.empty": empty, "treatment.begun": begun}
    found = {one.exposure: one.more_days_needed for one in effects(learn(daily(columns)))}
    assert found == {"treatment.same": None, "treatment.empty": None, "treatment.begun": 34}


def test_a_rating_before_the_day_has_no_effect_of_the_same_day():
    morning = learn(dataclasses.replace(drawn(3, 40), rated="morning"))
    assert {e.when for e in effects(morning)} == {"next day", "2 to 4 days later"}


def test_a_clear_direction_that_may_be_too_small_could_not_go_either_way(helped):
    """It was filed under what "could go either way"."""
    found = of(helped, "treatment.heat", "same day")
    assert (found.verdict, found.maybe_small) == ("helps", False)
    contrast = helped.contrasts[0]
    little = dataclasses.replace(helped, contrasts=(dataclasses.replace(contrast, high=0.2),))
    small = of(little, "treatment.heat", "same day")
    assert small.high < 0.0 and abs(small.mean) < smallest_of_interest(helped.rating_sd) < -small.low
    assert (small.verdict, small.maybe_small) == ("not enough yet", True)
    few = dataclasses.replace(little, rated_days=np.array([FEWEST_DAYS - 1]))
    assert not of(few, "treatment.heat", "same day").maybe_small, "a direction is a word, too"
    least = dataclasses.replace(helped, contrasts=(dataclasses.replace(contrast, high=0.05),))
    none = of(least, "treatment.heat", "same day")
    assert (none.verdict, none.maybe_small) == ("no clear link", False)


def test_quantiles_of_a_mixture_are_those_of_its_draws():
    rng = np.random.default_rng(0)
    mean, sd = rng.normal(0, 1, 50), rng.uniform(0.2, 1.5, 50)
    weight = rng.dirichlet(np.ones(50))
    chosen = rng.choice(50, 400_000, p=weight)
    draws = mean[chosen] + sd[chosen] * rng.standard_normal(400_000)
    levels = (0.025, 0.5, 0.975)
    assert mixture_quantiles(mean, sd, weight, levels) == pytest.approx(np.quantile(draws, levels).tolist(), abs=0.08)


def test_the_answer_is_what_was_promised(harmed):
    told = answer.answer(harmed, drawn(2, 120, effect=1.15, missing=0.05))
    assert set(told) >= {"person", "target", "entries", "days", "effects", "usual", "capacity", "flares", "belief"}
    assert sum(told["model_weights"].values()) == pytest.approx(1.0, abs=1e-3)
    assert math.isclose(told["days"], 120)
    promised = {
        "exposure",
        "on",
        "part",
        "when",
        "per",
        "mean",
        "low",
        "high",
        "p_worse",
        "verdict",
        "more_days_needed",
        "where",
        "may_be_reversed",
        "maybe_small",
        "goes_with",
    }
    assert all(set(effect) == promised for effect in told["effects"])


@pytest.mark.slow
def test_what_does_nothing_is_seldom_said_to_help_or_worsen():
    words = Counter()
    for seed in range(6):
        rng = np.random.default_rng(900 + seed)
        diary = drawn(50 + seed, 120)
        columns = {name: [entry.get(name) for entry in diary.entries] for name in ("pain", "load", "stress")}
        columns["treatment.heat"] = blanks(
            (rng.random(len(diary.entries)) < 0.5).astype(float), rng.random(len(diary.entries)) < 0.1
        )
        words += Counter(effect.verdict for effect in effects(learn(daily(columns))))
    assert words["helps"] + words["worsens"] <= 0.05 * words.total()
    assert words["no clear link"] > 0


def words_of(belief):
    return {effect.verdict for effect in effects(belief)}


def test_no_word_before_a_fortnight_of_rated_days():
    """The strongest of links, and a prior that makes all else small: ten days are too few for either word."""
    pain = [4, 4, 4, 4, 4, 4, 4, *[8, 2] * 10]
    tea = [0, 1, 0, 1, 0, 1, 0, *[1, 0] * 10]
    for days in (10, 20):
        belief = learn(daily({"pain": pain[:days], "treatment.tea": tea[:days]}))
        (rated,) = belief.rated_days.tolist()
        assert rated < FEWEST_DAYS
        assert words_of(belief) == {"not enough yet"}
        assert all(each.more_days_needed is None or each.more_days_needed >= FEWEST_DAYS - rated
                   for each in effects(belief))  # fmt: skip
    belief = learn(daily({"pain": pain, "treatment.tea": tea}))
    assert of(belief, "treatment.tea", "same day").verdict == "worsens"


def test_three_days_of_many_entries_are_three_days():
    at = [dt.datetime(2026, 1, 1 + day, hour, tzinfo=dt.UTC) for day in range(3) for hour in range(8, 22, 2)]
    entries = [Entry(moment, {"stress": (2.0, 8.0)[i * 5 % 3 % 2], "pain": (2.0, 7.0)[i * 5 % 3 % 2]})
               for i, moment in enumerate(at)]  # fmt: skip
    assert words_of(learn(Diary(tuple(entries), ("stress", "pain")))) == {"not enough yet"}


def test_no_clear_link_is_said_by_the_diary_and_never_by_the_prior():
    """One slip of the finger among the first values makes the own unit so large that the prior alone leaves no room."""
    rng = np.random.default_rng(1)
    walked = [4000.0, 250000.0, *rng.integers(3000, 9000, 18).astype(float)]
    slip = learn(daily({"pain": list(rng.integers(3, 7, 20)), "steps": walked}))
    assert (slip.rated_days >= 13).all()
    for each in effects(dataclasses.replace(slip, rated_days=np.array([20]))):
        assert max(abs(each.low), abs(each.high)) < 0.1
        assert each.verdict == "not enough yet"


def test_what_is_rare_costs_what_a_unit_of_it_costs():
    """Six days in a year cost three points each: the own unit is a tenth of a yes, and is cut in both places alike."""
    rng = np.random.default_rng(0)
    event = np.zeros(365)
    event[rng.choice(np.arange(110, 365), 6, replace=False)] = 1.0
    pain = np.clip(np.round(4.0 + 0.7 * rng.standard_normal(365) + 3.0 * event), 0, 10)
    belief = learn(daily({"pain": list(pain), "event.trip": list(event)}))
    found = of(belief, "event.trip", "same day")
    assert 1.0 / belief.unit[0] > 7.0
    assert found.low <= 3.0 <= found.high and abs(found.mean - 3.0) < 0.6


def test_a_week_in_bed_makes_nobody_blind_to_the_days_after():
    rng = np.random.default_rng(3)
    load = [*rng.choice([1.5, 2.0, 2.5], 7), *rng.choice([30.0, 45.0, 60.0, 75.0, 90.0], 53)]
    pain = [3.0, *(float(np.clip(np.round(3.0 + 0.5 * rng.standard_normal() + max(b - 60.0, 0.0) / 15.0), 0, 10))
                   for b in load[:-1])]  # fmt: skip
    belief = learn(daily({"pain": pain, "load": load}))
    assert belief.unit[0] < 3.0
    found = of(belief, "load", "next day", "above capacity")
    assert found.verdict == "worsens" and found.high - found.low < 3.0
    high = flare_risk(belief, {"load": np.array([30.0, 90.0])}, on=belief.through + dt.timedelta(days=1))
    assert high[1] >= high[0]


def test_what_begins_for_good_is_promised_in_no_number_of_days():
    rng = np.random.default_rng(4)
    begun = [0.0] * 30 + [1.0] * 30
    pain = [float(np.clip(np.round(6.0 + 0.7 * rng.standard_normal() - 2.0 * taken), 0, 10)) for taken in begun]
    found = effects(learn(daily({"pain": pain, "treatment.new": begun})))
    assert {(each.verdict, each.more_days_needed) for each in found} == {("not enough yet", None)}


def test_what_hardly_ever_happens_waits_for_as_long_as_it_takes():
    """Two days in 300: the third is some 150 days off, and then a fortnight of ratings."""
    days = {"pain": [4.0, 5.0, 6.0] * 100, "event.x": [float(i in (50, 200)) for i in range(300)]}
    assert {each.more_days_needed for each in effects(learn(daily(days)))} == {164}


def test_a_prior_of_other_people_says_no_word_of_somebody_who_has_not_written():
    """Sixteen others have a strong effect of the next day; this one rated pain twice, before the load takes part."""
    others = [dataclasses.replace(drawn(seed, 40, effect=1.5), person=f"p{seed}") for seed in range(16)]
    new = daily({"load": list(np.random.default_rng(5).choice([10.0, 30.0, 60.0], 40)),
                 "pain": [4.0 if i in (3, 6) else None for i in range(40)]}, person="new")  # fmt: skip
    belief = learn(new, population=population(others))
    assert words_of(belief) == {"not enough yet"}
