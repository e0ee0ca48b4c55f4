"""The first day, what comes when, wishes that reach the planner, the timer's page, and whom to call."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
import uuid

import pytest
from django.test import Client
from django.utils.translation import override
from tests.web.conftest import TODAY, log_bout, write_days

from andante.plan.limits import WEEKDAYS
from andante.plan.red_flags import RED_FLAGS
from andante.web.diary.answers import Doing
from andante.web.diary.help_numbers import COUNTRIES, country_of
from andante.web.diary.models import Concern, Entry
from andante.web.today.first_days import coming
from andante.web.today.models import Wishes
from andante.web.today.must_do import read, written
from andante.web.today.page import _room, _room_words
from andante.web.today.services import plan_for
from andante.web.today.timer import planned_courses


def data(page: str, name: str):
    return json.loads(re.search(rf'<script id="{name}"[^>]*>(.*?)</script>', page, re.DOTALL).group(1))


def test_the_first_page_says_what_it_is_and_is_not(client, learner):
    page = client.get("/welcome/").content.decode()
    for words in ("not a doctor", "after 10 more days", "after 14 more days", "after 28 more days", "/help-now/"):
        assert words in page


@pytest.mark.parametrize("told", ["me_cfs", "pem", "five answers", "no_progression"])
def test_no_first_page_promises_a_step_to_whom_there_will_be_none(client, owner, learner, told):
    step = "A first small step up"
    write_days(owner, 3)
    pages = ("/welcome/", "/today/?now=1")
    assert all(step in client.get(page).content.decode() for page in pages)
    assert "keep some gentle movement" in client.get(pages[1]).content.decode()
    if told == "five answers":
        Wishes.objects.update_or_create(user=owner, defaults={"pem_screen": {"mind_tires": [3, 3]}})
    else:
        setattr(owner, told, True)
        owner.save()
    assert not any(step in client.get(page).content.decode() for page in pages)
    saves = told != "no_progression"
    assert ("keep some gentle movement" not in client.get(pages[1]).content.decode()) == saves
    assert ("no flare" not in client.get("/today/flare/").content.decode()) == saves


def test_every_question_may_be_left_out(client, owner, learner):
    assert client.post("/welcome/", {"valued": "", "day_start": "00:00"})["Location"] == "/today/"
    assert Wishes.of(owner).valued == []
    assert "Begin: how andante works" not in client.get("/today/?now=1").content.decode()


def test_what_is_answered_reaches_the_first_plan(client, owner, learner):
    client.post("/welcome/", {"valued": "Piano\n choir ,piano", "me_cfs": "on", "day_start": "04:00"})
    owner.refresh_from_db()
    assert Wishes.of(owner).valued == ["piano", "choir"]
    assert (owner.me_cfs, owner.pem, f"{owner.day_start:%H:%M}") == (True, False, "04:00")
    answer = plan_for(owner, owner.today()).answer
    assert answer["mode"] == "safe-default"
    assert answer["schedule"][0]["activity"] == "piano"


def test_the_first_bout_that_was_planned_is_not_more_than_planned(client, owner, learner):
    client.post("/welcome/", {"valued": "piano", "day_start": "00:00"})
    owner.refresh_from_db()
    first = plan_for(owner, owner.today()).answer
    bout = first["schedule"][0]
    log_bout(owner, Doing("piano", bout["bouts"][0]["minutes"], 10 * bout["effort"]))
    then = plan_for(owner, owner.today()).answer
    assert then["envelope"].keys() == first["envelope"].keys() == {"whole_body"}
    room = then["envelope"]["whole_body"]
    assert room["done"] == pytest.approx(bout["effort"] * bout["bouts"][0]["minutes"])
    assert room["ceiling"] == first["envelope"]["whole_body"]["ceiling"]
    assert then["schedule"][0]["activity"] == "piano"
    page = client.get("/today/?now=1").content.decode()
    assert "More than planned" not in page
    assert "Not today" not in page


def test_too_long_a_list_is_said_kindly(client, owner, learner):
    response = client.post("/welcome/", {"valued": "\n".join(map(str, range(20))), "day_start": "00:00"})
    assert response.status_code == 422
    assert "at most 12" in response.content.decode()


def test_wishes_hours_and_ceilings_reach_the_planner(client, owner, learner):
    write_days(owner, 40)
    free = plan_for(owner, TODAY).answer
    given = {"valued": "knitting\npiano", "hours": "", "most_neck_shoulders": "3", "most_lower_legs": "0"}
    assert client.post("/today/wishes/", given)["Location"] == "/today/"
    bound = plan_for(owner, TODAY).answer
    assert free["envelope"]["neck_shoulders"]["ceiling"] > 3
    assert bound["envelope"]["neck_shoulders"]["ceiling"] == 3
    assert bound["envelope"]["lower_legs"]["ceiling"] == 0  # nought is a ceiling, an empty field is none
    assert {each["activity"] for each in bound["schedule"]} == {"knitting"}
    barred = [why["text"] for why in bound["why"] if why["code"] == "valued-barred"]  # for its pedals
    assert barred == ["Not planned: piano. You set a ceiling of nothing for muscles that it takes."]
    assert "own-ceiling" in [why["code"] for why in bound["why"]]
    client.post("/today/wishes/", {"valued": "", "hours": "0.25"})
    assert Wishes.of(owner).hours == 0.25
    assert "hours" in [why["code"] for why in plan_for(owner, TODAY).answer["why"]]


@pytest.mark.parametrize("given", [{"hours": "25"}, {"hours": "-1"}, {"most_trunk": "-2"}, {"most_trunk": "much"}])
def test_a_wrong_wish_is_not_kept(client, owner, given):
    assert client.post("/today/wishes/", given).status_code == 422
    assert not Wishes.objects.exists()


def test_wishes_are_ones_own(client, other_client, owner, learner):
    client.post("/today/wishes/", {"valued": "a private wish"})
    for path in ("/today/?now=1", "/today/wishes/", "/today/timer/", "/welcome/"):
        assert "private wish" not in other_client.get(path).content.decode()
        assert Client().get(path).status_code == 302


@pytest.mark.parametrize("rated", [0, 9, 10, 13, 14, 27, 28])
def test_what_comes_is_counted_from_the_engines_own_numbers(rated):  # acceptance 26
    steps = coming(rated, TODAY)
    assert all(step.days_left > 0 for step in steps)
    assert [step.days_left for step in steps] == sorted(step.days_left for step in steps)
    assert len(steps) == sum(needed > rated for needed in (10, 14, 28, 28))


@pytest.mark.parametrize("is_rated", [False, True])
def test_the_day_of_a_plan_of_ones_own_is_the_same_wherever_it_is_told(client, owner, learner, clock, is_rated):
    """Once today was rated, the card named a day earlier than the plan, and the plan left today out of its count."""
    write_days(owner, 12, last=TODAY if is_rated else TODAY - dt.timedelta(days=1))
    clock(dt.datetime.combine(TODAY, dt.time(22), tzinfo=dt.UTC))
    (whole, *_) = [each for each in plan_for(owner, TODAY).answer["why"] if each["code"] == "not-enough-yet"]
    page = client.get("/today/?now=1").content.decode()
    known = coming(12, TODAY, is_rated=is_rated)[0]
    assert whole["numbers"]["known"] == 12
    assert whole["numbers"]["earliest"] == known.earliest.isoformat()
    assert f"{known.earliest.day} {known.earliest:%B} at the earliest" in " ".join(page.split())


# -- the timer ---------------------------------------------------------------------------------------------------------


def test_the_timer_runs_the_plan_as_it_was_shown(client, owner, learner):  # acceptance 24
    write_days(owner, 40)
    client.get("/today/?now=1")
    learner.calls.clear()
    page = client.get("/today/timer/").content.decode()
    answer = plan_for(owner, TODAY).answer
    planned = data(page, "planned")
    assert [each["bouts"] for each in planned] == [each["bouts"] for each in answer["schedule"]]
    assert learner.calls == []
    free = {each["activity"]: each for each in data(page, "free-courses")}
    assert "grill scrubbing" in free
    assert "sleeping" not in free
    for each in free.values():
        assert 1 <= each["minutes"] <= 30
        assert 1 <= each["rest"] <= each["minutes"] * 2
        assert 1 <= each["times"] <= 6


def test_a_bout_planned_counts_as_nothing_done(client, owner, learner):  # acceptance 30
    write_days(owner, 40)
    client.get("/today/?now=1")
    client.get("/today/timer/?do=0&go=1")
    assert not Entry.objects.filter(kind="bout").exists()
    assert {room["done"] for room in plan_for(owner, TODAY).answer["envelope"].values()} == {0.0}


def test_a_bout_of_the_safe_default_and_of_an_unknown_wish_can_be_written_down(client, owner, learner):
    for name in ("everyday activity, such as light housework or a short walk", "choir"):
        doing = {"activity": name, "minutes": 7, "effort_0_10": 3, "planned": True}
        entry = {"client_id": str(uuid.uuid4()), "kind": "bout", "doings": [doing]}
        moment = {"local": "2026-03-05T18:00:00", "offset_min": 0, "zone": "UTC"}
        reply = client.post("/diary/send/", {"entries": [{**entry, **moment}]}, content_type="application/json")
        assert reply.json()["entries"][0]["outcome"] == "stored"
    assert Entry.objects.filter(kind="bout").count() == 2


def test_pages_are_small_on_the_wire(client, owner, learner, settings):
    """What the server sends of a page itself, compressed as a browser asks for it; 15 KB at most after the first."""
    write_days(owner, 40)
    for path in ("/today/?now=1", "/today/timer/", "/today/flare/", "/welcome/", "/worry/", "/help-now/"):
        reply = client.get(path, headers={"accept-encoding": "gzip"})
        assert reply["Content-Encoding"] == "gzip"
        assert len(reply.content) < 15_000, path
        assert gzip.decompress(reply.content).startswith(b"<!doctype")


# -- whom to call ------------------------------------------------------------------------------------------------------


def test_every_sign_is_asked_and_every_one_brings_help_first(client, owner, learner):  # acceptance 35
    page = client.get("/worry/").content.decode()
    for code in RED_FLAGS:
        assert f'value="{code}"' in page
    for code, (level, _words) in RED_FLAGS.items():
        Concern.objects.all().delete()
        client.post("/worry/", {"flags": [code]})
        page = client.get("/worry/").content.decode()
        main = page.split("<main")[1]
        title = {"now": "Call for help now", "today": "See a doctor today", "soon": "See a doctor soon"}[level]
        assert main.index(title) < main.index("What is new?")
        assert main.index('href="tel:112"') < main.index("What is new?"), code  # a worse one may be ticked next
        for path in ("/today/", "/diary/", "/today/timer/", "/settings/", "/today/flare/", "/today/wishes/"):
            shown = client.get(path).content.decode().split("<main")[1]
            assert title in shown.split("</section>")[0], (code, path)


def test_help_is_public_holds_nothing_of_anybody_and_may_be_kept(client, owner):
    owner.username = "a-private-name"
    owner.save()
    for visitor in (Client(), client):
        reply = visitor.get("/help-now/")
        assert reply.status_code == 200
        assert "public" in reply["Cache-Control"]
        assert "a-private-name" not in reply.content.decode()
    assert Client().get("/help-now/").content == client.get("/help-now/").content


@pytest.mark.parametrize(
    ("zone", "code"),
    [
        ("Europe/London", "uk"),
        ("Europe/Dublin", "ie"),
        ("Europe/Berlin", "de"),
        ("Europe/Vienna", "at"),
        ("Europe/Zurich", "ch"),
        ("Europe/Vaduz", "europe"),
        ("Europe/Madrid", "europe"),
        ("America/Indiana/Knox", "us"),
        ("America/Toronto", "ca"),
        ("Australia/Perth", "au"),
        ("America/Bogota", "elsewhere"),
        ("Asia/Tokyo", "elsewhere"),
        ("UTC", "elsewhere"),
    ],
)
def test_the_country_follows_the_zone_and_what_is_unknown_stays_so(zone, code):
    assert country_of(zone).code == code


def test_the_numbers_to_call_are_these_and_no_others():
    assert {each.code: (each.emergency, each.crisis) for each in COUNTRIES} == {
        "uk": ("999", "116 123"),
        "ie": ("112", "116 123"),
        "de": ("112", "0800 111 0 111"),
        "at": ("144", "142"),
        "ch": ("144", "143"),
        "us": ("911", "988"),
        "ca": ("911", None),
        "au": ("000", None),
        "europe": ("112", None),
        "elsewhere": (None, None),
    }


def test_the_crisis_line_can_be_dialled_where_the_country_is_known(client, owner):
    page = client.get("/help-now/").content.decode()
    for number in ("08001110111", "142", "143"):
        assert f'href="tel:{number}"' in page


MUST_DO = {"valued": "", "hours": "", "must_do": "desk work 120\n\nmy own shift 90"}


class TestWhatHasToBeDone:
    def test_it_reaches_the_plan_with_breaks_and_the_page_and_the_timer(self, client, owner, learner):
        write_days(owner, 40)
        assert client.post("/today/wishes/", MUST_DO)["Location"] == "/today/"
        assert Wishes.of(owner).must_do == {"desk work": 120.0, "my own shift": 90.0}
        answer = plan_for(owner, TODAY).answer
        assert [each["activity"] for each in answer["must_do"]] == ["desk work", "my own shift"]
        assert sum(bout["minutes"] for bout in answer["must_do"][0]["bouts"]) == 120
        page = client.get("/today/?now=1").content.decode()
        assert "Has to be done" in page
        assert "My own shift" in page
        assert "desk work 120\nmy own shift 90" in client.get("/today/wishes/").content.decode()
        place = len([each for each in answer["schedule"] if each["bouts"]])
        course = planned_courses(answer)[place]
        assert (course["activity"], len(course["bouts"])) == ("desk work", len(answer["must_do"][0]["bouts"]))
        assert f"?do={place}" in page

    def test_what_has_to_be_done_takes_of_the_room_that_is_told(self, client, owner, learner):
        write_days(owner, 40)
        rooms = []
        for must_do in ("", "desk work 240"):
            client.post("/today/wishes/", {**MUST_DO, "must_do": must_do})
            answer = plan_for(owner, TODAY).answer
            rooms.append([_room(group, answer, held=()).said for group in answer["envelope"]])
        assert rooms[0] != rooms[1]
        assert [_room_words(20.0, used, needed=needed) for used, needed in ((0.0, 0.0), (0.0, 14.0), (14.0, 8.0))] == [
            _room_words(20.0, 0.0, needed=0.0), _room_words(6.0, 0.0, needed=0.0), _room_words(20.0, 14.0, needed=0.0),
        ]  # fmt: skip
        _room_words(20.0, 0.0, needed=60.0)  # more than there is room for: nothing is left, and nothing breaks

    def test_without_it_nothing_is_said_of_it(self, client, owner, learner):
        write_days(owner, 40)
        assert "Has to be done" not in client.get("/today/?now=1").content.decode()

    @pytest.mark.parametrize("lines", ["Desk work 120\ncare 60\ndesk work 60", "desk work 180, care 60"])
    def test_nothing_of_it_is_lost_where_it_is_named_twice_or_with_commas(self, client, owner, lines):
        client.post("/today/wishes/", {**MUST_DO, "must_do": lines})
        assert Wishes.of(owner).must_do == {"desk work": 180.0, "care": 60.0}
        client.post("/today/wishes/", {**MUST_DO, "must_do": "care, in the evening 30"})
        assert Wishes.of(owner).must_do == {"care, in the evening": 30.0}

    @pytest.mark.parametrize(
        ("lines", "kept"),
        [
            ("desk work 240 Mon-Fri", {"desk work": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), 240.0)}),
            ("care 60 Sat, sunday", {"care": {"sat": 60.0, "sun": 60.0}}),
            ("care 60 Sat. – Mon.", {"care": {"mon": 60.0, "sat": 60.0, "sun": 60.0}}),
            ("desk work 240 Mon, Wed, care 30", {"desk work": {"mon": 240.0, "wed": 240.0}, "care": 30.0}),
            ("care 30\ncare 60 Tue", {"care": {**dict.fromkeys(WEEKDAYS, 30.0), "tue": 90.0}}),
            ("care 30 Mon-Fri\ncare 30 Sat Sun", {"care": 30.0}),
            ("sunday roast 45 Sun", {"sunday roast": {"sun": 45.0}}),
            ("mondays at the museum 45", {"mondays at the museum": 45.0}),
            ("desk work 0000240", {"desk work": 240.0}),
            ("the 12 steps 30 Fri", {"the 12 steps": {"fri": 30.0}}),
        ],
    )
    def test_it_may_be_of_some_weekdays_and_is_read_as_it_is_written(self, client, owner, lines, kept):
        client.post("/today/wishes/", {**MUST_DO, "must_do": lines})
        assert Wishes.of(owner).must_do == kept
        assert read(written(kept), longest=60) == kept  # as the form shows it, and sends it back

    def test_a_plan_has_what_has_to_be_done_on_its_day(self, client, owner, learner):
        write_days(owner, 40)
        client.post("/today/wishes/", {**MUST_DO, "must_do": "desk work 60 Thu\ncare 60 Fri-Wed"})
        assert [each["activity"] for each in plan_for(owner, TODAY).answer["must_do"]] == ["desk work"]  # a Thursday
        assert "desk work 60 Thu" in client.get("/today/wishes/").content.decode()

    def test_weekdays_are_read_and_told_in_the_language_of_the_page(self):
        with override("de"):
            assert read("Pflege 60 Mo-Mi So", longest=60) == {
                "Pflege": dict.fromkeys(("mon", "tue", "wed", "sun"), 60.0)
            }
            assert written({"Pflege": dict.fromkeys(("mon", "tue", "wed", "sun"), 60.0)}) == "Pflege 60 Mo-Mi So"
            assert read("Pflege 60 Tuesday", longest=60) == {"Pflege": {"tue": 60.0}}

    @pytest.mark.parametrize(
        "line",
        [
            "desk work",
            "desk work 0",
            "desk work 1441",
            "240",
            "desk work -5",
            "desk work 240 Mon-Foo",
            "desk work 240 Mo n",
            "desk work 240 Mon-",
            "care 60, desk work",
            "Mon-Fri desk work 240",
            "care Mon 60",
            "care 60, Mon 30",
            "Mon 30 Mon",
            "care 60 Mon, Wed cooking 30",
            "care 100000",
            f"{'long ' * 13}60",
        ],
    )
    def test_a_line_without_an_activity_and_minutes_is_not_kept(self, client, owner, line):
        assert client.post("/today/wishes/", {**MUST_DO, "must_do": line}).status_code == 422
        assert not Wishes.objects.exists()

    def test_it_is_ones_own(self, client, other_client, owner, learner):
        client.post("/today/wishes/", {**MUST_DO, "must_do": "a private shift 60"})
        for path in ("/today/?now=1", "/today/wishes/", "/today/timer/"):
            assert "private shift" not in other_client.get(path).content.decode()
