"""What a person adds to their diary: it is asked from then on, three states stay apart, and nothing is ever lost."""

from __future__ import annotations

import datetime as dt
import tempfile
import uuid
from pathlib import Path

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.web.conftest import NOW, TODAY, log_bout, posted, write

from andante.anatomy import AREAS
from andante.exchange.diary_columns import column_problem
from andante.exchange.diary_csv import read_diary, write_diary
from andante.web.accounts.models import User
from andante.web.diary.answers import Doing
from andante.web.diary.asking import asked_of
from andante.web.diary.body_map import ORDER, VIEWS, shapes
from andante.web.diary.forms import CheckInForm
from andante.web.diary.history import can_copy
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


# -- activities --------------------------------------------------------------------------------------------------------


def test_an_own_activity_is_made_changed_and_hidden_and_the_past_stays(client, owner):
    made = {
        "what": "activity",
        "name": "Harp",
        "share_arms_hands": "0.6",
        "share_trunk": "0.3",
        "positions": ["sitting"],
    }
    client.post(OWN, {**made, "favourite": "on"})
    harp = OwnActivity.objects.get()
    assert (harp.groups, harp.positions, harp.favourite) == ({"arms_hands": 1.0, "trunk": 0.5}, ["sitting"], True)
    assert client.get(PAGE).content.decode().index("<summary>Harp") > 0
    client.post(PAGE, posted(activity_0="harp", did_effort_0=5, did_minutes_0=20, unplanned_0="on"))
    entry = Entry.objects.get()
    assert (entry.answers["load.arms_hands"], entry.answers["load.trunk"]) == (10, 5)
    assert entry.doings[0]["unplanned"] is True
    client.post(f"/diary/own/activity/{harp.pk}/", {"name": "Great harp", "share_trunk": "1"})
    client.post(f"/diary/entry/{entry.pk}/", posted(pain=4, activity_0="Harp", did_effort_0=5, did_minutes_0=20,
                                                    unplanned_0="on", based_on=1))  # fmt: skip
    entry.refresh_from_db()
    assert (entry.answers["load.arms_hands"], entry.answers["pain"]) == (10, 4)
    client.post(f"/diary/own/activity/{harp.pk}/hide/", {"hidden": "1"})
    assert "Great harp" not in client.get(PAGE).content.decode()
    assert "hidden" in client.get(OWN).content.decode()


def test_an_own_activity_without_muscles_says_that_it_counts_for_nothing(client, owner):
    said = "so it counts for nothing in loads and plans"
    for name, groups in (("Harp", {"arms_hands": 1.0}), ("Humming", {})):
        assert said not in client.get(OWN).content.decode() + client.get(PAGE).content.decode()
        OwnActivity.objects.create(user=owner, name=name, groups=groups, favourite=True)
    for page in (OWN, PAGE):
        shown = client.get(page).content.decode()
        assert shown.count(said) == 1
        assert shown.index("Humming") < shown.index(said)
    assert "Where none is named" in client.get(OWN).content.decode()


def test_an_activity_offered_is_nothing_done_until_something_is_said_of_it(client, owner):  # acceptance 30
    Favourite.objects.create(user=owner, name="yoga")
    form = client.get(PAGE).context["form"]
    assert [row.words for row in form.did][:1] == ["Yoga"]
    client.post(PAGE, posted(pain=3, activity_0="yoga", fixed_0="1", activity_1=""))
    assert Entry.objects.get().doings == []
    client.post(PAGE, posted(activity_0="yoga", fixed_0="1", did_minutes_0=20, activity_1="Dog walking"))
    (second,) = Entry.objects.exclude(doings=[])
    assert [(each["activity"], each["minutes"]) for each in second.doings] == [("yoga", 20), ("dog walking", None)]
    assert second.answers["load.lower_legs"] is None  # done, but nobody knows how much


@pytest.mark.parametrize(
    ("answers", "words"),
    [({"activity_0": "zorbing"}, "does not know this activity"), ({"activity_0": "", "did_minutes_0": "5"}, "Which")],
)
def test_an_activity_nobody_knows_is_named_and_nothing_lost(client, answers, words):
    response = client.post(PAGE, posted(note="stays", **answers))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert "stays" in response.content.decode()


def test_a_row_taken_out_of_an_entry_takes_its_load_with_it(client, owner):
    client.post(PAGE, posted(pain=4, activity_0="yoga", did_effort_0=5, did_minutes_0=20))
    entry = Entry.objects.get()
    client.post(f"/diary/entry/{entry.pk}/", posted(pain=4, activity_0="", based_on=1))
    entry.refresh_from_db()
    assert entry.doings == []
    assert entry.answers["load.trunk"] is None


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


