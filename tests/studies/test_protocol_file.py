"""Protocols of one's own: the promised file, and every key as it may be written."""

from __future__ import annotations

import pytest
from tests.studies.protocols import CYCLES, HOLD, PROMISED

from andante.body.protocol import LONGEST_HOLD_S, Measured, Probe, Protocol, Rest, Work
from andante.body.sites import site
from andante.studies import protocol_file
from andante.studies.protocol_file import parse_protocol


def the_step(text: str):
    """The only step of a protocol."""
    (step,) = parse_protocol(text, "my.toml").steps
    return step


@pytest.mark.parametrize(
    "change", [str, lambda text: text.replace("\n", "\r\n"), lambda text: text.replace("\n", "\n    ")]
)
def test_the_promised_file_is_read(change):
    assert parse_protocol(change(PROMISED), "my.toml") == Protocol(
        title="...",
        groups={"fm": 22, "healthy": 22},
        steps=(Work("shoulder", "right", load=0.20), Probe(("trapezius", "tibialis_anterior"), (0.0, 1200.0))),
    )


def test_title_and_groups_have_defaults():
    protocol = parse_protocol(HOLD, "my.toml")
    assert protocol == Protocol("my.toml", {"healthy": 20, "fm": 20}, (Work("knee", load=0.2),))
    assert parse_protocol("groups = {}\n" + HOLD, "my.toml") == protocol
    protocol.groups.clear()
    assert parse_protocol(HOLD, "my.toml").groups == {"healthy": 20, "fm": 20}


@pytest.mark.parametrize(
    ("written", "groups"),
    [
        ("groups = { hc = 3, fibromyalgia = 4, local_pain = 5 }\n", {"healthy": 3, "fm": 4, "local": 5}),
        ("groups.controls = 1\ngroups.fm = 100000\n", {"healthy": 1, "fm": 100_000}),
        ("[groups]\nlocal = 7\n", {"local": 7}),
    ],
)
def test_groups_have_other_names(written, groups):
    assert parse_protocol(written + HOLD, "my.toml").groups == groups


@pytest.mark.parametrize(
    ("word", "muscle"),
    [
        ("quadriceps", "knee"), ("hand", "grip"), ("forearm", "grip"), ("handgrip", "grip"),
        ("biceps", "elbow"), ("back", "trunk"), ("calf", "ankle"), ("neck", "neck"),
    ],
)  # fmt: skip
def test_muscles_have_other_names(word, muscle):
    assert the_step(HOLD.replace("knee", word)).muscle == muscle


@pytest.mark.parametrize(
    ("text", "step"),
    [
        (HOLD + "seconds = 90\ncap_s = 300\n", Work("knee", load=0.2, seconds=90.0, cap_s=300.0)),
        (HOLD + "seconds = 7200\n", Work("knee", load=0.2, seconds=7200.0, cap_s=7200.0)),
        (HOLD + 'side = "both"\nuntil = "failure"\n', Work("knee", "both", load=0.2)),
        (HOLD.replace("load", "load_newton"), Work("knee", newton=0.2)),
        (HOLD + "same_absolute_load = true\n", Work("knee", load=0.2, same_absolute_load=True)),
        ("same_absolute_load = true\n" + HOLD, Work("knee", load=0.2, same_absolute_load=True)),
        ("same_absolute_load = true\n" + HOLD + "same_absolute_load = false\n", Work("knee", load=0.2)),
        (CYCLES + "seconds = 60\n", Work("knee", load=0.2, seconds=60.0, on_s=6.0, off_s=4.0)),
        (CYCLES + 'until = "failure"\n', Work("knee", load=0.2, on_s=6.0, off_s=4.0)),
        *(
            (CYCLES + f"{word} = 30\n", Work("knee", load=0.2, seconds=300.0, on_s=6.0, off_s=4.0))
            for word in ("count", "cycles", "repetitions", "reps")
        ),
        (
            CYCLES.replace("on_s", "work_s").replace("off_s", "rest_s") + "count = 3\n",
            Work("knee", load=0.2, seconds=30.0, on_s=6.0, off_s=4.0),
        ),
        (
            HOLD + 'measure = { sites = "knee_left", at_s = [1, 2.5] }\n',
            Work("knee", load=0.2, measured=Measured(("knee_left",), at_s=(1.0, 2.5))),
        ),
        (
            CYCLES + 'count = 3\n[step.measure]\nsites = ["knee", "calf"]\nat_share = 1\n',
            Work("knee", load=0.2, seconds=30.0, on_s=6.0, off_s=4.0, measured=Measured(("knee", "calf"), (), (1,))),
        ),
        ('step = [{ do = "rest", seconds = 1.5 }]', Rest(1.5)),
        ('[[step]]\ndo = "rest"\nminutes = 20\n', Rest(1200.0)),
        ('[[step]]\ndo = "probe"\nsites = "trapezius"\n', Probe(("trapezius",))),
        ('[[step]]\ndo = "probe"\nsites = "trapezius"\nat_s = 60\n', Probe(("trapezius",), (60.0,))),
    ],
)  # fmt: skip
def test_steps_are_read(text, step):
    assert the_step(text) == step


def test_the_cap_of_a_hold_until_failure_is_the_longest_hold():
    assert the_step(HOLD).cap_s == LONGEST_HOLD_S


def test_every_site_that_is_taken_is_one_of_the_body():
    assert {site(name).name for name in protocol_file._SITE_WORDS} == protocol_file._SITE_WORDS
