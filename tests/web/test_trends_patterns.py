"""Big days and what followed, levels reached, and flares that are over, as Trends pulls them."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.web.conftest import NOW, TODAY, write, write_days
from tests.web.trends_pulled import days_ago, text_of

from andante.plan.limits import Limits
from andante.plan.locks import boom_and_bust
from andante.plan.situation import Situation
from andante.records import Diary
from andante.records import Entry as Row
from andante.web.diary.rows import diaries_of
from andante.web.today import patterns
from andante.web.today.models import Wishes
from andante.web.trends.big_days import patterns_page


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
        monkeypatch.setattr("andante.plan.swings.swings", lambda situation: 1 / 0)
        response = client.get("/trends/patterns/")
        assert response.status_code == 200
        assert b"its own fault" in response.content


class TestStepsAndFlares:
    @staticmethod
    def rise(owner) -> None:
        for back in range(1, 57):
            write(owner, days_ago(back), pain=4, load__trunk=20.0 if back > 20 else 25.0)

    def test_levels_reached_are_told_with_day_and_size_as_what_was_done(self, client, owner, learner):
        """They were called steps up, and no plan had granted one."""
        self.rise(owner)
        text = " ".join(text_of(client, "/trends/patterns/").split())
        assert "Levels you reached" in text
        assert "Rises of what you did so far: 1, and 1 of them in the last twelve weeks." in text
        assert "read from what you wrote down; no plan granted them as a step" in text
        assert "step up" not in text.lower()
        assert "steps up" not in text.lower()
        assert "15 Feb 2026: Back and trunk: from 20 to 25 effort-minutes" in text
        assert "<td>20</td><td>25</td>" in text_of(client, "/trends/table/steps/")

    @pytest.mark.parametrize("told", ["me_cfs", "pem", "screen"])
    def test_where_only_energy_is_to_be_saved_no_rise_is_listed(self, client, owner, learner, told):
        self.rise(owner)
        if told == "screen":
            Wishes.objects.update_or_create(user=owner, defaults={"pem_screen": {"mind_tires": [3, 2]}})
        else:
            setattr(owner, told, True)
            owner.save()
        text = text_of(client, "/trends/patterns/")
        assert "Levels you reached" not in text
        assert "from 20 to 25" not in text
        assert "Flares that are over" in text
        assert client.get("/trends/table/steps/").status_code == 404

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


class TestBouts:
    @staticmethod
    def said(*rises: float) -> str:
        """What the page says after bouts that pain rose by so much after, one a day."""
        rows = []
        for back, rise in enumerate(rises, 1):
            day = NOW - dt.timedelta(days=back)
            after = day + dt.timedelta(minutes=10)
            rows += [Row(day - dt.timedelta(hours=1), {"pain": 3.0}), Row(day, {"load.trunk": 3.0})]
            rows.append(Row(after, {"pain": 3.0 + rise}))
        each = Diary(tuple(sorted(rows, key=lambda row: row.at)), ("pain", "load.trunk"))
        return patterns_page(patterns.patterns_of(each, each, TODAY), TODAY).bouts

    def test_what_was_rated_right_after_bouts_is_told_with_what_comes_of_it(self):
        mild, hard, one = self.said(0, 1, 2, 1), self.said(0, 4, 1, 4), self.said(0)
        assert "4 bouts of the last eight weeks" in mild
        assert "Pain never rose by more than 2 points. That can make the bouts of your plans a little longer." in mild
        assert "after 2 of them. That can make the bouts of your plans shorter." in hard
        assert "1 bout of the last eight weeks has" in one
        assert "never rose by more than 2 points. That makes next to no difference" in one
        assert "Pain rose by more than 2 points once. That can" in self.said(4)

    def test_without_one_it_says_what_it_takes(self, client, owner, learner):
        write_days(owner, 20)
        text = " ".join(text_of(client, "/trends/patterns/").split())
        assert "What your bouts said" in text
        assert "Nothing yet. It takes a rating of pain in the hours before a bout" in text
