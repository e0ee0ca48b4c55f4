"""`andante simulate`: a diary that andante reads back, the truth beside it, the same for the same seed, wrong input."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from andante.exchange.diary_csv import read_people


def test_a_cohort_is_written_as_a_diary_that_reads_back_and_its_truth(andante):
    done = andante("simulate", "--people", "3", "--days", "20", "--out", "diary.csv", "--truth", "truth.csv", "--json")
    assert done.code == 0, done.err
    people = read_people(Path("diary.csv"))
    assert [diary.person for diary in people] == ["v1", "v2", "v3"]
    with Path("truth.csv").open(encoding="utf-8") as file:
        truth = list(csv.DictReader(file))
    assert len(truth) == 3 * 20
    assert {"pain", "flare", "overexertion", "strength.trunk", "load.trunk"} <= set(truth[0])
    assert all(cell not in ("", "nan") for row in truth for cell in row.values())
    (answer,) = done.answers
    assert [one["entries"] for one in answer["people"]] == [len(diary.entries) for diary in people]
    assert answer["days"] == 20
    # The truth knows the days that nobody wrote down; the diary leaves them out instead of writing a zero.
    assert sum(len(diary.entries) for diary in people) < 60


def test_one_person_goes_to_standard_output_and_can_be_learned_from(andante):
    done = andante("simulate", "--days", "25", "--policy", "desk-worker", "--seed", "4", "--from", "2026-03-02")
    assert done.code == 0
    assert done.out.startswith("at,person,pain")
    again = andante("simulate", "--days", "25", "--policy", "desk-worker", "--seed", "4", "--from", "2026-03-02")
    assert done.out == again.out
    other = andante("simulate", "--days", "25", "--policy", "desk-worker", "--seed", "5", "--from", "2026-03-02")
    assert done.out != other.out
    assert "2026-03-0" in done.out
    assert andante("learn", "own.csv", own=done.out).code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--policy", "couch"), "found 'couch', allowed are as-lived, boom-and-bust"),
        (("--group", "aliens"), "found 'aliens', allowed are healthy, fm, local"),
        (("--from", "yesterday"), "found 'yesterday', allowed is a date"),
        (("--people", "0"), "--people"),
        (("--people", "10000", "--days", "3660"), "person-days"),
        (("--out", "nowhere/diary.csv", "--days", "2"), "cannot be written"),
    ],
)
def test_wrong_input_ends_with_2_and_names_what_is_allowed(andante, arguments, said):
    done = andante("simulate", *arguments)
    assert done.code == 2
    assert said in " ".join(done.err.split())


def test_the_truth_is_never_written_over_the_diary(andante):
    done = andante("simulate", "--days", "2", "--out", "d.csv", "--truth", "./d.csv")
    assert done.code == 2
    assert "--truth: found 'd.csv'" in done.err
    assert not Path("d.csv").exists()
