"""Trends: what happened, forecasts made before the fact, and effects of every verdict alike."""

from __future__ import annotations

import datetime as dt
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from django.utils import translation
from tests.web.conftest import TODAY, StandInBelief, write, write_days
from tests.web.trends_pulled import days_ago

from andante.records import Diary
from andante.web.diary.models import Remedy
from andante.web.today.models import ForecastRecord
from andante.web.today.services import past_of, plan_for
from andante.web.trends import page as trends_page
from andante.web.trends.effects import bars, effect_groups, inseparable_words, waiting_words
from andante.web.trends.words import per_words


def test_nothing_yet_says_what_will_come(client, learner):
    text = client.get("/trends/?now=1").content.decode()
    assert "Nothing to show yet" in text
    assert "From 14 days on" in text


def test_a_few_days_show_pain_and_no_forecast(client, owner, learner):  # acceptance 26
    write_days(owner, 5)
    text = client.get("/trends/?now=1").content.decode()
    assert "Not enough yet" in text
    assert "What moves my pain" in text
    assert "against.svg" not in text
    assert "worse" not in text
    assert learner.calls == []


@pytest.mark.parametrize("days", [14, 15, 17])
def test_until_forecasts_are_scored_the_page_asks_for_no_days_that_are_there(client, owner, learner, days):
    write_days(owner, days)
    text = client.get("/trends/?now=1").content.decode()
    assert "Forecasts are scored after 14 days" not in text
    compared = int(text.split("Compared so far: ")[1].split(".")[0])
    assert (compared == 0) == (days == 14)


def test_forecasts_that_have_not_beaten_the_rival_are_hidden(client, owner, learner):  # acceptance 29
    learner.good = False
    write_days(owner, 40)
    text = client.get("/trends/?now=1").content.decode()
    assert "have not done better than" in text
    assert "against.svg" not in text
    assert client.get("/trends/against.svg").status_code == 404
    past = past_of(owner, TODAY)
    assert all(day.low is None for day in trends_page.days_of(past, TODAY, 90))


def test_how_far_forecasts_were_off_is_a_distance_and_what_decides_is_named(client, owner, learner):
    """Half of the misses are no larger than what is said; what decides is no distance: it is told as a share."""
    write_days(owner, 40)
    past = past_of(owner, TODAY)
    assert trends_page.misses_of(past) == (0.0, 1.0)  # the stand-in's middle is right; pain wanders 4, 5, 6, 4, ...
    off = [{**row, "quantiles": {**row["quantiles"], "0.5": row["observed"] + 2.5}} for row in past.rows]
    some = [row if place % 3 else off[place] for place, row in enumerate(past.rows)]
    assert trends_page.misses_of(replace(past, rows=tuple(some))) == (0.0, 1.0)  # a third is not half
    assert trends_page.misses_of(replace(past, rows=tuple(off)))[0] == 2.5
    text = client.get("/trends/?now=1").content.decode()
    assert "their error was" in text
    assert "the middle was at most 0.0 points off; “same as last time” at most 1.0." in text
    assert "miss was" not in text


def test_good_forecasts_are_shown_with_their_score_and_table(client, owner, learner):
    write_days(owner, 40)
    text = client.get("/trends/?now=1").content.decode()
    assert "each made before the fact" in text
    assert "against.svg" in text
    assert text.count("The same in a table") == 2


def test_a_lasting_change_is_said_with_its_day_and_size(client, owner, learner):
    write_days(owner, 40)
    text = client.get("/trends/?now=1").content.decode()
    assert "<h2>Something changed</h2>" in text
    assert "your usual pain is about 1.6 points higher than before" in text
    assert trends_page.changes_of(None) == ()


def test_every_verdict_has_its_place_with_both_ends_of_the_range(client, owner, learner):  # acceptance 27
    write_days(owner, 40)
    text = client.get("/trends/?now=1").content.decode()
    for title in ("Makes it worse", "Helps", "No clear link", "Not enough yet"):
        assert f"<h3>{title}</h3>" in text
    assert "0.7 points more pain (+0.2 to +1.2)" in text
    assert "0.6 points less pain (−1.1 to −0.1)" in text
    assert "About 40 more days will most likely do." in text