# -- as usual, now, night ----------------------------------------------------------------------------------------------


def test_about_as_usual_writes_the_usual_numbers_and_says_whose_words_they_are(client, owner):  # acceptance 59
    for back in range(1, 8):
        write(owner, TODAY - dt.timedelta(days=back), pain=float(3 + back % 3), fatigue=6.0, load__trunk=8.0)
    write(owner, TODAY - dt.timedelta(days=8), sleep=2.0)
    assert "One tap writes: pain 4, tiredness 6." in client.get(PAGE).content.decode()
    key = str(uuid.uuid4())
    for _ in range(2):
        client.post(f"{PAGE}usual/", {"client_id": key})
    entry = Entry.objects.of(owner).on_day(TODAY, owner.day_start).get()
    assert (entry.answers["pain"], entry.answers["fatigue"], entry.origin) == (4, 6, "as usual")
    assert entry.answers["sleep"] is None  # one day is no usual
    assert entry.answers["load.trunk"] is None  # nobody said what was done
    page = client.get(PAGE).content.decode()
    assert "you said: about as usual" in page
    assert "One tap writes" not in page


def test_usual_needs_days_written_by_hand_and_does_not_feed_on_itself(client, owner, clock):  # acceptance 26
    for back in range(1, 5):
        write(owner, TODAY - dt.timedelta(days=back), pain=4.0)
    assert "About as usual" not in client.get(PAGE).content.decode()
    client.post(f"{PAGE}usual/", {"client_id": str(uuid.uuid4())})
    assert not Entry.objects.of(owner).on_day(TODAY, owner.day_start).exists()
    Entry.objects.update(origin="as usual")
    write(owner, TODAY - dt.timedelta(days=9), pain=9.0)
    assert "About as usual" not in client.get(PAGE).content.decode()


def test_the_night_counts_for_the_chosen_day_and_does_not_overrule_the_evening(client, owner, clock):  # acceptance 2
    owner.day_start = dt.time(4)
    owner.save()
    write(owner, TODAY, pain=5.0)
    for hour, pain in ((1, 9), (2, 8)):
        clock(dt.datetime(2026, 3, 6, hour, 30, tzinfo=dt.UTC))
        assert "counts for Thursday, 5 March" in client.get("/diary/now/").content.decode()
        client.post("/diary/now/", {"client_id": str(uuid.uuid4()), "pain": pain, "note": "awake"})
    assert Entry.objects.filter(kind="now", backdated=False).count() == 2
    (row,) = diary_of(owner, timezone.now() + dt.timedelta(hours=1)).entries
    assert (row.at, row.values["pain"]) == (TODAY, 5)
    assert client.get(PAGE).content.decode().count("how it was just then") == 2


def test_a_moment_is_the_rating_of_a_day_that_has_no_other(client, owner):
    client.post("/diary/now/", {"client_id": str(uuid.uuid4()), "pain": "7", "note": ""})
    assert diary_of(owner, LATER).entries[0].values == {"pain": 7}
    assert "About as usual" not in client.get(PAGE).content.decode()
    assert client.post("/diary/now/", {"client_id": str(uuid.uuid4()), "pain": "", "note": ""}).status_code == 302
    assert client.post("/diary/now/", {"client_id": str(uuid.uuid4()), "pain": "11"}).status_code == 422
    assert Entry.objects.count() == 1


def test_same_as_yesterday_copies_what_was_done_too(client, owner):
    yesterday = TODAY - dt.timedelta(days=1)
    client.post(f"/diary/{yesterday}/", posted(pain=3, activity_0="yoga", did_effort_0=5, did_minutes_0=20))
    client.post(f"{PAGE}same/", {"client_id": str(uuid.uuid4())})
    first, second = Entry.objects.all()
    assert second.doings == first.doings
    assert {**second.answers} == {**first.answers}
    assert second.origin == "same as yesterday"


def test_a_night_takes_no_offer_away_and_a_bout_does(client, owner):
    write(owner, TODAY - dt.timedelta(days=1), pain=3.0)
    client.post("/diary/now/", {"client_id": str(uuid.uuid4()), "pain": "7", "note": ""})
    assert "Same as yesterday" in client.get(PAGE).content.decode()
    assert can_copy(owner, TODAY)
    log_bout(owner, Doing("yoga", 10, 3, planned=True))
    assert "Same as yesterday" not in client.get(PAGE).content.decode()  # what was done would be counted twice
    assert can_copy(owner, TODAY) is None


