"""Writes the planner's scenario files: the diary and the question of each, what must be true, and the whole answer.

Run it from the root of the repository after a wanted change of the planner, and read the difference before keeping it:
    PYTHONPATH=src python tests/scenarios/plan/make.py
What `must` says is written by hand here; the answer is a record of what the planner said then.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from andante.everyday import EVERYDAY
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

NECK = "neck_shoulders"
LATE_LOAD, LATE_PAIN = [20] * 84, [4] * 84
for at in (12, 26, 40, 54, 68):
    LATE_LOAD[at], LATE_PAIN[at + 2], LATE_PAIN[at + 3] = 40, 5.3, 5.3


def marked(written, *ago):
    """The same rows, with the days so many days ago marked as a flare."""
    days = {(ON - dt.timedelta(days=one)).isoformat() for one in ago}
    return [[at, {**values, "flare": 1} if at in days else values] for at, values in written]


def clocks(count):
    """Level days up to the one before yesterday, rated at eight in the evening of a clock in UTC."""
    days = [ON - dt.timedelta(days=count + 1 - i) for i in range(count)]
    return [[f"{day.isoformat()}T20:00:00+00:00", {"pain": 4, "load.neck_shoulders": 20}] for day in days]


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
        "must": {
            "mode": "careful",
            "step": "hold",
            "codes": ["energy-management", "no-floor"],
            "not_codes": ["floor"],
        },
    },
    "malaise_and_one_clearly_worse_day": {
        "rows": with_tail([4, 8], [40, 20]),
        "limits": "post_exertional_malaise = true",
        "must": {
            "mode": "careful",
            "step": "down",
            "codes": ["one-worse-day", "energy-management", "no-floor"],
            "not_codes": ["floor"],
            "ceilings": {NECK: [5, 16]},
        },
    },
    "exhaustion_without_pain_steps_down": {
        "rows": rows([4] * 49, load__neck_shoulders=[20] * 49, fatigue=[4] * 42 + [10] * 7),
        "must": {
            "mode": "careful",
            "step": "down",
            "codes": ["worse-days", "tired-lately"],
            "ceilings": {NECK: [10, 16]},
        },
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
        "must": {"mode": "safe-default", "step": "down", "codes": ["red-flag"], "ceilings": {NECK: [0, 0]}},
    },
    "red_flag_in_a_flare_is_help_first": {
        "rows": with_tail([9, 9, 9]),
        "red_flags": ["chest_pain"],
        "must": {"mode": "safe-default", "step": "down", "codes": ["red-flag"], "not_codes": ["flare"]},
    },
    "thirteen_rated_days_are_not_enough": {
        "rows": level(13),
        "must": {"mode": "safe-default", "step": "hold", "codes": ["not-enough-yet"], "ceilings": {NECK: [3.9, 16]}},
    },
    "fourteen_rated_days_are_a_plan_of_ones_own": {
        "rows": level(14),
        "must": {"mode": "usual", "step": "hold", "codes": ["level-unknown"], "ceilings": {NECK: [15, 20]}},
    },
    "flare_marked_by_the_person_with_calm_pain": {
        "rows": marked(level(), 1),
        "must": {"mode": "flare", "step": "down", "codes": ["flare"], "ceilings": {NECK: [0, 5]}},
    },
    "flare_after_two_flares_that_eased": {
        "rows": with_tail([8] * 4 + [4] * 15 + [8] * 6 + [4] * 20 + [8, 8], count=75),
        "must": {"mode": "flare", "step": "down", "codes": ["flare", "past-flares"], "ceilings": {NECK: [0, 5]}},
    },
    "first_day_of_the_way_back": {
        "rows": with_tail([8] * 6 + [4, 4], [5] * 8),
        "must": {"mode": "re-entry", "step": "down", "codes": ["re-entry"], "ceilings": {NECK: [8, 13]}},
    },
    "way_back_nearly_done": {
        "rows": with_tail([8] * 4 + [4] * 4, [5] * 8),
        "must": {"mode": "re-entry", "step": "down", "codes": ["re-entry"], "ceilings": {NECK: [13, 20]}},
    },
    "after_the_way_back_no_step_for_a_while": {
        "rows": with_tail([8] * 4 + [4] * 10, [5] * 9 + [18] * 5),
        "must": {"mode": "usual", "step": "hold", "codes": ["flare-lately"], "ceilings": {NECK: [15, 20]}},
    },
    "soreness_after_a_small_step": {
        "rows": with_tail([4, 6, 6], [22, 20, 20]),
        "must": {
            "mode": "careful",
            "step": "down",
            "codes": ["expected-soreness"],
            "not_codes": ["flare"],
            "ceilings": {NECK: [0, 10]},
        },
    },
    "soreness_that_the_person_marks_is_a_flare": {
        "rows": marked(with_tail([4, 6, 6], [22, 20, 20]), 1),
        "must": {
            "mode": "flare",
            "step": "down",
            "codes": ["flare"],
            "not_codes": ["expected-soreness"],
            "ceilings": {NECK: [0, 5]},
        },
    },
    "soreness_beyond_its_window_is_a_flare": {
        "rows": with_tail([4, 6, 6, 6, 6], [22, 20, 20, 20, 20]),
        "must": {"mode": "flare", "step": "down", "codes": ["flare"], "not_codes": ["expected-soreness"]},
    },
    "pain_after_a_boom_is_a_flare": {
        "rows": with_tail([4, 6, 6], [60, 20, 20]),
        "must": {"mode": "flare", "step": "down", "codes": ["flare"], "not_codes": ["expected-soreness"]},
    },
    "step_taken_a_week_ago": {
        "rows": with_tail([4], [21] * 7),
        "must": {"mode": "usual", "step": "hold", "codes": ["risen-lately"], "ceilings": {NECK: [20, 21]}},
    },
    "step_taken_seven_weeks_ago": {
        "rows": with_tail([4], [21] * 46, count=80),
        "must": {"mode": "usual", "step": "up", "codes": ["step-up"], "ceilings": {NECK: [21, 23.1]}},
    },
    "one_group_may_step_and_the_other_may_not": {
        "rows": rows([4] * 49, load__neck_shoulders=[20] * 49, load__lower_legs=[40] * 42 + [42] * 7),
        "must": {
            "mode": "usual",
            "step": "up",
            "codes": ["step-up", "risen-lately"],
            "ceilings": {NECK: [20.1, 22], "lower_legs": [40, 42]},
        },
    },
    "slow_rise_of_pain": {
        "rows": with_tail([4] * 7 + [4.5] * 7),
        "must": {"mode": "usual", "step": "hold", "codes": ["pain-rising"], "ceilings": {NECK: [0, 20]}},
    },
    "six_days_not_good_of_fourteen": {
        "rows": with_tail([5, 4, 5, 4, 5, 4, 5, 4, 5, 4, 4, 5, 4, 4]),
        "must": {"mode": "usual", "step": "hold", "codes": ["pain-not-level"]},
    },
    "full_week_leaves_a_mean_day": {
        "rows": with_tail([4], [40, 40, 40, 40, 40]),
        "must": {"mode": "usual", "step": "hold", "codes": ["full-week"], "ceilings": {NECK: [5, 20]}},
    },
    "screen_for_malaise_is_positive": {
        "rows": level(),
        "limits": "[pem_screen]\nsore_or_tired_next_day = [3, 2]\nmind_tires = [0, 0]",
        "must": {"mode": "careful", "step": "hold", "codes": ["pem-screen"], "ceilings": {NECK: [0, 20]}},
    },
    "screen_half_answered_says_nothing": {
        "rows": level(),
        "limits": "[pem_screen]\nmind_tires = [1, 1]",
        "must": {"mode": "usual", "step": "up", "codes": ["step-up"], "not_codes": ["pem-screen"]},
    },
    "delayed_worsening_three_times": {
        "rows": rows(LATE_PAIN, load__neck_shoulders=LATE_LOAD),
        "must": {"mode": "careful", "step": "hold", "codes": ["delayed-worsening"], "ceilings": {NECK: [0, 20]}},
    },
    "no_step_by_wish": {
        "rows": level(),
        "limits": "no_progression = true",
        "must": {"mode": "usual", "step": "hold", "codes": ["no-progression"], "ceilings": {NECK: [20, 20]}},
    },
    "travel_west_writes_two_entries_in_one_day": {
        "rows": [
            *clocks(48),
            ["2026-03-04T08:00:00+09:00", {"pain": 4, "load.neck_shoulders": 10}],
            ["2026-03-04T20:00:00-08:00", {"pain": 4, "load.neck_shoulders": 10}],
        ],
        "must": {"mode": "usual", "step": "up", "codes": ["step-up"], "ceilings": {NECK: [20, 22]}},
    },
    "double_entry_that_contradicts_itself": {
        "rows": [
            *clocks(48),
            ["2026-03-04T20:00:00+00:00", {"pain": 1, "load.neck_shoulders": 10}],
            ["2026-03-04T20:30:00+00:00", {"pain": 8, "load.neck_shoulders": 10}],
        ],
        "must": {"mode": "safe-default", "step": "hold", "codes": ["contradictory"], "ceilings": {NECK: [0, 3.9]}},
    },
    "entries_of_a_wrong_clock_lie_ahead": {
        "rows": [*level(), ["2026-03-09", {"pain": 4, "load.neck_shoulders": 20}]],
        "must": {"mode": "usual", "step": "hold", "codes": ["later-entries"], "ceilings": {NECK: [0, 20]}},
    },
    "yesterday_is_missing": {
        "rows": with_tail([4, None], [20, None]),
        "must": {"mode": "careful", "step": "hold", "codes": ["missing-days"], "ceilings": {NECK: [0, 20]}},
    },
    "every_second_day_is_missing": {
        "rows": [row for i, row in enumerate(level(50)) if i % 2],
        "must": {"mode": "careful", "step": "hold", "codes": ["rarely-rated"], "ceilings": {NECK: [0, 20]}},
    },
    "unplanned_load_this_morning": {
        "rows": [*level(), ["2026-03-05", {"load.neck_shoulders": 30}]],
        "must": {
            "mode": "usual",
            "step": "hold",
            "codes": ["done-today"],
            "ceilings": {NECK: [0, 22]},
            "not_named": [words.name for words in EVERYDAY if words.group == NECK],
        },
    },
    "weeks_of_rest_start_gently": {
        "rows": rows([4] * 49, load__neck_shoulders=[0] * 49),
        "must": {"mode": "usual", "step": "hold", "codes": ["gentle-start"], "ceilings": {NECK: [0.1, 3.9]}},
    },
    "own_ceiling_for_the_whole_body": {
        "rows": rows([4] * 49, **TWO),
        "limits": "[ceilings]\nwhole_body = 30",
        "must": {
            "mode": "usual",
            "step": "hold",
            "codes": ["own-ceiling"],
            "ceilings": {NECK: [9, 10], "lower_legs": [19, 20]},
        },
    },
    "dear_walking_takes_the_room": {
        "rows": rows([4] * 49, **TWO),
        "limits": 'valued = ["walking"]\n[valued_minutes]\nwalking = 60',
        "risk": {"base": 0.01, "per_effort_minute": 0.002},
        "must": {
            "mode": "usual",
            "step": "hold",
            "codes": ["risk-bound", "valued"],
            "ceilings": {"lower_legs": [30, 42], NECK: [0, 15]},
            "named": ["walking"],
        },
    },
    "two_booms_a_week_are_no_level": {
        "rows": rows([4, 7, 4, 4, 7, 4, 4] * 8, load__neck_shoulders=[60, 5, 20, 60, 5, 20, 20] * 8),
        "must": {"mode": "careful", "step": "hold", "codes": ["swings", "boom-and-bust"], "ceilings": {NECK: [20, 36]}},
    },
    "a_week_of_some_big_days_is_not_one_of_big_days": {
        "rows": rows([4] * 56, load__neck_shoulders=[30, 10, 10, 30, 10, 10, 10] * 7 + [30, 10, 10, 30, 30, 30, 10]),
        "must": {"mode": "usual", "step": "hold", "codes": ["full-week"], "ceilings": {NECK: [10, 20]}},
    },
    "a_shift_at_the_desk_gets_breaks": {
        "rows": rows([4] * 49, **TWO),
        "limits": '[must_do]\n"desk work" = 120',
        "must": {"mode": "usual", "step": "up", "codes": ["must-do"], "not_codes": ["must-do-over"]},
    },
    "a_shift_of_other_weekdays_takes_no_room_today": {
        "rows": rows([4] * 49, **TWO),
        "limits": '[must_do]\n"desk work" = { mon = 240, fri = 240 }',
        "must": {"mode": "usual", "step": "up", "codes": ["step-up"], "not_codes": ["must-do", "must-do-over"]},
    },
    "swimming_waits_until_there_is_room": {
        "rows": rows([4] * 49, load__neck_shoulders=[1.5] * 49),
        "limits": 'valued = ["swimming"]',
        "must": {
            "mode": "usual",
            "step": "up",
            "codes": ["valued-later"],
            "not_codes": ["valued"],
            "not_named": ["swimming"],
        },
    },
    "doing_less_with_level_pain_keeps_the_room": {
        "rows": rows([4] * 168, load__neck_shoulders=[20] * 84 + [15] * 84),
        "limits": "me_cfs = true",
        "must": {
            "mode": "careful",
            "step": "hold",
            "codes": ["kept", "energy-management"],
            "not_codes": ["recent-maximum", "highest-day"],
            "ceilings": {"neck_shoulders": [20, 20]},
        },
    },
    "doing_less_while_pain_creeps_up_keeps_nothing": {
        "rows": rows([round(2 + 0.02 * i, 1) for i in range(168)], load__neck_shoulders=[20] * 84 + [15] * 84),
        "must": {
            "mode": "usual",
            "step": "hold",
            "codes": ["pain-crept-up"],
            "not_codes": ["kept"],
            "ceilings": {"neck_shoulders": [12, 15]},
        },
    },
    "the_pool_and_a_thing_of_ones_own": {
        "rows": rows([4] * 49, **TWO),
        "limits": 'valued = ["pool exercise", "my own thing"]',
        "must": {"mode": "usual", "step": "up", "codes": ["valued"], "named": ["pool exercise"]},
    },
}


def answer(scenario):
    """The plan's answer to a scenario."""
    read = (dt.datetime.fromisoformat(at) if "T" in at else dt.date.fromisoformat(at) for at, _ in scenario["rows"])
    entries = tuple(Entry(at, values) for at, (_, values) in zip(read, scenario["rows"], strict=True))
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