def test_what_always_comes_together_is_named_and_older_answers_say_nothing_of_it(client, owner, learner, monkeypatch):
    Remedy.objects.create(user=owner, name="CBD oil (evening)", slug="cbd_oil_evening", hidden=True)
    plain = StandInBelief.answer

    def answer(belief: StandInBelief, diary: Diary) -> dict:
        pair = ["load.arms_hands", "treatment.cbd_oil_evening"]
        return {**plain(belief, diary), "inseparable": [pair], "instead": [[pair[1], "stress"]]}

    assert inseparable_words({"effects": []}) == inseparable_words(None) == ()
    monkeypatch.setattr(sys.modules["andante.learn.answer"], "answer", answer)
    write_days(owner, 40)
    text = client.get("/trends/?now=1").content.decode()
    assert "Arms and hands, CBD oil (evening): these nearly always come together" in text
    assert "CBD oil (evening), Stress: one nearly always comes instead of another" in text


def test_a_remedy_is_called_as_the_person_wrote_it(client, owner, learner, monkeypatch):
    Remedy.objects.create(user=owner, name="CBD oil (evening)", slug="cbd_oil_evening", hidden=True)
    plain = StandInBelief.answer

    def answer(belief: StandInBelief, diary: Diary) -> dict:
        found = plain(belief, diary)
        found["effects"][1]["exposure"] = "treatment.cbd_oil_evening"
        return found

    monkeypatch.setattr(sys.modules["andante.learn.answer"], "answer", answer)
    write_days(owner, 40)
    for path in ("/trends/?now=1", "/trends/effects.svg"):
        text = client.get(path).content.decode()
        assert "CBD oil (evening)" in text
        assert "Cbd oil" not in text


def test_what_is_plotted_is_what_drives_the_plan(owner, learner):  # acceptance 24
    write_days(owner, 40)
    plan = plan_for(owner, TODAY)
    past = past_of(owner, TODAY)
    assert past.cast == plan.cast
    assert past.belief["belief"] == plan.answer["belief"]
    days = {day.day: day for day in trends_page.days_of(past, TODAY, 90)}
    ahead = [dt.date.fromisoformat(each["day"]) for each in plan.cast]
    assert ahead[0] == TODAY
    for each, day in zip(plan.cast, ahead, strict=True):
        assert (days[day].low, days[day].high) == (each["quantiles"]["0.1"], each["quantiles"]["0.9"])


def test_a_missing_day_stays_missing_in_picture_and_table(client, owner, learner):  # acceptance 16
    write_days(owner, 20, last=TODAY - dt.timedelta(days=10))
    write(owner, TODAY - dt.timedelta(days=1), pain=0)
    days = {day.day: day for day in trends_page.days_of(past_of(owner, TODAY), TODAY, 30)}
    assert days[TODAY - dt.timedelta(days=5)].observed is None
    assert days[TODAY - dt.timedelta(days=1)].observed == 0
    text = client.get("/trends/table/pain/?days=30").content.decode()
    assert "<td>unknown</td>" in text
    assert "<td>0</td>" in text


def test_the_record_is_made_once_a_day_and_again_after_an_edit(client, owner, learner, clock):
    write_days(owner, 40)
    client.get("/trends/?now=1")
    client.get("/trends/?now=1")
    made = [verb for verb, _ in learner.calls].count("prequential")
    assert made == 1
    write(owner, TODAY, pain=5)
    clock(dt.datetime(2026, 3, 5, 22, tzinfo=dt.UTC))
    client.get("/trends/?now=1")
    assert [verb for verb, _ in learner.calls].count("prequential") == 1
    owner.entries.order_by("local_date")[3].set_void(True)
    client.get("/trends/?now=1")
    assert [verb for verb, _ in learner.calls].count("prequential") == 2
    assert ForecastRecord.objects.count() == 1


