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
from andante.body.life import day_draws, flare_draws
from andante.body.parameters import packaged
from andante.body.people import People, draw

PEOPLE = 4000


def crowd(count: int = PEOPLE, seed: int = 3) -> tuple[Centre, People]:
    people = draw("fm", range(count), seed=seed, table=packaged())
    return settled(people, day_draws(people, -1)), people


def nights(overexertion: np.ndarray, count: int = PEOPLE, seed: int = 3) -> dict[str, np.ndarray]:
    """Nights of people whose overexertion is as given: (nights, people). Each found is of the same shape."""
    centre, people = crowd(count, seed)
    found: dict[str, list[np.ndarray]] = {"free": [], "hazard": [], "begins": [], "in_flare": [], "flares": []}
    for one in overexertion:
        centre = centre._replace(overexertion=np.broadcast_to(one, count))
        found["free"].append(centre.flare_days_left <= 0.0)
        found["hazard"].append(hazard(centre, people))
        centre, begins = tonight(centre, people, lambda places, numbers: flare_draws(people, places, numbers))
        found["begins"].append(begins)
        found["in_flare"].append(centre.flare_day > 0.0)
        found["flares"].append(centre.flares)
    return {name: np.stack(rows) for name, rows in found.items()}


@pytest.mark.parametrize("factor", [2.0, 10.0])
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
    """A shorter wait never becomes a longer one: the nights are cut, not tossed for anew."""
    rng = np.random.default_rng(seed)
    much = rng.gamma(0.5, 1.0, (90, 6))
    more, less = nights(much, count=6, seed=seed), nights(share * much, count=6, seed=seed)
    assert (less["flares"] <= more["flares"]).all()


def test_luck_is_each_persons_own_and_each_flares_own() -> None:
    _, people = crowd(5)
    both = flare_draws(people, np.array([1, 3]), np.array([2, 1]))
    np.testing.assert_array_equal(both["flare"][:1], flare_draws(people, np.array([1]), np.array([2]))["flare"])
    np.testing.assert_array_equal(both["flare"][1:], flare_draws(people, np.array([3]), np.array([1]))["flare"])
    of_day = day_draws(people, 4)["flare_length"]
    np.testing.assert_array_equal(of_day, flare_draws(people, np.arange(5), np.full(5, 4))["flare_length"])
