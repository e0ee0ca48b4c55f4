"""The parts of Trends that are pulled: loads by muscle group, effects here and elsewhere, big days, steps, flares."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET

import pytest
from tests.web.conftest import NOW, TODAY, write, write_days

from andante.charts import LoadDay
from andante.plan.limits import Limits
from andante.plan.locks import boom_and_bust
from andante.plan.situation import Situation
from andante.web.diary.rows import diaries_of, diary_of
from andante.web.today import patterns
from andante.web.today.models import AreaEffects
from andante.web.trends.loads import highest_of, loads_of, weeks_of
from andante.web.trends.words import number, signed

PIECE = {"HX-Request": "true"}


def text_of(client, path: str) -> str:
    return client.get(path, headers=PIECE).content.decode()


def days_ago(count: int) -> dt.date:
    return TODAY - dt.timedelta(days=count)


def rate_areas(user, days: int, **areas: float) -> None:
    """`days` days up to yesterday with pain, work, and ratings of areas."""
    work = {"load__neck_shoulders": 10.0, "load__lower_legs": 20.0}
    for back in range(1, days + 1):
        write(user, days_ago(back), pain=float(4 + back % 3), **work, **areas)


class TestLoad:
    def test_a_picture_for_each_group_that_was_written_down(self, client, owner, learner):
        write_days(owner, 20)
        text = text_of(client, "/trends/load/?days=30")
        assert re.findall(r"/trends/(load-\w+)\.svg\?theme=light", text) == ["load-neck_shoulders", "load-lower_legs"]
        assert client.get("/trends/load-trunk.svg").status_code == 404
        assert client.get("/trends/load-nonsense.svg").status_code == 404

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


class TestAreas:
    def test_without_a_rating_it_says_how_to_begin(self, client, owner, learner):
        write_days(owner, 30)
        assert "after 28 ratings of a place" in text_of(client, "/trends/areas/?now=1")
        assert learner.areas == []

    def test_too_few_ratings_say_what_is_missing(self, client, owner, learner):  # acceptance 26
        rate_areas(owner, 27, pain__neck=3)
        text = text_of(client, "/trends/areas/?now=1")
        assert "Neck: 27 ratings so far, 1 more day is needed." in text
        assert "Makes it worse" not in text
        assert learner.areas == []

    def test_nothing_is_worked_out_before_it_is_asked_for(self, client, owner, learner):
        rate_areas(owner, 28, pain__neck=3)
        text = text_of(client, "/trends/areas/")
        assert 'hx-get="/trends/areas/?now=1" hx-trigger="load"' in text
        assert learner.areas == []

    def test_two_at_a_time_until_all_are_there(self, client, owner, learner):
        rate_areas(owner, 28, pain__neck=3, pain__lower_leg_left=2, pain__chest=1)
        assert "2 of 3" in text_of(client, "/trends/areas/?now=1")
        text = text_of(client, "/trends/areas/?now=1")
        assert "hx-trigger" not in text.split(">")[0]
        text_of(client, "/trends/areas/?now=1")
        assert [len(batch) for batch in learner.areas] == [2, 1]
        assert {area for batch in learner.areas for area in batch} == {"pain.neck", "pain.lower_leg_left", "pain.chest"}

    def test_waiting_is_said_calmly_and_goes_on_without_scripts(self, client, owner, learner):
        rate_areas(owner, 28, pain__neck=3, pain__lower_leg_left=2, pain__chest=1)
        text = text_of(client, "/trends/areas/")
        assert 'role="status">Looking at one area after the other: 0 of 3. This takes some seconds each.<' in text
        button = '<noscript><p><a class="button plain wide" href="/trends/areas/?now=1">Look at the next ones</a>'
        pages = [client.get(f"/trends/areas/{now}").content.decode() for now in ("", "?now=1", "?now=1")]
        assert [button in page for page in pages] == [True, True, False]
        assert "Back to Trends" in pages[2]
        assert "Makes it worse" in pages[2]

    def test_no_more_than_eight_and_it_says_so(self, client, owner, learner):
        areas = ["neck", "chest", "abdomen", "upper_back", "lower_back", "jaw_left", "hand_left", "foot_left", "head"]
        rate_areas(owner, 28, **{f"pain__{area}": 3 for area in areas})
        for _ in range(6):
            text = text_of(client, "/trends/areas/?now=1")
        assert sum(map(len, learner.areas)) == 8
        assert "More areas than are looked at" in text

    def test_here_and_elsewhere_both_ways_with_ranges(self, client, owner, learner):
        rate_areas(owner, 28, pain__lower_leg_left=3)
        text = " ".join(text_of(client, "/trends/areas/?now=1").split())
        worse = '<strong>Neck and shoulders → Left lower leg</strong> <span class="tag">elsewhere</span>'
        assert f"{worse}<br>next day +0.6 (+0.1 to +1.1) points, per 10 effort-minutes" in text
        better = '<strong>Lower legs → Left lower leg</strong> <span class="tag">same place</span>'
        assert f"{better}<br>next day −0.5 (−0.9 to −0.1) points" in text
        assert "2 to 4 days later 0.0 (−0.1 to +0.1) points" in text
        assert "About 30 more days would do." in text

    def test_every_verdict_is_as_prominent_and_all_is_exploratory(self, client, owner, learner):  # acceptance 27
        areas = ["neck", "chest", "abdomen", "upper_back", "lower_back", "jaw_left"]
        rate_areas(owner, 28, **{f"pain__{area}": 3 for area in areas})
        for _ in range(3):
            text = text_of(client, "/trends/areas/?now=1")
        titles = re.findall(r"<h3>([^<]*)</h3>", text)
        assert titles == ["Makes it worse (6)", "Helps (6)", "No clear link (6)", "Not enough yet (12)"]
        for section in text.split('<section class="verdict">')[1:]:
            assert section.split("<details")[0].count("<li>") == 3  # as many of each before one tap
        assert "To explore, not to rely on." in text
        assert "30 links were looked at. With so many, a few look clear by chance alone." in text

    def test_what_has_no_estimate_shows_no_number(self, client, owner, learner):  # acceptance 16
        rate_areas(owner, 28, pain__neck=3)
        text = text_of(client, "/trends/areas/?now=1")
        line = next(part for part in text.split("<li>") if "Back and trunk" in part)
        assert "too few days to say anything" in line
        assert "0.0" not in line
        table = text_of(client, "/trends/table/areas/")
        row = next(part for part in table.split("<tr>") if "Back and trunk" in part)
        assert "<td>unknown</td>" in row

    def test_results_hold_for_a_week_and_longer_while_nothing_changes(self, client, owner, learner, clock):
        rate_areas(owner, 28, pain__neck=3)
        text_of(client, "/trends/areas/?now=1")
        clock(NOW + dt.timedelta(hours=4))
        write(owner, TODAY, pain=6, pain__neck=5)
        text_of(client, "/trends/areas/?now=1")
        assert len(learner.areas) == 1
        clock(NOW + dt.timedelta(days=7))
        text_of(client, "/trends/areas/?now=1")
        assert len(learner.areas) == 1
        clock(NOW + dt.timedelta(days=8))
        text_of(client, "/trends/areas/?now=1")
        assert len(learner.areas) == 2
        clock(NOW + dt.timedelta(days=30))  # nobody wrote anything since
        assert "Worked out on 13 Mar 2026" in text_of(client, "/trends/areas/?now=1")
        assert len(learner.areas) == 2
        assert AreaEffects.objects.count() == 1

    def test_a_result_of_another_version_is_made_anew(self, client, owner, learner):
        rate_areas(owner, 28, pain__neck=3)
        text_of(client, "/trends/areas/?now=1")
        AreaEffects.objects.update(version="0.0")
        assert "Makes it worse" not in text_of(client, "/trends/areas/")
        text_of(client, "/trends/areas/?now=1")
        assert len(learner.areas) == 2

    def test_a_fault_in_one_area_is_its_own(self, client, owner, learner, clock, caplog):
        rate_areas(owner, 28, pain__neck=3, pain__chest=2)
        learner.broken = {"pain.neck"}
        text = text_of(client, "/trends/areas/?now=1")
        assert "could not work these out just now. That is its own fault: Neck." in " ".join(text.split())
        assert "Neck and shoulders → Chest" in text
        assert [record.getMessage() for record in caplog.records] == ["no effects on an area"]  # nor where it hurts
        tries = len(learner.areas)
        text_of(client, "/trends/areas/?now=1")
        assert len(learner.areas) == tries  # not again and again
        learner.broken = set()
        clock(NOW + dt.timedelta(hours=4))
        write(owner, TODAY, pain=4, pain__neck=3)
        assert "→ Neck<" in text_of(client, "/trends/areas/?now=1")

    def test_another_person_sees_nothing_of_it(self, client, other_client, other, owner, learner):  # acceptance 55
        rate_areas(owner, 28, pain__neck=3)
        text_of(client, "/trends/areas/?now=1")
        write(other, TODAY, pain=1)
        for path in (
            "areas/?now=1",
            "load/",
            "patterns/",
            "table/areas/",
            "table/pain/",
            "table/load/",
            "table/steps/",
        ):
            text = text_of(other_client, f"/trends/{path}")
            assert "Neck" not in text, path
            assert "4 Mar" not in text, path

    def test_the_real_engine_says_it_in_this_shape(self, client, owner):
        for back in range(1, 31):
            load = 30.0 if back % 3 == 0 else 10.0
            write(owner, days_ago(back), pain=4, pain__neck=float(3 + back % 4), load__lower_legs=load)
        text = text_of(client, "/trends/areas/?now=1")
        assert "Lower legs → Neck" in text
        assert "links were looked at" in text
        (row,) = AreaEffects.objects.all()
        where = {each["exposure"]: each["where"] for each in row.effects}
        assert (where["load.lower_legs"], where["load.neck_shoulders"]) == ("remote", "local")
        known = [each for each in row.effects if each["per"]]
        assert {each["exposure"] for each in known} == {"load.lower_legs"}
        assert all(each["low"] <= each["mean"] <= each["high"] for each in known)
        assert {each["mean"] for each in row.effects if not each["per"]} == {None}


def swing(user, *, days: int = 84, busts: bool = True) -> None:
    """Twelve weeks with a big day each week of late, and a bad day after each when `busts`."""
    big = set(range(6, 41, 7))
    for back in range(1, days + 1):
        load = 60.0 if back in big else 20.0
        pain = 7.0 if busts and back + 1 in big else 4.0
        write(user, days_ago(back), pain=pain, load__neck_shoulders=load)


class TestBigDays:
    def test_a_pattern_is_said_kindly_with_its_numbers_and_what_the_plan_does(self, client, owner, learner):
        swing(owner)
        text = " ".join(text_of(client, "/trends/patterns/").split())
        assert "There is a pattern: big days, then a bust." in text
        assert "It is no fault of yours" in text
        assert "5 big days in twelve weeks, each at least 1.5 times your usual 20 effort-minutes" in text
        assert "After 5 of 5 a bust followed within two days." in text
        assert "there is no step up" in text
        assert text.count("<td>a bust</td>") == 5
        assert "fail" not in text.lower()

    def test_it_is_the_pattern_that_the_planner_sees(self, owner, learner):  # acceptance 24
        swing(owner)
        whole, each = diaries_of(owner, NOW)
        found = patterns.patterns_of(whole, each, TODAY).big
        lock = boom_and_bust(Situation.from_diary(whole, TODAY, "pain", entries=each), Limits())
        assert found.is_pattern
        assert lock.numbers == {"times": found.bad, "heavy_days": found.counted}

    def test_a_pattern_that_rests_on_the_biggest_days_is_told_by_them(self, client, owner, learner):
        """Where ratings scatter it said "after 0 of 7 a bust followed" under "There is a pattern"."""
        for i in range(80):
            pain = [2.5, 5.0, 7.5][i // 4 % 3] if i % 4 != 1 else 6.9
            write(owner, days_ago(80 - i), pain=pain, load__trunk=20.0 if i % 4 else 44.0)
        text = " ".join(text_of(client, "/trends/patterns/").split())
        assert "There is a pattern: big days, then a bust." in text
        assert "Each of your 7 biggest days in the last four weeks was followed by a clearly worse one." in text
        assert "After 0" not in text

    def test_no_pattern_is_said_as_plainly(self, client, owner, learner):  # acceptance 27
        swing(owner, busts=False)
        text = text_of(client, "/trends/patterns/")
        assert "No pattern of big days and busts in the last twelve weeks." in text
        assert "After 0 of 5 a bust followed" in text
        assert "no step up" not in text

    def test_no_big_day_at_all(self, client, owner, learner):
        for back in range(1, 40):
            write(owner, days_ago(back), pain=4, load__trunk=20.0)
        assert "no day of the last twelve weeks stands out" in text_of(client, "/trends/patterns/")

    def test_too_few_days_say_how_many_are_needed(self, client, owner, learner):  # acceptance 26
        write_days(owner, 27)
        text = text_of(client, "/trends/patterns/")
        assert "after 28 days with what you did; in the last twelve weeks there are 27" in " ".join(text.split())

    def test_days_that_are_not_known_are_counted_on_no_side(self, owner, learner):  # acceptance 16
        for back in range(1, 85):
            if back not in (4, 5):
                write(owner, days_ago(back), pain=4, load__trunk=60.0 if back == 6 else 20.0)
        found = patterns.patterns_of(*diaries_of(owner, NOW), TODAY).big
        assert [(each.day, each.bust) for each in found.days] == [(days_ago(6), None)]
        assert (found.bad, found.counted) == (0, 0)

    def test_a_fault_never_breaks_the_page(self, client, owner, learner, monkeypatch):
        swing(owner)
        monkeypatch.setattr("andante.plan.locks.swings", lambda situation: 1 / 0)
        response = client.get("/trends/patterns/")
        assert response.status_code == 200
        assert b"its own fault" in response.content


class TestStepsAndFlares:
    def test_steps_up_are_told_with_day_and_size(self, client, owner, learner):
        for back in range(1, 57):
            write(owner, days_ago(back), pain=4, load__trunk=20.0 if back > 20 else 25.0)
        text = " ".join(text_of(client, "/trends/patterns/").split())
        assert "1 step up so far, 1 of them in the last twelve weeks." in text
        assert "15 Feb 2026: Back and trunk: from 20 to 25 effort-minutes" in text
        assert "<td>20</td><td>25</td>" in text_of(client, "/trends/table/steps/")

    def test_none_so_far_is_no_failing(self, client, owner, learner):
        for back in range(1, 20):
            write(owner, days_ago(back), pain=4, load__trunk=20.0)
        assert "Level days come first" in text_of(client, "/trends/patterns/")

    def test_flares_that_are_over_say_how_they_ended(self, client, owner, learner):  # acceptance 28
        for back in range(1, 60):
            write(owner, days_ago(back), pain=8.0 if 20 <= back <= 24 else 3.0, load__trunk=20.0)
        text = " ".join(text_of(client, "/trends/patterns/").split())
        assert "Your last flare lasted" in text
        assert "eased" in text.split("Flares that are over")[1].split("<ul")[1]

    def test_no_flare_is_said(self, client, owner, learner):
        write_days(owner, 20)
        assert "None in your diary." in text_of(client, "/trends/patterns/")


class TestPage:
    def test_parts_are_pulled_and_each_has_a_page_of_its_own(self, client, owner, learner):
        write_days(owner, 40)
        text = client.get("/trends/?now=1&days=30").content.decode()
        for part in ("load", "areas", "patterns"):
            assert f'hx-get="/trends/{part}/?days=30" hx-trigger="intersect once"' in text
            whole = client.get(f"/trends/{part}/").content.decode()
            assert "<h1>Trends</h1>" in whole
            assert "Back to Trends" in whole
            assert "<h1>" not in text_of(client, f"/trends/{part}/")

    def test_each_picture_has_a_table_behind_it(self, client, owner, learner):
        write_days(owner, 40)
        text = client.get("/trends/?now=1&days=365").content.decode() + text_of(client, "/trends/load/?days=365")
        tables = set(re.findall(r'hx-get="(/trends/table/[^"]*)"', text))
        assert {path.split("/")[3] for path in tables} == {"pain", "against", "load", "load-weeks"}
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
            "areas/",
            "patterns/",
            "table/pain/",
            "table/load/",
            "table/load-weeks/",
            "table/areas/",
            "load-trunk.svg",
        ],
    )
    def test_more_rows_cost_no_more_queries(self, client, owner, learner, connection_queries, path):
        address = f"/trends/{path}?days=365"
        rate_areas(owner, 30, pain__neck=3, load__trunk=5.0)
        for _ in range(2):
            client.get("/trends/?now=1")
            client.get("/trends/areas/?now=1")
        few = connection_queries(lambda: client.get(address))
        for back in range(31, 100):
            write(owner, days_ago(back), pain=5, pain__neck=4, pain__chest=2, pain__head=2, load__trunk=9.0)
        for _ in range(3):
            client.get("/trends/?now=1")
            client.get("/trends/areas/?now=1")
        assert connection_queries(lambda: client.get(address)) == few


def test_numbers_are_rounded_and_never_minus_nothing():
    assert [signed(points) for points in (0.049, -0.049, 0.05, -0.96, 0.0)] == ["0.0", "0.0", "+0.1", "−1.0", "0.0"]
    assert number(0.96) == "1.0"