@pytest.mark.parametrize("name", ["pain", "against", "effects"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pictures_are_drawn_here_and_reach_for_nothing(client, owner, learner, name, theme):  # acceptance 58
    write_days(owner, 40)
    response = client.get(f"/trends/{name}.svg?theme={theme}&days=30")
    assert response["Content-Type"] == "image/svg+xml"
    root = ET.fromstring(response.content)
    text = response.content.decode()
    assert root.tag.endswith("svg")
    assert "<script" not in text
    assert "http" not in text.replace("http://www.w3.org/", "")
    assert client.get("/trends/nonsense.svg").status_code == 404


def test_more_days_cost_no_more_queries(client, owner, learner, connection_queries):
    write_days(owner, 30)
    client.get("/trends/?now=1")
    few = connection_queries(lambda: client.get("/trends/?now=1"))
    write_days(owner, 60, last=TODAY - dt.timedelta(days=31))
    client.get("/trends/?now=1")
    assert connection_queries(lambda: client.get("/trends/?now=1&days=365")) == few


def test_an_effect_without_an_estimate_shows_no_number_and_no_bar():  # acceptance 16
    known = {"on": "pain", "part": None, "when": "next day", "verdict": "not enough yet", "more_days_needed": 9}
    nothing = {**known, "exposure": "load.trunk", "per": "", "mean": 0.0, "low": 0.0, "high": 0.0}
    something = {**known, "exposure": "stress", "per": "2 points", "mean": 0.2, "low": -0.4, "high": 0.8}
    belief = {"effects": [nothing, something]}
    lines = {line.label: line for group in effect_groups(belief) for line in group.effects}
    assert lines["Back and trunk"].said == "written down on too few days to say anything, or always the same"
    assert lines["Back and trunk"].waiting == ""
    assert lines["Stress"].said == "next day: 0.2 points more pain (−0.4 to +0.8), per 2 points"
    assert [bar.label for bar in bars(belief)] == ["Stress, next day"]


def test_a_clear_direction_that_may_be_small_is_not_said_to_go_either_way():
    effect = {"exposure": "stress", "on": "pain", "part": "whole", "when": "next day", "per": "2 points"}
    effect |= {"mean": 0.3, "low": 0.1, "high": 0.5, "more_days_needed": 40, "verdict": "not enough yet"}
    said = {}
    for small in (True, False, None):
        more = {} if small is None else {"maybe_small": small}  # a belief kept by an older version does not say
        (group,) = (each for each in effect_groups({"effects": [{**effect, **more}]}) if each.effects)
        assert group.words.startswith("It may be too small to matter, go either way, or go with the weekday")
        said[small] = group.effects[0].said
    assert said[False] == said[None] == "next day: 0.3 points more pain (+0.1 to +0.5), per 2 points"
    assert said[True] == f"{said[False]}; the direction is clear, but it may be too little to matter"


def test_what_mostly_goes_with_the_calendar_is_said():
    effect = {"exposure": "stress", "on": "pain", "part": "whole", "when": "next day", "per": "2 points"}
    effect |= {"mean": 0.6, "low": 0.2, "high": 1.0, "more_days_needed": 40, "verdict": "not enough yet"}
    for goes_with, words in (("weekday", "the day of the week"), ("time of day", "the time of day")):
        found = {"effects": [{**effect, "maybe_small": False, "goes_with": goes_with}]}
        (group,) = (each for each in effect_groups(found) if each.effects)
        assert f"per 2 points; it goes mostly with {words}, so something else" in group.effects[0].said


def test_what_goes_with_the_calendar_has_the_bar_of_its_column():
    effect = {"exposure": "stress", "on": "pain", "part": "whole", "when": "next day", "per": "2 points", "mean": 1.2}
    effect |= {"low": 0.9, "high": 1.6, "verdict": "not enough yet", "goes_with": "weekday"}
    none = {**effect, "when": "2 to 4 days later", "mean": -0.2, "verdict": "no clear link", "goes_with": None}
    assert [bar.label for bar in bars({"effects": [none, effect]})] == ["Stress, next day"]


def test_what_came_on_the_same_day_may_be_the_other_way_round():
    effect = {"exposure": "treatment.warmth", "on": "pain", "part": "whole", "per": "yes instead of no"}
    effect |= {"mean": 0.9, "low": 0.3, "high": 1.5, "more_days_needed": 0, "verdict": "worsens"}

    def doubts(**more):
        groups = effect_groups({"effects": [{**effect, **more}]})
        return {group.verdict: group.doubt for group in groups if group.doubt}

    assert "other way round" in doubts(when="same day", may_be_reversed=True)["worsens"]
    assert doubts(when="next day", may_be_reversed=False) == {}
    assert doubts(when="same day", may_be_reversed=True, verdict="no clear link") == {}
    belief = {"effects": [{**effect, "when": "same day", "may_be_reversed": True, "mean": -0.9, "verdict": "helps"}]}
    groups = {group.title: group for group in effect_groups(belief)}
    assert not groups["Helps"].effects  # nothing is said to help, or to be clear enough to build on
    assert [line.label for line in groups["Comes with less pain on the same day"].effects] == ["Warmth"]
    later = {**effect, "when": "next day", "may_be_reversed": False, "mean": -0.4, "verdict": "helps"}
    both = {"effects": [*belief["effects"], later]}
    shown = [group.title for group in effect_groups(both) if group.effects]
    assert shown == ["Helps", "Comes with less pain on the same day"]
    assert [bar.label for bar in bars(both)] == ["Warmth, next day"]
    assert doubts(when="same day") == {}, "a belief kept by an older version does not say"


def test_what_years_would_not_tell_is_not_promised():
    effect = {"exposure": "load.trunk", "on": "pain", "part": "below capacity", "when": "next day", "per": "10 minutes"}
    effect |= {"mean": 0.1, "low": -0.5, "high": 0.3, "p_worse": 0.6, "verdict": "not enough yet"}
    assert waiting_words([{**effect, "more_days_needed": 365}]) == "About 365 more days will most likely do."
    assert "years" in waiting_words([{**effect, "more_days_needed": 3351}])
    assert "years" in waiting_words([{**effect, "more_days_needed": None}])
    assert waiting_words([{**effect, "more_days_needed": 0}]) == ""


def test_of_several_ways_the_first_to_be_told_is_waited_for():
    effect = {"exposure": "load.trunk", "on": "pain", "part": "below capacity", "when": "next day", "per": "10 minutes"}
    effect |= {"mean": 1.2, "low": -0.1, "high": 2.7, "p_worse": 0.9, "verdict": "not enough yet"}
    ways = [{**effect, "more_days_needed": wait} for wait in (3351, 12, None)]
    assert waiting_words(ways) == "About 12 more days may tell one of these."
    assert waiting_words([{**effect, "more_days_needed": 1}]) == "A few more days may tell."


def test_what_an_effect_is_told_for_has_the_comma_of_the_language():
    assert per_words("23.8 effort-minutes") == "23.8 effort-minutes"
    with translation.override("de"):
        assert per_words("23.8 effort-minutes") == "23,8 Anstrengungsminuten"
        assert per_words("2 points") == "2 Punkte"


def test_chances_of_a_flare_are_set_against_what_came(client, owner, learner):
    for back in range(60, 0, -1):
        write(owner, days_ago(back), pain=9.0 if back in (20, 19, 18) else 3.0 + back % 2, flare=back in (20, 19, 18))
    text = " ".join(client.get("/trends/?now=1").content.decode().split())
    # 46 days were forecast: 3 with a chance of 0.3, 43 with one of 0.1. The day after the marks is one by the rule.
    assert "told the day before add up to 5, over 46 days; 4 days were in a flare." in text
    assert "On 3 of them the chance was at least 20 in 100; 3 of those were in a flare, and 1 of the 43 others." in text


def test_few_chances_of_a_flare_are_not_judged(client, owner, learner):
    write_days(owner, 20)
    assert "Chances of a flare" not in client.get("/trends/?now=1").content.decode()
