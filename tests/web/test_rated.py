"""When a day is rated: what learning, plan, Trends and exports make of it, and who may say so."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.utils import timezone
from tests.web.conftest import NOW, TODAY, write, write_days
from tests.web.test_keeping import parts_of
from tests.web.trends_pulled import rate_areas, text_of

from andante.web.diary.answers import Answers
from andante.web.diary.models import Entry
from andante.web.diary.mornings import looks_like_mornings
from andante.web.diary.rows import diaries_of
from andante.web.today.models import ForecastRecord
from andante.web.today.services import plan_for

FORM = {"day_start": "00:00", "zone": "UTC", "caution": "0.1"}
WELCOME = {"valued": "", "day_start": "00:00"}
HINT = "Lately you mostly write before noon"


def rated_of(user) -> set[str]:
    return {diary.rated for diary in diaries_of(user, timezone.now())}


@pytest.mark.parametrize(("path", "form"), [("/settings/", FORM), ("/welcome/", WELCOME)])
class TestSayingSo:
    def test_it_is_asked_kept_and_reaches_the_diary(self, client, owner, other, path, form):
        write(owner, TODAY, pain=4)
        assert rated_of(owner) == {"evening"}
        assert "When do you usually rate your day?" in client.get(path).content.decode()
        assert client.post(path, {**form, "rated": "morning"}).status_code == 302
        owner.refresh_from_db()
        other.refresh_from_db()
        assert (owner.rated, other.rated) == ("morning", "evening")
        assert rated_of(owner) == {"morning"}
        assert '<option value="morning" selected>' in client.get(path).content.decode()

    def test_a_page_from_before_the_question_changes_nothing(self, client, owner, path, form):
        owner.rated = "morning"
        owner.save()
        assert client.post(path, form).status_code == 302
        owner.refresh_from_db()
        assert owner.rated == "morning"

    def test_another_time_of_day_is_refused(self, client, owner, path, form):
        assert client.post(path, {**form, "rated": "noon", "caution": "0.2"}).status_code in (200, 422)
        owner.refresh_from_db()
        assert (owner.rated, owner.caution) == ("evening", 0.1)


class TestLearningAnew:
    def test_the_plan_waits_and_all_is_learned_anew(self, client, owner, learner):
        write_days(owner, 30)
        client.get("/today/?now=1")
        client.get("/trends/?now=1")
        learner.calls.clear()
        client.post("/settings/", {**FORM, "rated": "morning"})
        owner.refresh_from_db()
        assert plan_for(owner, TODAY, wait=False).pending
        assert "?now=1" in client.get("/today/").content.decode()
        assert 'aria-busy="true"' in client.get("/trends/").content.decode()
        assert learner.calls == []
        client.get("/today/?now=1")
        client.get("/trends/?now=1")
        assert [verb for verb, _ in learner.calls].count("learn") == 1
        assert [verb for verb, _ in learner.calls].count("prequential") == 1
        assert ForecastRecord.objects.get().rated == "morning"

    def test_a_score_of_ratings_read_otherwise_is_not_shown(self, client, owner, learner):
        write_days(owner, 30)
        assert plan_for(owner, TODAY).score is not None
        ForecastRecord.objects.update(rated="morning")
        assert plan_for(owner, TODAY).score is None

    def test_effects_on_areas_hold_for_no_week_then(self, client, owner, learner):
        rate_areas(owner, 28, pain__neck=3)
        assert "Makes it worse" in text_of(client, "/trends/areas/?now=1")
        client.post("/settings/", {**FORM, "rated": "morning"})
        assert "Makes it worse" not in text_of(client, "/trends/areas/")
        assert "Makes it worse" in text_of(client, "/trends/areas/?now=1")
        assert len(learner.areas) == 2


def test_what_is_taken_along_says_it(client, owner):
    write(owner, TODAY - dt.timedelta(days=1), pain=4)
    assert "--rated morning" not in parts_of(owner)["README.txt"]
    client.post("/settings/", {**FORM, "rated": "morning"})
    owner.refresh_from_db()
    parts = parts_of(owner)
    assert '"rated": "morning"' in parts["person.json"]
    assert "andante learn --rated morning diary.csv" in parts["README.txt"]


class TestTheHint:
    def written(self, user, hour: int, days: int, *, first: int = 0, **more) -> None:
        for back in range(first, first + days):
            now = dt.datetime.combine(NOW.date() - dt.timedelta(days=back), dt.time(hour), tzinfo=dt.UTC)
            answers = Answers({"pain": 4.0, **more})
            Entry.check_in(user, user.own_day(now), answers, client_id=uuid.uuid4(), now=now)

    def test_it_comes_with_mornings_and_goes_with_the_setting(self, client, owner, other_client, learner):
        self.written(owner, 8, 5)
        self.written(owner, 21, 4, first=5)
        assert HINT in client.get("/trends/?now=1").content.decode()
        assert HINT not in other_client.get("/trends/?now=1").content.decode()
        client.post("/settings/", {**FORM, "rated": "morning"})
        assert HINT not in client.get("/trends/?now=1").content.decode()

    def test_it_stays_away_where_there_is_no_habit(self, owner):
        self.written(owner, 8, 4)
        assert not looks_like_mornings(owner, TODAY)  # too few
        self.written(owner, 21, 5, first=5)
        assert not looks_like_mornings(owner, TODAY)  # mostly evenings
        self.written(owner, 8, 9, first=14)
        assert not looks_like_mornings(owner, TODAY)  # long ago

    def test_a_day_written_later_or_after_midnight_is_no_morning(self, owner):
        owner.day_start = dt.time(4)
        owner.save()
        self.written(owner, 2, 6)
        for back in range(1, 7):
            day, id_ = TODAY - dt.timedelta(days=back), uuid.uuid4()
            Entry.check_in(owner, day, Answers({"pain": 4.0}), client_id=id_, now=NOW.replace(hour=9))
        assert not looks_like_mornings(owner, TODAY)
