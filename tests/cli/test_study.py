"""`andante study`: the list, a study with its targets and exit code, a protocol of one's own, pictures, wrong input."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from andante.cli.pictures import save_picture
from andante.cli.study import _mean
from andante.errors import InputError
from andante.studies import NAMES

OWN = """
title = "A hold of one's own"
groups = { fm = 6, healthy = 5 }
[[step]]
do = "hold"
muscle = "knee"
load = 0.4
until = "failure"
cap_s = 120
[[step]]
do = "probe"
sites = ["quadriceps", "forearm"]
at_s = [0, 60]
"""


def test_the_list_names_every_study_and_every_target(andante):
    listed = andante("study", "list", "--json")
    assert listed.code == 0
    assert [one["study"] for one in listed.answers] == list(NAMES)
    ids = {target.split()[0] for one in listed.answers for target in one["targets"]}
    assert ids == {f"C{number}" for number in range(1, 29)}
    shown = andante("study", "list")
    assert "ge2012" in shown.out
    assert "hakkinen2002" in shown.out


def test_a_study_says_value_limits_and_pass_for_each_target(andante):
    done = andante("study", "run", "larsson2018", "--reps", "3", "--json")
    assert done.code == 0
    (answer,) = done.answers
    assert answer["study"] == "larsson2018"
    assert answer["people"] == {"fm": 118, "healthy": 93}
    assert (answer["reps"], answer["seed"]) == (3, 0)
    assert {"andante", "model", "groups"} <= set(answer)
    for target in answer["targets"]:
        assert set(target) >= {"id", "what", "value", "low", "high", "pass", "share"}
        assert target["pass"] == (target["low"] <= target["value"] <= target["high"])


def test_the_same_seed_gives_the_same_answer_and_another_one_another(andante):
    runs = [andante("study", "run", "ge2012", "--reps", "2", "--seed", seed, "--json").out for seed in ("5", "5", "6")]
    assert runs[0] == runs[1] != runs[2]


def test_a_missed_target_ends_with_1_and_says_so(andante):
    # Two people in one replication: some published direction is not significant then.
    done = andante("study", "run", "kosek1996", "--people", "2", "--reps", "1")
    assert done.code == 1
    assert "MISSED" in done.out
    assert re.search(r"\d+ of 10 targets met", done.out)


def test_a_protocol_of_ones_own_is_answered_in_full(andante):
    Path("own.toml").write_text(OWN, "utf-8")
    done = andante("study", "run", "own.toml", "--reps", "2", "--json", "--each")
    assert done.code == 0, done.err
    (answer,) = done.answers
    assert (answer["study"], answer["targets"], answer["people"]) == (
        "A hold of one's own",
        [],
        {"fm": 6, "healthy": 5},
    )
    for group, count in answer["people"].items():
        one = answer["groups"][group]
        assert one["hold_s"]["people"] == 2 * count
        assert one["hold_s"]["ci95"][0] <= one["hold_s"]["mean"] <= one["hold_s"]["ci95"][1]
        assert sum(one["stopped_for"].values()) == pytest.approx(1.0)
        assert {"pain_at_stop", "effort_at_stop"} <= set(one)
        assert [(p["site"], p["step"], p["at_s"]) for p in one["probes"]] == [
            ("quadriceps", 2, 0), ("forearm", 2, 0), ("quadriceps", 2, 60), ("forearm", 2, 60),
        ]  # fmt: skip
        for probe in one["probes"]:
            assert 0 < probe["ppt_kpa"]["mean"] < 2000
            assert {"change_percent", "share_up", "share_down"} <= set(probe)
    assert len(answer["people_table"]) == 22
    words = andante("study", "run", "own.toml")
    assert words.code == 0
    assert "quadriceps" in words.out
    assert "Fibromyalgia" in words.out


def test_a_picture_is_written_as_svg_and_as_png(andante):
    Path("own.toml").write_text(OWN, "utf-8")
    assert andante("study", "run", "own.toml", "--chart", "out.svg").code == 0
    assert Path("out.svg").read_text("utf-8").startswith("<svg")
    assert andante("study", "run", "own.toml", "--chart", "out.png").code == 0
    assert Path("out.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("study", "run", "ge2013"), "found 'ge2013'"),
        (("study", "run", "none.toml"), "cannot be read"),
        (("study", "run", "ge2012", "--chart", "out.pdf"), ".svg or .png"),
        (("study", "run", "ge2012", "--chart", "nowhere/out.svg"), "no folder"),
        (("study", "run", "larsson2018", "--reps", "1", "--chart", "out.svg"), "takes no thresholds"),
        (("study", "run", "bad.toml"), "bad.toml:5: muscle:"),
        (("study", "run", "binary.toml"), "UTF-8"),
        (("study", "run", "ge2012", "--people", "1"), "--people"),
    ],
)
def test_wrong_input_ends_with_2_and_names_what(andante, arguments, said):
    Path("bad.toml").write_text('title = "x"\n\n[[step]]\ndo = "hold"\nmuscle = "tail"\nload = 0.2\n', "utf-8")
    Path("binary.toml").write_bytes(b"\xff\xfe\x00")
    done = andante(*arguments)
    assert done.code == 2
    assert said in re.sub(r"\s+", " ", done.err)
    assert not Path("out.svg").exists()


def test_too_many_people_in_all_are_refused_for_published_studies_too(andante):
    done = andante("study", "run", "ge2012", "--people", "1000", "--reps", "2000")
    assert done.code == 2
    assert "found 2000000 people in a group, allowed are at most 1000000" in done.err


def test_sites_are_told_apart_where_it_is_narrow_and_no_number_has_an_exponent(andante, monkeypatch):
    own = OWN.replace('"quadriceps", "forearm"', '"trapezius_left", "trapezius_right"')
    Path("own.toml").write_text(own, "utf-8")
    monkeypatch.setenv("COLUMNS", "60")
    done = andante("study", "run", "own.toml")
    assert done.code == 0
    assert "…" not in done.out
    assert "e+0" not in done.out


def test_a_mean_of_more_than_999_has_no_exponent():
    assert _mean({"mean": 1023.4, "sd": 117.0}) == "1020 (SD 120)"
    assert _mean({"mean": 4.25, "sd": None}) == "4.25"


def test_a_picture_that_cannot_be_written_whole_leaves_the_old_one(tmp_path):
    limits = pytest.importorskip("resource")
    path = tmp_path / "out.svg"
    path.write_text("<svg>before</svg>", "utf-8")
    soft, hard = limits.getrlimit(limits.RLIMIT_FSIZE)
    limits.setrlimit(limits.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(InputError, match=r"--chart: .*cannot be written"):
            save_picture(path, "<svg>" + "x" * 1000)
    finally:
        limits.setrlimit(limits.RLIMIT_FSIZE, (soft, hard))
    assert path.read_text("utf-8") == "<svg>before</svg>"
    assert list(tmp_path.iterdir()) == [path]
