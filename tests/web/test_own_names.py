"""A remedy or a symptom gets another name: all that was written stands under it, and its column stays one."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from tests.web.conftest import TODAY, posted, write

from andante.web.diary.models import Entry, Remedy, Symptom
from andante.web.diary.rows import diary_of
from andante.web.keeping.belongings import diary_csv, rows_of

PAGE, OWN = f"/diary/{TODAY}/", "/diary/own/"


@pytest.fixture
def magnesium(owner) -> Remedy:
    return Remedy.objects.create(user=owner, name="Magnesium", slug="magnesium", dose="one at night", prescribed=True)


@pytest.fixture
def itching(owner) -> Symptom:
    return Symptom.objects.create(user=owner, name="Itching", slug="itching")


def address(thing: Remedy | Symptom) -> str:
    return f"{OWN}{'remedy' if isinstance(thing, Remedy) else 'symptom'}/{thing.pk}/"


def said(client, thing: Remedy | Symptom, **answers: str) -> str:
    """What the page says to a change that cannot be made."""
    answer = client.post(address(thing), answers)
    assert answer.status_code == 422
    thing.refresh_from_db()
    return answer.content.decode()


def test_what_was_written_stands_under_the_new_name(client, owner, magnesium):
    client.post(PAGE, posted(remedy_magnesium="1", dose_magnesium="half of one"))
    assert f'href="{address(magnesium)}"' in client.get(OWN).content.decode()
    shown = client.get(address(magnesium)).content.decode()
    assert 'value="Magnesium"' in shown
    assert 'value="one at night"' in shown
    assert 'name="prescribed" id="id_prescribed" checked' in shown
    answer = client.post(address(magnesium), {"name": " The  white powder ", "dose": "one spoon"})
    assert answer["Location"] == OWN
    for page in (PAGE, "/diary/", f"/diary/entry/{Entry.objects.get().pk}/", OWN):
        text = client.get(page).content.decode()
        assert "The white powder" in text, page
        assert "Magnesium" not in text, page
    assert "<dt>The white powder</dt><dd>taken, half of one</dd>" in client.get(PAGE).content.decode()
    magnesium.refresh_from_db()
    assert (magnesium.slug, magnesium.dose, magnesium.prescribed) == ("magnesium", "one spoon", False)


def test_it_is_one_column_before_and_after(client, owner, magnesium, clock):
    write(owner, TODAY - dt.timedelta(days=1), pain=4, treatment__magnesium=1)
    client.post(address(magnesium), {"name": "White powder"})
    client.post(PAGE, posted(pain=3, remedy_magnesium="0"))
    diary = diary_of(owner, dt.datetime(2026, 3, 6, tzinfo=dt.UTC))
    assert [entry.values["treatment.magnesium"] for entry in diary.entries] == [1, 0]
    assert [column for column in diary.columns if column.startswith("treatment.")] == ["treatment.magnesium"]
    rows = list(csv.DictReader(io.StringIO(diary_csv(owner) or "")))
    assert [row["treatment.magnesium"] for row in rows] == ["1", "0"]
    (kept,) = rows_of(owner)["diary.Remedy"]
    assert (kept["name"], kept["slug"]) == ("White powder", "magnesium"), "an archive says which name the column has"


def test_the_name_that_is_free_again_begins_a_column_of_its_own(client, owner, magnesium):
    client.post(PAGE, posted(remedy_magnesium="1"))
    client.post(address(magnesium), {"name": "White powder"})
    client.post(OWN, {"what": "remedy", "name": "Magnesium"})
    assert list(Remedy.objects.values_list("name", "slug")) == [
        ("Magnesium", "magnesium_2"),
        ("White powder", "magnesium"),
    ]
    assert "<dt>White powder</dt><dd>taken</dd>" in client.get(PAGE).content.decode()


def test_a_form_that_stood_open_meanwhile_loses_nothing(client, owner, magnesium):
    form = posted(remedy_magnesium="1", dose_magnesium="half of one")
    client.post(address(magnesium), {"name": "White powder"})
    client.post(PAGE, form)
    assert Entry.objects.get().answers["treatment.magnesium"] == 1


def test_a_symptom_too(client, owner, itching):
    client.post(PAGE, posted(symptom_itching=3))
    assert client.post(address(itching), {"name": "Burning skin"})["Location"] == OWN
    assert "<dt>Burning skin</dt><dd>3</dd>" in client.get(PAGE).content.decode()
    itching.refresh_from_db()
    assert (itching.name, itching.slug) == ("Burning skin", "itching")


def test_what_cannot_be_a_name_is_told_and_changes_nothing(client, owner, magnesium, itching):
    for thing, name in ((magnesium, "Magnesium"), (itching, "Itching")):
        type(thing).objects.create(user=owner, name="Wärme", slug="taken")
        assert "This field is required" in said(client, thing, name="   ")
        assert "at most 60 characters" in said(client, thing, name="x" * 61)
        for same in ("Wärme", "WÄRME", " wärme ", "Wa\u0308rme"):
            page = said(client, thing, name=same)
            assert "You have one of that name already" in page
            assert f"<h1>{name}</h1>" in page, "it is still called what it was"
        assert thing.name == name
    assert "at most 60 characters" in said(client, magnesium, name="White powder", dose="x" * 61)
    assert magnesium.name == "Magnesium"


def test_its_own_name_in_other_letters_is_no_other_name(client, owner, magnesium):
    assert client.post(address(magnesium), {"name": "MAGNESIUM"})["Location"] == OWN
    assert Remedy.objects.get().name == "MAGNESIUM"


def test_a_hidden_one_can_be_renamed_and_stays_hidden(client, owner, magnesium):
    Remedy.objects.update(hidden=True)
    client.post(address(magnesium), {"name": "White powder"})
    assert Remedy.objects.values_list("name", "hidden").get() == ("White powder", True)


def test_nobody_renames_what_is_another_persons(other_client, magnesium, itching):
    for thing in (magnesium, itching):
        assert other_client.get(address(thing)).status_code == 404
        assert other_client.post(address(thing), {"name": "taken over"}).status_code == 404
        thing.refresh_from_db()
        assert thing.name != "taken over"
    assert other_client.get(f"{OWN}spell/1/").status_code == 404
    assert other_client.get(f"{OWN}favourite/1/").status_code == 404
