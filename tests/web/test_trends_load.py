"""Loads by muscle group, as Trends pulls them: one picture each, and its table."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET

from tests.web.conftest import NOW, TODAY, write, write_days
from tests.web.trends_pulled import days_ago, text_of

from andante.charts import LoadDay
from andante.web.diary.rows import diary_of
from andante.web.trends.loads import highest_of, loads_of, weeks_of


class TestLoad:
    def test_a_picture_for_each_group_that_was_written_down(self, client, owner, learner):
        write_days(owner, 20)
        text = text_of(client, "/trends/load/?days=30")
        assert re.findall(r"/trends/(load-\w+)\.svg\?theme=light", text) == ["load-neck_shoulders", "load-lower_legs"]
        assert client.get("/trends/load-trunk.svg").status_code == 404
        assert client.get("/trends/load-nonsense.svg").status_code == 404

    def test_effort_is_told_on_the_scale_on_which_it_is_asked(self, client, owner, learner):
        write_days(owner, 20)
        assert "effort from 0 to 10, divided by ten, times minutes" in text_of(client, "/trends/load/?days=30")

    def test_missing_is_unknown_and_zero_is_zero(self, client, owner, learner):  # acceptance 16
        write(owner, days_ago(3), pain=4, load__trunk=0, load__arms_hands=12)
        write(owner, days_ago(1), pain=4, load__arms_hands=7)
        table = text_of(client, "/trends/table/load/?days=30")
        rows = [re.findall(r"<t[hd][^>]*>([^<]*)<", row) for row in table.split("<tr>")[2:]]
        assert rows == [
            ["5 Mar 2026", "unknown", "unknown"],
            ["4 Mar 2026", "7", "unknown"],
            ["3 Mar 2026", "unknown", "unknown"],
            ["2 Mar 2026", "12", "0"],
        ]

    def test_all_pictures_have_one_measure(self, client, owner, learner):
        write_days(owner, 40)
        loads = loads_of(diary_of(owner, NOW), TODAY, 30)
        assert highest_of(loads) == 22
        for name in ("load-neck_shoulders", "load-lower_legs"):
            svg = client.get(f"/trends/{name}.svg?days=30&theme=dark").content.decode()
            assert ET.fromstring(svg).tag.endswith("svg")
            assert ">30<" in svg  # the top of the axis: the fullest day of any group, rounded up

    def test_the_year_comes_by_week_too(self, client, owner, learner):
        write_days(owner, 60)
        assert "load-weeks" in text_of(client, "/trends/load/?days=365")
        assert "load-weeks" not in text_of(client, "/trends/load/?days=90")
        assert "Week from" in text_of(client, "/trends/table/load-weeks/?days=365")

    def test_weeks_say_how_many_of_their_days_are_known(self):  # acceptance 16, 17
        monday = dt.date(2026, 3, 2)
        days = [
            LoadDay(monday + dt.timedelta(days=i), load) for i, load in enumerate([1, None, 0, 4, None, None, None])
        ]
        (week, after) = weeks_of((*days, LoadDay(monday + dt.timedelta(days=7), None)))
        assert (week.first, week.days, week.known, week.load) == (monday, 7, 3, 5)
        assert (after.days, after.known, after.load) == (1, 0, None)

    def test_nothing_written_down_says_so(self, client, owner, learner):
        write(owner, TODAY, pain=4)
        assert "Nothing is written down here" in text_of(client, "/trends/load/")
