"""`andante learn`: what it answers, in JSON and in words."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from tests.cli.conftest import Done, csv, entries, forty_days

import andante as package
from andante.cli.learn import ACROSS_ZERO, MAY_BE_REVERSED, _usual, _when, _with_a_word
from andante.learn.effects import NUMBERS

Run = Callable[..., Done]
HEADINGS = ("Helps or worsens", "No clear link", "Not enough yet")


def without_pain(**areas: list[object]) -> str:
    rows = forty_days()
    for i, row in enumerate(rows):
        del row["pain"]
        row.update({f"pain.{area}": values[i] if i < len(values) else 5 for area, values in areas.items()})
    return csv(rows)


def test_json_holds_what_was_promised(andante: Run) -> None:
    done = andante("learn", "d.csv", "--json", "--seed", "7", d=csv(forty_days()))
    (found,) = done.answers
    assert (done.code, done.err) == (0, "")
    assert found["person"] is None
    assert (found["target"], found["scale"], found["entries"], found["days"]) == ("pain", "0:10", 37, 40)
    assert (found["andante"], found["seed"]) == (package.__version__, 7)
    assert set(found["usual"]) == {"level", "sd", "carry_over_days"}
    assert {"capacity", "flares", "belief", "model"} <= set(found)
    assert sum(found["model_weights"].values()) == pytest.approx(1.0, abs=1e-3)
    assert {effect["exposure"] for effect in found["effects"]} == {"load", "sleep"}
    for effect in found["effects"]:
        assert set(effect) == {
            "exposure", "on", "part", "when", "per", "mean", "low", "high", "p_worse", "verdict", "more_days_needed",
            "where", "may_be_reversed", "maybe_small", "goes_with",
        }  # fmt: skip
        assert effect["low"] <= effect["mean"] <= effect["high"]
        assert effect["verdict"] in ("helps", "worsens", "no clear link", "not enough yet")


def test_words_give_every_verdict_its_place(andante: Run) -> None:  # acceptance 27
    done = andante("learn", "d.csv", d=csv(forty_days()))
    assert (done.code, done.err) == (0, "")
    flat = " ".join(done.out.split())
    assert "pain, on the diary's own scale from 0 to 10" in flat
    assert "The usual level is" in flat
    assert "37 ratings in 40 days" in flat
    assert "exploratory" in flat
    places = [flat.index(heading) for heading in HEADINGS]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0.0, "most of the difference is gone by the next day."),
        (1.04, "most of the difference is gone by the next day."),
        (2.38, "about a third of the difference is still there after 2.4 days."),
    ],
)
def test_it_is_said_how_long_a_difference_from_the_usual_lasts(days, said) -> None:
    usual = {"level": 4.0, "sd": 1.5, "carry_over_days": days}
    told = _usual({"target": "pain", "entries": 37, "days": 40, "usual": usual, "flares": []})
    assert f"When a day is worse or better than usual, {said}" in told


def test_days_drawn_by_lot_are_said_to_leave_nothing(andante: Run) -> None:
    flat = " ".join(andante("learn", "d.csv", d=csv(forty_days())).out.split())
    assert "most of the difference is gone by the next day" in flat
    assert "is still there after" not in flat


def test_three_days_show_no_link(andante: Run) -> None:  # acceptance 26
    done = andante("learn", "d.csv", d=csv(forty_days(days=3)))
    flat = " ".join(done.out.split())
    assert done.code == 0
    assert "Not enough yet: 3 ratings of pain in 3 days" in flat
    assert "The usual level is shown from 14 ratings on" in flat
    assert "Nothing stands out so far" in flat
    (found,) = andante("learn", "d.csv", "--json").answers
    assert {effect["verdict"] for effect in found["effects"]} == {"not enough yet"}


def test_one_is_counted_as_one(andante: Run) -> None:
    done = andante("learn", "d.csv", d="at,pain\n2026-01-01,3\n")
    assert done.code == 0
    assert "Not enough yet: 1 rating of pain in 1 day. The" in " ".join(done.out.split())


def test_a_column_that_nobody_filled_in_is_no_fault(andante: Run) -> None:  # acceptance 16
    rows = [{**row, "pain": None} for row in forty_days()]
    done = andante("learn", "d.csv", d=csv(rows))
    assert done.code == 0
    assert "0 ratings of pain" in done.out


def test_a_diary_without_anything_to_link_says_so(andante: Run) -> None:
    rows = [{"at": row["at"], "pain": row["pain"]} for row in forty_days()]
    done = andante("learn", "d.csv", d=csv(rows))
    assert done.code == 0
    assert "there is no link to look at" in " ".join(done.out.split())


def test_answers_are_in_the_scale_of_the_file(andante: Run) -> None:
    plain = forty_days()
    other = [{**row, "pain": None if row["pain"] is None else 20 + 3 * int(str(row["pain"]))} for row in plain]
    (a,) = andante("learn", "a.csv", "--json", a=csv(plain)).answers
    (b,) = andante("learn", "b.csv", "--json", "--scale", "pain=20:50", b=csv(other)).answers
    assert (a["scale"], b["scale"]) == ("0:10", "20:50")
    assert b["usual"]["level"] == pytest.approx(20 + 3 * a["usual"]["level"], abs=0.01)
    assert b["usual"]["sd"] == pytest.approx(3 * a["usual"]["sd"], abs=0.01)
    for here, there in zip(a["effects"], b["effects"], strict=True):
        assert [there[x] for x in ("mean", "low", "high")] == pytest.approx(
            [3 * here[x] for x in ("mean", "low", "high")], abs=0.001
        )
        assert there["verdict"] == here["verdict"]
    words = andante("learn", "b.csv", "--scale", "pain=20:50").out
    assert "on the diary's own scale from 20 to 50" in words


def test_the_same_seed_gives_the_same_answer(andante: Run) -> None:
    first = andante("learn", "d.csv", "--json", "--seed", "3", d=csv(forty_days()))
    again = andante("learn", "d.csv", "--json", "--seed", "3")
    other = andante("learn", "d.csv", "--json", "--seed", "4")
    assert first.out == again.out
    assert other.answers[0]["effects"] != first.answers[0]["effects"]
    assert other.answers[0]["model"] == first.answers[0]["model"]


def test_nobodys_answer_depends_on_who_else_is_in_the_file(andante: Run) -> None:
    ann, bob = forty_days("Ann", seed=1), forty_days("Bob", seed=2)
    mixed = [row for pair in zip(bob, ann, strict=True) for row in pair]
    both = andante("learn", "both.csv", "--json", both=csv(mixed))
    alone = andante("learn", "alone.csv", "--json", alone=csv(ann))
    chosen = andante("learn", "both.csv", "--json", "--person", "Ann")
    assert [answer["person"] for answer in both.answers] == ["Bob", "Ann"]
    assert both.out.splitlines()[1] + "\n" == alone.out == chosen.out
    assert both.err.splitlines() == ["Bob: 1 of 2", "Ann: 2 of 2"]
    assert chosen.err == ""


def test_a_person_who_is_not_there_is_named(andante: Run) -> None:
    done = andante("learn", "d.csv", "--person", "Cleo", d=csv(forty_days("Ann")))
    assert (done.code, done.out) == (2, "")
    assert done.err == "--person: found 'Cleo', the file has Ann\n"


def test_without_a_pain_column_the_area_rated_first_is_taken_and_said(andante: Run) -> None:
    text = without_pain(knee=[None, 3, 4], neck=[2, 3, 4])
    done = andante("learn", "d.csv", "--json", d=text)
    assert [answer["target"] for answer in done.answers] == ["pain.neck"]
    assert "`pain.neck` is used" in done.err
    assert "--target chooses another" in done.err
    named = andante("learn", "d.csv", "--json", "--target", "pain.knee")
    assert [answer["target"] for answer in named.answers] == ["pain.knee"]
    assert named.err == ""


def test_a_blank_pain_column_does_not_hide_the_areas_that_are_rated(andante: Run) -> None:
    """Forty days of rated areas were told as "0 ratings of pain", and nothing was learned of them."""
    rows = [{**row, "pain": None, "pain.knee": None, "pain.neck": row["pain"]} for row in forty_days("Ann")]
    done = andante("learn", "d.csv", "--json", d=csv(rows))
    assert [(answer["target"], answer["entries"]) for answer in done.answers] == [("pain.neck", 37)]
    assert done.err == (
        "Ann: no rating in the column `pain`, so `pain.neck` is used, the area rated first; --target chooses another\n"
    )
    every = andante("learn", "d.csv", "--json", "--target", "all")
    assert [answer["target"] for answer in every.answers] == ["pain.neck"]
    assert every.err == "Ann: without a rating: pain, pain.knee\n"
    (named,) = andante("learn", "d.csv", "--json", "--target", "pain").answers
    assert (named["target"], named["entries"]) == ("pain", 0)


def test_a_target_that_is_not_there_ends_with_2(andante: Run) -> None:
    done = andante("learn", "d.csv", "--target", "fog", d=csv(forty_days()))
    assert (done.code, done.out) == (2, "")
    assert "fog" in done.err
    assert "pain" in done.err


def test_a_person_without_a_rating_is_passed_over_and_the_others_are_not(andante: Run) -> None:
    ann = [{"pain.knee" if name == "pain" else name: row[name] for name in row} for row in forty_days("Ann")]
    bob = [{"at": row["at"], "person": "Bob", "load": row["load"]} for row in forty_days()]
    done = andante("learn", "d.csv", "--json", d=csv([*bob, *ann]))
    assert done.code == 0
    assert [answer["person"] for answer in done.answers] == ["Ann"]
    assert "Bob: passed over" in done.err
    alone = andante("learn", "d.csv", "--json", "--person", "Bob")
    assert (alone.code, alone.out) == (2, "")


def test_columns_beyond_the_most_that_are_looked_at_are_named(andante: Run) -> None:
    rows = [{**row, **{f"minutes.kind{i:02}": i for i in range(20)}} for row in forty_days()]
    done = andante("learn", "d.csv", "--json", d=csv(rows))
    (found,) = done.answers
    looked_at = {effect["exposure"] for effect in found["effects"]}
    left_out = {f"minutes.kind{i:02}" for i in range(20)} - looked_at
    assert left_out
    assert all(name in done.err for name in left_out)


def test_several_entries_a_day_are_learned_from_too(andante: Run) -> None:
    done = andante("learn", "d.csv", "--json", d=csv(entries()))
    (found,) = done.answers
    assert (found["entries"], found["days"]) == (32, 14)
    whens = {effect["when"] for effect in found["effects"]}
    assert whens == {"same entry", "4 hours later", "next day", "2 to 4 days later"}


def test_without_ratings_no_usual_level_is_told(andante: Run) -> None:
    nothing = {"level": None, "sd": None, "carry_over_days": None}
    rows = [{"at": f"2026-01-{day:02}", "pain": "", "load": 4 + day % 3} for day in range(1, 21)]
    done = andante("learn", "d.csv", "--json", d=csv(rows))
    (found,) = done.answers
    assert (found["entries"], found["usual"], found["capacity"]) == (0, nothing, {})
    assert {tuple(each[name] for name in NUMBERS) for each in found["effects"]} == {(None,) * len(NUMBERS)}
    assert {each["verdict"] for each in found["effects"]} == {"not enough yet"}
    assert "Not enough yet: 0 ratings of pain in 20 days" in " ".join(andante("learn", "d.csv").out.split())
    rows[3]["pain"] = 7
    (once,) = andante("learn", "d.csv", "--json", d=csv(rows)).answers
    assert once["usual"] == {**nothing, "level": once["usual"]["level"]}
    assert once["usual"]["level"] > 4.0
    rows[9]["pain"] = 5
    (twice,) = andante("learn", "d.csv", "--json", d=csv(rows)).answers
    assert None not in twice["usual"].values()
    assert list(twice["capacity"]) == ["whole_body"]


def test_ratings_that_never_differ_are_said_to_be_alike(andante: Run) -> None:
    flat = " ".join(andante("learn", "d.csv", d=csv([{**row, "pain": 5} for row in forty_days(days=20)])).out.split())
    assert "The usual level is 5.0: all 20 ratings in 20 days are alike. No flare so far" in flat
    assert "vary by about" not in flat


def test_a_column_that_never_differs_is_promised_no_day(andante: Run) -> None:
    rows = [{"at": row["at"], "pain": row["pain"], "treatment.heat": 0} for row in forty_days()]
    flat = " ".join(andante("learn", "d.csv", d=csv(rows)).out.split())
    assert "treatment.heat same day, next day, 2 to 4 days later no values that differ" in flat


def test_a_page_says_one_as_one_and_ends_without_a_blank_line(andante: Run) -> None:
    rng = np.random.default_rng(3)
    rows = [{"at": row["at"], "treatment.tens": int(rng.integers(1, 3))} for row in forty_days(days=80)]
    rows = [{**row, "pain": 3 * row["treatment.tens"]} for row in rows]
    done = andante("learn", "d.csv", d=csv(rows))
    assert done.code == 0
    assert " 1 unit " in done.out
    assert " 1 units " not in done.out
    assert not done.out.endswith("\n\n")


def test_names_that_begin_alike_are_told_apart_where_it_is_narrow(andante: Run, monkeypatch) -> None:
    rows = forty_days(days=5)
    names = ("treatment.magnesium_with_breakfast", "treatment.magnesium_with_dinner")
    for row in rows:
        row.update(dict.fromkeys(names, 0))
    monkeypatch.setenv("COLUMNS", "60")
    done = andante("learn", "d.csv", d=csv(rows))
    assert "…" not in done.out
    assert "ast" in done.out
    assert "ner" in done.out


def test_what_always_comes_together_is_named_in_words_and_json(andante: Run) -> None:
    both = ("treatment.heat", "treatment.bath")
    rows = [{**row, **dict.fromkeys(both, int(i % 3 == 0))} for i, row in enumerate(forty_days())]
    done = andante("learn", "d.csv", "--json", d=csv(rows))
    assert done.answers[0]["inseparable"] == [["treatment.heat", "treatment.bath"]]
    flat = " ".join(andante("learn", "d.csv", d=csv(rows)).out.split())
    assert "treatment.heat, treatment.bath nearly always come together, so a diary cannot tell which" in flat
    plain = andante("learn", "d.csv", "--json", d=csv(forty_days()))
    assert (plain.answers[0]["inseparable"], plain.answers[0]["instead"]) == ([], [])


def test_what_comes_instead_of_another_is_named_too(andante: Run) -> None:
    days = enumerate(forty_days())
    rows = [{**row, "event.office": int(i % 3 == 0), "event.home": int(i % 3 > 0)} for i, row in days]
    done = andante("learn", "d.csv", "--json", d=csv(rows))
    assert (done.answers[0]["inseparable"], done.answers[0]["instead"]) == ([], [["event.office", "event.home"]])
    flat = " ".join(andante("learn", "d.csv", d=csv(rows)).out.split())
    assert "event.office, event.home: one nearly always comes instead of another, so a diary cannot tell" in flat
    assert "nearly always come together" not in flat


def test_a_word_whose_range_holds_zero_is_explained() -> None:
    effect = {
        "exposure": "sleep", "part": "whole", "per": "2 points", "when": "same day", "mean": -0.7, "low": -1.5,
        "high": 0.1, "verdict": "helps", "may_be_reversed": False,
    }  # fmt: skip
    found = {"target": "pain", "effects": [effect], "capacity": {}}
    assert ACROSS_ZERO in _with_a_word([effect], found)
    clear = {**effect, "high": -0.1}
    assert ACROSS_ZERO not in _with_a_word([clear], {**found, "effects": [clear]})


def test_a_word_for_the_same_day_says_that_it_may_be_the_other_way_round() -> None:
    effect = {
        "exposure": "treatment.warmth", "part": "whole", "per": "yes instead of no", "when": "same day", "mean": 0.9,
        "low": 0.3, "high": 1.5, "verdict": "worsens", "may_be_reversed": True,
    }  # fmt: skip
    found = {"target": "pain", "effects": [effect], "capacity": {}}
    assert MAY_BE_REVERSED in _with_a_word([effect], found)
    later = {**effect, "when": "next day", "may_be_reversed": False}
    assert MAY_BE_REVERSED not in _with_a_word([later], {**found, "effects": [later]})


def test_a_clear_direction_that_may_be_small_is_said() -> None:
    effect = {"when": "next day", "maybe_small": True, "goes_with": None}
    assert _when({**effect, "mean": 0.3}) == "next day (clearly more, but maybe too little to matter)"
    assert _when({**effect, "mean": -0.3}) == "next day (clearly less, but maybe too little to matter)"
    assert _when({**effect, "mean": 0.3, "maybe_small": False}) == "next day"


@pytest.mark.parametrize("calendar", ["weekday", "time of day"])
def test_what_mostly_goes_with_the_calendar_is_said(calendar: str) -> None:
    effect = {"when": "next day", "maybe_small": False, "goes_with": calendar, "mean": 0.6}
    assert _when(effect) == f"next day (clear, but mostly goes with the {calendar})"
