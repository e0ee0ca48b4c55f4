"""Protocols of one's own to try: the promised file, the shortest steps, and what is said to a wrong one."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from andante.errors import InputError, ProtocolError
from andante.studies.protocol_file import parse_protocol

QUIET = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)

PROMISED = """\
title = "..."
groups = { fm = 22, healthy = 22 }          # virtual people per group
[[step]]                                      # in order
do = "hold"                                   # hold | cycles | rest | probe
muscle = "shoulder"                           # shoulder elbow grip trunk hip knee ankle neck
load = 0.20                                   # fraction of own MVC; or load_newton with "same_absolute_load = true"
side = "right"
until = "failure"                             # or seconds = 90; cap_s = 300
[[step]]
do = "probe"
sites = ["trapezius", "tibialis_anterior"]    # pressure pain threshold, kPa
at_s = [0, 1200]
"""
HOLD = '[[step]]\ndo = "hold"\nmuscle = "knee"\nload = 0.2\n'
CYCLES = '[[step]]\ndo = "cycles"\nmuscle = "knee"\nload = 0.2\non_s = 6\noff_s = 4\n'


def problems_of(text: str) -> tuple[str, ...]:
    with pytest.raises(ProtocolError) as caught:
        parse_protocol(text, "my.toml")
    assert isinstance(caught.value, InputError)
    return caught.value.problems
