"""What a person adds to their diary: it is asked from then on, three states stay apart, and nothing is ever lost."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.conftest import NOW, TODAY, posted

from andante.anatomy import AREAS
from andante.exchange.diary_columns import column_problem
from andante.web.diary.body_map import ORDER, VIEWS, shapes
from andante.web.diary.models import Entry, Favourite, OwnActivity, Remedy, Symptom
from andante.web.diary.own import slug_of
from andante.web.diary.rows import diary_of

PAGE, OWN = f"/diary/{TODAY}/", "/diary/own/"
LATER = NOW + dt.timedelta(hours=4)
TOMORROW = NOW + dt.timedelta(days=1)


@pytest.fixture
def magnesium(owner) -> Remedy:
    return Remedy.objects.create(user=owner, name="Magnesium", slug="magnesium", dose="one at night")


# -- symptoms and areas ------------------------------------------------------------------------------------------------


def test_a_symptom_added_today_is_on_tomorrows_form_and_in_the_diary(client, owner, clock):  # acceptance 10
    client.post(OWN, {"what": "symptom", "name": " Tingling  hands "})
    assert Symptom.objects.get().name == "Tingling hands"
    clock(TOMORROW)
    page = client.get(f"/diary/{TODAY + dt.timedelta(days=1)}/").content.decode()
    assert "Tingling hands" in page
    client.post(f"/diary/{TODAY + dt.timedelta(days=1)}/", posted(symptom_tingling_hands=0))
    diary = diary_of(owner, TOMORROW + dt.timedelta(hours=1))
    assert diary.entries[-1].values["symptom.tingling_hands"] == 0
    assert column_problem("symptom.tingling_hands") is None


def test_a_hidden_symptom_is_not_asked_but_stays_where_it_was_written(client, owner):
    symptom = Symptom.objects.create(user=owner, name="Itching", slug="itching")
    client.post(PAGE, posted(symptom_itching=3))
    client.post(f"/diary/own/symptom/{symptom.pk}/hide/", {"hidden": "1"})
    assert "symptom_itching" not in client.get(PAGE).content.decode()
    assert "<dt>Itching</dt><dd>3</dd>" in client.get(PAGE).content.decode()
    entry = Entry.objects.get()
    assert 'name="symptom_itching" value="3"' in client.get(f"/diary/entry/{entry.pk}/").content.decode()
    client.post(f"/diary/own/symptom/{symptom.pk}/hide/", {"hidden": "0"})
    assert "symptom_itching" in client.get(PAGE).content.decode()


def test_an_area_is_asked_from_the_day_it_hurt_and_not_before(client, owner):  # acceptance 10, 16
    client.post(PAGE, posted(area_neck=6))
    assert Entry.objects.get().answers["pain.neck"] == 6
    assert not any(column.startswith("pain.knee") for column in Entry.objects.get().answers)
    client.post(PAGE, posted(pain=3))
    second = (
        Entry.objects.latest("recorded_at", "instant") if False else Entry.objects.exclude(answers__pain=None).get()
    )
    assert second.answers["pain.neck"] is None  # asked now, and left blank
    assert diary_of(owner, LATER).entries[0].values["pain.neck"] == 6


def test_every_area_is_drawn_listed_and_a_column(client):
    drawn = {shape.area for view in VIEWS for shape in shapes(view)}
    assert drawn == set(AREAS) == set(ORDER)
    page = client.get(PAGE).content.decode()
    for area in AREAS:
        assert f'name="area_{area}"' in page
        assert f'data-area="{area}"' in page
        assert column_problem(f"pain.{area}") is None


# -- remedies ----------------------------------------------------------------------------------------------------------


def test_taken_with_and_without_a_dose_not_taken_and_not_said_are_four_things(client, owner, magnesium):  # acceptance 9
    for taken, dose in (("1", "half of one"), ("1", ""), ("0", "half of one"), ("", "")):
        client.post(PAGE, posted(note="x", remedy_magnesium=taken, dose_magnesium=dose))
    kept = [(each.answers["treatment.magnesium"], each.doses) for each in Entry.objects.order_by("recorded_at", "pk")]
    wanted = [(1, {"magnesium": "half of one"}), (1, {}), (0, {}), (None, {})]
    assert sorted(kept, key=str) == sorted(wanted, key=str)
    page = client.get(PAGE).content.decode()
    for words in ("taken, half of one", "<dd>taken</dd>", "<dd>not taken</dd>"):
        assert words in page


def test_a_remedy_not_on_the_list_is_not_asked(client, owner):  # acceptance 9, 16
    client.post(PAGE, posted(pain=3, remedy_magnesium="1"))
    assert "treatment.magnesium" not in Entry.objects.get().answers
    assert "treatment.magnesium" not in diary_of(owner, LATER).columns


def test_taken_once_a_day_is_taken_whatever_the_evening_form_says(client, owner, magnesium):
    client.post(PAGE, posted(remedy_magnesium="1"))
    client.post(PAGE, posted(remedy_magnesium="0"))
    client.post(PAGE, posted(pain=3))
    assert diary_of(owner, LATER).entries[0].values["treatment.magnesium"] == 1


def test_words_beside_a_remedy_of_which_nothing_is_said_are_asked_about_and_not_forgotten(client, magnesium):
    answer = client.post(PAGE, posted(pain=4, remedy_magnesium="", dose_magnesium="two cups"))
    assert answer.status_code == 422
    assert "Was it taken?" in answer.content.decode()
    assert 'value="two cups"' in answer.content.decode()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("waited", [False, True])
def test_hidden_while_a_form_stood_open_its_answer_is_kept(client, owner, magnesium, waited):
    Symptom.objects.create(user=owner, name="Itching", slug="itching")
    form = posted(pain=4, remedy_magnesium="1", dose_magnesium="two cups", symptom_itching="6")
    Remedy.objects.update(hidden=True)
    Symptom.objects.update(hidden=True)
    if waited:
        entry = {"client_id": form.pop("client_id"), "form": form, "local": "2026-03-05T18:00", "offset_min": 0}
        body = {"entries": [{**entry, "zone": "UTC"}]}
        answer = client.post("/diary/send/", body, content_type="application/json").json()
        assert answer["entries"][0]["outcome"] == "stored"
    else:
        client.post(PAGE, form)
    kept = Entry.objects.get()
    assert (kept.answers["treatment.magnesium"], kept.doses) == (1, {"magnesium": "two cups"})
    assert kept.answers["symptom.itching"] == 6
    assert "remedy_magnesium" not in client.get(PAGE).content.decode()


def test_no_dose_is_ever_filled_in(client, magnesium):
    client.post(PAGE, posted(remedy_magnesium="1", dose_magnesium="two"))
    form = client.get(PAGE).context["form"]
    assert form["dose_magnesium"].value() in (None, "")
    assert form["remedy_magnesium"].value() == ""
    assert client.get(PAGE).content.decode().count("one at night") == 1  # the person's own words, beside the name


def test_a_remedy_keeps_its_column_when_another_takes_a_name_like_it(client, owner):
    for name in ("Heat pad", "heat-pad", "Heat  PAD"):
        client.post(OWN, {"what": "remedy", "name": name, "prescribed": "on"})
    assert list(Remedy.objects.values_list("name", "slug", "prescribed")) == [
        ("Heat pad", "heat_pad", True),
        ("heat-pad", "heat-pad", True),
    ]


@given(st.lists(st.text(max_size=80), max_size=6))
def test_every_name_gets_a_column_that_a_diary_file_may_have(names):
    taken: set[str] = set()
    for name in names:
        slug = slug_of(name, taken)
        assert slug not in taken
        assert column_problem(f"treatment.{slug}") is None, slug
        taken.add(slug)


# -- all of them -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["symptom", "remedy", "activity", "favourite"])
def test_what_has_no_name_or_a_known_one_is_refused_kindly(client, what):
    name = "yoga" if what == "favourite" else "Mine"
    assert client.post(OWN, {"what": what, "name": name}).status_code == 302
    for wrong in ("", "x" * 61, *([] if what == "favourite" else ["mine"])):
        assert client.post(OWN, {"what": what, "name": wrong}).status_code == 422
    assert client.post(OWN, {"what": "spell", "name": "x"}).status_code == 404
    assert client.post("/diary/own/spell/1/hide/").status_code == 404


def test_a_favourite_can_be_put_back(client, owner):
    client.post(OWN, {"what": "favourite", "name": "Yoga"})
    client.post(OWN, {"what": "favourite", "name": "yoga"})
    each = Favourite.objects.get()
    client.post(f"/diary/own/favourite/{each.pk}/hide/")
    assert not Favourite.objects.exists()


def test_lists_of_ones_own_cost_no_more_queries_as_they_grow(client, owner, connection_queries):
    counts = []
    for batch in range(2):
        for number in range(1 + 15 * batch):
            name = f"mine {batch} {number}"
            Symptom.objects.create(user=owner, name=name, slug=f"s{batch}{number}")
            Remedy.objects.create(user=owner, name=name, slug=f"r{batch}{number}")
            OwnActivity.objects.create(user=owner, name=name)
        counts.append([connection_queries(lambda path=path: client.get(path)) for path in (OWN, PAGE, "/diary/")])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 10
