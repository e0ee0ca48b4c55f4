"""Before the server starts: the data folder and its key, the owner's link, a diary adopted whole."""

from __future__ import annotations

import datetime as dt
import json
import os
import stat
import subprocess
import sys

import pytest
from django.test import Client
from tests.web.conftest import NOW, TODAY

from andante.records import Diary
from andante.records import Entry as Row
from andante.web import start
from andante.web.accounts.models import User
from andante.web.diary.adopt import adopt
from andante.web.diary.models import Entry
from andante.web.diary.rows import diary_of


def test_the_folder_and_its_key_are_the_owners_alone(tmp_path):
    data = tmp_path / "new" / "folder"
    start.lay_folder(data)
    key = data / "secret_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    first = key.read_text()
    assert len(first) > 50
    start.lay_folder(data)
    assert key.read_text() == first


def test_no_two_folders_share_a_key(tmp_path):
    for name in ("one", "two"):
        start.lay_folder(tmp_path / name)
    assert (tmp_path / "one" / "secret_key").read_text() != (tmp_path / "two" / "secret_key").read_text()


@pytest.mark.parametrize("left", [b"", b"\n", b"short", b"\xff" * 80])
def test_a_key_that_cannot_be_used_is_made_anew(tmp_path, capsys, left):
    key = tmp_path / "secret_key"
    key.write_bytes(left)
    start.lay_folder(tmp_path)
    made = key.read_text("ascii")
    assert len(made) > 50
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert "made anew" in capsys.readouterr().err
    start.lay_folder(tmp_path)
    assert (key.read_text("ascii"), capsys.readouterr().err) == (made, "")
    assert list(tmp_path.iterdir()) == [key]  # nothing is left aside


def test_a_start_that_is_ended_half_way_leaves_no_half_key(tmp_path, monkeypatch):
    def end(handle: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", end)
        with pytest.raises(KeyboardInterrupt):
            start.lay_folder(tmp_path)
    assert list(tmp_path.iterdir()) == []
    start.lay_folder(tmp_path)
    assert len((tmp_path / "secret_key").read_text()) > 50


def test_an_empty_folder_gives_a_set_up_link_and_a_lived_in_one_does_not(db, clock):
    answer = start.owner(new_password=False)
    assert answer["first_start"]
    path = answer["path"].partition("?")[0]
    assert Client().get(path).status_code == 200
    User.objects.create_user("ada")
    assert start.owner(new_password=False) == {"path": "/"}
    assert Client().get(start.owner(new_password=True)["path"]).status_code == 200


def test_the_zone_of_this_computer_is_one_that_exists():
    from zoneinfo import ZoneInfo

    assert ZoneInfo(start.machine_zone())


@pytest.mark.parametrize(
    ("named", "zone"),
    [
        ("Asia/Kolkata", "Asia/Kolkata"),
        (":Asia/Kolkata", "Asia/Kolkata"),
        (":/usr/share/zoneinfo/Asia/Kolkata", "Asia/Kolkata"),
        ("UTC", "UTC"),
    ],
)
def test_the_zone_named_by_tz_is_the_one_that_the_first_page_offers(tmp_path, named, zone):
    """In a process of its own, as the command line starts it: Django puts another name into its environment."""
    asked = [sys.executable, "-m", "andante.web.start", "owner", str(tmp_path)]
    done = subprocess.run(
        asked, env={**os.environ, "TZ": named}, capture_output=True, text=True, timeout=120, check=True
    )
    assert json.loads(done.stdout)["path"].endswith(f"/?zone={zone}")


def test_a_tz_that_names_no_zone_is_passed_over(monkeypatch):
    monkeypatch.setattr(start, "TZ", "Asia/Kolkata")
    assert start.machine_zone() == "Asia/Kolkata"
    for odd in ("Moon/Sea", "EST5EDT,M3.2.0", ""):
        monkeypatch.setattr(start, "TZ", odd)
        assert start.machine_zone() not in (odd, "Asia/Kolkata")


def test_a_diary_adopted_comes_back_the_same(owner):  # acceptance 16
    rows = (
        Row(TODAY - dt.timedelta(days=5), {"pain": 0.0, "load.trunk": 0.0}),
        Row(TODAY - dt.timedelta(days=2), {"sleep": 7.0}, note="a word"),
        Row(TODAY - dt.timedelta(days=1), {}),
    )
    diary = Diary(rows, ("pain", "sleep", "load.trunk"))
    assert adopt(owner, diary, origin="test") == 3
    again = diary_of(owner, NOW)
    assert again.columns == diary.columns
    assert [(row.at, row.values) for row in again.entries] == [(row.at, row.values) for row in rows]
    assert Entry.objects.get(note="a word").answers == {"pain": None, "sleep": 7.0, "load.trunk": None}
    assert not Entry.objects.filter(backdated=True).exists()
