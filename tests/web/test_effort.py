"""Five questions about malaise after effort: who reads them, what is kept, what it does to a plan, how it is told."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from tests.web.conftest import TODAY, write_days
from tests.web.test_keeping import parts_of

from andante.plan.screen import ITEMS
from andante.web.accounts.models import User
from andante.web.keeping.erasing import erase
from andante.web.today.models import Wishes
from andante.web.today.services import plan_for

PATH = "/settings/effort/"
NO = {f"{part}_{item}": "0" for item in ITEMS for part in ("often", "strong")}
YES = {**NO, "often_mind_tires": "3", "strong_mind_tires": "2"}


def codes(user) -> set[str]:
    return {why["code"] for why in plan_for(user, TODAY).answer["why"]}


def answered(client, form: dict[str, str]) -> str:
    return client.post(PATH, form, follow=True).content.decode()


def test_the_way_there_is_beside_the_tick(client, owner, learner):
    assert f'href="{PATH}"' in client.get("/settings/").content.decode()
    page = client.get("/welcome/").content.decode()
    assert '<button class="button plain" name="effort" value="1">' in page
    form = {"valued": "piano", "day_start": "00:00", "effort": "1"}
    assert client.post("/welcome/", form)["Location"] == PATH
    assert Wishes.of(owner).valued == ["piano"]  # what was filled in before is kept


def test_every_question_is_asked_and_says_nothing_before_it_is_answered(client, owner):
    page = client.get(PATH).content.decode()
    for words in ITEMS.values():
        assert words in page
    assert page.count("<select") == 2 * len(ITEMS) + 1
    assert "What your answers come to" not in page
    assert not Wishes.objects.exists()


def test_a_positive_one_holds_every_step_and_is_told_plainly(client, owner, learner):
    write_days(owner, 40)
    assert "pem-screen" not in codes(owner)
    page = answered(client, {**YES, "how_long": "3"})
    assert Wishes.of(owner).pem_screen == {**{item: [0, 0] for item in ITEMS}, "mind_tires": [3, 2], "how_long": 3}
    assert "pem-screen" in codes(owner)
    for words in ("does not step up", "someone who treats you", "not a diagnosis", "a day or more"):
        assert words in page.split("<form")[0] + page.split("<main")[1]
    assert '<option value="3" selected>mostly</option>' in page
    answered(client, NO)
    assert "pem-screen" not in codes(owner)


def test_a_negative_one_takes_no_tick_away(client, owner):
    assert "do not look like malaise" in answered(client, NO)
    assert "you ticked" not in client.get(PATH).content.decode()
    owner.pem = True
    owner.save()
    assert "you ticked" in client.get(PATH).content.decode()
    owner.refresh_from_db()
    assert owner.pem


def test_what_is_left_out_is_unknown(client, owner, learner):  # acceptance 16
    page = answered(client, {"often_mind_tires": "1", "strong_mind_tires": "1"})
    assert "this says nothing yet" in page
    assert Wishes.of(owner).pem_screen == {"mind_tires": [1, 1]}
    answered(client, {})
    assert Wishes.of(owner).pem_screen == {}
    assert "What your answers come to" not in client.get(PATH).content.decode()


def test_never_says_how_strong_too(client, owner):
    answered(client, {"often_mind_tires": "0", "often_heavy_once_started": "0", "strong_heavy_once_started": "2"})
    assert Wishes.of(owner).pem_screen == {"mind_tires": [0, 0], "heavy_once_started": [0, 2]}


@pytest.mark.parametrize(
    "wrong", [{"often_mind_tires": "2"}, {"strong_mind_tires": "0"}, {"often_mind_tires": "5"}, {"how_long": "x"}]
)
def test_half_an_answer_or_a_wrong_one_is_not_kept(client, owner, wrong):
    response = client.post(PATH, wrong)
    assert response.status_code == 422
    assert "error" in response.content.decode()
    assert not Wishes.objects.exists()


def test_other_wishes_stay(client, owner):
    client.post("/today/wishes/", {"valued": "piano", "hours": "4"})
    answered(client, YES)
    client.post("/today/wishes/", {"valued": "piano, choir", "hours": "5"})
    wishes = Wishes.of(owner)
    assert (wishes.valued, wishes.hours, wishes.pem_screen["mind_tires"]) == (["piano", "choir"], 5, [3, 2])


def test_it_is_ones_own(client, owner, other_client, other, learner):
    answered(client, YES)
    assert "What your answers come to" not in other_client.get(PATH).content.decode()
    assert not re.search(r'value="\d" selected', other_client.get(PATH).content.decode())
    answered(other_client, NO)
    assert Wishes.of(owner).pem_screen["mind_tires"] == [3, 2]
    assert Client().get(PATH)["Location"].startswith("/sign-in/")
    assert Client().post(PATH, YES)["Location"].startswith("/sign-in/")


def test_it_is_taken_along_and_erased(client, owner, other, tmp_path):
    answered(client, YES)
    (row,) = json.loads(parts_of(owner)["person.json"])["rows"]["today.Wishes"]
    assert row["pem_screen"]["mind_tires"] == [3, 2]
    assert "pem_screen" in parts_of(owner)["person.schema.json"]
    assert "mind_tires" not in parts_of(other)["person.json"]


@pytest.mark.django_db(transaction=True)
def test_erasing_takes_it(tmp_path, clock):
    user = User.objects.create_user("cleo", password="four calm words here")
    Wishes.objects.create(user=user, pem_screen={"mind_tires": [3, 2]})
    erase(user, tmp_path)
    assert not Wishes.objects.exists()


def test_it_speaks_german(client, owner):
    owner.language = "de"
    owner.save()
    page = answered(client, YES)
    for words in ("Fünf Fragen", "nie</option>"):
        assert words in page + client.get("/settings/").content.decode()
    assert "Das ist keine Diagnose." in page
