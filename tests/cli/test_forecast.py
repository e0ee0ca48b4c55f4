"""`andante forecast`: every forecast as promised to other programs; and the next days in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest
from tests.cli.conftest import FIRST, Done, csv, entries, forty_days

from andante.learn.scores import FEWEST_SCORED

Run = Callable[..., Done]
LEVELS = ["0.025", "0.1", "0.25", "0.5", "0.75", "0.9", "0.975"]
KEYS = {
    "person", "origin", "for", "horizon", "target", "mean", "sd", "quantiles", "p_flare", "p_onset", "observed",
    "andante", "seed", "model", "scale",
}  # fmt: skip


def day(number: int) -> str:
    return str(FIRST + dt.timedelta(days=number))


def test_json_lines_hold_what_was_promised(andante: Run) -> None:
    done = andante("forecast", "d.csv", "--json", d=csv(forty_days()))
    assert (done.code, done.err) == (0, "")
    assert done.answers
    for row in done.answers:
        assert set(row) == KEYS
        assert (row["person"], row["target"], row["scale"], row["seed"]) == (None, "pain", "0:10", 0)
        assert list(row["quantiles"]) == LEVELS
        quantiles = list(row["quantiles"].values())
        assert quantiles == sorted(quantiles)
        assert 0 <= quantiles[0] <= quantiles[-1] <= 10
        assert 0 <= row["mean"] <= 10
        assert row["sd"] >= 0
        assert 0 <= row["p_flare"] <= 1
        assert 0 <= row["p_onset"] <= 1


def test_daily_origins_are_calendar_days_with_an_entry_or_without(andante: Run) -> None:
    rows = forty_days()
    done = andante("forecast", "d.csv", "--json", "--horizon", "2", "--warmup", "5", d=csv(rows))
    # Forty days from the first; the fifth value is on day 4; each origin has horizons 1 and 2, past the end too.
    assert [(row["origin"], row["horizon"]) for row in done.answers] == [
        (day(i), horizon) for i in range(4, 40) for horizon in (1, 2)
    ]
    written = {str(row["at"]): row["pain"] for row in rows}
    for row in done.answers:
        ahead = dt.date.fromisoformat(row["for"]) - dt.date.fromisoformat(row["origin"])
        assert ahead.days == row["horizon"]
        assert row["observed"] == written.get(row["for"])
    missing = {row["for"] for row in done.answers if row["observed"] is None}
    assert missing == {day(20), day(22), day(25), day(40), day(41)}  # acceptance 16


def test_the_first_origin_is_the_nth_value_not_the_nth_day(andante: Run) -> None:
    rows = [{**row, "pain": None if i < 6 else row["pain"]} for i, row in enumerate(forty_days())]
    done = andante("forecast", "d.csv", "--json", "--warmup", "3", "--horizon", "1", d=csv(rows))
    assert done.answers[0]["origin"] == day(8)


def test_several_entries_a_day_count_entries(andante: Run) -> None:
    rows = entries()
    done = andante("forecast", "d.csv", "--json", "--horizon", "2", "--warmup", "4", d=csv(rows))
    at, pain = [dt.datetime.fromisoformat(str(row["at"])) for row in rows], [row["pain"] for row in rows]
    first = 3  # the fourth value is that of the fourth entry
    moment = dt.datetime.fromisoformat
    assert [(moment(row["origin"]), moment(row["for"]), row["horizon"], row["observed"]) for row in done.answers] == [
        (at[i], at[i + h], h, pain[i + h])
        for i in range(first, len(rows))
        for h in (1, 2)
        if i + h < len(rows) and pain[i + h] is not None
    ]


def test_fewer_values_than_the_warmup_say_how_many_more(andante: Run) -> None:
    text = csv(forty_days("Ann", days=10))
    for options in (["--json"], []):
        done = andante("forecast", "d.csv", *options, d=text)
        assert (done.code, done.out) == (0, "")
        assert done.err == (
            "Ann: not enough yet: 10 values of pain, the first forecast needs 14, so 4 more (--warmup)\n"
        )


@pytest.mark.parametrize("wrong", [["--horizon", "0"], ["--horizon", "31"], ["--warmup", "0"], ["--horizon", "two"]])
def test_options_out_of_range_are_wrong_usage(andante: Run, wrong: list[str]) -> None:
    done = andante("forecast", "d.csv", *wrong, d=csv(forty_days()))
    assert (done.code, done.out) == (2, "")
    assert wrong[0] in done.err


def test_answers_are_in_the_scale_of_the_file(andante: Run) -> None:
    plain = forty_days()
    other = [{**row, "pain": None if row["pain"] is None else 2 * int(str(row["pain"])) - 5} for row in plain]
    a = andante("forecast", "a.csv", "--json", a=csv(plain)).answers
    b = andante("forecast", "b.csv", "--json", "--scale", "pain=-5:15", b=csv(other)).answers
    assert len(a) == len(b)
    for here, there in zip(a, b, strict=True):
        assert there["scale"] == "-5:15"
        assert there["mean"] == pytest.approx(2 * here["mean"] - 5, abs=0.001)
        assert there["sd"] == pytest.approx(2 * here["sd"], abs=0.001)
        assert list(there["quantiles"].values()) == pytest.approx(
            [2 * quantile - 5 for quantile in here["quantiles"].values()], abs=0.001
        )
        assert there["p_flare"] == here["p_flare"]
        assert there["observed"] == (None if here["observed"] is None else 2 * here["observed"] - 5)


def test_nobodys_forecast_depends_on_who_else_is_in_the_file(andante: Run) -> None:
    ann, bob = forty_days("Ann", seed=1), forty_days("Bob", seed=2)
    mixed = [row for pair in zip(bob, ann, strict=True) for row in pair]
    both = andante("forecast", "both.csv", "--json", both=csv(mixed))
    alone = andante("forecast", "alone.csv", "--json", alone=csv(ann))
    assert alone.out == "".join(line + "\n" for line in both.out.splitlines() if '"Ann"' in line)
    assert alone.out == andante("forecast", "alone.csv", "--json").out
    assert alone.out != andante("forecast", "alone.csv", "--json", "--seed", "1").out


def test_what_comes_later_changes_no_forecast_made_before(andante: Run) -> None:
    whole = forty_days()
    cut = [row for row in whole if str(row["at"]) <= day(30)]
    altered = [row if str(row["at"]) <= day(30) else {**row, "pain": 10, "load": 999} for row in whole]
    found = {}
    for name, rows in (("whole", whole), ("cut", cut), ("altered", altered)):
        answers = andante("forecast", f"{name}.csv", "--json", **{name: csv(rows)}).answers
        found[name] = [{**row, "observed": None} for row in answers if row["origin"] <= day(30)]
    assert found["whole"]
    assert found["cut"] == found["altered"] == found["whole"]


def turning() -> str:
    """Seventeen days with one entry, then one with two, then one more."""
    at = [*(f"{day(i)}T20:00+01:00" for i in range(17)), f"{day(17)}T08:00+01:00", f"{day(17)}T20:00+01:00"]
    pain = np.random.default_rng(4).choice([2, 3, 6], 20)
    rows = zip([*at, f"{day(18)}T20:00+01:00"], pain, strict=True)
    return csv([{"at": at, "pain": int(value)} for at, value in rows])


def test_page_and_json_score_the_same_forecasts_of_a_diary_that_turns_to_several_entries_a_day(andante: Run) -> None:
    rows = andante("forecast", "d.csv", "--json", d=turning()).answers
    scored = sum(row["observed"] is not None for row in rows)
    assert {"T" in row["origin"] for row in rows} == {True, False}
    flat = " ".join(andante("forecast", "d.csv").out.split())
    assert f" {scored} could be scored" in flat or f" {scored} forecasts up to 3 days or entries ahead" in flat
    (plan,) = andante("plan", "d.csv", "--json").answers
    assert (plan["forecast_beats_last_value"] is None) == (scored < FEWEST_SCORED)


def test_a_forecast_that_has_beaten_last_time_is_shown(andante: Run) -> None:
    rng = np.random.default_rng(5)
    rows = [{**row, "pain": int(rng.choice([2, 6]))} for row in forty_days(days=60)]
    done = andante("forecast", "d.csv", "--horizon", "2", d=csv(rows))
    flat = " ".join(done.out.split())
    assert (done.code, done.err) == (0, "")
    assert "on the diary's own scale from 0 to 10" in flat
    assert 'have beaten "same as last time"' in flat
    assert "mean pinball loss" in flat
    assert "Mon 2026-03-02" in flat
    assert "Tue 2026-03-03" in flat
    assert "in 100" in flat


def test_a_forecast_that_has_not_is_hidden(andante: Run) -> None:  # acceptance 29
    rows = [{**row, "pain": 4} for row in forty_days(days=40)]
    done = andante("forecast", "d.csv", d=csv(rows))
    flat = " ".join(done.out.split())
    assert done.code == 0
    assert 'No better than "same as last time" so far' in flat
    assert "in 100" not in flat


def test_a_record_too_short_to_speak_of_shows_no_forecast(andante: Run) -> None:  # acceptance 26
    done = andante("forecast", "d.csv", d=csv(forty_days(days=16)))
    flat = " ".join(done.out.split())
    assert done.code == 0
    assert "Not enough yet to compare" in flat
    assert "in 100" not in flat


def test_the_record_says_no_further_ahead_than_could_be_scored(andante: Run) -> None:
    rows = [{"at": row["at"], "pain": 3 + i % 2} for i, row in enumerate(forty_days(days=9))]
    done = andante("forecast", "d.csv", "--warmup", "1", "--horizon", "30", d=csv(rows))
    flat = " ".join(done.out.split())
    assert "forecasts up to 8 days ahead" in flat
    assert "up to 30 days" not in flat