def test_with_little_energy_pain_and_save_come_first_and_the_rest_behind_one_word(client, owner):
    User.objects.update(low_energy=True)
    page = client.get(PAGE).content.decode()
    assert page.index('name="pain"') < page.index("<summary>More</summary>") < page.index('name="fatigue"')
    assert page.index("<summary>More</summary>") < page.index('name="note"')


# -- any answers -------------------------------------------------------------------------------------------------------

half = st.none() | st.integers(0, 20).map(lambda number: number / 2)


class Anything(TestCase):
    """Whatever is answered reaches the file as it was meant: not asked, blank, and a number, zero included."""

    @settings(max_examples=20, deadline=None)
    @given(
        answers=st.fixed_dictionaries(
            {
                "pain": half,
                "fog": half,
                "mood": half,
                "symptom_itching": half,
                "area_neck": half,
                "area_knee_left": half,
            }
        ),
        taken=st.sampled_from(["1", "0", ""]),
        minutes=st.none() | st.integers(0, 60),
        effort=half,
    )
    def test_three_states_from_form_to_row_to_diary_to_file(self, answers, taken, minutes, effort):  # acceptance 9, 16
        user = User.objects.create_user(uuid.uuid4().hex)
        Symptom.objects.create(user=user, name="Itching", slug="itching")
        Remedy.objects.create(user=user, name="Heat", slug="heat")
        given_ = {**answers, "remedy_heat": taken, "did_effort_0": effort, "did_minutes_0": minutes}
        sent = {name: "" if value is None else value for name, value in given_.items()}
        form = CheckInForm(posted(**sent, activity_0="yoga"), asked=asked_of(user, user.today()))
        assert form.is_valid(), form.errors
        now = dt.datetime.now(dt.UTC)
        entry, _ = Entry.check_in(user, user.today(), form.answers(), client_id=uuid.uuid4(), now=now)
        entry.refresh_from_db()
        diary = diary_of(user, now + dt.timedelta(hours=1))
        with tempfile.TemporaryDirectory() as folder:
            write_diary(diary, Path(folder) / "diary.csv")
            back = read_diary(Path(folder) / "diary.csv")
        assert back.columns == diary.columns
        (row,) = back.entries
        wanted = {
            "pain": answers["pain"],
            "fog": answers["fog"],
            "mood": answers["mood"],
            "symptom.itching": answers["symptom_itching"],
            "treatment.heat": float(taken) if taken else None,
        }
        for column, value in wanted.items():
            assert back.state(row, column) == ("blank" if value is None else "answered"), column
            assert row.get(column) == value
        for area in ("neck", "knee_left"):
            value = answers[f"area_{area}"]
            assert back.state(row, f"pain.{area}") == ("not asked" if value is None else "answered")
        known = (minutes is not None and effort is not None) or 0 in (minutes, effort)
        assert back.state(row, "load.trunk") == ("answered" if known else "blank")
        again = CheckInForm(asked=asked_of(user, user.today(), entry.given), former=entry.given, version=1)
        shown = {bound.name: bound.value() for bound in again if bound.value() not in (None, False)}
        form = CheckInForm(
            {**shown, "client_id": str(uuid.uuid4())},
            asked=asked_of(user, user.today(), entry.given),
            former=entry.given,
        )
        assert form.is_valid(), form.errors
        assert entry.change(form.answers(), based_on=1) == "same"


def test_a_change_beside_an_activity_that_was_renamed_since_keeps_its_load(client, owner):
    grill = OwnActivity.objects.create(user=owner, name="Grill", groups={"arms_hands": 1.0})
    rows = {"activity_0": "Grill", "did_effort_0": "5", "did_minutes_0": "20"}
    rows |= {"activity_1": "Ironing", "did_effort_1": "5", "did_minutes_1": "20"}
    client.post(PAGE, posted(pain=4, **rows))
    entry = Entry.objects.get()
    both = entry.answers["load.arms_hands"]
    grill.name = "Barbecue"
    grill.save()
    client.post(f"/diary/entry/{entry.pk}/", posted(pain=4, based_on=1, **{**rows, "did_minutes_1": "40"}))
    entry.refresh_from_db()
    assert entry.answers["load.arms_hands"] == pytest.approx(10 + 2 * (both - 10), abs=0.02)  # twice the ironing
    gone = {name: value for name, value in rows.items() if not name.endswith("_0")}
    client.post(f"/diary/entry/{entry.pk}/", posted(pain=4, based_on=2, **gone))
    entry.refresh_from_db()
    assert entry.answers["load.arms_hands"] == pytest.approx(both - 10, abs=0.02)
