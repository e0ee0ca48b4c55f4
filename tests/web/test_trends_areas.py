"""What loads do to each painful area, here and elsewhere, as Trends pulls it."""

from __future__ import annotations

import datetime as dt
import re

from tests.web.conftest import NOW, TODAY, write, write_days
from tests.web.trends_pulled import days_ago, rate_areas, text_of

from andante.web.today.models import TargetEffects


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
        assert "About 30 more days will most likely do." in text

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
        assert "72 links were looked at. With so many, a few look clear by chance alone." in text

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
        assert TargetEffects.objects.count() == 1

    def test_a_result_of_another_version_is_made_anew(self, client, owner, learner):
        rate_areas(owner, 28, pain__neck=3)
        text_of(client, "/trends/areas/?now=1")
        TargetEffects.objects.update(version="0.0")
        assert "Makes it worse" not in text_of(client, "/trends/areas/")
        text_of(client, "/trends/areas/?now=1")
        assert len(learner.areas) == 2

    def test_a_fault_in_one_area_is_its_own(self, client, owner, learner, clock, caplog):
        rate_areas(owner, 28, pain__neck=3, pain__chest=2)
        learner.broken = {"pain.neck"}
        text = text_of(client, "/trends/areas/?now=1")
        assert "could not work these out just now. That is its own fault: Neck." in " ".join(text.split())
        assert "Neck and shoulders → Chest" in text
        assert [record.getMessage() for record in caplog.records] == ["no effects on a rating"]  # nor where it hurts
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
        (row,) = TargetEffects.objects.all()
        where = {each["exposure"]: each["where"] for each in row.effects}
        assert (where["load.lower_legs"], where["load.neck_shoulders"]) == ("remote", "local")
        known = [each for each in row.effects if each["per"]]
        assert {each["exposure"] for each in known} == {"load.lower_legs"}
        assert all(each["low"] <= each["mean"] <= each["high"] for each in known)
        assert {each["mean"] for each in row.effects if not each["per"]} == {None}
