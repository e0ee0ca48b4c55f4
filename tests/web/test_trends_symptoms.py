"""Tiredness, fog and symptoms of one's own on Trends: their days on one scale, and what moves them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from tests.web.conftest import TODAY, write
from tests.web.trends_pulled import days_ago, rate_areas, text_of

from andante.web.diary.own import Symptom
from andante.web.today.models import TargetEffects


def add_symptom(user, name: str = "Kopf & Ohr", slug: str = "kopf_öhr") -> str:
    Symptom.objects.create(user=user, name=name, slug=slug)
    return f"symptom.{slug}"


class TestDays:
    def test_each_rating_that_was_written_down_has_a_picture_on_its_own_scale(self, client, owner, learner):
        column = add_symptom(owner)
        for back in range(1, 9):
            write(owner, days_ago(back), pain=4, fatigue=6, sleep=float(back % 3), **{column.replace(".", "__"): 2})
        text = text_of(client, "/trends/ratings/?days=30")
        pictures = re.findall(r'src="(/trends/rating-[^"]*\.svg)\?theme=light[^"]*" alt="([^:]*):', text)
        assert [label for _, label in pictures] == [
            "Tiredness, 0 to 10",
            "Sleep, 0 to 10 (10 is best)",
            "Kopf &amp; Ohr, 0 to 10",
        ]
        for path, _ in pictures:
            svg = client.get(f"{path}?days=30").content.decode()
            assert ET.fromstring(svg).tag.endswith("svg")
            assert ">10<" in svg

    def test_what_was_not_asked_has_none(self, client, owner, learner):
        write(owner, days_ago(1), pain=4)
        assert "Nothing is written down here for these days" in text_of(client, "/trends/ratings/")
        for name in ("rating-fatigue", "rating-pain", "rating-nonsense", "rating-"):
            assert client.get(f"/trends/{name}.svg").status_code == 404

    def test_missing_is_unknown_and_zero_is_zero(self, client, owner, learner):  # acceptance 16
        write(owner, days_ago(3), pain=4, fatigue=0, fog=2)
        write(owner, days_ago(1), pain=4, fog=0)
        table = text_of(client, "/trends/table/ratings/?days=30")
        rows = [re.findall(r"<t[hd][^>]*>([^<]*)<", row) for row in table.split("<tr>")[1:]]
        assert rows == [
            ["Day", "Tiredness", "Fog in the head"],
            ["5 Mar 2026", "unknown", "unknown"],
            ["4 Mar 2026", "unknown", "0"],
            ["3 Mar 2026", "unknown", "unknown"],
            ["2 Mar 2026", "0", "2"],
        ]


class TestWhatMoves:
    def test_without_a_rating_it_says_how_to_begin(self, client, owner, learner):
        rate_areas(owner, 30)
        assert "After 28 ratings of one of them" in text_of(client, "/trends/symptoms/?now=1")
        assert learner.areas == []

    def test_tiredness_fog_and_own_symptoms_are_looked_at_and_nothing_else(self, client, owner, learner):
        column = add_symptom(owner)
        rated = {"fatigue": 5, "fog": 3, "sleep": 4, "stress": 5, "mood": 6, "pain__neck": 3}
        rate_areas(owner, 28, **rated, **{column.replace(".", "__"): 2})
        assert "Looking at one after the other: 2 of 3." in text_of(client, "/trends/symptoms/?now=1")
        text_of(client, "/trends/symptoms/?now=1")
        assert {each for batch in learner.areas for each in batch} == {"fatigue", "fog", column}

    def test_both_ways_with_ranges_under_ones_own_name(self, client, owner, learner):
        column = add_symptom(owner)
        rate_areas(owner, 28, **{column.replace(".", "__"): 2})
        text = " ".join(text_of(client, "/trends/symptoms/?now=1").split())
        assert "<strong>Stress → Kopf &amp; Ohr</strong><br>same day +0.8 (+0.4 to +1.2) points, per 2 points" in text
        assert "<strong>Lower legs → Kopf &amp; Ohr</strong><br>next day −0.5 (−0.9 to −0.1) points" in text
        assert "<h3>Comes with more of it on the same day (1)</h3>" in text  # stress
        assert "at least 95 in 100 that it is more of it." in text  # the neck, on the next day
        assert "What comes on the same day may be the other way round" in text
        assert "To explore, not to rely on." in text
        table = text_of(client, "/trends/table/symptoms/")
        assert "Kopf &amp; Ohr" in table
        assert "<td>unknown</td>" in table  # the trunk, of which nothing is known

    def test_many_ways_are_one_range_with_each_of_them_behind_it(self, client, owner, learner):
        rate_areas(owner, 28, fatigue=5)
        text = " ".join(text_of(client, "/trends/symptoms/?now=1").split())
        summary, _, behind = text.partition("<strong>Arms and hands → Tiredness</strong><br>")[2].partition(
            "</summary>"
        )
        assert summary == "−0.3 to +0.7 points, per 10 effort-minutes</span>"
        ways = re.findall("<li>([^<]*)</li>", behind.partition("</details>")[0])
        assert len(ways) == 6
        assert ways[3] == "same day, above what you can carry +0.1 (−0.3 to +0.7)"

    def test_too_few_or_only_zeros_are_not_looked_at(self, client, owner, learner):
        rate_areas(owner, 27, fatigue=4, fog=0)
        text = text_of(client, "/trends/symptoms/?now=1")
        assert "Tiredness: 27 ratings so far, 1 more day is needed." in text
        assert "Fog" not in text.partition("</h2>")[2].partition("</p>")[2]
        assert learner.areas == []

    def test_another_person_sees_nothing_of_it(self, client, other_client, other, owner, learner):  # acceptance 55
        rate_areas(owner, 28, fatigue=5)
        text_of(client, "/trends/symptoms/?now=1")
        write(other, TODAY, pain=1)
        for path in ("symptoms/?now=1", "ratings/", "table/symptoms/", "table/ratings/"):
            text = text_of(other_client, f"/trends/{path}")
            assert "Tiredness" not in text.replace("What moves tiredness", "").replace("Tiredness, sleep", ""), path
            assert "4 Mar" not in text, path
        assert other_client.get("/trends/rating-fatigue.svg").status_code == 404

    def test_the_real_engine_says_it_in_this_shape(self, client, owner):
        for back in range(1, 41):
            load = 30.0 if back % 3 == 0 else 10.0
            write(owner, days_ago(back), pain=4, fatigue=float(3 + back % 4), stress=back % 5, load__lower_legs=load)
        text = text_of(client, "/trends/symptoms/?now=1")
        assert "Lower legs → Tiredness" in text
        assert "Stress → Tiredness" in text
        (row,) = TargetEffects.objects.all()
        assert {each["where"] for each in row.effects} == {"general"}
        known = [each for each in row.effects if each["per"]]
        assert {each["exposure"] for each in known} == {"load.lower_legs", "stress"}
        assert all(each["low"] <= each["mean"] <= each["high"] for each in known)
