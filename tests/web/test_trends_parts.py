"""All parts of Trends that are pulled: from the page and alone, with a table for each picture, in few queries."""

from __future__ import annotations

import re

import pytest
from tests.web.conftest import write, write_days
from tests.web.trends_pulled import days_ago, rate_areas, text_of

from andante.web.trends.words import number, signed


class TestPage:
    def test_parts_are_pulled_and_each_has_a_page_of_its_own(self, client, owner, learner):
        write_days(owner, 40)
        text = client.get("/trends/?now=1&days=30").content.decode()
        for part in ("load", "ratings", "areas", "symptoms", "patterns"):
            assert f'hx-get="/trends/{part}/?days=30" hx-trigger="intersect once"' in text
            whole = client.get(f"/trends/{part}/").content.decode()
            assert "<h1>Trends</h1>" in whole
            assert "Back to Trends" in whole
            assert "<h1>" not in text_of(client, f"/trends/{part}/")

    def test_each_picture_has_a_table_behind_it(self, client, owner, learner):
        write_days(owner, 40)
        write(owner, days_ago(1), pain=4, fatigue=3)
        text = client.get("/trends/?now=1&days=365").content.decode()
        text += "".join(text_of(client, f"/trends/{part}/?days=365") for part in ("load", "ratings"))
        tables = set(re.findall(r'hx-get="(/trends/table/[^"]*)"', text))
        assert {path.split("/")[3] for path in tables} == {"pain", "against", "load", "load-weeks", "ratings"}
        for path in tables:
            assert path.endswith("?days=365")  # the range is kept
            assert f'<a class="quiet-link" href="{path}">' in text  # without a script, too
            assert "<table>" in text_of(client, path)
        assert client.get("/trends/table/nonsense/").status_code == 404

    def test_low_energy_shows_the_first_part_and_one_more(self, client, owner, learner):
        write_days(owner, 40)
        assert "<summary>More</summary>" not in client.get("/trends/?now=1").content.decode()
        owner.low_energy = True
        owner.save()
        text = client.get("/trends/?now=1").content.decode()
        before, _, after = text.partition("<summary>More</summary>")
        assert "<h2>Pain</h2>" in before
        assert before.count("<h2>") == 1
        for title in ("Forecasts and what happened", "What you did", "What moves my pain", "Here and elsewhere"):
            assert f"<h2>{title}</h2>" in after

    @pytest.mark.parametrize(
        "path",
        [
            "load/",
            "ratings/",
            "areas/",
            "symptoms/",
            "patterns/",
            "table/pain/",
            "table/ratings/",
            "table/load/",
            "table/load-weeks/",
            "table/areas/",
            "table/symptoms/",
            "load-trunk.svg",
            "rating-fatigue.svg",
        ],
    )
    def test_more_rows_cost_no_more_queries(self, client, owner, learner, connection_queries, path):
        address = f"/trends/{path}?days=365"
        rate_areas(owner, 30, pain__neck=3, load__trunk=5.0, fatigue=4)
        for _ in range(2):
            client.get("/trends/?now=1")
            client.get("/trends/areas/?now=1")
            client.get("/trends/symptoms/?now=1")
        few = connection_queries(lambda: client.get(address))
        for back in range(31, 100):
            areas = {"pain__neck": 4, "pain__chest": 2, "pain__head": 2}
            write(owner, days_ago(back), pain=5, load__trunk=9.0, fatigue=5, fog=3, **areas)
        for _ in range(3):
            client.get("/trends/?now=1")
            client.get("/trends/areas/?now=1")
            client.get("/trends/symptoms/?now=1")
        assert connection_queries(lambda: client.get(address)) == few


def test_numbers_are_rounded_and_never_minus_nothing():
    assert [signed(points) for points in (0.049, -0.049, 0.05, -0.96, 0.0)] == ["0.0", "0.0", "+0.1", "−1.0", "0.0"]
    assert number(0.96) == "1.0"
