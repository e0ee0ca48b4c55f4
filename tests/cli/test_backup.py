"""`andante backup`, `restore` and `export archive`, as at a terminal. # acceptance 7 13"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from andante.exchange.copies import forget_leftovers

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


KILLED = """
import os, sys
from andante.cli import backup
backup.start = lambda *_: os._exit(9)
backup.restore(backup_file=__import__("pathlib").Path(sys.argv[1]), data=__import__("pathlib").Path(sys.argv[2]))
"""


def test_a_restore_that_is_killed_leaves_its_diary_where_erasing_looks(andante, data, tmp_path):  # acceptance 14
    """Killed in earnest once it is unpacked: what it leaves is in the data folder, and not a byte of it elsewhere."""
    packed, clean, elsewhere = tmp_path / "b.zip", tmp_path / "clean", tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert andante("backup", "--data", str(data), "--out", str(packed)).code == 0
    environment = {**os.environ, "TMPDIR": str(elsewhere)}
    killed = [sys.executable, "-c", KILLED, str(packed), str(clean)]
    assert subprocess.run(killed, check=False, env=environment).returncode == 9
    assert [path.name for path in clean.rglob("*.sqlite3")] == ["andante.sqlite3"]
    assert [*elsewhere.iterdir()] == []
    assert andante("restore", str(packed), "--data", str(clean)).code == 0
    forget_leftovers(clean)
    assert sorted(path.name for path in clean.iterdir() if path.is_dir()) == []


def test_a_data_folder_that_cannot_be_made_is_told(andante, data, tmp_path):
    packed, file = tmp_path / "b.zip", tmp_path / "file"
    file.write_text("")
    assert andante("backup", "--data", str(data), "--out", str(packed)).code == 0
    refused = andante("restore", str(packed), "--data", str(file / "folder"))
    assert refused.code == 2
    assert f"--data: {file / 'folder'}: cannot be made" in refused.err
