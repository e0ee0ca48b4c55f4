"""A backup is the database at one moment, checked; and it comes back whole or not at all. # acceptance 7 8 13"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import threading
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.errors import InputError
from andante.exchange.backup import DATABASE, MANIFEST, make_backup, put_in_place, read_manifest, unpack
from andante.exchange.copies import DAYS, MONTHS, WEEKS, copies, forget_copies, forget_leftovers, keep_copy, to_keep

NOW = dt.datetime(2026, 3, 5, 18, 30, tzinfo=dt.UTC)


def numbers(folder) -> list[int]:
    with sqlite3.connect(folder / DATABASE) as database:
        found = [row[0] for row in database.execute("SELECT number FROM diary_entry ORDER BY number")]
    database.close()
    return found


def test_there_and_back_with_the_newest_row(data, tmp_path):  # acceptance 7
    with sqlite3.connect(data / DATABASE) as database:
        database.execute("INSERT INTO diary_entry VALUES (500)")
    database.close()
    manifest = make_backup(data, tmp_path / "b.zip", version="1.2.3", now=NOW)
    assert (manifest.rows, manifest.andante) == ({"diary_entry": 501}, "1.2.3")
    clean = tmp_path / "clean"
    clean.mkdir()
    assert unpack(tmp_path / "b.zip", clean) == manifest == read_manifest(tmp_path / "b.zip")
    assert numbers(clean) == list(range(501))


def test_beliefs_are_left_out_and_their_table_stays(data, tmp_path):
    with sqlite3.connect(data / DATABASE) as database:
        database.execute("CREATE TABLE today_beliefsnapshot (packed BLOB)")
        database.execute("INSERT INTO today_beliefsnapshot VALUES (randomblob(3000000))")
    database.close()
    manifest = make_backup(data, tmp_path / "b.zip", version="1.2.3", now=NOW)
    assert manifest.rows == {"diary_entry": 500, "today_beliefsnapshot": 0}
    assert (tmp_path / "b.zip").stat().st_size < 100_000
    clean = tmp_path / "clean"
    clean.mkdir()
    unpack(tmp_path / "b.zip", clean)
    assert numbers(clean) == list(range(500))
    with sqlite3.connect(data / DATABASE) as database:
        assert database.execute("SELECT count(*) FROM today_beliefsnapshot").fetchone() == (1,)
    database.close()


def test_while_others_write_it_is_one_moment(data, tmp_path):
    stop = threading.Event()

    def write() -> None:
        database = sqlite3.connect(data / DATABASE, timeout=20, isolation_level=None)
        number = 500
        while not stop.is_set():
            # Two rows in one transaction: a copy that holds one of them alone is no moment of this database.
            database.execute("BEGIN IMMEDIATE")
            database.execute("INSERT INTO diary_entry VALUES (?)", (number,))
            database.execute("INSERT INTO diary_entry VALUES (?)", (number,))
            database.execute("COMMIT")
            number += 1
        database.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for turn in range(5):
            make_backup(data, tmp_path / f"{turn}.zip", version="1", now=NOW)
    finally:
        stop.set()
        writer.join()
    for turn in range(5):
        folder = tmp_path / f"out{turn}"
        folder.mkdir()
        unpack(tmp_path / f"{turn}.zip", folder)
        later = [number for number in numbers(folder) if number >= 500]
        assert len(later) == 2 * len(set(later))


def test_put_in_place_under_an_open_reader(data, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    with sqlite3.connect(other / DATABASE) as database:
        database.execute("CREATE TABLE diary_entry (number INTEGER)")
        database.execute("INSERT INTO diary_entry VALUES (7)")
    database.close()
    reader = sqlite3.connect(data / DATABASE)
    assert reader.execute("SELECT count(*) FROM diary_entry").fetchone() == (500,)
    put_in_place(other / DATABASE, data)
    assert reader.execute("SELECT number FROM diary_entry").fetchall() == [(7,)]
    reader.close()


def spoilt(data, tmp_path, change) -> str:
    """What is said of a backup after `change` of its bytes or members."""
    path = tmp_path / "b.zip"
    make_backup(data, path, version="1", now=NOW)
    change(path)
    with pytest.raises(InputError) as told:
        unpack(path, tmp_path)
    assert not (tmp_path / DATABASE).exists()
    assert str(path) in str(told.value)
    return str(told.value)


def rewrite(path, **changed: bytes) -> None:
    with zipfile.ZipFile(path) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    members |= {name.replace("__", "."): content for name, content in changed.items()}
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in members.items():
            if content:
                packed.writestr(name, content)


def test_broken_backups_are_refused_with_their_cause(data, tmp_path):
    def manifest(path, **fields) -> bytes:
        with zipfile.ZipFile(path) as packed:
            return json.dumps({**json.loads(packed.read(MANIFEST)), **fields}).encode()

    assert "not a zip" in spoilt(data, tmp_path, lambda path: path.write_bytes(path.read_bytes()[:900]))
    assert "not a zip" in spoilt(data, tmp_path, lambda path: path.write_bytes(b""))
    assert "checksum" in spoilt(data, tmp_path, lambda path: rewrite(path, andante__sqlite3=b"something else"))
    assert "no whole backup" in spoilt(data, tmp_path, lambda path: rewrite(path, manifest__json=b""))
    assert "no whole backup" in spoilt(data, tmp_path, lambda path: rewrite(path, manifest__json=b"[]"))
    newer = spoilt(data, tmp_path, lambda path: rewrite(path, manifest__json=manifest(path, format=2)))
    assert "format 2" in newer


@pytest.mark.parametrize("wrong", [{"format": "1"}, {"bytes": "9"}, {"rows": []}, {"bytes": 1}, {"sha256": "0"}])
def test_a_manifest_of_the_wrong_kind_is_none(data, tmp_path, wrong):
    def change(path) -> None:
        with zipfile.ZipFile(path) as packed:
            written = json.loads(packed.read(MANIFEST))
        rewrite(path, manifest__json=json.dumps({**written, **wrong}).encode())

    assert "backup" in spoilt(data, tmp_path, change)


def spoil_index(path) -> None:
    """Let an index of the database say another word than its table: every page can be read, and one of them lies."""
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = DELETE")
    database.execute("CREATE TABLE words (word TEXT)")
    database.execute("CREATE INDEX by_word ON words (word)")
    database.execute("INSERT INTO words VALUES ('a-word-to-find')")
    database.commit()
    database.close()
    raw = path.read_bytes()
    assert raw.count(b"a-word-to-find") == 2
    place = raw.rindex(b"a-word-to-find")
    path.write_bytes(raw[:place] + b"another-wordxx" + raw[place + 14 :])


def test_a_database_that_can_be_read_and_is_damaged_makes_no_backup(data, tmp_path):
    spoil_index(data / DATABASE)
    with pytest.raises(InputError, match="is damaged"):
        make_backup(data, tmp_path / "b.zip", version="1", now=NOW)
    assert not (tmp_path / "b.zip").exists()


def test_nor_is_one_taken_out_of_a_backup_whose_checksum_is_right(data, tmp_path):
    path, out = tmp_path / "b.zip", tmp_path / "out"
    out.mkdir()
    make_backup(data, path, version="1", now=NOW)
    spoil_index(data / DATABASE)
    damaged = (data / DATABASE).read_bytes()
    with zipfile.ZipFile(path) as packed:
        written = json.loads(packed.read(MANIFEST))
    written |= {"bytes": len(damaged), "sha256": hashlib.sha256(damaged).hexdigest()}
    rewrite(path, manifest__json=json.dumps(written).encode(), andante__sqlite3=damaged)
    with pytest.raises(InputError, match="is damaged"):
        unpack(path, out)


def test_a_backup_or_a_folder_that_is_not_there_is_said(data, tmp_path):
    with pytest.raises(InputError, match=r"none\.zip: cannot be read: No such file"):
        read_manifest(tmp_path / "none.zip")
    with pytest.raises(InputError, match="cannot be opened"):
        put_in_place(data / DATABASE, tmp_path / "no such folder")


def test_a_bit_flipped_anywhere_is_found(data, tmp_path):
    path = tmp_path / "b.zip"
    make_backup(data, path, version="1", now=NOW)
    whole = path.read_bytes()
    for place in range(60, len(whole) - 200, max(1, len(whole) // 40)):
        flipped = bytearray(whole)
        flipped[place] ^= 0x10
        path.write_bytes(bytes(flipped))
        try:
            manifest = read_manifest(path)
        except InputError:
            continue
        assert manifest.rows == {"diary_entry": 500}, "a flip in what a zip does not use changes nothing"


def test_a_damaged_database_makes_no_backup_and_leaves_the_old_one(data, tmp_path):
    path = tmp_path / "b.zip"
    make_backup(data, path, version="1", now=NOW)
    before = path.read_bytes()
    raw = bytearray((data / DATABASE).read_bytes())
    raw[4096:] = b"\xff" * (len(raw) - 4096)
    (data / DATABASE).write_bytes(bytes(raw))
    with pytest.raises(InputError, match=r"damaged|cannot be copied"):
        make_backup(data, path, version="1", now=NOW)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_no_database_and_no_room(data, tmp_path):  # acceptance 8
    with pytest.raises(InputError, match="found no database"):
        make_backup(tmp_path, tmp_path / "b.zip", version="1", now=NOW)
    with pytest.raises(InputError, match="cannot be written"):
        make_backup(data, tmp_path / "no such folder" / "b.zip", version="1", now=NOW)


# -- daily copies ----------------------------------------------------------------------------------------------------


def test_one_copy_a_day(data):
    assert keep_copy(data, version="1", now=NOW) is not None
    assert keep_copy(data, version="1", now=NOW + dt.timedelta(hours=3)) is None
    assert keep_copy(data, version="1", now=NOW + dt.timedelta(days=1)) is not None
    assert list(copies(data)) == [dt.date(2026, 3, 5), dt.date(2026, 3, 6)]
    for path in copies(data).values():
        assert read_manifest(path).rows == {"diary_entry": 500}
    assert forget_copies(data) == 2
    assert copies(data) == {}


@pytest.mark.parametrize("place", ["copies", "."])  # where a copy of the day is put together, and where a restore is
def test_what_a_killed_copy_left_behind_is_erased(data, place):
    """The folder in which it was put together, and the file that would have become the copy."""
    names = (".andante-{}", ".andante-2026-03-0{}.zip.x1y2")
    fresh, old = ([data / place / name.format(number) for name in names] for number in (5, 3))
    for (folder, file), days in ((fresh, 0), (old, 2)):
        folder.mkdir(parents=True)
        (folder / "andante.sqlite3").write_text("a diary")
        file.write_text("a diary")
        then = (NOW - dt.timedelta(days=days)).timestamp()
        for path in (folder, file):
            os.utime(path, (then, then))
    assert keep_copy(data, version="1", now=NOW) is not None
    assert [path.exists() for path in (*fresh, *old)] == [True, True, False, False]  # one may be at work in the fresh
    forget_copies(data)
    forget_leftovers(data)
    assert [*data.rglob(".andante-*")] == []


KILLED = """
import datetime as dt, os, pathlib, sys
from andante.exchange import backup, copies
setattr(backup, sys.argv[2], lambda *_: os._exit(9))
copies.keep_copy(pathlib.Path(sys.argv[1]), version="1", now=dt.datetime(2026, 3, 5, 18, 30, tzinfo=dt.UTC))
"""


@pytest.mark.parametrize("step", ["_row_counts", "_checked"])
def test_a_copy_that_is_killed_leaves_nothing_that_forgetting_leaves(data, step):
    """Killed in earnest, in a process of its own: while the copy is put together, and once it is packed."""
    assert subprocess.run([sys.executable, "-c", KILLED, str(data), step], check=False).returncode == 9
    assert [*(data / "copies").iterdir()] != []
    forget_copies(data)
    assert [*(data / "copies").iterdir()] == []


def test_a_year_of_copies_thins_out(data):
    kept: set[dt.date] = set()
    for number in range(400):
        kept = to_keep({*kept, NOW.date() + dt.timedelta(days=number)})
        assert NOW.date() + dt.timedelta(days=number) in kept
    last = NOW.date() + dt.timedelta(days=399)
    ages = sorted((last - day).days for day in kept)
    assert ages[:DAYS] == list(range(DAYS))
    assert len(kept) <= DAYS + WEEKS + MONTHS
    assert 120 < ages[-1] <= 31 * (MONTHS + 2)


@given(st.sets(st.integers(0, 1000), max_size=80))
def test_thinning_keeps_the_newest_and_is_done_once(numbers):
    days = {dt.date(2024, 1, 1) + dt.timedelta(days=number) for number in numbers}
    kept = to_keep(days)
    assert kept <= days
    assert set(sorted(days)[-DAYS:]) <= kept
    assert to_keep(kept) == kept
