"""Taking along, keeping and being erased. # acceptance 7 8 9 14 16"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import sqlite3
from pathlib import Path

import jsonschema
import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.web.conftest import TODAY, once_more, write, write_days

from andante.exchange.archive import checked_parts
from andante.exchange.backup import read_manifest
from andante.exchange.diary_csv import read_diary
from andante.web.accounts.models import OneTimeLink, User
from andante.web.diary.models import Concern, Entry, EntryVersion
from andante.web.keeping.belongings import LEFT_OUT, SECRET_FIELDS, archive_of, diary_csv, paths_to_user
from andante.web.keeping.erasing import erase

PAGES = ("/keeping/", "/keeping/archive.zip", "/keeping/diary.csv", "/keeping/erase/")


def parts_of(user: User) -> dict[str, str]:
    return {name: part.decode() for name, part in checked_parts(archive_of(user).content).items()}


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_every_model_is_taken_along_or_left_out_with_a_reason():
    for model, path in paths_to_user().items():
        assert (path is not None) or model._meta.label in LEFT_OUT, model._meta.label
    known = {model._meta.label for model in apps.get_models()}
    assert set(LEFT_OUT) <= known


def test_blank_zero_and_not_asked_stay_three_things(owner):  # acceptance 9, 16
    write(owner, TODAY, pain=0, sleep=None, note="“quiet”, windy")
    rows = table(parts_of(owner)["observations.csv"])
    by_column = {row["column"]: row for row in rows}
    assert (by_column["pain"]["state"], by_column["pain"]["value"]) == ("answered", "0")
    assert (by_column["sleep"]["state"], by_column["sleep"]["value"]) == ("blank", "")
    assert "mood" not in by_column or by_column["mood"]["state"] == "blank"
    assert "treatment.anything" not in by_column
    assert by_column["note"]["value"] == "“quiet”, windy"
    assert by_column["load.trunk"]["unit"] == "effort-minutes"


def test_the_archive_holds_every_row_and_fits_its_own_schema(owner):  # acceptance 8
    write_days(owner, 5)
    entry = write(owner, TODAY, pain=7)
    entry.set_void(True)
    Concern.objects.create(user=owner, flags=["fever"])
    parts = parts_of(owner)
    person = json.loads(parts["person.json"])
    jsonschema.validate(person, json.loads(parts["person.schema.json"]))
    assert len(person["rows"]["diary.Entry"]) == 6
    assert len(person["rows"]["diary.EntryVersion"]) == 1
    assert [row["void"] for row in person["rows"]["diary.Entry"]].count(True) == 1
    assert person["rows"]["diary.Concern"][0]["flags"] == ["fever"]
    assert not SECRET_FIELDS & set(person["rows"]["accounts.User"][0])
    assert owner.password not in parts["person.json"]


def test_nothing_of_another_person_is_in_it(owner, other):
    write(owner, TODAY, pain=4, note="mine")
    write(other, TODAY, pain=9, note="a private word")
    for name, part in parts_of(owner).items():
        assert "a private word" not in part, name
        assert "ben" not in part, name


def test_the_diary_file_reads_back(owner, tmp_path):
    write_days(owner, 20, last=TODAY - dt.timedelta(days=2))
    for pain, note in ((3, "first"), (4, "in the same second")):
        write(owner, TODAY - dt.timedelta(days=1), pain=pain, note=note)
    write(owner, TODAY, pain=9, note="its hour has not come yet")
    path = tmp_path / "diary.csv"
    path.write_text(diary_csv(owner) or "", "utf-8")
    read = read_diary(path)
    assert len(read.entries) == 22
    assert [entry.values["pain"] for entry in read.entries][-2:] == [3, 4]
    assert [entry.note for entry in read.entries][-2:] == ["first", "in the same second"]


def test_an_empty_diary_gives_no_empty_file(client, owner):  # acceptance 8
    assert client.get("/keeping/diary.csv").status_code == 404
    assert "diary.csv" not in parts_of(owner)
    assert table(parts_of(owner)["observations.csv"]) == []


def test_the_same_rows_give_the_same_bytes(owner):
    write_days(owner, 3)
    assert archive_of(owner).content == archive_of(User.objects.get(pk=owner.pk)).content


def test_pages_by_owner_other_and_stranger(client, other_client, owner, settings, tmp_path):
    settings.DATA = tmp_path
    write(owner, TODAY - dt.timedelta(days=1), pain=4, note="a private word")
    for page in PAGES:
        assert client.get(page).status_code == 200, page
        assert Client().get(page).status_code == 302, page
    for page in ("/keeping/", "/keeping/archive.zip", "/keeping/erase/"):
        assert b"a private word" not in other_client.get(page).content
    assert other_client.get("/keeping/diary.csv").status_code == 404
    once_more(other_client, "four other words here")
    assert other_client.get("/keeping/backup.zip").status_code == 404, "only the owner of the folder"
    assert Client().get("/keeping/backup.zip").status_code == 302
    assert Client().get("/erased/").status_code == 200


def test_a_download_is_a_file_and_is_not_kept_by_the_browser(client, owner):
    write(owner, TODAY, pain=4)
    answer = client.get("/keeping/archive.zip")
    assert answer["Content-Disposition"] == f'attachment; filename="andante-{TODAY}.zip"'
    assert "no-store" in answer["Cache-Control"]
    assert checked_parts(answer.content)


def test_the_owner_takes_a_backup_along(client, owner, settings, tmp_path):
    settings.DATA = tmp_path
    answer = once_more(client).get("/keeping/backup.zip", follow=True)
    assert b"No backup could be made" in answer.content
    with sqlite3.connect(tmp_path / "andante.sqlite3") as database:
        database.executescript((Path(__file__).parent / "schemas" / "first.sql").read_text("utf-8"))
    database.close()
    (tmp_path / "b.zip").write_bytes(client.get("/keeping/backup.zip").content)
    assert read_manifest(tmp_path / "b.zip").rows["diary_entry"] == 3


# -- being erased ----------------------------------------------------------------------------------------------------


def ask(client: Client, **answers: str):
    return client.post("/keeping/erase/", {"name": "ada", "password": "four calm words here", **answers})


def test_a_wrong_name_or_password_erases_nothing(client, owner):
    write(owner, TODAY, pain=4)
    for wrong in ({"name": "ben"}, {"password": "another"}, {"name": ""}, {"password": ""}):
        assert ask(client, **wrong).status_code == 422
    assert Entry.objects.count() == 1
    assert client.get("/today/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_erasing_leaves_nothing_of_one_and_all_of_the_other(client, owner, other, settings, tmp_path):  # acceptance 14
    settings.DATA = tmp_path
    (tmp_path / "copies").mkdir()
    old = tmp_path / "copies" / "andante-2026-03-01.zip"
    old.write_bytes(b"holds everybody")
    write(owner, TODAY, pain=4, note="a private word").set_void(True)
    write(other, TODAY, pain=5)
    OneTimeLink.objects.make("sign-in", user=owner)
    Concern.objects.create(user=owner, flags=["fever"])
    answer = ask(client)
    assert answer["Location"] == "/erased/"
    assert "storage" in answer["Clear-Site-Data"]
    assert "forget.js" in client.get("/erased/").content.decode()  # a browser without HTTPS hears no such header
    assert "forget.js" not in client.get("/erased/").content.decode()
    assert client.get("/today/").status_code == 302
    assert not User.objects.filter(username="ada").exists()
    for model, path in paths_to_user().items():
        if path is not None:
            assert not model._default_manager.filter(**{path: owner.pk}).exists(), model
    assert EntryVersion.objects.count() == 0
    assert Entry.objects.get().user == other
    assert not old.exists()


@pytest.mark.django_db(transaction=True)
def test_no_byte_of_it_is_left_in_the_file(tmp_path, settings):  # acceptance 14
    """SQLite keeps deleted rows in free pages unless it is told not to."""
    settings.DATA = tmp_path
    user = User.objects.create_user("ada", password="x")
    for number in range(50):
        write(user, TODAY - dt.timedelta(days=number), pain=4, note="a-very-private-word " * 40)
    erase(user, tmp_path)
    copy = tmp_path / "now.sqlite3"
    with sqlite3.connect(copy) as target:
        connection.connection.backup(target)
    target.close()
    assert b"a-very-private-word" not in copy.read_bytes()


# -- an older schema -------------------------------------------------------------------------------------------------


def test_the_first_schema_comes_up_to_date_without_a_loss(tmp_path):
    """In a process of its own, as `andante serve` does it. # acceptance 13"""
    from andante.cli.serve import start

    with sqlite3.connect(tmp_path / "andante.sqlite3") as database:
        database.executescript((Path(__file__).parent / "schemas" / "first.sql").read_text("utf-8"))
    database.close()
    assert start("check", tmp_path) == {}
    found = start("archive", tmp_path, "--out", str(tmp_path / "a.zip"))
    assert found["entries"] == 3
    rows = json.loads(checked_parts((tmp_path / "a.zip").read_bytes())["person.json"])["rows"]
    entries = {row["client_id"][-1]: row for row in rows["diary.Entry"]}
    assert entries["1"]["answers"]["pain"] == 5.0
    assert entries["1"]["answers"]["sleep"] == 0.0
    assert entries["1"]["answers"]["fatigue"] is None
    assert entries["1"]["note"] == "a windy day, “quiet”"
    assert entries["2"]["efforts"] == {"trunk": [4.0, 30.0]}
    assert entries["3"]["void"] is True
    assert {row["answers"]["pain"] for row in rows["diary.EntryVersion"]} == {4.5, None}
    assert rows["accounts.User"][0]["caution"] == 0.15
    assert rows["accounts.User"][0]["me_cfs"] is True


