"""When flares begin: the chance of each night is what the hazard says, and the same flare comes later where less was
borne.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.body.central import Centre, settled
from andante.body.flares import hazard, tonight
from andante.body.life import begin, day_draws, flare_draws, spend, wake
from andante.body.parameters import packaged
from andante.body.people import People, draw
from andante.body.simulate import planned

PEOPLE = 4000


def crowd(count: int = PEOPLE, seed: int = 3) -> tuple[Centre, People]:
    people = draw("fm", range(count), seed=seed, table=packaged())
    return settled(people, day_draws(people, -1)), people


def nights(overexertion: np.ndarray, count: int = PEOPLE, seed: int = 3) -> dict[str, np.ndarray]:
    """Nights of people whose overexertion is as given: (nights, people). Each found is of the same shape."""
    centre, people = crowd(count, seed)
    names = ("free", "hazard", "begins", "in_flare", "flares", "left")
    found: dict[str, list[np.ndarray]] = {name: [] for name in names}
    for one in overexertion:
        centre = centre._replace(overexertion=np.broadcast_to(one, count))
        found["free"].append(centre.flare_days_left <= 0.0)
        found["hazard"].append(hazard(centre, people))
        centre, begins = tonight(centre, people, lambda places, numbers: flare_draws(people, places, numbers))
        found["begins"].append(begins)
        found["in_flare"].append(centre.flare_day > 0.0)
        found["flares"].append(centre.flares)
        found["left"].append(centre.flare_days_left)
    return {name: np.stack(rows) for name, rows in found.items()}


@pytest.mark.parametrize("factor", [2.0, 10.0, 200.0])
def test_each_night_has_its_chance_whatever_went_before(factor: float) -> None:
    """Against a toss each night: as many begin as the chances add up to, also among those who have had several and
    those whose last is long ago, on nights of much and of little hazard alike.
    """
    rng = np.random.default_rng(5)
    over = np.log(factor) * (rng.random((120, PEOPLE)) < 0.3)
    seen = nights(over)
    chance = -np.expm1(-seen["hazard"])
    before = np.vstack([np.zeros((1, PEOPLE)), seen["flares"][:-1]])
    for among in (over > 0, over == 0, before == 0, before == 1, before >= 2, np.arange(120)[:, None] >= 80):
        nights_at_risk = seen["free"] & among
        expected = chance[nights_at_risk].sum()
        spread = np.sqrt((chance * (1.0 - chance))[nights_at_risk].sum())
        assert expected > 50.0
        assert abs(seen["begins"][nights_at_risk].sum() - expected) < 3.5 * spread


def test_no_flare_begins_in_a_flare_and_each_lasts_two_days_or_more() -> None:
    seen = nights(np.full((200, 1), 2.0), count=300)
    assert not (seen["begins"] & ~seen["free"]).any()
    assert seen["begins"][:-1].sum() > 100
    assert seen["in_flare"][1:][seen["begins"][:-1]].all(), "none is over after its first night"
    assert not seen["in_flare"].all(axis=0).any(), "each ends"


@given(st.integers(0, 10_000), st.floats(0.0, 1.0))
def test_the_flares_of_who_bears_less_are_the_same_and_come_no_earlier(seed: int, share: float) -> None:
    """Each of them is as long, and begins in the same night or later."""
    much = np.random.default_rng(seed).gamma(0.5, 3.0, (90, 6))
    more, less = (of_each(nights(over, count=6, seed=seed)) for over in (much, share * much))
    for mine, others in zip(less, more, strict=True):
        assert len(mine) <= len(others)
        for (night, length), (before, same) in zip(mine, others, strict=False):
            assert night >= before
            assert length == same


def of_each(seen: dict[str, np.ndarray]) -> list[list[tuple[int, float]]]:
    """The flares of each person: the night in which it began, and its days."""
    people = seen["begins"].shape[1]
    return [[(n, seen["left"][n, i]) for n in np.flatnonzero(seen["begins"][:, i])] for i in range(people)]


def test_lengths_follow_the_law_and_neither_the_wait_nor_each_other() -> None:
    _, people = crowd()
    found = of_each(nights(np.full((120, 1), 4.0)))
    usual, spread = people.get("flare_days"), people.get("flare_days_spread")
    rows = []
    for i, flares in enumerate(found):
        if len(flares) >= 3:
            ends = [0.0, *(night + length for night, length in flares)]
            waits = [night - end for (night, _), end in zip(flares, ends, strict=False)]
            lengths = [np.log(length / usual[i]) / spread[i] for _, length in flares]
            rows.append([*waits[:3], *lengths[:3]])
    scores = np.array(rows)
    assert len(scores) > 500
    # Only those who have had three in the time are looked at: their flares are a little shorter, and no other bias.
    assert np.all(np.abs(scores[:, 3:].mean(axis=0)) < 0.35)
    assert np.all(np.abs(scores[:, 3:].std(axis=0) - 1.0) < 0.15)
    related = np.corrcoef(scores, rowvar=False)
    for wait in range(3):
        assert abs(related[wait, 3 + wait]) < 0.15, "how long one is waited for says nothing of its length"
    for one, other in ((3, 4), (4, 5), (3, 5)):
        assert abs(related[one, other]) < 0.25


def test_days_of_more_rest_bring_the_same_flares_later() -> None:
    """Through whole days of whole bodies: the n-th flare is as long, whatever was done before it."""
    table = packaged().with_values({"flare_rate@fm": 0.05, "flare_overexertion": 3.0})
    plans = {"even": ["walking"] * 60, "uneven": ["walking", "resting lying down", "resting lying down"] * 20}
    found = {}
    for name, plan in plans.items():
        life, seen = begin(draw("fm", range(12), seed=4, table=table)), []
        for activity in plan:
            woken, morning, _ = wake(life)
            whole = np.repeat(planned([(activity, 10.0, 90.0)]), len(life), axis=1)
            life, day = spend(woken, morning, whole, stops_at=np.full(len(life), 99.0), step_min=5.0)
            seen.append((day.flare_begins, life.centre.flare_days_left))
        begins, left = (np.stack(each) for each in zip(*seen, strict=True))
        found[name] = of_each({"begins": begins, "left": left})
    both = list(zip(found["even"], found["uneven"], strict=True))
    pairs = [(one, other) for mine, others in both for one, other in zip(mine, others, strict=False)]
    assert len(pairs) > 15
    assert all(one[1] == other[1] for one, other in pairs)
    assert sum(one[0] != other[0] for one, other in pairs) > 5, "they come on other days"
    assert len({length for mine in found["even"] for _, length in mine}) > 5


@given(st.floats(0.0, 4.0), st.floats(-3.0, 3.0), st.floats(-3.0, 3.0))
def test_the_hazard_grows_with_overexertion_stress_and_poor_sleep(over: float, stress: float, sleep: float) -> None:
    centre, people = crowd(3)
    of = {name: people.get(f"flare_{name}") for name in ("rate", "overexertion", "stress", "sleep")}
    here = centre._replace(
        overexertion=np.full(3, over), poor_sleep=np.full(3, sleep), stress_day=stress * people.get("stress_day_sd")
    )
    raised = np.clip(of["overexertion"] * over + of["stress"] * stress + of["sleep"] * sleep, -2.0, 4.0)
    np.testing.assert_allclose(hazard(here, people), of["rate"] * np.exp(raised))


def test_luck_is_each_persons_own_and_each_flares_own() -> None:
    _, people = crowd(5)
    both = flare_draws(people, np.array([1, 3]), np.array([2, 1]))
    np.testing.assert_array_equal(both["flare"][:1], flare_draws(people, np.array([1]), np.array([2]))["flare"])
    np.testing.assert_array_equal(both["flare"][1:], flare_draws(people, np.array([3]), np.array([1]))["flare"])
    of_day = day_draws(people, 4)["flare_length"]
    np.testing.assert_array_equal(of_day, flare_draws(people, np.arange(5), np.full(5, 4))["flare_length"])
