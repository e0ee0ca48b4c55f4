"""Each guard binds by itself, whatever is worth more and whatever the risk says: a day on which it is the lowest cap,
and the plan of that day.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from andante.plan import guards
from andante.plan.guards import GUARDS, caps
from andante.plan.limits import Limits
from andante.plan.planner import recommend

GROUP = "neck_shoulders"
LEVEL = [20.0] * 49
BOOMS = {"load": [60.0, 5.0, 20.0, 60.0, 5.0, 20.0, 20.0] * 12, "pain": [4.0, 7.0, 4.0, 4.0, 7.0, 4.0, 4.0] * 12}
UNEVEN = [20.0] * 21 + [60.0, 20.0, 60.0, 20.0, 60.0, 20.0, 20.0] + [20.0] * 21

DAYS = {
    "red_flag": {"red_flags": ("fever",)},
    "unreliable": {"last_rated_h": 60.0},
    "not_enough": {"pain": [4.0] * 9},
    "unknown_load": {"load": [20.0] * 5},
    "flare_rest": {"flares": [(2, None)]},
    "expected_soreness": {
        "load": [20.0] * 46 + [22.0, 20.0, 20.0],
        "pain": [4.0] * 47 + [6.0] * 2,
        "flares": [(1, None)],
    },
    "re_entry": {"flares": [(8, 2)]},
    "worse_days": {"pain": [4.0] * 47 + [6.0, 6.0]},
    "own_ceiling": {"limits": Limits(ceilings={GROUP: 7.0})},
    "boom_cap": BOOMS,
    "missing_days": {"load": [20.0] * 47 + [None, 20.0]},
    "week_total": {"load": [20.0] * 44 + [40.0] * 5},
    "hours_available": {"limits": Limits(hours=1.0)},
    "recent_maximum": {},
    "rise_limit": {"load": [20.0] * 35 + [30.0] * 8 + [10.0] * 6},
    "lasting_rise": {"load": [10.0] * 140 + [20.0] * 49, "pain": [4.0] * 189, "limits": Limits(me_cfs=True)},
    "highest_day": {"load": [20.0] * 40 + [5.0] * 44, "pain": [4.0] * 84, "flares": [(44, 15)]},
    "even_day": {"load": UNEVEN},
    "sudden_day": {"load": [20.0, 20.0, 4.0, 4.0, 4.0] * 16, "pain": [4.0] * 80},
}
"""A day for each guard on which it is the lowest."""


def asked(build, name):
    about = dict(DAYS[name])
    about["flares"] = tuple(build.flare(*each) for each in about.get("flares", ()))
    return build.question(about.pop("limits", None), **about)


def test_there_is_a_day_for_each_guard():
    assert [guard.__name__ for guard in GUARDS] == list(DAYS)


@pytest.mark.parametrize("name", DAYS)
def test_it_is_the_lowest_that_day(build, name):
    question = asked(build, name)
    own = getattr(guards, name)(question, GROUP)
    assert caps(question, GROUP)[0] == own
    others = [cap.most for cap in caps(question, GROUP)[1:]]
    assert all(own.most <= most for most in others)


@pytest.mark.parametrize("risk", ["less with more", "none", "no number", "certain"])
@pytest.mark.parametrize("name", DAYS)
def test_nothing_that_comes_later_lifts_the_plan_above_it(build, name, risk):
    """Neither a risk that falls with load, nor one that is missing or no number, nor what is valued or has to be."""
    question = asked(build, name)
    wishes = {"valued": ("gardening", "dusting"), "valued_minutes": {"gardening": 600.0}, "must_do": {"dusting": 600.0}}
    limits = Limits(
        **{**{key: getattr(question.limits, key) for key in ("ceilings", "hours")}, **wishes, "caution": 1.0}
    )
    drawn = {
        "less with more": lambda loads: np.clip(0.9 - 0.05 * sum(loads.values()), 0.0, 1.0),
        "none": None,
        "no number": build.flat_risk(float("nan")),
        "certain": build.flat_risk(1.0),
    }[risk]
    for allowed in (question.limits, limits):
        same = type(question)(question.situation, allowed, question.last_safe, question.red_flags)
        plan = recommend(same, drawn)
        most = getattr(guards, name)(same, GROUP).most
        scheduled = math.fsum(one.effort_minutes for one in plan.schedule if one.group == GROUP)
        assert plan.envelope[GROUP].ceiling <= most + 1e-9
        assert scheduled <= most + 1e-9
