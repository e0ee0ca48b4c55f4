"""`andante learn --target`: several targets at once, and the table of muscle groups by painful areas."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from tests.cli.conftest import Done, csv, forty_days

from andante.cli.learn import _more

Run = Callable[..., Done]


def of_areas(person: str | None = None, days: int = 60, areas: tuple[str, ...] = ("neck", "leg")) -> str:
    """Shoulder work costs the leg two points the next day."""
    rng = np.random.default_rng(8)
    rows = forty_days(person, days=days)
    before = 30
    for row in rows:
        load = int(rng.integers(0, 60))
        row.update({f"pain.{area}": int(rng.integers(2, 6)) for area in areas})
        row["pain.leg"] = min(10, max(0, int(rng.integers(3, 6)) + round((before - 30) / 15)))
        row |= {"fatigue": int(rng.integers(2, 8)), "load.neck_shoulders": load, "load.trunk": int(rng.integers(0, 60))}
        before = load
    return csv(rows)


def test_all_gives_one_answer_per_target_the_same_as_alone(andante: Run) -> None:
    done = andante("learn", "d.csv", "--json", "--target", "all", d=of_areas())
    assert (done.code, done.err) == (0, "")
    assert [answer["target"] for answer in done.answers] == ["pain", "pain.neck", "pain.leg", "fatigue"]
    for answer in done.answers:
        assert {effect["on"] for effect in answer["effects"]} == {answer["target"]}
    alone = andante("learn", "d.csv", "--json", "--target", "pain.leg")
    assert alone.answers == [done.answers[2]]
    where = {(e["exposure"], a["target"]): e["where"] for a in done.answers for e in a["effects"]}
    assert where["load.neck_shoulders", "pain.neck"] == "local"
    assert where["load.neck_shoulders", "pain.leg"] == "remote"
    assert where["load", "pain.leg"] == where["load.trunk", "pain"] == "general"


@pytest.mark.parametrize(
    "given", [["--target", "fatigue, pain.neck"], ["--target", "fatigue", "--target", "pain.neck"]]
)
def test_several_targets_are_named_with_commas_or_one_by_one(andante: Run, given: list[str]) -> None:
    done = andante("learn", "d.csv", "--json", *given, d=of_areas(days=20))
    assert [answer["target"] for answer in done.answers] == ["fatigue", "pain.neck"]


def test_people_keep_their_order_and_one_without_a_rating_is_passed_over(andante: Run) -> None:
    rows = of_areas("Ann", days=15) + "".join(
        f"2026-01-0{i},Bob,,,5,,,,,\n" for i in (1, 2)
    )  # at, person, pain, load, sleep, ...
    done = andante("learn", "d.csv", "--json", "--target", "all", d=rows)
    assert (done.code, [a["person"] for a in done.answers]) == (0, ["Ann"] * 4)
    assert "Bob: passed over" in done.err


@pytest.mark.parametrize("given", ["all,pain", "pain,fog", "pain,"])
def test_a_target_that_is_none_ends_with_2(andante: Run, given: str) -> None:
    done = andante("learn", "d.csv", "--target", given, d=of_areas(days=15))
    assert (done.code, done.out) == (2, "")
    assert "--target" in done.err


def test_all_in_a_file_without_a_rating_ends_with_2(andante: Run) -> None:
    done = andante("learn", "d.csv", "--target", "all", d="at,sleep\n2026-01-01,3\n")
    assert (done.code, done.out) == (2, "")
    assert "fatigue" in done.err


def test_words_hold_a_page_for_each_target_and_the_table_of_areas(andante: Run, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    done = andante("learn", "d.csv", "--target", "all", d=of_areas(days=90, areas=("neck", "chest", "hip", "hand")))
    assert done.code == 0
    for target in ("pain", "pain.neck", "pain.leg", "fatigue"):
        assert f"\n{target}, on the diary's own scale" in f"\n{done.out}"
    page = done.out[done.out.index("What the load of each muscle group") :].splitlines()
    heads = [line.split() for line in page if "neck" in line.split() or "leg" in line.split()]
    assert heads == [["neck", "chest", "hip", "hand"], ["leg"]]  # four side by side
    (leg,) = (line for line in page[-5:] if "neck_shoulders" in line)
    assert leg.split()[1:3] == ["next", "day"]
    mean = float(leg.split()[3])
    assert 0.5 < mean < 3.0
    assert "*" not in leg
    assert any("neck_shoulders" in line and "*" in line for line in page)


def test_pictures_stand_beside_the_numbers_where_there_is_room(andante: Run, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    wide = andante("learn", "d.csv", "--target", "pain.leg", d=of_areas(days=90)).out
    monkeypatch.setenv("COLUMNS", "80")
    narrow = andante("learn", "d.csv", "--target", "pain.leg").out
    assert "●" in wide
    assert "●" not in narrow
    rows = [line for line in wide.splitlines() if "●" in line]
    assert all(" to +" in line or " to -" in line for line in rows)
    assert "…" not in wide + narrow


def test_waiting_names_the_first_where_the_times_of_a_link_differ() -> None:
    def waiting(*days: int | None) -> str:
        return _more([{"more_days_needed": each, "per": "10 minutes"} for each in days])

    assert waiting(1, 20, None) == "the first most likely in about one more day"
    assert waiting(20, 45) == "the first most likely in about 20 more days"
    assert waiting(120, 400) == "the first most likely in about 4 more months"
    assert waiting(20, 20) == "most likely about 20 more days"
    assert waiting(None) == "no number of days in sight"


def test_columns_left_out_are_said_once_for_all_targets(andante: Run) -> None:
    rows = [{**row, "fatigue": 3, **{f"minutes.kind{i:02}": i for i in range(20)}} for row in forty_days("Ann", days=8)]
    done = andante("learn", "d.csv", "--json", "--target", "all", d=csv(rows))
    assert len(done.answers) == 2
    assert done.err.count("left out") == 1
    assert done.err.startswith("Ann: links are looked for in 16 columns at most; left out: ")
