"""`--pool`: the people of a file share what they have in common, and nobody's answer depends on their order."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.cli.conftest import Done, csv, entries, forty_days

Run = Callable[..., Done]
THREE = [forty_days(name, seed, days=24) for seed, name in enumerate(("Ann", "Bea", "Cid"))]
FILE = csv([row for rows in THREE for row in rows])
BACK = csv([row for rows in THREE[::-1] for row in rows])


def by_person(done: Done) -> dict[str, list[dict]]:
    assert done.code == 0, done.err
    found: dict[str, list[dict]] = {}
    for row in done.answers:
        found.setdefault(row["person"], []).append(row)
    return found


def test_pooled_forecasts_are_the_same_in_any_order_and_say_what_they_rest_on(andante: Run) -> None:
    pooled = by_person(andante("forecast", "d.csv", "--json", "--pool", d=FILE))
    assert pooled == by_person(andante("forecast", "d.csv", "--json", "--pool", d=BACK))
    alone = by_person(andante("forecast", "d.csv", "--json", d=FILE))
    for name, rows in pooled.items():
        assert [(r["origin"], r["for"], r["observed"]) for r in rows] == [
            (r["origin"], r["for"], r["observed"]) for r in alone[name]
        ]
        assert [r["mean"] for r in rows] != [r["mean"] for r in alone[name]]
        assert {r["population"] for r in rows} == {rows[0]["population"]}
        assert "population" not in alone[name][0]
    assert len({rows[0]["population"] for rows in pooled.values()}) == 3  # each from the others alone


def test_one_person_of_the_file_hears_the_others_too(andante: Run) -> None:
    whole = by_person(andante("forecast", "d.csv", "--json", "--pool", d=FILE))
    done = andante("forecast", "d.csv", "--json", "--pool", "--person", "Bea", d=FILE)
    assert by_person(done) == {"Bea": whole["Bea"]}


def test_pooled_learning_is_the_same_in_any_order(andante: Run) -> None:
    there = by_person(andante("learn", "d.csv", "--json", "--pool", d=FILE))
    assert there == by_person(andante("learn", "d.csv", "--json", "--pool", d=BACK))
    alone = by_person(andante("learn", "d.csv", "--json", d=FILE))
    assert all(there[name][0]["belief"] != alone[name][0]["belief"] for name in there)


@pytest.mark.parametrize("given", [["--target", "pain,pain"], ["--target", "pain", "--target", "pain"]])
def test_a_target_named_twice_makes_nobody_their_own_other(andante: Run, given: list[str]) -> None:
    once = andante("learn", "d.csv", "--json", "--pool", "--target", "pain", d=FILE)
    twice = andante("learn", "d.csv", "--json", "--pool", *given)
    assert "looking for what 3 people have in common" in twice.err
    assert (twice.code, twice.out) == (0, once.out)


def test_pooled_plans_rest_on_what_the_others_tell(andante: Run) -> None:
    pooled = by_person(andante("plan", "d.csv", "--json", "--pool", d=FILE))
    assert pooled == by_person(andante("plan", "d.csv", "--json", "--pool", d=BACK))
    alone = by_person(andante("plan", "d.csv", "--json", d=FILE))
    assert list(pooled) == list(alone) == ["Ann", "Bea", "Cid"]
    assert pooled != alone
    done = andante("plan", "d.csv", "--json", "--pool", "--person", "Bea", d=FILE)
    assert by_person(done) == {"Bea": pooled["Bea"]}


def test_a_red_flag_asks_nobody_else(andante: Run) -> None:
    done = andante("plan", "d.csv", "--json", "--pool", "--red-flag", "chest_pain", d=FILE)
    assert "--pool" not in done.err
    assert set(by_person(done)) == {"Ann", "Bea", "Cid"}


def test_one_person_alone_is_told_so_and_gets_the_unpooled_answer(andante: Run) -> None:
    text = csv(forty_days(days=24))
    for command in ("learn", "forecast"):
        pooled = andante(command, "d.csv", "--json", "--pool", d=text)
        assert pooled.err == (
            "--pool: the file has one person, so there is nobody to share with; "
            "this is learned from the own diary alone\n"
        )
        assert (pooled.code, pooled.out) == (0, andante(command, "d.csv", "--json", d=text).out)


def test_words_are_printed_for_each_person(andante: Run) -> None:
    for command in ("learn", "forecast"):
        done = andante(command, "d.csv", "--pool", d=FILE)
        assert done.code == 0
        assert [line.split(":")[0] for line in done.out.splitlines() if line[3:4] == ":"] == ["Ann", "Bea", "Cid"]


def test_an_unknown_person_is_said_before_anybody_is_learned(andante: Run) -> None:
    done = andante("learn", "d.csv", "--pool", "--person", "Dan", d=FILE)
    assert (done.code, done.out) == (2, "")
    assert "the file has Ann, Bea, Cid" in done.err


def test_people_with_several_entries_a_day_and_without_loads_are_pooled_with_the_others(andante: Run) -> None:
    often = [{**row, "person": "Eve"} for row in entries(30)]
    plain = [{"at": row["at"], "person": "Fay", "pain": row["pain"]} for row in forty_days(days=24)]
    done = andante("forecast", "d.csv", "--json", "--pool", "--warmup", "3", d=csv([*THREE[0], *often, *plain]))
    found = by_person(done)
    assert set(found) == {"Ann", "Eve", "Fay"}
    assert all(row["quantiles"]["0.025"] <= row["mean"] <= row["quantiles"]["0.975"] for row in found["Eve"])


def of_area(name: str, area: str) -> list[dict[str, object]]:
    return [{"at": row["at"], "person": name, f"pain.{area}": row["pain"]} for row in forty_days(days=20)]


def test_people_are_pooled_by_target(andante: Run) -> None:
    rows = [*of_area("Ann", "neck"), *of_area("Gil", "knee"), *of_area("Hal", "knee")]
    done = andante("learn", "d.csv", "--json", "--pool", d=csv(rows))
    found = by_person(done)
    targets = {"Ann": "pain.neck", "Gil": "pain.knee", "Hal": "pain.knee"}
    assert {name: row[0]["target"] for name, row in found.items()} == targets
    assert "--pool: Ann alone has pain.neck, so there is nobody to share with" in done.err
    assert "population" not in found["Ann"][0]
    assert {"population"} <= set(found["Gil"][0])


def test_others_without_a_rating_are_no_others(andante: Run) -> None:
    silent = [{**row, "person": name, "pain": None} for name in ("Gil", "Hal") for row in forty_days(days=20)]
    done = andante("learn", "d.csv", "--json", "--pool", d=csv([*THREE[0], *silent]))
    found = by_person(done)
    assert "Ann: nobody else has a value of pain, so this is learned from the own diary alone" in done.err
    assert ["population" in found[name][0] for name in ("Ann", "Gil", "Hal")] == [False, True, True]


@pytest.mark.parametrize(("verb", "how"), [("learn", ["--json"]), ("forecast", [])])
def test_many_people_are_learned_in_processes_and_told_the_same(
    andante: Run, monkeypatch: pytest.MonkeyPatch, verb: str, how: list[str]
) -> None:
    in_threads = andante(verb, "d.csv", *how, "--pool", d=FILE)
    monkeypatch.setattr("andante.cli.options.MANY_PEOPLE", 2)
    in_processes = andante(verb, "d.csv", *how, "--pool", d=FILE)
    assert in_processes.out == in_threads.out
    assert len(in_threads.out) > 200
