"""`andante plan --last-safe`: while entries cannot be relied on, an earlier plan, handed on from file to file."""

from __future__ import annotations

import json

import pytest
from tests.cli.test_plan import diary, run, written

from andante.errors import InputError
from andante.plan.replay import digest

__all__ = ["diary"]
USUAL_DAY = 22.0


def planned(path, kept, on: str):
    """The plan for `on`, with `kept` as what to fall back on and as what to keep it in; and what it fell back on."""
    answer = json.loads(run(path, "--on", on, "--last-safe", kept, "--save", kept, "--json").stdout)
    fell_back = [each["numbers"]["plan_of"] for each in answer["why"] if each["code"] == "last-safe-plan"]
    return answer["envelope"]["neck_shoulders"]["ceiling"], fell_back


@pytest.mark.slow
def test_each_plan_hands_the_last_safe_one_on(diary, tmp_path):
    kept = tmp_path / "kept.json"
    run(diary, "--on", "2026-03-05", "--save", kept)
    assert json.loads(kept.read_text("utf-8"))["plan"]["envelope"]["neck_shoulders"]["ceiling"] > USUAL_DAY
    for day in ("2026-03-08", "2026-03-08", "2026-03-09"):  # stale: the last rating is of the fourth
        # The step up that it held is not handed on: the days between have no load. The safe default would be 3.9.
        assert planned(diary, kept, day) == (USUAL_DAY, ["2026-03-05"])
    assert run("--replay", kept).exit_code == 0
    assert planned(diary, kept, "2026-04-03")[1] == []  # one of more than four weeks ago is none


@pytest.mark.slow
def test_a_plan_of_the_same_day_or_a_later_one_is_no_earlier_plan(diary, tmp_path):
    kept = tmp_path / "kept.json"
    run(diary, "--on", "2026-03-05", "--save", kept)
    for day in ("2026-03-05", "2026-03-01"):
        run(diary, "--on", day, "--last-safe", kept, "--save", tmp_path / "other.json")
        assert json.loads((tmp_path / "other.json").read_text("utf-8"))["last_safe"] is None


def test_wrong_files_are_told_and_nothing_is_written(diary, tmp_path):
    kept, out, named = tmp_path / "kept.json", tmp_path / "out.json", tmp_path / "named.csv"
    run(diary, "--save", kept, "--red-flag", "fever")
    whole = kept.read_text("utf-8")
    head, lines = written(person="ada")
    named.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    body = json.loads(whole)
    del body["plan"]["envelope"]
    halved = json.dumps({**body, "digest": digest(body)})
    for text, path, said in (
        ("{", diary, "kept.json: not JSON"),
        (whole.replace("fever", "fewer"), diary, "it was changed since"),
        (halved, diary, "allowed is what andante plan --save wrote"),
        (whole, named, "found a plan for nobody named, allowed is one for ada"),
    ):
        kept.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=said):
            run(path, "--last-safe", kept, "--save", out, "--red-flag", "fever")
        assert not out.exists()


def test_it_stands_beside_one_plan_and_no_replay(diary, tmp_path):
    kept, both = tmp_path / "kept.json", tmp_path / "both.csv"
    run(diary, "--save", kept, "--red-flag", "fever")
    head, lines = written(person="ada")
    both.write_text("\n".join([head, *lines, *written(person="ben")[1]]) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="--last-safe: found 2 plans"):
        run(both, "--last-safe", kept, "--red-flag", "fever", "--json")
    with pytest.raises(InputError, match="--replay: found --last-safe beside"):
        run("--replay", kept, "--last-safe", kept)
