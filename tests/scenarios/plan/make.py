"""Writes the planner's scenario files: the diary and the question of each, what must be true, and the whole answer.

Run it from the root of the repository after a wanted change of the planner, and read the difference before keeping it:
    PYTHONPATH=src python tests/scenarios/plan/make.py
What `must` says is written by hand here; the answer is a record of what the planner said then.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from andante.plan.answer import Plan
from andante.plan.guards import Question
from andante.plan.limits import Limits
from andante.plan.planner import recommend
from andante.plan.situation import Situation
from andante.records import Diary, Entry

HERE = Path(__file__).parent
ON = dt.date(2026, 3, 5)
LOW = {"base": 0.04, "per_effort_minute": 0.0}


def rows(pain, **loads):
    """Daily rows up to the day before the planning day; None is a blank."""
    out = []
    for i, value in enumerate(pain):
        values = {"pain": value, **{column.replace("__", "."): series[i] for column, series in loads.items()}}
        day = ON - dt.timedelta(days=len(pain) - i)
        out.append([day.isoformat(), {key: number for key, number in values.items() if number is not None}])
    return out


def level(count=49, load=20, pain=4):
    return rows([pain] * count, load__neck_shoulders=[load] * count)


def with_tail(pain_tail, load_tail=None, count=49):
    loads = [20] * count if load_tail is None else [20] * (count - len(load_tail)) + load_tail
    return rows([4] * (count - len(pain_tail)) + pain_tail, load__neck_shoulders=loads)


BOOM_LOAD, BOOM_PAIN = [20] * 49, [4] * 49
for at in (24, 31, 38, 45):
    BOOM_LOAD[at], BOOM_PAIN[at + 1] = 60, 6
BOOM_PAIN[48] = 2
TWO = {"load__neck_shoulders": [20] * 49, "load__lower_legs": [40] * 49}

SCENARIOS = {
    "level_weeks_step_up": {"rows": level(), "must": {"mode": "usual", "step": "up", "codes": ["step-up"]}},
    "good_day_is_no_licence": {
        "rows": with_tail([1]),
        "must": {"mode": "usual", "step": "hold", "codes": ["good-day"]},
    },
    "boom_and_bust_on_a_good_day": {
        "rows": rows(BOOM_PAIN, load__neck_shoulders=BOOM_LOAD),
        "must": {"mode": "careful", "step": "hold", "codes": ["swings"]},
    },
    "two_worse_days": {"rows": with_tail([5, 5]), "must": {"mode": "careful", "step": "down", "codes": ["worse-days"]}},
    "a_bad_day_and_a_missing_one": {
        "rows": with_tail([6, None]),
        "must": {"mode": "careful", "step": "down", "codes": ["worse-days"]},
    },
    "flare_under_way": {"rows": with_tail([9, 9, 9]), "must": {"mode": "flare", "step": "down", "codes": ["flare"]}},
    "flare_with_gentle_movement": {
        "rows": with_tail([9, 9, 9]),
        "limits": "flare_movement = true",
        "must": {"mode": "flare", "step": "down", "codes": ["flare", "flare-movement"]},
    },
    "back_after_a_flare": {
        "rows": with_tail([9, 9, 9, 9, 9, 9, 4, 4, 4], [5] * 9),
        "must": {"mode": "re-entry", "step": "down", "codes": ["re-entry"]},
    },
    "diary_of_nine_days": {
        "rows": level(9),
        "must": {"mode": "safe-default", "step": "hold", "codes": ["safe-default", "not-enough-yet"]},
    },
    "no_load_written": {
        "rows": rows([4] * 30),
        "must": {"mode": "safe-default", "step": "hold", "codes": ["safe-default", "no-load"]},
    },
    "stale_with_a_last_safe_plan": {
        "rows": level()[:-4],
        "last_safe": {"neck_shoulders": 15.0},
        "must": {"mode": "safe-default", "step": "hold", "codes": ["last-safe-plan", "stale"]},
    },
    "stale_without_one": {
        "rows": level()[:-4],
        "must": {"mode": "safe-default", "step": "hold", "codes": ["safe-default", "stale"]},
    },
    "a_load_no_day_can_hold": {
        "rows": with_tail([4], [1200]),
        "must": {"mode": "safe-default", "step": "hold", "codes": ["implausible"]},
    },
    "me_cfs_never_steps_up": {
        "rows": level(),
        "limits": "me_cfs = true",
        "must": {"mode": "careful", "step": "hold", "codes": ["energy-management"]},
    },
    "own_ceiling_hours_and_a_valued_garden": {
        "rows": rows([4] * 49, **TWO),
        "limits": 'valued = ["gardening"]\nhours = 3\n[ceilings]\nlower_legs = 12',
        "must": {"mode": "usual", "step": "hold", "codes": ["own-ceiling", "hours", "valued"]},
    },
    "risk_that_rises_with_load": {
        "rows": level(),
        "risk": {"base": 0.02, "per_effort_minute": 0.006},
        "must": {"mode": "usual", "step": "hold", "codes": ["risk-bound"]},
    },
    "even_rest_breaks_the_limit": {
        "rows": level(),
        "risk": {"base": 0.25, "per_effort_minute": 0.01},
        "must": {"mode": "careful", "step": "hold", "codes": ["least-risk"]},
    },
    "red_flag": {
        "rows": level(),
        "red_flags": ["new_numbness"],
        "must": {"mode": "safe-default", "step": "down", "codes": ["red-flag"]},
    },
}


def answer(scenario):
    """The plan's answer to a scenario."""
    entries = tuple(Entry(dt.date.fromisoformat(at), values) for at, values in scenario["rows"])
    columns = tuple(dict.fromkeys(column for entry in entries for column in entry.values))
    situation = Situation.from_diary(Diary(entries, columns), ON)
    last_safe = None
    if "last_safe" in scenario:
        rooms = {
            group: {"floor": 0.0, "ceiling": most, "unit": "effort-minutes"}
            for group, most in scenario["last_safe"].items()
        }
        stored = {"on": "2026-03-02", "mode": "usual", "why": [], "envelope": rooms, "schedule": [], "step": "hold"}
        risk = {"p_flare_within_3_days": 0.05, "if_unchanged": 0.05, "limit": 0.1}
        last_safe = Plan.from_answer({**stored, "risk": risk, "belief": None})
    limits = Limits.from_toml(scenario.get("limits", ""), "limits.toml")
    drawn = scenario.get("risk", LOW)
    question = Question(situation, limits, last_safe, tuple(scenario.get("red_flags", ())))
    plan = recommend(question, lambda planned: drawn["base"] + drawn["per_effort_minute"] * sum(planned.values()))
    return plan.answer()


def write() -> None:
    for name, scenario in SCENARIOS.items():
        whole = {**scenario, "answer": answer(scenario)}
        lines = ",\n".join(
            f" {json.dumps(key)}: "
            + ("[\n  " + ",\n  ".join(map(json.dumps, value)) + "\n ]" if key == "rows" else json.dumps(value))
            for key, value in whole.items()
        )
        (HERE / f"{name}.json").write_text("{\n" + lines + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    write()
