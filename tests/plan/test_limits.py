"""Limits from Python and from TOML, and what is said about wrong ones."""

from __future__ import annotations

import math

import pytest

from andante.errors import InputError, LimitsError
from andante.plan.limits import Limits


def test_defaults_are_the_careful_ones():
    assert Limits() == Limits(caution=0.10, step=0.10, no_progression=False, ceilings={}, valued=(), hours=None)


def test_toml_gives_the_same_as_python():
    text = """
    caution = 0.2
    no_progression = true
    valued = ["gardening", "piano"]
    hours = 3
    [ceilings]
    neck_shoulders = 12
    whole_body = 40.5
    """
    expected = Limits(
        caution=0.2,
        no_progression=True,
        valued=("gardening", "piano"),
        hours=3,
        ceilings={"neck_shoulders": 12, "whole_body": 40.5},
    )
    assert Limits.from_toml(text, "my.toml") == expected
    assert Limits.from_toml("", "my.toml") == Limits()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("cation = 0.1", "my.toml: cation: unknown limit; did you mean caution?"),
        ("caution = 1.5", "my.toml: caution: found 1.5, allowed is a number from 0 to 1"),
        ("caution = true", "my.toml: caution: found True, allowed is a number from 0 to 1"),
        ("caution = nan", "my.toml: caution: found nan, allowed is a number from 0 to 1"),
        ("step = 0.2", "my.toml: step: found 0.2, allowed is a number from 0 to 0.1"),
        ("no_progression = 1", "my.toml: no_progression: found 1, allowed is true or false"),
        ("hours = 25", "my.toml: hours: found 25, allowed is a number from 0 to 24"),
        ('valued = "gardening"', "my.toml: valued: found 'gardening', allowed is a list of activities"),
        ("valued = [1]", "my.toml: valued: found [1], allowed is a list"),
        ("ceilings = 3", "my.toml: ceilings: found 3, allowed is a table"),
        ("[ceilings]\nneck = 3", "my.toml: ceilings.neck: unknown muscle group; did you mean neck_shoulders?"),
        (
            "[ceilings]\ntrunk = -1",
            "my.toml: ceilings.trunk: found -1, allowed is a number of effort-minutes, 0 or more",
        ),
        ("[ceilings]\ntrunk = inf", "my.toml: ceilings.trunk: found inf"),
        ('[must_do]\n"" = 20', "my.toml: must_do: found '' as an activity, allowed is a name such as gardening"),
        ('[valued_minutes]\n" " = 20', "my.toml: valued_minutes: found ' ' as an activity, allowed is a name"),
        ("caution 0.1", "my.toml: not TOML"),
        ("caution = " + "9" * 5000, "my.toml: not TOML"),
        ("caution = " + "[" * 5000, "my.toml: not TOML"),
        ("[ceilings]\ntrunk = " + "9" * 400, "my.toml: ceilings.trunk: found 999"),
    ],
)
def test_wrong_lines_name_file_key_found_and_allowed(text, message):
    with pytest.raises(LimitsError) as caught:
        Limits.from_toml(text, "my.toml")
    assert message in str(caught.value)
    assert isinstance(caught.value, InputError)


def test_what_is_valued_counts_once_whatever_its_case():
    """A walk in two spellings was planned twice."""
    limits = Limits.from_toml('valued = ["walking", "piano", " Walking", "walking"]')
    assert limits.valued == ("walking", "piano")


def test_every_problem_is_named():
    with pytest.raises(LimitsError) as caught:
        Limits.from_toml("caution = 2\nhours = -1\nstepp = 0.1", "my.toml")
    assert len(str(caught.value).splitlines()) == 3


@pytest.mark.parametrize("wrong", [{"caution": -0.1}, {"caution": math.nan}, {"ceilings": {"arm": 3.0}}, {"hours": 30}])
def test_python_is_checked_like_the_file(wrong):
    with pytest.raises(LimitsError):
        Limits(**wrong)
