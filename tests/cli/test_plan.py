"""`andante plan` as a person runs it: JSON, a table with the reasons, several people, wrong input."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from typer.testing import CliRunner

from andante.cli import app
from andante.errors import InputError

LAST = dt.date(2026, 3, 4)


def written(days=40, *, person=None, load="load.neck_shoulders", last=LAST):
    """Lines of a level diary that ends on `last`."""
    lines = []
    for i in range(days):
        day = last - dt.timedelta(days=days - 1 - i)
        cells = [day.isoformat(), *([person] if person else []), str(4 + (i % 5 == 0)), str(20 + i % 3)]
        lines.append(",".join(cells))
    return ",".join(["at", *(["person"] if person else []), "pain", load]), lines


@pytest.fixture
def diary(tmp_path):
    head, lines = written()
    path = tmp_path / "diary.csv"
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return path


def run(*arguments):
    result = CliRunner().invoke(app, ["plan", *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.mark.slow
def test_json_is_the_promised_object_and_nothing_else(diary):
    result = run(diary, "--json", "--seed", "3")
    answer = json.loads(result.stdout)
    assert answer["on"] == "2026-03-05"
    assert {"mode", "why", "envelope", "schedule", "risk", "step", "belief", "andante", "seed", "model"} <= set(answer)
    assert answer["seed"] == 3
    assert answer["model"]
    assert 0 < answer["envelope"]["neck_shoulders"]["ceiling"] <= 24.2
    assert 0.0 <= answer["risk"]["p_flare_within_3_days"] <= 1.0
    assert answer["risk"]["limit"] == 0.10


@pytest.mark.slow
def test_the_table_shows_room_bouts_and_reasons(diary):
    shown = run(diary).stdout
    assert "plan for Thursday 2026-03-05" in shown
    assert "neck and shoulders" in shown
    assert "Why" in shown
    assert "effort-minutes" in shown
    assert "Least: enough for a hard day" in shown
    assert "this on top" in shown
    assert " more" in shown
    assert "sitting or standing" in " ".join(shown.split())
    bouts = re.findall(r"x ([\d.]+) min", shown)
    assert bouts
    assert all(each.isdigit() for each in bouts)
    answer = json.loads(run(diary, "--json").stdout)
    least = [bout for one in answer["schedule"] if one["tier"] == "least" for bout in one["bouts"]]
    active = sum(bout["minutes"] for bout in least)
    assert f"({active:g} min, with the rests {active + sum(bout['rest'] for bout in least):g} min)" in shown


def test_what_has_to_be_done_is_shown_with_its_breaks(diary, tmp_path):
    limits = tmp_path / "limits.toml"
    limits.write_text('[must_do]\n"washing up" = 40\n', encoding="utf-8")
    shown = " ".join(run(diary, "--limits", limits).stdout.split())
    assert "Has to be done" in shown
    assert re.search(r"washing up \(standing.*?\) \d+ x \d+( and \d+ x \d+)? min \d+ min", shown)
    assert "Has to be done" not in run(diary).stdout


@pytest.mark.parametrize("minutes", [1, 7, 50, 241])
def test_the_bouts_of_what_has_to_be_done_come_to_its_minutes(diary, tmp_path, minutes):
    """Fifty minutes were shown as 9 x 6 min."""
    limits = tmp_path / "limits.toml"
    limits.write_text(f'[must_do]\n"washing up" = {minutes}\n', encoding="utf-8")
    line = next(line for line in run(diary, "--limits", limits).stdout.splitlines() if "washing up (" in line)
    bouts = re.findall(r"(?:(\d+) x )?(\d+)(?= and| min)", line)[:-1]  # the last is the rest
    assert sum(int(times or 1) * int(each) for times, each in bouts) == minutes


@pytest.mark.slow
@pytest.mark.slow
def test_in_a_flare_no_tier_is_titled_as_on_other_days(diary, tmp_path):
    """A flare began with "Then, if the day is like most: this on top", above what is only for what has to be done."""
    rows = diary.read_text(encoding="utf-8").splitlines()
    marked = tmp_path / "marked.csv"
    flares = ["flare", *[""] * (len(rows) - 2), "1"]
    marked.write_text("\n".join(f"{row},{flare}" for row, flare in zip(rows, flares, strict=True)), encoding="utf-8")
    page = run(marked).stdout
    assert "(flare, a step down)" in page
    assert "If something has to be done: no more than this" in page
    assert "like most" not in page


def test_a_day_in_the_middle_sees_nothing_of_later_days(diary, tmp_path):
    head, lines = written()
    day = LAST - dt.timedelta(days=10)
    cut = tmp_path / "cut.csv"
    kept = [line for line in lines if line.split(",")[0] <= day.isoformat()]
    cut.write_text("\n".join([head, *kept]) + "\n", encoding="utf-8")
    whole, short = (json.loads(run(path, "--on", day.isoformat(), "--json").stdout) for path in (diary, cut))
    assert whole["belief"] == short["belief"]
    assert whole["risk"]["if_unchanged"] == short["risk"]["if_unchanged"]
    assert whole["envelope"]["neck_shoulders"]["ceiling"] <= short["envelope"]["neck_shoulders"]["ceiling"]
    # That there are later entries is all that is seen of them, and it is no time for a step up.
    assert "later-entries" in {why["code"] for why in whole["why"]} - {why["code"] for why in short["why"]}
    assert whole["step"] != "up"
    # With `--on` they are dated rightly: their dates are to be looked at only where the day was not meant to be past.
    (said,) = [why["text"] for why in whole["why"] if why["code"] == "later-entries"]
    assert said == (
        "No step up: 10 entries are dated after this day and are left out. Unless you asked for a day that is past, "
        "please look at their dates."
    )


@pytest.mark.slow
def test_limits_of_a_file_are_kept(diary, tmp_path):
    limits = tmp_path / "limits.toml"
    limits.write_text("no_progression = true\n[ceilings]\nneck_shoulders = 6\n", encoding="utf-8")
    answer = json.loads(run(diary, "--limits", limits, "--json").stdout)
    assert answer["envelope"]["neck_shoulders"]["ceiling"] <= 6
    assert "own-ceiling" in [why["code"] for why in answer["why"]]


def test_several_people_one_line_each(tmp_path):
    (head, first), (_, second) = written(5, person="a"), written(6, person="b")
    path = tmp_path / "people.csv"
    path.write_text("\n".join([head, *first, *second]) + "\n", encoding="utf-8")
    answers = [json.loads(line) for line in run(path, "--json").stdout.splitlines()]
    assert [answer["person"] for answer in answers] == ["a", "b"]
    assert {answer["mode"] for answer in answers} == {"safe-default"}  # acceptance 26


@pytest.mark.parametrize(
    ("option", "text", "message"),
    [
        ("--limits", "cautoin = 0.1", "cautoin: unknown limit; did you mean caution?"),
        ("--limits", None, "cannot be read"),
        ("--on", "5.3.2026", "--on: found '5.3.2026', allowed is a date"),
        ("--on", "9999-12-31", "--on: found '9999-12-31', allowed is a date"),
        ("--on", "1899-12-31", "--on: found '1899-12-31', allowed is a date"),
        ("--on", "2026-W01-1", "--on: found '2026-W01-1', allowed is a date"),
        ("--on", "20260305", "--on: found '20260305', allowed is a date"),
        ("--red-flag", "chest", "--red-flag: found 'chest', allowed are numb_saddle"),
    ],
)
def test_wrong_input_says_what_is_allowed(diary, tmp_path, option, text, message):
    value = text
    if option == "--limits":
        value = tmp_path / "limits.toml"
        if text is not None:
            value.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r".") as caught:
        run(diary, option, value, "--json")
    assert message in str(caught.value)


@pytest.mark.slow
def test_no_chance_is_told_before_forecasts_have_beaten_same_as_last_time(tmp_path):  # acceptance 29
    """Pain that stands still is best foretold by the last one: nothing beats that, and no chance is shown."""
    lines = [f"{LAST - dt.timedelta(days=39 - i)},4,20" for i in range(40)]
    path = tmp_path / "still.csv"
    path.write_text("\n".join(["at,pain,load.neck_shoulders", *lines]) + "\n", encoding="utf-8")
    answer = json.loads(run(path, "--json").stdout)
    shown = run(path).stdout
    assert answer["forecast_beats_last_value"] is False
    assert answer["risk"]["p_flare_within_3_days"] is not None
    assert " in 100" not in " ".join(shown.split())


def test_too_few_forecasts_say_neither(tmp_path):
    head, lines = written(5)
    path = tmp_path / "young.csv"
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    assert json.loads(run(path, "--json").stdout)["forecast_beats_last_value"] is None
    shown = " ".join(run(path).stdout.split())
    assert shown.endswith("Care comes before any plan: call your emergency number or your doctor.")


def test_a_red_flag_is_help_first_and_no_plan_whatever_the_file_is(tmp_path, diary):  # acceptance 35
    for path in (diary, tmp_path / "missing.csv"):
        result = run(path, "--red-flag", "fever", "--red-flag", "chest_pain")
        shown = " ".join(result.stdout.split())
        assert result.exit_code == 0
        assert shown.startswith("You noted pain or pressure in the chest. Please get help now")
        assert "112 in Europe" in shown
        assert shown.index("chest") < shown.index("fever")
        assert "effort-minutes" not in shown
    answer = json.loads(run(diary, "--red-flag", "chest_pain", "--json").stdout)
    assert (answer["mode"], answer["schedule"]) == ("safe-default", [])
    assert [why["code"] for why in answer["why"]] == ["red-flag"]


@pytest.mark.slow
def test_the_package_is_the_verb(diary):
    import andante
    import andante.plan.guards
    from andante.plan import plan

    read = andante.read_diary(diary)
    belief = andante.learn(read)
    found = andante.plan(belief, read, on="2026-03-05", limits=andante.Limits(caution=0.10))
    assert found == plan(belief, read, "2026-03-05")
    with pytest.raises(InputError, match="on: found 'soon'"):
        andante.plan(belief, read, on="soon")


@pytest.mark.slow
def test_a_belief_out_of_step_with_the_diary_gives_no_risk_and_no_step(diary):
    import andante

    read = andante.read_diary(diary)
    behind = andante.learn(read.through(LAST - dt.timedelta(days=4)))
    ahead = andante.learn(read)
    early = andante.plan(behind, read, on=LAST + dt.timedelta(days=1))
    late = andante.plan(ahead, read.through(LAST - dt.timedelta(days=4)), on=LAST - dt.timedelta(days=3))
    assert "belief-behind" in [why.code for why in early.why]
    assert "belief-ahead" in [why.code for why in late.why]
    for found in (early, late):
        assert found.risk.p_flare_within_3_days is None
        assert found.step != "up"


@pytest.mark.slow
def test_a_plan_is_saved_and_made_again(diary, tmp_path):
    kept = tmp_path / "kept.json"
    first = run(diary, "--save", kept, "--json")
    again = run("--replay", kept)
    assert again.exit_code == 0
    assert "The same plan as the one that was saved." in again.stdout
    as_json = run("--replay", kept, "--json")
    answer = json.loads(as_json.stdout)
    assert answer["same"] is True
    assert answer["envelope"] == json.loads(first.stdout)["envelope"]


def test_a_plan_that_is_another_now_ends_with_1_and_names_the_places(diary, tmp_path):
    from andante.plan.replay import digest

    kept = tmp_path / "kept.json"
    run(diary, "--save", kept, "--red-flag", "fever", "--json")
    body = json.loads(kept.read_text("utf-8"))
    body["plan"]["mode"], body["andante"] = "usual", "0.0.1"
    kept.write_text(json.dumps({**body, "digest": digest(body)}), encoding="utf-8")
    result = run("--replay", kept)
    assert result.exit_code == 1
    assert "Not the plan that was saved. It was saved by andante 0.0.1" in result.stderr
    assert 'mode: saved "usual", now "safe-default"' in result.stderr


@pytest.mark.parametrize(
    ("text", "message"), [("{", "not JSON"), ("{}", "andante_plan: not there"), (None, "cannot be read")]
)
def test_a_file_that_is_no_saved_plan_is_wrong_input(tmp_path, text, message):
    path = tmp_path / "kept.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message) as error:
        run("--replay", path)
    assert str(path) in str(error.value)


def test_neither_diary_nor_saved_plan_is_wrong_input():
    with pytest.raises(InputError, match=r"DIARY\.csv: not given"):
        run()


def test_a_flag_comes_before_a_plan_that_is_saved(diary, tmp_path):  # acceptance 35
    kept = tmp_path / "kept.json"
    result = run(diary, "--save", kept, "--red-flag", "fever")
    assert "Please have this looked at today" in " ".join(result.stdout.partition("Why")[0].split())
    assert json.loads(kept.read_text("utf-8"))["red_flags"] == ["fever"]


def test_the_screen_comes_with_the_limits(diary, tmp_path):
    limits = tmp_path / "limits.toml"
    limits.write_text("[pem_screen]\nmind_tires = [7, 1]\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"limits\.toml: pem_screen\.mind_tires: found \[7, 1\]"):
        run(diary, "--limits", limits)


def test_a_red_flag_beside_a_saved_plan_is_help_and_no_plan(diary, tmp_path):  # acceptance 35
    kept = tmp_path / "kept.json"
    kept.write_text("{", encoding="utf-8")
    result = run("--replay", kept, "--red-flag", "chest_pain")
    assert result.exit_code == 0
    assert result.stdout.startswith("You noted pain or pressure in the chest. Please get help now")
    assert "effort-minutes" not in result.stdout
    with pytest.raises(InputError, match="--replay: found --red-flag beside"):
        run("--replay", kept, "--red-flag", "chest_pain", "--json")


@pytest.mark.parametrize("given", [["nowhere.csv"], ["nowhere.csv", "--json"], [], ["--json"]])
def test_help_comes_before_a_slip_in_another_sign_or_in_the_file(given):  # acceptance 35
    for more in ([], ["--red-flag", "chest"]):
        result = CliRunner().invoke(app, ["plan", *given, "--red-flag", "chest_pain", *more])
        assert "112 in Europe" in " ".join((result.stderr if "--json" in given else result.stdout).split())
    assert isinstance(result.exception, InputError)


def test_a_sign_that_nobody_knows_still_leads_to_care(diary):  # acceptance 35
    result = CliRunner().invoke(app, ["plan", str(diary), "--red-flag", "chest"])
    assert "Care comes before any plan" in result.stderr


def test_a_plan_is_never_saved_over_what_it_is_made_from(diary, tmp_path):
    limits = tmp_path / "limits.toml"
    limits.write_text("step = 0.05\n", encoding="utf-8")
    for precious in (diary, limits):
        before = precious.read_bytes()
        with pytest.raises(InputError, match=r"--save: found .* which the plan is made from"):
            run(diary, "--limits", limits, "--save", precious, "--red-flag", "fever")
        assert precious.read_bytes() == before


def test_a_saved_plan_is_replaced_whole_or_not_at_all(diary, tmp_path, monkeypatch):
    kept = tmp_path / "kept.json"
    run(diary, "--save", kept, "--red-flag", "fever")
    before = kept.read_bytes()
    monkeypatch.setattr("os.fsync", lambda handle: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(InputError, match=r"--save: .*cannot be written: No space left"):
        run(diary, "--save", kept, "--red-flag", "chest_pain")
    assert kept.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_replay_says_who_made_it_and_takes_no_other_question(diary, tmp_path):
    kept = tmp_path / "kept.json"
    run(diary, "--save", kept, "--red-flag", "fever", "--seed", "3", "--json")
    answer = json.loads(run("--replay", kept, "--json").stdout)
    assert (answer["seed"], answer["same"]) == (3, True)
    assert answer["andante"]
    assert answer["model"]
    for others in ([diary], ["--on", "2026-03-01"], ["--limits", kept], ["--save", kept]):
        with pytest.raises(InputError, match=r"--replay: found .* beside"):
            run("--replay", kept, *others)


def test_limits_written_by_an_editor_that_marks_its_files_are_read(diary, tmp_path):
    limits = tmp_path / "limits.toml"
    limits.write_bytes(b"\xef\xbb\xbfcaution = 0.05\n")
    assert json.loads(run(diary, "--limits", limits, "--red-flag", "fever", "--json").stdout)["risk"]["limit"] == 0.05


def test_a_narrow_terminal_cuts_no_column_off(diary, monkeypatch):
    monkeypatch.setenv("COLUMNS", "50")
    shown = run(diary).output
    assert "…" not in shown
    for line in [line for line in shown.splitlines() if line.startswith("what")]:
        assert "effort" in line


def test_minutes_noted_before_the_day_is_rated_change_no_chance(tmp_path):
    """To a belief that has been through today the day is over: half of what it may bring was left out."""
    head, lines = written(60)
    pain = [4, 5, 3, 7, 4, 6, 2, 5, 8, 4, 3, 6]
    rows = [f"{at},{pain[i % 12]},{load}" for i, (at, _, load) in enumerate(line.split(",") for line in lines)]
    path, on = tmp_path / "diary.csv", LAST + dt.timedelta(days=1)

    def told(*today):
        path.write_text("\n".join([head, *rows, *today]) + "\n", encoding="utf-8")
        answer = json.loads(run(path, "--on", on, "--json").output)
        return answer["risk"], {group: room["ceiling"] for group, room in answer["envelope"].items()}

    risk, rooms = told()
    assert risk["p_flare_within_3_days"] > 0.02, "else this test shows nothing"
    assert told(f"{on},,3") == (risk, rooms)
