"""The daily copy is made by a process of its own, beside the server, and never by the process that forks the worker."""

from __future__ import annotations

import datetime as dt
import sqlite3
import sys
import threading

import pytest

from andante.cli import copying
from andante.exchange.backup import DATABASE, read_manifest
from andante.exchange.copies import copies


@pytest.fixture
def data(tmp_path):
    with sqlite3.connect(tmp_path / DATABASE) as database:
        database.execute("CREATE TABLE diary_entry (number INTEGER)")
        database.execute("INSERT INTO diary_entry VALUES (7)")
    database.close()
    return tmp_path


def test_todays_copy_is_made_once_by_another_process(data, monkeypatch):
    opened = []
    sys.addaudithook(lambda event, _: opened.append(threading.get_ident()) if event == "sqlite3.connect" else None)
    assert copying._look(data) == ""
    assert threading.get_ident() not in opened
    ((day, path),) = copies(data).items()
    assert abs(day - dt.datetime.now().astimezone().date()) <= dt.timedelta(days=1)
    assert read_manifest(path).rows == {"diary_entry": 1}
    monkeypatch.setattr(copying.subprocess, "run", lambda *_args, **_options: pytest.fail("it is there already"))
    assert copying._look(data) == ""


def test_what_stands_in_the_way_is_told(data):
    (data / DATABASE).write_bytes(b"no database" * 1000)
    assert "damaged" in copying._look(data) or "cannot be copied" in copying._look(data)
    (data / DATABASE).unlink()
    assert "found no database" in copying._look(data)
    assert not copies(data)