def test_beliefs_of_before_are_dropped_and_give_their_room_back(tmp_path):
    """They were text, up to eight a person; whoever opens Today is learned about again, from the diary."""
    from andante.cli.serve import start

    path = tmp_path / "andante.sqlite3"
    with sqlite3.connect(path) as database:
        database.executescript((Path(__file__).parent / "schemas" / "first.sql").read_text("utf-8"))
        person = database.execute("SELECT id FROM accounts_user").fetchone()[0]
        for day in range(1, 9):
            row = (f"2026-03-0{day}", f"{day}", "0.1.0", 0, "x" * 2_000_000, "{}", timezone.now().isoformat(), person)
            database.execute(
                "INSERT INTO today_beliefsnapshot (through, digest, version, seed, belief, answer, made_at, user_id) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
    database.close()
    assert path.stat().st_size > 16_000_000
    assert start("check", tmp_path) == {}
    database = sqlite3.connect(path)
    assert database.execute("SELECT count(*) FROM today_beliefsnapshot").fetchone() == (0,)
    assert database.execute("SELECT count(*) FROM diary_entry").fetchone() == (3,)
    database.close()
    assert path.stat().st_size < 2_000_000


def test_a_newer_schema_is_not_touched(tmp_path):
    from andante.cli.serve import start
    from andante.errors import InputError

    path = tmp_path / "andante.sqlite3"
    with sqlite3.connect(path) as database:
        database.executescript((Path(__file__).parent / "schemas" / "first.sql").read_text("utf-8"))
        now = timezone.now().isoformat()
        database.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('diary', '9999_later', ?)", (now,))
    database.close()
    before = _content(path)
    with pytest.raises(InputError, match=r"newer andante \(diary\.9999_later\)"):
        start("check", tmp_path)
    assert _content(path) == before


def _content(path: Path) -> list[str]:
    database = sqlite3.connect(path)
    lines = list(database.iterdump())
    database.close()
    return lines


def test_an_empty_diary_is_called_empty_and_not_counted(client, owner):
    assert "Your diary is still empty." in client.get("/keeping/").content.decode()
    assert "0 entries" not in client.get("/keeping/erase/").content.decode()
    write(owner, TODAY, pain=4)
    assert "There is 1 entry in your diary." in client.get("/keeping/").content.decode()
