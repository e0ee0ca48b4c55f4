"""Being erased: not a byte in any file of the data folder, no door left open, and nothing taken from who stays."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from tests.web.conftest import TODAY, signed_in_as, write

from andante.exchange.archive import checked_parts
from andante.exchange.backup import read_manifest
from andante.exchange.copies import copies
from andante.web.accounts.models import User
from andante.web.keeping import erasing
from andante.web.keeping.belongings import archive_of
from andante.web.keeping.erasing import erase

WORDS = b"a-very-private-word"


def data_folder(folder: Path) -> Path:
    """A data folder with a database and what andante lays beside it."""
    with sqlite3.connect(folder / "andante.sqlite3") as database:
        database.executescript((Path(__file__).parent / "schemas" / "first.sql").read_text("utf-8"))
    database.close()
    for name in ("copies/andante-2026-03-01.zip", "before-restore-2026-03-01-120000.zip", "my-own-file.zip"):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(WORDS)
    return folder


def signed_in() -> list[str]:
    return sorted(str(each.get_decoded().get("_auth_user_id")) for each in Session.objects.all())


@pytest.mark.django_db(transaction=True)
def test_what_restoring_laid_aside_goes_too_and_a_file_of_ones_own_stays(owner, other, tmp_path):  # acceptance 14
    data = data_folder(tmp_path)
    erase(owner, data)
    assert [path.name for path in data.glob("*.zip")] == ["my-own-file.zip"]


@pytest.mark.django_db(transaction=True)
def test_what_a_restore_that_was_killed_left_behind_goes_too(owner, other, tmp_path):  # acceptance 14
    """Half a backup: the folder in which it was put together, and the file that it was packed into."""
    scratch, packed = tmp_path / ".andante-x1y2", tmp_path / ".before-restore-2026-03-01-120000.zip.x1y2"
    scratch.mkdir()
    (scratch / "whole.sqlite3").write_bytes(WORDS)
    packed.write_bytes(WORDS)
    erase(owner, tmp_path)
    assert not scratch.exists()
    assert not packed.exists()


@pytest.mark.django_db(transaction=True)
def test_who_stays_has_a_fresh_copy_and_where_nobody_stays_there_is_none(owner, other, tmp_path):
    data = data_folder(tmp_path)
    erase(owner, data)
    (day,) = copies(data)
    assert day == TODAY
    assert read_manifest(copies(data)[day]).rows["diary_entry"] == 3
    erase(other, data)
    assert copies(data) == {}


@pytest.mark.django_db(transaction=True)
def test_a_copy_that_cannot_be_made_does_not_undo_the_erasing(owner, other, tmp_path):
    erase(owner, tmp_path)  # there is no database in that folder to copy
    assert [user.username for user in User.objects.all()] == ["ben"]
    assert copies(tmp_path) == {}


@pytest.mark.django_db(transaction=True)
def test_on_a_full_disk_the_copies_go_too(owner, other, tmp_path, caplog):
    data = data_folder(tmp_path)

    def full(execute, sql, params, many, context):
        if sql == "VACUUM":
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(full):
        erase(owner, data)
    assert [user.username for user in User.objects.all()] == ["ben"]
    assert not (data / "copies" / "andante-2026-03-01.zip").exists()
    assert not list(data.glob("before-restore-*"))
    assert "could not be cleared" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_every_device_is_signed_out_and_no_other_person(owner, other, tmp_path):
    phone, tablet, theirs = signed_in_as(owner), signed_in_as(owner), signed_in_as(other)
    assert signed_in() == sorted([str(owner.pk)] * 2 + [str(other.pk)])
    erase(owner, tmp_path)
    assert signed_in() == [str(other.pk)]
    assert [client.get("/keeping/").status_code for client in (phone, tablet, theirs)] == [302, 302, 200]


@pytest.mark.django_db(transaction=True)
def test_where_it_fails_half_way_nothing_is_erased(owner, tmp_path, monkeypatch):
    write(owner, TODAY, pain=4)
    signed_in_as(owner)
    data = data_folder(tmp_path)

    def fails(*_args: object, **_more: object) -> None:
        raise RuntimeError("the power fails")

    monkeypatch.setattr(User, "delete", fails)
    with pytest.raises(RuntimeError):
        erase(owner, data)
    assert signed_in() == [str(owner.pk)]
    assert owner.entries.count() == 1
    assert (data / "copies" / "andante-2026-03-01.zip").exists()


@pytest.mark.django_db(transaction=True)
def test_no_byte_of_it_is_left_in_the_database_and_its_log(tmp_path):  # acceptance 14
    """The file and what SQLite keeps beside it, read as bytes, as who finds the disk would."""
    user = User.objects.create_user("ada", password="x")
    for number in range(20):
        entry = write(user, TODAY - dt.timedelta(days=number), pain=4, note=WORDS.decode() * 40)
        entry.set_void(True)
    path = Path(str(connection.settings_dict["NAME"]))

    def found() -> bool:
        return any(WORDS in each.read_bytes() for each in path.parent.glob(f"{path.name}*"))

    assert found()
    erase(user, tmp_path)
    assert not found()


@pytest.mark.django_db(transaction=True)
def test_what_pages_keep_in_memory_is_forgotten(owner, tmp_path, monkeypatch):
    forgotten: list[bool] = []
    monkeypatch.setattr(erasing.remembered, "forget", lambda: forgotten.append(True))
    erase(owner, tmp_path)
    assert forgotten == [True]


@pytest.mark.django_db(transaction=True)
def test_the_archive_of_who_stays_is_the_same_as_before(owner, other, tmp_path):
    write(owner, TODAY, pain=4, note="mine")
    write(other, TODAY, pain=5, note="theirs").set_void(True)
    before = checked_parts(archive_of(other).content)
    erase(owner, tmp_path)
    assert checked_parts(archive_of(other).content) == before
