"""`andante backup`, `restore` and `export archive`, as at a terminal. # acceptance 7 13"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

SCHEMA = Path(__file__).parent.parent / "web" / "schemas" / "first.sql"


@pytest.fixture
def data(tmp_path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    with sqlite3.connect(folder / "andante.sqlite3") as database:
        database.executescript(SCHEMA.read_text("utf-8"))
    database.close()
    return folder


def test_restored_on_a_clean_install_the_export_is_equal_byte_for_byte(andante, data, tmp_path):  # acceptance 7, 13
    first, second, packed, clean = (tmp_path / name for name in ("1.zip", "2.zip", "b.zip", "clean"))
    assert andante("export", "archive", "--data", str(data), "--out", str(first)).code == 0
    done = andante("backup", "--data", str(data), "--out", str(packed), "--json")
    assert (done.code, done.answers[0]["entries"]) == (0, 3)
    assert andante("restore", str(packed), "--data", str(clean)).code == 0
    assert andante("export", "archive", "--data", str(clean), "--out", str(second)).code == 0
    assert first.read_bytes() == second.read_bytes()


def test_nothing_is_replaced_unasked_and_what_was_there_is_kept(andante, data, tmp_path):
    packed = tmp_path / "b.zip"
    andante("backup", "--data", str(data), "--out", str(packed))
    assert andante("backup", "--data", str(data), "--out", str(packed)).code == 2
    refused = andante("restore", str(packed), "--data", str(data))
    assert refused.code == 2
    assert "holds a diary already" in refused.err
    with sqlite3.connect(data / "andante.sqlite3") as database:
        database.execute("UPDATE diary_entry SET note = 'written later'")
    database.close()
    assert andante("restore", str(packed), "--data", str(data), "--replace").code == 0
    (kept,) = data.glob("before-restore-*.zip")
    again = tmp_path / "again"
    assert andante("restore", str(kept), "--data", str(again)).code == 0
    with sqlite3.connect(again / "andante.sqlite3") as database:
        notes = {row[0] for row in database.execute("SELECT note FROM diary_entry")}
    database.close()
    assert notes == {"written later"}


def test_wrong_files_and_folders_are_told(andante, data, tmp_path):
    empty, broken = tmp_path / "empty", tmp_path / "broken.zip"
    empty.mkdir()
    broken.write_bytes(b"no zip at all")
    for arguments, said in (
        (("backup", "--data", str(empty), "--out", str(tmp_path / "b.zip")), "found no database"),
        (("restore", str(broken), "--data", str(tmp_path / "x")), "found no whole backup"),
        (("restore", str(tmp_path / "none.zip"), "--data", str(tmp_path / "x")), "cannot be read"),
        (("export", "archive", "--data", str(empty), "--out", str(tmp_path / "a.zip")), "found no database"),
        (("export", "archive", "--data", str(data), "--user", "eve", "--out", str(tmp_path / "a.zip")), "ada"),
    ):
        done = andante(*arguments)
        assert done.code == 2, arguments
        assert said in done.err
        assert done.out == ""
    assert not (tmp_path / "x").exists()
    assert not (tmp_path / "a.zip").exists()


def test_a_backup_of_a_newer_andante_is_refused_before_anything_is_touched(andante, data, tmp_path):
    with sqlite3.connect(data / "andante.sqlite3") as database:
        row = ("diary", "9999_later", "2030-01-01 00:00:00")
        database.execute("INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, ?)", row)
    database.close()
    packed, clean = tmp_path / "b.zip", tmp_path / "clean"
    assert andante("backup", "--data", str(data), "--out", str(packed)).code == 0
    refused = andante("restore", str(packed), "--data", str(clean))
    assert refused.code == 2
    assert "newer andante" in refused.err
    assert str(packed) in refused.err
    assert not clean.exists()
